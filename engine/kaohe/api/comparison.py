"""Comparing as others use it: methods side by side, what moves and by what, and what it would take to move up."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kaohe.analysis import comparison
from kaohe.analysis.diff import DataDiff, PolicyDiff
from kaohe.analysis.gap.model import Gaps
from kaohe.analysis.outcome import Change
from kaohe.analysis.readings import Readings
from kaohe.analysis.stress import stress
from kaohe.analysis.whatif import WhatIf
from kaohe.api.results import Number, plain
from kaohe.report.formats import text_of, workbook_of, write_file


class Comparison:
    """Methods side by side. `kaohe.compare` makes it."""

    def __init__(self, found: comparison.Comparison) -> None:
        self._inner = found

    def __repr__(self) -> str:
        return f"<kaohe.Comparison {', '.join(policy.id for policy in self._inner.policies)}>"

    def text(self, *, width: int | None = None) -> str:
        """As `kaohe compare` shows it, in so many columns (100 if none are asked for)."""
        return text_of(self._inner, "table", width)

    def markdown(self) -> str:
        """A page of Markdown."""
        return text_of(self._inner, "markdown")

    def json(self) -> str:
        """The document that `kaohe compare --format json` writes."""
        return text_of(self._inner, "json")

    def html(self) -> str:
        """A page by itself, with stacked bars."""
        return text_of(self._inner, "html")

    def xlsx(self, path: str | os.PathLike[str]) -> None:
        """Writes a workbook, a sheet for each question. Raises OSError."""
        write_file(Path(path), workbook_of(self._inner))


class Changes:
    """What moves: `Policy.diff`, `.readings`, `.whatif` and `.gap` make it. Its JSON is that of the command."""

    def __init__(self, found: PolicyDiff | DataDiff | Readings | WhatIf | Gaps, changes: Sequence[Change]) -> None:
        self._inner = found
        self._changes = tuple(changes)

    def __repr__(self) -> str:
        return f"<kaohe.Changes {type(self._inner).__name__}: {len(self._changes)} values>"

    def rows(self, *, number: Number | None = None) -> list[dict[str, Any]]:
        """One dict for each published value that moves: unit_type, unit, group, period, value, old, new.

        Numbers are exact, in the measure they are shown in; `number=float` turns them into floats.
        """
        return [
            {
                "unit_type": change.of.unit_type,
                "unit": change.of.unit,
                "group": change.group,
                "period": str(change.of.period),
                "value": change.of.value,
                "old": plain(change.old, number),
                "new": plain(change.new, number),
            }
            for change in self._changes
        ]

    def text(self, *, width: int | None = None) -> str:
        """As the command shows it, in so many columns (100 if none are asked for)."""
        return text_of(self._inner, "table", width)

    def json(self) -> str:
        """The document that the command writes with `--format json`."""
        return text_of(self._inner, "json")


class Stress:
    """What a method rewards by mistake, its effective weights, how firm its places are. `Policy.stress` makes it."""

    def __init__(self, found: stress.Stress) -> None:
        self._inner = found

    def __repr__(self) -> str:
        return f"<kaohe.Stress {self._inner.policy.id}: {len(self._inner.claims)} claims>"

    def text(self, *, width: int | None = None) -> str:
        """As `kaohe stress` shows it, in so many columns (100 if none are asked for)."""
        return text_of(self._inner, "table", width)

    def markdown(self) -> str:
        """A page of Markdown."""
        return text_of(self._inner, "markdown")

    def json(self) -> str:
        """The document that `kaohe stress --format json` writes."""
        return text_of(self._inner, "json")

    def html(self) -> str:
        """A page by itself, with pictures of places and weights."""
        return text_of(self._inner, "html")
