"""Comparisons of numbers, which are rounded to what a sheet can tell, and of texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, log10

from kaohe.language import tree
from kaohe.workbook.arithmetic import alike
from kaohe.workbook.code import ABSENT, Code, condition, own_text, steady, truth
from kaohe.workbook.compilation import Compilation
from kaohe.workbook.grid import Cell, Grid
from kaohe.workbook.notation import DIGITS, text_literal

_SIGNS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}


def digits_of(compiler: Compilation, nodes: Sequence[tree.Node], here: Cell, scale: Fraction) -> int:
    """How many decimals can be told apart, by how large the values of this data are."""
    key = ("digits", *nodes, here.grid, scale)
    return compiler.remembered(key, lambda: _digits(compiler, nodes, here.grid, scale))


def _digits(compiler: Compilation, nodes: Sequence[tree.Node], grid: Grid, scale: Fraction) -> int:
    largest = 1.0
    for node in nodes:
        for position in range(len(grid.frame)):
            value = compiler.values.of(node, grid.frame, position)
            if isinstance(value, Fraction):
                largest = max(largest, abs(float(value / scale)))
    return min(DIGITS, max(0, 13 - ceil(log10(largest))))


def compared(compiler: Compilation, op: str, left: tree.Node, right: tree.Node, here: Cell) -> Code:
    """Two numbers or texts compared; numbers that were calculated are rounded first, as exact ones need not be."""
    one, other = compiler.value(left, here), compiler.value(right, here)
    if one.kind == "nothing" or other.kind == "nothing":
        return ABSENT
    if "text" in (one.kind, other.kind):
        return _same_text(one, other, op == "==")
    if isinstance(one.const, Fraction) and isinstance(other.const, Fraction):
        return truth(_decided(op, one.const, other.const))
    one, other = alike([one, other])
    digits = DIGITS if one.plain and other.plain else digits_of(compiler, (left, right), here, one.scale)
    found = condition(f"{steady(one, digits)}{_SIGNS[op]}{steady(other, digits)}", one, other)
    return replace(found, binds=0)


def _decided(op: str, left: Fraction, right: Fraction) -> bool:
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "==": left == right,
        "!=": left != right,
    }[op]


def same_word(code: Code, word: str) -> str:
    """The condition that a text is a word; capitals count, and no sign is a pattern."""
    shown = word if code.words is None else code.words.get(word, word)
    return f"EXACT({code.text},{text_literal(shown)})"


def _same_text(one: Code, other: Code, same: bool) -> Code:
    if isinstance(one.const, str) and isinstance(other.const, str):
        return truth((one.const == other.const) == same)
    if isinstance(one.const, str):
        one, other = other, one
    if isinstance(other.const, str):
        text = same_word(one, other.const)
    else:
        text = f"EXACT({own_text(one).text},{own_text(other).text})"
    return condition(text if same else f"NOT({text})", one, other)


def _compare(compiler: Compilation, node: tree.Compare, here: Cell) -> Code:
    return compared(compiler, node.op, node.left, node.right, here)


RULES: dict[type[tree.Node], Callable[..., Code]] = {tree.Compare: _compare}
