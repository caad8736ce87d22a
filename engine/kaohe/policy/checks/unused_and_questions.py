"""What makes no difference: inputs, values, questions and methods that nothing uses, readings that agree.

Also scores that rest on nothing, and clauses that are cited and not listed, or listed and not cited.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import combinations

from kaohe.diagnostics import Findings, nearest
from kaohe.language.entry import Roles
from kaohe.language.tree import Add, And, Max, Min, Mul, Node, Number, Or, Reading, Step, Unknown, walk
from kaohe.lazy import fields
from kaohe.policy.declarations import BETWEEN, cites
from kaohe.policy.dependency_graph import reached_from, tables_of
from kaohe.policy.model import Policy, Vertex
from kaohe.source_places import Place


def check_unused(policy: Policy, findings: Findings) -> None:
    """K516 an input, K517 a table, K518 a value, K519 a question, K520 a method that nothing uses."""
    used = {vertex for vertex in policy.graph if policy.graph.out_degree(vertex)}
    _check_tables(policy, used, findings)
    by_member = {(each.owner, each.written or each.id) for each in policy.definitions.values() if each.vertex in used}
    for definition in policy.definitions.values():
        written = (definition.owner, definition.written or definition.id)
        if not definition.published and definition.vertex not in used and written not in by_member:
            findings.add("K518", definition.place, id=definition.written or definition.id)
    for question in policy.questions.values():
        if Vertex("question", question.id) not in used:
            findings.add("K519", question.place, id=question.id)
    for name, place in policy.methods.items():
        if Vertex("method", name) not in used:
            findings.add("K520", place, id=name)


def rules_of(policy: Policy) -> Iterator[Node]:
    """Every rule that is calculated."""
    yield from (definition.rule for definition in policy.definitions.values())
    for target in policy.targets:
        yield from target.rules or ()


def _check_tables(policy: Policy, used: set[Vertex], findings: Findings) -> None:
    """Texts and days tell rows apart for people, and keys and groups are used by being there."""
    # A condition makes use of an input, to see that others are right; but a table is used by what is calculated.
    calculated = tables_of(v for v in used if any(user.kind != "condition" for user in policy.graph.successors(v)))
    for table in policy.tables.values():
        unit_type = policy.units[table.unit_type]
        if table.id not in calculated and unit_type.source_table != table.id:
            findings.add("K517", table.place, id=table.id)
            continue
        of_members = [column for column in table.columns.values() if column.members]
        by_member = {column.written for column in of_members if Vertex("column", table.id, column.id) in used}
        for column in table.columns.values():
            tells_apart = column.id in (*table.further_keys, *table.identity)
            is_told = column.type in ("text", "name", "date") or tells_apart
            if not is_told and Vertex("column", table.id, column.id) not in used and column.written not in by_member:
                written = (column.written, column.written_name) if column.members else (column.id, column.name)
                findings.add("K516", column.place, id=written[0], name=written[1])


def check_constants(policy: Policy, findings: Findings) -> None:
    """K502 for each score that rests on no input and no part of the key.

    Nothing is known of what is part of a circle or could not be read.
    """
    known = set(policy.order)
    varied = {vertex for vertex in policy.graph if vertex.kind in ("table", "column", "key")}
    for identity, definition in policy.definitions.items():
        if identity not in known or any(isinstance(node, Unknown) for node in walk(definition.rule)):
            varied.add(definition.vertex)
    varied = reached_from(policy.graph, varied)
    for definition in policy.scores:
        if definition.vertex not in varied:
            findings.add("K502", definition.place, id=definition.id)


def check_questions(policy: Policy, findings: Findings) -> None:
    """K521 a question with one reading that no change has settled, K522 one with two that are calculated alike."""
    used: dict[str, list[dict[str, Node]]] = {}
    for rule in rules_of(policy):
        for node in walk(rule):
            if isinstance(node, Reading):
                used.setdefault(node.question, []).append(dict(node.cases))
    meanings = Meanings()
    for question in policy.questions.values():
        if len(question.readings) < 2 and not policy.text.amending([question.place]):
            findings.add("K521", question.place, id=question.id)
        for one, other in combinations(question.readings, 2) if question.id in used else ():
            if all(meanings.of(cases[one]) == meanings.of(cases[other]) for cases in used[question.id]):
                findings.add("K522", question.place, id=question.id, first=one, second=other)


_WRITTEN = ("place", "words_at")


class Meanings:
    """Numbers for what trees mean: two that are alike in all but places, text and the order of terms have the same."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._known: dict[Node, int] = {}

    def of(self, node: Node) -> int:
        """The number of what a tree means."""
        while isinstance(node, Step) and node.means is not None:
            node = node.means  # what counts is what is meant, however it is written
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._numbers.setdefault(self._key(node), len(self._numbers))
        return known

    def _key(self, node: Node) -> Hashable:
        if isinstance(node, Number):
            return ("number", node.value)
        if isinstance(node, Step):
            return (node.entry, *(self._part(getattr(node.roles, entry.name)) for entry in fields(node.roles)))
        parts = tuple(self._part(getattr(node, entry.name)) for entry in fields(node) if entry.name not in _WRITTEN)
        if isinstance(node, Add | And | Or | Min | Max):
            (terms,) = parts
            assert isinstance(terms, tuple)
            parts = tuple(sorted(terms))
        elif isinstance(node, Mul):
            parts = tuple(sorted(parts))  # type: ignore[type-var]
        return (type(node).__name__, *parts)

    def _part(self, value: object) -> Hashable:
        if isinstance(value, Node):
            return self.of(value)
        if isinstance(value, tuple):
            return tuple(map(self._part, value))
        if isinstance(value, Roles):
            return tuple(self._part(getattr(value, entry.name)) for entry in fields(value))
        assert isinstance(value, Hashable)
        return value


def check_clauses(policy: Policy, findings: Findings) -> None:
    """K524 no list of clauses; K525 one cited, not listed; K526 one encoded, not cited; K534 cited, not computable."""
    if policy.base is not None:
        _check_amending_clauses(policy, findings)
    if not policy.clauses:
        findings.add("K524", Place(policy.source if policy.base is None else policy.base.source))
        return
    fates = {clause.id: clause.fate for clause in policy.clauses}
    cited: set[str] = set()
    documents = [policy.source, *([] if policy.base is None else [policy.base.source])]
    for each in policy.citations:
        if each.place.source not in documents:
            continue  # of a method of another file: its clause is one of another document
        if each.clause not in fates:
            findings.add("K525", each.place, clause=each.clause, suggestion=nearest(each.clause, fates))
        elif each.is_rule and fates[each.clause] == "not_computable":
            findings.add("K534", each.place, clause=each.clause)
        cited.add(each.clause)
    for listed in policy.clauses:
        if listed.fate == "encoded" and not any(cites(each, listed.id) for each in cited):
            findings.add("K526", listed.place, clause=listed.id)


def _check_amending_clauses(policy: Policy, findings: Findings) -> None:
    """K524 to K526 for the clauses of the amending document, which its changes cite."""
    fates = {clause.id for clause in policy.amending_clauses}
    if not fates:
        findings.add("K524", Place(policy.source))
        return
    cited = {clause: change.place for change in policy.text.amendments for clause in change.clause.split(BETWEEN)}
    for clause, place in cited.items():
        if clause not in fates:
            findings.add("K525", place, clause=clause, suggestion=nearest(clause, fates))
    for listed in policy.amending_clauses:
        if listed.fate == "encoded" and not any(cites(each, listed.id) for each in cited):
            findings.add("K526", listed.place, clause=listed.id)


def check_unused_grids(policy: Policy, findings: Findings) -> None:
    """K717 a table of the document that nothing looks up, K718 one of its columns."""
    for grid in policy.grids.values():
        unused = [id_ for id_ in grid.columns if not policy.graph.out_degree(Vertex("grid", grid.id, id_))]
        if len(unused) == len(grid.columns):
            findings.add("K717", grid.place, id=grid.id)
            continue
        for id_ in unused:
            findings.add("K718", grid.columns[id_].spec.place, table=grid.name, id=id_)
