"""Words without quotes where a text is due: the results of a choice (`at_least: {90: 优秀}`), and their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeGuard

from kaohe.language import nodes
from kaohe.language.measures import measure
from kaohe.language.vocabulary import FOREIGN, OPERATOR_WORDS, SPELLED, VALUE_WORDS

_WORD = re.compile(r"[^\W\d]\w*")
_TABLES = ("at_least", "more_than", "at_most", "less_than")
_NO_WORDS = OPERATOR_WORDS | VALUE_WORDS | SPELLED.keys() | FOREIGN


def results_of(rule: nodes.Mapping, keyword: str) -> Iterator[nodes.Node]:
    """What a choice may give, down to the results of choices inside it; `none` is no result."""
    for result in _results(rule, keyword):
        entries = result.entries if isinstance(result, nodes.Mapping) else {}
        inner = next((word for word in entries if word in _CHOICES), None)
        if isinstance(result, nodes.Mapping) and inner is not None:
            yield from results_of(result, inner)
        elif not isinstance(result, nodes.Scalar) or result.text != "none":
            yield result


_CHOICES = ("tiers", "first", "by", "reading")


def _results(rule: nodes.Mapping, keyword: str) -> Iterator[nodes.Node]:
    written = rule.entries[keyword].value
    if keyword == "tiers" and isinstance(written, nodes.Mapping):
        for word in _TABLES:
            table = written.get(word)
            yield from (row.value for row in table.entries.values()) if isinstance(table, nodes.Mapping) else ()
        yield from (entry.value for word in ("below", "above") if (entry := written.entries.get(word)))
    elif keyword == "first" and isinstance(written, nodes.Sequence):
        for row in written.items:
            entries = row.entries if isinstance(row, nodes.Mapping) else {}
            yield from (entries[word].value for word in ("give", "otherwise") if word in entries)
    elif keyword in ("by", "reading"):
        cases, rest = rule.get("cases"), rule.get("otherwise")
        yield from (entry.value for entry in cases.entries.values()) if isinstance(cases, nodes.Mapping) else ()
        yield from () if rest is None else (rest,)


def is_bare_word(node: nodes.Node) -> TypeGuard[nodes.Scalar]:
    """Whether a value is one word, and nothing that a formula knows by itself."""
    if not isinstance(node, nodes.Scalar) or not node.is_locatable or not _WORD.fullmatch(node.text):
        return False
    return node.text not in _NO_WORDS and measure(node.text) is None


def is_quoted(node: nodes.Node) -> bool:
    """Whether a value is a text in quotes."""
    return isinstance(node, nodes.Scalar) and re.fullmatch("\"[^\"]*\"|'[^']*'", node.text) is not None
