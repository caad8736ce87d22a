"""`kaohe workbook` from the command line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from kaohe.command import main as cli

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_a_working_paper_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "底稿.xlsx"
    given = ["xiangxiang_chains", str(EXAMPLES / "xiangxiang_chains"), "-o", str(target), "--interpret", "X1=base"]
    assert cli.main(["workbook", *given]) == 0
    assert zipfile.ZipFile(target).testzip() is None
    assert capsys.readouterr().out == ""


def test_targets_alone_have_a_paper(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "底稿.xlsx"
    assert cli.main(["workbook", "taojiang", str(EXAMPLES / "taojiang"), "-o", str(target)]) == 0
    texts = zipfile.ZipFile(target).read("xl/sharedStrings.xml").decode()
    assert "规模工业增加值年均增速" in texts and "县科工局" in texts
    assert capsys.readouterr().out == ""


def test_a_table_that_is_not_there_is_refused_or_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, target = tmp_path / "data", tmp_path / "底稿.xlsx"
    data.mkdir()
    for file in (EXAMPLES / "xiangxiang_chains").glob("*.csv"):
        if file.stem != "platform":
            (data / file.name).write_bytes(file.read_bytes())
    given = ["workbook", "xiangxiang_chains", str(data), "-o", str(target)]
    assert cli.main(given) == 1
    assert "D103" in capsys.readouterr().err and not target.exists()
    assert cli.main([*given, "--provisional"]) == 0
    assert "E204" in capsys.readouterr().err
    assert "未报" in zipfile.ZipFile(target).read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize(
    ("policy", "file", "more", "code", "finding"),
    [
        ("xiangxiang_chains", "底稿.csv", [], 2, "C162"),
        ("xiangxiang_chains", "底稿.xlsx", ["--interpret", "X1=none"], 2, "C202"),
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
