"""Arithmetic on each row by itself, with rounding, seats, powers and roots: exact where these are rational."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Any, cast

from kaohe.data.tables.dataset import Frame, Numbers
from kaohe.diagnostics import Diagnostic
from kaohe.evaluate import columns
from kaohe.evaluate.columns import Calculation, Column, NoValue, NumberColumn, Ratios
from kaohe.language import tree
from kaohe.language.reals import Number, OutOfDomain, Real, exp, ln, near, power, root
from kaohe.language.rounding_and_apportionment import rounded, seats


def _real(operation: Callable[..., Number], code: str) -> Callable[[Calculation, Any, Frame], Column]:
    """What may leave the rationals, row by row; `code` is that of a row for which it is not defined."""

    def of_parts(run: Calculation, node: Any, frame: Frame) -> Column:
        parts = [columns.fractions(numbers(run, part, frame)) for part in tree.children(node)]
        found: list[Number | None] = []
        for row, values in enumerate(zip(*parts, strict=True)):
            try:
                found.append(None if columns.has_absent(values) else operation(*values))
            except OutOfDomain:
                refuse(run, code, node, frame, row, given="、".join(map(str, map(near, values))))
        return from_fractions(found)

    return of_parts


def numbers(run: Calculation, node: tree.Node, frame: Frame) -> NumberColumn:
    """A node's numbers; a column that is absent throughout counts as numbers that are all absent."""
    column = run.of(node, frame)
    return column if isinstance(column, Numbers | Ratios) else Numbers(cast("list[int | None]", column))


def in_order(run: Calculation, node: tree.Node, frame: Frame) -> Column:
    """A node's values as they are compared: of members of a list their places, the best being the highest."""
    rising = members_in_order(run, node)
    if not rising:
        return run.of(node, frame)
    places = {word: place for place, word in enumerate(rising)}
    return Numbers([None if word is None else places[word] for word in columns.stored(run.of(node, frame))])


def members_in_order(run: Calculation, node: tree.Node) -> Sequence[str]:
    """The members of the list that a node's values are of, from the worst to the best; none without an order."""
    list_ = run.policy.types[node].list
    return () if list_ is None else run.policy.lists[list_].rising


def from_fractions(values: Sequence[Any]) -> NumberColumn:
    """A column of numbers over one denominator; ratios where that would be a long number."""
    if any(type(value) is Real for value in values):
        return Ratios(list(values))
    denominator = lcm(*{value.denominator for value in values if value is not None})
    if denominator.bit_length() > 64:
        return Ratios(list(values))
    return Numbers([None if v is None else v.numerator * (denominator // v.denominator) for v in values], denominator)


def from_figures(figures: Sequence[Any], denominator: int, whole: bool) -> NumberColumn:
    """Figures of a column's numbers over its denominator; those of whole numbers may be whole again."""
    if whole and not any(isinstance(figure, Fraction) for figure in figures):
        return Numbers(list(figures), denominator)
    return from_fractions([None if figure is None else figure * Fraction(1, denominator) for figure in figures])


def _add(run: Calculation, node: tree.Add, frame: Frame) -> Column:
    return _folded(operator.add, [numbers(run, term, frame) for term in node.terms])


def _folded(operation: Callable[[Any, Any], Any], terms: Sequence[NumberColumn]) -> NumberColumn:
    return reduce(lambda left, right: columns.combined(operation, (left, right)), terms)


def _extreme(operation: Callable[..., Any]) -> Callable[[Calculation, Any, Frame], Column]:
    """The least or the greatest of numbers, members of a list, or days, row by row."""

    def of_terms(run: Calculation, node: tree.Min | tree.Max, frame: Frame) -> Column:
        if not run.policy.types[node].is_text_in_order:
            return _folded(operation, [numbers(run, term, frame) for term in node.terms])
        terms = [columns.stored(in_order(run, term, frame)) for term in node.terms]
        found = [None if columns.has_absent(row) else operation(row) for row in zip(*terms, strict=True)]
        return as_members(found, members_in_order(run, node))

    return of_terms


def as_members(places: Sequence[Any], rising: Sequence[str]) -> list[Any]:
    """The members at these places; days, which have no such order, as they are."""
    return [None if place is None else rising[int(place)] for place in places] if rising else list(places)


def _sub(run: Calculation, node: tree.Sub, frame: Frame) -> Column:
    return columns.combined(operator.sub, (numbers(run, node.left, frame), numbers(run, node.right, frame)))


def _neg(run: Calculation, node: tree.Neg, frame: Frame) -> Column:
    return columns.combined(operator.neg, (numbers(run, node.operand, frame),))


def _abs(run: Calculation, node: tree.Abs, frame: Frame) -> Column:
    return columns.combined(abs, (numbers(run, node.operand, frame),))


def _mul(run: Calculation, node: tree.Mul, frame: Frame) -> Column:
    return columns.multiplied(numbers(run, node.left, frame), numbers(run, node.right, frame))


def _div(run: Calculation, node: tree.Div, frame: Frame) -> Column:
    left, right = numbers(run, node.left, frame), numbers(run, node.right, frame)
    _refuse_zero(run, node, right, frame)
    return columns.divided(left, right)


def _mod(run: Calculation, node: tree.Mod, frame: Frame) -> Column:
    left, right = numbers(run, node.left, frame), numbers(run, node.right, frame)
    _refuse_zero(run, node, right, frame)
    return columns.combined(operator.mod, (left, right))


def _refuse_zero(run: Calculation, node: tree.Div | tree.Mod, divisor: NumberColumn, frame: Frame) -> None:
    """Raises NoValue with E101 for the first row whose divisor is zero."""
    for row in columns.zero_rows(divisor)[:1]:
        refuse(run, "E101", node, frame, row)


def refuse(run: Calculation, code: str, node: tree.Node, frame: Frame, row: int, **arguments: object) -> None:
    """Raises NoValue: the calculation has no value for a row; names value, unit and period."""
    unit, period, _ = frame.keys[row]
    details = {"value": run.subject, "unit": unit or "", "period": period or "", **arguments}
    raise NoValue([*run.findings.all, Diagnostic(code, node.place, details)])


def _round(run: Calculation, node: tree.Round, frame: Frame) -> Column:
    scale = run.policy.types[node].measure.scale
    values = columns.fractions(numbers(run, node.operand, frame))
    return from_fractions(
        [None if value is None else rounded(value / scale, node.places, node.mode) * scale for value in values]
    )


def plain(column: Column) -> list[Any]:
    """The rows as values that are handed on: fractions (of a real the one next to it), texts or truths."""
    return list(map(near, columns.exact(column)))


def truths(run: Calculation, node: tree.Node, frame: Frame) -> list[bool | None]:
    """A condition's truths."""
    return cast("list[bool | None]", run.of(node, frame))


def _tally(run: Calculation, node: tree.Tally, frame: Frame) -> Column:
    column = run.of(node.operand, frame)
    if isinstance(column, Numbers | Ratios):
        return column
    return Numbers([None if truth is None else int(truth) for truth in column])


def _seats(run: Calculation, node: tree.Seats, frame: Frame) -> Column:
    sizes = columns.fractions(numbers(run, node.size, frame))
    rounding = cast("list[str]", run.of(node.rounding, frame))
    return Numbers(
        [
            None if size is None else sum(seats(int(size), node.ratio, word)[: node.upto])
            for size, word in zip(sizes, rounding, strict=True)
        ]
    )


OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = {
    tree.Add: _add,
    tree.Min: _extreme(min),
    tree.Max: _extreme(max),
    tree.Sub: _sub,
    tree.Neg: _neg,
    tree.Abs: _abs,
    tree.Mul: _mul,
    tree.Div: _div,
    tree.Mod: _mod,
    tree.Round: _round,
    tree.Tally: _tally,
    tree.Seats: _seats,
    tree.Power: _real(power, "E104"),
    tree.Root: _real(lambda value, degree: root(value, int(degree)), "E103"),
    tree.Ln: _real(ln, "E104"),
    tree.Exp: _real(exp, "E104"),
}
