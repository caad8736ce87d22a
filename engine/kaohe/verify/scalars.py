"""The second opinion on numbers and conditions, each row by itself: None is absent, and what rests on it is absent.

Only what applies is calculated. Seats are given out one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
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
from kaohe.verify.keys import Key, Run
from kaohe.verify.operators import Member, beside, comparable, first_by, standing
from kaohe.verify.text import number_at
from kaohe.verify.values import (
    COUNT,
    Unanswered,
    alike,
    cut,
    divided,
    exponential,
    logarithm,
    number,
    raised,
    read_unit,
    remainder,
    root,
    snapped,
)

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


def _first(pick: Callable[..., Any]) -> Operation:
    def operation(run: Run, node: tree.Min | tree.Max, key: Key) -> Value:
        values = [run.of(term, key) for term in node.terms]
        return None if None in values else cast(Value, first_by(pick)(*values))

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
    "verify.scalars of roundings",
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


def _compare(run: Run, node: tree.Compare, key: Key) -> Value:
    left, right = beside(run.of(node.left, key), run.of(node.right, key))
    if left is None or right is None:
        return None
    if not alike(left, right):
        raise Unanswered(f"{left!r} {node.op} {right!r} ?")
    return _COMPARED[node.op](cut(left), cut(right))


def _in_order(holds: Callable[[Fraction, Fraction], bool]) -> Callable[[Value, Value], bool]:
    """By what the values are compared by."""
    return lambda left, right: holds(*map(standing, comparable((left, right))))


_COMPARED: dict[CompareOp, Callable[[Value, Value], bool]] = total(
    "verify.scalars of comparisons",
    COMPARISONS,
    {
        "<": _in_order(lambda left, right: left < right),
        "<=": _in_order(lambda left, right: not right < left),
        ">": _in_order(lambda left, right: right < left),
        ">=": _in_order(lambda left, right: not left < right),
        "==": lambda left, right: left == right,
        "!=": lambda left, right: left != right,
    },
)


def truth(run: Run, node: tree.Node, key: Key) -> bool | None:
    """A condition's value."""
    value = run.of(node, key)
    if value is None or isinstance(value, bool):
        return value
    raise Unanswered(f"{value!r} ?")


def _and(run: Run, node: tree.And, key: Key) -> Value:
    for term in node.terms:
        held = truth(run, term, key)
        if held is not True:
            return held
    return True


def _or(run: Run, node: tree.Or, key: Key) -> Value:
    for term in node.terms:
        held = truth(run, term, key)
        if held is not False:
            return held
    return False


def _not(run: Run, node: tree.Not, key: Key) -> Value:
    held = truth(run, node.operand, key)
    return None if held is None else not held


def _if(run: Run, node: tree.If, key: Key) -> Value:
    held = truth(run, node.condition, key)
    return None if held is None else run.of(node.then if held else node.otherwise, key)


def _tiers(run: Run, node: tree.Tiers, key: Key) -> Value:
    of = run.of(node.of, key)
    if of is None:
        return None
    for tier in node.tiers:
        bound = run.of(tier.bound, key)
        if bound is None:
            return None
        value, least = map(standing, comparable((of, bound)))
        if value > least or (tier.inclusive and value == least):
            return run.of(tier.value, key)
    return run.of(node.below, key)


def _cases(run: Run, node: tree.Cases, key: Key) -> Value:
    word = run.of(node.of, key)
    if word is None:
        return None
    for case, value in node.cases:
        if word == case or (isinstance(word, Fraction) and isinstance(case, str) and str(word) == case):
            return run.of(value, key)
    if node.otherwise is None:
        raise Unanswered(f"{word} ?")
    return run.of(node.otherwise, key)


def _look_up(run: Run, node: tree.LookUp, key: Key) -> Value:
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


def _present(run: Run, node: tree.Present, key: Key) -> Value:
    return run.of(node.operand, key) is not None


def _if_absent(run: Run, node: tree.IfAbsent, key: Key) -> Value:
    value = run.of(node.operand, key)
    return run.of(node.fallback, key) if value is None else value


OPERATIONS: dict[type[tree.Node], Operation] = {
    tree.Add: _of_terms(lambda values: sum(values, Fraction(0))),
    tree.Min: _first(min),
    tree.Max: _first(max),
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
    tree.Compare: _compare,
    tree.And: _and,
    tree.Or: _or,
    tree.Not: _not,
    tree.If: _if,
    tree.Tiers: _tiers,
    tree.Cases: _cases,
    tree.LookUp: _look_up,
    tree.Present: _present,
    tree.IfAbsent: _if_absent,
}
