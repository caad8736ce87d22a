"""The corpus of bad YAML, where the whole engine judges: the same fault written into a policy of this language."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from kaohe.diagnostics import Refused
from kaohe.source_places import Source

from tests import inner

MANIFEST = Path(__file__).parent / "yaml" / "MANIFEST.tsv"

HEAD = """\
kaohe: 2
policy: example
title: 测试方案
in_force: {from: 2022}
units: {town: {name: 乡镇, period: year, members: [甲区, 乙区, 丙区]}}
tables: {town: {key: [town, year], columns: [{names: {x: 完成率, n: 扣分, done: 完成}}]}}
scores:
  - id: total
    name: 总分
    for: town
    points: 100
    parts:
"""
TWO = """\
      - id: a
        name: 完成率
        points: 60
        formula: x * 0.6
      - id: b
        name: 扣分
        points: 40
        formula: 100 - 5 * n
"""


def ten(points: str) -> str:
    return "".join(f"      - {{id: a{number}, name: 项, points: {points}, formula: x}}\n" for number in range(10))


def formula(written: str) -> str:
    return HEAD + TWO.replace("formula: x * 0.6", f"formula: {written}")


GOOD = HEAD + TWO
# The policy with the fault, and the code and line of every error, or where there is none of every warning.
FAULTS: dict[str, tuple[str, list[str]]] = {
    "trunc.yaml": (GOOD[: GOOD.index("        formula: x")] + "   \n", ["K230 line 13"]),
    "type_date_bad.yaml": (GOOD.replace("from: 2022", "from: 2022-02-30"), ["K247 line 4"]),
    "formula_literal_block.yaml": (formula("|\n          x\n          + n"), ["K239 line 16"]),
    "formula_folded_indented.yaml": (formula(">\n          x\n            + n"), ["K239 line 16"]),
    "formula_blankline.yaml": (formula(">\n          x\n\n          + n"), ["K239 line 16"]),
    "formula_assign.yaml": (formula('"done = 1"'), ["K306 line 16"]),
    "sem_weights_99.yaml": (GOOD.replace("points: 40", "points: 39"), ["K503 line 8"]),
    "sem_weights_thirds.yaml": (HEAD + "".join(ten("33.33").splitlines(keepends=True)[:3]), ["K503 line 8"]),
    "sem_weights_float.yaml": (HEAD.replace("points: 100", "points: 1") + ten("0.1"), []),
    "sem_dup_id.yaml": (GOOD.replace("id: b", "id: a"), ["K221 line 17"]),
    "sem_dup_unit.yaml": (GOOD.replace("乙区", "甲区"), ["K227 line 5"]),
    "sem_id_is_function.yaml": (GOOD.replace("id: a", "id: min"), ["K220 line 13"]),
    "sem_id_true.yaml": (GOOD.replace("id: a", "id: 'True'"), ["K220 line 13"]),
    "sem_cap_below_floor.yaml": (GOOD.replace("x * 0.6", "x\n        floor: 100\n        cap: 0"), ["K260 line 18"]),
    # Bands are tiers, each up to the next: what can overlap is two with one bound.
    "sem_bands_overlap.yaml": (
        GOOD.replace("formula: x * 0.6", "tiers: {of: x, at_least: {90: 60, 90 分: 50, 60: 40}, below: 0}"),
        ["K252 line 16"],
    ),
}


def findings(text: str) -> list[str]:
    try:
        policy = inner.load_source(Source("policy.yaml", text))
    except Refused as refused:
        found = [one for one in refused.diagnostics if one.is_error]
    else:
        found = list(policy.warnings)
    return [f"{one.code} line {one.place.line if one.place else 0}" for one in found]


def rows() -> dict[str, str]:
    with MANIFEST.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["file"]: row["must"] for row in table if row["judged"] == "lead"}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_policy_is_found(name: str) -> None:
    text, expected = FAULTS[name]
    assert text != GOOD
    assert findings(text) == expected


def test_the_policy_without_a_fault_is_fine() -> None:
    assert findings(GOOD) == []


def test_every_row_is_decided() -> None:
    assert FAULTS.keys() == rows().keys()
    refused_or_said = {name for name, must in rows().items() if must != "ACCEPT"}
    assert {name for name, (_, found) in FAULTS.items() if found} == refused_or_said
