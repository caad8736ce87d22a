"""One case of several: `tiers` (分档计分), `first` (conditions in order), `by` and `reading`, `full_if` (all or none).

Tiers: `at_least` includes the border (1.5 亿（含）—2 亿 is [1.5, 2)), `more_than` excludes it; both may stand together.
Where less is better, `at_most` and `less_than` do the same from below, and `above` is what lies above all of them.
Borders that a table of the document has: `over` a list, one tier for each member, `at_least` the column of the borders.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence as SequenceOf
from fractions import Fraction
from typing import NamedTuple

from kaohe.language.entry import CompareOp, Doc, Meaning, Roles
from kaohe.language.measures import POINTS
from kaohe.language.nodes import Mapping, Scalar, Sequence
from kaohe.language.tree import (
    Absent,
    And,
    Compare,
    If,
    Node,
    Number,
    Or,
    Present,
    Step,
    Text,
    Tier,
    Tiers,
    Unknown,
)
from kaohe.lazy import dataclass, replace
from kaohe.source_places import Place
from kaohe.words.lowering import Context, Keyword, printed_points


class MemberTier(NamedTuple):
    """The tier of a member of a list: its border and what it gives."""

    border: Node
    value: Node


@dataclass(frozen=True, slots=True, eq=False)
class TiersRoles(Meaning):
    """What is graded; with `over` the tiers of members in the order in which their borders are asked, and the rest.

    A border that is blank is no tier. A border is met as the word `by` says: at_least, more_than, at_most, less_than.
    """

    of: Node
    members: tuple[MemberTier, ...] = ()
    rest: Node | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FirstRoles(Meaning):
    """The conditions with what each gives, in order, and what holds where none does."""

    rows: tuple[tuple[Node, Node], ...]
    otherwise: Node


@dataclass(frozen=True, slots=True, eq=False)
class FullIfRoles(Meaning):
    """The condition, and the points that it gives."""

    condition: Node
    points: Node


def lower_tiers(rule: Mapping, context: Context) -> Node:
    """A tier table from high to low; a bound that is no number or member, or twice there, is told (K251, K252)."""
    entry = rule.entries["tiers"]
    written = entry.value
    assert isinstance(written, Mapping)
    of = context.formula(written.entries["of"].value)
    if "over" in written.entries:
        return _of_members(written, of, context, entry.key.place)
    rising = "above" in written.entries
    rest = context.rule(written.entries["above" if rising else "below"].value)
    tiers, below = _rising(written, of, rest, context) if rising else (_falling(written, of, context), rest)
    body = Tiers(of, tiers, below, rising, place=entry.key.place)
    return Step(TIERS, TiersRoles(body, of), body, context.clause, place=entry.key.place)


MET: dict[str, CompareOp] = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<"}
"""How what is graded compares with the border of a tier that it is in."""
RISING = ("at_most", "less_than")


def _of_members(written: Mapping, of: Node, context: Context, place: Place) -> Node:
    """A tier for each member of `over`, by borders of a table of the document (K729, K730).

    The borders are asked from the highest, of `at_most` and `less_than` from the lowest; K731 for no border, or two.
    """
    words = [word for word in MET if word in written.entries]
    rest = context.rule(written.entries["above" if words[0] in RISING else "below"].value)
    members = [each for each in context.members(written.entries["over"].value) if each.agrees]
    if len(words) > 1:
        context.find("K731", written.entries[words[1]].key.place, first=words[0], second=words[1])
    border, give = written.entries[words[0]].value, written.entries["give"].value
    tiers = [MemberTier(each.context.formula(border), each.context.rule(give)) for each in members]
    rises = context.rising([tier.border for tier in tiers], border) if tiers else None
    if rises is None or len(words) > 1:
        return Unknown(place=place)
    if rises != (words[0] in RISING):
        tiers.reverse()
    blank = [context.is_blank(tier.border) for tier in tiers]
    kept = [(tier, known is None) for tier, known in zip(tiers, blank, strict=True) if not known]
    body = _asked(of, words[0], kept, rest, place)
    roles = TiersRoles(body, of, tuple(tier for tier, _ in kept), rest, words[0])
    return Step(TIERS, roles, body, context.clause, place=place)


def _asked(of: Node, word: str, tiers: SequenceOf[tuple[MemberTier, bool]], rest: Node, place: Place) -> Node:
    """The first tier whose border is met, of those that have one: for each it is said whether it may be blank.

    Where none has a border nothing is known.
    """
    body = rest
    for tier, may_be_blank in reversed(tiers):
        met: Node = Compare(MET[word], of, tier.border, place=place)
        if may_be_blank:
            met = And((Present(tier.border, place=place), met), place=place)
        body = If(met, tier.value, body, place=place)
    if not all(may_be_blank for _, may_be_blank in tiers):
        return body
    there = tuple(Present(tier.border, place=place) for tier, _ in tiers)
    return If(Or(there, place=place), body, Absent(place=place), place=place) if tiers else Absent(place=place)


def _falling(written: Mapping, of: Node, context: Context) -> tuple[Tier, ...]:
    """The rows of `at_least` and `more_than`, the highest border first."""
    tiers = _tiers(written, "at_least", True, of, context) + _tiers(written, "more_than", False, of, context)
    # At one border, “more than” is the higher tier.
    tiers.sort(key=lambda tier: (context.size(tier.bound) or 0, not tier.inclusive), reverse=True)
    _refuse_doubles(tiers, context)
    return tuple(tiers)


def _rising(written: Mapping, of: Node, above: Node, context: Context) -> tuple[tuple[Tier, ...], Node]:
    """The same of `at_most` and `less_than`, and what holds up to the lowest border.

    What a row gives holds up to its border, so that from there on it is what the next row gives.
    """
    rows = _tiers(written, "at_most", False, of, context) + _tiers(written, "less_than", True, of, context)
    # At one border, “less than” is the lower tier.
    rows.sort(key=lambda row: (context.size(row.bound) or 0, not row.inclusive))
    _refuse_doubles(rows, context)
    following = [*((row.value, row.place) for row in rows[1:]), (above, above.place)]
    tiers = [replace(row, value=value, place=place) for row, (value, place) in zip(rows, following, strict=True)]
    return tuple(reversed(tiers)), rows[0].value


def _refuse_doubles(tiers: list[Tier], context: Context) -> None:
    for one, other in itertools.pairwise(tiers):
        sizes = context.size(one.bound), context.size(other.bound)
        if None not in sizes and (sizes[0], one.inclusive) == (sizes[1], other.inclusive):
            bound = other.bound.value if isinstance(other.bound, Number) else other.bound.place.text
            context.find("K252", other.place, bound=bound)


def _tiers(written: Mapping, word: str, inclusive: bool, of: Node, context: Context) -> list[Tier]:
    found = []
    table = written.get(word)
    for row in table.entries.values() if isinstance(table, Mapping) else ():
        key: Scalar = row.key
        bound = context.beside(key, of)
        if not isinstance(bound, Number) and not (isinstance(bound, Text) and bound.list is not None):
            context.find("K251", key.place, bound=key.text)
        found.append(Tier(bound, inclusive, context.rule(row.value), place=key.place))
    return found


def lower_first(rule: Mapping, context: Context) -> Node:
    """Nested conditions. The last row says `otherwise`; without it there is a gap (K253)."""
    entry = rule.entries["first"]
    assert isinstance(entry.value, Sequence)
    rows = [item for item in entry.value.items if isinstance(item, Mapping)]
    body: Node | None = None
    kept: list[tuple[Node, Node]] = []
    otherwise: Node | None = None
    for number, row in reversed(list(enumerate(rows))):
        if "otherwise" in row.entries:
            if number != len(rows) - 1:
                context.find("K254", row.place)
            body = otherwise = context.rule(row.entries["otherwise"].value)
            continue
        if body is None:
            if not any("otherwise" in other.entries for other in rows):
                context.find("K253", entry.key.place)
            body = otherwise = Unknown(place=row.place)
        condition, give = context.formula(row.entries["when"].value), context.rule(row.entries["give"].value)
        kept.insert(0, (condition, give))
        body = If(condition, give, body, place=row.place)
    assert body is not None and otherwise is not None
    return Step(FIRST, FirstRoles(body, tuple(kept), otherwise), body, context.clause, place=entry.key.place)


def lower_by(rule: Mapping, context: Context) -> Node:
    """A case for each word of a choice, unit, group or grade."""
    place = rule.entries["by"].key.place
    (body,) = context.alternatives(rule, lambda written: (context.rule(written),)) or (Unknown(place=place),)
    return Step(BY, Meaning(body), body, context.clause, place=place)


def lower_reading(rule: Mapping, context: Context) -> Node:
    """A case for each reading of the question."""
    (body,) = context.alternatives(rule, lambda written: (context.rule(written),))
    return body


def lower_full_if(rule: Mapping, context: Context) -> Node:
    """The printed points where the rule is true, else 0."""
    entry = rule.entries["full_if"]
    nothing = Number(Fraction(0), POINTS, place=entry.key.place)
    points = printed_points(context, "full_if", entry.key.place)
    condition = context.rule(entry.value)
    body = If(condition, points, nothing, place=entry.key.place)
    return Step(FULL_IF, FullIfRoles(body, condition, points), body, context.clause, place=entry.key.place)


TIERS = Keyword(
    "tiers",
    "分档计分",
    "tiers",
    TiersRoles,
    "scale",
    "carried",
    lower=lower_tiers,
    doc=Doc(
        zh="分档计分：达到的最高一档的值；越少越好的用 at_most 和 above",
        en="Tiers: the value of the highest tier reached; at_most and above where less is better",
        written="tiers: {of: F, at_least: {2 亿元: 6, 1 亿元: 2}, below: 0}",
        more_zh=(
            "`at_least` 含界线，`more_than` 不含界线，可以同时写。"
            "界限直接写数，`of` 是有 `order` 的清单的成员的，写成员；`below` 是各档以下的值；值可以是规则。"
            "越少越好的写 `tiers: {of: F, at_most: {10 天: 5, 20 天: 3}, above: 0}`，不含界线的用 `less_than`。"
            "界线在办法的表里的写 `{of: F, over: 清单, at_least: 列, give: F, below: 0}`：清单的每个成员一档，"
            "界线按成员的次序一直升，或者一直降；界线空着的不是一档，都空着就没有值"
        ),
        more_en=(
            "`at_least` includes the border, `more_than` does not; both may stand together. A border is a literal, "
            "or a member where `of` is one of an ordered list; a value may be a rule. Where less is better: "
            "`tiers: {of: F, at_most: {10 天: 5, 20 天: 3}, above: 0}`, with `less_than` for a border that does not "
            "belong to its tier. Borders that a table of the document has: `{of: F, over: LIST, at_least: COLUMN, "
            "give: F, below: 0}`, a tier for each member; the borders rise in the order of the list, or fall. A "
            "border that is blank is no tier; without any there is no value"
        ),
        known_zh="1.5 亿（含）—2 亿得 4 分",
        known_en="分档计分",
        example="tiers: {of: x, at_least: {8: 3, 4: 2}, below: 0}",
        gives=("0", "2", "3"),
    ),
)
FIRST = Keyword(
    "first",
    "逐条判断",
    "first that holds",
    FirstRoles,
    "scale",
    "carried",
    lower=lower_first,
    doc=Doc(
        zh="自上而下第一个成立的条件；最后一条写 otherwise",
        en="The first condition that holds; the last row says otherwise",
        written="first: [{when: C, give: R}, …, {otherwise: R}]",
        known_zh="符合……的得……，其余得……",
        known_en="conditions one after another",
        example="first: [{when: met, give: 5}, {otherwise: 1}]",
        gives=("5", "1", "5"),
    ),
)
BY = Keyword(
    "by",
    "分情况",
    "by case",
    Meaning,
    "structure",
    "carried",
    lower=lower_by,
    doc=Doc(
        zh="按一个词分情形：选择列、unit、group 或等次",
        en="By a word: a choice column, unit, group, a grade",
        written="by: F`、`cases: {词: R}`、`otherwise: R",
        more_zh="词能列尽时可以不写 `otherwise`，没列尽会报出来；也可以按整数分，例如名次：`cases: {1: 5, 2: 3}`",
        more_en=(
            "Where all words are known, `otherwise` may be left out, and a missing word is found; whole numbers, such "
            "as places, may be cases too: `cases: {1: 5, 2: 3}`"
        ),
        known_zh="分类考核",
        known_en="other rules for other classes",
        example="by: size\ncases: {big: 2, small: 1}",
        gives=("2", "1", "1"),
    ),
)
READING = Keyword(
    "reading",
    "按读法",
    "by reading",
    Roles,
    "structure",
    "carried",
    lower=lower_reading,
    doc=Doc(
        zh="待释问题：在用的读法的值；每种读法都要写",
        en="An open question: the value of the reading in force; every reading has its case",
        written="reading: Q`、`cases: {读法: R}",
        known_zh="原文有两种读法之处",
        known_en="where the wording can be read in two ways",
        example="reading: Q\ncases: {strict: x, mild: x × 2}",
        gives=("2", "4", "8"),
    ),
)
"""It has no step: a Reading is itself what the writer wrote."""
FULL_IF = Keyword(
    "full_if",
    "完成得满分",
    "full points if",
    FullIfRoles,
    "scale",
    "carried",
    lower=lower_full_if,
    doc=Doc(
        zh="规则成立得全部 points，否则得 0",
        en="All the points if the rule is true, else 0",
        written="full_if: R",
        known_zh="完成得满分，否则不得分",
        known_en="all or nothing",
        example="points: 5\nfull_if: x >= 4",
        gives=("0", "5", "5"),
    ),
)
