"""Assertions over the required numbers, and what is found of a policy that cannot be used."""

from __future__ import annotations

import pytest
from kaohe.analysis.check import check
from kaohe.source_places import Source

POLICY = """\
kaohe: 2
policy: small
title: 小办法
units: {county: {name: 县, period: year, members: [某县]}}
targets:
  unit: county
  table: goals
  due: 2025
  list:
    - {id: a, name: 甲, measure: 家, at_least: 3}
    - {id: b, name: 乙, measure: 家, range: {from: 4, to: 6}}
    - {id: c, name: 丙, qualitative: yes}
clauses: {一: {not_computable: 原则}}
assert:
"""


@pytest.mark.parametrize(
    ("that", "codes"),
    [
        ("a < b", []),
        ("a + 1 == b", []),
        ("a == b", ["K504"]),
        ("a == none", ["K436"]),
        ("a / (b - 4) > 1", ["E101"]),
        ("c > 1", ["K274"]),
        ("a + b", ["K407"]),
    ],
)
def test_assertions(that: str, codes: list[str]) -> None:
    found = check(Source("p.yaml", f'{POLICY}  - {{say: 如此, that: "{that}"}}\n'))[1]
    assert [finding.code for finding in found] == codes


def test_one_assertion_that_cannot_be_calculated_hides_no_other() -> None:
    lines = '  - {say: 一, that: "a / (b - 4) > 1"}\n  - {say: 二, that: "a > b"}\n'
    policy, found = check(Source("p.yaml", POLICY + lines))
    assert policy is not None
    assert [finding.code for finding in found] == ["E101", "K504"]
    assert found[0].arguments["value"] == "一"


def test_a_policy_that_cannot_be_used_is_told_with_all_that_is_wrong() -> None:
    wrong = POLICY.replace("at_least: 3", "at_least: x").replace("家", "加仑").removesuffix("assert:\n")
    policy, found = check(Source("p.yaml", wrong))
    assert policy is None
    assert {finding.code for finding in found} == {"K234", "K246"}
