"""The way of a policy: bytes, text, YAML nodes, shape, names, then rules, then what only the whole can show, types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

from kaohe.diagnostics import Findings, Refused
from kaohe.language import tree
from kaohe.language.composer import compose
from kaohe.language.entry import RoundingMode
from kaohe.language.measures import POINTS, measure
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence, number_of, scalars_of, text_of, texts_of
from kaohe.language.periods import Period, read_period
from kaohe.language.schema import check_shape
from kaohe.language.text import read_source
from kaohe.language.tree import Number
from kaohe.places import Source
from kaohe.policy.adjustments import read_adjustments, with_decisions
from kaohe.policy.checks import check_whole
from kaohe.policy.clauses_and_questions import read_citations, read_clauses, read_notes, read_questions
from kaohe.policy.dependency_graph import calculation_order, dependency_graph
from kaohe.policy.edits import Edit, edited
from kaohe.policy.infer import infer
from kaohe.policy.model import Condition, Definition, Display, Example, Policy
from kaohe.policy.names import Draft, Names, OwnMethod, Scope, UnquotedWords, drafts_of
from kaohe.policy.rules import RuleReader
from kaohe.policy.tables import read_tables
from kaohe.policy.targets import read_assertions, read_target_table, read_targets, target_table_id
from kaohe.policy.units import check_sources, read_units
from kaohe.policy.whole_text import WholeText
from kaohe.words import KEYWORDS
from kaohe.words.formula_and_parts import RESERVED


def build(text: WholeText, findings: Findings) -> Policy:
    """The policy that a well-shaped file describes; what is wrong with its names and rules goes to findings."""
    root = text.root
    names = _names(root, findings)
    definitions = {identity: _definition(draft, names, findings) for identity, draft in names.drafts.items()}
    definitions = with_decisions(definitions, names, _language(root))
    _read_methods(names, findings)
    targets = read_targets(root.get("targets"), names, findings)
    conditions = tuple(_conditions(root, names, findings))
    names.unquoted.tell(findings)
    return Policy(
        id=text_of(root, "policy") or "",
        title=text_of(root, "title") or "",
        text=text,
        status=text_of(root, "status") or "in_force",
        in_force=_in_force(root.get("in_force"), findings),
        document=_texts(root.get("document")),
        units=names.unit_types,
        tables=names.tables,
        questions=names.questions,
        notes=tuple(read_notes(root.get("notes"))),
        definitions=definitions,
        conditions=conditions,
        display=_display(root.get("display")),
        examples=tuple(_examples(root.get("examples"))),
        targets=targets,
        target_table=target_table_id(root.get("targets")),
        assertions=tuple(read_assertions(root.get("assert"), targets, findings)),
        clauses=tuple(read_clauses(root.get("clauses"))),
        citations=tuple(read_citations(root)),
        adjustments=names.adjustments,
        methods={name: method.id.place for name, method in names.methods.items()},
        method_names={name: method.name for name, method in names.methods.items()},
        language=_language(root),
    )


def _names(root: Mapping, findings: Findings) -> Names:
    units = root.entries["units"].value
    assert isinstance(units, Mapping)
    unit_types = read_units(units, findings)
    tables = read_tables(root.get("tables"), unit_types, findings)
    check_sources(units, unit_types, tables, findings)
    of_targets = read_target_table(root.get("targets"), unit_types, tables, findings)
    if of_targets is not None:
        tables[of_targets.id] = of_targets
    questions, methods = read_questions(root.get("questions")), dict(_methods(root.get("methods")))
    names = Names(unit_types, tables, questions, methods, UnquotedWords.of(unit_types, tables))
    for method in names.methods.values():
        for word in (method.id, *method.parameters):
            if word.text in RESERVED or word.text in KEYWORDS:
                findings.add("K220", word.place, id=word.text)
    for table, written in _written_tables(root):
        for draft in _row_drafts(table, written, names):
            names.add(draft, findings)
    for section, published in (("values", False), ("scores", True)):
        for draft in drafts_of(root.get(section), published, names, findings):
            names.add(draft, findings)
    read_adjustments(root.get("adjustments"), names, _language(root), findings)
    return names


def _language(root: Mapping) -> str:
    return text_of(root, "language") or "zh"


def _methods(section: Node | None) -> Iterator[tuple[str, OwnMethod]]:
    for name, entry in section.entries.items() if isinstance(section, Mapping) else ():
        assert isinstance(entry.value, Mapping)
        parameters = scalars_of(entry.value, "parameters")
        means, clause = entry.value.entries["means"].value, text_of(entry.value, "clause")
        yield name, OwnMethod(entry.key, text_of(entry.value, "name") or name, parameters, means, clause)


def _read_methods(names: Names, findings: Findings) -> None:
    """Reads the methods that nothing calls yet, so that they are found wrong all the same."""
    for unit_type in list(names.unit_types)[:1]:
        reader = RuleReader(names, findings, Scope(names, findings, unit_type))
        for name, method in names.methods.items():
            if name in names.called:
                continue
            arguments: list[tree.Node] = [tree.Unknown(place=method.id.place) for _ in method.parameters]
            reader.method(name, arguments, method.id.place)


def _written_tables(root: Mapping) -> Iterator[tuple[str, Mapping]]:
    section = root.get("tables")
    for name, entry in section.entries.items() if isinstance(section, Mapping) else ():
        assert isinstance(entry.value, Mapping)
        yield name, entry.value


def _row_drafts(table: str, written: Mapping, names: Names) -> Iterator[Draft]:
    section = written.get("let")
    for entry in section.entries.values() if isinstance(section, Mapping) and table in names.tables else ():
        assert isinstance(entry.value, Mapping | Scalar)
        yield Draft(entry.key, names.tables[table].unit_type, entry.value, published=False, row_of=table)


def _definition(draft: Draft, names: Names, findings: Findings) -> Definition:
    scope = Scope(names, findings, draft.unit_type, draft.row_of)
    written = draft.written
    place = draft.id.place
    if isinstance(written, Scalar):
        rule = RuleReader(names, findings, scope).rule(written)
        return Definition(draft.id.text, draft.unit_type, draft.id.text, rule, place, False, draft.row_of)
    points = number_of(written, "points")
    clause = text_of(written, "clause")
    reader = RuleReader(names, findings, scope, None if points is None else Number(points, POINTS, place=place), clause)
    label = text_of(written, "measure")
    shown = None if label is None else measure(label)
    if label is not None and shown is None:
        findings.add("K246", written.entries["measure"].value.place, word=label)
    return Definition(
        draft.id.text,
        draft.unit_type,
        text_of(written, "name") or draft.id.text,
        reader.rule(written),
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
    )


def _conditions(root: Mapping, names: Names, findings: Findings) -> Iterator[Condition]:
    for name, written in _written_tables(root):
        conditions = written.get("must_hold")
        table = names.tables.get(name)
        for item in conditions.items if isinstance(conditions, Sequence) and table is not None else ():
            assert table is not None
            reader = RuleReader(names, findings, Scope(names, findings, table.unit_type, name))
            yield Condition(name, reader.formula(item), item.text if isinstance(item, Scalar) else "")


def _in_force(written: Node | None, findings: Findings) -> tuple[Period | None, Period | None]:
    """The first and the last period of `in_force`; K533 where they are turned round."""
    first, last = (_period(written, word, findings) for word in ("from", "to"))
    if first is not None and last is not None and (last.year, last.quarter or 4) < (first.year, first.quarter or 1):
        assert isinstance(written, Mapping)
        findings.add("K533", written.entries["to"].value.place, first=first, last=last)
    return first, last


def _period(in_force: Node | None, word: str, findings: Findings) -> Period | None:
    """A bound of `in_force`; K247 if it is no period."""
    text = text_of(in_force, word) if isinstance(in_force, Mapping) else None
    if text is None:
        return None
    period = read_period(text)
    if period is None:
        assert isinstance(in_force, Mapping)
        findings.add("K247", in_force.entries[word].value.place, text=text)
    return period


def _texts(section: Node | None) -> dict[str, str]:
    entries = section.entries if isinstance(section, Mapping) else {}
    return {name: entry.value.text for name, entry in entries.items() if isinstance(entry.value, Scalar)}


def _cells(row: Node) -> dict[str, Scalar]:
    entries = row.entries if isinstance(row, Mapping) else {}
    return {name: entry.value for name, entry in entries.items() if isinstance(entry.value, Scalar)}


def _display(section: Node | None) -> Display:
    if not isinstance(section, Mapping):
        return Display()
    default = Display()
    rounding = text_of(section, "rounding") or default.rounding
    return Display(int(text_of(section, "decimals") or default.decimals), cast(RoundingMode, rounding))


def _examples(section: Node | None) -> Iterator[Example]:
    for item in section.items if isinstance(section, Sequence) else ():
        assert isinstance(item, Mapping)
        given, expect, period = item.get("given"), item.get("expect"), item.get("period")
        tables = given.entries if isinstance(given, Mapping) else {}
        yield Example(
            item.place,
            {
                name: [_cells(row) for row in entry.value.items]
                for name, entry in tables.items()
                if isinstance(entry.value, Sequence)
            },
            dict(expect.entries) if isinstance(expect, Mapping) else {},
            _texts(item.get("readings")),
            text_of(item, "unit"),
            period if isinstance(period, Scalar) else None,
            text_of(item, "clause"),
        )


def load(path: str | Path) -> Policy:
    """The policy in a file. Raises Refused with all findings if any is an error."""
    findings = Findings()
    source = read_source(path, findings)
    if source is None:
        raise Refused(findings.all)
    return load_source(source, findings)


def load_source(source: Source, findings: Findings | None = None) -> Policy:
    """The policy in a text.

    A policy whose shape is wrong is read no further, because its rules would mean nothing; but a key too many does no
    harm to the rest, and what else is wrong is told with it.
    """
    findings = Findings() if findings is None else findings
    root = compose(source, findings)
    if root is None or (not check_shape(root, findings) and any(d.code != "K201" for d in findings.errors)):
        raise Refused(findings.all)
    return policy_of(WholeText(root, (source,)), findings)


def policy_of(text: WholeText, findings: Findings) -> Policy:
    """The policy that a well-shaped file describes. Raises Refused."""
    policy = build(text, findings)
    graph = dependency_graph(policy)
    policy = replace(policy, graph=graph, order=calculation_order(graph, policy, findings))
    inference = infer(policy, findings)
    policy = replace(policy, types=inference.nodes, value_types=inference.definitions)
    check_whole(policy, findings)
    findings.stop_on_errors()
    return replace(policy, warnings=tuple(findings.warnings))


def policy_with(policy: Policy, edits: Iterable[Edit]) -> Policy:
    """The policy that its text describes once it is edited. Raises Refused."""
    findings = Findings()
    changed = replace(policy.text, root=edited(policy.text.root, edits))
    if not check_shape(changed.root, findings):
        raise Refused(findings.all)
    return policy_of(changed, findings)
