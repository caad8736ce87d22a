"""What a cluster runs, without one: tables are stacked, scored, and what partitions hold is asked to be apart."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import kaohe
import pyarrow
import pytest
from kaohe.partitions.cluster import HELD, PARTITION, TABLE, TWICE, Job, job, refuse, twice

from tests.partitions.towns import SCHEMAS, Tables, folds, places, policy, rows_of, tables_of

COLUMNS = {id_: SCHEMAS[id_].names for id_ in ("town", "project")}


def job_of(tmp_path: Path, scores: str) -> Job:
    (tmp_path / "towns.yaml").write_text(policy(scores), encoding="utf-8")
    return job(kaohe.load(tmp_path / "towns.yaml"), COLUMNS, {})


def stacked(asked: Job, rows: Tables, partition: str) -> Any:
    """As an engine stacks rows: those of all tables beside each other, in any order."""
    parts = []
    for id_, table in tables_of(rows).items():
        named = table.rename_columns([asked.stacked(id_)[name] for name in table.column_names])
        named = named.append_column(TABLE, pyarrow.array([id_] * len(table), pyarrow.string()))
        parts.append(named.append_column(PARTITION, pyarrow.array([partition] * len(table), pyarrow.string())))
    return pyarrow.concat_tables(parts[::-1], promote_options="default")


ROWS = rows_of({"山区": ["甲镇", "乙镇", "丙镇"]})


def test_stacked_tables_give_the_same_scores_after_a_journey(tmp_path: Path) -> None:
    asked = job_of(tmp_path, places() + folds())
    there = pickle.loads(pickle.dumps(asked))
    found = there.score(stacked(asked, ROWS, "one"))
    expected = asked.policy.score_arrow(tables_of(ROWS))
    assert found.equals(expected)
    assert found.schema == asked.schema
    assert found.schema.metadata is None


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    asked = job_of(tmp_path, places())
    rows = {**ROWS, "project": []}
    assert asked.score(stacked(asked, rows, "one")).equals(asked.policy.score_arrow(tables_of(rows)))


def test_a_policy_that_compares_all_units_is_refused(tmp_path: Path) -> None:
    with pytest.raises(kaohe.Refused, match="E601"):
        job_of(tmp_path, places("all"))


@pytest.mark.parametrize(
    ("second", "years", "told"),
    [
        ({"平原": ["丁镇"]}, [2022, 2023], []),
        ({"平原": ["甲镇"]}, [2022, 2023], [("E605", "甲镇")]),
        ({"山区": ["丁镇"]}, [2022, 2023], [("E606", "山区 2022"), ("E606", "山区 2023")]),
        ({"平原": ["丁镇"]}, [2023], [("E607", "“乡镇”的期间")]),
    ],
)
def test_what_two_partitions_hold_is_refused_with_both(
    second: dict[str, list[str]], years: list[int], told: list[tuple[str, str]], tmp_path: Path
) -> None:
    asked = job_of(tmp_path, places())
    held = [asked.held(stacked(asked, rows, name)) for name, rows in (("b", ROWS), ("a", rows_of(second, years)))]
    assert [each.column_names for each in held] == [list(HELD)] * 2
    found = twice(pyarrow.concat_tables(held))
    assert found.column_names == list(TWICE)
    names = {"E605": "units", "E606": "groups", "E607": "what"}
    try:
        refuse(found.to_pylist())
    except kaohe.Refused as refused:
        assert [(each.code, each.arguments[names[each.code]]) for each in refused.diagnostics] == told
        assert all((each.arguments["partition"], each.arguments["other"]) == ("b", "a") for each in refused.diagnostics)
    else:
        assert told == []


def test_what_is_the_same_is_in_the_same_bucket(tmp_path: Path) -> None:
    asked = job_of(tmp_path, places())
    buckets = [
        {(row["kind"], row["key"]): row["bucket"] for row in asked.held(stacked(asked, ROWS, name)).to_pylist()}
        for name in ("one", "two")
    ]
    assert buckets[0] == buckets[1]
