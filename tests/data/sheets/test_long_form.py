"""Files with a row for each member of a list, of a table that has a column for each, beside what is no member's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from kaohe.command import main as cli
from kaohe.data.read_data import ReadOptions, read_data
from kaohe.data.tables.build import dataset_of_rows
from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.source_places import Source

from tests.data.policies import codes
from tests.inner import load_source

POLICY = """\
kaohe: 2
policy: air
title: 空气
lists: {pollutant: {name: 污染物, members: {so2: SO₂, pm25: PM2.5}}}
units: {city: {name: 城市, period: year, members: [甲市, 乙市]}}
tables:
  air:
    name: 空气
    key: [city, year]
    columns: [{each: pollutant, names: {c: 浓度}}, {names: {area: 面积}}]
scores:
  - {id: s, name: 分, for: city, each: pollutant, formula: c × area}
"""
WIDE = "单位,期间,SO₂,PM2.5,面积\n乙市,2023,40,30,4\n"
LONG = "单位,期间,污染物,浓度,面积\n甲市,2023,so2,10,2\n甲市,2023,pm25,20,\n"


def read(
    folder: Path, files: Mapping[str, str], options: ReadOptions | None = None
) -> tuple[Dataset, list[Diagnostic]]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    findings = Findings()
    policy = load_source(Source("policy.yaml", POLICY))
    return read_data(policy, folder, ["air"], findings, options or ReadOptions()), findings.all


def figures(data: Dataset) -> dict[str, list[object]]:
    columns = data.tables["air"].columns
    return {id_: list(values.numerators) for id_, values in columns.items() if isinstance(values, Numbers)}


EXPECTED = {"c[so2]": [10, 40], "c[pm25]": [20, 30], "area": [2, 4]}


def test_a_long_and_a_wide_file_are_one_table(tmp_path: Path) -> None:
    data, found = read(tmp_path, {"空气_a.csv": LONG, "空气_b.csv": WIDE})
    assert codes(found) == ["D164", "D164"] and figures(data) == EXPECTED


def test_a_member_without_row_is_told_whichever_file_it_is_missing_from(tmp_path: Path) -> None:
    other = "单位,期间,污染物,浓度,面积\n乙市,2023,so2,40,4\n"
    _, found = read(tmp_path, {"空气_a.csv": LONG, "空气_b.csv": other})
    assert codes(found) == ["D164", "D164", "D349"]
    assert str(found[-1].place).endswith("空气_b.csv:2:1") and "PM2.5" in found[-1].message("zh")


def test_rows_of_one_unit_may_come_in_two_files(tmp_path: Path) -> None:
    head, *rows = LONG.splitlines()
    parts = {f"空气_{at}.csv": f"{head}\n{row}\n" for at, row in enumerate(rows)}
    data, found = read(tmp_path, {**parts, "空气_b.csv": WIDE})
    assert codes(found) == ["D164"] * 3 and figures(data) == EXPECTED


def test_a_file_named_after_no_table_is_known_in_long_form(tmp_path: Path) -> None:
    data, found = read(tmp_path, {"导出.csv": LONG + "乙市,2023,so2,40,4\n乙市,2023,pm25,30,4\n"})
    assert codes(found) == ["D174"] and figures(data) == EXPECTED


def test_what_cannot_be_read_is_told_once_for_what_it_is(tmp_path: Path) -> None:
    _, found = read(
        tmp_path, {"空气.csv": LONG.replace("20,", "20,两") + "乙市,2023,so2,40,四\n乙市,2023,pm25,30,四\n"}
    )
    assert {each.code: str(each.place)[-5:] for each in found} == {"D348": ":3:17", "D211": ":4:16"}
    assert len(found) == 2


def test_a_key_column_that_is_missing_is_told_in_either_form(tmp_path: Path) -> None:
    text = POLICY.replace("[city, year]", "[city, year, site]").replace("formula: c × area", "sum: {over: air, of: c}")
    text = text.replace("columns: [", "columns: [{type: text, names: {site: 站点}}, ")
    policy = load_source(Source("policy.yaml", text))
    for text in (WIDE, LONG):
        (tmp_path / "空气.csv").write_text(text, encoding="utf-8")
        findings = Findings()
        read_data(policy, tmp_path, ["air"], findings)
        assert "D127" in codes(findings.all)
        assert next(each for each in findings.all if each.code == "D127").arguments["column"] == "站点"


def test_what_is_not_sent_yet_waits(tmp_path: Path) -> None:
    head, first, _ = LONG.splitlines()
    files = {"空气_a.csv": f"{head}\n{first}\n", "空气_b.csv": WIDE}
    assert codes(read(tmp_path, files, ReadOptions(provisional=True))[1]) == ["D164", "D164"]
    unsaid = {"空气_a.csv": LONG.replace("污染物,", "种,"), "空气_b.csv": WIDE}
    assert "D188" not in codes(read(tmp_path, unsaid)[1])  # the other file has the columns, and 种 is no input
    (tmp_path / "空气_b.csv").unlink()
    assert "D188" in codes(read(tmp_path, {"空气_a.csv": unsaid["空气_a.csv"]}, ReadOptions(provisional=True))[1])


def test_rows_of_python_may_be_long() -> None:
    rows = [
        {"unit": unit, "period": 2023, "pollutant": pollutant, "c": c, "area": area}
        for unit, pollutant, c, area in (("甲市", "so2", 10, 2), ("甲市", "pm25", 20, None), ("乙市", "pm25", 30, 4))
    ]
    findings = Findings()
    dataset_of_rows(load_source(Source("policy.yaml", POLICY)), {"air": rows}, findings)
    assert codes(findings.all) == ["D349"]
    findings = Findings()
    rows.append({"unit": "乙市", "period": 2023, "pollutant": "so2", "c": 40, "area": 4})
    assert figures(dataset_of_rows(load_source(Source("policy.yaml", POLICY)), {"air": rows}, findings)) == EXPECTED
    assert not findings.all


def test_the_command_data_says_how_a_file_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "空气_a.csv").write_text(LONG, encoding="utf-8")
    (tmp_path / "data" / "空气_b.csv").write_text(WIDE, encoding="utf-8")
    given = ["data", str(tmp_path / "policy.yaml"), str(tmp_path / "data")]
    assert cli.main([*given, "--format", "json"]) == 0
    parts = json.loads(capsys.readouterr().out)["tables"][0]["sources"]
    assert [part["row_lists"] for part in parts] == [["pollutant"], []]
    assert parts[0]["columns"] == {
        "unit": "单位", "period": "期间", "pollutant": "污染物", "c": "浓度", "area": "面积",
    }  # fmt: skip
    assert parts[1]["columns"]["c[so2]"] == "SO₂"
    assert cli.main(given) == 0
    said = capsys.readouterr().out
    assert said.count("长表：每个污染物一行") == 1
