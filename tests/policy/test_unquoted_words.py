"""Texts without quotes: one finding for the slip, with what has to be written; names that are misspelt stay names."""

from __future__ import annotations

import pytest
from kaohe.analysis.check import check
from kaohe.diagnostics import Diagnostic
from kaohe.source_places import Source

from tests.policy.closely import AROUND, TABLES, UNITS, score

GRADES = "first: [{when: x > 8, give: 优秀}, {when: x > 6, give: 良好}, {otherwise: 优秀}]"
LONE = "first: [{when: x > 8, give: 优秀}, {when: x > 6, give: 良好}, {otherwise: 0}]"
METHOD = "methods:\n  m: {parameters: [v], means: {tiers: {of: v, at_least: {8: 优秀}, below: 一般}}}\n"


def _found(text: str) -> list[Diagnostic]:
    return [each for each in check(Source("p.yaml", AROUND + UNITS + TABLES + text))[1] if each.is_error]


@pytest.mark.parametrize(
    ("text", "words", "count", "written"),
    [
        (score(LONE), ("优秀", "良好"), 2, "'\"优秀\"'"),
        (score("formula: 1 if x == plain else 0"), ("plain",), 1, '"plain"'),
        (score("formula: 1 if plain == group else 0"), ("plain",), 1, '"plain"'),
        (score("formula: 1 if x == 平原组 else 0"), ("平原组",), 1, '"plain"'),
        (score('formula: "1 if x == plain else 0"'), ("plain",), 1, "'plain'"),
        (METHOD.replace("一般", "0") + score("formula: m(x)"), ("优秀",), 1, "'\"优秀\"'"),
    ],
)
def test_the_slip_is_told_once_with_what_to_write(text: str, words: tuple[str, ...], count: int, written: str) -> None:
    (finding,) = _found(text)
    assert finding.code == "K238" and finding.fix is not None
    assert (set(finding.arguments["words"]), finding.arguments["count"]) == (set(words), count)  # type: ignore[call-overload]
    assert finding.fix.text == written


@pytest.mark.parametrize("formula", ["free_ * 2", "unknown", "质量 * 2"])
def test_a_name_that_is_misspelt_or_unknown_is_no_text(formula: str) -> None:
    assert [each.code for each in _found(score(f"formula: {formula}"))] == ["K234"]


@pytest.mark.parametrize(
    "text",
    [
        score(GRADES),
        score("tiers: {of: x, at_least: {8: 优秀, 6: '\"良好\"'}, below: none}"),
        score("tiers: {of: x, at_most: {8: A, 9: B}, above: C}"),
        score("by: group; cases: {plain: 甲等, hill: {tiers: {of: x, at_least: {5: 高}, below: 低}}}"),
        score(
            "reading: Q; cases: {a: first_way, b: second_way}", "questions: {Q: {ask: 何, readings: {a: 一, b: 二}}}\n"
        ),
        score("formula: 1 if group == plain else 0"),
        score("formula: 1 if group != 平原组 else 0"),
        score("formula: 1 if unit == 甲镇 else 0"),
        METHOD + score("formula: m(x)"),
    ],
)
def test_a_word_is_a_text_where_the_rule_is_certain(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("tiers: {of: x, at_least: {8: 优秀, 6: free}, below: 一般}", ["K299"]),  # `free` is a column
        ("by: group; cases: {plain: x, hill: free}", []),  # both are names, as ever
        ("by: group; cases: {plain: x, hill: unknown}", ["K234"]),
        ("by: group; cases: {plain: rat, hill: unknown}", ["K234", "K234"]),  # `rat` may be a slip for rate
        ("formula: 1 if group == plian else 0", ["K416"]),
        ("formula: 1 if group == hill * 2 else 0", ["K238"]),
    ],
)
def test_where_it_is_not_certain_it_is_asked(rule: str, codes: list[str]) -> None:
    assert [each.code for each in _found(score(rule))] == codes
