"""A workbook file to its sheets of raw cells, each read when it is asked for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from kaohe.data.folder import NO_FILE, reason_of
from kaohe.data.numbers import MarkedCell
from kaohe.data.raw import Annotation, ListedRows, RawSheet
from kaohe.data.xlsx.annotations import relations_of
from kaohe.data.xlsx.archive import LARGEST, Archive, Attributes, Trouble, attribute, is_true, parse, resolved
from kaohe.data.xlsx.cell_values import marked, shared_strings, text_cell
from kaohe.data.xlsx.number_formats import formats
from kaohe.data.xlsx.worksheet import SheetPart, Workbook, area, cell_name, read_part
from kaohe.diagnostics import Findings, Words
from kaohe.lazy import dataclass
from kaohe.source_places import Place, Source

_ARCHIVE = Words("是压缩包，里面没有工作表", "it is an archive without sheets")
_MOST_COVERED = 5_000_000
_MOST_CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook; `read` gives its rows, None where they cannot be read, with the finding."""

    name: str
    hidden: bool
    whole: Place
    read: Callable[[], RawSheet | None]


def read_workbook(path: Path, name: str, findings: Findings) -> list[Sheet]:
    """The sheets of a workbook; none where it cannot be read at all: D102, D140 to D143."""
    source = Source(name)
    try:
        if not path.is_file():  # a pipe would be waited for without end
            findings.add("D102", Place(source), reason=NO_FILE)
            return []
        return _Opened(path, source, findings).sheets()
    except Trouble as trouble:
        findings.add(trouble.code, Place(source), **trouble.arguments)
    except OSError as error:
        findings.add("D102", Place(source), reason=reason_of(error))
    return []


class _Opened:
    """A workbook that stays open while its sheets are asked for."""

    def __init__(self, path: Path, source: Source, findings: Findings) -> None:
        self.source = source
        self.findings = findings
        if path.stat().st_size > LARGEST:
            raise Trouble("D143", limit=f"{LARGEST >> 20} MB")
        self.archive = Archive(BytesIO(path.read_bytes()))
        self.parts: dict[str, str] = {}
        self.types: dict[str, str] = {}
        self.listed: list[tuple[str, str, bool]] = []
        self.from_1904 = self.is_uncalculated = False
        self.workbook: Workbook | None = None
        main = self._main_part()
        self._relations(main)
        self._contents(main)

    def sheets(self) -> list[Sheet]:
        """The sheets in their order."""
        found = []
        for name, part, hidden in self.listed:
            whole = Place(self.source, sheet=name, cell="A1")
            found.append(Sheet(name, hidden, whole, lambda name=name, part=part: self._read(name, part)))  # type: ignore[misc]
        return found

    def _main_part(self) -> str:
        found: list[str] = []

        def start(name: str, attributes: Attributes) -> None:
            if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
                found.append(resolved("", attributes.get("Target", "")))

        parse(self.archive.pieces("_rels/.rels"), "_rels/.rels", start)
        if not found:
            raise Trouble("D140", kind=_ARCHIVE)
        return found[0]

    def _relations(self, main: str) -> None:
        for id_, kind, target in relations_of(self.archive, main):
            self.parts[id_] = self.types[kind] = target

    def _contents(self, main: str) -> None:
        worksheets: list[tuple[str, str | None, bool]] = []

        def start(name: str, attributes: Attributes) -> None:
            if name == "sheet":
                worksheets.append(
                    (
                        attributes.get("name", ""),
                        attribute(attributes, "id"),
                        attributes.get("state", "visible") != "visible",
                    )
                )
            elif name == "workbookPr":
                self.from_1904 = is_true(attributes.get("date1904"))
            elif name == "calcPr":
                self.is_uncalculated = is_true(attributes.get("fullCalcOnLoad"))
            elif name != "workbook" and not self.parts:
                raise Trouble("D140", kind=_ARCHIVE)

        parse(self.archive.pieces(main), main, start)
        if not worksheets:
            raise Trouble("D140", kind=_ARCHIVE)
        for name, id_, hidden in worksheets:
            part = self.parts.get(id_ or "")
            if part is None or part not in self.archive:
                raise Trouble("D141", reason=part or name)
            self.listed.append((name, part, hidden))

    def _read(self, name: str, part: str) -> RawSheet | None:
        try:
            if self.workbook is None:
                strings = list(map(text_cell, shared_strings(self.archive, self.types.get("sharedStrings"))))
                styles = formats(self.archive, self.types.get("styles"))
                self.workbook = Workbook(strings, styles, self.from_1904, self.is_uncalculated)
            return raw_sheet(read_part(self.archive, part, self.workbook), self.source, name)
        except Trouble as trouble:
            place = Place(self.source, sheet=name, cell=trouble.cell or "A1")
            self.findings.add(trouble.code, place, **trouble.arguments)
            return None


def raw_sheet(part: SheetPart, source: Source, name: str) -> RawSheet:
    """The cells as rows, each as long as its last cell; blank rows are left out."""
    numbers = sorted(number for number, cells in part.rows.items() if cells)
    _cover(part, numbers)
    rows = ListedRows()
    cells_left = _MOST_CELLS
    for number in numbers:
        cells = part.rows[number]
        width = max(cells)
        cells_left -= width
        if cells_left < 0:  # a few cells far to the right of each row would fill the memory with blanks
            raise Trouble("D143", limit=f"{_MOST_CELLS:,} cells")
        if [*cells] == [*range(1, width + 1)]:
            rows.append([*cells.values()])
            continue
        row = [""] * width
        for column, text in cells.items():
            row[column - 1] = text
        rows.append(row)

    def locate(row: int, column: int) -> Place:
        written = rows[row][column] if column < len(rows[row]) else ""
        return Place(source, sheet=name, cell=cell_name(numbers[row], column + 1), written=written)

    return RawSheet(
        rows,
        locate,
        Place(source, sheet=name, cell="A1"),
        numbers,
        is_grid=True,
        hidden_rows=frozenset(row for row, number in enumerate(numbers) if number in part.hidden_rows),
        is_hidden=lambda column: any(first <= column + 1 <= last for first, last in part.hidden_columns),
        annotations=list(_annotations(part, source, name)),
    )


def _annotations(part: SheetPart, source: Source, name: str) -> Iterator[Annotation]:
    """What stands beside the cells; its place is its first cell."""
    for kind, text, references in part.texts:
        if not references:
            yield Annotation(kind, text, Place(source, sheet=name, cell="A1"))
        for reference in references:
            try:
                where = area(reference)
            except Trouble:  # a text that belongs to no cell harms no cell
                continue
            place = Place(source, sheet=name, cell=cell_name(where.top, where.left))
            rows, columns = range(where.top, where.bottom + 1), range(where.left - 1, where.right)
            yield Annotation(kind, text, place, rows, columns)


def _cover(part: SheetPart, numbers: list[int]) -> None:
    """Writes the text of each merged cell into the rows below it; what lies under it otherwise is marked as buried."""
    left = _MOST_COVERED
    for merged in part.merged:
        text = part.rows.get(merged.top, {}).get(merged.left)
        marks = text.marks if isinstance(text, MarkedCell) else ()
        covered = MarkedCell(text or "", *marks, "covered", detail=str(merged))
        for number in numbers[bisect_left(numbers, merged.top) : bisect_right(numbers, merged.bottom)]:
            cells = part.rows[number]
            left -= 1 + len(cells)
            if left < 0:
                raise Trouble("D143", limit=f"{_MOST_COVERED:,} merged cells")
            for column in [column for column in cells if merged.left <= column <= merged.right]:
                if (number, column) != (merged.top, merged.left):
                    is_same = column == merged.left and cells[column] == text
                    cells[column] = covered if is_same else marked(cells[column], "buried", str(merged))
            if text is not None and number > merged.top:
                cells.setdefault(merged.left, covered)
