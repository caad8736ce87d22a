"""One target as a row of a report: every cell as text, by its heading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kaohe.language.periods import Period
from kaohe.policy.model import Display, Target
from kaohe.report.cells import ABSENT
from kaohe.report.targets import words
from kaohe.report.targets.state import MARKS, is_early, marked, state_of
from kaohe.results import TargetResult
from kaohe.shown_text import visible

TEXTS = ("状态", "目标", "条款", "期限", "性质")
NUMBERS = ("要求", "实际", "完成率", "差距", "每年还需")
_ALWAYS = ("状态", "目标", "期限", "性质", "要求", "实际")

COURSE = "历年实际"


def line(result: TargetResult, display: Display) -> dict[str, str]:
    """The cells of a target in one year."""
    target = result.target
    return {
        "状态": marked(result),
        "目标": visible(target.name),
        "条款": visible(target.clause or ""),
        "期限": words.deadline(target),
        "性质": words.STRENGTH[target.strength],
        "要求": visible(words.requirement(result)),
        "实际": words.actual(result, display),
        "完成率": words.attainment(result, display),
        "差距": visible(words.gap(result, display)),
        "每年还需": visible(words.pace(result, display)),
    }


def used(headings: Iterable[str], lines: Iterable[Mapping[str, str]]) -> list[str]:
    """The headings under which any of the lines says something."""
    known = list(lines)
    return [heading for heading in headings if heading in _ALWAYS or any(cells[heading] for cells in known)]


def course_notes(members: Iterable[TargetResult]) -> list[str]:
    """What a reader of the figures of several years has to know."""
    notes = ["√为达到，×为到期未达到，尚未到期又未达到的不带记号。"]
    if any(member.target.time == "average" for member in members):
        notes.append("年均的，为从起始年到当年的平均。")
    return notes


def course_name(target: Target) -> tuple[str, str]:
    """A target, and what it is counted in: the table of its course does not show what is required."""
    return visible(target.name), visible(f"（{target.measure.label}）") if target.measure.label else ""


def course_cell(result: TargetResult | None, display: Display) -> str:
    """A year's figure, and whether it was attained; a year that is not due yet and not attained has no mark."""
    if result is None:
        return ABSENT
    text = words.actual(result, display)
    if result.attained is None or (is_early(result) and not result.attained):
        return text
    return f"{text} {MARKS[state_of(result)]}"


def is_counted(course: Mapping[Period, TargetResult]) -> bool:
    """Whether a target has figures at all."""
    return next(iter(course.values())).target.kind != "qualitative"
