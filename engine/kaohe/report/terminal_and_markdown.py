"""Pieces of reports as text: for a terminal, and as Markdown; for both also what stands under every report.

For a terminal there is its page, tables drawn from plans, and long texts folded; for Markdown escaped texts and tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kaohe.lazy import dataclass, pattern
from kaohe.report import adjustments, footer
from kaohe.report.words import word
from kaohe.text_width import character_width, visible, width
from kaohe.translations import worded

GAP = 2
"""Columns of a terminal between two columns of a table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text to show; `strong` for what a reader looks for first, a total or a rank.

    One blank behind a number stands where others have their mark.
    """

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """One table: headings with their widths, and rows. The first `texts` columns stand left, the others right."""

    headings: list[str]
    widths: list[int]
    rows: list[list[Cell]]
    texts: int


WIDTH = 100
"""Where no terminal says how wide it is."""


_CODES = {"": "", "bold": "1", "dim": "2", "red": "31", "yellow": "33", "cyan": "36"}
"""What a terminal is told for each style."""


class Page:
    """What is written so far. Names are shown letter by letter: nothing in them is markup.

    Lines are put together here, because rich takes 5 ms for a row of a wide table; what has to be folded it folds.
    """

    def __init__(self, width: int, colour: bool) -> None:
        self._lines: list[str] = []
        self._width = width
        self._colour = colour

    def say(self, text: str = "", style: str = "") -> None:
        """A line of its own, folded where it is longer than the page is wide."""
        self._lines += [self._styled(line.rstrip(), style) for line in _wrapped(text, self._width)]

    def verbatim(self, text: str, style: str = "") -> None:
        """A line that is there to be copied, and so never folded."""
        self._lines.append(self._styled(text, style))

    def head(self, report: footer.Report) -> None:
        """The title, and below it whether the results are provisional."""
        self.say(footer.title(report.policy), "bold")
        if notice := footer.provisional_notice(report):
            self.say(notice, "yellow")

    def draw(self, plan: Plan) -> None:
        """A table: its heading, a rule, its rows."""
        lefts = [column < plan.texts for column in range(len(plan.widths))]
        self._row([Cell(heading, True) for heading in plan.headings], plan.widths, lefts, bottom_aligned=True)
        self._lines.append("─" * (sum(plan.widths) + GAP * (len(plan.widths) - 1)))
        for row in plan.rows:
            self._row(row, plan.widths, lefts)

    def _row(
        self, cells: Sequence[Cell], widths: Sequence[int], lefts: Sequence[bool], bottom_aligned: bool = False
    ) -> None:
        """Cells side by side, each over as many lines as it needs; their first lines stand level, or their last."""
        parts = list(map(_lines_of, cells, widths, lefts))
        count = max(map(len, parts))
        if bottom_aligned:
            parts = [[""] * (count - len(part)) + part for part in parts]
        for at in range(count):
            line, gap = "", 0
            for cell, part, wide, left in zip(cells, parts, widths, lefts, strict=True):
                text = part[at] if at < len(part) else ""
                padding = " " * (wide - width(text))
                shown = self._styled(text, "bold") if cell.strong and text else text
                line += " " * gap + (shown + padding if left else padding + shown)
                gap = GAP
            self._lines.append(line.rstrip())

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self._colour and style and text else text

    def close(self, report: footer.Report) -> str:
        """Writes warnings, readings and the record below, and gives the whole page."""
        language = report.policy.language
        self._list(worded(footer.OWED_HEADING), footer.owed_lines(report))
        self._list(worded(adjustments.HEADING), adjustments.lines(report))
        if warned := footer.warnings(report):
            self.say()
        for line in warned:
            self.say(word(language, "warning", line), "yellow")
        asked = footer.readings(report)
        if asked:
            self.say()
            self.say(word(language, "marked_readings"))
        for reading in asked:
            mark = "  " if reading.is_default else "※ "
            question = " ".join(word for word in (reading.question, reading.clause, reading.ask) if word)
            self.say(mark + word(language, "reading", question, reading.reading), "" if reading.is_default else "bold")
        self.say()
        self.say(footer.record_line(report.record, language), "dim")
        return self.text()

    def text(self) -> str:
        """The page as it is so far."""
        return "".join(f"{line}\n" for line in self._lines)

    def _list(self, heading: str, lines: list[str]) -> None:
        """Lines under a heading of their own, below a blank one; nothing where there are none."""
        if lines:
            self.say()
            self.say(heading, "bold")
        for line in lines:
            for piece in folded(line, self._width - 2):
                self.say(f"  {piece}")


def _lines_of(cell: Cell, wide: int, left: bool) -> list[str]:
    """The lines of a cell that is so wide; the blank behind a number that stands right is kept."""
    behind = " " if cell.text.endswith(" ") else ""
    lines = _wrapped(cell.text.rstrip(), wide - len(behind))
    return lines if left else [line.strip() + behind for line in lines]


def _wrapped(text: str, wide: int) -> list[str]:
    """A text in lines of so many columns."""
    if width(text) <= wide and "\n" not in text:
        return [text]
    return _chopped(text, wide) if wide > 1 and _ONE_WORD.fullmatch(text) else _folded_by_rich(text, wide)


_ONE_WORD = pattern(r"[!-~\u3001-\u3011\u4e00-\u9fff\uff01-\uff60]+")
"""Nothing but signs that are surely as wide as they look, and no place to break: so are most names of units."""


def _chopped(word: str, wide: int) -> list[str]:
    """A word in lines as full as they can be, as rich has it; to import it costs more than the whole table."""
    lines, used = [""], 0
    for character in word:
        needed = character_width(character)
        if used + needed > wide:
            lines.append("")
            used = 0
        lines[-1] += character
        used += needed
    return lines


@lru_cache(maxsize=4096)
def _folded_by_rich(text: str, wide: int) -> list[str]:
    """As rich folds: between words, and within one that is longer than a line. It is imported where it has to fold."""
    from rich.console import Console
    from rich.text import Text

    lines = Text(text).wrap(Console(width=wide, legacy_windows=False), wide, overflow="fold")
    return [line.plain.rstrip() for line in lines]


_PIECES = pattern(r"[!-~]+ ?|.", re.DOTALL)


_NEVER_FIRST = frozenset("，。；：、）》”’！？,.;:)% ")


_NEVER_LAST = frozenset("（《“‘(")


def folded(text: str, available: int) -> list[str]:
    """The lines of a text, each no wider than `available` columns, but for a character that alone is wider."""
    lines: list[str] = []
    line, used = "", 0
    for piece in _unbroken(text, available):
        if line and used + width(piece.rstrip()) > available:
            lines.append(line.rstrip())
            line, used = "", 0
        added = piece if line else piece.lstrip(" ")
        line, used = line + added, used + width(added)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _unbroken(text: str, available: int) -> Iterator[str]:
    """Pieces that stay together: a word or number, a sign with what it belongs to."""
    waiting = ""
    for piece in _PIECES.findall(text):
        if waiting and (piece[0] in _NEVER_FIRST or waiting[-1] in _NEVER_LAST) and width(waiting + piece) <= available:
            waiting += piece
            continue
        yield from _cut(waiting, available)
        waiting = piece
    yield from _cut(waiting, available)


def _cut(piece: str, available: int) -> Iterator[str]:
    """A piece that is too wide for a line by itself, in parts that are not."""
    part = ""
    for character in piece:
        if part and width(part + character) > available:
            yield part
            part = ""
        part += character
    if part:
        yield part


_SIGNS = pattern(r"[\\`*_\[\]~$]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "@": "&#64;"})


def escaped(text: str) -> str:
    """A text that Markdown and HTML show as it stands, in a heading, a list or a cell; an address makes no link."""
    return _SIGNS.sub(r"\\\g<0>", visible(text)).translate(_ENTITIES).replace("://", "&#58;//")


def markdown_table(rows: Sequence[Sequence[str]], texts: int = 1) -> Iterator[str]:
    """Rows of escaped cells, the first of them the heading; `texts` columns stand left, the others as numbers do."""
    heading, *rest = rows
    yield _row(heading)
    yield _row(["---" if position < texts else "---:" for position in range(len(heading))])
    yield from map(_row, rest)


def markdown_head(report: footer.Report) -> Iterator[str]:
    """The title, and below it whether the results are provisional."""
    yield f"# {escaped(footer.title(report.policy))}"
    if notice := footer.provisional_notice(report):
        yield from ("", f"**{escaped(notice)}**")


def markdown_foot(report: footer.Report) -> Iterator[str]:
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
        yield from ("", f"## {word(language, 'readings')}", "", *markdown_table(rows, 5))
    yield from ("", "---", "", escaped(footer.record_line(report.record, language)))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
