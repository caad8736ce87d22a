"""Polynomials of the input, exact, and where they change their sign on whole steps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, lcm

Polynomial = tuple[Fraction, ...]
"""Coefficients from the constant upwards, without leading noughts; () is nought."""

ONE: Polynomial = (Fraction(1),)


def constant(value: Fraction) -> Polynomial:
    return (value,) if value else ()


def _trimmed(coefficients: Sequence[Fraction]) -> Polynomial:
    length = len(coefficients)
    while length and not coefficients[length - 1]:
        length -= 1
    return tuple(coefficients[:length])


def summed(one: Polynomial, other: Polynomial) -> Polynomial:
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    return _trimmed([a + b for a, b in zip(longer, shorter, strict=False)] + list(longer[len(shorter) :]))


def multiplied(one: Polynomial, other: Polynomial) -> Polynomial:
    if other == ONE:
        return one
    if one == ONE:
        return other
    found = [Fraction(0)] * max(len(one) + len(other) - 1, 0)
    for at, a in enumerate(one):
        for by, b in enumerate(other):
            found[at + by] += a * b
    return _trimmed(found)


def value_of(polynomial: Polynomial, at: Fraction) -> Fraction:
    """What it comes to at a value of the input."""
    found = Fraction(0)
    for coefficient in reversed(polynomial):
        found = found * at + coefficient
    return found


def in_steps(polynomial: Polynomial, at: int, step: Fraction) -> list[int]:
    """A whole multiple of the polynomial, as a function of the number of steps from the step `at`.

    `step` is what one is of the input; where it is below nought, `at` counts such steps, too.
    """
    scaled = [coefficient * step**power for power, coefficient in enumerate(polynomial)]
    whole = lcm(*[each.denominator for each in scaled])
    found: list[int] = []
    for coefficient in reversed(scaled):  # Horner's scheme, over polynomials in the number of steps
        found = [below + each * at for below, each in zip([0, *found], [*found, 0], strict=True)]
        found[0] += coefficient.numerator * (whole // coefficient.denominator)
    while found and not found[-1]:
        found.pop()
    return found


def _whole_value(polynomial: Sequence[int], at: int) -> int:
    found = 0
    for coefficient in reversed(polynomial):
        found = found * at + coefficient
    return found


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def first_change(polynomial: Sequence[int]) -> int | None:
    """The first whole number above nought where the sign is another than at nought."""
    if len(polynomial) < 2:
        return None
    if not polynomial[0]:
        return 1
    changes = _changes(polynomial)
    return changes[0] if changes else None


def _changes(polynomial: Sequence[int]) -> list[int]:
    """The whole numbers above nought at which the sign is another than at the one before."""
    if len(polynomial) < 2:
        return []
    if len(polynomial) == 2:
        root = Fraction(-polynomial[0], polynomial[1])
        if root < 0:
            return []
        first = ceil(root)
        if first == root:
            return [each for each in (first, first + 1) if each > 0]
        return [first] if first > 0 else []
    derivative = [each * power for power, each in enumerate(polynomial)][1:]
    last = 2 - max(map(abs, polynomial[:-1])) // -abs(polynomial[-1])  # Cauchy's bound: no root beyond
    borders = sorted({0, last, *(each for turn in _changes(derivative) for each in (turn - 1, turn) if each < last)})
    found: list[int] = []
    for low, high in pairwise(borders):
        while _sign(_whole_value(polynomial, low)) != _sign(_whole_value(polynomial, high)):
            near, far = low, high  # monotone in between
            while far - near > 1:
                middle = (near + far) // 2
                same = _sign(_whole_value(polynomial, middle)) == _sign(_whole_value(polynomial, low))
                near, far = (middle, far) if same else (near, middle)
            found.append(far)
            low = far
    return found
