"""The range of a value, found before any data is read, holds the value that is calculated from any data."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from kaohe.data.tables.build import dataset_of_rows
from kaohe.data.tables.dataset import Numbers
from kaohe.diagnostics import Findings, Refused
from kaohe.evaluate.columns import Ratios, fractions
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language.ranges import Range
from kaohe.policy.infer_ranges import Ranges
from kaohe.policy.model import ColumnSpec, Policy, Table
from kaohe.source_places import Source

from tests import inner
from tests.policy.closely import AROUND, TABLES, UNITS, score

ROOT = Path(__file__).parents[2]
POLICIES = [
    *(ROOT / "policies" / f"{name}.yaml" for name in ("xiangxiang_chains", "xiangtan_county")),
    ROOT / "examples" / "class_ranking" / "class_ranking.yaml",
]
RULES = [
    "formula: x / (1 + n)",
    "formula: free / (n - 4)",
    "formula: -free * n + 2",
    "formula: abs(free) - mod(x, 3)",
    "formula: mod(free, n + 1) * quarter",
    "formula: round(x * 1.37, 1) + if_absent(free, 3)",
    "formula: rate * 5; round: {decimals: 0, mode: up}",
    "formula: round(rate, 1) * 100%",
    "formula: min(x, n, 5) - max(x, n) if p else 0 - x",
    "per_item: {p: 1.5, n: -2, x > 5: 1}",
    "deduct: {from: 4, each: {n: 1}, floor: 2}",
    "efficacy: {of: free, within: group, base: 60%, span: 40%, when_equal: 10%}",
    "efficacy: {of: x, within: all, base: 5, span: -3, when_equal: 4}",
    "median: {over: unit, of: x, within: group, where: p}",
    "sum: {over: unit, of: 0 - n, within: group, if_none: none}",
    "rank: {of: x, within: all, ties: dense}",
    "per: year; sum: {over: quarter, of: x, weight: [50%, -20%, 40%, 30%]}",
    "tiers: {of: x, at_least: {8: n, 3: 2}, below: -1}",
    "tiers: {of: x - n, at_least: {6: 2 * x, 2: (x - n) * 3}, below: n - (x - n)}",
    "tiers: {of: n, more_than: {2: n * x}, at_least: {1: n * 7}, below: x}",
    "tiers: {of: x, at_most: {3: 9 - x, 8: x * x}, above: x / 2}",
    "first: [{when: x >= 7, give: x}, {when: n == 2, give: n * x}, {when: x < 3, give: x - 3}, {otherwise: 0 - x}]",
    "formula: x * (x if free > 3 else 2) if x != 5 else free",
    "first: [{when: x > n, give: x - n}, {otherwise: 0}]",
    "by: group; cases: {plain: x, hill: 3 - n}",
    "count: {over: project, where: money > 1 亿元}",
    "sum: {over: project, of: 2 - money / 1 亿元}",
    "mean: {over: project, of: money / 1 亿元, if_none: -1}",
    "highest: {over: project, of: money / 1 亿元}",
]


def cell(spec: ColumnSpec, random: Random) -> object:
    """Something that may stand in a column, in its own measure; its bounds are the likeliest."""
    if spec.optional and random.random() < 0.2:
        return None
    if spec.type == "truth":
        return random.random() < 0.5
    if spec.type == "choice":
        return random.choice(list(spec.choices))
    if spec.type == "text":
        return random.choice(["甲", "乙"])
    if spec.type == "name":
        return f"第{random.randrange(10**9)}项"
    scale = spec.measure.scale
    low = Fraction(-20) if spec.minimum is None else spec.minimum / scale
    high = low + 100 if spec.maximum is None else spec.maximum / scale
    drawn = random.choice([low, high, low + (high - low) * Fraction(random.randint(0, 1000), 1000)])
    return Fraction(int(drawn)) if spec.whole else drawn


def rows(policy: Policy, table: Table, random: Random) -> list[dict[str, object]]:
    """One row for each unit and period of a year, or up to three in a table of records."""
    periods = [f"2023Q{quarter}" for quarter in (1, 2, 3, 4)] if table.period == "quarter" else ["2023"]
    units = list(policy.units[table.unit_type].members) or ["甲班", "乙班", "丙班"]
    found: list[dict[str, object]] = []
    for unit in units:
        for period in periods:
            for _ in range(random.randint(0, 3) if table.records else 1):
                cells = {id_: cell(spec, random) for id_, spec in table.columns.items()}
                found.append({"unit": unit, "period": period, **cells})
    return found


def numbers(policy: Policy, tables: Mapping[str, list[dict[str, object]]]) -> dict[tuple[str, str], list[Fraction]]:
    """Every number of every value, row by row."""
    findings = Findings()
    dataset = dataset_of_rows(policy, tables, findings)
    findings.stop_on_errors()
    run = Evaluation(policy, dataset, {id_: each.default for id_, each in policy.questions.items()}, findings)
    found: dict[tuple[str, str], list[Fraction]] = {}
    for identity in policy.order:
        try:
            column = run.value(identity)
        except Refused:  # this data has no value, as where it divides by nought
            return found
        if isinstance(column, Numbers | Ratios):
            found[identity] = [value for value in fractions(column) if value is not None]
    return found


def check(policy: Policy, seeds: range) -> int:
    """How many numbers were looked at."""
    ranges, count = Ranges(policy), 0
    for seed in seeds:
        random = Random(seed)
        tables = {
            id_: rows(policy, table, random) for id_, table in policy.tables.items() if id_ != policy.target_table
        }
        for identity, values in numbers(policy, tables).items():
            known = ranges.of_value(identity)
            for value in values:
                assert known.low is None or known.low <= value, (identity, seed)
                assert known.high is None or value <= known.high, (identity, seed)
            count += len(values)
    return count


@pytest.mark.parametrize("file", POLICIES, ids=lambda file: file.stem)
def test_ranges_of_a_whole_policy(file: Path) -> None:
    assert check(inner.load(file), range(8)) > 500


@pytest.mark.parametrize("rule", RULES)
def test_ranges_of_a_rule(rule: str) -> None:
    policy = inner.load_source(Source("small.yaml", AROUND + UNITS + TABLES + score(rule)))
    assert check(policy, range(25)) > 50


def test_a_long_chain_of_values_is_no_deep_recursion() -> None:
    values = "".join(f"  - {{id: v{number}, for: town, formula: v{number + 1} + 1}}\n" for number in range(800))
    text = f"{AROUND}{UNITS}{TABLES}values:\n{values}  - {{id: v800, for: town, formula: x}}\n{score('formula: v0')}"
    policy = inner.load_source(Source("small.yaml", text))
    known = Ranges(policy).of_value(("town", "s"))
    assert (known.low, known.high) == (800, 810)


def test_bounds_of_inputs_and_of_how_many_records_there_are() -> None:
    text = """\
kaohe: 2
policy: small
title: 小
units:
  town: {name: 镇, period: year, members: [甲镇]}
tables:
  town: {name: 年报, key: [town, year], columns: [{measure: 亿元, min: 0, names: {output: 产值}}]}
  project:
    name: 项目
    records_of: [town, year]
    columns: [{measure: 分, min: -1, max: 7, names: {mark: 分}}]
scores:
  - {id: by_output, name: 产值, for: town, formula: output / 1 亿元 × 3}
  - {id: by_project, name: 项目, for: town, sum: {over: project, of: mark}}
  - {id: how_many, name: 个数, for: town, count: {over: project}}
"""
    policy = inner.load_source(Source("small.yaml", text))
    bounds = {("town", "output"): Range(Fraction(0), Fraction(5 * 10**8))}
    ranges = Ranges(policy, inputs=bounds, records={"project": 4})
    known = {id_: ranges.of_value(("town", id_)) for id_ in ("by_output", "by_project", "how_many")}
    assert [(each.low, each.high) for each in known.values()] == [(0, 15), (-4, 28), (0, 4)]
    assert Ranges(policy, records={"project": 0}).of_value(("town", "by_project")) == Range(Fraction(0), Fraction(0))
    assert Ranges(policy).of_value(("town", "by_output")).high is None


@pytest.mark.parametrize(
    ("rule", "low", "high"),
    [
        ("share: {over: unit, of: p}", 0, 1),
        ("mean: {over: unit, of: x}", 0, 10),
        ("median: {over: unit, of: x}", 0, 10),
        ("highest: {over: unit, of: x + 1}", 1, 11),
        ("percentile: {over: unit, of: x, at: 30%}", 0, 10),
        ("harmonic_mean: {over: unit, of: n + 1}", 1, 4),
        ("count: {over: unit, where: p}", 0, None),
        ("deviation: {over: unit, of: x / 1, kind: population}", 0, None),
        ("product: {over: unit, of: n}", None, None),
        ("skewness: {over: unit, of: n}", None, None),
    ],
)
def test_the_range_of_a_fold_is_as_narrow_as_its_operator_says(rule: str, low: int | None, high: int | None) -> None:
    policy = inner.load_source(Source("small.yaml", AROUND + UNITS + TABLES + score(rule)))
    known = Ranges(policy).of_value(("town", "s"))
    assert (known.low, known.high) == (low, high)
