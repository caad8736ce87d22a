"""The way of a policy: bytes, text, YAML nodes, shape, names, then rules, then what only the whole can show, types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from pathlib import Path
from typing import cast

from kaohe.diagnostics import Findings, Refused, nearest
from kaohe.language import tree
from kaohe.language.composer import compose
from kaohe.language.entry import RoundingMode
from kaohe.language.measures import own_measures
from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence, scalars_of, text_of
from kaohe.language.periods import Period, read_period
from kaohe.language.schema import check_shape, to_be_read
from kaohe.language.text import read_source
from kaohe.lazy import replace
from kaohe.policy.adjustments import read_adjustments, with_decisions
from kaohe.policy.amend import amended
from kaohe.policy.checks import check_whole
from kaohe.policy.declarations import (
    check_sources,
    read_citations,
    read_clauses,
    read_measures,
    read_notes,
    read_questions,
    read_units,
    repealed_by,
    written_measures,
)
from kaohe.policy.dependency_graph import calculation_order, dependencies
from kaohe.policy.edits import Edit, edited
from kaohe.policy.infer import infer
from kaohe.policy.lists import flattened, read_lists
from kaohe.policy.model import Display, Example, Policy
from kaohe.policy.names import Draft, Names, OwnMethod, UnquotedWords, drafts_of
from kaohe.policy.read_grid import read_grids
from kaohe.policy.rules import RuleReader
from kaohe.policy.scope import Scope
from kaohe.policy.tables import check_periods, read_tables
from kaohe.policy.targets import read_assertions, read_target_table, read_targets, target_table_id
from kaohe.policy.use_and_amends import WholeText, attributed, read_other, with_used
from kaohe.policy.values import read_conditions, read_values, row_drafts, written_tables
from kaohe.source_places import Source
from kaohe.words import KEYWORDS
from kaohe.words.folds import FOLDS
from kaohe.words.formula_and_parts import RESERVED, WEIGHT


def build(text: WholeText, findings: Findings) -> Policy:
    """The policy that a well-shaped file describes; what is wrong with its names and rules goes to findings."""
    root = text.root
    names = _names(root, findings)
    definitions = read_values(names, _language(root), findings)
    definitions = with_decisions(definitions, names, _language(root))
    _read_methods(names, findings)
    targets = read_targets(root.get("targets"), names, findings)
    conditions = tuple(read_conditions(root, names, _language(root), findings))
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
        examples=tuple(_examples(root.get("examples"), names)),
        targets=targets,
        target_table=target_table_id(root.get("targets")),
        assertions=tuple(read_assertions(root.get("assert"), targets, findings)),
        clauses=tuple(read_clauses(root.get("clauses"))),
        citations=tuple(read_citations(root)),
        adjustments=names.adjustments,
        methods={name: method.id.place for name, method in names.methods.items()},
        method_names={name: method.name for name, method in names.methods.items()},
        language=_language(root),
        lists=names.lists,
        grids=names.grids,
        measures=written_measures(root.get("measures")),
    )


def _names(root: Mapping, findings: Findings) -> Names:
    units = root.entries["units"].value
    assert isinstance(units, Mapping)
    unit_types = read_units(units, findings)
    lists = read_lists(root.get("lists"), root.get("tables"), findings)
    tables = read_tables(root.get("tables"), unit_types, lists, _language(root), findings)
    check_sources(units, unit_types, tables, findings)
    of_targets = read_target_table(root.get("targets"), unit_types, tables, findings)
    if of_targets is not None:
        tables[of_targets.id] = of_targets
    check_periods(tables, unit_types, findings)
    grids = read_grids(root.get("tables"), unit_types, tables, lists, _language(root), findings)
    questions, methods = read_questions(root.get("questions")), dict(_methods(root.get("methods")))
    unquoted = UnquotedWords.of(unit_types, tables, grids)
    names = Names(unit_types, tables, questions, methods, unquoted, lists=lists, grids=grids)
    for method in names.methods.values():
        for word in (method.id, *method.parameters):
            if word.text in RESERVED or word.text in KEYWORDS.keys() - FOLDS.keys():
                findings.add("K220", word.place, id=word.text)
        owner = method.unit_type
        if owner is not None and owner.text not in unit_types:
            findings.add("K222", owner.place, name=owner.text, suggestion=nearest(owner.text, unit_types))
    for table, written in written_tables(root):
        for draft in row_drafts(table, written, names, findings):
            names.add(draft, findings)
    for section, published in (("values", False), ("scores", True)):
        for draft in drafts_of(root.get(section), published, names, findings):
            _no_part(draft, findings)
            names.add(draft, findings)
    read_adjustments(root.get("adjustments"), names, _language(root), findings)
    return names


def _no_part(draft: Draft, findings: Findings) -> None:
    """K289 for the weight of what is no part of anything."""
    weight = draft.written.entries.get(WEIGHT) if isinstance(draft.written, Mapping) and draft.parent is None else None
    if weight is not None:
        findings.add("K289", weight.key.place, id=draft.id.text)


def _language(root: Mapping) -> str:
    return text_of(root, "language") or "zh"


def _methods(section: Node | None) -> Iterator[tuple[str, OwnMethod]]:
    for name, entry in section.entries.items() if isinstance(section, Mapping) else ():
        assert isinstance(entry.value, Mapping)
        parameters = scalars_of(entry.value, "parameters")
        means, clause = entry.value.entries["means"].value, text_of(entry.value, "clause")
        unit_type = entry.value.get("for")
        own_name = text_of(entry.value, "name") or name
        assert unit_type is None or isinstance(unit_type, Scalar)
        yield name, OwnMethod(entry.key, own_name, parameters, means, clause, unit_type)


def _read_methods(names: Names, findings: Findings) -> None:
    """Reads the methods that nothing calls yet, so that they are found wrong all the same.

    K221 for a parameter that bears the name of something that the method sees.
    """
    for name, method in names.methods.items():
        unit_type = next(iter(names.unit_types), "") if method.unit_type is None else method.unit_type.text
        if unit_type not in names.unit_types:
            continue
        scope = Scope(names, findings, unit_type)
        for parameter in method.parameters if method.unit_type is not None else ():
            taken = scope.place_of(parameter.text)
            if taken is not None:
                findings.add("K221", parameter.place, id=parameter.text, line=taken.line_from(parameter.place))
        if name not in names.called:
            reader = RuleReader(names, findings, scope)
            arguments: list[tree.Node] = [tree.Unknown(place=method.id.place) for _ in method.parameters]
            reader.method(name, arguments, method.id.place)


def _in_force(written: Node | None, findings: Findings) -> tuple[Period | None, Period | None]:
    """The first and the last period of `in_force`; K533 where they are turned round."""
    first, last = (_period(written, word, findings) for word in ("from", "to"))
    if first is not None and last is not None and last.last_day < first.first_day:
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


def _cells(row: Node, table: str, names: Names) -> dict[str, Scalar]:
    """The cells of a row by column; `{iaqi: {pm25: 5}}` is the column `iaqi[pm25]`."""
    known = names.tables.get(table)
    axes = {} if known is None else names.column_axes(known)
    return {id_: entry.value for id_, entry in _by_member(row, axes, names) if isinstance(entry.value, Scalar)}


def _by_member(
    written: Node | None, axes: MappingOf[str, tuple[str, ...]], names: Names
) -> Iterator[tuple[str, Entry]]:
    """The entries of a mapping, each of those by member as an entry of its own."""
    for name, entry in written.entries.items() if isinstance(written, Mapping) else ():
        lists = tuple(names.lists[axis] for axis in axes.get(name, ()))
        for id_, key, value in flattened(entry.value, name, lists):
            yield id_, Entry(entry.key if value is entry.value else key, value)


def _display(section: Node | None) -> Display:
    if not isinstance(section, Mapping):
        return Display()
    default = Display()
    rounding = text_of(section, "rounding") or default.rounding
    return Display(int(text_of(section, "decimals") or default.decimals), cast(RoundingMode, rounding))


def _examples(section: Node | None, names: Names) -> Iterator[Example]:
    axes = {id_: lists for (_, id_), lists in names.axes.items()}
    for item in section.items if isinstance(section, Sequence) else ():
        assert isinstance(item, Mapping)
        given, expect, period = item.get("given"), item.get("expect"), item.get("period")
        tables = given.entries if isinstance(given, Mapping) else {}
        yield Example(
            item.place,
            {
                name: [_cells(row, name, names) for row in entry.value.items]
                for name, entry in tables.items()
                if isinstance(entry.value, Sequence)
            },
            dict(_by_member(expect, axes, names)),
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
    root = _shaped(source, findings)
    if root.get("amends") is not None:
        return _amending(root, source, findings)
    if root.get("units") is None:
        findings.add("K808", root.place)
        raise Refused(findings.all)
    known = len(findings.errors)
    text = with_used(WholeText(root, (source,)), root.get("use"), source, findings)
    if len(findings.errors) > known:  # what was not taken would be missed by every rule that names it
        raise Refused(findings.all)
    return policy_of(text, findings)


def _shaped(source: Source, findings: Findings) -> Mapping:
    root = compose(source, findings)
    read = None if root is None else to_be_read(root, findings)
    if read is None:
        raise Refused(findings.all)
    return read


def _amending(root: Mapping, source: Source, findings: Findings) -> Policy:
    """The policy that is another one with changes. What is wrong with the other one is told first, and alone."""
    named = root.entries["amends"].value
    assert isinstance(named, Scalar)
    base_source = read_other(named, source, findings)
    findings.stop_on_errors()
    assert base_source is not None
    written = _shaped(base_source, findings)
    further = written.entries.get("amends")
    if further is not None:
        findings.add("K820", named.place, path=named.text, line=further.key.place.line)
        raise Refused(findings.all)
    of_base = Findings()
    try:
        base = load_source(base_source, of_base)
    except Refused:
        findings.all += of_base.all
        raise Refused(findings.all) from None
    text = amended(base.text, root, source, findings)
    text = with_used(text, root.get("use"), source, findings)
    own = Findings()
    check_shape(text.root, own)
    if own.errors or findings.errors:
        findings.all += attributed(own.all, text, ())
        raise Refused(findings.all)
    try:
        policy = policy_of(text, own)
    except Refused as refused:
        findings.all += attributed(refused.diagnostics, text, base.warnings)
        raise Refused(findings.all) from None
    warnings = attributed(policy.warnings, text, base.warnings)
    findings.all += warnings
    return replace(
        policy,
        base=base,
        warnings=tuple(warnings),
        clauses=(*policy.clauses, *repealed_by(policy, base)),
        amending_clauses=tuple(read_clauses(root.get("clauses"))),
    )


def up_to(policy: Policy, most: int) -> Policy:
    """An amending policy with only so many of its changes. Raises Refused where these alone make no policy."""
    assert policy.base is not None and policy.text.own is not None
    findings = Findings()
    text = amended(policy.base.text, policy.text.own, policy.source, findings, most)
    text = with_used(text, policy.text.own.get("use"), policy.source, findings)
    if not check_shape(text.root, findings):
        raise Refused(findings.all)
    return policy_of(text, findings)


def policy_of(text: WholeText, findings: Findings) -> Policy:
    """The policy that a well-shaped text describes. Raises Refused."""
    with own_measures(read_measures(text.root.get("measures"), findings)):
        return _policy_of(text, findings)


def _policy_of(text: WholeText, findings: Findings) -> Policy:
    policy = build(text, findings)
    policy = replace(policy, dependencies=dependencies(policy))
    policy = replace(policy, order=calculation_order(policy.graph, policy, findings))
    inference = infer(policy, findings)
    policy = replace(policy, types=inference.nodes, value_types=inference.definitions)
    check_whole(policy, findings)
    if policy.lists:
        findings.tell_once()  # of a rule that is read for each member
    findings.stop_on_errors()
    return replace(policy, warnings=tuple(findings.warnings))


def policy_with(policy: Policy, edits: Iterable[Edit]) -> Policy:
    """The policy that its text describes once it is edited. Raises Refused."""
    findings = Findings()
    changed = replace(policy.text, root=edited(policy.text.root, edits))
    if not check_shape(changed.root, findings):
        raise Refused(findings.all)
    return policy_of(changed, findings)
