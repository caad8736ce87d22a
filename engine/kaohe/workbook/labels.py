"""Headings of intermediate steps: what a node means, in few words."""

from __future__ import annotations

import re

from kaohe.language import tree
from kaohe.policy.model import Policy

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
