"""`kaohe consolidate`: the whole text of a policy that amends another, as one file."""

from __future__ import annotations

import click

from kaohe.command.arguments import Options, loaded, policy_file
from kaohe.command.exit import WRONG, Misused, finding, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import target_file, write
from kaohe.command.progress_line import shown_progress


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    return options.command("consolidate", run, [click.Argument(["policy"]), options.output()])


def run(language: str, policy: str, output: str | None) -> int:
    """Writes the text; never over a file that takes part (C105)."""
    from pathlib import Path

    from kaohe.analysis.consolidated_text import consolidated_text
    from kaohe.diagnostics import Refused

    file = policy_file(policy)
    target = target_file(output, file)
    try:
        with shown_progress(language):
            read = loaded(file)
            for each in read.text.files if target is not None and target.is_file() else ():
                if Path(each.name).is_file() and target is not None and target.samefile(each.name):
                    raise Misused(finding("C105", path=output or ""))
            content = consolidated_text(read, target or Path(read.source.name))
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    return write(content, target, language)
