"""What click says, told in the project's own words, whichever version of click says it."""

from __future__ import annotations

import click
from kaohe.command.exit import misuse

GROUP = click.Group("kaohe", commands=[click.Command("score")])


def test_an_unknown_command_without_quotation_marks() -> None:
    finding = misuse(click.UsageError("scor", click.Context(GROUP)))
    assert finding.code == "C122"
    assert finding.arguments["suggestion"] == "score"


def test_an_unknown_command_in_double_quotation_marks() -> None:
    assert misuse(click.UsageError('No such command "scor".', click.Context(GROUP))).arguments["command"] == "scor"


def test_anything_else_keeps_the_words_it_came_with() -> None:
    finding = misuse(click.UsageError("odd"))
    assert (finding.code, finding.arguments["reason"]) == ("C127", "odd")
