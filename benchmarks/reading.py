"""How long a wide table takes to read: python benchmarks/reading.py [ROWS …]

A made-up CSV file of 35 columns (a unit, a period, thirty columns of numbers with up to two decimals, three of texts),
from a fixed seed. Beside the data reader, which checks each cell and makes the data set, stand Python's csv module and
polars, which make cells and columns. They take turns in one process; the table has medians, and memory a unit.
"""

from __future__ import annotations

import csv
import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import kaohe

UNITS, NUMBERS, ROUNDS = 60_000, 30, 5
POLICY = """\
kaohe: 2
policy: wide
title: 宽表读取测试
in_force: {{from: 2024Q1}}
units: {{town: {{name: 乡镇, period: quarter, from: report, group: team}}}}
tables:
  report:
    name: 乡镇季报
    key: [town, quarter]
    columns:
      - {{type: text, names: {{team: 组别}}}}
      - {{type: choice, choices: {{hill: 山区, plain: 平原}}, names: {{land: 地形}}}}
      - {{type: text, names: {{office: 填报部门}}}}
{columns}
scores:
  - {{id: total, name: 总分, for: town, formula: "{values}"}}
"""


def policy_of_wide_table(folder: Path) -> kaohe.Policy:
    """A policy that adds up all thirty columns."""
    measures = ("万元", "%", "亩", "人", "公里")
    columns = [f'      - {{measure: "{measures[at % 5]}", names: {{c{at}: 指标{at}}}}}' for at in range(NUMBERS)]
    values = " + ".join(f"c{at} / 1 {measures[at % 5]}" if at % 5 != 1 else f"c{at}" for at in range(NUMBERS))
    file = folder / "wide.yaml"
    file.write_text(POLICY.format(columns="\n".join(columns), values=values), encoding="utf-8")
    return kaohe.load(file)


def write_table(file: Path, units: int) -> None:
    """The made-up rows."""
    rng = random.Random(7)
    with file.open("w", encoding="utf-8", newline="") as out:
        heads = [f"指标{at}" for at in range(NUMBERS)]
        out.write(",".join(["乡镇", "季度", "组别", "地形", "填报部门", *heads]) + "\n")
        for number in range(units):
            figures = []
            for at in range(NUMBERS):
                figure = rng.randint(100, 99_999)
                figures.append(str(figure) if at % 5 == 3 else f"{figure / 100:.2f}".rstrip("0").rstrip("."))
            land = rng.choice(("山区", "平原"))
            texts = [f"乡镇{number:06}", "2024Q1", f"组{number // 6:05}", land, f"第{number % 40}办公室"]
            out.write(",".join([*texts, *figures]) + "\n")


def seconds(read: Callable[[], object]) -> float:
    """Of the processor, all threads together."""
    start = time.process_time()
    read()
    return time.process_time() - start


def main(sizes: list[int]) -> None:
    try:
        import polars
    except ImportError:
        polars = None  # type: ignore[assignment]
        print("polars is not installed (pip install polars): its column is left out")
    for units in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            policy, file = policy_of_wide_table(folder), folder / "data" / "report.csv"
            file.parent.mkdir()
            write_table(file, units)

            def by_csv(file: Path = file) -> object:
                with file.open(encoding="utf-8", newline="") as lines:
                    return list(csv.reader(lines))

            def by_kaohe(policy: kaohe.Policy = policy, file: Path = file) -> object:
                return policy.read(file.parent)

            readers = {"kaohe": by_kaohe, "csv": by_csv}
            if polars is not None:
                readers["polars"] = lambda file=file: polars.read_csv(file)  # type: ignore[misc]
            for read in readers.values():
                read()
            taken = {name: [seconds(read) for _ in range(ROUNDS)] for name, read in readers.items()}
            medians = {name: statistics.median(times) for name, times in taken.items()}
            tracemalloc.start()
            data = policy.read(file.parent)
            kept, _ = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            del data
            ratios = ", ".join(
                f"{medians['kaohe'] / seconds:.1f} × {name}" for name, seconds in medians.items() if name != "kaohe"
            )
            times = ", ".join(f"{name} {seconds * 1000:,.0f} ms" for name, seconds in medians.items())
            print(f"{units:>8} rows: {times}; {ratios}; {kept / units / 1000:.1f} kB a unit are kept")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [UNITS])
