"""Targets in the year looked at: each in words, as a row of texts or of exact values; and the figures of its years.

The words say what is required, by when, how firmly, what there is, and how far that is from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from kaohe.diagnostics import Diagnostic
from kaohe.language.entry import TARGET_KINDS, TARGET_TIMES, TargetKind, TargetTime, total
from kaohe.language.measures import Measure
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.model import Display, Target
from kaohe.report.values import ABSENT, PROVISIONAL, to_places_distinct_from, trimmed
from kaohe.results import TargetResult, TargetResults, Value
from kaohe.text_width import visible
from kaohe.translations import worded
from kaohe.words.targets import TIMES

STRENGTH = {"firm": "必达", "strive": "力争"}


def requirement(result: TargetResult) -> str:
    """≥ 70000 家, > 4000 亿元, 3—5 家, 5% 左右, 完成, 定性."""
    return _REQUIREMENTS[result.kind or result.target.kind](result)


def _figures(words: str) -> Callable[[TargetResult], str]:
    """The bound in words; that of a range that has no upper end is its lower one."""

    def text(result: TargetResult) -> str:
        if result.required is None:
            return ABSENT
        ends = [trimmed(end) for end in (result.required, result.upper) if end is not None]
        return worded(words, _counted("—".join(ends), result.target.measure))

    return text


_REQUIREMENTS: dict[TargetKind, Callable[[TargetResult], str]] = total(
    "report.results.targets of kinds",
    TARGET_KINDS,
    {
        "at_least": _figures("≥ {}"),
        "more_than": _figures("> {}"),
        "range": _figures("{}"),
        "about": _figures("{} 左右"),
        "achieved": lambda result: worded("完成"),
        "qualitative": lambda result: worded("定性"),
    },
)


def deadline(target: Target) -> str:
    """到2025年, 每年, 2022—2025年均, 到2025年累计, 2022年起累计到2025年."""
    return _DEADLINES[target.time](target)


_DEADLINES: dict[TargetTime, Callable[[Target], str]] = total(
    "report.results.targets of times",
    TARGET_TIMES,
    {
        "due": lambda target: worded("到{}年", target.due),
        "each_year": lambda target: worded("每年"),
        "average": lambda target: worded("{}—{}年均", target.since, target.due),
        "cumulative": lambda target: (
            worded("{}年起累计到{}年", target.since, target.due) if target.since else worded("到{}年累计", target.due)
        ),
    },
)


def actual(result: TargetResult, display: Display) -> str:
    """The figure that there is, never rounded onto what is required."""
    if result.actual is None:
        return "" if result.target.is_qualitative else worded(PROVISIONAL) if result.provisional else ABSENT
    if result.target.is_yes_or_no:
        return worded("已完成") if result.attained else worded("未完成")
    bounds = [bound for bound in (result.required, result.upper) if bound is not None]
    return _figure(result.actual, bounds, display)


def attainment(result: TargetResult, display: Display) -> str:
    """As a percentage; nothing where a quotient says nothing."""
    if result.attainment is None or result.required is None or result.required < 0 or result.target.is_yes_or_no:
        return ""
    hundred = Fraction(100)
    return to_places_distinct_from(result.attainment * hundred, [hundred], display.decimals, display.rounding) + "%"


def gap(result: TargetResult, display: Display) -> str:
    """差 24474 家, 差 2.50 个百分点, 超上限 1 家."""
    if result.actual is None or result.required is None or result.target.is_yes_or_no:
        return ""
    if result.above and result.upper is not None:
        return worded("超上限 {}", _distance(result.actual - result.upper, result, display))
    if result.attained is not False:
        return ""
    short = result.required - result.actual
    return worded("差 {}", _distance(short, result, display)) if short > 0 else worded("尚未超过")


def pace(result: TargetResult, display: Display) -> str:
    """What each year until it is due still has to add."""
    return "" if result.pace is None or result.pace <= 0 else _distance(result.pace, result, display)


def _distance(value: Fraction, result: TargetResult, display: Display) -> str:
    text = _figure(value, [Fraction(0)], display)
    measure = result.target.measure
    return worded("{} 个百分点", text) if measure.kind == "percent" else _counted(text, measure)


def _figure(value: Fraction, bounds: list[Fraction], display: Display) -> str:
    """A whole number has no decimals."""
    return to_places_distinct_from(value, bounds, 0 if value.denominator == 1 else display.decimals, display.rounding)


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
    return f"{MARKS[state]} {worded(WORDS[state])}"


def summary(results: Iterable[TargetResult]) -> str:
    """已达到 a 项，提前达到 b 项，未达到 c 项，未到期 d 项，定性 e 项."""
    counts = Counter(map(state_of, results))
    shown = [state for state in WORDS if counts[state] or state in ("attained", "missed")]
    return worded("，").join(worded("{} {} 项", worded(WORDS[state]), counts[state]) for state in shown)


@dataclass(frozen=True, slots=True)
class TargetYear:
    """Every year's results, and the year that is looked at."""

    results: TargetResults
    year: Period

    @property
    def warnings(self) -> list[Diagnostic]:
        """The warnings of the run."""
        return self.results.warnings

    @property
    def now(self) -> list[TargetResult]:
        """The results of the year looked at, in the order of the policy."""
        return [result for result in self.results.results if result.period == self.year]

    @property
    def years(self) -> list[Period]:
        """The years of the data."""
        return years_of(self.results)

    def by_unit(self) -> dict[str, list[TargetResult]]:
        """The year looked at, unit by unit."""
        apart: dict[str, list[TargetResult]] = {}
        for result in self.now:
            apart.setdefault(result.unit, []).append(result)
        return apart

    def courses(self) -> Iterator[dict[Period, TargetResult]]:
        """For each target and unit its results by year; nothing where the data has one year alone."""
        if len(self.years) < 2:
            return
        apart: dict[tuple[str, str], dict[Period, TargetResult]] = {}
        for result in self.results.results:
            apart.setdefault((result.target.id, result.unit), {})[result.period] = result
        yield from apart.values()


def years_of(results: TargetResults) -> list[Period]:
    """The years of the data."""
    return sorted({result.period for result in results.results})


def by_field(members: list[TargetResult]) -> dict[str | None, list[TargetResult]]:
    """The fields in the order of the policy; what has no field stands where its first one does."""
    apart: dict[str | None, list[TargetResult]] = {}
    for member in members:
        apart.setdefault(member.target.field, []).append(member)
    return apart


TEXTS = ("状态", "目标", "条款", "期限", "性质")


NUMBERS = ("要求", "实际", "完成率", "差距", "每年还需")


_ALWAYS = ("状态", "目标", "期限", "性质", "要求", "实际")


def headings_of(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings in the language of results."""
    return tuple(map(worded, headings))


COURSE = "历年实际"


def line(result: TargetResult, display: Display) -> dict[str, str]:
    """The cells of a target in one year."""
    target = result.target
    return {
        worded("状态"): marked(result),
        worded("目标"): visible(target.name),
        worded("条款"): visible(target.clause or ""),
        worded("期限"): deadline(target),
        worded("性质"): worded(STRENGTH[target.strength]),
        worded("要求"): visible(requirement(result)),
        worded("实际"): actual(result, display),
        worded("完成率"): attainment(result, display),
        worded("差距"): visible(gap(result, display)),
        worded("每年还需"): visible(pace(result, display)),
    }


def used(headings: Iterable[str], lines: Iterable[Mapping[str, str]]) -> list[str]:
    """The headings under which any of the lines says something."""
    known = list(lines)
    always = headings_of(_ALWAYS)
    return [heading for heading in headings if heading in always or any(cells[heading] for cells in known)]


def course_notes(members: Iterable[TargetResult]) -> list[str]:
    """What a reader of the figures of several years has to know."""
    notes = [worded("√为达到，○为提前达到（还没有到期），×为到期未达到，▲为逾期未达到，尚未到期又未达到的不带记号。")]
    if any(member.target.since is not None for member in members):
        notes.append(worded("年均的，为从起始年到当年的平均。"))
    return notes


def course_name(target: Target) -> tuple[str, str]:
    """A target, and what it is counted in: the table of its course does not show what is required."""
    return visible(target.name), visible(worded("（{}）", target.measure.label)) if target.measure.label else ""


def course_cell(result: TargetResult | None, display: Display) -> str:
    """A year's figure with the mark of its state; a year that is not due yet and not attained has none."""
    if result is None:
        return ABSENT
    text = actual(result, display)
    state = state_of(result)
    return text if result.attained is None or state == "pending" else f"{text} {MARKS[state]}"


def is_counted(course: Mapping[Period, TargetResult]) -> bool:
    """Whether a target has figures at all."""
    return not next(iter(course.values())).target.is_qualitative


def figures(result: TargetResult) -> dict[str, Value]:
    """The values of a row."""
    target, short, over = result.target, None, None
    if result.attained is False and result.actual is not None and result.required is not None:
        short = max(result.required - result.actual, result.actual * 0)
    if result.above and result.actual is not None and result.upper is not None:
        over = result.actual - result.upper
    return {
        worded("单位"): result.unit,
        worded("年度"): Fraction(result.period.year),
        worded("领域"): target.field or "",
        worded("条款"): target.clause or "",
        worded("代号"): target.id,
        worded("目标"): target.name,
        worded("状态"): worded(WORDS[state_of(result)]),
        worded("期限"): deadline(target),
        worded("性质"): worded(STRENGTH[target.strength]),
        worded("要求"): requirement(result),
        worded("计量单位"): target.measure.label,
        worded("要求值"): result.required,
        worded("区间上限"): result.upper,
        worded("实际"): result.actual,
        worded("完成率（%）"): None if result.attainment is None else result.attainment * 100,
        worded("差距"): short,
        worded("超出上限"): over,
        worded("每年还需"): result.pace,
        worded("责任单位"): worded("、").join(target.lead),
    }
