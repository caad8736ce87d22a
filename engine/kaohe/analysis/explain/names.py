"""What nodes of the tree are called: names instead of ids, words instead of keywords; what has no name by its rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Protocol

from kaohe.analysis.explain.model import Amount, Phrase
from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, KEY_PARTS, total
from kaohe.language.numerals import exact_digits
from kaohe.policy.model import Definition, Policy
from kaohe.translations import either, worded
from kaohe.words import WORDS
from kaohe.words.formula_and_parts import FormulaRoles, MemberRoles
from kaohe.words.tiers_and_cases import MET

PARTS = total(
    "explain.names of key parts",
    KEY_PARTS,
    {
        "unit": "单位",
        "group": "组别",
        "year": "年度",
        "half_year": "半年",
        "quarter": "季度",
        "month": "月份",
        "day": "日",
    },
)


def plain_node(node: tree.Node) -> tree.Node:
    """What a formula that is nothing but one name stands for; any other node itself."""
    while isinstance(node, tree.Step) and isinstance(node.roles, FormulaRoles | MemberRoles):
        node = node.roles.means
    return node


def definition_of(policy: Policy, node: tree.Node) -> Definition | None:
    """The named value that a node is, if it is one."""
    node = plain_node(node)
    return policy.definitions.get((node.unit_type, node.id)) if isinstance(node, tree.Ref) else None


def is_place(policy: Policy, node: tree.Node) -> bool:
    """Whether a number is a place: the rank of a unit, by whatever name."""
    while isinstance(node, tree.Step | tree.Ref):
        inner = policy.definitions[node.unit_type, node.id].rule if isinstance(node, tree.Ref) else node.means
        if inner is None:
            return False
        node = inner
    return isinstance(node, tree.Rank | tree.RankList)


def word_of(policy: Policy, of: tree.Node, word: object) -> str:
    """A word as people write it: the word of a choice, the name of a group; any other as it stands."""
    of, text = plain_node(of), str(word)
    known = policy.types.get(of)
    if known is not None and known.list is not None:
        return policy.lists[known.list].members.get(text, text)
    if isinstance(of, tree.Column):
        return policy.tables[of.table].columns[of.column].choices.get(text, text)
    if isinstance(of, tree.LookUp):
        return policy.grids[of.table].columns[of.column].spec.choices.get(text, text)
    if isinstance(of, tree.Key) and of.is_group:
        known = policy.types.get(of)
        return policy.group_name(known.grain.unit, text) if known and known.grain.unit else text
    found = definition_of(policy, of)
    if found is not None and isinstance(plain_node(found.rule), tree.Column | tree.Key):
        return word_of(policy, found.rule, word)
    return text


_DESCRIBED: Mapping[str, Callable[[Any], tree.Node] | None] = total(
    "explain.names of rules",
    WORDS,
    {
        **dict.fromkeys(
            ("formula", "method", "parts", "part", "where", "by", "tiers", "first"), lambda roles: roles.means
        ),
        "member": lambda roles: roles.means,
        **dict.fromkeys(("cap", "floor", "round"), lambda roles: roles.of),
        **dict.fromkeys((*FOLD_OPERATORS, "per_item", "full_if", "deduct")),
        **dict.fromkeys(("pro_rata", "steps", "interpolate", "since")),
        **dict.fromkeys(("efficacy", "rank", "last_place", "quota", "by_rank")),
        **dict.fromkeys(("adjusted", "decided")),
    },
)
"""What describes a rule better than its word; None where the word itself does."""


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
        elif (better := _DESCRIBED[rule.entry.word]) is None:
            return either(rule.entry.zh, rule.entry.en)
        else:
            rule = better(rule.roles)
    match rule:
        case tree.Cases():
            return worded("按{}取值", spelled(words.of(rule.of)))
        case tree.Tiers():
            return worded("按{}分档", spelled(words.of(rule.of)))
        case tree.If():
            return worded("按条件取值")
        case _:
            text = spelled(words.of(rule))
            return text if len(text) <= _LONGEST else definition.id


def quoted(text: str) -> str:
    """A word that is one value among others."""
    return f"“{text}”"


def spelled(phrase: Phrase) -> str:
    """A phrase as plain text, its numbers in full."""
    return "".join(piece if isinstance(piece, str) else _number(piece) for piece in phrase)


def _number(number: Amount) -> str:
    value = number.value
    if isinstance(value, bool) or not isinstance(value, Fraction):
        return {True: worded("是"), False: worded("否"), None: worded("暂缺")}.get(value, str(value))  # type: ignore[arg-type]
    return (
        f"{exact_digits(value)}{number.label}"
        if number.label in ("", "%", "‰")
        else f"{exact_digits(value)} {number.label}"
    )


def met(word: str, border: Phrase) -> Phrase:
    """What a tier holds: 2 亿元（含）以上, 超过 2 亿元, 20 天（含）以下, 不到 20 天."""
    before, behind = _MET[word]
    return (*([worded(before)] if before else []), *border, *([worded(behind)] if behind else []))


_MET = total(
    "explain.names of borders",
    MET,
    {
        "at_least": ("", "（含）以上"),
        "more_than": ("超过 ", ""),
        "at_most": ("", "（含）以下"),
        "less_than": ("不到 ", ""),
    },
)


def up_to(words: Wording, tier: tree.Tier) -> Phrase:
    """The border of a row that was written from below: 20 天（含）以下, or 不到 20 天."""
    return met("less_than" if tier.inclusive else "at_most", words.of(tier.bound))


def rising_rows(node: tree.Tiers) -> list[tuple[tree.Tier, tree.Node]]:
    """The rows as they were written, from the lowest border up: the border, and what holds up to it."""
    rising = node.tiers[::-1]
    return list(zip(rising, (node.below, *(tier.value for tier in rising[:-1])), strict=True))
