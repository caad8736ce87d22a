"""`kaohe workbook`: the working paper, in which every score is a live formula."""

from __future__ import annotations

from kaohe.command.arguments import Options, check_readings, data_path, loaded, policy_file, readings_of, replaces_of
from kaohe.command.exit import DONE, WRONG, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import workbook_file, write
from kaohe.command.progress_line import shown_progress


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    asked = [
        options.interpret(),
        options.include_hidden(),
        options.provisional(),
        options.replaces(),
        options.workbook_output(),
    ]
    return options.command("workbook", run, [options.policy(), options.data(), *asked])


def run(
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
