"""Numbers that know how they change with one input: exact values that carry their function and note each decision.

A `FunctionOfInput` is the fraction that it is at the input's value of now, and the rational function of the input that
it stays as long as no decision taken on the way turns out otherwise. Every comparison and rounding is noted with the
function whose sign it asked for; where the first of these signs changes is the end of the piece (分段点). So one
calculation at one value tells the values of a whole stretch, and where the next one begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any

Polynomial = tuple[Fraction, ...]
"""Coefficients from the constant upwards, without leading noughts; () is nought."""

_ONE: Polynomial = (Fraction(1),)


class Trail:
    """The decisions of one calculation with the input at `value`: functions whose signs were asked for.

    It is `opaque` where one of them holds at this value alone. Of linear functions the nearest noughts are enough.
    """

    def __init__(self, value: Fraction) -> None:
        self.value = value
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

    def sign(self, over: Polynomial, under: Polynomial, value: Fraction) -> int:
        """The sign of over / under, which is `value` now; both are noted."""
        self.note(over)
        self.note(under)
        above = value.numerator
        return (above > 0) - (above < 0)


class FunctionOfInput(Fraction):
    """A number that depends on the input. Results of arithmetic are such numbers again."""

    over: Polynomial
    under: Polynomial
    trail: Trail

    @classmethod
    def of(cls, value: Fraction, over: Polynomial, under: Polynomial, trail: Trail) -> Fraction:
        """The number; a plain fraction where it no longer depends on the input."""
        if len(over) <= 1 and len(under) == 1:
            return Fraction(value.numerator, value.denominator)
        found = super().__new__(cls, value.numerator, value.denominator)
        found.over, found.under, found.trail = over, under, trail
        return found

    @classmethod
    def input(cls, value: Fraction, trail: Trail) -> Fraction:
        """The input itself."""
        return cls.of(value, (Fraction(0), Fraction(1)), _ONE, trail)

    @property
    def plain(self) -> Fraction:
        """The value alone."""
        return Fraction(super().numerator, super().denominator)

    def limit(self, direction: int) -> Fraction | None:
        """What it tends to as the input grows (1) or falls (-1) without end; None where it grows without end too."""
        if len(self.over) > len(self.under):
            return None
        return Fraction(0) if len(self.over) < len(self.under) else self.over[-1] / self.under[-1]

    def value_at(self, value: Fraction) -> Fraction:
        """What the function comes to at another value of the input."""
        over, under = (
            sum((each * value**power for power, each in enumerate(one)), Fraction(0)) for one in (self.over, self.under)
        )
        return over / under

    def further(self, trail: Trail) -> Fraction:
        """The same function at the trail's value, which notes its decisions there."""
        return FunctionOfInput.of(self.value_at(trail.value), self.over, self.under, trail)

    # Arithmetic

    def _with(self, other: object) -> tuple[Fraction, Polynomial, Polynomial] | None:
        if isinstance(other, FunctionOfInput):
            return other.plain, other.over, other.under
        if isinstance(other, int | Fraction):
            value = Fraction(other)
            return value, _constant(value), _ONE
        return None

    def __add__(self, other: object) -> Any:
        with_ = self._with(other)
        if with_ is None:
            return NotImplemented
        value, over, under = with_
        if under == self.under:
            return FunctionOfInput.of(self.plain + value, _sum(self.over, over), under, self.trail)
        across = _sum(_product(self.over, under), _product(over, self.under))
        return FunctionOfInput.of(self.plain + value, across, _product(self.under, under), self.trail)

    __radd__ = __add__

    def __neg__(self) -> Any:
        return FunctionOfInput.of(-self.plain, tuple(-each for each in self.over), self.under, self.trail)

    def __pos__(self) -> Any:
        return self

    def __sub__(self, other: object) -> Any:
        with_ = self._with(other)
        return NotImplemented if with_ is None else self + _negative(other)

    def __rsub__(self, other: object) -> Any:
        return -self + other

    def __mul__(self, other: object) -> Any:
        with_ = self._with(other)
        if with_ is None:
            return NotImplemented
        value, over, under = with_
        return FunctionOfInput.of(
            self.plain * value, _product(self.over, over), _product(self.under, under), self.trail
        )

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Any:
        with_ = self._with(other)
        if with_ is None:
            return NotImplemented
        value, over, under = with_
        return FunctionOfInput.of(
            self.plain / value, _product(self.over, under), _product(self.under, over), self.trail
        )

    def __rtruediv__(self, other: object) -> Any:
        self.trail.sign(self.over, self.under, self.plain)
        return FunctionOfInput.of(Fraction(other) / self.plain, *_turned(self, Fraction(other)), self.trail)  # type: ignore[call-overload]

    def __pow__(self, exponent: Any) -> Any:
        found: Any = Fraction(1)
        for _ in range(abs(int(exponent))):
            found = self * found
        return found if exponent >= 0 else 1 / found

    # Decisions

    def _sign_against(self, other: object) -> int:
        if type(other) is Fraction and self.under is _ONE:
            over = (self.over[0] - other, *self.over[1:])
            return self.trail.sign(over, _ONE, self.plain - other)
        difference = self - other
        if isinstance(difference, FunctionOfInput):
            return self.trail.sign(difference.over, difference.under, difference.plain)
        return int(difference > 0) - int(difference < 0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int | Fraction) and self._sign_against(other) == 0

    def __hash__(self) -> int:  # type: ignore[override]  # a number is hashable, whatever Complex says
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

    def _within(self, whole: int) -> int:
        """The number lies from `whole` to the next: both borders are noted."""
        self._sign_against(whole)
        self._sign_against(whole + 1)
        return whole

    def __floor__(self) -> int:
        return self._within(floor(self.plain))

    def __ceil__(self) -> int:
        return self._within(ceil(self.plain) - 1) + 1

    def __trunc__(self) -> int:
        return floor(self) if self >= 0 else -floor(-self)

    def __round__(self, places: Any = None) -> Any:
        nearest = round(self.plain)
        self._sign_against(Fraction(2 * nearest - 1, 2))
        self._sign_against(Fraction(2 * nearest + 1, 2))
        return nearest

    @property
    def numerator(self) -> int:
        """Whoever asks for this decides by digits, which no function tells."""
        self.trail.opaque = True
        return super().numerator

    @property
    def denominator(self) -> int:
        self.trail.opaque = True
        return super().denominator


def is_same(one: object, other: object) -> bool:
    """Whether two values are the same function of the input, or the same without it."""
    if isinstance(one, FunctionOfInput) and isinstance(other, FunctionOfInput):
        return _product(one.over, other.under) == _product(other.over, one.under)
    return not isinstance(one, FunctionOfInput) and not isinstance(other, FunctionOfInput) and one == other


def value_at(value: object, input_: Fraction) -> object:
    """What a value comes to at another value of the input; None where its function divides by zero there."""
    try:
        return value.value_at(input_) if isinstance(value, FunctionOfInput) else value
    except ZeroDivisionError:
        return None


def _negative(value: Any) -> Any:
    return -value


def _turned(value: FunctionOfInput, above: Fraction) -> tuple[Polynomial, Polynomial]:
    return _product(value.under, _constant(above)), value.over


def _constant(value: Fraction) -> Polynomial:
    return (value,) if value else ()


def _trimmed(coefficients: Sequence[Fraction]) -> Polynomial:
    length = len(coefficients)
    while length and not coefficients[length - 1]:
        length -= 1
    return tuple(coefficients[:length])


def _sum(one: Polynomial, other: Polynomial) -> Polynomial:
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    return _trimmed([a + b for a, b in zip(longer, shorter, strict=False)] + list(longer[len(shorter) :]))


def _product(one: Polynomial, other: Polynomial) -> Polynomial:
    if other == _ONE:
        return one
    if one == _ONE:
        return other
    found = [Fraction(0)] * max(len(one) + len(other) - 1, 0)
    for at, a in enumerate(one):
        for by, b in enumerate(other):
            found[at + by] += a * b
    return _trimmed(found)


def next_step(trail: Trail, at: int, step: Fraction, direction: int) -> int | None:
    """The first multiple of `step` beyond `at` where a sign that was asked for is another; None where there is none.

    `at` counts steps from nought; `direction` is 1 or -1.
    """
    if trail.opaque or trail.is_nought:
        return at + direction
    nought = trail.nearest[direction]
    found = None if nought is None else max(1, ceil((nought / step - at) * direction))
    for polynomial in trail.asked:
        change = _first_change(_in_steps(polynomial, at * step, direction * step))
        if change is not None and (found is None or change < found):
            found = change
    return None if found is None else at + direction * found


def _in_steps(polynomial: Polynomial, start: Fraction, step: Fraction) -> Polynomial:
    """The polynomial as a function of the number of steps from `start`."""
    found: list[Fraction] = []
    for coefficient in reversed(polynomial):  # Horner's scheme, over polynomials in the number of steps
        higher = [each * step for each in found]
        found = [each * start for each in found] + [Fraction(0)]
        for at, each in enumerate(higher):
            found[at + 1] += each
        found[0] += coefficient
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _value(polynomial: Polynomial, at: int) -> Fraction:
    found = Fraction(0)
    for coefficient in reversed(polynomial):
        found = found * at + coefficient
    return found


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _first_change(polynomial: Polynomial) -> int | None:
    """The first whole number above nought where the sign is another than at nought."""
    if len(polynomial) < 2:
        return None
    if not polynomial[0]:
        return 1
    changes = _changes(polynomial)
    return changes[0] if changes else None


def _changes(polynomial: Polynomial) -> list[int]:
    """The whole numbers above nought at which the sign is another than at the one before."""
    if len(polynomial) < 2:
        return []
    if len(polynomial) == 2:
        root = -polynomial[0] / polynomial[1]
        if root < 0:
            return []
        first = ceil(root)
        if first == root:
            return [each for each in (first, first + 1) if each > 0]
        return [first] if first > 0 else []
    derivative = tuple(each * power for power, each in enumerate(polynomial))[1:]
    last = 2 + ceil(max(abs(each / polynomial[-1]) for each in polynomial[:-1]))  # Cauchy's bound: no root beyond
    borders = sorted({0, last, *(each for turn in _changes(derivative) for each in (turn - 1, turn) if each < last)})
    found: list[int] = []
    for low, high in pairwise(borders):
        while _sign(_value(polynomial, low)) != _sign(_value(polynomial, high)):
            near, far = low, high  # monotone in between
            while far - near > 1:
                middle = (near + far) // 2
                same = _sign(_value(polynomial, middle)) == _sign(_value(polynomial, low))
                near, far = (middle, far) if same else (near, middle)
            found.append(far)
            low = far
    return found
