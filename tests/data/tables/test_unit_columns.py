"""Columns whose cells are units: by name or alias, listed or named by a table of the data."""

from __future__ import annotations

from pathlib import Path

from kaohe.analysis.scores_and_targets import needed
from kaohe.data.read_data import ReadOptions, read_data
from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Findings
from kaohe.source_places import Source

from tests.data.policies import codes
from tests.inner import load_source

POLICY = load_source(
    Source(
        "policy.yaml",
        """\
kaohe: 2
policy: pairs
title: 结对
units:
  town: {name: 乡镇, period: year, members: [{name: 甲镇, alias: [甲城镇]}, 乙镇]}
  firm: {name: 企业, period: year, from: firms}
tables:
  firms: {name: 企业表, key: [firm, year], columns: [{names: {tax: 税收}}]}
  report:
    name: 年报
    key: [town, year]
    columns: [{unit: town, names: {partner: 结对}}, {unit: firm, optional: yes, names: {client: 企业}}]
scores:
  - {id: s, name: 分, for: town, formula: 1 if partner == unit else 0}
  - {id: known, name: 有企业, for: town, formula: 1 if present(client) else 0}
""",
    )
)
FIRMS = "企业,期间,税收\n某甲公司,2023,5\n"
HEAD = "单位,期间,结对,企业\n"


def _read(folder: Path, **files: str) -> tuple[Findings, list[object]]:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    findings = Findings()
    data = read_data(POLICY, folder, needed(POLICY, "scores"), findings, ReadOptions())
    return findings, list(data.tables["report"].columns["partner"]) if "report" in data.tables else []  # type: ignore[arg-type]


def test_an_alias_is_the_unit_it_stands_for_and_is_told(tmp_path: Path) -> None:
    findings, partners = _read(tmp_path, firms=FIRMS, report=HEAD + "甲镇,2023, 乙镇,某甲公司\n乙镇,2023,甲城镇,\n")
    assert partners == ["乙镇", "甲镇"]
    assert codes(findings.all) == ["D331"]
    assert str(findings.all[0].place).endswith("report.csv:3:9")
    assert "“甲城镇”→“甲镇”" in findings.all[0].message("zh")


def test_no_unit_is_told_at_its_cell_with_the_nearest(tmp_path: Path) -> None:
    rows = "甲镇,2023,甲城区镇,某甲公司\n乙镇,2023,甲镇,某甲公可\n"
    findings, _ = _read(tmp_path, firms=FIRMS, report=HEAD + rows)
    assert {each.code: str(each.place).partition(".csv")[2] for each in findings.all} == {
        "D221": ":2:9",
        "D350": ":3:12",
    }
    assert [each.arguments["suggestion"] for each in findings.all] == ["甲城镇", "某甲公司"]


def test_the_table_that_names_the_units_is_needed_too(tmp_path: Path) -> None:
    findings, _ = _read(tmp_path, report=HEAD + "甲镇,2023,乙镇,某甲公司\n乙镇,2023,甲镇,\n")
    assert codes(findings.all) == ["D103"]
    assert findings.all[0].arguments["id"] == "firms"


def test_where_that_table_cannot_be_read_nobody_is_called_unknown(tmp_path: Path) -> None:
    firms = "企业,期间,税收\n某甲公司,二三年,5\n"
    findings, _ = _read(tmp_path, firms=firms, report=HEAD + "甲镇,2023,乙镇,某甲公司\n乙镇,2023,甲镇,\n")
    assert "D350" not in codes(findings.all) and findings.errors


def test_rows_of_python_are_asked_the_same() -> None:
    findings = Findings()
    rows = {
        "firms": [{"unit": "某甲公司", "period": 2023, "tax": 5}],
        "report": [
            {"unit": "甲镇", "period": 2023, "partner": "丙镇", "client": "某乙公司"},
            {"unit": "乙镇", "period": 2023, "partner": "甲城镇", "client": None},
        ],
    }
    dataset_of_rows(POLICY, rows, findings)
    assert sorted(codes(findings.all)) == ["D221", "D331", "D350"]
