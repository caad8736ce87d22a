"""Every report says which scores were adjusted; templates ask for the decisions, and read them back."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from kaohe.analysis.scores_and_targets import appraise
from kaohe.diagnostics import Findings
from kaohe.language.periods import Period
from kaohe.report import adjustments
from kaohe.report.page.page import render as page
from kaohe.report.results import csv as csv_format
from kaohe.report.results import json as json_format
from kaohe.report.results import markdown, table, xlsx
from kaohe.report.results.blocks import ordered_by
from kaohe.report.template import render as template
from kaohe.report.template_forms import Request, forms
from kaohe.results import Results
from kaohe.source_places import Source
from kaohe.text_width import width
from openpyxl import load_workbook

from tests import inner
from tests.evaluate.adjusted import DECISIONS, POLICY, rows, small
from tests.report.page.pages import example_page, of_class, parsed, words
from tests.report.page.pages import rows as html_rows

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "leading_group"
LINE = "总分 86.50 → 84.00（领导小组调整）：-3，发生事故，2024-01-20，〔2024〕1号；+0.5，获得表彰，2024-01-22"


@pytest.fixture(scope="module")
def results() -> Results:
    return inner.score_rows(small(), rows(*DECISIONS))


def test_lines_below_the_tables(results: Results) -> None:
    told = table.scores(results, 200, False).split("得分调整\n")[1]
    assert told.splitlines()[0] == f"  乙镇 2023年 {LINE}"
    assert "  丙镇 2023年 总分 — → 80.00（领导小组调整）：定为 80，核定，2024-01-20" in told
    assert f"## 得分调整\n\n- 乙镇 2023年 {LINE}" in markdown.scores(results).replace("\\", "")


def test_a_column_of_csv(results: Results) -> None:
    head, *lines = csv.reader(io.StringIO(csv_format.scores(results).removeprefix("\ufeff")))
    assert head[-1] == "得分调整"
    assert [line[-1] for line in lines] == [
        "乙项得分 45.00 → 47.00（领导小组调整）：+2，补报，2024-01-20",
        LINE,
        "总分 — → 80.00（领导小组调整）：定为 80，核定，2024-01-20",
    ]


def test_an_entry_of_json(results: Results) -> None:
    first, second, _ = json.loads(json_format.scores(results))["adjustments"]
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
    sheet = load_workbook(io.BytesIO(xlsx.scores(results)))["说明"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert cells[cells.index("得分调整（表中带 * 的）") + 2] == f"乙镇 2023年 {LINE}"


def test_without_decisions_no_format_mentions_them() -> None:
    bare = inner.score_rows(small(), rows())
    for text in (table.scores(bare, 100, False), markdown.scores(bare), csv_format.scores(bare)):
        assert "得分调整" not in text and "*" not in text.replace("**", "")
    assert "adjustments" not in json.loads(json_format.scores(bare))


def test_the_example_on_a_page() -> None:
    policy = inner.load(EXAMPLE / "leading_group.yaml")
    text = page(appraise(policy, EXAMPLE, {}))
    assert "<h3>得分调整</h3>" in text
    assert "年度得分 65.77 → 67.77（年度调整）：+2，获评省级先进，2024-01-12，某考〔2024〕1号" in text


def test_the_example_on_a_page_says_so_among_the_points_and_marks_each_figure() -> None:
    policy = inner.load(EXAMPLE / "leading_group.yaml")
    year = parsed(page(appraise(policy, EXAMPLE, {})))
    (points,) = of_class(year, "points")
    assert "调整3项得分经过调整（东河镇、西岭镇、南坪乡），见文末“得分调整”" in words(points)
    assert [words(each) for each in of_class(year, "how")].count(adjustments.LEGEND) == 2
    ranking, *_ = (table for table in year.iter("table") if table.get("class") == "ranking")
    marked = {(row[1], at): cell for row in html_rows(ranking) for at, cell in enumerate(row) if cell.endswith("*")}
    assert marked == {("南坪乡", 2): "67.77*", ("东河镇", 4): "85.50*"}
    cards = {words(card).split()[0]: words(card) for card in of_class(year, "card")}
    assert "年度得分67.77* / 100" in cards["南坪乡"] and "年度得分93.01 / 100" in cards["东河镇"]
    quarter = parsed(page(appraise(policy, EXAMPLE, {}), Period(2023, 3, "quarter")))
    lines = [row for table in of_class(quarter, "lines") for row in html_rows(table)]
    assert [row[3] for row in lines if row[3].endswith("*")] == ["30.00*"]


def test_a_page_without_decisions_does_not_speak_of_them() -> None:
    assert adjustments.LEGEND not in example_page("hengdong") + example_page("xiangtan_county")


def test_each_adjusted_figure_is_marked_and_the_mark_is_explained(results: Results) -> None:
    lines = table.scores(results, 200, False).splitlines()
    head = next(at for at, line in enumerate(lines) if "单位" in line)
    assert [line.rstrip() for line in lines[head : head + 5]] == [
        "排名  单位    总分  甲项得分  乙项得分",
        "──────────────────────────────────────",
        "1     甲镇  87.00      40.00    47.00*",
        "2     乙镇  84.00*     42.50    44.00",
        "3     丙镇  80.00*         —    35.00",
    ]
    assert lines[head + 6] == adjustments.LEGEND == "* 调整过的得分，见“得分调整”"
    text = markdown.scores(results)
    assert "| 乙镇 | 2 | 84.00\\* | 42.50 | 44.00 |" in text and "\n\\* 调整过的得分，见“得分调整”\n" in text


def _example() -> Results:
    return inner.score(inner.load(EXAMPLE / "leading_group.yaml"), EXAMPLE)


def test_numbers_keep_their_places_where_units_stand_across() -> None:
    text = table.scores(ordered_by(_example().of(Period(2023, 1, "quarter")), "points"), 40, False)
    rows = [line for line in text.splitlines() if line.startswith(("季度得分", "  产值"))]
    assert len({width(line[: line.rindex(".")]) for line in rows[:2]}) == 1
    assert rows[0].endswith("85.50*")


def test_marks_of_one_period_alone() -> None:
    found = _example()
    assert adjustments.LEGEND not in table.scores(found.of(Period(2023, 2, "quarter")), 100, False)
    assert adjustments.LEGEND in table.scores(found.of(Period(2023, 3, "quarter")), 100, False)


def test_in_csv_and_json_a_number_is_a_number(results: Results) -> None:
    assert "*" not in csv_format.scores(results) + json_format.scores(results)


def test_in_a_workbook_the_mark_is_the_formats(results: Results) -> None:
    sheet = load_workbook(io.BytesIO(xlsx.scores(results)))["乡镇年度"]
    cells = {(row[1].value, cell.column): cell for row in sheet.iter_rows(min_row=2) for cell in row}
    marked, bare, other = cells["乙镇", 4], cells["甲镇", 4], cells["乙镇", 5]
    assert (marked.value, bare.value) == (84, 87)
    assert [each.number_format for each in (marked, bare, other)] == ['0.00"*"', "0.00_*", "0.00"]
    assert marked.comment is not None and marked.comment.text == LINE
    assert bare.comment is None


def test_a_change_of_what_has_not_been_sent_waits(tmp_path: Path) -> None:
    text = POLICY.replace("optional: yes", "optional: no")
    (tmp_path / "town.csv").write_text(
        "乡镇,期间,甲项,乙项\n甲镇,2023,80,90\n乙镇,2023,,88\n丙镇,2023,70,70\n", "utf-8"
    )
    rows_ = "乡镇,期间,项目,调整,调整为,理由,日期\n乙镇,2023,总分,2,,表彰,2024-01-20\n"
    (tmp_path / "decision.csv").write_text(rows_, "utf-8")
    found = inner.score(inner.load_source(Source("small.yaml", text)), tmp_path, provisional=True)
    assert adjustments.lines(found) == ["乙镇 2023年 总分 待报 → 待报（领导小组调整）：+2，表彰，2024-01-20"]
    assert adjustments.legend(found) == ""  # the figure itself is not there yet


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
    found = inner.score(policy, tmp_path / "filled.xlsx")
    assert [(each.unit, each.result, each.decisions[0].date) for each in found.adjusted] == [("甲镇", 77, "2024-01-20")]
