"""Words for what is absent: what is still to be sent is told apart from what is not there."""

from __future__ import annotations

import pytest
from kaohe.analysis.explain.draft import absent_each


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
