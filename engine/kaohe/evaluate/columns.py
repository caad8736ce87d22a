"""Arithmetic on whole columns: exact, whole numbers over one denominator as long as that holds.

A column of numbers is `Numbers` (kinds whole and fixed decimals) or, after a division by something that varies,
`Ratios` (rationals). None is absent; whatever rests on it is absent. Texts and truths are plain lists.
`Calculation` is what an operation on columns may ask of the run that it is part of.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, Protocol

from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.data.tables.frames import Frame, Frames, projection
from kaohe.diagnostics import Findings, Refused
from kaohe.language import tree
from kaohe.lazy import dataclass, replace
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Policy
from kaohe.policy.types import Grain


@dataclass(slots=True)
class Ratios:
    """A column of rationals, or of reals among them (`kaohe.language.reals`)."""

    values: list[Any]


NumberColumn = Numbers | Ratios
Column = NumberColumn | list[Any]


def has_absent(values: Iterable[Any]) -> bool:
    """Whether any value is absent. (`None in values` would ask each fraction whether it equals None.)"""
    return any(value is None for value in values)


def constant(value: Fraction, length: int) -> Numbers:
    """The same number in every row."""
    return Numbers([value.numerator] * length, value.denominator)


def stored(column: Column) -> list[Any]:
    """The rows as they are stored, which is enough to see what is absent."""
    if isinstance(column, Numbers):
        return column.numerators
    return column.values if isinstance(column, Ratios) else column


def fractions(column: NumberColumn) -> list[Any]:
    """The rows as fractions, or reals where they are none."""
    if isinstance(column, Ratios):
        return column.values
    # A column of scores has few different values, and making a fraction costs more than looking it up.
    denominator = column.denominator
    known = {n: None if n is None else Fraction(n, denominator) for n in set(column.numerators)}
    return [known[n] for n in column.numerators]


def exact(column: Column) -> list[Any]:
    """The rows as values: fractions or reals, texts or truths."""
    return fractions(column) if isinstance(column, Numbers | Ratios) else column


def taken(column: Column, rows: Sequence[int | None]) -> Column:
    """The rows with these numbers; absent where there is none."""
    if isinstance(column, Numbers):
        return Numbers(_taken(column.numerators, rows), column.denominator)
    if isinstance(column, Ratios):
        return Ratios(_taken(column.values, rows))
    return _taken(column, rows)


def _taken(values: list[Any], rows: Sequence[int | None]) -> list[Any]:
    if has_absent(rows):
        return [None if row is None else values[row] for row in rows]
    return [values[row] for row in rows]  # type: ignore[index]


def common(columns: Sequence[NumberColumn]) -> tuple[list[list[Any]], int]:
    """The columns as lists of whole numbers over one denominator, or as lists of fractions (denominator 1)."""
    if any(isinstance(column, Ratios) for column in columns):
        return [_mixed(column) for column in columns], 1
    denominator = lcm(*(column.denominator for column in columns))  # type: ignore[union-attr]
    return [_scaled(column, denominator) for column in columns], denominator  # type: ignore[arg-type]


def _mixed(column: NumberColumn) -> list[Any]:
    """Whole numbers may stay as they are: a fraction takes them as they come."""
    if isinstance(column, Numbers) and column.denominator == 1:
        return column.numerators
    return fractions(column)


def _scaled(column: Numbers, denominator: int) -> list[int | None]:
    factor = denominator // column.denominator
    if factor == 1:
        return column.numerators
    return [None if n is None else n * factor for n in column.numerators]


def made(values: list[Any], denominator: int, of: Iterable[NumberColumn]) -> NumberColumn:
    """A column from values that `common` of these columns gave."""
    if any(isinstance(column, Ratios) for column in of):
        return Ratios([Fraction(v) if type(v) is int else v for v in values])
    return Numbers(values, denominator)


def combined(operation: Callable[..., Any], columns: Sequence[NumberColumn]) -> NumberColumn:
    """An operation that keeps the denominator (sum, difference, least, greatest, remainder), row by row."""
    lists, denominator = common(columns)
    return made(_rows(operation, lists), denominator, columns)


def _rows(operation: Callable[..., Any], lists: Sequence[list[Any]]) -> list[Any]:
    if all(map(_is_one, lists)):  # what is the same for all is calculated once: of reals that is dear
        firsts = [values[0] for values in lists]
        return [None if has_absent(firsts) else operation(*firsts)] * len(lists[0])
    if any(map(has_absent, lists)):
        return [None if has_absent(row) else operation(*row) for row in zip(*lists, strict=True)]
    return list(map(operation, *lists))


def _is_one(values: list[Any]) -> bool:
    """Whether one and the same value stands in every row, of which there are some."""
    return bool(values) and all(value is values[0] for value in values)


def compared(operation: Callable[[Any, Any], bool], left: NumberColumn, right: NumberColumn) -> list[bool | None]:
    """A comparison, row by row."""
    lists, _ = common((left, right))
    return _rows(operation, lists)


def multiplied(left: NumberColumn, right: NumberColumn) -> NumberColumn:
    """The product, row by row."""
    if isinstance(left, Numbers) and isinstance(right, Numbers):
        values = _rows(int.__mul__, (left.numerators, right.numerators))
        return Numbers(values, left.denominator * right.denominator)
    return Ratios(_rows(operator.mul, (fractions(left), fractions(right))))


def divided(left: NumberColumn, right: NumberColumn) -> NumberColumn:
    """The quotient, row by row. The caller has seen to zero divisors."""
    if isinstance(right, Numbers) and (divisor := _same(right.numerators)) is not None:
        reciprocal = Fraction(right.denominator, divisor)
        return multiplied(left, constant(reciprocal, len(right.numerators)))
    if isinstance(left, Numbers) and isinstance(right, Numbers):
        above, below = left.denominator, right.denominator
        pairs = zip(left.numerators, right.numerators, strict=True)
        return Ratios([None if n is None or d is None else Fraction(n * below, d * above) for n, d in pairs])
    return Ratios(_rows(operator.truediv, (fractions(left), fractions(right))))


def _same(values: list[int | None]) -> int | None:
    """The number that stands in every row, if one does."""
    first = values[0] if values else None
    return first if first is not None and all(value == first for value in values) else None


def zero_rows(column: NumberColumn) -> list[int]:
    """The rows that hold nought."""
    values = column.numerators if isinstance(column, Numbers) else column.values
    return [row for row, value in enumerate(values) if not value and value is not None]


def merged(length: int, parts: Sequence[tuple[Sequence[int], Column]]) -> Column:
    """One column from columns of some of its rows; rows that no part holds are absent."""
    numbers = [column for _, column in parts if isinstance(column, Numbers | Ratios)]
    values: list[Any] = [None] * length
    if not numbers:
        for rows, column in parts:
            for row, value in zip(rows, column, strict=True):  # type: ignore[arg-type]
                values[row] = value
        return values
    lists, denominator = common(numbers)
    following = iter(lists)
    for rows, column in parts:
        if isinstance(column, Numbers | Ratios):
            for row, value in zip(rows, next(following), strict=True):
                values[row] = value
    return made(values, denominator, numbers)


Rows = frozenset[int]


class NoValue(Refused):
    """A row has no value, as after a division by zero (E1xx). It is refused where it is asked for, and only there."""


Known = dict[tree.Node, Column | NoValue]
Given = Mapping[Grain, Known]
"""Nodes whose columns come from elsewhere, on the whole frames of these grains, or why one has none."""


class Provisional(Protocol):
    """Which rows are provisional (`kaohe.evaluate.provisional.ProvisionalRows`), as operations see it."""

    def of(self, node: tree.Node, frame: Frame) -> Rows:
        """The rows of a node, on a frame, that are absent because an input has not been sent yet."""

    def value(self, identity: Identity) -> Rows:
        """The same of a named value, on the frame of its grain."""

    def column(self, node: tree.Node, frame: Frame) -> Sequence[Any]:
        """A node's rows as they are stored; None where absent."""


class Calculation(Protocol):
    """A run of the exact evaluator (`kaohe.evaluate.evaluator.Evaluation`), as operations see it."""

    policy: Policy
    dataset: Dataset
    readings: Mapping[str, str]
    findings: Findings
    frames: Frames
    subject: str

    @property
    def provisional(self) -> Provisional:
        """Which rows are absent because an input has not been sent yet."""

    def value(self, identity: Identity) -> Column:
        """A named value on the frame of its grain; None in a row that has no value."""

    def asked(self, identity: Identity, rows: Iterable[int | None] | None = None) -> Column:
        """The same for these rows (all if None), which have to have a value. Raises NoValue."""

    def of(self, node: tree.Node, frame: Frame) -> Column:
        """A node on a frame at its own grain or a finer one."""

    def at_own_grain(self, node: tree.Node, frame: Frame, calculate: Callable[[Frame], Column]) -> Column:
        """What `calculate` gives on the frame of the node's own grain, taken to `frame`."""

    def partition(self, frame: Frame, node: tree.FoldUnits | tree.Rank) -> list[list[int]]:
        """The rows of each comparison group."""


def with_default(run: Calculation, node: tree.Column, own: Frame, column: Column) -> Column:
    """The column with its default where a row may be missing and is; without it where one is still to come."""
    spec, data = run.policy.tables[node.table].columns[node.column], run.dataset.tables[node.table]
    if spec.may_lack != () or spec.default is None or not data.sent:
        return column
    absent = [row for row, value in enumerate(stored(column)) if value is None]
    rows = [row for row in absent if own.keys[row][:2] not in data.incomplete]
    if not rows:
        return column
    default, there = spec.default, sorted(set(range(len(own))).difference(rows))
    filled = constant(default, len(rows)) if isinstance(default, Fraction) else [default] * len(rows)
    return merged(len(own), [(there, taken(column, there)), (rows, filled)])


def elsewhere(run: Calculation, node: tree.At, own: Frame, units: Sequence[Any]) -> tuple[Frame, list[int | None]]:
    """The frame of the other units' value, and the row there of the unit that each row of `own` names, if it has it."""
    there = run.frames.of(replace(run.policy.types[node.of].grain, unit=node.unit_type))
    key_of = projection(there.grain)
    named = (key_of((unit, key[1], None)) for unit, key in zip(units, own.keys, strict=True))
    rows = [there.positions.get(key) for key in named]
    when = own.grain.period
    if when is None or when == there.grain.period:
        return there, rows
    is_there = run.frames.there(node.unit_type, when)
    keys = zip(rows, units, own.keys, strict=True)
    return there, [row if key[1] is not None and is_there(unit, key[1]) else None for row, unit, key in keys]
