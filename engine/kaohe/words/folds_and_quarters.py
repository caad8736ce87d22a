"""`sum`, `count`, `any`, `highest`, `lowest`, `mean` over the rows of a table; `quarters`, a year from its quarters.

Rows are folded up to their unit and period; quarters to their year, each with its weight (年度得分).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Literal, cast

from kaohe.language import nodes
from kaohe.language.entry import FOLD_OPERATORS, Absence, Extreme, FoldOp, Kind, Meaning
from kaohe.language.nodes import Mapping
from kaohe.language.ranges import Range, exactly, union
from kaohe.language.register import total
from kaohe.language.tree import Cases, Fold, FoldPeriods, Node, Reading, Step, Unknown
from kaohe.words.lowering import Context, Keyword


@dataclass(frozen=True, slots=True, eq=False)
class FoldRoles(Meaning):
    """The Fold itself, which has the table, whose values, which rows, and what counts once."""

    means: Fold


@dataclass(frozen=True, slots=True)
class FoldOperator:
    """What an operator makes of the rows.

    It `gives` a number of the measure of `of`, how many rows there are, or whether there is any; `range_of` is its
    range, from that of `of`.
    """

    zh: str
    en: str
    gives: Literal["of", "rows", "truth"]
    kind: Kind
    absence: Absence
    range_of: Callable[[Range], Range]


def _same(of: Range) -> Range:
    return of


OPERATORS: dict[FoldOp, FoldOperator] = total(
    "words.folds_and_quarters.OPERATORS",
    FOLD_OPERATORS,
    {
        "sum": FoldOperator("合计", "sum", "of", "count", "carried", Range.times),
        "count": FoldOperator("行数", "number of rows", "rows", "count", "never", lambda of: Range(Fraction(0), None)),
        "any": FoldOperator("有没有", "any", "truth", "scale", "never", lambda of: Range(Fraction(0), Fraction(1))),
        "highest": FoldOperator("最高", "highest", "of", "scale", "without_rows", _same),
        "lowest": FoldOperator("最低", "lowest", "of", "scale", "without_rows", _same),
        "mean": FoldOperator("平均", "mean", "of", "scale", "without_rows", _same),
    },
)


def lower_fold(op: FoldOp, rule: Mapping, context: Context) -> Node:
    """The operator over the rows that `where` and `once_per` leave; K255 without the `of` that it needs, K256."""
    entry = rule.entries[op]
    written = entry.value
    assert isinstance(written, Mapping)
    rows = context.rows(written.entries["over"].value)
    if rows is None:
        return Unknown(place=entry.key.place)
    table, row = rows
    of, where, once_per = (
        row.formula(argument) if (argument := written.get(word)) is not None else None
        for word in ("of", "where", "once_per")
    )
    if of is None and OPERATORS[op].gives == "of":
        context.find("K255", entry.key.place, keyword=op)
    if once_per is not None and of is not None and "keep" not in written.entries:
        context.find("K256", written.entries["once_per"].key.place)
    if_none = written.get("if_none")
    body = Fold(
        op,
        table,
        of,
        where,
        once_per,
        cast(Extreme, context.plain_word(written.get("keep"), "highest")),
        None if if_none is None else context.formula(if_none),
        place=entry.key.place,
    )
    return Step(FOLDS[op], FoldRoles(body), body, context.clause, place=entry.key.place)


FOLDS: dict[FoldOp, Keyword] = {
    op: Keyword(op, known.zh, known.en, FoldRoles, known.kind, known.absence, lower=partial(lower_fold, op))
    for op, known in OPERATORS.items()
}


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
