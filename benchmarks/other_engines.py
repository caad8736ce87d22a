"""One method in several engines: python benchmarks/other_engines.py [UNITS [RUNS]]

Scores of the kinds that the chain method has, which all engines can say: efficacy coefficients within groups of six and
their weighted sum, tiers, so much for each of a thing with a cap, deductions; of what needs no division the sum
(`activities`), the total, and the competition rank in the group by each of the two. `one_method_elsewhere.py` has the
same in each engine. Data are made up, from a fixed seed, and lie in memory as the engine has them: arrays, a frame, a
table, a simulation's inputs, dictionaries. Engines take turns in one run; time is the processor's, all threads
together; the table has medians, and how many values are not those of exact fractions. polars, duckdb, openfisca-core
and zen-engine are nothing that the project needs: what is not installed is left out, and said.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import version
from typing import Any

import numpy as np
from against_numpy import measured
from kaohe.data.tables.dataset import Dataset, Numbers, TableData, Values, WholeArray
from kaohe.diagnostics import Findings
from kaohe.evaluate.columns import exact
from kaohe.evaluate.run import score
from kaohe.language.periods import Period
from kaohe.policy.load import load_source
from kaohe.source_places import Source
from one_method_elsewhere import (
    GROUP,
    RESULTS,
    Array,
    Calculation,
    Columns,
    in_duckdb,
    in_numpy,
    in_openfisca,
    in_polars,
    in_zen,
)

ENGINES: dict[str, tuple[str, Callable[[Columns], Calculation]]] = {
    "NumPy by hand": ("numpy", in_numpy),
    "Polars": ("polars", in_polars),
    "DuckDB, DOUBLE": ("duckdb", in_duckdb),
    "DuckDB, DECIMAL but for what is divided": ("duckdb", partial(in_duckdb, is_decimal=True)),
    "OpenFisca": ("openfisca-core", in_openfisca),
    "GoRules Zen": ("zen-engine", in_zen),
}
"""Each with its package."""
HUNDREDTHS = {"growth": 4001, "share": 4001, "investment": 401}
COUNTS = ("national", "provincial", "meetings", "trips", "contracts", "late", "unfinished")
POLICY = """\
kaohe: 2
policy: beside
title: 几个引擎都能写的办法（虚构）
units: {chain: {name: 产业链, period: quarter, from: report, group: team}}
tables:
  report:
    name: 季报
    key: [chain, quarter]
    columns:
      - {type: text, names: {team: 组别}}
      - {measure: "%", names: {growth: 产值增长率, share: 产值占比}}
      - {measure: 亿元, min: 0, names: {investment: 投资额}}
      - {measure: 家, whole: yes, min: 0, names: {national: 国家级小巨人, provincial: 省级小巨人}}
      - {measure: 次, whole: yes, min: 0, names: {meetings: 招商推介会, trips: 外出招商, contracts: 正式招商合同}}
      - {measure: 次, whole: yes, min: 0, names: {late: 延迟报送, unfinished: 未完成交办任务}}
scores:
  - {id: growth_score, name: 增长, for: chain,
     efficacy: {of: growth, within: group, base: 3, span: 2, when_equal: 5}}
  - {id: share_score, name: 占比, for: chain,
     efficacy: {of: share, within: group, base: 3, span: 2, when_equal: 5}}
  - {id: output_score, name: 产值, for: chain, formula: 0.6 × growth_score + 0.4 × share_score}
  - {id: investment_score, name: 投资, for: chain,
     tiers: {of: investment, at_least: {2 亿元: 6, 1.5 亿元: 4, 1 亿元: 2, 0.5 亿元: 1, 0.2 亿元: 0.5}, below: 0}}
  - {id: giants_score, name: 小巨人, for: chain, per_item: {national: 0.7, provincial: 0.3}, cap: 5}
  - {id: promotion_score, name: 招商, for: chain, per_item: {meetings: 1, trips: 0.7, contracts: 0.5}, cap: 4}
  - {id: duties_score, name: 报送, for: chain, deduct: {from: 3, each: {late: 0.5, unfinished: 0.2}, floor: 0}}
  - {id: activities, name: 工作得分, for: chain,
     formula: investment_score + giants_score + promotion_score + duties_score}
  - {id: total, name: 总分, for: chain, formula: output_score + activities}
  - {id: activities_rank, name: 工作名次, for: chain,
     rank: {of: activities, within: group, first: highest, ties: competition}}
  - {id: rank, name: 名次, for: chain, rank: {of: total, within: group, first: highest, ties: competition}}
"""


def by_kaohe(drawn: Mapping[str, Array], units: int) -> Callable[[], Any]:
    policy, period = load_source(Source("beside", POLICY)), Period(2023, 1, "quarter")
    names = [f"链{number:06}" for number in range(units)]
    teams = {name: f"组{row // GROUP:05}" for row, name in enumerate(names)}
    columns: dict[str, Values] = {"team": list(teams.values())}
    for id_, values in drawn.items():
        unit = policy.tables["report"].columns[id_].measure.scale / (100 if id_ in HUNDREDTHS else 1)
        columns[id_] = Numbers(WholeArray(values * unit.numerator, None), unit.denominator)
    table = TableData("report", [(name, period) for name in names], columns)
    data = Dataset({"report": table}, {"chain": names}, {"chain": teams}, {"chain": [period]})
    return lambda: score(policy, data, {}, Findings())[1]


def off(found: Columns, true: Mapping[str, Array]) -> str:
    """Of each result how many are off, by more than 1e-9."""
    order = np.argsort(found["unit"]) if "unit" in found else slice(None)
    return " | ".join(f"{np.count_nonzero(np.abs(found[id_][order] - true[id_]) > 1e-9):,}" for id_ in RESULTS)


def jobs_of(units: int) -> dict[str, Callable[[], Any]]:
    """The calculation by each engine that is there, kaohe's first."""
    made = np.random.default_rng(7)
    drawn: dict[str, Array] = {name: made.integers(0, most, units) for name, most in HUNDREDTHS.items()}
    drawn |= {name: made.integers(0, 5, units) for name in COUNTS}
    inputs = {name: values / 100 if name in HUNDREDTHS else values for name, values in drawn.items()}
    inputs["team"] = np.arange(units) // GROUP
    jobs: dict[str, Callable[[], Any]] = {"kaohe, exact": by_kaohe(drawn, units)}
    for name, (package, engine) in ENGINES.items():
        try:
            jobs[f"{name} ({version(package)})"] = engine(inputs)
        except ModuleNotFoundError:
            print(f"{package} is not installed (pip install {package}): {name} is left out")
    return jobs


def main(units: int, runs: int) -> None:
    jobs = jobs_of(units)
    times = [[measured(job) for job in jobs.values()] for _ in range(runs + 1)]
    later = zip(*times[1:], strict=True)  # the first time things are compiled
    medians = dict(zip(jobs, map(statistics.median, later), strict=True))
    by_hand = next(time for name, time in medians.items() if name.startswith("NumPy"))
    run = jobs["kaohe, exact"]()
    true = {id_: np.array(exact(run.value(("chain", id_))), np.float64) for id_ in RESULTS}
    print(f"| {units:,} units | ms | × NumPy | × kaohe | {' | '.join(f'{id_} off' for id_ in RESULTS)} |")
    print("| --- " * 8 + "|")
    for name, job in jobs.items():
        ratios = f"{medians[name] / by_hand:.1f} | {medians[name] / medians['kaohe, exact']:.1f}"
        faults = "0 | 0 | 0 | 0" if name == "kaohe, exact" else off(job(), true)
        print(f"| {name} | {medians[name] * 1000:,.1f} | {ratios} | {faults} |")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]] or [60_000, 5])
