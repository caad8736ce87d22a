"""`kaohe report`: one page for leaders and for print."""

from __future__ import annotations

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
from kaohe.command.output import format_for, target_file, write
from kaohe.command.progress_line import shown_progress


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    data = [options.include_hidden(), options.provisional(), options.replaces()]
    asked = [options.period("report_period"), options.interpret(), *data, options.output()]
    return options.command("report", run, [options.policy(), options.data(), *asked])


def run(
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
