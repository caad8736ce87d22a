"""The second opinion on numbers, each row by itself: None is absent, and what rests on it is absent.

Seats are given out one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil, floor, trunc
from typing import Any, cast

from kaohe.language import tree
from kaohe.language.entry import ROUNDING_MODES, SEAT_ROUNDINGS, RoundingMode, SeatRounding
from kaohe.language.register import total
from kaohe.results import Value
from kaohe.verify.keys import Key, Run
from kaohe.verify.reals import exponential, logarithm, raised, root
from kaohe.verify.values import Unanswered, divided, remainder, snapped

Operation = Callable[..., Value]


def numbers(run: Run, nodes: Iterable[tree.Node], key: Key) -> list[Fraction] | None:
    """The values of all, None if any is absent."""
    values: list[Fraction] = []
    absent = False
    for node in nodes:
        value = run.of(node, key)
        if value is None:
            absent = True
        elif isinstance(value, Fraction):
            values.append(value)
        else:
            raise Unanswered(f"{value!r} ?")
    return None if absent else values


def _of_terms(work_out: Callable[[list[Fraction]], Fraction]) -> Operation:
    def operation(run: Run, node: Any, key: Key) -> Value:
        values = numbers(run, node.terms, key)
        return None if values is None else snapped(work_out(values))

    return operation


def _of_two(work_out: Callable[[Fraction, Fraction], Fraction]) -> Operation:
    def operation(run: Run, node: Any, key: Key) -> Value:
        values = numbers(run, (node.left, node.right), key)
        return None if values is None else snapped(work_out(values[0], values[1]))

    return operation


def _of_one(work_out: Callable[[Fraction], Fraction]) -> Operation:
    def operation(run: Run, node: Any, key: Key) -> Value:
        values = numbers(run, (node.operand,), key)
        return None if values is None else snapped(work_out(values[0]))

    return operation


_ROUNDINGS: dict[RoundingMode, Callable[[Fraction], int]] = total(
    "verify.arithmetic.ROUNDINGS",
    ROUNDING_MODES,
    {"half_up": lambda steps: floor(steps + Fraction(1, 2)), "half_even": round, "down": trunc, "up": ceil},
)


def _round(run: Run, node: tree.Round, key: Key) -> Value:
    values = numbers(run, (node.operand,), key)
    if values is None:
        return None
    step: Fraction = run.step_of(node) / 10**node.places
    size: Fraction = _ROUNDINGS[node.mode](abs(values[0]) / step) * step
    return size if values[0] >= 0 else -size


def _tally(run: Run, node: tree.Tally, key: Key) -> Value:
    value = run.of(node.operand, key)
    return Fraction(int(value)) if isinstance(value, bool) else value


def _seats(run: Run, node: tree.Seats, key: Key) -> Value:
    size = run.of(node.size, key)
    if size is None:
        return None
    rounding = run.of(node.rounding, key)
    if not isinstance(size, Fraction) or rounding not in _SEATS:
        raise Unanswered(f"{size} {rounding} ?")
    return Fraction(sum(apportioned(int(size), node.ratio, cast(SeatRounding, rounding))[: node.upto]))


def apportioned(size: int, ratio: tuple[int, ...], rounding: SeatRounding) -> list[int]:
    """The seats of each share, best first."""
    return _SEATS[rounding](size, [Fraction(size * part, sum(ratio)) for part in ratio])


def _largest_remainder(size: int, shares: list[Fraction]) -> list[int]:
    """The whole seats of each, then seat by seat to the largest remainder, the better share first."""
    seats = [floor(share) for share in shares]
    while sum(seats) < size:
        owed = [share - given for share, given in zip(shares, seats, strict=True)]
        seats[owed.index(max(owed))] += 1
    return seats


def _share_by_share(more: Fraction) -> Callable[[int, list[Fraction]], list[int]]:
    """Each share as rounded (down, once `more` is added), as long as there are seats; the last has the rest."""

    def given(size: int, shares: list[Fraction]) -> list[int]:
        seats, left = [], size
        for share in shares[:-1]:
            seats.append(min(floor(share + more), left))
            left -= seats[-1]
        return [*seats, left]

    return given


_SEATS: dict[SeatRounding, Callable[[int, list[Fraction]], list[int]]] = total(
    "verify.arithmetic of seats",
    SEAT_ROUNDINGS,
    {
        "largest_remainder": _largest_remainder,
        "half_up": _share_by_share(Fraction(1, 2)),
        "floor": _share_by_share(Fraction(0)),
    },
)


def _power(run: Run, node: tree.Power, key: Key) -> Value:
    values = numbers(run, (node.base, node.exponent), key)
    if values is None:
        return None
    return raised(values[0], values[1])


def _root(run: Run, node: tree.Root, key: Key) -> Value:
    values = numbers(run, (node.operand, node.degree), key)
    if values is None:
        return None
    return root(values[0], values[1])


OPERATIONS: dict[type[tree.Node], Operation] = {
    tree.Add: _of_terms(lambda values: sum(values, Fraction(0))),
    tree.Min: _of_terms(min),
    tree.Max: _of_terms(max),
    tree.Sub: _of_two(lambda left, right: left - right),
    tree.Mul: _of_two(lambda left, right: left * right),
    tree.Div: _of_two(divided),
    tree.Mod: _of_two(remainder),
    tree.Power: _power,
    tree.Root: _root,
    tree.Ln: _of_one(logarithm),
    tree.Exp: _of_one(exponential),
    tree.Neg: _of_one(lambda value: -value),
    tree.Abs: _of_one(abs),
    tree.Round: _round,
    tree.Tally: _tally,
    tree.Seats: _seats,
}
