"""A figure that a table has for all units, or for all periods, is one figure: changed, off and asked for as one."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from random import Random
from shutil import copytree

import pytest
from kaohe.analysis.diff import diff_data
from kaohe.analysis.gap.gap import gaps
from kaohe.analysis.gap.model import Move
from kaohe.analysis.named_cells import NamesNothing
from kaohe.analysis.published_values import read_inputs, reader
from kaohe.analysis.stress.indicators import wholes_of
from kaohe.analysis.stress.input_errors import Errors
from kaohe.analysis.whatif import SaidTwice, what_if
from kaohe.data.tables.dataset import Numbers
from kaohe.diagnostics import Findings
from kaohe.evaluate.run import score
from kaohe.language.periods import Period
from kaohe.policy.model import Policy
from kaohe.report import changes, changes_json
from kaohe.source_places import Source

from tests import inner

TEXT = """\
kaohe: 2
policy: shared
title: 共用一个数（虚构）
units: {town: {name: 镇, period: year, members: [甲镇, 乙镇]}}
tables:
  index: {name: 价格指数, key: [year], columns: [{measure: "%", names: {price: 价格指数}}]}
  facts: {name: 概况, key: [town], columns: [{measure: 平方公里, names: {area: 面积}}]}
  report: {name: 年报, key: [town, year], columns: [{measure: 亿元, names: {output: 产值}}]}
scores:
  - id: total
    name: 总分
    for: town
    points: 100
    parts: [{id: real, name: 可比产值, points: 100, formula: output / price / 1 亿元}]
  - {id: dense, name: 地均, for: town, measure: 亿元/平方公里, formula: output / area}
  - {id: rise, name: 地均提高, for: town, measure: 亿元/平方公里, formula: dense - last_year(dense)}
  - {id: place, name: 名次, for: town, rank: {of: total, within: all, ties: competition}}
"""


@pytest.fixture
def policy() -> Policy:
    return inner.load_source(Source("shared.yaml", TEXT))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "价格指数.csv").write_text("期间,价格指数\n2023,100\n2024,102\n", encoding="utf-8")
    (tmp_path / "概况.csv").write_text("单位,面积\n甲镇,5\n乙镇,4\n", encoding="utf-8")
    report = "单位,期间,产值\n甲镇,2023,8\n乙镇,2023,7\n甲镇,2024,10.2\n乙镇,2024,9.9\n"
    (tmp_path / "年报.csv").write_text(report, encoding="utf-8")
    return tmp_path


def changed(policy: Policy, folder: Path, *cells: str) -> dict[tuple[str, str, str], object]:
    """Every value by unit, period and id, where these cells have other figures."""
    found = what_if(policy, reader(folder), cells).after.values
    return {(key.unit, str(key.period), key.value): value for key, value in found.items()}


@pytest.mark.parametrize("name", ["index.2024.price", "价格指数.2024年.价格指数", "2024.price"])
def test_a_figure_of_all_units_is_named_without_one_and_changes_for_all(
    policy: Policy, folder: Path, name: str
) -> None:
    found = changed(policy, folder, f"{name}=110")
    assert found["甲镇", "2024", "real"] == Fraction("10.2") / Fraction("1.1")
    assert found["乙镇", "2024", "real"] == Fraction("9.9") / Fraction("1.1")
    assert found["甲镇", "2023", "real"] == 8 and found["乙镇", "2024", "place"] == 2


@pytest.mark.parametrize("name", ["facts.甲镇.area", "甲镇.area"])
def test_a_figure_of_all_periods_is_named_without_one_and_changes_for_all(
    policy: Policy, folder: Path, name: str
) -> None:
    found = changed(policy, folder, f"{name}=10")
    assert found["甲镇", "2023", "dense"] == Fraction("0.8")
    assert found["甲镇", "2024", "dense"] == Fraction("1.02")
    assert found["乙镇", "2024", "dense"] == Fraction("9.9") / 4


@pytest.mark.parametrize(
    ("name", "part", "known"),
    [
        ("index.甲镇.2024.price", "甲镇.2024", {"2023", "2024"}),
        ("facts.甲镇.2024.area", "2024", {"area", "面积"}),
        ("index.2034.price", "2034", {"2023", "2024"}),
        ("2024.prise", "prise", {"price", "价格指数", "甲镇", "乙镇"}),
    ],
)
def test_a_unit_or_a_period_that_it_has_not_names_nothing(
    policy: Policy, folder: Path, name: str, part: str, known: set[str]
) -> None:
    with pytest.raises(NamesNothing) as nothing:
        what_if(policy, reader(folder), [f"{name}=1"])
    assert nothing.value.part == part and known >= set(nothing.value.known)
    assert set(nothing.value.known) & {"2024", "area", "price"}


def test_one_figure_is_told_once(policy: Policy, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SaidTwice):
        what_if(policy, reader(folder), ["index.2024.price=110", "2024.price=111"])
    other = tmp_path / "更正后"
    copytree(folder, other, ignore=lambda *_: ["更正后"])
    (other / "价格指数.csv").write_text("期间,价格指数\n2023,100\n2024,110\n", encoding="utf-8")
    (other / "概况.csv").write_text("单位,面积\n甲镇,5\n乙镇,3\n", encoding="utf-8")
    found = diff_data(policy, reader(folder), reader(other))
    assert [(each.cell.path, each.old, each.new) for each in found.changed] == [
        ("index.2024.price", 102, 110),
        ("facts.乙镇.area", 4, 3),
    ]
    shown = changes.diff_of_data(found)
    assert "  价格指数 2024 价格指数：102 → 110\n  概况 乙镇 面积：4 → 3\n" in shown
    told = json.loads(changes_json.diff_of_data(found))["changed"]
    assert [(each["unit"], each["period"]) for each in told] == [(None, "2024"), ("乙镇", None)]


def test_what_all_units_have_is_no_way_to_a_goal(policy: Policy, folder: Path) -> None:
    (gap,) = gaps(policy, reader(folder), "乙镇", Period(2024), "place=1").found
    assert "index" not in {each.cell.table for each in gap.worth}
    assert [each.cell.table for each in gap.moves if isinstance(each, Move)] == ["report"]


def test_what_reaches_a_goal_changes_it_for_all_periods(policy: Policy, folder: Path) -> None:
    """(10.2 - 8) / 2.2 is 1; with the area of 2024 alone, 3.92 would seem to do."""
    (gap,) = gaps(policy, reader(folder), "甲镇", Period(2024), "rise=1").found
    moves = {each.cell.path: each.new for each in gap.moves if isinstance(each, Move)}
    assert moves["facts.甲镇.area"] == Fraction("2.2")
    assert changed(policy, folder, "facts.甲镇.area=2.2")["甲镇", "2024", "rise"] == 1


def test_it_is_off_for_all_alike(policy: Policy, folder: Path) -> None:
    inputs = read_inputs(policy, folder)
    assert inputs.scores is not None
    _, run = score(policy, inputs.scores, {}, Findings())
    whole = next(each for each in wholes_of(run, None) if each.period == Period(2024))
    errors, draw, seen = Errors(run, whole, Fraction(1, 10)), Random(5), set[int | None]()
    for _ in range(20):
        data = errors.drawn(draw).tables["index"]
        prices = data.columns["price"]
        assert isinstance(prices, Numbers)
        of_year: dict[object, set[int | None]] = {}
        for key, numerator in zip(data.keys, prices.numerators, strict=True):
            of_year.setdefault(key[1], set()).add(numerator)
        assert [len(each) for each in of_year.values()] == [1, 1]
        seen |= of_year[Period(2024)]
    assert len(seen) > 5
