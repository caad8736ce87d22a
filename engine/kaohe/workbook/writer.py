"""Writes the first page and the sheets with XlsxWriter: texts as texts, formulas beside the values of the engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from io import BytesIO
from itertools import chain
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from kaohe.progress import tracked
from kaohe.text_width import visible
from kaohe.translations import worded
from kaohe.workbook.book import Book, Front
from kaohe.workbook.cell_formats import Looks, add_comments, add_validation, flag, page, put, width_of
from kaohe.workbook.code import letters
from kaohe.workbook.labels import ENGINE_NOTE, NOT_SENT_WORD
from kaohe.workbook.must_hold import BROKEN
from kaohe.workbook.published_results import DIFFERENCE, mismatches
from kaohe.workbook.row_checks import wrong_rows
from kaohe.workbook.sheets import ABOVE, CHANGED, FIRST, NOT_SENT, Entry, Sheet, SheetColumn, cell_text


class FigureSheet(Worksheet):
    """A worksheet whose rows of figures are written straight into the file's form.

    XlsxWriter takes each cell through three checks, a tuple and a dozen searches for signs; of half a million formulas
    these are most of the cost. Headings and all that is not a row of figures goes its own way. Rows of figures come
    column by column, from the left, and no row of them has a cell written in any other way. XlsxWriter writes _FIGURES
    where they stand, and `FigureBook` puts them there.
    """

    def __init__(self) -> None:
        super().__init__()
        self._figures: defaultdict[int, list[str]] = defaultdict(list)
        self._texts: dict[str, str] = {}
        self.figures = b""
        self.str_table: Any
        self.fh: Any

    def write_figures(self, column: int, entries: Sequence[tuple[int, Entry]], style: Any) -> None:
        """Cells of one column by row, the first being 1."""
        if not entries:
            return
        letter, after = letters(column), f'" s="{style._get_xf_index()}"'
        joined = "\x00".join([entry.formula[1:] if entry.formula else "" for _, entry in entries])
        figures = self._figures
        for (row, entry), text in zip(entries, escaped(joined).split("\x00"), strict=True):
            value = entry.value
            if text and not entry.array and isinstance(value, float):
                figures[row].append(f'<c r="{letter}{row}{after}><f>{text}</f><v>{value}</v></c>')
            else:
                place = f"{letter}{row}"
                figures[row].append(self._figure(f'<c r="{place}{after}', place, entry, text))
        self._check_dimensions(max(row for row, _ in entries) - 1, column)

    def _figure(self, cell: str, place: str, entry: Entry, text: str) -> str:
        value = entry.value
        if text:
            if entry.array:
                kind = "" if isinstance(value, float) else ' t="str"'
                return f'{cell}{kind}><f t="array" ref="{place}">{text}</f><v>{_stored(value)}</v></c>'
            if isinstance(value, str) and value:
                return f'{cell} t="str"><f>{text}</f><v>{escaped(value)}</v></c>'
            return f"{cell}><f>{text}</f><v>{_stored(value)}</v></c>"
        if isinstance(value, str) and value:
            if value not in self._texts:
                self._texts[value] = cell_text(value)
            index = self.str_table._get_shared_string_index(self._texts[value])
            return f'{cell} t="s"><v>{index}</v></c>'
        if value is None or value == "":
            return f"{cell}/>"
        return f"{cell}><v>{value:.16G}</v></c>"

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.write(_FIGURES)

    def finish(self) -> None:
        """After the last figure: the rows as the file has them, which take a fourth of the memory of their cells."""
        rows = sorted(self._figures.items())
        texts = chain.from_iterable((f'<row r="{row}">', *cells, "</row>") for row, cells in rows)
        self.figures = "".join(texts).encode()
        self._figures.clear()

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Formulas as they are. XlsxWriter looks in each for thirty newer functions, and finds them in texts too."""
        return formula[2:-1] if formula.startswith("{=") else formula.removeprefix("=")


_FIGURES = "<!-- figures -->"
_LEVEL = 2
"""How hard the file is compressed: harder takes thrice as long and saves a fifth of its size."""


class FigureBook(xlsxwriter.Workbook):
    """A workbook in memory whose sheets are FigureSheets."""

    def __init__(self) -> None:
        self._made, self._sheets = BytesIO(), list[FigureSheet]()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        super().__init__(self._made, options)

    def add_sheet(self, name: str) -> FigureSheet:
        """A new sheet behind the others."""
        sheet = self.add_worksheet(name, FigureSheet)
        assert isinstance(sheet, FigureSheet)
        self._sheets.append(sheet)
        return sheet

    def file(self) -> bytes:
        """The whole file, once all is written."""
        self.close()
        sheets = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(self._sheets, 1)}
        found = BytesIO()
        with ZipFile(self._made) as made, ZipFile(found, "w") as filled:
            for part in made.infolist():
                content = made.read(part)
                if part.filename in sheets:
                    before, _, after = content.partition(_FIGURES.encode())
                    content = b"".join((before, sheets[part.filename].figures, after))
                filled.writestr(part, content, ZIP_DEFLATED, _LEVEL)
        return found.getvalue()


def _stored(value: object) -> str:
    return "" if value is None else escaped(str(value))


def escaped(text: str) -> str:
    """A text as XML holds it."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


HOW = (
    "本簿是计分底稿：每个得分都是 Excel 公式，从数据表一步步算来。点一个得分，就能看到它引用了哪些格。",
    "蓝色字的格是报入的数据，可以改：改一个数，得分、排名、等次随着变。其余各格是公式，请不要改。",
    "清空的数据按暂缺计，不按零计：由它而来的得分、全组的排名都成为空白。",
    "数据表可以排序，各行按单位和期间认。有差错的行整行不用，错在哪里见各表的“差错”，由它而来的得分也成为空白。",
    "需要作比较、排名的，先把浮点误差修约掉（小数点后 10 位，大数按它自己的位数）再比；"
    "公布的小数位数只在“公布”表里修约。",
    "“核对”表列出引擎精确计算的值和差额，差额应当全是 0；改了数据以后，差额就是改动的影响。",
)

_LINE = 15
"""How high a line of text is."""


def write_front(worksheet: Any, looks: Looks, book: Book) -> None:
    """The whole page."""
    front = book.paper.front
    page(worksheet)
    worksheet.hide_gridlines(2)
    worksheet.set_column(0, 0, 14)
    worksheet.set_column(1, 1, 14)
    worksheet.set_column(2, 2, 46)
    worksheet.set_column(3, 3, 28)
    worksheet.set_column(4, 4, 10)
    row = 0
    worksheet.merge_range(row, 0, row, 4, "", looks.title)
    worksheet.write_string(row, 0, worded("计分底稿"), looks.title)
    for label, text in front.lines:
        row += 1
        worksheet.write_string(row, 0, label, looks.label)
        worksheet.merge_range(row, 1, row, 4, "", looks.plain)
        worksheet.write_string(row, 1, visible(text), looks.plain)
    row += 2
    for check in book.checks:
        said = worded("“{}”与引擎不同的格数", check.results.name)
        row = _count(worksheet, looks, row, (worded("核对"), said, mismatches(check, book.front)))
    for sheet in book.sheets:
        if sheet.state is not None or sheet in book.shared:
            said = worded("“{}”有差错的行数（写在表外的行也算）", sheet.name)
            row = _count(worksheet, looks, row, (worded("输入"), said, wrong_rows(sheet, book.front)))
    for sheet, column in book.watched:
        said = worded("“{}”不符合“{}”的行数", sheet.name, column.heading)
        row = _count(
            worksheet, looks, row, (worded("须符合"), said, sheet.count(column, Sheet(book.front, "", "", (), ())))
        )
    for sheet in book.originals:
        said = worded("与“{}”不同的格数（不是 0，引擎算好的值就空着）", sheet.name)
        row = _count(
            worksheet, looks, row, (worded("改动"), said, sheet.fixed(CHANGED, Sheet(book.front, "", "", (), ())))
        )
    row = _paragraphs(worksheet, looks, row + 1, worded("怎样看"), list(map(worded, HOW)))
    for heading, texts in ((worded("请注意"), book.notes), *front.paragraphs):
        if texts:
            row = _paragraphs(worksheet, looks, row + 1, heading, texts)
    row = _sources(worksheet, looks, row + 1, front)
    _readings(worksheet, looks, row + 1, front)


def _count(worksheet: Any, looks: Looks, row: int, line: tuple[str, str, str]) -> int:
    """A number that should be 0, as a formula that counts."""
    label, said, formula = line
    worksheet.write_string(row, 0, label, looks.label)
    worksheet.merge_range(row, 1, row, 2, "", looks.plain)
    worksheet.write_string(row, 1, visible(said), looks.plain)
    worksheet.set_row(row, _LINE * (1 + width_of(said) // 60))
    worksheet.write_formula(row, 3, f"={formula}", looks.count, 0)
    flag(worksheet, looks, row, 3)
    return row + 1


def _sources(worksheet: Any, looks: Looks, row: int, front: Front) -> int:
    """Which files each table was read from, and how many rows it has."""
    if not front.sources:
        return row
    for column, heading in enumerate((worded("数据表"), "", worded("读自"), "", worded("行数"))):
        worksheet.write_string(row, column, heading, looks.heading)
    for name, files, count in front.sources:
        row += 1
        table, files = visible(name), visible(files)
        worksheet.merge_range(row, 0, row, 1, table, looks.boxed)
        worksheet.merge_range(row, 2, row, 3, files, looks.boxed)
        worksheet.write_number(row, 4, count, looks.boxed)
        worksheet.set_row(row, _LINE * max(1 + width_of(table) // 28, 1 + width_of(files) // 74))
    return row + 2


def _paragraphs(worksheet: Any, looks: Looks, row: int, heading: str, texts: Sequence[str]) -> int:
    worksheet.write_string(row, 0, heading, looks.label)
    for text in texts:
        worksheet.merge_range(row, 1, row, 4, "", looks.plain)
        worksheet.write_string(row, 1, visible(text), looks.plain)
        worksheet.set_row(row, _LINE * (1 + width_of(text) // 96))
        row += 1
    return row


def _readings(worksheet: Any, looks: Looks, row: int, front: Front) -> None:
    if not front.readings:
        return
    for column, heading in enumerate((worded("待释事项"), worded("条款"), worded("问题"), worded("本次的读法"), "")):
        worksheet.write_string(row, column, heading, looks.heading)
    for line, is_default in front.readings:
        row += 1
        for column, text in enumerate(line):
            worksheet.write_string(row, column, text, looks.boxed if is_default else looks.chosen)
        worksheet.set_row(row, _LINE * max(1 + width_of(line[2]) // 46, 1 + width_of(line[3]) // 28))


def written(book: Book) -> bytes:
    """The file."""
    workbook = FigureBook()
    workbook.set_properties({"title": visible(book.paper.policy.title), "created": book.paper.created})
    workbook.set_calc_mode("auto")
    looks = Looks(workbook)
    write_front(workbook.add_sheet(book.front), looks, book)
    for sheet in tracked("sheet", book.sheets, lambda sheet: sheet.name):
        worksheet = workbook.add_sheet(sheet.name)
        _write_sheet(worksheet, looks, sheet)
        worksheet.finish()
    return workbook.file()


def _write_sheet(worksheet: FigureSheet, looks: Looks, sheet: Sheet) -> None:
    keys, widths = len(sheet.keys), [_width(column) for column in sheet.columns]
    page(worksheet, sum(widths))
    worksheet.freeze_panes(FIRST - 1, keys)
    worksheet.repeat_rows(2, FIRST - 2)
    worksheet.repeat_columns(0, keys - 1)
    put(worksheet, 0, 0, sheet.title, looks.title)
    if sheet.not_sent:
        worksheet.write_string(NOT_SENT, worded(NOT_SENT_WORD), looks.not_sent)
    if sheet.changed is not None:
        worksheet.write_formula(CHANGED, sheet.changed, looks.count, 0)
        flag(worksheet, looks, 1, 0)
    worksheet.write_string(1, int(sheet.not_sent or sheet.changed is not None), sheet.note, looks.note)
    worksheet.set_row(0, 24)
    for row in (0, 1, 2):
        texts = [(column.heading, *column.above)[row] for column in sheet.columns]
        folded = [-(-width_of(text) // width) for text, width in zip(texts, widths, strict=True)]
        hidden = {"hidden": row > 0 and sheet.kind == "goals"}
        worksheet.set_row((4, 2, 3)[row], (15, 11, 11)[row] * min(max([1, *folded]), 8), None, hidden)
    for number, name in enumerate(sheet.keys):
        worksheet.set_column(number, number, _key_width(sheet, number))
        for row, text in ((2, _above(sheet)[0]), (3, _above(sheet)[1])) if number == 0 else ((2, ""), (3, "")):
            put(worksheet, row, number, text, looks.above)
        put(worksheet, 4, number, name, looks.heading)
    _write_keys(worksheet, looks, sheet)
    for column, width in zip(sheet.columns, widths, strict=True):
        _write_column(worksheet, looks, sheet, column, width)
    worksheet.ignore_errors({"number_stored_as_text": f"A1:C{sheet.last}"})


def _above(sheet: Sheet) -> tuple[str, str]:
    return (
        (worded("计量"), worded("说明"))
        if sheet.kind == "inputs"
        else (worded("条款"), worded("分值"))
        if sheet.kind == "scores"
        else ("", "")
    )


def _write_keys(worksheet: FigureSheet, looks: Looks, sheet: Sheet) -> None:
    style = looks.input_text if sheet.kind == "records" else looks.key
    spare = sheet.last - FIRST + 1 - len(sheet.rows)
    for column in range(len(sheet.keys)):
        texts = [*(row[column] for row in sheet.rows), *[None] * spare]
        entries = [(row, Entry(text, sheet.key_formulas.get((row, column)))) for row, text in enumerate(texts, FIRST)]
        worksheet.write_figures(column, entries, style)


def _write_column(worksheet: FigureSheet, looks: Looks, sheet: Sheet, column: SheetColumn, width: int) -> None:
    number = column.number
    level = {"level": 1} if column.role == "step" and sheet.kind == "records" else {}
    worksheet.set_column(number, number, width, None, level)
    for row, text in enumerate(column.above):
        put(worksheet, 2 + row, number, text, looks.above)
    put(worksheet, 4, number, column.heading, looks.heading_of(column))
    if column.count is not None:
        worksheet.write_formula(ABOVE - 1, number, f"={column.count}", looks.above, 0)
        flag(worksheet, looks, ABOVE - 1, number)
    style = looks.of(column)
    is_whole = column.role == "input" or sheet.kind == "goals"
    rows, blank, cells = range(FIRST, sheet.last + 1), Entry(None), column.cells
    entries = [(row, cells.get(row, blank)) for row in rows if is_whole or row in cells]
    worksheet.write_figures(number, entries, style)
    if column.spec is not None:
        add_comments(worksheet, number, column)
        add_validation(worksheet, number, sheet.last, column.spec)
        if not column.spec.optional and not column.spec.may_lack:
            filled = (FIRST - 1, number, FIRST - 2 + max(len(sheet.rows), 1), number)
            worksheet.conditional_format(*filled, {"type": "blanks", "format": looks.blank})
    elif column.above[1] == worded(DIFFERENCE):
        place = (FIRST - 1, number, sheet.last - 1, number)
        flag(worksheet, looks, *place)
    elif column.role == "engine":
        worksheet.write_comment(4, number, worded(ENGINE_NOTE))
    elif column.role == "check":
        place = (FIRST - 1, number, sheet.last - 1, number)
        broken = {"type": "cell", "criteria": "==", "value": f'"{worded(BROKEN)}"', "format": looks.bad}
        worksheet.conditional_format(*place, broken)
    elif column.role == "fault":
        place = (FIRST - 1, number, sheet.last - 1, number)
        formula = f'=AND({letters(number)}{FIRST}<>"",{letters(number)}{FIRST}<>0,{letters(number)}{FIRST}<>1)'
        worksheet.conditional_format(*place, {"type": "formula", "criteria": formula, "format": looks.bad})


def _width(column: SheetColumn) -> int:
    """Wide enough for the texts of the column, narrow enough that headings are folded."""
    texts = {entry.value for entry in column.cells.values() if isinstance(entry.value, str)}
    least = 28 if column.role == "fault" and texts else 9  # what is wrong is long, where anything is
    return min(max([least, *(width_of(text) + 2 for text in texts), min(width_of(column.heading) // 2 + 3, 16)]), 34)


def _key_width(sheet: Sheet, number: int) -> int:
    return min(max([8, *(width_of(text) + 2 for text in {row[number] for row in sheet.rows})]), 34)
