"""Members of an ordered list in conditions, tiers and limits: what can never be, and what can."""

from __future__ import annotations

import pytest

from tests.policy.closely import findings, found

CODES = ("K506", "K507", "K512", "K513", "K527", "K528")
POLICY = """\
units: {shop: {name: 门店, period: year, members: [甲店, 乙店]}}
lists: {grade: {name: 等次, members: {best: 优秀, good: 良好, bad: 差}, order: best_first}}
tables: {shop: {name: 年报, key: [shop, year], columns: [{list: grade, names: {mark: 评定, other: 另评}}]}}
"""


def _score(rule: str) -> str:
    return f"{POLICY}scores: [{{id: s, name: 甲, for: shop, {rule}}}]\n"


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("formula: mark > 优秀", ["K528"]),
        ("formula: mark >= 优秀", []),
        ("formula: mark < 差", ["K528"]),
        ("formula: mark <= 差 or mark < other", []),
        ("formula: mark >= 良好 and mark < 良好", ["K528"]),
        ("formula: 良好 <= mark < 优秀", []),
        ("first: [{when: mark >= 良好, give: 3}, {when: mark == 优秀, give: 4}, {otherwise: 0}]", ["K513"]),
        ("first: [{when: mark == 优秀, give: 4}, {when: mark == 良好, give: 3}, {otherwise: 0}]", []),
        ("tiers: {of: mark, more_than: {优秀: 3}, at_least: {良好: 2}, below: 0}", ["K512"]),
        ("tiers: {of: mark, more_than: {差: 3}, at_least: {差: 2}, below: 0}", ["K512"]),
        ("tiers: {of: mark, at_least: {优秀: 3, 良好: 2}, below: 0}", []),
        ("list: grade, formula: (mark), cap: 优秀", ["K506"]),
        ("list: grade, formula: (mark), floor: 差", ["K507"]),
        ("list: grade, formula: (mark), floor: 优秀", ["K527"]),
        ("list: grade, formula: (mark), cap: 良好, floor: 差", ["K507"]),
        ("list: grade, formula: (mark), cap: 良好", []),
    ],
)
def test_members_out_of_reach(rule: str, codes: list[str]) -> None:
    assert found(_score(rule), *CODES) == codes


def test_a_limit_that_never_acts_is_told_by_the_name() -> None:
    (one,) = findings(_score("list: grade, formula: (mark), cap: 优秀"), *CODES)
    assert "优秀" in one.message("zh")
