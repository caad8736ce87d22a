"""`kaohe data`: how data are understood, before anything is calculated from them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kaohe.command.arguments import Options, data_path, loaded, policy_file, replaces_of
from kaohe.command.exit import WRONG, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import format_for, target_file, write
from kaohe.command.progress_line import shown_progress
from kaohe.report.formats import colours

if TYPE_CHECKING:
    from kaohe.analysis.scores_and_targets import Side

FORMATS = ("table", "json")


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    asked = [
        options.option("--side", text="data_side", type=click.Choice(["scores", "targets"])),
        options.include_hidden(),
        options.provisional(),
        options.replaces(),
        options.format(FORMATS),
        options.output(),
    ]
    return options.command("data", run, [options.policy(), options.data(), *asked])


def run(
    language: str,
    policy: str,
    data: str,
    side: Side | None,
    include_hidden: bool,
    provisional: bool,
    replaces: tuple[str, ...],
    format_: str | None,
    output: str | None,
) -> int:
    """Reads, and shows what was read; the findings are part of the result, and go where that goes."""
    from kaohe.analysis.data_overview import overview
    from kaohe.data.read_data import ReadOptions
    from kaohe.diagnostics import Refused
    from kaohe.report.formats import rendered_overview

    file, folder = policy_file(policy), data_path(data)
    target = target_file(output, file, folder)
    format_ = format_for(format_, target, FORMATS)
    try:
        with shown_progress(language):
            method = loaded(file)
            side = side or ("scores" if method.scores else "targets")
            seen = overview(
                method, folder, side, ReadOptions(include_hidden, provisional, replaces_of(replaces, folder))
            )
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    text = rendered_overview(seen, format_, language, target is None and colours(sys.stdout))
    code = write(text, target, language)
    return code if seen.is_usable else WRONG
