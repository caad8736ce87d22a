"""What nothing uses, questions that make no difference, bounds, clauses, constants: bad and good."""

from __future__ import annotations

import pytest

from tests.policy.closely import QUESTION, TABLES, found, score

USED = score("formula: x + free + rate * 1 + n if p else 0")
TABLE = "tables: {town: {key: [town, quarter], columns: [{measure: 分, names: {x: 甲}%s}]%s}}\n"
OTHER = "tables: {town: {key: [town, quarter], columns: [{type: %s, %s, names: {x: 甲}}]}}\n"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (USED + "values: [{id: v, for: town, count: {over: project}}]\n", ["K516", "K518"]),
        (USED, ["K517"]),
        (score("formula: x"), ["K516"] * 4 + ["K517"]),
        (TABLE % ("", "") + score("formula: x"), []),
        (TABLE.replace("x: 甲}", "x: 甲, y: 乙}") % ("", "") + score("formula: x"), ["K516"]),
        (TABLE % ("}, {type: text, names: {who: 乙}", "") + score("formula: x"), []),  # a text is for people
        # A condition makes use of an input, but not of a table that nothing else uses.
        (TABLE.replace("x: 甲}", "x: 甲, y: 乙}") % ("", ", must_hold: [y >= 0]") + score("formula: x"), []),
        (TABLE % ("", ", must_hold: [x >= 0]") + score("formula: quarter"), ["K517"]),
        (USED + "values: [{id: v, for: town, formula: x}]\n", ["K517", "K518"]),
        (TABLE % ("", "") + "methods: {m: {parameters: [a], means: a}}\n" + score("formula: x"), ["K520"]),
        (TABLE % ("", "") + "methods: {m: {parameters: [a], means: a}}\n" + score("formula: m(x)"), []),
        (TABLE % ("", "") + QUESTION + score("formula: x"), ["K519"]),
    ],
)
def test_unused(text: str, codes: list[str]) -> None:
    assert found(text, "K516", "K517", "K518", "K519", "K520") == codes


def test_values_of_rows_are_used_by_folds() -> None:
    text = TABLES + "    let: {points: money / 1 亿元, spare: money * 2}\n" + score("sum: {over: project, of: points}")
    assert found(text, "K518") == ["K518"]


def test_the_table_that_lists_the_units_is_used() -> None:
    units = "units: {town: {name: 乡镇, period: quarter, from: town, group: stage}}\n"
    table = TABLE.replace("{measure", "{type: text, names: {stage: 段}}, {measure") % ("", "")
    assert found(units + table + score("formula: quarter"), "K516", "K517") == ["K516"]


@pytest.mark.parametrize(
    ("cases", "codes"),
    [
        ("{a: x, b: free}", []),
        ("{a: x * 2, b: 'x*2'}", ["K522"]),
        ("{a: x + free, b: free + x}", ["K522"]),
        ("{a: x - free, b: free - x}", []),
        ("{a: 'max(x, free)', b: 'max(free, x)'}", ["K522"]),
        ("{a: 100%, b: 1.0}", ["K522", "K410"]),
        ("{a: {formula: x, cap: 5}, b: {formula: x, cap: 6}}", []),
        ("{a: {formula: x, cap: 5}, b: {formula: x, cap: 5}}", ["K522"]),
        ("{a: {first: [{when: p, give: 1}, {otherwise: 0}]}, b: 1 if p else 0}", ["K522"]),
    ],
)
def test_readings_that_make_no_difference(cases: str, codes: list[str]) -> None:
    wanted = [code for code in codes if code != "K410"]
    text = QUESTION + score(f"reading: Q; cases: {cases}")
    assert found(text, "K522") == ([] if "K410" in codes else wanted)


def test_a_question_is_judged_by_all_places_where_it_stands() -> None:
    one = score("reading: Q; cases: {a: x, b: x}")
    assert found(QUESTION + one, "K522") == ["K522"]
    assert found(QUESTION + one + "  - {id: t, for: town, reading: Q, cases: {a: x, b: free}}\n", "K522") == []


def test_two_of_three_readings_alike() -> None:
    question = QUESTION.replace("b: 二", "b: 二, c: 三")
    assert found(question + score("reading: Q; cases: {a: x, b: free, c: x}"), "K522") == ["K522"]


def test_one_reading() -> None:
    question = QUESTION.replace(", b: 二", "")
    assert found(question + score("reading: Q; cases: {a: x}"), "K521", "K522") == ["K521"]
    assert found(QUESTION + score("reading: Q; cases: {a: x, b: free}"), "K521", "K522") == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (TABLE.replace("measure", "min: 0, max: 5, measure") % ("", ""), []),
        (TABLE.replace("measure", "min: 5, max: 0, measure") % ("", ""), ["K523"]),
        (TABLE.replace("measure", "min: 0, max: 5, default: 5, measure") % ("", ""), []),
        (TABLE.replace("measure", "min: 0, max: 5, default: 6, measure") % ("", ""), ["K532"]),
        (TABLE.replace("measure", "min: 0, default: -1, measure") % ("", ""), ["K532"]),
        (TABLE.replace("measure", "whole: yes, default: 1.5, measure") % ("", ""), ["K532"]),
        (OTHER % ("choice", "choices: {n: 新建, c: 续建}, default: n"), []),
        (OTHER % ("choice", "choices: {n: 新建, c: 续建}, default: 新建"), ["K532"]),
        (OTHER % ("date", "default: 2023-01-05"), []),
        (OTHER % ("date", "default: 2023/1/5"), ["K532"]),
        (OTHER % ("date", "default: 2023-02-30"), ["K532"]),
        (OTHER % ("text", "default: 2023/1/5"), []),
        ("in_force: {from: 2022Q1, to: 2025}\n", []),
        ("in_force: {from: 2022Q3, to: 2022Q1}\n", ["K533"]),
        ("in_force: {from: 2025, to: 2022}\n", ["K533"]),
        ("in_force: {from: 2022Q2, to: 2022}\n", []),
        ("in_force: {to: 2022}\n", []),
    ],
)
def test_bounds(text: str, codes: list[str]) -> None:
    assert found(text, "K523", "K532", "K533") == codes


@pytest.mark.parametrize(("years", "codes"), [("{from: 2022, to: 2025}", []), ("{from: 2025, to: 2022}", ["K273"])])
def test_years_of_an_average(years: str, codes: list[str]) -> None:
    units = "units: {county: {name: 县, period: year, members: [县]}, town: {name: 乡, period: year, members: [甲]}}\n"
    target = f'{{id: g, name: 增速, measure: "%", at_least: 5%, average: {years}}}'
    assert found(f"{units}targets: {{unit: county, table: goals, list: [{target}]}}\n", "K273") == codes


def clauses(listed: str, cited: str) -> list[str]:
    text = f"clauses: {{{listed}}}\n" + score(f"clause: {cited}; formula: x")
    return found(text, "K524", "K525", "K526", "K534")


def test_clauses() -> None:
    assert found(score("formula: x"), "K524") == ["K524"]
    assert clauses("三: encoded", "三") == []
    assert clauses("三: encoded, 四: {open: 未定}, 五: {not_computable: 原则}", "三") == []
    assert clauses("三: encoded", "四") == ["K526", "K525"]
    assert clauses("三: encoded, 四: encoded", "三、四") == []
    assert clauses("三: {not_computable: 原则}", "三") == ["K534"]
    assert clauses("三: {open: 未定}", "三") == []


@pytest.mark.parametrize(
    ("listed", "cited", "is_cited"),
    [
        ("三", "三（一）", True),
        ("三", "三1", True),
        ("三（一）", "三（一）2", True),
        ("三1", "三10", False),  # the first ten clauses under 三, and not the first
        ("三1", "三1（2）", True),
        ("一", "一二", False),
        ("十", "十一", False),
        ("方案三", "方案", False),
    ],
)
def test_a_clause_is_cited_by_what_is_under_it(listed: str, cited: str, is_cited: bool) -> None:
    assert clauses(f"{listed}: encoded, {cited}: encoded", cited) == ([] if is_cited else ["K526"])


def test_a_score_that_rests_on_no_input() -> None:
    fixed = "values: [{id: v, for: town, formula: 5}]\n"
    assert found(score("formula: 5 * 2"), "K502") == ["K502"]
    assert found(fixed + score("formula: v * 2"), "K502") == ["K502"]
    assert found(fixed + score("formula: v * x"), "K502") == []
    assert found(score("by: group; cases: {plain: 1, hill: 2}"), "K502") == []
