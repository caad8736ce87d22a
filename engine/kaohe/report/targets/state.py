"""Whether a target is attained, as it is said to a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from kaohe.results import TargetResult

State = Literal["attained", "missed", "pending", "qualitative", "unknown"]

WORDS: dict[State, str] = {
    "attained": "已达到",
    "missed": "未达到",
    "pending": "未到期",
    "qualitative": "定性",
    "unknown": "尚无结果",
}

# Signs that every Chinese encoding has; a screen without colours and a black and white print show them.
MARKS: dict[State, str] = {"attained": "√", "missed": "×", "pending": "…", "qualitative": " ", "unknown": "—"}


def state_of(result: TargetResult) -> State:
    """A target that is due later is attained or pending, and never missed; each year's minimum is due each year."""
    if result.target.kind == "qualitative":
        return "qualitative"
    if result.attained is None:
        return "unknown"
    if result.attained:
        return "attained"
    return "pending" if is_early(result) else "missed"


def is_early(result: TargetResult) -> bool:
    """Whether the target is due in a later year."""
    return result.target.time != "each_year" and result.period.year < result.target.due


def marked(result: TargetResult) -> str:
    """√ 已达到."""
    state = state_of(result)
    return f"{MARKS[state]} {WORDS[state]}"


def summary(results: Iterable[TargetResult]) -> str:
    """已达到 a 项（其中提前达到 b 项），未达到 c 项，未到期 d 项，定性 e 项."""
    return "，".join(_counts(list(results)))


def _counts(members: list[TargetResult]) -> Iterator[str]:
    counts = Counter(map(state_of, members))
    early = sum(state_of(member) == "attained" and is_early(member) for member in members)
    for state, word in WORDS.items():
        if counts[state] or state in ("attained", "missed"):
            more = f"（其中提前达到 {early} 项）" if state == "attained" and early else ""
            yield f"{word} {counts[state]} 项{more}"
