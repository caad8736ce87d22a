"""The page of readings: a picture of each unit's places, and what each reading moves."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
from kaohe.analysis.published_values import reader
from kaohe.analysis.readings import readings_of_questions
from kaohe.report.readings import as_page

from tests.analysis.comparable import data, policy


def test_places_are_drawn_and_readings_told(tmp_path: Path) -> None:
    written = as_page(readings_of_questions(policy(), reader(data(tmp_path))))
    page = html5lib.parse(written, namespaceHTMLElements=False)
    taken = re.findall(r'class="taken"[^>]*><title>([0-9])', written)
    # 甲 and 乙 can be first or second, 丙 second or third: each place is a ring.
    assert sorted(taken) == ["1", "1", "2", "2", "2", "3"]
    told = "".join(page.itertext())
    assert "超过10分的是否计入" in told
    assert "对这些数据没有影响" in told
    assert "<script" not in written and "http:" not in written
