"""What it would take, as plain data: what inputs are worth, what is lost, thresholds, moves, what is out of reach."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kaohe.analysis.gap.standing import Goal, Standing
from kaohe.analysis.gap.thresholds import Loss
from kaohe.analysis.named_cells import Cell
from kaohe.data.replaced_files import Replacement
from kaohe.diagnostics import Diagnostic
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.model import Policy
from kaohe.results import Value


@dataclass(frozen=True, slots=True)
class Worth:
    """What one more of an input is worth: its value, that with one more (None: not allowed), and what changes.

    `changes` has numbers by their difference, all else by the new value.
    """

    cell: Cell
    now: Value
    one_more: Value
    changes: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Searched:
    """How far was searched, down to and up to (None: as far as is allowed), where a search ended before it was done.

    Both are None for a record, of which only so many were tried.
    """

    low: Fraction | None = None
    high: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A change of one input that reaches the goal: all published values with it.

    With `searched` a smaller one may lie beyond.
    """

    cell: Cell
    old: Value
    new: Value
    reaches: Mapping[str, Value]
    searched: Searched | None = None


@dataclass(frozen=True, slots=True)
class AddedRecord:
    """A record that reaches the goal; `values` without its texts."""

    table: str
    period: Period
    values: Mapping[str, Value]
    reaches: Mapping[str, Value]
    searched: Searched | None = None


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """An input by which alone the goal is not reached, or with `cell` None a record of a table; and the best by it.

    With `searched` that is so as far as was searched, and undecided beyond.
    """

    table: str
    period: Period | None
    cell: Cell | None
    best: Mapping[str, Value]
    searched: Searched | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where an input next changes what indicators do: its value there, their ids, and what changes by it.

    `changes` is as in `Worth`; with `is_flat` the input does nothing more to these indicators beyond, however far.
    """

    at: Fraction
    indicators: tuple[str, ...]
    changes: Mapping[str, Value]
    is_flat: bool


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The nearest threshold of an input downwards and upwards; None where there is none that is allowed."""

    cell: Cell
    now: Value
    down: Threshold | None
    up: Threshold | None


@dataclass(frozen=True, slots=True)
class Gap:
    """One unit in one period. `goal` is None where there is no better place to take.

    `thresholds` is empty where they were not asked for.
    """

    standing: Standing
    now: Mapping[str, Value]
    worth: tuple[Worth, ...]
    goal: Goal | None
    moves: tuple[Move | AddedRecord, ...]
    out_of_reach: tuple[OutOfReach, ...]
    losses: tuple[Loss, ...] = ()
    thresholds: tuple[Thresholds, ...] = ()


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps that were asked for: of one unit (`is_one`), or of all."""

    policy: Policy
    found: tuple[Gap, ...]
    is_one: bool
    warnings: tuple[Diagnostic, ...]
    replaced: tuple[Replacement, ...] = ()
