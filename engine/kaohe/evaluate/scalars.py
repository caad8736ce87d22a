"""What is calculated on each row by itself: arithmetic, rounding, seats, powers and roots; comparisons and choices.

All is exact where powers and roots are rational. A branch is calculated for the rows that take it alone.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Any, cast

from kaohe.data.tables.dataset import Numbers
from kaohe.data.tables.frames import Frame
from kaohe.diagnostics import Diagnostic
from kaohe.evaluate import columns
from kaohe.evaluate.columns import Calculation, Column, NoValue, NumberColumn, Ratios
from kaohe.language import tree
from kaohe.language.entry import COMPARISONS, CompareOp, total
from kaohe.language.reals import Number, OutOfDomain, Real, exp, ln, near, power, root
from kaohe.language.rounding_and_apportionment import rounded, seats
from kaohe.language.vocabulary import COMPARING
from kaohe.policy.grid import GridColumn, GridEntry


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


ARITHMETIC: dict[type[tree.Node], Callable[..., Column]] = {
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


_COMPARISONS: dict[CompareOp, Callable[[Any, Any], bool]] = total(
    "evaluate.conditions.COMPARISONS",
    COMPARISONS,
    {
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
        "==": operator.eq,
        "!=": operator.ne,
    },
)


def _compare(run: Calculation, node: tree.Compare, frame: Frame) -> Column:
    if COMPARING[node.op].equal is None:
        left, right = in_order(run, node.left, frame), in_order(run, node.right, frame)
    else:
        left, right = run.of(node.left, frame), run.of(node.right, frame)
    if isinstance(left, Numbers | Ratios) and isinstance(right, Numbers | Ratios):
        return columns.compared(_COMPARISONS[node.op], left, right)
    compare, pairs = _COMPARISONS[node.op], zip(plain(left), plain(right), strict=True)
    return [None if a is None or b is None else compare(a, b) for a, b in pairs]


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
    return chosen(run, frame, tiers_reached(run, node, frame), (*(tier.value for tier in node.tiers), node.below))


def tiers_reached(run: Calculation, node: tree.Tiers, frame: Frame) -> list[int | None]:
    """The number of each row's tier, that of `below` being the last; None where that is open.

    Tier by tier from the highest: a bound is asked for where none above it was reached, and leaves it open if absent.
    """
    choice: list[int | None] = [None] * len(frame)
    left = [row for row, value in enumerate(columns.stored(_sizes(run, node.of, frame))) if value is not None]
    for number, tier in enumerate(node.tiers):
        if not left:
            break
        part = frame if len(left) == len(frame) else frame.part(left)
        reached = operator.ge if tier.inclusive else operator.gt
        truths_ = columns.compared(reached, _sizes(run, node.of, part), _sizes(run, tier.bound, part))
        undecided = []
        for row, truth in zip(left, truths_, strict=True):
            if truth:
                choice[row] = number
            elif truth is not None:
                undecided.append(row)
        left = undecided
    for row in left:
        choice[row] = len(node.tiers)
    return choice


def _sizes(run: Calculation, node: tree.Node, frame: Frame) -> NumberColumn:
    """A node's numbers, or the places of the members of a list that it comes to."""
    column = in_order(run, node, frame)
    return column if isinstance(column, Numbers | Ratios) else numbers(run, node, frame)


def _cases(run: Calculation, node: tree.Cases, frame: Frame) -> Column:
    numbered = node.numbered
    branches = [case for _, case in node.cases]
    rest = None
    if node.otherwise is not None:
        rest = len(branches)
        branches.append(node.otherwise)
    words = columns.exact(run.of(node.of, frame))
    choice = [None if word is None else _numbered(word, numbered, rest) for word in words]
    for row, (word, number) in enumerate(zip(words, choice, strict=True)):
        if word is not None and number is None:
            refuse(run, "E102", node, frame, row, word=word)
    return chosen(run, frame, choice, branches)


def _look_up(run: Calculation, node: tree.LookUp, frame: Frame) -> Column:
    """What a table of the document has for the key of each row; refused for one that it does not have (E107)."""
    column = run.policy.grids[node.table].columns[node.column]
    keys = [columns.exact(run.of(key, frame)) for key in node.keys]
    found: list[Any] = [None] * len(frame)
    known: dict[tuple[Any, ...], GridEntry | None] = {}
    for row, asked in enumerate(zip(*keys, strict=True)):
        if columns.has_absent(asked):
            continue
        key = tuple(_member(column, at, part) if isinstance(part, Real) else part for at, part in enumerate(asked))
        if key not in known:
            known[key] = column.at(key)
        entry = known[key]
        if entry is not None:
            found[row] = entry.value
        elif not column.some:
            words = "，".join(part.shown(value) for part, value in zip(column.keys, key, strict=True))
            grid = run.policy.grids[node.table]
            refuse(run, "E107", node, frame, row, table=grid.name, key=words, line=grid.place.line)
    return from_fractions(found) if column.spec.type == "number" else found


def _member(column: GridColumn, at: int, number: Real) -> Any:
    """The number of the table that a real is; one that is none of them is a key that no row has."""
    return next((entry.key[at] for entry in column.entries if number == entry.key[at]), Fraction(-1, 3))


def _numbered(word: Any, numbered: Mapping[object, int], rest: int | None) -> int | None:
    """The number of a word's case; a real is compared with each, because it has no other way of being looked up."""
    if isinstance(word, Real):
        return next((number for each, number in numbered.items() if word == each), rest)
    return numbered.get(word, rest)


def _present(run: Calculation, node: tree.Present, frame: Frame) -> Column:
    found: list[bool | None] = [value is not None for value in columns.stored(run.of(node.operand, frame))]
    for row in run.provisional.of(node.operand, frame):
        found[row] = None
    return found


def _if_absent(run: Calculation, node: tree.IfAbsent, frame: Frame) -> Column:
    values = columns.stored(run.of(node.operand, frame))
    choice: list[int | None] = [1 if value is None else 0 for value in values]
    for row in run.provisional.of(node.operand, frame):
        choice[row] = None
    return chosen(run, frame, choice, (node.operand, node.fallback))


OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = {
    tree.Compare: _compare,
    tree.And: _decided_by(False),
    tree.Or: _decided_by(True),
    tree.Not: _not,
    tree.If: _if,
    tree.Tiers: _tiers,
    tree.Cases: _cases,
    tree.LookUp: _look_up,
    tree.Present: _present,
    tree.IfAbsent: _if_absent,
}
