"""Provisional results (暂定): which inputs have not been sent yet (未报), and which values are absent for their sake.

An absent value is not always one that waits: a unit that gets no points has none, whatever is still to come. So
that no word of the language takes a value still to come for one that is not there (a fallback, a condition on
records, taking part in a ranking), those words ask here for the rows that wait.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any

from kaohe.data.tables.frames import Frame
from kaohe.evaluate.columns import Calculation, Rows, elsewhere, exact, stored
from kaohe.evaluate.looking_back import other_rows
from kaohe.evaluate.rank_and_ties import provisional_place, stages_of
from kaohe.evaluate.scalars import tiers_reached
from kaohe.language import tree
from kaohe.language.entry import KEY_PARTS, KeyPart, total
from kaohe.language.periods import Period, is_finer
from kaohe.lazy import replace
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Table
from kaohe.words.fold_operators import OPERATORS


class ProvisionalRows:
    """For each node the rows that are absent because something that they rest on has not been sent.

    Of a branch that is not taken nothing is waited for. Where data are not provisional, no row waits.
    """

    def __init__(self, run: Calculation) -> None:
        self.run = run
        self._values: dict[Identity, Rows] = {}
        self._known: dict[tuple[tree.Node, Frame], Rows] = {}

    def of_run(self, run: Calculation) -> ProvisionalRows:
        """What is known of the named values, for another run over the same data."""
        found = ProvisionalRows(run)
        found._values = self._values
        return found

    def learn(self, identity: Identity, rule: tree.Node, frame: Frame, faults: Container[int]) -> None:
        """Takes note of a named value, but for its `faults`, while the columns inside its rule are still kept."""
        if not self.run.dataset.provisional:
            self._values[identity] = NO_ROWS
            return
        rows = [row for row in range(len(frame)) if row not in faults]
        found = self.of(rule, frame if len(rows) == len(frame) else frame.part(rows))
        self._values[identity] = frozenset(rows[row] for row in found)
        self._known = {}

    def value(self, identity: Identity) -> Rows:
        """The rows of a named value that wait, on the frame of its grain."""
        self.run.value(identity)
        return self._values[identity]

    def of(self, node: tree.Node, frame: Frame) -> Rows:
        """The rows of a node that wait, on a frame at its own grain or a finer one."""
        if not self.run.dataset.provisional:
            return NO_ROWS
        provisional = self._rests_on_missing(node, frame)
        values = self.column(node, frame) if provisional else ()
        return frozenset(row for row in provisional if values[row] is None)

    def column(self, node: tree.Node, frame: Frame) -> Sequence[Any]:
        """A node's rows, as they are stored."""
        return stored(self.run.of(node, frame))

    def _rests_on_missing(self, node: tree.Node, frame: Frame) -> Rows:
        if (node, frame) not in self._known:
            self._known[node, frame] = self._asked(node, frame)
        return self._known[node, frame]

    def _asked(self, node: tree.Node, frame: Frame) -> Rows:
        if change := CHANGES.get(type(node)):
            own = self.run.frames.of(self.run.policy.types[node].grain)
            if frame is own:
                return change(self.run, node, own)
            return brought(self._rests_on_missing(node, own), own, frame)
        match node:
            case tree.Ref():
                identity = (node.unit_type, node.id)
                own = self.run.frames.of(self.run.policy.value_types[identity].grain)
                return brought(self.value(identity), own, frame)
            case tree.Reading():
                return self._rests_on_missing(dict(node.cases)[self.run.readings[node.question]], frame)
            case tree.If():
                return self._chosen(node.condition, [(True, node.then), (False, node.otherwise)], None, frame)
            case tree.Tiers():
                return self._tiers(node, frame)
            case tree.Cases():
                numbered = {word: node.branches[number] for word, number in node.numbered.items()}
                return self._chosen(node.of, tuple(numbered.items()), node.otherwise, frame)
            case tree.And() | tree.Or():
                return self._terms(node, frame)
            case tree.IfAbsent():
                provisional = self.of(node.operand, frame)
                empty = [row for row, value in enumerate(self.column(node.operand, frame)) if value is None]
                return provisional | self._branch(
                    [row for row in empty if row not in provisional], node.fallback, frame
                )
            case tree.Present():
                return self.of(node.operand, frame)
        return NO_ROWS.union(*(self._rests_on_missing(child, frame) for child in tree.children(node)))

    def _branch(self, rows: Sequence[int], node: tree.Node, frame: Frame) -> Rows:
        """The rows that wait of a branch that only some rows take."""
        if not rows:
            return NO_ROWS
        return frozenset(rows[row] for row in self._rests_on_missing(node, frame.part(rows)))

    def _chosen(
        self, of: tree.Node, cases: Sequence[tuple[Any, tree.Node]], otherwise: tree.Node | None, frame: Frame
    ) -> Rows:
        rows_of: dict[Any, list[int]] = {}
        for row, value in enumerate(exact(self.run.of(of, frame))):
            rows_of.setdefault(value, []).append(row)
        rows_of.pop(None, None)
        found = self.of(of, frame)
        for word, branch in cases:
            found |= self._branch(rows_of.pop(word, ()), branch, frame)
        if otherwise is not None:
            found |= self._branch([row for rows in rows_of.values() for row in rows], otherwise, frame)
        return found

    def _tiers(self, node: tree.Tiers, frame: Frame) -> Rows:
        rows_of: dict[int | None, list[int]] = {}
        for row, number in enumerate(tiers_reached(self.run, node, frame)):
            rows_of.setdefault(number, []).append(row)
        found = self.of(node.of, frame)
        unsure = rows_of.pop(None, [])
        for tier in node.tiers:
            found |= self._branch(unsure, tier.bound, frame)
        for number, value in enumerate((*(tier.value for tier in node.tiers), node.below)):
            found |= self._branch(rows_of.get(number, ()), value, frame)
        return found

    def _terms(self, node: tree.And | tree.Or, frame: Frame) -> Rows:
        """Each term for the rows that those before it left undecided."""
        rows, found = list(range(len(frame))), NO_ROWS
        for term in node.terms:
            part = frame.part(rows)
            found |= {rows[row] for row in self.of(term, part)}
            truths = self.column(term, part)
            rows = [row for row, truth in zip(rows, truths, strict=True) if truth is isinstance(node, tree.And)]
            if not rows:
                break
        return found


NO_ROWS: Rows = frozenset()


def brought(rows: Rows, own: Frame, frame: Frame) -> Rows:
    """Rows of one frame as rows of a finer one."""
    if frame is own or not rows:
        return rows
    return frozenset(row for row, source in enumerate(frame.gather(own)) if source in rows)


def missing_keys(run: Calculation, table: Table, own: Frame) -> Rows:
    """The keys that the table has to speak of and does not yet, or that have a row which was not filled in.

    A table of records, or of which some rows will do, need not speak of everyone, once it is there, and one that may be
    left out never has to.
    """
    data = run.dataset.tables[table.id]
    if own.grain.period is not None and is_finer(table.period, own.grain.period):
        parts = run.frames.of(replace(own.grain, period=table.period))
        wholes = parts.gather(own)
        found = (wholes[row] for row in missing_keys(run, table, parts))
        return frozenset(row for row in found if row is not None)
    may_be_silent = table.optional or ((table.records or bool(table.some_rows)) and data.sent)
    spoken_of = {key[:2] for key in (own.keys if may_be_silent else data.keys)} - data.incomplete
    return frozenset(row for row, key in enumerate(own.keys) if key[:2] not in spoken_of)


def provisional_keys(run: Calculation, node: tree.FoldRows, own: Frame) -> Rows:
    """The keys of which nobody knows yet which records count: none is there, or a condition on one waits."""
    if not run.dataset.provisional:
        return NO_ROWS
    chosen_by = [part for part in (node.where, node.once_per) if part is not None]
    rows_frame = run.frames.of_rows(own, node.table)
    found = missing_keys(run, run.policy.tables[node.table], own) | _keys_of(run, chosen_by, rows_frame, own)
    if node.options.best is not None:
        found |= run.provisional.of(node.options.best, own)
    return found | _values_of_rows(run, node, own) if node.options.left_out else found


def _values_of_rows(run: Calculation, node: tree.FoldRows, own: Frame) -> Rows:
    """The keys of which the value or the weight of a row that counts is still to come."""
    rows_frame = run.frames.of_rows(own, node.table)
    if node.where is not None:
        truths = run.provisional.column(node.where, rows_frame)
        rows_frame = rows_frame.part([row for row, truth in enumerate(truths) if truth])
    parts = [part for part in (node.of, node.weight) if part is not None]
    return _keys_of(run, parts, rows_frame, own)


def _keys_of(run: Calculation, parts: Iterable[tree.Node], rows_frame: Frame, own: Frame) -> Rows:
    provisional = NO_ROWS.union(*(run.provisional.of(part, rows_frame) for part in parts))
    keys = rows_frame.gather(own) if provisional else []
    return frozenset(key for row in provisional if (key := keys[row]) is not None)


def provisional_groups(run: Calculation, node: tree.FoldUnits | tree.Rank, own: Frame) -> Rows:
    """All rows of groups of which nobody knows yet who takes part, or who belongs to them."""
    if not run.dataset.provisional:
        return NO_ROWS
    homeless = NO_ROWS if node.within is None else run.provisional.of(node.within, own)
    if node.rows is not None and (homeless or _rows_to_come(run, node.rows)):
        return frozenset(range(len(own)))
    periods = {own.keys[row][1] for row in homeless}
    found = {row for row, key in enumerate(own.keys) if key[1] in periods}
    undecided = NO_ROWS if node.where is None else run.provisional.of(node.where, own)
    for rows in run.partition(own, node) if undecided else ():
        if not undecided.isdisjoint(rows):
            found.update(rows)
    if isinstance(node, tree.FoldUnits) and node.options.left_out:
        found |= _values_of_units(run, node, own)
    return frozenset(found)


def provisional_best(run: Calculation, node: tree.FoldUnits, own: Frame) -> Rows:
    """The rows of which nobody knows yet how many of their group they keep, which each says for itself."""
    return NO_ROWS if node.options.best is None else run.provisional.of(node.options.best, own)


def _rows_to_come(run: Calculation, id_: str) -> bool:
    """Whether some of a table's rows have not been sent, so that nobody knows what the others are compared with."""
    table = run.policy.tables[id_]
    return bool(missing_keys(run, table, run.frames.of(table.grain.above_rows)))


def _column(run: Calculation, node: tree.Column, own: Frame) -> Rows:
    """A cell that has to be there and is blank, or a row that is not there."""
    table = run.policy.tables[node.table]
    no_row = NO_ROWS if table.is_finer else missing_keys(run, table, own)
    if not table.columns[node.column].is_required:
        return no_row
    values = stored(run.of(node, own))
    data = run.dataset.tables[node.table]
    there = {key[:2] for key in data.keys}.difference(data.lacking.get(node.column, ()))
    return no_row | {row for row, key in enumerate(own.keys) if values[row] is None and key[:2] in there}


def _key(run: Calculation, node: tree.Key, own: Frame) -> Rows:
    return _KEY_PARTS[node.part](run, own)


def _known(run: Calculation, own: Frame) -> Rows:
    return NO_ROWS


def _group_part(run: Calculation, own: Frame) -> Rows:
    """A group that comes from the data may be still to come, blank or in a row that is."""
    policy, type_ = run.policy, own.grain.unit
    unit_type = policy.units[type_] if type_ else None
    if unit_type is None or unit_type.source_table is None or unit_type.group_column is None:
        return NO_ROWS
    required = policy.tables[unit_type.source_table].columns[unit_type.group_column].is_required
    to_come = {unit for unit, _ in run.dataset.tables[unit_type.source_table].incomplete}
    known = run.dataset.groups[unit_type.id]
    provisional = (key[0] not in known and (required or key[0] in to_come) for key in own.keys)
    return frozenset(row for row, is_provisional in enumerate(provisional) if is_provisional)


_KEY_PARTS: dict[KeyPart, Callable[[Calculation, Frame], Rows]] = total(
    "evaluate.provisional of key parts",
    KEY_PARTS,
    {"group": _group_part, **dict.fromkeys(("unit", "year", "half_year", "quarter", "month", "day"), _known)},
)


def _fold_rows(run: Calculation, node: tree.FoldRows, own: Frame) -> Rows:
    found = provisional_keys(run, node, own) | _values_of_rows(run, node, own)
    return found if node.if_none is None else found | run.provisional.of(node.if_none, own)


def provisional_list(run: Calculation, node: tree.FoldList, own: Frame) -> Rows:
    """The keys of which nobody knows yet which elements count: a condition waits, or a value that may be left out."""
    if not run.dataset.provisional:
        return NO_ROWS
    chosen_by = [*(each.where for each in node.elements), node.options.best]
    found = NO_ROWS.union(*(run.provisional.of(part, own) for part in chosen_by if part is not None))
    return found | _values_of_list(run, node, own) if node.options.left_out else found


def _values_of_list(run: Calculation, node: tree.FoldList, own: Frame) -> Rows:
    """The keys of which the value or the weight of an element that is meant is still to come."""
    found: set[int] = set()
    for each in node.elements:
        rows: Sequence[int] = range(len(own))
        if each.where is not None:
            rows = [row for row, truth in enumerate(run.provisional.column(each.where, own)) if truth]
        part = own.part(rows)
        for value in filter(None, (each.of, each.weight)):
            found.update(rows[row] for row in run.provisional.of(value, part))
    return frozenset(found)


def _fold_list(run: Calculation, node: tree.FoldList, own: Frame) -> Rows:
    found = provisional_list(run, node, own) | _values_of_list(run, node, own)
    return found if node.if_none is None else found | run.provisional.of(node.if_none, own)


def _group(run: Calculation, node: tree.FoldUnits | tree.Rank, own: Frame) -> Rows:
    """A figure or a place waits as long as the value of anybody who takes part does."""
    found = provisional_groups(run, node, own)
    if isinstance(node, tree.FoldUnits):
        found |= provisional_best(run, node, own)
        if node.if_none is not None:
            found |= run.provisional.of(node.if_none, own)
        if OPERATORS[node.op].counts:
            return found
    return found | _values_of_units(run, node, own)


def _values_of_units(run: Calculation, node: tree.FoldUnits | tree.Rank, own: Frame) -> Rows:
    """All rows of groups of which the value, or the weight, of anybody who takes part is still to come."""
    asked: Sequence[int] = range(len(own))
    if node.where is not None:
        asked = [row for row, truth in enumerate(run.provisional.column(node.where, own)) if truth]
    parts = [node.of, node.weight] if isinstance(node, tree.FoldUnits) else [node.of]
    waiting = own.part(asked)
    provisional = {asked[row] for part in parts if part is not None for row in run.provisional.of(part, waiting)}
    if isinstance(node, tree.Rank) and node.then:
        provisional |= _level_and_waiting(run, node, own, set(asked))
    found: set[int] = set()
    for rows in run.partition(own, node) if provisional else ():
        if not provisional.isdisjoint(rows):
            found.update(rows)
    return frozenset(found)


def _level_and_waiting(run: Calculation, node: tree.Rank, own: Frame, asked: Container[int]) -> set[int]:
    """The rows that wait for a further key, which is asked of them because those before it leave them level."""
    found: set[int] = set()
    groups = [[row for row in rows if row in asked] for rows in run.partition(own, node)]
    for key, after_those_before in zip(node.then, stages_of(run, node, own, groups), strict=False):
        for levels in after_those_before:
            level = sorted(row for rows in levels if len(rows) > 1 for row in rows)
            found |= {level[row] for row in run.provisional.of(key.of, own.part(level))} if level else set()
    return found


def _at(run: Calculation, node: tree.At, own: Frame) -> Rows:
    """A row waits for the name of the unit, and for that unit's value."""
    there, rows = elsewhere(run, node, own, run.provisional.column(node.unit, own))
    asked = sorted({row for row in rows if row is not None})
    provisional = {asked[row] for row in run.provisional.of(node.of, there.part(asked))}
    waiting = frozenset(row for row, other in enumerate(rows) if other in provisional)
    return waiting | run.provisional.of(node.unit, own)


def _of_periods(run: Calculation, node: tree.SinceYear, own: Frame) -> Rows:
    """A year waits for those years before it that do."""
    finer = run.frames.of(run.policy.types[node.of].grain)
    years: dict[str | None, set[int]] = {}
    for row in run.provisional.of(node.of, finer):
        unit, period, _ = finer.keys[row]
        if period is not None:
            years.setdefault(unit, set()).add(period.year)

    def is_provisional(unit: str | None, period: Period | None) -> bool:
        waiting = years.get(unit, set())
        return period is not None and min(waiting, default=period.year + 1) <= period.year

    return frozenset(row for row, (unit, period, _) in enumerate(own.keys) if is_provisional(unit, period))


def _other_period(run: Calculation, node: tree.OtherPeriod, own: Frame) -> Rows:
    source = run.frames.of(run.policy.grain_there(node))
    rows = other_rows(node, own, source)
    asked = sorted({row for row in rows if row is not None})
    provisional = {asked[row] for row in run.provisional.of(node.of, source.part(asked))}
    return frozenset(row for row, other in enumerate(rows) if other in provisional)


CHANGES: dict[type[tree.Node], Callable[..., Rows]] = {
    tree.Column: _column,
    tree.Key: _key,
    tree.FoldRows: _fold_rows,
    tree.FoldList: _fold_list,
    **dict.fromkeys((tree.FoldUnits, tree.Rank), _group),
    tree.RankList: provisional_place,
    tree.At: _at,
    tree.OtherPeriod: _other_period,
    tree.SinceYear: _of_periods,
}
