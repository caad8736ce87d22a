"""Tables by rank and quotas: what is found (bad) and what is not (good). 平原组 has two towns, 山区组 three."""

from __future__ import annotations

import pytest

from tests.policy.closely import QUESTION, TABLES, UNITS, found, score

CODES = ("K258", "K514", "K515", "K531")
IN_ALL = "rank: {of: x, within: all, ties: dense}"
IN_GROUP = "rank: {of: x, within: group, ties: dense}"


def by_rank(rank: str, shares: str, *more: str) -> str:
    values = f"values:\n  - {{id: r, for: town, {rank}}}\n"
    return values + score(f"points: 5; by_rank: {{rank: r, shares: {shares}}}", *more)


@pytest.mark.parametrize(
    ("rank", "shares", "codes"),
    [
        (IN_ALL, "[1, 0.9, 0.8, 0.7, 0.6]", []),
        (IN_ALL, "[1, 0.9, 0.8, 0.7]", ["K514"]),
        (IN_ALL, "[1, 0.9, 0.8, 0.7, 0.6, 0.5]", ["K515"]),
        (IN_GROUP, "[1, 0.9, 0.8]", []),
        (IN_GROUP, "[1, 0.9]", ["K514"]),
        (IN_GROUP, "[1, 0.9, 0.8, 0.7]", ["K515"]),
        (IN_GROUP, "{by: group, cases: {plain: [1, 0.9], hill: [1, 0.9, 0.8]}}", []),
        (IN_GROUP, "{by: group, cases: {plain: [1, 0.9]}, otherwise: [1, 0.9, 0.8]}", []),
        (IN_GROUP, "{by: group, cases: {plain: [1, 0.9, 0.8]}, otherwise: [1, 0.9]}", ["K515", "K514"]),
        # One list of places for all units: the group's own list has to go as far as the whole.
        (IN_ALL, "{by: group, cases: {plain: [1, 0.9]}, otherwise: [1, 0.9, 0.8, 0.7, 0.6]}", ["K514"]),
        (IN_GROUP, "{reading: Q, cases: {a: [1, 0.9, 0.8], b: [1, 0.9]}}", ["K514"]),
        # Who takes part may be fewer than the group.
        ("rank: {of: x, within: group, where: x > 5, ties: dense}", "[1, 0.9]", []),
        ("rank: {of: x, within: group, where: x > 5, ties: dense}", "[1, 0.9, 0.8, 0.7]", ["K515"]),
        # Nobody knows how large such groups are, or what such a number can be.
        ("rank: {of: x, within: p, ties: dense}", "[1, 0.9]", []),
        ("formula: 'n + 1'", "[1, 0.9]", []),
        (f"reading: Q, cases: {{a: {{{IN_ALL}}}, b: {{{IN_GROUP}}}}}", "[1, 0.9, 0.8, 0.7, 0.6]", []),
        (
            f"reading: Q, cases: {{a: {{{IN_ALL}}}, b: {{{IN_GROUP}}}}}",
            "{reading: Q, cases: {a: [1, 0.9, 0.8, 0.7, 0.6], b: [1, 0.9, 0.8]}}",
            [],
        ),
        (
            f"reading: Q, cases: {{a: {{{IN_ALL}}}, b: {{{IN_GROUP}}}}}",
            "{reading: Q, cases: {a: [1, 0.9, 0.8], b: [1, 0.9, 0.8]}}",
            ["K514"],
        ),
    ],
)
def test_shares_by_place(rank: str, shares: str, codes: list[str]) -> None:
    assert found(by_rank(rank, shares, QUESTION), *CODES) == codes


def test_a_rank_with_something_done_to_it_is_not_judged() -> None:
    text = by_rank(IN_GROUP, "[1, 0.9]").replace("rank: r,", 'rank: "min(r, 2)",')
    assert found(text, *CODES) == []


def test_units_from_data_may_be_any_number() -> None:
    units = "units: {town: {name: 乡镇, period: quarter, from: town}}\n"
    assert found(units + TABLES + by_rank(IN_ALL, "[1, 0.9]"), *CODES) == []


def test_values_that_rest_on_each_other_are_said_and_no_more() -> None:
    text = by_rank("formula: w", "[1, 0.9]").replace("values:\n", "values:\n  - {id: w, for: town, formula: r}\n")
    quarters = "  - {id: q, for: town, per: year, sum: {over: quarter, of: x, weight: [w, 25%, 25%, 25%]}}\n"
    assert found(UNITS + text + quarters) == ["K501"]


@pytest.mark.parametrize(
    ("ratio", "codes"), [("3:6:1", []), ("3:0:1", ["K531"]), ("3:6:0", []), ("0:0:0", ["K258"]), ("3:7", ["K258"])]
)
def test_quotas(ratio: str, codes: list[str]) -> None:
    quota = "grades: [优, 良, 差], rounding: floor, border: first, ties: dense"
    assert found(score(f"quota: {{of: x, within: all, ratio: {ratio}, {quota}}}"), *CODES) == codes
