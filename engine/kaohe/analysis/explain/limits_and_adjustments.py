"""What changes a value after its rule: caps and floors, roundings, and decisions on a score (领导小组调整)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kaohe.analysis.explain import formulas
from kaohe.analysis.explain.draft import Draft, Telling
from kaohe.analysis.explain.model import Act, Amount, Explained, Phrase, Source
from kaohe.analysis.explain.values import Point, label_of
from kaohe.evaluate.adjustments import decisions_on
from kaohe.language import tree
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import CALCULATED, Definition
from kaohe.results import Decision
from kaohe.translations import worded
from kaohe.words.cap_floor_round import MODES, LimitRoles, RoundRoles
from kaohe.words.formula_and_parts import AdjustedRoles


@dataclass(frozen=True, slots=True)
class _Wording:
    """How a limit is told: the side on which it cuts, and the words for that it did, and for that it did not."""

    cuts_above: bool
    cut: str
    passed: str
    difference: str
    bound: str
    kept: str


_LIMITS: Mapping[str, _Wording] = {
    "cap": _Wording(True, "封顶：", " 超过最高 ", "，减去 ", "最高 ", "，没有超过"),
    "floor": _Wording(False, "保底：", " 低于最低 ", "，补上 ", "最低 ", "，没有低于"),
}


def limited(telling: Telling, step: tree.Step, roles: LimitRoles, point: Point, draft: Draft) -> None:
    """`cap` and `floor`: the rule without the limit first, then whether the limit cut it."""
    of_bound = Draft(known=draft.known)
    bound = _bound_in_force(telling, roles, point, of_bound)
    telling.rule(roles.of, point, draft)
    draft.readings |= of_bound.readings
    draft.acts += of_bound.acts
    draft.parts += of_bound.parts
    if bound is not None:
        _compare(_LIMITS[step.keyword], roles.of, bound, point, draft)


def _bound_in_force(telling: Telling, roles: LimitRoles, point: Point, draft: Draft) -> tree.Node | None:
    """The bound that readings, words and conditions choose; None where it is lifted, or what decides is absent."""
    bound: tree.Node | None = roles.bound
    while bound is not None:
        match bound:
            case tree.Absent():
                return None
            case tree.Step() if bound.means is not None:
                bound = bound.means
            case tree.Reading():
                bound = telling.chosen(bound, draft)
            case tree.If() | tree.Tiers() | tree.Cases():
                bound = formulas.taken_branch(telling, bound, point, draft)
            case _:
                break
    return bound


def _compare(wording: _Wording, inner: tree.Node, bound: tree.Node, point: Point, draft: Draft) -> None:
    before, limit = point.amount(inner), point.amount(bound)
    one, other = point.compared(inner), point.compared(bound)
    if not isinstance(one, Fraction) or not isinstance(other, Fraction):
        return
    if one != other and (one > other) == wording.cuts_above:
        draft.result = draft.result or before
        said: Phrase = (worded(wording.cut), before, worded(wording.passed), limit, worded("，取 "), limit)
        if isinstance(before.value, Fraction) and isinstance(limit.value, Fraction):
            said = (*said, worded(wording.difference), Amount(abs(before.value - limit.value), limit.label))
        draft.say("limit", *said)
    else:
        draft.say("limit", worded(wording.bound), limit, worded(wording.kept))


def rounded(telling: Telling, step: tree.Step, roles: RoundRoles, point: Point, draft: Draft) -> None:
    """`round`: what was rounded to what."""
    telling.rule(roles.of, point, draft)
    draft.result = draft.result or point.amount(roles.of)
    _say_rounding(step, roles, point, draft)


def acted(telling: Telling, step: tree.Step, point: Point) -> tuple[Act, ...]:
    """What a limit or a rounding did, without what it was done to."""
    draft = Draft()
    if isinstance(step.roles, RoundRoles):
        _say_rounding(step, step.roles, point, draft)
    elif isinstance(step.roles, LimitRoles):
        bound = _bound_in_force(telling, step.roles, point, Draft())
        if bound is not None:
            _compare(_LIMITS[step.keyword], step.roles.of, bound, point, draft)
    return tuple(draft.acts)


def _say_rounding(step: tree.Step, roles: RoundRoles, point: Point, draft: Draft) -> None:
    before = point.amount(roles.of)
    draft.say(
        "round",
        worded("{}到 {} 位小数：", worded(MODES[roles.mode]), roles.decimals),
        before,
        " → ",
        point.amount(step),
    )


KEYWORD = "decision"
"""The keyword of a row that is a decision."""


def adjusted(telling: Telling, step: tree.Step, roles: AdjustedRoles, point: Point, draft: Draft) -> None:
    """What was decided; where nothing was, the score is told as its rule alone."""
    before = roles.calculated
    score = score_of(telling, before)
    rows = decision_rows(telling, score, point)
    was, now = point.amount(before), point.amount(step)
    if now.is_provisional and not was.is_provisional:
        draft.say("absent", worded("因为“{}”还没有报齐", telling.run.policy.tables[score.adjusted_by or ""].name))
    if not rows:
        telling.rule(telling.run.policy.definitions[before.unit_type, before.id].rule, point, draft)
        return
    table = telling.run.policy.tables[score.adjusted_by or ""]
    telling.add_part(before, point, draft)
    draft.parts += rows
    decisions = [row.decision for row in rows if row.decision is not None]
    draft.filled = _sum(was, decisions)
    clause = worded("（{}）", step.clause) if step.clause else ""
    draft.say(
        "adjusted", worded("{}{}：调整前 ", table.name, clause), was, worded("，{} 项调整，调整后 ", len(rows)), now
    )


def decision_rows(telling: Telling, score: Definition, point: Point) -> list[Explained]:
    """Each decision on a score at this key, as a record with the cell that it comes from."""
    assert point.period is not None
    decisions = decisions_on(telling.run, score, point.unit, point.period)
    data = telling.run.dataset.tables.get(score.adjusted_by or "")
    columns = telling.run.policy.tables[score.adjusted_by or ""].columns
    rows = []
    for each in decisions:
        column = columns[each.kind]
        header = data.fields.get(each.kind, "") if data is not None else ""
        acts = [
            Act(
                "adjusted",
                (f"{column.name} ", *_written(each, label_of(column.measure)), worded("，{} 决定", each.date)),
            )
        ]
        if each.document:
            acts.append(Act("adjusted", (worded("文号 {}", each.document),)))
        value = Amount(each.amount, label_of(column.measure))
        row = Explained("row", each.reason, value, keyword=KEYWORD, acts=tuple(acts), decision=each)
        rows.append(replace(row, source=Source(each.place, header)))
    return rows


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
