"""What puts others together: `formula`, as it is written; `parts` (一级指标、二级指标); a policy's own methods."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

from kaohe.language.entry import OWN_METHOD, Entry, Meaning
from kaohe.language.nodes import Mapping, Sequence
from kaohe.language.tree import Add, Node, Step, Text
from kaohe.words.lowering import Context, Keyword


@dataclass(frozen=True, slots=True, eq=False)
class FormulaRoles(Meaning):
    """A formula: its text, what each name in it stands for, by the name, and its own tree."""

    text: Text
    names: MappingOf[str, Node]


@dataclass(frozen=True, slots=True, eq=False)
class MethodRoles(Meaning):
    """A call of a policy's own method: its arguments by the names of the parameters, and the method's rule for them."""

    arguments: MappingOf[str, Node]


@dataclass(frozen=True, slots=True, eq=False)
class PartsRoles(Meaning):
    """The scores that are added up."""

    parts: tuple[Node, ...]


def lower_formula(rule: Mapping, context: Context) -> Node:
    """The formula, which the context reads and keeps in a step."""
    return context.formula(rule.entries["formula"].value)


def lower_parts(rule: Mapping, context: Context) -> Node:
    """The sum of the parts, each a value of its own."""
    entry = rule.entries["parts"]
    assert isinstance(entry.value, Sequence)
    parts = tuple(context.part(item) for item in entry.value.items)
    body = Add(parts, place=entry.key.place)
    return Step(PARTS, PartsRoles(body, parts), body, context.clause, place=entry.key.place)


FORMULA = Keyword("formula", "算式", "formula", FormulaRoles, "structure", "carried", lower=lower_formula)
PARTS = Keyword("parts", "分项合计", "parts", PartsRoles, "structure", "carried", lower=lower_parts)
METHOD = Entry(OWN_METHOD, "方法", "method", MethodRoles, "structure", "carried", is_own=True)
"""The entry of a policy's own methods; each bears its own name (`METHOD.called`)."""
