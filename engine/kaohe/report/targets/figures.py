"""One target in one year as values by their headings: numbers unrounded, for tables that others calculate with."""

from __future__ import annotations

from fractions import Fraction

from kaohe.report.targets.state import WORDS, state_of
from kaohe.report.targets.words import STRENGTH, deadline, requirement
from kaohe.results import TargetResult, Value


def figures(result: TargetResult) -> dict[str, Value]:
    """The values of a row."""
    target, short, over = result.target, None, None
    if result.attained is False and result.actual is not None and result.required is not None:
        short = max(result.required - result.actual, result.actual * 0)
    if result.above and result.actual is not None and result.upper is not None:
        over = result.actual - result.upper
    return {
        "单位": result.unit,
        "年度": Fraction(result.period.year),
        "领域": target.field or "",
        "条款": target.clause or "",
        "代号": target.id,
        "目标": target.name,
        "状态": WORDS[state_of(result)],
        "期限": deadline(target),
        "性质": STRENGTH[target.strength],
        "要求": requirement(result),
        "计量单位": target.measure.label,
        "要求值": result.required,
        "区间上限": result.upper,
        "实际": result.actual,
        "完成率（%）": None if result.attainment is None else result.attainment * 100,
        "差距": short,
        "超出上限": over,
        "每年还需": result.pace,
        "责任单位": "、".join(target.lead),
    }
