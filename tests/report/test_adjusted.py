"""Every report says which scores were adjusted; templates ask for the decisions, and read them back."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

import engine
from engine.analysis.appraisal import appraise
from engine.diagnostics import Findings
from engine.evaluate.results import Results
from engine.report.page.page import render as page
from engine.report.score import csv as csv_format
from engine.report.score import json as json_format
from engine.report.score import markdown, table, xlsx
from engine.report.template.forms import forms
from engine.report.template.render import render as template
from engine.report.template.request import Request
from tests.evaluate.adjusted import DECISIONS, rows, small

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "leading_group"
LINE = "总分 86.50 → 84.00（领导小组调整）：-3，发生事故，2024-01-20，〔2024〕1号；+0.5，获得表彰，2024-01-22"


@pytest.fixture(scope="module")
def results() -> Results:
    return engine.score_rows(small(), rows(*DECISIONS))


def test_lines_below_the_tables(results: Results) -> None:
    told = table.render(results, 200, False).split("得分调整\n")[1]
    assert told.splitlines()[0] == f"  乙镇 2023年 {LINE}"
    assert "  丙镇 2023年 总分 — → 80.00（领导小组调整）：定为 80，核定，2024-01-20" in told
    assert f"## 得分调整\n\n- 乙镇 2023年 {LINE}" in markdown.render(results).replace("\\", "")


def test_a_column_of_csv(results: Results) -> None:
    head, *lines = csv.reader(io.StringIO(csv_format.render(results).removeprefix("\ufeff")))
    assert head[-1] == "得分调整"
    assert [line[-1] for line in lines] == [
        "乙项得分 45.00 → 47.00（领导小组调整）：+2，补报，2024-01-20",
        LINE,
        "总分 — → 80.00（领导小组调整）：定为 80，核定，2024-01-20",
    ]


def test_an_entry_of_json(results: Results) -> None:
    first, second, _ = json.loads(json_format.render(results))["adjustments"]
    assert first | {"decisions": None} == {
        "unit_type": "town", "unit": "乙镇", "period": "2023", "id": "total", "table": "decision",
        "calculated": 86.5, "result": 84, "decisions": None,
    }  # fmt: skip
    assert [(each["change"], each["reason"], each["date"]) for each in first["decisions"]] == [
        (-3, "发生事故", "2024-01-20"),
        (0.5, "获得表彰", "2024-01-22"),
    ]
    assert (second["calculated"], second["decisions"][0]["set"]) == (None, 80)


def test_the_sheet_about_the_results(results: Results) -> None:
    sheet = load_workbook(io.BytesIO(xlsx.render(results)))["说明"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert cells[cells.index("得分调整") + 2] == f"乙镇 2023年 {LINE}"


def test_without_decisions_no_format_mentions_them() -> None:
    bare = engine.score_rows(small(), rows())
    for text in (table.render(bare, 100, False), markdown.render(bare), csv_format.render(bare)):
        assert "得分调整" not in text
    assert "adjustments" not in json.loads(json_format.render(bare))


def test_the_example_on_a_page() -> None:
    policy = engine.load(EXAMPLE / "leading_group.yaml")
    text = page(appraise(policy, EXAMPLE, {}))
    assert "<h3>得分调整</h3>" in text
    assert "年度得分 65.77 → 67.77（年度调整）：+2，获评省级先进，2024-01-12，某考〔2024〕1号" in text


def test_a_form_of_decisions_is_the_leading_groups_and_is_read_back(tmp_path: Path) -> None:
    policy, findings = small(), Findings()
    request = Request(periods=("2023",))
    made = forms(policy, request, findings)
    assert {form.table.id: form.offices for form in made} == {"town": ["县考核办"], "decision": ["领导小组办公室"]}
    book = load_workbook(io.BytesIO(template(policy, made, None)))
    sheet = book["领导小组调整"]
    assert [cell.value for cell in sheet[1]] == [
        "乡镇", "期间", "项目", "调整（分）", "调整为（分）", "理由", "日期", "文号",
    ]  # fmt: skip
    checks = {str(check.sqref).split(":")[0]: check.type for check in sheet.data_validations.dataValidation}
    assert (checks["C2"], checks["D2"], checks["G2"]) == ("list", "decimal", "date")
    for column, value in enumerate(["甲镇", "2023", "总分", -3, None, "发生事故", date(2024, 1, 20)], 1):
        sheet.cell(2, column, value)
    sheet.cell(2, 7).number_format = "yyyy-mm-dd"
    for row in (2, 3, 4):
        for column in (3, 4):
            book["乡镇年报"].cell(row, column, 80)
    book.save(tmp_path / "filled.xlsx")
    found = engine.score(policy, tmp_path / "filled.xlsx")
    assert [(each.unit, each.result, each.decisions[0].date) for each in found.adjusted] == [("甲镇", 77, "2024-01-20")]
