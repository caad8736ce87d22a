"""Cells and records that a person names: `township.甲镇.2023Q1.new_listed`, `甲镇.new_listed`, `…[某项目].investment`.

Tables, units and columns go by id or name, matched whole against those that there are, so that a name may hold a dot.
The table and the period may be left out where only one fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe.analysis.outcome import Inputs
from kaohe.data.tables.dataset import Numbers, TableData
from kaohe.diagnostics import nearest
from kaohe.language.periods import Period, read_period
from kaohe.policy.model import ColumnSpec, Policy, Table
from kaohe.results import Value


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the data. `record` is the record's number among its unit's of that period, None in a keyed table."""

    table: str
    unit: str
    period: Period
    row: int
    record: int | None
    key: tuple[tuple[str, str], ...]
    column: str

    @property
    def path(self) -> str:
        """As `whatif --set` takes it."""
        inside = f"[{', '.join(member for _, member in self.key)}]" if self.key else ""
        if self.record is not None:
            inside = f"[{self.record}]"
        return f"{self.table}.{self.unit}.{self.period}{inside}.{self.column}"


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


class NamedCells:
    """What can be named in the data of a policy."""

    def __init__(self, policy: Policy, inputs: Inputs) -> None:
        self.policy = policy
        self.tables: dict[str, TableData] = {}
        self.units: dict[str, list[str]] = {}
        for dataset in inputs.sides:
            self.tables = dataset.tables | self.tables
            self.units = {**dataset.units, **{id_: units for id_, units in self.units.items() if units}}

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
        places = {(table.id, unit, period): table for table, unit, period, rest in self._heads(written) if not rest}
        found = {at: table for at, table in places.items() if table.records}
        if len(found) > 1:
            raise NamesSeveral(written, [".".join(map(str, at)) for at in found])
        if not found:
            raise self._nothing(written)
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
        """Every cell that there is."""
        for id_ in self.tables:
            table = self.policy.tables[id_]
            for row, record in enumerate(self.record_numbers(id_)):
                for column in table.columns:
                    if column not in table.further_keys:
                        yield self.made(table, row, record, column)

    def made(self, table: Table, row: int, record: int, column: str) -> Cell:
        """The cell of a row whose number among its unit's rows of that period is `record`."""
        key = self.tables[table.id].keys[row]
        unit, period = key[0], key[1]
        assert isinstance(unit, str) and isinstance(period, Period)
        further = tuple((part, str(member)) for part, member in zip(table.further_keys, key[2:], strict=False))
        plain = table.records and not table.further_keys
        return Cell(table.id, unit, period, row, record if plain else None, further, column)

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
            data = self.tables[table.id]
            rows = [row for row, key in enumerate(data.keys) if key[:2] == (unit, period)]
            for column, inside in self._columns(table, rest):
                for record, row in self._rows(table, rows, inside):
                    yield self.made(table, row, record, column)

    def _heads(self, written: str) -> Iterator[tuple[Table, str, Period, str]]:
        """Every reading of the beginning: a table, a unit, a period, and what is left (without its dot)."""
        for id_ in self.tables:
            table = self.policy.tables[id_]
            tails = [written]
            tails += [written[len(word) + 1 :] for word in {table.id, table.name} if written.startswith(f"{word}.")]
            for tail in tails:
                yield from self._with_unit(table, tail)

    def _with_unit(self, table: Table, tail: str) -> Iterator[tuple[Table, str, Period, str]]:
        unit_type = self.policy.units[table.unit_type]
        names = {unit: unit for unit in self.units.get(table.unit_type, ())}
        names |= {
            alias: each.name for each in unit_type.members.values() for alias in each.aliases if each.name in names
        }
        for name, unit in names.items():
            if tail != name and not tail.startswith((f"{name}.", f"{name}[")):
                continue
            rest = tail[len(name) :].removeprefix(".")
            here = {key[1]: None for key in self.tables[table.id].keys if key[0] == unit}
            known = [*here, *({key[1]: None for key in self.tables[table.id].keys} if table.records else {})]
            for period in dict.fromkeys(known):
                assert isinstance(period, Period)
                yield table, unit, period, rest
            end = min((at for at in (rest.find("."), rest.find("[")) if at >= 0), default=len(rest))
            period = read_period(rest[:end])
            if period is not None:
                yield table, unit, period, rest[end:].removeprefix(".")

    def _columns(self, table: Table, rest: str) -> Iterator[tuple[str, str | None]]:
        """The columns that `rest` may end with, and what stands in brackets before that."""
        for spec in table.columns.values():
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
        """The part that names nothing, and what could stand there: a unit, else a column of that unit's tables."""
        words = written.replace("[", ".").replace("]", "").split(".")
        named = {type_: [unit for unit in units if unit in written] for type_, units in self.units.items()}
        if not any(named.values()):
            tables = {word for id_ in self.tables for word in (id_, self.policy.tables[id_].name)}
            part = words[1] if words[0] in tables and len(words) > 1 else words[0]
            return NamesNothing(written, part, [unit for units in self.units.values() for unit in units])
        tables_of = [self.policy.tables[id_] for id_ in self.tables if named[self.policy.tables[id_].unit_type]]
        specs = [spec for table in tables_of for spec in table.columns.values()]
        return NamesNothing(written, words[-1], [word for spec in specs for word in (spec.id, spec.name)])


def first_text(table: Table) -> ColumnSpec | None:
    """The first text column of a table, by which people call its records."""
    return next((spec for spec in table.columns.values() if spec.type in ("text", "name")), None)


def _same_parts(table: Table, parts: Sequence[object], inside: str) -> bool:
    written = [part.strip() for part in inside.replace("，", ",").split(",")]
    if len(written) != len(parts):
        return False
    for id_, part, word in zip(table.further_keys, parts, written, strict=True):
        names = {str(part), table.columns[id_].choices.get(str(part), str(part))}
        if word not in names:
            return False
    return True
