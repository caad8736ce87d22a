"""Targets of several policies by what they measure (`concept`), and which asks more where that can be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Findings
from kaohe.evaluate.arithmetic import plain
from kaohe.evaluate.evaluator import Evaluation
from kaohe.policy.model import Policy, Target, TargetKind
from kaohe.policy.questions import bound_readings
from kaohe.policy.types import NO_GRAIN

Unsaid = Literal["alone", "kinds", "times", "earlier", ""]
"""Why it cannot be said who asks most: one policy alone has it; kinds or times differ; the highest is due later than
another. Empty where it is said."""


@dataclass(frozen=True, slots=True)
class TargetCell:
    """One policy's target. `value` is what is required in its own measure, under the readings in force.

    It is the lower end of a range (`upper` the other one), 1 for achieved, None for a qualitative target.
    """

    target: Target
    value: Fraction | None
    kind: TargetKind
    upper: Fraction | None = None


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One concept, or a target that names none: each policy's target, who asks most, and else why that is not said."""

    concept: str | None
    by_policy: Mapping[str, TargetCell]
    asks_most: tuple[str, ...]
    unsaid: Unsaid


def aligned_targets(policies: Sequence[Policy]) -> tuple[TargetRow, ...]:
    """Concepts that several have in the order of the first that has them, then all that stand alone."""
    rows: dict[str, dict[str, TargetCell]] = {}
    alone: list[TargetRow] = []
    for policy in policies:
        for target, cell in _cells(policy):
            if target.concept is None:
                alone.append(TargetRow(None, {policy.id: cell}, (), "alone"))
            else:
                rows.setdefault(target.concept, {})[policy.id] = cell
    found = [TargetRow(concept, cells, *_asks_most(cells)) for concept, cells in rows.items()]
    shared = [row for row in found if len(row.by_policy) > 1]
    return (*shared, *(row for row in found if len(row.by_policy) == 1), *alone)


def _cells(policy: Policy) -> list[tuple[Target, TargetCell]]:
    """What each target requires under the default readings; nothing of it rests on data."""
    findings = Findings()
    run = Evaluation(policy, Dataset({}, {}, {}, {}), bound_readings(policy, {}, findings), findings)
    found = []
    for target in policy.targets:
        if target.rules is None:
            found.append((target, TargetCell(target, None, target.kind)))
            continue
        frame = run.frames.of(NO_GRAIN)
        (required,) = plain(run.calculated(target.rules.required, frame, target.name))
        (kind,) = plain(run.calculated(target.rules.kind, frame, target.name))
        upper: Fraction | None = None
        if target.rules.upper is not None:
            (upper,) = plain(run.calculated(target.rules.upper, frame, target.name))
        scale = target.measure.scale
        value, upper = (None if each is None else each / scale for each in (required, upper))
        found.append((target, TargetCell(target, value, kind, upper)))
    findings.stop_on_errors()
    return found


def _asks_most(cells: Mapping[str, TargetCell]) -> tuple[tuple[str, ...], Unsaid]:
    """The policies that ask for the highest value, of equal ones those that ask for more than it.

    Said only where all ask for at least or more than a value at the same kind of time, and of one than which no other
    is due earlier.
    """
    if len(cells) < 2:
        return (), "alone"
    if any(cell.kind not in ("at_least", "more_than") or cell.value is None for cell in cells.values()):
        return (), "kinds"
    if len({cell.target.time for cell in cells.values()}) > 1:
        return (), "times"
    if len({cell.target.measure.dimension for cell in cells.values()}) > 1:
        return (), "kinds"
    asked = {name: _asked(cell) for name, cell in cells.items()}
    highest = [name for name, one in asked.items() if one == max(asked.values())]
    first = min(cell.target.due for cell in cells.values())
    most = tuple(name for name in highest if cells[name].target.due == first)
    return most, "" if most else "earlier"


def _asked(cell: TargetCell) -> tuple[Fraction, bool]:
    assert cell.value is not None
    return cell.value * cell.target.measure.scale, cell.kind == "more_than"
