"""The corpus formulas that the reader lets pass, in a real policy: types refuse them at load, or the data when scoring.

`layer` in the MANIFEST says which. What each comes to is written here by hand; a new row has to be decided too.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from kaohe.diagnostics import Refused
from kaohe.policy.model import Policy
from kaohe.source_places import Source

from tests import inner

FOLDER = Path(__file__).parent / "formulas"

# The formula is a part of a total, as a score usually is.
POLICY = """\
kaohe: 2
policy: example
title: 测试方案
units: {town: {name: 乡镇, period: year, members: [甲区]}}
tables:
  figures:
    key: [town, year]
    columns:
      - {names: {x: 甲数, y: 乙数, n: 丙数, zero: 零, nan: 非数}}
      - {type: text, names: {s: 文字}}
scores:
  - id: total
    name: 总分
    for: town
    parts:
      - id: part
        name: 分项
        formula: FORMULA
"""
FORMULA_LINE = 18
HEADER = "unit,period,x,y,n,zero,nan,s"

REFUSED_AT_LOAD = {
    "bomb_str_mul.txt": ["K407"],
    "sem_nan_or.txt": ["K407", "K407"],
    "sem_none_or.txt": ["K407"],
    "sem_str_mul.txt": ["K407"],
    "sem_str_cmp_num.txt": ["K414", "K407"],
    "sem_str_cmp_str.txt": ["K414"],
    "sem_str_truthy.txt": ["K407"],
    "sem_bool_score.txt": [],
    "sem_bool_mul.txt": ["K407"],
    "sem_and_value.txt": ["K407", "K407"],
    "sem_fn_max_mixed.txt": ["K407"],
    "sem_div0_float.txt": ["K409"],  # nought is written out: found sooner than the corpus asks
}
# What a yes/no score comes to is found where it is added up, a line above its own formula.
AT_THE_SUM = {"sem_bool_score.txt", "sem_str_cmp_num.txt", "sem_str_cmp_str.txt", "sem_nan_or.txt", "sem_none_or.txt"}
AT_THE_SUM |= {"sem_and_value.txt"}
REFUSED_WHEN_SCORING = {"sem_zero_zero.txt": "E101"}
NOT_A_NUMBER = {"sem_nan_name.txt", "sem_nan_cmp_rev.txt", "sem_nan_max_left.txt"}
ABSENT = {"sem_none_add.txt", "sem_none_not.txt"}  # never zero, and never a branch


def rows(layer: str) -> list[str]:
    with (FOLDER / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row["file"] for row in table if row["layer"] == layer]


def policy_with(name: str) -> Policy:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert '"' not in text
    return inner.load_source(Source("policy.yaml", POLICY.replace("FORMULA", f'"{text}"')))


def data(folder: Path, nan: str) -> Path:
    (folder / "figures.csv").write_text(f"{HEADER}\n甲区,2023,10.0,3,2,0,{nan},88\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", [name for layer in ("types", "data") for name in rows(layer)])
def test_a_formula_that_data_may_make_sense_of_is_read(name: str) -> None:
    if name in REFUSED_AT_LOAD:
        with pytest.raises(Refused):
            policy_with(name)
    else:
        assert policy_with(name).scores


@pytest.mark.parametrize("name", REFUSED_AT_LOAD)
def test_a_formula_is_refused_at_load(name: str) -> None:
    with pytest.raises(Refused) as caught:
        policy_with(name)
    errors = [found for found in caught.value.diagnostics if found.is_error]
    expected = REFUSED_AT_LOAD[name] + ["K407"] * (name in AT_THE_SUM)
    assert sorted(found.code for found in errors) == sorted(expected)
    lines = [found.place.line for found in errors if found.place is not None]
    assert sorted(lines) == sorted([FORMULA_LINE] * len(REFUSED_AT_LOAD[name]) + [16] * (name in AT_THE_SUM))


@pytest.mark.parametrize("name", REFUSED_WHEN_SCORING)
def test_a_formula_is_refused_when_scoring_and_names_unit_and_period(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        inner.score(policy_with(name), data(tmp_path, "1"))
    (found,) = [found for found in caught.value.diagnostics if found.is_error]
    assert (found.code, found.place and found.place.line) == (REFUSED_WHEN_SCORING[name], FORMULA_LINE)
    assert "甲区" in found.message("zh") and "2023" in found.message("zh")


@pytest.mark.parametrize("written", ["NaN", "nan", "#N/A", "inf", "-Infinity", "1e400"])
@pytest.mark.parametrize("name", sorted(NOT_A_NUMBER))
def test_what_is_no_number_never_gets_out_of_its_cell(name: str, written: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        inner.score(policy_with(name), data(tmp_path, written))
    (found,) = [found for found in caught.value.diagnostics if found.is_error]
    assert found.code.startswith("D2")
    assert found.place is not None and found.place.line == 2


@pytest.mark.parametrize("name", sorted(ABSENT))
def test_what_rests_on_nothing_is_absent(name: str, tmp_path: Path) -> None:
    # `none` names no column, so another score has to: else no table would be read.
    beside = POLICY.replace("FORMULA", "'" + (FOLDER / name).read_text(encoding="utf-8") + "'")
    beside += "  - {id: other, name: 其他, for: town, formula: x}\n"
    policy = inner.load_source(Source("policy.yaml", beside))
    (result,) = inner.score(policy, data(tmp_path, "1"), verify=True).results
    assert result.values == {"total": None, "part": None, "other": 10}


def test_every_row_is_decided() -> None:
    decided = {*REFUSED_AT_LOAD, *REFUSED_WHEN_SCORING, *NOT_A_NUMBER, *ABSENT}
    assert decided == {*rows("types"), *rows("data")}
