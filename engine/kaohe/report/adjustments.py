"""Scores that decisions changed (领导小组调整), in words: below the results of every format the same lines."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe.language.numerals import exact_digits
from kaohe.policy.model import Display
from kaohe.report.json_text import number
from kaohe.report.values import ABSENT, ADJUSTED, PROVISIONAL, mark, to_places
from kaohe.results import Adjusted, Decision, Result, Results
from kaohe.text_width import visible
from kaohe.translations import worded

if TYPE_CHECKING:
    from kaohe.report.footer import Report

HEADING = "得分调整"


MARKED = f"{HEADING}（表中带 {ADJUSTED} 的）"


LEGEND = f"{ADJUSTED} 调整过的得分，见“{HEADING}”"
"""What the mark says, below the tables where it stands."""


_LISTED = 8


def adjusted_in(report: Report) -> tuple[Adjusted, ...]:
    """The scores of a report that decisions changed."""
    return report.adjusted if isinstance(report, Results) else ()


def lines(report: Report) -> list[str]:
    """A line for each: whose, when, which, from what to what, and every decision."""
    return [f"{whose(each)}{line(report, each)}" for each in adjusted_in(report)]


def notice(report: Report) -> str:
    """How many scores were adjusted, and whose; empty where none was."""
    found = adjusted_in(report)
    units = list(dict.fromkeys(each.unit for each in found))
    more = worded("等{}个单位", len(units)) if len(units) > _LISTED else ""
    whose = worded("、").join(units[:_LISTED]) + more
    return visible(worded("{}项得分经过调整（{}）", len(found), whose)) if found else ""


def legend(results: Results) -> str:
    """What the mark says; empty where no figure has it."""
    return worded(LEGEND) if any(mark(result, name) for result in results.results for name in result.adjusted) else ""


def of_result(results: Results, result: Result, name: str | None = None) -> list[str]:
    """The lines of one result, or of one score in it; it says itself whose it is and when."""
    key = (result.unit_type, result.unit, result.period)
    own = [each for each in results.adjusted if (each.score.unit_type, each.unit, each.period) == key]
    return [line(results, each) for each in own if name in (None, each.score.id)]


def whose(each: Adjusted) -> str:
    """乙镇 2023年 ."""
    return visible(f"{each.unit} {each.period.in_words()} ")


def line(report: Report, each: Adjusted) -> str:
    """总分 86.50 → 84.00（领导小组调整）：-3，发生较大安全事故，2024-01-20，某考〔2024〕1号."""
    display = report.policy.display
    table = report.policy.tables[each.score.adjusted_by or ""].name
    was = _shown(each.calculated, each.calculated_is_provisional, display)
    now = _shown(each.result, each.result_is_provisional, display)
    listed = worded("；").join(said(decision) for decision in each.decisions)
    return visible(worded("{} {} → {}（{}）：{}", each.score.name, was, now, table, listed))


def said(decision: Decision) -> str:
    """One decision: the points or the new value, why, when, by what document."""
    amount = exact_digits(decision.amount)
    plus = "+" if decision.kind == "change" and decision.amount > 0 else ""
    points = f"{plus}{amount}" if decision.kind == "change" else worded("定为 {}", amount)
    return worded("，").join(filter(None, (points, decision.reason, decision.date, decision.document)))


def entry(each: Adjusted) -> dict[str, object]:
    """An adjusted score in JSON."""
    return {
        "unit_type": each.score.unit_type,
        "unit": each.unit,
        "period": str(each.period),
        "id": each.score.id,
        "table": each.score.adjusted_by,
        "calculated": None if each.calculated is None else number(each.calculated),
        "result": None if each.result is None else number(each.result),
        "decisions": [decision_entry(decision) for decision in each.decisions],
    }


def decision_entry(decision: Decision) -> dict[str, object]:
    """A decision in JSON."""
    return {
        decision.kind: number(decision.amount),
        "reason": decision.reason,
        "date": decision.date,
        "document": decision.document,
        "place": str(decision.place),
    }


def _shown(value: Fraction | None, is_provisional: bool, display: Display) -> str:
    if value is None:
        return worded(PROVISIONAL) if is_provisional else ABSENT
    return to_places(value, display.decimals, display.rounding)
