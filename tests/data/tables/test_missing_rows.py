"""Rows that may be missing (`some`): one that is there is filled in, by whatever way it comes."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from kaohe.data.tables.build import dataset_of_rows
from kaohe.data.tables.edits import check_edited, with_cell
from kaohe.diagnostics import Findings, Refused
from kaohe.policy.load import load_source
from kaohe.policy.model import Policy
from kaohe.source_places import NOWHERE, Source

from tests import inner
from tests.data.books import sheet, write
from tests.data.policies import codes
from tests.data.test_large_files import both

POLICY = """
kaohe: 2
policy: towns
title: 虚构办法
lists: {slot: {name: 时段, members: {a: 早, b: 晚}}}
units: {town: {name: 镇, period: year, members: [东镇, 西镇]}}
tables:
  figures: {name: 年报, key: [town, year], columns: [{names: {x: 数}}]}
  plan: {name: 计划, key: [town, year], some: [town], columns: [{names: {due: 任务, spare: 备用}}]}
  slots: {name: 时段表, key: [town, year, slot], some: [slot], columns: [{names: {level: 浓度, wind: 风速}}]}
scores:
  - {id: done, name: 完成, for: town, formula: "if_absent(due, 1) + x"}
  - {id: seen, name: 测, for: town, each: slot, formula: "if_absent(level + wind, -1)"}
"""
PLAN = [{"unit": "东镇", "period": "2023", "due": 1, "spare": 2}]
FIGURES = [{"unit": town, "period": "2023", "x": 1} for town in ("东镇", "西镇")]


def _policy() -> Policy:
    return load_source(Source("towns.yaml", POLICY))


def _told(slots: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> list[str]:
    findings = Findings()
    dataset_of_rows(_policy(), {"figures": FIGURES, "plan": PLAN, "slots": slots, **tables}, findings)
    return codes(findings.all)


def _row(town: str, **cells: object) -> dict[str, object]:
    return {"unit": town, "period": "2023", **cells}


def _cells(**cells: object) -> dict[str, object]:
    named = {"la": "level[a]", "wa": "wind[a]", "lb": "level[b]", "wb": "wind[b]"}
    return {named[id_]: value for id_, value in cells.items()}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"la": 1, "wa": 2, "lb": 3, "wb": 4}, []),
        ({"la": 1, "wa": 2, "lb": None, "wb": None}, []),
        ({"la": 1, "wa": 2, "lb": 3, "wb": None}, ["D201"]),
        ({"la": None, "wa": 2, "lb": 3, "wb": " "}, ["D201", "D201"]),
        ({"la": 1, "wa": 2}, []),
        ({"la": 1, "wa": 2, "lb": 3}, ["D127"]),
        ({"la": None, "wa": None, "lb": None, "wb": None}, ["D318"]),
    ],
)
def test_columns_by_member_in_rows_of_python(cells: dict[str, object], told: list[str]) -> None:
    rows = [_row("东镇", **_cells(**cells)), _row("西镇", **_cells(la=1, wa=2))]
    assert [code for code in _told(rows) if code != "D128"] == told


def test_rows_by_member() -> None:
    there = [_row("东镇", slot="a", level=1, wind=2), _row("西镇", slot="b", level=1, wind=2)]
    assert _told(there) == []
    assert _told([*there, _row("东镇", slot="b", level=1, wind=None)]) == ["D201"]
    assert _told([*there, _row("东镇", slot="b", level=None, wind=None)]) == ["D201", "D201"]


def test_rows_of_units() -> None:
    slots = [_row(town, slot="a", level=1, wind=2) for town in ("东镇", "西镇")]
    assert _told(slots, plan=[_row("东镇", due=1, spare=2)]) == []
    assert _told(slots, plan=[_row("东镇", due=1, spare=None)]) == ["D201"]
    assert _told(slots, plan=[_row("东镇", due=1)]) == ["D127"]
    assert _told(slots, plan=[_row("东镇", due=None, spare=None)]) == ["D318"]


def test_what_another_sheet_lacks_is_a_row_that_is_missing_there(tmp_path: Path) -> None:
    write(tmp_path / "年报.xlsx", {"年报": sheet([["单位", "期间", "数"], ["东镇", "2023", 1], ["西镇", "2023", 1]])})
    (tmp_path / "计划.csv").write_text("单位,期间,任务,备用\n东镇,2023,1,2\n", "utf-8")
    heads = ["单位", "期间", "时段"]
    levels = [[*heads, "浓度"], ["东镇", "2023", "早", 1], ["东镇", "2023", "晚", 1], ["西镇", "2023", "早", 1]]
    winds = [[*heads, "风速"], ["东镇", "2023", "早", 1], ["西镇", "2023", "早", 1]]
    write(tmp_path / "甲.xlsx", {"时段表": sheet(levels)})
    write(tmp_path / "乙.xlsx", {"时段表": sheet(winds)})
    with pytest.raises(Refused) as refused:
        inner.score(_policy(), tmp_path)
    assert codes(refused.value.diagnostics) == ["D340"]


def test_the_careful_way_and_arrays_tell_the_same(tmp_path: Path) -> None:
    """Every way in which two cells of two rows may be filled or blank."""
    for filled in itertools.product((True, False), repeat=4):
        cells = ["7" if each else "" for each in filled]
        (tmp_path / "年报.csv").write_text("单位,期间,数\n东镇,2023,1\n西镇,2023,1\n", "utf-8")
        (tmp_path / "计划.csv").write_text(f"单位,期间,任务,备用\n东镇,2023,{cells[0]},{cells[1]}\n", "utf-8")
        slots = f"单位,期间,浓度早,浓度晚,风速早,风速晚\n东镇,2023,{','.join(cells)}\n西镇,2023,1,2,3,4\n"
        (tmp_path / "时段表.csv").write_text(slots, "utf-8")
        (careful, told), (quick, quickly) = both(_policy(), tmp_path)
        assert told == quickly and careful.digest == quick.digest
        assert any(each[0] == "D201" for each in told) == (  # type: ignore[index]
            filled[0] != filled[1] or filled[0] != filled[2] or filled[1] != filled[3]
        ), filled


def test_an_edit_makes_or_clears_a_whole_row_of_a_member() -> None:
    findings, policy = Findings(), _policy()
    rows = {
        "figures": FIGURES,
        "plan": PLAN,
        "slots": [_row(town, slot="a", level=1, wind=2) for town in ("东镇", "西镇")],
    }
    data = dataset_of_rows(policy, rows, findings)

    def after(*edits: tuple[str, str]) -> list[str]:
        told, edited = Findings(), data
        for column, written in edits:
            edited = with_cell(policy, edited, ("slots", 0, column), written, NOWHERE, told)
        check_edited(policy, edited, {"slots": NOWHERE}, told)
        return codes(told.all)

    assert after(("level[b]", "3")) == ["D201"]
    assert after(("level[b]", "3"), ("wind[b]", "4")) == []
    assert after(("level[b]", "")) == []
    assert after(("wind[a]", "")) == ["D201"]
