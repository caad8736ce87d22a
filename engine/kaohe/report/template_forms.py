"""A form: the words that head its columns, read back as the very column they head; and what its cells take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product
from typing import Literal

from xlsxwriter.worksheet import Worksheet

from kaohe.analysis.data_overview import InputUse, input_uses
from kaohe.data.raw import PERIOD, UNIT
from kaohe.data.read_cell import is_in_force, read_cell
from kaohe.data.sheets.header_names import Names
from kaohe.diagnostics import Findings, nearest
from kaohe.evaluate.run import needed_tables
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import Period, PeriodLevel, finest, is_finer, read_period, years_before
from kaohe.language.text import UNSEEN_IN_CELLS
from kaohe.lazy import dataclass
from kaohe.policy.model import ColumnSpec, Policy, Table, UnitType
from kaohe.report.xlsx_book import KEY, Book, cell, head, name_of
from kaohe.text_width import visible
from kaohe.translations import in_its_language, worded
from kaohe.workbook.cell_formats import put
from kaohe.workbook.code import letters, quoted
from kaohe.workbook.sheets import SheetNames, fits

Side = Literal["scores", "targets"]


@dataclass(frozen=True, slots=True)
class Request:
    """Without a side both, without an assessor all offices, without periods those in which the policy is in force."""

    side: Side | None = None
    assessor: str | None = None
    periods: tuple[str, ...] = ()
    year: str | None = None


def asked_tables(policy: Policy, side: Side | None, findings: Findings) -> list[str]:
    """The tables of one side or of both, in the order of the policy; C167 where there are none."""
    wanted = set[str]()
    if side != "targets":
        wanted |= set(needed_tables(policy))
    if side != "scores" and policy.target_table is not None:
        wanted.add(policy.target_table)
    if not wanted:
        findings.add("C167", None, policy=policy.id)
    return [table for table in policy.tables if table in wanted]


def asked_periods(policy: Policy, request: Request, findings: Findings) -> list[Period]:
    """The periods, in order; C113 for what is none, C164 where neither the request nor the policy has any.

    What was not asked for, or the policy does not cover, is said (C165, C166).
    """
    periods = list(_read(request, findings))
    if findings.errors:
        return []
    if not periods:
        first, last = policy.in_force
        if first is None or last is None:
            findings.add("C164", None)
            return []
        findings.add("C165", None, first=first, last=last)
        levels = {table.period for table in policy.tables.values()} | {each.period for each in policy.units.values()}
        whole = [Period(year) for year in range(first.year, last.year + 1)]
        return [each for each in of_level(whole, finest(levels) or "year") if is_in_force(each, policy)]
    for period in periods:
        if not is_in_force(period, policy):
            ends = [str(bound or "") for bound in policy.in_force]
            findings.add("C166", None, period=period, first=ends[0], last=ends[1])
    return periods


def _read(request: Request, findings: Findings) -> Sequence[Period]:
    found = []
    for word in request.periods:
        period = read_period(word)
        if period is None:
            findings.add("C113", None, period=word)
        else:
            found.append(period)
    if request.year is not None:
        year = read_period(request.year)
        if year is None or year.level != "year":
            findings.add("C168", None, year=request.year)
        else:
            found.append(year)
    return found


def of_level(periods: Sequence[Period], level: PeriodLevel) -> list[Period]:
    """The periods as a table of this level has them: a year stands for its quarters, a quarter for its year."""
    found: set[Period] = set()
    for period in periods:
        found.update(period.parts(level) if is_finer(level, period.level) else [period.at(level)])
    return sorted(found)


_LONGEST = 200  # a heading that is longer is no heading any more


def heading(spec: ColumnSpec, names: Names) -> str:
    """产值增长率（%）; the id where names do not tell the columns of the table apart."""
    label = spec.measure.label if spec.type == "number" else ""
    behind = worded("（{}）", label) if label else ""
    return _first(spec.id, (f"{spec.name}{behind}", spec.name, f"{spec.id}{behind}"), names)


def unit_heading(name: str, names: Names) -> str:
    """The name of the unit type, or 单位 where that name is a column's."""
    return _first(UNIT, (name, worded("单位")), names)


def period_heading(names: Names) -> str:
    """期间, or another word for it where that is a column's name."""
    return _first(PERIOD, (worded("期间"), worded("周期")), names)


def _first(id_: str, words: Iterable[str], names: Names) -> str:
    return next((word for word in words if _read_as(word, names) == id_), id_)


def _read_as(word: str, names: Names) -> str | None:
    """The id that a reader takes a heading for."""
    if len(word) > _LONGEST or "\n" in word or UNSEEN_IN_CELLS.search(word) or word != word.strip():
        return None
    return names.find_any(word)


SPARE = 200
"""Empty rows of a form to which whoever fills it in adds rows."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a form."""

    spec: ColumnSpec
    heading: str
    use: InputUse


@dataclass(frozen=True, slots=True)
class Form:
    """A table to fill in. `rows` are the units, periods and due members of further keys (ids of the choice) that stand
    there already, `members` the ids of the columns of these; `spare` are the rows left empty.

    `units` are the names to choose from, none where the data itself says who there is.
    """

    table: Table
    unit_type: UnitType
    unit_heading: str
    period_heading: str
    fields: list[Field]
    units: list[str]
    periods: list[Period]
    rows: list[tuple[str, Period, tuple[str, ...]]]
    members: tuple[str, ...]
    spare: int

    @property
    def offices(self) -> list[str]:
        """Who fills it in, in the order of the columns."""
        return list(dict.fromkeys(office for field in self.fields for office in field.use.offices))


NOBODY = ""
"""The assessor of a request for the columns that the policy names nobody for."""


@in_its_language
def assessors_of(policy: Policy, request: Request) -> list[str]:
    """Who fills in the tables asked for, in their order; NOBODY last, where the policy does not say who for some."""
    uses = input_uses(policy)
    tables = [policy.tables[id_] for id_ in asked_tables(policy, request.side, Findings())]
    columns = [uses[table.id, column].offices for table in tables for column in table.columns]
    named = list(dict.fromkeys(office for offices in columns for office in offices))
    return [*named, NOBODY] if not all(columns) else named


@in_its_language
def forms(policy: Policy, request: Request, findings: Findings) -> list[Form]:
    """The forms in the order of the policy; everything that stands against them goes to `findings`."""
    tables = [policy.tables[id_] for id_ in asked_tables(policy, request.side, findings)]
    periods = asked_periods(policy, request, findings)
    uses = input_uses(policy)
    offices = {o: None for table in tables for column in table.columns for o in uses[table.id, column].offices}
    if request.assessor and request.assessor not in offices:
        suggestion = nearest(request.assessor, offices)
        findings.add(
            "C163", None, assessor=request.assessor, known=worded("、").join(offices) or "—", suggestion=suggestion
        )
    made = [_form(policy, table, periods, uses, request.assessor) for table in tables]
    _check_texts(made, findings)
    return [form for form in made if form.fields]


def sheet_names(forms: Sequence[Form]) -> list[str]:
    """What the sheets are called: as the table is, or by its id where no sheet, or another one, can have that name."""
    counts = Counter(form.table.name.casefold() for form in forms)

    def is_free(name: str) -> bool:
        return counts[name.casefold()] == 1 and SheetNames().claim(name) == name

    return [form.table.name if is_free(form.table.name) else form.table.id for form in forms]


def _form(
    policy: Policy,
    table: Table,
    periods: list[Period],
    uses: dict[tuple[str, str], InputUse],
    assessor: str | None,
) -> Form:
    unit_type = policy.units[table.unit_type]
    names = Names(table, unit_type)
    fields = [Field(spec, heading(spec, names), uses[table.id, spec.id]) for spec in table.columns.values()]
    if assessor is not None:
        theirs = {field.spec.id for field in fields if assessor in (field.use.offices or (NOBODY,))}
        kept = theirs | set(table.further_keys if theirs else ())  # without its whole key no row can be told
        fields = [field for field in fields if field.spec.id in kept]
    units = list(unit_type.members)
    mine = of_level(periods, table.period)
    mine = [*(each for first in mine[:1] for each in years_before(first, table.earlier)), *mine]
    is_open = table.records or len(table.due_keys) < len(table.further_keys) or not units
    due = list(product(*(table.columns[id_].choices for id_ in table.due_keys)))
    those, times = (units[:1] if UNIT in table.spread else units), (mine[:1] if PERIOD in table.spread else mine)
    rows = [] if is_open else [(unit, period, members) for period in times for unit in those for members in due]
    heads = unit_heading(unit_type.name, names), period_heading(names)
    members = () if is_open else table.due_keys
    return Form(table, unit_type, *heads, fields, units, mine, rows, members, SPARE if is_open else 0)


def _check_texts(made: list[Form], findings: Findings) -> None:
    """C169: a name that a cell cannot hold would come back as another one."""
    names = {name: None for form in made for name in form.units}
    for name in names:
        if not fits(name) or visible(name) != name:
            findings.add("C169", None, name=name)


_FAR = "9.99E+24"  # longer numbers are refused anyway


_FIRST_DAY = date(1949, 10, 1)


_MESSAGE = 250  # a spreadsheet shows 255 characters


Check = dict[str, object]


def bounds(spec: ColumnSpec) -> str:
    """0 至 100, 不小于 0, 不大于 6; nothing where any number goes. In the column's own measure."""
    low, high = _limit(spec, "minimum"), _limit(spec, "maximum")
    if low and high:
        return worded("{} 至 {}", low, high)
    if low or high:
        return worded("不小于 {}", low) if low else worded("不大于 {}", high)
    return ""


def words(spec: ColumnSpec) -> list[str]:
    """The words to choose from; none where there is no choice. A word that would be read as another one is its id."""
    if spec.type == "truth":
        return [worded("是"), worded("否")]
    if spec.type != "choice":
        return []
    return [word if read_cell(word, spec) == id_ else id_ for id_, word in spec.choices.items()]


def is_always_filled(spec: ColumnSpec) -> bool:
    """Whether a cell has to be filled in every row of a form."""
    return spec.is_required and not spec.may_lack


def number_check(spec: ColumnSpec) -> Check:
    """A number within its bounds; a whole one where that is asked for."""
    low, high = _limit(spec, "minimum") or f"-{_FAR}", _limit(spec, "maximum") or _FAR
    kind = worded("整数") if spec.whole else worded("数")
    limit = worded("（{}{}）", bounds(spec), spec.measure.label) if bounds(spec) else ""
    return {
        "validate": "integer" if spec.whole else "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        **_said(worded("“{}”要填{}{}。没有数的留空，不要填“无”“—”“/”。", spec.name[:60], kind, limit)),
    }


def date_check(spec: ColumnSpec) -> Check:
    """A day, which a spreadsheet makes of what is typed as one."""
    return {
        "validate": "date",
        "criteria": ">=",
        "value": _FIRST_DAY,
        **_said(worded("“{}”要填日期，写年、月、日，如 2023-01-20，不写时间。", spec.name[:60])),
    }


def list_check(name: str, listed: Sequence[str], source: Sequence[str] | str) -> Check:
    """One of some words; `source` is the words, or where they stand."""
    message = worded("“{}”请从下拉列表里选：{}", name[:60], worded("、").join(listed))
    short = message if len(message) <= _MESSAGE else worded("“{}”请从下拉列表里选。", name[:60])
    return {"validate": "list", "source": source, **_said(short)}


def _said(message: str) -> Check:
    return {"error_title": worded("填得不对"), "error_message": visible(message)[:_MESSAGE], "ignore_blank": True}


def _limit(spec: ColumnSpec, which: str) -> str:
    """A bound in the column's own measure, exact; a fraction without end is one that a spreadsheet divides."""
    bound = spec.minimum if which == "minimum" else spec.maximum
    return "" if bound is None else exact_digits(bound / spec.measure.scale)


FIRST_COLUMN, FIRST_ROW = 10, 2


_LISTED_AT_MOST = 200  # a check holds 255 characters


_TITLE = "下拉列表里的词（供各表引用，请勿改动）"


class Choices:
    """The lists that were asked for, each written once."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self._book = book
        self._sheet = sheet
        self._places: dict[tuple[str, ...], str] = {}

    def source(self, heading: str, words: Sequence[str]) -> list[str] | str:
        """A short list itself, or where a longer one stands, as a check refers to it."""
        if _goes_inside(words):
            return list(words)
        key = tuple(words)
        if key not in self._places:
            self._places[key] = self._written(heading, key)
        return self._places[key]

    def _written(self, heading: str, words: tuple[str, ...]) -> str:
        column = FIRST_COLUMN + len(self._places)
        if not self._places:
            put(self._sheet, FIRST_ROW - 2, column, worded(_TITLE))
        put(self._sheet, FIRST_ROW - 1, column, heading, head(self._book))
        for row, word in enumerate(words, FIRST_ROW):
            put(self._sheet, row, column, word, cell(self._book, bg_color=KEY, num_format="@"))
        self._sheet.set_column(column, column, 18)
        letter = letters(column)
        return f"={quoted(name_of(self._sheet))}${letter}${FIRST_ROW + 1}:${letter}${FIRST_ROW + len(words)}"


def _goes_inside(words: Sequence[str]) -> bool:
    """Whether a check can hold the list itself, where a comma ends a word."""
    plain = not any(set(word) & set(',"\n') or word != word.strip() or word.startswith("=") for word in words)
    return plain and sum(len(word) + 1 for word in words) <= _LISTED_AT_MOST
