"""What the second opinion calculates with: exact values, their measures, and operators that mix no kinds.

Roots, powers, logarithms and exponentials have 150 digits, by the standard library's decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from decimal import Context, Decimal
from fractions import Fraction
from math import floor, lcm
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from kaohe.lazy import pattern
from kaohe.results import Value

ONE = Fraction(1)


class Unanswered(Exception):
    """The second calculation has no value where the first has one: a difference, whoever is at fault."""


def number(value: object) -> Fraction:
    """A number that is there. Raises Unanswered for anything else."""
    if isinstance(value, Fraction):
        return value
    raise Unanswered(f"{value!r} ?")


def alike(left: Value, right: Value) -> bool:
    """Whether two values are of one kind: True is not 1."""
    kinds = (Fraction, str)
    return type(left) is type(right) or any(isinstance(left, kind) and isinstance(right, kind) for kind in kinds)


def optional(value: Value) -> Fraction | None:
    """A number that may be absent. Raises Unanswered for anything else."""
    return None if value is None else number(value)


def is_lacking(values: Iterable[Value]) -> bool:
    """Whether any is absent. Fractions are slow to compare, even with nothing."""
    return any(value is None for value in values)


def half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero (四舍五入)."""
    if type(value) is Fraction:
        above, below = value.numerator, value.denominator
        nearest = (2 * abs(above) + below) // (2 * below)
    else:
        nearest = floor(abs(value) + Fraction(1, 2))
    return nearest if value >= 0 else -nearest


def added(values: Sequence[Fraction]) -> Fraction:
    """The sum: over one denominator for all, since fractions are slow to add one by one.

    Numbers that are more than a fraction (`gap` follows them along an input) are added to that as they are.
    """
    fractions = [value for value in values if type(value) is Fraction]
    whole = lcm(*[value.denominator for value in fractions])
    found = Fraction(sum(value.numerator * (whole // value.denominator) for value in fractions), whole)
    if len(fractions) == len(values):
        return found
    return sum((value for value in values if type(value) is not Fraction), found)


def less(left: Fraction, right: Fraction) -> Fraction:
    """The difference; plain fractions over the product of their denominators, which is reduced once."""
    if type(left) is type(right) is Fraction:
        below, under = left.denominator, right.denominator
        return Fraction(left.numerator * under - right.numerator * below, below * under)
    return left - right


def times(left: Fraction, right: Fraction) -> Fraction:
    """The product, reduced once."""
    if type(left) is type(right) is Fraction:
        return Fraction(left.numerator * right.numerator, left.denominator * right.denominator)
    return left * right


def divided(left: Fraction, right: Fraction) -> Fraction:
    """The quotient. Raises Unanswered where the divisor is zero."""
    if not right:
        raise Unanswered(f"{left} / 0")
    if type(left) is type(right) is Fraction:
        return Fraction(left.numerator * right.denominator, left.denominator * right.numerator)
    return left / right


def remainder(left: Fraction, right: Fraction) -> Fraction:
    """What is left over whole multiples of `right`, with its sign."""
    return left - right * floor(divided(left, right))


_LONGEST = 10**120
_NEXT_TO = Fraction(1, 10**100)


def snapped(value: Any) -> Any:
    """A number; one that was cut off after 150 digits, and lies next to a short fraction, is that: √2 × √2 is 2.

    Numbers that are more than a fraction (`gap` follows them along an input) stay what they are.
    """
    if type(value) is not Fraction or value.denominator < _LONGEST:
        return value
    short = value.limit_denominator(10**40)
    return short if abs(short - value) < _NEXT_TO else value


def cut(value: Any) -> Any:
    """A number as it is compared: of one that was cut off after 150 digits the first 100 decimals. √8 is 2 × √2."""
    if type(value) is not Fraction or value.denominator < _LONGEST:
        return value
    return Fraction(round(value / _NEXT_TO)) * _NEXT_TO


class Unit(NamedTuple):
    """A measure: `scale` base measures (元, 平方米, 吨) make one; `powers` of money, area, mass and the like.

    A count has a bare number, a ratio the quotient of like things, an amount has powers. `named` is False for an
    amount that no word names, as that of a product. `words` are powers of count words, which only amounts of the same
    words ask for: 人 of 万人, 吨 of 万吨.
    """

    kind: Literal["count", "ratio", "percent", "amount"]
    scale: Fraction = Fraction(1)
    powers: tuple[tuple[str, int], ...] = ()
    named: bool = True
    words: tuple[tuple[str, int], ...] = ()


COUNT, RATIO, PERCENT = Unit("count"), Unit("ratio"), Unit("percent", Fraction(1, 100))
_ZEROS = {"百": 2, "千": 3, "万": 4, "亿": 8}
_MONEY = pattern(f"([{''.join(_ZEROS)}]*)元")
_AREAS = {"平方米": Fraction(1), "亩": Fraction(2000, 3), "公顷": Fraction(10_000), "平方公里": Fraction(1_000_000)}


_OTHERS: dict[str, tuple[str, int, int]] = {  # what it is of, and its quotient of base measures
    **{"公斤": ("吨", 1, 10**3), "千克": ("吨", 1, 10**3), "克": ("吨", 1, 10**6), "毫克": ("吨", 1, 10**9)},
    **{"微克": ("吨", 1, 10**12), "立方米": ("立方米", 1, 1), "升": ("立方米", 1, 10**3), "毫升": ("立方米", 1, 10**6)},
    **{"米": ("米", 1, 1), "公里": ("米", 10**3, 1), "千米": ("米", 10**3, 1), "厘米": ("米", 1, 100)},
    **{"毫米": ("米", 1, 10**3), "千瓦时": ("千瓦时", 1, 1), "兆瓦时": ("千瓦时", 10**3, 1), "千瓦": ("千瓦", 1, 1)},
    **{"兆瓦": ("千瓦", 10**3, 1), "吨标准煤": ("标准煤", 1, 1), "千克标准煤": ("标准煤", 1, 10**3)},
    **{"克标准煤": ("标准煤", 1, 10**6), "小时": ("天", 1, 24), "分钟": ("天", 1, 24 * 60)},
    **{
        word: (word, 1, 1)
        for word in ["美元", "港元", "欧元", "日元", "英镑", "韩元", "澳元", "加元", "新台币", "卢布"]
    },
}
_TIMES = pattern(r"(百万|千万|十万|万亿|千亿|百亿|十亿|千|万|亿)(.+)")
OWN: ContextVar[Mapping[str, tuple[str | None, Fraction]]] = ContextVar("own words", default=MappingProxyType({}))
"""The measures of the policy's own: what each is so many times of, or nothing for a word that counts."""


def read_unit(word: str) -> Unit:
    """What a word measures, read from its signs: 千万元 is 10^3 times 10^4 元. A word of no dimension counts."""
    above, slash, below = word.strip().partition("/")
    if slash:
        upper, lower = read_unit(above), read_unit(below)
        return quotient(upper, lower)._replace(scale=upper.scale / lower.scale, named=True)
    if above in ("‰", "千分点", "个千分点"):
        return PERCENT._replace(scale=Fraction(1, 1000))
    if above in ("%", "％", "百分点", "个百分点"):
        return PERCENT
    if above == "倍":
        return RATIO
    if found := _MONEY.fullmatch(above):
        return Unit("amount", Fraction(10 ** sum(_ZEROS[sign] for sign in found[1])), (("money", 1),))
    if above in _AREAS:
        return Unit("amount", _AREAS[above], (("area", 1),))
    if above in _OTHERS:
        name, times, part = _OTHERS[above]
        return Unit("amount", Fraction(times, part), ((name, 1),))
    if above in OWN.get():
        of, factor = OWN.get()[above]
        unit = COUNT._replace(words=((above, 1),)) if of is None else read_unit(of)
        if factor == 1:
            return unit
        return Unit("amount", unit.scale * factor, _joined_powers(unit.powers, unit.words, 1))
    if found := _TIMES.fullmatch(above):
        unit = read_unit(found[2])
        times_ = 10 ** sum(_ZEROS.get(sign, 1) for sign in found[1])
        return Unit("amount", unit.scale * times_, _joined_powers(unit.powers, unit.words, 1))
    return COUNT._replace(words=((above, 1),)) if above and above != "分" else COUNT


def product(left: Unit, right: Unit) -> Unit:
    """The measure of a product: an amount or a percentage is kept by what is neither."""
    if left.powers or right.powers:
        return _amount(left, right, 1)
    if left.kind == right.kind == "percent":
        return PERCENT
    return COUNT if left.kind == right.kind == "count" else RATIO


def quotient(left: Unit, right: Unit) -> Unit:
    """The measure of a quotient: like by like is a ratio; a percentage by a count is one, as a mean growth is."""
    if left.powers or right.powers:
        return _amount(left, right, -1)
    return PERCENT if (left.kind, right.kind) == ("percent", "count") else RATIO


def _joined_powers(
    left: tuple[tuple[str, int], ...], right: tuple[tuple[str, int], ...], sign: int
) -> tuple[tuple[str, int], ...]:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _amount(left: Unit, right: Unit, sign: int) -> Unit:
    left_over = _joined_powers(left.powers, right.powers, sign)
    words = _joined_powers(left.words, right.words, sign)
    if not left_over or not _joined_powers(left_over, words, 1):
        return RATIO
    if not right.powers:
        return left._replace(words=words)
    if sign == 1 and not left.powers:
        return right._replace(words=words)
    return Unit("amount", powers=left_over, named=False, words=words)


def shared(units: list[Unit]) -> Unit:
    """The measure in which several numbers meet: the first that a word names. Raises Unanswered where none would do."""
    found = units[0]
    for unit in units[1:]:
        kinds = {found.kind, unit.kind}
        if found.powers != unit.powers:
            if _joined_powers(found.powers, found.words, 1) != _joined_powers(unit.powers, unit.words, 1):
                raise Unanswered(f"{found} {unit} ?")
            found = found if found.kind == "amount" and (found.named or unit.kind == "count") else unit
            continue
        if kinds == {"count", "percent"}:
            raise Unanswered(f"{found} {unit} ?")
        if found.powers:
            found = found if found.named else unit
        elif len(kinds) == 2:
            found = PERCENT if "percent" in kinds else RATIO
    return found


DIGITS = 150
_EXACTLY = Context(prec=DIGITS)
_MOST_BITS, _MOST_DEGREE = 20_000, 100
NEAR = Fraction(1, 10**45)
"""The first calculation publishes a real as a fraction within 10^-50 of it."""


def root(value: Fraction, degree: Fraction) -> Fraction:
    """The root to a whole degree: exact where it is rational, found by halving intervals."""
    times = _whole(degree)
    if times < 1 or (value < 0 and times % 2 == 0):
        raise Unanswered(f"{value} ?")
    if value < 0:
        return -root(-value, degree)
    exact = Fraction(_at_most(value.numerator, times), _at_most(value.denominator, times))
    if exact**times == value:
        return exact
    return _fraction(_EXACTLY.power(_decimal(value), _EXACTLY.divide(Decimal(1), Decimal(times))))


def raised(base: Fraction, exponent: Fraction) -> Fraction:
    """The power: multiplied out where that is short, a root of it for broken exponents, else to 150 digits.

    Numbers that are more than a fraction are multiplied, so that `gap` can follow them through a square.
    """
    times, degree = exponent.numerator, exponent.denominator
    if exponent <= 0 and not base:
        raise Unanswered("0 ?")
    bits = base.numerator.bit_length() + base.denominator.bit_length() if type(base) is Fraction else _MOST_DEGREE
    if bits * abs(times) <= _MOST_BITS and degree == 1:
        product = Fraction(1)
        for _ in range(abs(times)):
            product *= base
        return product if exponent >= 0 else 1 / product
    if base < 0 and degree % 2 == 0:
        raise Unanswered(f"{base} ?")
    if base < 0:
        return raised(-base, exponent) * (-1 if times % 2 else 1)
    if bits * abs(times) > _MOST_BITS or degree > _MOST_DEGREE:
        return _fraction(_EXACTLY.power(_decimal(base), _decimal(exponent)))
    return raised(root(base, Fraction(degree)), Fraction(times))


def logarithm(value: Fraction) -> Fraction:
    """The natural logarithm. Raises Unanswered where the value is not above nought."""
    if value <= 0:
        raise Unanswered(f"ln {value} ?")
    return Fraction(0) if value == 1 else _fraction(_EXACTLY.ln(_decimal(value)))


def exponential(value: Fraction) -> Fraction:
    """e to this power."""
    return _fraction(_EXACTLY.exp(_decimal(value)))


def _decimal(value: Fraction) -> Decimal:
    return _EXACTLY.divide(Decimal(value.numerator), Decimal(value.denominator))


def _fraction(value: Decimal) -> Fraction:
    return Fraction(value)


def _whole(value: Fraction) -> int:
    if value.denominator != 1:
        raise Unanswered(f"{value} ?")
    return value.numerator


def _at_most(power: int, degree: int) -> int:
    """The greatest whole number of which `power` is at least that power."""
    low, beyond = 0, 1 << (power.bit_length() // degree + 1)
    while beyond - low > 1:
        middle = (low + beyond) // 2
        low, beyond = (middle, beyond) if middle**degree <= power else (low, middle)
    return low
