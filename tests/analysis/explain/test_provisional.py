"""Explanations of provisional data: what has not been sent is 待报, with all that rests on it; the rest is 暂缺."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kaohe.analysis.explain.model import Explained, Explanation
from kaohe.data.read_data import ReadOptions, read_data
from kaohe.diagnostics import Findings
from kaohe.evaluate.run import needed_tables, score
from kaohe.policy.model import Display, Policy
from kaohe.report.explain import json as explain_json
from kaohe.report.explain import words
from kaohe.report.explain.against import opening
from kaohe.report.page.page import reasons
from kaohe.source_places import Source

from tests import inner
from tests.analysis.explain.asked import Run, asked, filled, said, step
from tests.evaluate.adjusted import small

POLICY = """\
kaohe: 2
policy: towns
title: 甲县考核办法（虚构）
units:
  town: {name: 乡镇, period: quarter, members: [甲镇, 乙镇, 丙镇]}
tables:
  marks:
    name: 打分
    key: [town, quarter]
    columns:
      - {measure: 分, names: {industry: 工业分, trade: 商务分}}
      - {measure: 分, names: {extra: 附加分}, optional: yes}
      - {type: yes/no, names: {counted: 参评}}
  prize:
    name: 奖项
    records_of: [town, quarter]
    columns:
      - {measure: 分, names: {worth: 奖分}}
      - {type: yes/no, names: {national: 国家级}}
scores:
  - {id: total, name: 总分, for: town, formula: industry + trade}
  - {id: bonus, name: 加分, for: town, formula: extra * 2}
  - {id: both, name: 合计, for: town, formula: extra + trade}
  - {id: either, name: 取用, for: town, formula: "if_absent(total, 1)"}
  - {id: known, name: 有无, for: town, formula: present(total)}
  - {id: kind, name: 档次, for: town, tiers: {of: trade, at_least: {20: 2}, below: 1}}
  - {id: place, name: 名次, for: town, rank: {of: total, within: all, ties: competition}}
  - {id: best, name: 评比, for: town, rank: {of: industry, within: all, where: counted, ties: competition}}
  - {id: last, name: 最后, for: town, last_place: {of: industry, within: all, where: counted}}
  - {id: won, name: 获奖, for: town, highest: {over: prize, of: worth, where: national, if_none: 0}}
  - {id: annual, name: 年度分, for: town, per: year, sum: {over: quarter, of: total, weight: [25%, 25%, 25%, 25%]}}
"""
MARKS = """\
乡镇,期间,工业分,商务分,附加分,参评
甲镇,2023Q1,50,30,,是
乙镇,2023Q1,40,,,是
丙镇,2023Q1,30,20,3,
"""
PRIZES = """\
乡镇,期间,奖分,国家级
甲镇,2023Q1,5,是
乙镇,2023Q1,5,
"""


def provisional(folder: Path, marks: str = MARKS) -> Run:
    (folder / "打分.csv").write_text(marks, encoding="utf-8")
    (folder / "奖项.csv").write_text(PRIZES, encoding="utf-8")
    return scored(inner.load_source(Source("towns.yaml", POLICY)), folder)


def scored(policy: Policy, folder: Path) -> Run:
    findings = Findings()
    dataset = read_data(policy, folder, needed_tables(policy), findings, ReadOptions(provisional=True))
    findings.stop_on_errors()
    return score(policy, dataset, {}, findings)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return provisional(tmp_path)


def shown(found: Explained) -> str:
    return words.value(found, Display())


def test_an_input_that_was_not_sent_and_what_rests_on_it(run: Run) -> None:
    found = step(run, "乙镇", "total")
    assert (shown(found), filled(found), said(found)) == ("待报", "40 + 待报", ["因为“商务分”待报"])
    leaf = found.parts[1]
    assert (shown(leaf), words.source(leaf, Display())) == ("待报", "打分.csv 第 3 行，还没有报")


def test_a_column_that_was_not_sent(tmp_path: Path) -> None:
    lines = (line.split(",") for line in MARKS.splitlines())
    without = "\n".join(",".join([*cells[:3], *cells[4:]]) for cells in lines)
    leaf = step(provisional(tmp_path, without), "甲镇", "total").parts[1]
    assert (shown(leaf), words.source(leaf, Display())) == ("待报", "打分.csv 第 2 行，还没有报")


def test_what_may_be_left_out_does_not_wait(run: Run) -> None:
    found = step(run, "甲镇", "bonus")
    assert (shown(found), filled(found), said(found)) == ("—", "暂缺 × 2", ["因为“附加分”暂缺"])
    assert words.source(found.parts[0], Display()) == "打分.csv 第 2 行，空白"


def test_both_kinds_in_one_value(run: Run) -> None:
    found = step(run, "乙镇", "both")
    assert (shown(found), filled(found)) == ("待报", "暂缺 + 待报")
    assert said(found) == ["因为“商务分”待报，“附加分”暂缺"]


def test_nothing_is_taken_instead_of_what_waits(run: Run) -> None:
    found = step(run, "乙镇", "either")
    assert (shown(found), said(found)) == ("待报", ["因为“总分”待报"])
    assert filled(step(run, "乙镇", "known")) == "总分待报"
    assert said(step(run, "乙镇", "kind")) == ["商务分 待报，分不出档"]


def test_a_ranking_that_waits_for_others(run: Run) -> None:
    found = step(run, "甲镇", "place")
    assert shown(found) == "待报"
    assert "同组乙镇的值待报，全组都定不下来" in said(found)


def test_a_ranking_of_which_nobody_knows_who_takes_part(run: Run) -> None:
    found = step(run, "甲镇", "best")
    assert (shown(found), said(found)) == ("待报", ["还不知道哪些单位一起比较，全组都定不下来"])


def test_who_does_not_know_yet_whether_it_takes_part(run: Run) -> None:
    assert said(step(run, "丙镇", "last")) == ["还不知道参不参加：参评：待报"]


def test_records_that_nobody_knows_yet_to_count(run: Run) -> None:
    found = step(run, "乙镇", "won")
    assert (shown(found), said(found)[-1]) == ("待报", "还不知道“奖项”的哪些行计入")
    assert shown(step(run, "甲镇", "won")) == "5"
    assert said(step(run, "丙镇", "won"))[-1] == "没有计入的行，按规定取 0"


def test_decisions_that_nobody_knows_yet_on_which_score(tmp_path: Path) -> None:
    (tmp_path / "town.csv").write_text("乡镇,期间,甲项,乙项\n甲镇,2023,80,90\n", encoding="utf-8")
    text = "乡镇,期间,项目,调整,理由,日期\n甲镇,2023,,2,表彰,2024-01-20\n"
    (tmp_path / "decision.csv").write_text(text, encoding="utf-8")
    found = step(scored(small(), tmp_path), "甲镇", "part_b")
    assert (shown(found), said(found)) == ("待报", ["因为“领导小组调整”还没有报齐"])


def test_a_year_waits_for_its_quarters_and_not_for_those_that_have_not_begun(run: Run) -> None:
    missing = "2023年二季度、2023年三季度、2023年四季度"
    found = step(run, "乙镇", "annual", "2023")
    assert (shown(found), said(found)) == ("待报", [f"因为2023年一季度待报，{missing}暂缺"])
    assert filled(found).startswith("待报 × 25% + 暂缺 × 25%")
    found = step(run, "甲镇", "annual", "2023")
    assert (shown(found), said(found)) == ("—", [f"因为{missing}暂缺"])


def test_a_comparison(run: Run) -> None:
    found = asked(run, "乙镇", "total", other="甲镇")
    assert found.against is not None
    assert list(opening(found, found.against, Display())) == [
        "比“总分”：乙镇 待报，甲镇 80，有一方待报，比不了。",
        "还缺：乙镇的“商务分”。",
        "乙镇：“商务分”还没有报。",
    ]


def test_json_says_which_values_wait(run: Run) -> None:
    def told(found: Explanation) -> dict[str, object]:
        return dict(json.loads(explain_json.render(found))["explained"][0])

    found = told(asked(run, "乙镇", "total"))
    assert (found["value"], found["waiting"]) == (None, True)
    assert "waiting" not in told(asked(run, "甲镇", "bonus"))


def test_reasons_on_a_page(run: Run) -> None:
    results, evaluation = run
    scores = [each for each in evaluation.policy.scores if each.id in ("total", "bonus")]
    members = [each for each in results.results if each.period.level == "quarter"]
    assert list(reasons(evaluation, scores, members)) == [
        "总分：乙镇——“商务分”还没有报",
        "加分：甲镇、乙镇——没有“附加分”的数据",
    ]


def test_every_value_is_shown_as_the_results_show_it(run: Run) -> None:
    for result in run[0].results:
        for name, value in result.values.items():
            found = step(run, result.unit, name, str(result.period))
            assert (found.value.value is None) == (value is None)
            assert found.value.is_provisional == (name in result.provisional)
