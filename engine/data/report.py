"""Findings about one table: each names the table, and a fault of every row is told once with a count."""

from __future__ import annotations

from collections import Counter

from engine.diagnostics import Findings
from engine.places import Place
from engine.policy.model import Table

SHOWN = 20


class TableReport:
    """Collects findings for one table into `findings`; of each code the first SHOWN are kept."""

    def __init__(self, findings: Findings, table: Table) -> None:
        self.findings = findings
        self.table = table
        self._counts: Counter[str] = Counter()

    def add(self, code: str, place: Place | None, **arguments: object) -> None:
        """Notes a finding about the table; its name is put in as `table`."""
        self._counts[code] += 1
        if self._counts[code] <= SHOWN:
            self.findings.add(code, place, table=self.table.name, **arguments)

    def close(self, whole: Place) -> None:
        """Says how many findings were left out."""
        for code, count in self._counts.items():
            if count > SHOWN:
                self.findings.add("D190", whole, table=self.table.name, kind=code, count=count - SHOWN)
