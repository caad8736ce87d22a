"""Places within a comparison group: one more than those who are better, by values rounded to what a sheet can tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe.language import tree
from kaohe.workbook.code import ABSENT, Code, Guard, scaled
from kaohe.workbook.grid import Grid
from kaohe.workbook.groups import compared_values, complete, filled, group_of, known, span_of
from kaohe.workbook.labels import label
from kaohe.workbook.scalars import digits_of
from kaohe.workbook.spot import Spot
from kaohe.workbook.values import stored

if TYPE_CHECKING:
    from kaohe.workbook.compiler import Compiler

ONE = Fraction(1)


def _rank(compiler: Compiler, node: tree.Rank, spot: Spot) -> Code:
    other = compiler.of_own_grain(node, spot)
    if other is not None:
        return other
    group = group_of(compiler, node, spot)
    ties, edge = (compiler.value(part, spot).const for part in (node.ties, node.edge))
    if not (isinstance(ties, str) and isinstance(edge, str)):
        raise compiler.refused(node)
    if group is None:
        return ABSENT
    compared_values(compiler, node, spot)
    mine = _steady(compiler, node, spot)
    span = span_of(mine, group.first, group.last, spot)
    weight = f"{group.weight}*" if group.weight else ""
    sign = ">" if node.first == "highest" else "<"
    if ties == "dense":
        seen = _first_seen(compiler, node, spot)
        heads = span_of(seen, group.first, group.last, spot)
        text = f"1+SUMPRODUCT({weight}({heads}=1)*({span}{sign}{mine.text}))"
    else:
        text = f"1+SUMPRODUCT({weight}({span}{sign}{mine.text}))"
    if edge == "last":
        text += f"+SUMPRODUCT({weight}({span}={mine.text}))-1"
    guards = known(group) + complete(group, span)
    if group.own_flag is not None:
        guards += (Guard("condition", f"{group.own_flag.text}=0"),)
    return Code("number", text, ONE, soft=guards, binds=1)


def _steady(compiler: Compiler, node: tree.Rank, spot: Spot) -> Code:
    """What places go by: rounded, because binary arithmetic splits ties that hold exactly."""
    scale = compiler.policy.types[node.of].measure.scale
    digits = digits_of(compiler, [node.of], spot, scale)

    def made(aside: Spot) -> tuple[Code, float | str | None]:
        of = scaled(compared_values(compiler, node, aside), scale)
        value = compiler.values.of(node.of, aside.grid.frame, aside.position)
        inside = node.among is None or compiler.values.of(node.among, aside.grid.frame, aside.position)
        return replace(of, text=f"ROUND({of.text},{digits})"), stored(value if inside else None, scale)

    key = (node.of, node.among, "steady")
    return filled(compiler, key, spot, f"排名用：{label(compiler.policy, node.of)}", "number", scale, made)


def _first_seen(compiler: Compiler, node: tree.Rank, spot: Spot) -> Code:
    """1 for the first row of each value within its group, so that equal values count once."""

    def made(aside: Spot) -> tuple[Code, float | str | None]:
        group = group_of(compiler, node, aside)
        if group is None:
            return ABSENT, ""
        mine = _steady(compiler, node, aside)
        span = span_of(mine, group.first, group.last, aside)
        weight = f"{group.weight}*" if group.weight else ""
        text = f"IF(SUMPRODUCT({weight}({span}={mine.text})*(ROW({span})<{aside.row}))=0,1,0)"
        return Code("number", text, ONE, hard=mine.guards), _seen_before(compiler, node, aside)

    key = (node.of, node.among, node.within, "seen")
    return filled(compiler, key, spot, f"同值首见：{label(compiler.policy, node.of)}", "number", ONE, made)


def _seen_before(compiler: Compiler, node: tree.Rank, spot: Spot) -> float | str:
    """What the column of first values holds, by the engine."""
    grid: Grid = spot.grid

    def seen(position: int) -> tuple[object, ...] | None:
        parts = (node.of, *([node.within] if node.within else []))
        values = tuple(compiler.values.of(part, grid.frame, position) for part in parts)
        inside = node.among is None or compiler.values.of(node.among, grid.frame, position)
        return (grid.key(position)[1], *values) if inside and None not in values else None

    mine = seen(spot.position)
    if mine is None:
        return ""
    before = (position for position in grid.order if grid.row(position) < spot.row)
    return float(mine not in map(seen, before))


RULES: dict[type[tree.Node], Callable[..., Code]] = {tree.Rank: _rank}
