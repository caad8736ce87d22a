"""Arithmetic and comparisons. Everything is bracketed: a sheet reads -3^2 as 9."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, log10
from typing import TYPE_CHECKING, Any

from kaohe.language import tree
from kaohe.results import Value
from kaohe.workbook.code import (
    ABSENT,
    ATOM,
    PRODUCT,
    SUM,
    Code,
    bracketed,
    condition,
    number,
    own_text,
    scaled,
    truth,
)
from kaohe.workbook.grid import Grid
from kaohe.workbook.literals import DIGITS
from kaohe.workbook.long_lists import parts
from kaohe.workbook.names import text_literal
from kaohe.workbook.spot import Spot

if TYPE_CHECKING:
    from kaohe.workbook.compiler import Compiler

MANY = 2000
"""Characters beyond which each operand of a long list stands in a cell of its own."""

_SIGNS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}
_MODES = {"half_up": "ROUND", "down": "ROUNDDOWN", "up": "ROUNDUP"}


def numbers(compiler: Compiler, nodes: Sequence[tree.Node], spot: Spot) -> list[Code]:
    """Operands in one measure, that of the first whose measure says anything."""
    found = [compiler.value(node, spot) for node in nodes]
    if sum(len(code.text) for code in found) > MANY:
        found = [
            compiler.atom(node, spot) if code.const is None else code for node, code in zip(nodes, found, strict=True)
        ]
    return alike(found)


def alike(codes: Sequence[Code]) -> list[Code]:
    """The same numbers, all in one measure."""
    scales = [code.scale for code in codes if code.kind == "number" and code.const is None]
    scales += [code.scale for code in codes if code.kind == "number" and code.const]
    scale = scales[0] if scales else Fraction(1)
    return [scaled(code, scale) for code in codes]


def _combined(parts: Sequence[Code], text: str, binds: int, scale: Fraction | None = None) -> Code:
    found = Code("number", text, parts[0].scale if scale is None else scale, binds=binds)
    return found.at(*parts)


def _add(compiler: Compiler, node: tree.Add, spot: Spot) -> Code:
    found = numbers(compiler, node.terms, spot)
    if len(found) == 1:
        return found[0]
    if split := parts(compiler, node, found, spot, lambda some, there: _sum(numbers(compiler, some, there)), _total):
        return _sum(split)
    return _sum(found)


def _sum(codes: Sequence[Code]) -> Code:
    return _combined(codes, "+".join(bracketed(code, PRODUCT) for code in codes), SUM)


def _total(values: Sequence[Value]) -> Value:
    known = [value for value in values if isinstance(value, Fraction)]
    return sum(known, Fraction(0)) if len(known) == len(values) else None


def _sub(compiler: Compiler, node: tree.Sub, spot: Spot) -> Code:
    parts = numbers(compiler, (node.left, node.right), spot)
    return _combined(parts, f"{bracketed(parts[0], PRODUCT)}-{bracketed(parts[1], PRODUCT)}", SUM)


def _neg(compiler: Compiler, node: tree.Neg, spot: Spot) -> Code:
    (part,) = numbers(compiler, (node.operand,), spot)
    return _combined([part], f"(-{bracketed(part, ATOM)})", ATOM)


def _abs(compiler: Compiler, node: tree.Abs, spot: Spot) -> Code:
    (part,) = numbers(compiler, (node.operand,), spot)
    return _combined([part], f"ABS({part.text})", ATOM)


def _mul(compiler: Compiler, node: tree.Mul, spot: Spot) -> Code:
    left, right = compiler.value(node.left, spot), compiler.value(node.right, spot)
    if left.const == 1 or right.const == 1:
        return right if left.const == 1 else left
    text = f"{bracketed(left, PRODUCT)}*{bracketed(right, ATOM)}"
    return _combined([left, right], text, PRODUCT, left.scale * right.scale)


def _div(compiler: Compiler, node: tree.Div, spot: Spot) -> Code:
    left, right = compiler.value(node.left, spot), compiler.value(node.right, spot)
    text = f"{bracketed(left, PRODUCT)}/{bracketed(right, ATOM)}"
    return _combined([left, right], text, PRODUCT, left.scale / right.scale)


def _mod(compiler: Compiler, node: tree.Mod, spot: Spot) -> Code:
    """With the sign of the divisor, and without what binary division adds: 5.4 is nine times 0.6."""
    left, right = alike([compiler.atom(node.left, spot), compiler.atom(node.right, spot)])
    one, other = bracketed(left, ATOM), bracketed(right, ATOM)
    return _combined([left, right], f"({one}-{other}*INT(ROUND({one}/{other},{DIGITS})))", ATOM)


def _extreme(name: str) -> Callable[[Compiler, Any, Spot], Code]:
    def of_terms(compiler: Compiler, node: tree.Min | tree.Max, spot: Spot) -> Code:
        found = numbers(compiler, node.terms, spot)
        if len(found) == 1:
            return found[0]
        split = parts(compiler, node, found, spot, lambda some, there: joined(numbers(compiler, some, there)), value)
        return joined(split or found)

    def joined(codes: Sequence[Code]) -> Code:
        return _combined(codes, f"{name}({','.join(code.text for code in codes)})", ATOM)

    def value(values: Sequence[Value]) -> Value:
        known = [each for each in values if isinstance(each, Fraction)]
        return (min if name == "MIN" else max)(known) if len(known) == len(values) else None

    return of_terms


def _round(compiler: Compiler, node: tree.Round, spot: Spot) -> Code:
    scale = compiler.policy.types[node].measure.scale
    if node.mode != "half_even":
        part = scaled(compiler.value(node.operand, spot), scale)
        return _combined([part], f"{_MODES[node.mode]}({steady(part)},{node.places})", ATOM)
    part = scaled(compiler.atom(node.operand, spot), scale)
    return _combined([part], half_even(steady(part), node.places), ATOM)


def half_even(text: str, places: int) -> str:
    """Halves to the even digit: rounded up, then one unit less where that made the last digit odd."""
    unit = 10**places
    return f"(ROUND({text},{places})-IF(ROUND(MOD(ABS({text})*{unit},2),6)=0.5,SIGN({text})/{unit},0))"


def steady(code: Code, digits: int = DIGITS) -> str:
    """A number without what binary arithmetic adds far behind its last digit."""
    return code.text if code.plain else f"ROUND({code.text},{digits})"


def digits_of(compiler: Compiler, nodes: Sequence[tree.Node], spot: Spot, scale: Fraction) -> int:
    """How many decimals can be told apart, by how large the values of this data are."""
    key = ("digits", *nodes, spot.grid, scale)
    return compiler.remembered(key, lambda: _digits(compiler, nodes, spot.grid, scale))


def _digits(compiler: Compiler, nodes: Sequence[tree.Node], grid: Grid, scale: Fraction) -> int:
    largest = 1.0
    for node in nodes:
        for position in range(len(grid.frame)):
            value = compiler.values.of(node, grid.frame, position)
            if isinstance(value, Fraction):
                largest = max(largest, abs(float(value / scale)))
    return min(DIGITS, max(0, 13 - ceil(log10(largest))))


def compared(compiler: Compiler, op: str, left: tree.Node, right: tree.Node, spot: Spot) -> Code:
    """Two numbers or texts compared; numbers that were calculated are rounded first, as exact ones need not be."""
    one, other = compiler.value(left, spot), compiler.value(right, spot)
    if one.kind == "nothing" or other.kind == "nothing":
        return ABSENT
    if "text" in (one.kind, other.kind):
        return _same_text(one, other, op == "==")
    if isinstance(one.const, Fraction) and isinstance(other.const, Fraction):
        return truth(_decided(op, one.const, other.const))
    one, other = alike([one, other])
    digits = DIGITS if one.plain and other.plain else digits_of(compiler, (left, right), spot, one.scale)
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


def _compare(compiler: Compiler, node: tree.Compare, spot: Spot) -> Code:
    return compared(compiler, node.op, node.left, node.right, spot)


def _tally(compiler: Compiler, node: tree.Tally, spot: Spot) -> Code:
    part = compiler.value(node.operand, spot)
    if part.kind != "truth":
        return part
    if isinstance(part.const, bool):
        return replace(number(Fraction(int(part.const))), hard=part.hard, soft=part.soft)
    return _combined([part], f"IF({part.text},1,0)", ATOM, Fraction(1))


RULES: dict[type[tree.Node], Callable[..., Code]] = {
    tree.Add: _add,
    tree.Sub: _sub,
    tree.Neg: _neg,
    tree.Abs: _abs,
    tree.Mul: _mul,
    tree.Div: _div,
    tree.Mod: _mod,
    tree.Min: _extreme("MIN"),
    tree.Max: _extreme("MAX"),
    tree.Round: _round,
    tree.Compare: _compare,
    tree.Tally: _tally,
}
