"""Figures that can hardly be meant are warned of and never changed; what happens in good and bad years is not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.diagnostics import Diagnostic
from kaohe.policy.model import UnitType
from kaohe.source_places import NOWHERE

from tests.data.policies import codes, column, members, of_rows, read, table

UNITS = ("甲区", "乙区", "丙区")
MONEY = column("x", "投资额", of="亿元")
YI = 10**8


def found_in(folder: Path, *periods: tuple[str, ...], spec: object = MONEY) -> list[Diagnostic]:
    """What is said of a column of three units, in as many quarters as there are tuples."""
    rows = [
        f"{unit},2024Q{quarter},{value}\n"
        for quarter, values in enumerate(periods, 1)
        for unit, value in zip(UNITS, values, strict=True)
        if value
    ]
    data, found = read(folder, {"季报.csv": "单位,期间,投资额\n" + "".join(rows)}, table("t", "季报", spec))  # type: ignore[arg-type]
    numbers = data.tables["t"].columns["x"]
    kept = [Fraction(n or 0, numbers.denominator) for n in numbers.numerators]  # type: ignore[union-attr]
    scale = spec.measure.scale  # type: ignore[attr-defined]
    assert kept == [Fraction(value) * scale for values in periods for value in values if value]
    return found


USUAL = column("x", "投资额", of="亿元", usual=(Fraction(0), Fraction(5 * YI)))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("1", "5", "0"), []),
        (("1", "5.01", "0"), ["D240"]),
        (("1", "-0.5", "0"), ["D240"]),
        (("1", "12000", "9"), ["D240"]),
    ],
)
def test_what_is_beyond_the_usual_is_told_and_counts(tmp_path: Path, values: tuple[str, ...], told: list[str]) -> None:
    assert codes(found_in(tmp_path, values, spec=USUAL)) == told


def test_the_bounds_and_the_figure_are_shown(tmp_path: Path) -> None:
    (found,) = found_in(tmp_path, ("1", "12000", "9"), spec=USUAL)
    assert "2 格" in found.message("zh") and "0..5亿元" in found.message("zh")
    assert "乙区 2024Q1 是 12000亿元" in found.message("zh") and str(found.place).endswith("季报.csv:3:11")


def test_one_bound_is_enough(tmp_path: Path) -> None:
    spec = column("x", "投资额", of="亿元", usual=(Fraction(YI), None))
    (found,) = found_in(tmp_path, ("1", "0.9", "9"), spec=spec)
    assert found.code == "D240" and "1..亿元" in found.message("zh")


@pytest.mark.parametrize(
    ("periods", "told", "cell"),
    [
        ([("12", "8", "5"), ("13", "900", "5")], ["D241"], "6:11"),  # 112.5 times as much
        ([("12", "8", "5"), ("13", "800", "5")], ["D241"], "6:11"),
        ([("12", "8", "5"), ("13", "799", "5")], [], ""),
        ([("12", "8", "5"), ("13", "0.08", "5")], ["D241"], "6:11"),
        ([("12", "8", "5"), ("13", "0", "5")], [], ""),
        ([("12", "0", "5"), ("13", "800", "5")], [], ""),
        ([("12", "-8", "5"), ("13", "-800", "5")], ["D241"], "6:11"),
        ([("12", "8", "5"), ("130000", "81000", "50000")], ["D241"], "5:11"),  # all of a quarter
        ([("12", "80000", "5"), ("13", "8", "5"), ("14", "8.5", "5")], ["D241"], "3:11"),  # the first is the slip
        ([("12", "8", "5"), ("13", "80000", "5"), ("14", "8.5", "5")], ["D241"], "6:11"),
        ([("12", "8", "5"), ("24", "17", "9"), ("36", "25", "14"), ("48", "33", "20")], [], ""),
    ],
)
def test_a_slip_of_a_hundred_against_other_periods(
    tmp_path: Path, periods: list[tuple[str, ...]], told: list[str], cell: str
) -> None:
    found = found_in(tmp_path, *periods)
    assert codes(found) == told and (not found or str(found[0].place).endswith(cell))


RATE = column("x", "投资额", of="%")


@pytest.mark.parametrize(
    ("periods", "told"),
    [
        ([("8.3", "0.05", "14.7"), ("9.1", "6.2", "12.8")], []),  # a rate near zero grows as it likes
        ([("8.3", "-0.1", "14.7"), ("9.1", "12.2", "12.8")], []),
        ([("8.3", "6.2", "14.7"), ("9.1", "680", "12.8")], ["D241"]),
        ([("95.5", "88", "102.25"), ("9550", "8900", "10200")], ["D241"]),
        ([("9550", "8800", "10225")], ["D243"]),
        ([("955", "88", "102.25")], []),
    ],
)
def test_percentages(tmp_path: Path, periods: list[tuple[str, ...]], told: list[str]) -> None:
    found = found_in(tmp_path, *periods, spec=RATE)
    assert [code for code in codes(found) if code != "D238"] == told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("1.2", "9000", "1.5"), []),  # units of one file differ as they like
        (("12000", "9000", "1500"), ["D243"]),  # whole numbers above a thousand 亿元
        (("2421.5", "1830.2", "1500"), []),
        (("13700.25", "21830.5", "14200"), ["D243"]),  # above ten thousand 亿元 with decimals, too
    ],
)
def test_a_column_by_itself(tmp_path: Path, values: tuple[str, ...], told: list[str]) -> None:
    assert codes(found_in(tmp_path, values)) == told


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (("1.2", "0.9"), "15000", ["D242"]),
        (("12000.5", "9000"), "1.5", ["D242"]),
        (("1.2", "0.9"), "120", ["D242"]),
        (("1.2", "0.9"), "119", []),
        (("1.2", "119"), "15000", ["D242"]),
        (("1.2", "9000"), "15000", []),
    ],
)
def test_a_file_in_another_measure_than_the_others(
    tmp_path: Path, first: tuple[str, str], second: str, told: list[str]
) -> None:
    head = "单位,期间,投资额\n"
    files = {
        "季报_一.csv": head + "".join(f"{unit},2024Q1,{value}\n" for unit, value in zip(UNITS, first, strict=False)),
        "季报_二.csv": f"{head}丙区,2024Q1,{second}\n",
    }
    _, found = read(tmp_path, files, table("t", "季报", MONEY))
    assert [code for code in codes(found) if code != "D164"] == told


def test_counts_may_differ_as_they_like(tmp_path: Path) -> None:
    assert found_in(tmp_path, ("1", "350", "420"), spec=column("x", "投资额", of="家")) == []


def test_a_whole_column_against_that_of_another_table() -> None:
    attracted, built = (
        table(id_, name, column("name", "项目名称", "text"), MONEY, records=True)
        for id_, name in (("a", "引进"), ("b", "建设"))
    )

    def rows(*values: str) -> list[dict[str, object]]:
        return [
            {"unit": "甲区", "period": "2024Q1", "name": f"项目{at}", "x": value} for at, value in enumerate(values)
        ]

    few = rows("1.62", "0.45", "2.3", "0.8")
    _, found = of_rows({"a": few, "b": rows("480.5", "110", "150", "900")}, attracted, built)
    assert codes(found) == ["D243"] and "引进" in found[0].message("zh") and "建设" in found[0].message("zh")
    _, found = of_rows({"a": few, "b": rows("48.5", "11", "15", "9")}, attracted, built)
    assert found == []


def test_of_one_figure_one_thing_is_told(tmp_path: Path) -> None:
    found = found_in(tmp_path, ("1", "2", "3"), ("1.1", "20000", "3"), spec=USUAL)
    assert codes(found) == ["D240"]


def test_a_record_is_known_in_other_periods_by_its_identity() -> None:
    project = table("p", "项目", column("name", "项目名称", "name"), MONEY, records=True, identity=("name",))

    def rows(*values: tuple[str, int, str]) -> list[dict[str, object]]:
        return [{"unit": "甲区", "period": f"2024Q{at}", "name": name, "x": value} for name, at, value in values]

    steady = rows(("桥", 1, "1.2"), ("路", 1, "300"), ("桥", 2, "1.2"), ("路", 2, "300"))
    assert of_rows({"p": steady}, project)[1] == []
    _, found = of_rows({"p": rows(("桥", 1, "1.2"), ("路", 1, "3"), ("桥", 2, "12000"), ("路", 2, "3"))}, project)
    assert codes(found) == ["D241"] and "12000亿元" in found[0].message("zh")


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("1.62 0.45 2.3", "0.000181 0.00004 0.00026", ["D241"]),
        ("1.62 0.45 2.3", "18100 4000 26000.5", ["D241"]),
        ("1.62 0.45 2.3", "18 400 26", []),
        ("1.62 0.45 2.3", "18100 4000", []),  # two say nothing
        ("1.62 0.45 2.3", "18100 4000 2", []),  # one project is as small as those before
    ],
)
def test_all_records_of_a_period_against_those_of_others(first: str, second: str, told: list[str]) -> None:
    project = table("p", "项目", column("name", "项目名称", "text"), MONEY, records=True)
    rows = [
        {"unit": "甲区", "period": f"2024Q{quarter}", "name": f"项目{quarter}{at}", "x": value}
        for quarter, values in ((1, first), (2, second))
        for at, value in enumerate(values.split())
    ]
    _, found = of_rows({"p": rows}, project)
    assert codes(found) == told and all("3 格" in each.message("zh") for each in found)


@pytest.mark.parametrize(
    ("measure", "values", "told"),
    [
        ("亿元", ("0.00012", "0.0009", "0.00015"), ["D243"]),
        ("亿元", ("0.00012", "0.001", "0.00015"), []),
        ("万元", ("0.012", "0.09", "0.03"), ["D243"]),
        ("万元", ("0.12", "0.09", "0.03"), []),
        ("元", ("0.012", "0.09", "0.03"), []),  # as prices are
    ],
)
def test_amounts_too_small_to_be_appraised_by(
    tmp_path: Path, measure: str, values: tuple[str, ...], told: list[str]
) -> None:
    assert codes(found_in(tmp_path, values, spec=column("x", "投资额", of=measure))) == told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("12000000", "800.5", "95"), ["D244"]),  # 元 in a column of 万元
        (("0.08", "800.5", "1200"), ["D244"]),  # 亿元
        (("7000000", "800.5", "95"), []),
        (("12000000", "8005000", "95"), ["D244"]),
        (("95", "80000", "40000000"), []),  # no gap of its own: from small to large step by step
    ],
)
def test_a_figure_far_from_all_others_of_one_period(tmp_path: Path, values: tuple[str, ...], told: list[str]) -> None:
    found = found_in(tmp_path, values, spec=column("x", "投资额", of="万元"))
    assert codes(found) == told
    assert all("1 格" in each.message("zh") for each in found)


@pytest.mark.parametrize(
    ("large", "told"),
    [
        ("82700", ["D244"]),  # 万元 in a column of 亿元: 8.27
        ("17270", ["D244"]),  # 千万元: 17.27
        ("8270", []),  # less than a thousand times the others: one unit may be so large
        ("25000", []),  # in no other measure is it like the others
    ],
)
def test_a_unit_in_another_measure_below_ten_thousand(large: str, told: list[str]) -> None:
    values = ("12.35", large, "5.13", "9.88")
    towns = UnitType("town", "镇", "quarter", NOWHERE, None, members("甲镇", "乙镇", "丙镇", "丁镇"), {})
    rows = [
        {"unit": f"{unit}镇", "period": "2024Q1", "x": value} for unit, value in zip("甲乙丙丁", values, strict=True)
    ]
    found = of_rows({"t": rows}, table("t", "季报", MONEY, of="town"), units=[towns])[1]
    assert codes(found) == told


@pytest.mark.parametrize(
    ("name", "periods", "told", "cell"),
    [
        ("增长速度", [("108.5", "97.2", "110.1")], ["D245"], "2:11"),
        ("增长速度", [("8.5", "-2.8", "10.1"), ("108.9", "97.7", "110.4")], ["D245"], "5:11"),
        ("增长速度", [("8.5", "7.2", "9.1"), ("8.9", "107.7", "9.4")], ["D245"], "6:11"),
        ("增长速度", [("8.5", "40", "9.1"), ("8.9", "107.7", "9.4")], [], ""),  # it was large before
        ("增长速度", [("8.5", "107.2", "9.1")], [], ""),  # a good year of one
        ("增长速度", [("180.5", "97.2", "210.1")], [], ""),
        ("增长目标完成率", [("108.5", "97.2", "110.1")], [], ""),
        ("完成率", [("108.5", "97.2", "110.1")], [], ""),
        ("发展速度", [("108.5", "97.2", "110.1")], [], ""),
        ("发展速度", [("8.5", "-2.8", "10.1")], ["D245"], "2:11"),
    ],
)
def test_growth_as_an_index_and_an_index_as_growth(
    tmp_path: Path, name: str, periods: list[tuple[str, ...]], told: list[str], cell: str
) -> None:
    rows = [
        f"{unit},2024Q{quarter},{value}\n"
        for quarter, values in enumerate(periods, 1)
        for unit, value in zip(UNITS, values, strict=True)
    ]
    text = f"单位,期间,{name}\n" + "".join(rows)
    found = read(tmp_path, {"季报.csv": text}, table("t", "季报", column("x", name, of="%")))[1]
    assert codes(found) == told and all(str(each.place).endswith(cell) for each in found)
