"""Results as a workbook: a sheet for each unit type and kind of period, a row for each unit and period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from xlsxwriter.worksheet import Worksheet

from kaohe.policy.model import Policy, UnitType
from kaohe.report import adjustments, footer
from kaohe.report.results.blocks import Column, blocks
from kaohe.report.values import ADJUSTED, mark, points, value_of
from kaohe.report.wording import word
from kaohe.report.xlsx_book import Book, cell, created, fit, head, height, lines, page, put_value, write_about
from kaohe.results import Result, Results, Value
from kaohe.workbook.cell_formats import put
from kaohe.workbook.sheet_limits import cell_text

_KINDS = {"quarter": "by_quarter", "year": "by_year"}


_COMMENT = {"width": 220, "height": 90, "font_size": 9}


_MARK, _NO_MARK = f'"{ADJUSTED}"', f"_{ADJUSTED}"
"""What the format of a number ends with: the mark, or as much room, so that the value itself stays a number."""


@dataclass(slots=True)
class Section:
    """What one sheet shows: the blocks of one unit type and kind of period, in their order."""

    unit_type: UnitType
    name: str
    columns: dict[str, Column] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)

    @property
    def headings(self) -> list[str]:
        """The names of the columns; equal ones are told apart by their ids."""
        counts = Counter(column.heading for column in self.columns.values())
        return [
            f"{column.heading}（{id_}）" if counts[column.heading] > 1 else column.heading
            for id_, column in self.columns.items()
        ]


def render(results: Results) -> bytes:
    """The whole workbook."""
    title = footer.title(results.policy)
    book = Book(title, created(results))
    for section in sections(results):
        _write(book, book.sheet(section.name), section, results, title)
    write_about(book, results)
    return book.close()


def sections(results: Results) -> Iterable[Section]:
    """The sheets, in the order of the policy."""
    found: dict[tuple[str, str], Section] = {}
    for block in blocks(results):
        kind = block.period.kind
        name = word(results.policy.language, _KINDS[kind], block.unit_type.name)
        section = found.setdefault((block.unit_type.id, kind), Section(block.unit_type, name))
        for column in block.columns:
            known = section.columns.get(column.definition.id, column)
            section.columns[column.definition.id] = replace(column, whole=column.whole and known.whole)
        section.results += block.results
    return found.values()


def _write(book: Book, sheet: Worksheet, section: Section, results: Results, title: str) -> None:
    display = results.policy.display
    grouped = any(result.group for result in section.results)
    language = results.policy.language
    keys = [word(language, key) for key in ("period", "unit", *(["group"] if grouped else []))]
    known = [_keys(results.policy, result, grouped) for result in section.results]
    columns = list(section.columns.values())
    headings = [*keys, *section.headings]
    marked = {c.definition.id for c in columns for r in section.results if mark(r, c.definition.id)}
    texts = [[row[number] for row in known] for number in range(len(keys))]
    texts += [[value_of(r, c, display) for r in section.results] for c in columns]
    widths = [fit(heading, cells) for heading, cells in zip(headings, texts, strict=True)]
    for number, (heading, wide) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(number, number, wide)
        put(sheet, 0, number, heading, head(book))
    for number, column in enumerate(columns, len(keys)):
        sheet.write_comment(0, number, cell_text(_comment(column, language)), _COMMENT)
    sheet.set_row(0, height(max(map(lines, headings, widths))))
    for row, (named, result) in enumerate(zip(known, section.results, strict=True), 1):
        for number, text in enumerate(named):
            put(sheet, row, number, text, cell(book, num_format="@"))
        for number, column in enumerate(columns, len(keys)):
            id_ = column.definition.id
            value: Value = word(language, "provisional") if id_ in result.provisional else result.values.get(id_)
            places = 0 if column.whole else display.decimals
            behind = "" if id_ not in marked else _MARK if mark(result, id_) else _NO_MARK
            put_value(book, sheet, row, number, value, places, behind, language, bold=_strong(column))
            if behind == _MARK:
                said = "\n".join(adjustments.of_result(results, result, id_))
                sheet.write_comment(row, number, cell_text(said), _COMMENT)
    sheet.freeze_panes(1, len(keys))
    sheet.autofilter(0, 0, len(known), len(headings) - 1)
    page(sheet, title, widths, keys=len(keys))


def _keys(policy: Policy, result: Result, grouped: bool) -> list[str]:
    group = [policy.group_name(result.unit_type, result.group)] if grouped else []
    return [str(result.period), result.unit, *group]


def _strong(column: Column) -> bool:
    """What a reader looks for first: a rank, or a total."""
    return column.is_rank or (column.level == 0 and column.definition.points is not None)


def _comment(column: Column, language: str) -> str:
    """What a value is, beside its name."""
    definition = column.definition
    told = [
        definition.name,
        word(language, "clause_of", definition.clause) if definition.clause else "",
        word(language, "points_of", points(column)) if definition.points is not None else "",
        word(language, "note_of", definition.note) if definition.note else "",
        word(language, "id_of", definition.id),
    ]
    return "\n".join(line for line in told if line)
