"""How values that are absent are told apart in words: those still to be sent, and those that are not there."""

from __future__ import annotations

from collections.abc import Mapping

ABSENT, WAITS = "暂缺", "待报"


def absent(waits: bool) -> str:
    """What is said of one value."""
    return WAITS if waits else ABSENT


def absent_each(names: Mapping[str, bool], of: str = "") -> str:
    """甲镇、乙镇待报，丙镇暂缺; `names` says of each whether it is still to be sent, `of` what of it."""
    told = [("、".join(name for name, each in names.items() if each is waits), waits) for waits in (True, False)]
    return "，".join(f"{listed}{of}{absent(waits)}" for listed, waits in told if listed)
