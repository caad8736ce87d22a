"""Names that would be markup, a template or a command are text: the page has the same elements as with plain names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from kaohe.report.page.page import render
from kaohe.text_width import is_unseen, visible

from tests.report.page.pages import appraised, example, of_class, parsed, rows, words

NAMES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "{{7*7}}${7*7}#{7*7}<%=7*7%>{%raw%}",
    "{% include '/etc/passwd' %}{# x #}",
    "</svg></td></table><h1>甲</h1>",
    "]]><svg onload=alert(1)>",
    "&lt;b&gt;&#60;b&#62;",
    "javascript:alert(1)",
    "%s%n{0}{x}",
    "=1+1",
    "𠮷区",
    "甲" * 300,
]

POLICY = """
kaohe: 2
policy: hostile
title: {name}
units:
  district: {{name: 区, period: year, from: points, group: kind}}
tables:
  points:
    name: 打分
    key: [district, year]
    columns:
      - {{type: text, names: {{kind: 类}}}}
      - {{measure: 分, min: 0, max: 60, names: {{first: 甲分}}}}
      - {{measure: 分, min: 0, max: 40, names: {{second: 乙分}}}}
questions:
  Q1: {{ask: {name}, clause: {name}, readings: {{one: {name}, two: 另一种}}}}
scores:
  - id: total
    name: {name}
    for: district
    clause: {name}
    points: 100
    parts:
      - {{id: a, name: {name}, points: 60, clause: {name}, formula: first}}
      - {{id: b, name: 乙, points: 40, reading: Q1, cases: {{one: second, two: 0}}}}
  - {{id: rank, name: 排名, for: district, rank: {{of: total, within: group, ties: competition}}}}
  - id: grade
    name: 等次
    for: district
    formula: '"甲等" if total >= 90 else kind'
"""


def page_with(name: str, folder: Path) -> Element:
    """A page on which the name stands wherever a name can: title, units, groups, scores, clauses, readings, grades."""
    data = [["区", "期间", "类", "甲分", "乙分"]]
    for year in ("2021", "2022"):
        data += [[name, year, name, "50", "30.5"], ["乙区", year, name, "60", "40"], ["丙区", year, name, "7", "0"]]
    policy = POLICY.format(name=json.dumps(name, ensure_ascii=False))
    return parsed(render(appraised(policy, {"points": data}, folder)))


def texts(root: Element) -> Iterator[str]:
    for each in root.iter():
        yield from filter(None, (each.text, each.tail, *each.attrib.values()))


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_the_elements_that_it_has_with_a_plain_name(name: str, tmp_path: Path) -> None:
    (plain := tmp_path / "plain").mkdir()
    (given := tmp_path / "given").mkdir()
    baseline = page_with("甲区", plain)
    root = page_with(name, given)
    assert Counter(str(each.tag) for each in root.iter()) == Counter(str(each.tag) for each in baseline.iter())
    assert {a for each in root.iter() for a in each.attrib} == {a for each in baseline.iter() for a in each.attrib}
    units = [row[1] for table in of_class(root, "ranking") for row in rows(table)]
    assert "".join(visible(name).split()) in ["".join(unit.split()) for unit in units]
    assert not [c for text in texts(root) for c in text if is_unseen(c) and c != "\n"]


def test_what_steers_a_page_is_written_out() -> None:
    """No policy and no data may hold such a name, but what makes results in Python might."""
    found = example("hengdong")
    root = parsed(render(replace(found, policy=replace(found.policy, title="\u202e甲\x1b[31m县"))))
    assert words(next(root.iter("h1"))).startswith("\\u202e甲\\u001b[31m县")
