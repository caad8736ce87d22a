"""Why a value moved, in the words of `explain --against`: what its indicators add to the difference, and how."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kaohe.analysis.explain.model import Against, Explained, Pair, Share
from kaohe.analysis.whatif import WhatIf
from kaohe.policy.model import Display
from kaohe.report.explain import words
from kaohe.report.explain.against import origin_lines
from kaohe.report.json_text import plain
from kaohe.shown_text import visible

SIDES = {"zh": ("改后", "改前"), "en": ("then", "now")}
"""What the two runs are called where the words of a rule name whose value something is."""


def in_short(against: Against, display: Display) -> str:
    """总分 +3：新增上市企业 +3: the difference and what it is the sum of, the greatest first."""
    assert against.difference is not None
    moved = [share for share in against.shares if share.difference]
    told = "，".join(f"{visible(share.name)} {_step(share.difference, display)}" for share in moved)
    return f"{visible(against.name)} {_step(against.difference, display)}：{told}"


def in_full(against: Against, display: Display, language: str) -> Iterator[tuple[str, str]]:
    """What each indicator that moved was and is, and below it how both came about: (kind, text), an empty kind first.

    The kinds are those of an explanation: words, filled, an act, pair.
    """
    sides = SIDES["zh" if language == "zh" else "en"]
    for share in against.shares:
        if share.origins:
            old, new = (words.number(value, display) for value in (share.second, share.first))
            yield "", f"{visible(share.name)} {old} → {new}"
            yield from origin_lines(share, sides, display)


def entries(found: WhatIf) -> Iterator[dict[str, object]]:
    """For JSON: each value that moved with the shares that its difference is the sum of."""
    for change, against in found.explained:
        yield {
            "unit_type": change.of.unit_type,
            "unit": change.of.unit,
            "group": change.group,
            "period": str(change.of.period),
            "value": change.of.value,
            "difference": plain(against.difference),
            "parts": [_entry(share) for share in against.shares if share.difference],
        }


def _entry(share: Share) -> dict[str, object]:
    found: dict[str, object] = {
        "id": share.id,
        "name": share.name,
        "clause": share.clause,
        "from": plain(share.second),
        "to": plain(share.first),
        "difference": plain(share.difference),
    }
    inputs = [_pair(pair) for origin in share.origins for pair in origin.pairs]
    return found | ({"inputs": inputs} if inputs else {})


def _pair(pair: Pair) -> dict[str, object]:
    return {"name": pair.name, "unit": pair.unit, "from": _value(pair.second), "to": _value(pair.first)}


def _value(step: Explained | None) -> object:
    return None if step is None else plain(step.value.value)


def _step(value: Fraction, display: Display) -> str:
    return ("+" if value > 0 else "") + words.number(value, display)
