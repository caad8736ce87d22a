"""A page about provisional results: what is not the whole yet is not shown as if it were."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from kaohe.analysis.scores_and_targets import appraise
from kaohe.data.read_data import ReadOptions
from kaohe.report.page.page import render

from tests import inner

EXAMPLE = Path(__file__).parent.parent.parent.parent / "examples" / "leading_group"


def test_quarters_that_have_come_are_no_year(tmp_path: Path) -> None:
    """One figure of one quarter is to come: neither a part of the year nor its ranking is known."""
    shutil.copytree(EXAMPLE, tmp_path / "data", ignore=shutil.ignore_patterns("*.yaml"))
    file = tmp_path / "data" / "town.csv"
    text, changed = re.subn(r"(?m)^(北川乡,2023Q2,[^,]*),.*$", r"\1,", file.read_text("utf-8-sig"))
    assert changed == 1
    file.write_text(text, encoding="utf-8")
    policy = inner.load(EXAMPLE / "leading_group.yaml")
    whole = render(appraise(policy, EXAMPLE, {}))
    page = render(appraise(policy, tmp_path / "data", {}, ReadOptions(provisional=True)))
    assert "最低 北川乡" in whole and "最低" not in page.split("</section>")[0]
    assert "12.50" in whole and "8.75" not in page  # 5 a firm, a quarter each: three quarters come to 8.75
