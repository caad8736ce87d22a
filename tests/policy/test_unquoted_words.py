"""Texts without quotes: one finding for the slip, with what has to be written; names that are misspelt stay names."""

from __future__ import annotations

import pytest
from kaohe.analysis.check import check
from kaohe.diagnostics import Diagnostic
from kaohe.places import Source

from tests.policy.closely import AROUND, TABLES, UNITS, score

GRADES = "first: [{when: x > 8, give: 优秀}, {when: x > 6, give: 良好}, {otherwise: 优秀}]"
METHOD = "methods:\n  m: {parameters: [v], means: {tiers: {of: v, at_least: {8: 优秀}, below: 一般}}}\n"


def _found(text: str) -> list[Diagnostic]:
    return [each for each in check(Source("p.yaml", AROUND + UNITS + TABLES + text))[1] if each.is_error]


@pytest.mark.parametrize(
    ("text", "words", "count", "written"),
    [
        (score(GRADES), ("优秀", "良好"), 3, "'\"优秀\"'"),
        (score("formula: 1 if group == plain else 0"), ("plain",), 1, '"plain"'),
        (score("formula: 1 if group == 平原组 else 0"), ("平原组",), 1, '"plain"'),
        (score('formula: "1 if group == plain else 0"'), ("plain",), 1, "'plain'"),
        (METHOD + score("formula: m(x)"), ("优秀", "一般"), 2, "'\"优秀\"'"),
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
