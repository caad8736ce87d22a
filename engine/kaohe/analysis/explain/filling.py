"""Formulas with their values put in: only what was calculated, and of a choice only the branch that was taken."""

from __future__ import annotations

from fractions import Fraction

from kaohe.analysis.explain import choices
from kaohe.analysis.explain.draft import Draft, Telling
from kaohe.analysis.explain.lacking import absent
from kaohe.analysis.explain.model import Amount, Phrase
from kaohe.analysis.explain.names import word_of
from kaohe.analysis.explain.phrases import (
    AND,
    ATOM,
    CHOICE,
    COMPARED,
    COMPARISONS,
    NOT,
    OR,
    PRODUCT,
    SIGN,
    SUM,
    bracketed,
    joined,
    quoted,
)
from kaohe.analysis.explain.point import Point, amount
from kaohe.language import tree

_FUNCTIONS = {tree.Min: "较小值", tree.Max: "较大值", tree.Abs: "绝对值", tree.Mod: "余数", tree.Power: "乘方"}


def fill(telling: Telling, node: tree.Node, point: Point, draft: Draft, least: int) -> Phrase:
    """A node with its values put in, in brackets where it binds less firmly than `least`."""

    def of(part: tree.Node, binds: int = CHOICE) -> Phrase:
        return telling.fill(part, point, draft, binds)

    match node:
        case tree.Add():
            return bracketed(joined([of(term, SUM) for term in node.terms], " + "), SUM, least)
        case tree.Sub():
            return bracketed((*of(node.left, SUM), " − ", *of(node.right, PRODUCT)), SUM, least)
        case tree.Mul():
            return bracketed((*of(node.left, PRODUCT), " × ", *of(node.right, SIGN)), PRODUCT, least)
        case tree.Div():
            return bracketed((*of(node.left, PRODUCT), " ÷ ", *of(node.right, SIGN)), PRODUCT, least)
        case tree.Neg():
            return bracketed(("−", *of(node.operand, SIGN)), SIGN, least)
        case tree.Compare():
            sides = (*_side(telling, node.left, node.right, point, draft), f" {COMPARISONS[node.op]} ")
            return bracketed((*sides, *_side(telling, node.right, node.left, point, draft)), COMPARED, least)
        case tree.And() | tree.Or() | tree.Not():
            return _logic(telling, node, point, draft, least)
        case tree.Step() if node.keyword == "formula":
            return of(node.body, least)
        case tree.Reading():
            return of(telling.chosen(node, draft), least)
        case tree.If() | tree.Tiers() | tree.Cases() | tree.IfAbsent():
            branch = choices.branch(telling, node, point, draft)
            return (point.amount(node),) if branch is None else of(branch, least)
        case tree.Tally():
            filled, truth = of(node.operand, least), point.value(node.operand)
            return (Amount(Fraction(truth)),) if isinstance(truth, bool) else filled
        case tree.Round():
            return ("修约(", *of(node.operand), f"，{node.places} 位小数)")
        case tree.Min() | tree.Max() | tree.Abs() | tree.Mod() | tree.Power():
            given = [of(child) for child in tree.children(node)]
            return (f"{_FUNCTIONS[type(node)]}(", *joined(given, "，"), ")")
        case tree.Present():
            telling.add_part(node.operand, point, draft)
            truth = point.value(node)
            told = absent(point.waits(node)) if truth is None else "有值" if truth else "没有值"
            return bracketed((*telling.words.of(node.operand, ATOM), told), NOT, least)
        case tree.Number():
            return (amount(node.value, node.measure),)
        case tree.Text():
            return (quoted(node.value),)
        case tree.Truth():
            return (Amount(node.value),)
        case tree.Absent():
            return ("无此值",)
        case _:
            return _leaf(telling, node, point, draft)


def _leaf(telling: Telling, node: tree.Node, point: Point, draft: Draft) -> Phrase:
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
        return bracketed(("非 ", *_term(telling, node.operand, point, draft, ATOM)), NOT, least)
    decisive, binds, word = (False, AND, " 且 ") if isinstance(node, tree.And) else (True, OR, " 或 ")
    told = []
    for term in node.terms:
        told.append(_term(telling, term, point, draft, binds + 1))
        if point.value(term) is not (not decisive):
            break
    return told[0] if len(told) == 1 else bracketed(joined(told, word), binds, least)


def _term(telling: Telling, node: tree.Node, point: Point, draft: Draft, least: int) -> Phrase:
    """A condition among others: a bare yes would not say whose it is."""
    phrase = telling.fill(node, point, draft, least)
    if len(phrase) == 1 and isinstance(phrase[0], Amount) and not isinstance(phrase[0].value, str):
        return (*telling.words.of(node, ATOM), "（", phrase[0], "）")
    return phrase
