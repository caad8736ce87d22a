"""Every text of results has its English, with the same things filled in, and no English stands for nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from kaohe.translations import ENGLISH, speaking, worded

ENGINE = Path(__file__).parents[2] / "engine" / "kaohe"
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
SPEAKING = ("analysis/explain", "report", "workbook")
BILINGUAL = {
    *("report/whatif_with.py", "report/comparison_tables.py", "report/gap.py"),
    *("report/stress_content.py", "report/graph_boxes.py", "report/words.py"),
    *("report/check.py", "report/findings.py"),
}
"""These have words of their own in both languages, or follow the language of messages."""
SIGNS = {
    "report/changes.py": "what runs are called, in both languages",
    "report/footer.py": "quarters, in Chinese alone",
    "report/adjustments.py": "its notes are put together",
    "report/results/csv.py": "signs that a spreadsheet would take for a formula or a number",
    "report/svg_shapes.py": "signs that may not stand at the end of a line",
    "report/terminal_and_markdown.py": "signs that may not stand at the end of a line",
    "report/page/plots.py": "a year, in Chinese alone",
    "report/page/ranking.py": "a year, in Chinese alone",
    "report/gap.py": "words of its own in both languages",
    "workbook/row_checks.py": "signs of dates in Chinese data",
}


@cache
def modules() -> dict[str, list[ast.AST]]:
    """All nodes of each module of the engine, by its path, save for the register itself."""
    files = [file for file in sorted(ENGINE.rglob("*.py")) if file.parent.name != "translations"]
    texts = {file.relative_to(ENGINE).as_posix(): file.read_text(encoding="utf-8") for file in files}
    return {name: [*ast.walk(ast.parse(text))] for name, text in texts.items()}


def texts_of(nodes: list[ast.AST]) -> Iterator[str]:
    """The texts of a module that are no documentation."""
    said = {id(each.value) for each in nodes if isinstance(each, ast.Expr)}
    parts = {id(part) for each in nodes if isinstance(each, ast.JoinedStr) for part in each.values}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said | parts:
            yield node.value


@cache
def asked() -> set[str]:
    """What `worded` is asked for by name, in modules and templates."""
    found = set()
    for nodes in modules().values():
        for node in nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "worded":
                first = node.args[0]
                branches = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
                found |= {each.value for each in branches if isinstance(each, ast.Constant)}
    for file in ENGINE.rglob("*.j2"):
        found |= {each[1] for each in re.findall(r"""worded\((["'])(.*?)\1""", file.read_text(encoding="utf-8"))}
    return {str(each) for each in found if each}


def test_every_text_has_its_english() -> None:
    assert asked() - ENGLISH.keys() == set()


def test_no_english_stands_for_nothing() -> None:
    known = asked() | {text for nodes in modules().values() for text in texts_of(nodes)}
    # Names that are put together from others at import.
    known |= {"得分调整（表中带 * 的）", "* 调整过的得分，见“得分调整”"}
    assert ENGLISH.keys() - known == set()


def test_the_same_is_filled_in() -> None:
    fields = {
        zh: [sum(part[1] is not None for part in Formatter().parse(text)) for text in (zh, en)]
        for zh, en in ENGLISH.items()
    }
    assert {zh: counts for zh, counts in fields.items() if counts[0] != counts[1]} == {}


def test_no_chinese_is_left_in_the_english() -> None:
    assert [en for en in ENGLISH.values() if CHINESE.search(en)] == []


@pytest.mark.parametrize("folder", SPEAKING)
def test_no_text_of_results_is_chinese_alone(folder: str) -> None:
    """A text in a register, which `worded` is asked for by its name in a variable, has its English too."""
    left = [
        (name, text)
        for name, nodes in modules().items()
        if name.startswith(folder) and name not in BILINGUAL and name not in SIGNS
        for text in texts_of(nodes)
        if CHINESE.search(text) and text not in ENGLISH
    ]
    assert left == []


def test_a_text_without_english_is_named() -> None:
    assert worded("没有这一句") == "没有这一句"
    with speaking("en"), pytest.raises(KeyError, match="没有这一句"):
        worded("没有这一句")
