"""The options of `kaohe data`."""

from __future__ import annotations

from typing import Any

import click

from engine.report.help import told

FORMATS = ("table", "json")


def options(language: str) -> list[click.Parameter]:
    """Which side's data, what of it, and how it is shown."""

    def option(*names: str, text: str, **settings: Any) -> click.Option:
        return click.Option(names, help=told(text, language), **settings)

    return [
        click.Argument(["policy"]),
        click.Argument(["data"]),
        option("--side", text="data_side", type=click.Choice(["scores", "targets"])),
        option("--include-hidden", text="include_hidden", is_flag=True),
        option("--format", "format_", text="format", type=click.Choice(FORMATS)),
        option("-o", "--output", text="output", metavar="FILE"),
    ]
