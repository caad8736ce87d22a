"""`kaohe readings`: what the open questions decide on these data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kaohe.command.arguments import Options, reader_of
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import calculate

if TYPE_CHECKING:
    from kaohe.analysis.readings import Readings
    from kaohe.language.periods import Period
    from kaohe.policy.model import Policy

FORMATS = ("table", "json", "html")


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    most = options.option("--most", text="most", type=click.IntRange(1), default=100_000, metavar="N")
    asked = [
        options.period(),
        most,
        options.format(FORMATS),
        options.interpret(),
        options.include_hidden(),
        options.replaces(),
    ]
    return options.command("readings", run, [options.policy(), options.data(), *asked, options.output()])


def run(language: str, most: int, include_hidden: bool, replaces: tuple[str, ...], **options: Any) -> int:
    """Each reading in turn, and all combinations as far as they meet."""

    def calculated(policy: Policy, data: Path, chosen: dict[str, str], period: Period | None) -> Readings:
        from kaohe.analysis.readings import readings_of_questions

        return readings_of_questions(policy, reader_of(data, include_hidden, replaces), chosen, period, most)

    return calculate(language, calculated, FORMATS, **options)
