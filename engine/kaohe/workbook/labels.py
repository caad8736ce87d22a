"""What sheets say beside figures: notes, lines above inputs, and headings of steps, which say what a node means."""

from __future__ import annotations

import re

from kaohe.language import tree
from kaohe.policy.model import ColumnSpec, Policy

KINDS = {"quarter": "季度", "year": "年度", None: ""}
STEP_NOTE = "计分用到的中间步骤，都是公式；行与计分表相同。空白表示暂缺：所依据的数据没有填。"
INPUT_NOTE = "报入的数据。可以改数看结果怎样变；清空的格按暂缺计，不按零计。请不要排序或改动单位、期间两列。"
RECORD_NOTE = (
    "报入的台账，一项一行，可在下面的空行续填；右边各列是逐行计算的公式。"
    "单位或期间认不出的行、有差错的行（见“差错”一列），会使有关得分暂缺。"
)
GOAL_NOTE = "每个目标每年一行，从目标数据表算来。年均增速是各年（1＋增速）连乘再开方，是否达到按连乘积比较。"
UNSENT_WORD = "未报"
UNSENT_NOTE = "这张表还没有报来，靠它的得分都空着。报来以后填在下面，再清空左边的“未报”；确实没有的，直接清空。"
TYPES = {"number": "数", "truth": "是/否", "choice": "选项", "text": "文字", "name": "名称", "date": "日期"}
_OVER = {
    "total": "组内合计",
    "count": "组内家数",
    "highest": "组内最高",
    "lowest": "组内最低",
    "mean": "组内平均",
    "median": "组内中位数",
}
_FOLD = {"sum": "合计", "count": "项数", "any": "有无", "highest": "最高", "lowest": "最低", "mean": "平均"}
_STEPS = {
    "efficacy": "功效系数",
    "quota": "等次",
    "rank": "排名",
    "last_place": "最后一名",
    "quarters": "年度合成",
    "decided": "调整为，没有则调整前",
}
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
        return _of_step(policy, node)
    if isinstance(node, tree.Column):
        return policy.tables[node.table].columns[node.column].name
    if isinstance(node, tree.Ref):
        return policy.definitions[node.unit_type, node.id].name
    if isinstance(node, tree.Over):
        return f"{_OVER[node.op]}：{_label(policy, node.of)}" if node.op != "count" else _OVER[node.op]
    if isinstance(node, tree.Rank):
        return f"名次：{_label(policy, node.of)}"
    if isinstance(node, tree.Fold):
        return f"{policy.tables[node.table].name}{_FOLD[node.op]}"
    if isinstance(node, tree.FoldPeriods):
        return f"年度：{_label(policy, node.of)}"
    if isinstance(node, tree.Seats):
        return f"前 {node.upto} 等名额"
    return _text_of(node)


def _of_step(policy: Policy, node: tree.Step) -> str:
    for name, argument in node.arguments:
        if name == tree.FORMULA_TEXT and isinstance(argument, tree.Text):
            plain = isinstance(node.body, tree.Ref | tree.Column)
            return _label(policy, node.body) if plain else _in_words(policy, node, argument.value)
    if node.keyword in _STEPS:
        of = dict(node.arguments).get("of")
        return f"{_STEPS[node.keyword]}：{_label(policy, of)}" if of is not None else _STEPS[node.keyword]
    return _label(policy, node.body)


def _in_words(policy: Policy, step: tree.Step, text: str) -> str:
    """A formula with names instead of ids."""
    named = {id_: node for id_, node in step.arguments if isinstance(node, tree.Ref | tree.Column)}
    return re.sub(r"\w+", lambda word: _label(policy, named[word[0]]) if word[0] in named else word[0], text)


def _text_of(node: tree.Node) -> str:
    """What the writer wrote there, as far as it stands on one line."""
    line = (node.place.source.line(node.place.line) or "") if node.place.line else ""
    written = line[node.place.column - 1 : node.place.column - 1 + node.place.width].strip()
    return written if len(written) > 1 else "中间值"


def measure_words(spec: ColumnSpec) -> tuple[str, str]:
    """The two lines above an input: what it is counted in, and how it is to be understood."""
    return spec.measure.label or TYPES[spec.type], spec.note or ""
