"""What a cluster runs: one function, a table of Arrow in and one out, of all rows of a partition.

An engine that groups rows takes one table. So the tables of a policy are stacked: each row says which table it is of,
and has the columns of all. `Job` says how they are stacked, and scores what an engine hands to it; it goes to the
machines as it is, with its policy. What is particular to Spark and to Ray Data stacks, groups and calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from kaohe.api.policy import Policy
from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Diagnostic, Findings, Refused
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import needed_tables
from kaohe.lazy import dataclass
from kaohe.partitions.compared import compare_all, groups_compared, held, tell_compare_all
from kaohe.policy.declarations import bound_readings
from kaohe.report.results.arrow import schema_of

PARTITION, TABLE = "partition", "table"
"""The first columns of what is stacked: which partition a row is of, and which table."""


@dataclass(frozen=True, slots=True)
class Job:
    """A policy, its readings, and the columns of each table, by which rows are stacked."""

    policy: Policy
    columns: Mapping[str, Sequence[str]]
    readings: Mapping[str, str]

    def stacked(self, table: str) -> dict[str, str]:
        """What the columns of a table are called among those of all: the name there, by the name in the table."""
        return {column: f"{table}:{column}" for column in self.columns[table]}

    @property
    def schema(self) -> Any:
        """The schema of what `score` gives."""
        return schema_of(self.policy._inner)

    def _tables(self, rows: Any) -> dict[str, Any]:
        import pyarrow
        from pyarrow import compute

        found = {}
        for table in self.columns:
            own = rows.filter(compute.equal(rows.column(TABLE), table))
            names = self.stacked(table)
            found[table] = pyarrow.table({column: own.column(name) for column, name in names.items()})
        return found

    def score(self, rows: Any) -> Any:
        """The results of a partition, as a table of pyarrow. Raises Refused."""
        return self.policy.score_arrow(self._tables(rows), readings=self.readings).replace_schema_metadata(None)

    def held(self, rows: Any) -> Any:
        """What a partition holds that no other may (HELD). Raises Refused."""
        import pyarrow

        policy, findings = self.policy._inner, Findings()
        dataset = dataset_of_rows(policy, self._tables(rows), findings, needed_tables(policy))
        findings.stop_on_errors()
        readings = bound_readings(policy, self.readings, findings)
        mine = held(Evaluation(policy, dataset, readings, findings), groups_compared(policy, readings, findings))
        found = [("unit", key.hex(), unit) for key, (_, unit) in mine.units.items()]
        found += [("group", key.hex(), name) for key, (name, _) in mine.groups.items()]
        found += [("alike", words.zh, value) for words, value in mine.alike.values()]
        partition = str(rows.column(PARTITION)[0].as_py())
        told = [(kind if kind == "alike" else key[:2], kind, key, text, partition) for kind, key, text in found]
        return pyarrow.table([pyarrow.array(each, pyarrow.string()) for each in zip(*told, strict=True)], names=HELD)


HELD = (BUCKET := "bucket", "kind", "key", "text", PARTITION)
"""The columns of what partitions hold: a row for each unit and group, by digests, and for what has to be alike. What
may be the same is in the same bucket, of which there are some hundred."""
TWICE = ("kind", "text", "one", "other")
"""The columns of what two partitions hold, and must not."""
MOST = 5
"""So many of these are told."""


def twice(rows: Any) -> Any:
    """Of what partitions hold (one bucket of it, or all) what is in two of them, or not alike in two."""
    import pyarrow

    first: dict[tuple[str, str], tuple[str, str]] = {}
    found: list[tuple[str, str, str, str]] = []
    for row in rows.to_pylist():
        text, partition = first.setdefault((row["kind"], row["key"]), (row["text"], row[PARTITION]))
        if partition != row[PARTITION] and (row["kind"] != "alike" or text != row["text"]):
            name = row["key"] if row["kind"] == "alike" else text
            found.append((row["kind"], name, *sorted((partition, row[PARTITION]))))
    columns = zip(*found, strict=True) if found else ([] for _ in TWICE)
    return pyarrow.table([pyarrow.array(each, pyarrow.string()) for each in columns], names=TWICE)


def job(policy: Policy, columns: Mapping[str, Sequence[str]], readings: Mapping[str, str] | None) -> Job:
    """The job of a policy over tables with these columns.

    Raises Refused where the policy cannot be scored by partitions (E601 to E604).
    """
    findings = Findings()
    bound = bound_readings(policy._inner, readings or {}, findings)
    tell_compare_all(compare_all(policy._inner, bound), "E601", findings)
    groups_compared(policy._inner, bound, findings)
    findings.stop_on_errors()
    return Job(policy, {table: tuple(names) for table, names in columns.items()}, dict(readings or {}))


def refuse(found: Iterable[Mapping[str, str]]) -> None:
    """Raises Refused for rows of TWICE: E605 for units, E606 for groups, E607 for what is not alike."""
    named = {"unit": ("E605", "units"), "group": ("E606", "groups"), "alike": ("E607", "what")}
    told = []
    for row in found:
        code, name = named[row["kind"]]
        count = {} if row["kind"] == "alike" else {"count": 1}
        told.append(
            Diagnostic(code, None, {name: row["text"], "partition": row["other"], "other": row["one"], **count})
        )
    if any(each.code == "E605" for each in told):  # of units that are twice the groups are, too
        told = [each for each in told if each.code != "E606"]
    if told:
        raise Refused(told)


_SPARK_TYPES = {"int64": "bigint", "double": "double", "bool": "boolean", "string": "string"}


def on_spark(policy: Policy, frames: Mapping[str, Any], by: str, readings: Mapping[str, str] | None = None) -> Any:
    """A DataFrame of the results, by Spark, which needs the extra `spark`.

    There is a frame for each table, by its id, with the column `by`: rows that have the same there are a partition. It
    is no part of the data. First partitions are asked, by a job of its own, whether they are apart: raises Refused
    where a unit or a comparison group is in two of them, or the policy compares all units. The results are calculated
    when somebody asks for them; a partition that is refused ends their job, with the finding in its message.
    """
    from pyspark.sql.functions import desc

    asked = job(
        policy, {id_: [name for name in frame.columns if name != by] for id_, frame in frames.items()}, readings
    )
    groups = _stacked_by_spark(asked, frames, by).groupBy(PARTITION)
    # Spark counts the arguments of a function, that of a method's own object among them.
    held = groups.applyInArrow(lambda rows: asked.held(rows), _fields(dict.fromkeys(HELD, "string")))
    found = held.groupBy(BUCKET).applyInArrow(lambda rows: twice(rows), _fields(dict.fromkeys(TWICE, "string")))
    refuse(row.asDict() for row in found.orderBy(desc("kind"), "text").limit(MOST).collect())
    fields = {field.name: _SPARK_TYPES[str(field.type)] for field in asked.schema}
    return groups.applyInArrow(lambda rows: asked.score(rows), _fields(fields))


def _fields(types: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {type_}" for name, type_ in types.items())


def _stacked_by_spark(asked: Job, frames: Mapping[str, Any], by: str) -> Any:
    from pyspark.sql import functions

    parts = []
    for id_, frame in frames.items():
        columns = [functions.col(f"`{column}`").alias(name) for column, name in asked.stacked(id_).items()]
        key = functions.col(f"`{by}`").cast("string").alias(PARTITION)
        parts.append(frame.select(key, functions.lit(id_).alias(TABLE), *columns))
    return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), parts)


def on_ray(policy: Policy, datasets: Mapping[str, Any], by: str, readings: Mapping[str, str] | None = None) -> Any:
    """A Dataset of the results, by Ray Data, which needs the extra `ray`.

    There is a dataset for each table, by its id, with the column `by`: rows that have the same there are a partition.
    It is no part of the data. First partitions are asked, by a job of its own, whether they are apart: raises Refused
    where a unit or a comparison group is in two of them, or the policy compares all units. The results are calculated
    when somebody asks for them; a partition that is refused ends their job, with the finding in its message.
    """
    schemas = {
        id_: dict(zip((kept := dataset.schema()).names, kept.types, strict=True)) for id_, dataset in datasets.items()
    }
    asked = job(policy, {id_: [name for name in own if name != by] for id_, own in schemas.items()}, readings)
    first, *others = [
        dataset.map_batches(_stacked_by_ray, batch_format="pyarrow", fn_args=(asked, id_, by, schemas))
        for id_, dataset in datasets.items()
    ]
    groups = (first.union(*others) if others else first).groupby(PARTITION)
    held = groups.map_groups(asked.held, batch_format="pyarrow")
    found = held.groupby(BUCKET).map_groups(twice, batch_format="pyarrow")
    refuse(found.sort("kind", descending=True).take(MOST))
    return groups.map_groups(asked.score, batch_format="pyarrow")


def _stacked_by_ray(rows: Any, asked: Job, table: str, by: str, schemas: Mapping[str, Mapping[str, Any]]) -> Any:
    import pyarrow

    columns = {
        PARTITION: rows.column(by).cast(pyarrow.string()),
        TABLE: pyarrow.array([table] * rows.num_rows, pyarrow.string()),
    }
    for id_ in asked.columns:
        for column, name in asked.stacked(id_).items():
            columns[name] = rows.column(column) if id_ == table else pyarrow.nulls(rows.num_rows, schemas[id_][column])
    return pyarrow.table(columns)
