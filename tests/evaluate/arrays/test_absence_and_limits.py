"""Where absence, faults and the limit of 63 bits meet: results worked out by hand, over lists and over arrays alike."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from kaohe.diagnostics import Refused
from kaohe.evaluate import evaluator
from kaohe.policy.model import Policy

from tests import inner
from tests.evaluate.small import SHOPS, figures, policy, sales, scored, shops

pytest.importorskip("numpy")

GRADES = "lists: {grade: {name: 等次, order: best_first, members: {good: 优秀, fair: 良好, bad: 不合格}}}\n"


@pytest.fixture(params=[0, 10**9], ids=["arrays", "lists"])
def _form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluator, "ARRAYS_FROM", request.param)


pytestmark = pytest.mark.usefixtures("_form")


def shown(read: Policy, rows: dict[str, list[dict[str, Any]]]) -> list[str]:
    return [f"{each.code} {each.arguments.get('unit', '')}".strip() for each in refused_all(read, rows)]


def refused_all(read: Policy, rows: dict[str, list[dict[str, Any]]]) -> list[Any]:
    with pytest.raises(Refused) as found:
        inner.score_rows(read, rows)
    return [each for each in found.value.diagnostics if each.is_error]


@pytest.mark.parametrize(
    ("gives", "asked"),
    [
        ("first: [{when: 'if_absent(y == 5, no)', give: none}, {when: 'if_absent(z / y > 1, no)', give: 优秀}, "
         "{otherwise: 不合格}]", 'v == "优秀"'),
        ("list: grade, first: [{when: 'if_absent(y == 5, no)', give: none}, "
         "{when: 'if_absent(z / y > 1, no)', give: good}, {otherwise: bad}]", 'v >= 良好'),
    ],
)  # fmt: skip
def test_words_beside_a_fault_and_an_absent_branch(gives: str, asked: str) -> None:
    """甲's branch is absent, 乙 has no value and is not asked for one, 丙 has the better word, 丁 the worse one."""
    read = policy(
        f"""\
        values:
          - {{id: v, name: 值, for: shop, {gives}}}
        scores:
          - id: s
            name: 得分
            for: shop
            first:
              - {{when: 'if_absent(y == 0, no)', give: 0}}
              - {{when: 'if_absent({asked}, no)', give: 1}}
              - {{otherwise: 2}}
        """,
        GRADES + SHOPS,
    )
    assert scored(read, figures(x=[1, 2, 3, 4], y=[5, 0, 1, 2], z=[1, 1, 3, 1])) == [2, 0, 1, 2]


def test_members_in_order_with_an_absent_branch() -> None:
    read = policy(
        """\
        values:
          - {id: v, name: 值, for: shop, list: grade, first: [{when: 'x > 2', give: good}, {otherwise: none}]}
        scores:
          - {id: s, name: 得分, for: shop, rank: {of: v, within: all, where: 'x > 2', ties: competition}}
        """,
        GRADES + SHOPS.replace(", optional: yes}\n      - {type: yes", "}\n      - {type: yes"),
    )
    assert scored(read, figures(x=[1, 3, 2, 4], y=[1] * 4, z=[1] * 4)) == [None, 1, None, 1]


@pytest.mark.parametrize("terms", [15, 16, 24])
def test_equal_sums_of_many_ratios_share_their_place(terms: int) -> None:
    """Five is 15 thirds, and five ones; the last shop has two."""
    columns = [f"{letter}{number}" for letter in "ab" for number in range(terms)]
    named = ", ".join(f"{each}: 数{each}" for each in columns)
    above = SHOPS.replace("{x: 某数, y: 又一数, z: 再一数}", f"{{{named}}}").replace(
        ", optional: yes}\n      - {type: yes", "}\n      - {type: yes"
    )
    rule = " + ".join(f"a{number} / b{number}" for number in range(terms))
    read = policy(f"scores:\n  - {{id: s, for: shop, rank: {{of: '{rule}', within: all, ties: competition}}}}\n", above)
    thirds = {f"a{number}": int(number < 15) for number in range(terms)} | {f"b{number}": 3 for number in range(terms)}
    ones = {f"a{number}": int(number < 5) for number in range(terms)} | {f"b{number}": 1 for number in range(terms)}
    two = {f"a{number}": int(number < 2) for number in range(terms)} | {f"b{number}": 1 for number in range(terms)}
    rows = {each: [some[each] for some in (thirds, ones, thirds, two)] for each in columns}
    assert scored(read, figures(**rows)) == [1, 1, 1, 4]


@pytest.mark.parametrize(
    ("share", "due"), [("50.0000000000000000000001%", False), ("49.9999999999999999999999%", True)]
)
def test_a_share_of_many_digits_is_due(share: str, due: bool) -> None:
    read = shops(f"sum: {{over: unit, of: x, within: all, absent: left_out, at_least: {share}}}")
    assert scored(read, figures(x=[1, None, 2, None])) == [3 if due else None] * 4


def test_a_percentile_of_many_digits() -> None:
    """The place 3 × 0.3333333333333333333333 from 0, 10, 20, 30: 30 × that."""
    read = shops("percentile: {over: unit, of: x, within: all, at: 33.33333333333333333333%}")
    rows = figures(x=[0, 10, 20, 30])
    assert scored(read, rows) == [30 * Fraction(3333333333333333333333, 10**22)] * 4


def test_what_is_counted_in_a_list_is_asked_for() -> None:
    read = shops("count: {over: [x / y, z]}")
    assert shown(read, figures(x=[1, 1, 1, 1], y=[1, 0, 1, 1], z=[1, 1, 1, 1])) == ["E101 乙"]


def test_weights_of_all_rows_are_asked_for_once_per_name() -> None:
    read = shops("sum: {over: sale, of: amount, once_per: name, keep: highest, weight: 'round(1 / (amount - 1), 2)'}")
    assert shown(read, sales(("甲", "a", 3), ("甲", "a", 1))) == ["E101 甲"]


def test_no_rows_and_no_names() -> None:
    read = shops(
        "formula: x + sold",
        "- {id: sold, name: 销售, for: shop, sum: {over: sale, of: amount, once_per: name, keep: highest}}",
    )
    assert scored(read, figures(x=[1, 2, 3, 4])) == [1, 2, 3, 4]


def test_a_rank_within_groups_that_nobody_is_in() -> None:
    read = shops("rank: {of: x, within: word, then: [y], ties: competition}")
    assert scored(read, figures(x=[1, 1, 2, 3], y=[1, 2, 3, 4])) == [None] * 4


def test_nought_times_a_number_beyond_63_bits() -> None:
    read = shops("formula: 'x * 100000000000000000000 + y'")
    assert scored(read, figures(x=[0, 0, 0, 0], y=[1, 2, 3, 4])) == [1, 2, 3, 4]
    read = shops("first: [{when: 'if_absent(p, no)', give: 'y * 0.000000000000000000001'}, {otherwise: 0}]")
    assert scored(read, figures(y=[0, 0, 0, 0], p=[True, False, True, False])) == [0, 0, 0, 0]
