"""The second opinion on roots, powers, logarithms and exponentials: to 150 digits by the standard library's decimal.

Two values that are nearer to each other than 10^-100 are the same here: a real is cut off, and no more is known of it.
The first calculation is exact and certified (`kaohe.language.reals`); the two share no arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction

from kaohe.verify.values import Unanswered, number, snapped

DIGITS = 150
_EXACTLY = Context(prec=DIGITS)
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
    """The power: multiplied out for whole exponents, a root of it for broken ones."""
    if exponent.denominator > 1:
        return raised(root(base, Fraction(exponent.denominator)), Fraction(exponent.numerator))
    if exponent <= 0 and not base:
        raise Unanswered("0 ?")
    product = Fraction(1)
    for _ in range(abs(exponent.numerator)):
        product *= base
    return product if exponent >= 0 else 1 / product


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
    low, beyond = 0, power + 1
    while beyond - low > 1:
        middle = (low + beyond) // 2
        low, beyond = (middle, beyond) if middle**degree <= power else (low, middle)
    return low


def _of_numbers(operation: Callable[..., Fraction]) -> Callable[..., Fraction]:
    return lambda *values: snapped(operation(*map(number, values)))


REAL_FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "sqrt": _of_numbers(lambda value: root(value, Fraction(2))),
    "root": _of_numbers(root),
    "power": _of_numbers(raised),
    "ln": _of_numbers(logarithm),
    "exp": _of_numbers(exponential),
}
"""Those of a formula that simpleeval works out by itself."""
