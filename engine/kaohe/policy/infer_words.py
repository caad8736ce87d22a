"""Infers the type of what a word of rules comes to, and finds what does not fit among its arguments."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kaohe.diagnostics import Fix, Words
from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, Roles, total
from kaohe.language.measures import PERCENT, POINTS, RATIO, agreed
from kaohe.language.numerals import exact_digits
from kaohe.lazy import replace
from kaohe.policy import infer_scalars, infer_shared
from kaohe.policy.infer_groups import level_words
from kaohe.policy.infer_shared import Inferring
from kaohe.policy.model import CALCULATED
from kaohe.policy.types import Type
from kaohe.words import WORDS
from kaohe.words.cap_floor_round import LimitRoles
from kaohe.words.efficacy_coefficient_and_interpolation import EfficacyRoles, InterpolateRoles
from kaohe.words.formula_and_parts import AdjustedRoles, AppliesRoles, PartsRoles
from kaohe.words.pro_rata_and_steps import ProRataRoles, StepsRoles
from kaohe.words.quota import ByRankRoles, QuotaRoles

# A first place may get more than all of the points; what is above this is meant as points or as a percentage.
_MOST_OF_A_SHARE = Fraction(2)


def _as_lowered(inference: Inferring, node: tree.Step, roles: Roles) -> Type:
    return inference.of(node.body)


def _parts(inference: Inferring, node: tree.Step, roles: PartsRoles) -> Type:
    """K410 at each part that is no number of points where points are printed; else at those unlike most of them."""
    definitions = inference.policy.definitions
    parts = {
        (part.unit_type, part.id): part
        for part in roles.parts
        if isinstance(part, tree.Ref) and infer_scalars.expect(inference, part, "number").kind == "number"
    }
    points = [inference.points, *(definitions[identity].points for identity in parts)]
    fits = {identity: infer_shared.fits(part, inference.of(part).measure, POINTS) for identity, part in parts.items()}
    if all(fits.values()) or not any(fits.values()) or all(each is None for each in points):
        return inference.of(node.body)
    for identity, part in parts.items():
        if not fits[identity]:
            inference.told_measures.pop(identity, None)
            definition = definitions[identity]
            rule = infer_shared.culprits(inference, definition.rule, POINTS, into_methods=False)
            write, fix = infer_shared.in_points(inference, rule, definition.points)
            left, right = infer_shared.shown(POINTS), infer_shared.shown(inference.of(part).measure)
            inference.findings.add(
                "K410", part.place, fix=fix, left=left, right=right, write=Words(f"{write.zh}。", f"{write.en}.")
            )
    return replace(inference.quiet().of(node.body), measure=POINTS)


def _efficacy(inference: Inferring, node: tree.Step, roles: EfficacyRoles) -> Type:
    """K410 where base, span and what holds where all are equal are of different measures, or no coefficient."""
    ends = (roles.base, roles.span, roles.when_equal)
    infer_shared.met(inference, ends, [inference.of(end) for end in ends])
    for end in ends[:2]:
        infer_shared.demand(inference, end, RATIO)
    return inference.of(node.body)


def _pro_rata(inference: Inferring, node: tree.Step, roles: ProRataRoles) -> Type:
    """K410 where the gate is a percentage, and all points are reached at an amount: the mend is so much of that."""
    gate, full = _written_out(roles.zero_below), _written_out(roles.full_at)
    of, whole = infer_scalars.expect(inference, roles.of, "number"), inference.of(roles.full_at)
    if not isinstance(gate, tree.Number) or gate.measure.kind != "percent" or not whole.kind == of.kind == "number":
        return inference.of(node.body)
    is_amount = infer_shared.fits(roles.full_at, whole.measure, of.measure)
    if is_amount and not infer_shared.fits(gate, PERCENT, of.measure):
        share, fix = gate.place.text, None
        if isinstance(full, tree.Number):
            digits = exact_digits(full.value * gate.value / full.measure.scale)
            text = f"{digits} {full.measure.label}" if full.measure.label else digits
            fix = Fix(gate.place, text)
        else:
            text = f"({roles.full_at.place.text}) * {share}"
        write = Words(f"full_at 的 {share}，写成 {text}。", f"{share} of full_at is written {text}.")
        told = {"left": infer_shared.shown(whole.measure), "right": share, "write": write}
        inference.findings.add("K410", gate.place, fix=fix, **told)
        inference.nodes |= dict.fromkeys(filter(None, (gate, roles.zero_below)), Type("nothing"))  # it is told once
    return inference.of(node.body)


def _written_out(node: tree.Node | None) -> tree.Node | None:
    """What a formula is that is one number."""
    while isinstance(node, tree.Step) and node.means is not None:
        node = node.means
    return node


def _steps(inference: Inferring, node: tree.Step, roles: StepsRoles) -> Type:
    """K410 where a step is of another measure than what is measured."""
    sizes = [roles.of, *(slope.each for slope in (*roles.above, *roles.below))]
    infer_shared.met(inference, sizes, [infer_scalars.expect(inference, size, "number") for size in sizes])
    return inference.of(node.body)


def _interpolate(inference: Inferring, node: tree.Step, roles: InterpolateRoles) -> Type:
    """K410 where the points' values, or what holds beyond them, are of different measures."""
    values = roles.values
    infer_shared.met(inference, values, [infer_scalars.expect(inference, value, "number") for value in values])
    return inference.of(node.body)


def _where(inference: Inferring, node: tree.Step, roles: AppliesRoles) -> Type:
    """K421 where nobody may know whether it applies."""
    infer_scalars.expect_certain(inference, roles.where)
    return inference.of(node.body)


def _quota(inference: Inferring, node: tree.Step, roles: QuotaRoles) -> Type:
    """K407 for seats that are no numbers."""
    for seats in roles.seats:
        infer_scalars.expect(inference, seats, "number")
    kinds = {inference.of(seats).kind for seats in roles.seats}
    return inference.of(node.body) if kinds <= {"number", "nothing"} else Type("text")


def _by_rank(inference: Inferring, node: tree.Step, roles: ByRankRoles) -> Type:
    """K410 for a share that is none, such as 90 where 90% is meant."""
    infer_shared.demand_share(inference, roles.shares, _MOST_OF_A_SHARE)
    return inference.of(node.body)


def _adjusted(inference: Inferring, node: tree.Step, roles: AdjustedRoles) -> Type:
    """The type of an adjusted score: that of its rule. K432 no number, K433 by another period, K434 another measure."""
    found, change = inference.of(roles.calculated), inference.of(roles.change)
    score = roles.calculated.id.removesuffix(f".{CALCULATED}")
    if found.kind not in ("number", "nothing"):
        inference.findings.add("K432", node.place, name=score)
    elif found.grain.period not in (None, change.grain.period):
        inference.findings.add("K433", node.place, name=score, period=level_words(found.grain.period or "year"))
    elif agreed(found.measure, change.measure) is None:
        own = infer_shared.shown(change.measure)
        inference.findings.add("K434", node.place, name=score, measure=infer_shared.shown(found.measure), own=own)
    else:
        return replace(inference.of(node.body), measure=found.measure)
    return found


WORDS_OF_RULES: dict[str, Callable[..., Type]] = total(
    "policy.infer of words",
    WORDS,
    {
        **dict.fromkeys(("formula", "method", "tiers", "first", "by", "since", "full_if"), _as_lowered),
        **dict.fromkeys(FOLD_OPERATORS, _as_lowered),
        **dict.fromkeys(("per_item", "deduct", "rank", "last_place"), _as_lowered),
        **dict.fromkeys(("cap", "floor", "round", "decided", "member"), _as_lowered),
        "parts": _parts,
        **dict.fromkeys(("where", "part"), _where),
        "pro_rata": _pro_rata,
        "steps": _steps,
        "interpolate": _interpolate,
        "efficacy": _efficacy,
        "by_rank": _by_rank,
        "quota": _quota,
        "adjusted": _adjusted,
    },
)


def certain_bounds(inference: Inferring, rule: tree.Node) -> None:
    """K422 where a limit, K437 where a number of the best can be absent: nobody has said whether that lifts it.

    What the conditions around it see to is there, those of the entry among them. Elements of a fold, other units and
    other periods stand elsewhere: there nothing has been seen to.
    """
    if all(_bound_of(node)[1] is None for node in tree.walk(rule)):
        return
    waiting: list[tuple[tree.Node, frozenset[object]]] = [(rule, frozenset())]
    walked = set(waiting)
    while waiting:
        node, seen = waiting.pop()
        code, bound = _bound_of(node)
        for uncertain in infer_scalars.may_be_absent(inference, bound, seen) if bound is not None else ():
            inference.findings.add(code, uncertain.place)
        below = [each for each in _below(inference, node, seen) if each not in walked]
        walked.update(below)
        waiting += reversed(below)


def _bound_of(node: tree.Node) -> tuple[str, tree.Node | None]:
    """The finding of a bound that may be absent, and the bound; None of what has none."""
    if isinstance(node, tree.Step) and isinstance(node.roles, LimitRoles):
        return "K422", node.roles.bound
    if isinstance(node, tree.FoldRows | tree.FoldUnits | tree.FoldList):
        return "K437", node.options.best
    return "", None


_ELSEWHERE = (tree.FoldRows, tree.OtherPeriod, tree.SinceYear)


def _below(inference: Inferring, node: tree.Node, seen: frozenset[object]) -> list[tuple[tree.Node, frozenset[object]]]:
    """The nodes right below one, and what has been seen to where each of them is asked for."""
    if isinstance(node, tree.If):
        then = seen | infer_shared.seen_to(inference, node.condition)
        return [(node.condition, seen), (node.then, then), (node.otherwise, seen)]
    if isinstance(node, tree.And):
        found = []
        for term in node.terms:
            found.append((term, seen))
            seen |= infer_shared.seen_to(inference, term)
        return found
    is_elsewhere = isinstance(node, _ELSEWHERE) or tree.is_across_units(node)
    return [(each, frozenset() if is_elsewhere else seen) for each in tree.children(node)]
