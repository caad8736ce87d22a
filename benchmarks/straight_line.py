"""Whether each command's time grows in a straight line: python benchmarks/straight_line.py [COMMAND …] [--quick]

For each command and each size (units, periods, records, nested method calls, indicators) it doubles the size, takes
the processor time of the command beyond that of the size 1, and fits the exponent of size in time. 1 is a straight
line; 1.1 is the goal; — says that time hardly grows. `--quick` leaves out the largest. Policy and data are made up.
"""

from __future__ import annotations

import math
import random
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
        parts = (self.units, self.periods, self.records, self.nested, self.indicators)
        return " × ".join(map(str, parts))


GROWN = {
    "units": [200, 400, 800, 1600],
    "periods": [16, 32, 64, 128],
    "records": [20, 40, 80, 160],
    "nested": [4, 8, 12, 16],
    "indicators": [20, 40, 80, 160],
}
QUICK = {name: sizes[:3] for name, sizes in GROWN.items()}
LEAST = 0.3
"""Seconds of growth below which there is no exponent to tell from the start of a process."""


def policy_of(size: Size) -> str:
    """A policy of as many indicators of the common kinds, one of them with method calls inside each other."""
    members = ", ".join(f"单位{number:05}" for number in range(size.units))
    columns = ", ".join(f"x{number}: 指标{number}" for number in range(size.indicators))
    call = "x0"
    for _ in range(size.nested):
        call = f"step({call})"
    rules = [
        "formula: 'min(x{n} / 10, 10)'",
        "tiers: {{of: x{n}, at_least: {{80: 10, 60: 6}}, below: 0}}",
        "efficacy: {{of: x{n}, within: group, base: 6, span: 4, when_equal: 10}}",
        "rank: {{of: x{n}, within: group, first: highest, ties: competition}}",
        "formula: 'round(x{n} * 1.5, 1) if x{n} > 50 else 0'",
    ]
    scores = [
        f"  - {{id: s{number}, name: 得分{number}, for: unit, {rules[number % len(rules)].format(n=number)}}}"
        for number in range(size.indicators)
    ]
    total = "\n".join(scores)
    parts = " + ".join(f"s{number}" for number in range(size.indicators))
    return f"""\
kaohe: 1
policy: straight
title: 测算
units:
  unit:
    name: 单位种类
    period: quarter
    groups:
      all: {{name: 全体, members: [{members}]}}
tables:
  figures: {{name: 数据, key: {{unit: unit, period: quarter}}, columns: [{{names: {{{columns}}}}}]}}
  projects:
    name: 项目
    records_of: {{unit: unit, period: quarter}}
    columns: [{{type: text, names: {{label: 名称}}}}, {{names: {{size: 规模}}}}]
methods:
  step: {{name: 一步, parameters: [v], means: "v * 0.9 if v > 50 else v + 1"}}
scores:
{total}
  - {{id: calls, name: 套用, for: unit, formula: {call}}}
  - {{id: sum, name: 项目分, for: unit, sum: {{over: projects, where: size > 5, of: size * 2}}}}
  - {{id: total, name: 总分, for: unit, formula: {parts} + sum}}
  - {{id: place, name: 名次, for: unit, rank: {{of: total, within: all, first: highest, ties: competition}}}}
"""


def write(size: Size, folder: Path) -> tuple[Path, Path]:
    """The policy file and the data folder."""
    random.seed(11)
    policy, data = folder / "policy.yaml", folder / "data"
    data.mkdir()
    policy.write_text(policy_of(size), encoding="utf-8")
    quarters = [f"{2015 + number // 4}Q{number % 4 + 1}" for number in range(size.periods)]
    keys = [(f"单位{number:05}", quarter) for quarter in quarters for number in range(size.units)]
    rows = [",".join(["单位", "期间", *(f"指标{number}" for number in range(size.indicators))])]
    records = ["单位,期间,名称,规模"]
    for unit, quarter in keys:
        rows.append(",".join([unit, quarter, *(f"{random.randint(0, 1000) / 10}" for _ in range(size.indicators))]))
        records += [f"{unit},{quarter},项目{each},{random.randint(0, 100) / 10}" for each in range(size.records)]
    (data / "数据.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (data / "项目.csv").write_text("\n".join(records) + "\n", encoding="utf-8")
    return policy, data


def _run(policy: Path, data: Path, out: Path, *words: str) -> list[str]:
    places = {"POLICY": str(policy), "DATA": str(data), "OUT": str(out)}
    return [sys.executable, str(CLI), *(places.get(word, word) for word in words)]


COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check", "POLICY"),
    "data": ("data", "POLICY", "DATA"),
    "score": ("score", "POLICY", "DATA", "--format", "json"),
    "table": ("score", "POLICY", "DATA", "--format", "table"),
    "verify": ("score", "POLICY", "DATA", "--format", "json", "--verify"),
    "explain": ("explain", "POLICY", "DATA", "--unit", "单位00001", "--format", "json"),
    "report": ("report", "POLICY", "DATA", "-o", "OUT.html"),
    "workbook": ("workbook", "POLICY", "DATA", "-o", "OUT.xlsx"),
}


def seconds(command: str, size: Size) -> float:
    """The processor time of a command in a process of its own."""
    import resource

    with tempfile.TemporaryDirectory() as folder:
        policy, data = write(size, Path(folder))
        words = [word.replace("OUT", f"{folder}/out") for word in COMMANDS[command]]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(_run(policy, data, Path(folder), *words), capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise SystemExit(done.stderr.decode())
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def exponent(sizes: list[int], times: list[float]) -> float:
    """The slope of log time over log size, by least squares."""
    x, y = [math.log(size) for size in sizes], [math.log(max(took, 0.001)) for took in times]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((one - middle_x) * (other - middle_y) for one, other in zip(x, y, strict=True))
    return above / sum((one - middle_x) ** 2 for one in x)


def main(words: list[str]) -> None:
    """Prints a row for each command and size, and marks what grows faster than the goal."""
    quick = "--quick" in words
    grown = QUICK if quick else GROWN
    wanted = [word for word in words if word in COMMANDS] or list(COMMANDS)
    chosen = [word for word in words if word in grown] or list(grown)
    print(f"{'command':10}{'grows with':12}{'exponent':>9}   seconds")
    for command in wanted:
        for name in chosen:
            start = seconds(command, replace(Size(), **{name: 1}))
            times = [seconds(command, replace(Size(), **{name: size})) for size in grown[name]]
            found = exponent(grown[name], [took - start for took in times])
            told = "  ".join(f"{size}: {took:.2f}" for size, took in zip(grown[name], times, strict=True))
            shown = f"{found:9.2f}" if times[-1] - start > LEAST else "        —"
            mark = f"   > {GOAL}" if times[-1] - start > LEAST and found > GOAL else ""
            print(f"{command:10}{name:12}{shown}   {told}{mark}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
