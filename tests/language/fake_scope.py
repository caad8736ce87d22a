"""A scope for tests of the formula reader, and a second, plain reading of its trees: exact values, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kaohe.diagnostics import Findings
from kaohe.language import tree
from kaohe.language.formula import read_formula
from kaohe.language.formula_scope import Function, NoMembers
from kaohe.source_places import Place, Source
from kaohe.words.formula_and_parts import FUNCTIONS, METHOD, MethodRoles

Value = Fraction | bool | str


class FakeScope(NoMembers):
    """Knows some names (as columns of one table), the tables' columns, and one method of the policy's own."""

    def __init__(self, names: set[str], tables: Mapping[str, set[str]] | None = None) -> None:
        self.names = names
        self.tables = tables or {}
        self.asked: list[str] = []
        self.unknown: list[str] = []

    def name(self, name: str, qualifier: str | None, place: Place) -> tree.Node | None:
        self.asked.append(name)
        if name in (self.names if qualifier is None else self.tables.get(qualifier, set())):
            return tree.Column(qualifier or "t", name, place=place)
        self.unknown.append(name)
        return None

    def method(self, name: str, arguments: list[tree.Node], place: Place) -> tree.Node | None:
        roles = MethodRoles(arguments[0], {"value": arguments[0]})
        return tree.Step(METHOD.called(name, name), roles, arguments[0], place=place)

    def methods(self) -> Mapping[str, int]:
        return {"relative": 1}

    def functions(self) -> Mapping[str, Function]:
        return FUNCTIONS


def read(text: str, names: str = "x y z", line: int = 1, column: int = 1) -> tree.Node:
    """The tree of a formula that is good."""
    findings = Findings()
    scope = FakeScope(set(names.split()), {"project": {"x"}})
    root = read_formula(text, Place(Source("p.yaml", text), line, column), scope, findings)
    assert not findings.all, [one.message("en") for one in findings.all]
    assert root is not None, scope.unknown
    return root


def refused(text: str, names: str = "x y z") -> Findings:
    """What is found in a formula that is not good."""
    findings = Findings()
    root = read_formula(text, Place(Source("p.yaml", text), 1, 1), FakeScope(set(names.split())), findings)
    assert root is None, "it was read"
    return findings


def value(node: tree.Node, row: Mapping[str, Value]) -> Value:
    """The value of a tree whose columns are all present."""
    match node:
        case tree.Number() | tree.Text() | tree.Truth():
            return node.value
        case tree.Column():
            return row[node.column]
        case tree.And():
            return all(value(term, row) for term in node.terms)
        case tree.Or():
            return any(value(term, row) for term in node.terms)
        case tree.Not():
            return not value(node.operand, row)
        case tree.If():
            return value(node.then if value(node.condition, row) else node.otherwise, row)
        case tree.Compare(op=op):
            left, right = value(node.left, row), value(node.right, row)
            if op in ("==", "!="):
                return (left == right) == (op == "==")
            assert isinstance(left, Fraction)
            assert isinstance(right, Fraction)
            return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op]
    return _arithmetic(node, row)


def _arithmetic(node: tree.Node, row: Mapping[str, Value]) -> Fraction:
    numbers = [one for child in tree.children(node) if isinstance(one := value(child, row), Fraction)]
    match node:
        case tree.Add():
            return sum(numbers, Fraction(0))
        case tree.Min() | tree.Max():
            return min(numbers) if isinstance(node, tree.Min) else max(numbers)
        case tree.Sub():
            return numbers[0] - numbers[1]
        case tree.Mul():
            return numbers[0] * numbers[1]
        case tree.Div():
            return numbers[0] / numbers[1]
        case tree.Mod():
            return numbers[0] % numbers[1]
        case tree.Power():
            return numbers[0] ** int(numbers[1])
        case tree.Neg():
            return -numbers[0]
        case tree.Abs():
            return abs(numbers[0])
        case tree.Round():
            scaled = abs(numbers[0]) * 10**node.places + Fraction(1, 2)
            return Fraction(scaled.numerator // scaled.denominator, 10**node.places) * (1 if numbers[0] >= 0 else -1)
    raise AssertionError(f"not a formula's node: {node}")
