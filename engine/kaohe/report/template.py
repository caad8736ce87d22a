"""The template as a workbook: the guide, then each form with what is known filled in, and checks on what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kaohe.data.raw import PERIOD, UNIT
from kaohe.lazy import pattern
from kaohe.policy.model import ColumnSpec, Policy
from kaohe.progress import tracked
from kaohe.report import footer
from kaohe.report.template_forms import (
    Choices,
    Form,
    date_check,
    is_always_filled,
    list_check,
    number_check,
    sheet_names,
    words,
)
from kaohe.report.template_guide import UNSAID, Guide, comment, guide_name
from kaohe.report.xlsx_book import HEAD, HEAD_OPTIONAL, KEY, Book, cell, fit, head, height, lines, name_of, page
from kaohe.text_width import visible, width
from kaohe.translations import in_its_language, worded
from kaohe.workbook.cell_formats import put
from kaohe.workbook.sheets import cell_text

_UNFIT = pattern(r'[\\/:*?"<>|\s]+')


@in_its_language
def file_names(policy: Policy, assessors: Sequence[str]) -> list[str]:
    """A file for each assessor, named by it, with what no system takes in a name left out; each name once."""
    names: list[str] = []
    for assessor in assessors:
        stem = f"{policy.id}_{_UNFIT.sub('_', visible(assessor)).strip('._') or worded(UNSAID)}"[:100]
        taken = {name.casefold() for name in names}
        tries = (f"{stem}{f'_{number}' if number > 1 else ''}.xlsx" for number in count(1))
        names.append(next(name for name in tries if name.casefold() not in taken))
    return names


@in_its_language
def render(policy: Policy, forms: Sequence[Form], assessor: str | None = None) -> bytes:
    """The workbook: the instructions, then a sheet for each form."""
    title = worded("{}：数据填报表", footer.title(policy))
    book = Book(title)
    first = book.sheet(guide_name(policy))
    choices = Choices(book, first)
    sheets = [book.sheet(name) for name in sheet_names(forms)]
    for sheet, form in zip(sheets, tracked("sheet", forms, lambda form: form.table.name), strict=True):
        write_form(book, sheet, form, choices, title)
    Guide(book, first).write(policy, forms, [name_of(sheet) for sheet in sheets], assessor)
    return book.close()


_KEY_PARTS = (UNIT, PERIOD)


_COMMENT_WIDTH, _COMMENT_LINE = 46, 15


def write_form(book: Book, sheet: Worksheet, form: Form, choices: Choices, title: str) -> None:
    """Fills the sheet of one form."""
    widths = _widths(form)
    for column, wide in enumerate(widths):
        sheet.set_column(column, column, wide, _column_format(book, form, column))
    _headings(book, sheet, form, widths)
    if form.rows:
        _rows(book, sheet, form)
    _checks(sheet, form, choices)
    sheet.freeze_panes(1, len(_keys(form)))
    page(sheet, title, widths, keys=len(_keys(form)))


def _keys(form: Form) -> list[int]:
    """Which parts of the key have a column: the unit is 0, the period 1."""
    return [at for at, part in enumerate(_KEY_PARTS) if part not in form.table.spread]


def _widths(form: Form) -> list[int]:
    both = fit(form.unit_heading, form.units), fit(form.period_heading, [str(period) for period in form.periods])
    keys = [both[at] for at in _keys(form)]
    wide = {"text": worded("字") * 14, "name": worded("字") * 14, "date": "2023-01-20"}
    texts = {field.spec.id: wide.get(field.spec.type, "") for field in form.fields}
    return keys + [fit(field.heading, [texts[field.spec.id], *words(field.spec)]) for field in form.fields]


def _column_format(book: Book, form: Form, column: int) -> Format:
    """What a new row has: keys and texts are texts, so that 0123 and 2023 stay what is typed."""
    keys = len(_keys(form))
    return book.format(**({"num_format": "@"} if column < keys else _cell_format(form.fields[column - keys].spec)))


def _cell_format(spec: ColumnSpec) -> dict[str, object]:
    """Numbers are shown as they are typed, days with the year first, all else as text.

    A format with decimals would hide digits, and keep a typed 12.5% from being shown, and read back, as a percentage.
    """
    if spec.type != "number":
        return {"num_format": "yyyy-mm-dd" if spec.type == "date" else "@"}
    return {"num_format": "0"} if spec.whole and spec.measure.kind != "percent" else {}


def _headings(book: Book, sheet: Worksheet, form: Form, widths: list[int]) -> None:
    of_units = worded("单位名称：已经填好的不要改动。") if form.rows else worded("单位名称，每行都填。")
    both = (
        (form.unit_heading, HEAD, of_units),
        (form.period_heading, HEAD, worded("2023Q1 即2023年一季度，2023 即2023年全年。")),
    )
    headings = [both[at] for at in _keys(form)]
    for field in form.fields:
        headings.append((field.heading, HEAD if is_always_filled(field.spec) else HEAD_OPTIONAL, comment(field)))
    for column, (text, ground, note) in enumerate(headings):
        put(sheet, 0, column, text, head(book, ground))
        tall = sum(max(1, -(-width(line) // _COMMENT_WIDTH)) for line in note.split("\n")) + 1
        size = {"width": 340, "height": min(tall * _COMMENT_LINE, 600), "font_size": 9}
        sheet.write_comment(0, column, cell_text(note), size)
    tallest = max(lines(text, wide) for (text, _, _), wide in zip(headings, widths, strict=True))
    sheet.set_row(0, height(max(tallest, 2)))


def _rows(book: Book, sheet: Worksheet, form: Form) -> None:
    """The keys stand there already; grey says that they stay."""
    known = cell(book, bg_color=KEY, num_format="@")
    empty = [cell(book, **_cell_format(field.spec)) for field in form.fields]
    specs = [form.table.columns[id_] for id_ in form.members]
    named = [dict(zip(spec.choices, words(spec), strict=True)) for spec in specs]
    for row, (unit, period, members) in enumerate(form.rows, 1):
        for column, at in enumerate(_keys(form)):
            put(sheet, row, column, (unit, str(period))[at], known)
        words_of = {id_: of[member] for id_, of, member in zip(form.members, named, members, strict=True)}
        for column, (field, format_) in enumerate(zip(form.fields, empty, strict=True), len(_keys(form))):
            word = words_of.get(field.spec.id)
            put(sheet, row, column, word or "", known if word else format_)


def _checks(sheet: Worksheet, form: Form, choices: Choices) -> None:
    last = len(form.rows) + form.spare
    periods = [str(period) for period in form.periods]
    both = (form.unit_type.name, form.units), (worded("期间"), periods)
    listed = [both[at] for at in _keys(form)]
    listed += [(field.spec.name, words(field.spec)) for field in form.fields]
    for column, (name, choose_from) in enumerate(listed):
        if choose_from:
            check = list_check(name, choose_from, choices.source(name, choose_from))
            sheet.data_validation(1, column, last, column, check)
    for column, field in enumerate(form.fields, len(_keys(form))):
        if field.spec.type == "number":
            sheet.data_validation(1, column, last, column, number_check(field.spec))
        elif field.spec.type == "date":
            sheet.data_validation(1, column, last, column, date_check(field.spec))
