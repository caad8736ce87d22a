"""Two versions of a policy, or two data sets of one: what changed, and what moves because of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kaohe.analysis.named_cells import Cell, NamedCells
from kaohe.analysis.published_values import (
    Change,
    Inputs,
    PublishedValues,
    Reader,
    changes_between,
    in_period,
    published_values_of,
)
from kaohe.data.replaced_files import Replacement
from kaohe.diagnostics import Diagnostic, Refused
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.differences import Difference, differences
from kaohe.policy.load import policy_with
from kaohe.policy.model import Policy
from kaohe.policy.paths import Paths
from kaohe.policy.use_and_amends import Amendment
from kaohe.results import Value
from kaohe.translations import in_its_language


@dataclass(frozen=True, slots=True)
class Effect:
    """A published value that differs, and the differences each of which alone moves it (by path).

    Empty where only several together do.
    """

    change: Change
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyDiff:
    """`effects` is None where no data was given."""

    old: Policy
    new: Policy
    changed: tuple[Difference, ...]
    effects: tuple[Effect, ...] | None
    warnings: tuple[Diagnostic, ...] = ()
    replaced: tuple[Replacement, ...] = ()

    def amendment_of(self, one: Difference) -> Amendment | None:
        """The change that made a difference, where the new policy amends another; None for what it says of itself."""
        for change in self.new.text.amendments:
            if one.new is not None and change.holds(one.new.place):
                return change
        for change in self.new.text.amendments:  # what is gone, and a column that has a description of its own now
            if one.old.place in change.gone if one.old is not None else one.new and one.new.place in change.of:
                return change
        return None

    def by_amendment(self) -> Iterator[tuple[Amendment | None, list[Difference]]]:
        """The differences by the changes that made them, in their order; those that none made first."""
        apart: dict[Amendment | None, list[Difference]] = {}
        for one in self.changed:
            apart.setdefault(self.amendment_of(one), []).append(one)
        for change in (None, *self.new.text.amendments):
            if change in apart:
                yield change, apart[change]


@dataclass(frozen=True, slots=True)
class CellDiff:
    """A cell that differs between two data sets; None where one of them has no such row."""

    cell: Cell
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class DataDiff:
    """Two data sets of one policy: the cells that differ, and what moves."""

    policy: Policy
    changed: tuple[CellDiff, ...]
    effects: tuple[Effect, ...]
    warnings: tuple[Diagnostic, ...] = ()
    replaced: tuple[Replacement, ...] = ()


@in_its_language
def diff_policies(
    old: Policy,
    new: Policy,
    read: Reader | None = None,
    period: Period | None = None,
) -> PolicyDiff:
    """What differs between two versions; with data, all that moves. Raises Refused."""
    ours, theirs = Paths(old.text.root), Paths(new.text.root)
    changed = tuple(differences(ours, theirs))
    if read is None:
        return PolicyDiff(old, new, changed, None)
    inputs = read(old)
    published = (published_values_of(old, inputs, {}, period), published_values_of(new, read(new), {}, period))
    before, after = in_period(period, *published)
    moved = changes_between(before, after)
    by: dict[object, list[str]] = {change.of: [] for change in moved}
    for one in changed if moved else ():
        for change in _alone(old, one, before, inputs, read, period):
            if change.of in by:
                by[change.of].append(one.path)
    effects = tuple(Effect(change, tuple(by[change.of])) for change in moved)
    return PolicyDiff(old, new, changed, effects, _warnings(before, after), before.replaced)


def _alone(
    old: Policy,
    one: Difference,
    before: PublishedValues,
    inputs: Inputs,
    read: Reader,
    period: Period | None,
) -> list[Change]:
    """What one difference alone moves on the old policy; nothing where it makes no policy by itself."""
    try:
        changed = policy_with(old, [one.edit])
        if one.edit[0][0] not in ("scores", "values", "questions", "methods", "title", "notes", "clauses", "display"):
            inputs = read(changed)
        return changes_between(before, published_values_of(changed, inputs, {}, period).of(period))
    except Refused:
        return []


@in_its_language
def diff_data(
    policy: Policy,
    old: Reader,
    new: Reader,
    readings: Mapping[str, str] | None = None,
    period: Period | None = None,
) -> DataDiff:
    """Which cells differ between two data sets, and what moves. Raises Refused."""
    readings = readings or {}
    before, after = (read(policy) for read in (old, new))
    published = (published_values_of(policy, each, readings, period) for each in (before, after))
    plain, corrected = in_period(period, *published)
    moved = changes_between(plain, corrected)
    changed = tuple(_cells(NamedCells(policy, before), NamedCells(policy, after)))
    effects = tuple(Effect(change, ()) for change in moved)
    return DataDiff(policy, changed, effects, _warnings(plain, corrected), (*plain.replaced, *corrected.replaced))


def _warnings(before: PublishedValues, after: PublishedValues) -> tuple[Diagnostic, ...]:
    """Those of both runs, each once."""
    return tuple({str(each): each for each in (*before.warnings, *after.warnings)}.values())


def _cells(before: NamedCells, after: NamedCells) -> Iterator[CellDiff]:
    """Cells by table, unit, period and row; records are aligned by their first text, else by their number."""
    ours, theirs = _aligned(before), _aligned(after)
    for key, cell in ours.items():
        if key not in theirs:
            yield CellDiff(cell, before.value(cell), None)
        elif (old := before.value(cell)) != (new := after.value(theirs[key])):
            yield CellDiff(cell, old, new)
    for key, cell in theirs.items():
        if key not in ours:
            yield CellDiff(cell, None, after.value(cell))


def _aligned(cells: NamedCells) -> dict[tuple[object, ...], Cell]:
    found: dict[tuple[object, ...], Cell] = {}
    for cell in cells.all_cells():
        at: object = cell.key
        if cell.record is not None:
            at = cells.record_name(cell) or cell.record
        key: tuple[object, ...] = (cell.table, cell.unit, cell.period, at, cell.column)
        if key in found:  # two records of one name: by number
            key = (*key, cell.record)
        found[key] = cell
    return found
