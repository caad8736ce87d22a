"""Why one unit stands before another, in words for every format: the table, and how each indicator came about."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kaohe.analysis.explain.draft import absent
from kaohe.analysis.explain.model import Against, Amount, Explained, Explanation, Origin, Pair, Share
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Display
from kaohe.report.explain import words
from kaohe.report.values import to_places
from kaohe.text_width import visible
from kaohe.translations import worded


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: an indicator, one of its periods (level 1), or the sum."""

    name: str
    clause: str
    first: str
    second: str
    difference: str
    level: int = 0
    strong: bool = False


def opening(explanation: Explanation, against: Against, display: Display) -> Iterator[str]:
    """What is compared, who is ahead and by how much, the places, and what cannot be split."""
    name = visible(against.name)
    values = [words.amount(amount, display) for amount in (against.first, against.second)]
    comparison = worded(
        "比“{}”：{} {}，{} {}", name, visible(explanation.unit), values[0], visible(against.other), values[1]
    )
    difference = against.difference
    waits = against.first.is_provisional or against.second.is_provisional
    if against.is_absent:
        comparison += worded("，有一方{}，比不了", absent(waits))
    elif difference:
        word = worded("高") if difference > 0 else worded("低")
        comparison += worded("，{}{} {}", visible(explanation.unit), word, _counted(abs(difference), against, display))
    elif against.first.value == against.second.value:
        comparison += worded("，两家相同")
    yield worded("{}。", comparison)
    for said in against.standing:
        yield worded("{}。", words.phrase(said, display))
    if any(share.periods for share in against.shares):
        yield worded("各期的数已按权重折算。")
    if against.missing:
        yield worded(
            "{}：{}。", worded("还缺") if waits else worded("暂缺"), visible(worded("、").join(against.missing))
        )
    for said in against.absent:
        yield worded("{}。", words.phrase(said, display))


def against_lines(against: Against, display: Display) -> tuple[list[Line], str]:
    """A line for each indicator that differs, greatest first, one for all that do not, and the sum; then their names.

    The columns add up to the sum, but for what rounding takes.
    """
    different = [share for share in against.shares if _differs(share)]
    same = [share for share in against.shares if not _differs(share)]
    places = _places([share.difference for share in different], display)
    lines: list[Line] = []
    for share in different:
        lines.append(_line(share.name, share.clause, share.first, share.second, places))
        for period, first, second in share.periods:
            lines.append(_line(period.in_words(), "", first, second, places, 1))
    if not against.shares:
        return [], ""
    level = sum((share.first for share in same), Fraction(0))
    if same:
        lines.append(_line(worded("两家相同的 {} 项", len(same)), "", level, level, places))
    columns = ([share.first for share in against.shares], [share.second for share in against.shares])
    total, other = (sum(column, Fraction(0)) for column in columns)
    lines.append(_line(worded("合计（{}）", against.name), "", total, other, places, strong=True))
    names = visible(worded("、").join(share.name for share in same))
    return lines, worded("两家相同的：{}。", names) if same else ""


def headed(share: Share, display: Display) -> str:
    """An indicator with what both have and the difference, above what lies beneath it."""
    sign = "+" if share.difference > 0 else ""
    numbers = [words.number(value, display) for value in (share.first, share.second, share.difference)]
    return worded("{} {} 与 {}，相差 {}{}", visible(share.name), numbers[0], numbers[1], sign, numbers[2])


def checked(against: Against, display: Display) -> str:
    """That the differences add up, which is found by adding them up."""
    if not against.shares or against.sum != against.difference:
        return ""
    shown = _counted(against.sum, against, display)
    rounded = "" if all(words.is_short(share.difference) for share in against.shares) else worded("按未四舍五入的数，")
    return worded("核对：{}各项相差之和正好等于“{}”之差 {}。", rounded, visible(against.name), shown)


def _counted(value: Fraction, against: Against, display: Display) -> str:
    return words.counted(words.number(value, display), against.first.label)


def _differs(share: Share) -> bool:
    return bool(share.difference) or any(first != second for _, first, second in share.periods)


def _places(values: list[Fraction], display: Display) -> int:
    """The decimals of the results, and two more where those do not hold the differences."""
    exact = all((value * 10**display.decimals).denominator == 1 for value in values)
    return display.decimals if exact else display.decimals + 2


def _line(
    name: str, clause: str, first: Fraction, second: Fraction, places: int, level: int = 0, strong: bool = False
) -> Line:
    texts = [to_places(value, places, "half_up") for value in (first, second, first - second)]
    sign = "+" if first > second else ""
    return Line(visible(name), visible(clause), texts[0], texts[1], sign + texts[2], level, strong)


_ACTS = ("condition", "case", "tier", "limit", "round", "ties", "absent", "rows")


Said = tuple[str, str]
"""What a line is (words, filled, an act, pair) and its text."""


def origin_lines(share: Share, units: tuple[str, str], display: Display) -> Iterator[Said]:
    """The formula once, or twice where it is not the same; either side with its values; then what differs."""
    known: set[Said] = set()
    for each in share.origins:
        before = f"{each.period.in_words()} " if len(share.origins) > 1 and each.period else ""
        for kind, line in _in_period(each, units, display):
            if kind != "words":
                yield kind, before + line
            elif (kind, line) not in known:  # the same rule in the next quarter
                known.add((kind, line))
                yield kind, line


def _in_period(each: Origin, units: tuple[str, str], display: Display) -> Iterator[Said]:
    sides = [list(_workings(step, display)) if step else [] for step in (each.first, each.second)]
    both = [said for said in sides[0] if said in sides[1]]
    yield from ((kind, worded("{}：{}", name, line) if name else line) for kind, name, line in both if kind == "words")
    for unit, step, side, weight in zip(units, (each.first, each.second), sides, each.weights, strict=True):
        if step is None:
            yield "absent", worded("{}：没有这一项", visible(unit))
            continue
        for kind, name, line in side:
            if (kind, name, line) not in both:
                whose = "" if step.unit else visible(unit) + worded("的") * bool(name)
                yield kind, worded("{}{}：{}", whose, name, line)
        if weight != 1:
            yield "filled", worded("{}：{}", visible(unit), _weighed(step, weight, display))
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
    """33.6 × 15% = 5.04, or 80% × 45 = 36 where the weights are points; with the cell of an input."""
    value = step.value.value
    assert isinstance(value, Fraction)
    is_share = abs(weight) <= 1
    times = Amount(weight * 100, "%") if is_share else Amount(weight)
    of_points = value / 100 if step.value.label == "%" and not is_share else value
    said = replace(step, filled=(step.value, " × ", times), result=Amount(of_points * weight), words=())
    source = words.source(step, display)
    return words.filled(said, display) + (worded("（{}）", source) if source else "")


def _pair(pair: Pair, units: tuple[str, str], display: Display) -> str:
    """产值增长率：甲 14.7%（chain.csv 第 4 行），乙 9.4%（chain.csv 第 3 行）."""
    sides = [(unit, step) for unit, step in zip(units, (pair.first, pair.second), strict=True) if step is not None]
    if pair.unit and len(sides) == 1:  # another unit's, which one of the two rests on
        of = pair.name if pair.unit in pair.name else worded("{}的{}", pair.unit, pair.name)
        return worded("{}：{}", visible(of), _side(sides[0][1], display))
    said = worded("，").join(f"{visible(unit)} {_side(step, display)}" for unit, step in sides)
    return worded("{}：{}", visible(pair.name), said)


def _side(step: Explained, display: Display) -> str:
    value = worded("计入") if step.value.value is True and step.kind == "row" else words.amount(step.value, display)
    source = words.source(step, display)
    return worded("{}（{}）", value, source) if source else value
