"""Results (考核结果): every published value of every unit and period, and the record of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from engine.diagnostics import Diagnostic
from engine.language.periods import Period
from engine.policy.model import Policy

Value = Fraction | str | bool | None


@dataclass(frozen=True, slots=True)
class Result:
    """The values of one unit in one period, by id; numbers in the measure they are shown in (a percentage is 85)."""

    unit_type: str
    unit: str
    group: str | None
    period: Period
    values: Mapping[str, Value]


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
class Results:
    """In the policy's order of unit types and units, then by period."""

    policy: Policy
    results: list[Result]
    record: Record
    warnings: list[Diagnostic] = field(default_factory=list)
