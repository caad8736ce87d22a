"""What an entry says of its word holds: when it gives no value, and what kind of word it is."""

from __future__ import annotations

from pathlib import Path

import kaohe
import pytest
from kaohe.language.entry import Absence
from kaohe.words import KEYWORDS, LIMITS, WORDS

POLICY = """\
kaohe: 2
policy: words
title: 试行办法
units: {town: {name: 镇, period: year, groups: {all: {name: 全体, members: [甲, 乙, 丙]}}}}
tables:
  figures:
    name: 数
    key: [town, year]
    columns:
      - {optional: yes, names: {x: 数}}
      - {type: choice, optional: yes, choices: {big: 大, small: 小}, names: {size: 类}}
      - {type: yes/no, optional: yes, names: {met: 完成}}
  rows:
    name: 台账
    records_of: [town, year]
    columns:
      - {optional: yes, names: {v: 值}}
values:
  - {id: place, for: town, rank: {of: x, within: all, ties: competition}}
methods: {twice: {parameters: [a], means: a * 2}}
scores:
"""
# 甲 has no x, no size and no answer, and a row without a value; 乙 has all; 丙 has all and no rows.
FIGURES = "单位,期间,数,类,完成\n甲,2023,,,\n乙,2023,4,大,是\n丙,2023,6,小,否\n"
ROWS = "单位,期间,值\n甲,2023,\n乙,2023,5\n"

CARRIED = (None, True, True)
GROUP = (None, None, None)
WITHOUT_ROWS = (None, True, None)
NEVER = (True, True, True)
NOT_TO_ALL = (None, True, None)
# Each word with a rule, and whether 甲, 乙 and 丙 have a value by it.
RULES: dict[str, tuple[str, tuple[bool | None, ...]]] = {
    "formula": ("formula: x + 1", CARRIED),
    "method": ("formula: twice(x)", CARRIED),
    "parts": ("parts: [{id: one, formula: x}, {id: two, formula: 1 + 1 * x}]", CARRIED),
    "tiers": ("tiers: {of: x, at_least: {5: 2}, below: 1}", CARRIED),
    "first": ("first: [{when: x > 5, give: 2}, {otherwise: 1}]", CARRIED),
    "by": ("by: size\n    cases: {big: 2, small: 1}", CARRIED),
    "since": ("since: {2022: x}", CARRIED),
    "full_if": ("points: 5\n    full_if: met", CARRIED),
    "pro_rata": ("points: 5\n    pro_rata: {of: x, full_at: 8}", CARRIED),
    "steps": ("steps: {of: x, from: 3, above: {each: 1, add: 2}, part_step: ignored}", CARRIED),
    "interpolate": ("interpolate: {of: x, through: {0: 0, 8: 4}, below: end, above: end}", CARRIED),
    "per_item": ("per_item: {x: 2}", CARRIED),
    "deduct": ("deduct: {from: 10, each: {x: 1}}", CARRIED),
    "by_rank": ("points: 5\n    by_rank: {rank: place, shares: [100%, 90%, 80%]}", GROUP),
    "round": ("formula: x / 3\n    round: {decimals: 1}", CARRIED),
    "sum": ("sum: {over: rows, of: v}", CARRIED),
    "count": ("count: {over: rows}", NEVER),
    "any": ("any: {over: rows}", NEVER),
    "highest": ("highest: {over: rows, of: v}", WITHOUT_ROWS),
    "lowest": ("lowest: {over: rows, of: v}", WITHOUT_ROWS),
    "mean": ("mean: {over: rows, of: v}", WITHOUT_ROWS),
    "all": ("all: {over: rows, of: v > 1}", CARRIED),
    "median": ("median: {over: rows, of: v}", WITHOUT_ROWS),
    "percentile": ("percentile: {over: rows, of: v, at: 25%}", WITHOUT_ROWS),
    "geometric_mean": ("geometric_mean: {over: rows, of: v}", WITHOUT_ROWS),
    "harmonic_mean": ("harmonic_mean: {over: rows, of: v}", WITHOUT_ROWS),
    "product": ("product: {over: rows, of: v}", WITHOUT_ROWS),
    "deviation": ("deviation: {over: rows, of: v, kind: sample}", GROUP),
    "skewness": ("skewness: {over: rows, of: v}", GROUP),
    "kurtosis": ("kurtosis: {over: rows, of: v}", GROUP),
    "share": ("share: {over: rows, of: v > 1}", WITHOUT_ROWS),
    "names": ('names: {over: rows, of: "size"}', CARRIED),
    "efficacy": ("efficacy: {of: x, within: all, base: 60%, span: 40%, when_equal: 100%}", GROUP),
    "rank": ("rank: {of: x, within: all, ties: dense}", GROUP),
    "last_place": ("last_place: {of: x, within: all}", GROUP),
    "quota": (
        "quota: {of: x, within: all, grades: [甲等, 乙等], ratio: 1:1, rounding: floor, border: first, ties: dense}",
        (None, None, None),
    ),
    "cap": ("formula: if_absent(x, 9)\n    cap: {reading: Q, cases: {free: none, bound: 5}}", NEVER),
    "where": ("where: if_absent(x, 5) < 6\n    formula: x", NOT_TO_ALL),
    "part": ("parts: [{id: one, where: unit != '丙', formula: x}, {id: two, formula: 1 + 1 * x}]", CARRIED),
    "floor": ("formula: if_absent(x, 9)\n    floor: {reading: Q, cases: {free: none, bound: 5}}", NEVER),
}
QUESTIONS = "questions: {Q: {ask: 有没有上下限, readings: {free: 没有, bound: 有}}}\n"
EXPECTED: dict[Absence, set[tuple[bool | None, ...]]] = {
    "carried": {CARRIED, GROUP},  # the place that points go by is everybody's
    "whole_group": {GROUP},
    "never": {NEVER},
    "without_rows": {WITHOUT_ROWS},
    "without_spread": {GROUP},  # nobody has two rows
    "lifts": {NEVER},
    "not_applicable": {NOT_TO_ALL},
}
ELSEWHERE = {"adjusted", "decided", "member"}
"""Cases of their own in tests/conformance: a table of decisions, a call at a member of a list."""


def test_every_word_is_here() -> None:
    assert RULES.keys() | ELSEWHERE == WORDS.keys()
    assert WORDS.keys() == (KEYWORDS.keys() - {"reading"}) | LIMITS.keys() | {
        "where",
        "part",
        "method",
        "member",
        "adjusted",
        "decided",
    }


@pytest.mark.parametrize("word", RULES)
def test_when_a_word_gives_no_value(word: str, tmp_path: Path) -> None:
    rule, there = RULES[word]
    text = f"{POLICY}  - id: s\n    for: town\n    {rule}\n" + (QUESTIONS if "Q" in rule else "")
    file = tmp_path / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "数.csv").write_text(FIGURES, encoding="utf-8")
    (data / "台账.csv").write_text(ROWS, encoding="utf-8")
    policy = kaohe.load(file)
    rows = policy.score(policy.read(data)).rows()
    assert tuple(True if row["s"] is not None else None for row in rows) == there
    assert there in EXPECTED[WORDS[word].absence]
