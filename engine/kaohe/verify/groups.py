"""The second opinion on changes of grain: rows of a table, units of a group, quarters of a year, years since one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from kaohe.language import tree
from kaohe.language.entry import BORDERS, FOLD_OPERATORS, GROUP_FIGURES, TIE_RULES, FoldOp, OverOp
from kaohe.language.periods import Period
from kaohe.language.register import total
from kaohe.results import Value
from kaohe.verify.conditions import truth
from kaohe.verify.keys import Key, Run
from kaohe.verify.values import Unanswered, optional


def _figure(op: FoldOp | OverOp, values: list[Fraction | None]) -> Fraction | None:
    """A figure by its word; absent as soon as one of the values is, and, but for a sum, of nothing."""
    known = [value for value in values if value is not None]
    if len(known) < len(values) or (not known and op != "sum"):
        return None
    return _FIGURES[op](known)


def _median(values: list[Fraction]) -> Fraction:
    ordered = _in_order(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _in_order(values: Iterable[Fraction]) -> list[Fraction]:
    """Ascending. Fractions are slow to compare: each is compared by what it is over one denominator for all.

    Numbers that are more than a fraction (`gap` follows them along an input) compare themselves.
    """
    given = list(values)
    if any(type(value) is not Fraction for value in given):
        return sorted(given)
    whole = lcm(*(value.denominator for value in given))
    return sorted(given, key=lambda value: value.numerator * (whole // value.denominator))


_FIGURES: dict[FoldOp | OverOp, Callable[[list[Fraction]], Fraction]] = {
    "sum": lambda values: sum(values, Fraction(0)),
    "total": lambda values: sum(values, Fraction(0)),
    "mean": lambda values: sum(values, Fraction(0)) / len(values),
    "median": _median,
    "highest": lambda values: _in_order(values)[-1],
    "lowest": lambda values: _in_order(values)[0],
}
_COUNTED: dict[FoldOp | OverOp, Callable[[int], Value]] = {"count": Fraction, "any": bool}
_ALL: tuple[FoldOp | OverOp, ...] = (*FOLD_OPERATORS, *GROUP_FIGURES)
total("verify.groups", dict.fromkeys(_ALL), _FIGURES, _COUNTED)


def _fold(run: Run, node: tree.Fold, key: Key) -> Value:
    own = run.own(node, key)
    if own is None:
        return None
    rows = [run.keys.of_row(own.unit_type, node.table, row) for row in run.keys.rows(node.table, own)]
    if node.where is not None:
        rows = [row for row in rows if truth(run, node.where, row)]
    named: dict[object, list[Key]] = {}
    for position, row in enumerate(rows):
        named.setdefault(position if node.once_per is None else run.of(node.once_per, row), []).append(row)
    if node.op in _COUNTED:
        return _COUNTED[node.op](len(named))
    if not named and node.op != "sum":
        return None if node.if_none is None else run.of(node.if_none, own)
    of = node.of
    if of is None:
        raise Unanswered(node.op)
    kept = node.keep or "highest"
    return _figure(node.op, [_figure(kept, [optional(run.of(of, row)) for row in same]) for same in named.values()])


@dataclass(slots=True)
class _Level:
    """Equal values: how many share it, and how many values, and different values, lie below and above."""

    equal: int
    below: int
    above: int = 0
    different_below: int = 0
    different_above: int = 0


def _levels(values: list[Fraction]) -> dict[Fraction, _Level]:
    found: dict[Fraction, _Level] = {}
    for below, value in enumerate(_in_order(values)):
        if value in found:
            found[value].equal += 1
        else:
            found[value] = _Level(1, below, different_below=len(found))
    for level in found.values():
        level.above = len(values) - level.below - level.equal
        level.different_above = len(found) - level.different_below - 1
    return found


@dataclass
class _Group:
    """The values of those units of a group that take part, by unit; and in order, once they are asked for."""

    participants: dict[str, Fraction | None] = field(default_factory=dict)
    figures: dict[str, Fraction | None] = field(default_factory=dict)
    levels: dict[Fraction, _Level] | None = None


Groups = dict[str, _Group]  # the group of each unit; a unit without a group has none


def _group(run: Run, node: tree.Over | tree.Rank, own: Key) -> _Group | None:
    """The comparison group of a unit in its period: listed once for all its units."""
    shared = own._replace(unit=None)
    if (node, shared) not in run.groups:
        by_word: dict[object, _Group] = {}
        found: Groups = {}
        for unit in run.keys.units(own.unit_type, own.period):
            key = own._replace(unit=unit)
            word = True if node.within is None else run.of(node.within, key)
            if word is None:
                continue
            group = found[unit] = by_word.setdefault(word, _Group())
            if node.among is None or truth(run, node.among, key):
                counted = isinstance(node, tree.Over) and node.op == "count"
                group.participants[unit] = None if counted else optional(run.of(node.of, key))
        run.groups[node, shared] = found
    groups: Groups = run.groups[node, shared]
    return groups.get(own.unit or "")


def _over(run: Run, node: tree.Over, key: Key) -> Value:
    own = run.own(node, key)
    group = None if own is None else _group(run, node, own)
    if group is None:
        return None
    if node.op == "count":
        return Fraction(len(group.participants))
    if node.op not in group.figures:
        group.figures[node.op] = _figure(node.op, list(group.participants.values()))
    return group.figures[node.op]


def _rank(run: Run, node: tree.Rank, key: Key) -> Value:
    """One more than the units (or, dense, the different values) that are better."""
    own = run.own(node, key)
    group = None if own is None else _group(run, node, own)
    if own is None or group is None or own.unit not in group.participants:
        return None
    value = group.participants[own.unit]
    if group.levels is None:
        known = [each for each in group.participants.values() if each is not None]
        group.levels = _levels(known) if len(known) == len(group.participants) else {}
    if value is None or value not in group.levels:
        return None
    level = group.levels[value]
    ties, edge = run.of(node.ties, own), run.of(node.edge, own)
    if ties not in ("competition", "dense") or edge not in ("first", "last"):
        raise Unanswered(f"{ties} {edge} ?")
    return Fraction(1 + _BETTER[ties](level)[node.first] + _FURTHER[edge](level))


_BETTER: dict[Value, Callable[[_Level], dict[str, int]]] = total(
    "verify.groups.TIES",
    TIE_RULES,
    {
        "competition": lambda level: {"highest": level.above, "lowest": level.below},
        "dense": lambda level: {"highest": level.different_above, "lowest": level.different_below},
    },
)
_FURTHER: dict[Value, Callable[[_Level], int]] = total(
    "verify.groups.BORDERS", BORDERS, {"first": lambda level: 0, "last": lambda level: level.equal - 1}
)


def _at(run: Run, node: tree.At, key: Key) -> Value:
    own = run.own(node, key)
    unit = None if own is None else run.of(node.unit, own)
    if own is None or not isinstance(unit, str):
        return None
    there = own._replace(unit=unit)
    return run.of(node.of, there) if run.keys.has(there) else None


def _fold_periods(run: Run, node: tree.FoldPeriods, key: Key) -> Value:
    own = run.own(node, key)
    if own is None or own.period is None:
        return None
    total: Fraction | None = Fraction(0)
    for quarter, weight in enumerate(node.weights, 1):
        then = own._replace(period=Period(own.period.year, quarter))
        value = optional(run.of(node.of, then)) if run.keys.has(then) else None
        factor = optional(run.of(weight, own))
        total = None if total is None or value is None or factor is None else total + value * factor
    return total


def _since_year(run: Run, node: tree.SinceYear, key: Key) -> Value:
    own = run.own(node, key)
    if own is None or own.period is None or own.period.year < node.first:
        return None
    product: Fraction | None = Fraction(1)
    for year in range(node.first, min(own.period.year, node.last) + 1):
        then = own._replace(period=Period(year))
        if not run.keys.has(then):
            raise Unanswered(f"{year} ?")
        factor = optional(run.of(node.of, then))
        product = None if product is None or factor is None else product * factor
    return product


OPERATIONS: dict[type[tree.Node], Callable[..., Value]] = {
    tree.Fold: _fold,
    tree.Over: _over,
    tree.Rank: _rank,
    tree.At: _at,
    tree.FoldPeriods: _fold_periods,
    tree.SinceYear: _since_year,
}
