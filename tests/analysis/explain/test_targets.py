"""Explanations of targets: what there is, what is required, and the comparison that decides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kaohe.analysis.explain.explanation import asks_for_targets
from kaohe.analysis.explain.model import Explained, Explanation
from kaohe.diagnostics import NotThere
from kaohe.language.periods import read_period
from kaohe.policy.model import Display
from kaohe.report.explain import html as explain_html
from kaohe.report.explain import json as explain_json
from kaohe.report.explain import text as explain_text
from kaohe.report.explain.words import texts_of
from kaohe.source_places import Source

from tests import inner
from tests.analysis.explain.asked import filled, said, words
from tests.policies.worked import policy

EXAMPLES = Path(__file__).parent.parent.parent.parent / "examples"
PLAN = """\
kaohe: 2
policy: plan
title: 规划
units:
  county: {name: 县, period: year, members: [{name: 甲县, alias: [甲]}]}
questions:
  C1: {ask: 刚好持平是否算达到, readings: {exceed: 超过才算, reach: 持平也算}}
  C2: {ask: 超过上限是否算达到, readings: {attained: 算, missed: 不算}}
  C3: {ask: 左右低多少, readings: {half: 低0.5以内, none: 不低}}
targets:
  unit: county
  table: county
  name: 目标
  due: 2025
  list:
    - {id: market, name: 市场主体, clause: 一, measure: 家, at_least: 70000, lead: [市监局]}
    - id: gap
      name: 税收差
      measure: 万元/亩
      reading: C1
      cases: {exceed: {more_than: 0 万元/亩}, reach: {at_least: 0 万元/亩}}
    - id: centres
      name: 技术中心
      measure: 家
      range: {from: 2, to: 3, above: {reading: C2, cases: {attained: attained, missed: missed}}}
      each_year: yes
    - {id: growth, name: 年均增速, measure: "%", at_least: 10%, average: {from: 2022, to: 2025}}
    - id: near
      name: 左右增速
      measure: "%"
      about: {value: 5%, below: {reading: C3, cases: {half: 0.5%, none: 0%}}}
      average: {from: 2022, to: 2025}
    - {id: park, name: 园区升级, achieved: yes}
    - {id: jobs, name: 就业, measure: 人, at_least: 9, cumulative: yes}
    - {id: leading, name: 居前列, qualitative: yes}
"""
DATA = """\
单位,期间,市场主体,税收差,技术中心,年均增速,左右增速,园区升级,就业
甲,2022,"60,000",-1.5,4,21%,4.6%,否,1
甲县,2023,６５０００,0,1,0%,4.4%,是,3
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "county.csv").write_text(DATA, "utf-8")
    return tmp_path


def explained(data: Path, of: str | None = None, year: str | None = None, **readings: str) -> Explanation:
    read = inner.load_source(Source("plan.yaml", PLAN))
    return inner.explain(read, data, None, read_period(year or "") if year else None, of, None, readings)


def one(data: Path, of: str, year: str | None = None, **readings: str) -> Explained:
    (step,) = explained(data, of, year, **readings).steps
    return step


def test_a_number_that_is_due_later(data: Path) -> None:
    found = one(data, "market")
    assert (words(found), filled(found)) == ("市场主体 ≥ 70000 家", "65000 家 ≥ 70000 家，不成立")
    assert said(found) == ["到2025年到期，2023年还没有到期"]
    share = found.parts[1]
    assert (share.name, filled(share)) == ("完成率", "65000 家 ÷ 70000 家 ≈ 92.8571%")
    text = texts_of(found, Display())
    assert (text.value, text.aside) == ("… 未到期", ["要求 ≥ 70000 家，到2025年，必达", "一", "市监局"])
    assert [line for kind, line in text.lines_under_it if kind == "distance"] == ["差 5000 家", "每年还需 2500 家"]
    assert texts_of(found.parts[0], Display()).source == "county.csv 第 3 行，原文“６５０００”"
    written = texts_of(one(data, "market", "2022").parts[0], Display()).source
    assert written == "county.csv 第 2 行，原文“60,000”，单位写作“甲”"


def test_a_reading_decides_what_is_required(data: Path) -> None:
    assert filled(one(data, "税收差")) == "0 万元/亩 > 0 万元/亩，不成立"
    found = one(data, "税收差", C1="reach")
    assert filled(found) == "0 万元/亩 ≥ 0 万元/亩，成立"
    assert [(used.question, used.words) for used in found.readings] == [("C1", "持平也算")]
    assert "要求为 0，不算完成率" in said(found)


def test_a_range_and_its_upper_end(data: Path) -> None:
    found = one(data, "centres", "2022")
    assert filled(found) == "4 家 ≥ 2 家，成立"
    assert said(found) == ["超过上限 3 家，按办法仍算达到", "每年都要达到，按当年的数判断"]
    strict = one(data, "centres", "2022", C2="missed")
    assert said(strict)[0] == "超过上限 3 家，按办法不算达到" and filled(strict).endswith("，不成立")
    assert texts_of(strict, Display()).value == "× 未达到"
    assert filled(one(data, "centres", "2023")) == "1 家 ≥ 2 家，不成立"


def test_an_average_growth_is_judged_by_products(data: Path) -> None:
    found = one(data, "growth")
    assert words(found) == "各年 (1 + 增速) 连乘 ≥ (1 + 10%) 的年数次方"
    assert filled(found) == "(1 + 21%) × (1 + 0%) ≥ (1 + 10%) 的 2 次方，即 1.21 ≥ 1.21，成立"
    mean, share = found.parts
    assert (filled(mean), share.value.value) == ("((1 + 21%) × (1 + 0%)) 开 2 次方 − 1 = 10%", 100)
    assert [(str(part.period), part.value.value, texts_of(part, Display()).source) for part in mean.parts] == [
        ("2022", 21, "county.csv 第 2 行，单位写作“甲”"),
        ("2023", 0, "county.csv 第 3 行"),
    ]
    assert filled(one(data, "growth", "2022")) == "(1 + 21%) ≥ (1 + 10%)，即 1.21 ≥ 1.1，成立"


def test_products_that_are_near_are_told_apart(data: Path) -> None:
    (data / "county.csv").write_text(DATA.replace("21%", "10.01%").replace(",0%", ",9.99%"), "utf-8")
    assert filled(one(data, "growth")).endswith("即 1.20999999 ≥ 1.21，不成立")


def test_about(data: Path) -> None:
    found = one(data, "near")
    assert filled(found).startswith("(1 + 4.6%) × (1 + 4.4%) ≥ (1 + 5% − 0.5%) 的 2 次方")
    assert [used.question for used in found.readings] == ["C3"]
    assert texts_of(found, Display()).printed.startswith("要求 5% 左右，2022—2025年均")


def test_done_or_not_cumulative_and_what_is_not_counted(data: Path) -> None:
    assert said(one(data, "park"))[0] == "填“是”才算达到：是"
    assert said(one(data, "jobs"))[-1] == "表里填的是从规划第一年起的累计数，不再逐年相加"
    found = one(data, "leading")
    assert (said(found), texts_of(found, Display()).value) == (["定性目标，没有数可以计算"], "定性")


def test_every_target_of_every_format(data: Path) -> None:
    found = explained(data)
    assert [step.id for step in found.steps] == [
        "market", "gap", "centres", "growth", "near", "park", "jobs", "leading",
    ]  # fmt: skip
    assert "市场主体 … 未到期" in explain_text.as_table(found)
    assert "市场主体 … 未到期" in explain_text.as_markdown(found)
    assert "why-step why-target" in explain_html.render(found)
    answers = json.loads(explain_json.render(found))["explained"]
    assert answers[0]["state"] == "pending" and answers[0]["pace"] == 2500
    assert answers[0]["parts"][0]["source"]["written"] == "６５０００"
    assert "exact" not in answers[4]["parts"][0], "a root that is cut off is not exact"


@pytest.mark.parametrize("name", ["taojiang", "hengdong", "xiangtan_city", "xiangtan_county", "xiangxiang_chains"])
def test_the_shipped_policies_as_they_are_judged(name: str) -> None:
    read = policy(name)
    judged = inner.targets(read, EXAMPLES / name)
    unit = judged.results[0].unit
    for period in {result.period for result in judged.results}:
        found = inner.explain(read, EXAMPLES / name, unit, period)
        stand = {result.target.id: result for result in judged.results if result.period == period}
        assert len(found.steps) == len(stand)
        for step in found.steps:
            result = stand[step.id]
            assert (step.target, step.value.value) == (result, result.attained)
            outcome = {True: "，成立", False: "，不成立"}
            if result.target.kind not in ("achieved", "qualitative"):
                assert filled(step).endswith(outcome[bool(result.attained)])
            if result.attainment is not None and result.target.kind != "achieved":
                assert step.parts[-1].value.value == result.attainment * 100


@pytest.mark.parametrize(
    ("name", "unit", "of", "expected"),
    [
        ("taojiang", None, None, True),
        ("xiangxiang_chains", None, None, False),
        ("xiangxiang_chains", None, "市场主体", True),
        ("xiangxiang_chains", None, "total", False),
        ("xiangxiang_chains", "湘乡市", None, True),
        ("xiangxiang_chains", "电子信息", None, False),
        ("xiangxiang_chains", "电子信息", "市场主体", False),
    ],
)
def test_what_is_a_question_about_targets(name: str, unit: str | None, of: str | None, expected: bool) -> None:
    assert asks_for_targets(policy(name), unit, of) is expected


def test_what_is_not_there(data: Path) -> None:
    for of, year, code in (("markte", None, "C172"), ("market", "2031", "C173"), ("market", "2023Q1", "C116")):
        with pytest.raises(NotThere) as error:
            explained(data, of, year)
        assert error.value.finding.code == code
