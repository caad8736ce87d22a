"""The line about open questions: which move something on the page, which do not, and when it is not worked out."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from kaohe.analysis.published_values import reader
from kaohe.analysis.readings import readings_of_questions
from kaohe.analysis.scores_and_targets import appraise
from kaohe.data.read_data import ReadOptions
from kaohe.language.periods import Period
from kaohe.report import readings
from kaohe.report.page.page import render

from tests import inner
from tests.analysis.comparable import TEXT, data, policy
from tests.report.page.pages import ROOT, example, parsed, words


def line(page: str) -> str:
    """What stands beside 待释事项决定什么; nothing where the page has no such line."""
    names = [(each.find("dt"), each.find("dd")) for each in parsed(page).iter("div")]
    pairs = [(words(name), words(text)) for name, text in names if name is not None and text is not None]
    return dict(pairs).get("待释事项决定什么", "")


def test_questions_that_move_something_and_that_do_not(tmp_path: Path) -> None:
    # 甲: 10 (12 uncapped) + 0.5 (0 large); 乙: 8 + 3 (2.5); 丙: 10 + 0.
    # Q1 uncapped: 甲 12.5, 乙 11, 丙 10: one total, two places. Q2 large: 甲 10, 乙 10.5, 丙 10: two totals, and 丙 is
    # second beside 甲. Q3, Q4: nothing.
    found = line(render(appraise(policy(), data(tmp_path), {})))
    assert found.startswith(
        "Q1 动总分 1 家、名次 2 家；Q2 动总分 2 家、名次 1 家；Q3、Q4 换一种读法，这里的结果都不变。"
    )
    assert "kaohe readings" in found


def test_the_period_of_the_page_alone_counts() -> None:
    chains = inner.load(ROOT / "policies" / "xiangxiang_chains.yaml")
    folder = ROOT / "examples" / "xiangxiang_chains"
    lines = {}
    for period in (Period(2023, 1, "quarter"), Period(2023, 2, "quarter")):
        lines[period] = line(render(example("xiangxiang_chains"), period))
        effects = readings_of_questions(chains, reader(folder), period=period).questions
        for each in effects:
            moves = any(change.of.unit_type == "chain" for reading in each.readings for change in reading.changes)
            assert (f"{each.question} 动" in lines[period]) is moves
    assert lines[Period(2023, 1, "quarter")] != lines[Period(2023, 2, "quarter")]


def test_too_much_is_said_and_not_worked_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "FEW", 5)
    monkeypatch.setattr(readings, "TIMES", 0)
    found = line(render(appraise(policy(), data(tmp_path), {})))
    assert found == "单位和指标太多，这里没有算；用 kaohe readings 办法 数据 看"


def test_provisional_data_and_no_questions(tmp_path: Path) -> None:
    folder = data(tmp_path / "late", "单位,期间,新增企业,增速\n甲镇,2023,6,1\n乙镇,2023,4,2\n")
    found = appraise(policy(), folder, {}, ReadOptions(provisional=True))
    assert line(render(found)).startswith("数据没有报齐")
    plain = TEXT[: TEXT.index("questions:")] + TEXT[TEXT.index("scores:") :]
    plain = plain.replace("{reading: Q1, cases: {capped: 10, uncapped: none}}", "10").replace(
        "{reading: Q3}", "competition"
    )
    start, end = plain.index("        reading: Q2"), plain.index("  - {id: rank")
    plain = plain[:start] + "        sum: {over: project, of: investment / 1 亿元}\n" + plain[end:]
    assert line(render(appraise(policy(plain), data(tmp_path / "all"), {}))) == ""


def test_a_reading_without_a_result_is_said(tmp_path: Path) -> None:
    text = TEXT.replace("cases: {capped: 10, uncapped: none}", "cases: {capped: 10, uncapped: 100 / (growth - 1%)}")
    with (data(tmp_path) / "town.csv").open(encoding="utf-8", newline="") as file:
        assert [row[3] for row in csv.reader(file)][1] == "1"
    assert line(render(appraise(policy(text), tmp_path, {}))).startswith("有的读法在这些数据上算不出结果")
