"""Every report in every format: which function writes it, for the screen, a pipe or a file, and how it gets there.

Each is imported only when it is asked for: drawing tables costs more than all others. A file is written whole or not at
all, in bytes that no locale changes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from kaohe.progress import busy
from kaohe.translations import in_its_language

if TYPE_CHECKING:
    from kaohe.analysis.check import Checked
    from kaohe.analysis.comparison import Comparison
    from kaohe.analysis.data_overview import DataOverview
    from kaohe.analysis.diff import DataDiff, PolicyDiff
    from kaohe.analysis.explain.model import Explanation
    from kaohe.analysis.gap.model import Gaps
    from kaohe.analysis.graph import Graph
    from kaohe.analysis.readings import Readings
    from kaohe.analysis.stress.stress import Stress
    from kaohe.analysis.whatif import WhatIf
    from kaohe.report.results.targets import TargetYear
    from kaohe.results import Results

    Rendered = (
        Results | TargetYear | Explanation | WhatIf | PolicyDiff | DataDiff | Readings | Comparison | Gaps | Stress
    )

ENDINGS = {
    ".txt": "table",
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".xlsx": "xlsx",
    ".html": "html",
    ".htm": "html",
}
GRAPH_ENDINGS = {".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot"}

READABLE = 9.0
"""The smallest letters of a drawing, in points, that are easily read on paper."""

WRITERS: Mapping[str, Mapping[str, str]] = {
    "Results": {
        "table": "results.table.scores",
        "json": "results.json.scores",
        "csv": "results.csv.scores",
        "markdown": "results.markdown.scores",
        "xlsx": "results.xlsx.scores",
    },
    "TargetYear": {
        "table": "results.table.targets",
        "json": "results.json.targets",
        "csv": "results.csv.targets",
        "markdown": "results.markdown.targets",
        "xlsx": "results.xlsx.targets",
    },
    "Explanation": {
        "table": "explain.text.as_table",
        "json": "explain.json.render",
        "markdown": "explain.text.as_markdown",
        "html": "explain.html.render",
    },
    "Comparison": {
        "table": "comparison.as_table",
        "json": "comparison.as_json",
        "markdown": "comparison.as_markdown",
        "xlsx": "comparison.as_xlsx",
        "html": "comparison.as_html",
    },
    "Gaps": {"table": "gap.as_table", "json": "gap.as_json"},
    "Stress": {
        "table": "stress.as_table",
        "markdown": "stress.as_markdown",
        "json": "stress_json.as_json",
        "html": "stress.as_html",
    },
    "WhatIf": {"table": "changes.what_if", "json": "changes_json.what_if"},
    "PolicyDiff": {"table": "changes.diff_of_policies", "json": "changes_json.diff_of_policies"},
    "DataDiff": {"table": "changes.diff_of_data", "json": "changes_json.diff_of_data"},
    "Readings": {
        "table": "changes.readings",
        "json": "changes_json.readings",
        "html": "readings.as_page",
    },
    "Checked": {"text": "check.as_text", "json": "check.as_json", "github": "check.as_github"},
    "DataOverview": {"table": "data_overview.as_text", "json": "data_overview.as_json"},
    "Graph": {
        "svg": "graph.draw",
        "mermaid": "graph.mermaid",
        "dot": "graph.dot",
    },
}
"""For each kind of result, by its class, the function of each of its formats, within this package."""


def format_of(target: Path | None, formats: Sequence[str], endings: Mapping[str, str] = ENDINGS) -> str | None:
    """The format that the ending of a file's name asks for, None if it is not one of `formats`.

    The first one where there is no file, or its name has no ending.
    """
    if target is None or not target.suffix:
        return formats[0]
    wanted = endings.get(target.suffix.lower())
    return wanted if wanted in formats else None


@in_its_language
def rendered(results: Rendered, format_: str, target: Path | None, by: str | None = None) -> str | bytes:
    """The results as text for `target`, or for standard output without one; a workbook as bytes.

    `by` is the id of a score that rows are sorted by, where people read them: programs get the policy's order.
    """
    busy("result")
    if by is not None and format_ in ("table", "markdown", "xlsx"):
        from kaohe.report.results.blocks import ordered_by
        from kaohe.results import Results

        results = ordered_by(results, by) if isinstance(results, Results) else results
    if format_ == "table":
        screen = target is None and sys.stdout.isatty()
        return text_of(results, format_, _width(screen) or None, screen and colours(sys.stdout))
    if format_ == "xlsx":
        return workbook_of(results)
    text = text_of(results, format_)
    # Excel takes a CSV file for the system's old encoding unless a mark says UTF-8.
    return f"\ufeff{text}" if format_ == "csv" and target is not None else text


@in_its_language
def text_of(results: Rendered, format_: str, width: int | None = None, colour: bool = False) -> str:
    """The results in a format that is a text; a table is so many columns wide, or 100."""
    write = _writer(type(results).__name__, format_)
    if format_ != "table":
        return str(write(results))
    from kaohe.report.terminal_and_markdown import WIDTH

    return str(write(results, width or WIDTH, colour))


@in_its_language
def workbook_of(results: Rendered) -> bytes:
    """The results as a workbook."""
    return bytes(_writer(type(results).__name__, "xlsx")(results))


def rendered_check(checked: Sequence[Checked], format_: str, language: str, colour: bool) -> str:
    """What was found about policies."""
    return str(_writer("Checked", format_)(checked, language, colour))


@in_its_language
def rendered_overview(overview: DataOverview, format_: str, language: str, colour: bool) -> str:
    """How data was understood."""
    return str(_writer("DataOverview", format_)(overview, language, colour))


@in_its_language
def rendered_graph(graph: Graph, format_: str, of: str | None, from_: str | None) -> tuple[str, float | None]:
    """The graph as text; for an SVG how large its smallest letters are on a page of A4, in points."""
    from kaohe.report.graph_boxes import heading

    drawn = _writer("Graph", format_)(graph, heading(graph, of, from_))
    return (drawn.svg, drawn.letters) if format_ == "svg" else (str(drawn), None)


def _writer(kind: str, format_: str) -> Callable[..., Any]:
    module, _, name = WRITERS[kind][format_].rpartition(".")
    function: Callable[..., Any] = getattr(import_module(f"kaohe.report.{module}"), name)
    return function


def _width(screen: bool) -> int:
    """How wide COLUMNS or else the terminal is; 0 where neither says."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and len(columns) < 5:
        return int(columns)
    return os.get_terminal_size(sys.stdout.fileno()).columns if screen else 0


def write_file(path: Path, content: str | bytes) -> None:
    """Writes `path` in one step: a reader sees the old file or the new one, and never half of it. Text is UTF-8.

    What is not a plain file (a pipe, /dev/null) is written to as it stands. Raises OSError.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    import tempfile  # late: it is slow to import, and every message passes here

    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, _mode(target))
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def write_stream(stream: TextIO, text: str) -> None:
    """Writes to a stream: UTF-8 whatever the locale is, save on a terminal, whose encoding has to be kept to."""
    if stream.isatty():
        encoding = stream.encoding or "utf-8"
        data = text.encode(encoding, "replace")
    else:
        data = text.encode("utf-8", "backslashreplace")
    stream.flush()
    binary = getattr(stream, "buffer", None)
    if binary is None:  # a stream that stands in for a real one holds text alone
        stream.write(text)
    else:
        binary.write(data)
    stream.flush()


def colours(stream: TextIO) -> bool:
    """Whether to colour what goes to a stream: only on a terminal that can, and where nobody objects."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _mode(target: Path) -> int:
    """The rights of the file that is replaced, or those that a new file would have."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
