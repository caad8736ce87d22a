"""Every kind of shape error is told once, at its place, with the right code."""

from __future__ import annotations

import json

import pytest
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.language.composer import compose
from kaohe.language.schema import check_shape, schema_text
from kaohe.source_places import Source

HEAD = "kaohe: 2\npolicy: p\ntitle: 办法\nunits: {town: {name: 乡镇, period: year, members: [甲, 乙]}}\n"
QUOTA = "quota: {of: x, within: all, rounding: floor, border: last, ties: dense, "


def shape_of(text: str) -> list[Diagnostic]:
    findings = Findings()
    root = compose(Source("p.yaml", text), findings)
    assert root is not None, [(str(d.place), d.code) for d in findings.all]
    assert check_shape(root, findings) == (not findings.errors)
    return findings.all


def codes(text: str) -> list[str]:
    return [f"{d.code}@{d.place.line}:{d.place.column}" for d in shape_of(text) if d.place]


def score(rule: str) -> str:
    """The findings about one rule; its line is the fifth."""
    return HEAD + "scores: [{id: s, for: town, " + rule + "}]\n"


def test_the_least_policy_is_well_shaped() -> None:
    assert codes(HEAD) == []


@pytest.mark.parametrize(
    "rule",
    [
        "formula: a + b, points: 5, cap: none, floor: 0, round: {decimals: 2, mode: half_up}",
        "formula: 5",
        "formula: yes",
        "parts: [{id: t, formula: 1}]",
        "tiers: {of: x, at_least: {2 亿元: 6, 1: {formula: y}}, below: 0}",
        "first: [{when: x > 1, give: 1}, {otherwise: {by: unit, cases: {甲: 1}}}]",
        "by: group, cases: {yes: 1, no: 2}, otherwise: none",
        "reading: X1, cases: {a: 1, b: {sum: {over: t, of: x}}}",
        "sum: {over: t, where: x > 0, of: x, once_per: name, keep: highest}",
        "any: {over: t}",
        "mean: {over: t, of: x, if_none: 0}",
        "per_item: {a: 0.5}",
        "full_if: a > 0",
        "deduct: {from: 4, each: {a: 1}, floor: 0}",
        "efficacy: {of: x, within: all, base: 60%, span: 40%, when_equal: {reading: Q, cases: {a: 1}}}",
        "mean: {over: unit, of: x, within: group, where: y}",
        "rank: {of: x, within: group, first: highest, ties: {reading: R1}}",
        "last_place: {of: x, within: all}",
        "quota: {of: x, within: all, grades: [优, 良], ratio: 3:6, rounding: floor, "
        "border: {reading: Q, cases: {a: first}}, ties: dense, except: {when: z, grade: 差, counted: no}}",
        "by_rank: {rank: r, shares: {by: group, cases: {g: [100%, 90%]}, otherwise: [1]}}",
        "per: year, sum: {over: quarter, of: x, weight: [15%, 25%, 25%, 35%]}",
        "per: year, sum: {over: quarter, of: x, weight: {reading: Q, cases: {a: [1, 2, 3, 4]}}}",
    ],
)
def test_every_keyword_of_the_language_is_well_shaped(rule: str) -> None:
    assert codes(score(rule)) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("fromula: 1", "K201@5:29"),
        ("名称: 1", "K201@5:29"),
        ("rank: {of: x, within: all}", "K202@5:35"),
        ("round: {decimals: 0x1F}", "K207@5:47"),
        ("round: 2", "K203@5:36"),
        ("parts: x", "K203@5:36"),
        ("formula: [1]", "K203@5:38"),
        ("points: 六", "K207@5:37"),
        ("points: 0", "K213@5:37"),
        ("points: -5", "K213@5:37"),
        ("clause: 3.20", "K204@5:37"),
        ("name: true", "K204@5:35"),
        ("rank: {of: x, within: all, ties: {reading: Q, cases: {a: denes}}}", "K205@5:86"),
        ("rank: {of: x, within: all, ties: dence}", "K205@5:62"),
        ("sum: {over: 'a b'}", "K206@5:41"),
        (QUOTA + "grades: [a, b], ratio: '3-6'}", "K208@5:124"),
        ("name: '  '", "K209@5:35"),
        ("name: '得分 '", "K249@5:35"),
        ("name: ' 得分'", "K249@5:35"),
        ('name: "得\\n分"', "K249@5:35"),
        ('name: "得分\\n"', "K249@5:35"),
        ("per_item: {}", "K212@5:39"),
        ("tiers: {of: x, below: 0}", "K214@5:36"),
        ("by: group", "K215@5:29"),
        ("first: [{when: a, otherwise: 1}]", "K219@5:38"),
        (QUOTA + "grades: [a, a], ratio: 1:1}", "K218@5:109"),
    ],
)
def test_each_error_has_its_code_and_place(rule: str, expected: str) -> None:
    assert codes(score(rule)) == [expected]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1５", "15"), ("10分", "10"), ("1,000", "1000"), ("２.５ 分", "2.5"), ("六", None), ("1e3", None), ("3-5", None)],
)
def test_a_number_that_can_be_told_is_offered(written: str, meant: str | None) -> None:
    (found,) = shape_of(score(f"points: '{written}'"))
    assert (found.code, found.arguments.get("suggestion")) == ("K207", meant)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD.replace("kaohe: 2", "kaohe: 3"), ["K216@1:8"]),
        (HEAD.replace("title: 办法\n", ""), ["K202@1:1"]),
        (HEAD.replace("town:", "'to wn':"), ["K206@4:9"]),
        (HEAD.replace("town:", "3town:"), ["K206@4:9"]),
        (HEAD.replace("policy: p", "policy: 'a b'"), ["K206@2:9"]),
        (HEAD + "scores:\n  - id: a\n    for: town\nformula: x\n", ["K201@8:1"]),
        (HEAD + "tables:\n  t:\n    columns:\n      - {type: text, min: 1, names: {a: 甲}}\n", ["K219@8:22"]),
        (HEAD + "tables:\n  t:\n    columns:\n      - {type: choice, names: {a: 甲}}\n", ["K202@8:9"]),
        (HEAD + "tables:\n  t:\n    columns:\n      - {choices: {b: 乙}, names: {a: 甲}}\n", ["K219@8:10"]),
        (HEAD + "tables:\n  t:\n    columns:\n      - {whole: maybe, names: {a: 甲}}\n", ["K205@8:17"]),
    ],
)
def test_errors_outside_of_rules(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_all_errors_are_told_at_once_in_the_order_of_the_file() -> None:
    assert codes(HEAD + "staus: draft\nstatus: x\nnots: []\n") == ["K201@5:1", "K205@6:9", "K201@7:1"]


def test_a_wrong_key_is_answered_with_the_likely_one() -> None:
    (finding,) = shape_of(score("fromula: 1"))
    assert finding.arguments["suggestion"] == "formula"
    assert finding.mend("en").startswith("did you mean formula?")
    (finding,) = shape_of(score("名称: 甲"))
    assert finding.arguments["suggestion"] == "name"


def test_no_error_is_about_a_choice_of_schemas() -> None:
    assert "oneOf" not in schema_text()
    assert "unevaluatedProperties" not in schema_text()


def test_every_mapping_of_the_schema_is_closed() -> None:
    def closed(part: object, where: str) -> None:
        if isinstance(part, dict):
            # targets are open until they are part of the language.
            if "properties" in part and "description" in part:
                assert "additionalProperties" in part, where
            for name, inner in part.items():
                closed(inner, f"{where}/{name}")

    closed(json.loads(schema_text()), "")
