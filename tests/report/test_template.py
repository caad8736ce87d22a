"""Templates: what stands where, what a cell takes, and that what is filled in is scored as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from kaohe.diagnostics import Findings
from kaohe.policy.model import Policy
from kaohe.report.template import render
from kaohe.report.template_forms import SPARE, Form, Request, forms
from kaohe.report.template_guide import NAME
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tests import inner
from tests.report.filled import fill, workbook

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"


def load(name: str) -> Policy:
    return inner.load(ROOT / "policies" / f"{name}.yaml")


@pytest.fixture(scope="module")
def chains() -> Policy:
    return load("xiangxiang_chains")


@pytest.fixture(scope="module")
def county() -> Policy:
    return load("xiangtan_county")


def made(policy: Policy, **asked: object) -> list[Form]:
    findings = Findings()
    found = forms(policy, Request(**asked), findings)  # type: ignore[arg-type]
    assert not findings.all
    return found


def template(policy: Policy, **asked: object) -> bytes:
    return render(policy, made(policy, **asked), asked.get("assessor"))  # type: ignore[arg-type]


def headings(sheet: Worksheet) -> list[object]:
    return [cell.value for cell in sheet[1]]


def check_of(sheet: Worksheet, cell: str) -> DataValidation:
    return next(check for check in sheet.data_validations.dataValidation if cell in check.sqref)


def test_a_sheet_for_each_table_and_the_instructions_first(chains: Policy) -> None:
    book = workbook(template(chains, side="scores", periods=("2023Q1",)))
    assert book.sheetnames == [NAME, "产业链季报", "新引进项目", "建设项目", "龙头企业", "平台"]
    both = workbook(template(chains, year="2023"))
    assert both.sheetnames[-1] == "全市目标"
    assert workbook(template(chains, side="targets", year="2023")).sheetnames == [NAME, "全市目标"]


def test_headings_with_the_measure_and_a_comment(chains: Policy) -> None:
    sheet = workbook(template(chains, side="scores", periods=("2023Q1",)))["产业链季报"]
    assert headings(sheet)[:4] == ["产业链", "期间", "产值增长率（%）", "产值占比（%）"]
    comment = sheet["D1"].comment.text
    told = ("条款：三（一）1", "占工业总产值的比重", "产值占比指标得分", "0 至 100", "必填", "市统计局", "output_share")
    for words in told:
        assert words in comment
    assert sheet.freeze_panes == "C2"


def test_units_and_periods_are_filled_in(chains: Policy, county: Policy) -> None:
    sheet = workbook(template(chains, side="scores", year="2023"))["产业链季报"]
    rows = [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=2)]
    units = list(chains.units["chain"].members)
    assert rows == [(unit, f"2023Q{quarter}") for quarter in (1, 2, 3, 4) for unit in units]
    assert sheet["A2"].number_format == sheet["B2"].number_format == "@"
    # A quarter's template asks the yearly tables for its year.
    yearly = workbook(template(county, side="targets", periods=("2023Q2", "2022Q1")))["全县目标"]
    assert [yearly["B2"].value, yearly["B3"].value, yearly["B4"].value] == ["2022", "2023", None]


def test_records_are_empty_rows_with_lists(chains: Policy) -> None:
    sheet = workbook(template(chains, side="scores", year="2023"))["建设项目"]
    assert sheet.max_row == 1
    assert headings(sheet)[2:] == ["项目名称", "投资额（亿元）", "类别", "年度计划完成率（%）", "建成投产"]
    last = SPARE + 1
    assert check_of(sheet, f"A{last}").formula1 == f'"{",".join(chains.units["chain"].members)}"'
    assert check_of(sheet, "B2").formula1 == '"2023Q1,2023Q2,2023Q3,2023Q4"'
    assert check_of(sheet, "E2").formula1 == '"新建,续建"'
    assert check_of(sheet, f"G{last}").formula1 == '"是,否"'
    assert sheet.column_dimensions["C"].width > 10
    assert sheet["C2"].number_format == "@" or sheet.column_dimensions["C"].number_format == "@"


def test_long_lists_stand_beside_the_instructions(county: Policy) -> None:
    book = workbook(template(county, side="scores", year="2022"))
    check = check_of(book["不合格"], "A2")
    assert check.formula1.startswith(f"'{NAME}'!$")
    area = check.formula1.partition("!")[2].replace("$", "")
    listed = [cell.value for (cell,) in book[NAME][area]]
    assert listed == list(county.units["department"].members)
    assert all(sheet.sheet_state == "visible" for sheet in book)


@pytest.mark.parametrize(
    ("heading", "kind", "low", "high"),
    [
        ("产值增长率（%）", "decimal", "-9.99E+24", "9.99E+24"),
        ("产值占比（%）", "decimal", "0", "100"),
        ("新增规模企业（家）", "whole", "0", "9.99E+24"),
        ("未建立项数（项）", "whole", "0", "6"),
    ],
)
def test_limits_are_in_the_columns_own_measure(chains: Policy, heading: str, kind: str, low: str, high: str) -> None:
    sheet = workbook(template(chains, side="scores", periods=("2023Q1",)))["产业链季报"]
    cell = next(cell for cell in sheet[1] if cell.value == heading)
    check = check_of(sheet, f"{cell.column_letter}2")
    assert (check.type, check.formula1, check.formula2) == (kind, low, high)
    assert check.errorTitle == "填得不对"
    assert heading.partition("（")[0] in check.error


def test_the_instructions_say_who_fills_in_what(chains: Policy) -> None:
    sheet = workbook(template(chains, year="2023"))[NAME]
    rows = [[cell.value for cell in row[:7] if cell.value] for row in sheet.iter_rows()]
    assert ["产业链季报", "市税务局", "已填好24行", "税收增长率、税收占比"] in rows
    assert any(row[:3] == ["平台", "市科技工信局", "一项一行"] for row in rows)
    assert ["产业链季报", "未建立项数 + 未更新项数 <= 6"] in rows
    words = "".join(str(cell) for row in rows for cell in row)
    assert "空白就是没有填报，不会当作零" in words and "程序不猜" in words


def test_an_office_gets_its_own_columns(chains: Policy) -> None:
    book = workbook(template(chains, assessor="市统计局", periods=("2023Q1",)))
    assert book.sheetnames == [NAME, "产业链季报", "龙头企业"]
    wanted = ["产业链", "期间", "产值增长率（%）", "产值占比（%）", "新增规模企业（家）", "新增高新技术企业（家）"]
    assert headings(book["产业链季报"]) == wanted
    # A record is filled in by one hand, its name included.
    assert headings(book["龙头企业"]) == ["产业链", "期间", "企业名称", "年产值（亿元）"]


def test_a_column_with_the_name_of_an_office_is_its_own(county: Policy) -> None:
    book = workbook(template(county, side="scores", assessor="县科工局", periods=("2022Q1",)))
    assert book.sheetnames == [NAME, "乡镇", "县直单位"]
    assert headings(book["乡镇"]) == ["乡镇", "期间", "县科工局（分）"]


def test_whoever_leads_a_target_fills_it_in(county: Policy) -> None:
    (form,) = made(county, side="targets", assessor="县科工局", year="2023")
    columns = [field.spec.name for field in form.fields]
    led = [target.name for target in county.targets if "县科工局" in target.lead and target.kind != "qualitative"]
    assert columns == led


def test_the_same_request_gives_the_same_bytes(chains: Policy) -> None:
    assert template(chains, year="2023") == template(chains, year="2023")


CASES = [("xiangxiang_chains", ("2023Q1", "2023Q2")), ("xiangtan_county", ("2022",))]


@pytest.mark.parametrize(("name", "periods"), CASES)
def test_filled_in_it_is_scored_as_it_is(name: str, periods: Sequence[str], tmp_path: Path) -> None:
    policy, data = load(name), EXAMPLES / name
    filled = fill(template(policy, side="scores", periods=periods), policy, data, tmp_path / "填报.xlsx")
    from_csv, from_template = inner.score(policy, data), inner.score(policy, filled)
    assert from_template.results == from_csv.results
    assert from_template.record.data_digest == from_csv.record.data_digest
    assert from_template.warnings == from_csv.warnings


@pytest.mark.parametrize("name", ["hengdong", "taojiang", "xiangtan_city", "xiangtan_county", "xiangxiang_chains"])
def test_targets_of_a_filled_template_are_the_same(name: str, tmp_path: Path) -> None:
    policy, data = load(name), EXAMPLES / name
    lines = (data / f"{policy.target_table}.csv").read_text("utf-8-sig").splitlines()[1:]
    years = tuple(line.split(",")[1] for line in lines)
    findings = Findings()
    content = render(policy, forms(policy, Request(side="targets", periods=years), findings))
    assert not findings.errors
    filled = fill(content, policy, data, tmp_path / "填报.xlsx")
    assert inner.targets(policy, filled).results == inner.targets(policy, data).results


def test_the_workbooks_of_all_offices_together_are_the_data(county: Policy, tmp_path: Path) -> None:
    offices = {office for form in made(county, side="scores", year="2022") for office in form.offices}
    assert len(offices) == 8
    for office in offices:
        asked = template(county, side="scores", year="2022", assessor=office)
        fill(asked, county, EXAMPLES / county.id, tmp_path / f"{office}.xlsx")
    # The policy names nobody for this table.
    (tmp_path / "不合格.csv").write_bytes((EXAMPLES / county.id / "unqualified.csv").read_bytes())
    assert inner.score(county, tmp_path).results == inner.score(county, EXAMPLES / county.id).results
