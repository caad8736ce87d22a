"""From records up to their unit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.evaluate.small import policy, sales, scored, shops

LISTED = sales(("甲", "a", 3), ("甲", "b", Decimal("0.5"), False), ("甲", "a", 1), ("丙", "c", None), ("丁", "d", -2))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("sum: {over: sale, of: amount}", [Fraction("4.5"), 0, None, -2]),
        ("sum: {over: sale, of: amount, where: counted}", [4, 0, None, -2]),
        ("sum: {over: sale, of: amount / 3}", [Fraction(3, 2), 0, None, Fraction(-2, 3)]),
        ("sum: {over: sale, of: amount, where: present(amount)}", [Fraction("4.5"), 0, 0, -2]),
        ("sum: {over: sale, of: amount, once_per: name, keep: highest}", [Fraction("3.5"), 0, None, -2]),
        ("sum: {over: sale, of: amount, once_per: name, keep: lowest}", [Fraction("1.5"), 0, None, -2]),
        ("count: {over: sale}", [3, 0, 1, 1]),
        ("count: {over: sale, once_per: name}", [2, 0, 1, 1]),
        ("count: {over: sale, where: counted}", [2, 0, 1, 1]),
        ("any: {over: sale, where: not counted}", [True, False, False, False]),
        ("any: {over: sale}", [True, False, True, True]),
        ("highest: {over: sale, of: amount}", [3, None, None, -2]),
        ("lowest: {over: sale, of: amount}", [Fraction("0.5"), None, None, -2]),
        ("highest: {over: sale, of: amount, if_none: 0}", [3, 0, None, -2]),
        ("lowest: {over: sale, of: amount / 7, if_none: 9}", [Fraction(1, 14), 9, None, Fraction(-2, 7)]),
        ("mean: {over: sale, of: amount}", [Fraction(3, 2), None, None, -2]),
        ("mean: {over: sale, of: amount, if_none: 1}", [Fraction(3, 2), 1, None, -2]),
        ("mean: {over: sale, of: amount, where: amount > 100, if_none: 1}", [1, 1, 1, 1]),
        ("mean: {over: sale, of: amount, where: present(amount), if_none: none}", [Fraction(3, 2), None, None, -2]),
    ],
)
def test_folds(rule: str, expected: list[Any]) -> None:
    if "amount > 100" in rule:
        rule = rule.replace("amount > 100", "'if_absent(amount, 0) > 100'").replace("'", '"')
    assert scored(shops(rule), LISTED) == expected


def test_folds_without_any_record() -> None:
    for rule, expected in (
        ("sum: {over: sale, of: amount}", 0),
        ("count: {over: sale}", 0),
        ("any: {over: sale}", False),
        ("highest: {over: sale, of: amount}", None),
        ("mean: {over: sale, of: amount, if_none: 3}", 3),
    ):
        read = shops("formula: v if year > 0 and not present(x) else v", f"- {{id: v, name: 值, for: shop, {rule}}}")
        assert scored(read, sales()) == [expected] * 4


def test_name_counts_once_with_its_absent_value() -> None:
    """Two rows of one name, one without a value: which is the higher cannot be said."""
    rows = sales(("甲", "a", 3), ("甲", "a", None), ("甲", "b", 1))
    assert scored(shops("sum: {over: sale, of: amount, once_per: name, keep: highest}"), rows)[0] is None


def test_values_of_a_row_are_used_like_columns() -> None:
    above = """\
units:
  shop: {name: 门店, period: year, members: [甲, 乙, 丙, 丁]}
tables:
  sale:
    name: 销售
    records_of: [shop, year]
    columns:
      - {type: text, names: {name: 名称}, optional: yes}
      - {measure: 分, names: {amount: 数额}}
    let:
      tier: {tiers: {of: amount, at_least: {2: 5}, below: 1}}
      share: amount / 3
"""
    read = policy("scores:\n  - {id: s, name: 得分, for: shop, sum: {over: sale, of: tier + share}}\n", above)
    rows = sales(("甲", "a", 2), ("甲", "b", 1), ("乙", "c", 3))
    found = scored(read, {"sale": rows["sale"]})
    assert found[:2] == [5 + 1 + 1, 6]


def test_further_key_parts_are_folded_like_records() -> None:
    above = """\
units:
  shop: {name: 门店, period: year, members: [甲, 乙]}
tables:
  mark:
    name: 评分
    key: [shop, year, judge]
    columns:
      - {type: text, names: {judge: 评委}}
      - {measure: 分, names: {given: 分数}}
"""
    read = policy("scores:\n  - {id: s, name: 得分, for: shop, mean: {over: mark, of: given}}\n", above)
    rows = [
        {"unit": unit, "period": 2023, "judge": judge, "given": given}
        for unit, judge, given in (("甲", "一", 5), ("甲", "二", 6), ("乙", "二", 7), ("乙", "一", 9))
    ]
    assert scored(read, {"mark": rows}) == [Fraction(11, 2), 8]
