"""A slip in a key is told once, wherever it stands: what would be right with the key that is meant is not told too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from kaohe.diagnostics import Refused
from kaohe.language.schema import policy_schema
from kaohe.policy.load import load_source
from kaohe.source_places import Source

EXAMPLES = Path(__file__).resolve().parents[2] / "policies" / "examples"
HEAD = """
kaohe: 2
policy: p
title: 办法
questions: {Q: {ask: 怎么读, readings: {a: 甲, b: 乙}}}
units: {town: {name: 乡镇, period: year, members: [甲镇, 乙镇]}}
tables:
  t:
    name: 表
    key: [town, year]
    columns: [{names: {x: 数}}, {type: choice, choices: {u: 甲类, v: 乙类}, names: {kind: 类}}]
scores:
  - {id: s, for: town, RULE}
"""


def _told(text: str) -> list[tuple[str, object]]:
    with pytest.raises(Refused) as refused:
        load_source(Source("p.yaml", text))
    return [(each.code, each.arguments.get("suggestion")) for each in refused.value.diagnostics if each.is_error]


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ("steps: {of: x, form: 1, above: {each: 1, add: 1}, part_step: ignored}", "from"),
        ("steps: {of: x, from: 1, below: {each: 1, tkae: 1}, part_step: ignored}", "take"),
        ("steps: {of: x, from: 1, above: {each: 1, add: 1}, part_stpe: ignored}", "part_step"),
        ("tiers: {of: x, at_mots: {5: 1, 7: 2}, above: 0}", "at_most"),
        ("tiers: {of: x, at_laest: {5: 1}, below: 0}", "at_least"),
        ("first: [{when: x > 1, give: 1}, {otherwsie: 2}]", "otherwise"),
        ("first: [{when: x > 1, gvie: 1}, {otherwise: 2}]", "give"),
        ("by: kind, caess: {u: 1, v: 2}", "cases"),
        ("raeding: Q, cases: {a: x, b: 1}", "reading"),
        ("rank: {of: x, wihtin: all, ties: competition}", "within"),
        ("rank: {of: x, within: all, teis: competition}", "ties"),
        ("points: 5, pro_rata: {of: x, ful_at: 3}", "full_at"),
        ("fromula: x", "formula"),
    ],
)
def test_in_rules(rule: str, meant: str) -> None:
    assert _told(HEAD.replace("RULE", rule)) == [("K201", meant)]


@pytest.mark.parametrize(
    ("right", "slip"),
    [("key:", "kye:"), ("tables:", "talbes:"), ("units:", "untis:"), ("members:", "memebrs:"), ("period:", "peroid:")]
    + [
        ("columns:", "colunms:"),
        ("names: {x", "nmaes: {x"),
        ("type:", "tpye:"),
        ("choices:", "choiecs:"),
        ("ask:", "aks:"),
    ]
    + [("readings:", "raedings:"), ("title:", "tilte:"), ("id:", "idd:"), ("for:", "ofr:")],
)
def test_elsewhere(right: str, slip: str) -> None:
    text = HEAD.replace("RULE", "reading: Q, cases: {a: 'x if kind == u else 1', b: x}")
    load_source(Source("p.yaml", text))
    assert _told(text.replace(right, slip, 1)) == [("K201", right.partition(":")[0])]


def test_what_is_wrong_besides_is_told_with_it() -> None:
    rule = "steps: {of: z, form: 1, above: {each: 1, add: 1}, part_step: ignroed}"
    assert [code for code, _ in _told(HEAD.replace("RULE", rule))] == ["K201", "K205"]
    rule = rule.replace("ignroed", "ignored")
    assert [code for code, _ in _told(HEAD.replace("RULE", rule))] == ["K201", "K234"]


def test_a_key_that_is_no_slip_leaves_the_missing_one_told() -> None:
    rule = "steps: {of: x, colour: 1, above: {each: 1, add: 1}, part_step: ignored}"
    assert [code for code, _ in _told(HEAD.replace("RULE", rule))] == ["K202", "K201"]


def test_a_guess_that_does_not_fit_is_not_read_on() -> None:
    rule = "steps: {of: x, form: [1, 2], above: {each: 1, add: 1}, part_step: ignored}"
    assert _told(HEAD.replace("RULE", rule)) == [("K201", "from")]


def test_weights_by_something_misspelt_are_no_program_error() -> None:
    scores = "sum: {over: [x, 1], weight: {raeding: Q, cases: {a: [1, 2], b: [2, 1]}}}"
    assert _told(HEAD.replace("RULE", scores))


@pytest.mark.parametrize("name", ["bonus_brackets", "work_plan"])
def test_of_each_key_in_a_policy(name: str) -> None:
    """The first of each key of the schema, with two letters in the other order."""
    text = (EXAMPLES / f"{name}.yaml").read_text("utf-8")
    known = set(re.findall(r'"([a-z_]{4,})":', str(policy_schema()).replace("'", '"')))
    seen = set[str]()
    for found in re.finditer(r"(?<![\w\"])([a-z_]{4,}):(?= |\n)", text):
        key, at = found[1], len(found[1]) // 2 - 1
        slip = key[:at] + key[at + 1] + key[at] + key[at + 2 :]
        if key in known and key not in seen and slip != key and found.start() == text.index(f"{key}:"):
            seen.add(key)
            told = _told(text[: found.start(1)] + slip + text[found.end(1) :])
            assert told == [("K201", key)] or "K201" not in dict(told), (key, told)
    assert len(seen) > 5
