"""Targets as they stand in the year looked at, and how they came there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe.diagnostics import Diagnostic
from kaohe.language.periods import Period
from kaohe.results import TargetResult, TargetResults


@dataclass(frozen=True, slots=True)
class TargetYear:
    """Every year's results, and the year that is looked at."""

    results: TargetResults
    year: Period

    @property
    def warnings(self) -> list[Diagnostic]:
        """The warnings of the run."""
        return self.results.warnings

    @property
    def now(self) -> list[TargetResult]:
        """The results of the year looked at, in the order of the policy."""
        return [result for result in self.results.results if result.period == self.year]

    @property
    def years(self) -> list[Period]:
        """The years of the data."""
        return years_of(self.results)

    def by_unit(self) -> dict[str, list[TargetResult]]:
        """The year looked at, unit by unit."""
        apart: dict[str, list[TargetResult]] = {}
        for result in self.now:
            apart.setdefault(result.unit, []).append(result)
        return apart

    def courses(self) -> Iterator[dict[Period, TargetResult]]:
        """For each target and unit its results by year; nothing where the data has one year alone."""
        if len(self.years) < 2:
            return
        apart: dict[tuple[str, str], dict[Period, TargetResult]] = {}
        for result in self.results.results:
            apart.setdefault((result.target.id, result.unit), {})[result.period] = result
        yield from apart.values()


def years_of(results: TargetResults) -> list[Period]:
    """The years of the data."""
    return sorted({result.period for result in results.results})


def by_field(members: list[TargetResult]) -> dict[str | None, list[TargetResult]]:
    """The fields in the order of the policy; what has no field stands where its first one does."""
    apart: dict[str | None, list[TargetResult]] = {}
    for member in members:
        apart.setdefault(member.target.field, []).append(member)
    return apart
