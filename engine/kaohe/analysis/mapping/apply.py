"""The other policy on our data: its given values become inputs, its inputs ours, and it is calculated as ever.

What is calculated is a policy made of theirs: the values that are wanted and what they rest on, each given value an
input of one more table, and our units in place of theirs. It is inferred anew, so that an absence that their rules say
nothing of is refused, and every result is confirmed by the second opinion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Any, Literal, cast

from kaohe.analysis.mapping.described import describe_value
from kaohe.analysis.mapping.model import Given, RuleMapping, UnitPair
from kaohe.analysis.mapping.needs import cut_graph
from kaohe.analysis.outcome import Inputs
from kaohe.data.report import TableReport
from kaohe.data.tables.dataset import Dataset, Numbers, TableData, Values, digest
from kaohe.data.tables.identity import tell_same_records
from kaohe.diagnostics import Findings, Refused
from kaohe.evaluate.arithmetic import plain
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.scores import score
from kaohe.language import tree
from kaohe.language.measures import NUMBER
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import Period
from kaohe.places import Place
from kaohe.policy.clauses_and_questions import bound_readings
from kaohe.policy.dependency_graph import Identity, calculation_order, dependency_graph, needed_by
from kaohe.policy.infer import infer
from kaohe.policy.model import ColumnSpec, Condition, Definition, Policy, Table, UnitType, Vertex
from kaohe.policy.types import Grain
from kaohe.results import Results, Value
from kaohe.verify.confirm import confirmed

GROUP = "group"
Key = tuple[str, Period]
PeriodKind = Literal["quarter", "year"]


@dataclass(frozen=True, slots=True)
class OtherRun:
    """The other policy as it was calculated on our data, with what came out, in its own names."""

    mapping: RuleMapping
    policy: Policy
    results: Results
    run: Evaluation


def run_other(mapping: RuleMapping, ours: Policy, inputs: Inputs, readings: Mapping[str, str]) -> OtherRun:
    """Calculates the other policy on our data. Raises Refused for what it does not allow (M143–M147, and its own)."""
    findings = Findings()
    dataset = _whole(inputs)
    run = Evaluation(ours, dataset, bound_readings(ours, readings, findings), findings)
    findings.stop_on_errors()
    derived, data = _Application(mapping, run, findings).applied()
    findings.stop_on_errors()
    results, after = score(derived, data, mapping.readings, Findings())
    return OtherRun(mapping, derived, confirmed(results, data), after)


def _whole(inputs: Inputs) -> Dataset:
    """The data of both sides as one; they have no table in common but such as name units."""
    first, *others = inputs.sides
    tables, periods = dict(first.tables), dict(first.periods)
    for other in others:
        tables |= {id_: table for id_, table in other.tables.items() if id_ not in tables}
        periods |= {id_: known for id_, known in other.periods.items() if not periods.get(id_)}
    return replace(first, tables=tables, periods=periods)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Values of ours by the key that they are known by, and the place of each; of records in their order."""

    keys: Sequence[Key]
    values: Sequence[Value]
    place: Callable[[int], Place | None]


class _Application:
    def __init__(self, mapping: RuleMapping, run: Evaluation, findings: Findings) -> None:
        self.mapping, self.run, self.findings = mapping, run, findings
        self.other = mapping.other
        self.graph = cut_graph(self.other, mapping.readings, mapping.values)
        self.tables: dict[str, Table] = {}
        self.data: dict[str, TableData] = {}
        self.rules: dict[Identity, tree.Node] = {}
        self.absent: dict[str, tuple[Given, Key]] = {}

    def applied(self) -> tuple[Policy, Dataset]:
        """The policy that is calculated, and its data; worth nothing where findings has errors."""
        units: dict[str, UnitType] = {}
        names: dict[str, list[str]] = {}
        groups: dict[str, dict[str, str]] = {}
        periods: dict[str, list[Period]] = {}
        for pair in self.mapping.pairs:
            kind, keys = self._presence(pair)
            groups[pair.theirs] = dict(self._groups(pair))
            units[pair.theirs] = self._source(pair, kind, keys, groups[pair.theirs])
            present = {unit for unit, _ in keys}
            rename = _renamed(pair)
            known = [rename(unit) for unit in self.run.dataset.units[pair.ours]]
            names[pair.theirs] = [unit for unit in known if unit in present]
            periods[pair.theirs] = sorted({period for _, period in keys})
            self._add_tables(pair, keys)
        self.findings.stop_on_errors()
        policy = self._policy(units)
        data = Dataset(self.data, names, groups, periods, digest(self.tables, self.data))
        data.replaced = self.run.dataset.replaced
        return policy, data

    # who is there

    def _presence(self, pair: UnitPair) -> tuple[PeriodKind, list[Key]]:
        """Our units and periods under their names, in our order: the finest that something is given for."""
        given = [each for each in self._given(pair) if not each[1].is_constant]
        kind: PeriodKind = "quarter" if any(period == "quarter" for period, _ in given) else "year"
        rename = _renamed(pair)
        own = self._frame_keys(pair.ours, kind)
        quarters = {each.quarter for _, each in given}
        if kind == "year" and None not in quarters:
            there = set(self._frame_keys(pair.ours, "quarter"))
            own = [
                (unit, year) for unit, year in own if any((unit, Period(year.year, q or 0)) in there for q in quarters)
            ]
            if not own:
                named = next(each for _, each in given)
                known = sorted({period for _, period in there})
                self.findings.add("M147", named.place, quarter=named.quarter, known=tuple(map(str, known)))
        return kind, [(rename(unit), period) for unit, period in own]

    def _frame_keys(self, unit_type: str, kind: PeriodKind) -> list[Key]:
        keys = self.run.frames.of(Grain(unit_type, kind)).keys
        return [(unit, period) for unit, period, _ in keys if unit is not None and period is not None]

    def _given(self, pair: UnitPair) -> Iterator[tuple[PeriodKind, Given]]:
        """What is given for a pair, each with the kind of period that it is known by there."""
        for identity, given in self.mapping.values.items():
            if identity[0] == pair.theirs:
                period = self.other.value_types[identity].grain.period
                assert period is not None
                yield period, given
        for (table, _), given in self.mapping.columns.items():
            if self.other.tables[table].unit_type == pair.theirs:
                yield self.other.tables[table].period, given

    def _groups(self, pair: UnitPair) -> Iterator[tuple[str, str]]:
        rename, own = _renamed(pair), self.run.dataset.groups.get(pair.ours, {})
        for unit in self.run.dataset.units[pair.ours]:
            group = pair.group_of(own.get(unit))
            if group is not None:
                yield rename(unit), group
            elif pair.groups:
                self.findings.add("M146", pair.place, unit=unit, group=own.get(unit) or "—")

    def _source(self, pair: UnitPair, kind: PeriodKind, keys: list[Key], groups: Mapping[str, str]) -> UnitType:
        """The tables that hold the given values; the finest says who is there, and in which group."""
        own = self.other.units[pair.theirs]
        for each in dict.fromkeys((kind, *(period for period, _ in self._given(pair)))):
            here = keys if each == kind else list(dict.fromkeys((unit, Period(p.year)) for unit, p in keys))
            id_ = f"={pair.theirs}.{each}"
            specs: dict[str, ColumnSpec] = {}
            columns: dict[str, Values] = {}
            for identity, given in self.mapping.values.items():
                if identity[0] == pair.theirs and self.other.value_types[identity].grain.period == each:
                    want = describe_value(self.other, identity)
                    values, _ = self._by_key(pair, given, here, want.spec)
                    absent = next((key for key, value in zip(here, values, strict=True) if value is None), None)
                    if absent is not None:
                        self.absent.setdefault(want.name, (given, absent))
                    specs[identity[1]] = replace(want.spec, optional=absent is not None)
                    columns[identity[1]] = _column(values, want.spec)
                    place = self.other.definitions[identity].place
                    self.rules[identity] = tree.Column(id_, identity[1], place=place)
            if groups and each == kind:
                known = {group.id: group.name for group in own.groups.values()}
                words = {group: self.other.group_name(pair.theirs, group) for group in dict.fromkeys(groups.values())}
                spec = ColumnSpec(GROUP, GROUP, "choice", pair.place, NUMBER, choices=known | words)
                specs[GROUP], columns[GROUP] = spec, [groups.get(unit) for unit, _ in here]
            name = self.run.policy.title
            self.tables[id_] = Table(id_, name, pair.place, pair.theirs, each, False, specs)
            self.data[id_] = TableData(id_, [*here], columns, [pair.place] * len(here))
        source = f"={pair.theirs}.{kind}"
        return replace(own, period=kind, members={}, source_table=source, group_column=GROUP if groups else None)

    # inputs

    def _add_tables(self, pair: UnitPair, keys: list[Key]) -> None:
        """Their tables with our figures."""
        named = dict.fromkeys([*(table for table, _ in self.mapping.columns), *self.mapping.empty])
        for id_ in named:
            table = self.other.tables[id_]
            if table.unit_type != pair.theirs:
                continue
            specs = {column: table.columns[column] for column in table.columns if (id_, column) in self.mapping.columns}
            if id_ in self.mapping.empty:
                self.tables[id_] = table
                self.data[id_] = TableData(
                    id_, [], {column: _column([], spec) for column, spec in table.columns.items()}
                )
                continue
            kept = tuple(column for column in table.identity if column in specs)
            identity = kept if kept == table.identity else ()
            self.tables[id_] = table = replace(table, columns=specs, identity=identity)
            self.data[id_] = self._rows(pair, table) if table.is_finer else self._keyed(pair, table, keys)
            if identity:
                tell_same_records(table, self.data[id_], None, TableReport(self.findings, table))

    def _keyed(self, pair: UnitPair, table: Table, keys: list[Key]) -> TableData:
        here = (
            keys
            if keys and keys[0][1].kind == table.period
            else list(dict.fromkeys((unit, Period(period.year)) for unit, period in keys))
        )
        columns: dict[str, Values] = {}
        places: list[Place] = [pair.place] * len(here)
        for id_, spec in table.columns.items():
            values, found = self._by_key(pair, self.mapping.columns[table.id, id_], here, spec)
            columns[id_] = self._checked(table, spec, here, values, self.mapping.columns[table.id, id_], found)
            places = [own or place for own, place in zip(found, places, strict=True)]
        return TableData(table.id, [*here], columns, places)

    def _rows(self, pair: UnitPair, table: Table) -> TableData:
        """Our records, or rows with further key parts, as theirs."""
        own, quarter = self.mapping.rows_of[table.id]
        rename, source = _renamed(pair), self.run.dataset.tables[own]
        rows = [row for row, key in enumerate(source.keys) if quarter in (None, cast(Period, key[1]).quarter)]
        keys: list[Key] = []
        for row in rows:
            unit, period = cast("Key", source.keys[row][:2])
            keys.append((rename(unit), period if quarter is None else Period(period.year)))
        columns: dict[str, Values] = {}
        texts: dict[str, list[Value]] = {}
        for id_, spec in table.columns.items():
            given = self.mapping.columns[table.id, id_]
            values = [given.constant] * len(rows)
            if not given.is_constant:
                all_values = self._own(given).values
                values = [self._converted(all_values[row], given, spec) for row in rows]
            texts[id_] = values
            places = [source.place_of(row, given.column[1]) if given.column else source.places[row] for row in rows]
            columns[id_] = self._checked(table, spec, keys, values, given, places)
        parts = [tuple(texts[id_][at] for id_ in table.further_keys) for at in range(len(rows))]
        full = [(*key, *(part or (number,))) for number, (key, part) in enumerate(zip(keys, parts, strict=True), 1)]
        return TableData(table.id, full, columns, [source.places[row] for row in rows])

    def _by_key(
        self, pair: UnitPair, given: Given, keys: list[Key], spec: ColumnSpec
    ) -> tuple[list[Value], list[Place | None]]:
        """What is given for these keys, and where each stands."""
        if given.is_constant:
            return [given.constant] * len(keys), [given.place] * len(keys)
        own, rename = self._own(given), _renamed(pair)
        rows: dict[Key, int] = {}
        for row, (unit, period) in enumerate(own.keys):
            if given.quarter is None:
                rows[rename(unit), period] = row
            elif period.quarter == given.quarter:
                rows[rename(unit), Period(period.year)] = row
        found = [rows.get(key) for key in keys]
        values = [None if row is None else self._converted(own.values[row], given, spec) for row in found]
        return values, [None if row is None else own.place(row) for row in found]

    def _own(self, given: Given) -> _Rows:
        """Our values, as they were calculated or read, in base measure."""
        if given.value is not None:
            identity = given.value
            frame = self.run.frames.of(self.run.policy.value_types[identity].grain)
            values = plain(self.run.asked(identity))
            return _Rows([cast("Key", key[:2]) for key in frame.keys], values, lambda row: None)
        assert given.column is not None
        table, column = given.column
        if table not in self.run.dataset.tables:
            self.findings.add("M148", given.place, name=given.written, table=self.run.policy.tables[table].name)
            raise Refused(self.findings.all)
        data = self.run.dataset.tables[table]
        values = plain(data.columns[column])
        return _Rows([cast("Key", key[:2]) for key in data.keys], values, lambda row: data.place_of(row, column))

    def _converted(self, value: Value, given: Given, spec: ColumnSpec) -> Value:
        if isinstance(value, Fraction):
            return value * given.factor
        if isinstance(value, str) and spec.type == "choice":
            return given.choices.get(value, value)
        return value

    def _checked(
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
        return _column(values, spec)

    # the policy

    def _policy(self, units: dict[str, UnitType]) -> Policy:
        """Theirs, as far as it is wanted, with our units and the given values as inputs."""
        wanted = {(each.theirs.owner, each.theirs.id) for each in self.mapping.compared}
        conditions = tuple(self._conditions())
        roots = [self.other.definitions[identity].vertex for identity in wanted]
        needed = needed_by(self.graph, [*roots, *(vertex for vertex, _ in conditions)])
        definitions: dict[Identity, Definition] = {}
        for identity, definition in self.other.definitions.items():
            if definition.vertex in needed:
                published = identity in wanted
                definitions[identity] = replace(definition, published=published)
                if identity in self.rules:
                    definitions[identity] = replace(
                        definition, rule=self.rules[identity], published=published, adjusted_by=None
                    )
        policy = replace(
            self.other,
            units=units,
            tables=self.tables,
            definitions=definitions,
            conditions=tuple(condition for _, condition in conditions),
            targets=(),
            target_table=None,
            assertions=(),
            adjustments={id_: each for id_, each in self.other.adjustments.items() if id_ in self.tables},
            warnings=(),
        )
        graph = dependency_graph(policy)
        policy = replace(policy, graph=graph, order=calculation_order(graph, policy, self.findings))
        inferred = Findings()
        inference = infer(policy, inferred)
        if inferred.errors:
            for name, (given, (unit, period)) in self.absent.items():
                arguments = {"name": name, "given": given.written, "unit": unit, "period": str(period)}
                self.findings.add("M145", given.place, **arguments)
            self.findings.all += inferred.errors
        return replace(policy, types=inference.nodes, value_types=inference.definitions)

    def _conditions(self) -> Iterator[tuple[Vertex, Condition]]:
        """What must hold of their tables, where all that it speaks of is given."""
        for number, condition in enumerate(self.other.conditions):
            vertex = Vertex("condition", condition.table, str(number))
            if condition.table in self.mapping.empty or not any(
                table == condition.table for table, _ in self.mapping.columns
            ):
                continue
            columns = [each for each in needed_by(self.graph, [vertex]) if each.kind == "column"]
            if all((each.owner, each.id) in self.mapping.columns for each in columns):
                yield vertex, condition


def _renamed(pair: UnitPair) -> Callable[[str], str]:
    """A unit of ours by the name that it has under their rules."""
    names = {ours: theirs for theirs, ours in pair.members.items() if ours is not None}
    return lambda unit: names.get(unit, unit)


def _column(values: Sequence[Value], spec: ColumnSpec) -> Values:
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
