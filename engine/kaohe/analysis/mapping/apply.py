"""The other policy on our data: its given values become inputs, its inputs ours, and it is calculated as ever.

What is calculated is a policy made of theirs: the values that are wanted and what they rest on, each given value an
input of one more table, and our units in place of theirs. It is inferred anew, so that an absence that their rules say
nothing of is refused, and every result is confirmed by the second opinion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from kaohe.analysis.mapping.conversion import Key, OurData, converted, describe_value, typed, whole_data
from kaohe.analysis.mapping.model import OURS, RuleMapping, Substitute, UnitPair
from kaohe.analysis.mapping.needs import cut_graph
from kaohe.analysis.published_values import Inputs
from kaohe.data.table_findings import TableReport
from kaohe.data.tables.completeness import tell_missing_members
from kaohe.data.tables.dataset import Dataset, TableData, Values, digest
from kaohe.data.tables.identity import check_decisions, tell_same_records
from kaohe.diagnostics import Findings, Refused, few, nearest
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import score
from kaohe.language import tree
from kaohe.language.measures import NUMBER
from kaohe.language.periods import Period, PeriodLevel, finest
from kaohe.lazy import dataclass, replace
from kaohe.policy.declarations import bound_readings
from kaohe.policy.dependency_graph import Identity, calculation_order, dependencies, needed_by
from kaohe.policy.infer import infer
from kaohe.policy.model import ColumnSpec, Condition, Definition, Policy, Table, UnitType, Vertex
from kaohe.results import Results, Value
from kaohe.source_places import Place
from kaohe.verify.second_opinion import confirmed

GROUP = "group"


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
    dataset = whole_data(inputs)
    if dataset.provisional:
        findings.add("M150", mapping.pairs[0].place)
    run = Evaluation(ours, dataset, bound_readings(ours, readings, findings), findings)
    findings.stop_on_errors()
    derived, data = _Application(mapping, run, findings).applied()
    findings.stop_on_errors()
    try:
        results, after = score(derived, data, mapping.readings, Findings())
    except Refused as refused:
        findings.add("M155", mapping.pairs[0].place, title=mapping.other.title)
        raise Refused([*findings.all, *refused.diagnostics]) from None
    return OtherRun(mapping, derived, confirmed(results, data), after)


class _Application:
    def __init__(self, mapping: RuleMapping, run: Evaluation, findings: Findings) -> None:
        self.mapping, self.run, self.findings = mapping, run, findings
        self.ours = OurData(run, findings)
        self.other = mapping.other
        self.graph = cut_graph(self.other, mapping.readings, mapping.values)
        self.tables: dict[str, Table] = {}
        self.data: dict[str, TableData] = {}
        self.rules: dict[Identity, tree.Node] = {}
        self.absent: dict[str, tuple[Substitute, Key]] = {}

    def applied(self) -> tuple[Policy, Dataset]:
        """The policy that is calculated, and its data; worth nothing where findings has errors."""
        units: dict[str, UnitType] = {}
        names: dict[str, list[str]] = {}
        groups: dict[str, dict[str, str]] = {}
        periods: dict[str, list[Period]] = {}
        calculated = {each.theirs.unit_type for each in self.mapping.compared}
        for pair in self.mapping.pairs:
            if pair.theirs not in calculated:
                continue
            self._check_members(pair)
            kind, keys = self._presence(pair)
            groups[pair.theirs] = dict(self._groups(pair))
            units[pair.theirs] = self._source(pair, kind, keys, groups[pair.theirs])
            present = {unit for unit, _ in keys}
            rename = pair.their_name
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

    def _check_members(self, pair: UnitPair) -> None:
        """M109 for units of ours that the data do not name: those of a type that comes from the data are known now."""
        known = self.run.dataset.units[pair.ours]
        for unit in pair.members.values():
            if unit is not None and unit not in known:
                listed, near = few(known, 12), nearest(unit, known)
                self.findings.add("M109", pair.place, name=unit, whose=OURS, known=listed, suggestion=near)

    def _presence(self, pair: UnitPair) -> tuple[PeriodLevel, list[Key]]:
        """Our units and periods under their names, in our order: the finest that something is given for."""
        figures = [each for each in self._substitutes(pair) if not each[1].is_constant]
        kind: PeriodLevel = finest(period for period, _ in figures) or "year"
        rename = pair.their_name
        own = self.ours.keys(pair.ours, kind)
        quarters = {each.quarter for _, each in figures}
        if kind == "year" and None not in quarters:
            there = set(self.ours.keys(pair.ours, "quarter"))
            own = [
                (unit, year)
                for unit, year in own
                if any((unit, each) in there for each in year.parts("quarter") if each.number in quarters)
            ]
            if not own:
                named = next(each for _, each in figures)
                known = sorted({period for _, period in there})
                self.findings.add("M147", named.place, quarter=named.quarter, known=tuple(map(str, known)))
        return kind, [(rename(unit), period) for unit, period in own]

    def _substitutes(self, pair: UnitPair) -> Iterator[tuple[PeriodLevel, Substitute]]:
        """What takes a place under a pair, each with the kind of period that it is known by there."""
        for identity, substitute in self.mapping.values.items():
            if identity[0] == pair.theirs:
                period = pair.period_of(self.other.value_types[identity].grain.period)
                assert period is not None
                yield period, substitute
        for (table, _), substitute in self.mapping.columns.items():
            if self.other.tables[table].unit_type == pair.theirs:
                period = pair.period_of(self.other.tables[table].period)
                assert period is not None
                yield period, substitute

    def _groups(self, pair: UnitPair) -> Iterator[tuple[str, str]]:
        rename, own = pair.their_name, self.run.dataset.groups.get(pair.ours, {})
        for unit in self.run.dataset.units[pair.ours]:
            group = pair.group_of(own.get(unit))
            if group is not None:
                yield rename(unit), group
            elif pair.groups:
                self.findings.add("M146", pair.place, unit=unit, group=own.get(unit) or "—")

    def _source(self, pair: UnitPair, kind: PeriodLevel, keys: list[Key], groups: Mapping[str, str]) -> UnitType:
        """The tables that hold the given values; the finest says who is there, and in which group."""
        own = self.other.units[pair.theirs]
        for each in dict.fromkeys((kind, *(period for period, _ in self._substitutes(pair)))):
            here = keys if each == kind else list(dict.fromkeys((unit, p.at(each)) for unit, p in keys))
            id_ = f"={pair.theirs}.{each}"
            specs: dict[str, ColumnSpec] = {}
            columns: dict[str, Values] = {}
            for identity, substitute in self.mapping.values.items():
                period = self.other.value_types[identity].grain.period
                if identity[0] == pair.theirs and pair.period_of(period) == each:
                    want = describe_value(self.other, identity)
                    values, _ = self.ours.by_key(pair, substitute, here, want.spec)
                    absent = next((key for key, value in zip(here, values, strict=True) if value is None), None)
                    if absent is not None:
                        self.absent.setdefault(want.name, (substitute, absent))
                    specs[identity[1]] = replace(want.spec, optional=absent is not None)
                    columns[identity[1]] = typed(values, want.spec)
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
            if pair.per_year:
                table = replace(table, period="year")
            specs = {column: table.columns[column] for column in table.columns if (id_, column) in self.mapping.columns}
            if id_ in self.mapping.empty:
                self.tables[id_] = table
                self.data[id_] = TableData(id_, [], {column: typed([], spec) for column, spec in table.columns.items()})
                continue
            kept = tuple(column for column in table.identity if column in specs)
            identity = kept if kept == table.identity else ()
            self.tables[id_] = table = replace(table, columns=specs, identity=identity)
            self.data[id_] = self._rows(pair, table) if table.is_finer else self._keyed(pair, table, keys)
            report = TableReport(self.findings, table)
            tell_missing_members(table, self.data[id_], report)
            if id_ in self.other.adjustments:
                check_decisions(table, self.data[id_], report)
            if identity:
                tell_same_records(table, self.data[id_], None, report)

    def _keyed(self, pair: UnitPair, table: Table, keys: list[Key]) -> TableData:
        here = (
            keys
            if keys and keys[0][1].level == table.period
            else list(dict.fromkeys((unit, period.at(table.period)) for unit, period in keys))
        )
        columns: dict[str, Values] = {}
        places: list[Place] = [pair.place] * len(here)
        for id_, spec in table.columns.items():
            values, found = self.ours.by_key(pair, self.mapping.columns[table.id, id_], here, spec)
            columns[id_] = self.ours.checked(table, spec, here, values, self.mapping.columns[table.id, id_], found)
            places = [own or place for own, place in zip(found, places, strict=True)]
        return TableData(table.id, [*here], columns, places)

    def _rows(self, pair: UnitPair, table: Table) -> TableData:
        """Our records, or rows with further key parts, as theirs."""
        own, quarter = self.mapping.rows_of[table.id]
        rename, source = pair.their_name, self.run.dataset.tables[own]
        rows = [row for row, key in enumerate(source.keys) if quarter in (None, cast(Period, key[1]).number)]
        keys: list[Key] = []
        for row in rows:
            unit, period = cast("Key", source.keys[row][:2])
            keys.append((rename(unit), period if quarter is None else Period(period.year)))
        columns: dict[str, Values] = {}
        texts: dict[str, list[Value]] = {}
        for id_, spec in table.columns.items():
            substitute = self.mapping.columns[table.id, id_]
            values = [substitute.constant] * len(rows)
            if not substitute.is_constant:
                all_values = self.ours.own(substitute).values
                values = [converted(all_values[row], substitute, spec) for row in rows]
            texts[id_] = values
            places = [
                source.place_of(row, substitute.column[1]) if substitute.column else source.places[row] for row in rows
            ]
            columns[id_] = self.ours.checked(table, spec, keys, values, substitute, places)
        parts = [tuple(texts[id_][at] for id_ in table.further_keys) for at in range(len(rows))]
        full = [(*key, *(part or (number,))) for number, (key, part) in enumerate(zip(keys, parts, strict=True), 1)]
        return TableData(table.id, full, columns, [source.places[row] for row in rows])

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
        policy = replace(policy, dependencies=dependencies(policy))
        policy = replace(policy, order=calculation_order(policy.graph, policy, self.findings))
        inferred = Findings()
        inference = infer(policy, inferred)
        if inferred.errors:
            self._tell_inferred(policy, inferred)
        return replace(policy, types=inference.nodes, value_types=inference.definitions)

    def _tell_inferred(self, policy: Policy, inferred: Findings) -> None:
        """M145 where their rules fail on what we do not have alone, M156 where they do in any case; and their own."""
        own = Findings()
        infer(replace(policy, tables={id_: _without_gaps(table) for id_, table in policy.tables.items()}), own)
        if own.errors:
            self.findings.add("M156", self.mapping.pairs[0].place, title=self.other.title)
        for name, (substitute, (unit, period)) in self.absent.items() if not own.errors else ():
            arguments = {"name": name, "written": substitute.written, "unit": unit, "period": str(period)}
            self.findings.add("M145", substitute.place, **arguments)
        self.findings.all += (own if own.errors else inferred).errors

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


def _without_gaps(table: Table) -> Table:
    """A table of given values as if each were there."""
    if not table.id.startswith("="):
        return table
    return replace(table, columns={id_: replace(spec, optional=False) for id_, spec in table.columns.items()})
