"""The difference of two units is the sum of what their indicators differ by, exactly."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import pytest

from engine.analysis.explain.ask import NotThere
from engine.analysis.explain.model import Against
from engine.policy.model import Display
from engine.report.explain import words as explain_words
from tests.analysis.explain.asked import Run, asked, run_rows
from tests.evaluate.small import figures, policy
from tests.policies.worked import cases
from tests.policies.worked import policy as shipped

PARTS = """\
scores:
  - id: total
    name: 总分
    for: shop
    cap: 12
    parts:
      - {id: a, name: 甲项, clause: 一, points: 5, formula: x}
      - id: b
        name: 乙项
        clause: 二
        parts:
          - {id: c, name: 丙项, clause: 二1, formula: y, cap: 3}
          - {id: d, name: 丁项, clause: 二2, formula: z / 3}
  - {id: place, name: 名次, for: shop, rank: {of: total, within: all, ties: competition}}
"""


def shops(**columns: list[Any]) -> Run:
    return run_rows(policy(PARTS), figures(**columns))


def compared(run: Run, first: str = "甲", second: str = "乙", of: str | None = None) -> Against:
    found = asked(run, first, of, None, second).against
    assert found is not None
    return found


def test_parts_of_parts_and_the_cap_of_the_whole() -> None:
    found = compared(shops(x=[9, 4, 1, 1], y=[5, 2, 0, 0], z=[4, 4, 0, 0]))
    assert found.difference == 12 - (4 + 2 + Fraction(4, 3))
    assert [(share.name, share.clause, share.difference) for share in found.shares] == [
        ("甲项", "一", 5),
        ("总分的上下限", "", 12 - (9 + 3 + Fraction(4, 3))),
        ("丙项", "二1", 1),
        ("丁项", "二2", 0),
    ]
    assert sum(share.difference for share in found.shares) == found.difference
    assert [explain_words.phrase(said, Display()) for said in found.standing] == ["名次：甲 第 1 名，乙 第 2 名"]


def test_level_units() -> None:
    found = compared(shops(x=[4, 4, 1, 1], y=[1, 2, 0, 0], z=[6, 3, 0, 0]))
    assert found.difference == 0
    assert [share.difference for share in found.shares] == [-1, 1, 0]
    assert explain_words.phrase(found.standing[-1], Display()) == "名次并列：比的数完全相同"


def test_what_is_absent_is_named() -> None:
    found = compared(shops(x=[4, None, 1, 1], y=[1, 2, 0, 0], z=[6, 3, 0, 0]))
    assert (found.difference, found.shares, found.missing) == (None, (), ("乙的“甲项”",))


def test_one_value() -> None:
    found = compared(shops(x=[4, 1, 1, 1], y=[1, 2, 0, 0], z=[6, 3, 0, 0]), of="b")
    assert [(share.name, share.difference) for share in found.shares] == [("丙项", -1), ("丁项", 1)]


@pytest.mark.parametrize(("first", "second"), [("甲", "甲"), ("甲", "戊"), ("戊", "甲")])
def test_what_cannot_be_compared(first: str, second: str) -> None:
    with pytest.raises(NotThere):
        compared(shops(x=[1] * 4, y=[1] * 4, z=[1] * 4), first, second)


@pytest.mark.parametrize("name", ["xiangtan_county", "xiangxiang_chains"])
def test_generated_data(name: str) -> None:
    """Figures of the worked cases, shuffled among the rows: every pair adds up exactly."""
    chance = random.Random(7)
    found = 0
    for case in cases(name):
        rows = {table: [dict(row) for row in given] for table, given in case.rows.items()}
        for given in rows.values():
            for column in [key for key in (given[0] if given else {}) if isinstance(given[0][key], Fraction)]:
                if column in ("missing_tools", "stale_tools"):  # these two hold together
                    continue
                values = [row[column] for row in given]
                chance.shuffle(values)
                for row, value in zip(given, values, strict=True):
                    row[column] = value
        run = run_rows(shipped(name), rows, case.readings)
        for unit_type, units in run[1].dataset.units.items():
            if not any(score.unit_type == unit_type for score in run[0].policy.scores):
                continue
            for first, second in itertools.pairwise(units):
                against = compared(run, first, second)
                if against.difference is not None:
                    assert sum(share.difference for share in against.shares) == against.difference
                    found += 1
    assert found >= 20
