"""`kaohe diff`: two versions of a policy, with data what moves; or two data sets of one policy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.command.arguments import data_path, loaded, period_of, policy_file, replaces_in, replaces_of
from kaohe.command.exit import DONE, WRONG, tell
from kaohe.command.help import ToldCommand
from kaohe.command.options import Options
from kaohe.command.output import format_for, target_file, write
from kaohe.command.progress_line import shown_progress

if TYPE_CHECKING:
    from kaohe.analysis.diff import DataDiff, PolicyDiff
    from kaohe.language.periods import Period

FORMATS = ("table", "json")


def command(options: Options) -> ToldCommand:
    """The command with its options."""
    what = [click.Argument(["old"]), click.Argument(["new"]), click.Argument(["data"], required=False)]
    asked = [options.period(), options.format(FORMATS), options.include_hidden()]
    asked += [options.replaces(), options.output()]
    return options.command("diff", run, [*what, *asked])


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
    from kaohe.analysis.diff import diff_policies
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
                found: PolicyDiff | DataDiff = _data(file, data_path(new), read, when, include_hidden, replaces)
            else:
                named = replaces_of(replaces, read) if read is not None else ()
                options = ReadOptions(include_hidden, replaces=named)
                found = diff_policies(loaded(file), loaded(policy_file(new)), read, when, options)
            content = rendered(found, format_, target)
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    tell(found.warnings, language, DONE)
    return write(content, target, language)


def _is_data(name: str) -> bool:
    """Whether a name is that of a folder or a workbook, and no policy."""
    return os.path.isdir(name) or name.lower().endswith((".xlsx", ".xlsm", ".csv"))


def _data(
    policy: Path | None,
    old: Path,
    new: Path,
    period: Period | None,
    include_hidden: bool,
    replaces: tuple[str, ...],
) -> DataDiff:
    """Each file that is replaced is so in the data that have it."""
    from kaohe.analysis.diff import diff_data
    from kaohe.data.read_data import ReadOptions

    before, after = (ReadOptions(include_hidden, replaces=each) for each in replaces_in(replaces, (old, new)))
    return diff_data(loaded(policy), old, new, None, period, before, after)
