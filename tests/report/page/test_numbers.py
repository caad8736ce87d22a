"""The numbers of the page are those of the results, shown as every other report shows them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from kaohe.analysis.composition import composition
from kaohe.language.periods import Period
from kaohe.report.page.cards import focus_of
from kaohe.report.page.page import render
from kaohe.report.results.blocks import best_first, blocks
from kaohe.report.values import shown

from tests.report.page.pages import SVG, example, example_page, of_class, parsed, rows, words


@pytest.mark.parametrize(
    ("name", "period", "whole"),
    [("xiangxiang_chains", Period(2023, 2, "quarter"), "total"), ("xiangtan_county", Period(2022), "annual_score")],
)
def test_the_ranking_shows_what_the_results_have(name: str, period: Period, whole: str) -> None:
    found = example(name)
    assert found.results is not None
    of_period = replace(found.results, results=[r for r in found.results.results if r.period == period])
    expected = []
    for block in map(best_first, blocks(of_period)):
        rank = next(column for column in block.columns if column.is_rank)
        total = next(column for column in block.columns if column.definition.id == whole)
        for result in block.results:
            values = (result.values[column.definition.id] for column in (rank, total))
            texts = [shown(v, c, found.policy.display) for v, c in zip(values, (rank, total), strict=True)]
            expected.append([texts[0], result.unit, texts[1]])
    tables = of_class(parsed(render(found, period)), "ranking")
    assert [row[:3] for table in tables for row in rows(table)] == expected


def test_a_card_shows_points_score_share_and_what_was_lost() -> None:
    card = of_class(parsed(example_page("xiangxiang_chains")), "card")[0]
    lines = {row[0]: row[1:] for row in rows(next(each for each in card.iter("table")))}
    assert lines["产业链项目招商"][:4] == ["三（一）3", "20", "22.00", "110%"]
    assert lines["产业链项目招商"][5] == "超 2.00"
    assert lines["专精特新企业培育"][1:4] == ["5", "1.30", "26%"]
    assert lines["专精特新企业培育"][5] == "3.70"
    judged = [words(each) for each in of_class(card, "judged")[0]]
    assert judged[0].startswith("强项（得分率最高）：产业链项目招商 110%")
    assert judged[2] == "失分最多：产业链项目建设 11.75，专精特新企业培育 3.70，产业链税收 1.60"


@pytest.mark.parametrize("name", ["xiangxiang_chains", "xiangtan_county"])
def test_the_parts_of_every_total_come_to_it_exactly(name: str) -> None:
    found = example(name)
    assert found.results is not None and found.run is not None
    asked = 0
    for unit_type in found.policy.units.values():
        for period in {result.period for result in found.results.results}:
            focus = focus_of(found.results, unit_type, period)
            if focus is None or focus.whole is None:
                continue
            for member in focus.members:
                made = composition(found.run, focus.whole, member.unit, period)
                assert made is not None and made.total == member.values[focus.whole.id]
                asked += 1
    assert asked >= 12


def test_the_segments_of_a_bar_are_as_long_as_the_total() -> None:
    root = parsed(example_page("xiangtan_county"))
    bars = [row for chart in of_class(root, "bars") for row in of_class(chart, "row")]
    assert len(bars) == 53
    for bar in bars:
        total = Fraction(words(of_class(bar, "total")[0]))
        widths = [float((part.get("width") or "").rstrip("%")) for part in of_class(bar, "part")]
        assert abs(sum(widths) - float(total)) < 0.05  # the axis goes to the 100 points of the total
        said = [Fraction((part[0].text or "").split()[-1]) for part in of_class(bar, "part")]
        assert abs(sum(said) - total) <= Fraction(len(said), 200) + Fraction(1, 200)


def test_a_blended_total_shows_what_was_blended_in() -> None:
    table = next(
        each for each in of_class(parsed(example_page("xiangtan_county")), "bars") if "产业推进" in words(each)
    )
    legend = [words(each) for each in of_class(table, "legend")[0]]
    assert legend == [
        "县“百十亿”工程办（70分；县发改局59.5分）",
        "县科工局（30分；县发改局25.5分）",
        "县供电公司的季度得分（15分；只有县发改局有）",
    ]


def test_a_blended_total_has_the_points_of_its_shares() -> None:
    cards = of_class(parsed(example_page("xiangtan_county")), "card")
    blended, plain = (
        rows(next(card.iter("table"))) for name in ("县发改局", "县住建局") for card in cards if name in words(card[0])
    )
    assert [row[:1] + row[2:5] for row in blended] == [
        ["县“百十亿”工程办", "59.5", "56.53", "95%"],
        ["县科工局", "25.5", "24.29", "95%"],
        ["县供电公司的季度得分", "15", "12.07", "80%"],
    ]
    assert [row[-1] for row in blended] == ["—"] * 3  # nobody else has these points
    assert [row[0] for row in plain] == ["县“百十亿”工程办", "县科工局"]
    assert plain[0][-1] != "—"


def test_who_can_have_other_points_is_no_dot_among_the_others() -> None:
    spreads = of_class(parsed(example_page("xiangtan_county")), "spread")
    row = next(each for chart in spreads for each in of_class(chart, "row") if "分值不同" in words(each))
    assert words(of_class(row, "name")[0]) == "县“百十亿”工程办70分县发改局分值不同，不列入"
    dots = [dot[0].text or "" for dot in row.iter(f"{SVG}circle")]
    assert len(dots) == 17 and not any(text.startswith("县发改局") for text in dots)


def test_missed_targets_are_named_among_the_points() -> None:
    points = words(of_class(parsed(example_page("taojiang")), "points")[0])
    assert "未达到 4 项" in points
    assert "桃江县未达到的目标制造业增加值年均增速、数字经济核心产业增加值占GDP比重、国家级品牌、省级小巨人" in points


def test_strips_name_the_lowest_and_the_highest() -> None:
    spread = of_class(parsed(example_page("xiangxiang_chains")), "spread")[0]
    row = next(each for each in of_class(spread, "row") if words(each).startswith("产业链项目招商"))
    labels = [each.text for each in row.iter(f"{SVG}text")]
    assert labels == ["电子信息 22.00", "文体旅游休闲 1.00"]
    assert len(list(row.iter(f"{SVG}circle"))) == 6


def test_outcomes_list_grades_in_the_order_of_the_policy() -> None:
    root = parsed(example_page("xiangtan_county"))
    told = [row for table in of_class(root, "outcomes") for row in rows(table)]
    grade = next(row for row in told if row[0] == "等次")[2]
    assert (
        grade.index("优秀（5个）")
        < grade.index("良好（11个）")
        < grade.index("合格（2个）")
        < grade.index("不合格（1个）")
    )
    assert [row[1] for row in told if row[0] == "书面说明"][:4] == [
        "2022年一季度",
        "2022年二季度",
        "2022年三季度",
        "2022年四季度",
    ]


def test_targets_are_told_in_the_words_of_the_targets_report() -> None:
    root = parsed(example_page("xiangxiang_chains"))
    lines = {row[1].split(" ")[0]: row for table in of_class(root, "goals") for row in rows(table)}
    assert lines["企业主体方案一"][0] == "○ 提前达到"
    assert lines["企业主体方案一"][2:5] == ["≥ 15000 家", "15260", "101.73%"]


def test_another_reading_is_marked() -> None:
    root = parsed(render(example("xiangxiang_chains", {"X4": "capped"})))
    other = of_class(of_class(root, "readings")[0], "other")
    assert words(other[0][0]) == "X4"
    assert "（X4）" in words(of_class(root, "points")[0])
    assert "X4=capped" in words(of_class(root, "record")[0])
