"""`kaohe explain`: why a unit has its score, or stands before another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.command.calculation import calculate
from engine.command.options import Options
from engine.command.told import Misused
from engine.report.help import ToldCommand

if TYPE_CHECKING:
    from engine.analysis.explain.model import Explanation
    from engine.language.periods import Period
    from engine.policy.model import Policy

FORMATS = ("table", "markdown", "json", "html")


def command(options: Options) -> ToldCommand:
    """The command with its options."""
    asked = [
        options.option("--unit", text="explain_unit", metavar="UNIT"),
        options.period("explain_period"),
        options.option("--of", text="explain_of", metavar="ID"),
        options.option("--against", text="against", metavar="UNIT"),
        options.format(FORMATS),
        options.interpret(),
        options.include_hidden(),
        options.provisional(),
        options.output(),
    ]
    return options.command("explain", run, [options.policy(), options.data(), *asked], "explain_command")


def run(
    language: str,
    unit: str | None,
    of: str | None,
    against: str | None,
    include_hidden: bool,
    provisional: bool,
    **given: Any,
) -> int:
    """Explains; a unit, value or period that is not there is the command line's fault."""

    def calculated(policy: Policy, data: Path, chosen: dict[str, str], period: Period | None) -> Explanation:
        import engine
        from engine.analysis.explain.units import NotThere

        try:
            return engine.explain(policy, data, unit, period, of, against, chosen, include_hidden, provisional)
        except NotThere as error:
            raise Misused(error.finding) from None

    return calculate(language, calculated, FORMATS, **given)
