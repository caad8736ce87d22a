"""The part of one sheet: its cells that hold something, what is hidden, and what is merged.

Cells are kept by their own references: the dimension that a sheet claims is not believed, and a cell in the far
corner is one cell.
"""

from __future__ import annotations

from typing import NamedTuple

from kaohe.data.numbers import MarkedCell
from kaohe.data.xlsx.annotations import AttachedText, SheetTexts, texts_in_other_parts
from kaohe.data.xlsx.archive import Archive, Attributes, PlainRow, Trouble, is_true, parse, plain_rows
from kaohe.data.xlsx.cell_values import (
    RichText,
    formula_cell,
    is_shown_plainly,
    is_unreliable,
    marked,
    not_written_plainly,
    number_cell,
    text_cell,
    unescaped,
    unseen,
)
from kaohe.data.xlsx.number_formats import GENERAL, Formats
from kaohe.language.text import without_blanks
from kaohe.lazy import dataclass, field, pattern

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_CELL = pattern(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_columns: dict[str, int] = {}


class Area(NamedTuple):
    """Rows and columns from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{cell_name(self.top, self.left)}:{cell_name(self.bottom, self.right)}"


def cell_name(row: int, column: int) -> str:
    """B3 for row 3, column 2."""
    return f"{column_name(column)}{row}"


def column_name(column: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def position(reference: str) -> tuple[int, int]:
    """The row and the column that a reference names. Raises Trouble (D141) where it is beyond any sheet."""
    found = _CELL.fullmatch(reference.upper())  # some programs write a1
    if found is not None:
        letters, row = found[1], int(found[2])
        column = _columns.get(letters)
        if column is None:
            column = _columns[letters] = _number(letters)
        if row <= LAST_ROW and column <= LAST_COLUMN:
            return row, column
    raise Trouble("D141", reason=reference[:20])


def area(reference: str) -> Area:
    """The area that A1:B2 names."""
    first, _, last = reference.partition(":")
    return Area(*position(first), *position(last or first))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


DEFAULT_STYLE = "0"
"""The style of a cell that states none (ECMA-376, 18.3.1.4, attribute s)."""
_MOST_MERGED = 20_000
_SEEN = 0.1  # of a character, or of a point
_MIDNIGHT = pattern(r"T00:00(:00(\.0*)?)?(Z|[+-]\d\d:?\d\d)?$")
_SHOWN_TRUTH = {"1": "TRUE", "0": "FALSE"}


@dataclass(slots=True)
class SheetPart:
    """Cells by row and column, both from 1."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    texts: list[AttachedText] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the cells of all sheets refer to; one that is uncalculated asks to be calculated when it is opened."""

    strings: list[str]
    formats: Formats
    from_1904: bool
    is_uncalculated: bool = False


def read_part(archive: Archive, part: str, workbook: Workbook) -> SheetPart:
    """The cells of a sheet. Raises Trouble where the part is damaged."""
    pieces = list(archive.pieces(part))
    reader = _read_plainly(b"".join(pieces), part, workbook)
    if reader is None:
        reader = _Reader(workbook)
        parse(pieces, part, reader.start, reader.text, reader.end)
    reader.sheet.texts = [*reader.texts.found, *texts_in_other_parts(archive, part)]
    return reader.sheet


def _read_plainly(content: bytes, part: str, workbook: Workbook) -> _Reader | None:
    """What is read of a part whose rows are plain; None where they are not, or anything is wrong with the part."""
    found = plain_rows(content)
    if found is None:
        return None
    rest, rows = found
    reader = _Reader(workbook)
    try:
        parse([rest], part, reader.start, reader.text, reader.end)
        for row in rows:
            reader.add(row)
    except (Trouble, ValueError):
        return None
    return reader


class _Reader:
    """Follows the events of a sheet's XML."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.sheet = SheetPart()
        self.texts = SheetTexts(workbook.formats.of_rules)
        self.rich = RichText()
        self.row = self.column = 0
        self.row_text = ""
        self.columns: dict[str, int] = {}
        self.numbers: dict[tuple[str, str], str] = {}
        self.strings: dict[str, str] = {}
        self.lettered: dict[tuple[str, ...], list[int]] = {}
        self.plain_styles: dict[frozenset[str], bool] = {}
        self.cells: dict[int, str] = {}
        self.pieces: dict[str, list[str]] = {}
        self.into: list[str] | None = None
        self.type = self.style = ""
        self.reading = self.hides_zeros = False
        self.formulas: dict[str, str] = {}
        self.shared = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "f", "t"):
            if not self.reading:
                self.into = self.pieces.setdefault(name, [])
            if name == "f":
                self.shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif name == "rPh":
            self.reading = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "col":
            if is_true(attributes.get("hidden")) or _is_nothing(attributes.get("width")):
                self.sheet.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif name == "sheetView":
            self.hides_zeros = not is_true(attributes.get("showZeros", "1"))
        elif name == "mergeCell":
            self.sheet.merged.append(area(attributes.get("ref", "")))
            if len(self.sheet.merged) > _MOST_MERGED:
                raise Trouble("D143", limit=f"{_MOST_MERGED:,} merged cells")
        elif name in ("r", "strike", "vertAlign"):
            self.rich.start(name, attributes)
        else:
            self.texts.start(name, attributes)

    def text(self, piece: str) -> None:
        if self.into is not None:
            self.into.append(piece)
            if self.type == "inlineStr":
                self.rich.text(piece)
        else:
            self.texts.text(piece)

    def end(self, name: str) -> None:
        if name in ("v", "f", "t"):
            self.into = None
        elif name == "c":
            if self.pieces:
                self._end_cell()
        elif name == "rPh":
            self.reading = False
        elif name != "row":
            self.texts.end(name)

    def add(self, row: PlainRow) -> None:
        """A row whose cells hold stored values alone. Raises ValueError or Trouble where one has to be looked at."""
        self._start_row(row.attributes)
        cells, strings = self.cells, self.strings
        if not row.cells:
            return
        letters, styles, kinds, values = zip(*row.cells, strict=True)
        columns = self.lettered.get(letters)
        if columns is None:
            columns = [position(f"{each}1")[1] for each in letters]
            if len(set(columns)) < len(columns):
                raise ValueError
            self.lettered[letters] = columns
        if cells:
            raise ValueError
        if self._shows_plainly(frozenset(styles)):
            looked_at = set(not_written_plainly(values))
            for column, kind, stored in zip(columns, kinds, values, strict=True):
                if not kind and stored not in looked_at:
                    if stored:
                        cells[column] = stored
                    continue
                text = strings.get(stored) if kind == "s" else None
                if text is None:
                    self.type, self.style = kind or "n", ""
                    text = self._value(stored) if stored else ""
                    text = text if without_blanks(text) else ""
                    if kind == "s":
                        strings[stored] = text
                if text:
                    cells[column] = text
            return
        struck, invisible = self.workbook.formats.struck, self.workbook.formats.invisible
        for column, style, kind, stored in zip(columns, styles, kinds, values, strict=True):
            self.type, self.style = kind or "n", style or DEFAULT_STYLE
            result = self._value(stored) if stored else ""
            if without_blanks(result):
                if self.style in struck:
                    result = marked(result, "struck")
                elif self.style in invisible and self.type == "n":
                    result = unseen(result)
                cells[column] = result

    def _shows_plainly(self, styles: frozenset[str]) -> bool:
        """Whether numbers in these styles, "" where none is stated, are shown as they are."""
        known = self.plain_styles.get(styles)
        if known is None:
            formats = self.workbook.formats
            stated = {style or DEFAULT_STYLE for style in styles}
            known = not self.hides_zeros and stated.isdisjoint(formats.struck | formats.invisible)
            for self.style in stated:
                known = known and is_shown_plainly(self._format())
            self.plain_styles[styles] = known
        return known

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        self.row = self.row + 1 if number is None else position(f"A{number}")[0]
        self.row_text = str(self.row)
        if self.row > LAST_ROW:
            raise Trouble("D141", reason=f"row {self.row}")
        self.column = 0
        self.cells = self.sheet.rows.setdefault(self.row, {})
        # A sheet whose rows are hidden by default (zeroHeight) hides those that have no element, and so no cells.
        if is_true(attributes.get("hidden")) or _is_nothing(attributes.get("ht")):
            self.sheet.hidden_rows.add(self.row)

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
            if self.column > LAST_COLUMN:
                raise Trouble("D141", reason=f"column {self.column}")
        else:
            column = self.columns.get(reference.removesuffix(self.row_text))  # its letters, in the row they have to be
            if column is None:
                row, column = position(reference)
                if row != self.row:
                    raise Trouble("D141", reason=reference)
                self.columns[reference.removesuffix(self.row_text)] = column
            self.column = column
        self.type = attributes.get("t", "n")
        self.style = attributes.get("s", DEFAULT_STYLE)
        self.pieces.clear()

    def _end_cell(self) -> None:
        pieces = self.pieces
        formula = "".join(pieces["f"]) if "f" in pieces else None
        if self.shared and formula is not None:
            formula = self.formulas.setdefault(self.shared, formula) if formula else self.formulas.get(self.shared, "")
        self.shared = ""
        stored = "".join(pieces.get("t" if self.type == "inlineStr" else "v", ()))
        is_empty_text = self.type == "str" and "v" in pieces and not stored
        pieces.clear()
        result = self._value(stored) if stored else None
        if formula is not None and is_empty_text and not is_unreliable(formula):
            return  # =IF(B2="","",B2/C2) over a blank shows nothing, and is nothing
        if formula is not None:
            if self.workbook.is_uncalculated and stored == "0":
                result = None  # what programs write that cannot calculate
            result = formula_cell(result, formula, self.type in ("str", "s", "inlineStr"))
        if result is None or not without_blanks(result or ""):
            return
        if self.style in self.workbook.formats.struck:
            result = marked(result, "struck")
        elif self.style in self.workbook.formats.invisible and self.type == "n":
            result = unseen(result)
        if self.column in self.cells:
            name = cell_name(self.row, self.column)
            raise Trouble("D141", name, reason=f"2 × {name}")
        self.cells[self.column] = result

    def _format(self) -> str:
        formats, style = self.workbook.formats.of_styles, self.style
        known = style.isascii() and style.isdecimal() and int(style) < len(formats)
        return formats[int(style)] if known else GENERAL

    def _value(self, stored: str) -> str:
        """The text of what is stored, by the type of its cell."""
        kind = self.type
        if kind == "s":
            if not (stored.isascii() and stored.isdecimal()) or int(stored) >= len(self.workbook.strings):
                raise Trouble("D141", reason=f"sharedStrings[{stored[:20]}]")
            return self.workbook.strings[int(stored)]
        if kind == "n":
            key = (stored, self.style)
            number = self.numbers.get(key)
            if number is None:
                number = number_cell(stored, self._format(), self.workbook.from_1904)
                if self.hides_zeros and number.rstrip("%") == "0":
                    number = unseen(number)
                self.numbers[key] = number
            return number
        if kind == "b":
            return MarkedCell(_SHOWN_TRUTH.get(stored, stored), "truth")
        if kind == "e":
            return MarkedCell(stored, "error")
        if kind == "d":
            return MarkedCell(_MIDNIGHT.sub("", stored).replace("T", " "), "date")
        return text_cell(self.rich.take(unescaped(stored)) if kind == "inlineStr" else unescaped(stored))


def _is_nothing(size: str | None) -> bool:
    """Whether a width or height, in whatever unit, leaves nothing to see."""
    if size is None:
        return False
    try:
        return abs(float(size)) < _SEEN
    except ValueError:
        return False
