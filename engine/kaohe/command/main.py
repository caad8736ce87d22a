"""The command line: reads what is asked for, hands it to the command, and gives its exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

import click

from kaohe.command.arguments import Options
from kaohe.command.exit import DONE, INTERRUPTED, MISUSED, WRONG, Misused, finding, tell
from kaohe.command.help import LocalizedGroup, help_text, help_width, language_of
from kaohe.progress import one_thing

COMMANDS = {
    "Writers": ("check", "graph", "consolidate", "migrate"),
    "Analysts": ("template", "data", "score", "targets", "explain", "workbook", "report"),
    "Comparers": ("compare", "diff", "readings", "whatif", "gap", "stress"),
}
"""The commands by whom they are mostly for, in the order of their work. Each is a module of this package."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code: 0 done, 1 policy or data are wrong, 2 the command line is."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = language_of(words)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what the locale cannot write must not stop a message
            stream.reconfigure(errors="replace")
    try:
        return int(_kaohe(language).main(words, prog_name="kaohe", standalone_mode=False) or DONE)
    except click.UsageError as error:
        if not words:  # the bare command: its help is the message
            from kaohe.report.formats import write_stream

            write_stream(sys.stderr, error.format_message() + "\n")
            return MISUSED
        from kaohe.command.exit import misuse

        return tell([misuse(error)], language, MISUSED)
    except Misused as misused:
        return tell(misused.findings, language, MISUSED)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        from kaohe.diagnostics import NotThere

        if isinstance(error, NotThere):
            return tell(error.diagnostics, language, MISUSED)
        if os.environ.get("KAOHE_DEBUG"):
            raise
        return tell([finding("C191", reason=f"{type(error).__name__}: {error}")], language, WRONG)


@one_thing()
def process() -> int:
    """The command line as a process of its own; gives its exit code."""
    return main()


def _kaohe(language: str) -> click.Group:
    """The commands, with their help in `language`."""
    options = Options(language)
    version = options.option(
        "--version", text="version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version
    )
    group = LocalizedGroup(
        "kaohe",
        help=help_text("kaohe", language),
        params=[version, options.lang()],
        # of all commands: contexts inherit it
        context_settings={"help_option_names": ["-h", "--help"], "terminal_width": help_width()},
    )
    group.users = COMMANDS
    group.language = language
    group.made = lambda name: import_module(f"kaohe.command.{name}").command(options)
    return group


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from kaohe.shipped_files import __version__

        click.echo(f"kaohe {__version__}")
        context.exit()
