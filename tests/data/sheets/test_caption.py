"""Which periods titles and names speak of: the year of quarters that have none, and a title that was left as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.data.sheets.caption_and_footer import named_periods
from kaohe.source_places import Place, Source

from tests.data.policies import HEADER, codes, read


def named(*texts: str, file: str = "季报.csv") -> str:
    return " ".join(map(str, sorted(named_periods(texts, Place(Source(file))))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年一季度投资情况", "2024Q1"),
        ("2024年第四季度", "2024Q4"),
        ("2024Q2报表", "2024Q2"),
        ("2024-Q2", "2024Q2"),
        ("2024年度考核数据", "2024"),
        ("2024年考核数据", "2024"),
        ("2024", "2024"),
        ("截至2024年3月31日", "2024"),
        ("2024年1-3月", "2024"),
        ("2024年一季度比2023年一季度增长", "2024Q1"),
        ("2024年一季度（较2023年增长）", "2024Q1"),
        ("2024年与2023年对比", "2024"),
        ("一季度投资情况（较2023年增长）", ""),
        ("一季度投资情况（2023年修订）", ""),
        ("一季度投资情况（2023年版）", ""),
        ("以2020年为基期", ""),
        ("按2020年不变价计算", ""),
        ("（2020年价格）", ""),
        ("比2023年同期", ""),
        ("与2023年相比", ""),
        ("2023年同期基数", ""),
        ("2023年印发的办法", ""),
        ("自2020年起", ""),
        ("2020年以来", ""),
        ("执行2022年标准", ""),
        ("基期：2020年", ""),
        ("填报日期：2023年4月2日", ""),
        ("县考核办公室（2023年4月2日）", ""),
        ("2022—2025年考核数据", ""),
        ("2022年和2023年数据", "2022 2023"),
        ("统计〔2023〕12号", ""),
    ],
)
def test_what_a_title_speaks_of(text: str, expected: str) -> None:
    assert named(text) == expected


def rows(*periods: str) -> str:
    return "".join(f"{unit},{each},95.5,1\n" for each in periods for unit in ("甲区", "乙区", "丙区"))


@pytest.mark.parametrize("said", ["较2023年增长", "2023年修订", "以2020年为基期", "2023年版", "与2023年同期相比"])
def test_the_year_of_a_comparison_is_not_that_of_the_data(tmp_path: Path, said: str) -> None:
    _, found = read(tmp_path, {"区季报.csv": f"一季度情况（{said}）,,,\n{HEADER}{rows('一季度')}"})
    assert codes(found) == ["D121", "D322", "D322", "D322"]


def test_the_year_beside_a_comparison_is_that_of_the_data(tmp_path: Path) -> None:
    data, found = read(tmp_path, {"区季报.csv": f"2024年（较2023年增长）,,,\n{HEADER}{rows('一季度')}"})
    assert codes(found) == ["D121", "D333"] and str(data.periods["district"][0]) == "2024Q1"


@pytest.mark.parametrize(
    ("title", "periods", "told"),
    [
        ("2023年四季度情况", ["2024Q1"], True),
        ("2023年情况", ["2024Q1", "2024Q2"], True),
        ("2024年四季度情况", ["2024Q1", "2024Q2"], True),
        ("2023年四季度情况", ["2023Q4", "2024Q1"], False),
        ("2024年情况", ["2024Q1"], False),
        ("2024年一季度较2023年四季度", ["2024Q1"], False),
        ("2023年四季度和2024年一季度", ["2024Q2"], False),
        ("较2023年四季度增长", ["2024Q1"], False),
        ("2023—2025年", ["2026Q1"], False),
    ],
)
def test_a_title_of_another_period_than_all_rows_is_told(
    tmp_path: Path, title: str, periods: list[str], told: bool
) -> None:
    _, found = read(tmp_path, {"区季报.csv": f"{title},,,\n{HEADER}{rows(*periods)}"})
    assert codes(found) == ["D121", *["D182"] * told]


def test_so_is_the_name_of_a_file(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"区季报_2023年四季度.csv": HEADER + rows("2024Q1")})
    assert codes(found) == ["D164", "D182"]
    assert "2023年四季度" in found[1].message("zh") and "2024年一季度" in found[1].message("zh")
