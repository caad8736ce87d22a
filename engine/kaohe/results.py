"""Results (考核结果): every published value of every unit and period, and the record of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from kaohe.diagnostics import Diagnostic
from kaohe.evaluate.decisions import Adjusted
from kaohe.language.periods import Period
from kaohe.policy.model import Policy

Value = Fraction | str | bool | None
PROVISIONAL = "E204"
"""The warning that there are gaps."""


@dataclass(frozen=True, slots=True)
class Result:
    """The values of one unit in one period, by id; numbers in the measure they are shown in (a percentage is 85).

    `waiting` are the ids of values that are absent because of what has not been sent yet, `adjusted` those of scores
    that decisions changed.
    """

    unit_type: str
    unit: str
    group: str | None
    period: Period
    values: Mapping[str, Value]
    waiting: frozenset[str] = frozenset()
    adjusted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Record:
    """What has to be known to get the same results again; only `time` differs from run to run."""

    policy_digest: str
    data_digest: str
    engine_version: str
    readings: Mapping[str, str]
    chosen: frozenset[str]
    time: str
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """What has not been sent yet (未报): columns of a table for units (none: for all of them) in a period.

    A table of records that is still to come has neither columns nor a period.
    """

    table: str
    columns: tuple[str, ...]
    period: Period | None
    units: tuple[str, ...] = ()

    def concerns(self, period: Period) -> bool:
        """Whether results of a period may wait for it."""
        return self.period is None or self.period.meets(period)


@dataclass(frozen=True, slots=True)
class Results:
    """In the policy's order of unit types and units, then by period.

    They are provisional (暂定) where there is anything in `gaps`: what has not been sent yet. `adjusted` are the
    scores that decisions changed.
    """

    policy: Policy
    results: list[Result]
    record: Record
    warnings: list[Diagnostic] = field(default_factory=list)
    gaps: tuple[Gap, ...] = ()
    adjusted: tuple[Adjusted, ...] = ()

    def of(self, period: Period) -> Results:
        """The results of one period alone, with the gaps and the adjustments that may have a part in them."""
        gaps = tuple(gap for gap in self.gaps if gap.concerns(period))
        return replace(
            self,
            results=[result for result in self.results if result.period == period],
            warnings=[each for each in self.warnings if gaps or each.code != PROVISIONAL],
            gaps=gaps,
            adjusted=tuple(each for each in self.adjusted if period.meets(each.period)),
        )
