"""A member of a list is shown by its name, whatever the format; what is compared are ids."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from kaohe.places import Source
from kaohe.report.results import csv, markdown, table, xlsx
from kaohe.report.results import json as json_format
from kaohe.results import Results

from tests import inner
from tests.report.filled import workbook

POLICY = dedent("""
    kaohe: 2
    policy: shops
    title: 门店
    units: {shop: {name: 门店, period: year, members: [甲店, 乙店]}}
    lists: {grade: {name: 等次, members: {best: 优秀, fair: 合格}, order: best_first}}
    tables: {shop: {name: 年报, key: [shop, year], columns: [{list: grade, names: {mark: 评定}, optional: yes}]}}
    scores: [{id: final, name: 等次, for: shop, list: grade, formula: (mark), cap: 合格}]
    """)


@pytest.fixture
def results(tmp_path: Path) -> Results:
    (tmp_path / "年报.csv").write_text("单位,期间,评定\n甲店,2023,优秀\n乙店,2023,\n", encoding="utf-8")
    return inner.score(inner.load_source(Source("policy.yaml", POLICY)), tmp_path, {}, verify=True)


def test_a_member_is_shown_by_its_name(results: Results) -> None:
    assert [result.values["final"] for result in results.results] == ["fair", None]
    assert [each["values"]["final"] for each in json.loads(json_format.scores(results))["results"]] == ["合格", None]
    assert [line.split(",")[4] for line in csv.scores(results).splitlines()[1:]] == ["合格", ""]
    for text in (table.scores(results), markdown.scores(results)):
        assert "合格" in text
        assert "fair" not in text
    book = workbook(xlsx.scores(results))
    assert "合格" in [cell.value for row in book[book.sheetnames[0]] for cell in row]
