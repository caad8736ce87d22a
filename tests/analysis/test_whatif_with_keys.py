"""Under another policy's rule: tables with further key parts, units that come from the data, files of another shape."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.analysis.published_values import reader
from kaohe.analysis.whatif import WhatIf, what_if
from kaohe.diagnostics import Refused

from tests import inner

OURS = """\
kaohe: 2
policy: shops
title: 甲市店铺（虚构）
units: {shop: {name: 店铺, period: year, members: [甲店, 乙店]}}
tables:
  mark:
    name: 打分
    key: [shop, year, who]
    columns:
      - {type: choice, choices: {north: 北科, south: 南科}, names: {who: 科室}}
      - {measure: 分, min: 0, max: 10, names: {points: 分数}}
      - {type: yes/no, names: {veto: 否决}}
scores:
  - {id: total, name: 总分, for: shop, points: 20, sum: {over: mark, of: points}}
  - {id: vetoed, name: 被否决, for: shop, any: {over: mark, where: veto}}
"""
THEIRS = """\
kaohe: 2
policy: stalls
title: 乙市摊位（虚构）
units: {stall: {name: 摊位, period: year, from: stall}}
tables:
  stall:
    name: 摊位表
    key: [stall, year]
    columns: [{measure: 分, min: 0, names: {bonus: 加分}, optional: yes}]
  opinion:
    name: 意见
    key: [stall, year, item]
    columns:
      - {type: choice, choices: {n: 北, s: 南}, names: {item: 项目}}
      - {measure: 分, min: 0, max: 10, names: {score: 得分}}
    let:
      weighted: {name: 加倍后, by: item, cases: {n: score × 2, s: score}}
scores:
  - {id: result, name: 结果, for: stall, points: 20, formula: "doubled + if_absent(bonus, 0)"}
  - {id: place, name: 名次, for: stall, rank: {of: result, within: all, ties: competition}}
values:
  - {id: doubled, name: 北方加倍, for: stall, sum: {over: opinion, of: weighted}}
"""
MARKS = "店铺,期间,科室,分数,否决\n甲店,2023,北科,3,否\n甲店,2023,南科,9,否\n乙店,2023,北科,5,否\n乙店,2023,南科,6,是\n"
# ours: 12, 11; theirs: 3 × 2 + 9 = 15, 5 × 2 + 6 = 16
MAPPING = """\
policy: stalls.yaml
units: {stall: shop}
inputs:
  stall.bonus: {value: none, note: 没有加分}
  opinion.item: {of: mark.who, choices: {n: 北科, s: 南科}}
  opinion.score: mark.points
values: {result: total}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Both policies and the data."""
    (tmp_path / "shops.yaml").write_text(OURS, encoding="utf-8")
    (tmp_path / "stalls.yaml").write_text(THEIRS, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mark.csv").write_text(MARKS, encoding="utf-8")
    return tmp_path


def run(folder: Path, mapping: str) -> WhatIf:
    """The what-if under a mapping file."""
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    return what_if(inner.load(folder / "shops.yaml"), reader(folder / "data"), mapping=folder / "mapping.yaml")


def refused(folder: Path, mapping: str) -> list[str]:
    """The codes of all errors."""
    with pytest.raises(Refused) as caught:
        run(folder, mapping)
    return [each.code for each in caught.value.diagnostics if each.is_error]


def test_further_key_parts_are_mapped_and_units_need_no_table(folder: Path) -> None:
    found = run(folder, MAPPING)
    moved = {(each.of.unit, each.of.value): (each.old, each.new) for each in found.changes}
    assert moved == {
        ("甲店", "total"): (12, 15),
        ("乙店", "total"): (11, 16),
        ("甲店", "place"): (None, 2),
        ("乙店", "place"): (None, 1),
    }


def test_members_of_their_key_that_we_lack_are_told(folder: Path) -> None:
    more = THEIRS.replace("{n: 北, s: 南}", "{n: 北, s: 南, e: 东}").replace("s: score}", "s: score, e: score}")
    (folder / "stalls.yaml").write_text(more, encoding="utf-8")
    assert set(refused(folder, MAPPING)) == {"D340"}


def test_the_key_has_to_come_from_the_key(folder: Path) -> None:
    assert refused(folder, MAPPING.replace("  opinion.item: {of: mark.who, choices: {n: 北科, s: 南科}}\n", "")) == [
        "M130"
    ]
    stated = MAPPING.replace("{of: mark.who, choices: {n: 北科, s: 南科}}", "{value: 北, note: 假定}")
    assert refused(folder, stated) == ["M154"]


def test_a_sum_of_ours_is_no_table_of_theirs(folder: Path) -> None:
    assert refused(folder, MAPPING.replace("opinion.score: mark.points", "opinion.score: total")) == ["M124"]
    assert refused(folder, MAPPING.replace("{value: none, note: 没有加分}", "mark.points")) == ["M125"]


def test_a_yes_is_no_number(folder: Path) -> None:
    assert refused(folder, MAPPING.replace("mark.points", "mark.veto")) == ["M116"]


def test_figures_may_be_fractions(folder: Path) -> None:
    shares = OURS + "  - {id: third, name: 三分之一, for: shop, points: 10, formula: total / 3}\n"
    (folder / "shops.yaml").write_text(shares, encoding="utf-8")
    mapping = MAPPING.replace("{value: none, note: 没有加分}", "third")
    found = run(folder, mapping)
    assert {each.of.unit: each.new for each in found.changes if each.of.value == "total"} == {
        "甲店": 15 + 4,
        "乙店": 16 + Fraction(11, 3),
    }


def test_a_file_of_another_shape_says_so(folder: Path) -> None:
    assert refused(folder, "policy: stalls.yaml\nunits: [stall]\n") == ["K203"]
    assert refused(folder, "policy: stalls.yaml\nunits: {stall: shop}\n") == ["M131"]
    assert refused(folder, MAPPING.replace("{value: none, note: 没有加分}", "{value: none}")) == ["K215"]
    assert refused(folder, MAPPING.replace("mark.points\n", "{of: mark.points, value: 3, note: 假定}\n")) == ["K219"]
    assert refused(folder, MAPPING + "values: {place: total}\n") == ["K131"]
