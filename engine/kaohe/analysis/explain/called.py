"""What a value is called that the policy gives no name: its note, or what it is by its rule. An id means nothing."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

from kaohe.analysis.explain.model import Amount, Phrase
from kaohe.analysis.explain.names import KEYWORDS, definition_of
from kaohe.language import tree
from kaohe.language.numerals import exact_digits
from kaohe.policy.model import Definition, Policy

_CHOICES = ("by", "tiers", "first", "formula", "cap", "floor", "round")
"""Keywords whose rule says more than their word."""

_LONGEST = 24
_NAMELESS = "中间值"


class Wording(Protocol):
    """What puts formulas in words (`kaohe.analysis.explain.phrases.Words`)."""

    policy: Policy
    readings: Mapping[str, str]

    def of(self, node: tree.Node) -> Phrase:
        """A node in words."""


def called(words: Wording, definition: Definition) -> str:
    """The name of a value, or what stands for one."""
    if definition.name != definition.id:
        return definition.name
    return definition.note or _described(words, definition)


def goes_by_formula(words: Wording, node: tree.Ref) -> bool:
    """Whether a value is called by its formula, which may need brackets."""
    found = definition_of(words.policy, node)
    if found is None or found.name != found.id or found.note or _rests_on_nameless(words, found):
        return False
    return called(words, found) == spelled(words.of(found.rule))


def _rests_on_nameless(words: Wording, definition: Definition) -> bool:
    """Whether a value uses another one without a name: a chain of these would grow without end."""
    sources = words.policy.graph.predecessors(definition.vertex)
    used = (words.policy.definitions[source.identity] for source in sources if source.kind == "value")
    return any(each.name == each.id and not each.note for each in used)


def _described(words: Wording, definition: Definition) -> str:
    """按级别取值; a formula that is short is a name itself."""
    if _rests_on_nameless(words, definition):
        return _NAMELESS
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
            return text if len(text) <= _LONGEST else _NAMELESS


def spelled(phrase: Phrase) -> str:
    """A phrase as plain text, its numbers in full."""
    return "".join(piece if isinstance(piece, str) else _number(piece) for piece in phrase)


def _number(given: Amount) -> str:
    value = given.value
    if isinstance(value, bool) or not isinstance(value, Fraction):
        return {True: "是", False: "否", None: "暂缺"}.get(value, str(value))  # type: ignore[arg-type]
    return f"{exact_digits(value)}{given.label}" if given.label in ("", "%") else f"{exact_digits(value)} {given.label}"
