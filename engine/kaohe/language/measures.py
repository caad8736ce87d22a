"""Measures (计量单位): what a number is counted in, which numbers may meet, and how people state it beside figures.

Money, area, mass, volume and the like are checked and converted; count words (家, 次, 户) and points (分) are
labels that arithmetic drops. Numbers are kept in the base measure of their dimension: 元, 平方米, 吨, and 1 for
percent, so that 2 亿元 and 20000 万元 are one number, and 85% is 17/20 inside and 85 where it is shown. A count
word with a scale (万人) is an amount, which meets what is counted in the word itself (人), and no bare number.

More is known of what people state (亿, 万人, 人民币万元, 万美元, ‰, 小数) than a policy may use, because a statement in
another measure has to be noticed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from kaohe.lazy import dataclass, pattern, replace

Kind = Literal["number", "ratio", "percent", "unit"]


@dataclass(frozen=True, slots=True)
class Measure:
    """`label` as written; `scale` base measures make one; `dimension` its powers of money, area, mass and the like.

    kind: "number" a bare number or a count word; "ratio" a quotient of like things, which goes with bare
    numbers and with percent; "percent"; "unit" anything with a dimension. `counted` are powers of the count words in
    it, which nothing asks for but amounts of the same words.
    """

    label: str
    kind: Kind
    scale: Fraction = Fraction(1)
    dimension: tuple[tuple[str, int], ...] = ()
    counted: tuple[tuple[str, int], ...] = ()

    @property
    def whole(self) -> tuple[tuple[str, int], ...]:
        """Its powers, those of count words among them."""
        return _powers(self.dimension, self.counted)


Powers = tuple[tuple[str, int], ...]


def _powers(left: Powers, right: Powers, sign: int = 1) -> Powers:
    """The powers of a product, or with a sign of -1 of a quotient."""
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


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
CURRENCIES = ("美元", "港元", "欧元", "日元", "英镑", "韩元", "澳元", "加元", "新台币", "卢布")
"""Money of other countries, each a dimension of its own."""
_MILLI = Fraction(1, 1000)
_PHYSICAL: dict[str, dict[str, Fraction]] = {
    "mass": {"千克": _MILLI, "公斤": _MILLI, "克": _MILLI**2, "毫克": _MILLI**3, "微克": _MILLI**4},
    "volume": {"立方米": Fraction(1), "升": _MILLI, "毫升": _MILLI**2},
    "length": {
        "米": Fraction(1),
        "公里": Fraction(1000),
        "千米": Fraction(1000),
        "厘米": Fraction(1, 100),
        "毫米": _MILLI,
    },
    "electricity": {"千瓦时": Fraction(1), "兆瓦时": Fraction(1000)},
    "power": {"千瓦": Fraction(1), "兆瓦": Fraction(1000)},
    "coal equivalent": {"吨标准煤": Fraction(1), "千克标准煤": _MILLI, "克标准煤": _MILLI**2},
    "time": {"小时": Fraction(1, 24), "分钟": Fraction(1, 1440)},
    **{currency: {currency: Fraction(1)} for currency in CURRENCIES},
}
_ADDED = {word: (scale, name) for name, words in _PHYSICAL.items() for word, scale in words.items()}
_COUNTED = {"吨": "mass", "天": "time"}
"""Count words that are a measure of something that other words measure too, as its base measure."""
PER_MILLE = Measure("‰", "percent", _MILLI)


def known_words() -> list[str]:
    """The words that `measure` knows by themselves, for suggestions."""
    return [*_UNITS, *sorted(_COUNT_WORDS), "%", "‰", *_ADDED, *_own.get()]


def reserved_words() -> list[str]:
    """Those that no id may be; words that were added later leave ids alone."""
    return [*_UNITS, *sorted(_COUNT_WORDS), "%"]


_own: ContextVar[Mapping[str, Measure]] = ContextVar("own measures", default=MappingProxyType({}))


@contextmanager
def own_measures(measures: Mapping[str, Measure]) -> Iterator[None]:
    """The measures of a policy's own are known inside."""
    before = _own.set(measures)
    try:
        yield
    finally:
        _own.reset(before)


def own_measure(word: str, of: str | None, times: Fraction) -> Measure | None:
    """A measure of the policy's own: a count word, or so many `times` of another measure; None if that is unknown."""
    if of is None:
        return Measure(word, "number", counted=((word, 1),))
    base = measure(of)
    if base is None or base.kind in ("percent", "ratio"):
        return None
    if times == 1:
        return replace(base, label=word)
    return Measure(word, "unit", base.scale * times, base.whole)


def _scaled(word: str) -> Measure | None:
    """A measure with a scale before it: 万吨, 亿千瓦时, 百万美元, 万人."""
    found = _SCALED.fullmatch(word)
    base = measure(found[2]) if found and found[2] not in _MONEY and "/" not in found[2] else None
    if (
        found is None
        or found[1] in ("十", "百")
        or base is None
        or base.kind not in ("number", "unit")
        or not base.whole
        or _is_scaled(found[2])
    ):
        return None
    return Measure(word, "unit", base.scale * _SCALES[found[1]], base.whole)


def _is_scaled(word: str) -> bool:
    found = _SCALED.fullmatch(word)
    return found is not None and word not in _ADDED and word not in _own.get() and measure(found[2]) is not None


def measure(word: str) -> Measure | None:
    """The measure that a word names, or None: 亿元, %, 家, and quotients such as 万元/亩."""
    word = word.strip()
    if word in ("%", "％", "百分点", "个百分点"):
        return PERCENT
    if word in ("‰", "千分点", "个千分点"):
        return PER_MILLE
    if word in _COUNT_WORDS:
        return POINTS if word == POINTS.label else Measure(word, "number", counted=((_COUNTED.get(word, word), 1),))
    if word == "倍":
        return Measure(word, "ratio")
    if word in _UNITS or word in _ADDED:
        scale, dimension = _UNITS[word] if word in _UNITS else _ADDED[word]
        return Measure(word, "unit", scale, ((dimension, 1),))
    if word in _own.get():
        return _own.get()[word]
    above, slash, below = word.partition("/")
    if slash:
        upper, lower = measure(above), measure(below)
        if upper and lower:
            quotient = divided(upper, lower)
            scale = upper.scale / lower.scale
            if quotient.kind == "ratio" and scale != 1 and (upper.counted or lower.counted):
                return None  # 人/万人 would be a number that is shown 10,000 times as large
            return Measure(word, quotient.kind, scale, quotient.dimension, quotient.counted)
        return None
    return _scaled(word)


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
    dimension = _powers(left.dimension, right.dimension, sign)
    counted = _powers(left.counted, right.counted, sign)
    if not dimension or not _powers(dimension, counted):
        return RATIO
    # The label of the dimensioned side is kept for showing where the other side has none of its own.
    if not right.dimension:
        return replace(left, counted=counted)
    if not left.dimension and sign == 1:
        return replace(right, counted=counted)
    return Measure("", "unit", Fraction(1), dimension, counted)


def agreed(left: Measure, right: Measure) -> Measure | None:
    """The measure that both sides of a sum or comparison share; None where they may not meet.

    A bare number never meets money or percent: it has to be written 2 亿元 or 80%. Count words ask for nothing, but an
    amount of them (万人, 万元/万人) meets what is counted in them (人, 万元/人).
    """
    if left.kind == "unit" or right.kind == "unit":
        if left.dimension == right.dimension:
            return left if left.label else right
        amount = left if left.kind == "unit" and (left.label or right.kind != "unit") else right
        return amount if left.whole == right.whole else None
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
_SCALED = pattern(f"({'|'.join(sorted(_SCALES, key=len, reverse=True))})(.*)")
_ALSO = {
    **{"美金": "美元", "usd": "美元", "us$": "美元", "$": "美元", "港币": "港元", "hkd": "港元", "eur": "欧元"},
    **{"€": "欧元", "jpy": "日元", "gbp": "英镑", "£": "英镑", "hk$": "港元"},
}
_FOREIGN = pattern("|".join(map(re.escape, (*CURRENCIES, *_ALSO))), re.I)
_OF_CHINA = pattern(r"人民币|RMB|CNY|[¥￥]", re.I)
_PERCENT = frozenset({"百分比", "百分数", "百分率", "百分点", "个百分点", "百分之"})
_PER_MILLE = frozenset({"千分比", "千分数", "千分率", "千分之"})
_FRACTION = frozenset({"小数", "小数形式", "比值"})
_GAP = pattern(r"(?<=[十百千万亿])[ \u3000]+(?=[十百千万亿元])")
_BETWEEN = pattern(r"[、，,;；\s]+|和|与|及|或")


def without_gaps(text: str) -> str:
    """A text in which 万　元 is one word, as it is spread to fill a line."""
    return _GAP.sub("", text)


def stated_measure(word: str, declared: Measure) -> Measure | None:
    """The measure that a word names beside figures that are declared in another one; None where it names none.

    A scale alone (亿, 万) is one of yuan beside money, and of what is declared elsewhere.
    """
    word = unicodedata.normalize("NFKC", word).strip()
    if word == declared.label:
        return declared
    if known := measure(word):
        return known
    if word in _PERCENT:
        return PERCENT
    if word in _PER_MILLE:
        return PER_MILLE
    if word in _FRACTION:
        return Measure(word, "ratio")
    plain = _OF_CHINA.sub("", word).strip()
    if plain != word:
        return stated_measure(plain, declared) if plain else None
    scaled = _SCALED.fullmatch(word)
    scale, rest = (_SCALES[scaled[1]], scaled[2]) if scaled else (1, word)
    if foreign := _FOREIGN.fullmatch(rest):
        name = foreign[0].casefold()
        return Measure(word, "unit", Fraction(scale), ((_ALSO.get(name, name), 1),))
    if not scaled:
        return None
    if not rest and is_money(declared):
        return measure(f"{word}元") or Measure(word, "unit", Fraction(scale), declared.dimension)
    if not rest and (own := _SCALED.fullmatch(declared.label)) and measure(own[2]):
        return measure(f"{word}{own[2]}")  # 亿 beside 万吨 is 亿吨
    of = measure(rest) if rest and rest != declared.label else declared
    if of is None or of.kind == "percent":
        return None
    return Measure(word, of.kind, of.scale * scale, of.dimension, of.counted)


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
    same = left.dimension == right.dimension or left.whole == right.whole
    return left.scale == right.scale and same and percent[0] == percent[1]


def differs(stated: Iterable[Measure], declared: Measure) -> bool:
    """Whether measures of the same thing are stated, and the declared one is not among them.

    A list that stands over many columns says nothing of those that it does not speak of.
    """
    same = [each for each in stated if _is_of_same_thing(each, declared)]
    return bool(same) and not any(is_same(each, declared) for each in same)


def is_money(known: Measure) -> bool:
    """Whether it is an amount of money, and no quotient with one."""
    return known.dimension == (("money", 1),)


def _is_currency(known: Measure) -> bool:
    """Whether it is money of any country."""
    return is_money(known) or (len(known.dimension) == 1 and known.dimension[0][0] in CURRENCIES)


def _is_of_same_thing(left: Measure, right: Measure) -> bool:
    if _is_currency(left) and _is_currency(right):
        return True
    if "unit" in (left.kind, right.kind) and left.whole == right.whole:
        return True
    return (left.kind, left.dimension) == (right.kind, right.dimension) and (
        left.kind != "number" or left.scale == 1 or (right.label != "" and left.label.endswith(right.label))
    )
