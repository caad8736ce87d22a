"""Partitions by Spark: `score(policy, frames, by)` is a DataFrame of the results. Needs the extra `spark`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from kaohe.api.policy import Policy
from kaohe.partitions.cluster import BUCKET, HELD, MOST, PARTITION, TABLE, TWICE, Job, job, refuse, twice

_TYPES = {"int64": "bigint", "double": "double", "bool": "boolean", "string": "string"}


def score(policy: Policy, frames: Mapping[str, Any], by: str, readings: Mapping[str, str] | None = None) -> Any:
    """The results of frames by table id, each with the column `by`: rows that have the same there are a partition.

    It is no part of the data. First partitions are asked, by a job of its own, whether they are apart: raises Refused
    where a unit or a comparison group is in two of them, or the policy compares all units. The results are calculated
    when somebody asks for them; a partition that is refused ends their job, with the finding in its message.
    """
    from pyspark.sql.functions import desc

    asked = job(
        policy, {id_: [name for name in frame.columns if name != by] for id_, frame in frames.items()}, readings
    )
    groups = _stacked(asked, frames, by).groupBy(PARTITION)
    # Spark counts the arguments of a function, that of a method's own object among them.
    held = groups.applyInArrow(lambda rows: asked.held(rows), _fields(dict.fromkeys(HELD, "string")))
    found = held.groupBy(BUCKET).applyInArrow(lambda rows: twice(rows), _fields(dict.fromkeys(TWICE, "string")))
    refuse(row.asDict() for row in found.orderBy(desc("kind"), "text").limit(MOST).collect())
    fields = {field.name: _TYPES[str(field.type)] for field in asked.schema}
    return groups.applyInArrow(lambda rows: asked.score(rows), _fields(fields))


def _fields(types: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {type_}" for name, type_ in types.items())


def _stacked(asked: Job, frames: Mapping[str, Any], by: str) -> Any:
    from pyspark.sql import functions

    parts = []
    for id_, frame in frames.items():
        columns = [functions.col(f"`{column}`").alias(name) for column, name in asked.stacked(id_).items()]
        key = functions.col(f"`{by}`").cast("string").alias(PARTITION)
        parts.append(frame.select(key, functions.lit(id_).alias(TABLE), *columns))
    return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), parts)
