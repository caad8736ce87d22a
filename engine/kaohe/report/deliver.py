"""Results in the format asked for, for the screen, a pipe or a file."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kaohe.analysis.explain.model import Explanation
from kaohe.progress import busy
from kaohe.report.output import colours
from kaohe.report.targets.year import TargetYear
from kaohe.results import Results

ENDINGS = {
    ".txt": "table",
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".xlsx": "xlsx",
    ".html": "html",
    ".htm": "html",
}


_FAMILIES = {Results: "score", TargetYear: "targets", Explanation: "explain"}


def format_of(target: Path | None, formats: Sequence[str]) -> str | None:
    """The format that the ending of a file's name asks for, None if it is not one of `formats`; else a table."""
    wanted = ENDINGS.get(target.suffix.lower(), "table") if target else "table"
    return wanted if wanted in formats else None


def rendered(results: Results | TargetYear | Explanation, format_: str, target: Path | None) -> str | bytes:
    """The results as text for `target`, or for standard output without one; a workbook as bytes.

    Each format is imported for itself: drawing tables costs more than all others.
    """
    busy("result")
    family = next(name for kind, name in _FAMILIES.items() if isinstance(results, kind))
    report = importlib.import_module(f"kaohe.report.{family}.{format_}")
    if format_ == "table":
        from kaohe.report.screen import WIDTH

        screen = target is None and sys.stdout.isatty()
        return str(report.render(results, _width(screen) or WIDTH, screen and colours(sys.stdout)))
    if format_ == "xlsx":
        return bytes(report.render(results))
    text = str(report.render(results))
    # Excel takes a CSV file for the system's old encoding unless a mark says UTF-8.
    return f"\ufeff{text}" if format_ == "csv" and target is not None else text


def _width(screen: bool) -> int:
    """How wide COLUMNS or else the terminal is; 0 where neither says."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and len(columns) < 5:
        return int(columns)
    return os.get_terminal_size(sys.stdout.fileno()).columns if screen else 0
