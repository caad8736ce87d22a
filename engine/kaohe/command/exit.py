"""How a command ends: its exit code, and its findings on standard error; what is wrong with a command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kaohe.diagnostics import Diagnostic

DONE, WRONG, MISUSED, INTERRUPTED = 0, 1, 2, 130


class Misused(Exception):
    """The command line asks for what is not there: the findings that say so."""

    def __init__(self, *findings: Diagnostic) -> None:
        super().__init__(*(finding.code for finding in findings))
        self.findings = findings


def finding(code: str, **arguments: object) -> Diagnostic:
    """A finding about the command line itself, which has no place."""
    from kaohe.diagnostics import Diagnostic

    return Diagnostic(code, None, arguments)


def tell(findings: Sequence[Diagnostic], language: str, code: int) -> int:
    """Findings go to standard error; gives the exit code on."""
    from kaohe.report.findings import render
    from kaohe.report.formats import colours, write_stream

    with suppress(OSError):  # nobody reads any more: the exit code says what there is to say
        write_stream(sys.stderr, render(findings, language, colours(sys.stderr)))
    return code


def misuse(error: click.UsageError) -> Diagnostic:
    """The finding (C12x) that a usage error of the command line stands for."""
    code, arguments = _described(error)
    return finding(code, **arguments)


def _described(error: click.UsageError) -> tuple[str, dict[str, object]]:
    from kaohe.diagnostics import nearest

    context, parameter = error.ctx, getattr(error, "param", None)
    name = parameter.get_error_hint(context).replace("'", "") if parameter is not None and context else ""
    if isinstance(error, click.NoSuchOption):
        known = [option for each in context.command.params for option in each.opts] if context else []
        return "C121", {"option": error.option_name, "suggestion": nearest(error.option_name, known)}
    if isinstance(error, click.MissingParameter):
        return "C123", {"argument": name}
    if isinstance(error, click.BadOptionUsage):
        return "C125", {"option": error.option_name}
    if isinstance(error, click.BadParameter) and parameter is not None and isinstance(parameter.type, click.Choice):
        known = [str(choice) for choice in parameter.type.choices]
        written = _quoted(error.message)
        return "C124", {"option": name, "given": written, "known": tuple(known), "suggestion": nearest(written, known)}
    if context is not None and isinstance(context.command, click.Group):
        known = context.command.list_commands(context)
        if "'" not in error.message and '"' not in error.message and " " in error.message:  # “Missing command.”
            return "C128", {"known": tuple(known)}
        written = _quoted(error.message)
        return "C122", {"command": written, "known": tuple(known), "suggestion": nearest(written, known)}
    if "(" in error.message:
        return "C126", {"given": error.message.partition("(")[2].rpartition(")")[0]}
    return "C127", {"reason": error.format_message()}


def _quoted(message: str) -> str:
    """The word that a message quotes: its first between quotation marks."""
    for mark in ("'", '"'):
        parts = message.split(mark)
        if len(parts) > 2:
            return parts[1]
    return message
