"""What changes a value after its rule: caps and floors, roundings, and decisions on a score (领导小组调整)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from kaohe.analysis.explain import formulas
from kaohe.analysis.explain.draft import Draft, Telling
from kaohe.analysis.explain.key_values import Point, label_of
from kaohe.analysis.explain.model import Act, Amount, Explained, Phrase, Source
from kaohe.analysis.explain.phrases import branches
from kaohe.evaluate.adjustments import decisions_on
from kaohe.language import tree
from kaohe.policy.adjustments import CALCULATED
from kaohe.policy.model import Definition
from kaohe.results import Decision

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
                taken = formulas.taken_branch(telling, body, point, draft)
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


KEYWORD = "decision"
"""The keyword of a row that is a decision."""


def adjusted(telling: Telling, step: tree.Step, point: Point, draft: Draft) -> None:
    """What was decided; where nothing was, the score is told as its rule alone."""
    before = dict(step.arguments)[CALCULATED]
    assert isinstance(before, tree.Ref)
    score = score_of(telling, before)
    rows = told_decisions(telling, score, point)
    was, now = point.amount(before), point.amount(step)
    if now.waits and not was.waits:
        draft.say("absent", f"因为“{telling.run.policy.tables[score.adjusted_by or ''].name}”还没有报齐")
    if not rows:
        telling.rule(telling.run.policy.definitions[before.unit_type, before.id].rule, point, draft)
        return
    table = telling.run.policy.tables[score.adjusted_by or ""]
    telling.add_part(before, point, draft)
    draft.parts += rows
    decisions = [row.decision for row in rows if row.decision is not None]
    draft.filled = _sum(was, decisions)
    clause = f"（{step.clause}）" if step.clause else ""
    draft.say("adjusted", f"{table.name}{clause}：调整前 ", was, f"，{len(rows)} 项调整，调整后 ", now)


def told_decisions(telling: Telling, score: Definition, point: Point) -> list[Explained]:
    """Each decision on a score at this key, as a record with the cell that it comes from."""
    assert point.period is not None
    decisions = decisions_on(telling.run, score, point.unit, point.period)
    data = telling.run.dataset.tables.get(score.adjusted_by or "")
    columns = telling.run.policy.tables[score.adjusted_by or ""].columns
    told = []
    for each in decisions:
        column = columns[each.kind]
        header = data.fields.get(each.kind, "") if data is not None else ""
        acts = [Act("adjusted", (f"{column.name} ", *_written(each, label_of(column.measure)), f"，{each.date} 决定"))]
        if each.document:
            acts.append(Act("adjusted", (f"文号 {each.document}",)))
        value = Amount(each.amount, label_of(column.measure))
        row = Explained("row", each.reason, value, keyword=KEYWORD, acts=tuple(acts), decision=each)
        told.append(replace(row, source=Source(each.place, header)))
    return told


def score_of(telling: Telling, before: tree.Ref) -> Definition:
    """The score whose value before any decision this is."""
    return telling.run.policy.definitions[before.unit_type, before.id.removesuffix(f".{CALCULATED}")]


def _written(decision: Decision, label: str) -> Phrase:
    """A change with its sign, a new value as it stands."""
    sign = "+" if decision.kind == "change" and decision.amount > 0 else ""
    return (sign, Amount(decision.amount, label))


def _sum(was: Amount, decisions: list[Decision]) -> Phrase:
    """86.5 − 3 + 0.5; a value that is set stands by itself."""
    if any(each.kind == "set" for each in decisions):
        return (Amount(decisions[0].amount, was.label),)
    found: Phrase = (was,)
    for each in decisions:
        sign = " − " if each.amount < 0 else " + "
        found = (*found, sign, Amount(abs(Fraction(each.amount)), was.label))
    return found
