"""Formulas: what they mean, where their parts stand, and how those that mean nothing are refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from kaohe.diagnostics import Findings
from kaohe.language import tree
from kaohe.language.formula import read_formula
from kaohe.source_places import Place, Source
from kaohe.words.formula_and_parts import FUNCTIONS, RESERVED

from tests.language.fake_scope import FakeScope, Value, read, refused, value

ROW: dict[str, Value] = {"x": Fraction(10), "y": Fraction(3), "z": Fraction(-2)}


def shape(node: tree.Node) -> str:
    """The tree in brackets, to compare what it is and not only what it gives."""
    match node:
        case tree.Column():
            return node.column
        case tree.Number():
            return f"{node.value}{node.measure.label}"
        case tree.Text() | tree.Truth():
            return repr(node.value)
        case tree.Compare():
            return f"({shape(node.left)} {node.op} {shape(node.right)})"
    return f"{type(node).__name__}({', '.join(shape(child) for child in tree.children(node))})"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("x + y + z", "Add(x, y, z)"),
        ("x - y + z - x", "Sub(Add(Sub(x, y), z), x)"),
        ("x + y * z", "Add(x, Mul(y, z))"),
        ("x * y / z", "Div(Mul(x, y), z)"),
        ("(x + y) * z", "Mul(Add(x, y), z)"),
        ("(x + y) + z", "Add(Add(x, y), z)"),
        ("-x * y", "Mul(Neg(x), y)"),
        ("x * -y", "Mul(x, Neg(y))"),
        ("-x + y", "Add(Neg(x), y)"),
        ("x > -5", "(x > Neg(5))"),
        ("x - (-1)", "Sub(x, Neg(1))"),
        ("1 / 3", "Div(1, 3)"),
        ("0 < x <= 5", "And((0 < x), (x <= 5))"),
        ("x < y == z", "And((x < y), (y == z))"),
        ("(x < y) == yes", "((x < y) == True)"),
        ("not x > 5", "Not((x > 5))"),
        ("not x > 5 and y", "And(Not((x > 5)), y)"),
        ("x and y and z", "And(x, y, z)"),
        ("x or y and z or x", "Or(x, And(y, z), x)"),
        ("x if y else z", "If(y, x, z)"),
        ("x or y if z else x", "If(z, Or(x, y), x)"),
        ("1 if x else 2 if y else 3", "If(x, 1, If(y, 2, 3))"),
        ("(1 if x else 2) if y else 3", "If(y, If(x, 1, 2), 3)"),
        ("min(x, y, z)", "Min(x, y, z)"),
        ("max（x，1 if y else 2）", "Max(x, If(y, 1, 2))"),
        ("abs(-x)", "Abs(Neg(x))"),
        ("mod(x, 3)", "Mod(x, 3)"),
        ("if_absent(x, 0)", "IfAbsent(x, 0)"),
        ("present(x)", "Present(x)"),
        ("x * 10% + 2 亿元", "Add(Mul(x, 1/10%), 200000000亿元)"),
        ("是 == no", "(True == False)"),
        ("none", "Absent()"),
        ("unit == '甲区'", "(Key() == '甲区')"),
        ("relative(x) * 5", "Mul(Step(x), 5)"),
        ("project.x + x", "Add(x, x)"),
    ],
)
def test_meaning(text: str, meant: str) -> None:
    assert shape(read(text)) == meant


def test_the_leaves_hold_what_was_written() -> None:
    key = read("quarter")
    assert isinstance(key, tree.Key)
    assert key.part == "quarter"
    column = read("project.x")
    assert isinstance(column, tree.Column)
    assert column.table == "project"
    rounded = read("round(x, 2)")
    assert isinstance(rounded, tree.Round)
    assert (rounded.places, rounded.mode) == (2, "half_up")


def test_the_middle_of_a_chain_is_one_node() -> None:
    chain = read("0 < x + 1 < 5")
    assert isinstance(chain, tree.And)
    first, second = chain.terms
    assert isinstance(first, tree.Compare)
    assert isinstance(second, tree.Compare)
    assert first.right is second.left


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(2.675, 2)", Fraction("2.68")),
        ("round(1.005, 2)", Fraction("1.01")),
        ("mod(-7, 3)", 2),
        ("0.1 + 0.2 == 0.3", True),
        ("x if z == 0 else x / z", -5),
        ("0 < y <= 3 <= x", True),
        ("25 万元/亩 == 375", True),
    ],
)
def test_values(text: str, result: Value | int) -> None:
    assert value(read(text), ROW) == result


def spots(text: str) -> dict[str, str]:
    """For each kind of node, the text its place covers."""
    found: dict[str, str] = {}
    for node in tree.walk(read(text, line=4, column=8)):
        assert node.place.line == 4
        start = node.place.column - 8
        found.setdefault(type(node).__name__, text[start : start + node.place.width])
    return found


def test_places_cover_what_was_written() -> None:
    assert spots("(x + y) * 10 % - z") == {
        "Sub": "(x + y) * 10 % - z",
        "Mul": "(x + y) * 10 %",
        "Add": "x + y",
        "Column": "x",
        "Number": "10 %",
    }
    assert spots("yes and not 0 < -x < 5")["Not"] == "not 0 < -x < 5"
    assert spots("yes and not 0 < -x < 5")["Compare"] == "0 < -x"
    assert spots("yes and not 0 < -x < 5")["Neg"] == "-x"
    assert spots("1 + min(x, project.x)")["Min"] == "min(x, project.x)"
    assert spots("x ＋ 2 亿元")["Number"] == "2 亿元"


@pytest.mark.parametrize(
    ("text", "code", "covered"),
    [
        ("x +", "K341", "+"),
        ("x and", "K341", "and"),
        ("* x", "K342", "*"),
        ("x * * 2", "K342", "*"),
        ("x < > 2", "K342", ">"),
        ("max(x, )", "K342", ")"),
        ("max(, x)", "K342", ","),
        ("x and or y", "K342", "or"),
        ("2(x)", "K343", "("),
        ("(x)(y)", "K343", "("),
        ("x y", "K343", "y"),
        ("x 5", "K343", "5"),
        ("'a' 'b'", "K343", "'b'"),
        ("3 家 x", "K343", "x"),
        ("x not y", "K343", "not"),
        ("x ++ 1", "K344", "+"),
        ("x -- 1", "K344", "-"),
        ("x - -1", "K344", "-"),
        ("x + -y", "K344", "-"),
        ("--x", "K344", "-"),
        ("+x", "K345", "+"),
        ("x * +y", "K345", "+"),
        ("x == not y", "K346", "not"),
        ("-not x", "K346", "not"),
        ("(x + y", "K347", "("),
        ("max(x, y", "K347", "("),
        ("x)", "K348", ")"),
        ("x * ()", "K349", "()"),
        ("x, y", "K350", ","),
        ("(x, y)", "K350", ","),
        ("x if y", "K351", "if"),
        ("1 if x if y else 2 else 3", "K351", "if"),
        ("x else y", "K352", "else"),
        ("if x then y", "K354", "if"),
        ("if(x, y)", "K354", "if"),
        ("x(2)", "K361", "x"),
        ("rand()", "K361", "rand"),
        ("max()", "K362", "max"),
        ("max(x)", "K362", "max"),
        ("abs(x, y)", "K362", "abs"),
        ("round(x, 2, 3)", "K362", "round"),
        ("relative(x, y)", "K362", "relative"),
        ("min == 0", "K363", "min"),
        ("relative * 2", "K363", "relative"),
        ("round(x, n=1)", "K312", "="),
        ("round(x, y)", "K364", "y"),
        ("round(x, 11)", "K364", "11"),
        ("round(x, 1.5)", "K364", "1.5"),
        ("round(x, -1)", "K364", "-1"),
        ("round(x, 2 家)", "K364", "2 家"),
        ("unit.upper()", "K366", "unit.upper"),
        ("25 万元 / 亩", "K328", "亩"),
    ],
)
def test_refused_at_its_place(text: str, code: str, covered: str) -> None:
    first = refused(text).all[0]
    assert first.code == code
    assert first.place is not None
    start = first.place.column - 1
    assert text[start : start + first.place.width] == covered
    for language in ("zh", "en"):
        assert first.message(language)
        assert first.mend(language)


def test_all_unknown_names_and_calls_are_told_at_once() -> None:
    findings = Findings()
    scope = FakeScope({"x"})
    text = "aa + x * bb + max(cc) + rund(dd)"
    assert read_formula(text, Place(Source("p", text), 1, 1), scope, findings) is None
    assert scope.unknown == ["aa", "bb", "cc", "dd"]
    assert [one.code for one in findings.all] == ["K362", "K361"]
    assert findings.all[1].arguments["suggestion"] == "round"


def test_a_good_shape_with_an_unknown_name_gives_no_tree() -> None:
    assert not refused("x + unknown").all  # the scope says what is wrong with the name


def test_limits() -> None:
    assert shape(read("(" * 100 + "1" + ")" * 100)) == "1"
    assert refused("(" * 101 + "1" + ")" * 101).all[0].code == "K353"
    assert refused("(" * 999 + "1" + ")" * 999).all[0].code == "K353"
    assert value(read("+".join(["x"] * 1000)), ROW) == 10000
    assert value(read("-".join(["x"] * 100)), ROW) == -980
    for sign in "-*/":
        assert refused(sign.join(["x"] * 1000)).all[0].code == "K353"
    assert value(read(" else ".join(f"{n} if x < {n}" for n in range(60)) + " else 99"), ROW) == 11
    assert refused("not " * 400 + "x").all[0].code == "K353"
    tight = "1 or 1 and not 1<1+1*-("
    assert refused(tight * 80 + "1" + ")" * 80).all[0].code == "K353"


def test_words_that_no_id_may_be() -> None:
    free = {name for name, function in FUNCTIONS.items() if function.is_free}
    assert set(FUNCTIONS) - free <= RESERVED and free.isdisjoint(RESERVED)
    assert {"previous", "last_year", "years_ago"} <= free
    assert {"and", "else", "yes", "是", "none", "unit", "quarter", "True", "in", "万元", "亩"} <= RESERVED
    assert "%" not in RESERVED
