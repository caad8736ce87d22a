"""What lies beneath an indicator in which two units differ, in lines that every format shows in this order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from kaohe.analysis.explain.model import Amount, Beneath, Explained, Pair, Share
from kaohe.policy.model import Display
from kaohe.report.explain import words
from kaohe.shown_text import visible

_ACTS = ("condition", "case", "tier", "limit", "round", "ties", "absent", "rows")

Said = tuple[str, str]
"""What a line is (words, filled, an act, pair) and its text."""


def beneath_lines(share: Share, units: tuple[str, str], display: Display) -> Iterator[Said]:
    """The formula once, or twice where it is not the same; either side with its values; then what differs."""
    known: set[Said] = set()
    for each in share.beneath:
        before = f"{each.period.in_words()} " if len(share.beneath) > 1 and each.period else ""
        for kind, line in _period(each, units, display):
            if kind != "words":
                yield kind, before + line
            elif (kind, line) not in known:  # the same rule in the next quarter
                known.add((kind, line))
                yield kind, line


def _period(each: Beneath, units: tuple[str, str], display: Display) -> Iterator[Said]:
    sides = [list(_workings(step, display)) if step else [] for step in (each.first, each.second)]
    both = [said for said in sides[0] if said in sides[1]]
    yield from ((kind, f"{name}：{line}" if name else line) for kind, name, line in both if kind == "words")
    for unit, step, side, weight in zip(units, (each.first, each.second), sides, each.weights, strict=True):
        if step is None:
            yield "absent", f"{visible(unit)}：没有这一项"
            continue
        for kind, name, line in side:
            if (kind, name, line) not in both:
                whose = "" if step.unit else visible(unit) + "的" * bool(name)
                yield kind, f"{whose}{name}：{line}"
        if weight != 1:
            yield "filled", f"{visible(unit)}：{_weighed(step, weight, display)}"
    is_told = all(step is None or step.kind == "input" for step in (each.first, each.second))
    if not is_told or all(weight == 1 for weight in each.weights):
        yield from (("pair", _pair(pair, units, display)) for pair in each.pairs)


def _workings(root: Explained, display: Display) -> Iterator[tuple[str, str, str]]:
    """The formulas from the indicator down to its inputs and records, and what acted on the way.

    Each with what it is, and the name of the step, which the indicator itself does not need.
    """
    #####
    waiting = [root]
    while waiting:
        step = waiting.pop(0)
        if step.kind in ("input", "row"):
            continue
        name = "" if step is root and not step.unit else words.name(step)
        if formula := words.words(step, display):
            yield "words", name, formula
        if filled := words.filled(step, display) or (words.amount(step.value, display) if step is root else ""):
            yield "filled", name, filled
        for act in step.acts:
            if act.kind in _ACTS:
                yield act.kind, name, words.act(act, display)
        waiting[:0] = step.parts


def _weighed(step: Explained, weight: Fraction, display: Display) -> str:
    """33.6 × 15% = 5.04, with the cell of an input."""
    value = step.value.value
    assert isinstance(value, Fraction)
    share = Amount(weight * 100, "%")
    told = replace(step, filled=(step.value, " × ", share), result=Amount(value * weight), words=())
    source = words.source(step, display)
    return words.filled(told, display) + (f"（{source}）" if source else "")


def _pair(pair: Pair, units: tuple[str, str], display: Display) -> str:
    """产值增长率：甲 14.7%（chain.csv 第 4 行），乙 9.4%（chain.csv 第 3 行）."""
    sides = [(unit, step) for unit, step in zip(units, (pair.first, pair.second), strict=True) if step is not None]
    if pair.unit and len(sides) == 1:  # another unit's, which one of the two rests on
        of = pair.name if pair.unit in pair.name else f"{pair.unit}的{pair.name}"
        return f"{visible(of)}：{_side(sides[0][1], display)}"
    told = "，".join(f"{visible(unit)} {_side(step, display)}" for unit, step in sides)
    return f"{visible(pair.name)}：{told}"


def _side(step: Explained, display: Display) -> str:
    value = "计入" if step.value.value is True and step.kind == "row" else words.amount(step.value, display)
    source = words.source(step, display)
    return f"{value}（{source}）" if source else value
