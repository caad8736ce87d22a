"""Choices: which condition held, which tier was reached, which case applied."""

from __future__ import annotations

import operator
from fractions import Fraction

from kaohe.analysis.explain.draft import Draft, Telling
from kaohe.analysis.explain.lacking import absent
from kaohe.analysis.explain.model import Amount, Phrase
from kaohe.analysis.explain.names import plain_node
from kaohe.analysis.explain.phrases import ATOM
from kaohe.analysis.explain.point import Point
from kaohe.language import tree

Choice = tree.If | tree.Tiers | tree.Cases | tree.IfAbsent


def branch(telling: Telling, node: Choice, point: Point, draft: Draft) -> tree.Node | None:
    """The branch that was taken, having said why; None where what decides is absent."""
    match node:
        case tree.If():
            return _condition(telling, node, point, draft)
        case tree.Tiers():
            return _tier(telling, node, point, draft)
        case tree.Cases():
            return _case(telling, node, point, draft)
        case tree.IfAbsent():
            if point.value(node.operand) is not None:
                return node.operand
            telling.add_part(node.operand, point, draft)
            if point.waits(node.operand):
                return None
            draft.say("condition", *telling.words.of(node.operand), " 暂缺，改用 ", *telling.words.of(node.fallback))
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
        return (*telling.words.of(bare.operand), "：", point.amount(bare.operand))
    if len(filled) == 1 and isinstance(filled[0], Amount):
        return (*words, "：", filled[0])
    held = absent(point.waits(condition)) if truth is None else "成立" if truth else "不成立"
    return (*words, "：", *filled, f"，{held}") if in_words and words != filled else (*filled, f"，{held}")


def _tier(telling: Telling, node: tree.Tiers, point: Point, draft: Draft) -> tree.Node | None:
    value = point.number(node.of)
    telling.fill(node.of, point, draft)
    shown = (*telling.words.of(node.of), " ", point.amount(node.of))
    if value is None:
        draft.say("absent", *telling.words.of(node.of), f" {absent(point.waits(node.of))}，分不出档")
        return None
    higher: tree.Tier | None = None
    for tier in node.tiers:
        bound = point.number(tier.bound)
        assert bound is not None
        if (operator.ge if tier.inclusive else operator.gt)(value, bound):
            over: Phrase = ("，未到 ", *telling.words.bound(higher)) if higher else ()
            draft.say("tier", *shown, "，属于 ", *telling.words.bound(tier), " 一档", *over)
            return tier.value
        higher = tier
    lowest: Phrase = ("，未到最低一档（", *telling.words.bound(higher), "）") if higher else ()
    draft.say("tier", *shown, *lowest)
    return node.below


def _case(telling: Telling, node: tree.Cases, point: Point, draft: Draft) -> tree.Node | None:
    word = point.value(node.of)
    telling.fill(node.of, point, draft)
    name = telling.words.of(node.of, ATOM)
    if word is None:
        draft.say("absent", *name, f" {absent(point.waits(node.of))}，不知道适用哪一种")
        return None
    found = dict(node.cases).get(int(word) if isinstance(word, Fraction) else str(word), node.otherwise)
    assert found is not None, "the calculation refuses a word that has no case"
    other = "，适用“其他”" if found is node.otherwise else ""
    draft.say("case", *name, " 为 ", telling.words.case(node, word), other)
    return found
