"""The cells of one table to its typed rows: keys read, columns typed, rows put in order.

A row that names a unit and a period and holds nothing else is one of a form that came back as it was handed out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from fractions import Fraction
from operator import itemgetter
from typing import TypeVar, overload

from kaohe.data.numbers import LACKING, Refusal, refusal_of, says_nothing
from kaohe.data.raw import PERIOD, UNIT, StoredColumn, TableCells
from kaohe.data.read_cell import is_in_force, read_period_cell
from kaohe.data.table_findings import Note, TableReport, and_cells, cells_in, notes_on, tell_notes, told_together
from kaohe.data.tables.columns import distinguishable, typed_column, who, whose_cells
from kaohe.data.tables.dataset import Numbers, TableData, Values, taken
from kaohe.data.tables.names import UnitNames, is_named_by
from kaohe.diagnostics import few
from kaohe.language.periods import Period
from kaohe.language.text import without_blanks
from kaohe.lazy import replace
from kaohe.policy.model import Policy, Table
from kaohe.source_places import Place


def blank_form_rows(cells: TableCells) -> list[int]:
    """The rows whose inputs are all blank, though one at least has to be filled in; further keys are no inputs.

    Where there is one input alone, a blank row is a blank cell, and told as that.
    """
    table = cells.table
    inputs = [cells.cells[id_] for id_ in table.columns if id_ in cells.cells and id_ not in table.further_keys]
    required = any(spec.is_required and spec.id in cells.cells for spec in table.columns.values())
    if len(inputs) < 2 or not required:
        return []
    rows: Sequence[int] = range(cells.count)
    for column in inputs:
        if isinstance(column, StoredColumn):
            rows = column.blank_among(rows)
        else:
            rows = [row for row, cell in zip(rows, map(column.__getitem__, rows), strict=True) if is_blank(cell)]
    return list(rows)


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing."""
    return not without_blanks(cell) if isinstance(cell, str) else cell is None


def tell_blank_forms(
    cells: TableCells, rows: Sequence[int], units: Sequence[str], periods: Sequence[Period], report: TableReport
) -> None:
    """D318 (D319 in a table of records) once a period, with the units; units[i] and periods[i] are those of rows[i]."""
    code = "D319" if cells.table.records else "D318"
    for period in sorted(set(periods)):
        those = [at for at, each in enumerate(periods) if each == period]
        named = tuple(dict.fromkeys(units[at] for at in those))
        found = cells_in([rows[at] for at in those], lambda row: cells.locate(row, UNIT))
        place = cells.locate(rows[those[0]], UNIT)
        report.add(code, place, text=str(period), count=len(those), units=named, cells=found)


def rows_of_nothing(policy: Policy, cells: TableCells, rows: Sequence[int]) -> dict[int, str]:
    """Those of some rows that say that there is nothing, with the column that does: 无 for the name of a record.

    So does a record all of whose cells are blank or such words, whatever its columns are called.
    """
    table = cells.table
    found: dict[int, str] = {}
    for id_ in table.naming[:1]:
        words = _nothing_in(cells, id_, policy) - {""}
        found.update((row, id_) for row in rows if words and _text(cells, id_, row) in words)
    left: Sequence[int] = rows if table.records else ()
    for spec in sorted(table.columns.values(), key=lambda spec: spec.type == "number"):  # few names are such words
        if spec.id in cells.cells and left:
            words = _nothing_in(cells, spec.id, policy)
            left = [row for row in left if _text(cells, spec.id, row) in words] if words else []
    for row in left:
        said = next((id_ for id_ in table.columns if id_ in cells.cells and _text(cells, id_, row)), None)
        if said is not None:
            found.setdefault(row, said)
    return found


def _nothing_in(cells: TableCells, column: str, policy: Policy) -> set[str]:
    """The texts of a column that stand where there is nothing, that of a blank cell among them."""
    spec = cells.table.columns[column]
    texts = {
        without_blanks(cell or "") for cell in cells.cells.get(column, ()) if cell is None or isinstance(cell, str)
    }
    known = {*spec.choices, *spec.choices.values(), *spec.aliases}
    return {each for each in texts if says_nothing(each) and each not in known and not is_named_by(policy, each)} | (
        texts & {""}
    )


def _text(cells: TableCells, column: str, row: int) -> str | None:
    """The text of a cell, that of a blank one being empty; None for what is no text."""
    cell = cells.cells[column][row]
    return without_blanks(cell) if isinstance(cell, str) else "" if cell is None else None


def tell_nothing(cells: TableCells, rows: Mapping[int, str], report: TableReport) -> None:
    """D251 for rows that say that there is nothing, rows[row] being the column that does."""
    alike: dict[tuple[str, str | None], list[int]] = {}
    for row, id_ in rows.items():
        alike.setdefault((id_, _text(cells, id_, row)), []).append(row)
    for (id_, text), those in alike.items():
        for same in told_together(those):
            whose = whose_cells(cells, same, cells.table.columns[id_])
            name = cells.table.columns[id_].name
            report.add("D251", cells.locate(same[0], id_), row=whose, column=name, id=id_, text=text)


T = TypeVar("T")
_LISTED = 8


class RowPlaces(Sequence[Place]):
    """The place of each row, looked up when asked for: a table may have a million rows and no finding."""

    def __init__(self, count: int, locate: Callable[[int, str], Place]) -> None:
        self._count = count
        self.locate = locate

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, row: int) -> Place: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Place]: ...
    def __getitem__(self, row: int | slice) -> Place | Sequence[Place]:
        if isinstance(row, slice):
            return [self.locate(each, UNIT) for each in range(self._count)[row]]
        return self.locate(range(self._count)[row], UNIT)


def typed_rows(
    policy: Policy, cells: TableCells, names: UnitNames, order: dict[str, int], report: TableReport
) -> tuple[TableData, bool]:
    """The table's typed rows, and whether all rows of the file are among them.

    `order` gives the units' positions; units that it lacks are added to it as they appear.
    """
    table = cells.table
    units = _read(cells, UNIT, names.read_each, report, set())
    _tell_aliases(cells, units, report)
    # A footnote or a row of totals is told as that, and not for its period as well.
    without_unit = {row for row, unit in enumerate(units) if unit is None}
    periods = _read(cells, PERIOD, lambda each: [read_period_cell(cell, table) for cell in each], report, without_unit)
    keyed = [row for row, unit in enumerate(units) if unit is not None and periods[row] is not None]
    sound = cells.complete and len(keyed) == cells.count
    blank_forms = set(blank_form_rows(cells)).intersection(keyed)
    absent = _keys_of(sorted(blank_forms), units, periods)
    tell_blank_forms(cells, sorted(blank_forms), *absent, report)
    nothing = rows_of_nothing(policy, cells, keyed)
    tell_nothing(cells, nothing, report)
    keep = [row for row in keyed if row not in blank_forms and row not in nothing] if blank_forms or nothing else keyed
    kept_units, kept_periods = _keys_of(keep, units, periods)
    if len(keep) < cells.count:
        cells = _only(cells, keep)
    _warn_out_of_force(policy, kept_periods, cells, report)
    for row in keyed:
        order.setdefault(units[row] or "", len(order))
    notes: list[Note] = []

    def is_named(text: str) -> bool:
        return is_named_by(policy, text)

    columns = {spec.id: typed_column(cells, spec, report, notes, is_named) for spec in table.columns.values()}
    tell_notes(notes, report)
    keys, rows = _keys(table, kept_units, kept_periods, columns, order, cells, report)
    locate = cells.locate
    if rows is not None:
        columns = {id_: taken(values, rows) for id_, values in columns.items()}
        locate = _moved(locate, rows)
    places = RowPlaces(len(keys), locate)
    data = TableData(table.id, keys, columns, places, cells.fields, locate)
    data.incomplete = frozenset(zip(*absent, strict=True))
    if report.provisional:
        data.lacking = _lacking(cells, kept_units, kept_periods)
    return data, sound


def _lacking(
    cells: TableCells, units: Sequence[str], periods: Sequence[Period]
) -> dict[str, frozenset[tuple[str, Period]]]:
    """By column, whose row may be missing and is, where these are the units and the periods of the rows."""
    columns = [spec.id for spec in cells.table.columns.values() if spec.may_lack and spec.id in cells.cells]
    own = {id_: [row for row, cell in enumerate(cells.cells[id_]) if cell is LACKING] for id_ in columns}
    return {id_: frozenset((units[row], periods[row]) for row in rows) for id_, rows in own.items() if rows}


def spread_rows(data: TableData, parts: Collection[str], units: Sequence[str], periods: Sequence[Period]) -> TableData:
    """The rows of a table whose file lacks these parts of the key, for all units or all periods that there are."""
    order = {unit: at for at, unit in enumerate(units)}

    def each(unit: str, period: Period) -> list[tuple[str, Period]]:
        those = units if UNIT in parts else [unit]
        return [(one, when) for when in (periods if PERIOD in parts else [period]) for one in those]

    spread = [
        (when, order.get(one, len(order)), row, (one, when, *rest))
        for row, (unit, period, *rest) in enumerate(data.keys)
        for one, when in each(unit, period)  # type: ignore[arg-type]  # a unit and a period
    ]
    spread.sort(key=itemgetter(0, 1, 2))
    rows = [row for _, _, row, _ in spread]
    keys = [key for _, _, _, key in spread]
    locate = None if data.locate is None else _moved(data.locate, rows)
    return replace(
        data,
        keys=keys,
        columns={id_: taken(values, rows) for id_, values in data.columns.items()},
        places=() if locate is None else RowPlaces(len(keys), locate),
        locate=locate,
        incomplete=frozenset(key for unit, period in data.incomplete for key in each(unit, period)),
    )


def origins(table: Table, keys: Sequence[tuple[object, ...]]) -> list[int]:
    """For each row the first that stands for the same row of a file, which has one for all units or periods: a figure
    that is off, or changed, is so in each of them."""
    if not table.spread:
        return list(range(len(keys)))
    first: dict[tuple[object, ...], int] = {}
    own = (
        (None if UNIT in table.spread else unit, None if PERIOD in table.spread else when) for unit, when, *_ in keys
    )
    return [first.setdefault((*part, *key[2:]), row) for row, (part, key) in enumerate(zip(own, keys, strict=True))]


def rows_alike(table: Table, keys: Sequence[tuple[object, ...]], row: int) -> list[int]:
    """The rows that stand for the same row of a file as this one, itself among them."""
    if not table.spread:
        return [row]
    first = origins(table, keys)
    return [at for at, own in enumerate(first) if own == first[row]]


def _keys_of(
    rows: Sequence[int], units: Sequence[str | None], periods: Sequence[Period | None]
) -> tuple[list[str], list[Period]]:
    """The units and the periods of rows that have both."""
    return [unit for row in rows if (unit := units[row])], [period for row in rows if (period := periods[row])]


def _read(
    cells: TableCells,
    column: str,
    read: Callable[[Collection[object]], list[T | Refusal]],
    report: TableReport,
    passed_over: set[int],
) -> list[T | None]:
    """Each cell of a key column, read once a distinct cell; None where it is refused, which is reported.

    Rows in `told` have a finding already.
    """
    values = cells.cells[column]
    keys = distinguishable(values)
    distinct = dict(zip(keys, values, strict=True))
    found = dict(zip(distinct, read(distinct.values()), strict=True))
    if set(map(type, distinct.values())) != {str}:
        found |= {key: refusal for key, cell in distinct.items() if (refusal := refusal_of(cell, column))}
    is_sound = Refusal not in set(map(type, found.values()))
    problems = {} if is_sound else {key: value for key, value in found.items() if isinstance(value, Refusal)}
    header = cells.fields.get(column, column)
    refused: dict[Hashable, list[int]] = {}
    for row, key in enumerate(keys) if problems else ():
        if key in problems and row not in passed_over:
            refused.setdefault(key, []).append(row)
    for key, alike in refused.items():
        for rows in told_together(alike):
            told_of = and_cells(rows, lambda row: cells.locate(row, column))
            arguments = {"row": who(cells, rows[0]), "column": header, "measure": "—", "rows": told_of}
            report.add(problems[key].code, cells.locate(rows[0], column), **{**arguments, **problems[key].arguments})
    taken = {key: cell for key, cell in distinct.items() if key not in problems} if problems else distinct
    tell_notes(notes_on(header, column, taken, keys, lambda row: cells.locate(row, column)), report)
    good: dict[Hashable, T | None] = {**found, **dict.fromkeys(problems)}  # type: ignore[dict-item]  # no refusal is left
    return list(map(good.__getitem__, keys))


def _tell_aliases(cells: TableCells, units: Sequence[str | None], report: TableReport) -> None:
    """Says which names stand for others."""
    aliases: dict[str, tuple[int, str]] = {}
    written = cells.cells[UNIT]
    for row, (cell, unit) in enumerate(zip(written, units, strict=True)) if list(written) != units else ():
        if unit is not None and cell != unit and (name := str(cell).strip()) != unit:
            aliases.setdefault(name, (row, unit))
    if aliases:
        said = [f"“{name}”→“{unit}”" for name, (_, unit) in aliases.items()]
        names = few(said, _LISTED)
        first, _ = next(iter(aliases.values()))
        report.add("D331", cells.locate(first, UNIT), names=names, count=len(aliases))


def _only(cells: TableCells, keep: list[int]) -> TableCells:
    columns: dict[str, Sequence[object]] = {
        id_: values.taken(keep) if isinstance(values, StoredColumn) else [values[row] for row in keep]
        for id_, values in cells.cells.items()
    }
    return replace(cells, cells=columns, locate=_moved(cells.locate, keep), complete=False)


def _moved(locate: Callable[[int, str], Place], rows: Sequence[int]) -> Callable[[int, str], Place]:
    return lambda row, column: locate(rows[row], column)


def _keys(
    table: Table,
    units: list[str],
    periods: list[Period],
    columns: dict[str, Values],
    order: dict[str, int],
    cells: TableCells,
    report: TableReport,
) -> tuple[list[tuple[object, ...]], list[int] | None]:
    """The keys of all rows, in order, and the rows in that order; None where they stand as they were read."""
    if table.records and not table.further_keys:
        return list(zip(units, periods, range(1, len(units) + 1), strict=True)), None
    further = [_parts(columns[id_]) for id_ in table.further_keys]
    keys: list[tuple[object, ...]] = list(zip(units, periods, *further, strict=True))
    first: dict[tuple[object, ...], int] = {}
    for row, key in enumerate(keys) if len(set(keys)) < len(keys) else ():
        if first.setdefault(key, row) != row and None not in key:
            shown = " ".join(map(str, key))
            report.add("D311", cells.locate(row, UNIT), row=shown, first=cells.locate(first[key], UNIT))
    if table.records:
        return keys, None
    number = {period: at * len(order) for at, period in enumerate(sorted(set(periods)))}
    places = [number[period] + order[unit] for unit, period in zip(units, periods, strict=True)]
    ranks = [(place, *map(str, key[2:])) for place, key in zip(places, keys, strict=True)] if further else places
    rows = sorted(range(len(ranks)), key=ranks.__getitem__)
    if rows == list(range(len(ranks))):
        return keys, None
    return [keys[row] for row in rows], rows


def _parts(values: Values) -> list[object]:
    """The values of a column as parts of keys."""
    if not isinstance(values, Numbers):
        return list(values)
    return [None if n is None else Fraction(n, values.denominator) for n in values.numerators]


def _warn_out_of_force(policy: Policy, periods: list[Period], cells: TableCells, report: TableReport) -> None:
    for period in sorted(set(periods)):
        if not is_in_force(period, policy, cells.table.earlier):
            first, last = (str(bound or "") for bound in policy.in_force)
            place = cells.locate(periods.index(period), PERIOD)
            report.add("D329", place, text=str(period), first=first, last=last)
