"""Partitions by Spark, on this machine: `pytest -m spark -n 0 tests/partitions/test_spark.py`.

It needs Java 17 and the extra `spark`, takes a minute, and is left out of the command of the README. A process of a
worker and a whole executor are killed in the middle, and nothing is lost or double.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kaohe
import pytest

from tests.partitions.towns import Tables, folds, in_one, loaded, places, rows_of, tables_of

pytestmark = pytest.mark.spark

PARTITIONS = 12


def rows(partition: int) -> Tables:
    return rows_of({f"片区{partition}": [f"{partition}-{town}镇" for town in range(8)]}, [2022, 2023])


class Killing(kaohe.Policy):
    """A policy that, where it is asked for the first time, ends the process that asks, or the one above it."""

    def __init__(self, inner: Any, folder: str) -> None:
        super().__init__(inner)
        self.folder = folder

    def score_arrow(self, tables: Any, **options: Any) -> Any:
        units = tables["town"].column("unit").to_pylist()
        with open(os.path.join(self.folder, "asked"), "a", encoding="utf-8") as file:
            file.write(f"{units[0].split('-')[0]}\n")
        for victim, partition in (("worker", "3-"), ("executor", "7-")):
            marker = os.path.join(self.folder, victim)
            if units[0].startswith(partition) and not os.path.exists(marker):
                Path(marker).touch()
                os.kill(os.getpid() if victim == "worker" else executor(), signal.SIGKILL)
        return super().score_arrow(tables, **options)


def executor() -> int:
    """The process of Java above this one."""
    process = os.getpid()
    while b"java" not in Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")[0]:
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return process


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    pytest.importorskip("pyspark")
    from pyspark import cloudpickle
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    root = Path(__file__).parents[2]
    os.environ["PYTHONPATH"] = os.pathsep.join([str(root / "engine"), str(root)])
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    folder = tmp_path_factory.mktemp("spark")
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", str(PARTITIONS))
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.warehouse.dir", str(folder))
        .config("spark.local.dir", str(folder))
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


def frames(spark: Any, partitions: dict[str, Tables]) -> dict[str, Any]:
    return {id_: spark.createDataFrame(table) for id_, table in in_one(partitions).items()}


def test_nothing_is_lost_or_double_where_a_worker_and_an_executor_are_killed(spark: Any, tmp_path: Path) -> None:
    from kaohe.partitions.cluster import on_spark

    plain = loaded(tmp_path, places() + folds())
    parts = {str(number): rows(number) for number in range(PARTITIONS)}
    method = Killing(plain._inner, str(tmp_path))
    results = on_spark(method, frames(spark, parts), "part").toArrow()
    expected = [row for each in parts.values() for row in plain.score_arrow(tables_of(each)).to_pylist()]
    key = ("unit", "period")
    found = sorted(results.to_pylist(), key=lambda row: [row[each] for each in key])
    assert found == sorted(expected, key=lambda row: [row[each] for each in key])
    assert len(found) == PARTITIONS * 8 * 2
    assert (tmp_path / "worker").exists() and (tmp_path / "executor").exists()
    asked = Counter((tmp_path / "asked").read_text(encoding="utf-8").split())
    assert len(asked) == PARTITIONS and asked["3"] > 1 and asked["7"] > 1
    print(f"{len(found)} rows of {PARTITIONS} partitions; partitions were asked for so many times: {dict(asked)}")


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ({"山区": ["甲镇"]}, "E605"),
        ({"平原": ["乙镇"]}, "E606"),
        ({"湖区": ["丙镇"]}, "E607"),
    ],
)
def test_partitions_that_are_not_apart_are_refused(
    second: dict[str, list[str]], code: str, spark: Any, tmp_path: Path
) -> None:
    from kaohe.partitions.cluster import on_spark

    years = [2022] if code == "E607" else [2022, 2023]
    parts = {"one": rows_of({"山区": ["甲镇"], "平原": ["丁镇"]}), "two": rows_of(second, years)}
    with pytest.raises(kaohe.Refused) as refused:
        on_spark(loaded(tmp_path, places()), frames(spark, parts), "part")
    (finding, *_) = refused.value.diagnostics
    assert finding.code == code and {finding.arguments["partition"], finding.arguments["other"]} == {"one", "two"}


def test_a_policy_that_compares_all_units_is_refused_before_anything_runs(spark: Any, tmp_path: Path) -> None:
    from kaohe.partitions.cluster import on_spark

    with pytest.raises(kaohe.Refused, match="E601"):
        on_spark(loaded(tmp_path, places("all")), {}, "part")


def test_a_fault_in_a_partition_ends_the_job_with_its_finding(spark: Any, tmp_path: Path) -> None:
    from kaohe.partitions.cluster import on_spark

    spoilt = rows(1)
    spoilt["town"][2]["v"] = None
    with pytest.raises(Exception, match=r"D20\d"):
        on_spark(loaded(tmp_path, places()), frames(spark, {"0": rows(0), "1": spoilt}), "part")
