"""What is true of any results whatever the readings: places, seats, awards, and who has no place."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, pairwise
from typing import Any

import pytest
from kaohe.policy.model import Policy

from tests import inner
from tests.policies.county_model import GROUPS, POWER
from tests.policies.test_models import combinations
from tests.policies.worked import Case, Values, cases, policy, values

COUNTY = cases("xiangtan_county")
BOTH = cases("xiangxiang_chains", "xiangtan_county")
SEATS = {  # of 18 and of 17 units, worked out by hand: 5.4 10.8 1.8, and 5.1 10.2 1.7
    ("largest_remainder", 18): (5, 11, 2),
    ("half_up", 18): (5, 11, 2),
    ("floor", 18): (5, 10, 3),
    ("largest_remainder", 17): (5, 10, 2),
    ("half_up", 17): (5, 10, 2),
    ("floor", 17): (5, 10, 2),
}


def _ids(case: Case) -> str:
    return f"{case.policy}-{case.name}"


def _places_are_consistent(scores: list[Any], ranks: list[Any], dense: bool) -> None:
    """Higher scores stand before lower ones, equal ones together; places start at 1."""
    ordered = sorted(zip(scores, ranks, strict=True), reverse=True)
    assert ordered[0][1] == 1
    for number, ((score, rank), (next_score, next_rank)) in enumerate(pairwise(ordered), 1):
        if next_score == score:
            assert next_rank == rank
        else:
            assert next_rank == (rank + 1 if dense else number + 1)


@pytest.mark.parametrize("case", cases("xiangxiang_chains"), ids=_ids)
def test_places_of_chains(case: Case) -> None:
    rows = case.rows
    for readings in combinations(case.policy):
        found = values(inner.score_rows(policy(case.policy), rows, readings))
        for period in {key[2] for key in found}:
            mine = [entry for key, entry in found.items() if key[2] == period]
            totals, ranks = [entry["total"] for entry in mine], [entry["rank"] for entry in mine]
            _places_are_consistent(totals, ranks, readings["R1"] == "dense")


@pytest.mark.parametrize("case", [case for case in COUNTY if case.name != "three_quarters"], ids=_ids)
def test_places_seats_and_awards_of_the_county(case: Case) -> None:
    rows = case.rows
    unqualified = {row["unit"] for row in rows.get("unqualified", [])}
    for readings in combinations(case.policy):
        found = values(inner.score_rows(policy(case.policy), rows, readings))
        for unit_type, groups in GROUPS.items():
            for group, units in groups.items():
                year = {unit: found[unit_type, unit, "2022"] for unit in units}
                placed = {unit: entry for unit, entry in year.items() if entry["rank"] is not None}
                assert len(placed) == len(units) - (readings["G1"] == "only_blend" and POWER in units)
                ranks = [entry["rank"] for entry in placed.values()]
                scores = [entry["annual_score"] for entry in placed.values()]
                _places_are_consistent(scores, ranks, readings["R1"] == "dense")
                if unit_type == "township":
                    assert all(entry["awarded"] == (entry["rank"] <= 2) for entry in placed.values())  # type: ignore[operator]
                    assert all("grade" not in entry for entry in placed.values())
                else:
                    _department_truths(placed, unqualified, readings, group)


def _department_truths(
    placed: dict[str, dict[str, Any]], unqualified: set[str], readings: dict[str, str], group: str
) -> None:
    for unit, entry in placed.items():
        out = unit in unqualified
        assert (entry["grade"] == "不合格") == out
        assert entry["awarded"] == (entry["rank"] <= 5 and not (out and readings["G9"] == "excluded"))
        if group == "service" and readings["G7"] == "grade_only":
            assert entry["points"] is None
        else:
            assert entry["points"] == {"优秀": 5, "良好": Fraction(9, 2), "合格": 4, "不合格": 0}[entry["grade"]]
    qualified = {unit: entry for unit, entry in placed.items() if unit not in unqualified}
    best_first = sorted(qualified.values(), key=lambda entry: -entry["annual_score"])
    order = ["优秀", "良好", "合格"]
    assert [order.index(entry["grade"]) for entry in best_first] == sorted(
        order.index(entry["grade"]) for entry in best_first
    )
    for one, other in pairwise(best_first):
        assert one["annual_score"] != other["annual_score"] or one["grade"] == other["grade"]
    scores = [entry["annual_score"] for entry in placed.values()]
    if not unqualified & placed.keys() and len(set(scores)) == len(scores):
        grades = [entry["grade"] for entry in placed.values()]
        assert tuple(map(grades.count, order)) == SEATS[readings["G3"], len(placed)]
        assert sum(entry["awarded"] for entry in placed.values()) == 5


@pytest.mark.parametrize("case", COUNTY, ids=_ids)
def test_last_of_a_quarter_and_all_who_share_its_score(case: Case) -> None:
    rows = case.rows
    for readings in combinations(case.policy)[:6]:
        found = values(inner.score_rows(policy(case.policy), rows, readings))
        for unit_type, groups in GROUPS.items():
            together = [*groups.values()] if readings["G2"] == "per_group" else [[*chain(*groups.values())]]
            for period in {key[2] for key in found if "Q" in key[2]}:
                for units in together:
                    mine = {unit: found[unit_type, unit, period] for unit in units}
                    if readings["G1"] == "only_blend" and POWER in mine:
                        assert mine.pop(POWER)["written_explanation"] is None
                    scores = {unit: entry["final_quarterly_score"] for unit, entry in mine.items()}
                    last = {unit for unit in scores if all(scores[unit] <= s for s in scores.values())}  # type: ignore[operator]
                    assert {unit for unit, entry in mine.items() if entry["written_explanation"]} == last
                    assert all(type(entry["written_explanation"]) is bool for entry in mine.values())


def test_who_is_only_blended_has_scores_and_nothing_else() -> None:
    case = Case("xiangtan_county", "ordinary")
    both = values(inner.score(policy(case.policy), case.folder, {"G7": "points"}))
    found = values(inner.score(policy(case.policy), case.folder, {"G7": "points", "G1": "only_blend"}))
    year = found["department", POWER, "2022"]
    assert year.pop("annual_score") == both["department", POWER, "2022"]["annual_score"]
    assert year == dict.fromkeys(["rank", "grade", "points", "awarded"])
    blended = both["department", "县发改局", "2022Q1"]
    assert found["department", "县发改局", "2022Q1"]["final_quarterly_score"] == blended["final_quarterly_score"]


def test_missing_quarter_leaves_the_year_without_values() -> None:
    case = Case("xiangtan_county", "three_quarters")
    for readings in combinations(case.policy)[:6]:
        found = values(inner.score_rows(policy(case.policy), case.rows, readings))
        years: Values = {key: entry for key, entry in found.items() if key[2] == "2022"}
        assert len(years) == 53
        assert all(value is None for entry in years.values() for value in entry.values())


@pytest.mark.parametrize("case", BOTH, ids=_ids)
def test_parts_add_to_their_whole(case: Case) -> None:
    read = policy(case.policy)
    wholes = _wholes(read)
    assert bool(wholes) == (case.policy == "xiangxiang_chains")
    for result in inner.score(read, case.folder, case.readings).results:
        for whole, parts in wholes.items():
            assert result.values[whole] == sum(result.values[part] for part in parts)  # type: ignore[misc]


def _wholes(read: Policy) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for score in read.scores:
        if score.parent is not None:
            found.setdefault(score.parent, []).append(score.id)
    return found
