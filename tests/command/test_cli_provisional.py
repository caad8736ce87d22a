"""--provisional: what has not been sent is absent, with all that rests on it; every output lists what it waits for."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from kaohe.command import main as cli

POLICY = """\
kaohe: 2
policy: towns
title: 甲县考核办法（虚构）
units:
  town: {name: 乡镇, period: quarter, members: [甲镇, 乙镇, 丙镇]}
tables:
  marks:
    name: 打分
    key: [town, quarter]
    columns:
      - {measure: 分, min: 0, max: 60, names: {industry: 县科工局}}
      - {measure: 分, min: 0, max: 40, names: {trade: 县商务局}}
  project:
    name: 项目
    records_of: [town, quarter]
    columns: [{measure: 亿元, min: 0, names: {investment: 投资额}}]
scores:
  - id: total
    name: 总分
    for: town
    parts:
      - {id: industry_score, name: 工业, formula: industry, assessor: 县科工局}
      - {id: trade_score, name: 商务, formula: trade, assessor: 县商务局}
  - {id: big, name: 大项目, for: town, count: {over: project, where: investment >= 1 亿元}, assessor: 县发改局}
  - {id: place, name: 名次, for: town, rank: {of: total, within: all, ties: competition}}
"""
MARKS = "乡镇,期间,县科工局,县商务局\n甲镇,2023Q1,50,30\n乙镇,2023Q1,40,\n丙镇,2023Q1,30,20\n"
PROJECTS = "乡镇,期间,投资额\n甲镇,2023Q1,2\n"

Kaohe = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kaohe(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kaohe:
    for name in ("LC_ALL", "LC_MESSAGES", "KAOHE_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    policy, data = tmp_path / "towns.yaml", tmp_path / "data"
    policy.write_text(POLICY, encoding="utf-8")
    data.mkdir()
    (data / "打分.csv").write_text(MARKS, encoding="utf-8")

    def run(command: str, *arguments: str, **files: str) -> tuple[int, str, str]:
        for name, text in files.items():
            (data / f"{name}.csv").write_text(text, encoding="utf-8")
        code = cli.main([command, str(policy), str(data), *arguments])
        return code, *capfd.readouterr()

    return run


def _waits(text: str) -> None:
    owed = "暂定结果，还没有报送的有 县商务局：打分；县发改局：项目（共 2 项，清单见“尚待报送”）"
    assert re.sub(r"\s", "", owed) in re.sub(r"\s", "", text)
    assert "县商务局：打分 2023年一季度 县商务局（乙镇）" in text
    assert "县发改局：项目 整张表" in text


def test_without_it_everything_is_named_and_nothing_scored(kaohe: Kaohe) -> None:
    code, out, err = kaohe("score")
    assert (code, out) == (1, "")
    assert "D103" in err and "D201" in err


@pytest.mark.parametrize("format_", ["table", "markdown"])
def test_what_is_waited_for_stands_beside_the_results(kaohe: Kaohe, format_: str) -> None:
    code, out, err = kaohe("score", "--provisional", "--format", format_)
    assert code == 0
    _waits(out.replace("\\", ""))
    assert "待报" in out and "E204" in err


def test_json_says_which_values_wait(kaohe: Kaohe) -> None:
    found = json.loads(kaohe("score", "--provisional", "--format", "json", "--verify")[1])
    values = {each["unit"]: each["values"] for each in found["results"]}
    assert values["甲镇"] == {"total": 80, "industry_score": 50, "trade_score": 30, "big": None, "place": None}
    assert values["乙镇"] == {"total": None, "industry_score": 40, "trade_score": None, "big": None, "place": None}
    assert {each["unit"]: each["waiting"] for each in found["results"]} == {
        "甲镇": ["big", "place"],
        "乙镇": ["total", "trade_score", "big", "place"],
        "丙镇": ["big", "place"],
    }
    assert found["not_sent"] == [
        {"from": ["县商务局"], "table": "marks", "columns": ["trade"], "periods": ["2023Q1"], "units": ["乙镇"]},
        {"from": ["县发改局"], "table": "project", "columns": [], "periods": [], "units": []},
    ]


def test_csv_says_in_each_row_what_it_waits_for(kaohe: Kaohe) -> None:
    rows = list(csv.DictReader(io.StringIO(kaohe("score", "--provisional", "--format", "csv")[1])))
    assert [row["总分"] for row in rows] == ["80", "", "50"]
    assert {row["尚待报送"] for row in rows} == {"县商务局：打分 2023年一季度 县商务局（乙镇）；县发改局：项目 整张表"}


def test_workbook_of_results(kaohe: Kaohe, tmp_path: Path) -> None:
    target = tmp_path / "结果.xlsx"
    assert kaohe("score", "--provisional", "-o", str(target))[0] == 0
    book = openpyxl.load_workbook(target)
    _waits("\n".join(str(cell.value) for row in book["说明"] for cell in row))
    assert "待报" in {cell.value for row in book["乡镇季度"] for cell in row}


@pytest.mark.parametrize(
    ("command", "arguments", "name"),
    [
        ("explain", ("--unit", "乙镇"), "说明.txt"),
        ("explain", ("--unit", "乙镇"), "说明.md"),
        ("explain", ("--unit", "乙镇"), "说明.html"),
        ("explain", ("--unit", "甲镇", "--against", "丙镇"), "比较.txt"),
        ("report", (), "报告.html"),
    ],
)
def test_other_reports(kaohe: Kaohe, tmp_path: Path, command: str, arguments: tuple[str, ...], name: str) -> None:
    target = tmp_path / name
    assert kaohe(command, "--provisional", *arguments, "-o", str(target))[0] == 0
    _waits(target.read_text("utf-8").replace("\\", ""))


def test_records_that_are_to_come_are_not_said_to_be_none(kaohe: Kaohe) -> None:
    _, out, _ = kaohe("explain", "--provisional", "--unit", "甲镇", "--of", "big")
    assert "因为“项目”还没有报齐" in out and "没有本单位本期的行" not in out
    _, out, _ = kaohe("explain", "--provisional", "--unit", "乙镇", "--of", "big", 项目=PROJECTS)
    assert "没有本单位本期的行" in out


def test_working_paper(kaohe: Kaohe, tmp_path: Path) -> None:
    target = tmp_path / "底稿.xlsx"
    assert kaohe("workbook", "--provisional", "-o", str(target))[0] == 0
    book = openpyxl.load_workbook(target)
    _waits("\n".join(str(cell.value) for row in book["说明"] for cell in row))


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"projcet": PROJECTS}, "D103"),  # a table under a wrong name has been sent
        ({"打分": MARKS.replace("县商务局", "县商务厅")}, "D127"),  # and so has a column
        ({"打分": MARKS.replace("40,", "40,无")}, "D202"),  # what is no number is no blank either
    ],
)
def test_what_was_sent_wrongly_is_no_gap(kaohe: Kaohe, files: dict[str, str], code: str) -> None:
    exit_code, out, err = kaohe("score", "--provisional", **files)
    assert (exit_code, out) == (1, "")
    assert code in err


def test_when_all_is_there_nothing_is_provisional(kaohe: Kaohe) -> None:
    whole = {"打分": MARKS.replace("40,", "40,0"), "项目": PROJECTS}
    code, out, err = kaohe("score", "--provisional", "--format", "csv", **whole)
    assert (code, err) == (0, "")
    assert out == kaohe("score", "--format", "csv")[1]


def test_nothing_sent_at_all_is_refused(kaohe: Kaohe) -> None:
    code, out, err = kaohe("score", "--provisional", 打分="乡镇,期间,县科工局,县商务局\n")
    assert (code, out) == (1, "")
    assert "E203" in err


def test_rows_of_a_year_that_nobody_has_quarters_of_are_refused_politely(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The table of the unqualified is there, and no marks at all: nobody knows a period."""
    (tmp_path / "不合格.csv").write_text("部门,期间,原因\n县工商联,2022,虚构\n", encoding="utf-8")
    assert cli.main(["score", "xiangtan_county", str(tmp_path), "--provisional"]) == 1
    assert "E203" in capfd.readouterr().err


def test_results_do_not_reach_the_data_by_a_link(kaohe: Kaohe, tmp_path: Path) -> None:
    link = tmp_path / "结果.csv"
    link.symlink_to(tmp_path / "data" / "打分.csv")
    code, out, err = kaohe("score", "--provisional", "-o", str(link))
    assert (code, out) == (2, "") and "C105" in err
    assert link.read_text("utf-8") == MARKS


JUDGES = """\
kaohe: 2
policy: judges
title: 甲县考核办法（虚构）
in_force: {from: 2023}
units:
  town: {name: 乡镇, period: year, members: [甲镇, 乙镇, 丙镇]}
tables:
  mark:
    name: 打分
    key: [town, year, who]
    columns:
      - {type: choice, choices: {first: 组长, second: 副组长}, names: {who: 评分人}}
      - {min: 0, names: {work: 工作分, style: 作风分}}
scores:
  - {id: total, name: 总分, for: town, assessor: 县委办, mean: {over: mark, of: work + style}}
"""


def test_a_missing_member_of_a_further_key_part_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.yaml").write_text(JUDGES, "utf-8")
    (tmp_path / "data").mkdir()
    rows = "甲镇,2023,组长,9,8\n甲镇,2023,副组长,9,\n乙镇,2023,组长,9,8\n"
    (tmp_path / "data" / "打分.csv").write_text(f"单位,期间,评分人,工作分,作风分\n{rows}", "utf-8")
    asked = ["--lang", "zh", "score", str(tmp_path / "p.yaml"), str(tmp_path / "data"), "--provisional"]
    assert cli.main(asked) == 0
    out = capfd.readouterr().out
    assert "县委办：打分 2023年 评分人 副组长 工作分（乙镇）" in out
    assert "县委办：打分 2023年 评分人 副组长 作风分（甲镇、乙镇）" in out
    assert "县委办：打分 2023年 工作分、作风分（丙镇）" in out
    assert cli.main([*asked, "--format", "json"]) == 0
    owed = json.loads(capfd.readouterr().out)["not_sent"]
    assert {(tuple(each["units"]), tuple(each.get("members", ()))) for each in owed} == {
        (("乙镇",), ("副组长",)),
        (("丙镇",), ()),
        (("甲镇", "乙镇"), ("副组长",)),
    }


def test_a_further_key_part_belongs_to_whoever_fills_in_what_is_behind_it(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(JUDGES, "utf-8")
    asked = ["template", str(tmp_path / "p.yaml"), "--period", "2023", "--each-assessor", "-o", str(tmp_path / "all")]
    assert cli.main(asked) == 0
    assert [file.name for file in (tmp_path / "all").iterdir()] == ["judges_县委办.xlsx"]


def test_a_template_has_a_row_for_each_member(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text(JUDGES, "utf-8")
    assert cli.main(["template", str(policy), "--period", "2023", "-o", str(tmp_path / "t.xlsx")]) == 0
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    keys = [row[:3] for row in book["打分"].iter_rows(min_row=2, values_only=True) if row[0]]
    assert keys == [(town, "2023", who) for town in ("甲镇", "乙镇", "丙镇") for who in ("组长", "副组长")]
    for row in book["打分"].iter_rows(min_row=2, max_row=7):
        row[3].value, row[4].value = 9, 8
    book.save(tmp_path / "t.xlsx")
    assert cli.main(["score", str(policy), str(tmp_path / "t.xlsx"), "--format", "csv"]) == 0
    assert capfd.readouterr().out.count(",17") == 3
    policy.write_text(JUDGES.replace("year, who]", "year, who]\n    some: [who]"), "utf-8")
    assert cli.main(["template", str(policy), "--period", "2023", "-o", str(tmp_path / "t.xlsx")]) == 0
    assert not any(
        row[0] for row in openpyxl.load_workbook(tmp_path / "t.xlsx")["打分"].iter_rows(min_row=2, values_only=True)
    )
