"""The second opinion on changes of grain: rows of a table, units of a group, quarters of a year, years since one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple, cast

from kaohe.language import tree
from kaohe.language.entry import (
    BORDERS,
    EXTREMES,
    FOLD_OPERATORS,
    GROUP_FIGURES,
    TIE_RULES,
    Border,
    Extreme,
    FoldOp,
    OverOp,
    TieRule,
    total,
)
from kaohe.language.periods import Back, Period
from kaohe.language.text import half_width
from kaohe.results import Value
from kaohe.verify.keys import Key, Run, earlier, nth_part
from kaohe.verify.scalars import truth
from kaohe.verify.values import Unanswered, cut, optional

Values = list[Fraction | None]
Figure = Callable[[Values], Fraction | None]


def _of_all(work_out: Callable[[list[Fraction]], Fraction]) -> Figure:
    """Absent as soon as one of the values is."""

    def figure(values: Values) -> Fraction | None:
        known = [value for value in values if value is not None]
        return None if len(known) < len(values) else work_out(known)

    return figure


def _of_some(work_out: Callable[[list[Fraction]], Fraction]) -> Figure:
    """Absent as soon as one of the values is, and of nothing."""
    figure = _of_all(work_out)
    return lambda values: figure(values) if values else None


def _sum(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _median(values: list[Fraction]) -> Fraction:
    ordered = _in_order(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _in_order(values: Iterable[Fraction]) -> list[Fraction]:
    """Ascending. Fractions are slow to compare: each is compared by what it is over one denominator for all.

    Numbers that are more than a fraction (`gap` follows them along an input) compare themselves.
    """
    numbers = list(values)
    if any(type(value) is not Fraction for value in numbers):
        return sorted(numbers)
    whole = lcm(*(value.denominator for value in numbers))
    return sorted(numbers, key=lambda value: value.numerator * (whole // value.denominator))


def _ends(values: list[Fraction]) -> list[Fraction]:
    """The lowest and the highest; numbers that are followed apart, so that they are compared with these alone."""
    plain = _in_order(value for value in values if type(value) is Fraction)
    return [*plain[:1], *plain[-1:], *(value for value in values if type(value) is not Fraction)]


_EXTREMES: dict[Extreme, Figure] = total(
    "verify.groups of extremes",
    EXTREMES,
    {
        "highest": _of_some(lambda values: max(_ends(values))),
        "lowest": _of_some(lambda values: min(_ends(values))),
    },
)


def _fold(run: Run, node: tree.FoldRows, key: Key) -> Value:
    own = run.own(node, key)
    if own is None:
        return None
    rows = [run.keys.of_row(own.unit_type, node.table, row) for row in run.keys.rows(node.table, own)]
    if node.where is not None:
        rows = [row for row in rows if truth(run, node.where, row)]
    named: dict[object, list[Key]] = {}
    for position, row in enumerate(rows):
        named.setdefault(position if node.once_per is None else run.of(node.once_per, row), []).append(row)
    if not named and node.if_none is not None:
        return run.of(node.if_none, own)
    return _FOLDS[node.op](run, node, list(named.values()))


Rows = list[list[Key]]  # the rows that count, those of one name together
FoldOperation = Callable[[Run, tree.FoldRows, Rows], Value]


def _of_values(figure: Figure) -> FoldOperation:
    """The figure of `of`; of several rows of one name one value alone is kept."""

    def operation(run: Run, node: tree.FoldRows, rows: Rows) -> Value:
        of = node.of
        if of is None:
            raise Unanswered(node.op)
        kept = _EXTREMES[node.keep]
        return figure([kept([optional(run.of(of, row)) for row in same]) for same in rows])

    return operation


_FOLDS: dict[FoldOp, FoldOperation] = total(
    "verify.groups of folds",
    FOLD_OPERATORS,
    {
        "count": lambda run, node, rows: Fraction(len(rows)),
        "any": lambda run, node, rows: bool(rows),
        "sum": _of_values(_of_all(_sum)),
        "mean": _of_values(_of_some(_mean)),
        "highest": _of_values(_EXTREMES["highest"]),
        "lowest": _of_values(_EXTREMES["lowest"]),
    },
)


@dataclass(slots=True)
class _Level:
    """Equal values: how many share it, and how many values are lower and higher."""

    equal: int
    lower: int
    higher: int = 0


def _levels(values: list[Fraction]) -> dict[Fraction, _Level]:
    found: dict[Fraction, _Level] = {}
    for lower, value in enumerate(_in_order(map(cut, values))):
        if value in found:
            found[value].equal += 1
        else:
            found[value] = _Level(1, lower)
    for level in found.values():
        level.higher = len(values) - level.lower - level.equal
    return found


class _Standing(NamedTuple):
    """How many units of the group are ahead of one, in how many different places, and how many are level with it."""

    ahead: int
    places_ahead: int
    level: int


@dataclass
class _Group:
    """The units of a group that take part, with their keys; their values, also in order, once these are asked for.

    `known` gives those that need not be worked out.
    """

    participants: dict[str, Key] = field(default_factory=dict)
    known: Callable[[], Mapping[str, Fraction | None]] = dict
    figures: dict[OverOp, Value] = field(default_factory=dict)
    values: dict[str, Fraction | None] | None = None
    standings: dict[str, _Standing] | None = None


Groups = dict[str, _Group]  # the group of each unit; a unit without a group has none


def groups_of(run: Run, node: tree.FoldUnits | tree.Rank, own: Key) -> Groups:
    """The comparison groups of a period: listed once for all units."""
    shared = own._replace(unit=None)
    if (node, shared) not in run.groups:
        by_word: dict[object, _Group] = {}
        found: Groups = {}
        for unit in run.keys.units(own.unit_type, own.period):
            key = own._replace(unit=unit)
            word = True if node.within is None else cut(run.of(node.within, key))
            if word is None:
                continue
            group = found[unit] = by_word.setdefault(word, _Group())
            if node.among is None or truth(run, node.among, key):
                group.participants[unit] = key
        run.groups[node, shared] = found
    groups: Groups = run.groups[node, shared]
    return groups


def _group(run: Run, node: tree.FoldUnits | tree.Rank, own: Key) -> _Group | None:
    return groups_of(run, node, own).get(own.unit or "")


def _over(run: Run, node: tree.FoldUnits, key: Key) -> Value:
    own = run.own(node, key)
    group = None if own is None else _group(run, node, own)
    if group is None:
        return None
    if node.op not in group.figures:
        group.figures[node.op] = _FIGURES[node.op](run, node, group)
    return group.figures[node.op]


def _values(run: Run, node: tree.FoldUnits | tree.Rank, group: _Group) -> dict[str, Fraction | None]:
    """The value of each unit that takes part, and of nobody else."""
    if group.values is None:
        known = group.known()
        group.values = {
            unit: known[unit] if unit in known else optional(run.of(node.of, key))
            for unit, key in group.participants.items()
        }
    return group.values


def with_another(base: Run, node: tree.FoldUnits | tree.Rank, own: Key) -> Groups:
    """The groups of `base` but for the value of one unit; who takes part must be the same."""
    groups = groups_of(base, node, own)
    before = groups.get(own.unit or "")
    if before is None:
        return groups

    def others() -> dict[str, Fraction | None]:
        return {unit: value for unit, value in _values(base, node, before).items() if unit != own.unit}

    after = _Group(before.participants, others)
    return {unit: after if group is before else group for unit, group in groups.items()}


def with_changed(
    run: Run, node: tree.FoldUnits | tree.Rank, groups: Groups, change: Callable[[Fraction | None], Fraction | None]
) -> Groups:
    """The same groups with every value of theirs changed."""
    changed: dict[int, _Group] = {}
    for group in groups.values():
        if id(group) not in changed:
            values = {unit: change(value) for unit, value in _values(run, node, group).items()}
            changed[id(group)] = _Group(group.participants, values=values)
    return {unit: changed[id(group)] for unit, group in groups.items()}


GroupOperation = Callable[[Run, tree.FoldUnits, _Group], Value]


def _of_group(figure: Figure) -> GroupOperation:
    return lambda run, node, group: figure(list(_values(run, node, group).values()))


_FIGURES: dict[OverOp, GroupOperation] = total(
    "verify.groups of figures",
    GROUP_FIGURES,
    {
        "count": lambda run, node, group: Fraction(len(group.participants)),
        "total": _of_group(_of_some(_sum)),
        "mean": _of_group(_of_some(_mean)),
        "median": _of_group(_of_some(_median)),
        "highest": _of_group(_EXTREMES["highest"]),
        "lowest": _of_group(_EXTREMES["lowest"]),
    },
)


def _rank(run: Run, node: tree.Rank, key: Key) -> Value:
    """One more than the units (or, dense, the different places) that are ahead."""
    own = run.own(node, key)
    group = None if own is None else _group(run, node, own)
    if own is None or group is None or own.unit not in group.participants:
        return None
    if group.standings is None:
        group.standings = _standings(run, node, group)
    standing = group.standings.get(own.unit)
    if standing is None:
        return None
    ties, edge = run.of(node.ties, own), run.of(node.edge, own)
    if ties not in _AHEAD or edge not in _FURTHER:
        raise Unanswered(f"{ties} {edge} ?")
    return Fraction(1 + _AHEAD[cast(TieRule, ties)](standing) + _FURTHER[cast(Border, edge)](standing))


def _standings(run: Run, node: tree.Rank, group: _Group) -> dict[str, _Standing]:
    """Counts, key by key, who is ahead among those who have been level so far; nothing where a value is absent.

    Who has as many ahead of it as another is level with it.
    """
    ahead = dict.fromkeys(group.participants, 0)
    for number, key in enumerate(node.keys):
        for units in _by_number(ahead).values():
            if number and len(units) == 1:
                continue
            if number:
                values = {unit: optional(run.of(key.of, group.participants[unit])) for unit in units}
            else:
                values = _values(run, node, group)
            known = {unit: value for unit, value in values.items() if value is not None}
            if len(known) < len(units):
                return {}
            levels = _levels(list(known.values()))
            for unit, value in known.items():
                ahead[unit] += _BETTER[key.first](levels[cut(value)])
    level = _by_number(ahead)
    before = {count: number for number, count in enumerate(sorted(level))}
    return {unit: _Standing(count, before[count], len(level[count])) for unit, count in ahead.items()}


def _by_number(counts: Mapping[str, int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for unit, count in counts.items():
        found.setdefault(count, []).append(unit)
    return found


def _ahead_of_no_equal(standing: _Standing) -> int:
    if standing.level > 1:
        raise Unanswered("= ?")
    return standing.ahead


_AHEAD: dict[TieRule, Callable[[_Standing], int]] = total(
    "verify.groups of tie rules",
    TIE_RULES,
    {
        "competition": lambda standing: standing.ahead,
        "dense": lambda standing: standing.places_ahead,
        "refused": _ahead_of_no_equal,
    },
)
_BETTER: dict[Extreme, Callable[[_Level], int]] = total(
    "verify.groups of who is first",
    EXTREMES,
    {"highest": lambda level: level.higher, "lowest": lambda level: level.lower},
)
_FURTHER: dict[Border, Callable[[_Standing], int]] = total(
    "verify.groups of borders", BORDERS, {"first": lambda standing: 0, "last": lambda standing: standing.level - 1}
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
        then = own._replace(period=Period(own.period.year, quarter, "quarter"))
        value = optional(run.of(node.of, then)) if run.keys.has(then) else None
        factor = optional(run.of(weight, own))
        total = None if total is None or value is None or factor is None else total + value * factor
    return total


def _other_period(run: Run, node: tree.OtherPeriod, key: Key) -> Value:
    own = run.own(node, key)
    if own is None or own.period is None:
        return None
    other = earlier(own.period, _years(node)) if isinstance(node.way, Back) else nth_part(own.period, node.way)
    there = own._replace(period=other)
    return run.of(node.of, there) if run.keys.has(there) else None


def _years(node: tree.OtherPeriod) -> int:
    """How many years back a call goes, read again from its text; 0 for one step."""
    name, _, rest = half_width(node.place.text).partition("(")
    number = rest.rstrip(") ").rpartition(",")[2].strip() if name.strip() == "years_ago" else ""
    return int(number) if number.isdecimal() else int(name.strip() == "last_year")


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


def _combination(run: Run, node: tree.Combination, key: Key) -> tuple[Value, ...] | None:
    values = tuple(cut(run.of(part, key)) for part in node.parts)
    return None if None in values else values


OPERATIONS: dict[type[tree.Node], Callable[..., Any]] = {
    tree.Combination: _combination,
    tree.FoldRows: _fold,
    tree.FoldUnits: _over,
    tree.Rank: _rank,
    tree.At: _at,
    tree.FoldPeriods: _fold_periods,
    tree.OtherPeriod: _other_period,
    tree.SinceYear: _since_year,
}
