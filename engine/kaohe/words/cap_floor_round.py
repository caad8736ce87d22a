"""`cap`, `floor` and `round`, which may stand beside any rule: 最高不超过, 扣完为止, 四舍五入."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from kaohe.language.entry import ROUNDING_MODES, Doc, Entry, Roles, RoundingMode, total
from kaohe.language.nodes import Mapping, Scalar
from kaohe.language.tree import Absent, Choice, Max, Min, Node, Round, Step
from kaohe.lazy import dataclass
from kaohe.source_places import Place
from kaohe.words.lowering import Context


@dataclass(frozen=True, slots=True, eq=False)
class LimitRoles(Roles):
    """What is limited, and the bound as it is written, whose value may be `none`: then nothing is limited."""

    of: Node
    bound: Node

    @property
    def measured(self) -> tuple[Node, ...]:
        return (self.of, self.bound)


@dataclass(frozen=True, slots=True, eq=False)
class RoundRoles(Roles):
    """What is rounded, to how many decimals of the measure it is shown in, and how."""

    of: Node
    decimals: int
    mode: RoundingMode

    @property
    def measured(self) -> tuple[Node, ...]:
        return (self.of,)


FLOOR = Entry(
    "floor",
    "保底",
    "floor",
    LimitRoles,
    "limit",
    "lifts",
    doc=Doc(
        zh="最低不低于；none 为不限",
        en="Not less than this; none does not limit",
        written="floor: R",
        more_zh="可以写在任何一个关键字旁边，最先作用",
        more_en="May stand beside any keyword, and acts first",
        formula="max(x, floor)",
        known_zh="最低不低于",
        known_en="最低不低于",
        example="formula: x\nfloor: 3",
        gives=("3", "4", "8"),
    ),
)
CAP = Entry(
    "cap",
    "封顶",
    "cap",
    LimitRoles,
    "limit",
    "lifts",
    doc=Doc(
        zh="最高不超过；none 为不限",
        en="Not more than this; none does not limit",
        written="cap: R",
        more_zh="在保底之后。写了 `list` 的一条，封顶、保底写有 `order` 的清单的成员：`cap: 良好` 是不高于良好",
        more_en="After the floor. An entry with `list` is limited by members of that ordered list: `cap: 良好`",
        formula="min(x, cap)",
        known_zh="最高不超过",
        known_en="最高不超过",
        example="formula: x\ncap: 5",
        gives=("2", "4", "5"),
    ),
)
ROUND = Entry(
    "round",
    "修约",
    "round",
    RoundRoles,
    "limit",
    "carried",
    doc=Doc(
        zh="取整",
        en="Rounding",
        written="round: {decimals: 2, mode: half_up}",
        more_zh=(
            "在封顶之后。`mode`：`half_up` 四舍五入（不写为此）、`half_even` 四舍六入五成双、`down` 舍去、`up` 进位。"
            "负数按绝对值取整再加负号：−2.5 依次为 −3、−2、−2、−3"
        ),
        more_en=(
            "After the cap. `mode` is `half_up` (if left out), `half_even`, `down` or `up`. A number below zero is "
            "rounded as its absolute value is: −2.5 gives −3, −2, −2 and −3"
        ),
        known_zh="四舍五入；GB/T 8170—2008 的修约是 half_even",
        known_en="half_even is the rounding of GB/T 8170—2008",
        example="formula: x / 3\nround: {decimals: 1}",
        gives=("0.7", "1.3", "2.7"),
    ),
)

LIMITS: dict[str, Entry] = {each.id: each for each in (FLOOR, CAP, ROUND)}
"""What may stand beside any rule, in the order in which it acts."""

MODES: dict[RoundingMode, str] = total(
    "words.cap_floor_round.MODES",
    ROUNDING_MODES,
    {"half_up": "四舍五入", "half_even": "四舍六入五成双", "down": "舍去", "up": "进位"},
)
"""What a way of rounding is called."""


def limited(rule: Mapping, body: Node, context: Context) -> Node:
    """The body between floor and cap, then rounded; a cap below the floor is a finding (K260)."""
    floor, cap = rule.entries.get("floor"), rule.entries.get("cap")
    bounds: dict[str, Node] = {}
    for word, entry in ((FLOOR, floor), (CAP, cap)):
        if entry is not None:
            bounds[word.id] = context.rule(entry.value)
            body = limit(word, body, bounds[word.id], entry.key.place)
    low, high = (context.size(bounds[word]) if word in bounds else None for word in ("floor", "cap"))
    if low is not None and high is not None and high < low:
        context.find("K260", bounds["cap"].place)
    rounding = rule.get("round")
    if isinstance(rounding, Mapping):
        decimals = rounding.entries["decimals"].value
        assert isinstance(decimals, Scalar)
        mode = cast(RoundingMode, context.plain_word(rounding.get("mode"), "half_up"))
        place = rule.entries["round"].key.place
        roles = RoundRoles(body, int(decimals.text), mode)
        body = Step(ROUND, roles, Round(body, roles.decimals, mode, place=place), place=place)
    return body


def chosen_bounds(bound: Node) -> Iterator[Node]:
    """The bounds that a reading, a word, a number or a condition chooses between; `none` is no bound."""
    if isinstance(bound, Choice):
        for node in bound.branches:
            yield from chosen_bounds(node)
    elif isinstance(bound, Step) and bound.means is not None:
        yield from chosen_bounds(bound.means)
    elif not isinstance(bound, Absent):
        yield bound


def limit(word: Entry, of: Node, bound: Node, place: Place) -> Step:
    """A rule with a limit."""
    return Step(word, LimitRoles(of, bound), _bounded(of, bound, _LIMITING[word.id]), place=place)


_LIMITING: dict[str, type[Min] | type[Max]] = {"floor": Max, "cap": Min}


def _bounded(body: Node, bound: Node, limiting: type[Min] | type[Max]) -> Node:
    """The body, not below the bound (Max) or not above it (Min).

    `none` does not limit; what chooses between bounds chooses whether to limit at all.
    """
    if isinstance(bound, Absent):
        return body
    if isinstance(bound, Choice):
        return bound.mapped(lambda branch: _bounded(body, branch, limiting))
    if isinstance(bound, Step) and bound.means is not None:
        return _bounded(body, bound.means, limiting)
    return limiting((body, bound), place=bound.place)
