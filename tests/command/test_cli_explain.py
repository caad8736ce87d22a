"""kaohe explain: formats, aliases, readings, and what is said of a wrong word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kaohe.command import main as cli

ROOT = Path(__file__).parents[2]
DATA = str(ROOT / "examples" / "xiangxiang_chains")


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    for name in ("LC_ALL", "LC_MESSAGES", "KAOHE_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def tell(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["explain", "xiangxiang_chains", DATA, *arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return tell


@pytest.mark.parametrize(
    ("format_", "start"), [("table", "湘乡市"), ("markdown", "# 湘乡市"), ("json", '{"policy"'), ("html", "<!DOCTYPE")]
)
def test_each_format(told, format_: str, start: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, err = told("--unit", "电子信息", "--format", format_)
    assert (code, err) == (0, "")
    assert out.startswith(start)
    ending = {"table": "txt", "markdown": "md"}.get(format_, format_)
    target = tmp_path / f"说明.{ending}"
    assert told("--unit", "电子信息", "-o", str(target)) == (0, "", "")
    assert target.read_text("utf-8").startswith(start)


def test_an_alias_a_name_and_a_period(told) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = told("--unit", "新能源新材料（含医疗器械、绿色化工）", "--of", "产业链产值", "--period", "2023Q1")
    assert code == 0
    assert "新能源新材料 2023年一季度" in out and "产业链产值" in out


def test_another_reading_shows_where_it_decides(told) -> None:  # type: ignore[no-untyped-def]
    out = told("--unit", "电子信息", "--of", "attraction_tier_score", "--interpret", "X4=capped")[1]
    assert "封顶：17 超过最高 15，取 15，减去 2" in out and "（不是默认读法）" in out


def test_against(told) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = told("--unit", "电子信息", "--against", "电力电工电器")
    assert code == 0
    assert "排名：电子信息 第 1 名，电力电工电器 第 2 名" in out and "合计（总分）" in out


def test_a_target_needs_no_unit_and_no_other_table(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """The policy has scores too; the data has the table of its targets alone."""
    (tmp_path / "city.csv").write_bytes((Path(DATA) / "city.csv").read_bytes())
    target = tmp_path.parent / "x.txt"
    code = cli.main(["explain", "xiangxiang_chains", str(tmp_path), "--of", "市场主体", "-o", str(target)])
    text = target.read_text("utf-8")
    assert code == 0 and "湘乡市 2024年" in text and "代入 64815 家 ≥ 70000 家，不成立" in text
    assert told("--unit", "湘乡市", "--of", "市场主体", "--period", "2022")[1].count("53260 家") == 3


def test_every_target_where_there_are_no_scores(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "taojiang", str(ROOT / "examples" / "taojiang"), "--format", "markdown"]) == 0
    out = capfd.readouterr()[0]
    assert out.count("\n- 高新技术企业 √ 已达到") == 1 and out.count("完成率") > 20


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--unit", "电子信思"], "C171", "did you mean 电子信息?"),
        (["--unit", "电"], "C179", "say which: 电力电工电器、电子信息"),
        (["--unit", "电子信息", "--of", "totl"], "C172", "did you mean total?"),
        (["--unit", "电子信息", "--of", "xyz"], "C172", "total（总分）"),
        (["--unit", "电子信息", "--period", "2021Q1"], "C173", "2023Q1"),
        (["--unit", "电子信息", "--against", "电子信息"], "C175", "cannot be compared with itself"),
        (["--unit", "电子信息", "--against", "电力工"], "C171", "电力电工电器"),
        (["--unit", "电子信息", "--period", "spring"], "C113", "not a period"),
        (["--unit", "电子信息", "--of", "task_fulfilled", "--against", "电力电工电器"], "C174", "is no number"),
        (["--of", "市场主体", "--against", "电子信息"], "C178", "leave --against out"),
        (["--of", "市场主体", "--period", "2023Q1"], "C116", "write 2023"),
        (["--of", "市场主体", "--period", "2031"], "C173", "2022, 2023, 2024"),
        (["--unit", "湘乡市", "--of", "市场主"], "C172", "did you mean"),
        (["--unit", "湘乡市", "--of", "xyz"], "C172", "market_entities（市场主体）"),
        ([], "C177", "--unit"),
    ],
)
def test_a_wrong_word(told, arguments: list[str], code: str, words: str) -> None:  # type: ignore[no-untyped-def]
    exit_code, out, err = told(*arguments)
    assert (exit_code, out) == (2, "")
    assert err.startswith(code) and words in err


def test_a_part_of_a_name_that_fits_one_unit_is_enough(told) -> None:  # type: ignore[no-untyped-def]
    for whole, part in (
        (["--unit", "电子信息", "--against", "电力电工电器"], ["--unit", " 电子 ", "--against", "电力"]),
        (["--unit", "湘乡市"], ["--unit", "湘乡"]),
    ):
        expected, found = (told(*given, "--format", "json") for given in (whole, part))
        assert expected[0] == found[0] == 0
        assert json.loads(found[1]) | {"record": None} == json.loads(expected[1]) | {"record": None}
