"""The corpus of formulas in a real policy, each in its own process: refused when it loads, or exactly its value."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.language.test_formula_corpus import Case, cases, text_of

ROOT = Path(__file__).parent.parent.parent
DECIDED = [case for case in cases() if case.layer == "formula"]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("formulas")
    empty = tmp_path_factory.mktemp("empty")
    files = []
    for case in DECIDED:
        file = folder / case.file
        file.write_bytes(text_of(case.file).encode("utf-8", "surrogateescape"))
        files.append(str(file))
    script = ROOT / "tests" / "corpus" / "score_formulas.py"
    environment = {"PYTHONPATH": str(ROOT / "engine"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, str(script), *files], cwd=empty, env=environment, capture_output=True)
    assert "Traceback" not in done.stderr.decode()
    assert not list(empty.iterdir())
    return {told["file"]: told for told in map(json.loads, done.stdout.decode().splitlines())}


@pytest.mark.parametrize("case", DECIDED, ids=lambda case: case.file.removesuffix(".txt"))
def test_case(case: Case, outcomes: dict[str, dict[str, Any]]) -> None:
    told = outcomes[case.file]
    assert told["exit"] == 0, "neither killed for its time nor for its memory"
    if case.must == "REJECT":
        assert told["refused"] == "load"
        assert told["codes"]
    elif case.value in ("true", "false"):
        assert told["value"] is (case.value == "true")
    else:
        assert Fraction(told["value"]) == Fraction(case.value)
