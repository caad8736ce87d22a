"""Every cell of the matrix has a case or a reason, and every tag is true."""

from __future__ import annotations

import csv
import fnmatch
import io
from typing import Any

import pytest

from tests.conformance.matrix import Cell, cells, covered, filled, reason_of, reasons, shown
from tests.conformance.test_conformance import all_cases
from tests.conformance.uses import Uses

CASES = list(all_cases())


def test_every_cell_is_filled_or_says_why_not() -> None:
    found, given = filled(CASES), reasons()
    assert [shown(cell) for cell in cells() if not found[cell] and reason_of(cell, given) is None] == []


def test_every_reason_is_of_cells_that_no_case_shows() -> None:
    found = filled(CASES)
    for pattern in reasons():
        names = {shown(cell): cell for cell in cells() if fnmatch.fnmatchcase(shown(cell), pattern)}
        assert names, f"{pattern} is no cell"
        assert [name for name, cell in names.items() if not found[cell]], f"{pattern}: cases show all of it"


@pytest.mark.parametrize("case", [case for case in CASES if "covers" in case.values[0]])
def test_tags_are_true(case: dict[str, Any]) -> None:
    texts = [case["policy"], *case.get("files", {}).values()]
    found = [Uses(text) for text in texts]
    known = set(cells())
    for cell in covered(case):
        assert cell in known, f"{shown(cell)} is no cell of the matrix"
        assert _shows(case, found, cell), f"nothing that the case expects shows {shown(cell)}"


def test_a_false_tag_is_seen() -> None:
    policy = "scores:\n- {id: a, sum: {over: unit, of: x}}\n- {id: b, formula: a}\n- {id: c, formula: y}"
    case = {"policy": policy, "expect": {"values": [["shop", "甲店", "2023", "b", "3"]]}, "data": {}}
    uses = [Uses(policy)]
    assert _shows(case, uses, ("sum", "units", "ordinary"))  # by way of a
    assert not _shows(case, uses, ("sum", "rows", "ordinary"))
    assert not _shows(case, uses, ("sum", "units", "absent"))
    assert not _shows(
        {**case, "expect": {"values": [["shop", "甲店", "2023", "c", "3"]]}}, uses, ("sum", "units", "border")
    )
    refused = {**case, "expect": {"refused": ["K407 line 2"]}}
    assert _shows(refused, uses, ("sum", "units", "error"))
    assert not _shows(refused, uses, ("formula", "", "error"))


def _shows(case: dict[str, Any], found: list[Uses], cell: Cell) -> bool:
    word, set_, kind = cell
    expected = case["expect"]
    if kind == "error":
        lines = [int(told.rpartition(" ")[2]) for told in expected.get("refused", ()) if told[0] in "KE"]
        return any((word, set_) in each.at(line) for each in found for line in lines)
    told = [(row[3], row[4]) for row in expected.get("values", ())]
    told += [(row[0], row[3]) for row in expected.get("targets", ())]
    values = [value for id_, value in told if any((word, set_) in each.of(id_) for each in found)]
    if kind == "absent":
        return bool(values) and ("absent" in values or _something_is_absent(case))
    return any(value != "absent" for value in values) or (kind == "border" and bool(values))


def _something_is_absent(case: dict[str, Any]) -> bool:
    """Whether the data have a blank cell, or a table has no file."""
    rows = [row for text in case["data"].values() for row in csv.reader(io.StringIO(text))]
    return any("" in row for row in rows) or "optional: yes" in case["policy"]
