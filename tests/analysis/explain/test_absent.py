"""Words for what is absent: what is still to be sent is told apart from what is not there."""

from __future__ import annotations

import pytest
from kaohe.analysis.explain.draft import absent_each
from kaohe.source_places import Source

from tests import inner
from tests.analysis.explain.asked import run_rows, said, step


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"甲镇": True, "乙镇": True}, "甲镇、乙镇的值待报"),
        ({"甲镇": False, "乙镇": False}, "甲镇、乙镇的值暂缺"),
        ({"甲镇": False, "乙镇": True, "丙镇": True}, "乙镇、丙镇的值待报，甲镇的值暂缺"),
    ],
)
def test_each_has_its_word(names: dict[str, bool], said: str) -> None:
    assert absent_each(names, "的值") == said


LOOKING_BACK = """\
kaohe: 2
policy: shops
title: 门店
units: {shop: {name: 门店, period: year, members: [甲店]}}
tables:
  t: {name: 年报, key: [shop, year], earlier: 1, columns: [{names: {a: 数}}]}
scores:
  - {id: shown, name: 得分, for: shop, formula: a + 1}
  - {id: more, name: 增加, for: shop, formula: "if_absent(last_year(shown), 0) + if_absent(years_ago(a, 2), 0)"}
"""


def test_a_period_that_the_data_have_is_not_said_to_be_missing() -> None:
    rows = [{"unit": "甲店", "period": "2023", "a": 3}, {"unit": "甲店", "period": "2024", "a": 5}]
    policy = inner.load_source(Source("shops.yaml", LOOKING_BACK))
    found = step(run_rows(policy, {"t": rows}), "甲店", "more", "2024")
    text = [act for each in found.parts for act in said(each)]
    assert "不算2023年的值" in text
    assert "缺2022年" in text
    assert "缺2023年" not in text
