"""`kaohe check`: what can be known of policies without data, and what a code means."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.command.arguments import Options, policy_file, source_in
from kaohe.command.exit import WRONG, Misused, finding
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import write
from kaohe.command.progress_line import shown_progress
from kaohe.report.formats import colours

if TYPE_CHECKING:
    from kaohe.diagnostics import Diagnostic
    from kaohe.policy.model import Policy


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    asked = [
        options.format(("text", "json", "github"), "check_format"),
        options.option("--strict", text="strict", is_flag=True),
        options.option("--explain", text="explain", metavar="CODE"),
    ]
    return options.command("check", run, [click.Argument(["policies"], nargs=-1, metavar="POLICY..."), *asked])


def run(language: str, policies: tuple[str, ...], format_: str | None, strict: bool, explain: str | None) -> int:
    """Checks; the findings are the result, and go to standard output."""
    if explain is not None:
        if policies:
            raise Misused(finding("C126", given=" ".join(policies)))
        return _explain(explain, language)
    if not policies:
        raise Misused(finding("C123", argument="POLICY"))
    from kaohe.analysis.check import Checked
    from kaohe.progress import tracked
    from kaohe.report.formats import rendered_check

    files = {name: policy_file(name) for name in policies}
    with shown_progress(language):
        each = tracked("check", files.items(), lambda file: file[0])
        checked = [Checked(str(file or name), *_source_checked(file)) for name, file in each]
    code = write(rendered_check(checked, format_ or "text", language, colours(sys.stdout)), None, language)
    return WRONG if any(strict or found.is_error for one in checked for found in one.findings) else code


def _source_checked(file: Path | None) -> tuple[Policy | None, list[Diagnostic]]:
    from kaohe.analysis.check import check
    from kaohe.diagnostics import Findings

    source = source_in(file, findings := Findings())
    return (None, findings.all) if source is None else check(source)


def _explain(code: str, language: str) -> int:
    """What a code means; C141 if there is no such code."""
    from kaohe.analysis.check import explanation, nearest_code
    from kaohe.report.check import as_explanation

    found = explanation(code)
    if found is None:
        raise Misused(finding("C141", given=code, suggestion=nearest_code(code)))
    return write(as_explanation(found, language), None, language)
