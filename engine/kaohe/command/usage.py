"""What the reader of a command line finds wrong with it, as findings in the words of this project."""

from __future__ import annotations

import click

from kaohe.diagnostics import Diagnostic, nearest


def misuse(error: click.UsageError) -> Diagnostic:
    """The finding (C12x) that a usage error of the command line stands for."""
    code, arguments = _told(error)
    return Diagnostic(code, None, arguments)


def _told(error: click.UsageError) -> tuple[str, dict[str, object]]:
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
        given = _quoted(error.message)
        return "C124", {"option": name, "given": given, "known": "、".join(known), "suggestion": nearest(given, known)}
    if context is not None and isinstance(context.command, click.Group):
        known = list(context.command.commands)
        given = _quoted(error.message)
        return "C122", {"command": given, "known": "、".join(known), "suggestion": nearest(given, known)}
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
