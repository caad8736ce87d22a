"""A total of more parts than there are fillings: the bars have the numbers of the legend."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.report.page.page import render
from kaohe.report.svg_shapes import PATTERNS

from tests.report.page.pages import SVG, appraised, of_class, parsed, words

HEAD = """
kaohe: 2
policy: many
title: 多项
units:
  unit: {{name: 单位, period: year, members: [甲, 乙]}}
tables:
  points:
    name: 得分
    key: [unit, year]
    columns:
      - {{measure: 分, min: 0, max: 8, names: {{{columns}}}}}
scores:
  - id: total
    name: 总分
    for: unit
    points: {points}
    parts:
"""


@pytest.mark.parametrize("count", [PATTERNS, PATTERNS + 3])
def test_parts_have_numbers_only_where_fillings_repeat(count: int, tmp_path: Path) -> None:
    columns = ", ".join(f"c{at}: 列{at}" for at in range(count))
    parts = [f"      - {{id: s{at}, name: 项{at}, points: 8, formula: c{at}}}\n" for at in range(count)]
    data = [["单位", "期间", *(f"列{at}" for at in range(count))], ["甲", "2022", *["8"] * count]]
    data.append(["乙", "2022", *["4"] * count])
    text = HEAD.format(columns=columns, points=8 * count) + "".join(parts)
    chart = of_class(parsed(render(appraised(text, {"points": data}, tmp_path))), "bars")[0]
    numbered = count > PATTERNS
    legend = [words(each) for each in of_class(chart, "legend")[0]]
    assert legend == [f"{f'{at + 1} ' if numbered else ''}项{at}（8分）" for at in range(count)]
    first = of_class(chart, "bar")[0]
    letters = [each.text for each in first.iter(f"{SVG}text")]
    assert letters == [str(at + 1) if numbered else "8.00" for at in range(count)]
    assert bool([each for each in of_class(chart, "how") if "编号" in words(each)]) == numbered
