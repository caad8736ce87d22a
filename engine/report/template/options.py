"""The options of `kaohe template`. This module is imported for every --help, so it imports nothing heavy."""

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
        option("--side", text="side", type=click.Choice(["scores", "targets"])),
        option("--assessor", text="assessor", metavar="NAME"),
        option("--period", "periods", text="template_period", multiple=True, metavar="P"),
        option("--year", text="template_year", metavar="YEAR"),
        option("-o", "--output", text="template_output", metavar="FILE", required=True),
    ]
