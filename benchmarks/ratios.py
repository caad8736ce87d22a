"""One table of ratios for start, many units, reading, and partitions: python benchmarks/ratios.py [RUNS]

What the other benchmarks look at closely, in short and in one run: each line says what is measured, beside what, how
many times as long it takes (or as much memory), and the goal. Jobs of a section take turns; times are the processor's,
medians. It takes some minutes, and for their lines polars, python-calamine and the packages of other_engines.py, which
the project does not need.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import against_numpy
import indicators_in_numpy
import other_engines
import partitions
import reading
import start_up
from chains_in_numpy import inputs_of, scores
from kaohe.diagnostics import Findings
from kaohe.evaluate.run import score
from many_units import text_of_many
from straight_line import Size, policy_of

UNITS, LARGE, IN_PARTITION, PARTITIONS = 60_000, 600_000, 2_000, 20
Line = tuple[str, str, float, str]
"""What, beside what, how many times as much, and the goal."""


def in_turns(jobs: Mapping[str, Callable[[], float]], runs: int) -> dict[str, float]:
    """The median of each job's own measurement."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for at in range(runs + 1):
        for name, job in jobs.items():
            found = job()
            if at:  # the first time things are compiled and kept
                taken[name].append(found)
    return {name: statistics.median(each) for name, each in taken.items()}


def of_start(runs: int, folder: Path) -> Iterator[Line]:
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("KAOHE", "PYTHONDONT"))}
    settings |= dict.fromkeys(("XDG_CACHE_HOME", "LOCALAPPDATA"), str(folder))
    many = folder / "many.yaml"
    many.write_text(policy_of(Size(units=6, indicators=1000)), encoding="utf-8")
    commands = {
        **start_up.COMMANDS,
        "numpy": [sys.executable, "-c", "import numpy"],
        "a policy of 1,000 indicators, kept": [sys.executable, "-c", start_up.LOAD, str(many)],
    }
    policy, data = reading.policy_of_wide_table(folder), folder / "wide"
    data.mkdir()
    reading.write_table(data / "report.csv", UNITS)
    commands["CSV to JSON"] = [*start_up.CLI, "score", str(folder / "wide.yaml"), str(data), "--format", "json"]
    jobs = {name: (lambda command=each: start_up.seconds(command, settings)) for name, each in commands.items()}
    found = in_turns(jobs, runs)
    goals = {
        "kaohe --help": "4",
        "kaohe score, six chains, JSON, kept": "10",
        "kaohe score, six chains, table, kept": "12",
        "kaohe score, six chains, JSON, read": "20, and networkx",
        "a policy of 1,000 indicators, kept": "33",
    }
    for name, goal in goals.items():
        yield name, start_up.PASS, found[name] / found[start_up.PASS], goal
    yield f"CSV to JSON, {UNITS:,} units of {policy.id}", "import numpy", found["CSV to JSON"] / found["numpy"], "25"


def of_many_units(runs: int, folder: Path) -> Iterator[Line]:
    for units, case in ((UNITS, ""), (LARGE, ""), *((UNITS, case) for case in against_numpy.CASES[1:])):
        policy = against_numpy.policy_of(case)
        dataset = against_numpy.dataset_of(policy, units, case)
        jobs = partial(scores, inputs_of(dataset)), partial(score, policy, dataset, {}, Findings())
        yield _against_hand(f"the chain method, {units:,} units{case and f', {case}'}, exact", jobs, runs)
    few, many = 6000, 1000
    yield _against_hand(f"{many:,} indicators, {few:,} units, exact", indicators_in_numpy.jobs_of(few, many), runs)


def _against_hand(what: str, jobs: tuple[Callable[[], object], Callable[[], object]], runs: int) -> Line:
    found = in_turns({str(at): partial(against_numpy.measured, job) for at, job in enumerate(jobs)}, runs)
    return what, "NumPy by hand", found["1"] / found["0"], "1.5"


def of_engines(runs: int, folder: Path) -> Iterator[Line]:
    jobs = other_engines.jobs_of(UNITS)
    found = in_turns({name: partial(against_numpy.measured, job) for name, job in jobs.items()}, runs)
    ours = found.pop(next(iter(jobs)))
    for name, taken in found.items():
        yield f"one method, {UNITS:,} units: {name}", "kaohe, exact", taken / ours, "none"


def of_reading(runs: int, folder: Path) -> Iterator[Line]:
    reading.ROUNDS = runs
    data = folder / "report"
    data.mkdir()
    policy, file = reading.policy_of_wide_table(folder), data / "report.csv"
    reading.write_table(file, UNITS)
    results = policy.score(policy.read(data))
    jobs: dict[str, Callable[[], object]] = {
        "read": lambda: policy.read(data),
        "csv": lambda: by_csv(file),
        "JSON": results.json,
        "table": results.text,
    }
    if polars := reading.library("polars"):
        jobs["polars"] = lambda: polars.read_csv(file)
    found = reading.medians(jobs)
    if polars:
        yield f"CSV of {UNITS:,} rows", "polars", found["read"] / found["polars"], "8"
    yield f"CSV of {UNITS:,} rows", "the csv module", found["read"] / found["csv"], "0.6, about"
    book = reading.medians(reading.jobs_of_workbook(folder))
    if "calamine" in book:
        cells = f"the cells of {reading.OF_WORKBOOK:,} rows of a workbook"
        yield cells, "calamine", book["the cells of a workbook"] / book["calamine"], "2.5"
    for name in ("JSON", "table"):
        yield f"results as {name}", "reading the CSV", found[name] / found["read"], "5"


def by_csv(file: Path) -> object:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(reading.csv.reader(lines))


def of_partitions(runs: int, folder: Path) -> Iterator[Line]:
    partitions.make(folder / "in", IN_PARTITION, PARTITIONS)
    policy = folder / "chains.yaml"
    policy.write_text(text_of_many(), encoding="utf-8")
    code = (
        "import sys, resource; from kaohe.command.main import process; process(); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )

    def memory(data: str) -> float:
        words = ["score", str(policy), "--from", str(folder / data), "--to", str(folder / f"results of {data}")]
        done = subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True, text=True)
        return float(done.stdout.split()[-1])

    (folder / "two").mkdir()
    for name in ("part-00000", "part-00001"):
        (folder / "two" / name).symlink_to(folder / "in" / name, target_is_directory=True)
    few, all_ = memory("two"), memory("in")
    yield f"memory for {PARTITIONS} partitions", "that for 2", all_ / few, "1, about"


def main(runs: int) -> None:
    lines: list[Line] = []
    for section in (of_start, of_many_units, of_engines, of_reading, of_partitions):
        with tempfile.TemporaryDirectory() as name:
            lines += section(runs, Path(name))
    print("| what | beside | times | goal: at most |\n| --- | --- | --- | --- |")
    for what, beside, times, goal in lines:
        print(f"| {what} | {beside} | {times:.1f} | {goal} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 7)
