"""A figure that a table has for all units, or for all periods, is one figure: changed, off and asked for as one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from kaohe.analysis.gap.gap import gaps
from kaohe.analysis.gap.model import Move
from kaohe.analysis.outcome import Inputs, outcome_of, read_inputs, reader
from kaohe.analysis.stress.errors import Errors
from kaohe.analysis.stress.indicators import wholes_of
from kaohe.data.tables.dataset import Numbers
from kaohe.data.tables.edits import with_cell
from kaohe.diagnostics import Findings
from kaohe.evaluate.run import score
from kaohe.language.periods import Period
from kaohe.places import NOWHERE, Source
from kaohe.policy.model import Policy

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


def changed(
    policy: Policy, folder: Path, at: tuple[str, str, int, str], text: str
) -> dict[tuple[str, str, str], object]:
    """Every value by unit, period and id, where the cell of a table, unit, year and column has another figure."""
    table, unit, year, column = at
    inputs = read_inputs(policy, folder)
    assert inputs.scores is not None
    row = next(row for row, key in enumerate(inputs.scores.tables[table].keys) if key[:2] == (unit, Period(year)))
    findings = Findings()
    dataset = with_cell(policy, inputs.scores, (table, row, column), text, NOWHERE, findings)
    assert not findings.errors
    found = outcome_of(policy, Inputs(dataset, None), {}).values
    return {(key.unit, str(key.period), key.value): value for key, value in found.items()}


@pytest.mark.parametrize("unit", ["甲镇", "乙镇"])
def test_a_figure_of_all_units_changes_for_all(policy: Policy, folder: Path, unit: str) -> None:
    found = changed(policy, folder, ("index", unit, 2024, "price"), "110")
    assert found["甲镇", "2024", "real"] == Fraction("10.2") / Fraction("1.1")
    assert found["乙镇", "2024", "real"] == Fraction("9.9") / Fraction("1.1")
    assert found["甲镇", "2023", "real"] == 8 and found["乙镇", "2024", "place"] == 2


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_figure_of_all_periods_changes_for_all(policy: Policy, folder: Path, year: int) -> None:
    found = changed(policy, folder, ("facts", "甲镇", year, "area"), "10")
    assert found["甲镇", "2023", "dense"] == Fraction("0.8")
    assert found["甲镇", "2024", "dense"] == Fraction("1.02")
    assert found["乙镇", "2024", "dense"] == Fraction("9.9") / 4


def test_what_all_units_have_is_no_way_to_a_goal(policy: Policy, folder: Path) -> None:
    (gap,) = gaps(policy, reader(folder), "乙镇", Period(2024), "place=1").found
    assert "index" not in {each.cell.table for each in gap.worth}
    assert [each.cell.table for each in gap.moves if isinstance(each, Move)] == ["report"]


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
