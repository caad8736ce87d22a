"""`tables`: what comes in, column by column."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from fractions import Fraction
from typing import NamedTuple, cast

from kaohe.diagnostics import Findings, Fix, Words, nearest
from kaohe.language.formula import read_formula
from kaohe.language.formula_scope import Function, NoMembers
from kaohe.language.measures import NUMBER, Measure, agreed, known_words, measure
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence, number_of, text_of, truth_of
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import PERIOD_LEVELS, PeriodLevel
from kaohe.language.tree import Neg, Number
from kaohe.language.tree import Node as TreeNode
from kaohe.lazy import pattern, replace
from kaohe.policy.infer_shared import AS_THE_COLUMN, compare_labels, mended, shown
from kaohe.policy.member_columns import Lists, by_member, each_member, has_one_row_a_member, listed, lists_of
from kaohe.policy.model import ColumnSpec, ColumnType, Table, UnitType
from kaohe.policy.types import UNKNOWN, KeyPart
from kaohe.source_places import Place
from kaohe.words.formula_and_parts import FUNCTIONS, RESERVED

_RANGE = pattern(
    r"\s*(?P<low>[+-]?[0-9.]+?)\s*(?P<low_measure>[^0-9.\s]*)\s*\.\.\s*(?P<high>[+-]?[0-9.]+)\s*(?P<high_measure>[^0-9.]*)"
)
_TYPES: dict[str | None, ColumnType] = {
    None: "number",
    "number": "number",
    "yes/no": "truth",
    "choice": "choice",
    "text": "text",
    "name": "name",
    "date": "date",
}


def read_tables(
    section: Node | None, unit_types: MappingOf[str, UnitType], lists: Lists, language: str, findings: Findings
) -> dict[str, Table]:
    """The tables of data with their columns; conditions and values of rows are read once all names are known."""
    tables: dict[str, Table] = {}
    for name, entry in section.entries.items() if isinstance(section, Mapping) else ():
        assert isinstance(entry.value, Mapping)
        if entry.value.get("grid") is not None:
            continue  # one of the document (policy/read_grid.py)
        table = _table(entry.key, entry.value, unit_types, lists, language, findings)
        if table is not None:
            tables[name] = table
    return tables


def check_periods(tables: MappingOf[str, Table], unit_types: MappingOf[str, UnitType], findings: Findings) -> None:
    """K728 for a unit type none of whose tables says which periods there are."""
    for unit_type in unit_types.values():
        mine = [table for table in tables.values() if table.unit_type == unit_type.id]
        if mine and all("period" in table.spread for table in mine):
            findings.add("K728", mine[0].place, unit_type=unit_type.name)


def _table(
    id_: Scalar,
    written: Mapping,
    unit_types: MappingOf[str, UnitType],
    lists: Lists,
    language: str,
    findings: Findings,
) -> Table | None:
    records = written.get("records_of") is not None
    listed_parts = written.get("records_of") or written.get("key")
    if not isinstance(listed_parts, Sequence):
        findings.add("K244", id_.place, name=id_.text)
        return None
    key = read_key(listed_parts, records, unit_types, findings)
    if key is None:
        return None
    columns: dict[str, ColumnSpec] = {}
    called: dict[str, str] = {}  # by each name and id, the column that it is of
    described = written.entries["columns"].value if "columns" in written.entries else None
    for group in described.items if isinstance(described, Sequence) else ():
        assert isinstance(group, Mapping)
        for column in each_member(group, columns_of(group, lists, unit_types, findings), lists, language, findings):
            if column.id in columns:
                findings.add("K221", column.place, id=column.id, line=columns[column.id].place.line_from(column.place))
            if column.id in RESERVED:
                findings.add("K220", column.place, id=column.id)
            if column.list != column.written and column.written in lists:
                findings.add("K614", column.place, id=column.written, line=lists[column.written].place.line)
            if called.get(column.name, column.id) != column.id:
                findings.add("K248", column.place, name=column.name)
            called |= dict.fromkeys((column.name, column.id), column.id)
            columns[column.id] = column
    further = _further_keys(key, columns, lists, unit_types, findings)
    some, some_rows = _some(written, key, further, findings)
    long: tuple[ColumnSpec, ...] = ()
    has_row_a_member = not records and has_one_row_a_member([columns.get(column) for column in further])
    if some_rows and (has_row_a_member or not further):
        columns = {id_: replace(column, may_lack=()) for id_, column in columns.items()}
    if has_row_a_member:
        long = tuple(columns[column] for column in further)
        columns = by_member(key.place, columns, long, some, lists, language, findings)
        further = ()
    used = {known: lists[known] for column in (*columns.values(), *long) for known in lists_of(column)}
    return Table(
        id_.text,
        text_of(written, "name") or id_.text,
        id_.place,
        key.unit,
        key.period,
        records,
        columns,
        further,
        truth_of(written, "optional"),
        text_of(written, "note"),
        _identity(written, columns, findings),
        () if long else some,
        text_of(written, "so_far") == "year",
        used,
        long,
        0 if (years := number_of(written, "earlier")) is None else int(years),
        key.spread,
        some_rows,
    )


def _slip(parts: Iterable[Scalar], unit_types: MappingOf[str, UnitType]) -> Scalar | None:
    """The part that is nearly the id of a unit type; None where there is none, or where it is nearer to a period."""
    known = [*unit_types, *PERIOD_LEVELS]
    return next((part for part in parts if nearest(part.text, known) in unit_types), None)


class TableKey(NamedTuple):
    """The parts of a key: a unit type, a period level, and further ones, columns or lists; `spread` is left out."""

    place: Place
    unit: str
    period: PeriodLevel
    further: tuple[Scalar, ...]
    spread: tuple[KeyPart, ...]


def read_key(key: Sequence, records: bool, unit_types: MappingOf[str, UnitType], findings: Findings) -> TableKey | None:
    """The parts that a key lists. Without a unit type its rows are for all units of the only one, without a period for
    all years.

    K222 for a slip of a unit type, K724 for records, and where there are several unit types. K725 for a part that is
    there already.
    """
    named: dict[str, Scalar] = {}
    for word in _scalars(key):
        part = "unit" if word.text in unit_types else "period" if word.text in PERIOD_LEVELS else word.text
        if part in named:
            findings.add("K725", word.place, name=word.text, first=named[part].text)
        named.setdefault(part, word)
    spread = tuple(part for part in _SPREAD if part not in named)
    if spread and (records or ("unit" in spread and len(unit_types) > 1)):
        slip = _slip(named.values(), unit_types) if "unit" in spread else None
        if slip is not None:
            findings.add("K222", slip.place, name=slip.text, suggestion=nearest(slip.text, unit_types))
            return None
        findings.add("K724", key.place, missing=_SPREAD[spread[0]], known=(*unit_types, *PERIOD_LEVELS))
        return None
    unit = next(iter(unit_types)) if "unit" in spread else named["unit"].text
    period = "year" if "period" in spread else cast(PeriodLevel, named["period"].text)
    further = tuple(word for part, word in named.items() if part not in _SPREAD)
    return TableKey(key.place, unit, period, further, spread)


_SPREAD: dict[KeyPart, Words] = {
    "unit": Words("单位类别", "unit type"),
    "period": Words("期间（year、quarter 等）", "period such as year"),
}


def _further_keys(
    key: TableKey,
    columns: dict[str, ColumnSpec],
    lists: Lists,
    unit_types: MappingOf[str, UnitType],
    findings: Findings,
) -> tuple[str, ...]:
    """The columns of the parts of the key beside unit and period; a list without one gets a column of its own.

    K245 for what is neither.
    """
    for part in key.further:
        named = part.text
        if named not in columns and named in lists:
            known = lists[named]
            columns[named] = listed(ColumnSpec(named, known.name, "choice", part.place, NUMBER), known)
        elif named not in columns:
            meant = [*columns, *lists, *unit_types, *PERIOD_LEVELS]
            findings.add("K245", part.place, name=named, suggestion=nearest(named, meant))
    return tuple(part.text for part in key.further)


def _identity(written: Mapping, columns: MappingOf[str, ColumnSpec], findings: Findings) -> tuple[str, ...]:
    """The columns by which a record is known; K245 for one that is not there.

    K263 for one that has a column for each member of a list: it is told apart already.
    """
    found: list[str] = []
    for named in _scalars(written.get("identity")):
        if named.text in columns:
            found.append(named.text)
        elif any(column.written == named.text for column in columns.values()):
            findings.add("K263", named.place, name=named.text)
        else:
            findings.add("K245", named.place, name=named.text, suggestion=nearest(named.text, columns))
    return tuple(found)


def _some(
    written: Mapping, key: TableKey, further: tuple[str, ...], findings: Findings
) -> tuple[tuple[str, ...], tuple[KeyPart, ...]]:
    """The parts of the key that need not be there in full: columns, and unit or period; K264 for what is no part."""
    found: list[str] = []
    keys: list[KeyPart] = []
    own: dict[str, KeyPart] = {} if "unit" in key.spread else {key.unit: "unit"}
    own |= {} if "period" in key.spread else {key.period: "period"}
    for named in _scalars(written.get("some")):
        if named.text in further:
            found.append(named.text)
        elif named.text in own:
            keys.append(own[named.text])
        else:
            findings.add("K264", named.place, name=named.text, suggestion=nearest(named.text, [*further, *own]))
    return tuple(found), tuple(keys)


def _scalars(listed: Node | None) -> list[Scalar]:
    return [item for item in listed.items if isinstance(item, Scalar)] if isinstance(listed, Sequence) else []


def columns_of(
    group: Mapping, lists: Lists, unit_types: MappingOf[str, UnitType], findings: Findings
) -> list[ColumnSpec]:
    """The columns that one entry of `columns` describes together; K601, K222 for a list or a unit type that is not."""
    units = _units_of(group, unit_types, findings)
    of = group.get("list")
    known = lists.get(of.text) if isinstance(of, Scalar) else None
    if isinstance(of, Scalar) and known is None:
        findings.add("K601", of.place, name=of.text, suggestion=nearest(of.text, lists))
    type_ = _TYPES.get(text_of(group, "type"), "number")
    in_words: ColumnType = "choice" if units is not None or (known and not known.is_numeric) else type_
    written = group.get("measure")
    unit = NUMBER
    if isinstance(written, Scalar):
        found = measure(written.text)
        if found is None:
            findings.add("K246", written.place, word=written.text, suggestion=nearest(written.text, known_words()))
        unit = found or NUMBER
    words = group.get("choices")
    choices = words.entries.items() if isinstance(words, Mapping) else ()
    names = group.entries["names"].value
    assert isinstance(names, Mapping)
    columns = [
        ColumnSpec(
            id_,
            entry.value.text if isinstance(entry.value, Scalar) else id_,
            type_,
            entry.key.place,
            unit,
            truth_of(group, "whole"),
            amount_of(group, "min", unit, findings),
            amount_of(group, "max", unit, findings),
            {word: choice.value.text for word, choice in choices if isinstance(choice.value, Scalar)},
            truth_of(group, "optional"),
            _default(group, in_words, unit, findings),
            text_of(group, "note"),
            theme=text_of(group, "theme"),
            usual=_usual(group, unit, findings),
            written=id_,
            written_name=entry.value.text if isinstance(entry.value, Scalar) else id_,
        )
        for id_, entry in names.entries.items()
    ]
    if units is not None:
        return [of_units(column, units) for column in columns]
    if "unit" in group.entries:  # a slip, told once: its cells are units of a type that nobody knows
        return [replace(column, type="text", unit_type=UNKNOWN) for column in columns]
    return columns if known is None else [listed(column, known) for column in columns]


def _units_of(group: Mapping, unit_types: MappingOf[str, UnitType], findings: Findings) -> UnitType | None:
    """The unit type whose units stand in the cells; K222 for one that is not there."""
    of = group.get("unit")
    if isinstance(of, Scalar) and of.text not in unit_types:
        findings.add("K222", of.place, name=of.text, suggestion=nearest(of.text, unit_types))
    return unit_types.get(of.text) if isinstance(of, Scalar) else None


def of_units(column: ColumnSpec, units: UnitType) -> ColumnSpec:
    """A column whose cells are units of a type: words that are known, unless the data name the units."""
    if units.source_table is not None:
        return replace(column, type="text", unit_type=units.id)
    aliases = {alias: member.name for member in units.members.values() for alias in member.aliases}
    choices = {name: name for name in units.members}
    return replace(column, type="choice", choices=choices, unit_type=units.id, aliases=aliases)


def _usual(group: Mapping, unit: Measure, findings: Findings) -> tuple[Fraction | None, Fraction | None]:
    """The bounds of `usual: 0..5 亿元`; one without a measure of its own has that of the other. K265 for no range."""
    written = group.get("usual")
    if not isinstance(written, Scalar):
        return None, None
    found = _RANGE.fullmatch(written.text)
    if found is None:
        findings.add("K265", written.place, text=written.text)
        return None, None
    measures = [found["low_measure"].strip(), found["high_measure"].strip()]
    texts = [f"{found[word]} {measures[at] or measures[1 - at]}".strip() for at, word in enumerate(("low", "high"))]
    low, high = (_amount(text, written, findings) for text in texts)
    if low is None or high is None:
        return None, None
    if low.value > high.value:
        findings.add("K265", written.place, text=written.text)
    _check_usual(written, low, high, unit, findings)
    return low.value, high.value


def _check_usual(written: Scalar, low: Number, high: Number, unit: Measure, findings: Findings) -> None:
    """K411 for a range in another measure than the column's, K429 for one in another unit of its kind."""
    ends = [number for number in (low, high) if number.value]
    label = unit.label if unit.kind == "percent" else f" {unit.label}"
    if any(agreed(unit, number.measure) is None for number in ends):
        is_bare = bool(unit.label) and all(number.measure == NUMBER for number in ends)
        fix = Fix(written.place, f"{written.text}{label}") if is_bare and written.style == "plain" else None
        write = AS_THE_COLUMN if fix is None else Words(f"写成 {fix.text}。", f"write {fix.text}.")
        findings.add("K411", written.place, fix=fix, text=written.text, measure=shown(unit), write=write)
    elif any(number.measure.kind == "unit" and number.measure.scale != unit.scale for number in ends):
        converted = "..".join(exact_digits(number.value / unit.scale) for number in (low, high)) + label
        fix = Fix(written.place, converted) if written.style == "plain" else None
        measures = {"written": written.text, "measure": unit.label, "converted": converted, "fix": fix}
        findings.add("K429", written.place, **measures)


def _default(group: Mapping, type_: ColumnType, unit: Measure, findings: Findings) -> Fraction | bool | str | None:
    if group.get("default") is None:
        return None
    if type_ == "number":
        return amount_of(group, "default", unit, findings)
    return truth_of(group, "default") if type_ == "truth" else text_of(group, "default")


class _NoNames(NoMembers):
    """The scope of an amount that stands for itself: it can name nothing."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def name(self, name: str, qualifier: str | None, place: Place) -> TreeNode | None:
        self.findings.add("K243", place, text=name)
        return None

    def functions(self) -> MappingOf[str, Function]:
        return FUNCTIONS


def plain_amount(written: Scalar) -> Number | None:
    """The amount that a scalar is, in the measure that it is written with; None, without a finding, if it is none."""
    return _amount(written.text, written, Findings())


def amount_of(group: Mapping, word: str, unit: Measure, findings: Findings) -> Fraction | None:
    """An amount such as 6, 0% or 2 亿元 in base measure; K243 if it is none, K411 in another measure."""
    written = group.get(word)
    number = _amount(written.text, written, findings) if isinstance(written, Scalar) else None
    if number is None or not isinstance(written, Scalar):
        return None
    if number.value and agreed(unit, number.measure) is None:
        write, fix = mended(number, unit)
        findings.add("K411", written.place, fix=fix, text=written.text, measure=shown(unit), write=write)
    else:
        compare_labels(number, unit, findings)
    return number.value


def _amount(text: str, written: Scalar, findings: Findings) -> Number | None:
    """The amount that a text is, which is the whole of a scalar or a part of it; K243 if it is none."""
    place = written.at(0, len(written.text))
    body = read_formula(text, place, _NoNames(findings), findings)
    if isinstance(body, Neg) and isinstance(body.operand, Number):
        return Number(-body.operand.value, body.operand.measure, place=place)
    if isinstance(body, Number):
        return body
    if body is not None:
        findings.add("K243", written.place, text=written.text)
    return None
