"""A stream of partitions: python benchmarks/partitions.py [UNITS_IN_EACH] [PARTITIONS] [FOLDER] [all]

Makes partitions of the chain method over many units, made up, a folder each with a Parquet file for each table; scores
them by `kaohe score POLICY --from … --to …` in a process of its own; tells its memory and its time whenever a tenth of
the partitions is done; and takes everything away again. FOLDER (one for temporary files if none is given) has to have
room: 100 partitions of 50,000 units take 1 GB. With `all` there is one table with one figure, by which all units have
a coefficient, and a place by that: three passes. Memory and time are told of those that compare, too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow
from kaohe.evaluate.run import needed_tables
from kaohe.policy.model import Policy
from many_units import policy_of_many, text_of_many
from pyarrow import parquet

RECORDS = {"attracted_project": 4, "construction_project": 4, "leading_enterprise": 2, "platform": 2}
PAUSE = 10
"""Seconds between two looks at what is compared, of which no partition tells."""
WORDS = {"kind": "new", "level": "city"}


TOWNS = """\
kaohe: 2
policy: towns
title: 某地乡镇考核办法（虚构）
units: {town: {name: 乡镇, period: year, from: town}}
tables: {town: {name: 年报, key: [town, year], columns: [{measure: 分, names: {v: 得分}}]}}
scores:
  - {id: coefficient, name: 系数, for: town, efficacy: {of: v, within: all, base: 60, span: 40, when_equal: 100}}
  - {id: place, name: 名次, for: town, rank: {of: coefficient, within: all, ties: competition}}
"""


def towns_of(number: int, units: int) -> pyarrow.Table:
    """The towns of the partition with this number, each with a figure of six digits."""
    figures = np.random.default_rng(number).integers(0, 1_000_000, units) / 100
    names = [f"镇{number * units + each:09}" for each in range(units)]
    return pyarrow.table({"unit": names, "period": ["2023"] * units, "v": figures})


def tables_of(policy: Policy, number: int, units: int) -> dict[str, pyarrow.Table]:
    """The tables of the partition with this number; no unit and no group is in two of them."""
    made = np.random.default_rng(number)
    names = np.array([f"链{number * units + each:09}" for each in range(units)])
    found = {}
    for id_ in needed_tables(policy):
        each = RECORDS.get(id_, 1)
        rows = units * each
        columns: dict[str, object] = {"unit": np.repeat(names, each), "period": ["2023Q1"] * rows}
        for column in policy.tables[id_].columns.values():
            if column.type == "number":
                drawn = made.integers(0, 4 if column.whole else 4001, rows)
                columns[column.id] = drawn if column.whole else drawn / 100
            elif column.type == "truth":
                columns[column.id] = made.random(rows) < 0.1
            elif column.id == "team":
                columns[column.id] = [f"组{number}-{row // 6:05}" for row in range(rows)]
            else:
                columns[column.id] = [WORDS.get(column.id, f"第{row % each}个") for row in range(rows)]
        found[id_] = pyarrow.table(columns)
    return found


def make(folder: Path, units: int, partitions: int, are_compared: bool) -> None:
    policy = policy_of_many()
    for number in range(partitions):
        own = folder / f"part-{number:05}"
        own.mkdir(parents=True)
        tables = {"town": towns_of(number, units)} if are_compared else tables_of(policy, number, units)
        for id_, table in tables.items():
            parquet.write_table(table, own / f"{id_}.parquet")


def memory_of(process: int) -> tuple[int, int]:
    """The memory that a process has now, and the most that it had, in megabytes (Linux)."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    now, most = (int(lines[name].split()[0]) // 1024 for name in ("VmRSS", "VmHWM"))
    return now, most


def main(units: int, partitions: int, within: str | None, are_compared: bool) -> None:
    with tempfile.TemporaryDirectory(dir=within) as name:
        folder = Path(name)
        make(folder / "in", units, partitions, are_compared)
        policy = folder / "chains.yaml"
        policy.write_text(TOWNS if are_compared else text_of_many(), encoding="utf-8")
        command = [sys.executable, "-c", "import sys; from kaohe.command.main import process; sys.exit(process())"]
        command += ["score", str(policy), "--from", str(folder / "in"), "--to", str(folder / "out")]
        begun = time.monotonic()
        print("partitions      units    seconds   memory, MB   most, MB", flush=True)
        told = passed = 0
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None:
                time.sleep(0.2)
                if are_compared and not told and time.monotonic() - begun > passed + PAUSE and process.poll() is None:
                    passed, (now, most) = passed + PAUSE, memory_of(process.pid)
                    print(f"{'compared':>10} {'':>10} {passed:>10} {now:>12} {most:>10}", flush=True)
                done = len(list((folder / "out").glob("*/scores.parquet")))
                if done >= told + max(partitions // 10, 1) and process.poll() is None:
                    told, (now, most) = done, memory_of(process.pid)
                    seconds = time.monotonic() - begun
                    print(f"{done:>10} {done * units:>10} {seconds:>10.0f} {now:>12} {most:>10}", flush=True)
        used = os.times()
        print(
            f"ended with {process.returncode} after {used.children_user + used.children_system:.0f} s of the processor"
        )
        size = sum(file.stat().st_size for file in (folder / "out").rglob("*")) / 1e6
        kept = (folder / "out" / "progress.sqlite").stat().st_size / 1e6
        print(f"results {size - kept:.0f} MB, account of what was done {kept:.0f} MB")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        int(given[0]) if given else 50_000,
        int(given[1]) if given[1:] else 100,
        given[2] if given[2:] else None,
        "all" in given[3:],
    )
