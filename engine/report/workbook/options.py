"""The options of `kaohe workbook`. This module is imported for every --help, so it imports nothing heavy."""

from __future__ import annotations

from typing import Any

import click

from engine.report.help import told


def options(language: str) -> list[click.Parameter]:
    """Everything but --lang, which all commands have."""

    def option(*names: str, text: str, **settings: Any) -> click.Option:
        return click.Option(names, help=told(text, language), **settings)

    return [
        click.Argument(["policy"]),
        click.Argument(["data"]),
        option("--interpret", text="interpret", multiple=True, metavar="ID=READING"),
        option("--include-hidden", text="include_hidden", is_flag=True),
        option("-o", "--output", text="template_output", metavar="FILE", required=True),
    ]
