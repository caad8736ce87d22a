"""The words of --help, and commands that show them in one language throughout."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable, Mapping, Sequence

import click

from kaohe.command.exit import Misused, finding

HELP = {
    "kaohe": (
        "考核办法的规则引擎：一个办法一个 YAML 文件。",
        "A rules engine for appraisal methods, one YAML file each.",
    ),
    "score": (
        "按 POLICY（办法文件、随附办法的代号，或 - 即标准输入）给 DATA（放 CSV、.xlsx、.parquet 的文件夹，"
        "或一个 .xlsx、.parquet）计分。数据太多的，分成几个分区，一个一个算：--from 和 --to。",
        "Score DATA (a folder of CSV, .xlsx and .parquet files, or one of the last two) by POLICY (a file, the id of a "
        "policy that comes with kaohe, or - for standard input). What is too much data goes in partitions, one after "
        "another: --from and --to.",
    ),
    "score_from": (
        "分区：一个文件夹，里面每个文件夹（一张表一个文件）或 .parquet 文件是一个分区；也可以写加引号的样式，如 "
        "'data/*/*.parquet'。每个分区是完整的考核组",
        "Partitions: a folder in which each folder (a file for each table) or .parquet file is one, or a quoted "
        "pattern such as 'data/*/*.parquet'. Each holds whole comparison groups",
    ),
    "score_to": (
        "放结果的文件夹：一个分区一个 .parquet 文件，都算完了有 record.json；中断了再运行一次，接着算",
        "The folder for the results: a .parquet file for each partition, and record.json when all are done; after an "
        "interruption run it again, and it goes on",
    ),
    "targets": (
        "按 DATA（放 CSV、.xlsx、.parquet 的文件夹，或一个 .xlsx、.parquet）看 POLICY（办法文件、随附办法的代号，或 -）"
        "的各项目标：达到了没有，还差多少。",
        "How far the targets of POLICY (a file, the id of a policy that comes with kaohe, or -) are attained by DATA "
        "(a folder of CSV, .xlsx and .parquet files, or one of the last two).",
    ),
    "compare": (
        "把几份办法（POLICY，文件或随附办法的代号）放在一起比：考核谁，分在哪里、怎样计，得分有什么后果，目标谁高，"
        "待释事项怎样读。",
        "Lay several methods (POLICY, files or ids) side by side: whom they score, where the points are and how they "
        "are given, what follows, what they aim at, what they leave open.",
    ),
    "gap": (
        "按 POLICY 和 DATA，一个单位要进一位、评上一个等次或达到一个分数，只改一处最小要改多少；"
        "每一项现在多一个值多少。",
        "What it takes a unit to gain a place, a grade or a score under POLICY and DATA: the smallest change of a "
        "single input or record, and what one more of each is worth now.",
    ),
    "gap_unit": (
        "哪个单位；不写就是全部单位，看谁离得最近",
        "The unit; all of them if left out, who stands closest to moving first",
    ),
    "gap_to": (
        "要做到什么，如 rank=2、grade=优秀、total=90；不写就是前一个名次",
        "The goal, such as rank=2 or total=90; the next better place if left out",
    ),
    "stress": (
        "检验 POLICY 会不会奖错：不封顶的、断崖、满分过多、分不开、计两次、自损得利；各项的实际权重；数据和权重有出入时"
        "名次稳不稳。没有 DATA 的只看办法。",
        "What POLICY may reward by mistake: no caps, cliffs, saturated or alike indicators, inputs counted twice, "
        "places taken by doing worse; effective weights; how firm places are when inputs and weights are off. Without "
        "DATA the rules alone.",
    ),
    "stress_cliff": (
        "断崖：末位数动一格，总分跳过这么多分的；默认 1",
        "Cliffs: a last digit at which the total jumps by more than so many points; 1 if left out",
    ),
    "stress_saturated": (
        "满分过多：这么多（%）以上的单位得满分的指标；默认 80",
        "Saturated: indicators with full marks for so many percent of the units or more; 80 if left out",
    ),
    "stress_alike": (
        "分不开：最高最低相差不过分值的这么多（%）的指标；默认 0，就是全都一样",
        "Alike: indicators whose highest and lowest lie no more than so many percent of the full marks apart; 0 if "
        "left out: all the same",
    ),
    "stress_error": (
        "数据的误差：每个数上下这么多（%）以内；默认 rounding，就是末位数的一半以内，整数不动",
        "Inputs are off by up to so many percent each; rounding if left out: up to half of their last digit, whole "
        "numbers not",
    ),
    "stress_weights": (
        "权重的出入：每项的满分上下这么多（%）以内，再折回总的满分；默认 10",
        "Weights are off by up to so many percent each, then brought back to the full marks of the whole; 10 if left "
        "out",
    ),
    "stress_samples": (
        "抽样的次数，数据、权重和两样一起各这么多次；默认 300",
        "So many samples of each kind; 300 if left out",
    ),
    "stress_seed": (
        "抽样的种子；相同的种子得相同的结果；默认 0",
        "The seed of the samples: the same seed, the same results; 0 if left out",
    ),
    "stress_confidence": ("置信区间的置信度（%）；默认 95", "The confidence of intervals, in percent; 95 if left out"),
    "stress_sensitivity": (
        "再算名次的变动来自哪里（一阶和总的敏感度）：每项抽这么多次，是 2 的幂，如 64；要另装 SALib",
        "First and total order sensitivities too, by so many draws for each indicator, a power of 2 such as 64; needs "
        "SALib",
    ),
    "whatif": (
        "假如 DATA 的几个数、几条记录，或 POLICY 的几个字是别的，或者用另一份办法的规则，哪些结果会变。",
        "What would move if some inputs or records of DATA, or some words of POLICY, were others, or if another "
        "policy's rule held.",
    ),
    "set": (
        "把一个单元格换成这个值，可以多次；表和期间只有一种可能的可以不写；记录写 [名称] 或 [第几条]；"
        "各单位共用的数不写单位，各期共用的不写期间",
        "Another value for a cell; may be repeated. Table and period may be left out where only one fits; a record is "
        "[name] or [number]. A figure for all units has no unit, one for all periods no period",
    ),
    "add": ("加一条记录，可以多次", "Add a record; may be repeated"),
    "set_policy": (
        "把办法里的一个数或字换成这个，可以多次，如 construction_score.cap=20、X4.default=capped",
        "Another number or word of the policy; may be repeated: construction_score.cap=20, X4.default=capped",
    ),
    "with": (
        "假如用另一份办法的规则：对应文件写明它的什么是自己的什么",
        "What if another policy's rule held: a mapping file says what of it is what of yours",
    ),
    "readings": (
        "POLICY 的待释事项在 DATA 上决定什么：每种读法使谁变，各种读法合在一起谁在什么范围里。",
        "What the open questions of POLICY decide on DATA: whom each reading moves, and where each lies under all.",
    ),
    "most": (
        "一个结果的读法组合超过这么多，就抽查这么多种；默认 100000",
        "Of more combinations than these a sample of so many is tried; 100000 if left out",
    ),
    "diff": (
        "比较一份办法的两版（OLD NEW），有 DATA 的还看谁因此变；或者比较一份办法的两份数据（POLICY DATA DATA）。",
        "Compare two versions of a policy (OLD NEW), with DATA also what moves; or two data sets of one policy "
        "(POLICY DATA DATA).",
    ),
    "year": ("看哪一年，如 2023；默认为数据的最后一年", "The year to look at: 2023; else the last one of the data"),
    "workbook": (
        "按 POLICY 给 DATA 计分，写成计分底稿：一本 Excel，每个得分都是公式。",
        "Score DATA by POLICY as a working paper: a workbook in which every score is a live formula.",
    ),
    "report": (
        "给领导看、可以打印的报告：按 POLICY 给 DATA 计分和看目标，写成一个网页文件，不用联网。",
        "A report to read and to print: DATA scored and its targets judged by POLICY, as one HTML file that needs "
        "nothing else.",
    ),
    "report_period": (
        "报告哪一期，如 2022Q1、2022；默认为最后一期有结果的",
        "The period to report on: 2022Q1, 2022; else the last one that has results",
    ),
    "data": (
        "看 DATA（文件夹或 .xlsx 工作簿）是怎样读的：哪张表、哪一列、哪些单位和期间有没有、作了哪些认定；"
        "不能计算的退出码为 1。",
        "How DATA (a folder or an .xlsx workbook) is understood: tables, columns, who and when is there and missing, "
        "and every assumption. Exit code 1 where it cannot be calculated.",
    ),
    "data_side": (
        "看计分（scores）还是目标（targets）的数据；默认为办法有的，先计分",
        "The data of the scores or of the targets; the scores, where the policy has any, if left out",
    ),
    "include_hidden": ("隐藏的行、列、表里的数据也算", "Read hidden rows, columns and sheets too"),
    "replaces": (
        "数据里的文件 NEW 更正了 OLD：只读 NEW（可以写几次；也可以写在数据文件夹的 replaces.csv 里）",
        "The file NEW of the data corrects OLD: read NEW alone (repeatable; a file replaces.csv in DATA says it too)",
    ),
    "provisional": (
        "数据没有报齐也算：没有报的和要用到它的结果都是“待报”，并列出还在等谁报什么",
        "Score what has been sent so far: what has not is absent, and so is all that rests on it; lists what is waited "
        "for, and from whom",
    ),
    "graph": (
        "画出 POLICY（办法文件、随附办法的代号，或 -）里什么依据什么。",
        "Draw what rests on what in POLICY (a file, the id of a policy that comes with kaohe, or -).",
    ),
    "consolidate": (
        "把修订别的办法的 POLICY（办法文件、随附办法的代号，或 -）写成一份全文：底本加上各项修改；注释和次序照底本。",
        "Write the whole text of POLICY, which amends another one (a file, the id of a policy that comes with kaohe, "
        "or -): the base with the changes written into it, its remarks and order kept.",
    ),
    "migrate": (
        "把第一版（kaohe: 1）的 OLD（办法文件，或 - 即标准输入）改写成第二版：注释、次序和意思不变；不能改写的地方"
        "留着，并说明怎样改。",
        "Rewrite OLD (a policy file in version 1, or - for standard input) in version 2 of the language: remarks, "
        "order and meaning stay; what cannot be carried over stays too, and is told.",
    ),
    "migrate_output": (
        "写到这个文件（要么整个写好，要么不写）；- 为标准输出",
        "Write to this file, whole or not at all; - is standard output",
    ),
    "check": (
        "检查 POLICY（办法文件、随附办法的代号，或 -），可以有几个：不看数据就能发现的问题，和原文没有写明的地方。",
        "Find all that can be known of each POLICY (a file, the id of a policy that comes with kaohe, or -) without "
        "data, and list what its document leaves open.",
    ),
    "strict": ("有提醒也算不通过", "Fail on warnings too"),
    "explain": ("说明一个代码（如 K201），附例子和改法", "Explain a code such as K201, with an example and its mend"),
    "check_format": ("结果的格式，默认为 text", "Format of the findings; text if left out"),
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
    "template": (
        "按 POLICY（办法文件、随附办法的代号，或 -）做一个发给各单位填报的 Excel 工作簿，填好就是计分的数据。",
        "Make an Excel workbook for those who fill in the data of POLICY (a file, the id of a policy that comes with "
        "kaohe, or -); filled in, it is the data.",
    ),
    "side": (
        "只要计分（scores）或目标（targets）的数据表；默认都要",
        "Only the tables of the scores or of the targets; both if left out",
    ),
    "assessor": ("只要这个单位填报的，如 县科工局", "Only what this office fills in"),
    "each_assessor": (
        "每个填报单位写一个文件，-o 是放这些文件的文件夹；办法没有写明由谁填的另成一个文件",
        "One file for each office that fills in data, in the folder that -o names; what the policy names nobody for "
        "is a file of its own",
    ),
    "template_period": (
        "填报的期间，如 2023Q1，可以多次；默认为全部施行期间",
        "A period to fill in, such as 2023Q1; may be repeated. All in which the policy is in force if left out",
    ),
    "template_year": ("填报全年，如 2023", "A whole year to fill in: 2023"),
    "template_output": ("写到这个 .xlsx 文件（要么整个写好，要么不写）", "The .xlsx file, written whole or not at all"),
    "explain_command": (
        "说明 DATA（文件夹或工作簿）里一个单位为什么得这个分：从总分一直到单元格；或者为什么排在另一个前面；或者一个"
        "目标为什么达到、没有达到。",
        "Explain why a unit has its score under POLICY and DATA (a folder or a workbook), from the total down to the "
        "cells; or why it stands before another; or why a target is attained or not.",
    ),
    "explain_unit": (
        "说明哪个单位（名称或别名）；只有一个单位的可以不写",
        "The unit to explain, by its name or an alias; may be left out where there is one alone",
    ),
    "explain_period": (
        "说明哪个期间，如 2022Q1、2022；默认为最后一个有结果的期间",
        "The period: 2022Q1, 2022; the last one that has a value if left out",
    ),
    "explain_of": (
        "说明哪一项得分或目标（代号或名称）；默认为总的各项，只有目标的办法为全部目标",
        "The value or target, by its id or name; every whole if left out, or every target of a policy without scores",
    ),
    "against": (
        "与哪个单位比：把相差的分拆到各项指标",
        "Compare with this unit: the difference, split into indicators",
    ),
    "period": ("只要这个期间的结果，如 2022Q1、2022", "Only the results of this period: 2022Q1, 2022"),
    "by": (
        "表格按这一项得分排序（代号，如 rank）：名次从前到后，其他从高到低；默认为办法里的顺序，JSON 和 CSV 总是"
        "这个顺序",
        "Sort tables by this value (its id, such as rank): places from the first, others from the highest; in the "
        "policy's order if left out, as JSON and CSV always are",
    ),
    "format": (
        "结果的格式；默认看 -o 的后缀，否则为 table",
        "Format of the results; else the ending of -o says, else table",
    ),
    "interpret": ("待释事项换一种读法，可以多次", "Choose another reading of an open question; may be repeated"),
    "values": ("中间的数也给出，写成 JSON", "Give the values that are not published too, as JSON"),
    "verify": ("独立复算一遍，说明是否一致", "Calculate a second time, independently, and say that both agree"),
    "output": ("写到文件（要么整个写好，要么不写）", "Write to a file, whole or not at all"),
    "no_cache": (
        "办法重新从文件读，读过的也不保存；环境变量 KAOHE_NO_CACHE=1 也是这个意思",
        "Read policies from their files again and keep nothing; KAOHE_NO_CACHE=1 in the environment says the same",
    ),
    "lang": ("提示信息的语言", "Language of messages"),
    "help": ("显示本说明", "Show this message"),
    "version": ("显示版本", "Show the version"),
    "Usage:": ("用法：", "Usage:"),
    "Options:": ("选项：", "Options:"),
    "Writers:": ("写办法的人：", "Policy writers:"),
    "Analysts:": ("算分的人：", "Analysts:"),
    "Comparers:": ("比办法的人：", "Comparers:"),
}
"""Every text: (Chinese, English)."""


SHORT = {
    "score": ("按办法给各单位计分", "Score the units by a policy"),
    "targets": ("看各项目标达到了没有，还差多少", "How far targets are attained"),
    "data": ("看数据是怎样读的，缺什么", "How data is understood, and what is missing"),
    "explain": ("说明为什么得这个分、为什么排在前面", "Why a unit has its score, or its place"),
    "graph": ("画出办法里什么依据什么", "Draw what rests on what in a policy"),
    "consolidate": ("写出修订后的全文", "Write the whole text of an amended policy"),
    "migrate": ("把第一版的办法改写成第二版", "Rewrite a policy of version 1 in version 2"),
    "check": ("检查办法文件，不看数据", "Find what is wrong in policies, without data"),
    "template": ("做一个发下去填报的 Excel 工作簿", "Make an Excel workbook to be filled in"),
    "workbook": ("写计分底稿：每个得分都是 Excel 公式", "Write a working paper of Excel formulas"),
    "report": ("写给领导看、可以打印的报告", "Write a report to read and to print"),
    "compare": ("把几份办法放在一起比", "Lay methods side by side"),
    "gap": ("要进一位差在哪里", "What it takes to move up"),
    "whatif": ("假如几个数或几个字是别的，谁会变", "What moves if inputs or words were others"),
    "stress": ("检验会不会奖错，名次稳不稳", "What is rewarded by mistake, how firm places are"),
    "readings": ("待释事项的各种读法决定什么", "What the open questions decide"),
    "diff": ("比较一份办法的两版，或者两份数据", "Compare two versions, or two data sets"),
}
"""What each command does, as the list of commands says it, in as few words as a line of a screen holds."""


def language_of(arguments: Sequence[str]) -> str:
    """Chinese or English: as --lang says, wherever it stands, else as the locale does."""
    words = " ".join(arguments).replace("--lang=", "--lang ").split(" ")
    for option, word in itertools.pairwise(words):
        if option == "--lang" and word in ("zh", "en"):
            return word
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def help_text(key: str, language: str) -> str:
    """A text of the help in a language."""
    chinese, english = HELP[key]
    return chinese if language == "zh" else english


def in_short(command: str, language: str) -> str:
    """A command in the list of commands."""
    chinese, english = SHORT[command]
    return chinese if language == "zh" else english


def help_width() -> int:
    """How many columns a line of help may take: as click would find out, which imports an archiver's modules for it."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        width = int(columns)
    else:
        try:
            width = os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 80
        except (OSError, ValueError):
            width = 80
    return max(min(width or 80, 80) - 2, 50)


class LocalizedCommand(click.Command):
    """A command whose help is in one language throughout."""

    language = "en"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; an option that is written twice, of which it takes the last in silence, is C216."""
        _, _, order = self.make_parser(ctx).parse_args(args=[*args])
        for each in order:
            if isinstance(each, click.Option) and not (each.multiple or each.is_flag) and order.count(each) > 1:
                raise Misused(finding("C216", name=each.opts[0]))
        return super().parse_args(ctx, args)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = help_text("help", self.language)
        return option

    def get_help(self, ctx: click.Context) -> str:
        lines = super().get_help(ctx).split("\n")
        for number, line in enumerate(lines):
            word = line.split(" ")[0]
            if word in HELP:
                lines[number] = help_text(word, self.language) + line.removeprefix(word)
        return "\n".join(lines)


class LocalizedGroup(LocalizedCommand, click.Group):
    """The command that has the others under it, shown by whom they are mostly for.

    `made` makes one from its name. It is asked for the one that is wanted alone: the list of commands needs none.
    """

    users: Mapping[str, Sequence[str]] = {}
    made: Callable[[str], click.Command]

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for names in self.users.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self.made(cmd_name) if cmd_name in self.list_commands(ctx) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        widest = max(map(len, self.list_commands(ctx)))
        for user, names in self.users.items():
            with formatter.section(user):
                formatter.write_dl([(name.ljust(widest), in_short(name, self.language)) for name in names])
