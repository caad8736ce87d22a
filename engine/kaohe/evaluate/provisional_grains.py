"""What has not been sent: in the tables themselves, and through every word that changes the grain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kaohe.data.tables.frames import Frame
from kaohe.evaluate.calculation import Calculation, Rows
from kaohe.evaluate.columns import stored
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.policy.model import Table
from kaohe.words.comparison_group import FIGURES

NO_ROWS: Rows = frozenset()


def brought(rows: Rows, own: Frame, frame: Frame) -> Rows:
    """Rows of one frame as rows of a finer one."""
    if frame is own or not rows:
        return rows
    return frozenset(row for row, source in enumerate(frame.gather(own)) if source in rows)


def missing_keys(run: Calculation, table: Table, own: Frame) -> Rows:
    """The keys that the table has to speak of and does not yet, or that have a row which was not filled in.

    A table of records need not speak of everyone, once it is there, and one that may be left out never has to.
    """
    data = run.dataset.tables[table.id]
    may_be_silent = table.optional or (table.records and data.sent)
    spoken_of = {key[:2] for key in (own.keys if may_be_silent else data.keys)} - data.incomplete
    return frozenset(row for row, key in enumerate(own.keys) if key[:2] not in spoken_of)


def provisional_keys(run: Calculation, node: tree.Fold, own: Frame) -> Rows:
    """The keys of which nobody knows yet which records count: none is there, or a condition on one waits."""
    if not run.dataset.provisional:
        return NO_ROWS
    chosen_by = [part for part in (node.where, node.once_per) if part is not None]
    rows_frame = run.frames.of_rows(own, node.table)
    return missing_keys(run, run.policy.tables[node.table], own) | _keys_of(run, chosen_by, rows_frame, own)


def _keys_of(run: Calculation, parts: Iterable[tree.Node], rows_frame: Frame, own: Frame) -> Rows:
    waiting = NO_ROWS.union(*(run.provisional.of(part, rows_frame) for part in parts))
    keys = rows_frame.gather(own) if waiting else []
    return frozenset(key for row in waiting if (key := keys[row]) is not None)


def provisional_groups(run: Calculation, node: tree.Over | tree.Rank, own: Frame) -> Rows:
    """All rows of groups of which nobody knows yet who takes part, or who belongs to them."""
    if not run.dataset.provisional:
        return NO_ROWS
    homeless = NO_ROWS if node.within is None else run.provisional.of(node.within, own)
    periods = {own.keys[row][1] for row in homeless}
    found = {row for row, key in enumerate(own.keys) if key[1] in periods}
    undecided = NO_ROWS if node.among is None else run.provisional.of(node.among, own)
    for rows in run.partition(own, node.within) if undecided else ():
        if not undecided.isdisjoint(rows):
            found.update(rows)
    return frozenset(found)


def _column(run: Calculation, node: tree.Column, own: Frame) -> Rows:
    """A cell that has to be there and is blank, or a row that is not there."""
    table = run.policy.tables[node.table]
    lacking = NO_ROWS if table.is_finer else missing_keys(run, table, own)
    if not table.columns[node.column].is_required:
        return lacking
    values = stored(run.of(node, own))
    there = {key[:2] for key in run.dataset.tables[node.table].keys}
    return lacking | {row for row, key in enumerate(own.keys) if values[row] is None and key[:2] in there}


def _key(run: Calculation, node: tree.Key, own: Frame) -> Rows:
    """A group that comes from the data may be still to come, blank or in a row that is; nothing else of a key is."""
    policy, type_ = run.policy, own.grain.unit
    unit_type = policy.units[type_] if node.part == "group" and type_ else None
    if unit_type is None or unit_type.source_table is None or unit_type.group_column is None:
        return NO_ROWS
    required = policy.tables[unit_type.source_table].columns[unit_type.group_column].is_required
    to_come = {unit for unit, _ in run.dataset.tables[unit_type.source_table].incomplete}
    known = run.dataset.groups[unit_type.id]
    waiting = (key[0] not in known and (required or key[0] in to_come) for key in own.keys)
    return frozenset(row for row, waits in enumerate(waiting) if waits)


def _fold(run: Calculation, node: tree.Fold, own: Frame) -> Rows:
    found = provisional_keys(run, node, own)
    if node.of is not None:
        rows_frame = run.frames.of_rows(own, node.table)
        if node.where is not None:
            truths = run.provisional.column(node.where, rows_frame)
            rows_frame = rows_frame.part([row for row, truth in enumerate(truths) if truth])
        found |= _keys_of(run, [node.of], rows_frame, own)
    return found if node.if_none is None else found | run.provisional.of(node.if_none, own)


def _group(run: Calculation, node: tree.Over | tree.Rank, own: Frame) -> Rows:
    """A figure or a place waits as long as the value of anybody who takes part does."""
    found = set(provisional_groups(run, node, own))
    if isinstance(node, tree.Over) and FIGURES[node.op].counts:
        return frozenset(found)
    asked: Sequence[int] = range(len(own))
    if node.among is not None:
        asked = [row for row, truth in enumerate(run.provisional.column(node.among, own)) if truth]
    waiting = {asked[row] for row in run.provisional.of(node.of, own.part(asked))}
    for rows in run.partition(own, node.within) if waiting else ():
        if not waiting.isdisjoint(rows):
            found.update(rows)
    return frozenset(found)


def _at(run: Calculation, node: tree.At, own: Frame) -> Rows:
    units = run.provisional.column(node.unit, own)
    named = [own.positions.get((unit, key[1], None)) for unit, key in zip(units, own.keys, strict=True)]
    asked = sorted({row for row in named if row is not None})
    waiting = {asked[row] for row in run.provisional.of(node.of, own.part(asked))}
    return frozenset(row for row, other in enumerate(named) if other in waiting)


def _of_periods(run: Calculation, node: tree.FoldPeriods | tree.SinceYear, own: Frame) -> Rows:
    """A year waits for those of its quarters, or for those years before it, that do."""
    finer = run.frames.of(run.policy.types[node.of].grain)
    years: dict[str | None, set[int]] = {}
    for row in run.provisional.of(node.of, finer):
        unit, period, _ = finer.keys[row]
        if period is not None:
            years.setdefault(unit, set()).add(period.year)

    def waits(unit: str | None, period: Period | None) -> bool:
        waiting = years.get(unit, set())
        if period is None or not waiting:
            return False
        return period.year in waiting if isinstance(node, tree.FoldPeriods) else min(waiting) <= period.year

    return frozenset(row for row, (unit, period, _) in enumerate(own.keys) if waits(unit, period))


CHANGES: dict[type[tree.Node], Callable[..., Rows]] = {
    tree.Column: _column,
    tree.Key: _key,
    tree.Fold: _fold,
    tree.Over: _group,
    tree.Rank: _group,
    tree.At: _at,
    tree.FoldPeriods: _of_periods,
    tree.SinceYear: _of_periods,
}
