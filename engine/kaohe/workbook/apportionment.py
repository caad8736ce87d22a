"""Seats (名额): whole seats in given proportions, in whole-number arithmetic that a sheet does exactly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import cast

from kaohe.language import tree
from kaohe.language.entry import SEAT_ROUNDINGS, SeatRounding
from kaohe.language.register import total
from kaohe.language.rounding_and_apportionment import seats
from kaohe.workbook.code import ABSENT, ONE, Code
from kaohe.workbook.compilation import Compilation, Made, NoSheetForm
from kaohe.workbook.grid import Cell
from kaohe.workbook.sheets import Stored


def _seats(compiler: Compilation, node: tree.Seats, here: Cell) -> Code:
    """The seats of this grade and all better ones: one column for each grade, then their sum."""
    word = compiler.value(node.rounding, here).const
    if not isinstance(word, str):
        raise NoSheetForm("名额怎样取整要看数据")
    rounding = cast(SeatRounding, word)
    size = compiler.step(node.size, here)
    if size.kind == "nothing":
        return ABSENT
    given = [_grade(compiler, node, here, number, rounding) for number in range(node.upto)]
    return Code("number", "+".join(code.text for code in given), ONE, binds=1).at(size, *given)


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
    return compiler.column(key, here, f"第 {number + 1} 等名额", "number", ONE, True, made)


_ROUNDINGS: dict[SeatRounding, str | None] = total(
    "workbook.apportionment",
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


RULES: dict[type[tree.Node], Callable[..., Code]] = {tree.Seats: _seats}
