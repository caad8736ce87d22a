"""The options that commands share, with their help in one language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from kaohe.command.help import ToldCommand, in_short, told


class Options:
    """Makes options whose help is in `language`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def option(self, *names: str, text: str, **settings: Any) -> click.Option:
        """An option; `text` is the key of its help."""
        return click.Option(names, help=told(text, self.language), **settings)

    def policy(self) -> click.Argument:
        return click.Argument(["policy"])

    def data(self) -> click.Argument:
        return click.Argument(["data"])

    def period(self, text: str = "period", metavar: str = "P") -> click.Option:
        return self.option("--period", text=text, metavar=metavar)

    def format(self, choices: Sequence[str], text: str = "format") -> click.Option:
        return self.option("--format", "format_", text=text, type=click.Choice(choices))

    def by(self) -> click.Option:
        return self.option("--by", text="by", metavar="ID")

    def interpret(self) -> click.Option:
        return self.option("--interpret", text="interpret", multiple=True, metavar="ID=READING")

    def include_hidden(self) -> click.Option:
        return self.option("--include-hidden", text="include_hidden", is_flag=True)

    def provisional(self) -> click.Option:
        return self.option("--provisional", text="provisional", is_flag=True)

    def replaces(self) -> click.Option:
        return self.option("--replaces", text="replaces", multiple=True, metavar="NEW=OLD")

    def output(self) -> click.Option:
        return self.option("-o", "--output", text="output", metavar="FILE")

    def workbook_output(self) -> click.Option:
        return self.option("-o", "--output", text="template_output", metavar="FILE", required=True)

    def lang(self) -> click.Option:
        """--lang has been read before anything else, because the help needs it; here it is allowed and checked."""
        return self.option("--lang", text="lang", type=click.Choice(["zh", "en"]), expose_value=False)

    def command(
        self, name: str, run: Callable[..., int], params: Sequence[click.Parameter], text: str | None = None
    ) -> ToldCommand:
        """A command; `run` gets the language and what stands on the command line, and gives the exit code."""
        command = ToldCommand(
            name,
            callback=lambda **given: run(self.language, **given),
            help=told(text or name, self.language),
            short_help=in_short(name, self.language),
            params=[*params, self.lang()],
        )
        command.language = self.language
        return command
