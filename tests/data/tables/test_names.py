"""Names in one spelling, and records that are known by them, in one file or in two."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kaohe.data.tables.edits import check_edited, with_record
from kaohe.data.tables.names import in_one_spelling
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.language.periods import Period
from kaohe.policy.model import UnitType
from kaohe.source_places import NOWHERE, Place, Source

from tests.data.policies import BODY, DISTRICT, HEADER, codes, column, of_rows, policy, read, table

LEDGER = table(
    "project",
    "项目",
    column("title", "项目名称", "name"),
    column("investment", "投资额", of="亿元"),
    records=True,
    identity=("title",),
)
HEAD = "单位,期间,项目名称,投资额\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲路（东段）破损", "甲路(东段)破损"),
        ("甲路 （东段） 破损", "甲路（东段）破损"),
        ("甲路〔东段〕", "甲路[东段]"),
        ("二号厂房", "2号厂房"),
        ("２号厂房", "2#厂房"),
        ("②期工程", "二期工程"),
        ("Ⅱ期工程", "2期工程"),
        ("十二号地块", "12号地块"),
        ("二十号", "20号"),
        ("一百零五号", "105号"),
        ("二〇二三年技改", "2023年技改"),
        ("ＡＢＣ线", "abc线"),
        ("“百十亿”工程", "百十亿工程"),
        ("甲—乙公路", "甲-乙公路"),
        ("甲•乙", "甲·乙"),
    ],
)
def test_two_spellings_of_one_name(one: str, other: str) -> None:
    assert in_one_spelling(one) == in_one_spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("一号厂房", "二号厂房"),
        ("甲路（东段）", "甲路（西段）"),
        ("甲路", "甲路（东段）"),
        ("十号", "一号"),
        ("二十一号", "二十号"),
        ("21号", "二号"),
        ("百十亿工程", "110亿工程"),
        ("甲公司", "乙公司"),
        ("1.5万吨", "15万吨"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert in_one_spelling(one) != in_one_spelling(other)


@given(st.text(st.sampled_from("甲乙一二十百〇0123456789（）()[]〔〕 #号-—·ABab“”ⅡⅢ①"), max_size=12))
def test_one_spelling_has_itself_as_its_spelling(name: str) -> None:
    assert in_one_spelling(in_one_spelling(name)) == in_one_spelling(name)


def test_a_name_is_read_as_most_cells_write_it_and_that_is_told(tmp_path: Path) -> None:
    rows = "甲区,2022Q1,一号桥(东),1\n乙区,2022Q1,一号桥（东）,2\n丙区,2022Q1,一号桥（东）,3\n"
    data, found = read(tmp_path, {"district.csv": HEADER + BODY, "project.csv": HEAD + rows}, DISTRICT, LEDGER)
    assert data.tables["project"].columns["title"] == ["一号桥（东）"] * 3
    assert codes(found) == ["D343"] and "“一号桥(东)”→“一号桥（东）”" in found[0].message("zh")
    assert str(found[0].place).endswith("project.csv:2:11")


def test_signs_that_nobody_sees_are_refused_and_no_spelling(tmp_path: Path) -> None:
    rows = "甲区,2022Q1,一号桥,1\n乙区,2022Q1,一\u200b号桥,2\n"
    _, found = read(tmp_path, {"district.csv": HEADER + BODY, "project.csv": HEAD + rows}, DISTRICT, LEDGER)
    assert codes(found) == ["D208"]


def test_the_same_record_twice_has_both_places_whatever_its_figures(tmp_path: Path) -> None:
    for figure in ("1.5", "2"):
        rows = f"甲区,2022Q1,一号桥,1.5\n乙区,2022Q1,一号桥,1.5\n甲区,2022年一季度,1号 桥,{figure}\n"
        _, found = read(tmp_path, {"district.csv": HEADER + BODY, "project.csv": HEAD + rows}, DISTRICT, LEDGER)
        (twice,) = [each for each in found if each.is_error]
        assert twice.code == "D341" and str(twice.place).endswith("project.csv:4:13")
        assert "project.csv:2:11" in twice.message("zh")


def test_a_ledger_sent_again_is_one_finding_with_its_mend(tmp_path: Path) -> None:
    files = {
        "district.csv": HEADER + BODY,
        "项目（更正）.csv": HEAD + "甲区,2022Q1,一号桥,1.6\n乙区,2022Q1,二号桥,1\n丙区,2022Q1,三号桥,4\n",
        "项目.csv": HEAD + "甲区,2022Q1,一号桥,1.5\n乙区,2022Q1,二号桥,1\n",
    }
    _, found = read(tmp_path, files, DISTRICT, LEDGER)
    (twice,) = [each for each in found if each.is_error]
    assert twice.code == "D342" and "2 条" in twice.message("zh") and "一号桥、二号桥" in twice.message("zh")
    assert "项目（更正）.csv" in str(twice.place) + twice.message("zh") and "项目.csv:2:" in twice.message("zh")
    assert '--replaces "项目（更正）.csv=项目.csv"' in twice.mend("zh")
    assert '--replaces "项目（更正）.csv=项目.csv"' in twice.mend("en")


def _rows(order: tuple[int, ...]) -> list[Diagnostic]:
    rows: list[dict[str, Any]] = [
        {"unit": "甲区", "period": "2022Q1", "title": "一号桥", "investment": 1},
        {"unit": "甲区", "period": "2022Q1", "title": "1号桥", "investment": 2},
        {"unit": "乙区", "period": "2022Q1", "title": "一号桥", "investment": 3},
        {"unit": "甲区", "period": "2022Q1", "title": "二号桥", "investment": 4},
    ]
    district = [{"unit": f"{each}区", "period": "2022Q1", "rate": 90, "cut": 0} for each in "甲乙丙"]
    return of_rows({"district": district, "project": [rows[at] for at in order]}, DISTRICT, LEDGER)[1]


def test_the_order_of_rows_does_not_change_what_is_found() -> None:
    said = {
        tuple(sorted(f"{each.code} {each.arguments.get('name')}" for each in _rows(o))) for o in permutations(range(4))
    }
    assert said == {("D341 一号桥", "D343 None")}


def test_records_without_an_identity_are_asked_about_as_before(tmp_path: Path) -> None:
    plain = table("project", "项目", *LEDGER.columns.values(), records=True)
    rows = "甲区,2022Q1,一号桥,1.5\n甲区,2022Q1,一号桥,1.5\n甲区,2022Q1,一号桥,2\n"
    data, found = read(tmp_path, {"district.csv": HEADER + BODY, "project.csv": HEAD + rows}, DISTRICT, plain)
    assert codes(found) == ["D165"] and len(data.tables["project"].keys) == 3


def _edited(name: str) -> list[Diagnostic]:
    rows = [{"unit": "甲区", "period": "2022Q1", "title": "一号桥（东）", "investment": 1}]
    data, _ = of_rows({"project": rows}, LEDGER)
    written = {"title": name, "investment": "2"}
    place, findings = Place(Source("--add")), Findings()
    edited = with_record(
        policy(LEDGER), data, "project", ("甲区", Period(2022, 1, "quarter")), written, place, findings
    )
    assert len(edited.tables["project"].keys) == 2
    check_edited(policy(LEDGER), edited, {"project": place}, findings)
    return findings.all


def test_a_record_that_is_only_supposed_is_known_too() -> None:
    assert _edited("二号桥（东）") == []
    for name in ("一号桥（东）", "1号桥(东)"):
        assert codes(_edited(name)) == ["D341"]


NO_NAMES = ("等3个项目", "2个", "三家企业", "见附件", "（详见附表）", "上季结转", "若干", "同上", "〃")
ODD_NAMES = ("1、电机线", "（二）电机线", "2.电机线", "③电机线", "电机线等3个项目")
NAMES = ("一号桥", "110千伏线路", "3.5万吨项目", "一、二期工程", "十项工程", "百家", "①号井", "同上村道路")


@pytest.mark.parametrize(
    ("text", "told"),
    [(text, told) for told, texts in (("D255", NO_NAMES), ("D352", ODD_NAMES), ("", NAMES)) for text in texts],
)
def test_what_is_written_for_the_name_of_a_record(tmp_path: Path, text: str, told: str) -> None:
    rows = f"甲区,2022Q1,路灯,1\n甲区,2022Q1,{text},2\n"
    _, found = read(tmp_path, {"district.csv": HEADER + BODY, "project.csv": HEAD + rows}, DISTRICT, LEDGER)
    assert codes(found) == [told] * bool(told)
    assert all(each.is_error == (told == "D255") and str(each.place).endswith("project.csv:3:11") for each in found)


def test_a_reason_may_stand_in_an_annex(tmp_path: Path) -> None:
    record = table("r", "通报", column("why", "原因", "text"), records=True)
    files = {"district.csv": HEADER + BODY, "通报.csv": "单位,期间,原因\n甲区,2022Q1,见附件\n"}
    assert read(tmp_path, files, DISTRICT, record)[1] == []


@pytest.mark.parametrize("before", ["1、", "2.", "（三）", "(4)", "⑤", "六、"])
def test_a_listed_unit_behind_a_number_is_meant(tmp_path: Path, before: str) -> None:
    _, found = read(tmp_path, {"district.csv": HEADER + BODY.replace("乙区", f"{before}乙区")})
    assert found[0].code == "D301" and found[0].arguments["suggestion"] == "乙区"
    assert str(found[0].place).endswith("district.csv:3:1")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1、某乙厂", "D304"),
        ("2. 某乙厂", "D304"),
        ("②某乙厂", "D304"),
        ("〃", "D304"),
        ("机械行业", "D353"),
        ("7号厂", ""),
        ("3.14咖啡", ""),
        ("(1)班", ""),
        ("某乙产业公司", ""),
    ],
)
def test_units_of_the_data_with_numbers_and_headings(tmp_path: Path, text: str, told: str) -> None:
    firm = UnitType("firm", "企业", "quarter", NOWHERE, None, {}, {}, "firm")
    firms = table("firm", "企业", column("tax", "税收"), of="firm")
    rows = "".join(f"{name},2022Q1,{at}\n" for at, name in enumerate(("某甲厂", text, "某丙厂", "某丁厂")))
    files = {"firm.csv": "单位,期间,税收\n" + rows}
    assert codes(read(tmp_path, files, firms, units=[firm])[1]) == [told] * bool(told)
    if told == "D353":  # units of this kind are called so
        assert read(tmp_path, files, firms, units=[replace(firm, name="产业链")])[1] == []
