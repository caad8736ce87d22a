"""Arithmetic and comparisons. Everything is bracketed: a sheet reads -3^2 as 9."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from kaohe.language import tree
from kaohe.language.entry import ROUNDING_MODES, RoundingMode, total
from kaohe.lazy import dataclass, replace
from kaohe.results import Value
from kaohe.workbook.code import (
    ABSENT,
    ATOM,
    DIGITS,
    ONE,
    PRODUCT,
    SUM,
    Code,
    Guard,
    alike,
    bracketed,
    number,
    scaled,
    text_literal,
)
from kaohe.workbook.comparisons import as_number, precision_of, rising_members, settled
from kaohe.workbook.compilation import Compilation
from kaohe.workbook.formula_limits import parts
from kaohe.workbook.sheet_rows import Cell

MANY = 2000
"""Characters beyond which each operand of a long list stands in a cell of its own."""

_DATA = (*(tree.Column, tree.Ref, tree.Fold, tree.Rank, tree.RankList, tree.At, tree.OtherPeriod, tree.SinceYear),)


def numbers(compiler: Compilation, nodes: Sequence[tree.Node], here: Cell) -> list[Code]:
    """Operands in one measure, that of the first whose measure says anything."""
    found = [compiler.value(node, here) for node in nodes]
    if sum(len(code.text) for code in found) > MANY:
        found = [
            compiler.atom(node, here) if code.const is None else code for node, code in zip(nodes, found, strict=True)
        ]
    return alike(found)


def _combined(parts: Sequence[Code], text: str, binds: int, scale: Fraction | None = None) -> Code:
    found = Code("number", text, parts[0].scale if scale is None else scale, binds=binds)
    return found.at(*parts)


def _add(compiler: Compilation, node: tree.Add, here: Cell) -> Code:
    found = numbers(compiler, node.terms, here)
    if len(found) == 1:
        return found[0]
    if split := parts(compiler, node, found, here, lambda some, there: _sum(numbers(compiler, some, there)), _total):
        return _sum(split)
    return _sum(found)


def _sum(codes: Sequence[Code]) -> Code:
    return _combined(codes, "+".join(bracketed(code, PRODUCT) for code in codes), SUM)


def _total(values: Sequence[Value]) -> Value:
    known = [value for value in values if isinstance(value, Fraction)]
    return sum(known, Fraction(0)) if len(known) == len(values) else None


def _sub(compiler: Compilation, node: tree.Sub, here: Cell) -> Code:
    parts = numbers(compiler, (node.left, node.right), here)
    return _combined(parts, f"{bracketed(parts[0], PRODUCT)}-{bracketed(parts[1], PRODUCT)}", SUM)


def _neg(compiler: Compilation, node: tree.Neg, here: Cell) -> Code:
    (part,) = numbers(compiler, (node.operand,), here)
    return _combined([part], f"(-{bracketed(part, ATOM)})", ATOM)


def _abs(compiler: Compilation, node: tree.Abs, here: Cell) -> Code:
    (part,) = numbers(compiler, (node.operand,), here)
    return _combined([part], f"ABS({part.text})", ATOM)


def _mul(compiler: Compilation, node: tree.Mul, here: Cell) -> Code:
    left, right = compiler.value(node.left, here), compiler.value(node.right, here)
    if left.const == 1 or right.const == 1:
        return right if left.const == 1 else left
    text = f"{bracketed(left, PRODUCT)}*{bracketed(right, ATOM)}"
    return _combined([left, right], text, PRODUCT, left.scale * right.scale)


def _div(compiler: Compilation, node: tree.Div, here: Cell) -> Code:
    left, right = compiler.value(node.left, here), compiler.value(node.right, here)
    text = f"{bracketed(left, PRODUCT)}/{bracketed(right, ATOM)}"
    return _combined([left, right], text, PRODUCT, left.scale / right.scale)


def _mod(compiler: Compilation, node: tree.Mod, here: Cell) -> Code:
    """With the sign of the divisor, and without what binary division adds: 5.4 is nine times 0.6."""
    left, right = alike([compiler.atom(node.left, here), compiler.atom(node.right, here)])
    one, other = bracketed(left, ATOM), bracketed(right, ATOM)
    return _combined([left, right], f"({one}-{other}*INT(ROUND({one}/{other},{DIGITS})))", ATOM)


def _extreme(name: str) -> Callable[[Compilation, Any, Cell], Code]:
    def of_terms(compiler: Compilation, node: tree.Min | tree.Max, here: Cell) -> Code:
        if compiler.policy.types[node].is_text_in_order:
            return _extreme_text(compiler, name, node, here)
        found = numbers(compiler, node.terms, here)
        if len(found) == 1:
            return found[0]
        split = parts(compiler, node, found, here, lambda some, there: joined(numbers(compiler, some, there)), value)
        return joined(split or found)

    def joined(codes: Sequence[Code]) -> Code:
        return _combined(codes, f"{name}({','.join(code.text for code in codes)})", ATOM)

    def value(values: Sequence[Value]) -> Value:
        known = [each for each in values if isinstance(each, Fraction)]
        return (min if name == "MIN" else max)(known) if len(known) == len(values) else None

    return of_terms


def _extreme_text(compiler: Compilation, name: str, node: tree.Min | tree.Max, here: Cell) -> Code:
    """The first or the last of members of an ordered list, or of days, by the numbers that they are compared by."""
    if any(compiler.value(term, here).kind == "nothing" for term in node.terms):
        return ABSENT
    places = [as_number(compiler, term, here) for term in node.terms]
    rising = rising_members(compiler, node)
    picked = f"{name}({','.join(place.text for place in places)})"
    text = f"CHOOSE({picked},{','.join(map(text_literal, rising))})" if rising else f'TEXT({picked},"0000-00-00")'
    return Code("text", text).at(*places)


def _round(compiler: Compilation, node: tree.Round, here: Cell) -> Code:
    scale = compiler.policy.types[node].measure.scale
    precision, form = precision_of(compiler, (node.operand,), here, scale), ROUNDINGS[node.mode]
    repeats = form.repeats or precision.large
    part = scaled((compiler.atom if repeats else compiler.value)(node.operand, here), scale)
    return _combined([part], form.of(settled(part, precision), node.places, precision.large), ATOM)


def _half_even(text: str, places: int) -> str:
    """Halves to the even digit: rounded up, then one unit less where that made the last digit odd."""
    unit = 10**places
    size = f"ABS({text})*{unit}"  # MOD fails for large numbers
    return f"(ROUND({text},{places})-IF(ROUND({size}-2*INT({size}/2),6)=0.5,SIGN({text})/{unit},0))"


@dataclass(frozen=True, slots=True)
class Rounding:
    """A way of rounding in a sheet, from a number and its decimals; `repeats` if the number is named several times.

    `of_large` where LibreOffice's function will not do: its ROUNDUP and ROUNDDOWN look at 12 digits alone.
    """

    text: Callable[[str, int], str]
    repeats: bool = False
    of_large: Callable[[str, int], str] | None = None

    def of(self, text: str, places: int, large: bool) -> str:
        """A number to so many decimals."""
        return self.of_large(text, places) if large and self.of_large is not None else self.text(text, places)


def _called(function: str, of_large: Callable[[str, int], str] | None = None) -> Rounding:
    return Rounding(lambda text, places: f"{function}({text},{places})", of_large=of_large)


def _up(text: str, places: int) -> str:
    near = f"ROUND({text},{places})"
    return f"({near}+IF(ABS({near})<ABS({text}),SIGN({text})/{10**places},0))"


def _down(text: str, places: int) -> str:
    near = f"ROUND({text},{places})"
    return f"({near}-IF(ABS({near})>ABS({text}),SIGN({text})/{10**places},0))"


ROUNDINGS: dict[RoundingMode, Rounding] = total(
    "workbook.arithmetic of roundings",
    ROUNDING_MODES,
    {
        "half_up": _called("ROUND"),
        "half_even": Rounding(_half_even, repeats=True),
        "down": _called("ROUNDDOWN", _down),
        "up": _called("ROUNDUP", _up),
    },
)


def _power(compiler: Compilation, node: tree.Power, here: Cell) -> Code:
    base = scaled(compiler.value(node.base, here), ONE)
    exponent = _whole(compiler, node.exponent, here)
    return Code("number", f"POWER({base.text},{exponent.text})").at(base, exponent)


def _root(compiler: Compilation, node: tree.Root, here: Cell) -> Code:
    """Of a number below zero there is none; the engine refuses it, and here it has no value."""
    operand = scaled(compiler.atom(node.operand, here), ONE)
    degree = _whole(compiler, node.degree, here)
    found = Code("number", f"POWER({operand.text},1/{bracketed(degree, ATOM)})").at(operand, degree)
    below = Guard("condition", f"IFERROR({bracketed(operand, PRODUCT)}<0,TRUE)")  # a blank divided is an error
    return found.at(Code("number", "", soft=(below,)))


def _called_with(function: str) -> Callable[[Compilation, Any, Cell], Code]:
    """LN and EXP; what has no logarithm has no value there, and the engine refuses it."""

    def of_operand(compiler: Compilation, node: Any, here: Cell) -> Code:
        operand = scaled(compiler.value(node.operand, here), ONE)
        return Code("number", f"{function}({operand.text})").at(operand)

    return of_operand


def _whole(compiler: Compilation, node: tree.Node, here: Cell) -> Code:
    """An exponent. How many years there are is a plain number, as nothing of it is data."""
    if not any(isinstance(each, _DATA) for each in tree.walk(node)):
        value = here.same(lambda position: compiler.values.of(node, here.grid.frame, position))
        if isinstance(value, Fraction):
            return number(value)
    return scaled(compiler.atom(node, here), ONE)


def _tally(compiler: Compilation, node: tree.Tally, here: Cell) -> Code:
    part = compiler.value(node.operand, here)
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
    tree.Power: _power,
    tree.Root: _root,
    tree.Ln: _called_with("LN"),
    tree.Exp: _called_with("EXP"),
    tree.Tally: _tally,
}
