"""`quarters`: a year from its four quarters, each with its weight (年度得分)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe.language import nodes
from kaohe.language.entry import Meaning
from kaohe.language.ranges import Range, exactly, union
from kaohe.language.tree import Cases, FoldPeriods, Node, Reading, Step
from kaohe.words.lowering import Context, Keyword


@dataclass(frozen=True, slots=True, eq=False)
class QuartersRoles(Meaning):
    """The quarterly value, and the weights of the four quarters, which a word or a reading may choose."""

    of: Node
    weights: tuple[Node, ...]


def lower_quarters(rule: nodes.Mapping, context: Context) -> Node:
    """The weighted sum; as long as a quarter is missing the year has no value (`incomplete: none`)."""
    entry = rule.entries["quarters"]
    written = entry.value
    assert isinstance(written, nodes.Mapping)

    def weights(listed: nodes.Node) -> tuple[Node, ...]:
        if not isinstance(listed, nodes.Sequence) or len(listed.items) != 4:
            context.find("K259", listed.place, keyword="weights")
            return ()
        return tuple(context.formula(weight) for weight in listed.items)

    of = context.formula(written.entries["of"].value)
    found = context.alternatives(written.entries["weights"].value, weights)
    body = FoldPeriods(of, found, place=entry.key.place)
    return Step(QUARTERS, QuartersRoles(body, of, found), body, context.clause, place=entry.key.place)


def weight_lists(weights: Sequence[Node]) -> list[Sequence[Node]]:
    """The lists of weights that can hold together: where a word or a reading chooses, it chooses all four at once."""
    first = weights[0]
    if isinstance(first, Reading | Cases):
        rows = [[case for _, case in weight.cases] for weight in weights if isinstance(weight, Reading | Cases)]
        others = [weight.otherwise for weight in weights if isinstance(weight, Cases) and weight.otherwise is not None]
        lists = [*zip(*rows, strict=True), *([tuple(others)] if others else [])]
        return [chosen for each in lists for chosen in weight_lists(each)]
    return [weights]


def _range(roles: QuartersRoles, of: Callable[[Node], Range]) -> Range:
    """The weighted sum, by the weights that hold together."""
    found = []
    for weights in weight_lists(roles.weights):
        total = exactly(Fraction(0))
        for weight in weights:
            total += of(roles.of) * of(weight)
        found.append(total)
    return union(found)


QUARTERS = Keyword(
    "quarters",
    "季度合成年度",
    "year from quarters",
    QuartersRoles,
    "structure",
    "incomplete",
    _range,
    lower=lower_quarters,
)
