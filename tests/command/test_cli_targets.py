"""`kaohe targets` from end to end, with a small policy of its own."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from kaohe.command import main as cli

POLICY = """\
kaohe: 2
policy: plan
title: 某县发展规划
status: in_force
in_force: {from: 2022, to: 2025}
units:
  county: {name: 县, period: year, members: [甲县]}
questions:
  C1: {ask: 刚好持平是否算达到, readings: {exceed: 超过才算, reach: 持平也算}}
  C2: {ask: 超过上限是否算达到, readings: {attained: 算, missed: 不算}}
targets:
  unit: county
  table: county
  name: 全县目标
  due: 2025
  list:
    - {id: market, name: 市场主体, clause: 一, measure: 家, at_least: 70000}
    - id: gap
      name: 亩均税收差
      measure: 万元/亩
      reading: C1
      cases: {exceed: {more_than: 0 万元/亩}, reach: {at_least: 0 万元/亩}}
    - id: centres
      name: 技术中心
      measure: 家
      range: {from: 2, to: 3, above: {reading: C2, cases: {attained: attained, missed: missed}}}
      each_year: yes
    - {id: growth, name: 年均增速, measure: "%", at_least: 10%, average: {from: 2022, to: 2025}, strength: strive}
    - {id: park, name: 园区升级, achieved: yes}
    - {id: leading, name: 居全市前列, qualitative: yes}
"""
DATA = """\
单位,期间,市场主体,亩均税收差,技术中心,growth,园区升级
甲县,2022,60000,-1.5,4,21%,否
甲县,2023,65000,0,1,0,是
"""
FILES = Path("plan.yaml"), Path("data")


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy and its data, where the command runs."""
    for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR", "KAOHE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    FILES[0].write_text(POLICY, "utf-8")
    FILES[1].mkdir()
    (FILES[1] / "county.csv").write_text(DATA, "utf-8")


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Runs the command on the two files; gives exit code, standard output and standard error."""

    def tell(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["targets", *map(str, FILES), *arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return tell


def shown(out: str) -> dict[str, list[object]]:
    """Actual, required, attained and attainment of each target."""
    keys = ("actual", "required", "attained", "attainment")
    return {result["target"]: [result[key] for key in keys] for result in json.loads(out)["results"]}


def test_json_of_the_last_year_unless_another_is_asked_for(told) -> None:  # type: ignore[no-untyped-def]
    code, out, err = told("--format", "json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert document["policy"] == "plan"
    assert {result["period"] for result in document["results"]} == {"2023"}
    assert shown(out) == {
        "market": [65000, 70000, False, 65 / 70],
        "gap": [0, 0, False, None],
        "centres": [1, 2, False, 0.5],
        "growth": [10, 10, True, 1],
        "park": [1, 1, True, 1],
        "leading": [None, None, None, None],
    }
    assert document["results"][0]["pace"] == 2500
    first = shown(told("--format", "json", "--period", "2022")[1])
    assert first["growth"] == [21, 10, True, 2.1]
    assert first["centres"] == [4, 2, True, 2]


def test_another_reading_changes_what_is_said_to_be_required(told) -> None:  # type: ignore[no-untyped-def]
    assert "> 0 万元/亩" in told()[1]
    code, out, _ = told("--interpret", "C1=reach", "--interpret", "C2=missed", "--period", "2022")
    assert code == 0
    assert "≥ 0 万元/亩" in out
    assert "超上限 1 家" in out and "已达到 0 项，提前达到 1 项，未达到 1 项" in out
    assert "※ C1 刚好持平是否算达到：持平也算" in out


def test_table_csv_and_markdown(told) -> None:  # type: ignore[no-untyped-def]
    out = told()[1]
    assert "甲县 2023年：已达到 0 项，提前达到 2 项，未达到 1 项，未到期 2 项，定性 1 项" in out
    assert "历年实际" in out
    assert told("--format", "markdown")[1].startswith("# 某县发展规划")
    assert told("-o", "结果.csv") == (0, "", "")
    written = Path("结果.csv").read_text("utf-8")
    assert written.startswith("\ufeff单位,")
    assert len(list(csv.DictReader(written.splitlines()))) == 6


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--period", "2023Q1"], "C116", "write 2023"),
        (["--period", "2031"], "C114", "2022, 2023"),
        (["--period", "spring"], "C113", "not a period"),
        (["--interpret", "C1=reached"], "C202", "did you mean reach?"),
        (["--interpret", "C3=reach"], "C201", "C3"),
        (["-o", "data/county.csv"], "C105", "lies in its data folder"),
        (["--verify"], "C121", "--verify"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong(told, arguments, code, words) -> None:  # type: ignore[no-untyped-def]
    exit_code, out, err = told(*arguments)
    assert (exit_code, out) == (2, "")
    assert code in err and words in err


def test_a_policy_without_targets(told) -> None:  # type: ignore[no-untyped-def]
    FILES[0].write_text(POLICY[: POLICY.index("targets:")], "utf-8")
    code, out, err = told()
    assert (code, out) == (1, "")
    assert "C115 policy plan has no targets" in err
    assert "没有目标" in told("--lang", "zh")[2]


@pytest.mark.parametrize(
    "data",
    [
        "单位,期间,市场主体\n甲县,2023,1\n",
        "单位,期间,市场主体,亩均税收差,技术中心,growth,园区升级\n",
        DATA.replace("60000", ""),
        DATA.replace("甲县,2022", "甲县,2021"),
    ],
    ids=["a missing column", "no rows", "a missing figure", "a year that an average lacks"],
)
def test_what_is_missing_is_an_error(told, data: str) -> None:  # type: ignore[no-untyped-def]
    (FILES[1] / "county.csv").write_text(data, "utf-8")
    code, out, err = told("--format", "json")
    assert (code, out) == (1, "")
    assert "1 error" in err or "errors" in err
    assert "C191" not in err


def test_help_in_both_languages(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["targets", "--help"]) == 0
    assert "year to look at" in " ".join(capfd.readouterr().out.split())
    assert cli.main(["--lang", "zh", "targets", "--help"]) == 0
    assert "看哪一年" in capfd.readouterr().out
