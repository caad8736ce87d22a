"""A rule that is written once and used several times: what one use never needs is not called needless."""

from __future__ import annotations

import pytest

from tests.policy.closely import found

CODES = ("K428", "K431", "K506", "K507", "K512", "K513", "K515", "K528")


def used(means: str, *calls: str) -> str:
    lines = "".join(f"  - {{id: s{number}, for: town, formula: 'm({call})'}}\n" for number, call in enumerate(calls))
    return f"methods:\n  m:\n    parameters: [v]\n    means: {{{means}}}\nscores:\n{lines}"


@pytest.mark.parametrize(
    ("means", "needless", "needed", "code"),
    [
        ("formula: v, cap: 10", "x", "x * 2", "K506"),
        ("formula: v, floor: 0", "x", "x - 5", "K507"),
        ("tiers: {of: v, at_least: {12: 3, 5: 1}, below: 0}", "x", "x * 2", "K512"),
        ("first: [{when: v > 10, give: 2}, {otherwise: 0}]", "x", "x * 2", "K528"),
        ("formula: 'if_absent(v, 0)'", "x", "none", "K431"),
    ],
)
def test_what_one_use_needs_is_not_called_needless(means: str, needless: str, needed: str, code: str) -> None:
    assert found(used(means, needless), *CODES) == [code]
    assert found(used(means, needless, needed), *CODES) == []


def test_a_rule_for_two_unit_types_of_which_one_reaches_the_cap() -> None:
    text = """\
units:
  town: {name: 乡镇, period: year, members: [甲镇]}
  office: {name: 部门, period: year, members: [甲局]}
tables:
  town: {key: [town, year], columns: [{measure: 分, min: 0, max: MOST, names: {x: 分数}}]}
  office: {key: [office, year], columns: [{measure: 分, min: 0, max: 20, names: {x: 分数}}]}
scores:
  - {id: s, for: [town, office], formula: x, cap: 20}
"""
    assert found(text.replace("MOST", "30"), *CODES) == []
    assert found(text.replace("MOST", "10"), *CODES) == ["K506"]


def test_a_hundred_that_a_call_hands_over_is_not_told_of_the_method() -> None:
    text = (
        "methods:\n  per: {parameters: [v, n], means: v / n * 50}\n"
        "scores:\n  - {id: a, for: town, formula: 'per(rate, 80)'}\n  - {id: b, for: town, formula: 'per(rate, 100)'}\n"
    )
    assert found(text, *CODES) == []
    assert found("scores:\n  - {id: a, for: town, formula: rate / 100 * 50}\n", *CODES) == ["K428"]


def test_one_row_for_each_place_leaves_no_gap() -> None:
    ranked = "values:\n  - {id: r, for: town, rank: {of: x, within: all, ties: dense}}\n"
    rows = "first: [{when: r == 1, give: 5}, {when: r == 2, give: 3}, {when: r == 3, give: 1}, {otherwise: 0}]"
    assert found(f"{ranked}scores:\n  - {{id: s, for: town, {rows}}}\n", "K513", "K529") == []
    whole = "first: [{when: 0 <= n <= 1, give: 5}, {when: 2 <= n <= 3, give: 3}, {otherwise: 0}]"
    assert found(f"scores:\n  - {{id: s, for: town, {whole}}}\n", "K513", "K529") == ["K513"]
    gap = "first: [{when: 0 <= n < 1, give: 5}, {when: 1 < n <= 3, give: 3}, {otherwise: 0}]"
    assert found(f"scores:\n  - {{id: s, for: town, {gap}}}\n", "K513", "K529") == ["K529"]
    for wide in ("rate", "x"):
        rows = f"{{when: 0% <= {wide} <= 1%, give: 5}}, {{when: 2% <= {wide} <= 3%, give: 3}}, {{otherwise: 0}}"
        rows = rows.replace("%", "") if wide == "x" else rows
        assert found(f"scores:\n  - {{id: s, for: town, first: [{rows}]}}\n", "K513", "K529") == ["K529"]


def test_a_reserved_word_among_parameters_is_told_at_the_parameter() -> None:
    from kaohe.analysis.check import check
    from kaohe.source_places import Source

    from tests.policy.closely import AROUND, TABLES, UNITS

    text = AROUND + UNITS + TABLES + "methods:\n  m: {parameters: [v, year], means: v + year}\n"
    (finding,) = [each for each in check(Source("p.yaml", text))[1] if each.code == "K220"]
    assert finding.place is not None and finding.place.text == "year"


def test_what_is_too_deep_is_told_of_the_formula_that_calls_and_not_of_the_method() -> None:
    from kaohe.analysis.check import check
    from kaohe.source_places import Source

    from tests.policy.closely import AROUND, TABLES, UNITS

    call = "m(" * 40 + "x" + ")" * 40
    text = "methods:\n  m: {parameters: [v], means: v if v < 5 else v / 2 + v * 0.1}\n"
    policy = f"{AROUND}{UNITS}{TABLES}{text}scores:\n  - {{id: s, for: town, formula: {call}}}\n"
    (finding,) = [each for each in check(Source("p.yaml", policy))[1] if each.code == "K353"]
    assert finding.place is not None and finding.place.text == call
    # A long sum as an argument is no fault of a method that has a short formula of its own.
    sum_ = " + ".join(["x"] * 60)
    deep = "a" + " - x" * 95
    fine = f"{AROUND}{UNITS}{TABLES}{text}scores:\n  - {{id: s, for: town, formula: 'm({sum_})'}}\n"
    assert found(fine[len(AROUND + UNITS + TABLES) :], "K353") == []
    long = f"values:\n  - {{id: a, for: town, formula: x}}\n  - {{id: b, for: town, formula: '{deep}'}}\n"
    assert found(long, "K353") == []
