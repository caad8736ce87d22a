"""Formulas from their text: exact values, absence, and no operand that is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaohe.results import Value
from kaohe.verify.formula import Formula
from kaohe.verify.keys import Key, Way
from kaohe.verify.values import Unanswered


@dataclass
class Names:
    """Values by name; a call has the value 7, a rounding is to percent where `scales` says so."""

    values: Mapping[str, Value]
    asked: list[str] = field(default_factory=list)
    scales: Mapping[int, F] = field(default_factory=dict)

    def name(self, name: str, offset: int) -> Way:
        return self._told(name, lambda: self.values[name])

    def member(self, offset: int) -> Way | None:
        return None

    def is_call(self, offset: int) -> bool:
        return False

    def call(self, offset: int) -> Way:
        return self._told(f"call at {offset}", lambda: F(7))

    def scale(self, offset: int) -> F:
        return self.scales.get(offset, F(1))

    def _told(self, what: str, value: Callable[[], Value]) -> Way:
        def way(key: Key) -> Value:
            self.asked.append(what)
            return value()

        return way


KEY = Key("town", "甲镇")


def value(formula: Formula, names: Names) -> Value:
    return formula.way(names)(KEY)


def calculated(text: str, **values: Value) -> Value:
    return value(Formula.of(text), Names(values))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 - 4 / 8", F(13, 2)),
        ("0.1 + 0.2", F(3, 10)),
        ("15% + 2 %", F(17, 100)),
        ("2 亿元 + 25万元", F(200250000)),
        ("25 万元/亩", F(250000) / F(2000, 3)),
        ("2 亿元/5 家", F(40000000)),
        ("（1＋2）×3÷2", F(9, 2)),
        ("-2 * 3", F(-6)),
        ("mod(-7, 3) + mod(7, -3)", F(0)),
        ("min(3, 1, 2) + max(1, 5) + abs(-1)", F(7)),
        ("round(2.5) + round(-2.5) + round(1.005, 2)", F(101, 100)),
        ("1 if 2 < 1 else 3 if 1 ≥ 1 else 4", F(3)),
        ("0 < 1 <= 1 != 2", True),
        ("0 < 2 < 1", False),
        ("1 == 1 and 2 < 1 or 3 > 2 and not no", True),
        ("yes and 否", False),
        ('"（甲）" == "(甲)"', False),
        ("none", None),
        ("relative(1, (2)) + previous(3)", F(14)),
    ],
)
def test_a_text_is_calculated(text: str, expected: Value) -> None:
    found = calculated(text)
    assert found == expected
    assert type(found) is type(expected)


def test_names() -> None:
    assert calculated("完成率 * project.x + unit_2", 完成率=F(1, 2), **{"project.x": F(4), "unit_2": F(1)}) == F(3)


def test_only_the_branch_that_applies_is_asked_for() -> None:
    names = Names({"x": F(0), "y": F(5), "c": False})
    assert value(Formula.of("y / x if c and x > 1 or x != 0 else y"), names) == F(5)
    assert names.asked == ["c", "x", "y"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x + 1", None),
        ("x < 1", None),
        ("not x > 1", None),
        ("x > 1 and no", None),
        ("no and x > 1", False),
        ("yes and x > 1", None),
        ("x > 1 or yes", None),
        ("yes or x > 1", True),
        ("1 if x > 1 else 2", None),
        ("1 if yes else x", F(1)),
        ("2 < 1 < x", False),
        ("min(1, x)", None),
        ("present(x)", False),
        ("present(x + 1) or present(2)", True),
        ("if_absent(x * 2, 3) + 1", F(4)),
        ("if_absent(1, 1 / 0)", F(1)),
        ("if_absent(x, none)", None),
        ("round(x, 1)", None),
    ],
)
def test_absence(text: str, expected: Value) -> None:
    assert calculated(text, x=None) is expected or calculated(text, x=None) == expected


@pytest.mark.parametrize("text", ["1 / 0", "yes + 1", "x == 1", "not x", "1 2", "", "a b", "1 +", "x ^ 2", "3 % y"])
def test_what_has_no_value_is_said(text: str) -> None:
    with pytest.raises(Unanswered):
        calculated(text, x="甲", y=F(1), a=F(1), b=F(1))


def test_rounding_is_to_the_measure_that_is_shown() -> None:
    text = "round(x, 1)"
    assert value(Formula.of(text), Names({"x": F(123456, 10**6)}, scales={0: F(1, 100)})) == F(123, 1000)


ROWS = st.fixed_dictionaries({name: st.fractions(-9, 9, max_denominator=8) for name in ("x", "得分")})
SIGNS = {"+": ("+", "＋"), "-": ("-",), "*": ("*", "×"), "/": ("/", "÷")}
ORDERS = {"<": ("<", "＜"), "<=": ("<=", "≤"), ">": (">",), ">=": (">=", "≥"), "==": ("==",), "!=": ("!=", "≠")}
Pair = tuple[str, str, int]  # as a formula, for Python over fractions, and how many operands there are


@st.composite
def joined(draw: st.DrawFn, left: st.SearchStrategy[Pair], right: st.SearchStrategy[Pair], signs: Any) -> Pair:
    one, other, sign = draw(left), draw(right), draw(st.sampled_from(sorted(signs)))
    written = draw(st.sampled_from(signs[sign]))
    return f"{one[0]} {written} {other[0]}", f"{one[1]} {sign} {other[1]}", one[2] + other[2]


def wrapped(part: Pair, before: str, after: str = "") -> Pair:
    return before + part[0] + after, before + part[1] + after, part[2]


def chosen(one: Pair, condition: Pair, other: Pair) -> Pair:
    parts = tuple(f"({one[n]} if {condition[n]} else {other[n]})" for n in (0, 1))
    return parts[0], parts[1], one[2] + condition[2] + other[2]


NUMBERS = st.one_of(
    st.integers(0, 99).map(lambda n: (f"{n / 10:.1f}", f"F({n}, 10)", 1)),
    st.integers(0, 99).map(lambda n: (f"{n}%", f"F({n}, 100)", 1)),
    st.integers(1, 9).map(lambda n: (f"{n} 万元", f"F({n}0000)", 1)),
    st.sampled_from(["x", "得分"]).map(lambda name: (name, name, 1)),
)
SUMS = st.recursive(
    NUMBERS,
    lambda parts: st.one_of(
        joined(parts, parts, SIGNS),
        parts.map(lambda part: wrapped(part, "(", ")")),
        NUMBERS.map(lambda part: wrapped(part, "(-", ")")),
        st.tuples(parts, joined(parts, parts, ORDERS), parts).map(lambda three: chosen(*three)),
    ),
    max_leaves=8,
)
CONDITIONS = st.recursive(
    joined(SUMS, joined(SUMS, SUMS, ORDERS), ORDERS) | joined(SUMS, SUMS, ORDERS),
    lambda parts: st.one_of(
        joined(parts, parts, {"and": ("and",), "or": ("or",)}),
        parts.map(lambda part: wrapped(part, "(", ")")),
        parts.map(lambda part: wrapped(part, "not ")),
    ),
    max_leaves=5,
)


@settings(max_examples=80, deadline=None)
@given(SUMS | CONDITIONS, ROWS)
def test_any_formula_is_what_python_makes_of_it(pair: Pair, row: dict[str, F]) -> None:
    text, python, operands = pair
    formula = Formula.of(text)
    try:
        expected = eval(python, {"F": F, **row})
    except ZeroDivisionError:
        with pytest.raises(Unanswered):
            value(formula, Names(row))
        return
    assert value(formula, Names(row)) == expected
    assert len(formula.operands) == operands
