"""docs/new-word.md, followed in a copy: the word works everywhere, and each step that is forgotten is named."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from kaohe.words import DOCS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "new-word.md").read_text(encoding="utf-8")
STEPS = {title: text for title, text in re.findall(r"^## (\d+\. .*?)\n(.*?)(?=^## )", PAGE, re.DOTALL | re.MULTILINE)}
FOLDERS = ("engine", "schemas", "docs", "tests/conformance")

# Everything that keeps a register over operators, or over words.
IMPORTED = (
    "import kaohe, kaohe.evaluate.evaluator, kaohe.verify.second_opinion, kaohe.workbook.compiler,"
    " kaohe.analysis.explain.explainer, kaohe.analysis.explain.addends, kaohe.analysis.consequences,"
    " kaohe.analysis.stress.repeats"
)
CURRENT = """
import sys
sys.path.insert(0, "docs")
import reference
text = reference.PAGES["zh"].read_text("utf-8")
print("current" if reference.page(text, "zh") == text else "not current")
"""
# What is said, block by block, when it alone is forgotten; of the last step, that is nothing but a command, when it is.
FORGOTTEN = {
    "1.1": "words.fold_operators.OPERATORS knows, and its family does not, spread",
    "2.1": "words.fold_operators.OPERATORS lacks spread",
    "3.1": "evaluate.fold_operators lacks spread",
    "4.1": "verify.fold_operators lacks spread",
    "4.2": "verify.types of folds lacks spread",
    "5.1": "explain.fold_operators of values lacks spread",
    "5.2": "explain.fold_operators of words lacks spread",
    "5.3": "explain.fold_operators of shares lacks spread",
    "5.4": "kaohe.translations has no English for 极差",
    "6.1": "analysis.stress.repeats lacks spread",
    "7.1": "workbook.fold_operators lacks spread",
    "7.2": "workbook.labels of operators lacks spread",
    "8.1": "KeyError: '#/$defs/spread'",
    "8.2": "K201 there is no key spread",
    "9.1": "no case: spread",
    "10.": "not current",
}
BLOCKS = [
    (f"{title.partition(' ')[0]}{number}", kind, *block.partition("\n")[::2])
    for title, text in STEPS.items()
    for number, (kind, block) in enumerate(re.findall(r"```(diff|yaml)\n(.*?)```", text, re.DOTALL), 1)
]


def test_every_block_is_forgotten_in_turn() -> None:
    assert [*(name for name, *_ in BLOCKS), "10."] == list(FORGOTTEN)
    assert "`python docs/reference.py`" in STEPS[next(title for title in STEPS if title.startswith("10."))]


def _follow(copy: Path, forgotten: str = "") -> None:
    """Writes what the page says into the copy."""
    for name, kind, head, body in BLOCKS:
        file = copy / head.split()[-1]
        if name == forgotten:
            continue
        if kind == "yaml":
            file.write_text(body, encoding="utf-8")
            continue
        lines = body.splitlines()
        old = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
        new = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == (3 if name == "8.2" else 1), f"{name}: {head}"
        file.write_text(text.replace(old, new), encoding="utf-8")


def _run(copy: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(copy / "engine"), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *command], cwd=copy, env=environment, capture_output=True, text=True, encoding="utf-8"
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in FOLDERS:
        # With what is compiled: a module is compiled anew only where the page changes it.
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("pictures"))
    shutil.copy(ROOT / "cli.py", tmp_path)
    return tmp_path


def _case(copy: Path) -> Path:
    """The policy and the data of the page's case, in the copy."""
    written = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert written is not None
    case = yaml.safe_load(written[1])
    (copy / "data").mkdir()
    for name, text in case["data"].items():
        (copy / "data" / name).write_text(text, encoding="utf-8")
    (copy / "policy.yaml").write_text(case["policy"], encoding="utf-8")
    return copy / "policy.yaml"


def _cases_without(copy: Path, words: Iterable[str]) -> list[str]:
    cases = "".join(file.read_text(encoding="utf-8") for file in (copy / "tests/conformance/cases").glob("*.yaml"))
    return [word for word in words if not re.search(rf"\b{word}:", cases)]


def test_every_word_has_a_conformance_case() -> None:
    assert _cases_without(ROOT, DOCS) == []


def test_the_word_works_everywhere(copy: Path) -> None:
    _follow(copy)
    assert _run(copy, "docs/reference.py").returncode == 0
    policy = _case(copy)
    assert _run(copy, "cli.py", "check", str(policy)).returncode == 0
    scored = _run(copy, "cli.py", "score", str(policy), "data", "--verify", "--format", "csv")
    assert scored.returncode == 0, scored.stderr
    assert re.search(r"甲店.*3\.5", scored.stdout)
    told = _run(copy, "cli.py", "explain", str(policy), "data", "--unit", "甲店", "--format", "markdown")
    assert "的极差" in told.stdout and "极差(5 万元，1.5 万元)" in told.stdout, told.stdout
    paper = _run(copy, "cli.py", "workbook", str(policy), "data", "-o", "paper.xlsx")
    assert paper.returncode == 0 and (copy / "paper.xlsx").exists(), paper.stderr
    page = (copy / "docs" / "language.zh.md").read_text(encoding="utf-8")
    assert "| `spread: {over: 表, of: F, if_none: F}` | 各项里最高与最低之差" in page
    assert '"各项里最高与最低之差 / The highest less the lowest"' in (
        copy / "schemas" / "policy.schema.json"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("forgotten", FORGOTTEN)
def test_what_is_forgotten_is_named(forgotten: str, copy: Path) -> None:
    _follow(copy, forgotten)
    assert FORGOTTEN[forgotten] in _said(copy)


def _said(copy: Path) -> str:
    """What the project says of itself: an import, then check on the case, the cases, the reference."""
    imported = _run(copy, "-c", IMPORTED)
    if imported.returncode:
        return imported.stderr
    checked = _run(copy, "cli.py", "check", str(_case(copy)), "--lang", "en")
    if checked.returncode:
        return checked.stdout + checked.stderr
    if without := _cases_without(copy, ["spread"]):
        return f"no case: {without[0]}"
    renewed = _run(copy, "-c", CURRENT)
    return renewed.stdout + renewed.stderr
