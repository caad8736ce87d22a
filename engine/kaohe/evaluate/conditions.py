"""Comparisons, conditions, and what they choose: a branch is calculated for the rows that take it alone."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from kaohe.data.tables.dataset import Frame, Numbers
from kaohe.evaluate import columns
from kaohe.evaluate.arithmetic import from_fractions, in_order, numbers, plain, refuse, truths
from kaohe.evaluate.columns import Calculation, Column, NumberColumn, Ratios
from kaohe.language import tree
from kaohe.language.entry import COMPARISONS, CompareOp, total
from kaohe.language.reals import Real
from kaohe.language.vocabulary import COMPARING
from kaohe.policy.grid import GridColumn, GridEntry

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
