"""How the working paper's cost grows: python benchmarks/workbook.py [--profile]

Made-up policies that grow in one thing at a time: units, periods, records, nested methods, indicators. For each the
exponent of a power law is fitted to the largest sizes and printed; 1 is a straight line. The last lines set the time
of the largest paper beside that of the scores alone.
"""

from __future__ import annotations

import cProfile
import pstats
import random
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from math import log

from kaohe.analysis.appraisal import Appraisal, Scored
from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Findings
from kaohe.evaluate.scores_and_targets import needed_tables, score
from kaohe.places import Source
from kaohe.policy.load import load_source
from kaohe.policy.model import Policy
from kaohe.report.working_paper import workbook

Rows = Mapping[str, list[dict[str, object]]]


@dataclass(frozen=True)
class Size:
    """How much there is of each thing; `records` are those of a unit in a period."""

    units: int = 24
    periods: int = 4
    records: int = 2
    depth: int = 2
    indicators: int = 8


GROWTH = {
    "units": (60, 120, 240),
    "periods": (8, 16, 32),
    "records": (8, 16, 32),
    "depth": (4, 8, 16),
    "indicators": (20, 40, 80),
}


def policy_of(size: Size) -> Policy:
    """Units in groups of twelve, indicators of four kinds, a ledger, and a method that calls itself `depth` deep."""
    groups = "\n".join(
        f"      g{number}: {{name: 第{number}组, members: [{', '.join(_units(size)[number * 12 : number * 12 + 12])}]}}"
        for number in range(-(-size.units // 12))
    )
    columns = ", ".join(f"x{number}: 指标{number}" for number in range(size.indicators))
    methods = "\n".join(
        f"  m{number}: {{name: 方法{number}, parameters: [v], means: {{formula: 'min(m{number + 1}(v) + 1, 90)'}}}}"
        for number in range(size.depth)
    )
    scores = "\n".join(
        f"  - {{id: s{number}, name: 得分{number}, for: town, points: 100, {_rule(number)}}}"
        for number in range(size.indicators)
    )
    parts = " + ".join(f"s{number}" for number in range(size.indicators))
    return load_source(
        Source(
            "many.yaml",
            f"""kaohe: 1
policy: many
title: 很多
units:
  town:
    name: 镇
    period: quarter
    groups:
{groups}
tables:
  figures:
    name: 季报
    key: {{unit: town, period: quarter}}
    columns:
      - {{min: 0, names: {{{columns}}}}}
  projects:
    name: 项目
    records_of: {{unit: town, period: quarter}}
    columns:
      - {{type: text, names: {{label: 名称}}}}
      - {{measure: 亿元, min: 0, names: {{amount: 投资}}}}
methods:
{methods}
  m{size.depth}: {{name: 方法, parameters: [v], means: {{formula: "v / 2"}}}}
scores:
{scores}
  - id: built
    name: 项目分
    for: town
    points: 20
    sum: {{over: projects, where: amount >= 1 亿元, of: amount / 1 亿元}}
  - {{id: total, name: 总分, for: town, formula: "{parts} + min(built, 20)"}}
  - {{id: place, name: 名次, for: town, rank: {{of: total, within: group, ties: competition}}}}
""",
        )
    )


def _rule(number: int) -> str:
    column = f"x{number}"
    return (
        f"formula: 'm0({column})'",
        f"efficacy: {{of: {column}, within: group, base: 60, span: 40, when_equal: 100}}",
        f"tiers: {{of: {column}, at_least: {{80: 100, 60: 80, 40: 60}}, below: 0}}",
        f"formula: '{column} / 2 if {column} > 50 else min({column}, 20)'",
    )[number % 4]


def _units(size: Size) -> list[str]:
    return [f"镇{number:04}" for number in range(size.units)]


def rows_of(size: Size) -> Rows:
    """Made-up rows from a fixed seed."""
    chance = random.Random(7)
    keys = [
        {"unit": unit, "period": f"{2000 + number // 4}Q{number % 4 + 1}"}
        for number in range(size.periods)
        for unit in _units(size)
    ]
    figures = [
        key | {f"x{number}": Decimal(chance.randint(0, 10000)) / 100 for number in range(size.indicators)}
        for key in keys
    ]
    projects = [
        key | {"label": f"项目{number}", "amount": Decimal(chance.randint(1, 400)) / 100}
        for key in keys
        for number in range(size.records)
    ]
    return {"figures": figures, "projects": projects}


def timed(size: Size) -> tuple[float, float, int]:
    """Seconds of the scores and of the paper, and the size of its file."""
    policy, findings = policy_of(size), Findings()
    data = dataset_of_rows(policy, rows_of(size), findings, needed_tables(policy))
    findings.stop_on_errors()
    start = time.process_time()
    results, run = score(policy, data, {}, findings)
    scored = time.process_time()
    content = workbook(Appraisal(policy, Scored(results, run)))
    return scored - start, time.process_time() - scored, len(content)


def exponents() -> Iterator[tuple[str, float, list[float]]]:
    """What grows, the exponent between its last two sizes, and the seconds of each size."""
    for name, sizes in GROWTH.items():
        seconds = [timed(replace(Size(), **{name: size}))[1] for size in sizes]
        yield name, log(seconds[-1] / seconds[-2]) / log(sizes[-1] / sizes[-2]), seconds


def main(asked: list[str]) -> None:
    if "--profile" in asked:
        profile = cProfile.Profile()
        profile.runcall(timed, Size(units=100, indicators=20))
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)
        return
    for name, exponent, seconds in exponents():
        print(f"{name:>10}: exponent {exponent:4.2f}   {'  '.join(f'{each:6.2f} s' for each in seconds)}")
    large = Size(units=500, indicators=40)
    scored, papered, size = timed(large)
    print(f"500 units × 40 indicators × 4 quarters: score {scored:.1f} s, paper {papered:.1f} s, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
