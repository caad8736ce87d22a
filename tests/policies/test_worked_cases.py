"""The worked cases, through the public interface and, for one, through the command line."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from kaohe.command import main as cli
from kaohe.language.periods import Period
from kaohe.results import Value

from tests import inner
from tests.policies.worked import Case, cases, policy, values

POLICIES = ("xiangtan_county", "xiangxiang_chains")


def _agrees(found: Value, expected: Any) -> bool:
    if isinstance(expected, bool) or expected is None or isinstance(expected, str):
        return type(found) is type(expected) and found == expected
    return isinstance(found, Fraction) and abs(found - Fraction(expected)) <= Fraction(1, 10**9)


@pytest.mark.parametrize("case", cases(*POLICIES), ids=lambda case: f"{case.policy}-{case.name}")
def test_worked_case(case: Case) -> None:
    found = values(inner.score(policy(case.policy), case.folder, case.readings))
    expected = {(e["unit_type"], e["unit"], e["period"]): e for e in case.written["expected"]}
    assert found.keys() == expected.keys()
    differing = [
        (key, id_, found[key][id_], value)
        for key, entry in expected.items()
        for id_, value in entry["values"].items()
        if id_ not in found[key] or not _agrees(found[key][id_], value)
    ]
    assert not differing


@pytest.mark.parametrize("case", cases(*POLICIES), ids=lambda case: f"{case.policy}-{case.name}")
def test_whole_numbers_are_expected_exactly(case: Case) -> None:
    """Ranks come out as whole numbers, not as something near them."""
    for result in inner.score(policy(case.policy), case.folder, case.readings).results:
        rank = result.values.get("rank")
        assert rank is None or (isinstance(rank, Fraction) and rank.denominator == 1)


@pytest.mark.parametrize("case", cases(*POLICIES), ids=lambda case: f"{case.policy}-{case.name}")
def test_results_stand_in_the_order_of_the_policy(case: Case) -> None:
    """Unit types and units as the policy lists them, then periods, a year after its quarters; groups by their ids."""
    units = policy(case.policy).units
    listed = [(type_, member) for type_ in units for member in units[type_].members]
    results = inner.score(policy(case.policy), case.folder, case.readings).results
    found = [(listed.index((r.unit_type, r.unit)), r.period.year, r.period.number or 5) for r in results]
    assert found == sorted(found)
    groups = {(e["unit_type"], e["unit"]): e["group"] for e in case.written["expected"]}
    assert {(r.unit_type, r.unit): r.group for r in results} == groups


def test_missing_fourth_quarter_is_said_once_for_each_unit_type() -> None:
    case = Case("xiangtan_county", "three_quarters")
    warnings = inner.score(policy(case.policy), case.folder).warnings
    told = [w for w in warnings if w.code[0] == "E"]
    assert [(w.code, w.arguments["unit_type"], w.arguments["missing"]) for w in told] == [
        ("E201", "乡镇", (Period(2022, 4, "quarter"),)),
        ("E201", "部门", (Period(2022, 4, "quarter"),)),
    ]


def test_worked_case_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    case = Case("xiangtan_county", "other_readings")
    chosen = [word for reading in case.written["interpret"] for word in ("--interpret", reading)]
    assert cli.main(["score", case.policy, str(case.folder), "--format", "json", *chosen]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["policy"] == case.policy
    results = {(r["unit_type"], r["unit"], r["group"], r["period"]): r for r in told["results"]}
    assert len(results) == len(told["results"]) == len(case.written["expected"])
    for entry in case.written["expected"]:
        found = results[entry["unit_type"], entry["unit"], entry["group"], entry["period"]]
        for id_, value in entry["values"].items():
            if isinstance(value, bool | str) or value is None:
                assert found["values"][id_] is value or found["values"][id_] == value
            else:
                assert abs(found["values"][id_] - value) <= 1e-9
