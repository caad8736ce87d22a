"""Targets: what there is, what is required, and the comparison of the two that decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from kaohe.analysis.explain.draft import Draft
from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.model import Amount, Explained, Phrase
from kaohe.analysis.explain.phrases import COMPARISONS, SUM, joined
from kaohe.analysis.explain.values import Point
from kaohe.language import tree
from kaohe.language.entry import TARGET_TIMES, TargetTime, total
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import Period
from kaohe.lazy import replace
from kaohe.policy.model import Target
from kaohe.results import TargetResult
from kaohe.translations import worded
from kaohe.words.targets import Growth, Judgement, TargetRules

_MOST_DECIMALS = 30


def goal(tell: Explainer, result: TargetResult, point: Point) -> Explained:
    """One target in one year."""
    target = result.target
    found = Explained(
        "target",
        target.name,
        Amount(result.attained),
        id=target.id,
        keyword="target",
        period=point.period,
        clause=target.clause or "",
        assessor=target.lead,
        target=result,
    )
    draft = Draft()
    draft.say_changes(tell.run.policy.text.amending([target.place]))
    if target.note:
        draft.say("method", worded("注：{}", target.note))
    if target.rules is None:
        draft.say("method", worded("定性目标，没有数可以计算"))
        return replace(found, acts=tuple(draft.acts))
    _judge(tell, target, target.rules, result, point, draft)
    _say_time(target, result, draft)
    return draft.finished(found)


def _judge(
    tell: Explainer, target: Target, rules: TargetRules, result: TargetResult, point: Point, draft: Draft
) -> None:
    judged = _chosen(tell, rules.attained, draft)
    judgement = rules.judgements.get(judged)
    if judgement is None:
        _condition(tell, result, judged, point, draft)
    elif judgement.growth is None:
        _compare(tell, result, judgement, point, draft)
    else:
        _average(tell, result, judgement, judgement.growth, point, draft)
    if result.upper is not None and result.above:
        end = Amount(result.upper, target.measure.label)
        draft.say(
            "limit",
            worded("超过上限 "),
            end,
            worded("，按办法") + (worded("仍算达到") if result.attained else worded("不算达到")),
        )
    if not target.is_yes_or_no:
        _attainment(target, result, draft)


def _chosen(tell: Explainer, node: tree.Node, draft: Draft) -> tree.Node:
    """What is judged by under the readings in force."""
    while isinstance(node, tree.Reading):
        node = tell.chosen(node, draft)
    return node


def _condition(tell: Explainer, result: TargetResult, judged: tree.Node, point: Point, draft: Draft) -> None:
    """What is done or not; both ends of a range."""
    words, filled = tell.words.of(judged), tell.fill(judged, point, draft)
    if result.target.is_yes_or_no:
        draft.say("condition", worded("填“是”才算达到："), *filled)
        return
    draft.put(words)
    draft.filled = (*filled, _held(result))


def _compare(tell: Explainer, result: TargetResult, judged: Judgement, point: Point, draft: Draft) -> None:
    """The figure against what is required, in the target's own measure where a number is written."""
    label, sign = result.target.measure.label, f" {COMPARISONS[judged.op]} "
    of, filled = tell.words.of(judged.of), tell.fill(judged.of, point, draft)
    bound, required = tell.words.of(judged.bound), tell.fill(judged.bound, point, draft)
    if isinstance(judged.bound, tree.Number):
        filled, bound = (Amount(result.actual, label),), (Amount(result.required, label),)
        required = bound
    draft.put((*of, sign, *bound))
    draft.filled = (*filled, sign, *required, _held(result))


def _held(result: TargetResult) -> str:
    """Whether the comparison held."""
    return "" if result.attained is None else worded("，成立") if result.attained else worded("，不成立")


def _attainment(target: Target, result: TargetResult, draft: Draft) -> None:
    """Actual ÷ required, as a step; where nothing is required there is none."""
    actual, required = (Amount(value, target.measure.label) for value in (result.actual, result.required))
    if result.required == 0:
        draft.say("method", worded("要求为 0，不算完成率"))
    elif result.attainment is not None:
        share = Amount(result.attainment * 100, "%")
        keyword, filled = "root" if target.since else "", (actual, " ÷ ", required)
        draft.parts.append(
            Explained("step", worded("完成率"), share, keyword=keyword, words=(worded("实际 ÷ 要求"),), filled=filled)
        )


def _say_time(target: Target, result: TargetResult, draft: Draft) -> None:
    """When it is judged, as far as that decides anything."""
    _SAID_OF_TIMES[target.time](target, result.period.year, draft)


def _say_each_year(target: Target, year: int, draft: Draft) -> None:
    draft.say("method", worded("每年都要达到，按当年的数判断"))


def _say_due(target: Target, year: int, draft: Draft) -> None:
    if year < target.due:
        draft.say("method", worded("到{}年到期，{}年还没有到期", target.due, year))
    elif year > target.due:
        draft.say("method", worded("{}年已经到期", target.due))


def _say_cumulative(target: Target, year: int, draft: Draft) -> None:
    _say_due(target, year, draft)
    draft.say("method", worded("表里填的是从规划第一年起的累计数，不再逐年相加"))


_SAID_OF_TIMES: Mapping[TargetTime, Callable[[Target, int, Draft], None]] = total(
    "explain.targets",
    TARGET_TIMES,
    {"due": _say_due, "each_year": _say_each_year, "average": _say_due, "cumulative": _say_cumulative},
)


def _average(
    tell: Explainer, result: TargetResult, judged: Judgement, growth: Growth, point: Point, draft: Draft
) -> None:
    """An average growth: the product of the years against the power of what is required, and the mean of it."""
    years = _years(growth, point)
    if not years:
        draft.say("absent", worded("从{}年起算，还没有到", result.target.since))
        return
    factors = joined([("(1 + ", at.amount(growth.rate), ")") for at in years], " × ")
    words, filled = tell.words.of(growth.base, SUM), tell.fill(growth.base, point, draft, SUM)
    count = len(years)
    sign = f" {COMPARISONS[judged.op]} "
    draft.put((worded("各年 (1 + 增速) 连乘{}(", sign), *words, worded(") 的年数次方")))
    exponent = worded(" 的 {} 次方", count) if count > 1 else ""
    product, wanted = point.number(judged.of), point.number(judged.bound)
    known = "" if product is None or wanted is None else worded("，即 {}", sign.join(_told_apart(product, wanted)))
    draft.filled = (*factors, sign, "(", *filled, f"){exponent}{known}{_held(result)}")
    if count > 1:
        draft.say("method", worded("达到没有由连乘的积判断，不开方，不受四舍五入影响"))
    draft.parts.append(_mean(tell, result, growth, years, factors))


def _told_apart(*products: Fraction) -> list[str]:
    """Both with so many decimals that they are not the same on paper, unless they are."""
    for places in range(4, _MOST_DECIMALS):
        rounded = [Fraction(round(product * 10**places), 10**places) for product in products]
        if rounded == list(products) or len(set(rounded)) == len(set(products)):
            break
    return [exact_digits(product) for product in rounded]


def _years(growth: Growth, point: Point) -> list[Point]:
    """The keys of the years that are averaged."""
    assert point.period is not None
    rows = [
        point.frame.positions.get((point.unit, Period(year), None))
        for year in range(growth.first, min(point.period.year, growth.last) + 1)
    ]
    return [point.moved(row) for row in rows if row is not None]


def _mean(tell: Explainer, result: TargetResult, growth: Growth, years: list[Point], factors: Phrase) -> Explained:
    """The average itself, with each year's cell."""
    count = len(years)
    target = result.target
    return Explained(
        "step",
        worded("{}年以来的年均", target.since),
        Amount(result.actual, target.measure.label),
        keyword="root",
        words=(worded("各年 (1 + 增速) 连乘，按年数开方，减 1"),),
        filled=("(", *factors, worded(") 开 {} 次方 − 1", count)) if count > 1 else (*factors, " − 1"),
        parts=tuple(replace(tell.part(growth.rate, at), period=at.period) for at in years),
    )
