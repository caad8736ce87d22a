"""Folds (汇总): an operator over a set, `mean: {over: rows, of: F}`.

The sets are the rows of a table, the units of a comparison group, the members of a list, and values that are listed
one by one; those over periods ask `periods`. What an operator makes of the elements is its own entry in
`fold_operators`; what the options mean is the same for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import cast

from kaohe.diagnostics import Words, few, nearest
from kaohe.language import nodes
from kaohe.language.entry import Extreme, FoldOp, Meaning
from kaohe.language.nodes import Mapping
from kaohe.language.periods import InYear, Part
from kaohe.language.tree import (
    Element,
    Fold,
    FoldList,
    FoldRows,
    FoldUnits,
    Key,
    Node,
    Number,
    Options,
    Step,
    Tally,
    Text,
    Truth,
    Unknown,
)
from kaohe.lazy import dataclass
from kaohe.source_places import Place
from kaohe.words.fold_operators import OPERATORS
from kaohe.words.lowering import Context, InMember, Keyword
from kaohe.words.periods import in_periods, in_year, ways_to_parts, ways_to_years
from kaohe.words.rank_and_ties import all_of, within_of

_LISTED = 8


@dataclass(frozen=True, slots=True, eq=False)
class FoldRoles(Meaning):
    """The fold itself, which has the set, whose values, which elements count, and by what weight."""

    means: Fold


def lower_fold(op: FoldOp, rule: Mapping, context: Context) -> Node:
    """The operator over the set that `over` names; K255 without the `of` that it needs."""
    entry = rule.entries[op]
    written = entry.value
    assert isinstance(written, Mapping)
    over = written.entries["over"].value
    if isinstance(over, nodes.Scalar) and context.is_list(over):
        body: Fold | None = _of_members(op, entry.key, written, context)
    elif isinstance(over, nodes.Scalar):
        read = _of_periods if context.is_periods(over) else _of_units if context.is_units(over) else _of_rows
        body = read(op, entry.key, written, context)
    else:
        body = _of_list(op, entry.key, written, context)
    if body is None:
        return Unknown(place=entry.key.place)
    return Step(FOLDS[op], FoldRoles(body), body, context.clause, place=entry.key.place)


def _of_rows(op: FoldOp, key: nodes.Scalar, written: Mapping, context: Context) -> Fold | None:
    """Over the rows that `where` and `once_per` leave. K256 where `keep` is missing."""
    over = written.entries["over"].value
    rows = context.rows(over)
    if rows is None:
        return None
    _refuse(("within", "so_far", "years"), written, context, Words("表", "a table"))
    table, row = rows
    of, where, once_per, weight = (_formula(row, written, word) for word in ("of", "where", "once_per", "weight"))
    operator = OPERATORS[op]
    if of is None and operator.needs_of:
        context.find("K255", key.place, keyword=op)
    if once_per is not None and of is not None and "keep" not in written.entries and operator.takes != "text":
        context.find("K256", written.entries["once_per"].key.place)
    keep = cast(Extreme, context.plain_word(written.get("keep"), "highest"))
    if_none, options = _if_none(context, written, of), _options(op, key, written, context)
    where = all_of(row.agreeing(over.place), None if of is None else row.applies(of), where)
    return FoldRows(op, table, of, where, once_per, keep, if_none, weight, options, context.per, place=key.place)


def _of_units(op: FoldOp, key: nodes.Scalar, written: Mapping, context: Context) -> Fold | None:
    """Over one's own units that take part (`where`), within all or those that have the same `within`."""
    over = written.entries["over"].value
    assert isinstance(over, nodes.Scalar)
    _refuse(("once_per", "keep", "so_far", "years"), written, context, over.text)
    unit = context.units(over)
    if unit is None:
        return None
    of, where, weight = (_formula(unit, written, word) for word in ("of", "where", "weight"))
    operator = OPERATORS[op]
    if of is None and operator.needs_of and operator.takes != "text":
        context.find("K255", key.place, keyword=op)
        return None
    within = written.get("within")
    same = None if within is None else within_of(within, context)
    applying = context.where if unit is context else None
    among = all_of(applying, None if of is None else context.applies(of), where)
    if_none, options = _if_none(context, written, of), _options(op, key, written, context)
    value = of or Key("unit", place=over.place)
    return FoldUnits(op, value, same, among, if_none, weight, options, place=key.place)


def _of_list(op: FoldOp, key: nodes.Scalar, written: Mapping, context: Context) -> Fold:
    """Over values that are listed, with the weights that stand beside them or in a list of their own (K285)."""
    over = written.entries["over"].value
    _refuse(("of", "where", "within", "once_per", "keep", "so_far", "years"), written, context, "[…]")
    if isinstance(over, nodes.Mapping):
        if "weight" in written.entries:
            context.find("K286", written.entries["weight"].key.place, one="weight", other="over: {…}")
        pairs = over.entries.values()
        elements = [element(context.formula(each.key), context, context.formula(each.value)) for each in pairs]
    else:
        assert isinstance(over, nodes.Sequence)
        elements = [element(context.formula(each), context) for each in over.items]
        elements = _weighed(elements, written, context)
    if_none, options = _if_none(context, written, *(each.of for each in elements)), _options(op, key, written, context)
    return FoldList(op, tuple(elements), if_none, options, place=key.place)


def _of_members(op: FoldOp, key: nodes.Scalar, written: Mapping, context: Context) -> Fold | None:
    """Over the members of a list that agree and for which `where` holds, in its order; of each the value there."""
    _refuse(("within", "once_per", "keep", "so_far", "years"), written, context, Words("清单", "a list"))
    operator, of = OPERATORS[op], written.get("of")
    if of is None and operator.needs_of and operator.takes != "text":
        context.find("K255", key.place, keyword=op)
        return None
    found: list[Element] = []
    members = context.members(written.entries["over"].value)
    weights = _weights_of(members, written, context)
    for each, weight in zip(members, weights, strict=True):
        if not each.agrees:
            continue
        inside, where = each.context, _formula(each.context, written, "where")
        if of is not None:
            value = inside.formula(of)
        else:
            value = Text(each.name, place=key.place) if operator.takes == "text" else Truth(True, place=key.place)
        found.append(Element(value, each.name, all_of(inside.applies(value), where), weight))
    if_none, options = _if_none(context, written, *(each.of for each in found)), _options(op, key, written, context)
    return FoldList(op, tuple(found), if_none, options, place=key.place) if members else None


def _weights_of(members: Sequence[InMember], written: Mapping, context: Context) -> Sequence[Node | None]:
    """What each member counts with: by a formula, a list in their order (K285) or by member (K608, K609)."""
    weight = written.get("weight")
    if weight is None or not members:
        return [None] * len(members)

    def weights(plain: nodes.Node) -> tuple[Node, ...]:
        if isinstance(plain, nodes.Scalar):
            return tuple(each.context.formula(plain) for each in members)
        if isinstance(plain, Mapping):
            return _by_member(plain, members, context)
        if len(plain.items) != len(members):
            context.find("K285", plain.place, found=len(plain.items), due=len(members))
            return ()
        return tuple(context.formula(item) for item in plain.items)

    found = context.alternatives(weight, weights)
    return found if len(found) == len(members) else [None] * len(members)


def _by_member(written: Mapping, members: Sequence[InMember], context: Context) -> tuple[Node, ...]:
    """The formula of each member, in their order, where it is written by member."""
    words = {word: each.id for each in reversed(members) for word in (each.name, each.id)}
    of: dict[str, nodes.Node] = {}
    for word, entry in written.entries.items():
        if word not in words or words[word] in of:
            near = None if word in words else nearest(word, words)
            context.find("K608", entry.key.place, name=word, suggestion=near)
        else:
            of[words[word]] = entry.value
    missing = tuple(each.name for each in members if each.id not in of)
    if missing:
        context.find("K609", written.place, missing=few(missing, _LISTED))
        return ()
    return tuple(context.formula(of[each.id]) for each in members)


def _of_periods(op: FoldOp, key: nodes.Scalar, written: Mapping, context: Context) -> Fold | None:
    """Over the periods of a level in those that the entry is `per`, or with `so_far` from the beginning of the year.

    Over the years from–to that `years` names, as far as they have come.

    K255 without `of`. How many of them there are is how many reach a condition: a period that is missing is none that
    does not.
    """
    over = cast(nodes.Scalar, written.entries["over"].value)
    _refuse(("within", "once_per", "keep"), written, context, over.text)
    years, of_term, parts = written.get("years"), list[InYear](), list[Part]()
    if isinstance(years, Mapping):
        _refuse(("so_far",), written, context, "years")
        of_term = ways_to_years(over, years, context)
    else:
        parts = ways_to_parts(over, "so_far" in written.entries, context)
    of, where = (_formula(context, written, word) for word in ("of", "where"))
    listed = isinstance(written.get("weight"), nodes.Sequence | nodes.Mapping)
    weight = None if listed else _formula(context, written, "weight")
    if of is None and where is not None and not OPERATORS[op].needs_of:
        counts = OPERATORS[op].counts
        op, of, where = ("sum", Tally(where, place=where.place), None) if counts else (op, where, None)
    if of is None:
        context.find("K255", key.place, keyword=op)
    if of is None or not (of_term or parts):
        return None
    meant = all_of(context.applies(of), where)
    elements = [in_year(way, of, meant, weight, key.place) for way in of_term]
    elements += in_periods(parts, of, meant, weight, key.place)
    elements = _weighed(elements, written, context) if listed else elements
    if_none, options = _if_none(context, written, of), _options(op, key, written, context)
    return FoldList(op, tuple(elements), if_none, options, place=key.place)


def element(of: Node, context: Context, weight: Node | None = None) -> Element:
    """A value among others; where it does not apply there is no such element."""
    return Element(of, where=context.applies(of), weight=weight)


def _weighed(elements: list[Element], written: Mapping, context: Context) -> list[Element]:
    """The elements with the weights of a list in their order, which a word or a reading may choose (K285)."""
    weight = written.get("weight")
    if weight is None:
        return elements

    def weights(listed: nodes.Node) -> tuple[Node, ...]:
        if not isinstance(listed, nodes.Sequence) or len(listed.items) != len(elements):
            found = len(listed.items) if isinstance(listed, nodes.Sequence) else 1
            context.find("K285", listed.place, found=found, due=len(elements))
            return ()
        return tuple(context.formula(item) for item in listed.items)

    found = context.alternatives(weight, weights)
    if len(found) < len(elements):
        return elements
    return [each._replace(weight=own) for each, own in zip(elements, found, strict=True)]


def _formula(context: Context, written: Mapping, word: str) -> Node | None:
    argument = written.get(word)
    return None if argument is None else context.formula(argument)


def _if_none(context: Context, written: Mapping, *of: Node | None) -> Node | None:
    """What holds of no elements; among members of a list a word may be one."""
    argument = written.get("if_none")
    return None if argument is None else context.beside(argument, next(filter(None, of), None))


def _refuse(words: Sequence[str], written: Mapping, context: Context, set_: str | Words) -> None:
    """K283 for each of these arguments, which the set does not take."""
    for word in words:
        if word in written.entries:
            context.find("K283", written.entries[word].key.place, word=word, set=set_)


def _options(op: FoldOp, key: nodes.Scalar, written: Mapping, context: Context) -> Options:
    """The options, which mean the same for every set.

    K284 without `at` or `kind` where the operator needs it; K286 for `best` beside `drop` or `weight`; K287 for
    `at_least` without `absent: left_out`; K288 for a number that makes no sense there.
    """
    drop, best = written.get("drop"), written.get("best")
    dropped = drop if isinstance(drop, Mapping) else None
    for other in ("drop", "weight"):
        if best is not None and other in written.entries:
            context.find("K286", written.entries["best"].key.place, one="best", other=other)
    if "at_least" in written.entries and "absent" not in written.entries:
        context.find("K287", written.entries["at_least"].key.place)
    for word in OPERATORS[op].requires:
        if word not in written.entries:
            context.find("K284", key.place, keyword=op, word=word)
    least = _literal("at_least", written, context)
    at = _literal("at", written, context)
    return Options(
        "absent" in written.entries,
        None if least is None else least.value,
        least is not None and least.measure.kind == "percent",
        _number(dropped, "highest", context),
        _number(dropped, "lowest", context),
        None if best is None else context.rule(best),
        Fraction(0) if at is None else at.value,
        context.plain_word(written.get("kind"), "sample") != "population",
        context.plain_word(written.get("join"), "、"),
    )


def _number(dropped: Mapping | None, end: str, context: Context) -> int:
    """How many are dropped at an end; the schema has seen to it that it is a whole number."""
    return int(context.plain_word(None if dropped is None else dropped.get(end), "0"))


def _literal(word: str, written: Mapping, context: Context) -> Number | None:
    """`at_least: 80%`, `at_least: 3`, `at: 25%`; K288 for anything else."""
    argument = written.get(word)
    if argument is None:
        return None
    found = context.formula(argument)
    is_share = isinstance(found, Number) and found.measure.kind == "percent" and 0 <= found.value <= 1
    is_count = isinstance(found, Number) and found.measure.kind == "number" and found.value.denominator == 1
    if isinstance(found, Number) and (is_share or (is_count and found.value >= 1 and word == "at_least")):
        return found
    context.find("K288", argument.place, word=word, text=argument.place.text)
    return None


FOLDS: dict[FoldOp, Keyword] = {
    op: Keyword(
        op, *known.called[:2], FoldRoles, known.kind, known.absence, lower=partial(lower_fold, op), doc=known.doc
    )
    for op, known in OPERATORS.items()
}


def fold_function(op: FoldOp, arguments: Sequence[Node], place: Place) -> Node:
    """`mean(a, b, c)` in a formula: the fold of these values."""
    return FoldList(op, tuple(map(Element, arguments)), place=place)
