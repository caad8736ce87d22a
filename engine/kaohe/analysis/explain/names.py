"""What nodes of the tree are called: names instead of ids, words instead of keywords; what has no name by its rule."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

from kaohe.analysis.explain.model import Amount, Phrase
from kaohe.language import tree
from kaohe.language.numerals import exact_digits
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
        return policy.group_name(known.grain.unit, text) if known and known.grain.unit else text
    found = definition_of(policy, of)
    if found is not None and isinstance(plain_node(found.rule), tree.Column | tree.Key):
        return word_of(policy, found.rule, word)
    return text


_CHOICES = ("by", "tiers", "first", "formula", "cap", "floor", "round")
"""Keywords whose rule says more than their word."""


_LONGEST = 24


class Wording(Protocol):
    """What puts formulas in words (`kaohe.analysis.explain.phrases.Words`)."""

    policy: Policy
    readings: Mapping[str, str]

    def of(self, node: tree.Node) -> Phrase:
        """A node in words."""


def called(words: Wording, definition: Definition) -> str:
    """The name of a value, or what stands for one."""
    if _is_named(definition):
        return definition.name
    return definition.note or _described(words, definition)


def _is_named(definition: Definition) -> bool:
    """Whether a value has a name that says something: one in Chinese does, also where it is the id as well."""
    return definition.name != definition.id or not definition.id.isascii()


def goes_by_formula(words: Wording, node: tree.Ref) -> bool:
    """Whether a value is called by its formula, which may need brackets."""
    found = definition_of(words.policy, node)
    if found is None or _is_named(found) or found.note or _rests_on_nameless(words, found):
        return False
    return called(words, found) == spelled(words.of(found.rule))


def _rests_on_nameless(words: Wording, definition: Definition) -> bool:
    """Whether a value uses another one without a name: a chain of these would grow without end."""
    sources = words.policy.graph.predecessors(definition.vertex)
    used = (words.policy.definitions[source.identity] for source in sources if source.kind == "value")
    return any(not _is_named(each) and not each.note for each in used)


def _described(words: Wording, definition: Definition) -> str:
    """按级别取值; a formula that is short is a name itself."""
    if _rests_on_nameless(words, definition):
        return definition.id
    rule = definition.rule
    while isinstance(rule, tree.Step | tree.Reading):
        if isinstance(rule, tree.Reading):
            rule = dict(rule.cases)[words.readings[rule.question]]
        elif rule.keyword in KEYWORDS and rule.keyword not in _CHOICES:
            return KEYWORDS[rule.keyword]
        else:
            rule = rule.body
    match rule:
        case tree.Cases():
            return f"按{spelled(words.of(rule.of))}取值"
        case tree.Tiers():
            return f"按{spelled(words.of(rule.of))}分档"
        case tree.If():
            return "按条件取值"
        case _:
            text = spelled(words.of(rule))
            return text if len(text) <= _LONGEST else definition.id


def spelled(phrase: Phrase) -> str:
    """A phrase as plain text, its numbers in full."""
    return "".join(piece if isinstance(piece, str) else _number(piece) for piece in phrase)


def _number(given: Amount) -> str:
    value = given.value
    if isinstance(value, bool) or not isinstance(value, Fraction):
        return {True: "是", False: "否", None: "暂缺"}.get(value, str(value))  # type: ignore[arg-type]
    return f"{exact_digits(value)}{given.label}" if given.label in ("", "%") else f"{exact_digits(value)} {given.label}"
