"""Quarters and years; units that the data name, who come and go."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from kaohe.diagnostics import Refused
from kaohe.language.periods import Period

from tests import inner
from tests.evaluate.small import policy, scored

QUARTERLY = """\
units:
  shop: {name: 门店, period: quarter, members: [甲, 乙]}
tables:
  figures: {name: 数据, key: [shop, quarter], columns: [{measure: 分, names: {x: 数}, optional: yes}]}
  base: {name: 基数, key: [shop, year], optional: yes, columns: [{measure: 分, names: {b: 基}}]}
"""
YEARLY = """\
scores:
  - {id: quarterly, name: 季度, for: shop, formula: x}
  - {id: s, name: 年度, for: shop, per: year, sum: {over: quarter, of: quarterly, weight: [10%, 20%, 30%, 40%]}}
  - {id: place, name: 名次, for: shop, rank: {of: s, within: all, first: highest, ties: competition}}
"""


def quarters(*given: tuple[str, Any, Any]) -> dict[str, list[dict[str, Any]]]:
    """Rows of 甲 and 乙 in each period."""
    listed = [{"unit": unit, "period": p, "x": x} for p, *two in given for unit, x in zip("甲乙", two, strict=True)]
    return {"figures": listed}


WHOLE = [("2022Q1", 10, 40), ("2022Q2", 20, 30), ("2022Q3", 30, 20), ("2022Q4", 40, 10)]


def test_year_is_the_weighted_sum_of_its_quarters() -> None:
    read = policy(YEARLY, QUARTERLY)
    assert scored(read, quarters(*WHOLE)) == [30, 20]
    assert scored(read, quarters(*reversed(WHOLE)), "place") == [1, 2]


@pytest.mark.parametrize("missing", range(4))
def test_quarter_that_nobody_has_is_said_and_leaves_the_year_absent(missing: int) -> None:
    """In the middle of the year as at its end."""
    read = policy(YEARLY, QUARTERLY)
    rows = quarters(*WHOLE[:missing], *WHOLE[missing + 1 :], *[(p.replace("2022", "2023"), a, b) for p, a, b in WHOLE])
    results = inner.score_rows(read, rows, verify=True)
    (warning,) = results.warnings
    assert (warning.code, warning.arguments["missing"]) == ("E201", (Period(2022, missing + 1, "quarter"),))
    assert "2022" in warning.message("zh") and "2022" in warning.message("en")
    years = {(r.unit, str(r.period)): r.values for r in results.results if r.period.level == "year"}
    assert years["甲", "2022"] == years["乙", "2022"] == {"s": None, "place": None}
    assert years["甲", "2023"] == {"s": 30, "place": 1}


def test_several_missing_quarters_are_named_together() -> None:
    results = inner.score_rows(policy(YEARLY, QUARTERLY), quarters(WHOLE[1]))
    (warning,) = results.warnings
    assert "2022Q1、2022Q3、2022Q4" in warning.message("zh")
    assert "2022Q1, 2022Q3, 2022Q4" in warning.message("en")


def test_absent_value_in_a_quarter_leaves_that_units_year_absent_and_nobody_a_place() -> None:
    rows = quarters(WHOLE[0], ("2022Q2", None, 30), *WHOLE[2:])
    read = policy(YEARLY, QUARTERLY)
    assert scored(read, rows) == [None, 20]
    assert scored(read, rows, "place") == [None, None]


def test_quarter_that_one_unit_lacks_is_refused() -> None:
    rows = quarters(*WHOLE)
    del rows["figures"][3]  # 乙 in 2022Q2
    with pytest.raises(Refused) as refusal:
        inner.score_rows(policy(YEARLY, QUARTERLY), rows)
    (found,) = refusal.value.diagnostics
    assert "乙" in found.message("zh") and "2022Q2" in found.message("zh")


def test_year_reaches_down_into_its_quarters_and_optional_tables_are_absent_where_nothing_stands() -> None:
    read = policy("scores:\n  - {id: s, name: 分, for: shop, formula: x + b × quarter}\n", QUARTERLY)
    rows = quarters(*WHOLE)
    assert scored(read, rows) == [None] * 8
    rows["base"] = [{"unit": "乙", "period": "2022", "b": 100}]
    assert scored(read, rows) == [None] * 4 + [140, 230, 320, 410]
    rows["base"].append({"unit": "甲", "period": "2022", "b": 1})
    assert scored(read, rows) == [11, 22, 33, 44, 140, 230, 320, 410]


# Units from the data

SCHOOLS = """\
units:
  school: {name: 学校, period: %s, from: pupils, group: stage}
tables:
  pupils:
    name: 在校生
    key: [school, %s]
    columns: [{type: text, names: {stage: 学段}}, {measure: 人, names: {count: 人数}}]
scores:
  - {id: s, name: 名次, for: school, rank: {of: count, within: group, first: highest, ties: dense}}
  - {id: n, name: 校数, for: school, count: {over: unit, of: count}}
"""


def pupils(*given: tuple[str, str, str, int]) -> dict[str, list[dict[str, Any]]]:
    return {"pupils": [dict(zip(("unit", "period", "stage", "count"), row, strict=True)) for row in given]}


def test_units_come_and_go_by_period() -> None:
    """Who has no row in a period is not appraised in it, and takes nobody's place."""
    read = policy("", SCHOOLS % ("year", "year"))
    rows = pupils(
        ("一小", "2022", "小学", 100),
        ("二小", "2022", "小学", 200),
        ("一中", "2022", "中学", 300),
        ("二小", "2023", "小学", 50),
        ("三小", "2023", "小学", 50),
    )
    found = inner.score_rows(read, rows, verify=True).results
    assert [(r.unit, r.group, str(r.period), r.values["s"], r.values["n"]) for r in found] == [
        ("一小", "小学", "2022", 2, 3),
        ("二小", "小学", "2022", 1, 3),
        ("二小", "小学", "2023", 1, 2),
        ("一中", "中学", "2022", 1, 3),
        ("三小", "小学", "2023", 1, 2),
    ]


def test_year_of_a_unit_that_was_not_there_all_quarters_is_absent() -> None:
    yearly = """\
  - {id: y, name: 年, for: school, per: year, sum: {over: quarter, of: count, weight: [25%, 25%, 25%, 25%]}}
"""
    read = policy("", SCHOOLS % ("quarter", "quarter") + yearly)
    always = [("一小", f"2022Q{quarter}", "小学", quarter) for quarter in (1, 2, 3, 4)]
    rows = pupils(*always, ("二小", "2022Q3", "小学", 9))
    results = inner.score_rows(read, rows, verify=True)
    (warning,) = results.warnings
    assert (warning.code, warning.arguments["unit_type"]) == ("E201", "学校（二小）")
    values = {(r.unit, str(r.period)): r.values for r in results.results}
    assert values["一小", "2022"]["y"] == Fraction(5, 2)
    assert values["二小", "2022"]["y"] is None
    assert values["一小", "2022Q3"]["s"] == 2 and ("二小", "2022Q1") not in values


def test_named_unit_without_a_row_in_a_period_has_no_value_there() -> None:
    of_unit = "  - {id: u, name: 差, for: school, formula: 'count - count(\"一小\")'}\n"
    read = policy("", SCHOOLS % ("year", "year") + of_unit)
    rows = pupils(("一小", "2022", "小学", 10), ("二小", "2022", "小学", 25), ("二小", "2023", "小学", 30))
    found = inner.score_rows(read, rows, verify=True).results
    assert [(r.unit, str(r.period), r.values["u"]) for r in found] == [
        ("一小", "2022", 0),
        ("二小", "2022", 15),
        ("二小", "2023", None),
    ]


def test_unit_in_no_group_is_compared_with_nobody() -> None:
    above = SCHOOLS.replace("names: {stage: 学段}", "names: {stage: 学段}, optional: yes")
    rows = pupils(("一小", "2022", "小学", 10), ("二小", "2022", "小学", 25), ("夜校", "2022", None, 30))  # type: ignore[arg-type]
    found = inner.score_rows(policy("", above % ("year", "year")), rows, verify=True).results
    assert [(r.unit, r.group, r.values["s"], r.values["n"]) for r in found] == [
        ("一小", "小学", 2, 3),
        ("二小", "小学", 1, 3),
        ("夜校", None, None, 3),
    ]


def test_data_without_any_row_are_refused() -> None:
    with pytest.raises(Refused) as refusal:
        inner.score_rows(policy("", SCHOOLS % ("year", "year")), pupils())
    assert [found.code for found in refusal.value.diagnostics if found.is_error]


@pytest.mark.parametrize(("year", "february"), [(2023, 28), (2024, 29), (2100, 28)])
def test_periods_have_the_days_of_the_calendar(year: int, february: int) -> None:
    """A day of each, so that a sum without a value would miss one, and another number have one too many."""
    above = """\
units:
  shop: {name: 门店, period: quarter, members: [甲]}
tables:
  till: {name: 日报, key: [shop, day], columns: [{names: {x: 数}}]}
scores:
  - {id: q, name: 季, for: shop, per: quarter, sum: {over: day, of: x}}
  - {id: h, name: 半年, for: shop, per: half_year, sum: {over: day, of: x}}
  - {id: y, name: 年, for: shop, per: year, sum: {over: day, of: x}}
"""
    months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    days = [f"{year}-{month:02}-{day:02}" for month, of in enumerate(months, 1) for day in range(1, of + 1)]
    found = inner.score_rows(
        policy("", above), {"till": [{"unit": "甲", "period": day, "x": 1} for day in days]}
    ).results
    values = {str(each.period): value for each in found for value in each.values.values()}
    quarters_ = [sum(months[first : first + 3]) for first in (0, 3, 6, 9)]
    halves = [sum(months[:6]), sum(months[6:])]
    assert [values[f"{year}Q{number}"] for number in (1, 2, 3, 4)] == quarters_
    assert [values[f"{year}H1"], values[f"{year}H2"]] == halves
    assert values[str(year)] == sum(months)
