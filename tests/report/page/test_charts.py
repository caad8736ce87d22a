"""The charts by themselves: where things stand on an axis, and what is left out."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from kaohe.report.page.composition import Segment, axis_of, median, stacked
from kaohe.report.page.page import render
from kaohe.report.page.plots import Dot, line, strip
from kaohe.report.svg_shapes import Axis, filled, share

from tests.report.page.pages import appraised

F = Fraction


def across(svg: str, name: str) -> list[str]:
    return re.findall(rf'{name}="([-\d.]+%)"', svg)


def test_shares_of_the_room() -> None:
    assert [share(0), share(1 / 3), share(0.5), share(-0.000001)] == ["0%", "33.33%", "50%", "0%"]


def test_segments_stand_one_after_another() -> None:
    bar = [Segment(0, "甲", F(30), "30.00"), Segment(1, "乙", F(20), "20.00")]
    svg = stacked("甲县", bar, axis_of([bar], F(100)), F(100))
    parts = re.findall(r'class="part p\d" x="([\d.]+)%" width="([\d.]+)%"', svg)
    assert parts == [("0", "30"), ("30", "20")]
    assert "<title>甲 30.00</title>" in svg


def test_segments_with_numbers_show_these_where_there_is_room() -> None:
    bar = [
        Segment(0, "甲", F(90), "90.00", "1"),
        Segment(10, "乙", F(2), "2.00", "11"),
        Segment(1, "丙", F(4), "4", "2"),
    ]
    svg = stacked("甲县", bar, axis_of([bar], F(100)), F(100))
    assert re.findall(r"<text[^>]*>([^<]*)</text>", svg) == ["1", "2"]
    assert "<title>乙 2.00</title>" in svg
    assert re.findall(r'<g class="(\w+)">', svg) == ["wide", "tight"]


def test_what_is_below_nought_stands_left_of_it() -> None:
    bar = [Segment(0, "加", F(6), "6.00"), Segment(1, "减", F(-4), "-4.00")]
    svg = stacked("甲县", bar, axis_of([bar], None), None)
    assert re.findall(r'class="part p\d" x="([\d.]+)%" width="([\d.]+)%"', svg) == [("40", "60"), ("0", "40")]


def test_a_share_beyond_all_points_is_drawn_as_such() -> None:
    assert "has beyond" in filled("甲", F(11, 10))
    assert "beyond" not in filled("甲", F(1))
    assert filled("甲", None) == ""


def test_the_middle_of_an_even_number_lies_between() -> None:
    assert median([F(1), F(4), F(2), F(3)]) == F(5, 2)
    assert median([F(3), F(1), F(2)]) == 2


def test_a_strip_of_equal_values_says_so() -> None:
    svg = strip("指标", [Dot("甲", F(5), "5.00"), Dot("乙", F(5), "5.00")], F(5))
    assert "各单位都是 5.00" in svg and svg.count("<circle") == 2


def test_several_at_an_end_are_counted_and_a_long_name_is_cut() -> None:
    dots = [Dot("绿色食品加工和现代商贸物流与其他各业", F(0), "0.00"), Dot("乙", F(0), "0.00"), Dot("丙", F(2), "2.00")]
    labels = re.findall(r"<text[^>]*>([^<]*)</text>", strip("指标", dots, None))
    assert labels[0] == "丙 2.00"
    assert labels[1].startswith("绿色食品") and labels[1].endswith("…等2个 0.00")


def test_a_line_breaks_where_a_period_is_missing() -> None:
    points = [("一季度", F(1), "1.00"), ("二季度", None, "—"), ("三季度", F(3), "3.00"), ("四季度", F(2), "2.00")]
    svg = line("甲", points, Axis(F(1), F(3)))
    assert svg.count('class="course"') == 1 and svg.count("<circle") == 3
    assert across(svg, "cx")[0] == "9%" and across(svg, "cx")[-1] == "91%"
    assert ">—</text>" in svg


def test_figures_that_run_from_january_start_anew_each_year() -> None:
    points = [(str(at), F(at), str(at)) for at in (1, 2, 1, 2)]
    assert line("甲", points, Axis(F(1), F(2))).count('class="course"') == 3
    assert line("甲", points, Axis(F(1), F(2)), {2}).count('class="course"') == 2


SO_FAR = """
kaohe: 2
policy: so_far
title: 累计
units:
  unit: {name: 单位, period: quarter, members: [甲镇]}
tables:
  figures:
    name: 数据
    key: [unit, quarter]
    so_far: year
    columns:
      - {names: {output: 产值}}
scores:
  - {id: points, name: 得分, for: unit, points: 100, formula: output}
"""


def test_a_trend_of_running_totals_says_so(tmp_path: Path) -> None:
    quarters = [f"{year}Q{quarter}" for year in (2022, 2023) for quarter in (1, 2, 3, 4)]
    rows = [["单位", "期间", "产值"], *(["甲镇", quarter, str(10 * int(quarter[-1]))] for quarter in quarters)]
    for policy, joined, said in ((SO_FAR, 6, True), (SO_FAR.replace("    so_far: year\n", ""), 7, False)):
        page = render(appraised(policy, {"figures": rows}, tmp_path))
        assert page.count('<line class="course"') == joined
        assert ("这里是从年初起的累计" in page, "2023年1—6月" in page) == (said, said)
