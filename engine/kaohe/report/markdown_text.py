"""Pieces of a Markdown page: escaped texts, tables, and what stands under the tables of every report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaohe.lazy import pattern
from kaohe.report import adjustments, footer
from kaohe.report.words import word
from kaohe.text_width import visible
from kaohe.translations import worded

_SIGNS = pattern(r"[\\`*_\[\]~$]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "@": "&#64;"})


def escaped(text: str) -> str:
    """A text that Markdown and HTML show as it stands, in a heading, a list or a cell; an address makes no link."""
    return _SIGNS.sub(r"\\\g<0>", visible(text)).translate(_ENTITIES).replace("://", "&#58;//")


def table(rows: Sequence[Sequence[str]], texts: int = 1) -> Iterator[str]:
    """Rows of escaped cells, the first of them the heading; `texts` columns stand left, the others as numbers do."""
    heading, *rest = rows
    yield _row(heading)
    yield _row(["---" if position < texts else "---:" for position in range(len(heading))])
    yield from map(_row, rest)


def head(report: footer.Report) -> Iterator[str]:
    """The title, and below it whether the results are provisional."""
    yield f"# {escaped(footer.title(report.policy))}"
    if notice := footer.provisional_notice(report):
        yield from ("", f"**{escaped(notice)}**")


def foot(report: footer.Report) -> Iterator[str]:
    """What is waited for, what was adjusted, warnings, readings and the record."""
    language = report.policy.language
    if owed := footer.owed_lines(report):
        yield from ("", f"## {worded(footer.OWED_HEADING)}", "", *(f"- {escaped(line)}" for line in owed))
    if changed := adjustments.lines(report):
        yield from ("", f"## {worded(adjustments.HEADING)}", "", *(f"- {escaped(line)}" for line in changed))
    if warned := footer.warnings(report):
        yield from ("", f"## {word(language, 'warnings')}", "", *(f"- {escaped(line)}" for line in warned))
    if asked := footer.readings(report):
        rows = [[*(word(language, key) for key in ("number", "clause", "question", "read_as")), ""]]
        for line in asked:
            cells = map(escaped, (line.question, line.clause, line.ask, line.reading))
            rows.append([*cells, "" if line.is_default else f"**{word(language, 'not_default')}**"])
        yield from ("", f"## {word(language, 'readings')}", "", *table(rows, 5))
    yield from ("", "---", "", escaped(footer.record_line(report.record, language)))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
