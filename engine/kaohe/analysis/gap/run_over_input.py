"""The naive calculation along one input: a cell that is a number which knows its function, and all that rests on it.

What the cell does not move is that of the plain run; so are other units' values, as long as no figure of their group
is another one.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import cast

from kaohe.analysis.gap.function_of_input import FunctionOfInput, Trail
from kaohe.analysis.gap.standing import UNCALCULABLE, Standing, below_rounding, word_of
from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.rows import rows_alike
from kaohe.evaluate.scalars import plain
from kaohe.language import tree
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Definition
from kaohe.results import Value, as_named
from kaohe.verify.groups import Groups, groups_of, with_another, with_changed
from kaohe.verify.keys import Key, Keys, Way
from kaohe.verify.second_opinion import Naive
from kaohe.words.rank_and_ties import RankRoles


class RunOverInput(Naive):
    """The naive calculation, with one cell that is a number along which values are followed."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.policy, standing.dataset, standing.readings)
        self.standing = standing
        self.base = Naive(standing.policy, standing.dataset, standing.readings)
        self.reached: set[Identity] = set()
        self.across: set[Identity] = set()
        self._across: dict[frozenset[Identity], tuple[set[Identity], dict[tree.Node, tuple[tree.Node, ...]]]] = {}
        self._carriers: dict[tree.Node, tuple[tree.Node, ...]] = {}
        self._moved: dict[tuple[Identity, Key], bool] = {}
        self.cell: tuple[str, int, str] = ("", 0, "")
        self._rows: frozenset[int] = frozenset()
        self.input: Fraction | None = None
        self._plain: dict[Identity, Sequence[Value]] = {}

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
        return is_own and (own.row is None or (own.row[0] == table and own.row[1] in self._rows))

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

    def begin(self, value: Fraction) -> Trail:
        """A new calculation with the cell at `value`, in base measure; gives the decisions as they will be noted."""
        trail = Trail(value)
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
        return with_changed(self, roles.means, groups_of(self, roles.means, key), lambda value: value)

    def further(self, definition: Definition, known: Groups, value: Fraction) -> Trail:
        """The place of `definition` further along, where none but the decisions about places may be others.

        Gives these decisions, as they will be noted.
        """
        roles, standing = word_of(definition, self.readings), self.standing
        assert isinstance(roles, RankRoles)
        trail = Trail(value)
        self.groups, self._values, self._known, self._moved = {}, {}, {}, {}
        key = Key(standing.unit_type, None, standing.period)
        self.groups[roles.means, key] = with_changed(
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
        return plain_way(key)

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
        self.groups[node, own._replace(unit=None)] = with_another(self.base, node, own._replace(unit=cast(str, unit)))

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
