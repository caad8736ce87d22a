"""Comparisons of numbers, which are rounded to what a sheet can tell, and of texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from kaohe.language import tree
from kaohe.workbook.arithmetic import alike
from kaohe.workbook.cell import Cell
from kaohe.workbook.code import ABSENT, Code, condition, own_text, truth
from kaohe.workbook.compilation import Compilation
from kaohe.workbook.notation import text_literal
from kaohe.workbook.precision import precision_of

_SIGNS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}


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
    if one.plain and other.plain:
        return replace(condition(f"{one.text}{_SIGNS[op]}{other.text}", one, other), binds=0)
    precision = precision_of(compiler, (left, right), here, one.scale)
    if precision.large:
        one, other = alike([compiler.atom(left, here), compiler.atom(right, here)])
    sides = [code.text if code.const is not None else precision.settled(code.text) for code in (one, other)]
    return replace(condition(f"{sides[0]}{_SIGNS[op]}{sides[1]}", one, other), binds=0)


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
