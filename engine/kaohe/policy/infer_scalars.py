"""Types of what works on each row by itself: arithmetic, comparisons, conditions, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kaohe.diagnostics import Fix, Words, nearest
from kaohe.language import tree
from kaohe.language.folds_and_choices import is_whole
from kaohe.language.measures import RATIO, divided, multiplied
from kaohe.language.periods import is_day
from kaohe.language.vocabulary import COMPARING
from kaohe.lazy import replace
from kaohe.policy.infer_shared import Inferring, demand, is_nought, met, relying, seen_to, shown
from kaohe.policy.kind_clashes import CLASHES, DAY, DAYS, KINDS, NO_WORD, points_by_truth
from kaohe.policy.types import Type, ValueKind


def expect(inference: Inferring, node: tree.Node, kind: str, mend: Words | None = None) -> Type:
    """The operand's type; K407 where it is of another kind, and then one that goes with anything."""
    found = inference.of(node)
    if found.kind in (kind, "nothing"):
        return found
    is_day = found.day and kind == "number"
    write = mend or (DAYS if is_day else CLASHES[found.kind, kind])
    named = DAY if is_day else KINDS[found.kind]
    inference.findings.add("K407", node.place, found=named, wanted=KINDS[kind], write=write)
    return replace(found, kind="nothing", words=None)


def expect_ordered(inference: Inferring, node: tree.Node) -> Type:
    """The type of what one comes before another by: a number, a day, or a member of a list (K446 without order)."""
    found = inference.of(node)
    if found.list is not None:
        return found if ordered(inference, node, (node,)) else replace(found, kind="nothing", list=None, words=None)
    return found if found.day else expect(inference, node, "number")


def expect_truth(inference: Inferring, node: tree.Node) -> Type:
    """The type of a condition."""
    return expect(inference, node, "truth")


def expect_certain(inference: Inferring, node: tree.Node) -> Type:
    """The type of a condition that chooses rows or units, which absence would leave open (K421)."""
    found = expect_truth(inference, node)
    if found.absent:
        for uncertain in [*_uncertain(inference, node, set())] or [node]:
            inference.findings.add("K421", uncertain.place)
    return found


def _uncertain(inference: Inferring, node: tree.Node, seen: set[object]) -> Iterator[tree.Node]:
    """The conditions as they are written by which one that a word puts together may be absent."""
    if not relying(inference, node, inference.of(node), seen).absent:
        return
    if not isinstance(node, tree.And | tree.Or | tree.Not):
        yield node
        return
    for part in tree.children(node):
        yield from _uncertain(inference, part, seen)
        seen = seen | seen_to(inference, part) if isinstance(node, tree.And) else seen


def may_be_absent(inference: Inferring, bound: tree.Node, seen: frozenset[object] = frozenset()) -> Iterator[tree.Node]:
    """What a bound can come to, or is chosen by, that can be absent where all in `seen` are there.

    A plain `none` that is chosen lifts the limit.
    """
    if isinstance(bound, tree.Choice):
        then = seen_to(inference, bound.condition) if isinstance(bound, tree.If) else set()
        for part in (*filter(None, [bound.by]), *bound.branches):
            is_then = isinstance(bound, tree.If) and part is bound.then
            yield from may_be_absent(inference, part, seen | then if is_then else seen)
    elif isinstance(bound, tree.Step) and bound.means is not None:
        yield from may_be_absent(inference, bound.means, seen)
    elif not isinstance(bound, tree.Absent) and relying(inference, bound, inference.of(bound), set(seen)).absent:
        yield bound


def _is_hundred(node: tree.Node) -> bool:
    return isinstance(node, tree.Number) and node.value == 100 and node.measure.kind == "number"


def unified(inference: Inferring, nodes: Sequence[tree.Node]) -> Type:
    """The type of what is one or another of several; K408 where they are of different kinds."""
    types = [inference.of(node) for node in nodes]
    kinds = [found for found in types if found.kind != "nothing"]
    whole = (kinds or types or [Type("nothing")])[0]  # none where every case was found wrong
    for node, found in zip(nodes, types, strict=True):
        if found.kind not in (whole.kind, "nothing"):
            inference.findings.add("K408", node.place, found=KINDS[found.kind], wanted=KINDS[whole.kind])
    words: frozenset[str] | None = frozenset()
    for found in kinds:
        words = None if words is None or found.words is None else words | found.words
    day = all(found.day for found in kinds)
    lists = {found.list for found in kinds}
    list_ = lists.pop() if len(lists) == 1 else None
    return replace(whole, measure=met(inference, nodes, types), words=words, day=day, list=list_).at(*types)


def _numbers(inference: Inferring, nodes: Sequence[tree.Node]) -> Type:
    types = [expect(inference, node, "number") for node in nodes]
    kind: ValueKind = "number" if any(found.kind == "number" for found in types) else "nothing"  # all were told
    return Type(kind, measure=met(inference, nodes, types)).at(*types)


def _terms(inference: Inferring, node: tree.Add) -> Type:
    return _numbers(inference, node.terms)


def _extreme(inference: Inferring, node: tree.Min | tree.Max) -> Type:
    """The type of the one of several that comes first or last: of numbers, members of an ordered list, or days."""
    return in_order(inference, node, node.terms) or _numbers(inference, node.terms)


def in_order(inference: Inferring, whole: tree.Node, nodes: Sequence[tree.Node]) -> Type | None:
    """The type of one of several members of an ordered list, or days; None where none of them is such a text.

    K408 where some are no texts at all.
    """
    if not any(inference.of(node).is_text_in_order for node in nodes):
        return None
    found = unified(inference, nodes)
    texts = [node for node in nodes if inference.of(node).kind == "text"]
    kinds = {inference.of(node).kind for node in nodes}
    if kinds <= {"text", "nothing"} and ordered(inference, whole, texts):
        return replace(found, day=found.list is None)
    return replace(found, kind="nothing", words=None, list=None)


def _of_ratios(inference: Inferring, node: tree.Power | tree.Root | tree.Ln | tree.Exp) -> Type:
    """A number of no measure; K410 for each part that has one: ln(5 亿元) would depend on what money is counted in."""
    parts = list(tree.children(node))
    for part in parts:
        if expect(inference, part, "number").kind == "number":
            demand(inference, part, RATIO)
    return Type("number", measure=RATIO).at(*map(inference.of, parts))


def _two(inference: Inferring, node: tree.Sub | tree.Mod) -> Type:
    return _numbers(inference, (node.left, node.right))


def _one(inference: Inferring, node: tree.Neg | tree.Abs | tree.Round) -> Type:
    return _numbers(inference, (node.operand,))


def _product(inference: Inferring, node: tree.Mul) -> Type:
    left, right = expect(inference, node.left, "number"), expect(inference, node.right, "number")
    return Type("number", measure=multiplied(left.measure, right.measure)).at(left, right)


def _quotient(inference: Inferring, node: tree.Div) -> Type:
    left, right = expect(inference, node.left, "number"), expect(inference, node.right, "number")
    if is_nought(node.right):
        inference.findings.add("K409", node.right.place)
    if left.measure.kind == "percent" and _is_hundred(node.right) and node.place.holds(node.right.place):
        inference.findings.add("K428", node.place, fix=_only(node, node.left))
    return Type("number", measure=divided(left.measure, right.measure)).at(left, right)


def _compare(inference: Inferring, node: tree.Compare) -> Type:
    left, right = inference.of(node.left), inference.of(node.right)
    if isinstance(node.left, tree.Absent) or isinstance(node.right, tree.Absent):
        _compared_with_none(inference, node)
        return Type("truth")
    if "text" in (left.kind, right.kind):
        _texts(inference, node)
    elif "truth" in (left.kind, right.kind):
        inference.findings.add("K415", node.place, fix=_asked_itself(node))
    else:
        met(inference, (node.left, node.right), (left, right))
    return Type("truth").at(left, right)


def _texts(inference: Inferring, node: tree.Compare) -> None:
    """Of texts compared: K407, K416, K447, K449; where they have to come before or after each other K414, K446."""
    by_order, sides = COMPARING[node.op].equal is None, (node.left, node.right)
    has_order = any(inference.of(each).is_text_in_order for each in sides)
    if by_order and not has_order:
        inference.findings.add("K414", node.place)
    types = [expect(inference, each, "text", NO_WORD) for each in sides]
    known = [_known_word(inference, node.left, types[1]), _known_word(inference, node.right, types[0])]
    words = [found.words for found in types if isinstance(found.words, frozenset) and found.list is None]
    if all(isinstance(each, _NAMED) for each in sides) and len(words) == 2 and all(words) and not words[0] & words[1]:
        inference.findings.add("K449", node.place, left=node.left.place.text, right=node.right.place.text)
    if all(known) and all(found.kind == "text" for found in types) and (has_order or not by_order):
        ordered(inference, node, sides, by_order)


def ordered(inference: Inferring, whole: tree.Node, nodes: Sequence[tree.Node], by_order: bool = True) -> bool:
    """Whether texts that meet may: K447 for members of two lists; `by_order` K446 without one, K414 for other texts.

    A day goes with days, and with a text that is written as one.
    """
    types = [inference.of(node) for node in nodes]
    lists = [found.list for found in types if found.list is not None]
    if len(set(lists)) > 1:
        names = [inference.policy.lists[each].name for each in dict.fromkeys(lists)]
        inference.findings.add("K447", whole.place, first=names[0], second=names[1])
    elif by_order and len(lists) == len(types):
        known = inference.policy.lists[lists[0]]
        if known.rising:
            return True
        inference.findings.add("K446", whole.place, list=known.name, id=known.id)
    elif by_order and not _are_days(nodes, types):
        inference.findings.add("K414", whole.place)
    else:
        return True
    return False


def _are_days(nodes: Sequence[tree.Node], types: Sequence[Type]) -> bool:
    """Whether all are days, and not all of them only written."""
    written = [isinstance(node, tree.Text) and is_day(node.value) for node in nodes]
    return any(found.day for found in types) and all(
        found.day or is_written for found, is_written in zip(types, written, strict=True)
    )


_NAMED = (tree.Column, tree.LookUp, tree.Key)


def _compared_with_none(inference: Inferring, node: tree.Compare) -> None:
    """K436: nothing is equal to `none`, so that the whole is absent; what is meant is `present`."""
    asked = node.left if isinstance(node.right, tree.Absent) else node.right
    equal = COMPARING[node.op].equal
    text = f"{'not ' if equal else ''}present({asked.place.text})"
    is_plain = equal is not None and not isinstance(asked, tree.Absent) and node.place.holds(asked.place)
    write = text if is_plain else "present(x)"
    inference.findings.add("K436", node.place, write=write, fix=Fix(node.place, text) if is_plain else None)


def _only(node: tree.Node, part: tree.Node) -> Fix | None:
    """A part in place of the whole, in brackets where it is more than one name or number."""
    if not node.place.holds(part.place):
        return None
    text = part.place.text
    is_one = isinstance(part, tree.Column | tree.Ref | tree.Number | tree.Key)
    return Fix(node.place, text if is_one else f"({text})")


def _asked_itself(node: tree.Compare) -> Fix | None:
    """A yes/no by itself, or with not, in place of its comparison with yes or no."""
    for asked, other in ((node.left, node.right), (node.right, node.left)):
        equal = COMPARING[node.op].equal
        if isinstance(other, tree.Truth) and equal is not None and node.place.holds(asked.place):
            is_asked = other.value == equal
            return Fix(node.place, asked.place.text if is_asked else f"(not {asked.place.text})")
    return None


def _known_word(inference: Inferring, node: tree.Node, other: Type) -> bool:
    """K416 where a text is compared that the other side can never be; the member of a list is no literal."""
    if not (isinstance(node, tree.Text) and node.among is None and _is_never(node.value, other)):
        return True
    inference.findings.add("K416", node.place, word=node.value, suggestion=nearest(node.value, other.words or ()))
    return False


def _is_never(word: str, of: Type) -> bool:
    """Whether a text can never be this one."""
    return (of.words is not None and word not in of.words) or (of.day and not is_day(word))


def _or(inference: Inferring, node: tree.Or) -> Type:
    return Type("truth").at(*(expect_truth(inference, term) for term in node.terms))


def _and(inference: Inferring, node: tree.And) -> Type:
    """A term may rely on what those before it have seen to: `present(x) and x > 3`."""
    seen: set[object] = set()
    types = []
    for term in node.terms:
        types.append(relying(inference, term, expect_truth(inference, term), seen))
        seen |= seen_to(inference, term)
    return Type("truth").at(*types)


def _not(inference: Inferring, node: tree.Not) -> Type:
    return Type("truth").at(expect_truth(inference, node.operand))


def _if(inference: Inferring, node: tree.If) -> Type:
    condition = expect_truth(inference, node.condition)
    found = unified(inference, (node.then, node.otherwise))
    then = relying(inference, node.then, inference.of(node.then), seen_to(inference, node.condition))
    absent = then.absent or inference.of(node.otherwise).absent
    return replace(found, absent=absent).at(condition)


def _tiers(inference: Inferring, node: tree.Tiers) -> Type:
    """K446, K447 where borders are members; a border that is no number has been told (K251)."""
    of = expect_ordered(inference, node.of)
    for tier in node.tiers:
        bound = inference.of(tier.bound)
        if bound.list is not None and of.list is not None:
            ordered(inference, tier.bound, (node.of, tier.bound))
        elif (bound.list is None) == (of.list is None):
            met(inference, (node.of, tier.bound), (of, bound))
        elif of.kind != "nothing" and bound.kind != "nothing":
            expect(inference, tier.bound, of.kind)
    return unified(inference, (*(tier.value for tier in node.tiers), node.below)).at(of)


def _cases(inference: Inferring, node: tree.Cases) -> Type:
    """K407 for words that are no numbers of a number; K416 to K418 for words that are none, or not all.

    A yes/no has no words, and what holds otherwise is not asked for.
    """
    of = inference.of(node.of)
    if of.kind == "truth":
        expect(inference, node.of, "text", points_by_truth(inference, node))
        return replace(unified(inference, node.branches), kind="nothing")
    by_place = all(isinstance(word, int) for word, _ in node.cases)
    by_number = by_place or (of.kind == "number" and all(is_whole(word) for word, _ in node.cases))
    expect(inference, node.of, "number" if by_number else "text")
    if by_number and not by_place and of.measure.kind in ("percent", "unit"):
        inference.findings.add("K292", node.of.place, measure=shown(of.measure))
    written = {word for word, _ in node.cases}
    for at, (word, case) in enumerate(node.cases):
        if isinstance(word, str) and _is_never(word, of):
            place = node.words_at[at] if node.words_at else case.place
            inference.findings.add("K416", place, word=word, suggestion=nearest(word, of.words or ()))
    if of.words is not None and not by_number:
        missing = sorted(of.words - written) if node.otherwise is None else []
        if missing:
            inference.findings.add("K417", node.place, missing=tuple(missing))
    elif node.otherwise is None and not by_place:
        inference.findings.add("K418", node.place)
    branches = [case for _, case in node.cases] + ([] if node.otherwise is None else [node.otherwise])
    return unified(inference, branches).at(of)


def _reading(inference: Inferring, node: tree.Reading) -> Type:
    return unified(inference, [case for _, case in node.cases]) if node.cases else Type("nothing", absent=True)


def _present(inference: Inferring, node: tree.Present) -> Type:
    return Type("truth", inference.of(node.operand).grain)


def _if_absent(inference: Inferring, node: tree.IfAbsent) -> Type:
    operand, fallback = inference.of(node.operand), inference.of(node.fallback)
    inference.uses.add(node.place, None if operand.absent else "K431", fix=_only(node, node.operand))
    found = unified(inference, (node.operand, node.fallback))
    return replace(found, absent=fallback.absent)


def _tally(inference: Inferring, node: tree.Tally) -> Type:
    operand = inference.of(node.operand)
    if operand.kind not in ("number", "truth"):
        expect(inference, node.operand, "number")
    elif operand.kind == "number" and operand.measure.kind in ("percent", "unit"):
        inference.findings.add("K412", node.place, measure=shown(operand.measure))
    return Type("number").at(operand)


def _seats(inference: Inferring, node: tree.Seats) -> Type:
    return Type("number").at(expect(inference, node.size, "number"), inference.of(node.rounding))


RULES: dict[type[tree.Node], Callable[..., Type]] = {
    tree.Add: _terms,
    tree.Min: _extreme,
    tree.Max: _extreme,
    tree.Sub: _two,
    tree.Mod: _two,
    tree.Neg: _one,
    tree.Abs: _one,
    tree.Round: _one,
    tree.Mul: _product,
    **dict.fromkeys((tree.Power, tree.Root, tree.Ln, tree.Exp), _of_ratios),
    tree.Div: _quotient,
    tree.Compare: _compare,
    tree.And: _and,
    tree.Or: _or,
    tree.Not: _not,
    tree.If: _if,
    tree.Tiers: _tiers,
    tree.Cases: _cases,
    tree.Reading: _reading,
    tree.Present: _present,
    tree.IfAbsent: _if_absent,
    tree.Tally: _tally,
    tree.Seats: _seats,
}
