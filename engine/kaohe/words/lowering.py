"""A keyword: a word with a lowering to the tree; and what a lowering may ask for while it reads a rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from typing import NamedTuple, Protocol

from kaohe.language import nodes
from kaohe.language.entry import Entry
from kaohe.language.measures import POINTS
from kaohe.language.periods import PeriodLevel
from kaohe.language.tree import Node, Number
from kaohe.lazy import dataclass, field
from kaohe.source_places import Place


class Context(Protocol):
    """Reads arguments in the names that are known where the rule stands.

    Every reader notes what is wrong and returns a stand-in, so that all problems are told at once.
    """

    @property
    def points(self) -> Node | None:
        """The points that the entry prints (分值), if it prints any."""

    @property
    def clause(self) -> str | None: ...

    @property
    def where(self) -> Node | None:
        """Under which condition the entry exists (适用范围); None if it always does."""

    @property
    def per(self) -> PeriodLevel | None:
        """The level of periods that the entry says it is known by; None if it says nothing."""

    def formula(self, written: nodes.Node) -> Node:
        """A formula or amount."""

    def beside(self, written: nodes.Node, other: Node | None) -> Node:
        """A formula; beside a member of a list a word, which needs no quotes, is another one."""

    def size(self, node: Node) -> Fraction | None:
        """A number that is written, or the place of a member from the worst of its list; None of anything else."""

    def rule(self, written: nodes.Node) -> Node:
        """A formula or a whole rule."""

    def word(self, written: nodes.Node, allowed: Collection[str]) -> Node:
        """One of a keyword's own words, or the word of each reading."""

    def plain_word(self, written: nodes.Node | None, default: str) -> str:
        """A word that no reading can choose; the schema has checked it."""

    def alternatives(self, written: nodes.Node, read: Callable[[nodes.Node], tuple[Node, ...]]) -> tuple[Node, ...]:
        """A value written plainly or by reading or by word: `read` reads each, position by position."""

    def is_list(self, set_: nodes.Scalar) -> bool:
        """Whether a set is a closed list."""

    def near_list(self, set_: nodes.Scalar) -> str | None:
        """The list that is most like a word which is none."""

    def own_member(self, list_: nodes.Scalar) -> str | None:
        """The member of a list that the entry's rule is read for; None where its `each` has no such list."""

    def exists(self) -> Node | None:
        """Under which condition the entry exists at the members that are current here; None if it always does."""

    def members(self, list_: nodes.Node) -> Sequence[InMember]:
        """Each member of a list, in its order, and whether it agrees; none if there is no such list."""

    def is_blank(self, node: Node) -> bool | None:
        """Whether a number or a cell of the document's has no value; None where that is seen in the data alone."""

    def rising(self, borders: Sequence[Node], written: nodes.Node) -> bool | None:
        """Whether borders of members, as a table of the document has them, rise in the order of the list, or fall.

        None after a finding: there is no such column (K729), or its rows are in no order (K730).
        """

    def agreeing(self, place: Place) -> Node | None:
        """That a row has the current members of the lists that it knows; None where it knows none."""

    def rows(self, table: nodes.Node) -> tuple[str, Context] | None:
        """The table's id, and the context of one of its rows; None if there is no such table to fold."""

    def own_rows(self, table: nodes.Node) -> str | None:
        """The table of whose rows the rule is; None, after K293, where it is of no row, or of another table's."""

    def rows_named(self, named: Sequence[Node]) -> str | None:
        """The table in whose `let` the rule stands, where some of these rest on its rows; None elsewhere."""

    def is_periods(self, set_: nodes.Scalar) -> bool:
        """Whether a set is the periods of a level, where no table bears that id."""

    def is_units(self, set_: nodes.Scalar) -> bool:
        """Whether a set is the units of one's own type, `unit`; in an entry for nobody of any type, by its id."""

    def units(self, set_: nodes.Scalar) -> Context | None:
        """The context of one of the units of such a set; None if it is not known of which type."""

    def part(self, written: nodes.Node) -> Node:
        """A score that is listed here as a part of another."""

    def applies(self, node: Node) -> Node | None:
        """Of a named value that exists for some alone: the condition (`where` of its entry); None for all else."""

    def find(self, code: str, place: Place, **arguments: object) -> None:
        """Notes a finding."""


class InMember(NamedTuple):
    """A member of a list by its id and its name, and the context in which it is the current one.

    One that knows another member of a list than the rule is read for does not agree: it is no element there.
    """

    id: str
    name: str
    context: Context
    agrees: bool = True


def printed_points(context: Context, keyword: str, place: Place) -> Node:
    """The points of the entry that a keyword gives all or a share of; none, after K257, where it prints none."""
    if context.points is None:
        context.find("K257", place, keyword=keyword)
        return Number(Fraction(0), POINTS, place=place)
    return context.points


Lowering = Callable[[nodes.Mapping, Context], Node]
"""From a rule as it is written to the tree.

A keyword's arguments stand under it, but for `by` and `reading`, whose cases stand next to it: so it gets the rule.
"""


@dataclass(frozen=True, slots=True)
class Keyword(Entry):
    """A word that a rule is written with (计分方法)."""

    lower: Lowering = field(kw_only=True)
