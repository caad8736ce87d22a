"""`kaohe data`: what was understood of the data, every assumption, and whether it can be calculated."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from kaohe.command import main as cli

from tests.data.books import Cell, formula, sheet, write

ROOT = Path(__file__).resolve().parents[2]
POLICY = """\
kaohe: 2
policy: example
title: 测试办法
units: {district: {name: 区, period: quarter, members: [甲区, {name: 乙区, alias: [乙城区]}, 丙区]}}
tables:
  report:
    name: 区季报
    key: [district, quarter]
    columns: [{names: {rate: 完成率}, measure: "%"}, {names: {cut: 扣分}}]
  project:
    name: 项目
    records_of: [district, quarter]
    columns: [{names: {investment: 投资额}, measure: 亿元}]
scores:
  - {id: total, name: 总分, for: district, formula: rate / 1% - cut + invested / 1 亿元}
values:
  - {id: invested, name: 投资, for: district, sum: {over: project, of: investment}}
"""
HEAD: list[Cell] = ["区", "周期", "完成率", "扣分", "备注"]


@pytest.fixture
def policy(tmp_path: Path) -> str:
    path = tmp_path / "办法.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return str(path)


@pytest.fixture
def data(tmp_path: Path) -> str:
    folder = tmp_path / "数据"
    folder.mkdir()
    rows: list[list[Cell]] = [["乙城区", "2022Q1", 88, formula("1+1", 2)], ["丙区", "2022Q1", 90, 0]]
    write(folder / "督查室.xlsx", {"区季报": sheet([["2022年数据"], HEAD, *rows], hidden_rows=[4])})
    (folder / "区季报.csv").write_text("区,期间,完成率,扣分\n甲区,2022Q1,95.5,1\n", encoding="utf-8")
    (folder / "项目.csv").write_text("单位,期间,投资额（亿元）\n甲区,2022Q1,3\n", encoding="utf-8")
    (folder / "旧表.xls").write_bytes(b"")
    return str(folder)


def test_the_overview_names_sheets_columns_periods_and_what_stands_against_it(
    policy: str, data: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert cli.main(["data", policy, data, "--lang", "zh"]) == 1
    shown = capfdbinary.readouterr().out.decode()
    for words in (
        "区季报（report）：3 行", "督查室.xlsx[区季报]，表头第 2 行，数据 2 行", "没有用到的列：备注",
        "单位←区、期间←周期", "列名都是办法里的名称", "没有记录的单位：乙区、丙区", "没有读取：旧表.xls",
        "还不能计算", "D148", "D230", "“乙城区”→“乙区”",
    ):  # fmt: skip
        assert words in shown
    assert cli.main(["data", policy, data, "--include-hidden", "--lang", "zh"]) == 0
    assert "可以计算" in capfdbinary.readouterr().out.decode()


def test_hidden_rows_are_scored_only_where_it_is_said(
    policy: str, data: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert cli.main(["score", policy, data]) == 1
    assert b"D148" in capfdbinary.readouterr().err
    assert cli.main(["score", policy, data, "--include-hidden", "--format", "json"]) == 0
    captured = capfdbinary.readouterr()
    assert b"D149" in captured.err
    assert [result["values"]["total"] for result in json.loads(captured.out)["results"]] == [97.5, 86, 90]


def test_what_is_missing_is_listed_by_period(policy: str, data: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = Path(data) / "区季报.csv"
    file.write_text(file.read_text("utf-8") + "甲区,2022Q2,95.5,1\n", encoding="utf-8")
    assert cli.main(["data", policy, data, "--include-hidden", "--format", "json", "--lang", "zh"]) == 1
    seen = json.loads(capfdbinary.readouterr().out)
    report, project = seen["tables"]
    assert report["missing"] == [{"period": "2022Q2", "units": ["乙区", "丙区"]}] and seen["usable"] is False
    assert report["sources"][0]["columns"] == {"unit": "区", "period": "期间", "rate": "完成率", "cut": "扣分"}
    assert project["without_records"] == ["乙区", "丙区"]
    assert {"D310", "D331"} <= {finding["code"] for finding in seen["findings"]}


def test_blank_rows_are_noted_where_the_data_are_looked_at_and_nowhere_else(
    policy: str, data: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (Path(data) / "督查室.xlsx").unlink()
    (Path(data) / "旧表.xls").unlink()
    rows = "甲区,2022Q1,95.5,1\n\n乙区,2022Q1,88,2\n丙区,2022Q1,90,0\n"
    (Path(data) / "区季报.csv").write_text(f"区,期间,完成率,扣分\n{rows}", "utf-8")
    assert cli.main(["data", policy, data, "--lang", "zh"]) == 0
    assert "D138 说明：数据表“区季报”中间有 1 行是空的" in (shown := capfdbinary.readouterr().out.decode())
    assert shown.endswith("共 1 处说明\n")
    assert cli.main(["data", policy, data, "--format", "json"]) == 0
    assert [each["level"] for each in json.loads(capfdbinary.readouterr().out)["findings"]] == ["note"]
    assert cli.main(["score", policy, data, "--format", "json"]) == 0
    captured = capfdbinary.readouterr()
    assert captured.err == b"" and json.loads(captured.out)["warnings"] == []


def test_a_workbook_is_data_and_no_result_may_overwrite_it(
    policy: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    rows: list[list[Cell]] = [[unit, "2022Q1", 90, 0] for unit in ("甲区", "乙区", "丙区")]
    book = {"区季报": sheet([HEAD[:4], *rows]), "项目": sheet([["单位", "期间", "投资额"]])}
    path = write(tmp_path / "all.xlsx", book)
    before = path.read_bytes()
    assert cli.main(["data", policy, str(path), "-o", str(tmp_path / "seen.json")]) == 0
    assert json.loads((tmp_path / "seen.json").read_text("utf-8"))["usable"] is True
    assert cli.main(["data", policy, str(path), "-o", str(path)]) == 2
    assert path.read_bytes() == before and b"C105" in capfdbinary.readouterr().err


@pytest.mark.parametrize("command", ["data", "score"])
def test_a_console_in_gbk_shows_all_and_stops_at_nothing(policy: str, data: str, command: str) -> None:
    with (Path(data) / "区季报.csv").open("a", encoding="utf-8") as file:
        file.write("𠮷区\u200b€,2022Q1,—,é\n")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "LANG": "zh_CN.GBK", "LC_ALL": "zh_CN.GBK", "PYTHONIOENCODING": "gbk", "COLUMNS": "90"}
    done = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), command, policy, data], stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(ours)
    assert done.wait(20) == 1
    text = shown.decode("gbk")
    assert "隐藏" in text and "Traceback" not in text and "C191" not in text
