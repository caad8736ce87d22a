"""An explanation for a terminal, a tree with its branches drawn, and as Markdown, nested lists.

Against another unit, both have the table of what makes the difference.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.analysis.explain.model import Against, Explained, Explanation, Listing, ListRow, Share
from kaohe.policy.model import Display
from kaohe.report.explain import words
from kaohe.report.explain.against import Line, against_lines, checked, headed, opening, origin_lines
from kaohe.report.explain.words import near, texts_of
from kaohe.report.terminal_and_markdown import (
    GAP,
    WIDTH,
    Cell,
    Page,
    Plan,
    escaped,
    folded,
    markdown_foot,
    markdown_head,
    markdown_table,
)
from kaohe.text_width import visible
from kaohe.text_width import width as columns_of
from kaohe.translations import language, worded

_NARROWEST = 30


_DEEPEST = 12
"""Columns that a text keeps however far down the tree it stands, and levels that are indented."""


def as_table(explanation: Explanation, width: int = WIDTH, colour: bool = False) -> str:
    """The whole report."""
    page = Page(width, colour)
    page.head(explanation)
    page.say()
    for line in folded(words.heading(explanation), width):
        page.say(line, "bold")
    tree = _Tree(page, explanation.policy.display, width)
    for step in words.roots(explanation):
        page.say()
        tree.root(step)
    if explanation.against is not None:
        compare(page, explanation, explanation.against, width)
    return page.close(explanation)


class _Tree:
    """Draws steps under each other; a line that is too long goes on under its own beginning."""

    def __init__(self, page: Page, display: Display, width: int) -> None:
        self._page = page
        self._display = display
        self._width = width
        self._said: set[str] = set()

    def root(self, step: Explained) -> None:
        """A value asked for, and all below it."""
        self._step(step, "", "", 0)

    def _step(self, step: Explained, before: str, under: str, level: int) -> None:
        text = texts_of(step, self._display)
        head = " ".join(word for word in (text.name, text.value) if word)
        if text.aside:
            head += worded("（{}）", worded("；").join(text.aside))
        inner = under + ("│ " if step.parts else "  ")
        self._say(head, before, inner if step.parts else under + "  ", "bold" if step.kind == "score" else "")
        for kind, line in text.lines_under_it:
            if kind == "words" and line in self._said:
                continue  # the same rule for the next record
            self._said.add(line)
            self._say(
                f"{worded(MARKS[kind]) if kind in MARKS else '·'} {line}", inner, inner + "  ", STYLES.get(kind, "")
            )
        for listing in step.listings:
            if len(listing.headings) > 2:
                self._list(listing, inner)
        down = under if level < _DEEPEST else under[:-2]
        for number, part in enumerate(step.parts, 1):
            last = number == len(step.parts)
            self._step(part, down + ("└ " if last else "├ "), down + ("  " if last else "│ "), level + 1)

    def _list(self, listing: Listing, before: str) -> None:
        """The unit among those around it; its own row is marked."""
        rows, left_out = near(listing)
        shown = [[words.cell(cell, self._display) for cell in row.cells] for row in rows]
        widths = [max(columns_of(row[at]) for row in [list(listing.headings), *shown]) for at in range(len(shown[0]))]
        self._say(f"· {visible(listing.title)}", before, before + "  ", "")
        for mark, cells in [("  ", list(listing.headings)), *zip(_marks(rows), shown, strict=True)]:
            padded = [cell + " " * (wide - columns_of(cell)) for cell, wide in zip(cells, widths, strict=True)]
            self._say("  ".join(padded).rstrip(), f"{before}  {mark}", f"{before}      ", "")
        if left_out:
            self._say(worded("…… 另有 {} 家未列", left_out), f"{before}    ", f"{before}    ", "")

    def _say(self, text: str, before: str, under: str, style: str) -> None:
        available = max(self._width - max(len(before), len(under)), _NARROWEST)
        first, *rest = folded(text, available)
        self._page.say(before + first, style)
        for line in rest:
            self._page.say(under + line, style)


def _marks(rows: list[ListRow]) -> list[str]:
    return ["→ " if row.own else "  " for row in rows]


MARKS = {"words": "算法", "filled": "代入"}
"""What stands before a line that is no act."""


STYLES = {"limit": "yellow", "absent": "red", "note": "dim", "reading": "cyan", "words": "dim"}


def compare(page: Page, explanation: Explanation, against: Against, width: int) -> None:
    """The difference, indicator by indicator, the greatest first."""
    display = explanation.policy.display
    page.say()
    for said in opening(explanation, against, display):
        for line in folded(said, width):
            page.say(line)
    lines, level = against_lines(against, display)
    if not lines:
        return
    page.say()
    page.draw(_plan(explanation.unit, against, lines, width))
    for said in (level, checked(against, display)):
        for line in folded(said, width) if said else ():
            page.say(line)
    for share in against.shares:
        _origins(page, explanation, share, width)


def _origins(page: Page, explanation: Explanation, share: Share, width: int) -> None:
    """How both came to one indicator."""
    display = explanation.policy.display
    if not share.origins:
        return
    page.say()
    for line in folded(headed(share, display), width):
        page.say(line, "bold")
    assert explanation.against is not None
    for kind, said in origin_lines(share, (explanation.unit, explanation.against.other), display):
        first, *rest = folded(f"{worded(MARKS[kind]) if kind in MARKS else '·'} {said}", max(width - 4, 30))
        page.say(f"  {first}", STYLES.get(kind, ""))
        for line in rest:
            page.say(f"    {line}", STYLES.get(kind, ""))


def _plan(unit: str, against: Against, lines: list[Line], width: int) -> Plan:
    headings = [worded("指标"), worded("条款"), visible(unit), visible(against.other), worded("相差")]
    rows = [[Cell("  " * line.level + line.name, line.strong), Cell(line.clause)] for line in lines]
    for row, line in zip(rows, lines, strict=True):
        row += [Cell(line.first, line.strong), Cell(line.second, line.strong), Cell(line.difference, line.strong)]
    widths = [max(columns_of(row[at].text) for row in rows) for at in range(5)]
    widths[1] = min(widths[1], 14)
    if not widths[1]:
        headings[1] = ""  # nobody cites a clause
    for at in (2, 3, 4) if language() == "zh" else [at for at in range(5) if headings[at]]:
        widths[at] = max(widths[at], min(columns_of(headings[at]), 12))
    widths[0] = min(widths[0], max(width - sum(widths[1:]) - GAP * 5, 12))
    return Plan(headings, widths, rows, 2)


_INDENT = "\u3000"
_LABELS = {"words": "算法：", "filled": "代入："}


def as_markdown(explanation: Explanation) -> str:
    """The whole page."""
    return "\n".join(_lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    display = explanation.policy.display
    yield from markdown_head(explanation)
    yield from ("", f"## {escaped(words.heading(explanation))}", "")
    for step in words.roots(explanation):
        yield from _step(step, display, 0)
    if explanation.against is not None:
        for said in opening(explanation, explanation.against, display):
            yield from (escaped(said), "")
        lines, level = against_lines(explanation.against, display)
        if lines:
            rows = [
                [
                    worded("指标"),
                    worded("条款"),
                    escaped(explanation.unit),
                    escaped(explanation.against.other),
                    worded("相差"),
                ]
            ]
            for line in lines:
                numbers = map(escaped, (line.first, line.second, line.difference))
                rows.append([worded(_INDENT) * line.level + escaped(line.name), escaped(line.clause), *numbers])
            yield from (
                *markdown_table(rows, 2),
                "",
                escaped(level),
                "",
                escaped(checked(explanation.against, display)),
            )
        units = (explanation.unit, explanation.against.other)
        for share in explanation.against.shares:
            if share.origins:
                yield from ("", f"### {escaped(headed(share, display))}", "")
            for kind, said in origin_lines(share, units, display):
                yield f"- {worded(_LABELS[kind]) if kind in _LABELS else ''}{escaped(said)}"
    yield from markdown_foot(explanation)


def _step(step: Explained, display: Display, level: int) -> Iterator[str]:
    text = texts_of(step, display)
    indent = "  " * level
    value = f" {escaped(text.value)}" if text.value else ""
    name = f"**{escaped(text.name)}{value}**" if step.kind == "score" else f"{escaped(text.name)}{value}"
    aside = [escaped(word) for word in text.aside]
    yield f"{indent}- {name}" + (worded("（{}）", worded("；").join(aside)) if aside else "")
    for kind, line in text.lines_under_it:
        yield f"{indent}  - *{worded(_LABELS[kind]) if kind in _LABELS else ''}{escaped(line)}*"
    for listing in step.listings:
        if len(listing.headings) > 2:
            yield f"{indent}  - {escaped(_listed(listing, display))}"
    for part in step.parts:
        yield from _step(part, display, level + 1)


def _listed(listing: Listing, display: Display) -> str:
    """A listing in one line: a table does not stand well inside a list."""
    rows = [" ".join(words.cell(cell, display) for cell in row.cells) for row in listing.rows]
    return worded("{}：{}", listing.title, worded("；").join(rows))
