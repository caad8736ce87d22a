"""A target in words: what is required, by when, how firmly, what there is, and how far that is from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Literal

from kaohe.language.entry import TARGET_KINDS, TARGET_TIMES, TargetKind, TargetTime
from kaohe.language.measures import Measure
from kaohe.language.register import total
from kaohe.policy.model import Display, Target
from kaohe.report.values import ABSENT, PROVISIONAL, to_places_beside, trimmed
from kaohe.results import TargetResult
from kaohe.words.targets import TIMES

STRENGTH = {"firm": "必达", "strive": "力争"}


def requirement(result: TargetResult) -> str:
    """≥ 70000 家, > 4000 亿元, 3—5 家, 5% 左右, 完成, 定性."""
    return _REQUIREMENTS[result.kind or result.target.kind](result)


def _figures(words: str) -> Callable[[TargetResult], str]:
    """The bound in words; that of a range that has no upper end is its lower one."""

    def told(result: TargetResult) -> str:
        if result.required is None:
            return ABSENT
        ends = [trimmed(end) for end in (result.required, result.upper) if end is not None]
        return words.format(_counted("—".join(ends), result.target.measure))

    return told


_REQUIREMENTS: dict[TargetKind, Callable[[TargetResult], str]] = total(
    "report.results.target_words of kinds",
    TARGET_KINDS,
    {
        "at_least": _figures("≥ {}"),
        "more_than": _figures("> {}"),
        "range": _figures("{}"),
        "about": _figures("{} 左右"),
        "achieved": lambda result: "完成",
        "qualitative": lambda result: "定性",
    },
)


def deadline(target: Target) -> str:
    """到2025年, 每年, 2022—2025年均, 到2025年累计."""
    return _DEADLINES[target.time](target)


_DEADLINES: dict[TargetTime, Callable[[Target], str]] = total(
    "report.results.target_words of times",
    TARGET_TIMES,
    {
        "due": lambda target: f"到{target.due}年",
        "each_year": lambda target: "每年",
        "average": lambda target: f"{target.since}—{target.due}年均",
        "cumulative": lambda target: f"到{target.due}年累计",
    },
)


def actual(result: TargetResult, display: Display) -> str:
    """The figure that there is, never rounded onto what is required."""
    if result.actual is None:
        return "" if result.target.is_qualitative else PROVISIONAL if result.provisional else ABSENT
    if result.target.is_yes_or_no:
        return "已完成" if result.attained else "未完成"
    bounds = [bound for bound in (result.required, result.upper) if bound is not None]
    return _figure(result.actual, bounds, display)


def attainment(result: TargetResult, display: Display) -> str:
    """As a percentage; nothing where a quotient says nothing."""
    if result.attainment is None or result.required is None or result.required < 0 or result.target.is_yes_or_no:
        return ""
    hundred = Fraction(100)
    return to_places_beside(result.attainment * hundred, [hundred], display.decimals, display.rounding) + "%"


def gap(result: TargetResult, display: Display) -> str:
    """差 24474 家, 差 2.50 个百分点, 超上限 1 家."""
    if result.actual is None or result.required is None or result.target.is_yes_or_no:
        return ""
    if result.above and result.upper is not None:
        return f"超上限 {_distance(result.actual - result.upper, result, display)}"
    if result.attained is not False:
        return ""
    short = result.required - result.actual
    return f"差 {_distance(short, result, display)}" if short > 0 else "尚未超过"


def pace(result: TargetResult, display: Display) -> str:
    """What each year until it is due still has to add."""
    return "" if result.pace is None or result.pace <= 0 else _distance(result.pace, result, display)


def _distance(value: Fraction, result: TargetResult, display: Display) -> str:
    text = _figure(value, [Fraction(0)], display)
    measure = result.target.measure
    return f"{text} 个百分点" if measure.kind == "percent" else _counted(text, measure)


def _figure(value: Fraction, bounds: list[Fraction], display: Display) -> str:
    """A whole number has no decimals."""
    return to_places_beside(value, bounds, 0 if value.denominator == 1 else display.decimals, display.rounding)


def _counted(text: str, measure: Measure) -> str:
    if measure.kind == "percent":
        return f"{text}{measure.label}"
    return f"{text} {measure.label}" if measure.label else text


State = Literal["attained", "early", "missed", "overdue", "pending", "qualitative", "provisional", "unknown"]

WORDS: dict[State, str] = {
    "attained": "已达到",
    "early": "提前达到",
    "missed": "未达到",
    "overdue": "逾期未达到",
    "pending": "未到期",
    "qualitative": "定性",
    "provisional": PROVISIONAL,
    "unknown": "尚无结果",
}

# Signs that every Chinese encoding has; a screen without colours and a black and white print show them.
MARKS: dict[State, str] = {
    "attained": "√",
    "early": "○",
    "missed": "×",
    "overdue": "▲",
    "pending": "…",
    "qualitative": " ",
    "provisional": "—",
    "unknown": "—",
}


def state_of(result: TargetResult) -> State:
    """How a target stands in the year looked at.

    One that is due in a later year is early or pending: what it shows is not final. Where it is due it is attained or
    missed, and missed after that it is overdue. Each year's minimum is due each year.
    """
    if result.target.is_qualitative:
        return "qualitative"
    if result.attained is None:
        return "provisional" if result.provisional else "unknown"
    if is_due_later(result):
        return "early" if result.attained else "pending"
    if result.attained:
        return "attained"
    return "overdue" if TIMES[result.target.time].is_due_once and result.period.year > result.target.due else "missed"


def is_due_later(result: TargetResult) -> bool:
    """Whether the target is due in a later year."""
    return TIMES[result.target.time].is_due_once and result.period.year < result.target.due


def marked(result: TargetResult) -> str:
    """√ 已达到."""
    state = state_of(result)
    return f"{MARKS[state]} {WORDS[state]}"


def summary(results: Iterable[TargetResult]) -> str:
    """已达到 a 项，提前达到 b 项，未达到 c 项，未到期 d 项，定性 e 项."""
    counts = Counter(map(state_of, results))
    told = [state for state in WORDS if counts[state] or state in ("attained", "missed")]
    return "，".join(f"{WORDS[state]} {counts[state]} 项" for state in told)
