"""The tests themselves: none ends before it has asserted anything."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.rglob("test_*.py"))
CHECKS = {"raises", "warns", "fail"}


def functions_of(file: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def inside(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a function, but for the functions within."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            yield child
            yield from inside(child)


def checks(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) or (isinstance(node, ast.Attribute) and node.attr in CHECKS)


def ends_early(function: ast.FunctionDef) -> list[int]:
    """The lines of returns that stand before anything is asserted."""
    first = min((node.lineno for node in inside(function) if checks(node)), default=10**9)  # type: ignore[attr-defined]
    return [node.lineno for node in inside(function) if isinstance(node, ast.Return) and node.lineno < first]


@pytest.mark.parametrize(
    "file", sorted(FOLDER.rglob("test_*.py")), ids=lambda file: file.relative_to(FOLDER).as_posix()
)
def test_no_test_ends_before_it_has_asserted_anything(file: Path) -> None:
    assert {test.name: early for test in functions_of(file) if (early := ends_early(test))} == {}


def test_an_early_end_is_seen() -> None:
    (seen,) = ast.parse("def test_x():\n    if y:\n        return\n    assert z").body
    (fine,) = ast.parse("def test_x():\n    assert z\n    if y:\n        return\n    assert w").body
    assert isinstance(seen, ast.FunctionDef) and isinstance(fine, ast.FunctionDef)
    assert (ends_early(seen), ends_early(fine)) == ([3], [])
