"""Limits, printed points and weights: what is found (bad) and what is not (good)."""

from __future__ import annotations

import pytest

from tests.policy.closely import QUESTION, found, score

CODES = ("K260", "K503", "K505", "K506", "K507", "K508", "K509", "K527")
SIXTY = '60% if group == "plain" else 40%'


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("formula: x; cap: 9", []),
        ("formula: x; cap: 10", ["K506"]),
        ("formula: x + free; cap: 10", []),
        ("formula: x; floor: 1", []),
        ("formula: x; floor: 0", ["K507"]),
        ("formula: x; cap: none", []),
        ("formula: x; cap: 2; floor: 3", ["K260"]),
        ("formula: x + 20; cap: 15", ["K527"]),
        ("formula: x - 20; floor: 0", ["K527"]),
        ("formula: x; cap: {reading: Q, cases: {a: 5, b: none}}", []),
        ("formula: x; cap: {reading: Q, cases: {a: 5, b: 15}}", ["K506"]),
        ("formula: x; cap: {reading: Q, cases: {a: 2, b: 8}}; floor: 3", ["K527"]),
        ("formula: x; cap: {by: group, cases: {plain: 5, hill: 20}}", ["K506"]),
        ("formula: 'x * (1 + n)'; cap: {tiers: {of: n, at_least: {2: 30}, below: 50}}", ["K506"]),
        ("deduct: {from: 2, each: {n: 1}, floor: 0}", []),
        ("deduct: {from: 10, each: {n: 1}, floor: 0}", ["K507"]),
        ("deduct: {from: 2, each: {n: 1}, floor: 3}", ["K527"]),
    ],
)
def test_limits(rule: str, codes: list[str]) -> None:
    assert found(score(rule, QUESTION), *CODES) == codes


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("points: 10; formula: x", []),
        ("points: 5; formula: x", ["K508"]),
        ("points: 5; formula: x; cap: 5", []),
        ("points: 5; formula: x; cap: none", ["K508"]),
        ("points: 5; formula: free", []),  # an input without bounds says nothing, and the rule neither
        ("points: 300; formula: 'max(0, 300 + free - x)'", []),
        ("points: 5; sum: {over: project, of: money / 1 亿元}", ["K508"]),
        (f"points: 10; formula: 'x * ({SIXTY}) + x * (1 - ({SIXTY}))'", []),  # the weights go together
        ("points: 9; by: group; cases: {plain: x * 0.5, hill: x}", ["K508"]),
        ("points: 15; formula: x", ["K509"]),
        ("points: 5; formula: rate * 5", []),
        ("points: 5; full_if: p", []),
        ("points: 3; per_item: {p: 1, 'x > 5': 1, n < 2: 1}", []),
        ("points: 5; efficacy: {of: free, within: all, base: 60%, span: 40%, when_equal: 80%}", ["K509"]),
        ("points: 1; efficacy: {of: free, within: all, base: 60%, span: 40%, when_equal: 80%}", []),
        ("points: 5; first: [{when: p, give: 5}, {otherwise: none}]", []),
        ("points: 10; formula: x; round: {decimals: 1}", []),
        ("points: 10; formula: x - 0.04; round: {decimals: 1}", []),
        ("points: 10; per: year, sum: {over: quarter, of: x, weight: [25%, 25%, 25%, 25%]}", []),
        ("points: 6; tiers: {of: x, at_least: {8: 6, 6: 3}, below: 0}", []),
        ("points: 7; tiers: {of: x, at_least: {8: 6, 6: 3}, below: 0}", ["K509"]),
        # Inside a tier, or where a condition holds, a number keeps to its band.
        ("points: 8; tiers: {of: x, at_least: {5: 8, 2: x * 1.6}, below: 0}", []),
        ("points: 7; tiers: {of: x, at_least: {5: 7, 2: x * 1.6}, below: 0}", ["K508"]),
        ("points: 4; tiers: {of: n, at_least: {3: 4}, below: n * 2}", []),  # below 3 families are 2
        ("points: 3; tiers: {of: n, at_least: {3: 3}, below: n * 2}", ["K508"]),
        ("points: 6; tiers: {of: n, more_than: {2: n * 2}, below: 0}", []),
        ("points: 5; tiers: {of: n, more_than: {2: n * 2}, below: 0}", ["K508"]),
        ("points: 6; tiers: {of: x, at_most: {2: 6 - x, 8: x - 2}, above: 0}", []),
        ("points: 5; tiers: {of: x, at_most: {2: 6 - x, 8: x - 2}, above: 0}", ["K508"]),
        ("points: 6; tiers: {of: x * 2, at_least: {12: 3}, below: x * 2 / 2}", []),
        ("points: 6; first: [{when: x > 6, give: 6}, {otherwise: x}]", []),
        ("points: 5; first: [{when: x > 6, give: 5}, {otherwise: x}]", ["K508"]),
        ("points: 6; formula: 'x if x <= 6 else 16 - x * 1.6'", ["K508"]),  # 6.4 at 6
        ("points: 6; formula: 'x if x <= 6 else 0'", []),
        # Rows of records and other units are not the number that the tier is of.
        ("points: 5; tiers: {of: x, at_least: {5: 5}, below: 0}; cap: 5", ["K506"]),
        ("points: 5; tiers: {of: x, at_least: {5: 5}, below: \"x('甲镇')\"}", ["K508"]),
    ],
)
def test_printed_points(rule: str, codes: list[str]) -> None:
    assert found(score(rule), *CODES) == codes


def whole(points: str, *parts: str) -> str:
    return f"scores:\n  - id: s\n    for: town\n{points}    parts:\n" + "".join(
        f"      - {{{part}}}\n" for part in parts
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (whole("    points: 15\n", "id: a, points: 10, formula: x", "id: b, points: 5, full_if: p"), []),
        (whole("    points: 16\n", "id: a, points: 10, formula: x", "id: b, points: 5, full_if: p"), ["K503"]),
        (whole("", "id: a, points: 10, formula: x", "id: b, points: 5, full_if: p"), []),
        # A part that prints no points: nothing is claimed, unless the others pass the whole already.
        (whole("    points: 13\n", "id: a, points: 10, formula: x", "id: b, formula: n"), []),
        (whole("    points: 9\n", "id: a, points: 10, formula: x", "id: b, formula: -n"), ["K503"]),
        # Said of the part alone, not of the whole too.
        (whole("    points: 10\n", "id: a, points: 5, formula: x", "id: b, points: 5, full_if: p"), ["K508"]),
        (whole("    points: 25\n", "id: a, points: 20, formula: x", "id: b, points: 5, full_if: p"), ["K509"]),
    ],
)
def test_points_of_parts(text: str, codes: list[str]) -> None:
    assert found(text, *CODES) == codes


def test_points_of_a_sum_in_a_formula() -> None:
    parts = "  - {id: a, for: town, points: 10, formula: x}\n  - {id: b, for: town, points: 5, full_if: p}\n"
    text = "scores:\n" + parts + "  - {id: t, for: town, points: TOTAL, formula: a + b}\n"
    assert found(text.replace("TOTAL", "15"), *CODES) == []
    assert found(text.replace("TOTAL", "20"), *CODES) == ["K503"]


@pytest.mark.parametrize(
    ("weights", "codes"),
    [
        ("[15%, 25%, 25%, 35%]", []),
        ("[0.15, 0.25, 0.25, 0.35]", []),
        ("[15%, 25%, 25%, 30%]", ["K505"]),
        ("{reading: Q, cases: {a: [25%, 25%, 25%, 25%], b: [20%, 20%, 20%, 40%]}}", []),
        ("{reading: Q, cases: {a: [25%, 25%, 25%, 25%], b: [20%, 20%, 20%, 30%]}}", ["K505"]),
        ("{by: group, cases: {plain: [25%, 25%, 25%, 25%]}, otherwise: [20%, 20%, 20%, 40%]}", []),
        ("{by: group, cases: {plain: [25%, 25%, 25%, 25%]}, otherwise: [20%, 20%, 20%, 30%]}", ["K505"]),
        (
            "{by: group, cases: {plain: {reading: Q, cases: {a: [25%, 25%, 25%, 20%], b: [25%, 25%, 25%, 25%]}}},"
            " otherwise: [20%, 20%, 20%, 40%]}",
            ["K505"],
        ),
    ],
)
def test_weights_of_quarters(weights: str, codes: list[str]) -> None:
    rule = f"per: year; sum: {{over: quarter, of: x, weight: {weights}}}"
    assert found(score(rule, QUESTION), "K505") == codes


@pytest.mark.parametrize(
    ("formula", "codes"),
    [
        ("first * 85% + second * 15%", []),
        ("first * 85% + second * 20%", ["K505"]),
        ("first * 85% + second('甲镇') * 10%", ["K505"]),
        ("first * 10% + x * 5%", []),  # no weights: another number is added
    ],
)
def test_weights_of_blended_scores(formula: str, codes: list[str]) -> None:
    scores = "  - {id: first, for: town, points: 10, formula: x}\n  - {id: second, for: town, points: 10, formula: x}\n"
    text = f'scores:\n{scores}  - {{id: s, for: town, points: 10, formula: "{formula}"}}\n'
    assert found(text, "K505") == codes
