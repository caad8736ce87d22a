"""What nodes of the tree are called where a reader meets them: names instead of ids, words instead of keywords."""

from __future__ import annotations

from kaohe.language import tree
from kaohe.policy.model import Definition, Policy

KEYWORDS = {
    "tiers": "分档计分",
    "first": "逐条判断",
    "by": "分情况",
    "sum": "合计",
    "count": "行数",
    "any": "有没有",
    "highest": "最高",
    "lowest": "最低",
    "mean": "平均",
    "per_item": "按个计分",
    "full_if": "完成得满分",
    "deduct": "扣分制",
    "efficacy": "功效系数",
    "across": "同组数值",
    "rank": "名次",
    "last_place": "最后一名",
    "quota": "比例评定等次",
    "by_rank": "按名次得分",
    "quarters": "季度合成年度",
    "cap": "封顶",
    "floor": "保底",
    "round": "修约",
}
FIGURES = {
    "total": "合计",
    "count": "家数",
    "highest": "最高值",
    "lowest": "最低值",
    "mean": "平均值",
    "median": "中位数",
}
PARTS = {"unit": "单位", "group": "组别", "year": "年度", "quarter": "季度"}


def plain_node(node: tree.Node) -> tree.Node:
    """What a formula that is nothing but one name stands for; any other node itself."""
    while isinstance(node, tree.Step) and node.keyword == "formula":
        node = node.body
    return node


def definition_of(policy: Policy, node: tree.Node) -> Definition | None:
    """The named value that a node is, if it is one."""
    node = plain_node(node)
    return policy.definitions.get((node.unit_type, node.id)) if isinstance(node, tree.Ref) else None


def step_name(policy: Policy, step: tree.Step) -> str:
    """What a step of the policy's own or a keyword is called."""
    return KEYWORDS.get(step.keyword) or policy.method_names.get(step.keyword, step.keyword)


def word_of(policy: Policy, of: tree.Node, word: object) -> str:
    """A word as people write it: the word of a choice, the name of a group; any other as it stands."""
    of, text = plain_node(of), str(word)
    if isinstance(of, tree.Column):
        return policy.tables[of.table].columns[of.column].choices.get(text, text)
    if isinstance(of, tree.Key) and of.part == "group":
        known = policy.types.get(of)
        groups = policy.units[known.grain.unit].groups if known and known.grain.unit else {}
        return groups[text].name if text in groups else text
    found = definition_of(policy, of)
    if found is not None and isinstance(plain_node(found.rule), tree.Column | tree.Key):
        return word_of(policy, found.rule, word)
    return text
