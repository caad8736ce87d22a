"""`kaohe template`: a workbook for those who fill in the data."""

from __future__ import annotations

from typing import Any

import click

from kaohe.command.arguments import loaded, policy_file
from kaohe.command.exit import DONE, WRONG, Misused, tell
from kaohe.command.help import ToldCommand
from kaohe.command.options import Options
from kaohe.command.output import workbook_file, write
from kaohe.command.progress_line import shown_progress


def command(options: Options) -> ToldCommand:
    """The command with its options."""
    asked = [
        options.option("--side", text="side", type=click.Choice(["scores", "targets"])),
        options.option("--assessor", text="assessor", metavar="NAME"),
        options.option("--period", "periods", text="template_period", multiple=True, metavar="P"),
        options.option("--year", text="template_year", metavar="YEAR"),
        options.workbook_output(),
    ]
    return options.command("template", run, [options.policy(), *asked])


def run(language: str, policy: str, output: str, **asked: Any) -> int:
    """Makes the workbook; an office or period that is not there is the command line's fault."""
    from kaohe.diagnostics import Findings, Refused
    from kaohe.report.template.forms import forms
    from kaohe.report.template.request import Request
    from kaohe.report.template.workbook import render

    file = policy_file(policy)
    target = workbook_file(output, file)
    findings = Findings()
    request = Request(**asked)
    try:
        with shown_progress(language):
            method = loaded(file)
            made = forms(method, request, findings)
            if findings.errors:
                raise Misused(*findings.all)
            content = render(method, made, request.assessor)
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    tell(findings.warnings, language, DONE)
    return write(content, target, language)
