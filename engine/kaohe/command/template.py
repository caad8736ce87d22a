"""`kaohe template`: a workbook for those who fill in the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kaohe.command.arguments import Options, loaded, policy_file
from kaohe.command.exit import DONE, WRONG, Misused, finding, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import workbook_file, write
from kaohe.command.progress_line import shown_progress
from kaohe.lazy import replace


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    asked = [
        options.option("--side", text="side", type=click.Choice(["scores", "targets"])),
        options.option("--assessor", text="assessor", metavar="NAME"),
        options.option("--period", "periods", text="template_period", multiple=True, metavar="P"),
        options.option("--year", text="template_year", metavar="YEAR"),
        options.option("--each-assessor", text="each_assessor", is_flag=True),
        options.workbook_output(),
    ]
    return options.command("template", run, [options.policy(), *asked])


def run(language: str, policy: str, output: str, each_assessor: bool, **asked: Any) -> int:
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
