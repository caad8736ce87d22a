"""Scores and targets as workbooks.

Scores have a sheet for each unit type and level of periods, with a row for each unit and period; targets have a sheet
with those of the year looked at, and one with the figures of every year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from xlsxwriter.worksheet import Worksheet

from kaohe.language.entry import total
from kaohe.language.periods import PERIOD_LEVELS
from kaohe.lazy import dataclass, field, replace
from kaohe.policy.model import Display, Policy, UnitType
from kaohe.report import adjustments, footer
from kaohe.report.results.blocks import Column, blocks
from kaohe.report.results.targets import COURSE, WORDS, TargetYear, figures, headings_of, state_of
from kaohe.report.values import ADJUSTED, absent, mark, points, to_places_distinct_from, value_of
from kaohe.report.words import word
from kaohe.report.xlsx_book import Book, cell, created, fit, head, height, lines, page, put_value, write_about
from kaohe.results import Result, Results, TargetResult, Value, as_named
from kaohe.translations import worded
from kaohe.workbook.cell_formats import put
from kaohe.workbook.sheets import cell_text

_LEVELS = total(
    "report.results.xlsx of sheets by level",
    PERIOD_LEVELS,
    {level: f"by_{level}" for level in PERIOD_LEVELS},
)


_COMMENT = {"width": 220, "height": 90, "font_size": 9}


_MARK, _NO_MARK = f'"{ADJUSTED}"', f"_{ADJUSTED}"
"""What the format of a number ends with: the mark, or blanks as wide, so that the value itself stays a number."""


@dataclass(slots=True)
class Section:
    """What one sheet shows: the blocks of one unit type and level of periods, in their order."""

    unit_type: UnitType
    name: str
    columns: dict[str, Column] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)

    @property
    def headings(self) -> list[str]:
        """The names of the columns; equal ones are told apart by their ids."""
        counts = Counter(column.heading for column in self.columns.values())
        return [
            worded("{}（{}）", column.heading, id_) if counts[column.heading] > 1 else column.heading
            for id_, column in self.columns.items()
        ]


def scores(results: Results) -> bytes:
    """The whole workbook."""
    title = footer.title(results.policy)
    book = Book(title, created(results))
    for section in sections(results):
        _write_scores(book, book.sheet(section.name), section, results, title)
    write_about(book, results)
    return book.close()


def sections(results: Results) -> Iterable[Section]:
    """The sheets, in the order of the policy."""
    found: dict[tuple[str, str], Section] = {}
    for block in blocks(results):
        level = block.period.level
        name = word(results.policy.language, _LEVELS[level], block.unit_type.name)
        section = found.setdefault((block.unit_type.id, level), Section(block.unit_type, name))
        for column in block.columns:
            known = section.columns.get(column.definition.id, column)
            section.columns[column.definition.id] = replace(column, whole=column.whole and known.whole)
        section.results += block.results
    return found.values()


def _write_scores(book: Book, sheet: Worksheet, section: Section, results: Results, title: str) -> None:
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
            value = as_named(column.definition, result.values.get(id_))
            if value is None and id_ in result.provisional | result.not_applicable:
                value = absent(result, id_, language)
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
    return column.is_rank or (column.level == 0 and column.definition.prints_points)


def _comment(column: Column, language: str) -> str:
    """What a value is, beside its name."""
    definition = column.definition
    said = [
        definition.name,
        word(language, "clause_of", definition.clause) if definition.clause else "",
        word(language, "points_of", points(column)) if definition.prints_points else "",
        word(language, "note_of", definition.note) if definition.note else "",
        word(language, "id_of", definition.id),
    ]
    return "\n".join(line for line in said if line)


NAME = "目标"


_KEYS = ("单位", "目标")


Row = dict[str, tuple[Value, int]]
"""Values by their headings, each with the decimals that it is shown with."""


def targets(targets: TargetYear) -> bytes:
    """The whole workbook."""
    title = footer.title(targets.results.policy)
    display = targets.results.policy.display
    book = Book(title, created(targets.results))
    for name, rows in (
        (worded(NAME), list(_now(targets, display))),
        (worded(COURSE), list(_courses(targets, display))),
    ):
        if rows:
            _write_targets(book, book.sheet(name), rows, title)
    write_about(book, targets.results)
    return book.close()


def _now(targets: TargetYear, display: Display) -> Iterator[Row]:
    for result in targets.now:
        values = figures(result)
        keys = headings_of(_KEYS)
        order = [*keys, *(heading for heading in values if heading not in keys)]
        yield {heading: (values[heading], _places(values[heading], result, display)) for heading in order}


def _courses(targets: TargetYear, display: Display) -> Iterator[Row]:
    """For each target what there was in each year, and whether that attained it; nothing for a qualitative one."""
    for course in targets.courses():
        first = next(iter(course.values()))
        if first.target.is_qualitative:
            continue
        texts = (first.unit, first.target.name, first.target.clause or "", first.target.measure.label)
        row: Row = {
            heading: (text, 0)
            for heading, text in zip((*headings_of(_KEYS), worded("条款"), worded("计量单位")), texts, strict=True)
        }
        for year in targets.years:
            result = course.get(year)
            actual = result.actual if result else None
            row[worded("{}年实际", year)] = actual, _places(actual, result, display) if result else 0
            row[worded("{}年状态", year)] = worded(WORDS[state_of(result)]) if result else None, 0
        yield row


def _places(value: Value, result: TargetResult, display: Display) -> int:
    """As many decimals as keep a figure from being shown as what is required: 79.997 is not yet 80."""
    if not isinstance(value, Fraction) or value.denominator == 1:
        return 0
    bounds = [bound for bound in (result.required, result.upper) if bound is not None]
    bounds += [Fraction(0), Fraction(100)]
    return len(to_places_distinct_from(value, bounds, display.decimals, display.rounding).partition(".")[2])


def _write_targets(book: Book, sheet: Worksheet, rows: Sequence[Row], title: str) -> None:
    headings = list(rows[0])
    widths = [fit(heading, [_text(row[heading]) for row in rows]) for heading in headings]
    for column, (heading, wide) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(column, column, wide)
        put(sheet, 0, column, heading, head(book))
    sheet.set_row(0, height(max(map(lines, headings, widths))))
    for number, row in enumerate(rows, 1):
        for column, (value, places) in enumerate(row.values()):
            put_value(book, sheet, number, column, value, places, text_wrap=isinstance(value, str))
        tallest = max(lines(_text(value), wide) for value, wide in zip(row.values(), widths, strict=True))
        sheet.set_row(number, height(tallest))
    sheet.freeze_panes(1, len(_KEYS))
    sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    page(sheet, title, widths, keys=len(_KEYS))


def _text(shown: tuple[Value, int]) -> str:
    """About what a cell shows, for its width."""
    value, places = shown
    if isinstance(value, Fraction):
        return f"{value.numerator // value.denominator}.{'0' * places}"
    return value if isinstance(value, str) else ""
