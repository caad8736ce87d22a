"""Names in a template that a spreadsheet would run, or cannot have, or that stand in each other's way."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from kaohe.diagnostics import Diagnostic, Findings, Refused
from kaohe.policy.model import Policy
from kaohe.report.template import render
from kaohe.report.template_forms import Request, forms
from kaohe.source_places import Source

from tests import inner
from tests.report.filled import workbook

YAML = """
kaohe: 2
policy: hostile
title: {title}
units:
  office: {{name: 单位, period: year, members: [{unit}, 乙区]}}
tables:
  figures:
    name: {table}
    key: [office, year]
    columns:
      - {{measure: "%", min: 0%, max: 50%, names: {{rate: {column}}}, note: {column}}}
      - {{type: choice, choices: {{good: {word}, bad: 差}}, names: {{kind: 类别}}, optional: yes}}
      - {{measure: 万元, default: 3 万元, names: {{cost: 成本}}}}
      - {{type: yes/no, default: no, names: {{late: 迟报}}}}
      - {{type: choice, choices: {{a: 甲等, 甲等: 乙等}}, default: a, names: {{level: 等级}}}}
scores:
  - {{id: total, for: office, name: 总分, assessor: {office}, formula: rate × 100 + cost ÷ 1 万元}}
"""
PLAIN = {"title": "某县办法", "unit": "甲区", "table": "数据", "column": "完成率", "word": "好", "office": "某局"}
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "＝SUM(1,1)",
    "|calc",
    "<img src=x onerror=alert(1)>",
    "a&b&L&D",
    "_x001B_甲",
    "0123",
    "1E5",
    "3-1",
    "'甲区'",
    "甲[考核]:*?/\\区",
    "History",
    "填表说明",
    '甲,"乙"',
    "𠮷区",
    "http://127.0.0.1:9/",
    "甲" * 300,
]


def policy(**names: str) -> Policy:
    """The policy with these names, each written as YAML takes anything."""
    quoted = {key: "'" + name.replace("'", "''") + "'" for key, name in {**PLAIN, **names}.items()}
    return inner.load_source(Source("hostile.yaml", YAML.format(**quoted)))


def template(of: Policy, assessor: str | None = None) -> bytes:
    findings = Findings()
    made = forms(of, Request(year="2023", assessor=assessor), findings)
    assert not findings.errors
    return render(of, made, assessor)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_texts_everywhere(name: str) -> None:
    content = template(policy(title=name, unit=name, column=name, word=name, office=name), name)
    book = workbook(content)
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n") and cell.hyperlink is None for cell in row)
            assert all(cell.value is None for cell in row if cell.data_type == "n")
    assert book["数据"]["A2"].value == name


@pytest.mark.parametrize("name", HOSTILE)
def test_tables_are_found_again_by_their_sheets(name: str, tmp_path: Path) -> None:
    of = policy(table=name)
    (tmp_path / "x.xlsx").write_bytes(content := template(of))
    book = workbook(content)
    assert len({sheet.casefold() for sheet in book.sheetnames}) == len(book.sheetnames)
    assert all(len(sheet) <= 31 and not re.search(r"[\[\]:*?/\\]", sheet) for sheet in book.sheetnames)
    assert book.sheetnames[1] in (name, "figures")
    findings = refused(of, tmp_path / "x.xlsx")
    assert {finding.code for finding in findings} == {"D318"}  # read as that table, with nothing in it yet


def refused(of: Policy, path: Path) -> list[Diagnostic]:
    with pytest.raises(Refused) as caught:
        inner.score(of, path)
    return [finding for finding in caught.value.diagnostics if finding.is_error]


def test_a_name_that_no_cell_holds_is_refused() -> None:
    findings = Findings()
    forms(policy(unit="甲" * 40_000), Request(year="2023"), findings)
    assert [finding.code for finding in findings.errors] == ["C169"]


def test_what_blank_means_stands_beside_the_column() -> None:
    sheet = workbook(template(policy()))["数据"]
    assert "空白：可以空，空白是暂缺，不是零" in sheet["D1"].comment.text
    told = {"E1": "3万元", "F1": "否", "G1": "a"}
    assert all(f"空白：可以空，空白按 {words} 计" in sheet[cell].comment.text for cell, words in told.items())
    assert sheet["C1"].fill.fgColor.rgb != sheet["D1"].fill.fgColor.rgb == sheet["E1"].fill.fgColor.rgb


def test_a_name_that_is_the_id_of_another_column_gives_way() -> None:
    book = workbook(template(policy(column="cost")))
    assert [cell.value for cell in book["数据"][1]] == [
        "单位",
        "期间",
        "rate（%）",
        "类别",
        "成本（万元）",
        "迟报",
        "等级",
    ]


def test_a_word_that_is_another_words_id_is_not_offered() -> None:
    sheet = workbook(template(policy()))["数据"]
    checks = {str(check.sqref): check.formula1 for check in sheet.data_validations.dataValidation}
    assert checks["G2:G3"] == '"a,乙等"'


@pytest.mark.office
def test_libreoffice_opens_it_and_calculates_nothing(tmp_path: Path) -> None:
    of = policy(**dict.fromkeys(("title", "unit", "column", "word", "office"), "=1+1"))
    (tmp_path / "x.xlsx").write_bytes(template(of))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"]
    command += ["--outdir", str(tmp_path), str(tmp_path / "x.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (written,) = tmp_path.glob("*.csv")
    assert written.read_text("utf-8").splitlines()[:2] == [
        "单位,期间,=1+1（%）,类别,成本（万元）,迟报,等级",
        "=1+1,2023,,,,,",
    ]
