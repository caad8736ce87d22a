"""`kaohe gap`: what it would take a unit to reach a place, a grade or a number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe.command.arguments import Options, reader_of
from kaohe.command.exit import Misused, finding
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import calculate

if TYPE_CHECKING:
    from kaohe.analysis.gap.model import Gaps
    from kaohe.language.periods import Period
    from kaohe.policy.model import Policy

FORMATS = ("table", "json")


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    asked = [
        options.option("--unit", text="gap_unit", metavar="UNIT"),
        options.option("--to", text="gap_to", metavar="ID=VALUE"),
        options.period(),
        options.format(FORMATS),
        options.interpret(),
        options.include_hidden(),
        options.replaces(),
        options.output(),
    ]
    return options.command("gap", run, [options.policy(), options.data(), *asked])


def run(
    language: str, unit: str | None, to: str | None, include_hidden: bool, replaces: tuple[str, ...], **options: Any
) -> int:
    """Searches; a unit, value or period that is not there is the command line's fault."""

    def calculated(policy: Policy, data: Path, chosen: dict[str, str], period: Period | None) -> Gaps:
        from kaohe.analysis.gap.gap import gaps
        from kaohe.analysis.gap.standing import NoSuchGoal, NoSuchNumber
        from kaohe.diagnostics import nearest

        try:
            return gaps(policy, reader_of(data, include_hidden, replaces), unit, period, to, chosen)
        except NoSuchNumber as number:
            raise Misused(finding("C220", given=number.written, value=number.id)) from None
        except NoSuchGoal as goal:
            near = nearest(goal.written, goal.known)
            raise Misused(finding("C219", goal=goal.written, known=goal.known, suggestion=near)) from None

    return calculate(language, calculated, FORMATS, **options)
