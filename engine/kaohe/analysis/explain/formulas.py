"""Formulas with their values put in: only what was calculated, and of a choice only the branch that was taken."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, cast

from kaohe.analysis.explain.draft import NOT_APPLICABLE, Draft, Telling, absent
from kaohe.analysis.explain.model import Amount, Phrase
from kaohe.analysis.explain.names import met, plain_node, quoted, rising_rows, up_to, word_of
from kaohe.analysis.explain.phrases import (
    AND,
    ATOM,
    COMPARED,
    COMPARISONS,
    FUNCTION_NODES,
    NOT,
    OR,
    POWER,
    PRODUCT,
    ROUNDED,
    SIGN,
    SUM,
    bracketed,
    joined,
    tiers_of_members,
)
from kaohe.analysis.explain.values import Point
from kaohe.language import tree
from kaohe.language.entry import Meaning, total
from kaohe.translations import worded
from kaohe.words.efficacy_coefficient_and_interpolation import InterpolateRoles
from kaohe.words.formula_and_parts import NODE_NAMES, AppliesRoles, FormulaRoles, MemberRoles
from kaohe.words.periods import SinceRoles
from kaohe.words.pro_rata_and_steps import SlopeRoles, StepsRoles
from kaohe.words.tiers_and_cases import MET, TiersRoles

Choice = tree.If | tree.Tiers | tree.Cases | tree.IfAbsent


def fill(telling: Telling, node: tree.Node, point: Point, draft: Draft, least: int) -> Phrase:
    """A node with its values put in, in brackets where it binds less firmly than `least`."""
    found: Phrase = _NODES[type(node)](telling, node, point, draft, least)
    return found


def _sum(telling: Telling, node: tree.Add, point: Point, draft: Draft, least: int) -> Phrase:
    return bracketed(joined([telling.fill(term, point, draft, SUM) for term in node.terms], " + "), SUM, least)


def _pair(between: str, binds: int, left: int, right: int) -> Callable[..., Phrase]:
    def of_sides(telling: Telling, node: Any, point: Point, draft: Draft, least: int) -> Phrase:
        first = telling.fill(node.left, point, draft, left)
        return bracketed((*first, between, *telling.fill(node.right, point, draft, right)), binds, least)

    return of_sides


def _power(telling: Telling, node: tree.Power, point: Point, draft: Draft, least: int) -> Phrase:
    base = telling.fill(node.base, point, draft, ATOM)
    return bracketed((*base, " ^ ", *telling.fill(node.exponent, point, draft, ATOM)), POWER, least)


def _negative(telling: Telling, node: tree.Neg, point: Point, draft: Draft, least: int) -> Phrase:
    return bracketed(("−", *telling.fill(node.operand, point, draft, SIGN)), SIGN, least)


def _compared(telling: Telling, node: tree.Compare, point: Point, draft: Draft, least: int) -> Phrase:
    sides = (*_side(telling, node.left, node.right, point, draft), f" {COMPARISONS[node.op]} ")
    return bracketed((*sides, *_side(telling, node.right, node.left, point, draft)), COMPARED, least)


def _step(telling: Telling, node: tree.Step, point: Point, draft: Draft, least: int) -> Phrase:
    """A formula is filled, and so are a call at a member and a part that may not apply; other words are steps."""
    if isinstance(node.roles, FormulaRoles | AppliesRoles | MemberRoles):
        return telling.fill(node.roles.means, point, draft, least)
    return _leaf(telling, node, point, draft, least)


def _reading(telling: Telling, node: tree.Reading, point: Point, draft: Draft, least: int) -> Phrase:
    return telling.fill(telling.chosen(node, draft), point, draft, least)


def _choice(telling: Telling, node: Choice, point: Point, draft: Draft, least: int) -> Phrase:
    branch = taken_branch(telling, node, point, draft)
    return (point.amount(node),) if branch is None else telling.fill(branch, point, draft, least)


def _tally(telling: Telling, node: tree.Tally, point: Point, draft: Draft, least: int) -> Phrase:
    filled, truth = telling.fill(node.operand, point, draft, least), point.value(node.operand)
    return (Amount(Fraction(truth)),) if isinstance(truth, bool) else filled


def _rounded(telling: Telling, node: tree.Round, point: Point, draft: Draft, least: int) -> Phrase:
    return (
        f"{worded(ROUNDED[node.mode])}(",
        *telling.fill(node.operand, point, draft),
        worded("，{} 位小数)", node.places),
    )


def _function(name: str) -> Callable[..., Phrase]:
    def call(telling: Telling, node: tree.Node, point: Point, draft: Draft, least: int) -> Phrase:
        operands = [telling.fill(child, point, draft) for child in tree.children(node)]
        return (f"{worded(name)}(", *joined(operands, worded("，")), ")")

    return call


def _present(telling: Telling, node: tree.Present, point: Point, draft: Draft, least: int) -> Phrase:
    telling.add_part(node.operand, point, draft)
    truth = point.value(node)
    answer = absent(point.is_provisional(node)) if truth is None else worded("有值") if truth else worded("没有值")
    return bracketed((*telling.words.of(node.operand, ATOM), answer), NOT, least)


def _literal(telling: Telling, node: tree.Node, point: Point, draft: Draft, least: int) -> Phrase:
    """As it is in words; but a plain yes or no is a value."""
    return (Amount(node.value),) if isinstance(node, tree.Truth) else telling.words.of(node)


def _leaf(telling: Telling, node: tree.Node, point: Point, draft: Draft, least: int) -> Phrase:
    """What has a name or is explained as a step of its own."""
    telling.add_part(node, point, draft)
    found = point.amount(node)
    if isinstance(found.value, str):
        return (quoted(word_of(point.run.policy, node, found.value)),)
    return (found,)


def _side(telling: Telling, node: tree.Node, other: tree.Node, point: Point, draft: Draft) -> Phrase:
    """A side of a comparison: a word that is compared with a choice is that choice's word."""
    if isinstance(node, tree.Text):
        return (quoted(word_of(point.run.policy, other, node.value)),)
    return telling.fill(node, point, draft, SUM)


def _logic(telling: Telling, node: tree.And | tree.Or | tree.Not, point: Point, draft: Draft, least: int) -> Phrase:
    """Terms in their order up to the one that decided; those behind it were not asked."""
    if isinstance(node, tree.Not):
        return bracketed((worded("非 "), *_term(telling, node.operand, point, draft, ATOM)), NOT, least)
    decisive, binds, word = (False, AND, worded(" 且 ")) if isinstance(node, tree.And) else (True, OR, worded(" 或 "))
    terms = []
    for term in node.terms:
        terms.append(_term(telling, term, point, draft, binds + 1))
        if point.value(term) is not (not decisive):
            break
    return terms[0] if len(terms) == 1 else bracketed(joined(terms, word), binds, least)


def _term(telling: Telling, node: tree.Node, point: Point, draft: Draft, least: int) -> Phrase:
    """A condition among others: a bare yes would not say whose it is."""
    phrase = telling.fill(node, point, draft, least)
    if len(phrase) == 1 and isinstance(phrase[0], Amount) and not isinstance(phrase[0].value, str):
        return (*telling.words.of(node, ATOM), worded("（"), phrase[0], worded("）"))
    return phrase


def taken_branch(telling: Telling, node: Choice, point: Point, draft: Draft) -> tree.Node | None:
    """The branch that was taken, having said why; None where what decides is absent."""
    found: tree.Node | None = _CHOICES[type(node)](telling, node, point, draft)
    return found


def _if_absent(telling: Telling, node: tree.IfAbsent, point: Point, draft: Draft) -> tree.Node | None:
    if point.value(node.operand) is not None:
        return node.operand
    telling.add_part(node.operand, point, draft)
    if point.is_provisional(node.operand):
        return None
    draft.say("condition", *telling.words.of(node.operand), worded(" 暂缺，改用 "), *telling.words.of(node.fallback))
    return node.fallback


def _condition(telling: Telling, node: tree.If, point: Point, draft: Draft) -> tree.Node | None:
    truth = said(telling, node.condition, point, draft)
    return None if truth is None else node.then if truth else node.otherwise


def said(telling: Telling, condition: tree.Node, point: Point, draft: Draft, before: str = "") -> bool | None:
    """Says whether a condition held, in words and with its values put in; gives its truth."""
    truth = point.value(condition)
    draft.say("condition", before, *truth_of(telling, condition, point, draft))
    return None if truth is None else bool(truth)


def truth_of(telling: Telling, condition: tree.Node, point: Point, draft: Draft, in_words: bool = True) -> Phrase:
    """投资额 ≥ 2 亿元：1.62 亿元 ≥ 2 亿元，不成立; a bare name: 已备案：是; the words left out where they are known."""
    words, filled = telling.words.of(condition), telling.fill(condition, point, draft)
    truth = point.value(condition)
    bare = plain_node(condition)
    if isinstance(bare, tree.Not) and isinstance(plain_node(bare.operand), tree.Column | tree.Ref):
        return (*telling.words.of(bare.operand), worded("："), point.amount(bare.operand))
    if len(filled) == 1 and isinstance(filled[0], Amount):
        return (*words, worded("："), filled[0])
    held = absent(point.is_provisional(condition)) if truth is None else worded("成立") if truth else worded("不成立")
    return (
        (*words, worded("："), *filled, worded("，{}", held))
        if in_words and words != filled
        else (*filled, worded("，{}", held))
    )


def _tier(telling: Telling, node: tree.Tiers, point: Point, draft: Draft) -> tree.Node | None:
    value = cast("Fraction | None", point.compared(node.of))
    telling.fill(node.of, point, draft)
    shown = (*telling.words.of(node.of), " ", point.amount(node.of))
    if value is None:
        draft.say("absent", *telling.words.of(node.of), worded(" {}，分不出档", absent(point.is_provisional(node.of))))
        return None
    if node.rising:
        return _rising_tier(telling, node, value, shown, point, draft)
    higher: tree.Tier | None = None
    for tier in node.tiers:
        bound = cast(Fraction, point.compared(tier.bound))
        if (operator.ge if tier.inclusive else operator.gt)(value, bound):
            draft.say(
                "tier",
                *shown,
                worded("，属于 "),
                *telling.words.bound(tier),
                worded(" 一档"),
                *_short_of(telling, higher),
            )
            return tier.value
        higher = tier
    lowest: Phrase = (worded("，未到最低一档（"), *telling.words.bound(higher), worded("）")) if higher else ()
    draft.say("tier", *shown, *lowest)
    return node.below


def _short_of(telling: Telling, higher: tree.Tier | None) -> Phrase:
    """The next border up, which a value does not reach: 未到 8%（含）以上, or 没有超过 8%."""
    if higher is None:
        return ()
    return (worded("，未到 ") if higher.inclusive else worded("，没有"), *telling.words.bound(higher))


def _rising_tier(
    telling: Telling, node: tree.Tiers, value: Fraction, shown: Phrase, point: Point, draft: Draft
) -> tree.Node:
    """The row whose border is not passed, of tiers that are written from below."""
    for tier, result in rising_rows(node):
        bound = cast(Fraction, point.compared(tier.bound))
        if not (operator.ge if tier.inclusive else operator.gt)(value, bound):
            draft.say("tier", *shown, worded("，属于 "), *up_to(telling.words, tier), worded(" 一档"))
            return result
    draft.say("tier", *shown, worded("，超过最高一档（"), *up_to(telling.words, node.tiers[0]), worded("）"))
    return node.tiers[0].value


def _case(telling: Telling, node: tree.Cases, point: Point, draft: Draft) -> tree.Node | None:
    word = point.value(node.of)
    telling.fill(node.of, point, draft)
    name = telling.words.of(node.of, ATOM)
    if word is None:
        draft.say("absent", *name, worded(" {}，不知道适用哪一种", absent(point.is_provisional(node.of))))
        return None
    number = node.numbered.get(word if isinstance(word, Fraction) else str(word))
    found = node.otherwise if number is None else node.branches[number]
    assert found is not None, "the calculation refuses a word that has no case"
    other = worded("，适用“其他”") if found is node.otherwise else ""
    draft.say("case", *name, worded(" 为 "), telling.words.case(node, word), other)
    return found


_CHOICES: Mapping[type[tree.Node], Callable[..., tree.Node | None]] = {
    tree.If: _condition,
    tree.Tiers: _tier,
    tree.Cases: _case,
    tree.IfAbsent: _if_absent,
}
_NODES: Mapping[type[tree.Node], Callable[..., Phrase]] = total(
    "explain.formulas",
    tree.CALCULATED,
    {
        **dict.fromkeys((tree.Number, tree.Text, tree.Truth, tree.Absent), _literal),
        **dict.fromkeys(
            (tree.Column, tree.LookUp, tree.Ref, tree.Key, tree.At, tree.FoldRows, tree.FoldUnits, tree.Rank), _leaf
        ),
        **dict.fromkeys((tree.FoldList, tree.RankList), _leaf),
        **dict.fromkeys((tree.OtherPeriod, tree.SinceYear, tree.Seats, tree.Combination), _leaf),
        tree.Step: _step,
        tree.Reading: _reading,
        tree.Add: _sum,
        tree.Sub: _pair(" − ", SUM, SUM, PRODUCT),
        tree.Mul: _pair(" × ", PRODUCT, PRODUCT, SIGN),
        tree.Div: _pair(" ÷ ", PRODUCT, PRODUCT, SIGN),
        tree.Power: _power,
        tree.Neg: _negative,
        tree.Compare: _compared,
        **dict.fromkeys((tree.And, tree.Or, tree.Not), _logic),
        **dict.fromkeys(_CHOICES, _choice),
        tree.Tally: _tally,
        tree.Round: _rounded,
        tree.Present: _present,
        **{each: _function(NODE_NAMES[each]) for each in FUNCTION_NODES},
    },
)


def applying(telling: Telling, step: tree.Step, roles: AppliesRoles, point: Point, draft: Draft) -> None:
    """The rule, for whom it applies; for the rest, that it does not, and why."""
    if point.value(roles.where) is not False:
        telling.rule(roles.means, point, draft)
        return
    draft.put(telling.words.of(roles.means))
    draft.say("absent", worded("{}：", worded(NOT_APPLICABLE)), *truth_of(telling, roles.where, point, draft))


def in_own_words(telling: Telling, step: tree.Step, roles: Meaning, point: Point, draft: Draft) -> None:
    """A word that says more than what it is calculated by, which is told with its values."""
    draft.put(telling.words.of(step))
    draft.filled = telling.fill(roles.means, point, draft)


def interpolate(telling: Telling, step: tree.Step, roles: InterpolateRoles, point: Point, draft: Draft) -> None:
    """The line that the value lies on; whether points of a table rise or fall is seen from them."""
    means = roles.means
    if roles.of_members and isinstance(means, tree.If) and (rises := point.value(means.condition)) is not None:
        means = means.then if rises else means.otherwise
    draft.put(telling.words.of(step))
    draft.filled = telling.fill(means, point, draft)


def tier_of_members(telling: Telling, roles: TiersRoles, point: Point, draft: Draft) -> tree.Node | None:
    """The border that is met, of those that a table of the document has; None where nothing is known."""
    draft.put(tiers_of_members(telling.words, roles))
    telling.fill(roles.of, point, draft)
    value = cast("Fraction | None", point.compared(roles.of))
    if value is None:
        draft.say(
            "absent", *telling.words.of(roles.of), worded(" {}，分不出档", absent(point.is_provisional(roles.of)))
        )
        return None
    shown: Phrase = (*telling.words.of(roles.of), " ", point.amount(roles.of))
    there = [tier for tier in roles.members if point.value(tier.border) is not None]
    for tier in there:
        border = telling.fill(tier.border, point, draft)
        if _REACHED[roles.by](value, point.compared(tier.border)):
            draft.say("tier", *shown, worded("，属于 "), *met(roles.by, border), worded(" 一档"))
            return tier.value
    if not there:
        draft.say("absent", worded("表里没有界线，分不出档"))
        return None
    draft.say("tier", *shown, worded("，哪一档都不到"))
    return roles.rest


_REACHED: Mapping[str, Callable[[Any, Any], bool]] = total(
    "explain.formulas of borders",
    MET,
    {"at_least": operator.ge, "more_than": operator.gt, "at_most": operator.le, "less_than": operator.lt},
)


def since(telling: Telling, step: tree.Step, roles: SinceRoles, point: Point, draft: Draft) -> None:
    """The rule of the last date that was reached, and since when it holds."""
    draft.put(telling.words.of(step))
    number = point.number(roles.current)
    assert isinstance(roles.means, tree.Cases)
    for (period, rule), (reached, _) in zip(roles.rules, roles.means.cases, strict=True):
        if number == reached:
            draft.say("case", worded("用 {} 起的规定", period))
            telling.rule(rule, point, draft)


def steps(telling: Telling, step: tree.Step, roles: StepsRoles, point: Point, draft: Draft) -> None:
    """25 + 15 步 × 0.2 = 28; a side on which nothing lies is left out."""
    if point.value(roles.means) is None:
        in_own_words(telling, step, roles, point, draft)
        return
    draft.put(telling.words.of(step))
    for node in (roles.of, roles.origin):
        telling.fill(node, point, draft)
    filled: list[str | Amount] = [*telling.fill(roles.start, point, draft, SUM)]
    for slopes, most in ((roles.above, roles.most_above), (roles.below, roles.most_below)):
        counted = [slope for slope in slopes if point.value(slope.steps)]
        if not counted:
            continue
        if most is None:
            for slope in counted:
                filled += [" − " if slope.takes else " + ", *_line(telling, slope, point, draft)]
        else:  # all lines of a side with a limit add, or all take
            side = joined([_line(telling, slope, point, draft) for slope in counted], " + ")
            limited = (worded("较小值("), *side, worded("，"), *telling.fill(most, point, draft), ")")
            filled += [" − " if counted[0].takes else " + ", *limited]
    draft.filled = tuple(filled)


def _line(telling: Telling, slope: SlopeRoles, point: Point, draft: Draft) -> Phrase:
    count = Amount(point.amount(slope.steps).value, worded("步"))
    return (count, " × ", *telling.fill(slope.points, point, draft, PRODUCT))
