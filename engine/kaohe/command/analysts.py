"""The commands of analysts, beside `score`: `template`, `data`, `targets`, `explain`, `workbook`, `report`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kaohe.command.arguments import (
    Options,
    check_readings,
    data_path,
    loaded,
    period_of,
    policy_file,
    readings_of,
    replaces_of,
)
from kaohe.command.exit import DONE, WRONG, Misused, finding, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import calculate, format_for, target_file, workbook_file, write
from kaohe.command.progress_line import shown_progress
from kaohe.lazy import replace
from kaohe.report.formats import colours

if TYPE_CHECKING:
    from kaohe.analysis.explain.model import Explanation
    from kaohe.analysis.scores_and_targets import Side
    from kaohe.language.periods import Period
    from kaohe.policy.model import Policy
    from kaohe.report.results.targets import TargetYear


def template(options: Options) -> LocalizedCommand:
    """`kaohe template`: a workbook for those who fill in the data."""
    asked = [
        options.option("--side", text="side", type=click.Choice(["scores", "targets"])),
        options.option("--assessor", text="assessor", metavar="NAME"),
        options.option("--period", "periods", text="template_period", multiple=True, metavar="P"),
        options.option("--year", text="template_year", metavar="YEAR"),
        options.option("--each-assessor", text="each_assessor", is_flag=True),
        options.workbook_output(),
    ]
    return options.command("template", _template, [options.policy(), *asked])


def _template(language: str, policy: str, output: str, each_assessor: bool, **asked: Any) -> int:
    """Makes the workbook, or one for each assessor; an office or period that is not there is the user's mistake."""
    from kaohe.diagnostics import Findings, Refused
    from kaohe.report.template import file_names, render
    from kaohe.report.template_forms import Request, assessors_of, forms

    file = policy_file(policy)
    findings = Findings()
    request = Request(**asked)
    if each_assessor and request.assessor is not None:
        raise Misused(finding("C126", given="--assessor"))
    target = _folder(output) if each_assessor else workbook_file(output, file)
    try:
        with shown_progress(language):
            method = loaded(file)
            wanted = assessors_of(method, request) if each_assessor else [request.assessor]
            contents = []
            for assessor in wanted:
                found = findings if assessor == wanted[0] else Findings()  # what is found is the same for all
                made = forms(method, replace(request, assessor=assessor), found)
                if found.errors:
                    raise Misused(*found.all)
                contents.append(render(method, made, assessor))
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    tell(findings.warnings, language, DONE)
    files = (
        [target / name for name in file_names(method, [each or "" for each in wanted])] if each_assessor else [target]
    )
    return max(write(content, each, language) for content, each in zip(contents, files, strict=True))


def _folder(name: str) -> Path:
    """The folder for several files, made where it is not there yet (C104 where it cannot be)."""
    folder = Path(name)
    if not folder.parent.is_dir() or (folder.exists() and not folder.is_dir()):
        raise Misused(finding("C104", path=name))
    folder.mkdir(exist_ok=True)
    return folder


_DATA_FORMATS = ("table", "json")


def data(options: Options) -> LocalizedCommand:
    """`kaohe data`: how data are understood, before anything is calculated from them."""
    asked = [
        options.option("--side", text="data_side", type=click.Choice(["scores", "targets"])),
        options.include_hidden(),
        options.provisional(),
        options.replaces(),
        options.format(_DATA_FORMATS),
        options.output(),
    ]
    return options.command("data", _data, [options.policy(), options.data(), *asked])


def _data(
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
    format_ = format_for(format_, target, _DATA_FORMATS)
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


_TARGETS_FORMATS = ("table", "json", "csv", "markdown", "xlsx")


def targets(options: Options) -> LocalizedCommand:
    """`kaohe targets`: how far the policy's targets are attained."""
    year = options.period("year", "YEAR")
    asked = [year, options.format(_TARGETS_FORMATS), options.interpret(), options.output()]
    asked += [options.include_hidden(), options.provisional(), options.replaces()]
    return options.command("targets", _targets, [options.policy(), options.data(), *asked])


def _targets(language: str, include_hidden: bool, provisional: bool, replaces: tuple[str, ...], **options: Any) -> int:
    """Judges all targets in all years, and shows the year looked at: the last one if none is asked for."""

    def calculated(policy: Policy, data: Path, chosen: dict[str, str], period: Period | None) -> TargetYear:
        from kaohe.analysis.scores_and_targets import judged_files
        from kaohe.data.read_data import ReadOptions
        from kaohe.diagnostics import Refused
        from kaohe.report.results.targets import TargetYear, years_of

        if period is not None and period.level != "year":
            raise Misused(finding("C116", period=period, year=period.year))
        if not policy.targets:
            raise Refused([finding("C115", policy=policy.id)])
        options = ReadOptions(include_hidden, provisional, replaces_of(replaces, data))
        results = judged_files(policy, data, chosen, options).results
        years = years_of(results)
        if period is not None and period not in years:
            raise Misused(finding("C114", period=period, known=tuple(years)))
        return TargetYear(results, period or years[-1])

    return calculate(language, calculated, _TARGETS_FORMATS, **options)


_EXPLAIN_FORMATS = ("table", "markdown", "json", "html")


def explain(options: Options) -> LocalizedCommand:
    """`kaohe explain`: why a unit has its score, or stands before another."""
    asked = [
        options.option("--unit", text="explain_unit", metavar="UNIT"),
        options.period("explain_period"),
        options.option("--of", text="explain_of", metavar="ID"),
        options.option("--against", text="against", metavar="UNIT"),
        options.format(_EXPLAIN_FORMATS),
        options.interpret(),
        options.include_hidden(),
        options.provisional(),
        options.replaces(),
        options.output(),
    ]
    return options.command("explain", _explain, [options.policy(), options.data(), *asked], "explain_command")


def _explain(
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

    return calculate(language, calculated, _EXPLAIN_FORMATS, **options)


def workbook(options: Options) -> LocalizedCommand:
    """`kaohe workbook`: the working paper, in which every score is a live formula."""
    asked = [
        options.interpret(),
        options.include_hidden(),
        options.provisional(),
        options.replaces(),
        options.workbook_output(),
    ]
    return options.command("workbook", _workbook, [options.policy(), options.data(), *asked])


def _workbook(
    language: str,
    policy: str,
    data: str,
    interpret: tuple[str, ...],
    include_hidden: bool,
    provisional: bool,
    replaces: tuple[str, ...],
    output: str,
) -> int:
    """Scores and writes the formulas beside the results."""
    from kaohe.analysis.scores_and_targets import appraise
    from kaohe.data.read_data import ReadOptions
    from kaohe.diagnostics import Refused
    from kaohe.report.working_paper import workbook

    chosen = readings_of(interpret)
    file, folder = policy_file(policy), data_path(data)
    target = workbook_file(output, file, folder)
    try:
        with shown_progress(language):
            method = loaded(file)
            check_readings(method, chosen)
            found = appraise(
                method, folder, chosen, ReadOptions(include_hidden, provisional, replaces_of(replaces, folder))
            )
            content = workbook(found)
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    tell(found.warnings, language, DONE)
    return write(content, target, language)


def report(options: Options) -> LocalizedCommand:
    """`kaohe report`: one page for leaders and for print."""
    data = [options.include_hidden(), options.provisional(), options.replaces()]
    asked = [options.period("report_period"), options.interpret(), *data, options.output()]
    return options.command("report", _report, [options.policy(), options.data(), *asked])


def _report(
    language: str,
    policy: str,
    data: str,
    period: str | None,
    interpret: tuple[str, ...],
    include_hidden: bool,
    provisional: bool,
    replaces: tuple[str, ...],
    output: str | None,
) -> int:
    """Scores, judges the targets, and writes the page."""
    from kaohe.analysis.scores_and_targets import appraise
    from kaohe.data.read_data import ReadOptions
    from kaohe.diagnostics import Refused
    from kaohe.report.page.page import render

    chosen, wanted = readings_of(interpret), period_of(period)
    file, folder = policy_file(policy), data_path(data)
    target = target_file(output, file, folder)
    format_for(None, target, ["html"])
    try:
        with shown_progress(language):
            method = loaded(file)
            check_readings(method, chosen)
            found = appraise(
                method, folder, chosen, ReadOptions(include_hidden, provisional, replaces_of(replaces, folder))
            )
            if wanted is not None and wanted not in found.periods:
                raise Misused(finding("C114", period=wanted, known=tuple(found.periods)))
            page = render(found, wanted)
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    tell(found.warnings, language, DONE)
    return write(page, target, language)
