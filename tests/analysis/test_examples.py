"""A policy's own examples: what is told where one fails, or cannot be calculated."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.analysis.check import check
from kaohe.source_places import Source

POLICY = """\
kaohe: 2
policy: small
title: 小办法
units:
  town: {name: 乡镇, period: quarter, members: [甲镇, {name: 乙镇, alias: [乙]}]}
tables:
  town:
    name: 乡镇季报
    key: [town, quarter]
    columns:
      - {measure: 分, min: 0, max: 10, names: {x: 数, y: 又}}
      - {measure: "%", names: {rate: 率}}
      - {type: yes/no, names: {p: 是非}}
  project:
    name: 项目
    records_of: [town, quarter]
    columns: [{measure: 亿元, names: {money: 投资}}]
questions: {R1: {ask: 并列, readings: {competition: 占, dense: 不占}}}
values:
  - {id: n, for: town, count: {over: project}}
scores:
  - {id: quotient, for: town, formula: x / y}
  - {id: growth, for: town, measure: "%", formula: rate * 2}
  - {id: met, for: town, formula: p}
  - {id: word, for: town, first: [{when: p, give: '"none"'}, {otherwise: '"1/2"'}]}
  - {id: place, for: town, rank: {of: x, within: all, ties: {reading: R1}}}
  - {id: year_score, for: town, per: year, sum: {over: quarter, of: x, weight: [25%, 25%, 25%, 25%]}}
examples:
"""
LINE = POLICY.count("\n") + 1
TWO = "given: {town: [{unit: 甲镇, x: 4, y: 2}, {unit: 乙, x: 5, y: 2}, {unit: 甲镇, period: 2022Q2, x: 1, y: 2}]}"
YEAR = f"given: {{town: [{', '.join(f'{{period: 2022Q{quarter}, x: {quarter}}}' for quarter in (1, 2, 3, 4))}]}}"


def told(example: str) -> list[str]:
    """What is found of one example, all of it with a place in the policy."""
    findings = [each for each in check(Source("p.yaml", f"{POLICY}  - {{{example}}}\n"))[1] if each.is_error]
    assert all(each.place is not None and each.place.source.name == "p.yaml" for each in findings)
    return [each.code for each in findings]


@pytest.mark.parametrize(
    "example",
    [
        "given: {town: [{x: 4, y: 2}]}, expect: {quotient: 2}",
        "given: {town: [{x: 4, y: 2}]}, expect: {quotient: 2.0, met: none, n: 0}",
        "given: {town: [{x: 1, y: 3}]}, expect: {quotient: 1/3}",
        "given: {town: [{rate: 6.5}]}, expect: {growth: 13}",
        "given: {town: [{rate: 6.5%}]}, expect: {growth: 13%}",
        "given: {town: [{p: 是}]}, expect: {met: yes}",
        "given: {town: [{p: no}]}, expect: {met: 否, word: 1/2}",
        "given: {town: [{x: 4}], project: [{money: 3}, {money: 2}]}, expect: {n: 2}",
        f"unit: 乙镇, period: 2022Q1, {TWO}, expect: {{quotient: 2.5}}",
        f"unit: 甲镇, period: 2022Q2, {TWO}, expect: {{quotient: 0.5}}",
        f"readings: {{R1: dense}}, unit: 甲镇, period: 2022Q1, {TWO}, expect: {{place: 2}}",
        f"{YEAR}, expect: {{year_score: 2.5}}",
    ],
)
def test_examples_that_hold(example: str) -> None:
    assert told(example) == []


@pytest.mark.parametrize(
    ("example", "codes"),
    [
        ("given: {town: [{x: 4, y: 2}]}, expect: {quotient: 3}", ["E401"]),
        ("given: {town: [{x: 4, y: 2}]}, expect: {quotient: none, met: yes}", ["E401", "E401"]),
        ("given: {town: [{x: 1, y: 3}]}, expect: {quotient: 0.33}", ["E401"]),
        ("given: {town: [{x: 4, y: 2}]}, expect: {quotient: many}", ["E401"]),
        ("given: {town: [{x: 4, y: 2}]}, expect: {quotint: 2}", ["E402"]),
        (f"{TWO}, expect: {{quotient: 2}}", ["E403"]),
        (f"unit: 丙镇, {TWO}, expect: {{quotient: 2}}", ["E404"]),
        (f"period: 2023Q1, {TWO}, expect: {{quotient: 2}}", ["E404"]),
        (f"period: spring, {TWO}, expect: {{quotient: 2}}", ["K247"]),
        ("readings: {R2: dense}, given: {town: [{x: 4}]}, expect: {place: 1}", ["C201"]),
        ("readings: {R1: danse}, given: {town: [{x: 4}]}, expect: {place: 1}", ["C202"]),
        ("given: {town: [{x: 4, y: 0}]}, expect: {quotient: 2}", ["E101"]),
        ("given: {twon: [{x: 4}]}, expect: {place: 1}", ["D134"]),
        ("given: {town: [{z: 4}]}, expect: {place: 1}", ["D136"]),
        ("given: {town: [{x: 44}]}, expect: {place: 1}", ["D218"]),
        ("given: {town: [{x: four}]}, expect: {place: 1}", ["D211"]),
        ("given: {town: [{unit: 丙镇, x: 4}]}, expect: {place: 1}", ["D301"]),
    ],
)
def test_examples_that_fail(example: str, codes: list[str]) -> None:
    assert told(example) == codes


def test_a_failed_example_shows_what_came_out_as_it_could_be_written() -> None:
    for given, shown in (("x: 1, y: 8", "0.125"), ("x: 1, y: 3", "1/3 (≈ 0.333333)"), ("y: 3", "none")):
        text = f"{POLICY}  - {{given: {{town: [{{{given}}}]}}, expect: {{quotient: 7}}}}\n"
        (finding,) = [each for each in check(Source("p.yaml", text))[1] if each.code == "E401"]
        assert finding.arguments["found"] == shown
        assert finding.place is not None and finding.place.line == LINE


def test_one_failed_example_hides_no_other() -> None:
    one = "given: {town: [{x: 4, y: 0}]}, expect: {quotient: 2}"
    other = "given: {town: [{x: 4, y: 2}]}, expect: {quotient: 3}"
    assert told(f"{one}}}\n  - {{{other}") == ["E101", "E401"]


@pytest.mark.parametrize("name", ["class_ranking", "leading_group"])
def test_the_examples_of_made_up_methods_hold(name: str) -> None:
    """Those of leading_group are decisions, which say neither reason nor date."""
    file = Path(__file__).parents[2] / "examples" / name / f"{name}.yaml"
    assert check(Source(file.name, file.read_text(encoding="utf-8")))[1] == []
