"""The corpus of bad and good formulas against the reader: one decided outcome a case, kept strict.

`layer` in the MANIFEST says who decides: `formula` the reader itself (with the codes it gives, `name` for a name its
scope does not know), `types` the checks of the policy, `data` the calculation. The last two are read without a word.
"""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from kaohe.diagnostics import Findings
from kaohe.language.formula import read_formula
from kaohe.source_places import Place, Source

from tests.language.fake_scope import FakeScope, Value, value

FOLDER = Path(__file__).parent.parent / "corpus" / "formulas"

# Too large to keep: made here.
MADE = {
    "bomb_literal_hex.txt": "0x" + "f" * 100_000,
    "nest_parens_100k.txt": "(" * 100_000 + "1" + ")" * 100_000,
    "long_name.txt": "a" * 100_000,
    "long_string.txt": "'" + "a" * 200_000 + "'",
    "long_comment.txt": "x #" + "a" * 200_000,
}

# What the names of the corpus stand for; nan, s and the live objects have no value a formula could use.
ROW: dict[str, Value] = {
    **{"x": Fraction(10), "y": Fraction(3), "n": Fraction(2), "zero": Fraction(0), "d": Fraction(1, 10)},
    **{"A": Fraction(1), "完成率": Fraction("95.5"), "扣分": Fraction(1), "flag": True},
}
NAMES = {*ROW, "nan", "s", "row", "npx", "ser", "df", "p", "g"}


class Case(NamedTuple):
    file: str
    must: str
    layer: str
    value: str
    findings: str
    why: str


def cases() -> list[Case]:
    with (FOLDER / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        return [Case(*row) for row in list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]]


def text_of(file: str) -> str:
    return MADE[file] if file in MADE else (FOLDER / file).read_bytes().decode("utf-8", "surrogateescape")


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.file.removesuffix(".txt"))
def test_case(case: Case) -> None:
    text = text_of(case.file)
    findings, scope = Findings(), FakeScope(NAMES)
    root = read_formula(text, Place(Source(case.file, text), 1, 1), scope, findings)
    codes = [finding.code for finding in findings.all] + ["name"] * bool(scope.unknown)
    assert codes == case.findings.split()
    assert (root is None) == bool(codes)
    assert (root is None) == (case.must == "REJECT" and case.layer == "formula")
    if case.must == "VALUE":
        assert root is not None
        expected = {"true": True, "false": False}.get(case.value)
        assert value(root, ROW) == (Fraction(case.value) if expected is None else expected)


def test_every_file_has_a_case() -> None:
    listed = [case.file for case in cases()]
    assert sorted(listed) == sorted({*MADE, *(file.name for file in FOLDER.glob("*.txt"))})
