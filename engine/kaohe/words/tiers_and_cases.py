"""One case of several: `tiers` (分档计分), `first` (conditions in order), `by` and `reading`, `full_if` (all or none).

Tiers: `at_least` includes the border (1.5 亿（含）—2 亿 is [1.5, 2)), `more_than` excludes it; both may stand together.
Where less is better, `at_most` and `less_than` do the same from below, and `above` is what lies above all of them.
"""

from __future__ import annotations

import itertools
from fractions import Fraction

from kaohe.compiled_late import dataclass, replace
from kaohe.language.entry import Doc, KeyPart, Meaning, Roles
from kaohe.language.measures import POINTS
from kaohe.language.nodes import Mapping, Scalar, Sequence
from kaohe.language.periods import LEVELS, Period, PeriodLevel, finest, read_period
from kaohe.language.tree import Add, Cases, If, Key, Mul, Node, Number, Step, Text, Tier, Tiers, Unknown
from kaohe.places import Place
from kaohe.words.lowering import Context, Keyword, printed_points


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
    rising = "above" in written.entries
    rest = context.rule(written.entries["above" if rising else "below"].value)
    tiers, below = _rising(written, of, rest, context) if rising else (_falling(written, of, context), rest)
    body = Tiers(of, tiers, below, rising, place=entry.key.place)
    return Step(TIERS, Meaning(body), body, context.clause, place=entry.key.place)


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
    Meaning,
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
            "越少越好的写 `tiers: {of: F, at_most: {10 天: 5, 20 天: 3}, above: 0}`，不含界线的用 `less_than`"
        ),
        more_en=(
            "`at_least` includes the border, `more_than` does not; both may stand together. A border is a literal, "
            "or a member where `of` is one of an ordered list; a value may be a rule. Where less is better: "
            "`tiers: {of: F, at_most: {10 天: 5, 20 天: 3}, above: 0}`, with `less_than` for a border that does not "
            "belong to its tier"
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


_PARTS: dict[PeriodLevel, KeyPart] = {level: level for level in LEVELS}


@dataclass(frozen=True, slots=True, eq=False)
class SinceRoles(Meaning):
    """The rules with the periods from which they hold, the earliest first; `current` is the number of the one in force.

    Before the first there is none, and `current` is the number of the period itself.
    """

    current: Node
    rules: tuple[tuple[str, Node], ...]
    first: int
    """The day that the first begins with, as calendars count them."""


def running_number(period: Period, level: PeriodLevel) -> int:
    """The number of a period among all of its level, of a coarser one that of the first in it: of a year the year."""
    first = period.parts(level)[0]
    if level == "day":
        return 10_000 * first.year + first.number
    return period.year if level == "year" else 12 * first.year + LEVELS[level].months * first.number


def current_period(level: PeriodLevel, place: Place) -> Node:
    """The number of the period that a rule is calculated for."""
    part = Key(_PARTS[level], place=place)
    if level == "year":
        return part

    def times(key: KeyPart, number: int) -> Node:
        return Mul(Key(key, place=place), Number(Fraction(number), place=place), place=place)

    if level == "day":
        return Add((times("year", 10_000), times("month", 100), part), place=place)
    return Add((times("year", 12), times(_PARTS[level], LEVELS[level].months)), place=place)


def lower_since(rule: Mapping, context: Context) -> Node:
    """The rule of the last date that the period has reached; K719 for what is no period, or stands twice."""
    entry = rule.entries["since"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    periods = {word: read_period(word) for word in written.entries}
    level = finest(period.level for period in periods.values() if period is not None)
    rules: dict[int, tuple[str, Node]] = {}
    first: list[int] = []
    for word, under in written.entries.items():
        found, period = context.rule(under.value), periods[word]
        number = None if period is None or level is None else running_number(period, level)
        if number is None or number in rules or period is None:
            context.find("K719", under.key.place, text=word)
            continue
        rules[number] = (word, found)
        first.append(period.first_day)
    if not rules or level is None:
        return Unknown(place=place)
    ordered = sorted(rules)
    now = current_period(level, place)
    tiers = tuple(
        Tier(bound := Number(Fraction(number), place=place), True, bound, place=place) for number in reversed(ordered)
    )
    current = Tiers(now, tiers, now, place=place)
    body = Cases(current, tuple((number, rules[number][1]) for number in ordered), None, place=place)
    roles = SinceRoles(body, current, tuple(rules[number] for number in ordered), min(first))
    return Step(SINCE, roles, body, context.clause, place=place)


SINCE = Keyword(
    "since",
    "按起始时间",
    "since",
    SinceRoles,
    "structure",
    "carried",
    lower=lower_since,
    doc=Doc(
        zh="从哪一期起用哪条规则：到了的最后一个日期的规则",
        en="From when which rule holds: that of the last date that was reached",
        written="since: {2022: R, 2024: R}",
        more_zh="日期写年、季度等期间；第一个日期之前没有规则，`in_force` 更早的会报出来（K720）",
        more_en="A date is a period; before the first there is no rule, and `in_force` may not begin earlier (K720)",
        known_zh="自 2024 年起调整为",
        known_en="a document that was amended",
        example="since: {2020: x + 1, 2023: x × 2, 2024: 0}",
        gives=("4", "8", "16"),
    ),
)
