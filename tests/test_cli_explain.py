"""kaohe explain: formats, aliases, readings, and what is said of a wrong word."""

from __future__ import annotations

from pathlib import Path

import pytest

import cli

ROOT = Path(__file__).parent.parent
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


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--unit", "电子信"], "C171", "did you mean 电子信息?"),
        (["--unit", "电子信息", "--of", "totl"], "C172", "did you mean total?"),
        (["--unit", "电子信息", "--period", "2021Q1"], "C173", "2023Q1"),
        (["--unit", "电子信息", "--against", "电子信息"], "C174", "cannot be compared"),
        (["--unit", "电子信息", "--against", "电力"], "C171", "电力电工电器"),
        (["--unit", "电子信息", "--period", "spring"], "C113", "not a period"),
        ([], "C123", "--unit"),
    ],
)
def test_a_wrong_word(told, arguments: list[str], code: str, words: str) -> None:  # type: ignore[no-untyped-def]
    exit_code, out, err = told(*arguments)
    assert (exit_code, out) == (2, "")
    assert err.startswith(code) and words in err
