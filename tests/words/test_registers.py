"""A word that one reader forgets fails at import, by name; and no reader looks into what a word was lowered to."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from kaohe.language import entry
from kaohe.language.entry import IncompleteRegister, total
from kaohe.words import DOCS, KEYWORDS, WORDS
from kaohe.words.formula_and_parts import FUNCTIONS

ENGINE = Path(__file__).parents[2] / "engine"


def new(family: str) -> str:
    """The word that a family gets."""
    return f"new_{family.replace(' ', '_')}"


# With nothing, and with all that is to be added to families: imports anew every module that makes a register, and notes
# each that is made on the way: its name, its family, and what is said when each of its words is forgotten in turn.
OBSERVE = """
import importlib, json, pkgutil, sys

def observed(name, family, *parts):
    family = list(family)
    shown = {word: entry._shown(word) for word in family}
    forgotten = {}
    for word in family:
        try:
            real(name, family, *({k: v for k, v in part.items() if k != word} for part in parts))
            forgotten[shown[word]] = ""
        except entry.IncompleteRegister as error:
            forgotten[shown[word]] = str(error)
    made.append({"name": name, "family": list(shown.values()), "forgotten": forgotten})
    try:
        return real(name, family, *parts)
    except entry.IncompleteRegister as error:
        refused.append(str(error))
        return entry.Total(name, family, {k: v for part in parts for k, v in part.items()})

for added in json.load(sys.stdin):
    for module in [each for each in sys.modules if each.partition(".")[0] == "kaohe"]:
        del sys.modules[module]
    made, refused = [], []
    from kaohe.language import entry
    real, entry.total = entry.total, observed
    for NEW, line in added:
        exec(line)
    import kaohe
    for module in pkgutil.walk_packages(kaohe.__path__, "kaohe."):
        if "total(" in open(module.module_finder.find_spec(module.name).origin, encoding="utf-8").read():
            importlib.import_module(module.name)
    print(json.dumps({"made": made, "refused": refused}))
"""

ADDED = {
    "fold operator": "from kaohe.language import entry; entry.FOLD_OPERATORS += (NEW,)",
    "way of rounding": "from kaohe.language import entry; entry.ROUNDING_MODES += (NEW,)",
    "tie rule": "from kaohe.language import entry; entry.TIE_RULES += (NEW,)",
    "way to make seats whole": "from kaohe.language import entry; entry.SEAT_ROUNDINGS += (NEW,)",
    "border": "from kaohe.language import entry; entry.BORDERS += (NEW,)",
    "key part": "from kaohe.language import entry; entry.KEY_PARTS += (NEW,)",
    "comparison": "from kaohe.language import entry; entry.COMPARISONS += (NEW,)",
    "extreme": "from kaohe.language import entry; entry.EXTREMES += (NEW,)",
    "target kind": "from kaohe.language import entry; entry.TARGET_KINDS += (NEW,)",
    "target time": "from kaohe.language import entry; entry.TARGET_TIMES += (NEW,)",
    "node": "from kaohe.language import tree; new = type(NEW, (tree.Node,), {});"
    " tree.NODES += (new,); tree.CALCULATED += (new,)",
    # These import words, which make registers over the families before.
    "function": "from kaohe.words.formula_and_parts import FUNCTIONS; FUNCTIONS[NEW] = FUNCTIONS['abs']",
    "word": "import kaohe.words; kaohe.words.WORDS[NEW] = kaohe.words.WORDS['formula']",
    "keyword": "import kaohe.words; kaohe.words.KEYWORDS[NEW] = kaohe.words.KEYWORDS['formula']",
}
"""What adds a word, NEW, to a family."""
FAMILIES = {
    "fold operator": set(entry.FOLD_OPERATORS),
    "way of rounding": set(entry.ROUNDING_MODES),
    "tie rule": set(entry.TIE_RULES),
    "way to make seats whole": set(entry.SEAT_ROUNDINGS),
    "border": set(entry.BORDERS),
    "key part": set(entry.KEY_PARTS),
    "comparison": set(entry.COMPARISONS),
    "extreme": set(entry.EXTREMES),
    "function": set(FUNCTIONS),
    "target kind": set(entry.TARGET_KINDS),
    "target time": set(entry.TARGET_TIMES),
    "word": set(WORDS),
    "keyword": set(KEYWORDS),
    "word of rules": set(DOCS),
}
# Readers that have to know the family, whatever else does.
READERS = {
    "fold operator": {"words", "evaluate", "verify", "workbook", "explain"},
    "way of rounding": {"words", "language", "verify", "workbook"},
    "tie rule": {"evaluate", "verify", "workbook"},
    "way to make seats whole": {"words", "language", "verify", "workbook"},
    "border": {"words", "evaluate", "verify", "workbook"},
    "key part": {"policy", "evaluate", "verify", "workbook", "explain"},
    "comparison": {"evaluate", "verify", "workbook", "explain"},
    "extreme": {"evaluate", "verify", "workbook", "explain"},
    "function": {"verify"},
    "target kind": {"words", "policy", "report"},
    "target time": {"words", "report", "explain"},
    "word": {"policy", "workbook", "explain"},
    "keyword": {"analysis"},
    "node": {"policy", "evaluate", "verify", "workbook", "explain"},
}


@pytest.fixture(scope="session")
def observed() -> list[dict[str, Any]]:
    """What is observed where nothing is added, and when every family gets a word more."""
    script = [sys.executable, "-c", OBSERVE]
    lines = json.dumps([[], [(new(family), line) for family, line in ADDED.items()]])
    environment = {**os.environ, "PYTHONPATH": str(ENGINE)}
    run = subprocess.run(script, input=lines, capture_output=True, text=True, env=environment, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.fixture(scope="session")
def plain(observed: list[dict[str, Any]]) -> dict[str, Any]:
    """What is observed where nothing is added."""
    return observed[0]


def test_a_register_names_what_is_missing_strange_or_double() -> None:
    assert total("reader", "ab", {"a": 1}, {"b": 2}) == {"a": 1, "b": 2}
    for parts, said in (
        (({"a": 1},), "reader lacks b"),
        (({"a": 1, "b": 2, "c": 3},), "reader knows, and its family does not, c"),
        (({"a": 1}, {"a": 1, "b": 2}), "reader has twice a"),
    ):
        with pytest.raises(IncompleteRegister, match=f"^{said}$"):
            total("reader", "ab", *parts)


def test_each_word_of_each_register_is_missed_by_name(plain: dict[str, Any]) -> None:
    assert not plain["refused"]
    names = [register["name"] for register in plain["made"]]
    assert len(set(names)) == len(names), "two registers bear one name"
    for register in plain["made"]:
        assert register["forgotten"].keys() == set(register["family"])
        for word, said in register["forgotten"].items():
            assert said == f"{register['name']} lacks {word}"


@pytest.mark.parametrize("family", ADDED)
def test_a_new_word_is_asked_of_every_reader(
    family: str, plain: dict[str, Any], observed: list[dict[str, Any]]
) -> None:
    """What is added to a family is missed by each register over it; all of them say so by name."""
    lacks = (said.partition(" lacks ") for said in observed[1]["refused"])
    missed = {name for name, _, words in lacks if new(family) in words.split(", ")}
    words = FAMILIES.get(family)
    if words is not None:
        over = {register["name"] for register in plain["made"] if words <= set(register["family"])}
        assert missed >= {name for name in over if not _is_wider(plain, name, words)}
    assert {name.partition(".")[0] for name in missed} >= READERS[family]


def _is_wider(plain: dict[str, Any], name: str, words: set[str]) -> bool:
    """A register of another family whose words happen to hold all of these."""
    (register,) = (each for each in plain["made"] if each["name"] == name)
    return any(words < other <= set(register["family"]) for other in FAMILIES.values())


def test_a_line_that_is_left_out_stops_the_import(tmp_path: Path) -> None:
    """The same as it happens: one line of the working paper's own register is gone, in a copy."""
    copy = tmp_path / "kaohe"
    shutil.copytree(ENGINE / "kaohe", copy)
    file = copy / "workbook" / "fold_operators.py"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    left = [line for line in lines if not line.startswith('        "lowest": ')]
    assert len(left) == len(lines) - 1
    file.write_text("".join(left), encoding="utf-8")
    command = [sys.executable, "-c", "import kaohe.workbook.compiler"]
    run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert run.returncode == 1
    assert run.stderr.strip().endswith("workbook.fold_operators lacks lowest")


def test_every_keyword_has_an_entry_with_its_names_and_its_lowering() -> None:
    for id_, keyword in KEYWORDS.items():
        assert keyword.id == id_ and keyword.zh and keyword.en and callable(keyword.lower)


# What a word was lowered to is there to be calculated with. These calculate, or find types and ranges of what is
# calculated; `tree` walks it.
CALCULATE = (
    "evaluate/evaluator.py",
    "evaluate/arrays/forms.py",
    "verify/second_opinion.py",
    "verify/types.py",
    "workbook/operands.py",
    "workbook/must_hold.py",
    "policy/infer.py",
    "policy/infer_words.py",
    "policy/infer_ranges.py",
    "language/tree.py",
)


@cache
def _modules() -> dict[str, list[ast.AST]]:
    """All nodes of every module of the engine by its path."""
    files = sorted((ENGINE / "kaohe").rglob("*.py"))
    return {
        file.relative_to(ENGINE / "kaohe").as_posix(): [*ast.walk(ast.parse(file.read_text("utf-8")))] for file in files
    }


def test_no_reader_looks_into_a_step() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, module in _modules().items()
        if name not in CALCULATE
        for node in module
        if isinstance(node, ast.Attribute) and node.attr == "body"
    ]
    assert found == []
    assert all(".body" in (ENGINE / "kaohe" / name).read_text(encoding="utf-8") for name in CALCULATE)


ASKED = {"op", "mode", "ties", "edge", "border", "rounding", "keep", "first", "function"}


def test_no_word_of_a_family_is_asked_for_by_its_letters() -> None:
    """`op == "sum"` and the `else` that belongs to it would take a new word for one of the others."""
    family = set().union(*FAMILIES.values())
    found = []
    for name, module in _modules().items():
        for node in module:
            if isinstance(node, ast.Compare) and _is_asked(node.left):
                words = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
                found += [f"{name}:{node.lineno} {word}" for word in words if word in family]
    assert found == []


def _is_asked(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in ASKED
    return isinstance(node, ast.Name) and node.id in ASKED


def test_what_is_known_of_three_words_of_a_family_is_a_register() -> None:
    """A mapping by words that is checked against no family would take a new word for none, or for another."""
    modules = dict(_modules())
    parts = {name for module in modules.values() for name in _names_in_registers(module)}
    families = [set(family) for family in FAMILIES.values()]
    modules.pop("words/formula_and_parts.py")  # that is the family itself
    loose = []
    for name, module in modules.items():
        checked = {id(node) for call in _registers(module) for node in ast.walk(call)}
        for statement in module:
            if isinstance(statement, ast.Assign | ast.AnnAssign):
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                if any(isinstance(target, ast.Name) and target.id in parts for target in targets):
                    checked |= {id(node) for node in ast.walk(statement)}
        for node in module:
            if isinstance(node, ast.Dict) and id(node) not in checked:
                keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
                if len(keys) > 2 and any(keys <= family for family in families):
                    loose.append(f"{name}:{node.lineno}")
    assert not loose, "\n".join(loose)


def _registers(module: list[ast.AST]) -> Iterator[ast.Call]:
    for node in module:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "total":
            yield node


def _names_in_registers(module: list[ast.AST]) -> Iterator[str]:
    for call in _registers(module):
        for argument in call.args[2:]:
            if isinstance(argument, ast.Name):
                yield argument.id
            elif isinstance(argument, ast.Attribute):
                yield argument.attr
