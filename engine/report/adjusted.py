"""Scores that decisions changed (领导小组调整), in words: below the results of every format the same lines."""

from __future__ import annotations

from fractions import Fraction

from engine.evaluate.decisions import Adjusted, Decision
from engine.evaluate.results import Result, Results
from engine.policy.model import Display
from engine.report.cells import ABSENT
from engine.report.footer import Report
from engine.report.json_text import number
from engine.report.numbers import to_places, trimmed
from engine.report.visible import visible

HEADING = "得分调整"


def adjusted_in(report: Report) -> tuple[Adjusted, ...]:
    """The scores of a report that decisions changed."""
    return report.adjusted if isinstance(report, Results) else ()


def lines(report: Report) -> list[str]:
    """A line for each: whose, when, which, from what to what, and every decision."""
    return [f"{whose(each)}{line(report, each)}" for each in adjusted_in(report)]


def of_result(results: Results, result: Result) -> list[str]:
    """The lines of one result, which says itself whose it is and when."""
    key = (result.unit_type, result.unit, result.period)
    return [line(results, each) for each in results.adjusted if (each.score.unit_type, each.unit, each.period) == key]


def whose(each: Adjusted) -> str:
    """乙镇 2023年 ."""
    return visible(f"{each.unit} {each.period.in_words()} ")


def line(report: Report, each: Adjusted) -> str:
    """总分 86.50 → 84.00（领导小组调整）：-3，发生较大安全事故，2024-01-20，某考〔2024〕1号."""
    display = report.policy.display
    table = report.policy.tables[each.score.adjusted_by or ""].name
    was, now = (ABSENT if value is None else _shown(value, display) for value in (each.calculated, each.result))
    told = "；".join(said(decision) for decision in each.decisions)
    return visible(f"{each.score.name} {was} → {now}（{table}）：{told}")


def said(decision: Decision) -> str:
    """One decision: the points or the new value, why, when, by what document."""
    amount = trimmed(decision.amount)
    plus = "+" if decision.kind == "change" and decision.amount > 0 else ""
    points = f"{plus}{amount}" if decision.kind == "change" else f"定为 {amount}"
    return "，".join(filter(None, (points, decision.reason, decision.date, decision.document)))


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


def _shown(value: Fraction, display: Display) -> str:
    return to_places(value, display.decimals, display.rounding)
