"""`kaohe whatif`: one run with inputs, records and words of the policy overridden, against the plain run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe.command.arguments import Options, asked_for, mapping_path, reader_of
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import calculate

if TYPE_CHECKING:
    from kaohe.analysis.whatif import WhatIf
    from kaohe.language.periods import Period
    from kaohe.policy.model import Policy

FORMATS = ("table", "json")


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    asked = [
        options.option("--set", "cells", text="set", multiple=True, metavar="TABLE.UNIT.PERIOD.COLUMN=VALUE"),
        options.option("--add", "records", text="add", multiple=True, metavar="'TABLE.UNIT.PERIOD: COLUMN=VALUE, …'"),
        options.option("--set-policy", "words", text="set_policy", multiple=True, metavar="PATH=VALUE"),
        options.option("--with", "mapping", text="with", metavar="MAPPING.yaml"),
        options.period(),
        options.format(FORMATS),
        options.interpret(),
        options.include_hidden(),
        options.replaces(),
        options.output(),
    ]
    return options.command("whatif", run, [options.policy(), options.data(), *asked])


def run(
    language: str,
    cells: tuple[str, ...],
    records: tuple[str, ...],
    words: tuple[str, ...],
    mapping: str | None,
    include_hidden: bool,
    replaces: tuple[str, ...],
    **options: Any,
) -> int:
    """Runs twice; a name or path that is not there is the command line's fault."""

    def calculated(policy: Policy, data: Path, chosen: dict[str, str], period: Period | None) -> WhatIf:
        from kaohe.analysis.whatif import what_if

        read = reader_of(data, include_hidden, replaces)
        other = None if mapping is None else mapping_path(mapping)
        with asked_for():
            return what_if(policy, read, cells, records, words, chosen, period, other)

    return calculate(language, calculated, FORMATS, **options)
