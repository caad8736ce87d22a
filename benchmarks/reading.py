"""How long a wide table takes to read: python benchmarks/reading.py [ROWS …]

Made-up rows of 35 columns (a unit, a period, thirty columns of numbers with up to two decimals, three of texts), from a
fixed seed, as CSV, as Parquet, and 10,000 of them as a workbook. Beside the data reader, which checks each cell and
makes the data set, stand Python's csv module and polars, which make cells and columns, and calamine. They take turns in
one process. Time is the processor's, all threads together; the tables have medians.
"""

from __future__ import annotations

import csv
import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import kaohe

UNITS, NUMBERS, ROUNDS, OF_WORKBOOK = 60_000, 30, 5, 10_000
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


def rows_of_wide_table(units: int) -> list[list[str]]:
    """The header and the made-up rows."""
    rng = random.Random(7)
    rows = [["乡镇", "季度", "组别", "地形", "填报部门", *(f"指标{at}" for at in range(NUMBERS))]]
    for number in range(units):
        figures = []
        for at in range(NUMBERS):
            figure = rng.randint(100, 99_999)
            figures.append(str(figure) if at % 5 == 3 else f"{figure / 100:.2f}".rstrip("0").rstrip("."))
        land = rng.choice(("山区", "平原"))
        rows.append([f"乡镇{number:06}", "2024Q1", f"组{number // 6:05}", land, f"第{number % 40}办公室", *figures])
    return rows


def write_table(file: Path, units: int) -> None:
    """The rows as CSV."""
    file.write_text("".join(f"{','.join(row)}\n" for row in rows_of_wide_table(units)), encoding="utf-8")


def library(name: str) -> Any:
    """A library that the project does not need; None where it is not installed, which is said."""
    if find_spec(name) is None:
        print(f"{name} is not installed (pip install {name.replace('_', '-')}): it is left out")
        return None
    return import_module(name)


def medians(jobs: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of the processor for each job, taken in turns."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for at in range(ROUNDS + 1):
        for name, job in jobs.items():
            start = time.process_time()
            job()
            if at:  # the first time things are imported
                taken[name].append(time.process_time() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def tell(what: str, taken: Mapping[str, float]) -> None:
    """Each time, and how many times as long the first one takes."""
    first = next(iter(taken.values()))
    print(what + "".join(f"\n  {name:<24}{t * 1000:>8,.0f} ms{first / t:>8.1f} ×" for name, t in taken.items()))


def measure(units: int, folder: Path) -> None:
    policy, file = policy_of_wide_table(folder), folder / "data" / "report.csv"
    file.parent.mkdir()
    write_table(file, units)

    def by_csv() -> object:
        with file.open(encoding="utf-8", newline="") as lines:
            return list(csv.reader(lines))

    jobs: dict[str, Callable[[], object]] = {"CSV": lambda: policy.read(file.parent), "csv module": by_csv}
    if polars := library("polars"):
        jobs["polars"] = lambda: polars.read_csv(file)
        if library("pyarrow"):
            polars.read_csv(file).write_parquet(folder / "report.parquet")
            jobs["Parquet"] = lambda: policy.read(folder / "report.parquet")
    results = policy.score(policy.read(file.parent))
    tell(f"{units:,} rows", medians(jobs | {"JSON": results.json, "table": results.text}))
    tracemalloc.start()
    data = policy.read(file.parent)
    print(f"  {tracemalloc.get_traced_memory()[0] / units / 1000:.1f} kB a unit are kept by {data!r}")
    tracemalloc.stop()


def jobs_of_workbook(folder: Path) -> dict[str, Callable[[], object]]:
    """What reads the cells of 10,000 of the rows in a workbook."""
    from kaohe.data.xlsx.workbook import read_workbook
    from kaohe.diagnostics import Findings
    from kaohe.progress import collector_held
    from xlsxwriter import Workbook

    path = folder / "report.xlsx"
    book = Workbook(path)
    sheet = book.add_worksheet("乡镇季报")
    for row, cells in enumerate(rows_of_wide_table(OF_WORKBOOK)):
        sheet.write_row(row, 0, [*cells[:5], *(map(float, cells[5:]) if row else cells[5:])])
    book.close()

    @collector_held()
    def by_kaohe() -> object:
        return [sheet.read() for sheet in read_workbook(path, str(path), Findings())]

    jobs: dict[str, Callable[[], object]] = {"the cells of a workbook": by_kaohe}
    if calamine := library("python_calamine"):
        jobs["calamine"] = lambda: calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return jobs


def main(sizes: list[int]) -> None:
    for units in sizes:
        with tempfile.TemporaryDirectory() as name:
            measure(units, Path(name))
    with tempfile.TemporaryDirectory() as name:
        tell(f"{OF_WORKBOOK:,} rows of a workbook", medians(jobs_of_workbook(Path(name))))


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [UNITS])
