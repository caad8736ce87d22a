"""Tier tables and lists of conditions: what is found (bad) and what is not (good)."""

from __future__ import annotations

import pytest

from tests.policy.closely import QUESTION, found, score

CODES = ("K252", "K510", "K511", "K512", "K513", "K528", "K529", "K530")


@pytest.mark.parametrize(
    ("tiers", "codes"),
    [
        ("of: x, at_least: {9: 5, 8: 4, 7: 2}, below: 0", []),
        ("of: x, at_least: {7: 2, 8: 4, 9: 5}, below: 0", []),
        ("of: x, at_least: {7: 2, 9: 5, 8: 4}, below: 0", ["K510"]),
        ("of: x, at_least: {9: 5, 7: 2}, more_than: {8: 4}, below: 0", []),
        # Deductions go up from tier to tier, and that is a direction too.
        ("of: x, at_least: {9: 0, 8: 1, 7: 2}, below: 3", []),
        ("of: x, at_least: {9: 0, 8: -1, 7: -2}, below: -3", []),
        ("of: x, at_least: {9: 5, 8: 6, 7: 4}, below: 0", ["K511"]),
        ("of: x, at_least: {9: 5, 8: 5, 7: 4}, below: 0", []),
        ("of: x, at_least: {9: 5, 8: x, 7: 4}, below: 0", []),
        ("of: rate, at_least: {100%: 5, 80%: 3}, below: 0", []),
        ("of: rate, at_least: {120%: 5, 80%: 3}, below: 0", ["K512"]),
        ("of: rate, more_than: {100%: 5, 80%: 3}, below: 0", ["K512"]),
        ("of: x, more_than: {0: 1}, below: 0", []),
        ("of: x, at_least: {5: 3, 0: 1}, below: 0", ["K512"]),
        ("of: x, at_least: {5: 3, 0: 1, -1: 0.5}, below: 0", ["K512", "K512"]),
        ("of: free, at_least: {5: 3, 0: 1, -1: 0.5}, below: 0", []),
        ("of: n, at_least: {3: 3, 2: 2, 1: 1}, below: 0", []),
        ("of: n, at_least: {3: 3, 2.5: 2, 1: 1}, below: 0", ["K512"]),
        ("of: n, more_than: {2: 3, 1: 1}, below: 0", []),
        ("of: n * 1.5, at_least: {3: 3, 2.5: 2, 1: 1}, below: 0", []),
    ],
)
def test_tiers(tiers: str, codes: list[str]) -> None:
    assert found(score(f"tiers: {{{tiers}}}"), *CODES) == codes


def test_tiers_of_money_meet_in_any_measure() -> None:
    total = "values: [{id: total, for: town, measure: 亿元, highest: {over: project, of: money, if_none: 0}}]\n"
    assert found(total + score("tiers: {of: total, at_least: {2 亿元: 6, 10000 万元: 2}, below: 0}"), *CODES) == []
    assert found(total + score("tiers: {of: total, at_least: {2 亿元: 6, 20000 万元: 2}, below: 0}"), *CODES) == [
        "K252"
    ]
    assert found(total + score("tiers: {of: total, at_least: {60000 万元: 6}, below: 0}"), *CODES) == ["K512"]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ("{when: x >= 8, give: 2}, {when: x >= 5, give: 1}, {otherwise: 0}", []),
        ("{when: x >= 5, give: 1}, {when: x >= 8, give: 2}, {otherwise: 0}", ["K513"]),
        ("{when: 5 <= x, give: 1}, {when: 8 <= x, give: 2}, {otherwise: 0}", ["K513"]),
        ("{when: x >= 5, give: 1}, {when: free >= 8, give: 2}, {otherwise: 0}", []),
        ("{when: x >= 5, give: 1}, {when: x >= 8 and p, give: 2}, {otherwise: 0}", ["K513"]),
        ("{when: x >= 8 and p, give: 2}, {when: x >= 8, give: 1}, {otherwise: 0}", []),
        ("{when: x >= 8 and p, give: 2}, {when: x >= 8 and not p, give: 1}, {otherwise: 0}", []),
        ("{when: x > 6 or x < 2, give: 2}, {when: x < 1, give: 1}, {otherwise: 0}", ["K513"]),
        ("{when: p, give: 2}, {when: p, give: 1}, {otherwise: 0}", ["K513"]),
        ("{when: p, give: 2}, {when: not p, give: 1}, {otherwise: 0}", ["K513"]),
        ("{when: p, give: 2}, {when: not p, give: 1}, {otherwise: none}", []),
        ("{when: p, give: 2}, {otherwise: 0}", []),
        ("{when: x >= 5, give: 1}, {when: x < 5, give: 2}, {otherwise: 0}", ["K513"]),
        ("{when: x >= 11, give: 1}, {when: x >= 3, give: 2}, {otherwise: 0}", ["K528"]),
        ("{when: x > 10, give: 1}, {otherwise: 0}", ["K528"]),
        ("{when: x >= 10, give: 1}, {otherwise: 0}", []),
        # Without bounds of the data, only the conditions themselves are known.
        ("{when: free >= 11, give: 1}, {when: free >= 3, give: 2}, {otherwise: 0}", []),
        ("{when: 8 <= x, give: 5}, {when: 6 <= x < 8, give: 3}, {otherwise: 0}", []),
        ("{when: 8 < x, give: 5}, {when: 6 <= x < 8, give: 3}, {otherwise: 0}", ["K529"]),
        ("{when: 9 <= x, give: 5}, {when: 6 <= x < 8, give: 3}, {when: x < 6, give: 1}, {otherwise: 0}", ["K529"]),
        # One number alone is what `otherwise` is for: above, below, and level.
        ("{when: free > 0, give: 1}, {when: free < 0, give: -1}, {otherwise: 0}", []),
        ("{when: x < 2, give: 0}, {when: x > 8, give: 0}, {otherwise: x}", []),
        ("{when: x > 8, give: 5}, {when: 6 <= x < 8, give: 3}, {when: x < 6, give: 1}, {otherwise: 0}", ["K529"]),
        ("{when: 8 <= x <= 10, give: 5}, {when: 6 <= x <= 8, give: 3}, {otherwise: 0}", ["K530"]),
        ("{when: 7 <= x < 8, give: 5}, {when: 6 <= x < 9, give: 3}, {otherwise: 0}", []),  # an exception, then the rest
        ("{when: 7 <= x < 9, give: 5}, {when: 6 <= x < 8, give: 3}, {otherwise: 0}", ["K530"]),
    ],
)
def test_first(rows: str, codes: list[str]) -> None:
    assert found(score(f"first: [{rows}]"), *CODES) == codes


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("formula: 1 if 5 < x < 8 else 0", []),
        ("formula: 1 if 8 < x < 5 else 0", ["K528"]),
        ("formula: 1 if x == 5 and x != 5 else 0", ["K528"]),
        ("formula: 1 if x > 20 else 0", ["K528"]),
        ("formula: 1 if free > 20 else 0", []),
        ("formula: 1 if p and not p else 0", ["K528"]),
        ("count: {over: project, where: money > 6 亿元}", ["K528"]),
        ("count: {over: project, where: money > 4 亿元}", []),
        ("rank: {of: x, within: all, where: x > 10, ties: dense}", ["K528"]),
        ("formula: 1 if unit == '甲镇' and x > free else 0", []),
    ],
)
def test_conditions_that_never_hold(rule: str, codes: list[str]) -> None:
    assert found(score(rule, QUESTION), *CODES) == codes
