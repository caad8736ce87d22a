"""Measures (计量单位): what a number is counted in, which numbers may meet, and how people state it beside figures.

Money, area and percent are checked and converted; count words (家, 次, 户) and points (分) are labels that
arithmetic drops. Numbers are kept in the base measure of their dimension: 元, 平方米, and 1 for percent, so
that 2 亿元 and 20000 万元 are one number, and 85% is 17/20 inside and 85 where it is shown.

More is known of what people state (亿, 万人, 人民币万元, 万美元, ‰, 小数) than a policy may use, because a statement in
another measure has to be noticed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
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


_SCALES = {
    "亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2, "十": 10,
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9,
}  # fmt: skip
_SCALED = re.compile(f"({'|'.join(sorted(_SCALES, key=len, reverse=True))})(.*)")
_FOREIGN = re.compile(
    r"美元|美金|港元|港币|欧元|日元|英镑|韩元|澳元|加元|新台币|卢布|USD|US\$|HKD|EUR|JPY|GBP|[$€£]", re.I
)
_OF_CHINA = re.compile(r"人民币|RMB|CNY|[¥￥]", re.I)
_PERCENT = frozenset({"百分比", "百分数", "百分率", "百分点", "个百分点", "百分之"})
_PER_MILLE = frozenset({"‰", "千分比", "千分数", "千分率", "千分点", "个千分点", "千分之"})
_FRACTION = frozenset({"小数", "小数形式", "比值"})
_GAP = re.compile(r"(?<=[十百千万亿])[ \u3000]+(?=[十百千万亿元])")
_BETWEEN = re.compile(r"[、，,;；\s]+|和|与|及|或")


def without_gaps(text: str) -> str:
    """A text in which 万　元 is one word, as it is spread to fill a line."""
    return _GAP.sub("", text)


def stated_measure(word: str, declared: Measure) -> Measure | None:
    """The measure that a word names beside figures that are declared in another one; None where it names none.

    A scale alone (亿, 万) is one of yuan beside money, and of what is declared elsewhere.
    """
    word = unicodedata.normalize("NFKC", word).strip()
    if known := measure(word):
        return known
    if word in _PERCENT:
        return PERCENT
    if word in _PER_MILLE:
        return Measure(word, "percent", Fraction(1, 1000))
    if word in _FRACTION:
        return Measure(word, "ratio")
    plain = _OF_CHINA.sub("", word).strip()
    if plain != word:
        return stated_measure(plain, declared) if plain else None
    scaled = _SCALED.fullmatch(word)
    scale, rest = (_SCALES[scaled[1]], scaled[2]) if scaled else (1, word)
    if foreign := _FOREIGN.fullmatch(rest):
        return Measure(word, "unit", Fraction(scale), ((foreign[0].casefold(), 1),))
    if not scaled:
        return None
    if not rest and is_money(declared):
        return measure(f"{word}元") or Measure(word, "unit", Fraction(scale), declared.dimension)
    of = measure(rest) if rest else declared
    return Measure(word, of.kind, of.scale * scale, of.dimension) if of and of.kind != "percent" else None


def stated_measures(text: str, declared: Measure) -> list[Measure]:
    """The measures that a text lists (万元、%), if it holds nothing else; a quotient such as 万元/亩 is one."""
    found: list[Measure] = []
    for word in filter(None, _BETWEEN.split(without_gaps(text.strip()))):
        whole = stated_measure(word, declared)
        parts = [whole] if whole else [stated_measure(part, declared) for part in word.split("/")]
        if None in parts:
            return []
        found += [part for part in parts if part]
    return found


def is_same(left: Measure, right: Measure) -> bool:
    """Whether figures in the two measures are the same figures; count words do not tell apart."""
    percent = (left.kind == "percent", right.kind == "percent")
    return (left.scale, left.dimension) == (right.scale, right.dimension) and percent[0] == percent[1]


def differs(stated: Iterable[Measure], declared: Measure) -> bool:
    """Whether measures of the same thing are stated, and the declared one is not among them.

    A list that stands over many columns says nothing of those that it does not speak of.
    """
    same = [each for each in stated if _is_of_same_thing(each, declared)]
    return bool(same) and not any(is_same(each, declared) for each in same)


def is_money(known: Measure) -> bool:
    """Whether it is an amount of money, and no quotient with one."""
    return known.dimension == (("money", 1),)


def _is_of_same_thing(left: Measure, right: Measure) -> bool:
    if is_money(right) and left.kind == "unit" and len(left.dimension) == 1 and left.dimension[0][0] != "area":
        return True  # money of another country
    return (left.kind, left.dimension) == (right.kind, right.dimension) and (
        left.kind != "number" or left.scale == 1 or (right.label != "" and left.label.endswith(right.label))
    )
