"""The comparison group that `within` and `where` name together, and `across`: a figure of it for each of its units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, cast

from kaohe.language import nodes
from kaohe.language.entry import GROUP_FIGURES, Doc, Meaning, OverOp, total
from kaohe.language.nodes import Mapping, Sequence
from kaohe.language.ranges import Range
from kaohe.language.tree import Absent, And, Combination, FoldUnits, If, Node, Step
from kaohe.places import Place
from kaohe.words.lowering import Context, Keyword


class Figure(NamedTuple):
    """A figure of a comparison group: its names, its range from that of the values, and whether it counts units."""

    zh: str
    en: str
    range_of: Callable[[Range], Range]
    counts: bool = False


FIGURES: dict[OverOp, Figure] = total(
    "words.comparison_group.FIGURES",
    GROUP_FIGURES,
    {
        "total": Figure("合计", "total", Range.times),
        "count": Figure("家数", "number of units", lambda of: Range(Fraction(0), None), counts=True),
        "highest": Figure("最高值", "highest", lambda of: of),
        "lowest": Figure("最低值", "lowest", lambda of: of),
        "mean": Figure("平均值", "mean", lambda of: of),
        "median": Figure("中位数", "median", lambda of: of),
    },
)


@dataclass(frozen=True)
class ComparisonGroup:
    """Whose value is compared (`of`), within which units, and which of these take part (all if None).

    `within` is None for all units, or what the units of one group have in common.
    """

    of: Node
    within: Node | None
    among: Node | None

    def figure(self, op: OverOp, place: Place) -> FoldUnits:
        """One figure of the whole group."""
        return FoldUnits(op, self.of, self.within, self.among, place=place)

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
    return ComparisonGroup(of, _within(written.entries["within"].value, context), among)


def all_of(*conditions: Node | None) -> Node | None:
    """The conditions that there are, asked in this order."""
    found = tuple(dict.fromkeys(each for each in conditions if each is not None))
    return And(found, place=found[-1].place) if len(found) > 1 else next(iter(found), None)


def _within(written: nodes.Node, context: Context) -> Node | None:
    """`all`, what the units of one group have in common, or several such."""
    if isinstance(written, Sequence):
        return Combination(tuple(map(context.formula, written.items)), place=written.place)
    return None if context.plain_word(written, "") == "all" else context.formula(written)


def lower_across(rule: Mapping, context: Context) -> Node:
    """total, count, highest, lowest, mean or median of `of`."""
    entry = rule.entries["across"]
    written = entry.value
    assert isinstance(written, Mapping)
    group = comparison_group(written, context)
    body = group.figure(cast(OverOp, context.plain_word(written.get("take"), "count")), entry.key.place)
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
