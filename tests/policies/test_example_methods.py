"""The made-up methods of policies/examples: short, without errors, and calculated by all that reads the tree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import kaohe
import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "policies" / "examples"
METHODS = sorted(path for path in FOLDER.glob("*.yaml") if path.stem != "asem")
"""All but the published index, which is not made up: test_published_index.py calculates it from its own figures."""


def rows(path: Path) -> dict[str, list[dict[str, Any]]]:
    """What the first of its examples gives, with the first unit and a year where it leaves them out.

    Whoever has no row of a table of units has those of the first.
    """
    written = yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)
    base = FOLDER / written["amends"] if "amends" in written else path
    whole = yaml.load(base.read_text(encoding="utf-8"), yaml.CBaseLoader)
    ((type_id, type_),) = whole["units"].items()
    given = written["examples"][0]["given"]
    units = type_.get("members", [])
    found: dict[str, list[dict[str, Any]]] = {}
    for table, listed in given.items():
        described = whole["tables"][table]
        if type_id not in described.get("key", described.get("records_of", ())):
            found[table] = [{"period": "2023", **row} for row in listed]
            continue
        found[table] = [{"period": "2023", **({"unit": units[0]} if units else {}), **row} for row in listed]
        there = {row["unit"]: row for row in found[table]}
        first = [row for row in found[table] if row["unit"] == next(iter(there))]
        found[table] += [{**row, "unit": unit} for unit in units if unit not in there for row in first]
    return found


@pytest.mark.parametrize("path", METHODS, ids=lambda path: path.stem)
class TestMethod:
    def test_it_is_short(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 120
        assert max(map(len, lines)) <= 140
        assert any(re.search("虚构|made[ -]up", line) for line in lines[1:3])

    def test_its_own_examples_hold(self, path: Path) -> None:
        policy = kaohe.load(path.stem)
        assert re.search("虚构|made[ -]up", policy.title)
        assert [finding.code for finding in policy.check() if finding.is_error] == []

    def test_everything_that_reads_it_agrees(self, path: Path, tmp_path: Path) -> None:
        policy = kaohe.load(path)
        results = policy.score(policy.read(rows(path)), verify=True)
        found = results.rows()
        assert found
        for row in found:
            assert results.explain(row["unit"]).text()
        assert "</html>" in results.html()
        results.xlsx(tmp_path / "结果.xlsx")
        assert (tmp_path / "结果.xlsx").stat().st_size > 5000
