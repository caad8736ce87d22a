"""Measures (计量单位): what a number is counted in, and which numbers may meet.

Money, area and percent are checked and converted; count words (家, 次, 户) and points (分) are labels that
arithmetic drops. Numbers are kept in the base measure of their dimension: 元, 平方米, and 1 for percent, so
that 2 亿元 and 20000 万元 are one number, and 85% is 17/20 inside and 85 where it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Kind = Literal["number", "ratio", "percent", "unit"]


@dataclass(frozen=True, slots=True)
class Measure:
    """`label` as written; `scale` base measures make one; `dimension` its powers of money and area.

    kind: "number" a bare number or a count word; "ratio" a quotient of like things, which goes with bare
    numbers and with percent; "percent"; "unit" anything with a dimension.
    """

    label: str
    kind: Kind
    scale: Fraction = Fraction(1)
    dimension: tuple[tuple[str, int], ...] = ()


NUMBER = Measure("", "number")
RATIO = Measure("", "ratio")
PERCENT = Measure("%", "percent", Fraction(1, 100))
POINTS = Measure("分", "number")

_MONEY = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "千万元": 10**7, "亿元": 10**8, "万亿元": 10**12}
_AREA = {"平方米": Fraction(1), "亩": Fraction(2000, 3), "公顷": Fraction(10**4), "平方公里": Fraction(10**6)}
_SINGLE = "家户次个项条件人名场篇期台套所处分位座天例起宗批只头吨册本部张株班节组份年岁月"
_COUNT_WORDS = frozenset([*_SINGLE, "篇次", "人次"])
_UNITS = {word: (Fraction(scale), "money") for word, scale in _MONEY.items()} | {
    word: (scale, "area") for word, scale in _AREA.items()
}


def known_words() -> list[str]:
    """The words that `measure` knows by themselves, for suggestions."""
    return [*_UNITS, *sorted(_COUNT_WORDS), "%"]


def measure(word: str) -> Measure | None:
    """The measure that a word names, or None: 亿元, %, 家, and quotients such as 万元/亩."""
    word = word.strip()
    if word in ("%", "％", "百分点", "个百分点"):
        return PERCENT
    if word in _COUNT_WORDS:
        return Measure(word, "number")
    if word == "倍":
        return Measure(word, "ratio")
    if word in _UNITS:
        scale, dimension = _UNITS[word]
        return Measure(word, "unit", scale, ((dimension, 1),))
    above, slash, below = word.partition("/")
    if slash:
        upper, lower = measure(above), measure(below)
        if upper and lower:
            quotient = divided(upper, lower)
            return Measure(word, quotient.kind, upper.scale / lower.scale, quotient.dimension)
    return None


def multiplied(left: Measure, right: Measure) -> Measure:
    """The measure of a product: percent and ratios leave the other side as it is."""
    if left.kind == "unit" or right.kind == "unit":
        return _combined(left, right, 1)
    if left.kind == "percent" and right.kind == "percent":
        return PERCENT
    kinds = {left.kind, right.kind}
    return RATIO if kinds & {"percent", "ratio"} else NUMBER


def divided(left: Measure, right: Measure) -> Measure:
    """The measure of a quotient: like by like is a ratio; a share of a percentage is one, as in a mean of growths."""
    if left.kind == "unit" or right.kind == "unit":
        return _combined(left, right, -1)
    return PERCENT if left.kind == "percent" and right.kind == "number" else RATIO


def _combined(left: Measure, right: Measure, sign: int) -> Measure:
    powers = dict(left.dimension)
    for name, power in right.dimension:
        powers[name] = powers.get(name, 0) + sign * power
    dimension = tuple(sorted((name, power) for name, power in powers.items() if power))
    if not dimension:
        return RATIO
    # The label of the dimensioned side is kept for showing where the other side has none of its own.
    if not right.dimension:
        return left
    if not left.dimension and sign == 1:
        return right
    return Measure("", "unit", Fraction(1), dimension)


def agreed(left: Measure, right: Measure) -> Measure | None:
    """The measure that both sides of a sum or comparison share; None where they may not meet.

    A bare number never meets money or percent: it has to be written 2 亿元 or 80%.
    """
    if left.kind == "unit" or right.kind == "unit":
        return (left if left.label else right) if left.dimension == right.dimension else None
    if left.kind == right.kind:
        return left if left.label or not right.label else right
    kinds = {left.kind, right.kind}
    if kinds == {"number", "percent"}:
        return None
    return PERCENT if "percent" in kinds else RATIO
