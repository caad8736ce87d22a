"""Partitions by Ray Data, on this machine: `pytest -m ray -n 0 tests/partitions/test_ray.py`.

It needs the extra `ray`, and is left out of the command of the README.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kaohe
import pytest

from tests.partitions.towns import Tables, folds, in_one, loaded, places, rows_of, tables_of

pytestmark = pytest.mark.ray


@pytest.fixture(scope="module")
def data() -> Iterator[Any]:
    ray = pytest.importorskip("ray")
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root / "engine"), str(root)])
    ray.init(num_cpus=2, include_dashboard=False, runtime_env={"env_vars": {"PYTHONPATH": path}}, log_to_driver=False)
    yield ray.data
    ray.shutdown()


def datasets(data: Any, partitions: dict[str, Tables]) -> dict[str, Any]:
    return {id_: data.from_arrow(table) for id_, table in in_one(partitions).items()}


def test_results_are_those_of_each_partition(data: Any, tmp_path: Path) -> None:
    from kaohe.partitions.cluster import on_ray

    method = loaded(tmp_path, places() + folds())
    parts = {
        str(number): rows_of({f"片区{number}": [f"{number}-{town}镇" for town in range(8)]}) for number in range(3)
    }
    found = on_ray(method, datasets(data, parts), "part").take_all()
    expected = [row for each in parts.values() for row in method.score_arrow(tables_of(each)).to_pylist()]
    by_key = lambda row: (row["unit"], row["period"])  # noqa: E731
    assert sorted(found, key=by_key) == sorted(expected, key=by_key)


@pytest.mark.parametrize(
    ("second", "code"), [({"山区": ["甲镇"]}, "E605"), ({"平原": ["乙镇"]}, "E606"), ({"湖区": ["丙镇"]}, "E607")]
)
def test_partitions_that_are_not_apart_are_refused(
    second: dict[str, list[str]], code: str, data: Any, tmp_path: Path
) -> None:
    from kaohe.partitions.cluster import on_ray

    years = [2022] if code == "E607" else [2022, 2023]
    parts = {"one": rows_of({"山区": ["甲镇"], "平原": ["丁镇"]}), "two": rows_of(second, years)}
    with pytest.raises(kaohe.Refused) as refused:
        on_ray(loaded(tmp_path, places()), datasets(data, parts), "part")
    (finding, *_) = refused.value.diagnostics
    assert finding.code == code and {finding.arguments["partition"], finding.arguments["other"]} == {"one", "two"}
