"""Workbooks as data: what is read as it shows, what is said of it, and what is refused at its cell."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.data.read_data import ReadOptions, read_data
from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.policy.model import Table

from tests.data.books import Cell, Xml, formula, number, sheet, write
from tests.data.policies import DISTRICT, HEADER, PROJECT, codes, column, policy, read, table

HEAD: list[Cell] = ["单位", "周期", "完成率", "扣分"]
ROWS: list[list[Cell]] = [["甲区", "2022Q1", 95.5, 1], ["乙区", "2022Q1", 88, 0], ["丙区", "2022Q1", 102.25, 2]]


def taken(path: Path, *tables: Table, include_hidden: bool = False) -> tuple[Dataset, list[Diagnostic]]:
    """The dataset of a workbook or folder, and its findings, each of which can be said."""
    findings = Findings()
    known = policy(*(tables or (DISTRICT,)))
    data = read_data(known, path, known.tables, findings, ReadOptions(include_hidden))
    for found in findings.all:
        assert all(found.message(language) and found.mend(language) for language in ("zh", "en"))
    return data, findings.all


def rates(data: Dataset) -> list[Fraction | None]:
    """The column 完成率 in percent."""
    values = data.tables["district"].columns["rate"]
    assert isinstance(values, Numbers)
    return [None if n is None else Fraction(100 * n, values.denominator) for n in values.numerators]


def with_rates(*cells: Cell) -> list[list[Cell]]:
    return [HEAD, *([row[0], row[1], cell, row[3]] for row, cell in zip(ROWS, cells, strict=True))]


def places(found: Sequence[Diagnostic]) -> list[str]:
    return [f"{each.place.sheet}!{each.place.cell}" for each in found if each.place is not None]


def test_a_sheet_is_a_table_by_either_name_and_reads_as_csv_does(tmp_path: Path) -> None:
    plain, _ = read(tmp_path, {"district.csv": HEADER + "甲区,2022Q1,95.5,1\n乙区,2022Q1,88,0\n丙区,2022Q1,102.25,2\n"})
    for name in ("district", "区季报", " 区季报 "):
        data, found = taken(write(tmp_path / "book.xlsx", {name: sheet([HEAD, *ROWS])}))
        assert found == [] and data.digest == plain.digest


@pytest.mark.parametrize(
    ("cells", "expected", "code"),
    [
        ((number(0.125, 1), number("0.14000000000000001", 1), number(1, 1)), ["25/2", "14", "100"], "D231"),
        (("95.5", "８８", "102.25"), ["191/2", "88", "409/4"], "D232 D234"),
        (("12.5%", "88％", "1,234%"), ["25/2", "88", "1234"], "D232 D234 D235"),
        ((formula("80+8", 88), formula("1/3*3", "0.99999999999999989"), 1), ["88", None, "1"], "D230 D233"),
        ((number("12.550000000000001"), number("1E+2"), number("5e-1")), ["251/20", "100", "1/2"], ""),
    ],
)
def test_numbers_are_read_as_they_show_and_it_is_said(
    tmp_path: Path, cells: tuple[Cell, ...], expected: list[str | None], code: str
) -> None:
    data, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet(with_rates(*cells))}))
    assert codes(found) == code.split()
    for rate, wanted in zip(rates(data), expected, strict=True):
        assert wanted is None or rate == Fraction(wanted)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("—", "D202"), ("/", "D202"), ("无", "D202"), ("N/A", "D202"), (Xml(' t="e"><v>#DIV/0!</v>'), "D203"),
        (formula("1/0", "#DIV/0!", "e"), "D203"), (formula("80+8"), "D222"), (formula("[1]表!A1", 88), "D223"),
        (formula("NOW()", 88), "D223"), (formula("cmd|'/C calc'!A0", 88), "D223"),
        (formula('8&"8"', 88, "str"), "D224"),
        (Xml(' t="b"><v>1</v>'), "D225"), (number("8x8"), "D226"), (number(1234567, 4), "D227"),
        (number(44651, 2), "D207"), (number(0.52, 5), "D207"), (Xml(' t="d"><v>2022-03-31T00:00:00</v>'), "D207"),
        (None, "D201"), (Xml(' t="inlineStr"><is/>'), "D201"), (number(0.955, 1), "D213"),
    ],
)  # fmt: skip
def test_what_is_no_certain_number_is_refused_at_its_cell(tmp_path: Path, cell: Cell, code: str) -> None:
    rows = with_rates(95.5, cell, 102.25)
    _, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet(rows)}))
    errors = [each for each in found if each.is_error]
    assert codes(errors) == [code]
    assert places(errors) == ["区季报!C3"]


@pytest.mark.parametrize("text", ["表1[完成率]", "SUM(A1:B2)", '"[1]x!"&A1', "VLOOKUP(A1,数据!A:B,2,0)", "NOWHERE+1"])
def test_formulas_that_rest_on_their_own_workbook_are_read(tmp_path: Path, text: str) -> None:
    rows = with_rates(95.5, formula(text, 88), 102.25)
    _, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet(rows)}))
    assert codes(found) == ["D230"] and places(found) == ["区季报!C3"]


def test_an_error_or_a_merged_cell_is_no_text_either(tmp_path: Path) -> None:
    head: list[Cell] = ["单位", "期间", "项目名称", "投资额", "类别", "已备案"]
    error = Xml(' t="e"><v>#REF!</v>')
    rows: list[list[Cell]] = [head, ["甲区", "2022Q1", error, 1, "新建", "是"], ["乙区", "2022Q1", "路", 2, "续建"]]
    district = sheet([HEAD, *ROWS])
    path = write(tmp_path / "b.xlsx", {"项目": sheet(rows, ["F2:F3"]), "区季报": district})
    _, found = taken(path, DISTRICT, PROJECT)
    assert codes(found) == ["D203", "D228"] and places(found) == ["项目!C2", "项目!F3"]


def test_titles_blank_rows_merged_units_and_totals_are_read_and_said(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["2022年考核数据"], ["填报单位：县统计局", None, None, "盖章："], [], HEAD,
        ["甲区", "一季度", 95.5, 1], [None, "Q2", 96, 1], [], ["乙区", "第一季度", 88, 0], [None, "Q2", 89, 0],
        ["丙区", "1季度", 102.25, 2], [None, "二季度", 103, 2], ["合计", None, 573.75, 6],
    ]  # fmt: skip
    data, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet(rows, ["A1:D1", "A5:A6", "A8:A9", "A10:A11"])}))
    assert codes(found) == ["D152", "D121", "D121", "D138", "D333", "D332"]
    assert "第 7 行" in found[3].message("zh") and found[3].is_note
    assert [str(key[1]) for key in data.tables["district"].keys] == ["2022Q1"] * 3 + ["2022Q2"] * 3


@pytest.mark.parametrize("title", ["2022—2025年考核数据", "考核数据", "2022年和2023年数据"])
def test_a_quarter_without_one_certain_year_is_refused(tmp_path: Path, title: str) -> None:
    rows = [[title], HEAD, *([row[0], "一季度", *row[2:]] for row in ROWS)]
    _, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet(rows)}))
    assert codes(found) == ["D121", "D322", "D322", "D322"]


@pytest.mark.parametrize("name", ["2022年区报", "区2022Q1报"])
def test_the_year_may_stand_in_the_name_of_the_file(tmp_path: Path, name: str) -> None:
    rows = [HEAD, *([row[0], "一季度", *row[2:]] for row in ROWS)]
    _, found = taken(write(tmp_path / f"{name}.xlsx", {"区季报": sheet(rows)}))
    assert codes(found) == ["D333"]


def test_a_date_is_the_period_that_it_ends_and_no_other(tmp_path: Path) -> None:
    rows = [HEAD, *([row[0], number(44651, 2), *row[2:]] for row in ROWS)]
    data, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet(rows)}))
    assert codes(found) == ["D334"] and str(data.periods["district"][0]) == "2022Q1"
    rows[2][1] = number(44593, 2)  # 2022-02-01, which may have been 2022-2
    _, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet(rows)}))
    assert codes(found) == ["D335", "D334"]


def test_a_header_of_two_rows_is_read_by_the_lower_one(tmp_path: Path) -> None:
    rows = [["单位", "周期", "指标", None], [None, None, "完成率", "扣分"], *ROWS]
    data, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet(rows, ["A1:A2", "B1:B2", "C1:D1"])}))
    assert codes(found) == ["D137"] and rates(data)[1] == 88


def test_a_measure_above_the_table_has_to_be_the_declared_one(tmp_path: Path) -> None:
    money = table("money", "投资", column("invested", "投资额", of="亿元"))
    rows: list[list[Cell]] = [["单位：万元"], ["单位", "周期", "投资额"], *([row[0], row[1], 3] for row in ROWS)]
    _, found = taken(write(tmp_path / "b.xlsx", {"投资": sheet(rows)}), money)
    assert codes(found) == ["D146"] and places(found) == ["投资!A1"]
    for good in ("单位：亿元、%", "单位：户"):
        rows[0] = [good]
        assert codes(taken(write(tmp_path / "b.xlsx", {"投资": sheet(rows)}), money)[1]) == ["D121"]


@pytest.mark.parametrize(
    ("parts", "hidden", "refused", "included"),
    [
        ({"区季报": sheet([HEAD, *ROWS], hidden_rows=[3])}, [], "D148", "D149"),
        (
            {"区季报": sheet([HEAD, *ROWS], columns='<cols><col min="3" max="3" hidden="1"/></cols>')},
            [],
            "D150",
            "D151",
        ),
        ({"区季报": sheet([HEAD, *ROWS]), "说明": sheet([["说明"]])}, ["区季报"], "D145", "D155"),
    ],
)
def test_what_is_hidden_is_refused_unless_it_is_to_be_included(
    tmp_path: Path, parts: dict[str, str], hidden: list[str], refused: str, included: str
) -> None:
    path = write(tmp_path / "b.xlsx", parts, hidden)
    _, found = taken(path)
    assert codes(found) == [refused] and found[0].is_error
    data, found = taken(path, include_hidden=True)
    assert codes(found) == [included] and rates(data) == [Fraction("95.5"), 88, Fraction("102.25")]


def test_a_value_beside_the_table_is_refused(tmp_path: Path) -> None:
    _, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet([HEAD, ROWS[0], [*ROWS[1], 5], ROWS[2]])}))
    assert codes(found) == ["D130"] and places(found) == ["区季报!E3"]


def test_a_sheet_like_a_table_under_another_name_is_refused_and_a_guide_is_not(tmp_path: Path) -> None:
    book = {"填报说明": sheet([["一、怎样填"]]), "区季报": sheet([HEAD, *ROWS]), "二季度": sheet([HEAD, *ROWS])}
    _, found = taken(write(tmp_path / "b.xlsx", book))
    assert codes(found) == ["D156"] and places(found) == ["二季度!A1"]
    del book["二季度"]
    assert taken(write(tmp_path / "b.xlsx", book))[1] == []


def test_a_workbook_named_after_its_table_may_have_one_sheet_of_any_name(tmp_path: Path) -> None:
    path = write(tmp_path / "区季报.xlsx", {"Sheet1": sheet([HEAD, *ROWS]), "Sheet2": sheet([])})
    data, found = taken(path)
    assert codes(found) == ["D147"] and len(data.tables["district"].keys) == 3


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"xl/worksheets/s1.xml": "<worksheet><sheetData>"}, "D141"),
        ({"xl/worksheets/s1.xml": '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'}, "D142"),
        ({"xl/worksheets/s1.xml": sheet([HEAD, *ROWS]).replace('r="C2"', 'r="XFE2"')}, "D141"),
        ({"xl/worksheets/s1.xml": sheet([HEAD, [Xml(' t="s"><v>7</v>')]])}, "D141"),
        ({"xl/workbook.xml": "<workbook/>"}, "D140"),
        ({"_rels/.rels": "<Relationships/>"}, "D140"),
    ],
)
def test_a_damaged_workbook_is_refused_once(tmp_path: Path, more: dict[str, str], code: str) -> None:
    path = write(tmp_path / "b.xlsx", {"区季报": sheet([HEAD, *ROWS])}, more=more)
    assert codes(taken(path)[1]) == [code]


def test_a_part_larger_than_the_limit_is_not_unpacked(tmp_path: Path) -> None:
    bomb = "<worksheet><sheetData>" + "<row/>" * 18_000_000 + "</sheetData></worksheet>"
    path = write(tmp_path / "b.xlsx", {"区季报": bomb})
    assert path.stat().st_size < 500_000 and codes(taken(path)[1]) == ["D143"]


TOKENS = [
    b'"', b"<", b">", b"&", b"1e999", b"-1", b'r="ZZZ9"', b' hidden="1"', b"99999999999", b"_xD800_", b"\x00", b"A1:A0",
    b"<row>", b"<c>", b"<v>5</v>", b't="s"', b's="77"', b"#REF!", b"",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_a_workbook_with_faults_in_its_parts_is_read_or_refused_and_never_raises(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    rows = [["2022年"], HEAD, [*ROWS[0][:2], formula("1+1", 95), 1], ["乙区", number(44651, 2), number(0.12, 1), "1,2"]]
    path = write(tmp_path / "b.xlsx", {"区季报": sheet(rows, ["A1:D1", "A3:A4"], [9]), "二": sheet([])})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(20):
        changed = dict(parts)
        for name in chance.choices(list(parts), k=2):
            text, at = changed[name], chance.randrange(len(changed[name]))
            changed[name] = text[:at] + chance.choice(TOKENS) + text[at + chance.choice([0, 1, 5, 20]) :]
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in changed.items():
                archive.writestr(name, content)
        taken(path)
