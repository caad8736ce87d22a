"""`kaohe explain`: why a unit has its score, or stands before another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe.command.arguments import Options, replaces_of
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import calculate

if TYPE_CHECKING:
    from kaohe.analysis.explain.model import Explanation
    from kaohe.language.periods import Period
    from kaohe.policy.model import Policy

FORMATS = ("table", "markdown", "json", "html")


def command(options: Options) -> LocalizedCommand:
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
        options.replaces(),
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
    replaces: tuple[str, ...],
    **options: Any,
) -> int:
    """Explains one unit, or compares it with another."""

    def calculated(policy: Policy, data: Path, chosen: dict[str, str], period: Period | None) -> Explanation:
        from kaohe.analysis.explain.explanation import Asked, answer
        from kaohe.data.read_data import ReadOptions

        options = ReadOptions(include_hidden, provisional, replaces_of(replaces, data))
        return answer(policy, data, Asked(unit, period, of, against), chosen, options)

    return calculate(language, calculated, FORMATS, **options)
