"""A member of a list is shown by its name, whatever the format; what is compared are ids."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from kaohe.analysis.gap.gap import gaps
from kaohe.analysis.gap.standing import NoSuchGoal
from kaohe.analysis.published_values import reader
from kaohe.analysis.readings import readings_of_questions
from kaohe.analysis.whatif import what_if
from kaohe.policy.model import Policy
from kaohe.report import changes, changes_json, gap
from kaohe.report.results import csv, markdown, table, xlsx
from kaohe.report.results import json as json_format
from kaohe.results import Results
from kaohe.source_places import Source

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


TOWNS = dedent("""
    kaohe: 2
    policy: towns
    title: 乡镇
    units: {town: {name: 乡镇, period: year, members: [东镇, 西镇]}}
    lists:
      item: {name: 事项, members: {build: 建设, serve: 服务}}
      grade: {name: 等次, members: {good: 良好, fair: 一般, poor: 较差}, order: best_first}
    questions: {Q: {ask: 良好从几分起, readings: {low: 5分, high: 8分}}}
    tables:
      mark: {name: 打分, key: [town, year, item], columns: [{names: {given: 分}, min: 0, max: 10, whole: yes}]}
      vote:
        name: 评议
        key: [town, year, who]
        columns:
          - {type: choice, choices: {bureau: 局, office: 办}, names: {who: 谁}}
          - {names: {votes: 票}, whole: yes, min: 0}
      town:
        name: 基本
        key: [town, year]
        columns:
          - {type: choice, choices: {plain: 平原, hill: 山区}, names: {kind: 类别}}
          - {list: grade, names: {before: 上年}}
    scores:
      - {id: total, name: 总分, for: town, sum: {over: item, of: given}}
      - {id: votes_in_all, name: 总票, for: town, sum: {over: vote, of: votes}}
      - {id: level, name: 等级, for: town, list: grade, tiers: {of: total, at_least: {8: good, 4: fair}, below: poor}}
      - id: final
        name: 定等
        for: town
        list: grade
        cap: {first: [{when: kind == hill, give: good}, {otherwise: before}]}
        formula: level
      - {id: place, name: 名次, for: town, each: item, rank: {of: given, over: item, within: all, ties: competition}}
      - {id: asked, name: 读法, for: town, list: grade, reading: Q, cases: {low: {formula: (level)}, high: good}}
    """)
FILES = {
    "打分.csv": "单位,期间,事项,分\n东镇,2023,建设,3\n东镇,2023,服务,4\n西镇,2023,建设,1\n西镇,2023,服务,9\n",
    "评议.csv": "单位,期间,谁,票\n东镇,2023,局,3\n东镇,2023,办,1\n西镇,2023,局,0\n西镇,2023,办,0\n",
    "基本.csv": "单位,期间,类别,上年\n东镇,2023,平原,一般\n西镇,2023,平原,良好\n",
}
IDS = ("good", "fair", "poor", "bureau", "office", "plain", "hill")


@pytest.fixture
def towns(tmp_path: Path) -> tuple[Policy, Path]:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return inner.load_source(Source("policy.yaml", TOWNS)), tmp_path


def test_changes_are_told_by_the_names_of_members(towns: tuple[Policy, Path]) -> None:
    policy, data = towns
    cells = ["mark.东镇.2023.given[serve]=9", "town.东镇.2023.before=good", "vote.东镇.2023[bureau].votes=4"]
    found = what_if(policy, reader(data), cells=cells)
    text = changes.what_if(found)
    for said in ("基本 东镇 2023 上年：一般 → 良好", "评议 东镇 2023[局] 票：3 → 4", "分（服务）：4 → 9"):
        assert said in text
    assert not [id_ for id_ in IDS if id_ in text]
    told = json.loads(changes_json.what_if(found))
    moved = {each["value"]: (each["from"], each["to"]) for each in told["changes"]}
    assert moved["level"] == ("一般", "良好")  # 3 + 4, then 3 + 9
    assert moved["final"] == ("一般", "良好")
    assert [each["to"] for each in told["set"]] == [9, "good", 4]  # an input by its id
    assert told["set"][2]["key"] == {"who": "bureau"}


def test_what_only_other_units_moved_is_told_of_these_alone(towns: tuple[Policy, Path]) -> None:
    policy, data = towns
    text = changes.what_if(
        what_if(policy, reader(data), cells=["town.东镇.2023.before=good", "town.东镇.2023.kind=hill"])
    )
    assert "自己的得分没有变" not in text


def test_readings_are_told_by_the_names_of_members(towns: tuple[Policy, Path]) -> None:
    policy, data = towns
    found = readings_of_questions(policy, reader(data))
    assert "读法 一般→良好" in changes.readings(found)
    told = json.loads(changes_json.readings(found))
    assert [each["taken"] for each in told["spans"]] == [["一般", "良好"]]


def test_gaps_are_told_by_the_names_of_members(towns: tuple[Policy, Path]) -> None:
    policy, data = towns
    for goal in ("level=good", "等级=良好"):
        found = gaps(policy, reader(data), unit="东镇", to=goal)
        text = gap.as_table(found)
        assert "目标：等级 良好" in text
        assert "评议 东镇 2023[局] 票" in text
        shown = [line for line in text.splitlines() if "whatif" not in line]  # what `--set` takes goes by ids
        assert not [id_ for id_ in IDS if any(id_ in line for line in shown)]
        told = json.loads(gap.as_json(found))
        assert told["goal"] == {"value": "level", "reach": "良好"}
        assert told["now"]["final"] == "一般"
        assert {each["set"]["to"] for each in told["moves"]} == {4, 5}  # one point more of either item: 8 in all
    (word,) = gaps(policy, reader(data), unit="西镇", to="final=良好").found
    assert word.goal is not None
    assert word.goal.is_reached(word.now["final"])
    with pytest.raises(NoSuchGoal) as refused:
        gaps(policy, reader(data), unit="东镇", to="等级=好")
    assert refused.value.known == ("良好", "一般", "较差")


def test_the_place_of_a_member_is_a_place(towns: tuple[Policy, Path]) -> None:
    """Less is better: the goal of a second place is not the number 2 or more."""
    policy, data = towns
    found = gaps(policy, reader(data), unit="东镇", to="place[build]=1")
    (one,) = found.found
    assert one.goal is not None
    assert one.goal.is_rank
    assert one.now["place[build]"] == 2
    told = json.loads(gap.as_json(found))
    assert {(each["set"]["column"], each["set"]["to"]) for each in told["moves"]} == {
        ("given[build]", 4),
        ("given[serve]", 3),
    }
    assert not [each for each in told["lost"] if each["value"].startswith("place")]
