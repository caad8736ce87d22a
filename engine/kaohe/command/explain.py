"""`kaohe explain`: why a unit has its score, or stands before another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe.command.calculation import calculate
from kaohe.command.help import ToldCommand
from kaohe.command.options import Options
from kaohe.command.told import Misused

if TYPE_CHECKING:
    from kaohe.analysis.explain.model import Explanation
    from kaohe.language.periods import Period
    from kaohe.policy.model import Policy

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
        import kaohe
        from kaohe.analysis.explain.arguments import NotThere

        try:
            return kaohe.explain(policy, data, unit, period, of, against, chosen, include_hidden, provisional)
        except NotThere as error:
            raise Misused(error.finding) from None

    return calculate(language, calculated, FORMATS, **given)
