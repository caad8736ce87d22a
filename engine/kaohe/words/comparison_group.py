"""The comparison group that `within` and `where` name together."""

from __future__ import annotations

from kaohe.language import nodes
from kaohe.language.entry import FoldOp
from kaohe.language.nodes import Mapping, Sequence
from kaohe.language.tree import Absent, And, Combination, FoldUnits, If, Node
from kaohe.places import Place
from kaohe.records import dataclass
from kaohe.words.lowering import Context


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
        """One figure of the whole group."""
        return FoldUnits(op, self.of, self.within, self.among, rows=self.rows, place=place)

    def for_participants(self, body: Node, place: Place) -> Node:
        """The body for those that take part; the others have no such value."""
        return body if self.among is None else If(self.among, body, Absent(place=place), place=place)


def comparison_group(written: Mapping, context: Context) -> ComparisonGroup:
    """Reads `of`, `within`, and `where`, who takes part.

    To whom the entry or `of` does not apply takes no part.
    """
    of = context.formula(written.entries["of"].value)
    where = written.get("where")
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
