"""What works on each row by itself: arithmetic, comparisons, conditions, tables, rounding, seats."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Any, cast

from kaohe.data.frames import Frame
from kaohe.data.tables.dataset import Numbers
from kaohe.diagnostics import Refused
from kaohe.evaluate import columns
from kaohe.evaluate.calculation import Calculation
from kaohe.evaluate.columns import Column, NumberColumn, Ratios
from kaohe.evaluate.roots import root
from kaohe.language import tree
from kaohe.language.apportionment import seats
from kaohe.language.rounding import rounded

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def numbers(run: Calculation, node: tree.Node, frame: Frame) -> NumberColumn:
    """A node's numbers; a column that is absent throughout counts as numbers that are all absent."""
    column = run.of(node, frame)
    return column if isinstance(column, Numbers | Ratios) else Numbers(cast("list[int | None]", column))


def from_fractions(values: Sequence[Fraction | None]) -> NumberColumn:
    """A column of numbers over one denominator; ratios where that would be a long number."""
    denominator = lcm(*{value.denominator for value in values if value is not None})
    if denominator.bit_length() > 64:
        return Ratios(list(values))
    return Numbers([None if v is None else v.numerator * (denominator // v.denominator) for v in values], denominator)


def _folded(operation: Callable[[Any, Any], Any]) -> Callable[[Calculation, Any, Frame], Column]:
    def of_terms(run: Calculation, node: Any, frame: Frame) -> Column:
        terms = [numbers(run, term, frame) for term in node.terms]
        return reduce(lambda left, right: columns.combined(operation, (left, right)), terms)

    return of_terms


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
    """Raises Refused with E101 for the first row whose divisor is nought."""
    for row in columns.zero_rows(divisor)[:1]:
        refuse(run, "E101", node, frame, row)


def refuse(run: Calculation, code: str, node: tree.Node, frame: Frame, row: int, **arguments: object) -> None:
    """Raises Refused: the calculation has no value for a row; names value, unit and period."""
    unit, period, _ = frame.keys[row]
    run.findings.add(code, node.place, value=run.subject, unit=unit or "", period=period or "", **arguments)
    raise Refused(run.findings.all)


def _round(run: Calculation, node: tree.Round, frame: Frame) -> Column:
    scale = run.policy.types[node].measure.scale
    values = columns.fractions(numbers(run, node.operand, frame))
    return from_fractions(
        [None if value is None else rounded(value / scale, node.places, node.mode) * scale for value in values]
    )


def _compare(run: Calculation, node: tree.Compare, frame: Frame) -> Column:
    left, right = run.of(node.left, frame), run.of(node.right, frame)
    if isinstance(left, Numbers | Ratios) and isinstance(right, Numbers | Ratios):
        return columns.compared(_COMPARISONS[node.op], left, right)
    same = node.op == "=="
    pairs = zip(plain(left), plain(right), strict=True)
    return [None if a is None or b is None else (a == b) == same for a, b in pairs]


def plain(column: Column) -> list[Any]:
    """The rows as values: fractions, texts or truths."""
    return cast("list[Any]", columns.fractions(column) if isinstance(column, Numbers | Ratios) else column)


def truths(run: Calculation, node: tree.Node, frame: Frame) -> list[bool | None]:
    """A condition's truths."""
    return cast("list[bool | None]", run.of(node, frame))


def _decided_by(decisive: bool) -> Callable[[Calculation, Any, Frame], Column]:
    def of_terms(run: Calculation, node: tree.And | tree.Or, frame: Frame) -> Column:
        """Term by term, each only for rows that those before it left undecided, so that one may guard the next."""
        found = truths(run, node.terms[0], frame)
        for term in node.terms[1:]:
            rows = [row for row, truth in enumerate(found) if truth is (not decisive)]
            if not rows:
                break
            if len(rows) == len(found):
                found = truths(run, term, frame)
                continue
            found = list(found)
            for row, truth in zip(rows, truths(run, term, frame.part(rows)), strict=True):
                found[row] = truth
        return found

    return of_terms


def _not(run: Calculation, node: tree.Not, frame: Frame) -> Column:
    return [None if truth is None else not truth for truth in truths(run, node.operand, frame)]


def chosen(run: Calculation, frame: Frame, choice: Sequence[int | None], branches: Sequence[tree.Node]) -> Column:
    """For each row the branch with its number, calculated for those rows alone; absent where there is no number."""
    rows_of: dict[int, list[int]] = {}
    for row, number in enumerate(choice):
        if number is not None:
            rows_of.setdefault(number, []).append(row)
    parts = []
    for number, rows in rows_of.items():
        if len(rows) == len(frame):
            return run.of(branches[number], frame)
        parts.append((rows, run.of(branches[number], frame.part(rows))))
    return columns.merged(len(frame), parts)


def _if(run: Calculation, node: tree.If, frame: Frame) -> Column:
    choice = [None if truth is None else 0 if truth else 1 for truth in truths(run, node.condition, frame)]
    return chosen(run, frame, choice, (node.then, node.otherwise))


def _tiers(run: Calculation, node: tree.Tiers, frame: Frame) -> Column:
    of = numbers(run, node.of, frame)
    values = columns.stored(of)
    below = len(node.tiers)
    choice: list[int | None] = [None if value is None else below for value in values]
    for number, tier in reversed(list(enumerate(node.tiers))):
        reached = operator.ge if tier.inclusive else operator.gt
        bound = numbers(run, tier.bound, frame)
        for row, truth in enumerate(columns.compared(reached, of, bound)):
            if truth is not False:  # nor can a lower tier be sure of a row whose bound here is absent
                choice[row] = number if truth else None
    return chosen(run, frame, choice, (*(tier.value for tier in node.tiers), node.below))


def _cases(run: Calculation, node: tree.Cases, frame: Frame) -> Column:
    numbered = {word: number for number, (word, _) in enumerate(node.cases)}
    branches = [case for _, case in node.cases]
    rest = None
    if node.otherwise is not None:
        rest = len(branches)
        branches.append(node.otherwise)
    words = plain(run.of(node.of, frame))
    choice = [None if word is None else numbered.get(word, rest) for word in words]
    for row, (word, number) in enumerate(zip(words, choice, strict=True)):
        if word is not None and number is None:
            refuse(run, "E102", node, frame, row, word=word)
    return chosen(run, frame, choice, branches)


def _present(run: Calculation, node: tree.Present, frame: Frame) -> Column:
    found: list[bool | None] = [value is not None for value in columns.stored(run.of(node.operand, frame))]
    for row in run.unsent.absent(node.operand, frame):
        found[row] = None
    return found


def _if_absent(run: Calculation, node: tree.IfAbsent, frame: Frame) -> Column:
    values = columns.stored(run.of(node.operand, frame))
    choice: list[int | None] = [1 if value is None else 0 for value in values]
    for row in run.unsent.absent(node.operand, frame):
        choice[row] = None
    return chosen(run, frame, choice, (node.operand, node.fallback))


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


def _power(run: Calculation, node: tree.Power, frame: Frame) -> Column:
    bases, exponents = (columns.fractions(numbers(run, part, frame)) for part in (node.base, node.exponent))
    pairs = zip(bases, exponents, strict=True)
    return from_fractions([None if b is None or e is None else b ** int(e) for b, e in pairs])


def _root(run: Calculation, node: tree.Root, frame: Frame) -> Column:
    operands, degrees = (columns.fractions(numbers(run, part, frame)) for part in (node.operand, node.degree))
    found: list[Fraction | None] = []
    for row, (operand, degree) in enumerate(zip(operands, degrees, strict=True)):
        if operand is not None and operand < 0:
            refuse(run, "E103", node, frame, row)
        found.append(None if operand is None or degree is None else root(operand, int(degree)))
    return Ratios(found)


OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = {
    tree.Add: _folded(operator.add),
    tree.Min: _folded(min),
    tree.Max: _folded(max),
    tree.Sub: _sub,
    tree.Neg: _neg,
    tree.Abs: _abs,
    tree.Mul: _mul,
    tree.Power: _power,
    tree.Root: _root,
    tree.Div: _div,
    tree.Mod: _mod,
    tree.Round: _round,
    tree.Compare: _compare,
    tree.And: _decided_by(False),
    tree.Or: _decided_by(True),
    tree.Not: _not,
    tree.If: _if,
    tree.Tiers: _tiers,
    tree.Cases: _cases,
    tree.Present: _present,
    tree.IfAbsent: _if_absent,
    tree.Tally: _tally,
    tree.Seats: _seats,
}
