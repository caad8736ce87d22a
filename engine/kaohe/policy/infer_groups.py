"""Types of the changes of grain: over the rows of a table, the units of a group, the quarters of a year.

A figure or a place goes over the units that there are in the period of the value that it stands in. Where a table says
which there are, that differs from period to period. A figure of what is the same in all periods (a count of units) or
known by longer ones (a yearly sum in a quarter) is then known by the value's periods (`Frames`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from kaohe.diagnostics import Words
from kaohe.language import tree
from kaohe.language.measures import NUMBER, PERCENT, RATIO, multiplied
from kaohe.language.periods import LEVELS, Back, InYear, Part, PeriodLevel, finest, is_finer
from kaohe.lazy import replace
from kaohe.policy.infer_scalars import expect, expect_certain, expect_ordered, in_order, ordered
from kaohe.policy.infer_shared import Inferring, demand, met, relying, seen_to
from kaohe.policy.model import Policy, Table
from kaohe.policy.types import ALL_YEARS, Type, ValueKind, asked_there
from kaohe.source_places import Place
from kaohe.words.fold_operators import OPERATORS, FoldOperator, Gives


def _fold_rows(inference: Inferring, node: tree.FoldRows) -> Type:
    """K426 where a yearly table's rows would rest on quarters, K424 where a name that counts once may be absent."""
    table = inference.policy.tables[node.table]
    pooled = node.per is not None and is_finer(table.period, node.per)
    grain = replace(table.grain.above_rows, period=node.per if pooled else table.period)
    by_row = [inference.of(part) for part in (node.of, node.where, node.once_per, node.weight) if part is not None]
    for part in by_row:
        never_finer(inference, node.place, table, part)
        years = grain.earlier if part.grain.period is None else min(grain.earlier, part.grain.earlier)
        grain = replace(grain, earlier=years)
    if node.where is not None:
        expect_certain(inference, node.where)
    if node.once_per is not None and expect(inference, node.once_per, "text").absent:
        inference.findings.add("K424", node.once_per.place)
    elements = [tree.Element(node.of, where=node.where, weight=node.weight)] if node.of is not None else []
    return _figure(inference, node, elements, Type("nothing", grain), may_be_empty=True)


def _fold_units(inference: Inferring, node: tree.FoldUnits) -> Type:
    found = _compared(inference, node)
    if node.weight is not None:
        found = replace(found, grain=found.grain.joined(inference.of(node.weight).grain))
        if node.rows is None:
            _never_rows(inference, node, found)
    element = tree.Element(node.of, where=node.where, weight=node.weight)
    at = Type("nothing", found.grain, absent=_may_be_in_no_group(inference, node))
    return _figure(inference, node, [element], at, may_be_empty=node.where is not None)


def _fold_list(inference: Inferring, node: tree.FoldList) -> Type:
    """The grain of all elements together; K442 where a figure of longer periods than those would be each one's."""
    conditions = [expect_certain(inference, each.where) for each in node.elements if each.where is not None]
    weights = [each.weight for each in node.elements if each.weight is not None]
    types = [inference.of(part) for part in (*(each.of for each in node.elements), *weights)]
    for each in node.elements[:1]:
        if isinstance(each.of, tree.OtherPeriod) and isinstance(each.of.way, Part):
            level, due = inference.of(each.of.of).grain.period, each.of.way.level
            if level is not None and is_finer(due, level):
                _tell_level(inference, each.of.of, level, due)
    grain = Type("nothing").at(*types, *conditions).grain
    return _figure(inference, node, node.elements, Type("nothing", grain), may_be_empty=bool(conditions))


def _figure(
    inference: Inferring,
    node: tree.FoldRows | tree.FoldUnits | tree.FoldList,
    elements: Sequence[tree.Element],
    at: Type,
    may_be_empty: bool,
) -> Type:
    """The type of an operator's figure of these elements, known at the grain of `at`.

    K410 for a value that is no bare number, ratio or percentage where the operator needs one.
    """
    operator, options = OPERATORS[node.op], node.options
    values = [each.of for each in elements]
    known = [_value(inference, each, operator) for each in elements]
    weights = [expect(inference, each.weight, "number") for each in elements if each.weight is not None]
    for weight in (each.weight for each in elements):
        if weight is not None:
            demand(inference, weight, RATIO)
    found = replace(at, kind=_GIVEN[operator.gives], measure=RATIO if operator.gives == "ratio" else NUMBER)
    if operator.gives == "of" and any(is_.kind != inference.of(of).kind for is_, of in zip(known, values, strict=True)):
        found = replace(found, kind="nothing")  # a value of another kind is told once, and not of what it is met with
    if options.best is not None:
        found = found.at(replace(expect(inference, options.best, "number"), absent=False))
        demand(inference, options.best, NUMBER)
    if operator.counts:
        return found
    if operator.of_ratios:
        bare = [demand(inference, value, RATIO) for value in values]  # what has a measure is told once
        known = [each if fits else replace(each, kind="nothing") for each, fits in zip(known, bare, strict=True)]
    texts = in_order(inference, node, values) if operator.takes == "in_order" else None
    if texts is not None:
        found = replace(found, kind=texts.kind, words=texts.words, day=texts.day, list=texts.list)
    elif operator.gives == "of":
        found = replace(found, measure=met(inference, values, known))
    empty = may_be_empty or options.chooses
    lacks = any(each.absent for each in (*known, *weights)) and not options.left_out
    if node.if_none is not None:
        default = expect(inference, node.if_none, found.kind)
        if texts is not None and default.kind == "text":
            whole = in_order(inference, node.if_none, (*values, node.if_none)) or texts
            found = replace(found, kind=whole.kind, words=whole.words, day=whole.day)
        elif operator.gives == "of":
            found = replace(found, measure=met(inference, (*values, node.if_none), (*known, default)))
        elif operator.gives == "ratio":
            demand(inference, node.if_none, RATIO)
        found = found.at(replace(default, absent=default.absent and empty))
    elif empty and not operator.has_none:
        lacks = True
    if operator.sums and weights and found.measure == PERCENT:  # as any percentage that is multiplied
        given = [each.weight for each in elements if each.weight is not None]
        found = replace(found, measure=multiplied(PERCENT, met(inference, given, weights)))
    lacks = lacks or options.at_least is not None or operator.absence == "without_spread"
    return replace(found, absent=found.absent or lacks)


_GIVEN: dict[Gives, ValueKind] = {
    "of": "number",
    "count": "number",
    "ratio": "number",
    "truth": "truth",
    "text": "text",
}


def _value(inference: Inferring, element: tree.Element, operator: FoldOperator) -> Type:
    """The type of an element's value, which is there where its condition says so."""
    found = inference.of(element.of)
    if operator.takes == "in_order":
        found = found if found.is_text_in_order else expect(inference, element.of, "number")
    elif operator.takes != "any":
        found = expect(inference, element.of, operator.takes)
    return found if element.where is None else relying(inference, element.of, found, seen_to(inference, element.where))


def level_words(level: PeriodLevel) -> Words:
    """A level as findings name it."""
    return Words(LEVELS[level].zh, LEVELS[level].en)


def never_finer(inference: Inferring, place: Place, table: Table, found: Type) -> None:
    """K426 where a value of finer periods than those of the table would meet one of its rows."""
    if found.grain.period is not None and is_finer(found.grain.period, table.period):
        levels = {"own": level_words(table.period), "level": level_words(found.grain.period)}
        inference.findings.add("K426", place, table=table.name, **levels)


def _compared(inference: Inferring, node: tree.FoldUnits | tree.Rank) -> Type:
    """The grain of a comparison: rows are compared across units where that is said (K403)."""
    of = inference.of(node.of)
    where = None if node.where is None else expect_certain(inference, node.where)
    whole = of if where is None else of.at(replace(where, absent=True))
    if node.within is not None:
        whole = whole.at(replace(inference.of(node.within), absent=whole.absent))
    if node.rows is not None:
        return replace(whole, grain=inference.policy.tables[node.rows].grain.joined(whole.grain))
    _never_rows(inference, node, whole)
    return replace(whole, grain=replace(whole.grain, unit=inference.unit_type))


def _may_be_in_no_group(inference: Inferring, node: tree.FoldUnits | tree.Rank) -> bool:
    """Whether a unit may belong to no group, so that it has neither a figure nor a place."""
    return node.within is not None and inference.of(node.within).absent


def _never_rows(inference: Inferring, node: tree.Node, found: Type) -> None:
    """K403 where the rows of a table would be compared across units."""
    if found.grain.table is not None:
        inference.findings.add("K403", node.place, table=inference.policy.tables[found.grain.table].name)


def _rank(inference: Inferring, node: tree.Rank) -> Type:
    expect_ordered(inference, node.of)
    inference.of(node.ties)
    inference.of(node.edge)
    found = _compared(inference, node)
    then = [expect_ordered(inference, key.of) for key in node.then]
    for key in then if node.rows is None else ():
        _never_rows(inference, node, key)
    return Type("number", found.grain, absent=found.absent or _may_be_in_no_group(inference, node)).at(*then)


def _rank_list(inference: Inferring, node: tree.RankList) -> Type:
    """A place among what is listed: K410 where a key is of different measures, K421 where nobody may know who is in."""
    found = [inference.of(node.ties), inference.of(node.edge)]
    for keys in zip(*(each.keys for each in node.contenders), strict=True):
        types = [expect_ordered(inference, key) for key in keys]
        if any(each.list is not None for each in types):
            ordered(inference, keys[0], keys)
        else:
            met(inference, keys, types)
        found += types
    for each in node.contenders:
        found += [] if each.where is None else [replace(expect_certain(inference, each.where), absent=True)]
        found += [] if each.within is None else [inference.of(each.within)]
    whole = Type("number").at(*found)
    if not node.across:
        return whole
    _never_rows(inference, node, whole)
    return replace(whole, grain=replace(whole.grain, unit=inference.unit_type))


def _combination(inference: Inferring, node: tree.Combination) -> Type:
    return Type("text").at(*map(inference.of, node.parts))


def _at(inference: Inferring, node: tree.At) -> Type:
    """K448 where the other unit's value is of shorter periods than any that is known of the rule's own units."""
    found, named = inference.of(node.of), expect(inference, node.unit, "text")
    _never_rows(inference, node, found)
    own, there = inference.policy.units[inference.unit_type], inference.policy.units[node.unit_type]
    tables = [table for table in inference.policy.tables.values() if table.unit_type == own.id]
    level, shortest = found.grain.period, finest([own.period, *(table.period for table in tables)])
    if level is not None and shortest is not None and is_finer(level, shortest):
        told = {"text": node.of.place.text, "level": level_words(level), "own": own.name}
        inference.findings.add("K448", node.place, **told)
        found = replace(found, grain=replace(found.grain, period=shortest))
    may_lack = there.id != own.id or there.source_table is not None
    grain = replace(found.grain, unit=own.id).joined(named.grain)
    return replace(found, grain=grain, absent=found.absent or named.absent or may_lack)


def _other_period(inference: Inferring, node: tree.OtherPeriod) -> Type:
    """K441 for what is the same in all periods: none is before; K442 where shorter ones than these would be folded.

    What is the same in several of the periods that are folded is known in each. A step of less than a year leaves all
    earlier years known: what it leads out of them is absent in one period alone.
    """
    of = expect_certain(inference, node.of) if node.is_certain else inference.of(node.of)
    _never_rows(inference, node, of)
    level = of.grain.period
    if isinstance(node.way, Back | InYear):
        if level is None and isinstance(node.way, InYear):
            return replace(of, grain=asked_there(of.grain, node.way, inference.unit_type), absent=True)
        if level is None:
            inference.findings.add("K441", node.place, text=node.of.place.text)
        back = of.grain.earlier if isinstance(node.way, InYear) else node.way.years or int(level == "year")
        years = of.grain.earlier if of.grain.earlier == ALL_YEARS else max(0, of.grain.earlier - back)
        return replace(of, grain=replace(of.grain, unit=inference.unit_type, earlier=years), absent=True)
    if level is not None and is_finer(level, node.way.level):
        _tell_level(inference, node.of, level, node.way.level)
    return replace(of, grain=replace(of.grain, unit=inference.unit_type, period=node.way.whole), absent=True)


def _tell_level(inference: Inferring, node: tree.Node, level: PeriodLevel, due: PeriodLevel) -> None:
    inference.findings.add("K442", node.place, level=level_words(due), own=level_words(level))


def _since_year(inference: Inferring, node: tree.SinceYear) -> Type:
    return replace(expect(inference, node.of, "number"), absent=True)


RULES: dict[type[tree.Node], Callable[..., Type]] = {
    tree.FoldRows: _fold_rows,
    tree.FoldUnits: _fold_units,
    tree.FoldList: _fold_list,
    tree.Rank: _rank,
    tree.RankList: _rank_list,
    tree.Combination: _combination,
    tree.At: _at,
    tree.OtherPeriod: _other_period,
    tree.SinceYear: _since_year,
}


def _come_and_go(policy: Policy, unit_type: str | None) -> bool:
    """Whether there may be other units of a type in one period than in another."""
    source = None if unit_type is None else policy.units[unit_type].source_table
    return source is not None and "period" not in policy.tables[source].spread


def _goes_over_units(inference: Inferring, node: tree.Node) -> bool:
    """Whether a node compares units that come and go, or asks for one of them."""
    if isinstance(node, tree.At):
        return _come_and_go(inference.policy, node.unit_type)
    if isinstance(node, tree.FoldUnits | tree.Rank):
        return node.rows is None and _come_and_go(inference.policy, inference.of(node).grain.unit)
    return tree.is_across_units(node) and _come_and_go(inference.policy, inference.of(node).grain.unit)


class Frames:
    """The nodes of one rule that are new: what others share with it is known by their periods already.

    `go_over_units` says whether any of them compares units that come and go.
    """

    def __init__(self, inference: Inferring, before: int) -> None:
        self.inference = inference
        self.new = set(islice(inference.nodes, before, None))
        self.go_over_units = any(_goes_over_units(inference, node) for node in self.new)
        self._known: dict[tuple[tree.Node, PeriodLevel], bool] = {}

    def refine(self, node: tree.Node, level: PeriodLevel | None) -> bool:
        """Has what goes over units known by periods of this level, and all that rests on it; returns whether it does.

        What asks another period, and what is folded, has periods of its own.
        """
        if level is None or not self.go_over_units or node not in self.new:
            return False
        if (node, level) not in self._known:
            self._known[node, level] = False
            self._known[node, level] = self._refine(node, level)
        return self._known[node, level]

    def _refine(self, node: tree.Node, level: PeriodLevel) -> bool:
        inference, grain = self.inference, self.inference.of(node).grain
        if isinstance(node, tree.OtherPeriod) and not isinstance(node.way, InYear):
            there = node.way.level if isinstance(node.way, Part) else inference.of(node.of).grain.period
            self.refine(node.of, there)
            return False
        table = node.table if isinstance(node, tree.FoldRows) else getattr(node, "rows", None)
        if table is not None:
            for part in tree.children(node):
                self.refine(part, grain.period if part in _of_all(node) else inference.policy.tables[table].period)
            return False
        parts = [*tree.children(node), *(node.roles.nodes if isinstance(node, tree.Step) else ())]
        rests_on_units = [self.refine(part, level) for part in parts]
        if not any(rests_on_units) and not _goes_over_units(inference, node):
            return False
        if grain.period is None or is_finer(level, grain.period):
            earlier = grain.earlier if grain.period is not None else ALL_YEARS
            own = replace(grain, period=finest((grain.period, level)), earlier=earlier)
            inference.nodes[node] = replace(inference.of(node), grain=own)
        return True


def _of_all(node: tree.Node) -> tuple[tree.Node | None, ...]:
    """What is asked once for all rows, and not of each."""
    return (node.if_none, node.options.best) if isinstance(node, tree.FoldRows | tree.FoldUnits) else ()
