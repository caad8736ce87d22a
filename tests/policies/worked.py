"""The worked cases: inputs, and the values that a calculation by hand in exact fractions gives."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from kaohe.policy.model import Policy
from kaohe.results import Results, Value

from tests import inner

CASES = Path(__file__).parent.parent / "cases"
POLICIES = Path(__file__).parent.parent.parent / "policies"

Rows = dict[str, list[dict[str, Any]]]
Values = dict[tuple[str, str, str], dict[str, Value]]


@dataclass(frozen=True)
class Case:
    """One folder of tables with what is expected of them under its readings."""

    policy: str
    name: str

    @property
    def folder(self) -> Path:
        return CASES / self.policy / self.name

    @property
    def written(self) -> dict[str, Any]:
        return json.loads((self.folder / "expected.json").read_text(encoding="utf-8"))

    @property
    def readings(self) -> dict[str, str]:
        return dict(chosen.split("=") for chosen in self.written["interpret"])

    @property
    def rows(self) -> Rows:
        """The tables as rows of Python values, read without the engine."""
        return {file.stem: list(_rows(file)) for file in sorted(self.folder.glob("*.csv"))}


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    texts = {"unit", "period", "name", "kind", "level", "reason"}
    truths = {"top500", "reported", "commissioned", "tools_not_followed"}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield {
                column: text if column in texts else text == "1" if column in truths else Fraction(text)
                for column, text in row.items()
            }


def cases(*policies: str) -> list[Case]:
    """Every worked case of these policies."""
    return [Case(name, folder.name) for name in policies for folder in sorted((CASES / name).iterdir())]


@cache
def policy(name: str) -> Policy:
    """A shipped policy, loaded once."""
    return inner.load(POLICIES / f"{name}.yaml")


def values(results: Results) -> Values:
    """The results by unit type, unit and period."""
    return {(r.unit_type, r.unit, str(r.period)): dict(r.values) for r in results.results}


def pairwise(choices: Mapping[str, list[str]]) -> list[dict[str, str]]:
    """Combinations of readings in which every two readings of two questions meet at least once."""
    open_pairs = {
        frozenset([(one, reading), (other, second)])
        for one, other in combinations(choices, 2)
        for reading in choices[one]
        for second in choices[other]
    }
    found = []
    while open_pairs:
        chosen = dict(min(open_pairs, key=lambda pair: sorted(pair)))
        for question in choices:
            if question not in chosen:
                chosen[question] = max(choices[question], key=lambda r: _met(chosen | {question: r}, open_pairs))
        open_pairs -= _pairs(chosen)
        found.append(chosen)
    return found


def _pairs(chosen: Mapping[str, str]) -> set[frozenset[tuple[str, str]]]:
    return {frozenset(pair) for pair in combinations(chosen.items(), 2)}


def _met(chosen: Mapping[str, str], open_pairs: set[frozenset[tuple[str, str]]]) -> int:
    return len(_pairs(chosen) & open_pairs)
