"""The charts by themselves: where things stand on an axis, and what is left out."""

from __future__ import annotations

import re
from fractions import Fraction

from kaohe.report.page.indicators import median
from kaohe.report.page.shapes import Axis, filled, share
from kaohe.report.page.stacked_bars import Segment, axis_of, stacked
from kaohe.report.page.strip_plots import Dot, strip
from kaohe.report.page.trend_lines import line

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
