"""The words of --help, and commands that show them in one language throughout."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence

import click

HELP = {
    "kaohe": (
        "考核办法的规则引擎：一个办法一个 YAML 文件。",
        "A rules engine for appraisal methods, one YAML file each.",
    ),
    "score": (
        "按 POLICY（办法文件、随附办法的代号，或 - 即标准输入）给 DATA（存放数据表的文件夹）计分。",
        "Score DATA (a folder of tables) by POLICY (a file, the id of a policy that comes with kaohe, or - for "
        "standard input).",
    ),
    "targets": (
        "按 DATA（存放数据表的文件夹）看 POLICY（办法文件、随附办法的代号，或 -）的各项目标：达到了没有，还差多少。",
        "How far the targets of POLICY (a file, the id of a policy that comes with kaohe, or -) are attained by DATA "
        "(a folder of tables).",
    ),
    "year": ("看哪一年，如 2023；默认为数据的最后一年", "The year to look at: 2023; else the last one of the data"),
    "graph": (
        "画出 POLICY（办法文件、随附办法的代号，或 -）里什么依据什么。",
        "Draw what rests on what in POLICY (a file, the id of a policy that comes with kaohe, or -).",
    ),
    "of": ("只画它依据什么（代号、类别.代号或名称）", "Only what this rests on (an id, unit_type.id, or a name)"),
    "from": (
        "只画它影响什么（列、表.列、表、得分或待释事项）",
        "Only what this reaches (a column, table.column, a table, a value, or an open question)",
    ),
    "depth": ("只画这么多步以内的", "Only what is within so many steps"),
    "graph_format": (
        "图的格式；默认看 -o 的后缀，否则为 svg",
        "Format of the graph; else the ending of -o says, else svg",
    ),
    "period": ("只要这个期间的结果，如 2022Q1、2022", "Only the results of this period: 2022Q1, 2022"),
    "format": (
        "结果的格式；默认看 -o 的后缀，否则为 table",
        "Format of the results; else the ending of -o says, else table",
    ),
    "interpret": ("待释事项换一种读法，可以多次", "Choose another reading of an open question; may be repeated"),
    "verify": ("独立复算一遍，说明是否一致", "Calculate a second time, independently, and say that both agree"),
    "output": ("写到文件（要么整个写好，要么不写）", "Write to a file, whole or not at all"),
    "lang": ("提示信息的语言", "Language of messages"),
    "help": ("显示本说明", "Show this message"),
    "version": ("显示版本", "Show the version"),
    "Usage:": ("用法：", "Usage:"),
    "Options:": ("选项：", "Options:"),
    "Commands:": ("命令：", "Commands:"),
}
"""Every text: (Chinese, English)."""


def language_of(arguments: Sequence[str]) -> str:
    """Chinese or English: as --lang says, wherever it stands, else as the locale does."""
    words = " ".join(arguments).replace("--lang=", "--lang ").split(" ")
    for option, word in itertools.pairwise(words):
        if option == "--lang" and word in ("zh", "en"):
            return word
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def told(key: str, language: str) -> str:
    """A text of the help in a language."""
    chinese, english = HELP[key]
    return chinese if language == "zh" else english


class ToldCommand(click.Command):
    """A command whose help is in one language throughout."""

    language = "en"

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = told("help", self.language)
        return option

    def get_help(self, ctx: click.Context) -> str:
        lines = super().get_help(ctx).split("\n")
        for number, line in enumerate(lines):
            word = line.split(" ")[0]
            if word in HELP:
                lines[number] = told(word, self.language) + line.removeprefix(word)
        return "\n".join(lines)


class ToldGroup(ToldCommand, click.Group):
    """The command that has the others under it."""
