"""What of another policy can be calculated from what a mapping file gives, and what that still needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Literal

import networkx as nx

from kaohe.analysis.composition import whole_scores
from kaohe.analysis.mapping.model import EVERYONE, NOTHING, Column, Names, Substitute, UnitPair
from kaohe.diagnostics import Findings, few
from kaohe.language.nodes import Scalar
from kaohe.language.tree import At, Cases, Key, Node, Step, Text, walk
from kaohe.policy.dependency_graph import Identity, dependency_graph, needed_by, questions_of, reached_from
from kaohe.policy.model import Definition, Policy, Vertex
from kaohe.translations import worded
from kaohe.words.rank_and_ties import RankRoles

_LISTED = 8


class Needs:
    """The dependency graph of theirs, cut where a value is given; findings M104, M108, M130–M132."""

    def __init__(
        self,
        theirs: Names,
        ours: Policy,
        pairs: Mapping[str, UnitPair],
        readings: Mapping[str, str],
        values: Mapping[Identity, Substitute],
        columns: Mapping[Column, Substitute],
        empty: Mapping[str, Substitute],
        findings: Findings,
    ) -> None:
        self.theirs, self.ours, self.pairs, self.readings, self.findings = theirs, ours, pairs, readings, findings
        self.values, self.columns, self.empty = values, columns, empty
        self.graph = cut_graph(theirs.policy, readings, values)

    def wanted(
        self, left_out: Collection[Identity], place: Scalar, complete: bool, asked: Collection[Identity]
    ) -> list[Definition]:
        """The published values that rest on what is given, and those that these rest on, in the order of their policy.

        Where the file is not `complete`, because something in it was refused, nobody asks what is missing.
        """
        supplied = [self._vertex(identity) for identity, each in self.values.items() if not each.is_constant]
        supplied += [Vertex("column", *column) for column, each in self.columns.items() if not each.is_constant]
        reached = reached_from(self.graph, supplied)
        kept = [each for each in self.theirs.policy.scores if (each.owner, each.id) not in left_out]
        needed = needed_by(self.graph, [each.vertex for each in kept if each.vertex in reached])
        wanted = [each for each in kept if each.vertex in needed]
        if not complete:
            return wanted
        for identity in asked:
            if self.theirs.definition(identity) not in wanted:
                self.findings.add("M141", place.place, name=self.theirs.path(identity))
        if not wanted:
            self.findings.add("M131", place.place)
            return wanted
        self._tell_missing(needed, wanted, place)
        self._tell_units(needed)
        self._tell_unused(needed, wanted)
        return wanted

    def questions(self, wanted: Collection[Definition]) -> frozenset[str]:
        """Their open questions that the wanted values rest on."""
        return frozenset(questions_of(self.graph, [each.vertex for each in wanted]))

    def _vertex(self, identity: Identity) -> Vertex:
        return self.theirs.definition(identity).vertex

    def _tell_missing(self, needed: Collection[Vertex], wanted: Collection[Definition], place: Scalar) -> None:
        """M130 for each table of theirs of which something is needed and not given."""
        for table in self.theirs.policy.tables.values():
            if table.id in self.empty:
                continue
            some = [id_ for id_ in table.columns if Vertex("column", table.id, id_) in needed]
            some += [
                id_ for id_ in table.further_keys if id_ not in some and (some or Vertex("table", table.id) in needed)
            ]
            if some and table.id in self.theirs.policy.adjustments:  # a decision is told with its reason and date
                some = list(table.columns)
            missing = [id_ for id_ in some if (table.id, id_) not in self.columns]
            is_supplied = any((table.id, id_) in self.columns for id_ in table.columns)
            counted = Vertex("table", table.id) in needed and not is_supplied and not some
            if not missing and not counted:
                continue
            asking = [Vertex("column", table.id, id_) for id_ in missing] or [Vertex("table", table.id)]
            for_whom = [each for each in wanted if not needed_by(self.graph, [each.vertex]).isdisjoint(asking)]
            named = [worded("{}（{}.{}）", table.columns[id_].name, table.id, id_) for id_ in missing]
            column = f"{table.id}.{(missing or list(table.columns))[0]}"
            self.findings.add(
                "M130",
                place.place,
                table=table.name,
                columns=few(named, _LISTED) if named else table.id,
                values=few((each.name for each in for_whom), _LISTED),
                column=column,
                stated=table.id if table.records or table.optional else column,
                constant="none" if table.records or table.optional else "…",
                leave=tuple(f"{self.theirs.path((each.owner, each.id), self.pairs)}: none" for each in for_whom),
            )

    def _tell_units(self, needed: Collection[Vertex]) -> None:
        """M104 a rule compares within groups, and nobody said in which ours are; M108 a rule names a unit.

        The mend of both writes the whole entry, with what is there already.
        """
        for id_, pair in self.pairs.items():
            own = self.theirs.policy.units[id_]
            groups = dict.fromkeys(pair.groups.values(), "…") if pair.everyone is None else {pair.everyone: EVERYONE}
            for mine, group in pair.groups.items():
                groups[group] = mine if groups[group] == "…" else f"{groups[group]}, {mine}"
            groups = {group: f"[{mine}]" if ", " in mine else mine for group, mine in groups.items()}
            known = tuple(own.groups) or ("…",)
            is_grouped = bool(groups) or Vertex("key", id_, "group") not in needed
            groups = groups or ({} if is_grouped else {known[0]: EVERYONE})
            named = self._named_units(pair, needed)
            members = {theirs: ours or NOTHING for theirs, ours in pair.members.items()} | dict.fromkeys(named, NOTHING)
            per = ["per: year"] if pair.per_year else []
            parts = [f"unit: {pair.ours}", *per, *_flow("groups", groups), *_flow("members", members)]
            entry = f"{id_}: {{{', '.join(parts)}}}"
            if not is_grouped:
                self.findings.add("M104", pair.place, name=own.name, entry=entry, known=known)
            if named:
                listed = few(dict.fromkeys(name for names in named.values() for name in names), _LISTED)
                self.findings.add("M108", pair.place, units=tuple(named), values=listed, entry=entry)

    def _named_units(self, pair: UnitPair, needed: Collection[Vertex]) -> dict[str, list[str]]:
        """The units that their rules name and the file does not, each with the values that do.

        Who bears the name of one of theirs is that one.
        """
        known, ours = self.theirs.policy.units[pair.theirs].members, self.ours.units[pair.ours].members
        named: dict[str, list[str]] = {}
        for definition in self._calculated(needed):
            for node in walk(definition.rule, self.readings) if definition.unit_type == pair.theirs else ():
                for unit in _units_named(node, known):
                    if unit not in pair.members and unit not in ours:
                        named.setdefault(unit, []).append(definition.name)
        return named

    def _calculated(self, needed: Collection[Vertex]) -> Iterator[Definition]:
        """The values of theirs that are calculated by their rules."""
        for identity, definition in self.theirs.policy.definitions.items():
            if definition.vertex in needed and identity not in self.values:
                yield definition

    def _tell_unused(self, needed: Collection[Vertex], wanted: Collection[Definition]) -> None:
        """M132: what is given and reaches nothing; names and keys tell rows apart."""
        calculated = {each.unit_type for each in wanted}
        for id_, pair in self.pairs.items():
            if id_ not in calculated:
                self.findings.add("M132", pair.place, name=id_)
        for identity, each in self.values.items():
            if self._vertex(identity) not in needed:
                self.findings.add("M132", each.place, name=self.theirs.path(identity))
        for column, each in self.columns.items():
            spec = self.theirs.spec(column)
            is_key = column[1] in self.theirs.policy.tables[column[0]].further_keys
            tells_apart = is_key or spec.type in ("name", "text", "date")
            if Vertex("column", *column) not in needed and not tells_apart:
                self.findings.add("M132", each.place, name=".".join(column))
        for table, each in self.empty.items():
            if Vertex("table", table) not in needed:
                self.findings.add("M132", each.place, name=table)


def _units_named(node: Node, known: Collection[str]) -> Iterator[str]:
    """The units that a node names: by of_unit, or where a text or a case is the name of one that is `known`."""
    if isinstance(node, At) and isinstance(node.unit, Text):
        yield node.unit.value
    elif isinstance(node, Text) and node.value in known:
        yield node.value
    elif isinstance(node, Cases) and any(isinstance(each, Key) and each.part == "unit" for each in walk(node.of)):
        yield from (word for word, _ in node.cases if isinstance(word, str))


def _flow(key: str, written: Mapping[str, str]) -> list[str]:
    """A key with a mapping in one line; nothing for an empty one."""
    return [f"{key}: {{{', '.join(f'{name}: {value}' for name, value in written.items())}}}"] if written else []


def cut_graph(policy: Policy, readings: Mapping[str, str], supplied: Collection[Identity]) -> nx.DiGraph[Vertex]:
    """What rests on what under these readings, where a given value rests on nothing."""
    graph: nx.DiGraph[Vertex] = nx.DiGraph(dependency_graph(policy, readings))
    for identity in supplied:
        vertex = policy.definitions[identity].vertex
        graph.remove_edges_from(list(graph.in_edges(vertex)))
    return graph


Role = Literal["rank", "total"]


def roles_of(policy: Policy) -> dict[Identity, Role]:
    """The published values that are the total of their unit type, or a place."""
    totals = {(whole.owner, whole.id) for whole in whole_scores(policy)}
    found: dict[Identity, Role] = {}
    for score in policy.scores:
        if isinstance(score.rule, Step) and isinstance(score.rule.roles, RankRoles):
            found[score.owner, score.id] = "rank"
        elif (score.owner, score.id) in totals:
            found[score.owner, score.id] = "total"
    return found
