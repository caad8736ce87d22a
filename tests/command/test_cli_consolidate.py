"""`kaohe consolidate` on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kaohe.command.main import main

EXAMPLES = Path(__file__).parents[2] / "policies" / "examples"


@pytest.fixture
def amending(tmp_path: Path) -> Path:
    for name in ("work_plan.yaml", "work_plan_2025.yaml"):
        shutil.copy(EXAMPLES / name, tmp_path / name)
    return tmp_path / "work_plan_2025.yaml"


def test_the_whole_text_is_a_policy_that_says_the_same(amending: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = amending.parent / "whole.yaml"
    assert main(["consolidate", str(amending), "-o", str(whole)]) == 0
    assert main(["check", str(whole), "--strict"]) == 0
    capsys.readouterr()
    assert main(["diff", str(amending), str(whole), "--format", "json"]) == 0
    assert '"changed": []' in capsys.readouterr().out
    assert main(["consolidate", str(amending)]) == 0
    assert capsys.readouterr().out == whole.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["work_plan.yaml", "work_plan_2025.yaml"])
def test_no_file_that_takes_part_is_written_over(name: str, amending: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (amending.parent / name).read_bytes()
    assert main(["consolidate", str(amending), "-o", str(amending.parent / name)]) == 2
    assert "C105" in capsys.readouterr().err
    assert (amending.parent / name).read_bytes() == before


def test_a_whole_policy_has_nothing_to_consolidate(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["consolidate", "work_plan"]) == 1
    assert "K841" in capsys.readouterr().err
