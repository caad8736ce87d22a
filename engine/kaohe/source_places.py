"""Where something stands: the text of a file and a place in it.

A place keeps its source, so that whoever shows a finding can show the line itself without opening the
file again (it may have changed, or may never have been a file, as with standard input).
"""

from __future__ import annotations

from functools import cached_property

from kaohe.lazy import dataclass, field, replace


@dataclass(frozen=True)
class Source:
    """A text that was read: `name` as the user gave it, `text` decoded, lines split at \\n alone."""

    name: str
    text: str = field(repr=False, default="")

    @cached_property
    def lines(self) -> list[str]:
        return _lines(self.text)

    @cached_property
    def _first_lines(self) -> list[str]:
        """The lines of its beginning, where headers stand: a text may have a million more."""
        return _lines(self.text[:_BEGINNING])[:-1]

    @property
    def file(self) -> str:
        """The name without its folders, which are another machine's tomorrow."""
        return self.name.replace("\\", "/").rstrip("/").rpartition("/")[2]

    def line(self, number: int) -> str | None:
        """The line with that number, counted from 1; None where there is no such line."""
        if 1 <= number <= len(self._first_lines):
            return self._first_lines[number - 1]
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else None


_BEGINNING = 10_000


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a source: line and column from 1, in characters (not bytes); `width` characters long.

    `line` 0 means the source as a whole. A place in a workbook names `sheet` and `cell` instead, and keeps what was
    `written` there, as its source has no text.
    """

    source: Source
    line: int = 0
    column: int = 0
    width: int = 1
    sheet: str | None = None
    cell: str | None = None
    written: str | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        if self.cell is not None:
            return f"{self.source.name}[{self.sheet}!{self.cell}]"
        if not self.line:
            return self.source.name
        return f"{self.source.name}:{self.line}:{self.column}"

    @property
    def in_file(self) -> str:
        """The place, its file without its folders."""
        return str(replace(self, source=Source(self.source.file)))

    def line_from(self, other: Place) -> int | str:
        """Its line as it is told at another place: with the file where that is another one."""
        return self.line if self.source == other.source else f"{self.source.file}:{self.line}"

    @property
    def text(self) -> str:
        """What stands at the place, in the first of its lines; nothing for a whole source or a cell."""
        line = self.source.line(self.line) if self.cell is None else None
        return "" if line is None else line[self.column - 1 : self.column - 1 + self.width]

    def holds(self, other: Place) -> bool:
        """Whether another place lies within this one."""
        same = (other.source, other.line) == (self.source, self.line)
        return same and self.column <= other.column and other.column + other.width <= self.column + self.width

    def moved(self, offset: int, width: int = 1) -> Place:
        """The place `offset` characters further in the same line."""
        return Place(self.source, self.line, self.column + offset, width, self.sheet, self.cell)


NOWHERE = Place(Source("-"))
