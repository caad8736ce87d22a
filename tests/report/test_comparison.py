"""The comparison in every format: the same tables, nothing lost, one file that needs nothing else."""

from __future__ import annotations

import io
import json
from pathlib import Path

import html5lib
import openpyxl
import pytest
from kaohe.analysis.comparison import Comparison, compare
from kaohe.report import comparison
from kaohe.report.comparison_tables import ComparisonTables

from tests import inner

ROOT = Path(__file__).parents[2]
ALL = ["overview", "themes", "kinds", "consequences", "targets", "questions"]
NAMES = ("xiangxiang_chains", "xiangtan_county", "hengdong", "taojiang", "xiangtan_city")


@pytest.fixture(scope="module")
def five() -> Comparison:
    return compare([inner.load(ROOT / "policies" / f"{name}.yaml") for name in NAMES])


def test_json_has_what_others_read(five: Comparison) -> None:
    found = json.loads(comparison.as_json(five))
    assert list(found) == ["policies", "targets", "questions"]
    county = found["policies"][1]
    assert list(county) == ["id", "title", "sides", "units", "totals", "points", "consequences"]
    assert county["points"][0] == {
        "unit_type": "township",
        "theme": "mixed",
        "kind": "judgement",
        "points": 35,
        "share": 35,
        "of": ["science_industry"],
        "clauses": ["四（一）"],
    }
    share = next(row for row in found["targets"] if row["concept"] == "manufacturing_va_share_of_gdp")
    assert share["name"] == "制造业增加值占GDP比重"
    assert share["by_policy"]["xiangtan_county"] == {
        "id": "manufacturing_va_share_of_gdp",
        "value": 43,
        "measure": "%",
        "kind": "at_least",
        "when": "due",
        "due": 2025,
        "strength": "firm",
        "clause": "方案三",
    }
    assert share["asks_most"] == []
    assert found["questions"][0]["same"] is True


def test_every_line_of_every_table_stands_in_markdown_screen_workbook_and_page(five: Comparison) -> None:
    page = "".join(html5lib.parse(comparison.as_html(five), namespaceHTMLElements=False).itertext())
    book = openpyxl.load_workbook(io.BytesIO(comparison.as_xlsx(five)))
    cells = "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None)
    screen = "".join(comparison.as_table(five, 300).split())
    markdown = comparison.as_markdown(five)
    tables = ComparisonTables(five).all()
    assert [table.id for table in tables] == ALL
    for table in tables:
        assert table.heading in markdown and table.heading in page
        for row in table.rows:
            assert row.name in page and row.name in cells
            for entry in (entry for cell in row.cells for entry in cell):
                assert entry.text in page
                assert entry.text in cells
                assert entry.clause in markdown
    assert "≥43%" in screen


def test_the_page_needs_nothing_else_and_names_each_clause(five: Comparison) -> None:
    written = comparison.as_html(five)
    assert "<script" not in written and "http:" not in written and "https:" not in written
    assert written.count("<small>") > 100
    assert comparison.as_html(five) == written


def test_a_method_beside_a_list_of_targets(five: Comparison) -> None:
    two = compare([five.policies[0], five.policies[2]])
    assert "衡东县" in comparison.as_html(two)
    assert [table.id for table in ComparisonTables(two).all()] == [
        "overview",
        "themes",
        "kinds",
        "consequences",
        "targets",
        "questions",
    ]


def test_lists_of_targets_alone(five: Comparison) -> None:
    two = compare([five.policies[2], five.policies[3]])
    assert [table.id for table in ComparisonTables(two).all()] == ["overview", "targets"]
    assert "legend" not in comparison.as_html(two).split("</style>")[1]
