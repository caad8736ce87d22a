"""Headers: which column is which input."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.data.policies import BODY, DISTRICT, HEADER, codes, column, read, table


@pytest.mark.parametrize(
    "header",
    [
        "unit,period,rate,cut",
        "区,期间,完成率,cut",
        "district,周期,rate,扣分",
        " 单位 ,周期\u3000,完成率 ,扣分",
        "单位,周期,完成率（%）,扣分",
        "单位,周期,完成率 (％),扣分",
        "单位,周期,完成率,ｃｕｔ",
        "单 位,周\u3000期,完 成 率,扣  分",
    ],
)
def test_columns_are_found_by_id_or_name(tmp_path: Path, header: str) -> None:
    data, found = read(tmp_path, {"district.csv": f"{header}\n{BODY}"})
    assert found == []
    assert data.tables["district"].fields["cut"] == header.split(",")[3].strip()


@pytest.mark.parametrize(
    ("header", "expected", "named"),
    [
        ("单位,周期,完成率", ["D127"], "扣分"),
        ("周期,完成率,扣分", ["D125"], "单位"),
        ("单位,完成率,扣分", ["D126"], "期间"),
        ("单位,周期,完成率,扣分,完成率", ["D122"], "完成率"),
        ("单位,周期,完成率,扣分,rate", ["D123"], "rate"),
        ("单位,周期,GDP,ＧＤＰ,完成率,扣分", ["D122"], "ＧＤＰ"),
        ("单位,周期,完成\u200b率,扣分", ["D124", "D127"], "U+200B"),
        ("单位,周期,完成率（万元）,扣分", ["D129"], "万元"),
        ("甲区,2022Q1,1,2", ["D120"], "甲区"),
    ],
)
def test_what_is_wrong_with_a_header_is_named(tmp_path: Path, header: str, expected: list[str], named: str) -> None:
    _, found = read(
        tmp_path, {"district.csv": header + "\n"}, table("district", "区季报", *DISTRICT.columns.values(), records=True)
    )
    assert codes(found) == expected
    assert named in found[0].message("zh") + found[0].mend("zh")


def test_a_missing_column_is_offered_the_nearest_unused_header(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"district.csv": f"单位,周期,完成比率,扣分\n{BODY}"})
    assert codes(found) == ["D127"]
    assert found[0].mend("zh").startswith("是不是 完成比率？")


def test_a_money_column_headed_in_another_measure_is_refused(tmp_path: Path) -> None:
    money = table("district", "区季报", column("investment", "投资额", of="亿元"))
    content = "单位,周期,投资额（{}）\n甲区,2022Q1,1.5\n乙区,2022Q1,1\n丙区,2022Q1,2\n"
    data, found = read(tmp_path, {"district.csv": content.format("亿元")}, money)
    assert found == []
    investment = data.tables["district"].columns["investment"]
    assert investment.numerators == [150000000, 100000000, 200000000]  # type: ignore[union-attr]
    assert codes(read(tmp_path, {"district.csv": content.format("万元")}, money)[1]) == ["D129"]


def test_a_title_above_the_header_is_left_out_and_said(tmp_path: Path) -> None:
    data, found = read(tmp_path, {"district.csv": f"2022年一季度考核数据表,,,\n制表：县科工局\n{HEADER}{BODY}"})
    assert codes(found) == ["D121", "D121"]
    assert len(data.tables["district"].keys) == 3


def test_unused_columns_are_harmless_and_unnamed_ones_are_not(tmp_path: Path) -> None:
    extra = HEADER.strip() + ",备注\n" + BODY.replace("\n", ",x\n")
    assert read(tmp_path, {"district.csv": extra})[1] == []
    unnamed = HEADER.strip() + ",\n" + BODY.replace("\n", ",x\n")
    _, found = read(tmp_path, {"district.csv": unnamed})
    assert codes(found) == ["D130"] and str(found[0].place).endswith(":2:19")


def test_a_column_that_may_be_absent_is_said_to_be(tmp_path: Path) -> None:
    rate = DISTRICT.columns["rate"]
    known = table(
        "district",
        "区季报",
        rate,
        column("cut", "迟报次数", default=Fraction(0)),
        column("note", "备注", "text", optional=True),
    )
    content = "单位,周期,完成率\n甲区,2022Q1,1\n乙区,2022Q1,2\n丙区,2022Q1,3\n"
    data, found = read(tmp_path, {"district.csv": content}, known)
    assert codes(found) == ["D128", "D128"]
    assert data.tables["district"].columns["note"] == [None, None, None]
    # A header that looks like a slip of the pen is not passed over.
    assert (
        codes(read(tmp_path, {"district.csv": content.replace("完成率", "完成率,迟报次")}, known)[1]).count("D127") == 1
    )


@pytest.mark.parametrize(
    ("row", "code", "at"),
    [
        ("乙区,2022-Q1,88", "D131", "5:12"),
        ("乙区,2022-Q2,1,088,0", "D131", "5:18"),
        ("单位,周期,完成率,扣分", "D132", "5:1"),
        ("注：数据截至3月31日\n乙区,2022-Q2,88,0", "D304", "5:1"),
        ("合 计,2022-Q1,285.75,3\n乙区,2022-Q2,88,0", "D305", "5:1"),
    ],
)
def test_rows_that_are_no_data_are_refused(tmp_path: Path, row: str, code: str, at: str) -> None:
    _, found = read(tmp_path, {"district.csv": f"{HEADER}{BODY}{row}\n"})
    assert codes(found) == [code]
    assert str(found[0].place).endswith(f":{at}")


@pytest.mark.parametrize("row", ["合 计,2022-Q1,285.75,3", "全县平均,,95.25,1", "合计", "总计,,,,,"])
def test_a_last_row_of_totals_is_left_out_and_said(tmp_path: Path, row: str) -> None:
    data, found = read(tmp_path, {"district.csv": f"{HEADER}{BODY}{row}\n"})
    assert codes(found) == ["D152"] and str(found[0].place).endswith(":5:1")
    assert len(data.tables["district"].keys) == 3


@pytest.mark.parametrize(
    ("extra", "near"),
    [
        ("扣分数", "扣分"),
        ("完成率完", "完成率"),
        ("上年完成率", None),
        ("备注", None),
        ("序号", None),
        ("分数", None),
    ],
)
def test_a_column_that_is_not_used_and_headed_like_one_that_is_is_warned_of(
    tmp_path: Path, extra: str, near: str | None
) -> None:
    content = HEADER.strip() + f",{extra}\n" + BODY.replace("\n", ",5\n")
    _, found = read(tmp_path, {"district.csv": content})
    assert codes(found) == (["D158"] if near else [])
    if near:
        assert not found[0].is_error and str(found[0].place).endswith(":1:14")
        assert found[0].mend("zh").startswith(f"是不是 {near}？") and extra in found[0].message("en")


def test_a_misnamed_column_of_one_sheet_is_no_blank_where_another_sheet_has_it(tmp_path: Path) -> None:
    first, second, third = BODY.splitlines(keepends=True)
    files = {"district.csv": HEADER + first + second, "区季报.csv": HEADER.replace("扣分", "扣分数") + third}
    _, found = read(tmp_path, files)
    assert codes(found) == ["D159"] and str(found[0].place).endswith("区季报.csv:1:11")
    assert "把列名改为 扣分" in found[0].mend("zh")
    # A bureau that sends one input, with a column of its own, lacks nothing that another one sends.
    files = {
        "district.csv": "单位,周期,完成率\n" + BODY.replace(",1\n", "\n").replace(",0\n", "\n").replace(",2\n", "\n")
    }
    files["区季报.csv"] = "单位,周期,扣分,扣分数\n甲区,2022Q1,1,1\n乙区,2022Q1,0,1\n丙区,2022Q1,2,1\n"
    assert codes(read(tmp_path, files)[1]) == ["D158"]


def test_a_row_that_is_missing_is_looked_for_in_the_file_of_its_column(tmp_path: Path) -> None:
    files = {"district.csv": "单位,周期,完成率\n甲区,2022Q1,1\n乙区,2022Q1,2\n丙区,2022Q1,3\n"}
    files["区季报.csv"] = "单位,周期,扣分\n甲区,2022Q1,1\n乙区,2022Q1,0\n"
    _, found = read(tmp_path, files)
    assert codes(found) == ["D315"] and "区季报.csv 缺 1 行：2022Q1 丙区" in found[0].message("zh")
    assert str(found[0].place).endswith("区季报.csv:1:1")


def test_titles_may_name_who_fills_it_in_and_when(tmp_path: Path) -> None:
    titles = [
        "2022年一季度数据",
        "填报单位：,甲区,填报日期：,2023-01-10",
        "完成率,统计局,,2023年1月10日",
        "联系电话：,13800000000",
    ]
    above = "".join(f"{title}\n" for title in titles)
    data, found = read(tmp_path, {"district.csv": above + HEADER + BODY.replace("2022-Q1", "一季度")})
    assert codes(found) == ["D121"] * 4 + ["D333"] and len(data.tables["district"].keys) == 3
    assert "2022 年" in found[-1].message("zh")  # not the year in which it was filled in
    _, found = read(tmp_path, {"district.csv": "完成率,95.5\n" + HEADER + BODY})
    assert codes(found)[:2] == ["D125", "D126"]


@pytest.mark.parametrize("title", ["填报日期：2023年1月10日", "2023年1月10日", "制表时间： 2023年1月"])
def test_the_day_of_filling_in_names_no_year(tmp_path: Path, title: str) -> None:
    _, found = read(tmp_path, {"district.csv": f"{title},,,\n{HEADER}{BODY.replace('2022-Q1', '一季度')}"})
    assert codes(found) == ["D121", "D322", "D322", "D322"] and "标题" in found[1].mend("zh")


@pytest.mark.parametrize(
    "rows",
    [
        ["单位,周期,指标,", ",,完成率,扣分"],
        ["单位,周期,指标,扣分", ",,完成率（%）"],
        ["周期,单位,指标,指标,备注", ",,完成率,扣分,"],
    ],
)
def test_a_header_of_two_rows_without_merged_cells_is_read_by_the_lower_one(tmp_path: Path, rows: list[str]) -> None:
    body = BODY
    if rows[0].startswith("周期"):
        lines = (line.split(",") for line in BODY.splitlines())
        body = "".join(f"{period},{unit},{rate},{cut},x\n" for unit, period, rate, cut in lines)
    data, found = read(tmp_path, {"district.csv": "\n".join(rows) + "\n" + body})
    assert codes(found) == ["D137"] and len(data.tables["district"].keys) == 3
    assert data.tables["district"].columns["rate"].numerators == [9550, 8800, 10225]  # type: ignore[union-attr]


@pytest.mark.parametrize("second", [",,12,3", ",,完成率,3", ",,甲,乙", "甲区,,完成率,扣分"])
def test_a_row_without_unit_and_period_that_may_be_data_is_no_header(tmp_path: Path, second: str) -> None:
    _, found = read(tmp_path, {"district.csv": f"{HEADER}{second}\n{BODY}"})
    assert codes(found)[0] in ("D303", "D320") and "D137" not in codes(found)
