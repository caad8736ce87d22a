"""Our values and inputs as the other policy takes them: by its keys, converted, and held to what its columns allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Any, cast

from kaohe.analysis.mapping.model import Given, UnitPair
from kaohe.analysis.outcome import Inputs
from kaohe.data.tables.dataset import Dataset, Numbers, Values
from kaohe.diagnostics import Findings, Refused
from kaohe.evaluate.arithmetic import plain
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import Period
from kaohe.places import Place
from kaohe.policy.model import ColumnSpec, PeriodKind, Table
from kaohe.policy.types import Grain
from kaohe.results import Value

Key = tuple[str, Period]


@dataclass(frozen=True, slots=True)
class Rows:
    """Values of ours by the key that they are known by, and the place of each; of records in their order."""

    keys: Sequence[Key]
    values: Sequence[Value]
    place: Callable[[int], Place | None]


class OurData:
    """One run of ours, asked for what a mapping file names."""

    def __init__(self, run: Evaluation, findings: Findings) -> None:
        self.run, self.findings = run, findings

    def keys(self, unit_type: str, kind: PeriodKind) -> list[Key]:
        """Our units and periods of a kind, in our order."""
        keys = self.run.frames.of(Grain(unit_type, kind)).keys
        return [(unit, period) for unit, period, _ in keys if unit is not None and period is not None]

    def by_key(
        self, pair: UnitPair, given: Given, keys: list[Key], spec: ColumnSpec
    ) -> tuple[list[Value], list[Place | None]]:
        """What is given for these keys, and where each stands."""
        if given.is_constant:
            return [given.constant] * len(keys), [given.place] * len(keys)
        own, rename = self.own(given), pair.their_name
        rows: dict[Key, int] = {}
        for row, (unit, period) in enumerate(own.keys):
            if given.quarter is None:
                rows[rename(unit), period] = row
            elif period.quarter == given.quarter:
                rows[rename(unit), Period(period.year)] = row
        found = [rows.get(key) for key in keys]
        values = [None if row is None else converted(own.values[row], given, spec) for row in found]
        return values, [None if row is None else own.place(row) for row in found]

    def own(self, given: Given) -> Rows:
        """Our values, as they were calculated or read, in base measure."""
        if given.value is not None:
            identity = given.value
            frame = self.run.frames.of(self.run.policy.value_types[identity].grain)
            values = plain(self.run.asked(identity))
            return Rows([cast("Key", key[:2]) for key in frame.keys], values, lambda row: None)
        assert given.column is not None
        table, column = given.column
        if table not in self.run.dataset.tables:
            self.findings.add("M148", given.place, name=given.written, table=self.run.policy.tables[table].name)
            raise Refused(self.findings.all)
        data = self.run.dataset.tables[table]
        values = plain(data.columns[column])
        return Rows([cast("Key", key[:2]) for key in data.keys], values, lambda row: data.place_of(row, column))

    def checked(
        self,
        table: Table,
        spec: ColumnSpec,
        keys: Sequence[Key],
        values: list[Value],
        given: Given,
        places: Sequence[Place | None],
    ) -> Values:
        """The column, as their table allows it; M143 what it does not allow, M144 what is not there."""
        name = f"{table.name}.{spec.name}"
        for row, value in enumerate(values):
            who = {"unit": keys[row][0], "period": str(keys[row][1])}
            place = places[row] or given.place
            if value is None and spec.default is not None:
                values[row] = spec.default
            elif value is None and spec.is_required:
                self.findings.add("M144", place, name=name, given=given.written, **who)
                break
            elif limit := _refused(value, spec):
                shown = exact_digits(value / spec.measure.scale) if isinstance(value, Fraction) else str(value)
                self.findings.add("M143", place, name=name, given=given.written, value=shown, limit=limit, **who)
                break
        return typed(values, spec)


def whole_data(inputs: Inputs) -> Dataset:
    """The data of both sides as one; they have no table in common but such as name units."""
    first, *others = inputs.sides
    tables, periods = dict(first.tables), dict(first.periods)
    for other in others:
        tables |= {id_: table for id_, table in other.tables.items() if id_ not in tables}
        periods |= {id_: known for id_, known in other.periods.items() if not periods.get(id_)}
    return replace(first, tables=tables, periods=periods)


def typed(values: Sequence[Value], spec: ColumnSpec) -> Values:
    """The values as a column of their kind."""
    if spec.type != "number":
        return cast("Values", list(values))
    denominator = lcm(*{value.denominator for value in values if isinstance(value, Fraction)})
    return Numbers(
        [None if value is None else int(cast(Fraction, value) * denominator) for value in values], denominator
    )


def _refused(value: Any, spec: ColumnSpec) -> str | None:
    """What a column asks for and a value does not keep to; None where it does."""
    if isinstance(value, Fraction):
        own = value / spec.measure.scale
        if spec.whole and own.denominator != 1:
            return "1"
        if spec.minimum is not None and value < spec.minimum:
            return f">= {exact_digits(spec.minimum / spec.measure.scale)}{spec.measure.label}"
        if spec.maximum is not None and value > spec.maximum:
            return f"<= {exact_digits(spec.maximum / spec.measure.scale)}{spec.measure.label}"
    if spec.type == "choice" and value is not None and value not in spec.choices:
        return "、".join(spec.choices.values())
    return None


def converted(value: Value, given: Given, spec: ColumnSpec) -> Value:
    """A value of ours in the points and words of theirs."""
    if isinstance(value, Fraction):
        return value * given.factor
    if isinstance(value, str) and spec.type == "choice":
        return given.choices.get(value, value)
    return value
