"""The second opinion on numbers and conditions, each row by itself: None is absent, and what rests on it is absent.

Only what applies is calculated. Seats are given out one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from math import ceil, floor, trunc
from typing import Any, cast

from kaohe.language import tree
from kaohe.language.entry import (
    COMPARISONS,
    ROUNDING_MODES,
    SEAT_ROUNDINGS,
    CompareOp,
    RoundingMode,
    SeatRounding,
    total,
)
from kaohe.policy.grid import GridEntry
from kaohe.policy.model import Policy
from kaohe.results import Value
from kaohe.verify.keys import Key, Run, Way
from kaohe.verify.operators import Member, beside, exact_of_two, first_by, measured, same
from kaohe.verify.text import number_at
from kaohe.verify.values import (
    COUNT,
    Unanswered,
    added,
    alike,
    cut,
    divided,
    exponential,
    half_up,
    is_lacking,
    less,
    logarithm,
    number,
    optional,
    raised,
    read_unit,
    remainder,
    root,
    snapped,
    times,
)

Operation = Callable[[Any, Any], Way]
"""How the value of a node of a run is found."""


def _of_numbers(work_out: Callable[..., Fraction], *parts: Way) -> Way:
    """What is worked out of the values of all parts, absent if any of them is."""

    def found(key: Key) -> Value:
        values = [optional(way(key)) for way in parts]
        return None if is_lacking(values) else cast(Value, snapped(work_out(*values)))

    return found


def _of_terms(work_out: Callable[..., Fraction]) -> Operation:
    return lambda run, node: _of_numbers(work_out, *map(run.way, node.terms))


def _of_two(work_out: Callable[[Fraction, Fraction], Fraction]) -> Operation:
    exact = exact_of_two(work_out)

    def operation(run: Run, node: Any) -> Way:
        left_of, right_of = run.way(node.left), run.way(node.right)

        def found(key: Key) -> Value:
            left, right = left_of(key), right_of(key)
            if left is not None and right is not None:
                return exact(left, right)
            for value in (left, right):
                optional(value)  # what is there has to be a number
            return None

        return found

    return operation


def _of_one(work_out: Callable[[Fraction], Fraction]) -> Operation:
    return lambda run, node: _of_numbers(work_out, run.way(node.operand))


def _first(pick: Callable[..., Any]) -> Operation:
    def operation(run: Run, node: tree.Min | tree.Max) -> Way:
        ways, picked = [*map(run.way, node.terms)], first_by(pick)

        def found(key: Key) -> Value:
            values = [way(key) for way in ways]
            return None if is_lacking(values) else cast(Value, picked(*values))

        return found

    return operation


_ROUNDINGS: dict[RoundingMode, Callable[[Fraction], int]] = total(
    "verify.scalars of roundings",
    ROUNDING_MODES,
    {"half_up": half_up, "half_even": round, "down": trunc, "up": ceil},
)


def _round(run: Run, node: tree.Round) -> Way:
    def rounded(value: Fraction) -> Fraction:
        step: Fraction = run.step_of(node) / 10**node.places
        size: Fraction = _ROUNDINGS[node.mode](divided(abs(value), step)) * step
        return size if value >= 0 else -size

    return _of_numbers(rounded, run.way(node.operand))


def _tally(run: Run, node: tree.Tally) -> Way:
    operand = run.way(node.operand)

    def found(key: Key) -> Value:
        value = operand(key)
        return Fraction(int(value)) if isinstance(value, bool) else value

    return found


def _seats(run: Run, node: tree.Seats) -> Way:
    size_of, rounding_of = run.way(node.size), run.way(node.rounding)

    def found(key: Key) -> Value:
        size = size_of(key)
        if size is None:
            return None
        rounding = rounding_of(key)
        if not isinstance(size, Fraction) or rounding not in _SEATS:
            raise Unanswered(f"{size} {rounding} ?")
        return Fraction(sum(apportioned(int(size), node.ratio, cast(SeatRounding, rounding))[: node.upto]))

    return found


def apportioned(size: int, ratio: tuple[int, ...], rounding: SeatRounding) -> list[int]:
    """The seats of each share, best first."""
    return _SEATS[rounding](size, [Fraction(size * part, sum(ratio)) for part in ratio])


def _largest_remainder(size: int, shares: list[Fraction]) -> list[int]:
    """The whole seats of each, then seat by seat to the largest remainder, the better share first."""
    seats = [floor(share) for share in shares]
    while sum(seats) < size:
        owed = [share - whole for share, whole in zip(shares, seats, strict=True)]
        seats[owed.index(max(owed))] += 1
    return seats


def _share_by_share(more: Fraction) -> Callable[[int, list[Fraction]], list[int]]:
    """Each share as rounded (down, once `more` is added), as long as there are seats; the last has the rest."""

    def seats_of(size: int, shares: list[Fraction]) -> list[int]:
        seats, left = [], size
        for share in shares[:-1]:
            seats.append(min(floor(share + more), left))
            left -= seats[-1]
        return [*seats, left]

    return seats_of


_SEATS: dict[SeatRounding, Callable[[int, list[Fraction]], list[int]]] = total(
    "verify.scalars of seats",
    SEAT_ROUNDINGS,
    {
        "largest_remainder": _largest_remainder,
        "half_up": _share_by_share(Fraction(1, 2)),
        "floor": _share_by_share(Fraction(0)),
    },
)


def _compare(run: Run, node: tree.Compare) -> Way:
    left_of, right_of, compared = run.way(node.left), run.way(node.right), _COMPARED[node.op]

    def found(key: Key) -> Value:
        left, right = beside(left_of(key), right_of(key))
        if left is None or right is None:
            return None
        if not alike(left, right):
            raise Unanswered(f"{left!r} {node.op} {right!r} ?")
        return compared(cut(left), cut(right))

    return found


def _in_order(holds: Callable[[Fraction, Fraction], bool]) -> Callable[[Value, Value], bool]:
    """By what the values are compared by."""
    return lambda left, right: holds(*measured(left, right))


_COMPARED: dict[CompareOp, Callable[[Value, Value], bool]] = total(
    "verify.scalars of comparisons",
    COMPARISONS,
    {
        "<": _in_order(lambda left, right: left < right),
        "<=": _in_order(lambda left, right: not right < left),
        ">": _in_order(lambda left, right: right < left),
        ">=": _in_order(lambda left, right: not left < right),
        "==": same,
        "!=": lambda left, right: not same(left, right),
    },
)


def truth(run: Run, node: tree.Node, key: Key) -> bool | None:
    """A condition's value."""
    return _held(run.of(node, key))


def _held(value: Value) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise Unanswered(f"{value!r} ?")


def _all_or_any(until: bool) -> Operation:
    """Term by term, as long as these are what they have to be; an absent one is the end too."""

    def operation(run: Run, node: tree.And | tree.Or) -> Way:
        ways = [*map(run.way, node.terms)]

        def found(key: Key) -> Value:
            for way in ways:
                held = _held(way(key))
                if held is not until:
                    return held
            return until

        return found

    return operation


def _not(run: Run, node: tree.Not) -> Way:
    operand = run.way(node.operand)

    def found(key: Key) -> Value:
        held = _held(operand(key))
        return None if held is None else not held

    return found


def _if(run: Run, node: tree.If) -> Way:
    condition, then, otherwise = run.way(node.condition), run.way(node.then), run.way(node.otherwise)

    def found(key: Key) -> Value:
        held = _held(condition(key))
        return None if held is None else then(key) if held else otherwise(key)

    return found


def _tiers(run: Run, node: tree.Tiers) -> Way:
    of, below = run.way(node.of), run.way(node.below)
    tiers = [(run.way(tier.bound), tier.inclusive, run.way(tier.value)) for tier in node.tiers]

    def found(key: Key) -> Value:
        value = of(key)
        if value is None:
            return None
        for bound_of, inclusive, points in tiers:
            bound = bound_of(key)
            if bound is None:
                return None
            measure, least = measured(value, bound)
            if measure > least or (inclusive and measure == least):
                return points(key)
        return below(key)

    return found


def _cases(run: Run, node: tree.Cases) -> Way:
    of, cases = run.way(node.of), [(case, run.way(value)) for case, value in node.cases]
    otherwise = None if node.otherwise is None else run.way(node.otherwise)

    def found(key: Key) -> Value:
        word = of(key)
        if word is None:
            return None
        for case, value in cases:
            if word == case or (isinstance(word, Fraction) and isinstance(case, str) and _is_written(word, case)):
                return value(key)
        if otherwise is None:
            raise Unanswered(f"{word} ?")
        return otherwise(key)

    return found


def _is_written(value: Fraction, case: str) -> bool:
    """Whether a text is how a number is written; of numbers that are followed (`gap`) their equality is noted."""
    return case.removeprefix("-").isdecimal() and value == int(case)


def _looked_up(run: Run, node: tree.LookUp, key: Key) -> Value:
    """Row by row of the table as it is written; of those that hold since a period the latest that has begun."""
    column = run.policy.grids[node.table].columns[node.column]
    asked = [run.of(part, key) for part in node.keys]
    if any(part is None for part in asked):
        return None
    begun: list[tuple[Any, GridEntry]] = []
    for entry in column.entries:
        since: Any = 0
        for part, own, has in zip(column.keys, asked, entry.key, strict=True):
            if part.since and number(has) <= number(own):
                since = has
            elif part.since or own != has:
                break
        else:
            begun.append((since, entry))
    if not begun and column.otherwise is None:
        if column.some:
            return None
        raise Unanswered(f"{asked} ?")
    entry = max(begun, key=lambda each: each[0])[1] if begun else cast(GridEntry, column.otherwise)
    written = number_at(entry.place) if isinstance(entry.value, Fraction) else None
    if written is None or not isinstance(written.value, Fraction):
        return as_member(run.policy, column.spec.list, entry.value)
    unit = read_unit(column.spec.measure.label)
    return written.value * unit.scale if written.unit == COUNT else written.value


def as_member(policy: Policy, list_: str | None, value: Value) -> Value:
    """A word of a list as its member."""
    return Member.of(value, policy.lists[list_]) if list_ is not None and type(value) is str else value


def _present(run: Run, node: tree.Present) -> Way:
    operand = run.way(node.operand)
    return lambda key: operand(key) is not None


def _if_absent(run: Run, node: tree.IfAbsent) -> Way:
    operand, fallback = run.way(node.operand), run.way(node.fallback)

    def found(key: Key) -> Value:
        value = operand(key)
        return fallback(key) if value is None else value

    return found


OPERATIONS: dict[type[tree.Node], Operation] = {
    tree.Add: _of_terms(lambda *values: added(values)),
    tree.Min: _first(min),
    tree.Max: _first(max),
    tree.Sub: _of_two(less),
    tree.Mul: _of_two(times),
    tree.Div: _of_two(divided),
    tree.Mod: _of_two(remainder),
    tree.Power: lambda run, node: _of_numbers(raised, run.way(node.base), run.way(node.exponent)),
    tree.Root: lambda run, node: _of_numbers(root, run.way(node.operand), run.way(node.degree)),
    tree.Ln: _of_one(logarithm),
    tree.Exp: _of_one(exponential),
    tree.Neg: _of_one(lambda value: -value),
    tree.Abs: _of_one(abs),
    tree.Round: _round,
    tree.Tally: _tally,
    tree.Seats: _seats,
    tree.Compare: _compare,
    tree.And: _all_or_any(True),
    tree.Or: _all_or_any(False),
    tree.Not: _not,
    tree.If: _if,
    tree.Tiers: _tiers,
    tree.Cases: _cases,
    tree.LookUp: lambda run, node: partial(_looked_up, run, node),
    tree.Present: _present,
    tree.IfAbsent: _if_absent,
}
