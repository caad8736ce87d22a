"""`whatif --with` from end to end: both languages, exit codes, JSON, and mends that are followed to the letter."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from kaohe.command import main as cli

ROOT = Path(__file__).parents[2]
DATA = str(ROOT / "examples" / "xiangxiang_chains")
EXAMPLE = str(ROOT / "examples" / "another_rule" / "points_by_place.yaml")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main([*arguments[:2], "whatif", "xiangxiang_chains", DATA, *arguments[2:]])
    out, err = capsys.readouterr()
    return code, out, err


def test_it_says_what_corresponds_and_whose_place_changes(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, "--lang", "zh", "--with", EXAMPLE)
    assert (code, err) == (0, "")
    assert "年度得分 ← 总分，取第2季度" in out
    assert "全部在农业生态类组" in out
    assert "谁的名次都不变" in out


def test_the_json_says_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "--lang", "en", "--with", EXAMPLE, "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert (found["policy"], found["with"]["policy"]) == ("xiangxiang_chains", "xiangtan_county")
    assert found["with"]["units"] == [
        {"unit_type": "township", "of": "chain", "per": None, "groups": {"ecology": "all"}, "members": {}}
    ]
    assert found["with"]["scores"][0]["of"] == "total"
    entry = next(each for each in found["changes"] if each["unit"] == "电子信息" and each["value"] == "points")
    assert entry == {
        "unit_type": "chain",
        "unit": "电子信息",
        "group": None,
        "period": "2023",
        "value": "points",
        "from": None,
        "to": 5,
        "with": "points",
        "from_period": None,
    }


def test_a_period_alone(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "--lang", "en", "--with", EXAMPLE, "--period", "2023", "--format", "json")
    assert code == 0 and json.loads(out)["changes"]
    code, out, err = told(capsys, "--lang", "en", "--with", EXAMPLE, "--period", "2031")
    assert (code, out) == (2, "") and "C114" in err


def test_no_such_file(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, "--lang", "zh", "--with", "没有.yaml")
    assert (code, out) == (2, "") and "C221" in err


def test_mends_followed_to_the_letter_lead_to_a_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_text(
        "policy: xiangtan_county\nunits:\n  department: chain\nscores:\n  quarterly_score: total\n", "utf-8"
    )
    code, out, err = told(capsys, "--lang", "zh", "--with", str(file))
    assert (code, out) == (1, "")
    assert [line for line in re.findall(r": ([A-Z]\d+) ", err)] == ["M104", "M108", "M130"]
    entry = re.search(r"写成 (department: .*?\}\})；none", err)
    stated = re.search(r"没有的写 (unqualified: \{.*?\})；", err)
    assert entry is not None and stated is not None
    file.write_text(
        f"policy: xiangtan_county\nunits:\n  {entry[1]}\nscores:\n  quarterly_score: total\ninputs:\n  {stated[1]}\n",
        "utf-8",
    )
    code, out, err = told(capsys, "--lang", "zh", "--with", str(file))
    assert code == 0, err
    assert "E201" in err  # a year of two quarters is not whole
