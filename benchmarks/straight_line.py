"""Whether each command's time grows in a straight line, and what it costs beside score.

    python benchmarks/straight_line.py [COMMAND or SIZE …] [--quick]

For each command and each size (units, periods, records, nested method calls, indicators) it doubles the size, takes
the processor time of the command beyond that of the size 1, and fits the exponent of size in time: 1 is a straight
line, 1.1 is the goal, — says that time hardly grows. Then it sets the commands at 500 units, 40 indicators and 4
quarters beside `score --format json`. Time is the processor's, of whole processes and what they start, medians of
runs that take turns, so that other work on the machine counts little. `--quick` leaves out the largest sizes.
Policy and data are made up, from a fixed seed.
"""

from __future__ import annotations

import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

CLI = Path(__file__).parent.parent / "cli.py"
GOAL = 1.1


@dataclass(frozen=True)
class Size:
    """How large one made-up appraisal is; `records` for each unit and quarter."""

    units: int = 60
    periods: int = 4
    records: int = 4
    nested: int = 2
    indicators: int = 10

    def __str__(self) -> str:
        return f"{self.units} units × {self.indicators} indicators × {self.periods} quarters"


LARGE = Size(units=500, indicators=40)
GROWN = {
    "units": [200, 400, 800, 1600],
    "periods": [16, 32, 64, 128],
    "records": [20, 40, 80, 160],
    "nested": [4, 8, 12, 16],
    "indicators": [20, 40, 80, 160],
}
LEAST = 0.3
"""Seconds of growth below which there is no exponent to tell from the start of a process."""

REPEATS = 3


def policy_of(size: Size, bound: int = 80) -> str:
    """A policy of as many indicators of the common kinds, one of them with method calls inside each other.

    `bound` is where the highest tier of one of them begins, in which two versions differ: trying change by change takes
    changes times policy, so that their number has to stay the same.
    """
    members = ", ".join(f"单位{number:05}" for number in range(size.units))
    columns = ", ".join(f"x{number}: 指标{number}" for number in range(size.indicators))
    call = "x0"
    for _ in range(size.nested):
        call = f"step({call})"
    rules = [
        "formula: 'min(x{n} / 10, 10)'",
        "tiers: {{of: x{n}, at_least: {{{bound}: 10, 60: 6}}, below: 0}}",
        "efficacy: {{of: x{n}, within: group, base: 6, span: 4, when_equal: 10}}",
        "rank: {{of: x{n}, within: group, first: highest, ties: competition}}",
        "formula: 'round(x{n} * 1.5, 1) if x{n} > 50 else 0'",
    ]
    scores = "\n".join(
        f"  - {{id: s{number}, name: 得分{number}, for: unit, {_rule(rules, number, bound)}}}"
        for number in range(size.indicators)
    )
    groups = [
        range(at, min(at + 100, size.indicators)) for at in range(0, size.indicators, 100)
    ]  # no formula is longer
    sums = "\n".join(
        f"  - {{id: g{at}, name: 第{at}组, for: unit, formula: {' + '.join(f's{number}' for number in group)}}}"
        for at, group in enumerate(groups)
    )
    parts = " + ".join(f"g{at}" for at in range(len(groups)))
    return f"""\
kaohe: 2
policy: straight{bound}
title: 测算
units:
  unit:
    name: 单位种类
    period: quarter
    groups:
      all: {{name: 全体, members: [{members}]}}
tables:
  figures: {{name: 数据, key: [unit, quarter], columns: [{{names: {{{columns}}}}}]}}
  projects:
    name: 项目
    records_of: [unit, quarter]
    columns: [{{type: text, names: {{label: 名称}}}}, {{names: {{size: 规模}}}}]
questions:
  Q1: {{clause: 一, ask: 套用之后加不加一分, readings: {{plain: 不加, more: 加}}}}
methods:
  step: {{name: 一步, parameters: [v], means: "v * 0.9 if v > 50 else v + 1"}}
scores:
{scores}
{sums}
  - {{id: calls, name: 套用, for: unit, reading: Q1, cases: {{plain: {call}, more: {call} + 1}}}}
  - {{id: sum, name: 项目分, for: unit, sum: {{over: projects, where: size > 5, of: size * 2}}}}
  - {{id: total, name: 总分, for: unit, formula: {parts} + sum + calls}}
  - {{id: place, name: 名次, for: unit, rank: {{of: total, within: all, first: highest, ties: competition}}}}
"""


def _rule(rules: list[str], number: int, bound: int) -> str:
    return rules[number % len(rules)].format(n=number, bound=bound if number == 1 else 80)


def write(size: Size, folder: Path) -> None:
    """Two versions of the policy, policy.yaml and changed.yaml, and the folder data."""
    random.seed(11)
    data = folder / "data"
    data.mkdir()
    (folder / "policy.yaml").write_text(policy_of(size), encoding="utf-8")
    (folder / "changed.yaml").write_text(policy_of(size, 85), encoding="utf-8")
    quarters = [f"{2015 + number // 4}Q{number % 4 + 1}" for number in range(size.periods)]
    keys = [(f"单位{number:05}", quarter) for quarter in quarters for number in range(size.units)]
    rows = [",".join(["单位", "期间", *(f"指标{number}" for number in range(size.indicators))])]
    records = ["单位,期间,名称,规模"]
    for unit, quarter in keys:
        rows.append(",".join([unit, quarter, *(f"{random.randint(0, 1000) / 10}" for _ in range(size.indicators))]))
        records += [f"{unit},{quarter},项目{each},{random.randint(0, 100) / 10}" for each in range(size.records)]
    (data / "数据.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (data / "项目.csv").write_text("\n".join(records) + "\n", encoding="utf-8")


ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Without bytecode on the disk every process would compile the engine, which is most of the time of a short one."""

SCORE = ("score", "policy.yaml", "data", "--format", "json")
UNIT = "单位00000"
COMMANDS: dict[str, tuple[str, ...]] = {
    "score": SCORE,
    "table": (*SCORE[:-1], "table"),
    "verify": (*SCORE, "--verify"),
    "explain": ("explain", "policy.yaml", "data", "--unit", UNIT, "--format", "json"),
    "check": ("check", "policy.yaml"),
    "data": ("data", "policy.yaml", "data"),
    "workbook": ("workbook", "policy.yaml", "data", "-o", "out.xlsx"),
    "report": ("report", "policy.yaml", "data", "-o", "out.html"),
    "compare": ("compare", "policy.yaml", "changed.yaml", "--format", "json"),
    "diff": ("diff", "policy.yaml", "changed.yaml", "data", "--format", "json"),
    "readings": ("readings", "policy.yaml", "data", "--format", "json"),
    "whatif": ("whatif", "policy.yaml", "data", "--set", f"figures.{UNIT}.2015Q1.x0=55", "--format", "json"),
    "gap": ("gap", "policy.yaml", "data", "--unit", UNIT, "--period", "2015Q1", "--format", "json"),
}
WITHOUT_DATA = {"check", "compare"}
BOUNDS = {"table": 2, "verify": 3, "report": 5, "workbook": 5}
"""How many times score's time some may take at the large size."""


def seconds(command: str, folder: Path) -> float:
    """The processor time of a command in a process of its own."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [sys.executable, str(CLI), *COMMANDS[command]]
    done = subprocess.run(words, cwd=folder, env=ENVIRONMENT, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr.decode()}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def medians(commands: list[str], size: Size) -> dict[str, float]:
    """The median time of each command at a size; they take turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(size, folder)
        times = [[seconds(command, folder) for command in commands] for _ in range(REPEATS)]
    return dict(zip(commands, map(statistics.median, zip(*times, strict=True)), strict=True))


def exponent(sizes: list[int], grown: list[float]) -> float:
    """The slope of log growth over log size, by least squares.

    Each point weighs as the square of its growth: noise is much the same at each size, so that the logarithm of a small
    growth is the less sure.
    """
    x, y = [math.log(size) for size in sizes], [math.log(max(each, 0.001)) for each in grown]
    weights = [max(each, 0.001) ** 2 for each in grown]
    middle_x, middle_y = (
        sum(weight * each for weight, each in zip(weights, line, strict=True)) / sum(weights) for line in (x, y)
    )
    points = list(zip(weights, x, y, strict=True))
    above = sum(weight * (one - middle_x) * (other - middle_y) for weight, one, other in points)
    return above / sum(weight * (one - middle_x) ** 2 for weight, one, _ in points)


def print_exponents(commands: list[str], names: list[str], quick: bool) -> None:
    """A row for each command and size; what grows faster than the goal is marked."""
    print(f"{'command':10}{'grows with':12}{'exponent':>9}   seconds")
    for name in names:
        sizes = GROWN[name][:3] if quick else GROWN[name]
        asked = [each for each in commands if each not in WITHOUT_DATA or name not in ("periods", "records")]
        start = medians(asked, replace(Size(), **{name: 1}))
        times = [medians(asked, replace(Size(), **{name: size})) for size in sizes]
        for command in asked:
            grown = [took[command] - start[command] for took in times]
            found = exponent(sizes, grown)
            told = "  ".join(f"{size}: {took[command]:.2f}" for size, took in zip(sizes, times, strict=True))
            shown = f"{found:9.2f}" if grown[-1] > LEAST else "        —"
            mark = f"   > {GOAL}" if grown[-1] > LEAST and found > GOAL else ""
            print(f"{command:10}{name:12}{shown}   {told}{mark}", flush=True)


def print_ratios(commands: list[str]) -> None:
    """Each command's time at the large size beside that of score."""
    took = medians(list(dict.fromkeys(["score", *commands])), LARGE)
    print(f"\n{LARGE}\n{'command':10}{'× score':>8}{'at most':>9}   seconds")
    for command, time in took.items():
        ratio, bound = time / took["score"], BOUNDS.get(command)
        mark = f"   > {bound}" if bound is not None and ratio > bound else ""
        print(f"{command:10}{ratio:8.2f}{bound or '':>9}   {time:.2f}{mark}", flush=True)


def main(words: list[str]) -> None:
    """Both tables, of all commands and sizes or of those asked for."""
    commands = [word for word in words if word in COMMANDS] or list(COMMANDS)
    print_exponents(commands, [word for word in words if word in GROWN] or list(GROWN), "--quick" in words)
    print_ratios(commands)


if __name__ == "__main__":
    main(sys.argv[1:])
