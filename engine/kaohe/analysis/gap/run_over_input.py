"""The naive calculation along one input: a cell that is a number which knows its function, and all that rests on it.

What the cell does not move is that of the plain run; so are other units' values, as long as no figure of their group
is another one.
"""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, cast

from kaohe.analysis.gap.function_of_input import FunctionOfInput, Trail
from kaohe.analysis.gap.standing import UNCALCULABLE, Standing, below_rounding, word_of
from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.rows import rows_alike
from kaohe.evaluate.scalars import plain
from kaohe.language import tree
from kaohe.language.entry import EXTREMES, TIE_RULES, Extreme, TieRule, total
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Definition
from kaohe.results import Value, as_named
from kaohe.verify.groups import Group, Groups, UnitStanding, groups_of, name_of, place_of, values_of
from kaohe.verify.keys import Key, Keys, Way
from kaohe.verify.operators import standing as compared_by
from kaohe.verify.second_opinion import Naive
from kaohe.words.rank_and_ties import RankRoles

_OF_OTHER_KEYS = (
    tree.FoldRows | tree.FoldUnits | tree.Rank | tree.RankList | tree.At | tree.OtherPeriod | tree.SinceYear
)


class RunOverInput(Naive):
    """The naive calculation, with one cell that is a number along which values are followed."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.policy, standing.dataset, standing.readings)
        self.standing = standing
        self.base = Naive(standing.policy, standing.dataset, standing.readings)
        self.reached: set[Identity] = set()
        self.across: set[Identity] = set()
        self._across: dict[frozenset[Identity], tuple[set[Identity], dict[tree.Node, tuple[tree.Node, ...]]]] = {}
        self._known_by_row: dict[tuple[str, str, frozenset[Identity]], dict[tuple[tree.Node, str], bool]] = {}
        self._carriers: dict[tree.Node, tuple[tree.Node, ...]] = {}
        self._moved: dict[tuple[Identity, Key], bool] = {}
        self.cell: tuple[str, int, str] = ("", 0, "")
        self._rows: frozenset[int] = frozenset()
        self.input: Fraction | None = None
        self._plain: dict[Identity, Sequence[Value]] = {}
        self._of_rows: dict[tuple[tree.Node, Key], Value] = {}
        self._by_row: dict[tuple[tree.Node, str], bool] = {}

    def on(self, dataset: Dataset) -> RunOverInput:
        """The same calculation on data with another record."""
        other = copy.copy(self)
        other.dataset, other.keys = dataset, Keys(self.policy, dataset)
        other._ways, other._named = {}, {}  # those of this one would ask it, and not the other
        return other

    def along(self, cell: tuple[str, int, str], reached: set[Identity]) -> None:
        """Follows this cell: table, row, column; `reached` are the values that rest on it."""
        self.cell, self.reached = cell, reached
        table, row, _ = cell
        self._rows = frozenset(rows_alike(self.policy.tables[table], self.dataset.tables[table].keys, row))
        same = frozenset(reached)
        self._by_row = self._known_by_row.setdefault((cell[0], cell[2], same), {})
        if same in self._across:
            self.across, self._carriers = self._across[same]
            return
        self.across, self._carriers = self._across[same] = set(), {}
        for identity in self.policy.order:
            if identity in reached and self._is_across(self.policy.definitions[identity].rule):
                self.across.add(identity)

    def _is_across(self, rule: tree.Node) -> bool:
        """Whether a rule may take the cell's change to other units or rows than the cell's own."""
        return any(
            tree.is_across_units(node) or (isinstance(node, tree.Ref) and (node.unit_type, node.id) in self.across)
            for node in tree.walk(rule, self.readings)
        )

    def _is_moved(self, identity: Identity, own: Key) -> bool:
        """Whether the cell may move the value at a key: its own unit and row, or whatever compares units."""
        if identity not in self.reached:
            return False
        table, row, _ = self.cell
        is_own = own.unit in (None, self.dataset.tables[table].keys[row][0])
        if identity in self.across:
            return is_own or self._moves_others(identity, own)
        if not is_own or own.row is None or self._is_cells(own.row):
            return is_own
        return not self._is_by_row(self.policy.definitions[identity].rule, own.row[0])

    def _is_cells(self, row: tuple[str, int]) -> bool:
        """Whether a row of a table has the cell, or the same for another period."""
        return row[0] == self.cell[0] and row[1] in self._rows

    def _moves_others(self, identity: Identity, own: Key) -> bool:
        """Whether the value of another unit is another one: a figure of the group, by which it goes, is.

        A figure that is a plain number here does not depend on the input as long as no decision changes.
        """
        if (identity, own) not in self._moved:
            self._moved[identity, own] = any(
                self._is_figure_moved(node, own) for node in self._carriers_of(self.policy.definitions[identity].rule)
            )
        return self._moved[identity, own]

    def _is_figure_moved(self, node: tree.Node, own: Key) -> bool:
        if isinstance(node, tree.Ref):
            return self._moves_others((node.unit_type, node.id), own)
        if not isinstance(node, tree.FoldUnits):
            return True
        try:
            figure = self.of(node, own)
            return isinstance(figure, FunctionOfInput) or figure != self.base.of(node, own)
        except UNCALCULABLE:
            return True

    def _carriers_of(self, rule: tree.Node) -> tuple[tree.Node, ...]:
        """What may carry the cell's change into another unit's value: figures of groups, and values with such.

        A node of any other kind among them, such as a rank, is taken to carry it always.
        """
        if rule not in self._carriers:
            self._carriers[rule] = tuple(self._carried(rule))
        return self._carriers[rule]

    def _carried(self, rule: tree.Node) -> Iterator[tree.Node]:
        seen: set[int] = set()
        stack = [rule]
        while stack:
            node = stack.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, tree.Ref):
                if (node.unit_type, node.id) in self.across:
                    yield node
            elif tree.is_across_units(node):
                yield node
            elif isinstance(node, tree.FoldRows | tree.OtherPeriod | tree.SinceYear):
                if self._is_across(node):
                    yield node
            elif isinstance(node, tree.Reading):
                stack.append(dict(node.cases)[self.readings[node.question]])
            else:
                stack.extend(tree.children(node))

    def of(self, node: tree.Node, key: Key) -> Value:
        """A node's value; that of a row which the cell does not move is kept for all that is tried."""
        if key.row is None or self._is_cells(key.row) or not self._is_by_row(node, key.row[0]):
            return super().of(node, key)
        if (node, key) not in self._of_rows:
            self._of_rows[node, key] = self.base.of(node, key)
        return self._of_rows[node, key]

    def _is_by_row(self, node: tree.Node, table: str) -> bool:
        """Whether a node rests on nothing that the cell moves in any other row of this table."""
        if (node, table) not in self._by_row:
            self._by_row[node, table] = not any(
                isinstance(each, _OF_OTHER_KEYS) or self._is_moved_beyond(each, table)
                for each in tree.walk(node, self.readings)
            )
        return self._by_row[node, table]

    def _is_moved_beyond(self, node: tree.Node, table: str) -> bool:
        own, _, column = self.cell
        if isinstance(node, tree.Column):
            return own != table and (node.table, node.column) == (own, column)
        if not isinstance(node, tree.Ref) or (node.unit_type, node.id) not in self.reached:
            return False
        identity = (node.unit_type, node.id)
        is_of_rows = self.types.defined(identity)[0].row == table and identity not in self.across
        return not is_of_rows or not self._is_by_row(self.policy.definitions[identity].rule, table)

    def begin(self, value: Fraction, ahead: Fraction | None = None) -> Trail:
        """A new calculation with the cell at `value`, in base measure; gives the decisions as they will be noted.

        With `ahead` it looks ahead to that value, and whatever is asked of it may raise Undecided.
        """
        trail = Trail(value, ahead)
        self.input = FunctionOfInput.input(value, trail)
        self.groups, self._values, self._known, self._moved = {}, {}, {}, {}
        return trail

    def compared(self, definition: Definition) -> Groups | None:
        """The figures that a place goes by, with whom they are compared; None for what is no place by one key."""
        roles, standing = word_of(definition, self.readings), self.standing
        if not isinstance(roles, RankRoles) or roles.means.then:
            return None
        key = Key(standing.unit_type, standing.unit, standing.period)
        self._know_group(roles.means, key)
        return _with_changed(self, roles.means, groups_of(self, roles.means, key), lambda value: value)

    def further(self, definition: Definition, known: Groups, value: Fraction, ahead: Fraction | None = None) -> Trail:
        """The place of `definition` further along, where none but the decisions about places may be others.

        Gives these decisions, as they will be noted.
        """
        roles, standing = word_of(definition, self.readings), self.standing
        assert isinstance(roles, RankRoles)
        trail = Trail(value, ahead)
        self.groups, self._values, self._known, self._moved = {}, {}, {}, {}
        key = Key(standing.unit_type, None, standing.period)
        self.groups[roles.means, key] = _with_changed(
            self, roles.means, known, lambda each: each.further(trail) if isinstance(each, FunctionOfInput) else each
        )
        return trail

    def published(self, definition: Definition) -> Value:
        """A published value of the unit, in the measure that is shown, a member by its name. Raises Unanswered."""
        standing = self.standing
        value = self.value((definition.owner, definition.id), Key(standing.unit_type, standing.unit, standing.period))
        return value / standing.scale(definition) if isinstance(value, Fraction) else as_named(definition, value)

    def unrounded(self, definition: Definition) -> Value:
        """A published value of the unit in base measure, before the rounding that its rule may end with."""
        key = Key(self.standing.unit_type, self.standing.unit, self.standing.period)
        own = key.at(self.types.defined((definition.owner, definition.id))[0])
        return self.of(below_rounding(definition, self.readings), own)

    def is_allowed(self) -> bool:
        """Whether the row of the cell keeps all that must hold of it."""
        table, row, _ = self.cell
        unit_type = self.policy.tables[table].unit_type
        is_finer = self.policy.tables[table].is_finer
        key = self.keys.of_row(unit_type, table, row)
        key = key if is_finer else key._replace(row=None)
        for condition in self.policy.conditions:
            if condition.table == table and self.of(condition.rule, key) is False:
                return False
        return True

    def value(self, identity: Identity, key: Key) -> Value:
        """A named value: of the plain run, where the cell does not reach it."""
        own = key.at(self.types.defined(identity)[0])
        if self._is_moved(identity, own):
            return super().value(identity, key)
        if identity not in self._plain:
            column = self.standing.run.value(identity)
            self._plain[identity] = plain(column)
        values = self._plain[identity]
        if own.row is not None:
            return values[own.row[1]] if own.row[1] < len(values) else super().value(identity, key)
        grain = self.policy.value_types[identity].grain
        position = self.standing.run.frames.of(grain).positions.get((own.unit, own.period, None))
        return None if position is None else values[position]

    def meaning(self, node: tree.Node) -> Way:
        """What a node means; the cell itself is the number that is followed."""
        plain_way = super().meaning(node)
        if isinstance(node, tree.Column):
            return partial(self._of_column, node, plain_way)
        if isinstance(node, tree.FoldUnits | tree.Rank):
            return partial(self._of_group, node, plain_way)
        return plain_way

    def _of_column(self, node: tree.Column, plain_way: Way, key: Key) -> Value:
        if (node.table, node.column) == (self.cell[0], self.cell[2]):
            row = key.row[1] if key.row is not None and key.row[0] == node.table else self._row(node.table, key)
            if row in self._rows:
                return self.input
        return plain_way(key)

    def _of_group(self, node: tree.FoldUnits | tree.Rank, plain_way: Way, key: Key) -> Value:
        self._know_group(node, key)
        own = self.own(node, key)
        if own is None or not isinstance(node, tree.Rank) or node.then or not self._is_of_one(node, own):
            return plain_way(key)
        group = groups_of(self, node, own).get(name_of(own))
        if group is None or name_of(own) not in group.participants:
            return None
        return place_of(self, node, own, _standing_alone(values_of(self, node, group), name_of(own), node.first))

    def _is_of_one(self, node: tree.Rank, own: Key) -> bool:
        ties = self.of(node.ties, own)
        return ties in _IS_OF_ONE and _IS_OF_ONE[cast(TieRule, ties)]

    def _know_group(self, node: tree.FoldUnits | tree.Rank, key: Key) -> None:
        """The comparison groups of the plain run with the cell's own unit changed, where that is all that differs."""
        own = None if node.rows is not None else self.own(node, key)
        if own is None or (node, own._replace(unit=None)) in self.groups or self._may_regroup(node):
            return
        table, row, _ = self.cell
        unit = self.dataset.tables[table].keys[row][0]
        others = [own._replace(unit=each) for each in groups_of(self.base, node, own) if each != unit]
        if any(self._is_figure_moved(carrier, each) for carrier in self._carriers_of(node.of) for each in others):
            return
        self.groups[node, own._replace(unit=None)] = _with_another(self.base, node, own._replace(unit=cast(str, unit)))

    def _may_regroup(self, node: tree.FoldUnits | tree.Rank) -> bool:
        """Whether the cell may decide which group a unit is in, or whether it takes part."""
        return any(
            getattr(each, "table", None) == self.cell[0]
            or (isinstance(each, tree.Ref) and (each.unit_type, each.id) in self.reached)
            for below in (node.within, node.where)
            if below is not None
            for each in tree.walk(below, self.readings)
        )

    def _row(self, table: str, key: Key) -> int | None:
        return next(iter(self.keys.rows(table, key)), None)


_IS_OF_ONE: dict[TieRule, bool] = total(
    "gap.run_over_input of tie rules", TIE_RULES, {"competition": True, "dense": False, "refused": True}
)
"""Whether a place rests on nothing but how its own unit stands to each other one."""
_IS_AHEAD: dict[Extreme, Callable[[Any, Any], bool]] = total(
    "gap.run_over_input of who is first", EXTREMES, {"highest": operator.gt, "lowest": operator.lt}
)


def _standing_alone(values: Mapping[str, Any], name: str, first: Extreme) -> UnitStanding | None:
    """How one stands to each other one, whose order is not asked for; None where any has no value."""
    if any(value is None for value in values.values()):
        return None
    mine, ahead, level = compared_by(values[name]), 0, 1
    for unit, value in values.items():
        if unit != name:
            theirs = compared_by(value)
            is_level = theirs == mine
            level += is_level
            ahead += not is_level and _IS_AHEAD[first](theirs, mine)
    return UnitStanding(ahead, ahead, level)


def _with_another(base: Naive, node: tree.FoldUnits | tree.Rank, own: Key) -> Groups:
    """The groups of `base` but for the value of one unit; who takes part must be the same."""
    groups = groups_of(base, node, own)
    before = groups.get(own.unit or "")
    if before is None:
        return groups

    def others() -> Mapping[str, Fraction | None]:
        return {unit: value for unit, value in values_of(base, node, before).items() if unit != own.unit}

    after = Group(before.participants, others)
    return {unit: after if group is before else group for unit, group in groups.items()}


def _with_changed(
    run: Naive, node: tree.FoldUnits | tree.Rank, groups: Groups, change: Callable[[Fraction | None], Fraction | None]
) -> Groups:
    """The same groups with every value of theirs changed."""
    changed: dict[int, Group] = {}
    for group in groups.values():
        if id(group) not in changed:
            values = {unit: change(value) for unit, value in values_of(run, node, group).items()}
            changed[id(group)] = Group(group.participants, values=values)
    return {unit: changed[id(group)] for unit, group in groups.items()}
