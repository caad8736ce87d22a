"""Words without quotes where a text is due: results of a choice (`at_least: {90: 优秀}`), and members of a list.

A value that is a member of a list (`list` of an entry) has `position(x)` and `lower(x, n)` besides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeGuard

from kaohe.diagnostics import Findings
from kaohe.language import nodes
from kaohe.language.entry import EXTREMES
from kaohe.language.formula_scope import Argument
from kaohe.language.measures import measure
from kaohe.language.nodes import Scalar, text_of
from kaohe.language.tree import (
    At,
    Cases,
    Choice,
    Column,
    FoldList,
    FoldRows,
    FoldUnits,
    IfAbsent,
    Key,
    LookUp,
    Max,
    Min,
    Node,
    Number,
    OtherPeriod,
    Ref,
    Step,
    Text,
)
from kaohe.language.vocabulary import FOREIGN, OPERATOR_WORDS, SPELLED, VALUE_WORDS
from kaohe.lazy import pattern
from kaohe.policy.grid_look_up import bare_node
from kaohe.policy.lists import ClosedList
from kaohe.policy.names import Names
from kaohe.policy.types import UNKNOWN
from kaohe.source_places import Place
from kaohe.words.formula_and_parts import MEMBER, MemberRoles

_WORD = pattern(r"[^\W\d]\w*")
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
        yield from (entry.value for word in ("give", "below", "above") if (entry := written.entries.get(word)))
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


POSITION, LOWER = "position", "lower"
MEMBER_FUNCTIONS = (POSITION, LOWER)


def list_of(node: Node, names: Names) -> ClosedList | None:
    """The list that a value is a member of, where its entry or column says so, or what the value comes to."""
    waiting = [node]
    while waiting:
        known = names.lists.get(_list_named(node := bare_node(waiting.pop()), names) or "")
        if known is not None:
            return known
        waiting += reversed(list(_handed_on(node)))
    return None


def member_words(node: Node, names: Names) -> dict[str, str]:
    """The members of the list that a value is a member of, by their names and ids; none of a list of numbers."""
    known = list_of(node, names)
    members = {} if known is None or known.is_numeric else known.members
    return {name: member for member, name in members.items()} | {member: member for member in members}


def words_of(other: Node, names: Names, own: str) -> dict[str, str]:
    """The words that a choice, or the group or unit of a rule's `own` unit type, may have, by what they are called.

    Nothing for anything else.
    """
    choices: Mapping[str, str] | None = None
    if isinstance(other, Column):
        spec = names.tables[other.table].columns[other.column] if other.table in names.tables else None
        choices = {} if spec is None else spec.choices
        if spec is not None and spec.unit_type == UNKNOWN:  # units of some type: a slip that has been told (K222)
            choices = {name: name for each in names.unit_types.values() for name in each.members}
    elif isinstance(other, LookUp):
        choices = names.grids[other.table].columns[other.column].spec.choices
    if choices is not None:
        return {name: id_ for id_, name in choices.items()} | {id_: id_ for id_ in choices}
    unit_type = names.unit_types.get(own)
    if not isinstance(other, Key) or unit_type is None:
        return {}
    if other.part == "group":
        return {group.name: group.id for group in unit_type.groups.values()} | {each: each for each in unit_type.groups}
    return {name: name for name in unit_type.members} if other.part == "unit" else {}


def _list_named(node: Node, names: Names) -> str | None:
    match node:
        case Column():
            return names.tables[node.table].columns[node.column].list
        case LookUp():
            return names.grids[node.table].columns[node.column].spec.list
        case Text():
            return node.list
        case Ref():
            draft = names.drafts.get((node.unit_type, node.id))
            return None if draft is None or isinstance(draft.written, Scalar) else text_of(draft.written, "list")
        case _:
            return None


def _handed_on(node: Node) -> Sequence[Node]:
    """What a node comes to, where that is one of its parts as it stands."""
    match node:
        case Step():
            return () if node.means is None else (node.means,)
        case Choice():
            return node.branches
        case At() | OtherPeriod():
            return (node.of,)
        case Min() | Max():
            return node.terms
        case FoldRows() | FoldUnits() if node.op in EXTREMES:
            return () if node.of is None else (node.of,)
        case FoldList() if node.op in EXTREMES:
            return tuple(each.of for each in node.elements)
        case IfAbsent():
            return (node.operand, node.fallback)
        case _:
            return ()


def member_function(
    name: str,
    arguments: Sequence[Argument],
    place: Place,
    names: Names,
    named: Callable[[str, Place], Node | None],
    findings: Findings,
) -> Node | None:
    """`position(x)`, the place of a member, 1 the best or the first; `lower(x, n)`, n worse, at most the worst.

    K362 for another number of arguments, K613 for what is no member of a list, or of one without an order.
    """
    due = 1 if name == POSITION else 2
    if len(arguments) != due:
        findings.add("K362", place, text=name, due=str(due), given=len(arguments))
        return None
    first = arguments[0]
    value = first.node if first.word is None else named(first.word, first.place)
    if value is None:
        return None
    known = list_of(value, names)
    if known is None and isinstance(value, Number):  # the current member of a list of numbers, by the list's id
        known = names.lists.get(first.word or "")
    if known is None or (name == LOWER and known.order is None):
        findings.add("K613", first.place, name=name, text=first.place.text)
        return None
    ranked = tuple(reversed(known.rising)) or tuple(known.members)
    steps = bare_node(arguments[1].node) if due == 2 and arguments[1].node is not None else None
    if due == 2 and not (isinstance(steps, Number) and steps.value >= 0 and steps.value.denominator == 1):
        findings.add("K613", arguments[1].place, name=name, text=arguments[1].place.text)
        return None

    def given(at: int) -> Node:
        if name == POSITION:
            return Number(Fraction(at + 1), place=place)
        lower = at + (int(steps.value) if isinstance(steps, Number) else 0)
        return known.node(ranked[min(lower, len(ranked) - 1)], place)

    cases = tuple((int(each) if known.is_numeric else each, given(at)) for at, each in enumerate(ranked))
    body = Cases(value, cases, None, place=place)
    return Step(MEMBER, MemberRoles(body, {known.id: value}), body, place=place)
