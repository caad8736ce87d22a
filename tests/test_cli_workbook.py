"""`kaohe workbook` from the command line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import cli

EXAMPLES = Path(__file__).parent.parent / "examples"


def test_a_working_paper_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "底稿.xlsx"
    given = ["xiangxiang_chains", str(EXAMPLES / "xiangxiang_chains"), "-o", str(target), "--interpret", "X1=base"]
    assert cli.main(["workbook", *given]) == 0
    assert zipfile.ZipFile(target).testzip() is None
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("policy", "file", "more", "code", "finding"),
    [
        ("xiangxiang_chains", "底稿.csv", [], 2, "C162"),
        ("xiangxiang_chains", "底稿.xlsx", ["--interpret", "X1=none"], 2, "C202"),
        ("hengdong", "底稿.xlsx", [], 1, "E503"),
    ],
)
def test_what_is_refused_is_not_written(
    policy: str,
    file: str,
    more: list[str],
    code: int,
    finding: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / file
    assert cli.main(["workbook", policy, str(EXAMPLES / policy), "-o", str(target), *more]) == code
    assert finding in capsys.readouterr().err
    assert not target.exists()
