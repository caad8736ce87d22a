"""What puts others together: `formula`, as it is written; `parts` (一级指标、二级指标); a policy's own methods.

So does a score that decisions may change (`adjustments`): its two words stand in no rule, but steps bear them.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

from kaohe.language.entry import OWN_METHOD, Doc, Entry, Meaning, Roles
from kaohe.language.nodes import Mapping, Sequence
from kaohe.language.ranges import Range, union
from kaohe.language.tree import Add, Node, Number, Ref, Step, Text
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


FORMULA = Keyword(
    "formula",
    "算式",
    "formula",
    FormulaRoles,
    "structure",
    "carried",
    lower=lower_formula,
    doc=Doc(
        zh="算式",
        en="The formula",
        written="formula: F",
        known_zh="办法写明的算式",
        known_en="a formula of the document",
        example="formula: x + 1",
        gives=("3", "5", "9"),
    ),
)
PARTS = Keyword(
    "parts",
    "分项合计",
    "parts",
    PartsRoles,
    "structure",
    "carried",
    lower=lower_parts,
    doc=Doc(
        zh="列在这里的各项得分之和",
        en="The sum of the scores that are listed here",
        written="parts: [得分, …]",
        more_zh="每项写法与 `scores` 的一条相同",
        more_en="Each is a full entry as under `scores`",
        formula="Σ",
        known_zh="一级指标、二级指标",
        known_en="indicators of first and second level",
        example="parts: [{id: a, formula: x}, {id: b, formula: x × 2}]",
        gives=("6", "12", "24"),
    ),
)
METHOD = Entry(OWN_METHOD, "方法", "method", MethodRoles, "structure", "carried", is_own=True)
"""The entry of a policy's own methods; each bears its own name (`METHOD.called`)."""


@dataclass(frozen=True, slots=True, eq=False)
class AdjustedRoles(Roles):
    """The value that the rule gives, the one that is set, the sum of the changes, and the bounds that are declared."""

    calculated: Ref
    set: Ref
    change: Ref
    low: Number | None
    high: Number | None

    @property
    def measured(self) -> tuple[Node, ...]:
        return (self.calculated, self.change)


@dataclass(frozen=True, slots=True, eq=False)
class DecidedRoles(Meaning):
    """The value that is set, else what the rule gives: to this the changes are added."""

    calculated: Ref
    set: Ref


def _range(roles: AdjustedRoles, of: Callable[[Node], Range]) -> Range:
    """Where no decision is made the score is what the rule gives; where one is, it lies within the declared bounds."""
    low, high = (None if end is None else end.value for end in (roles.low, roles.high))
    return union([of(roles.calculated), Range(low, high)])


ADJUSTED = Entry("adjusted", "调整后", "adjusted", AdjustedRoles, "structure", "carried", _range)
DECIDED = Entry("decided", "调整为，没有则调整前", "set, else calculated", DecidedRoles, "structure", "carried")
