"""What a template is asked for: which side of a policy, which office, which periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kaohe.data.cells.periods import is_in_force
from kaohe.diagnostics import Findings
from kaohe.evaluate.scores import needed_tables
from kaohe.language.periods import Period, read_period
from kaohe.policy.model import PeriodKind, Policy

Side = Literal["scores", "targets"]


@dataclass(frozen=True, slots=True)
class Request:
    """Without a side both, without an assessor all offices, without periods those in which the policy is in force."""

    side: Side | None = None
    assessor: str | None = None
    periods: tuple[str, ...] = ()
    year: str | None = None


def asked_tables(policy: Policy, side: Side | None, findings: Findings) -> list[str]:
    """The tables of one side or of both, in the order of the policy; C167 where there are none."""
    wanted = set[str]()
    if side != "targets":
        wanted |= set(needed_tables(policy))
    if side != "scores" and policy.target_table is not None:
        wanted.add(policy.target_table)
    if not wanted:
        findings.add("C167", None, policy=policy.id)
    return [table for table in policy.tables if table in wanted]


def asked_periods(policy: Policy, request: Request, findings: Findings) -> list[Period]:
    """The periods, in order; C113 for what is none, C164 where neither the request nor the policy has any.

    What was not asked for, or the policy does not cover, is said (C165, C166).
    """
    periods = list(_read(request, findings))
    if findings.errors:
        return []
    if not periods:
        first, last = policy.in_force
        if first is None or last is None:
            findings.add("C164", None)
            return []
        findings.add("C165", None, first=first, last=last)
        whole = [Period(year) for year in range(first.year, last.year + 1)]
        return [quarter for quarter in of_kind(whole, "quarter") if is_in_force(quarter, policy)]
    for period in periods:
        if not is_in_force(period, policy):
            ends = [str(bound or "") for bound in policy.in_force]
            findings.add("C166", None, period=period, first=ends[0], last=ends[1])
    return periods


def _read(request: Request, findings: Findings) -> Sequence[Period]:
    found = []
    for word in request.periods:
        period = read_period(word)
        if period is None:
            findings.add("C113", None, period=word)
        else:
            found.append(period)
    if request.year is not None:
        year = read_period(request.year)
        if year is None or year.quarter:
            findings.add("C168", None, year=request.year)
        else:
            found.append(year)
    return found


def of_kind(periods: Sequence[Period], kind: PeriodKind) -> list[Period]:
    """The periods as a table of this kind has them: a year stands for its quarters, a quarter for its year."""
    if kind == "year":
        return [Period(year) for year in sorted({period.year for period in periods})]
    quarters = {
        quarter
        for period in periods
        for quarter in ([period] if period.quarter else (Period(period.year, number) for number in (1, 2, 3, 4)))
    }
    return sorted(quarters)
