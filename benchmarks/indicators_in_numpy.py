"""1,000 indicators over arrays beside NumPy by hand: python benchmarks/indicators_in_numpy.py [UNITS [INDICATORS]]

The made-up policy of straight_line.py: indicators by turns are a formula with a limit, tiers, an efficacy coefficient
among all units, a rank among all, and a rounding under a condition; then their sum, and the rank by it. By hand it is
floating point, for this data alone. Both take turns in one run; times are the processor's, medians.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Mapping

import numpy as np
from against_numpy import RUNS, measured
from chains_in_numpy import Floats
from kaohe.data.tables.dataset import Dataset, Numbers, TableData, Values, WholeArray
from kaohe.diagnostics import Findings
from kaohe.evaluate.columns import exact
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import score
from kaohe.language.periods import Period
from kaohe.policy.load import load_source
from kaohe.source_places import Source
from numpy.typing import NDArray
from straight_line import Size, policy_of

Whole = NDArray[np.int64]


def dataset_of(drawn: Mapping[str, Whole], sizes: Whole, units: int) -> Dataset:
    """Figures in tenths, and one project of each unit."""
    names, period = [f"单位{number:05}" for number in range(units)], Period(2015, 1, "quarter")
    figures: dict[str, Values] = {id_: Numbers(WholeArray(values, None), 10) for id_, values in drawn.items()}
    keys = [(name, period) for name in names]
    projects: dict[str, Values] = {"label": ["项目"] * units, "size": Numbers(WholeArray(sizes, None), 10)}
    tables = {
        "figures": TableData("figures", keys, figures),
        "projects": TableData("projects", [(*key, number) for number, key in enumerate(keys, 1)], projects),
    }
    return Dataset(tables, {"unit": names}, {"unit": dict.fromkeys(names, "all")}, {"unit": [period]})


def by_hand(figures: Mapping[str, Floats], sizes: Floats) -> dict[str, Floats]:
    """Every published value but the sums of a hundred, by id."""
    found: dict[str, Floats] = {}

    def rank(values: Floats) -> Floats:
        order = np.sort(-values)
        return np.searchsorted(order, -values) + 1.0

    for number, x in enumerate(figures.values()):
        kind = number % 5
        if kind == 0:
            points = np.minimum(x / 10, 10)
        elif kind == 1:
            points = np.where(x >= 80, 10.0, np.where(x >= 60, 6.0, 0.0))
        elif kind == 2:
            low, high = x.min(), x.max()
            points = 6 + 4 * (x - low) / (high - low) if high > low else np.full(len(x), 10.0)
        elif kind == 3:
            points = rank(x)
        else:
            points = np.where(x > 50, np.floor(x * 1.5 * 10 + 0.5) / 10, 0.0)
        found[f"s{number}"] = points
    x = figures["x0"]
    for _ in range(2):
        x = np.where(x > 50, x * 0.9, x + 1)
    found["calls"] = x
    found["sum"] = np.where(sizes > 5, sizes * 2, 0.0)
    found["total"] = sum(found.values())  # type: ignore[assignment]
    found["place"] = rank(found["total"])
    return found


def jobs_of(units: int, indicators: int) -> tuple[Callable[[], dict[str, Floats]], Callable[[], Evaluation]]:
    """The calculation by hand, and the exact one."""
    made = np.random.default_rng(11)
    drawn = {f"x{number}": made.integers(0, 1001, units) for number in range(indicators)}
    sizes = made.integers(0, 101, units)
    policy = load_source(Source("straight", policy_of(Size(units=units, indicators=indicators))))
    dataset = dataset_of(drawn, sizes, units)
    figures, floats = {id_: values / 10 for id_, values in drawn.items()}, sizes / 10
    return lambda: by_hand(figures, floats), lambda: score(policy, dataset, {"Q1": "plain"}, Findings())[1]


def main(units: int = 6000, indicators: int = 1000) -> None:
    jobs = jobs_of(units, indicators)
    off, run = {}, jobs[1]()
    for id_, values in jobs[0]().items():
        true = np.array(exact(run.value(("unit", id_))), np.float64)
        off[id_] = int(np.count_nonzero(np.abs(true - values) > 1e-9))
    rounded = [count for number, count in enumerate(off.values()) if number < indicators and number % 5 == 4]
    assert sum(off.values()) == sum(rounded) + off["total"] + off["place"]  # floating point rounds some halves down
    times = [statistics.median(each) for each in zip(*([*map(measured, jobs)] for _ in range(RUNS)), strict=True)]
    print(
        f"{units:,} units, {indicators:,} indicators: by hand {times[0] * 1000:.0f} ms, exact {times[1] * 1000:.0f} ms,"
        f" {times[1] / times[0]:.2f} ×; by hand {sum(rounded):,} of {units * len(rounded):,} rounded values,"
        f" {off['total']:,} totals and {off['place']:,} places are wrong"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
