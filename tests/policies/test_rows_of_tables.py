"""Two examples whose rules are about rows, on data whose results are known otherwise."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import kaohe
import pytest

PROST_1988 = (1, 2, 1, 1, 2, 2, 1, None, 2, 2, 2, None, 1, 1, 2, 1)
SENNA_1988 = (None, 1, None, 2, 1, 1, 2, 1, 1, 1, 1, 10, 6, 4, 1, 2)
"""Places round by round: seven firsts and seven seconds; eight firsts, three seconds, a fourth, a sixth, a tenth."""


def _results(driver: str, places: tuple[int | None, ...]) -> list[dict[str, Any]]:
    return [
        {"unit": driver, "period": 1988, "race": race, "place": place, "fastest": False}
        for race, place in enumerate(places, 1)
    ]


def test_of_1988_the_best_eleven_results_count() -> None:
    """105 points are 87 and 94 are 90, as the season is remembered for."""
    policy = kaohe.load("drivers_championship")
    rows = {
        "entry": [{"unit": driver, "period": 1988, "surname": driver} for driver in ("Prost", "Senna")],
        "result": [*_results("Prost", PROST_1988), *_results("Senna", SENNA_1988)],
    }
    found = {row["unit"]: row for row in policy.score(policy.read(rows), verify=True).rows()}
    assert (found["Senna"]["points"], found["Senna"]["position"]) == (90, 1)
    assert (found["Prost"]["points"], found["Prost"]["position"]) == (87, 2)


def test_a_driver_has_one_result_in_a_race() -> None:
    policy = kaohe.load("drivers_championship")
    rows = {
        "entry": [{"unit": "Prost", "period": 1988, "surname": "Prost"}],
        "result": [*_results("Prost", (1, 2)), *_results("Prost", (3,))],
    }
    with pytest.raises(kaohe.KaoheError) as refused:
        policy.read(rows)
    assert [(each.code, each.message("en")) for each in refused.value.diagnostics if each.is_error] == [
        ("D341", "“round 1” of Prost 1988 has two records in the table Results; the other is result[result!1.race]")
    ]


TEAMS = ("新能源专班", "装备专班", "食品专班")
BONUS = [
    ("新能源专班", "2024Q1", "电池二期", "lead", date(2024, 2, 10)),
    ("装备专班", "2024Q1", "电池2期", "lead", date(2024, 1, 15)),
    ("食品专班", "2024Q1", "果汁厂", "top500", date(2024, 3, 1)),
    ("新能源专班", "2024Q2", "果汁厂", "top500", date(2024, 4, 1)),
    ("装备专班", "2024Q2", "电池二期", "top500", date(2024, 5, 1)),
    ("食品专班", "2024Q2", "冷库", "lead", date(2024, 5, 3)),
]


def _teams(bonus: list[tuple[str, str, str, str, date]]) -> dict[str, list[dict[str, Any]]]:
    quarters = ("2024Q1", "2024Q2")
    return {
        "team": [
            {"unit": team, "period": quarter, "signed": 5, "target": 10, "money": 1}
            for quarter in quarters
            for team in TEAMS
        ],
        "mark": [
            {"unit": team, "period": quarter, "assessor": side, "side": side}
            | {f"mark[{item}]": 80 for item in ("service", "contact", "work")}
            for quarter in quarters
            for team in TEAMS
            for side in ("park", "township")
        ],
        "bonus": [dict(zip(("unit", "period", "project", "kind", "reported"), each, strict=True)) for each in bonus],
    }


def test_a_project_counts_for_the_team_that_reported_it_first() -> None:
    """In whichever quarter, however its name is spelt; 54 are half the target 20, the money 10, marks of 80 24."""
    policy = kaohe.load("investment_teams")
    first: dict[tuple[str, str], tuple[date, str, str]] = {}
    for team, quarter, project, kind, day in BONUS:
        known = (project.replace("二", "2"), kind)
        first[known] = min(first.get(known, (day, team, quarter)), (day, team, quarter))
    due = {(team, quarter): Fraction(54) for team in TEAMS for quarter in ("2024Q1", "2024Q2")}
    for (_, kind), (_, team, quarter) in first.items():
        due[team, quarter] += Fraction(1, 2) if kind == "lead" else 2
    results = policy.score(policy.read(_teams(BONUS)), verify=True)
    assert {(row["unit"], row["period"]): row["final"] for row in results.rows()} == due


def test_two_that_were_reported_on_one_day_are_named_with_their_places() -> None:
    policy = kaohe.load("investment_teams")
    bonus = [
        ("新能源专班", "2024Q1", "冷库", "lead", date(2024, 1, 5)),
        ("食品专班", "2024Q2", "冷库", "lead", date(2024, 1, 5)),
    ]
    with pytest.raises(kaohe.KaoheError) as refused:
        policy.score(policy.read(_teams(bonus)))
    (found,) = [each for each in refused.value.diagnostics if each.is_error]
    assert found.code == "E106"
    assert "新能源专班 2024Q1 bonus[bonus!1.unit]、食品专班 2024Q2 bonus[bonus!2.unit]" in found.message("zh")
    assert "2024-01-05" in found.message("zh")
