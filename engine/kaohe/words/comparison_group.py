"""The comparison group that `within` and `where` name together: units, rows of a table, or members of lists."""

from __future__ import annotations

from kaohe.language import nodes
from kaohe.language.entry import FoldOp
from kaohe.language.folds import Contender
from kaohe.language.nodes import Mapping, Scalar, Sequence
from kaohe.language.tree import Absent, And, Combination, FoldUnits, If, Node
from kaohe.places import Place
from kaohe.records import dataclass
from kaohe.words.lowering import Context, InMember


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
    if is_over_lists(written, context) and over is not None:
        context.find("K296", over.place, name=over.place.text)
        return ComparisonGroup(of, within, among)
    rows = context.rows_named(named) if over is None else context.own_rows(over)
    return ComparisonGroup(of, within, among, rows)


def is_over_lists(written: Mapping, context: Context) -> bool:
    """Whether members of lists are compared, and neither units nor rows."""
    over = written.get("over")
    return isinstance(over, Sequence) or (isinstance(over, Scalar) and context.is_list(over))


def contenders(written: Mapping, context: Context) -> tuple[list[tuple[InMember, Contender]], int] | None:
    """The members of the lists that `over` names, of several each combination, that agree; and which is the own one.

    Each with its context, and as one whose place goes by `of` alone. To which the entry or `of` does not apply takes no
    part. None after K295 for a list that the entry has no current member of.
    """
    over = written.entries["over"].value
    lists = [each for each in (over.items if isinstance(over, Sequence) else (over,)) if isinstance(each, Scalar)]
    own = [(each, context.own_member(each) if context.is_list(each) else None) for each in lists]
    for each, member in own:
        if member is None:
            context.find("K295", each.place, name=each.text)
    if not lists or any(member is None for _, member in own):
        return None
    found = [((), InMember("", "", context))]  # type: list[tuple[tuple[str, ...], InMember]]
    for each in lists:
        found = [
            ((*ids, inside.id), inside._replace(name="，".join(filter(None, [outer.name, inside.name]))))
            for ids, outer in found
            for inside in outer.context.members(each)
            if inside.agrees
        ]
    wanted = tuple(member for _, member in own)
    number = next((number for number, (ids, _) in enumerate(found) if ids == wanted), None)
    return None if number is None else ([(each, _contender(written, each)) for _, each in found], number)


def _contender(written: Mapping, member: InMember) -> Contender:
    context, where = member.context, written.get("where")
    of = context.formula(written.entries["of"].value)
    among = all_of(context.exists(), context.applies(of), None if where is None else context.formula(where))
    return Contender(member.name, (of,), among, within_of(written.entries["within"].value, context))


def all_of(*conditions: Node | None) -> Node | None:
    """The conditions that there are, asked in this order."""
    found = tuple(dict.fromkeys(each for each in conditions if each is not None))
    return And(found, place=found[-1].place) if len(found) > 1 else next(iter(found), None)


def within_of(written: nodes.Node, context: Context) -> Node | None:
    """`all`, what the units of one group have in common, or several such."""
    if isinstance(written, Sequence):
        return Combination(tuple(map(context.formula, written.items)), place=written.place)
    return None if context.plain_word(written, "") == "all" else context.formula(written)
