"""The comparison group that `within` and `where` name together, and `across`: a figure of it for each of its units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from kaohe.language import nodes
from kaohe.language.entry import Doc, FoldOp, Meaning
from kaohe.language.nodes import Mapping, Sequence
from kaohe.language.tree import Absent, And, Combination, FoldUnits, If, Node, Step
from kaohe.places import Place
from kaohe.words.fold_operators import OPERATORS
from kaohe.words.lowering import Context, Keyword


@dataclass(frozen=True)
class ComparisonGroup:
    """Whose value is compared (`of`), within which units, and which of these take part (all if None).

    `within` is None for all units, or what the units of one group have in common. With `rows` it is the rows of this
    table that are compared: where it is written so, or where a value of a row is compared in the `let` of its table.
    """

    of: Node
    within: Node | None
    among: Node | None
    rows: str | None = None

    def figure(self, op: FoldOp, place: Place) -> FoldUnits:
        """One figure of the whole group; what is added up of nobody has no value."""
        adds = OPERATORS[op].has_none and not OPERATORS[op].counts
        none = Absent(place=place) if adds else None
        return FoldUnits(op, self.of, self.within, self.among, none, rows=self.rows, place=place)

    def for_participants(self, body: Node, place: Place) -> Node:
        """The body for those that take part; the others have no such value."""
        return body if self.among is None else If(self.among, body, Absent(place=place), place=place)


def comparison_group(written: Mapping, context: Context) -> ComparisonGroup:
    """Reads `of`, `within`, and who takes part: `where`, or `among`, which says the same.

    To whom the entry or `of` does not apply takes no part.
    """
    of = context.formula(written.entries["of"].value)
    where = written.get("where") or written.get("among")
    among = all_of(context.where, context.applies(of), None if where is None else context.formula(where))
    within, over = within_of(written.entries["within"].value, context), written.get("over")
    named = [node for node in (of, within, among) if node is not None]
    rows = context.rows_named(named) if over is None else context.own_rows(over)
    return ComparisonGroup(of, within, among, rows)


def all_of(*conditions: Node | None) -> Node | None:
    """The conditions that there are, asked in this order."""
    found = tuple(dict.fromkeys(each for each in conditions if each is not None))
    return And(found, place=found[-1].place) if len(found) > 1 else next(iter(found), None)


def within_of(written: nodes.Node, context: Context) -> Node | None:
    """`all`, what the units of one group have in common, or several such."""
    if isinstance(written, Sequence):
        return Combination(tuple(map(context.formula, written.items)), place=written.place)
    return None if context.plain_word(written, "") == "all" else context.formula(written)


_TAKEN = {"total": "sum"}
"""What `take` calls by another word than the operator."""


def lower_across(rule: Mapping, context: Context) -> Node:
    """total, count, highest, lowest, mean or median of `of`."""
    entry = rule.entries["across"]
    written = entry.value
    assert isinstance(written, Mapping)
    group = comparison_group(written, context)
    take = context.plain_word(written.get("take"), "count")
    body = group.figure(cast(FoldOp, _TAKEN.get(take, take)), entry.key.place)
    return Step(ACROSS, Meaning(body), body, context.clause, place=entry.key.place)


ACROSS = Keyword(
    "across",
    "同组数值",
    "figure of the group",
    Meaning,
    "relative",
    "whole_group",
    lower=lower_across,
    doc=Doc(
        zh="本类或本组的一个数：合计、个数、最高、最低、平均、中位",
        en="One figure of the comparison group: total, count, highest, lowest, mean, median",
        written="across: {take: mean, of: F, within: group, where: C}",
        more_zh="`take` 写 `total` 合计、`count` 个数、`highest`、`lowest`、`mean` 平均、`median` 中位",
        more_en="`take` is `total`, `count`, `highest`, `lowest`, `mean` or `median`",
        known_zh="全县平均、同组最高",
        known_en="the mean or the best of the group",
        example="across: {take: median, of: x, within: all}",
        gives=("4", "4", "4"),
    ),
)
