"""What sheets say beside figures: notes, lines above inputs, and headings of steps, which say what a node means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, Meaning, Roles, total
from kaohe.language.periods import LEVELS, PERIOD_LEVELS, Period, PeriodLevel
from kaohe.policy.model import COLUMN_TYPES, ColumnSpec, Policy
from kaohe.translations import check_english, worded
from kaohe.words import WORDS
from kaohe.words.cap_floor_round import LimitRoles
from kaohe.words.fold_operators import OPERATORS
from kaohe.words.formula_and_parts import FormulaRoles
from kaohe.words.periods import periods_of

OF_LEVELS: dict[PeriodLevel | None, str] = total(
    "workbook.labels of levels",
    (*PERIOD_LEVELS, None),
    {"day": "{}每日", "month": "{}月度", "quarter": "{}季度", "half_year": "{}半年", "year": "{}年度", None: "{}"},
)


def in_level(period: str, level: PeriodLevel, wanted: PeriodLevel) -> str:
    """The label of the period of a coarser level that the one in a cell lies in: 2023Q2 of 2023M05."""
    if level == wanted:
        return period
    if wanted == "year":
        return f"LEFT({period},4)"
    sign = str(Period(2000, 1, wanted))[4]
    if level == "day" and wanted == "month":
        return f'LEFT({period},4)&"{sign}"&MID({period},6,2)'
    own, months = max(LEVELS[level].months, 1), LEVELS[wanted].months
    return f'LEFT({period},4)&"{sign}"&ROUNDUP(VALUE(MID({period},6,2))*{own}/{months},0)'


def part_labels(period: str, level: PeriodLevel, part: PeriodLevel) -> list[str]:
    """The labels of the periods of a finer level that the one in a cell is made from: 2023Q1 and 2023Q2 of 2023H1.

    Of days it is what the labels of each month's begin with: 2023-01-.
    """
    if level == part:
        return [period]
    if part == "day" and level == "year":
        return [f'LEFT({period},4)&"-"']
    if part == "day":
        return [f'LEFT({month},4)&"-"&MID({month},6,2)&"-"' for month in part_labels(period, level, "month")]
    sign, count = str(Period(2000, 1, part))[4], LEVELS[level].months // LEVELS[part].months
    before = "" if level == "year" else f"(VALUE(MID({period},6,2))-1)*{count}+"
    form = '"00"' if part == "month" else '"0"'
    return [f'LEFT({period},4)&"{sign}"&TEXT({before}{number},{form})' for number in range(1, count + 1)]


STEP_NOTE = "计分用到的中间步骤，除橙色的列（引擎值）外都是公式；行与计分表相同。空白表示暂缺：所依据的数据没有填。"
INPUT_NOTE = (
    "报入的数据。可以改数看结果怎样变，也可以排序，各行按单位和期间认；清空的格按暂缺计，不按零计。"
    "有差错的行（见“差错”一列）整行不用，有关得分暂缺。"
)
SHARED_NOTE = (
    "报入的数据，各单位或各期共用，一个数只填一处；可以改数看结果怎样变，也可以排序。这里不能加行。"
    "清空的格按暂缺计，不按零计。"
)
SHARED_RECORD_NOTE = (
    "报入的数据，各单位或各期共用，一个数只填一处；可以改数看结果怎样变，也可以在下面的空行续填。"
    "清空的格按暂缺计，不按零计。"
)
REPEATED_NOTE = (
    "“{}”里的数按单位和期间逐行展开，都是公式；要改，请改那一张。有差错的行（见“差错”一列），会使有关得分暂缺。"
)
RECORD_NOTE = (
    "报入的台账，一项一行，可在下面的空行续填；右边各列是逐行计算的公式。"
    "单位或期间认不出的行、有差错的行（见“差错”一列），会使有关得分暂缺。"
)
DOCUMENT_NOTE = "办法自己的表，按键查用，请不要改。第一行是表里没有这一行时用的值，空着就没有值。"
OTHERWISE = "其他"
GOAL_NOTE = "每个目标每年一行，从目标数据表算来。年均增速是各年（1＋增速）连乘再开方，是否达到按连乘积比较。"
ORIGINAL_NOTE = "左边的数：数据里有几格和这里不同（调换行的次序也算）。不是 0 时，引擎算好、不会重算的值都空着。"
ENGINE_NOTE = "写不成公式，这一列是引擎算好的值，不会重算。所依据的数据改了，右边引用它的一列就空着。"
NOT_SENT_WORD = "未报"
NOT_SENT_NOTE = "这张表还没有报来，靠它的得分都空着。报来以后填在下面，再清空左边的“未报”；确实没有的，直接清空。"
TYPES = total(
    "workbook.labels of column types",
    COLUMN_TYPES,
    {"number": "数", "truth": "是/否", "choice": "选项", "text": "文字", "name": "名称", "date": "日期"},
)
_FOLD = total(
    "workbook.labels of operators",
    FOLD_OPERATORS,
    {
        **{"sum": "合计", "count": "项数", "any": "有无", "highest": "最高", "lowest": "最低", "mean": "平均"},
        **{"all": "全部", "median": "中位数", "percentile": "百分位数", "geometric_mean": "几何平均"},
        **{"harmonic_mean": "调和平均", "product": "连乘", "deviation": "标准差", "skewness": "偏度"},
        **{"kurtosis": "峰度", "share": "占比", "names": "名单"},
    },
)
check_english((*TYPES.values(), *_FOLD.values()))
_LONGEST = 24


def label(policy: Policy, node: tree.Node) -> str:
    """A name for what stands in a column."""
    text = _label(policy, node)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def in_words(policy: Policy, node: tree.Node) -> str:
    """The same, however long."""
    return _label(policy, node)


def _label(policy: Policy, node: tree.Node) -> str:
    if isinstance(node, tree.Step):
        return _STEPS[node.entry.word](policy, node, node.roles)
    if isinstance(node, tree.Column):
        return policy.tables[node.table].columns[node.column].name
    if isinstance(node, tree.LookUp):
        return policy.grids[node.table].columns[node.column].spec.name
    if isinstance(node, tree.Ref):
        return policy.definitions[node.unit_type, node.id].name
    if isinstance(node, tree.FoldUnits):
        operator = OPERATORS[node.op]
        return (
            worded("组内{}", operator.figure)
            if operator.counts
            else worded("组内{}：{}", worded(_FOLD[node.op]), _label(policy, node.of))
        )
    if isinstance(node, tree.FoldList):
        if (found := periods_of(node)) is not None:
            return worded("{}：{}", worded(_FOLD[node.op]), worded("{}的", found[0]) + _label(policy, found[1]))
        return worded(
            "{}：{}", worded(_FOLD[node.op]), worded("、").join(_label(policy, each.of) for each in node.elements)
        )
    if isinstance(node, tree.Rank | tree.RankList):
        return worded("名次：{}", _label(policy, node.of))
    if isinstance(node, tree.Combination):
        return worded("、").join(_label(policy, part) for part in node.parts)
    if isinstance(node, tree.FoldRows):
        return worded("{}{}", policy.tables[node.table].name, worded(_FOLD[node.op]))
    if isinstance(node, tree.OtherPeriod):
        return worded("{}：{}", node.way.in_words(), _label(policy, node.of))
    if isinstance(node, tree.Seats):
        return worded("前 {} 等名额", node.upto)
    return _text_of(node)


def _formula(policy: Policy, step: tree.Step, roles: FormulaRoles) -> str:
    """A formula with names instead of ids."""
    if isinstance(roles.means, tree.Ref | tree.Column):
        return _label(policy, roles.means)
    named = {id_: node for id_, node in roles.names.items() if isinstance(node, tree.Ref | tree.Column)}
    found = re.compile(r"\w+")
    return found.sub(lambda word: _label(policy, named[word[0]]) if word[0] in named else word[0], roles.text.value)


def _meaning(policy: Policy, step: tree.Step, roles: Meaning) -> str:
    return _label(policy, roles.means)


def _limit(policy: Policy, step: tree.Step, roles: LimitRoles) -> str:
    """The bound as it is written; where there is none, what would be limited."""
    bound: tree.Node | None = roles.bound
    while isinstance(bound, tree.Step):
        bound = bound.means
    return _label(policy, roles.of) if isinstance(bound, tree.Absent) else _text_of(bound or roles.bound)


def _written(policy: Policy, step: tree.Step, roles: Roles) -> str:
    return _text_of(step)


def _named(name: str, of: Callable[[Any], tree.Node] | None = None) -> Callable[..., str]:
    """A name with what it is of."""
    check_english([name])
    return lambda policy, step, roles: (
        worded(name) if of is None else worded("{}：{}", worded(name), _label(policy, of(roles)))
    )


_STEPS: Mapping[str, Callable[..., str]] = total(
    "workbook.labels of words",
    WORDS,
    {
        "formula": _formula,
        **dict.fromkeys(("method", "parts", "tiers", "first", "by", "full_if", "per_item", "deduct"), _meaning),
        **dict.fromkeys((*FOLD_OPERATORS, "by_rank", "where", "part"), _meaning),
        "member": _meaning,
        **dict.fromkeys(("cap", "floor"), _limit),
        **dict.fromkeys(("round", "adjusted"), _written),
        "pro_rata": _named("按比例得分", lambda roles: roles.of),
        "steps": _named("逐点增减", lambda roles: roles.of),
        "interpolate": _named("插值", lambda roles: roles.of),
        "efficacy": _named("功效系数", lambda roles: roles.of),
        "quota": _named("等次", lambda roles: roles.of),
        "rank": _named("排名", lambda roles: roles.means.of),
        "last_place": _named("最后一名", lambda roles: roles.of),
        "since": _named("按起始时间"),
        "decided": _named("调整为，没有则调整前"),
    },
)


def _text_of(node: tree.Node) -> str:
    """What the writer wrote there, as far as it stands on one line."""
    line = (node.place.source.line(node.place.line) or "") if node.place.line else ""
    written = line[node.place.column - 1 : node.place.column - 1 + node.place.width].strip()
    return written if len(written) > 1 else worded("中间值")


def measure_words(spec: ColumnSpec) -> tuple[str, str]:
    """The two lines above an input: what it is counted in, and how it is to be understood."""
    return spec.measure.label or worded(TYPES[spec.type]), spec.note or ""
