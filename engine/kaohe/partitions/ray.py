"""Partitions by Ray Data: `score(policy, datasets, by)` is a Dataset of the results. Needs the extra `ray`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaohe.api.policy import Policy
from kaohe.partitions.cluster import BUCKET, MOST, PARTITION, TABLE, Job, job, refuse, twice


def score(policy: Policy, datasets: Mapping[str, Any], by: str, readings: Mapping[str, str] | None = None) -> Any:
    """The results of datasets by table id, each with the column `by`: rows that have the same there are a partition.

    It is no part of the data. First partitions are asked, by a job of its own, whether they are apart: raises Refused
    where a unit or a comparison group is in two of them, or the policy compares all units. The results are calculated
    when somebody asks for them; a partition that is refused ends their job, with the finding in its message.
    """
    schemas = {
        id_: dict(zip((kept := dataset.schema()).names, kept.types, strict=True)) for id_, dataset in datasets.items()
    }
    asked = job(policy, {id_: [name for name in own if name != by] for id_, own in schemas.items()}, readings)
    first, *others = [
        dataset.map_batches(_stacked, batch_format="pyarrow", fn_args=(asked, id_, by, schemas))
        for id_, dataset in datasets.items()
    ]
    groups = (first.union(*others) if others else first).groupby(PARTITION)
    held = groups.map_groups(asked.held, batch_format="pyarrow")
    found = held.groupby(BUCKET).map_groups(twice, batch_format="pyarrow")
    refuse(found.sort("kind", descending=True).take(MOST))
    return groups.map_groups(asked.score, batch_format="pyarrow")


def _stacked(rows: Any, asked: Job, table: str, by: str, schemas: Mapping[str, Mapping[str, Any]]) -> Any:
    import pyarrow

    columns = {
        PARTITION: rows.column(by).cast(pyarrow.string()),
        TABLE: pyarrow.array([table] * rows.num_rows, pyarrow.string()),
    }
    for id_ in asked.columns:
        for column, name in asked.stacked(id_).items():
            columns[name] = rows.column(column) if id_ == table else pyarrow.nulls(rows.num_rows, schemas[id_][column])
    return pyarrow.table(columns)
