"""Results as a workbook: sheets by unit type and kind of period, exact numbers, names as names."""

from __future__ import annotations

import re
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.diagnostics import Diagnostic
from kaohe.language.periods import Period
from kaohe.policy.model import Display
from kaohe.report.results import xlsx
from kaohe.report.results.blocks import ordered_by
from kaohe.report.results.targets import TargetYear
from kaohe.report.xlsx_book import NAME
from kaohe.text_width import visible
from kaohe.workbook.sheets import LONGEST_TEXT

from tests import inner
from tests.report import sample
from tests.report.filled import workbook
from tests.report.sample import policy, rank, result, results, score, unit_type
from tests.report.target_sample import judged, stands, target
from tests.report.test_hostile_names import HOSTILE

ROOT = Path(__file__).parent.parent.parent
YEAR = Period(2023)


def test_a_sheet_for_each_unit_type_and_kind_of_period() -> None:
    county = inner.load(ROOT / "policies" / "xiangtan_county.yaml")
    scored = inner.score(county, ROOT / "examples" / "xiangtan_county")
    book = workbook(xlsx.scores(scored))
    assert book.sheetnames == ["乡镇季度", "乡镇年度", "部门季度", "部门年度", NAME]
    sheet = book["乡镇年度"]
    assert [cell.value for cell in sheet[1]][:5] == ["期间", "单位", "组别", "排名", "年度得分"]
    assert sheet.freeze_panes == "D2" and sheet.auto_filter.ref.startswith("A1:")
    for cells in sheet.iter_rows(min_row=2, values_only=True):
        (found,) = (r for r in scored.results if (r.unit, str(r.period)) == (cells[1], cells[0]))
        assert cells[4] == float(found.values["annual_score"])
        assert cells[6] == ("是" if found.values["awarded"] else "否")
    assert "条款：四（二）" in sheet["E1"].comment.text


def test_numbers_are_exact_and_shown_with_the_decimals_of_the_policy() -> None:
    values = {"total": Fraction(200, 3), "rank": Fraction(1), "grade": "优秀", "good": True, "none": None}
    names = [score("total", "总分"), rank(), score("grade", "等次"), score("good", "奖励"), score("none", "加分")]
    sheet = workbook(xlsx.scores(results(policy(names), [result("甲", values)])))["产业链季度"]
    cells = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (cells["总分"].value, cells["总分"].number_format) == (float(Fraction(200, 3)), "0.00")
    assert (cells["排名"].value, cells["排名"].number_format) == (1, "0")
    assert (cells["等次"].value, cells["奖励"].value, cells["加分"].value) == ("优秀", "是", None)
    assert cells["期间"].value == "2023Q1"


def test_a_number_beyond_all_binary_ones_is_a_text() -> None:
    book = workbook(
        xlsx.scores(results(policy([score("total", "总分")]), [result("甲", {"total": Fraction(10**400)})]))
    )
    assert book["产业链季度"]["C2"].value == str(10**400)


def test_the_policys_order_or_best_first_and_a_year_after_its_quarters() -> None:
    members = [
        result("甲", {"total": Fraction(1), "rank": Fraction(2)}),
        result("乙", {"total": Fraction(2), "rank": Fraction(1)}),
        result("甲", {"sum": Fraction(3)}, period=YEAR),
    ]
    scored = results(policy([score("total", "总分"), rank(), score("sum", "总分")]), members)
    book = workbook(xlsx.scores(scored))
    assert book.sheetnames == ["产业链季度", "产业链年度", NAME]
    assert [cell.value for cell in book["产业链季度"]["B"]] == ["单位", "甲", "乙"]
    for by in ("rank", "total"):
        book = workbook(xlsx.scores(ordered_by(scored, by)))
        assert [cell.value for cell in book["产业链季度"]["B"]] == ["单位", "乙", "甲"]


def test_equal_names_are_told_apart() -> None:
    values = {"a": Fraction(1), "b": Fraction(2)}
    book = workbook(xlsx.scores(results(policy([score("a", "得分"), score("b", "得分")]), [result("甲", values)])))
    assert [cell.value for cell in book["产业链季度"][1]][2:] == ["得分（a）", "得分（b）"]


def test_the_second_sheet_says_what_the_results_rest_on() -> None:
    scored = results(policy([score("a", "得分")]), [result("甲", {"a": Fraction(1)})], {"X1": "base"}, verified=True)
    rows = [[cell for cell in row if cell] for row in workbook(xlsx.scores(scored))[NAME].iter_rows(values_only=True)]
    assert ["X1", "三（一）1", "都相等时取多少", "取60%", "非默认"] in rows
    assert ["办法文件摘要", "a" * 64] in rows and ["数据摘要", "b" * 64] in rows
    assert ["复算", "两次独立计算结果一致"] in rows


def test_warnings_and_another_rounding_are_said() -> None:
    warned = [Diagnostic("D105", sample.PLACE, {"file": "x.csv"})]
    of = policy([score("a", "得分")], display=Display(1, "down"))
    rows = list(workbook(xlsx.scores(results(of, [result("甲", {"a": Fraction(1)})], None, warned)))[NAME].values)
    assert rows[2][0] == "提醒" and rows[3][0] == "1" and "x.csv" in str(rows[3][1])
    assert any(row[0] == "舍入" and "“舍去”" in str(row[1]) for row in rows)


def test_the_same_results_give_the_same_bytes() -> None:
    scored = results(policy([score("a", "得分")]), [result("甲", {"a": Fraction(1)})])
    assert xlsx.scores(scored) == xlsx.scores(scored)


@pytest.mark.parametrize("name", [*HOSTILE, "甲[考核]:*?/\\区", "History", "甲\udcff", "甲" * 40_000])
def test_names_are_texts_and_sheets_have_legal_names(name: str) -> None:
    types = [unit_type("chain", name), unit_type("other", name), unit_type("third", NAME)]
    scored = policy([score("a", name), score("b", "分", "other"), score("c", "分", "third")], types, title=name)
    members = [
        result(name, {"a": name}, group=name),
        result("乙", {"b": Fraction(1)}, owner="other"),
        result("丙", {"c": Fraction(-1)}, owner="third"),
    ]
    book = workbook(xlsx.scores(results(scored, members)))
    assert len(book.sheetnames) == 4
    assert len({sheet.casefold() for sheet in book.sheetnames}) == 4
    assert all(len(sheet) <= 31 and not re.search(r"[\[\]:*?/\\\x00-\x1f]", sheet) for sheet in book.sheetnames)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert [cell.value for cell in cells if cell.data_type == "n"] == [1, -1]
    assert not any(cell.hyperlink for cell in cells)
    unit = book.worksheets[0]["B2"].value
    shown = visible(name, "\n")
    assert unit == shown or (
        len(unit) <= LONGEST_TEXT and unit.endswith("（共40000字，单元格放不下）") and shown.startswith(unit[:999])
    )


def test_targets() -> None:
    near = target("share", "占比", counted="%")
    done = target("hightech", "高新技术企业")
    vague = target("park", "=1+1", kind="qualitative", field="园区")
    found = [
        stands(near, Period(2024), "79.997", 80),
        stands(near, Period(2025), "79.997", 80),
        stands(done, Period(2024), 70, 80),
        stands(done, Period(2025), 81, 80),
        stands(vague, Period(2024)),
        stands(vague, Period(2025)),
    ]
    book = workbook(xlsx.targets(judged(found)))
    assert book.sheetnames == ["目标", "历年实际", NAME]
    rows = list(book["目标"].iter_rows())
    heads = [cell.value for cell in rows[0]]
    actual = rows[1][heads.index("实际")]
    assert (actual.value, actual.number_format) == (79.997, "0.000")  # two decimals would show 80.00
    assert [row[heads.index("状态")].value for row in rows[1:]] == ["未达到", "已达到", "定性"]
    assert (rows[3][1].value, rows[3][1].data_type) == ("=1+1", "s")
    assert [cell.value for cell in book["历年实际"][3]] == [
        "甲县",
        "高新技术企业",
        "一",
        "家",
        70,
        "未到期",
        81,
        "已达到",
    ]


@pytest.mark.parametrize("name", ["xiangxiang_chains", "hengdong"])
def test_targets_of_the_examples(name: str) -> None:
    of = inner.load(ROOT / "policies" / f"{name}.yaml")
    judgement = inner.targets(of, ROOT / "examples" / name)
    last = TargetYear(judgement, Period(2024))
    book = workbook(xlsx.targets(last))
    assert book["目标"].max_row == len(last.now) + 1


@pytest.mark.office
def test_libreoffice_opens_it_and_runs_nothing(tmp_path: Path) -> None:
    scored = policy([score("a", "@SUM(1,1)")], [unit_type("chain", "甲[考核]:*?/\\区")])
    members = [result(name, {"a": Fraction(1)}) for name in ("=1+1", "+1+1", "\x1b[31m甲", "History")]
    (tmp_path / "x.xlsx").write_bytes(xlsx.scores(results(scored, members)))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"]
    command += ["--outdir", str(tmp_path), str(tmp_path / "x.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (written,) = tmp_path.glob("*.csv")
    lines = written.read_text("utf-8").splitlines()
    assert lines[0] == '期间,单位,"@SUM(1,1)"'
    assert lines[1:] == ["2023Q1,=1+1,1", "2023Q1,+1+1,1", "2023Q1,\\u001b[31m甲,1", "2023Q1,History,1"]
