"""The options of `kaohe explain`."""

from __future__ import annotations

from typing import Any

import click

from engine.report.help import told

FORMATS = ("table", "markdown", "json", "html")


def options(language: str) -> list[click.Parameter]:
    """What is explained, of whom and when; how it is shown."""

    def option(*names: str, text: str, **settings: Any) -> click.Option:
        return click.Option(names, help=told(text, language), **settings)

    return [
        click.Argument(["policy"]),
        click.Argument(["data"]),
        option("--unit", text="explain_unit", metavar="UNIT", required=True),
        option("--period", text="explain_period", metavar="P"),
        option("--of", text="explain_of", metavar="ID"),
        option("--against", text="against", metavar="UNIT"),
        option("--format", "format_", text="format", type=click.Choice(FORMATS)),
        option("--interpret", text="interpret", multiple=True, metavar="ID=READING"),
        option("-o", "--output", text="output", metavar="FILE"),
    ]
