"""`kaohe workbook`: the working paper, in which every score is a live formula."""

from __future__ import annotations

from engine.command.given import check_readings, data_path, loaded, policy_file, readings_of, workbook_file
from engine.command.options import Options
from engine.command.told import DONE, WRONG, tell, write
from engine.report.help import ToldCommand


def command(options: Options) -> ToldCommand:
    """The command with its options."""
    asked = [options.interpret(), options.include_hidden(), options.workbook_output()]
    return options.command("workbook", run, [options.policy(), options.data(), *asked])


def run(language: str, policy: str, data: str, interpret: tuple[str, ...], include_hidden: bool, output: str) -> int:
    """Scores and writes the formulas beside the results."""
    from engine.diagnostics import Refused
    from engine.report.workbook.run import working_paper

    chosen = readings_of(interpret)
    file, folder = policy_file(policy), data_path(data)
    target = workbook_file(output, file, folder)
    try:
        method = loaded(file)
        check_readings(method, chosen)
        content, warnings = working_paper(method, folder, chosen, include_hidden)
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    tell(warnings, language, DONE)
    return write(content, target, language)
