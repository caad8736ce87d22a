"""The commands of those who compare, beside `stress`: `compare`, `diff`, `readings`, `whatif`, `gap`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kaohe.command.arguments import (
    Options,
    asked_for,
    data_path,
    loaded,
    mapping_path,
    period_of,
    policy_file,
    reader_of,
    replaces_in,
)
from kaohe.command.exit import DONE, WRONG, Misused, finding, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import calculate, format_for, target_file, write
from kaohe.command.progress_line import shown_progress

if TYPE_CHECKING:
    from kaohe.analysis.diff import DataDiff, PolicyDiff
    from kaohe.analysis.gap.model import Gaps
    from kaohe.analysis.readings import Readings
    from kaohe.analysis.whatif import WhatIf
    from kaohe.language.periods import Period
    from kaohe.policy.model import Policy


_COMPARE_FORMATS = ("table", "markdown", "json", "xlsx", "html")


def compare(options: Options) -> LocalizedCommand:
    """`kaohe compare`: methods of several counties side by side."""
    policies = click.Argument(["policies"], nargs=-1, required=True)
    return options.command("compare", _compare, [policies, options.format(_COMPARE_FORMATS), options.output()])


def _compare(language: str, policies: tuple[str, ...], format_: str | None, output: str | None) -> int:
    """Compares what the policies say; no data is read."""
    from kaohe.analysis.comparison import compare
    from kaohe.diagnostics import Refused
    from kaohe.report.formats import rendered

    files = [policy_file(name) for name in policies]
    if len(files) < 2:
        raise Misused(finding("C217", policy=policies[0]))
    target = target_file(output, files[0])
    format_ = format_for(format_, target, _COMPARE_FORMATS)
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


_DIFF_FORMATS = ("table", "json")


def diff(options: Options) -> LocalizedCommand:
    """`kaohe diff`: two versions of a policy, with data what moves; or two data sets of one policy."""
    what = [click.Argument(["old"]), click.Argument(["new"]), click.Argument(["data"], required=False)]
    asked = [options.period(), options.format(_DIFF_FORMATS), options.include_hidden(), options.replaces()]
    return options.command("diff", _diff, [*what, *asked, options.output()])


def _diff(
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
    format_ = format_for(format_, target, _DIFF_FORMATS)
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


_READINGS_FORMATS = ("table", "json", "html")


def readings(options: Options) -> LocalizedCommand:
    """`kaohe readings`: what the open questions decide on these data."""
    most = options.option("--most", text="most", type=click.IntRange(1), default=100_000, metavar="N")
    asked = [
        options.period(),
        most,
        options.format(_READINGS_FORMATS),
        options.interpret(),
        options.include_hidden(),
        options.replaces(),
    ]
    return options.command("readings", _readings, [options.policy(), options.data(), *asked, options.output()])


def _readings(language: str, most: int, include_hidden: bool, replaces: tuple[str, ...], **options: Any) -> int:
    """Each reading in turn, and all combinations as far as they meet."""

    def calculated(policy: Policy, data: Path, chosen: dict[str, str], period: Period | None) -> Readings:
        from kaohe.analysis.readings import readings_of_questions

        return readings_of_questions(policy, reader_of(data, include_hidden, replaces), chosen, period, most)

    return calculate(language, calculated, _READINGS_FORMATS, **options)


_WHATIF_FORMATS = ("table", "json")


def whatif(options: Options) -> LocalizedCommand:
    """`kaohe whatif`: one run with inputs, records and words of the policy overridden, against the plain run."""
    asked = [
        options.option("--set", "cells", text="set", multiple=True, metavar="TABLE.UNIT.PERIOD.COLUMN=VALUE"),
        options.option("--add", "records", text="add", multiple=True, metavar="'TABLE.UNIT.PERIOD: COLUMN=VALUE, …'"),
        options.option("--set-policy", "words", text="set_policy", multiple=True, metavar="PATH=VALUE"),
        options.option("--with", "mapping", text="with", metavar="MAPPING.yaml"),
        options.period(),
        options.format(_WHATIF_FORMATS),
        options.interpret(),
        options.include_hidden(),
        options.replaces(),
        options.output(),
    ]
    return options.command("whatif", _whatif, [options.policy(), options.data(), *asked])


def _whatif(
    language: str,
    cells: tuple[str, ...],
    records: tuple[str, ...],
    words: tuple[str, ...],
    mapping: str | None,
    include_hidden: bool,
    replaces: tuple[str, ...],
    **options: Any,
) -> int:
    """Runs twice; a name or path that is not there is the command line's fault."""

    def calculated(policy: Policy, data: Path, chosen: dict[str, str], period: Period | None) -> WhatIf:
        from kaohe.analysis.whatif import what_if

        read = reader_of(data, include_hidden, replaces)
        other = None if mapping is None else mapping_path(mapping)
        with asked_for():
            return what_if(policy, read, cells, records, words, chosen, period, other)

    return calculate(language, calculated, _WHATIF_FORMATS, **options)


_GAP_FORMATS = ("table", "json")


def gap(options: Options) -> LocalizedCommand:
    """`kaohe gap`: what it would take a unit to reach a place, a grade or a number."""
    asked = [
        options.option("--unit", text="gap_unit", metavar="UNIT"),
        options.option("--to", text="gap_to", metavar="ID=VALUE"),
        options.period(),
        options.format(_GAP_FORMATS),
        options.interpret(),
        options.include_hidden(),
        options.replaces(),
        options.output(),
    ]
    return options.command("gap", _gap, [options.policy(), options.data(), *asked])


def _gap(
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

    return calculate(language, calculated, _GAP_FORMATS, **options)
