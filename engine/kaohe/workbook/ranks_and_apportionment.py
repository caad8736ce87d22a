"""Places within a comparison group, and seats (名额): whole seats in set proportions.

A place is one more than those who are better, by values rounded to what a sheet can tell. Seats are calculated in
whole-number arithmetic that a sheet does exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple, cast

from kaohe.language import tree
from kaohe.language.entry import (
    BORDERS,
    EXTREMES,
    SEAT_ROUNDINGS,
    TIE_RULES,
    Border,
    Extreme,
    SeatRounding,
    TieRule,
    total,
)
from kaohe.language.rounding_and_apportionment import seats
from kaohe.lazy import replace
from kaohe.policy.model import Definition
from kaohe.translations import worded
from kaohe.workbook.code import ABSENT, ONE, Code, Guard, merged, scaled
from kaohe.workbook.comparisons import precision_of, settled
from kaohe.workbook.compilation import Compilation, Made, NoSheetForm
from kaohe.workbook.groups import Group, compared_values, complete, filled, group_of, known, of_those, span_of
from kaohe.workbook.labels import label
from kaohe.workbook.sheet_rows import Cell, Grid
from kaohe.workbook.sheets import Stored

_CLOSE = "有的分值相差极小，电子表格分不出来，本簿视为相同，名次以引擎的精确计算为准。"


def _rank(compiler: Compilation, node: tree.Rank, here: Cell) -> Code:
    other = compiler.of_own_grain(node, here)
    if other is not None:
        return other
    if any(compiler.policy.types[key.of].is_text_in_order for key in node.keys):
        raise NoSheetForm(worded("按等次或日期排先后，没有写成公式"))
    group = group_of(compiler, node, here)
    ties, edge = (compiler.value(part, here).const for part in (node.ties, node.edge))
    if not (isinstance(ties, str) and isinstance(edge, str)):
        raise NoSheetForm(worded("并列怎样排名要看数据"))
    if group is None:
        return ABSENT
    _every_key_is_there(compiler, node, here.grid)
    weight = f"{group.weight}*" if group.weight else ""
    counted = _TIES[cast(TieRule, ties)].counted(compiler, node, here, group)
    places, level, guards = ["1"], weight, known(group)
    for key in _by_key(node):
        compared_values(compiler, key, here)
        mine = _steady(compiler, key, here)
        span = span_of(mine, group.first, group.last, here)
        places.append(f"SUMPRODUCT({level}{counted}({span}{_BETTER[key.first]}{mine.text}))")
        level += f"({span}={mine.text})*"
        guards += complete(group, span)
    equal = f"SUMPRODUCT({level}1)"
    if not _TIES[cast(TieRule, ties)].allowed:
        guards += (Guard("condition", f"{equal}>1"),)
    if group.own_flag is not None:
        guards += (Guard("condition", f"{group.own_flag.text}=0"),)
    return Code("number", "+".join(places) + _EDGES[cast(Border, edge)](equal), ONE, soft=guards, binds=1)


def _by_key(node: tree.Rank) -> list[tree.Rank]:
    """A place by each of the keys alone."""
    return [replace(node, of=key.of, first=key.first, then=()) for key in node.keys]


def _every_key_is_there(compiler: Compilation, node: tree.Rank, grid: Grid) -> None:
    """The further keys are asked of level units alone, which a sheet cannot: so all have to have them."""
    for key in node.then:
        for position in grid.order:
            inside = node.where is None or compiler.values.of(node.where, grid.frame, position)
            if inside and compiler.values.of(key.of, grid.frame, position) is None:
                raise NoSheetForm(worded("同分时再比的数有的暂缺"))


def _distinct(compiler: Compilation, node: tree.Rank, here: Cell, group: Group) -> str:
    """Of equal values the first alone."""
    return f"({span_of(_first_seen(compiler, node, here), group.first, group.last, here)}=1)*"


class _Ties(NamedTuple):
    """Which of the better ones a place counts, and whether any may be level."""

    counted: Callable[[Compilation, tree.Rank, Cell, Group], str]
    allowed: bool = True


def _all(compiler: Compilation, node: tree.Rank, here: Cell, group: Group) -> str:
    return ""


_TIES: dict[TieRule, _Ties] = total(
    "workbook.ranks_and_apportionment of tie rules",
    TIE_RULES,
    {"competition": _Ties(_all), "dense": _Ties(_distinct), "refused": _Ties(_all, allowed=False)},
)
_BETTER: dict[Extreme, str] = total(
    "workbook.ranks_and_apportionment of extremes", EXTREMES, {"highest": ">", "lowest": "<"}
)
_EDGES: dict[Border, Callable[[str], str]] = total(
    "workbook.ranks_and_apportionment of borders",
    BORDERS,
    {"first": lambda level: "", "last": lambda level: f"+{level}-1"},
)
"""What is added to the first of the places that so many equal units fill together."""


def _steady(compiler: Compilation, node: tree.Rank, here: Cell) -> Code:
    """What places go by: rounded, because binary arithmetic splits ties that hold exactly."""
    scale = compiler.policy.types[node.of].measure.scale
    precision = precision_of(compiler, (node.of,), here, scale)

    def made(aside: Cell) -> Made:
        of = scaled(compared_values(compiler, node, aside), scale)
        return replace(of, text=settled(of, precision), plain=False), of_those(compiler, node, aside.grid, scale)

    key = (node.of, node.where, "steady")
    return filled(compiler, key, here, worded("排名用：{}", label(compiler.policy, node.of)), "number", scale, made)


def _first_seen(compiler: Compilation, node: tree.Rank, here: Cell) -> Code:
    """1 for the first row of each value within its group, so that equal values count once."""
    seen = compiler.remembered(("seen", node, here.grid), lambda: _seen_first(compiler, node, here.grid))

    def made(aside: Cell) -> Made:
        group = group_of(compiler, node, aside)
        if group is None:
            return ABSENT, lambda position: ""
        mine = [_steady(compiler, key, aside) for key in _by_key(node)]
        spans = [span_of(each, group.first, group.last, aside) for each in mine]
        same = "*".join(f"({span}={each.text})" for span, each in zip(spans, mine, strict=True))
        weight = f"{group.weight}*" if group.weight else ""
        text = f"IF(SUMPRODUCT({weight}{same}*(ROW({spans[0]})<{aside.row}))=0,1,0)"
        return Code("number", text, ONE, hard=merged(*(each.guards for each in mine))), seen

    key = (*(key.of for key in node.keys), node.where, node.within, "seen")
    return filled(compiler, key, here, worded("同值首见：{}", label(compiler.policy, node.of)), "number", ONE, made)


def _seen_first(compiler: Compilation, node: tree.Rank, grid: Grid) -> Callable[[int], Stored]:
    """What the column of first values holds, by the engine."""
    parts, first = (*(key.of for key in node.keys), *([node.within] if node.within else [])), dict[int, float]()
    seen = set[object]()
    for position in grid.order:
        values = tuple(compiler.values.of(part, grid.frame, position) for part in parts)
        inside = node.where is None or compiler.values.of(node.where, grid.frame, position)
        if inside and None not in values:
            key = (grid.key(position)[1], *values)
            first[position] = float(key not in seen)
            seen.add(key)
    return lambda position: first.get(position, "")


def near_ties(compiler: Compilation, published: Sequence[Definition]) -> list[str]:
    """A note for each group in which exact arithmetic tells values apart that a sheet takes for equal."""
    found: list[str] = []
    for definition in published:
        for node in tree.walk(definition.rule):
            if isinstance(node, tree.Rank):
                found += _of_rank(compiler, definition, node)
    return list(dict.fromkeys(found))


def _of_rank(compiler: Compilation, definition: Definition, node: tree.Rank) -> Iterator[str]:
    grid = compiler.layout.grid(compiler.policy.types[node].grain)
    for key in node.keys:
        scale = compiler.policy.types[key.of].measure.scale
        precision = precision_of(compiler, (key.of,), Cell.of(grid, [0], grid.steps), scale)
        by_period: dict[object, set[Fraction]] = {}
        for position in grid.order:
            value = compiler.values.of(key.of, grid.frame, position)
            if isinstance(value, Fraction):
                by_period.setdefault(grid.key(position)[1], set()).add(value / scale)
        for period, values in by_period.items():
            if len(set(map(precision.of, values))) < len(values):
                yield worded("{} {}“{}”：{}", grid.unit_type.name, period, definition.name, _CLOSE)


def _seats(compiler: Compilation, node: tree.Seats, here: Cell) -> Code:
    """The seats of this grade and all better ones: one column for each grade, then their sum."""
    word = compiler.value(node.rounding, here).const
    if not isinstance(word, str):
        raise NoSheetForm(worded("名额怎样取整要看数据"))
    rounding = cast(SeatRounding, word)
    size = compiler.step(node.size, here)
    if size.kind == "nothing":
        return ABSENT
    grades = [_grade(compiler, node, here, number, rounding) for number in range(node.upto)]
    return Code("number", "+".join(code.text for code in grades), ONE, binds=1).at(size, *grades)


def _grade(compiler: Compilation, node: tree.Seats, here: Cell, number: int, rounding: SeatRounding) -> Code:
    """The seats of one grade, the first being 0."""
    whole, share = sum(node.ratio), node.ratio[number]

    def made(aside: Cell) -> Made:
        size = compiler.step(node.size, aside)

        def held(position: int) -> Stored:
            value = compiler.values.of(node.size, aside.grid.frame, position)
            return float(seats(int(value), node.ratio, rounding)[number]) if isinstance(value, Fraction) else ""

        if _ROUNDINGS[rounding] is None:
            return Code("number", _by_remainder(size.text, node.ratio, number), ONE, binds=1).at(size), held
        better = [_grade(compiler, node, aside, each, rounding) for each in range(number)]
        left = f"{size.text}-{'-'.join(code.text for code in better)}" if better else size.text
        if number == len(node.ratio) - 1:
            text = left
        else:
            text = f"MIN({(_ROUNDINGS[rounding] or '').format(f'{size.text}*{share}/{whole}')},{left})"
        return Code("number", text, ONE, binds=1).at(size, *better), held

    key = (_size_key(compiler, node), node.ratio, rounding, number, here.grid)
    return compiler.column(key, here, worded("第 {} 等名额", number + 1), "number", ONE, True, made)


_ROUNDINGS: dict[SeatRounding, str | None] = total(
    "workbook.ranks_and_apportionment of seats",
    SEAT_ROUNDINGS,
    {"largest_remainder": None, "half_up": "ROUND({},0)", "floor": "INT({})"},
)
"""How a share is made whole, from the best grade down; None where seats go by the remainders of all shares."""


def _size_key(compiler: Compilation, node: tree.Seats) -> object:
    """The seats of all grades of one quota rest on the same size."""
    return node.size


def _by_remainder(size: str, ratio: tuple[int, ...], number: int) -> str:
    """The whole part, and one more if fewer grades than seats are left have a larger remainder, or an equal and better.

    Remainders are those of whole numbers, so that equal ones are equal.
    """
    whole, share = sum(ratio), ratio[number]
    wholes = "+".join(f"INT({size}*{each}/{whole})" for each in ratio)
    mine = f"MOD({size}*{share},{whole})"
    before = [
        f"(MOD({size}*{each},{whole}){'>=' if other < number else '>'}{mine})*1"
        for other, each in enumerate(ratio)
        if other != number
    ]
    ahead = "+".join(before) or "0"
    return f"INT({size}*{share}/{whole})+IF({ahead}<{size}-({wholes}),1,0)"


RULES: dict[type[tree.Node], Callable[..., Code]] = {tree.Rank: _rank, tree.Seats: _seats}
