"""`kaohe targets`: how far the policy's targets are attained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe.command.arguments import Options, replaces_of
from kaohe.command.exit import Misused, finding
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import calculate

if TYPE_CHECKING:
    from kaohe.language.periods import Period
    from kaohe.policy.model import Policy
    from kaohe.report.results.targets import TargetYear

FORMATS = ("table", "json", "csv", "markdown", "xlsx")


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    year = options.period("year", "YEAR")
    asked = [year, options.format(FORMATS), options.interpret(), options.output()]
    asked += [options.include_hidden(), options.provisional(), options.replaces()]
    return options.command("targets", run, [options.policy(), options.data(), *asked])


def run(language: str, include_hidden: bool, provisional: bool, replaces: tuple[str, ...], **options: Any) -> int:
    """Judges all targets in all years, and shows the year looked at: the last one if none is asked for."""

    def calculated(policy: Policy, data: Path, chosen: dict[str, str], period: Period | None) -> TargetYear:
        from kaohe.analysis.scores_and_targets import judged_files
        from kaohe.data.read_data import ReadOptions
        from kaohe.diagnostics import Refused
        from kaohe.report.results.targets import TargetYear, years_of

        if period is not None and period.level != "year":
            raise Misused(finding("C116", period=period, year=period.year))
        if not policy.targets:
            raise Refused([finding("C115", policy=policy.id)])
        options = ReadOptions(include_hidden, provisional, replaces_of(replaces, data))
        results = judged_files(policy, data, chosen, options).results
        years = years_of(results)
        if period is not None and period not in years:
            raise Misused(finding("C114", period=period, known=tuple(years)))
        return TargetYear(results, period or years[-1])

    return calculate(language, calculated, FORMATS, **options)
