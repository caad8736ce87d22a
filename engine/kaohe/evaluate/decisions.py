"""A decision that changes a score once it is calculated (领导小组调整), and a score that was changed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kaohe.language.periods import Period
from kaohe.places import Place
from kaohe.policy.model import Definition


@dataclass(frozen=True, slots=True)
class Decision:
    """One row: points more or less (`change`) or the value instead (`set`), in the measure that is shown."""

    kind: Literal["change", "set"]
    amount: Fraction
    reason: str
    date: str
    document: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A score that decisions changed: what the rules gave and what it is, in the measure it is shown in.

    The last two say whether what the rules gave, and the result, are absent because of what has not been sent yet.
    """

    score: Definition
    unit: str
    period: Period
    calculated: Fraction | None
    result: Fraction | None
    decisions: tuple[Decision, ...]
    calculated_waits: bool = False
    result_waits: bool = False
