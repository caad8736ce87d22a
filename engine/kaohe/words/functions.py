"""The functions of a formula: how many arguments each takes, and the node that it means.

A policy's own methods are not here: a formula asks its scope for those. `RESERVED` are all words that a formula reads
in a way of its own, so that no id of a policy may be one of them.
"""

from __future__ import annotations

from fractions import Fraction

from kaohe.diagnostics import Findings
from kaohe.language.formula import Function
from kaohe.language.measures import NUMBER
from kaohe.language.tree import (
    Abs,
    At,
    Exp,
    IfAbsent,
    Ln,
    Max,
    Min,
    Mod,
    Node,
    Number,
    Power,
    Present,
    Root,
    Round,
    Text,
)
from kaohe.language.vocabulary import OWN_WORDS
from kaohe.places import Place

MOST_DECIMALS = 10
MOST_DEGREE = 100


def _decimals_fit(arguments: list[Node], findings: Findings) -> bool:
    """round(x, 2): the decimals are a literal, because a policy says them and no data does."""
    if len(arguments) == 1:
        return True
    decimals = arguments[1]
    if isinstance(decimals, Number) and decimals.measure == NUMBER and decimals.value in range(MOST_DECIMALS + 1):
        return True
    findings.add("K364", decimals.place, most=MOST_DECIMALS)
    return False


def _rounded(arguments: list[Node], place: Place) -> Node:
    decimals = arguments[1].value if len(arguments) > 1 and isinstance(arguments[1], Number) else 0
    return Round(arguments[0], int(decimals), "half_up", place=place)


def _square_root(arguments: list[Node], place: Place) -> Node:
    return Root(arguments[0], Number(Fraction(2), place=place), place=place)


def _degree_fits(arguments: list[Node], findings: Findings) -> bool:
    """root(x, 3): the degree is a literal whole number."""
    degree = arguments[1]
    if isinstance(degree, Number) and degree.measure == NUMBER and degree.value in range(2, MOST_DEGREE + 1):
        return True
    findings.add("K367", degree.place, text=degree.place.text, most=MOST_DEGREE)
    return False


def _unit_fits(arguments: list[Node], findings: Findings) -> bool:
    """of_unit(x, "unit"): a text, so that the unit can be looked for when the policy is read."""
    if isinstance(arguments[1], Text):
        return True
    findings.add("K365", arguments[1].place)
    return False


def _of_unit(arguments: list[Node], place: Place) -> Node:
    unit = arguments[1]
    assert isinstance(unit, Text), "asked by _unit_fits"
    return At(arguments[0], unit, place=place)


FUNCTIONS: dict[str, Function] = {
    "min": Function("较小值", Min, 2, None, lambda arguments, place: Min(tuple(arguments), place=place)),
    "max": Function("较大值", Max, 2, None, lambda arguments, place: Max(tuple(arguments), place=place)),
    "abs": Function("绝对值", Abs, 1, 1, lambda arguments, place: Abs(arguments[0], place=place)),
    "round": Function("修约", Round, 1, 2, _rounded, _decimals_fit),
    "mod": Function("余数", Mod, 2, 2, lambda arguments, place: Mod(arguments[0], arguments[1], place=place)),
    "sqrt": Function("平方根", Root, 1, 1, _square_root),
    "root": Function(
        "方根", Root, 2, 2, lambda arguments, place: Root(arguments[0], arguments[1], place=place), _degree_fits
    ),
    "power": Function("乘方", Power, 2, 2, lambda arguments, place: Power(arguments[0], arguments[1], place=place)),
    "ln": Function("自然对数", Ln, 1, 1, lambda arguments, place: Ln(arguments[0], place=place)),
    "exp": Function("e 的乘方", Exp, 1, 1, lambda arguments, place: Exp(arguments[0], place=place)),
    "if_absent": Function(
        "暂缺则取", IfAbsent, 2, 2, lambda arguments, place: IfAbsent(arguments[0], arguments[1], place=place)
    ),
    "present": Function("有", Present, 1, 1, lambda arguments, place: Present(arguments[0], place=place)),
    "of_unit": Function("的", At, 2, 2, _of_unit, _unit_fits),
}

NODE_NAMES: dict[type[Node], str] = {function.node: function.zh for function in FUNCTIONS.values()}
"""What the node that a function builds is called."""

RESERVED = frozenset(FUNCTIONS) | OWN_WORDS
