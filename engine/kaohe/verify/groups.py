"""The second opinion on changes of grain: rows of a table, units of a group, quarters of a year, years since one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple, cast

from kaohe.language import tree
from kaohe.language.entry import BORDERS, EXTREMES, TIE_RULES, Border, Extreme, FoldOp, TieRule, total
from kaohe.language.periods import Back, InYear, Period
from kaohe.language.text import half_width
from kaohe.lazy import dataclass, field
from kaohe.results import Value
from kaohe.verify.fold_operators import EXTREME, Nothing, figure, is_of_values, joins_texts, of_none, order_of
from kaohe.verify.keys import Key, Run, Way, earlier, nth_part
from kaohe.verify.operators import standing
from kaohe.verify.scalars import truth
from kaohe.verify.types import PER_YEAR, Parts
from kaohe.verify.values import ONE, Unanswered, cut, optional


def _fold_rows(run: Run, node: tree.FoldRows, key: Key) -> Value:
    own = run.own(node, key)
    if own is None:
        return None
    rows = [run.keys.of_row(own.unit_type, node.table, row) for row in run.keys.rows(node.table, own)]
    if node.where is not None:
        rows = [row for row in rows if truth(run, node.where, row)]
    if node.once_per is not None:
        named: dict[object, list[Key]] = {}
        for row in rows:
            named.setdefault(run.of(node.once_per, row), []).append(row)
        rows = [_one_of(run, node, same) for same in named.values()]
    values = [True if node.of is None else run.of(node.of, row) for row in rows]
    weights = [ONE if node.weight is None else run.of(node.weight, row) for row in rows]
    return _figure(run, node, own, list(zip(values, weights, strict=True)))


def _one_of(run: Run, node: tree.FoldRows, same: list[Key]) -> Key:
    """Of rows of one name the first that has the best value, or one without a value, if there is any."""
    values = [True if node.of is None else run.of(node.of, row) for row in same]
    if None in values:
        return same[values.index(None)]
    if joins_texts(node.op):
        return same[0]
    ordered = [Fraction(int(value)) if isinstance(value, bool) else standing(value) for value in values]
    return same[ordered.index(EXTREME[node.keep](ordered))]


def _fold_list(run: Run, node: tree.FoldList, key: Key) -> Value:
    own = run.own(node, key)
    if own is None:
        return None
    meant = [each for each in node.elements if each.where is None or truth(run, each.where, own)]
    weights = [ONE if each.weight is None else run.of(each.weight, own) for each in meant]
    return _figure(run, node, own, [(run.of(each.of, own), w) for each, w in zip(meant, weights, strict=True)])


def _figure(
    run: Run, node: tree.FoldRows | tree.FoldUnits | tree.FoldList, own: Key, elements: list[tuple[Value, Value]]
) -> Value:
    """The figure of the elements, or what the rule says of none."""
    best = None if node.options.best is None else run.of(node.options.best, own)
    found = figure(node.op, elements, node.options, best)
    if isinstance(found, Nothing):
        return of_none(node.op) if node.if_none is None else run.of(node.if_none, own)
    return found


@dataclass(slots=True)
class _Level:
    """Equal values: how many share it, and how many values are lower and higher."""

    lower: int
    equal: int = 0
    higher: int = 0


def _levels(values: Mapping[str, Fraction]) -> dict[str, _Level]:
    """The level of each value, by its name."""
    names, compared = [*values], [cut(value) for value in values.values()]
    found: dict[str, _Level] = {}
    before: Fraction | None = None
    for lower, at in enumerate(order_of(compared)):
        if before is None or compared[at] != before:
            level = _Level(lower)
        level.equal += 1
        found[names[at]], before = level, compared[at]
    for level in found.values():
        level.higher = len(values) - level.lower - level.equal
    return found


class UnitStanding(NamedTuple):
    """How many units of the group are ahead of one, in how many different places, and how many are level with it."""

    ahead: int
    places_ahead: int
    level: int


@dataclass
class Group:
    """The units of a group that take part, with their keys; their values, also in order, once these are asked for.

    `known` gives those that need not be worked out.
    """

    participants: dict[str, Key] = field(default_factory=dict)
    known: Callable[[], Mapping[str, Fraction | None]] = dict
    figures: dict[tuple[FoldOp, str | None], Value] = field(default_factory=dict)
    values: dict[str, Any] | None = None
    standings: dict[str, UnitStanding] | None = None


Groups = dict[str, Group]  # the group of each unit, or row, by its name; one without a group has none


def name_of(own: Key) -> str:
    """What a unit is known by among others; a row by its number."""
    return own.unit or "" if own.row is None else str(own.row[1])


def groups_of(run: Run, node: tree.FoldUnits | tree.Rank, own: Key) -> Groups:
    """The comparison groups of a period, or of all rows of a table: listed once for all units."""
    shared = (own.unit_type, None, own.period, own.row) if node.rows is None else Key(own.unit_type)
    found: Groups | None = run.groups.get((node, shared))
    if found is None:
        by_word: dict[object, Group] = defaultdict(Group)
        found = run.groups[node, shared] = {}
        # A row of a table without units or periods of its own is there once for each.
        of_all = () if node.rows is None else run.policy.tables[node.rows].spread
        for key in _compared_keys(run, node, own):
            word = True if node.within is None else cut(run.of(node.within, key))
            if word is None:
                continue
            copy = (key.unit if "unit" in of_all else "", key.period if "period" in of_all else "") if of_all else None
            unit = name_of(key)
            group = found[unit] = by_word[copy, word]
            if node.where is None or truth(run, node.where, key):
                group.participants[unit] = key
    return found


def _compared_keys(run: Run, node: tree.FoldUnits | tree.Rank, own: Key) -> Iterable[Key]:
    if node.rows is not None:
        rows = run.keys.all(own.unit_type, Parts(True, row=node.rows))
        return [row for row in rows if run.own(node, row) is not None]
    known = run.keys.of_period(own.unit_type, own.period)
    return known if own.row is None else [key._replace(row=own.row) for key in known]


def _group(run: Run, node: tree.FoldUnits | tree.Rank, own: Key) -> Group | None:
    return groups_of(run, node, own).get(name_of(own))


def _fold_units(run: Run, node: tree.FoldUnits, key: Key) -> Value:
    own = run.own(node, key)
    group = None if own is None else _group(run, node, own)
    if own is None or group is None:
        return None
    # What holds of nobody, and how many count, may be each unit's own.
    of = name_of(own) if node.options.best is not None or node.if_none is not None else None
    if (node.op, of) not in group.figures:
        weights = [ONE if node.weight is None else run.of(node.weight, at) for at in group.participants.values()]
        values = values_of(run, node, group).values() if is_of_values(node.op) else [None] * len(weights)
        elements = list(zip(values, weights, strict=True))
        group.figures[node.op, of] = _figure(run, node, own, elements)
    return group.figures[node.op, of]


def values_of(run: Run, node: tree.FoldUnits | tree.Rank, group: Group) -> dict[str, Any]:
    """The value of each unit that takes part, and of nobody else."""
    if group.values is None:
        known = group.known()
        group.values = {
            unit: known[unit] if unit in known else run.of(node.of, key) for unit, key in group.participants.items()
        }
    return group.values


def _rank(run: Run, node: tree.Rank, key: Key) -> Value:
    """One more than the units (or, dense, the different places) that are ahead."""
    own = run.own(node, key)
    group = None if own is None else _group(run, node, own)
    if own is None or group is None or name_of(own) not in group.participants:
        return None
    if group.standings is None:
        values, participants = values_of(run, node, group), group.participants

        def ask(number: int, unit: str) -> Value:
            return run.of(node.keys[number].of, participants[unit]) if number else values[unit]

        group.standings = _standings([key.first for key in node.keys], participants, ask)
    return place_of(run, node, own, group.standings.get(name_of(own)))


def _rank_list(run: Run, node: tree.RankList, key: Key) -> Value:
    """The same, counted among what is listed, for each key anew; across units once for all of them."""
    own = run.own(node, key)
    if own is None:
        return None
    shared = own._replace(unit=None) if node.across else own
    units = run.keys.units(own.unit_type, own.period) if node.across else [own.unit]
    if (node, shared) not in run.groups:
        run.groups[node, shared] = _contenders(run, node, [own._replace(unit=unit) for unit in units])
    name = f"{node.own}/{name_of(own)}"
    group: Group | None = run.groups[node, shared].get(name)
    if group is None:
        return None
    if group.standings is None:
        participants = group.participants

        def ask(number: int, name: str) -> Value:
            return run.of(node.contenders[int(name.partition("/")[0])].keys[number], participants[name])

        group.standings = _standings(node.first, participants, ask)
    return place_of(run, node, own, group.standings.get(name))


def _contenders(run: Run, node: tree.RankList, keys: Iterable[Key]) -> Groups:
    """The groups of all that are listed at these keys, by number and name; those that take no part are in none."""
    by_word: dict[object, Group] = {}
    found: Groups = {}
    for at in keys:
        for number, each in enumerate(node.contenders):
            if each.where is None or truth(run, each.where, at):
                word = True if each.within is None else cut(run.of(each.within, at))
                if word is not None:
                    group = found[f"{number}/{name_of(at)}"] = by_word.setdefault(word, Group())
                    group.participants[f"{number}/{name_of(at)}"] = at
    return found


def place_of(run: Run, node: tree.Rank | tree.RankList, own: Key, standing: UnitStanding | None) -> Value:
    if standing is None:
        return None
    ties, edge = run.of(node.ties, own), run.of(node.edge, own)
    if ties not in _AHEAD or edge not in _FURTHER:
        raise Unanswered(f"{ties} {edge} ?")
    return Fraction(1 + _AHEAD[cast(TieRule, ties)](standing) + _FURTHER[cast(Border, edge)](standing))


def _standings(
    keys: Sequence[Extreme], participants: Iterable[str], ask: Callable[[int, str], Any]
) -> dict[str, UnitStanding]:
    """Counts, key by key, who is ahead among those who have been level so far; nothing where a value is absent.

    `ask` gives the value of a key, by its number, of one of them. Who has as many ahead of it as another is level
    with it.
    """
    ahead = dict.fromkeys(participants, 0)
    for number, first in enumerate(keys):
        for units in _by_number(ahead).values():
            if number and len(units) == 1:
                continue
            values = {unit: ask(number, unit) for unit in units}
            known = {unit: standing(value) for unit, value in values.items() if value is not None}
            if len(known) < len(units):
                return {}
            for unit, its_level in _levels(known).items():
                ahead[unit] += _BETTER[first](its_level)
    level = _by_number(ahead)
    before = {count: number for number, count in enumerate(sorted(level))}
    return {unit: UnitStanding(count, before[count], len(level[count])) for unit, count in ahead.items()}


def _by_number(counts: Mapping[str, int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for unit, count in counts.items():
        found.setdefault(count, []).append(unit)
    return found


def _ahead_of_no_equal(standing: UnitStanding) -> int:
    if standing.level > 1:
        raise Unanswered("= ?")
    return standing.ahead


_AHEAD: dict[TieRule, Callable[[UnitStanding], int]] = total(
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
_FURTHER: dict[Border, Callable[[UnitStanding], int]] = total(
    "verify.groups of borders", BORDERS, {"first": lambda standing: 0, "last": lambda standing: standing.level - 1}
)


def _at(run: Run, node: tree.At, key: Key) -> Value:
    own = run.own(node, key)
    unit = None if own is None else run.of(node.unit, own)
    if own is None or not isinstance(unit, str) or not run.keys.is_there(node.unit_type, unit, own.period):
        return None
    there = run.own(node.of, Key(node.unit_type, unit, own.period))
    return None if there is None else run.of(node.of, there)


def _other_period(run: Run, node: tree.OtherPeriod, key: Key) -> Value:
    own = run.own(node, key)
    if own is None or own.period is None:
        return None
    if isinstance(node.way, InYear):
        other: Period | None = Period(node.way.year, own.period.number, own.period.level)
    else:
        other = earlier(own.period, _years(node)) if isinstance(node.way, Back) else nth_part(own.period, node.way)
    if other is None:
        return None
    there = own._replace(period=other)
    parts = run.types.parts(node.of)
    if PER_YEAR[other.level] > parts.period and not run.keys.has(there, parts.earlier):
        return None  # what is the same in several periods is known in those that there are
    if isinstance(column := _alone(node.of), tree.Column):  # its row says by itself whether there is such a period
        return run.of(node.of, there) if run.keys.rows(column.table, there) else None
    return None if run.own(node.of, there) is None else run.of(node.of, there)


def _alone(node: tree.Node) -> tree.Node:
    """What a formula is that is one name."""
    while isinstance(node, tree.Step) and node.means is not None:
        node = node.means
    return node


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


_AT_KEYS: dict[type[tree.Node], Callable[..., Any]] = {
    tree.Combination: _combination,
    tree.FoldRows: _fold_rows,
    tree.FoldUnits: _fold_units,
    tree.FoldList: _fold_list,
    tree.Rank: _rank,
    tree.RankList: _rank_list,
    tree.At: _at,
    tree.OtherPeriod: _other_period,
    tree.SinceYear: _since_year,
}
OPERATIONS: dict[type[tree.Node], Callable[[Run, Any], Way]] = {
    kind: partial(partial, at_key) for kind, at_key in _AT_KEYS.items()
}
