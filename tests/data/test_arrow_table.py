"""Parquet and Arrow files, and tables of other libraries, are read as a file of text with the same cells is."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kaohe.data import arrow_table
from kaohe.data.arrow_table import ArrowColumn
from kaohe.data.numbers import Figure, read_figure
from kaohe.data.read_data import read_data
from kaohe.data.tables.build import dataset_of_rows
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Findings
from kaohe.policy.load import load_source
from kaohe.source_places import Source
from pyarrow import feather, parquet

POLICY = load_source(
    Source(
        "towns.yaml",
        """\
kaohe: 2
policy: towns
title: 某县考核办法
in_force: {from: 2024Q1}
units: {town: {name: 乡镇, period: quarter, members: [甲镇, 乙镇, 丙镇]}}
tables:
  report:
    name: 乡镇季报
    key: [town, quarter]
    columns:
      - {measure: 万元, names: {invested: 完成投资}}
      - {measure: "%", names: {growth: 增长率}}
      - {measure: 家, whole: yes, optional: yes, names: {firms: 企业数}}
      - {type: choice, choices: {hill: 山区, plain: 平原}, names: {land: 地形}}
      - {type: yes/no, names: {open: 是否公开}}
      - {type: date, optional: yes, names: {day: 日期}}
scores: [{id: total, name: 总分, for: town, formula: invested / 1 万元 + growth * 100}]
""",
    )
)
TEXT = """\
单位,期间,完成投资（万元）,增长率,企业数,地形,是否公开,日期
甲镇,2024Q1,12.5,8,3,山区,是,2024-03-01
乙镇,2024Q1,7,9.25,,平原,否,
丙镇,2024Q1,0.1,-30,0,山区,是,2024-03-31
"""
UNITS = ["甲镇", "乙镇", "丙镇"]


def table(**changed: object) -> pa.Table:
    columns: dict[str, object] = {
        "单位": pa.array(UNITS).dictionary_encode(),
        "期间": ["2024Q1"] * 3,
        "完成投资（万元）": pa.array([12.5, 7.0, 0.1]),
        "增长率": pa.array([Decimal("8.00"), Decimal("9.25"), Decimal("-30.00")], pa.decimal128(9, 2)),
        "企业数": pa.array([3, None, 0], pa.int16()),
        "地形": pa.array(["山区", "平原", "山区"], pa.large_string()),
        "是否公开": [True, False, True],
        "日期": pa.array([datetime.date(2024, 3, 1), None, datetime.date(2024, 3, 31)]),
    }
    return pa.table({**columns, **changed})


def of_folder(folder: Path) -> tuple[Dataset, Findings]:
    findings = Findings()
    return read_data(POLICY, folder, POLICY.tables, findings), findings


def of_table(given: pa.Table) -> tuple[Dataset, Findings]:
    findings = Findings()
    return dataset_of_rows(POLICY, {"report": given}, findings), findings


@pytest.fixture
def written(tmp_path: Path) -> Dataset:
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "乡镇季报.csv").write_text(TEXT, encoding="utf-8")
    dataset, findings = of_folder(tmp_path / "text")
    assert findings.all == []
    return dataset


def assert_same(found: tuple[Dataset, Findings], written: Dataset) -> None:
    dataset, findings = found
    assert [each.code for each in findings.all] == []
    assert dataset.digest == written.digest
    ours, theirs = dataset.tables["report"], written.tables["report"]
    assert (ours.keys, ours.columns, ours.fields) == (theirs.keys, theirs.columns, theirs.fields)


@pytest.mark.parametrize("name", ["乡镇季报.parquet", "report.PARQUET", "乡镇季报_县统计局.arrow", "report.feather"])
def test_a_file_beside_others_or_by_itself(tmp_path: Path, written: Dataset, name: str) -> None:
    file = tmp_path / "data" / name
    file.parent.mkdir()
    (parquet.write_table if name.lower().endswith("parquet") else feather.write_feather)(table(), file)
    told = ["D164"] if "_" in name else []
    for asked in (file.parent, file):
        dataset, findings = of_folder(asked)
        assert [each.code for each in findings.all] == told
        assert dataset.digest == written.digest


def test_a_table_of_another_library(written: Dataset) -> None:
    assert_same(of_table(table()), written)


@pytest.mark.parametrize(
    "invested",
    [
        pa.array(["12.5", "7", "0.1"]),
        pa.array([12.5, 7, 0.1], pa.float32()),
        pa.array([Decimal("12.5"), Decimal(7), Decimal("0.1")], pa.decimal256(60, 3)),
        pa.array(["12.5", "7", "0.1"]).dictionary_encode(),
        pa.chunked_array([[12.5], [7.0, 0.1]]),
        pa.array(["12.5", "7", "0.1"], pa.string_view()),
    ],
)
def test_a_number_is_the_same_however_it_is_stored(written: Dataset, invested: object) -> None:
    assert_same(of_table(table(**{"完成投资（万元）": invested})), written)


def test_a_day_with_a_time_at_midnight(written: Dataset) -> None:
    days = pa.array([datetime.datetime(2024, 3, 1), None, datetime.datetime(2024, 3, 31)], pa.timestamp("s"))
    assert_same(of_table(table(日期=days)), written)


def test_midnight_with_a_zone_is_the_day(written: Dataset) -> None:
    days = [datetime.datetime(2024, 3, 1), None, datetime.datetime(2024, 3, 31)]
    assert_same(of_table(table(日期=pa.array(days, pa.timestamp("us", tz="UTC")))), written)


def test_what_python_does_not_have_is_told_at_its_cell(tmp_path: Path) -> None:
    days = pa.array([10**7, None, 19813], pa.int32()).view(pa.date32())
    notes = pa.array([b"\xff\xfe", b"a", b"b"]).view(pa.string())
    for name, values in (("日期", days), ("地形", notes)):
        parquet.write_table(table(**{name: values}), tmp_path / "report.parquet")
        _, findings = of_folder(tmp_path)
        assert f"{tmp_path}/report.parquet[report!1.{name}]" in [str(each.place) for each in findings.errors]


def test_two_columns_of_one_name_are_told_as_such(tmp_path: Path) -> None:
    double = table().append_column("企业数", pa.array([1, 2, 3]))
    parquet.write_table(double, tmp_path / "report.parquet")
    _, findings = of_folder(tmp_path)
    assert [each.code for each in findings.errors] != [] and "D102" not in {each.code for each in findings.errors}


@pytest.mark.parametrize(
    ("column", "values", "code"),
    [
        ("完成投资（万元）", [12.5, None, 0.1], "D201"),
        ("完成投资（万元）", [12.5, float("nan"), 0.1], "D202"),
        ("完成投资（万元）", [12.5, float("inf"), 0.1], "D211"),
        ("完成投资（万元）", ["12.5", "约7", "0.1"], "D206"),
        ("完成投资（万元）", [True, False, True], "D225"),
        ("完成投资（万元）", [[1], [2], [3]], "D226"),
        ("企业数", [3, 2.5, 0], "D216"),
        ("地形", ["山区", "海边", "山区"], "D221"),
        ("是否公开", ["是", "也许", "是"], "D220"),
    ],
)
def test_what_is_wrong_is_told_with_file_row_and_column(
    tmp_path: Path, column: str, values: list[object], code: str
) -> None:
    parquet.write_table(table(**{column: values}), tmp_path / "report.parquet")
    _, findings = of_folder(tmp_path)
    assert {each.code for each in findings.errors} == {code}
    assert f"{tmp_path}/report.parquet[report!2.{column}]" in [str(each.place) for each in findings.errors]


def test_headers_are_read_by_the_same_rules() -> None:
    other = table().rename_columns([name.replace("（万元）", "（亿元）") for name in table().column_names])
    _, findings = of_table(other)
    assert [each.code for each in findings.errors] == ["D129"]
    _, findings = of_table(table().drop_columns(["增长率"]))
    assert [each.code for each in findings.errors] == ["D127"]
    _, findings = of_table(table().select([]))
    assert [each.code for each in findings.errors][:1] == ["D118"]


def test_rows_that_hold_nothing_are_left_out(written: Dataset) -> None:
    plain = table(单位=UNITS)
    blank = pa.table([pa.nulls(1, field.type) for field in plain.schema], schema=plain.schema)
    dataset, findings = of_table(pa.concat_tables([plain, blank]))
    assert findings.all == [] and dataset.digest == written.digest


def test_a_float_that_is_no_short_decimal_is_said(written: Dataset) -> None:
    dataset, findings = of_table(table(**{"完成投资（万元）": [0.1 + 0.2, 7.0, 0.1]}))
    assert [each.code for each in findings.all] == ["D233"]
    assert dataset.tables["report"].columns["invested"].numerators[0] == 30000000000000004


def test_a_damaged_file_and_one_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.parquet").write_bytes(b"PAR1 nothing PAR1")
    _, findings = of_folder(tmp_path)
    assert "D102" in [each.code for each in findings.errors]
    monkeypatch.setattr(arrow_table, "find_spec", lambda name: None)
    _, findings = of_folder(tmp_path)
    assert [each.code for each in findings.errors] == ["D189"]


@given(st.lists(st.one_of(st.none(), st.floats(-1e12, 1e12), st.decimals(-9999, 9999, places=3).map(float))))
def test_floats_are_the_decimals_that_python_writes(values: list[float | None]) -> None:
    column = ArrowColumn(pa.array(values, pa.float64()))
    read = column.decimals()
    for row, text in enumerate(column.texts if read is not None else ()):
        assert read is not None and bool(read.blank[row]) == (text == "")
        figure = read_figure(text or "0")
        assert isinstance(figure, Figure)
        assert (int(read.values[row]), 10 ** int(read.places[row])) == (figure.numerator, figure.denominator)


@given(st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1))), st.integers(0, 9))
def test_decimals_are_read_by_their_digits(values: list[int | None], places: int) -> None:
    scaled = [None if value is None else Decimal(value).scaleb(-places) for value in values]
    read = ArrowColumn(pa.array(scaled, pa.decimal128(38, places))).decimals()
    assert read is not None
    assert read.values.tolist() == [value or 0 for value in values]
    assert read.blank.tolist() == [value is None for value in values]


@pytest.mark.parametrize(
    ("of_field", "of_table", "told"),
    [
        ({"unit": "亿元"}, {}, ["D146"]),
        ({"单位": "万元"}, {}, []),
        ({"description": "亿元"}, {}, []),
        ({}, {"unit": "亿元"}, ["D146"]),
        ({"unit": "万元"}, {"unit": "亿元"}, ["D146"]),
    ],
)
def test_the_metadata_of_a_field_state_its_measure(
    tmp_path: Path, of_field: dict[str, str], of_table: dict[str, str], told: list[str]
) -> None:
    heads = ["完成投资" if head == "完成投资（万元）" else head for head in table().column_names]
    whole = table().rename_columns(heads)
    at = heads.index("完成投资")
    schema = whole.schema.set(at, whole.schema.field(at).with_metadata(of_field)).with_metadata(of_table)
    parquet.write_table(whole.cast(schema), tmp_path / "乡镇季报.parquet")
    read_data(POLICY, tmp_path, POLICY.tables, findings := Findings())
    assert [each.code for each in findings.all] == told
