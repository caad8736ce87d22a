"""`kaohe compare`: methods of several counties side by side."""

from __future__ import annotations

import click

from kaohe.command.arguments import Options, loaded, policy_file
from kaohe.command.exit import WRONG, Misused, finding, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import format_for, target_file, write
from kaohe.command.progress_line import shown_progress

FORMATS = ("table", "markdown", "json", "xlsx", "html")


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    policies = click.Argument(["policies"], nargs=-1, required=True)
    return options.command("compare", run, [policies, options.format(FORMATS), options.output()])


def run(language: str, policies: tuple[str, ...], format_: str | None, output: str | None) -> int:
    """Compares what the policies say; no data is read."""
    from kaohe.analysis.comparison import compare
    from kaohe.diagnostics import Refused
    from kaohe.report.formats import rendered

    files = [policy_file(name) for name in policies]
    if len(files) < 2:
        raise Misused(finding("C217", policy=policies[0]))
    target = target_file(output, files[0])
    format_ = format_for(format_, target, FORMATS)
    try:
        with shown_progress(language):
            read = [loaded(file) for file in files]
            ids = [policy.id for policy in read]
            double = next((id_ for id_ in ids if ids.count(id_) > 1), None)
            if double is not None:
                raise Misused(finding("C218", id=double))
            content = rendered(compare(read), format_, target)
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    return write(content, target, language)
