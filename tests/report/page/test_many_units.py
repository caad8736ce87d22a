"""What all units of a block share is calculated once: twice as many units take no more than twice as long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.report.page import composition, plots, ranking
from kaohe.report.page.page import render

from tests.report.page.pages import appraised

POLICY = """
kaohe: 2
policy: many
title: 多个单位
units:
  unit: {name: 单位, period: year, from: points}
tables:
  points:
    name: 得分
    key: [unit, year]
    columns:
      - {measure: 分, min: 0, max: 100, names: {first: 第一, second: 第二}}
scores:
  - id: total
    name: 总分
    for: unit
    points: 200
    parts:
      - {id: one, name: 甲项, points: 100, formula: first}
      - {id: two, name: 乙项, points: 100, formula: second}
"""


def medians(units: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many medians a page over so many units needs."""
    asked = 0

    def counted(values: Sequence[Fraction]) -> Fraction:
        nonlocal asked
        asked += 1
        return median(values)

    median = composition.median
    rows = [["单位", "期间", "第一", "第二"], *([f"单位{at}", "2022", str(at), str(at)] for at in range(units))]
    with monkeypatch.context() as patch:
        for module in (composition, ranking, plots):
            patch.setattr(module, "median", counted)
        render(appraised(POLICY, {"points": rows}, folder))
    return asked


def test_medians_are_those_of_indicators_and_not_of_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = medians(3, tmp_path, monkeypatch)
    assert 0 < few == medians(30, tmp_path, monkeypatch)


def page_of(units: int, folder: Path) -> str:
    """A page over so many units of two quarters of a year, each with one point less than the one before it."""
    rows = [["单位", "期间", "第一", "第二"]]
    rows += [[f"单位{at:03}", year, str((units - at) / 10), "50"] for year in ("2022", "2023") for at in range(units)]
    return render(appraised(POLICY, {"points": rows}, folder))


def test_a_hundred_units_are_shown_one_by_one(tmp_path: Path) -> None:
    page = page_of(100, tmp_path)
    assert page.count('<article class="card">') == 100
    assert "全部结果.xlsx" not in page
    assert page.count('<circle class="unit"') + page.count('<circle class="end"') >= 200


def test_of_more_units_the_page_shows_the_ranking_the_spread_and_both_ends(tmp_path: Path) -> None:
    page = page_of(101, tmp_path)
    ranking = page[page.index('class="ranking') : page.index("</table>", page.index('class="ranking'))]
    assert all(f">单位{at:03}<" in ranking for at in range(101))
    cards = re.findall(r"<h4>(单位\d+)", page)
    assert cards == [f"单位{at:03}" for at in (*range(10), *range(91, 101))]
    assert page.count("kaohe score 办法 数据 -o 全部结果.xlsx") == 3
    # The spread of the total and of both indicators; the second is the same for all, and has no box worth the name.
    assert page.count('class="half"') == 3
    assert 'class="explained"' not in page


def test_the_box_of_the_middle_half_stands_between_the_quartiles() -> None:
    assert composition.quartiles([Fraction(each) for each in (1, 2, 3, 4)]) == (Fraction(3, 2), Fraction(7, 2))
    assert composition.quartiles([Fraction(each) for each in (5, 1, 4, 2, 3)]) == (2, 4)


def test_a_page_over_many_units_is_small(tmp_path: Path) -> None:
    assert len(page_of(500, tmp_path).encode()) < 1_000_000
