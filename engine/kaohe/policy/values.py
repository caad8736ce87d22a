"""The values of a policy with their rules, each read for each member of its lists; and what must hold of rows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kaohe.diagnostics import Findings, nearest
from kaohe.language import tree
from kaohe.language.measures import POINTS, measure
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence, number_of, text_of, texts_of
from kaohe.language.tree import Number, Unknown, walk
from kaohe.lazy import replace
from kaohe.policy.lists import ClosedList, combinations, each_of, named_members
from kaohe.policy.model import Condition, Definition
from kaohe.policy.names import Draft, Names
from kaohe.policy.rules import RuleReader
from kaohe.policy.scope import Scope, scope_of
from kaohe.words.formula_and_parts import applying


def written_tables(root: Mapping) -> Iterator[tuple[str, Mapping]]:
    section = root.get("tables")
    for name, entry in section.entries.items() if isinstance(section, Mapping) else ():
        assert isinstance(entry.value, Mapping)
        yield name, entry.value


def row_drafts(table: str, written: Mapping, names: Names, findings: Findings) -> Iterator[Draft]:
    section = written.get("let")
    for entry in section.entries.values() if isinstance(section, Mapping) and table in names.tables else ():
        assert isinstance(entry.value, Mapping | Scalar)
        each = each_of(entry.value, names.lists, findings) if isinstance(entry.value, Mapping) else ()
        unit_type, is_sound = names.tables[table].unit_type, each is not None
        for members in combinations(each or ()):
            yield Draft(entry.key, unit_type, entry.value, False, table, members=members, is_sound=is_sound)


def read_values(names: Names, language: str, findings: Findings) -> dict[tuple[str, str], Definition]:
    """The values with their rules, which are read for each member of an entry's lists.

    K607 for a list of `each` whose members no rule asks for: the values of all of them are the same.
    """
    definitions: dict[tuple[str, str], Definition] = {}
    asked: dict[tuple[str, str], set[str]] = {}
    wrong: set[tuple[str, str]] = set()  # of these something else is told
    for identity, draft in names.drafts.items():
        scope = scope_of(draft, names, findings)
        definitions[identity] = _definition(draft, scope, language)
        asked.setdefault((draft.owner, draft.id.text), set()).update(scope.asked)
        if any(isinstance(node, Unknown) for node in walk(definitions[identity].rule)):
            wrong.add((draft.owner, draft.id.text))
    for (owner, id_), axes in names.axes.items():
        for axis in axes:
            if axis not in asked[owner, id_] and (owner, id_) not in wrong:
                known = names.lists[axis]
                findings.add("K607", names.written[owner, id_].place, id=id_, list=known.name, list_id=axis)
    return definitions


def _definition(draft: Draft, scope: Scope, language: str) -> Definition:
    names, findings = scope.names, scope.findings
    written = draft.written
    place = draft.id.place
    if isinstance(written, Scalar):
        rule = RuleReader(names, findings, scope).rule(written)
        return Definition(draft.id.text, draft.unit_type, draft.id.text, rule, place, False, draft.row_of)
    name = text_of(written, "name") or draft.id.text
    scope = replace(scope, results=_results(written, scope))
    points = number_of(written, "points")
    clause = text_of(written, "clause")
    printed: tree.Node | None = None if points is None else Number(points, POINTS, place=place)
    reader = RuleReader(names, findings, scope, printed, clause, per=draft.per)
    where, axes = reader.applying(draft.identity) if draft.is_sound else (None, frozenset[str]())
    scope.asked.update(axes)
    by = _points_by(written.get("points"), reader)
    if points is None and "points" in written.entries:
        printed = by or tree.Unknown(place=place)  # what cannot be read has been told
    reader = replace(reader, where=where, where_written=written.get("where"), points=printed)
    label = text_of(written, "measure")
    shown = None if label is None else measure(label)
    if label is not None and shown is None:
        findings.add("K246", written.entries["measure"].value.place, word=label)
    rounded = _is_of_words(scope) and "round" in written.entries
    if rounded:
        findings.add("K219", written.entries["round"].key.place, key="round")
    rule = reader.rule(written) if draft.is_sound and not rounded else tree.Unknown(place=place)
    return Definition(
        draft.full_id,
        draft.unit_type,
        named_members(name, draft.members, names.lists, language),
        rule if where is None else applying(where, rule),
        place,
        draft.published,
        draft.row_of,
        clause,
        points,
        shown,
        texts_of(written, "assessor"),
        text_of(written, "note"),
        draft.parent,
        theme=text_of(written, "theme"),
        written=draft.id.text,
        members=draft.members,
        where=where,
        points_by=by,
        per=draft.per,
        list=scope.results,
        is_common=draft.is_common,
        read=frozenset(scope.read),
    )


def _is_of_words(scope: Scope) -> bool:
    """Whether the values are words of a list, which have no digits."""
    return scope.results is not None and not scope.results.is_numeric


def _results(written: Mapping, scope: Scope) -> ClosedList | None:
    """The list that the values are members of; K601 for one that is not there."""
    named = written.get("list")
    known = scope.names.lists.get(named.text) if isinstance(named, Scalar) else None
    if isinstance(named, Scalar) and known is None:
        near = nearest(named.text, scope.names.lists)
        scope.findings.add("K601", named.place, name=named.text, suggestion=near)
    return known


def _points_by(written: Node | None, reader: RuleReader) -> tree.Node | None:
    """Printed points that a word or a reading chooses between; what is written otherwise the schema has told of."""

    def read(plain: Node) -> tuple[tree.Node, ...]:
        if not isinstance(plain, Scalar) or isinstance(plain.value, str):
            return ()
        return (Number(Fraction(plain.value), POINTS, place=plain.place),)

    return next(iter(reader.alternatives(written, read)), None) if isinstance(written, Mapping) else None


def read_conditions(root: Mapping, names: Names, language: str, findings: Findings) -> Iterator[Condition]:
    """What must hold of every row, for each member of the lists that it asks for."""
    for name, written in written_tables(root):
        conditions = written.get("must_hold")
        table = names.tables.get(name)
        for item in conditions.items if isinstance(conditions, Sequence) and table is not None else ():
            assert table is not None
            each, text = tuple(table.lists.values()), item.text if isinstance(item, Scalar) else ""
            scope = Scope(names, findings, table.unit_type, name, current=dict(next(combinations(each))))
            first = RuleReader(names, findings, scope).formula(item)
            asked = tuple(known for known in each if known.id in scope.asked)
            for members in combinations(asked):
                one = replace(scope, current=dict(members))
                rule = RuleReader(names, findings, one).formula(item) if asked else first
                yield Condition(name, rule, named_members(text, members, names.lists, language))
