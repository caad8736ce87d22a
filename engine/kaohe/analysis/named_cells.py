"""Units, cells and records that a person names: `甲镇`, `town.甲镇.2023Q1.new_listed`, `…[某项目].investment`.

Tables, units and columns go by id or name, matched whole against those that there are, so that a name may hold a dot.
The table and the period may be left out where only one fits, the rest of a unit's name where one bears the part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from kaohe.analysis.published_values import Inputs
from kaohe.data.raw import PERIOD, UNIT
from kaohe.data.tables.dataset import Numbers, TableData
from kaohe.data.tables.rows import origins
from kaohe.diagnostics import NotThere, nearest
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language.periods import Period, is_finer, read_period
from kaohe.lazy import dataclass
from kaohe.policy.model import ColumnSpec, Policy, Table, UnitType
from kaohe.results import Value
from kaohe.translations import worded


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the data. `record` is the record's number among its unit's of that period, None in a keyed table.

    `unit` is None where the table has it for all units, `period` where it has it for all periods.
    """

    table: str
    unit: str | None
    period: Period | None
    row: int
    record: int | None
    key: tuple[tuple[str, str], ...]
    column: str

    @property
    def path(self) -> str:
        """As `whatif --set` takes it."""
        inside = ", ".join(member for _, member in self.key) if self.record is None else str(self.record)
        row = ".".join(str(part) for part in (self.table, self.unit, self.period) if part is not None)
        return f"{row}[{inside}].{self.column}" if inside else f"{row}.{self.column}"


class NamesNothing(LookupError):
    """No cell is named so; `near` is what may have been meant, `known` what stands where the name goes wrong."""

    def __init__(self, written: str, part: str, known: Sequence[str]) -> None:
        super().__init__(written)
        self.written, self.part, self.known = written, part, tuple(dict.fromkeys(known))
        self.near = nearest(part, self.known)


class NamesSeveral(LookupError):
    """Several are named so; `fitting` are their whole names."""

    def __init__(self, written: str, fitting: Sequence[str]) -> None:
        super().__init__(written)
        self.written, self.fitting = written, tuple(dict.fromkeys(fitting))


_Head = tuple[Table, str | None, Period | None, str]
"""A table, a unit, a period, and what is left of a name behind them (without its dot)."""


class NamedCells:
    """What can be named in the data of a policy."""

    def __init__(self, policy: Policy, inputs: Inputs) -> None:
        self.policy = policy
        self.tables: dict[str, TableData] = {}
        self.units: dict[str, list[str]] = {}
        self.periods: dict[str, list[Period]] = {}
        for dataset in inputs.sides:
            self.tables = dataset.tables | self.tables
            self.units = {**dataset.units, **{id_: units for id_, units in self.units.items() if units}}
            self.periods = {**dataset.periods, **{id_: periods for id_, periods in self.periods.items() if periods}}

    def cell(self, written: str) -> Cell:
        """The one cell with that name. Raises NamesNothing, NamesSeveral."""
        found = list(self._cells(written))
        if len(found) > 1:
            raise NamesSeveral(written, [each.path for each in found])
        if not found:
            raise self._nothing(written)
        return found[0]

    def record_place(self, written: str) -> tuple[Table, str, Period]:
        """Where a record is to be added: `TABLE.UNIT.PERIOD`. Raises NamesNothing, NamesSeveral."""
        found = {
            (table.id, unit, period): table
            for table, unit, period, rest in self._heads(written)
            if not rest and table.records and unit is not None and period is not None  # records are of both
        }
        if len(found) > 1:
            raise NamesSeveral(written, [".".join(map(str, at)) for at in found])
        if not found:
            raise self._no_place(written)
        (_, unit, period), table = next(iter(found.items()))
        return table, unit, period

    def column(self, table: Table, word: str) -> str:
        """The id of a column named by id or name. Raises NamesNothing."""
        for spec in table.columns.values():
            if word in (spec.id, spec.name):
                return spec.id
        raise NamesNothing(word, word, [*table.columns, *(spec.name for spec in table.columns.values())])

    def value(self, cell: Cell) -> Value:
        """What stands in the cell, in the column's own measure; a choice as its id."""
        values = self.tables[cell.table].columns[cell.column]
        if not isinstance(values, Numbers):
            return values[cell.row]
        numerator = values.numerators[cell.row]
        scale = self.policy.tables[cell.table].columns[cell.column].measure.scale
        return None if numerator is None else Fraction(numerator, values.denominator) / scale

    def record_name(self, cell: Cell) -> str | None:
        """What people call the record that a cell is in: its first text."""
        spec = first_text(self.policy.tables[cell.table])
        value = None if spec is None else self.tables[cell.table].columns[spec.id][cell.row]  # type: ignore[index]
        return value if isinstance(value, str) else None

    def all_cells(self) -> Iterator[Cell]:
        """Every cell that there is; what holds for all units or periods once."""
        for id_ in self.tables:
            table, numbers = self.policy.tables[id_], self.record_numbers(id_)
            for row in self._rows_at(table):
                for spec in _open_columns(table):
                    yield self.made(table, row, numbers[row], spec.id)

    def made(self, table: Table, row: int, record: int, column: str) -> Cell:
        """The cell of a row whose number among its unit's rows of that period is `record`."""
        key = self.tables[table.id].keys[row]
        unit, period = key[0], key[1]
        assert isinstance(unit, str) and isinstance(period, Period)
        further = tuple((part, str(member)) for part, member in zip(table.further_keys, key[2:], strict=False))
        plain = table.records and not table.further_keys
        own = (None if UNIT in table.spread else unit, None if PERIOD in table.spread else period)
        return Cell(table.id, *own, row, record if plain else None, further, column)

    def record_numbers(self, table: str) -> list[int]:
        """Of each row, its number among the rows of its unit and period."""
        seen: dict[object, int] = {}
        numbers = []
        for key in self.tables[table].keys:
            seen[key[:2]] = seen.get(key[:2], 0) + 1
            numbers.append(seen[key[:2]])
        return numbers

    def _cells(self, written: str) -> Iterator[Cell]:
        heads = {(table.id, unit, period, rest): table for table, unit, period, rest in self._heads(written) if rest}
        for (_, unit, period, rest), table in heads.items():
            rows = self._rows_at(table, unit, period)
            for column, inside in self._columns(table, rest):
                for record, row in self._rows(table, rows, inside):
                    yield self.made(table, row, record, column)

    def _heads(self, written: str) -> Iterator[_Head]:
        """Every reading of the beginning."""
        for id_ in self.tables:
            yield from self._with_unit(self.policy.tables[id_], written)
            for word in {*self._words_of(id_)}:
                if written.startswith((f"{word}.", f"{word}[")):
                    yield from self._with_unit(self.policy.tables[id_], written[len(word) :].removeprefix("."))

    def _with_unit(self, table: Table, tail: str) -> Iterator[_Head]:
        if UNIT in table.spread:
            yield from self._with_period(table, None, tail)
            return
        unit_type = self.policy.units[table.unit_type]
        names = {unit: unit for unit in self.units.get(table.unit_type, ())}
        names |= {alias: name for alias, name in aliases(unit_type).items() if name in names}
        for name, unit in names.items():
            if tail != name and not tail.startswith((f"{name}.", f"{name}[")):
                continue
            yield from self._with_period(table, unit, tail[len(name) :].removeprefix("."))

    def _with_period(self, table: Table, unit: str | None, rest: str) -> Iterator[_Head]:
        if PERIOD in table.spread:
            yield table, unit, None, rest
            return
        known = self._periods(table, unit)
        yield from ((table, unit, period, rest) for period in known)
        end = min((at for at in (rest.find("."), rest.find("[")) if at >= 0), default=len(rest))
        written = read_period(rest[:end])
        for period in [*known, *self._possible(table, written)]:
            if period == written:
                yield table, unit, period, rest[end:].removeprefix(".")

    def _rows_at(self, table: Table, unit: str | None = None, period: Period | None = None) -> list[int]:
        """The rows of a unit and period, or of all; of those that stand for one row of a file the first."""
        keys = self.tables[table.id].keys
        rows = (row for row, origin in enumerate(origins(table, keys)) if row == origin)
        return [row for row in rows if unit in (None, keys[row][0]) and period in (None, keys[row][1])]

    def _periods(self, table: Table, unit: str | None) -> list[Period]:
        """The periods that the table may have rows of the unit in: of records those in which there are figures."""
        keys = self.tables[table.id].keys
        known = dict.fromkeys(key[1] for key in keys if table.records or unit in (None, key[0]))
        if table.records:
            there = self.periods[table.unit_type]
            known |= dict.fromkeys(each.at(table.period) for each in there if not is_finer(table.period, each.level))
        return [each for each in known if isinstance(each, Period)]

    def _possible(self, table: Table, written: Period | None) -> list[Period]:
        """A period that there is nothing of yet, where records alone say which periods there are."""
        alike = [data for id_, data in self.tables.items() if self.policy.tables[id_].unit_type == table.unit_type]
        are_told = any(data.keys and not self.policy.tables[data.table].records for data in alike)
        is_own = table.records and table.id not in self.policy.adjustments
        is_open = is_own and not are_told and written is not None and written.level == table.period
        return [written] if is_open and written is not None and written not in self._periods(table, "") else []

    def _columns(self, table: Table, rest: str) -> Iterator[tuple[str, str | None]]:
        """The columns that `rest` may end with, and what stands in brackets before that."""
        for spec in _open_columns(table):
            for word in {spec.id, spec.name}:
                if rest == word:
                    yield spec.id, None
                elif rest.startswith("[") and rest.endswith(f"].{word}"):
                    yield spec.id, rest[1 : -len(word) - 2]

    def _rows(self, table: Table, rows: Sequence[int], inside: str | None) -> Iterator[tuple[int, int]]:
        """The rows that brackets name, each with its number: a number, a record's name, or further key parts."""
        data = self.tables[table.id]
        if table.further_keys:
            for number, row in enumerate(rows, 1):
                if inside is not None and _same_parts(table, data.keys[row][2:], inside):
                    yield number, row
            return
        if not table.records:
            if inside is None:
                yield from ((number, row) for number, row in enumerate(rows, 1))
            return
        name = first_text(table)
        for number, row in enumerate(rows, 1):
            named = None if name is None else data.columns[name.id][row]  # type: ignore[index]
            is_number = inside is not None and inside.isascii() and inside.isdigit()
            if inside is None or (str(number) == inside if is_number else named == inside):
                yield number, row

    def _nothing(self, written: str) -> NamesNothing:
        """The part of a cell's name that names nothing, and what could stand there."""
        heads = self._meant(written)
        if not heads:
            return self._no_unit(written)
        left = min((rest for _, _, _, rest in heads), key=len)
        here = [(table, unit, period) for table, unit, period, rest in heads if rest == left]
        words = [word for table, _, _ in here for spec in _open_columns(table) for word in (spec.id, spec.name)]
        column = max((word for word in words if left.endswith((f".{word}", f"].{word}"))), key=len, default=None)
        if column is None:
            return NamesNothing(written, left.rpartition(".")[2], words)
        between = left[: -len(column) - 1]
        if between.startswith("[") and between.endswith("]"):
            return NamesNothing(written, between[1:-1], [word for at in here for word in self._record_words(*at)])
        return NamesNothing(written, between, self._period_words(here) or words)

    def _no_place(self, written: str) -> NamesNothing:
        """The part of `TABLE.UNIT.PERIOD` that names nothing: a table of records, a unit, or a period."""
        heads = self._meant(written)
        records = [(table, unit, period) for table, unit, period, _ in heads if table.records]
        if records:
            left = min((rest for table, _, _, rest in heads if table.records), key=len)
            return NamesNothing(written, left, self._period_words(records))
        words = [word for id_ in self.tables if self.policy.tables[id_].records for word in self._words_of(id_)]
        return NamesNothing(written, written.partition(".")[0], words) if heads else self._no_unit(written)

    def _meant(self, written: str) -> list[_Head]:
        """Every reading of the beginning that reads some of it; only those by a table where one is named."""
        heads = [head for head in self._heads(written) if head[3] != written]
        named = [head for head in heads if any(written.startswith(f"{word}.") for word in self._words_of(head[0].id))]
        return named or heads

    def _words_of(self, table: str) -> tuple[str, str]:
        return table, self.policy.tables[table].name

    def _no_unit(self, written: str) -> NamesNothing:
        first, _, rest = written.partition(".")
        if any(f"{rest}.".startswith((f"{unit}.", f"{unit}[")) for units in self.units.values() for unit in units):
            return NamesNothing(written, first, [word for id_ in self.tables for word in self._words_of(id_)])
        types = {self.policy.tables[id_].unit_type for id_ in self.tables if first in self._words_of(id_)}
        part = rest.replace("[", ".").partition(".")[0] if types else first.partition("[")[0]
        known = [unit for type_ in types or self.units for unit in self.units[type_]]
        for table in map(self.policy.tables.__getitem__, () if types else self.tables):
            if UNIT in table.spread:
                known += [*self._period_words([(table, None, None)]), *(spec.id for spec in _open_columns(table))]
        return NamesNothing(written, part, known)

    def _period_words(self, here: Sequence[tuple[Table, str | None, Period | None]]) -> list[str]:
        by_period = [(table, unit) for table, unit, _ in here if PERIOD not in table.spread]
        return [str(each) for table, unit in by_period for each in sorted(self._periods(table, unit))]

    def _record_words(self, table: Table, unit: str | None, period: Period | None) -> list[str]:
        """What may stand in brackets for the rows of a unit and period."""
        data, name = self.tables[table.id], first_text(table)
        rows = self._rows_at(table, unit, period)
        if table.further_keys:
            return [", ".join(map(str, data.keys[row][2:])) for row in rows]
        names = [] if name is None else [data.columns[name.id][row] for row in rows]  # type: ignore[index]
        return [
            *(str(each) for each in names if each is not None),
            *(str(number) for number in range(1, len(rows) + 1)),
        ]


def _open_columns(table: Table) -> list[ColumnSpec]:
    """The columns that hold values, and are no part of the key."""
    return [spec for spec in table.columns.values() if spec.id not in table.further_keys]


def first_text(table: Table) -> ColumnSpec | None:
    """The first text column of a table, by which people call its records."""
    return next((spec for spec in table.columns.values() if spec.type in ("text", "name")), None)


def _same_parts(table: Table, parts: Sequence[object], inside: str) -> bool:
    written = [part.strip() for part in inside.replace(worded("，"), ",").split(",")]
    if len(written) != len(parts):
        return False
    for id_, part, word in zip(table.further_keys, parts, written, strict=True):
        names = {str(part), table.columns[id_].choices.get(str(part), str(part))}
        if word not in names:
            return False
    return True


_LISTED = 12


class Units:
    """The units of a run that are of some unit types."""

    def __init__(self, run: Evaluation, types: Collection[str]) -> None:
        self._run = run
        self._of = {type_: units for type_, units in run.dataset.units.items() if type_ in types}

    def named(self, word: str | None) -> tuple[str, str]:
        """The unit type and name of a unit, by its name, an alias, or a part that fits it alone.

        C171 where none fits, C179 where several do. Without a word it is the only unit, C177 if there are others.
        """
        known: dict[str, tuple[str, str]] = {}
        for type_, units in self._of.items():
            known |= {unit: (type_, unit) for unit in units}
            others = aliases(self._run.policy.units[type_])
            known |= {alias: (type_, name) for alias, name in others.items() if name in units}
        names = [name for name, (_, own) in known.items() if name == own]
        if word is None and len(names) == 1:
            return known[names[0]]
        if word is None:
            raise NotThere("C177", known=listed(names))
        part = word.strip()
        if part in known:
            return known[part]
        fitting = list(dict.fromkeys(found for name, found in known.items() if part and part in name))
        if len(fitting) > 1:
            raise NotThere("C179", unit=word, fitting=listed([name for _, name in fitting]))
        if not fitting:
            raise NotThere("C171", unit=word, known=listed(names), suggestion=near(word, list(known)))
        return fitting[0]

    def all(self) -> list[tuple[str, str]]:
        """Every unit with its unit type."""
        return [(type_, unit) for type_, units in self._of.items() for unit in units]

    def compared_with(self, name: str, type_: str, word: str) -> str:
        """The unit to compare with: another (C175) of the same type (C176)."""
        other_type, other = self.named(word)
        types = self._run.policy.units
        others = [unit for unit in self._of[type_] if unit != name]
        if other_type != type_:
            kinds = {"type": types[type_].name, "other_type": types[other_type].name}
            raise NotThere("C176", unit=name, other=other, known=listed(others), **kinds)
        if other == name:
            raise NotThere("C175", unit=name, known=listed(others))
        return other

    def group(self, type_: str, unit: str) -> str:
        """The name of the unit's group, if it is in one."""
        group = self._run.dataset.groups.get(type_, {}).get(unit)
        return self._run.policy.group_name(type_, group)


def aliases(unit_type: UnitType) -> Mapping[str, str]:
    """The other names of the listed units, to the name."""
    return {alias: member.name for member in unit_type.members.values() for alias in member.aliases}


def listed(names: Sequence[str]) -> str:
    """The first names of those that there are."""
    return worded("、").join(names[:_LISTED]) + ("…" if len(names) > _LISTED else "")


def near(word: str, known: Sequence[str]) -> str | None:
    """The name that may have been meant: one much like the word, or the only one that holds it."""
    inside = [name for name in known if word and word in name]
    return nearest(word, known) or (inside[0] if len(inside) == 1 else None)
