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
from kaohe.language.entry import FOLD_OPERATORS, Absence, Doc, Extreme, FoldOp, Kind, Meaning, total
from kaohe.language.nodes import Mapping
from kaohe.language.ranges import Range, exactly, union
from kaohe.language.tree import Cases, FoldPeriods, FoldRows, Node, Reading, Step, Unknown
from kaohe.words.comparison_group import all_of
from kaohe.words.lowering import Context, Keyword


@dataclass(frozen=True, slots=True, eq=False)
class FoldRoles(Meaning):
    """The FoldRows itself, which has the table, whose values, which rows, and what counts once."""

    means: FoldRows


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
    doc: Doc


def _same(of: Range) -> Range:
    return of


OPERATORS: dict[FoldOp, FoldOperator] = total(
    "words.folds_and_quarters.OPERATORS",
    FOLD_OPERATORS,
    {
        "sum": FoldOperator(
            "合计",
            "sum",
            "of",
            "count",
            "carried",
            Range.times,
            Doc(
                zh="记录之和；没有记录为 0",
                en="The sum over records; 0 without any",
                written="sum: {over: 表, where: C, of: F, once_per: 列, keep: highest}",
                more_zh="见下",
                more_en="See below",
                formula="Σ of",
                known_zh="各项目得分相加",
                known_en="the points of all records",
                example="sum: {over: records, of: v}",
                gives=("0", "8", "1"),
            ),
        ),
        "count": FoldOperator(
            "行数",
            "number of rows",
            "rows",
            "count",
            "never",
            lambda of: Range(Fraction(0), None),
            Doc(
                zh="有几条记录",
                en="How many records there are",
                written="count: {over: 表, where: C}",
                more_zh="写法同 `sum`",
                more_en="As `sum`",
                known_zh="每有一项",
                known_en="for each of them",
                example="count: {over: records, where: v >= 3}",
                gives=("0", "2", "0"),
            ),
        ),
        "any": FoldOperator(
            "有没有",
            "any",
            "truth",
            "scale",
            "never",
            lambda of: Range(Fraction(0), Fraction(1)),
            Doc(
                zh="有没有记录（是或否）",
                en="Whether there is any record",
                written="any: {over: 表, where: C}",
                more_zh="写法同 `sum`",
                more_en="As `sum`",
                known_zh="有……的",
                known_en="where there is one",
                example="any: {over: records, where: v >= 3}",
                gives=("no", "yes", "no"),
            ),
        ),
        "highest": FoldOperator(
            "最高",
            "highest",
            "of",
            "scale",
            "without_rows",
            _same,
            Doc(
                zh="各条记录中最高的",
                en="The highest of the records",
                written="highest: {over: 表, of: F, if_none: F}",
                more_zh="写法同 `sum`，没有记录时取 `if_none`",
                more_en="As `sum`; `if_none` holds without any",
                formula="max of",
                known_zh="取最高",
                known_en="the best one counts",
                example="highest: {over: records, of: v, if_none: 0}",
                gives=("0", "5", "1"),
            ),
        ),
        "lowest": FoldOperator(
            "最低",
            "lowest",
            "of",
            "scale",
            "without_rows",
            _same,
            Doc(
                zh="各条记录中最低的",
                en="The lowest of the records",
                written="lowest: {over: 表, of: F, if_none: F}",
                more_zh="写法同 `highest`",
                more_en="As `highest`",
                formula="min of",
                known_zh="取最低",
                known_en="the worst one counts",
                example="lowest: {over: records, of: v, if_none: 0}",
                gives=("0", "3", "1"),
            ),
        ),
        "mean": FoldOperator(
            "平均",
            "mean",
            "of",
            "scale",
            "without_rows",
            _same,
            Doc(
                zh="各条记录的平均",
                en="The mean of the records",
                written="mean: {over: 表, of: F, if_none: F}",
                more_zh="写法同 `highest`",
                more_en="As `highest`",
                formula="Σ of ÷ n",
                known_zh="取平均",
                known_en="the arithmetic mean",
                example="mean: {over: records, of: v, if_none: 0}",
                gives=("0", "4", "1"),
            ),
        ),
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
    where = where if of is None else all_of(row.applies(of), where)
    body = FoldRows(
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
    op: Keyword(
        op, known.zh, known.en, FoldRoles, known.kind, known.absence, lower=partial(lower_fold, op), doc=known.doc
    )
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
    doc=Doc(
        zh="由四个季度合成年度",
        en="A year from its quarters",
        written="quarters: {of: F, weights: [15%, 25%, 25%, 35%], incomplete: none}",
        more_zh="缺一个季度就没有值，并提示缺哪个季度",
        more_en="Absent while one is missing, which a warning names",
        formula="Σ weight × of",
        known_zh="季度考核加权计入年度",
        known_en="quarters with weights",
        example="quarters: {of: q, weights: [10%, 20%, 30%, 40%], incomplete: none}",
        gives=("3", "4", "3.2"),
    ),
)
