"""Limits and roundings: how much a cap or floor cut, and what was rounded to what."""

from __future__ import annotations

from fractions import Fraction

from kaohe.analysis.explain import choices
from kaohe.analysis.explain.draft import Draft, Telling
from kaohe.analysis.explain.model import Act, Amount
from kaohe.analysis.explain.phrases import branches
from kaohe.analysis.explain.point import Point
from kaohe.language import tree

_MODES = {"half_up": "四舍五入", "half_even": "四舍六入五成双", "down": "舍去", "up": "进一"}


def limited(telling: Telling, step: tree.Step, point: Point, draft: Draft) -> None:
    """`cap` and `floor`: the rule without the limit first, then whether the limit cut it."""
    told = Draft(known=draft.known)
    inner, bound = unlimited(telling, step, point, told)
    telling.rule(inner, point, draft)
    draft.readings |= told.readings
    draft.acts += told.acts
    draft.parts += told.parts
    if bound is not None:
        _compare(step.keyword, inner, bound, point, draft)


def unlimited(telling: Telling, step: tree.Step, point: Point, draft: Draft) -> tuple[tree.Node, tree.Node | None]:
    """What is limited, and the bound in force; None where it is lifted.

    Where something chooses the bound, the lowering chooses between limited and unlimited bodies: both are gone
    down together.
    """
    bound, body = step.arguments[0][1], step.body
    while True:
        match bound:
            case tree.Absent():
                return body, None
            case tree.Step():
                bound = bound.body
            case tree.Reading():
                assert isinstance(body, tree.Reading)
                reading = telling.run.readings[bound.question]
                bound, body = dict(bound.cases)[reading], telling.chosen(body, draft)
            case tree.If() | tree.Tiers() | tree.Cases():
                assert isinstance(body, tree.If | tree.Tiers | tree.Cases)
                taken = choices.branch(telling, body, point, draft)
                if taken is None:
                    return body, None
                bound, body = branches(bound)[branches(body).index(taken)], taken
            case _:
                assert isinstance(body, tree.Min | tree.Max)
                return body.terms[0], body.terms[1]


def _compare(keyword: str, inner: tree.Node, bound: tree.Node, point: Point, draft: Draft) -> None:
    before, limit = point.amount(inner), point.amount(bound)
    if not isinstance(before.value, Fraction) or not isinstance(limit.value, Fraction):
        return
    difference = before.value - limit.value
    if (difference > 0) == (keyword == "cap") and difference:
        draft.result = draft.result or before
        word, sign = ("封顶：", "，减去 ") if keyword == "cap" else ("保底：", "，补上 ")
        side = " 超过最高 " if keyword == "cap" else " 低于最低 "
        draft.say("limit", word, before, side, limit, "，取 ", limit, sign, Amount(abs(difference), limit.label))
    else:
        word, rest = ("最高 ", "，没有超过") if keyword == "cap" else ("最低 ", "，没有低于")
        draft.say("limit", word, limit, rest)


def rounded(telling: Telling, step: tree.Step, point: Point, draft: Draft) -> None:
    """`round`: what was rounded to what."""
    body = step.body
    assert isinstance(body, tree.Round)
    telling.rule(body.operand, point, draft)
    draft.result = draft.result or point.amount(body.operand)
    _say_rounding(step, body, point, draft)


def acted(telling: Telling, step: tree.Step, point: Point) -> tuple[Act, ...]:
    """What a limit or a rounding did, without what it was done to."""
    draft = Draft()
    if isinstance(step.body, tree.Round):
        _say_rounding(step, step.body, point, draft)
        return tuple(draft.acts)
    inner, bound = unlimited(telling, step, point, Draft())
    if bound is not None:
        _compare(step.keyword, inner, bound, point, draft)
    return tuple(draft.acts)


def _say_rounding(step: tree.Step, body: tree.Round, point: Point, draft: Draft) -> None:
    before = point.amount(body.operand)
    draft.say("round", f"{_MODES[body.mode]}到 {body.places} 位小数：", before, " → ", point.amount(step))
