"""Comparisons of units that lie in several partitions give what the whole data give, by every word that compares."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import kaohe
import pyarrow
import pytest
from kaohe.data.tables.dataset import Numbers
from kaohe.diagnostics import Refused
from kaohe.evaluate import evaluator
from kaohe.evaluate.columns import Ratios, stored
from kaohe.language.periods import Period
from kaohe.language.reals import ln, root
from kaohe.partitions.ledger import Brought, packed, packed_keys, unpacked, unpacked_keys
from kaohe.partitions.passes import Passes
from pyarrow import parquet

from tests import inner
from tests.conformance.run_case import policy_of
from tests.conformance.test_conformance import all_cases
from tests.partitions.divided import divided, from_tables
from tests.partitions.test_stream import AREAS, codes, parts, results, run, stream, together, written
from tests.partitions.towns import folds, places, policy, rows_of, tables_of

LEVELS = """
  - {id: share, name: 占比, for: town, formula: "v / whole if whole > 0 else 0"}
  - {id: by_share, name: 占比名次, for: town, rank: {of: share + sqrt(v), within: all, ties: competition, then: [done]}}
  - {id: apart, name: 与前者之差, for: town, formula: by_share - first_of}
  - {id: spread, name: 均方, for: town, deviation: {over: unit, of: sqrt(v), within: all, kind: sample}}
  - {id: last_year, name: 上年名次, for: town, formula: "previous(by_share) if present(previous(by_share)) else 0"}
"""
VALUES = """values:
  - {id: whole, name: 合计, for: town, sum: {over: unit, within: all, of: v}}
  - {id: first_of, name: 最好, for: town, lowest: {over: unit, within: group, of: by_share}}
"""


def levelled() -> str:
    return policy(places("all") + folds("all") + LEVELS).replace("values:\n", VALUES)


@pytest.mark.parametrize("arrays_from", [1, evaluator.ARRAYS_FROM])
def test_all_units_are_compared_over_all_partitions_by_every_word(
    arrays_from: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator, "ARRAYS_FROM", arrays_from)
    areas = (["山区"], ["湖区", "城区"], ["平原"])
    rows = [rows_of({area: AREAS[area] for area in each}, seed=arrays_from) for each in areas]
    written(tmp_path / "in", rows)
    assert codes(run(tmp_path, text=levelled())) == [[], [], []]
    whole = kaohe.load(tmp_path / "towns.yaml").score_arrow(tables_of(together(rows))).to_pylist()
    assert results(tmp_path) == whole


def test_what_rests_on_a_comparison_is_compared_after_it(tmp_path: Path) -> None:
    (tmp_path / "towns.yaml").write_text(levelled(), encoding="utf-8")
    passes = Passes(inner.load(tmp_path / "towns.yaml"), {})
    assert [cut.value for cut in passes.levels[1]] == ["占比名次"]
    assert len(passes.levels) == 2 and "合计" in [cut.value for cut in passes.levels[0]]


def compares_all(case: dict[str, Any]) -> bool:
    return "data" in case and any(word in case["policy"] for word in ("within: all", "over: unit"))


DIVIDED = [each for each in all_cases() if compares_all(each.values[0])]


@pytest.mark.parametrize("case", DIVIDED)
def test_conformance_cases_give_divided_what_they_give_whole(case: dict[str, Any], tmp_path: Path) -> None:
    """Units that a case lists come from a table here, and those of the second half are another partition."""
    changed = from_tables(case)
    try:
        method = policy_of(changed, tmp_path)
    except Refused:
        pytest.skip("it has to list its units")
    whole, found, refused = divided(changed, method, tmp_path)
    if refused & {"D133", "E602", "E604", "E606", "E607"}:
        pytest.skip("its units cannot be put into two partitions so")
    assert found == whole


PLACE = "  - {id: s, name: 名次, for: town, rank: {of: v, within: all, ties: competition}}"


def test_an_interrupted_run_goes_on_in_the_pass_where_it_was(tmp_path: Path, read: list[str]) -> None:
    written(tmp_path / "in", parts())
    begun = stream(tmp_path, PLACE)
    begun.open()
    next(iter(begun))
    begun.close()
    assert read == ["part-0", "part-1", "part-2", "part-0"]
    del read[:]
    assert [each.was_done for each in run(tmp_path, PLACE)] == [True, False, False]
    assert read == ["part-1", "part-2"]
    del read[:]
    assert all(each.was_done for each in run(tmp_path, PLACE)) and read == []


def test_of_a_change_all_that_are_compared_otherwise_are_scored_again(tmp_path: Path, read: list[str]) -> None:
    rows = [rows_of({"山区": [town]}, [2022]) for town in ("甲镇", "乙镇", "丙镇")]
    for number, each in enumerate(rows):
        each["town"][0]["v"] = [9, 5, 1][number]
    written(tmp_path / "in", rows)
    run(tmp_path, PLACE)
    assert [row["s"] for row in results(tmp_path)] == [1, 2, 3]
    rows[2]["town"][0]["v"] = 7
    written(tmp_path / "in", rows)
    del read[:]
    run(tmp_path, PLACE)
    assert [row["s"] for row in results(tmp_path)] == [1, 3, 2]
    assert read == ["part-2", "part-1", "part-2"]  # 甲镇 is first all the same


def test_units_and_groups_are_apart_before_anybody_is_compared(tmp_path: Path) -> None:
    written(tmp_path / "in", [rows_of({"山区": ["甲镇"]}), rows_of({"山区": ["甲镇", "乙镇"]})])
    outcomes = run(tmp_path, PLACE)
    assert codes(outcomes) == [[], ["E605"]] and not any(each.done for each in outcomes)
    written(tmp_path / "in", [rows_of({"山区": ["甲镇"]}), rows_of({"山区": ["乙镇"]})])
    assert codes(run(tmp_path, PLACE + "\n" + folds())) == [[], ["E606"]]


def test_what_has_no_value_is_told_by_the_partition_that_lacks_it_and_only_where_it_is_asked(tmp_path: Path) -> None:
    rows = [rows_of({"山区": ["甲镇"]}, [2022]), rows_of({"平原": ["乙镇", "丙镇"]}, [2022])]
    for each, v in zip((row for part in rows for row in part["town"]), (4, 2, 0), strict=True):
        each["v"] = v
    written(tmp_path / "in", rows)
    ratio = PLACE.replace("of: v", "of: 1 / v")
    first, second = run(tmp_path, ratio)
    (finding,) = first.findings
    assert (finding.code, finding.arguments["unit"]) == ("E101", "丙镇") and not second.findings
    assert not results(tmp_path)
    assert codes(run(tmp_path, ratio.replace("within", "where: v > 0, within"))) == [[], []]
    assert [row["s"] for row in results(tmp_path)] == [2, 1, None]


def test_what_has_a_value_again_is_compared_as_before(tmp_path: Path) -> None:
    rows = [rows_of({"山区": ["甲镇"]}, [2022]), rows_of({"平原": ["乙镇"]}, [2022])]
    for each, v in zip((row for part in rows for row in part["town"]), (4, 2), strict=True):
        each["v"] = v
    text = policy(PLACE.replace("of: v", "of: first / first") + "\n" + PLACE.replace("{id: s", "{id: t")).replace(
        "values:\n", "values:\n  - {id: first, name: 前, for: town, rank: {of: 1 / v, within: all, ties: dense}}\n"
    )
    for v, expected in ((2, [[], []]), (0, [["E101"], []]), (2, [[], []])):
        rows[1]["town"][0]["v"] = v
        written(tmp_path / "in", rows)
        assert codes(run(tmp_path, text=text)) == expected
    assert [(row["s"], row["t"]) for row in results(tmp_path)] == [(1, 1), (1, 2)]


def test_units_that_are_level_in_two_partitions_are_refused_where_none_may_be(tmp_path: Path) -> None:
    rows = [rows_of({"山区": [town]}, [2022]) for town in ("甲镇", "乙镇")]
    for each in rows:
        each["town"][0]["v"] = 4
    written(tmp_path / "in", rows)
    first, _ = run(tmp_path, PLACE.replace("competition", "refused"))
    (finding,) = first.findings
    assert (finding.code, finding.arguments["units"]) == ("E106", "甲镇、乙镇 2022")


def test_data_that_change_between_two_passes_are_refused(tmp_path: Path, read: list[str]) -> None:
    rows = parts()
    written(tmp_path / "in", rows)
    made = stream(tmp_path, PLACE)
    made.open()
    outcomes = iter(made)
    next(outcomes)
    table = tables_of(rows[1])["town"].set_column(3, "v", pyarrow.array([1.0] * len(rows[1]["town"])))
    parquet.write_table(table, tmp_path / "in" / "part-1" / "town.parquet")
    assert codes(list(outcomes)) == [["D102"], []]
    made.close()


def test_pieces_are_exact() -> None:
    numbers = Numbers([1, None, -(10**5000)], 10**4500)
    assert unpacked(packed(Brought(numbers, [1]))) == Brought(numbers, [1])
    reals = [Fraction(1, 3), None, root(Fraction(2), 2) * 3 + 1, ln(root(Fraction(2), 2) + 1) / 7]
    column = unpacked(packed(Brought(Ratios(reals)))).column
    assert [one if one is None else one - two for one, two in zip(stored(column), reals, strict=True)] == [
        0,
        None,
        0,
        0,
    ]
    values = ["甲", None, True, False, ("一", Fraction(2, 5), (None, True))]
    assert unpacked(packed(Brought(values))) == Brought(values, [])
    keys = [("甲", Period(2022, 1, "quarter"), None), ("乙", Period(2022, 1, "quarter"), None), (None, None, None)]
    assert unpacked_keys(packed_keys(keys)) == keys
