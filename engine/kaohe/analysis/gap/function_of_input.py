"""Numbers that know how they change with one input: exact values that carry their function and note each decision.

A `FunctionOfInput` is the fraction that it is at the input's value of now, and the rational function of the input that
it stays as long as no decision taken on the way turns out otherwise. Every comparison and rounding is noted with the
function whose sign it asked for; where the first of these signs changes is the end of the piece (分段点). So one
calculation at one value tells the values of a whole stretch, and where the next one begins.

A rounding inside a method would end the piece at each of its digits. So a calculation may look ahead: what such a
rounding gives is the function before it with a slack, within which the number lies. A decision that the slack leaves
open is `Undecided`; any other holds whatever the digits are.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import Any

from kaohe.analysis.gap.polynomials import (
    ONE,
    Polynomial,
    constant,
    first_change,
    in_steps,
    multiplied,
    summed,
    value_of,
)

_EXACTLY = Fraction(0)
_HALF = Fraction(1, 2)
_MORE, _LESS = Fraction(5, 4), Fraction(3, 4)
"""So much larger, and smaller, a factor or divisor may become before the piece ends: its slack has one bound."""


class Undecided(Exception):
    """A decision that may turn out either way, as far as a calculation that looks ahead knows."""


class Trail:
    """The decisions of one calculation with the input at `value`: functions whose signs were asked for.

    It is `opaque` where one of them holds at this value alone. Of linear functions the nearest noughts are enough. With
    `ahead`, another value of the input, roundings that give another number there are taken with their slack.
    """

    def __init__(self, value: Fraction, ahead: Fraction | None = None) -> None:
        self.value, self.ahead = value, ahead
        self.asked: set[Polynomial] = set()
        self.opaque = False
        self.nearest: dict[int, Fraction | None] = {1: None, -1: None}
        self.is_nought = False

    def note(self, polynomial: Polynomial) -> None:
        """Where this function changes its sign, the decision does."""
        if len(polynomial) > 2:
            self.asked.add(polynomial)
        elif len(polynomial) == 2:
            nought = -polynomial[0] / polynomial[1]
            if nought == self.value:
                self.is_nought = True
                return
            direction = 1 if nought > self.value else -1
            known = self.nearest[direction]
            if known is None or (nought < known if direction > 0 else nought > known):
                self.nearest[direction] = nought

    def sign(self, over: Polynomial, under: Polynomial, value: Fraction, slack: Fraction = _EXACTLY) -> int:
        """The sign of over / under, which is `value` now, within a slack; what it is decided by is noted.

        Raises Undecided.
        """
        above = value.numerator
        sign = (above > 0) - (above < 0)
        if slack:
            if abs(value) <= slack:
                raise Undecided
            over = summed(over, multiplied(constant(-sign * slack), under))
        self.note(over)
        self.note(under)
        return sign

    def by_digits(self) -> None:
        """A decision is taken that no function tells. Raises Undecided where the calculation looks ahead."""
        if self.ahead is not None:
            raise Undecided
        self.opaque = True


class FunctionOfInput(Fraction):
    """A number that depends on the input. Results of arithmetic are such numbers again."""

    over: Polynomial
    under: Polynomial
    trail: Trail
    slack: Fraction

    @classmethod
    def of(
        cls, value: Fraction, over: Polynomial, under: Polynomial, trail: Trail, slack: Fraction = _EXACTLY
    ) -> Fraction:
        """The number; a plain fraction where it no longer depends on the input."""
        if len(over) <= 1 and len(under) == 1 and not slack:
            return Fraction(value.numerator, value.denominator)
        found = super().__new__(cls, value.numerator, value.denominator)
        found.over, found.under, found.trail, found.slack = over, under, trail, slack
        return found

    @classmethod
    def input(cls, value: Fraction, trail: Trail) -> Fraction:
        """The input itself."""
        return cls.of(value, (Fraction(0), Fraction(1)), ONE, trail)

    @property
    def plain(self) -> Fraction:
        """The value alone."""
        return Fraction(super().numerator, super().denominator)

    def limit(self, direction: int) -> Fraction | None:
        """What it tends to as the input grows (1) or falls (-1) without end; None where it grows without end too."""
        if len(self.over) > len(self.under):
            return None
        return Fraction(0) if len(self.over) < len(self.under) else self.over[-1] / self.under[-1]

    def most(self) -> Fraction:
        """The highest that it may be."""
        over = summed(self.over, multiplied(constant(self.slack), self.under))
        return FunctionOfInput.of(self.plain + self.slack, over, self.under, self.trail)

    def value_at(self, value: Fraction) -> Fraction:
        """What the function comes to at another value of the input."""
        return value_of(self.over, value) / value_of(self.under, value)

    def further(self, trail: Trail) -> Fraction:
        """The same function at the trail's value, which notes its decisions there."""
        return FunctionOfInput.of(self.value_at(trail.value), self.over, self.under, trail, self.slack)

    # Arithmetic

    def _with(self, other: object) -> tuple[Fraction, Polynomial, Polynomial, Fraction] | None:
        if isinstance(other, FunctionOfInput):
            return other.plain, other.over, other.under, other.slack
        if isinstance(other, int | Fraction):
            value = Fraction(other)
            return value, constant(value), ONE, _EXACTLY
        return None

    def __add__(self, other: object) -> Any:
        with_ = self._with(other)
        if with_ is None:
            return NotImplemented
        value, over, under, slack = with_
        slack = self.slack + slack if slack else self.slack
        if under == self.under:
            return FunctionOfInput.of(self.plain + value, summed(self.over, over), under, self.trail, slack)
        across = summed(multiplied(self.over, under), multiplied(over, self.under))
        return FunctionOfInput.of(self.plain + value, across, multiplied(self.under, under), self.trail, slack)

    __radd__ = __add__

    def __neg__(self) -> Any:
        return FunctionOfInput.of(-self.plain, tuple(-each for each in self.over), self.under, self.trail, self.slack)

    def __pos__(self) -> Any:
        return self

    def __sub__(self, other: object) -> Any:
        if other is self:
            return Fraction(0)
        with_ = self._with(other)
        return NotImplemented if with_ is None else self + _negative(other)

    def __rsub__(self, other: object) -> Any:
        return -self + other

    def __mul__(self, other: object) -> Any:
        with_ = self._with(other)
        if with_ is None:
            return NotImplemented
        value, over, under, slack = with_
        if self.slack or slack:
            most = self._at_most(self.plain, self.over, self.under, self.slack) if slack else _EXACTLY
            others = self._at_most(value, over, under, slack) if self.slack else _EXACTLY
            slack = most * slack + others * self.slack + self.slack * slack
        return FunctionOfInput.of(
            self.plain * value, multiplied(self.over, over), multiplied(self.under, under), self.trail, slack
        )

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Any:
        with_ = self._with(other)
        if with_ is None:
            return NotImplemented
        return self._quotient((self.plain, self.over, self.under, self.slack), with_)

    def __rtruediv__(self, other: object) -> Any:
        own = (self.plain, self.over, self.under, self.slack)
        self.trail.sign(self.over, self.under, self.plain, self.slack)
        with_ = self._with(other)
        return NotImplemented if with_ is None else self._quotient(with_, own)

    def _quotient(
        self,
        one: tuple[Fraction, Polynomial, Polynomial, Fraction],
        other: tuple[Fraction, Polynomial, Polynomial, Fraction],
    ) -> Any:
        (value, over, under, slack), (by, by_over, by_under, by_slack) = one, other
        found, above, below = value / by, multiplied(over, by_under), multiplied(under, by_over)
        if slack or by_slack:  # (f + a) / (g + b) lies within (|a| + |f / g| |b|) / (|g| - |b|) of f / g
            least = self._at_least(by, by_over, by_under, by_slack)
            if by_slack:  # a bound below which it counts for little
                most = self._at_most(found, above, below, max(slack / by_slack, by_slack / least))
                slack += most * by_slack
            slack /= least - by_slack
        return FunctionOfInput.of(found, above, below, self.trail, slack)

    def __pow__(self, exponent: Any) -> Any:
        found: Any = Fraction(1)
        for _ in range(abs(int(exponent))):
            found = self * found
        return found if exponent >= 0 else 1 / found

    # Bounds of functions, for the slack of what is made of them

    def _at_most(self, value: Fraction, over: Polynomial, under: Polynomial, least: Fraction) -> Fraction:
        """A bound of the function's size, which holds for the whole piece; of a function one of at least that size."""
        if len(over) <= 1 and len(under) == 1:
            return abs(value)
        bound = max(_MORE * abs(value), least) or Fraction(1)
        for sign in (1, -1):
            self.trail.note(summed(over, multiplied(constant(sign * bound), under)))
        self.trail.note(under)
        return bound

    def _at_least(self, value: Fraction, over: Polynomial, under: Polynomial, slack: Fraction) -> Fraction:
        """A size, beyond the slack, that the function stays above in the whole piece. Raises Undecided."""
        if len(over) <= 1 and len(under) == 1 and not slack:
            return abs(value)
        bound = _LESS * abs(value) + (1 - _LESS) * slack
        self.trail.sign(over, under, value, bound)
        return bound

    # Decisions

    def _sign_against(self, other: object) -> int:
        if type(other) is Fraction and self.under is ONE and not self.slack:
            over = (self.over[0] - other, *self.over[1:])
            return self.trail.sign(over, ONE, self.plain - other)
        if other is self:
            return 0
        difference = self - other
        if isinstance(difference, FunctionOfInput):
            return self.trail.sign(difference.over, difference.under, difference.plain, difference.slack)
        return int(difference > 0) - int(difference < 0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int | Fraction) and self._sign_against(other) == 0

    def __hash__(self) -> int:  # type: ignore[override]  # a number is hashable, whatever Complex says
        self.trail.by_digits()
        return hash(self.plain)

    def __lt__(self, other: object) -> bool:
        return self._sign_against(other) < 0

    def __le__(self, other: object) -> bool:
        return self._sign_against(other) <= 0

    def __gt__(self, other: object) -> bool:
        return self._sign_against(other) > 0

    def __ge__(self, other: object) -> bool:
        return self._sign_against(other) >= 0

    def __bool__(self) -> bool:
        return self._sign_against(0) != 0

    def __abs__(self) -> Any:
        return self if self >= 0 else -self

    def _rounded(self, way: Callable[[Fraction], int], low: Fraction, high: Fraction) -> Any:
        """The whole number that `way` makes of what lies from `low` below it to `high` above: both borders are noted.

        Where it is another one before the value that the calculation looks ahead to, the function with that slack.
        """
        whole = way(self.plain)
        if self.trail.ahead is not None and any(way(each) != whole for each in self._ahead()):
            middle, half = (low - high) / 2, (low + high) / 2
            return self + FunctionOfInput.of(middle, constant(middle), ONE, self.trail, half)
        self._sign_against(whole - low)
        self._sign_against(whole + high)
        return whole

    def _ahead(self) -> list[Fraction]:
        """What the number may be now, and about what it will be where the calculation looks ahead to."""
        then = None if self.trail.ahead is None else value_at(self, self.trail.ahead)
        return [self.plain - self.slack, self.plain + self.slack, *([then] if isinstance(then, Fraction) else [])]

    def __floor__(self) -> Any:
        return self._rounded(floor, _EXACTLY, Fraction(1))

    def __ceil__(self) -> Any:
        return self._rounded(ceil, Fraction(1), _EXACTLY)

    def __trunc__(self) -> Any:
        return floor(self) if self >= 0 else -floor(-self)

    def __round__(self, places: Any = None) -> Any:
        return self._rounded(round, _HALF, _HALF)

    def __int__(self) -> int:  # type: ignore[override]  # Fraction's own has an argument for its own use
        self.trail.by_digits()
        return int(self.plain)

    @property
    def numerator(self) -> int:
        """Whoever asks for this decides by digits, which no function tells."""
        self.trail.by_digits()
        return super().numerator

    @property
    def denominator(self) -> int:
        self.trail.by_digits()
        return super().denominator


def is_same(one: object, other: object) -> bool:
    """Whether two values are the same function of the input, or the same without it."""
    if isinstance(one, FunctionOfInput) and isinstance(other, FunctionOfInput):
        return multiplied(one.over, other.under) == multiplied(other.over, one.under)
    return not isinstance(one, FunctionOfInput) and not isinstance(other, FunctionOfInput) and one == other


def value_at(value: object, input_: Fraction) -> object:
    """What a value comes to at another value of the input; None where its function divides by zero there."""
    try:
        return value.value_at(input_) if isinstance(value, FunctionOfInput) else value
    except ZeroDivisionError:
        return None


def _negative(value: Any) -> Any:
    return -value


def next_step(trail: Trail, at: int, step: Fraction, direction: int) -> int | None:
    """The first multiple of `step` beyond `at` where a sign that was asked for is another; None where there is none.

    `at` counts steps from nought; `direction` is 1 or -1.
    """
    if trail.opaque or trail.is_nought:
        return at + direction
    nought = trail.nearest[direction]
    found = None if nought is None else max(1, ceil((nought / step - at) * direction))
    for polynomial in trail.asked:
        change = first_change(in_steps(polynomial, at * direction, step * direction))
        if change is not None and (found is None or change < found):
            found = change
    return None if found is None else at + direction * found
