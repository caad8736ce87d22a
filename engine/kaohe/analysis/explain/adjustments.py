"""Decisions on a score (领导小组调整): what the rules gave, each decision with its reason and day, and the result."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from kaohe.analysis.explain.draft import Draft, Telling
from kaohe.analysis.explain.model import Act, Amount, Explained, Phrase, Source
from kaohe.analysis.explain.point import Point, label_of
from kaohe.evaluate.adjustments import decisions_on
from kaohe.language import tree
from kaohe.policy.adjustments import CALCULATED
from kaohe.policy.model import Definition
from kaohe.results import Decision

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
