"""Cells by the type of their column, and columns as a whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from kaohe.data.tables.dataset import Numbers

from tests.data.policies import BODY, DISTRICT, HEADER, PROJECT, codes, column, of_rows, read, table


def one(value: object, **more: Any) -> tuple[Any, list[str]]:
    """What a column makes of one value; another column of its table is filled in."""
    known = table("t", "表", column("x", "某项", **more), column("name", "名称", "text"), records=True)
    data, found = of_rows({"t": [{"unit": "甲区", "period": "2022Q1", "x": value, "name": "一"}]}, known)
    return data.tables["t"].columns["x"], codes(found)


@pytest.mark.parametrize(
    ("value", "of", "expected"),
    [
        ("12.5", "%", Fraction(1, 8)),
        ("12.5%", "%", Fraction(1, 8)),
        (Decimal("12.5"), "%", Fraction(1, 8)),
        (Fraction(25, 2), "%", Fraction(1, 8)),
        ("1.5", "亿元", Fraction(150_000_000)),
        (3, "亩", Fraction(2000)),
        ("1", "亩", Fraction(2000, 3)),
        (Fraction(1, 3), "", Fraction(1, 3)),
        (Decimal("1E+2"), "", Fraction(100)),
    ],
)
def test_numbers_are_kept_in_base_measure(value: object, of: str, expected: Fraction) -> None:
    numbers, found = one(value, of=of)
    assert found == []
    assert Fraction(numbers.numerators[0], numbers.denominator) == expected


@pytest.mark.parametrize(
    ("value", "more", "code"),
    [
        ("", {}, "D201"),
        (None, {}, "D201"),
        ("\u3000", {}, "D201"),
        ("12.5%", {}, "D212"),
        (0.1, {}, "D214"),
        (float("nan"), {}, "D214"),
        (True, {}, "D215"),
        (Decimal("NaN"), {}, "D215"),
        (Decimal("sNaN"), {}, "D215"),
        ([1], {}, "D215"),
        ("1.5", {"whole": True}, "D216"),
        ("-1", {"minimum": Fraction(0)}, "D217"),
        ("7", {"maximum": Fraction(6)}, "D218"),
        ("101", {"of": "%", "maximum": Fraction(1)}, "D218"),
        ("也许", {"type_": "truth"}, "D220"),
        (2, {"type_": "truth"}, "D215"),
        ("新", {"type_": "choice", "choices": {"new": "新建"}}, "D221"),
        ("x\u200b", {"type_": "text"}, "D208"),
        (1, {"type_": "text"}, "D215"),
    ],
)
def test_what_cannot_stand_in_a_cell_is_refused(value: object, more: dict[str, Any], code: str) -> None:
    assert one(value, **more)[1] == [code]


def test_only_a_blank_number_is_asked_for_as_a_zero(tmp_path: Path) -> None:
    known = table("project", "项目", *(replace(spec, default=None) for spec in PROJECT.columns.values()), records=True)
    rows = "甲区,2022Q1,,1,新建,是\n甲区,2022Q1,路,,新建,是\n甲区,2022Q1,路,1,,是\n甲区,2022Q1,路,1,新建,\n"
    _, found = read(tmp_path, {"project.csv": "单位,周期,项目名称,投资额,类别,已备案\n" + rows}, known)
    mends = {each.arguments["id"]: each.mend("zh") for each in found}
    assert codes(found) == ["D201"] * 4
    assert mends["investment"] == "请填写；是零的要写 0，空白不当作零"
    assert mends["name"] == mends["kind"] == "请填写" and mends["reported"] == "请填写；空白不当作“否”"


def test_a_bound_is_shown_in_the_measure_of_the_column(tmp_path: Path) -> None:
    known = table("district", "区季报", column("rate", "完成率", of="%", maximum=Fraction(1)), DISTRICT.columns["cut"])
    _, found = read(tmp_path, {"district.csv": HEADER + BODY}, known)
    assert codes(found) == ["D218"]
    assert "丙区 2022-Q1" in found[0].message("zh") and "102.25" in found[0].message("zh")
    assert "100%" in found[0].mend("en") and str(found[0].place).endswith(":4:12")


@pytest.mark.parametrize(
    "yes", ["1", "true", "TRUE", "yes", "是", "１", " 是 ", 1, True, "√", "✓", "✔", "☑", "Y", "y", "对"]
)
def test_yes(yes: object) -> None:
    assert one(yes, type_="truth") == ([True], [])


@pytest.mark.parametrize("no", ["0", "false", "No", "否", 0, False, "×", "✕", "✗", "✘", "╳", "N", "n", "错"])
def test_no(no: object) -> None:
    assert one(no, type_="truth") == ([False], [])


@pytest.mark.parametrize("word", ["new", "新建", " 新建\u3000"])
def test_a_choice_by_id_or_name(word: str) -> None:
    assert one(word, type_="choice", choices={"new": "新建", "continuing": "续建"}) == (["new"], [])


def test_a_blank_is_what_its_column_says() -> None:
    assert one("", optional=True) == (Numbers([None], 1), [])
    assert one("", default=Fraction(1, 3)) == (Numbers([1], 3), [])
    assert one("", type_="truth", default=False) == ([False], [])
    assert one("", type_="text", optional=True) == ([None], [])


def test_one_denominator_for_a_column_and_none_lost() -> None:
    rows = [{"unit": "甲区", "period": "2022Q1", "x": x} for x in ("1", "0.25", None, Fraction(1, 3))]
    data, _ = of_rows({"t": rows}, table("t", "表", column("x", "某项", optional=True), records=True))
    assert data.tables["t"].columns["x"] == Numbers([300, 75, None, 100], 300)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("95.5%", "0.88", "102.25"), ["D213"]),
        (("95.5%", "0", "102.25%"), []),
        (("95.5", "88", "102.25"), []),
        (("0.955", "0.88", "1"), ["D219"]),
        (("1", "1", "0"), []),
    ],
)
def test_percent_and_fraction_are_never_mixed(tmp_path: Path, cells: tuple[str, ...], expected: list[str]) -> None:
    lines = [f"{unit},2022Q1,{cell},0\n" for unit, cell in zip(("甲区", "乙区", "丙区"), cells, strict=True)]
    assert codes(read(tmp_path, {"district.csv": HEADER + "".join(lines)})[1]) == expected


def test_one_and_true_and_1_point_0_are_three_things() -> None:
    rows = [{"unit": "甲区", "period": "2022Q1", "x": x} for x in (1, True, 1.0, Decimal(1), "1")]
    _, found = of_rows({"t": rows}, table("t", "表", column("x", "某项"), records=True))
    assert codes(found) == ["D215", "D214"]


def test_a_fault_of_every_row_is_told_once_with_a_count(tmp_path: Path) -> None:
    header = "单位,周期,项目名称,投资额,类别,已备案\n"
    _, found = read(
        tmp_path, {"project.csv": header + "".join(f"甲区,2022Q1,{n},—,new,是\n" for n in range(50))}, PROJECT
    )
    assert codes(found) == ["D202"]
    assert "甲区 2022Q1 等 50 格（2:13、3:13、" in found[0].message("zh") and "50 cells" in found[0].message("en")
    _, found = read(
        tmp_path, {"project.csv": header + "".join(f"甲区,2022Q1,{n},—,new,是\n" for n in range(3))}, PROJECT
    )
    assert codes(found) == ["D202"] * 3
    lines = "".join(f"甲区,2022Q1,甲,约{number},new,是\n" for number in range(50))
    _, found = read(tmp_path, {"project.csv": header + lines}, PROJECT)
    assert codes(found) == ["D206"] * 50
