"""Findings about one table: each names the table, and a fault of every row is told once with a count."""

from __future__ import annotations

from collections import Counter

from kaohe.diagnostics import Findings
from kaohe.messages import CATALOG
from kaohe.places import Place
from kaohe.policy.model import Table

SHOWN = 20
UNSENT = frozenset({"D103", "D127", "D133", "D163", "D201", "D310", "D312", "D315", "D316", "D318", "D319"})
"""What says that a table, column, row or cell is not there. Where it is there under a wrong name, that is a fault."""


class TableReport:
    """Collects findings for one table into `findings`; of each code the first SHOWN are kept.

    With `provisional` what has not been sent yet is no fault.
    """

    def __init__(self, findings: Findings, table: Table, provisional: bool = False) -> None:
        self.findings = findings
        self.table = table
        self.provisional = provisional
        self._counts: Counter[str] = Counter()

    def add(self, code: str, place: Place | None, **arguments: object) -> None:
        """Notes a finding about the table; its name is put in as `table`."""
        if self.provisional and code in UNSENT and not arguments.get("suggestion"):
            return
        self._counts[code] += 1
        if self._counts[code] <= SHOWN:
            self.findings.add(code, place, table=self.table.name, **arguments)

    def close(self, whole: Place) -> None:
        """Says how many findings were left out."""
        for code, count in self._counts.items():
            if count > SHOWN:
                left = "D190" if CATALOG[code].level == "error" else "D191"
                self.findings.add(left, whole, table=self.table.name, kind=code, count=count - SHOWN)
