"""Infers the type of every node before data is read, and finds what does not fit together.

Walks each rule once, values in the order of calculation, so that a reference finds its type known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from kaohe.diagnostics import EveryUse, Findings, few, nearest
from kaohe.language import tree
from kaohe.language.entry import KEY_PARTS, KeyPart, total
from kaohe.language.measures import NUMBER, POINTS, Measure
from kaohe.language.periods import PeriodLevel, finest, is_finer
from kaohe.lazy import dataclass, field, replace
from kaohe.policy import infer_groups, infer_scalars, infer_shared, infer_words
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.infer_groups import Frames, level_words
from kaohe.policy.model import Definition, Policy, UnitType
from kaohe.policy.types import ALL_YEARS, NO_GRAIN, ColumnSpec, ColumnType, Grain, Type, ValueKind
from kaohe.source_places import Place
from kaohe.words.per_item_and_deduct import DeductRoles, PerItemRoles
from kaohe.words.pro_rata_and_steps import StepsRoles

_KNOWN_BY_PERIOD = (tree.Column, tree.LookUp, tree.Ref, tree.Key, tree.FoldRows)
_LISTED = 8


@dataclass
class Inference:
    """The types found so far, and where findings go. `unit_type` and `points` are those of the rule being walked.

    `told_measures` are the findings on values that print points and have a measure, by value: they are told at the end.
    """

    policy: Policy
    findings: Findings
    unit_type: str = ""
    points: Fraction | None = None
    told_measures: dict[Identity, tuple[Place, dict[str, object]]] = field(default_factory=dict)
    uses: EveryUse = field(default_factory=EveryUse)
    forms: infer_shared.Forms = field(default_factory=infer_shared.Forms)
    nodes: dict[tree.Node, Type] = field(default_factory=dict)
    definitions: dict[Identity, Type] = field(default_factory=dict)

    def of(self, node: tree.Node) -> Type:
        """The type of a node, inferred once however often it is shared."""
        known = self.nodes.get(node)
        if known is None:
            known = self.nodes[node] = _RULES[type(node)](self, node)
        return known

    def quiet(self) -> Inference:
        """The same inference, whose findings nobody sees."""
        return replace(self, findings=Findings(), uses=EveryUse())


def infer(policy: Policy, findings: Findings) -> Inference:
    """Types of all nodes and definitions; findings K4xx."""
    inference = Inference(policy, findings)
    for identity in policy.order:
        definition = policy.definitions[identity]
        inference.unit_type, inference.points = definition.unit_type, definition.points
        inference.definitions[identity] = _defined(inference, definition)
        infer_words.certain_bounds(inference, definition.rule)
    for target in policy.targets:
        if target.id not in policy.tables[policy.target_table or ""].columns:
            continue  # it is qualitative, or its table is another one (K279)
        inference.unit_type = target.unit_type
        for amount in target.rules.amounts if target.rules else ():
            if not infer_shared.demand(inference, amount, target.measure):
                inference.nodes[amount] = replace(inference.of(amount), kind="nothing")  # it is told once
        for rule in target.rules or ():
            inference.of(rule)
            infer_words.certain_bounds(inference, rule)
    for assertion in policy.assertions:
        infer_scalars.expect_truth(inference, assertion.rule)
        infer_words.certain_bounds(inference, assertion.rule)
    for condition in policy.conditions:
        table = policy.tables[condition.table]
        inference.unit_type, before = table.unit_type, len(inference.nodes)
        found = infer_scalars.expect_truth(inference, condition.rule)
        infer_groups.never_finer(inference, condition.rule.place, table, found)
        Frames(inference, before).refine(condition.rule, table.period)
        infer_words.certain_bounds(inference, condition.rule)
    for place, arguments in inference.told_measures.values():
        findings.add("K435", place, **arguments)
    inference.uses.tell(findings)
    return inference


def _defined(inference: Inference, definition: Definition) -> Type:
    """The type of a whole definition: its rule's, at no coarser a grain than its owner's."""
    before = len(inference.nodes)
    found = inference.of(definition.rule)
    policy, frames = inference.policy, Frames(inference, before)
    if definition.table is not None:
        table = policy.tables[definition.table]
        infer_groups.never_finer(inference, definition.place, table, found)
        found = replace(found, grain=policy.tables[definition.table].grain.joined(found.grain))
    else:
        found = replace(found, grain=_per(inference, definition, found.grain))
        level = policy.units[definition.unit_type].period if definition.published or frames.go_over_units else None
        grain = found.grain if found.grain.period else found.grain.joined(Grain(definition.unit_type, level))
        years = 0 if definition.published or grain.earlier == ALL_YEARS else grain.earlier
        found = replace(found, grain=replace(grain, unit=definition.unit_type, earlier=years))
        own = policy.units[definition.unit_type].period
        if definition.published and grain.period is not None and is_finer(grain.period, own):
            levels = {"level": level_words(grain.period), "own": level_words(own), "write": grain.period, "due": own}
            inference.findings.add(
                "K427", definition.place, unit_type=policy.units[definition.unit_type].name, **levels
            )
            found = replace(found, grain=replace(found.grain, period=own))  # what rests on it is not told for it
    frames.refine(definition.rule, found.grain.period)
    if definition.measure is not None and found.kind == "number":
        if infer_shared.fits(definition.rule, found.measure, definition.measure):
            found = replace(found, measure=definition.measure)
            infer_shared.compare_with_declared(inference, definition.rule, definition.measure)
        else:
            _check_declared(inference, definition, definition.measure)
    elif found.kind == "number" and found.measure.kind == "unit" and not found.measure.label:
        measure = infer_shared.shown(found.measure)
        inference.findings.add("K413", definition.place, name=definition.id, measure=measure)
    elif definition.prints_points and found.kind == "number" and found.measure.kind in ("percent", "unit"):
        _check_points(inference, definition, found.measure)
    if definition.points_by is not None:
        infer_shared.demand(inference, definition.points_by, POINTS)
    if definition.prints_points:
        for node in tree.walk(definition.rule):
            if isinstance(node, tree.Step) and isinstance(node.roles, PerItemRoles | DeductRoles | StepsRoles):
                for points in node.roles.points:
                    infer_shared.demand(inference, points, POINTS)
    if found.kind == "number":
        _round_as_shown(inference, definition.rule, found.measure)
    elif definition.list is not None and found.kind == "text":
        found = replace(found, list=definition.list.id)
    return found


def _per(inference: Inference, definition: Definition, grain: Grain) -> Grain:
    """The grain of an entry that says per what it is known; K445 at a name of shorter periods outside of a fold."""
    per = definition.per
    if per is None:
        return grain
    if grain.period is not None and is_finer(grain.period, per):
        named = _finer_than(inference, definition.rule, per)
        text = definition.id if named is None else named.place.text
        place = definition.place if named is None else named.place
        inference.findings.add("K445", place, text=text, level=level_words(grain.period), per=per)
    return replace(grain, period=finest((grain.period, per)))


def _finer_than(inference: Inference, rule: tree.Node, per: PeriodLevel) -> tree.Node | None:
    """The first input, value or fold that is known by shorter periods than these."""
    for node in tree.walk(rule):
        level = inference.of(node).grain.period if isinstance(node, _KNOWN_BY_PERIOD) else None
        if level is not None and is_finer(level, per) and node.place.source == rule.place.source:
            return node
    return None


def _check_declared(inference: Inference, definition: Definition, measure: Measure) -> None:
    """K411 at each written number that is not of the measure that the entry declares, or else at the entry."""
    for culprit in infer_shared.culprits(inference, definition.rule, measure):
        write, fix = infer_shared.mended(culprit, measure)
        place = _place_of(definition, culprit)
        text = definition.id if place is definition.place else place.text
        inference.findings.add("K411", place, fix=fix, text=text, measure=measure.label, write=write)


def _check_points(inference: Inference, definition: Definition, found: Measure) -> None:
    """K435 once, at the first number that brings a measure into a rule of points; not where a part told of it."""
    culprits = [
        culprit
        for culprit in infer_shared.culprits(inference, definition.rule, POINTS, into_methods=False)
        if not (isinstance(culprit, tree.Ref) and _tells_itself(inference, culprit))
    ]
    culprits.sort(key=lambda culprit: (culprit.place.line, culprit.place.column))
    if culprits:
        write, fix = infer_shared.in_points(inference, culprits, definition.points)
        told: dict[str, object] = {
            "name": definition.id,
            "measure": infer_shared.shown(found),
            "write": write,
            "fix": fix,
        }
        inference.told_measures[definition.unit_type, definition.id] = (culprits[0].place, told)


def _tells_itself(inference: Inference, culprit: tree.Ref) -> bool:
    """Whether a value that prints points has been found to have a measure."""
    definition = inference.policy.definitions.get((culprit.unit_type, culprit.id))
    return definition is not None and definition.prints_points


def _place_of(definition: Definition, culprit: tree.Node) -> Place:
    """The place of a written number; an input or value is not at fault for what is made of it."""
    return culprit.place if isinstance(culprit, tree.Number) else definition.place


def _round_as_shown(inference: Inference, rule: tree.Node, shown: Measure) -> None:
    """A rounding that a whole value comes to is in the measure it is shown in: 0.25003 as 25.0%, not as 30%.

    One by which something is only chosen (what tiers ask, a condition) is in its operand's own measure.
    """
    seen, waiting = {rule}, [rule]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Round):
            inference.nodes[node] = replace(inference.of(node), measure=shown)
        found = [result for result in _results(node) if result not in seen]
        seen.update(found)
        waiting += found


def _results(rule: tree.Node) -> Sequence[tree.Node]:
    """What a rule comes to: the body of a step, the branches of a choice."""
    if isinstance(rule, tree.Choice):
        return rule.branches
    return [rule.body] if isinstance(rule, tree.Step) else []


_KINDS: dict[ColumnType, ValueKind] = {
    "number": "number",
    "truth": "truth",
    **dict.fromkeys(("choice", "text", "name", "date"), "text"),
}


def _column(inference: Inference, node: tree.Column) -> Type:
    table = inference.policy.tables[node.table]
    spec = table.columns[node.column]
    kind = _KINDS[spec.type]
    absent = not (spec.is_due or spec.default is not None) or (table.optional and not table.is_finer)
    words = frozenset(spec.choices) if spec.type == "choice" else None
    return Type(kind, table.grain, spec.measure, absent, words, spec.type == "date", _list_of(spec))


def _list_of(spec: ColumnSpec) -> str | None:
    """The list whose members are the texts of a column."""
    return spec.list if spec.type == "choice" else None


def _look_up(inference: Inference, node: tree.LookUp) -> Type:
    """The type of what stands in a table of the document; K716 where a part of the key can be what no row has."""
    column = inference.policy.grids[node.table].columns[node.column]
    keys: list[Type] = []
    for at, (part, key) in enumerate(zip(node.keys, column.keys, strict=True)):
        found = infer_scalars.expect(inference, part, "text" if key.kind == "word" else "number")
        if key.kind == "number":
            infer_shared.demand(inference, part, NUMBER)
        keys.append(replace(found, measure=NUMBER))
        has = dict.fromkeys(str(entry.key[at]) for entry in column.entries)
        strange = sorted((found.words or frozenset()).difference(has)) if key.kind == "word" else []
        if strange and column.otherwise is None and not (column.some or inference.policy.grids[node.table].fault):
            near = nearest(strange[0], has) if len(strange) == 1 else None
            told = {"table": inference.policy.grids[node.table].name, "key": key.id, "known": few(has, _LISTED)}
            inference.findings.add("K716", part.place, words=tuple(strange), suggestion=near, **told)
    kind: ValueKind = _KINDS[column.spec.type]
    words = frozenset(column.spec.choices) if column.spec.type == "choice" else None
    absent = any(entry.value is None for entry in column.values) or (column.some and column.otherwise is None)
    found = Type(kind, NO_GRAIN, column.spec.measure, absent, words, column.spec.type == "date", _list_of(column.spec))
    return found.at(*keys)


def _ref(inference: Inference, node: tree.Ref) -> Type:
    """What is part of a circle has no type (K501)."""
    return inference.definitions.get((node.unit_type, node.id), Type("nothing"))


def _key(inference: Inference, node: tree.Key) -> Type:
    return _KEY_PARTS[node.part](inference, node, inference.policy.units[inference.unit_type])


def _unit(inference: Inference, node: tree.Key, unit_type: UnitType) -> Type:
    words = frozenset(unit_type.members) if unit_type.source_table is None else None
    return Type("text", Grain(unit_type.id), words=words)


def _group(inference: Inference, node: tree.Key, unit_type: UnitType) -> Type:
    """K406 where there are no groups."""
    if not unit_type.groups and unit_type.group_column is None:
        inference.findings.add("K406", node.place, unit_type=unit_type.name)
    if unit_type.source_table is None:
        return Type("text", Grain(unit_type.id), words=frozenset(unit_type.groups))
    if unit_type.group_column is None:
        return Type("text", Grain(unit_type.id))
    named = inference.policy.tables[unit_type.source_table].columns[unit_type.group_column]
    absent = named.optional and named.default is None
    words = frozenset(named.choices) if named.type == "choice" else None
    return Type("text", Grain(unit_type.id), absent=absent, words=words)


def _part_of_year(level: PeriodLevel) -> Callable[[Inference, tree.Key, UnitType], Type]:
    """The number of the half-year, quarter, month, or day of the month; K425 where nothing is known by such periods."""

    def found(inference: Inference, node: tree.Key, unit_type: UnitType) -> Type:
        tables = [table for table in inference.policy.tables.values() if table.unit_type == unit_type.id]
        shortest = finest([unit_type.period, *(table.period for table in tables)]) or level
        if is_finer(level, shortest):
            own = level_words(unit_type.period)
            inference.findings.add("K425", node.place, unit_type=unit_type.name, own=own, part=level)
        own_level = shortest if is_finer(level, shortest) else level
        return Type("number", Grain(unit_type.id, own_level, earlier=ALL_YEARS))

    return found


_KEY_PARTS: dict[KeyPart, Callable[[Inference, tree.Key, UnitType], Type]] = total(
    "policy.infer of key parts",
    KEY_PARTS,
    {
        "unit": _unit,
        "group": _group,
        "year": lambda inference, node, unit_type: Type("number", Grain(unit_type.id, "year", earlier=ALL_YEARS)),
        "half_year": _part_of_year("half_year"),
        "quarter": _part_of_year("quarter"),
        "month": _part_of_year("month"),
        "day": _part_of_year("day"),
    },
)


def _number(inference: Inference, node: tree.Number) -> Type:
    return Type("number", measure=node.measure)


def _text(inference: Inference, node: tree.Text) -> Type:
    return Type("text", words=node.among or frozenset([node.value]), list=node.list)


def _truth(inference: Inference, node: tree.Truth) -> Type:
    return Type("truth")


def _absent(inference: Inference, node: tree.Absent) -> Type:
    return Type("nothing", absent=True)


def _unknown(inference: Inference, node: tree.Unknown) -> Type:
    return Type("nothing")


def _step(inference: Inference, node: tree.Step) -> Type:
    """The type of what a word is lowered to, after what the word itself asks of its arguments."""
    found = infer_words.WORDS_OF_RULES[node.entry.word](inference, node, node.roles)
    # Readers may ask for the value of whatever plays a role; what is wrong with it has been found where it acts.
    quiet = inference.quiet()
    for part in node.roles.nodes:
        quiet.of(part)
    return found


def _tier(inference: Inference, node: tree.Tier) -> Type:
    raise AssertionError("a tier is a row of its table, which has the type")


_RULES: dict[type[tree.Node], Callable[..., Type]] = total(
    "policy.infer",
    tree.NODES,
    {
        tree.Column: _column,
        tree.LookUp: _look_up,
        tree.Ref: _ref,
        tree.Key: _key,
        tree.Number: _number,
        tree.Text: _text,
        tree.Truth: _truth,
        tree.Absent: _absent,
        tree.Unknown: _unknown,
        tree.Step: _step,
        tree.Tier: _tier,
    },
    infer_scalars.RULES,
    infer_groups.RULES,
)
