"""A run over arrays: each node in its array form where it has one, and by the list form where it has none.

The results are those of the list form, to the last digit and in the order of what is told. An array form is a form of
the same operation; what it cannot decide (a divisor of nought, a number of more than 63 bits, a tie that is refused) it
leaves to the list form, for the rows that are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Protocol

import numpy as np

from kaohe.data.tables.frames import Frame
from kaohe.evaluate.arrays.arithmetic import single
from kaohe.evaluate.arrays.columns import (
    ArrayColumn,
    Flags,
    NotHeld,
    RatioArray,
    TextArray,
    Whole,
    from_list,
    gathered,
    placed,
    rows_of,
    to_list,
)
from kaohe.evaluate.arrays.fold_operators import NoForm
from kaohe.evaluate.arrays.forms import FORMS
from kaohe.evaluate.arrays.keys import DataArrays, KeyCodes, Segments, groups_of, projection_of, rows_in
from kaohe.evaluate.arrays.views import View, as_truths
from kaohe.evaluate.columns import Calculation, Column, Given, NoValue
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Definition


class ByLists(Calculation, Protocol):
    """A run of the list form, as arrays see it. It has the columns of nodes that are `given`."""

    given: Given

    def by_lists(self, node: tree.Node, frame: Frame) -> Column:
        """A node on a frame by its list form, calculated once. Raises NoValue."""

    def known_by_lists(self, node: tree.Node, frame: Frame) -> Column | None:
        """The same if it is known already."""

    def has_faults(self, identity: Identity) -> bool | None:
        """Whether some row of a named value has no value; None as long as it has not been calculated."""


class Counts:
    """How many values a run calculated over arrays, and how many by lists though arrays were there."""

    def __init__(self) -> None:
        self.arrays = 0
        self.lists = 0

    @property
    def both(self) -> tuple[int, int]:
        return self.arrays, self.lists


class Arrays:
    """The array side of a run (`ArrayRun`). Columns inside a rule are kept as long as the rule is calculated."""

    def __init__(
        self, run: ByLists, data: DataArrays, values: dict[Identity, ArrayColumn | None], counts: Counts
    ) -> None:
        self.run: ByLists = run
        self.data = data
        self.values = values
        self.counts = counts
        self._given = frozenset(node for known in run.given.values() for node in known)
        self._views: dict[tuple[Frame, bool], View] = {}
        self._quiet: dict[tree.Node, bool] = {}
        self._ways = data.ways(run.policy)
        self._partitions: dict[Any, tuple[object, object, Segments]] = {}

    def of_run(self, run: ByLists) -> Arrays:
        """The same for another run over the same data, with what is known of named values."""
        return Arrays(run, self.data, self.values, self.counts)

    def forget(self) -> tuple[object, object]:
        """Begins with another rule; gives what is known inside the present one."""
        kept = self._views, self._quiet
        self._views, self._quiet = {}, {}
        return kept

    def remember(self, kept: tuple[Any, Any]) -> None:
        """Goes on with a rule."""
        self._views, self._quiet = kept

    def listed(self, node: tree.Node, frame: Frame) -> Column | None:
        """A node on a whole frame as a list; None where there is no array form of it. Raises NoValue."""
        try:
            found = self.of(node, self._view(frame, False))
        except NotHeld:
            return None
        known = self.run.known_by_lists(node, frame)
        return to_list(found, len(frame)) if known is None else known

    def known_rows(self, node: tree.Node, frame: Frame, rows: Sequence[int]) -> Column | None:
        """These rows of a node as a list, if it has been calculated on the whole frame."""
        for is_strict in (False, True):
            view = self._views.get((frame, is_strict))
            found = None if view is None else view.known.get(node)
            if found is not None and not isinstance(found, Exception):
                return to_list(rows_of(found, np.array(rows, np.int64)), len(rows))
        return None

    def calculate(self, definition: Definition, frame: Frame) -> bool:
        """Calculates a named value and keeps it; whether it has an array form. Raises NoValue."""
        if definition.is_common:
            return False
        try:
            self.values[definition.owner, definition.id] = self.of(definition.rule, self._view(frame, False))
        except NotHeld:
            return False
        return True

    def broken_rows(self, rule: tree.Node, frame: Frame) -> list[int] | None:
        """The rows where a condition does not hold; None where there is no array form of it. Raises NoValue."""
        try:
            found = as_truths(self.of(rule, self._view(frame, False)))
        except NotHeld:
            return None
        broken = ~found.values if found.absent is None else ~found.values & ~found.absent
        return np.flatnonzero(np.broadcast_to(broken, (len(frame),))).tolist()

    def value_as_list(self, identity: Identity, frame: Frame) -> Column:
        """A named value that was calculated over arrays."""
        found = self.values[identity]
        assert found is not None
        if isinstance(found, RatioArray):
            with suppress(NotHeld):
                found = RatioArray((single(found),), found.absent)
        return to_list(found, len(frame))

    def _view(self, frame: Frame, is_strict: bool) -> View:
        if (frame, is_strict) not in self._views:
            self.key_codes(frame)  # how many rows there are is known by them
            self._views[frame, is_strict] = View(frame, None, is_strict)
        return self._views[frame, is_strict]

    def whole(self, frame: Frame, beside: View) -> View:
        return self._view(frame, beside.is_strict)

    def of(self, node: tree.Node, view: View) -> ArrayColumn:
        found = view.known.get(node)
        if found is None:
            try:
                found = self._calculated(node, view)
            except (NoValue, NotHeld) as fault:
                found = fault
            view.known[node] = found
        if isinstance(found, Exception):
            raise found
        return found

    def _calculated(self, node: tree.Node, view: View) -> ArrayColumn:
        if node in self._given:
            return self._by_lists(node, view)
        if not view.is_strict and view.mask is not None:
            found = self._view(view.frame, False).known.get(node)
            if found is not None and not isinstance(found, Exception):
                return found
            if self.is_quiet(node):
                try:  # once for all rows, whichever are asked
                    return self.of(node, self._view(view.frame, True))
                except NotHeld:
                    pass
        form = FORMS[type(node)].of
        if not isinstance(form, NoForm):
            try:
                found = form(self, node, view)
                self.count(node, len(view), over_arrays=True)
                return found
            except NotHeld:
                pass
        if view.is_strict:
            raise NotHeld
        return self._by_lists(node, view)

    def _by_lists(self, node: tree.Node, view: View) -> ArrayColumn:
        if view.mask is None:
            return from_list(self.run.by_lists(node, view.frame))
        return placed(from_list(self.run.of(node, view.part)), view.rows, len(view))

    def count(self, node: tree.Node, values: int, over_arrays: bool) -> None:
        """Counts the values of a node, unless they are those of another one."""
        if isinstance(node, tree.Step | tree.Reading):
            return
        if over_arrays:
            self.counts.arrays += values
        else:
            self.counts.lists += values

    def is_quiet(self, node: tree.Node) -> bool:
        """Whether a node has a value whatever row is asked, and nothing is told of it, so that all may be asked."""
        if node not in self._quiet:
            is_quiet = node not in self._given and FORMS[type(node)].is_quiet(self, node)
            self._quiet[node] = is_quiet and all(map(self.is_quiet, self._below(node)))
        return self._quiet[node]

    def _below(self, node: tree.Node) -> Iterator[tree.Node]:
        """The nodes below, those of the rows of a tier table among them."""
        below = (self.in_force(node),) if isinstance(node, tree.Reading) else tree.children(node)
        for child in below:
            if isinstance(child, tree.Tier):
                yield from tree.children(child)
            else:
                yield child

    def in_force(self, node: tree.Reading) -> tree.Node:
        return dict(node.cases)[self.run.readings[node.question]]

    def column(self, table: str, column: str) -> ArrayColumn:
        return self.data.column(table, column)

    def value(self, identity: Identity) -> ArrayColumn:
        if self.run.has_faults(identity) is None:
            self.run.value(identity)
        if self.run.has_faults(identity):
            raise NotHeld
        if identity not in self.values:
            try:
                self.values[identity] = from_list(self.run.value(identity))
            except NotHeld:
                self.values[identity] = None
        found = self.values[identity]
        if found is None:
            raise NotHeld
        return found

    def at_own_grain(self, node: tree.Node, view: View, calculate: Callable[[View], ArrayColumn]) -> ArrayColumn:
        own = self.run.frames.of(self.run.policy.types[node].grain)
        if own is view.frame and view.mask is None:
            return calculate(view)
        return self.taken(self.of(node, self.whole(own, view)), own, view.frame)

    def taken(self, column: ArrayColumn, own: Frame, frame: Frame) -> ArrayColumn:
        if own is frame:
            return column
        return gathered(column, *self.gather(frame, own))

    def gather(self, frame: Frame, source: Frame) -> tuple[Whole, Flags | None]:
        known = frame.grain, source.grain
        if known not in self._ways.gathers:
            self._ways.gathers[known] = self._gathered(frame, source)
        return self._ways.gathers[known]

    def _gathered(self, frame: Frame, source: Frame) -> tuple[Whole, Flags | None]:
        own, their = frame.grain.unit, source.grain.unit
        if source.grain.table is not None or their not in (None, own):
            rows = frame.gather(source)
            return _split(np.array([-1 if row is None else row for row in rows], np.int64))
        codes = self.key_codes(frame)
        if their is None:
            codes = codes._replace(units=np.zeros_like(codes.units))
        project = projection_of(source.grain.period)
        return _split(rows_in(self.key_codes(source), codes, self.data.count(their), project))

    def segments(self, ids: Whole, many: int) -> Segments:
        if id(ids) not in self._ways.segments:
            self._ways.segments[id(ids)] = Segments(ids, many)
        return self._ways.segments[id(ids)]

    def all_alike(self, frame: Frame) -> Segments:
        if frame.grain not in self._ways.alike:
            self._ways.alike[frame.grain] = Segments(np.zeros(len(frame), np.int64), min(len(frame), 1))
        return self._ways.alike[frame.grain]

    def partition(self, parts: Sequence[tuple[Whole, int]], absent: Flags | None) -> Segments:
        known = tuple(id(codes) for codes, _ in parts), id(absent)
        if known not in self._partitions:
            self._partitions[known] = (parts, absent, groups_of(parts, absent))  # held, so that ids stay theirs
        return self._partitions[known][2]

    def elsewhere(
        self, frame: Frame, source: Frame, other: Callable[[Period], Period | None]
    ) -> tuple[Whole, Flags | None]:
        def project(period: Period | None) -> Period | None:
            return None if period is None else other(period)

        rows = rows_in(self.key_codes(source), self.key_codes(frame), self.data.count(source.grain.unit), project)
        return _split(rows)

    def of_named(self, frame: Frame, source: Frame, named: TextArray) -> tuple[Whole, Flags | None]:
        numbers = self.data.numbers(source.grain.unit, named.words)
        units = np.broadcast_to(numbers[named.codes], (len(frame),))
        missing = units < 0 if named.absent is None else (units < 0) | named.absent
        codes = self.key_codes(frame)._replace(units=np.asarray(np.where(missing, 0, units)))
        project = projection_of(source.grain.period)
        rows = rows_in(self.key_codes(source), codes, self.data.count(source.grain.unit), project)
        return _split(np.asarray(np.where(missing, -1, rows)))

    def key_codes(self, frame: Frame) -> KeyCodes:
        if frame.grain not in self._ways.codes:
            self._ways.codes[frame.grain] = self._coded(frame)
        found = self._ways.codes[frame.grain]
        frame.count = len(found.units)
        return found

    def _coded(self, frame: Frame) -> KeyCodes:
        """The keys of a frame, which need not be made for that."""
        grain, frames = frame.grain, self.run.frames
        if grain.table is not None and frames.has_all_rows(grain):
            return self.data.of_table(grain.table, grain.unit)
        if grain.table is None and grain.unit is not None and grain.period is not None:
            at = frames.named_at(grain.unit, grain.period)
            return self.data.of_units(grain.unit, frames.periods_of(grain), frames.source_of(grain.unit), at)
        return self.data.codes(grain.unit, frame.keys)

    def takes(self, frame: Frame, least: int) -> bool:
        """Whether a frame is a whole one of so many rows."""
        return frame.whole is None and len(self.key_codes(frame).units) >= least

    def unit_names(self, unit_type: str) -> tuple[str, ...]:
        return self.data.names(unit_type)

    def is_sound(self, identity: Identity) -> bool:
        return self.run.has_faults(identity) is False

    def unit_count(self, frame: Frame) -> int:
        return self.data.count(frame.grain.unit)

    def table_rows(self, table: str, own: Frame) -> tuple[Whole, Flags | None] | None:
        if table not in self._ways.table_rows:
            codes, rows = self.key_codes(own), self.data.of_table(table, own.grain.unit)
            found = rows_in(rows, codes, self.data.count(own.grain.unit), lambda period: period)
            is_plain = len(found) == len(rows.units) and bool((found == np.arange(len(found))).all())
            self._ways.table_rows[table] = None if is_plain else _split(found)
        return self._ways.table_rows[table]

    def groups(self, frame: Frame, unit_type: str) -> ArrayColumn:
        if frame.grain not in self._ways.groups:
            self._ways.groups[frame.grain] = rows_of(self.data.groups(unit_type), self.key_codes(frame).units)
        return self._ways.groups[frame.grain]


def _split(rows: Whole) -> tuple[Whole, Flags | None]:
    """Rows, and which of them are none (-1)."""
    missing = rows < 0
    return rows, np.asarray(missing) if missing.any() else None
