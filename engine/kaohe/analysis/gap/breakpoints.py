"""Where a piece ends: the next step of the input at which a decision that was taken turns out otherwise."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil

from kaohe.analysis.gap.along import Polynomial, Trail


def next_step(trail: Trail, at: int, step: Fraction, direction: int) -> int | None:
    """The first multiple of `step` beyond `at` where a sign that was asked for is another; None where there is none.

    `at` counts steps from nought; `direction` is 1 or -1.
    """
    if trail.opaque:
        return at + direction
    found = None
    for polynomial in trail.asked:
        steps = _in_steps(polynomial, at * step, direction * step)
        change = _first_change(steps)
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
