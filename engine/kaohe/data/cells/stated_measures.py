"""Measures as people state them beside figures: 亿元, 亿, 万人, 人民币万元, 万美元, ‰, 小数.

More words are known here than a policy may use, because a statement in another measure has to be noticed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction

from kaohe.language.measures import PERCENT, Measure, measure

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
