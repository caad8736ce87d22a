"""`kaohe diff`: two versions of a policy, with data what moves; or two data sets of one policy."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from kaohe.command.arguments import Options, data_path, loaded, period_of, policy_file, reader_of, replaces_in
from kaohe.command.exit import DONE, WRONG, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import format_for, target_file, write
from kaohe.command.progress_line import shown_progress

if TYPE_CHECKING:
    from kaohe.analysis.diff import DataDiff, PolicyDiff

FORMATS = ("table", "json")


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    what = [click.Argument(["old"]), click.Argument(["new"]), click.Argument(["data"], required=False)]
    asked = [options.period(), options.format(FORMATS), options.include_hidden(), options.replaces()]
    return options.command("diff", run, [*what, *asked, options.output()])


def run(
    language: str,
    old: str,
    new: str,
    data: str | None,
    period: str | None,
    format_: str | None,
    include_hidden: bool,
    replaces: tuple[str, ...],
    output: str | None,
) -> int:
    """Compares; which of the two it is shows in what the second argument names."""
    from kaohe.analysis.diff import diff_data, diff_policies
    from kaohe.analysis.published_values import reader
    from kaohe.data.read_data import ReadOptions
    from kaohe.diagnostics import Refused
    from kaohe.report.formats import rendered

    when, file = period_of(period), policy_file(old)
    of_data = data is not None and _is_data(new)
    read = data_path(data) if data is not None else None
    target = target_file(output, file, read)
    format_ = format_for(format_, target, FORMATS)
    try:
        with shown_progress(language):
            if of_data and read is not None:
                folders = (data_path(new), read)
                named = replaces_in(replaces, folders)
                before, after = (
                    reader(folder, ReadOptions(include_hidden, replaces=own))
                    for folder, own in zip(folders, named, strict=True)
                )
                found: PolicyDiff | DataDiff = diff_data(loaded(file), before, after, period=when)
            else:
                read_by = None if read is None else reader_of(read, include_hidden, replaces)
                found = diff_policies(loaded(file), loaded(policy_file(new)), read_by, when)
            content = rendered(found, format_, target)
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    tell(found.warnings, language, DONE)
    return write(content, target, language)


def _is_data(name: str) -> bool:
    """Whether a name is that of a folder or a workbook, and no policy."""
    return os.path.isdir(name) or name.lower().endswith((".xlsx", ".xlsm", ".csv"))
