"""`pro_rata` (按完成比例得分): a share of the printed points. `steps` (每超一点加、每欠一点减): so much for each step.

steps = start ± Σ steps × points, where the steps of a side are counted from `from`, and of each further line from the
border of the line before it. Brackets (超额累进) are the same, with a line for each bracket.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Literal, get_args

from kaohe.language.entry import Doc, Meaning, Roles, RoundingMode, total
from kaohe.language.measures import NUMBER, PERCENT, POINTS
from kaohe.language.nodes import Mapping, Sequence
from kaohe.language.nodes import Node as Written
from kaohe.language.ranges import Range, exactly, union
from kaohe.language.tree import (
    Add,
    Compare,
    Div,
    If,
    Max,
    Min,
    Mul,
    Neg,
    Node,
    Number,
    Reading,
    Round,
    Step,
    Sub,
    Text,
    Unknown,
)
from kaohe.lazy import dataclass
from kaohe.source_places import Place
from kaohe.words.cap_floor_round import chosen_bounds
from kaohe.words.lowering import Context, Keyword, printed_points

PartStep = Literal["ignored", "counted", "rounded_up"]
PART_STEPS: tuple[PartStep, ...] = get_args(PartStep)
"""What a part of a step counts: nothing (每满), its part (按比例), or a whole step (不足一点按一点)."""

_ROUNDED: dict[PartStep, RoundingMode | None] = total(
    "words.pro_rata_and_steps", PART_STEPS, {"ignored": "down", "counted": None, "rounded_up": "up"}
)


@dataclass(frozen=True, slots=True, eq=False)
class ProRataRoles(Meaning):
    """The printed points, what is measured, where all points are reached, and below which there are none."""

    points: Node
    of: Node
    full_at: Node
    zero_below: Node | None


@dataclass(frozen=True, slots=True, eq=False)
class SlopeRoles(Roles):
    """One line of a side: how many steps there are, their size, what each adds or takes, and where the line ends."""

    steps: Node
    each: Node
    points: Node
    takes: bool
    until: Node | None


@dataclass(frozen=True, slots=True, eq=False)
class StepsRoles(Meaning):
    """What is measured, from where, what it starts with, the lines of both sides, and the most that each side comes to.

    `means` is what all of this comes to; None for a side without a limit of its own.
    """

    of: Node
    origin: Node
    start: Node
    above: tuple[SlopeRoles, ...]
    below: tuple[SlopeRoles, ...]
    most_above: Node | None
    most_below: Node | None
    part_step: PartStep

    @property
    def points(self) -> tuple[Node, ...]:
        """What each step adds or takes, line by line."""
        return tuple(slope.points for slope in (*self.above, *self.below))


def lower_pro_rata(rule: Mapping, context: Context) -> Node:
    """points × min(of / full_at, 1), not below 0; nothing where `of` lies below `zero_below`."""
    entry = rule.entries["pro_rata"]
    place, written = entry.key.place, entry.value
    points = printed_points(context, "pro_rata", place)
    given = written.entries if isinstance(written, Mapping) else {}
    of = context.formula(given["of"].value if given else written)
    full_at: Node = Number(Fraction(1), PERCENT, place=place)
    if "full_at" in given:
        full_at = context.formula(given["full_at"].value)
        if isinstance(full_at, Number) and full_at.value <= 0:
            context.find("K266", full_at.place, keyword="full_at")
            full_at = Unknown(place=full_at.place)
    nothing = Number(Fraction(0), POINTS, place=place)
    nought = Number(Fraction(0), NUMBER, place=place)
    share = Div(Max((nought, Min((of, full_at), place=place)), place=place), full_at, place=place)
    body: Node = Mul(points, share, place=place)
    gate = context.formula(given["zero_below"].value) if "zero_below" in given else None
    if gate is not None:
        body = If(Compare("<", of, gate, place=gate.place), nothing, body, place=place)
    return Step(PRO_RATA, ProRataRoles(body, points, of, full_at, gate), body, context.clause, place=place)


def _share_of_points(roles: ProRataRoles, of: Callable[[Node], Range]) -> Range:
    return union([exactly(Fraction(0)), of(roles.points)])


def lower_steps(rule: Mapping, context: Context) -> Node:
    """The start, with what the steps above `from` and below it add and take."""
    entry = rule.entries["steps"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    of, origin = (context.formula(written.entries[word].value) for word in ("of", "from"))
    start: Node = Number(Fraction(0), NUMBER, place=place)
    if "start" in written.entries:
        start = context.rule(written.entries["start"].value)
    part_step = written.get("part_step")
    word = Text("ignored", place=place) if part_step is None else context.word(part_step, PART_STEPS)

    def lowered(word: Node) -> Node:
        """The steps with a word for what a part of one counts; of a reading in each of its cases."""
        if isinstance(word, Reading):
            return word.mapped(lowered)
        known: PartStep = next(
            (each for each in PART_STEPS if isinstance(word, Text) and each == word.value), "ignored"
        )
        return _steps(written, context, of, origin, start, known, place)

    return lowered(word)


def _steps(
    written: Mapping, context: Context, of: Node, origin: Node, start: Node, part_step: PartStep, place: Place
) -> Node:
    sides = [_Side(of, origin, side == "above", part_step, place) for side in ("above", "below")]
    lines = [side.read(written.get(word), context) for side, word in zip(sides, ("above", "below"), strict=True)]
    terms = [start] if "start" in written.entries else []
    terms += [_sum(slopes, most, place) for slopes, most in lines if slopes]
    body = terms[0] if len(terms) == 1 else Add(tuple(terms), place=place)
    (above, most_above), (below, most_below) = lines
    roles = StepsRoles(body, of, origin, start, above, below, most_above, most_below, part_step)
    return Step(STEPS, roles, body, context.clause, place=place)


@dataclass(frozen=True)
class _Side:
    """One side of `from`, on which steps are counted."""

    of: Node
    origin: Node
    is_above: bool
    part_step: PartStep
    place: Place

    def read(self, written: Written | None, context: Context) -> tuple[tuple[SlopeRoles, ...], Node | None]:
        """The lines of the side and its limit. K267, K277: only the last line has no border, and it has the limit."""
        lines = written.items if isinstance(written, Sequence) else () if written is None else (written,)
        slopes: list[SlopeRoles] = []
        border, most = self.origin, None
        for number, line in enumerate(lines, 1):
            assert isinstance(line, Mapping)
            slopes.append(self._slope(line, border, context))
            until, limit = slopes[-1].until, line.entries.get("most")
            if until is None and number < len(lines):
                context.find("K267", line.place)
            if until is not None:
                border = self._next_border(border, until, slopes[-1].each, context)
            if limit is not None:
                most = context.rule(limit.value)
                if number < len(lines):
                    context.find("K277", limit.key.place)
                elif len({slope.takes for slope in slopes}) > 1:
                    context.find("K268", limit.key.place)
        return tuple(slopes), most

    def _slope(self, line: Mapping, border: Node, context: Context) -> SlopeRoles:
        """One line; K266 where a step is no amount above nought."""
        each = context.rule(line.entries["each"].value)
        for size in list(chosen_bounds(each)):
            if not isinstance(size, Number) or size.value <= 0:
                context.find("K266", size.place, keyword="each")
                each = Unknown(place=each.place)
        takes = "take" in line.entries
        points = context.rule(line.entries["take" if takes else "add"].value)
        until = context.formula(line.entries["until"].value) if "until" in line.entries else None
        steps: Node = Div(self._beyond(border, until), each, place=self.place)
        mode = _ROUNDED[self.part_step]
        if mode is not None:
            steps = Round(steps, 0, mode, place=self.place)
        return SlopeRoles(steps, each, points, takes, until)

    def _beyond(self, border: Node, until: Node | None) -> Node:
        """What lies between the border and `until`, never below nought."""
        nearer = Min if self.is_above else Max
        reached = self.of if until is None else nearer((self.of, until), place=self.place)
        left, right = (reached, border) if self.is_above else (border, reached)
        nought = Number(Fraction(0), NUMBER, place=self.place)
        return Max((nought, Sub(left, right, place=self.place)), place=self.place)

    def _next_border(self, border: Node, until: Node, each: Node, context: Context) -> Node:
        """From where the next line counts. K269: borders lead away from `from`; K270: whole steps fit between them."""
        if not (isinstance(border, Number) and isinstance(until, Number)):
            return (Max if self.is_above else Min)((border, until), place=self.place)
        distance = until.value - border.value if self.is_above else border.value - until.value
        counts_whole_steps = _ROUNDED[self.part_step] is not None and isinstance(each, Number) and each.value > 0
        if distance <= 0:
            context.find("K269", until.place, bound=until.place.text)
        elif counts_whole_steps and isinstance(each, Number) and (distance / each.value).denominator != 1:
            texts = {"near": border.place.text, "far": until.place.text, "each": each.place.text}
            context.find("K270", until.place, **texts)
        return until


def _sum(slopes: tuple[SlopeRoles, ...], most: Node | None, place: Place) -> Node:
    """What the steps of one side come to, taken off where they take."""
    products = [(slope.takes, Mul(slope.steps, slope.points, place=place)) for slope in slopes]
    terms = [Neg(product, place=place) if takes else product for takes, product in products]
    whole: Node = terms[0] if len(terms) == 1 else Add(tuple(terms), place=place)
    if most is None:
        return whole
    return Max((whole, Neg(most, place=place)), place=place) if slopes[-1].takes else Min((whole, most), place=place)


PRO_RATA = Keyword(
    "pro_rata",
    "按比例得分",
    "pro rata",
    ProRataRoles,
    "scale",
    "carried",
    _share_of_points,
    lower=lower_pro_rata,
    doc=Doc(
        zh="按完成比例得 points，最多得满分：points ×（of ÷ full_at）",
        en="The points in proportion to what was done, at most all of them",
        written="pro_rata: F` 或 `pro_rata: {of: F, full_at: 100%, zero_below: 60%}",
        more_zh=(
            "不低于 0；`of` 低于 `zero_below` 的得 0。`full_at` 不写为 100%，`zero_below` 不写就没有门槛。`full_at` "
            "用数据里的数时，是零就报错，小于零得 0 分"
        ),
        more_en=(
            "Not below 0; where `of` lies below `zero_below`, 0. `full_at` is 100% and there is no gate if left out. "
            "A `full_at` of the data that is nought or less: refused at nought, 0 points below it"
        ),
        formula="points × min(of ÷ full_at, 1)",
        known_zh="按完成比例得分",
        known_en="按完成比例得分",
        example="points: 10\npro_rata: {of: x / 8, full_at: 100%, zero_below: 40%}",
        gives=("0", "5", "10"),
    ),
)
STEPS = Keyword(
    "steps",
    "逐点增减",
    "steps",
    StepsRoles,
    "scale",
    "carried",
    lower=lower_steps,
    doc=Doc(
        zh="每超多少加几分、每欠多少减几分；超额累进也用它",
        en="So many points for each step above or below a value; brackets too",
        written="steps: {of: F, from: F, start: R, above: S, below: S, part_step: ignored}",
        more_zh="见下",
        more_en="See below",
        formula="start ± Σ n × p",
        known_zh="每超 1 个百分点加 0.2 分；超额累进",
        known_en="每超、每欠; marginal brackets",
        example="steps: {of: x, from: 4, start: 9, above: {each: 2, add: 1}, part_step: ignored}",
        gives=("9", "9", "11"),
    ),
)
