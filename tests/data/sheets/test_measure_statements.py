"""A measure that is stated anywhere near figures is compared with the one that the policy declares."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.diagnostics import Diagnostic

from tests.data.books import Cell, sheet, write
from tests.data.policies import codes, column, read, table
from tests.data.xlsx.test_workbook import places, taken

COLUMNS = (
    column("x", "投资额", of="万元"),
    column("y", "增长率", of="%"),
    column("n", "企业数", of="家"),
    column("output", "产值", of="亿元"),
)
KNOWN = table("t", "季报", *COLUMNS)
ONE = table("t", "季报", COLUMNS[0])
UNITS = ("甲区", "乙区", "丙区")
BODY = "".join(f"{unit},2024Q1,{value}\n" for unit, value in zip(UNITS, (12000, 9000, 1500), strict=True))


def of_header(folder: Path, header: str, known: object = ONE) -> tuple[list[Fraction], list[Diagnostic]]:
    quoted = header.replace(",", "，")
    data, found = read(folder, {"季报.csv": f"单位,期间,{quoted}\n{BODY}"}, known)  # type: ignore[arg-type]
    numbers = data.tables["t"].columns["x"]
    return [Fraction(n or 0, numbers.denominator) for n in numbers.numerators], found  # type: ignore[union-attr]


SHAPES = (
    "投资额（{}）",
    "投资额【{}】",
    "投资额[{}]",
    "投资额-{}",
    "投资额 {}",
    "投资额：{}",
    "投资额:{}",
    "投资额/{}",
    "投资额_{}",
    "投资额{}",
    "{}投资额",
    "投资额（单位：{}）",
    "投资额（单位{}）",
    "投资额（计量单位：{}）",
    "投资额，{}",
    "投资额〔{}〕",
    "投资额 ({})",
    "投资额、{}",
    "（{}）投资额",
    "投资额 （ {} ）",
    "投资额\u3000（{}）",
)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_header_in_another_measure_is_refused_with_both(tmp_path: Path, shape: str) -> None:
    for word in ("亿元", "元"):
        _, found = of_header(tmp_path, shape.format(word))
        assert codes(found) == ["D129"]
        assert word in found[0].message("zh") and "万元" in found[0].message("zh")
        assert found[0].mend("zh") == "请把这一列换算为 万元，列名改为 投资额（万元）"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_header_in_the_declared_measure_is_read_silently(tmp_path: Path, shape: str) -> None:
    assert of_header(tmp_path, shape.format("万元")) == ([120_000_000, 90_000_000, 15_000_000], [])


@pytest.mark.parametrize(
    "header",
    [
        "投资额（亿）",
        "投资额（万美元）",
        "投资额（人民币亿元）",
        "投资额（千元）",
        "投资额（十万元）",
        "投资额（%）",
        "投资额（家）",
        "投资额（亿元、含税）",
        "投资额（含税）（亿元）",
        "投资额（亿元）（2024年价）",
        "投资额（万元）（亿元）",
        "投资额（亩）",
    ],
)
def test_other_words_for_other_measures(tmp_path: Path, header: str) -> None:
    assert codes(of_header(tmp_path, header)[1]) == ["D129"]


@pytest.mark.parametrize("header", ["投资额（万）", "投资额（人民币万元）", "投资额（RMB万元）"])
def test_other_words_for_the_declared_measure(tmp_path: Path, header: str) -> None:
    assert of_header(tmp_path, header)[1] == []


@pytest.mark.parametrize(
    ("header", "mend"),
    [
        ("投资额（万元、含税）", "把“投资额(万元、含税)”列改名为 投资额（万元）"),
        ("投资总额（亿元）", "先把这一列由 亿元 换算为 万元，再把“投资总额(亿元)”列改名为 投资额（万元）"),
        ("投资总额（万元）", "把“投资总额(万元)”列改名为 投资额（万元）"),
        ("投资总额", "把“投资总额”列改名为 投资额"),
    ],
)
def test_the_mend_of_a_header_that_does_not_match_keeps_the_measure(tmp_path: Path, header: str, mend: str) -> None:
    _, found = of_header(tmp_path, header)
    assert codes(found) == ["D127"] and mend in found[0].mend("zh")


def test_a_name_within_a_longer_word_is_no_column(tmp_path: Path) -> None:
    known = table("t", "季报", COLUMNS[0], column("project", "项目", of="个"))
    _, found = read(tmp_path, {"季报.csv": f"单位,期间,投资额,项目名\n{BODY.replace('00', '00,3')}"}, known)
    assert codes(found) == ["D127"]


def of_title(folder: Path, title: str, note: str = "") -> list[Diagnostic]:
    rows = "".join(f"{unit},2024Q1,1.2,12.5,3,5\n" for unit in UNITS)
    text = f"{title},,,,,\n单位,期间,投资额,增长率,企业数,产值（亿元）\n{rows}{note},,,,,\n"
    return [each for each in read(folder, {"季报.csv": text}, KNOWN)[1] if each.is_error]


STATED = [
    "乡镇投资季报（亿元）",
    "单位：亿元",
    "（单位：亿元）",
    "计量单位 亿元",
    "金额单位：元",
    "投资额单位为亿元",
    "【亿元】",
    "投资额的计量单位为亿元",
    "亿元",
    "单位：亿元、%",
    "以亿元为单位",
    "单位为：元",
    "本表金额单位均为亿元",
    "单位:亿",
    "（单位：万美元）",
    "单 位：亿元",
    "计 量 单 位：亿 元",
    "单位“亿元”",
    "单位：“亿元”",
    "单位＝亿元",
    "单位-亿元",
    "单位∶亿元",
    "单位﹕亿元",
    "单位：亿圆",
    "单位：億元",
    "金额：亿元",
    "金额以亿元计",
    "以上金额均为亿元",
    "表中数据均为亿元",
    "按亿元口径填报",
]


@pytest.mark.parametrize("text", STATED)
def test_a_title_or_a_note_in_another_measure_is_refused(tmp_path: Path, text: str) -> None:
    for found in (of_title(tmp_path, text), of_title(tmp_path, "投资季报", f"注：{text}")):
        if found or text.startswith(("单", "投资额", "本表", "以", "计", "金额", "表中", "按")):
            assert codes(found) == ["D146"] and "投资额" in found[0].message("zh")
    assert codes(of_title(tmp_path, text)) == ["D146"]


@pytest.mark.parametrize(
    "text",
    [
        "乡镇投资季报（万元）",
        "单位：万元",
        "单位：万元、亿元、%、家",
        "单位：县商务局（盖章）",
        "产值单位：亿元",
        "（%）",
        "乡镇季报（一）",
        "单位：家",
        "面积单位：亩",
        "填报单位：县统计局",
        "单位负责人：",
        "2024年一季度（快报）",
        "万元、%",
        "增长率单位：%",
        "注：1亿元以上项目另报",
        "产值亿元以上企业情况",
        "单 位：万元",
        "金额以万元计",
        "以上均为快报数",
        "按季度统计",
        "单位-县统计局",
    ],
)
def test_a_title_that_agrees_or_speaks_of_something_else_is_silent(tmp_path: Path, text: str) -> None:
    assert of_title(tmp_path, text) == [] and of_title(tmp_path, "投资季报", f"注：{text}") == []


def test_the_title_to_convert_by_is_not_told_to_be_deleted(tmp_path: Path) -> None:
    text = f"投资季报（亿元）\n制表日期：2024年4月2日\n单位,期间,投资额\n{BODY}"
    _, found = read(tmp_path, {"季报.csv": text}, ONE)
    assert codes(found) == ["D146", "D121"] and "2024年4月2日" in found[1].message("zh")


def test_the_name_of_a_file_or_a_sheet_states_a_measure_too(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"季报（亿元）.csv": f"单位,期间,投资额\n{BODY}"}, ONE)
    assert codes([each for each in found if each.is_error]) == ["D146"]
    rows: list[list[Cell]] = [["单位", "期间", "投资额"], *([unit, "2024Q1", 1] for unit in UNITS)]
    _, found = taken(write(tmp_path / "季报.xlsx", {"季报（亿元）": sheet(rows)}), ONE)
    assert codes([each for each in found if each.is_error]) == ["D146"]


def in_column(folder: Path, header: str, *rows: str) -> list[Diagnostic]:
    text = "\n".join([header, *(f"{unit},2024Q1,{row}" for unit, row in zip(UNITS, rows, strict=True))])
    return read(folder, {"季报.csv": text + "\n"}, ONE)[1]


@pytest.mark.parametrize("header", ["计量单位", "金额单位", "投资额单位", "单位", "投资额计量单位"])
def test_a_column_of_measures_is_compared_row_by_row(tmp_path: Path, header: str) -> None:
    first = "区" if header == "单位" else "单位"
    found = in_column(tmp_path, f"{first},期间,投资额,{header}", "1.2,亿元", "12000,万元", "1.5,亿元")
    assert codes(found) == ["D181"] and "2 行" in found[0].message("zh") and "2:15、4:15" in found[0].message("zh")
    assert "换算为 万元" in found[0].mend("zh")
    agreed = in_column(tmp_path, f"{first},期间,{header},投资额", *["万元,12000"] * 3)
    assert agreed == []


def test_measures_of_several_columns_stand_behind_theirs(tmp_path: Path) -> None:
    rows = "".join(f"{unit},2024Q1,1.2,亿元,3,亿元\n" for unit in UNITS)
    known = table("t", "季报", COLUMNS[0], COLUMNS[3])
    _, found = read(tmp_path, {"季报.csv": f"单位,期间,投资额,单位,产值,单位\n{rows}"}, known)
    assert codes(found) == ["D181"] and "“投资额”" in found[0].message("zh")


def test_another_kind_of_measure_is_a_conflict_where_one_column_alone_is_meant(tmp_path: Path) -> None:
    assert codes(in_column(tmp_path, "单位,期间,计量单位,投资额", *["个,12"] * 3)) == ["D181"]


def under_header(folder: Path, merged: bool, *measures: Cell) -> list[Diagnostic]:
    head: list[Cell] = ["单位", "期间", "投资额", "增长率", "企业数", "产值"]
    rows: list[list[Cell]] = [head, [None, None, *measures], *([unit, "2024Q1", 12000, 12.5, 3, 5] for unit in UNITS)]
    areas = ["A1:A2", "B1:B2"] if merged else []
    return taken(write(folder / "季报.xlsx", {"季报": sheet(rows, areas)}), KNOWN)[1]


@pytest.mark.parametrize("merged", [True, False])
def test_a_row_of_measures_under_the_header(tmp_path: Path, merged: bool) -> None:
    assert under_header(tmp_path, merged, "万元", "%", "家", "亿元") == []
    assert under_header(tmp_path, merged, "（万元）", "％", "户", None) == []
    found = under_header(tmp_path, merged, "亿元", "%", "家", "万元")
    assert codes(found) == ["D129", "D129"] and places(found) == ["季报!C1", "季报!F1"]


@pytest.mark.parametrize("first", ["", "计量单位", "—"])
def test_a_row_of_measures_in_a_text_file(tmp_path: Path, first: str) -> None:
    for word, expected in (("万元", []), ("亿元", ["D129"])):
        text = f"单位,期间,投资额\n{first},,{word}\n{BODY}"
        values, found = read(tmp_path, {"季报.csv": text}, ONE)
        assert codes(found) == expected
        assert expected or len(values.tables["t"].keys) == 3


def test_a_measure_over_a_group_of_columns(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["单位", "期间", "规模（万元）", None, "投资（亿元）", None],
        [None, None, "企业数", "产值", "投资额", "增长率"],
        *([unit, "2024Q1", 3, 5, 12000, 12.5] for unit in UNITS),
    ]
    path = write(tmp_path / "季报.xlsx", {"季报": sheet(rows, ["A1:A2", "B1:B2", "C1:D1", "E1:F1"])})
    _, found = taken(path, KNOWN)
    said = [each.message("zh") for each in found if each.is_error]
    assert len(said) == 2 and "（亿元）”，而“投资额”" in said[1] and "（万元）”，而“产值”" in said[0]


def test_what_one_sentence_says_of_several_columns_is_told_once(tmp_path: Path) -> None:
    known = table("t", "季报", COLUMNS[0], column("tax", "税收", of="万元"), COLUMNS[1])
    rows = "".join(f"{unit},2024Q1,1.2,0.3,12.5\n" for unit in UNITS)
    _, found = read(tmp_path, {"季报.csv": f"单位：亿元,,,,\n单位,期间,投资额,税收,增长率\n{rows}"}, known)
    assert codes(found) == ["D146"] and "“投资额、税收”规定用 万元" in found[0].message("zh")


@pytest.mark.parametrize(("gap", "told"), [("亿 元", ["D129"]), ("万　元", []), ("万 元", [])])
def test_a_measure_may_be_spread_over_its_line(tmp_path: Path, gap: str, told: list[str]) -> None:
    assert codes(of_header(tmp_path, f"投资额（{gap}）")[1]) == told
    assert codes(of_title(tmp_path, f"单位：{gap}")) == ["D146"] * len(told)


GUIDE = {"季报": sheet([["单位", "期间", "产值"], *([unit, "2024Q1", 12.5] for unit in UNITS)])}
OUTPUT = table("t", "季报", COLUMNS[3])


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([["填表说明"], ["单位：万元"]], ["D146"]),
        ([["金额以万元为单位"]], ["D146"]),
        ([["产值单位：万元"]], ["D146"]),
        ([["单位：亿元"]], []),
        ([["投资额单位：万元"]], []),  # of another table
        ([["指标", "单位"], ["投资额", "万元"], ["贷款", "单位：万元"]], []),
        ([["填报单位：县统计局", "单位：万元"]], ["D146"]),
        ([["单位：万元"], ["单位：亿元"]], []),  # which of them holds here
        ([["某镇", "12", "34"], ["单位：万元"]], []),  # a table of its own
    ],
)
def test_a_guide_in_the_workbook_states_the_measure(tmp_path: Path, said: list[list[Cell]], told: list[str]) -> None:
    write(tmp_path / "季报.xlsx", {**GUIDE, "说明": sheet(said)})
    found = [each for each in read(tmp_path, {}, OUTPUT)[1] if each.code != "D144"]
    assert codes(found) == told and (not told or "[说明!" in str(found[0].place))


@pytest.mark.parametrize("text", ["各区发展速度", "上年=100", "以上年同期为100"])
def test_what_is_said_of_an_index_beside_growth(tmp_path: Path, text: str) -> None:
    body = "甲区,2024Q1,8.5\n乙区,2024Q1,-2\n丙区,2024Q1,9\n"
    growth = table("t", "季报", COLUMNS[1])
    _, found = read(tmp_path, {"季报.csv": f"{text}\n单位,期间,增长率\n{body}"}, growth)
    assert codes(found)[0] == "D246" and not found[0].is_error and str(found[0].place).endswith("季报.csv:1:1")
    rate = table("t", "季报", column("y", "完成率", of="%"))
    _, found = read(tmp_path, {"季报.csv": f"{text}\n单位,期间,完成率\n{body}"}, rate)
    assert "D246" not in codes(found)


@pytest.mark.parametrize(
    ("named", "header", "mend"),
    [
        ("增长速度", "发展速度", "减去 100"),
        ("增长率", "增长率（发展速度）", "减去 100"),
        ("发展速度", "增长率", "加上 100"),
    ],
)
def test_an_index_is_not_growth_by_another_name(tmp_path: Path, named: str, header: str, mend: str) -> None:
    text = f"单位,期间,{header}\n甲区,2024Q1,108.5\n乙区,2024Q1,97\n丙区,2024Q1,109\n"
    _, found = read(tmp_path, {"季报.csv": text}, table("t", "季报", column("y", named, of="%")))
    (missing,) = (each for each in found if each.code == "D127")
    assert mend in missing.mend("zh") and missing.is_error
