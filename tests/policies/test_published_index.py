"""A published index from its raw figures: each treated value and each aggregate, not only the places.

ASEM Sustainable Connectivity (European Commission, Joint Research Centre, 2018), 51 countries and 49 indicators. The
raw figures are those that the R package COINr has under the name ASEM; `treated.csv` and `indexes.csv` beside them are
its results for winsorised figures, scaled to 0 to 100 and averaged up, as printed to 17 digits.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from kaohe.command.main import main

FOLDER = Path(__file__).parent / "asem"
NEAR = 1e-12
"""The published figures are floats of their own calculation."""


def table(name: str) -> dict[str, dict[str, str]]:
    """Rows of a file of results by country."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row.pop("UnitCode"): row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Every value of each country, the unpublished ones too."""
    data, out = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("out") / "asem.json"
    (data / "raw.csv").write_bytes((FOLDER / "raw.csv").read_bytes())
    assert main(["score", "asem", str(data), "--values", "-o", str(out)]) == 0
    return {row["unit"]: row["values"] for row in json.loads(out.read_text(encoding="utf-8"))["results"]}


def test_every_treated_figure(found: dict[str, dict[str, Any]]) -> None:
    published = table("treated")
    assert published.keys() == found.keys() and len(published) == 51
    for country, row in published.items():
        treated = {indicator: float(value) for indicator, value in row.items()}
        assert found[country]["treated"] == pytest.approx(treated, rel=NEAR, abs=NEAR)


def test_every_aggregate_and_place(found: dict[str, dict[str, Any]]) -> None:
    for country, row in table("indexes").items():
        values, place = found[country], int(row.pop("Index_rank"))
        of = {**values["pillar_score"], **values["sub_score"], "Index": values["index"]}
        assert of == pytest.approx({name: float(value) for name, value in row.items()}, rel=NEAR, abs=NEAR)
        assert values["rank"] == place
