"""What is written for a word of the language and hardly meant, at its place; its right neighbour is not told."""

from __future__ import annotations

import pytest
from kaohe.analysis.check import check
from kaohe.diagnostics import Diagnostic
from kaohe.source_places import Source

from tests.policy.closely import AROUND, TABLES, UNITS, score


def _found(text: str, code: str) -> list[Diagnostic]:
    return [each for each in check(Source("p.yaml", AROUND + UNITS + TABLES + text))[1] if each.code == code]


def _scale(base: str, span: str) -> str:
    return score(f"efficacy: {{of: x, within: all, base: {base}, span: {span}, when_equal: {base}}}")


def _targets(words: str) -> str:
    force = "in_force: {from: 2022Q2, to: 2025Q4}\n"
    return (
        score("formula: x")
        + force
        + f"targets: {{unit: town, table: goals, due: 2025, list: [{{id: g, name: 目, {words}}}]}}\n"
    )


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        (_scale("60%", "30%"), "K536", "30%"),
        (_scale("0.6", "0.5"), "K536", "0.5"),
        (_scale("60%", "40%"), "K536", None),
        (_scale("60", "40"), "K536", None),
        (_scale("3", "2"), "K536", None),  # points, and no shares
        (score("per_item: {n: 1, p: -0.5}"), "K537", "-0.5"),
        (score("per_item: {n: 1, p: 0.5}"), "K537", None),
        (score("deduct: {from: 5, each: {n: -1}}"), "K540", "-1"),
        (score("deduct: {from: 5, each: {free: 1}}"), "K538", "free"),
        (score("deduct: {from: 5, each: {n: 1, p: 1, x < 5: 1}}"), "K538", None),
        (_targets("at_least: 5, due: 2026"), "K539", "2026"),
        (_targets("at_least: 5, due: 2021"), "K539", "2021"),
        (_targets("at_least: 5, due: 2022"), "K539", None),
        (_targets("at_least: 5"), "K539", None),
        (_targets('measure: "%", at_least: 5%, average: {from: 2022, to: 2027}'), "K539", "2027"),
        (_targets('measure: "%", at_least: 5%, average: {from: 2024, to: 2023}'), "K273", "2023"),
        (score("formula: 1 if x == none else 0"), "K436", "x == none"),
        (score("formula: 1 if not present(x) else 0"), "K436", None),
        (
            score("by: group, cases: {plain: 1, hil: 2}, otherwise: 0".replace(", ", "; ", 1).replace("}, o", "}; o")),
            "K416",
            "hil",
        ),
        ("in_force: {from: 2025, to: 2024}\n" + score("formula: x"), "K533", "2024"),
        ("clauses: {三: encoded}\n" + score("clause: 三、四; formula: x"), "K525", "四"),
    ],
)
def test_it_is_told_at_its_place_and_the_right_neighbour_is_not(text: str, code: str, at: str | None) -> None:
    found = _found(text, code)
    assert [each.place.text for each in found if each.place] == ([] if at is None else [at])


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("1 if x == none else 0", "not present(x)"),
        ("1 if x != none else 0", "present(x)"),
        ("1 if none != x + n else 0", "present(x + n)"),
    ],
)
def test_what_is_meant_by_a_comparison_with_none(formula: str, text: str) -> None:
    (found,) = _found(score(f"formula: {formula}"), "K436")
    assert found.fix is not None and found.fix.text == text


@pytest.mark.parametrize(
    ("formula", "code", "text"),
    [
        ("if_absent(x, 0)", "K431", "x"),
        ("if_absent(x + n, 0)", "K431", "(x + n)"),
        ("rate / 100", "K428", "rate"),
        ("(rate + 1%) / 100", "K428", "(rate + 1%)"),
    ],
)
def test_what_stays_of_a_formula_has_brackets_where_it_is_more_than_a_name(formula: str, code: str, text: str) -> None:
    (found,) = _found(score(f"formula: {formula}"), code)
    assert found.fix is not None and found.fix.text == text


def test_methods_and_parts_cite_clauses_too() -> None:
    text = (
        "clauses: {一: encoded, 二: encoded}\nmethods: {m: {parameters: [v], clause: 一, means: v}}\n"
        "scores:\n  - {id: t, for: town, parts: [{id: a, clause: 二, formula: m(x)}]}\n"
    )
    assert not _found(text, "K526")
