"""Results in the format asked for, to the screen, a pipe or a file."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from engine.evaluate.results import Results
from engine.report.output import colours, write_file, write_stream
from engine.report.target_year import TargetYear

ENDINGS = {".txt": "table", ".json": "json", ".csv": "csv", ".md": "markdown"}


def format_of(target: Path | None) -> str:
    """The format that the ending of a file's name asks for; without one a table."""
    return ENDINGS.get(target.suffix.lower(), "table") if target else "table"


def deliver(results: Results | TargetYear, format_: str, target: Path | None) -> None:
    """Writes the results to `target`, or to standard output without one. Raises OSError."""
    text = rendered(results, format_, target is None)
    if target is None:
        write_stream(sys.stdout, text)
        return
    # Excel takes a CSV file for the system's old encoding unless a mark says UTF-8.
    write_file(target, f"\ufeff{text}" if format_ == "csv" else text)


def rendered(results: Results | TargetYear, format_: str, on_screen: bool) -> str:
    """The results as text. Each format is imported for itself: drawing tables costs more than all others."""
    family = "score" if isinstance(results, Results) else "targets"
    report = importlib.import_module(f"engine.report.{family}_{format_}")
    if format_ != "table":
        return str(report.render(results))
    from engine.report.screen import WIDTH

    screen = on_screen and sys.stdout.isatty()
    return str(report.render(results, _width(screen) or WIDTH, screen and colours(sys.stdout)))


def _width(screen: bool) -> int:
    """How wide COLUMNS or else the terminal is; 0 where neither says."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and len(columns) < 5:
        return int(columns)
    return os.get_terminal_size(sys.stdout.fileno()).columns if screen else 0
