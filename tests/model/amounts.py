"""Amounts: a number, what it is of, and the measure it is shown in; exact as long as it is rational, else 200 digits.

Measures are worked out value by value, from docs/language: like meets like, a percentage of a percentage is one, and
nought is nought in any measure. A number that is no rational is a Decimal; two that differ by less than 10^-120 of
their size are taken for one, which no test comes near but where they are one.
"""

from __future__ import annotations

import decimal
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

DIGITS = 200
decimal.getcontext().prec = DIGITS
decimal.getcontext().Emax, decimal.getcontext().Emin = decimal.MAX_EMAX, decimal.MIN_EMIN
_CLOSE = Fraction(1, 10**120)

Exact = Fraction | Decimal
Dims = tuple[tuple[str, int], ...]

_SCALES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}
_OWN_KIND: dict[str, tuple[str, Fraction]] = {
    "元": ("元", Fraction(1)),
    "平方米": ("平方米", Fraction(1)),
    "亩": ("平方米", Fraction(2000, 3)),
    "公顷": ("平方米", Fraction(10000)),
    "平方公里": ("平方米", Fraction(10**6)),
    "千克": ("千克", Fraction(1)),
    "克": ("千克", Fraction(1, 10**3)),
    "毫克": ("千克", Fraction(1, 10**6)),
    "微克": ("千克", Fraction(1, 10**9)),
    "升": ("升", Fraction(1)),
    "立方米": ("升", Fraction(1000)),
    "米": ("米", Fraction(1)),
    "公里": ("米", Fraction(1000)),
    "千瓦时": ("千瓦时", Fraction(1)),
    "兆瓦时": ("千瓦时", Fraction(1000)),
    "千瓦": ("千瓦", Fraction(1)),
    "吨标准煤": ("吨标准煤", Fraction(1)),
    "分钟": ("分钟", Fraction(1)),
    "小时": ("分钟", Fraction(60)),
    **{word: (word, Fraction(1)) for word in ("美元", "港元", "欧元", "日元", "英镑")},
}
_PERCENT = {"%": Fraction(1, 100), "百分点": Fraction(1, 100), "‰": Fraction(1, 1000)}


class NoValue(Exception):
    """Asked for where there is none: a division by zero, a place beyond a list, a key that no row has."""


@dataclass(frozen=True)
class Measure:
    """What amounts in it are of, how many of the base one of it is, and whether it is a percentage."""

    dims: Dims = ()
    scale: Fraction = Fraction(1)
    percent: bool = False


BARE = Measure()


class Measures:
    """The measures of a policy: those of the language and its own."""

    def __init__(self, own: dict[str, dict[str, str]]) -> None:
        self.own = own

    def known(self, word: str) -> bool:
        """Whether the word is a measure that could stand behind a stroke."""
        return any(word == scale + kind for scale in _SCALES for kind in (*_OWN_KIND, *self.own, "人", "户"))

    def of(self, word: str) -> Measure:
        """A measure as it is written; a word that counts is a label, also with a scale before it."""
        if word in _PERCENT:
            return Measure((), _PERCENT[word], True)
        if "/" in word:
            above, below = (self.of(part) for part in word.split("/"))
            return Measure(_times(above.dims, below.dims, -1), above.scale / below.scale)
        if word in self.own:
            made = self.own[word]
            if "of" not in made:
                return BARE
            inner = self.of(made["of"])
            return Measure(inner.dims, inner.scale * Fraction(made["times"]))
        for scale in sorted(_SCALES, key=len, reverse=True):
            if word in _OWN_KIND:
                dims, size = _OWN_KIND[word]
                return Measure(((dims, 1),), size)
            if scale and word.startswith(scale) and len(word) > len(scale):
                inner = self.of(word[len(scale) :])
                return Measure(inner.dims, inner.scale * _SCALES[scale])
        return BARE


def _times(left: Dims, right: Dims, sign: int) -> Dims:
    powers = dict(left)
    for word, power in right:
        powers[word] = powers.get(word, 0) + sign * power
    return tuple(sorted((word, power) for word, power in powers.items() if power))


@dataclass(frozen=True)
class Amount:
    """A number in the base of its measure."""

    n: Exact
    measure: Measure = BARE

    def shown(self, measure: Measure | None = None) -> Exact:
        """The number in a measure, or in its own."""
        return number(self.n, "/", (measure or self.measure).scale)

    def in_measure(self, measure: Measure) -> Amount:
        return replace(self, measure=measure)


def exactly(value: Exact) -> Fraction:
    return Fraction(value)


def number(left: Exact, sign: str, right: Exact) -> Exact:
    """The sum, difference, product or quotient of two numbers. Raises NoValue."""
    if sign == "/" and (right == 0 or is_close(right, Fraction(0))):
        raise NoValue("a division by zero")
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        a, b = as_decimal(left), as_decimal(right)
        if sign == "*" and (a == 0 or b == 0):
            return Fraction(0)
        found = {"+": a + b, "-": a - b, "*": a * b}[sign] if sign != "/" else a / b
        return found
    if sign == "/":
        return left / right
    return {"+": left + right, "-": left - right, "*": left * right}[sign]


def as_decimal(value: Exact) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(value.numerator) / Decimal(value.denominator)


def is_close(left: Exact, right: Exact) -> bool:
    """Whether two numbers are one, or cannot be told apart by 120 digits."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left == right
    a, b = Fraction(left), Fraction(right)
    return abs(a - b) <= _CLOSE * max(1, abs(a), abs(b))


def compared(left: Exact, right: Exact) -> int:
    """-1, 0 or 1."""
    if is_close(left, right):
        return 0
    return 1 if Fraction(left) > Fraction(right) else -1


def calculated(left: Amount, sign: str, right: Amount) -> Amount:
    """Arithmetic of two amounts. Raises NoValue."""
    one, other = left.measure, right.measure
    found = number(left.n, sign, right.n)
    if sign in "+-":
        if left.n == 0 or right.n == 0:
            return Amount(
                found, other if left.n == 0 and right.n != 0 else one if right.n == 0 and one != BARE else other
            )
        assert (one.dims, one.percent) == (other.dims, other.percent), (left, sign, right)
        return Amount(found, one)
    sign_of = 1 if sign == "*" else -1
    dims = _times(one.dims, other.dims, sign_of)
    if sign == "*" and one.percent and other.percent:
        return Amount(found, one)
    if sign == "/" and one.percent and not other.percent and not other.dims:
        return Amount(found, one)
    if not dims:
        return Amount(found, Measure((), _label(one) * _label(other) if sign == "*" else _label(one) / _label(other)))
    return Amount(found, Measure(dims, _size(one) * _size(other) ** sign_of))


def _label(measure: Measure) -> Fraction:
    """The scale of a count word, 万人; of all else 1."""
    return Fraction(1) if measure.percent or measure.dims else measure.scale


def _size(measure: Measure) -> Fraction:
    return Fraction(1) if measure.percent else measure.scale


def rounded(value: Exact, places: int, mode: str) -> Fraction:
    """A number is rounded as its absolute value is."""
    size = abs(Fraction(value)) * 10**places
    nearest = Fraction(round(size * 2), 2)
    if abs(size - nearest) <= _CLOSE * max(1, size):
        size = nearest  # as near as two ways of making one real come
    half = Fraction(1, 2)
    whole = {"half_up": floor(size + half), "half_even": round(size), "down": floor(size), "up": ceil(size)}[mode]
    return Fraction(whole, 10**places) * (1 if value >= 0 else -1)


def power(base: Exact, exponent: Fraction) -> Exact:
    """Rational where it is one. Raises NoValue."""
    if base == 0 and exponent <= 0:
        raise NoValue("nought to a power that is not above nought")
    if base < 0 and exponent.denominator != 1:
        raise NoValue("a broken power of a negative number")
    if isinstance(base, Fraction) and exponent.denominator == 1 and abs(exponent) < 10**4:
        found = base**exponent.numerator
        if abs(found) >= 10**300:
            raise NoValue("a power that is too large")
        return found
    if base == 0:
        return Fraction(0)
    size = (as_decimal(exponent) * as_decimal(abs(base)).ln()).exp()
    if size >= Decimal(10) ** 300:
        raise NoValue("a power that is too large")
    return _rational(size, base, exponent) * (-1 if base < 0 and exponent.numerator % 2 else 1)


def _rational(found: Decimal, base: Exact, exponent: Fraction) -> Exact:
    """The same as a fraction, if its power with the root's degree is the base's."""
    if isinstance(base, Decimal):
        return found
    guess = Fraction(found).limit_denominator(10**30)
    return (
        guess
        if abs(exponent.numerator) < 200 and guess**exponent.denominator == abs(base) ** exponent.numerator
        else found
    )


def root(value: Exact, degree: int) -> Exact:
    """Raises NoValue of a negative number, unless the degree is odd."""
    if value < 0 and degree % 2 == 0:
        raise NoValue("an even root of a negative number")
    if value == 0:
        return Fraction(0)
    found = power(abs(value), Fraction(1, degree))
    return -found if value < 0 else found


def logarithm(value: Exact) -> Exact:
    if value <= 0:
        raise NoValue("a logarithm of what is not above nought")
    return Fraction(0) if is_close(value, Fraction(1)) else as_decimal(value).ln()


def exponential(value: Exact) -> Exact:
    if value > 10**4:
        raise NoValue("an exponential that is too large")
    return Fraction(1) if value == 0 else as_decimal(value).exp()


NUMERAL = re.compile(r"\s*([-+]?)\s*(\d+(?:\.\d+)?)\s*(.*?)\s*$")


def literal(text: str, measures: Measures) -> Amount | None:
    """An amount that is written out, with its sign; None if the text is none."""
    found = NUMERAL.match(text)
    if not found or (found[3] and not re.fullmatch(r"[\w%‰]+(?:/\w+)?", found[3])):
        return None
    measure = measures.of(found[3])
    size = Fraction(found[2]) * measure.scale
    return Amount(-size if found[1] == "-" else size, measure)
