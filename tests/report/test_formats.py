"""What each format shows of the same results."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from textwrap import dedent

from kaohe.diagnostics import Diagnostic
from kaohe.language.periods import Period
from kaohe.policy.load import load_source
from kaohe.policy.model import Display
from kaohe.report import json_text
from kaohe.report.results import csv as score_csv
from kaohe.report.results import json as score_json
from kaohe.report.results import markdown as score_markdown
from kaohe.report.results import table
from kaohe.report.results.blocks import best_first, blocks, ordered_by
from kaohe.results import Results
from kaohe.source_places import Place, Source

from tests.analysis.explain.asked import run_rows
from tests.report.sample import PERCENT, policy, rank, result, results, score, unit_type

WARNING = Diagnostic("C103", Place(Source("某处/数据/季报.csv"), 3, 1), {"path": "x"})
SCORES = [
    score("total", "总分", points=Fraction(100)),
    score("output", "产值", points=Fraction("0.75"), parent="total"),
    score("growth", "增速", measure=PERCENT),
    score("awarded", "奖励"),
    score("grade", "等次"),
    rank(),
]


def sample(**more: object) -> Results:
    first = {"total": Fraction(2, 3), "output": None, "growth": Fraction(25, 2), "awarded": True, "grade": "优秀"}
    second = {"total": Fraction(7), "output": Fraction(1, 8), "growth": Fraction(3), "awarded": False, "grade": None}
    members = [
        result("甲链", {**first, "rank": Fraction(2)}),
        result("乙链", {**second, "rank": Fraction(1)}),
        result("丙链", {**second, "rank": None}),
    ]
    return results(policy(SCORES), members, **more)  # type: ignore[arg-type]


def grouped(rank_in_groups: bool) -> Results:
    towns = unit_type("township", "乡镇", {"park": "园区类", "industry": "工业类"})
    scored = policy(
        [score("annual", "年度得分", "township", points=Fraction(100)), rank("township", rank_in_groups)], [towns]
    )
    members = [
        result(unit, {"annual": Fraction(number), "rank": Fraction(4 - number)}, group, Period(2022), "township")
        for number, (unit, group) in enumerate([("子镇", "industry"), ("丑镇", "park"), ("寅镇", "industry")], 1)
    ]
    return results(scored, members)


def test_table_puts_ranks_first_and_sorts_by_what_is_asked_for() -> None:
    assert [line.split()[1] for line in table.scores(sample()).splitlines()[5:8]] == ["甲链", "乙链", "丙链"]
    lines = table.scores(ordered_by(sample(), "rank")).splitlines()
    assert lines[0] == "某县考核办法（某发〔2022〕9号）"
    assert lines[2] == "产业链 2023年一季度"
    assert lines[3].split() == ["排名", "单位", "总分", "产值", "增速（%）", "奖励", "等次"]
    assert lines[5].split() == ["1", "乙链", "7.00", "0.13", "3.00", "否", "—"]
    assert lines[6].split() == ["2", "甲链", "0.67", "—", "12.50", "是", "优秀"]
    assert lines[7].split()[:2] == ["—", "丙链"]


def test_table_rounds_as_the_policy_says() -> None:
    of = policy([score("total", "总分", points=Fraction(100))], display=Display(1, "down"))
    text = table.scores(results(of, [result("甲", {"total": Fraction("89.99")})]))
    assert "89.9\n" in text


def test_table_names_readings_record_and_warnings() -> None:
    text = table.scores(sample(readings={"X1": "base"}, warnings=[WARNING], verified=True))
    assert "※ X1 三（一）1 都相等时取多少：取60%" in text
    assert "  R1 并列如何排名：占名次" in text
    assert "提醒：季报.csv:3:1：没有这个数据文件夹：x" in text
    assert "办法 aaaaaaaaaaaa · 数据 bbbbbbbbbbbb · kaohe 0.1.0 · 2023-05-01T00:00:00+00:00" in text
    assert "两次独立计算结果一致" in text


def test_table_without_questions_says_nothing_of_them() -> None:
    of = policy([score("total", "总分")], questions={}, document={}, status="draft")
    text = table.scores(results(of, [result("甲", {"total": None})]))
    assert "待释事项" not in text
    assert text.startswith("某县考核办法［草案］\n")


def test_colours_only_where_asked() -> None:
    assert "\x1b[" in table.scores(sample(), colour=True)
    assert "\x1b[" not in table.scores(sample())


def wide(units: int) -> Results:
    scores = [score("total", "总分", points=Fraction(100))]
    scores += [score(f"s{n}", f"第{n}项得分", parent="total", points=Fraction(5)) for n in range(20)]
    values = {each.id: Fraction(1, 3) for each in scores} | {"rank": Fraction(1)}
    return results(policy([*scores, rank()]), [result(f"单位{n}", values) for n in range(units)])


def test_scores_go_down_where_they_do_not_fit_beside_each_other() -> None:
    lines = table.scores(wide(4)).splitlines()
    assert lines[3].split() == ["指标", "分值", "单位0", "单位1", "单位2", "单位3"]
    assert lines[5].startswith("排名")
    assert lines[7].startswith("  第0项得分")
    assert all(len(line) <= 100 for line in lines)


def test_many_units_are_shown_in_parts_of_equal_length() -> None:
    text = table.scores(wide(14))
    heads = [line.split()[2:] for line in text.splitlines() if line.startswith("指标")]
    assert sum(map(len, heads)) == 14
    assert len({len(head) for head in heads}) == 1 < len(heads)


def test_a_block_for_each_group_where_ranks_are_within_groups() -> None:
    titles = [block.title for block in blocks(grouped(True))]
    assert titles == ["乡镇 2022年 园区类", "乡镇 2022年 工业类"]
    assert [entry.unit for entry in best_first(list(blocks(grouped(True)))[1]).results] == ["寅镇", "子镇"]


def test_one_block_with_the_groups_named_where_ranks_are_over_all() -> None:
    (block,) = map(best_first, blocks(grouped(False)))
    assert block.names_groups
    assert [entry.unit for entry in block.results] == ["寅镇", "丑镇", "子镇"]
    assert "组别" in table.scores(grouped(False))
    assert "| 单位 | 组别 |" in score_markdown.scores(grouped(False))


def test_groups_named_above_their_units_where_scores_go_down() -> None:
    of = wide(3)
    for each in of.results:
        object.__setattr__(each, "group", "park")
    assert "组别" in table.scores(of)
    assert "| 组别 |" in score_markdown.scores(of)


def test_groups_that_come_from_the_data_go_by_their_own_name() -> None:
    of = grouped(True)
    for each in of.results:
        object.__setattr__(each, "group", "小学")
    assert [block.title for block in blocks(of)] == ["乡镇 2022年 小学"]


def test_a_year_stands_after_its_quarters() -> None:
    of = policy([score("total", "总分")])
    year = Period(2023)
    members = [result("甲", {"total": None}, period=each) for each in (year, *reversed(year.parts("quarter")[::3]))]
    assert [str(block.period) for block in blocks(results(of, members))] == ["2023Q1", "2023Q4", "2023"]


def test_json_has_the_contract_and_the_record() -> None:
    document = json.loads(score_json.scores(sample(readings={"X1": "base"}, warnings=[WARNING])))
    assert list(document) == ["policy", "results", "warnings", "record"]
    assert document["results"][0] == {
        "unit_type": "chain",
        "unit": "甲链",
        "group": None,
        "period": "2023Q1",
        "values": {
            "total": 2 / 3,
            "output": None,
            "growth": 12.5,
            "awarded": True,
            "grade": "优秀",
            "rank": 2,
        },
    }
    assert document["record"]["readings"] == {"X1": "base", "R1": "competition"}
    assert document["record"]["chosen"] == ["X1"]
    assert document["warnings"][0]["place"] == "某处/数据/季报.csv:3:1"


def test_json_of_nothing_is_json() -> None:
    assert json.loads(score_json.scores(results(policy([]), [])))["results"] == []


def test_json_numbers_keep_their_digits() -> None:
    assert repr(json_text.number(Fraction(10**20))) == "100000000000000000000"
    assert repr(json_text.number(Fraction("87.31458333333333"))) == "87.31458333333333"
    assert json_text.number(Fraction(10**400, 3)) == round(Fraction(10**400, 3))


def test_csv_is_one_table_with_chinese_headings() -> None:
    text = score_csv.scores(sample())
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["对象类别", "单位", "组别", "期间", "总分", "产值", "增速（%）", "奖励", "等次", "排名"]
    assert rows[1] == ["产业链", "甲链", "", "2023Q1", "0.666666666666667", "", "12.5", "是", "优秀", "2"]
    assert text.count("\r\n") == 4


def test_csv_tells_headings_of_one_name_apart() -> None:
    kinds = [unit_type("a", "乡镇"), unit_type("b", "部门")]
    scores = [score("x", "得分", "a"), score("y", "得分", "a"), score("x", "得分", "b"), score("z", "单位", "b")]
    one = Fraction(1)
    members = [result("甲", {"x": one, "y": one}, owner="a"), result("乙", {"x": one, "z": one}, owner="b")]
    rows = list(csv.reader(io.StringIO(score_csv.scores(results(policy(scores, kinds), members)))))
    assert rows[0][4:] == ["得分（x）", "得分（y）", "单位（z）"]
    assert [row[4:] for row in rows[1:]] == [["1", "1", ""], ["1", "", "1"]]


def test_markdown_has_tables_readings_and_the_record() -> None:
    text = score_markdown.scores(sample(readings={"X1": "base"}, warnings=[WARNING]))
    assert "| 单位 | 排名 | 总分 | 产值 | 增速（%） | 奖励 | 等次 |" in text
    assert "| 乙链 | 1 | 7.00 | 0.13 | 3.00 | 否 | — |" in text
    assert "| X1 | 三（一）1 | 都相等时取多少 | 取60% | **非默认** |" in text
    assert "- 季报.csv:3:1：没有这个数据文件夹：x" in text


def test_markdown_puts_scores_down_where_there_are_more_of_them() -> None:
    text = score_markdown.scores(wide(2))
    assert "| 指标 | 分值 | 单位0 | 单位1 |" in text
    assert "| \u3000第0项得分 | 5 | 0.33 | 0.33 |" in text


CHOICE = """
kaohe: 2
policy: shops
title: 门店考核
units:
  shop: {name: 门店, period: year, from: figures, group: size}
tables:
  figures:
    name: 数据
    key: [shop, year]
    columns:
      - {names: {x: 数}}
      - {type: choice, choices: {big: 大店, small: 小店}, names: {size: 规模}}
scores:
  - {id: points, name: 得分, for: shop, formula: x}
  - {id: place, name: 名次, for: shop, rank: {of: points, within: group, ties: competition}}
"""


def test_a_group_that_a_choice_gives_goes_by_the_word_of_the_choice() -> None:
    rows = {"figures": [{"unit": "甲", "period": "2023", "size": "big", "x": 1}]}
    scored = run_rows(load_source(Source("shops.yaml", CHOICE)), rows)[0]
    for text in (table.scores(scored), score_markdown.scores(scored), score_csv.scores(scored)):
        assert "大店" in text and "big" not in text
    assert json.loads(score_json.scores(scored))["results"][0]["group"] == "big"


def test_what_does_not_apply_is_said_in_each_format() -> None:
    text = dedent("""\
        kaohe: 2
        policy: towns
        title: 乡镇
        units: {town: {name: 乡镇, period: year, members: [东镇, 北乡]}}
        tables: {figures: {name: 年报, key: [town, year], columns: [{names: {x: 数}}]}}
        scores:
          - id: total
            name: 总分
            for: town
            parts:
              - {id: port, name: 港口, where: unit == "东镇", formula: x}
              - {id: rest, name: 其他, formula: x * 2}
        """)
    rows = [{"unit": unit, "period": "2023", "x": x} for unit, x in (("东镇", 3), ("北乡", 4))]
    found, _ = run_rows(load_source(Source("towns.yaml", text)), {"figures": rows})
    one, other = json.loads(score_json.scores(found))["results"]
    assert (one["values"], "not_applicable" in one) == ({"total": 9, "port": 3, "rest": 6}, False)
    assert (other["values"], other["not_applicable"]) == ({"total": 8, "port": None, "rest": 8}, ["port"])
    assert "| 北乡 | 8 | 不适用 | 8 |" in score_markdown.scores(found)
    assert "乡镇,北乡,,2023,8,,8" in score_csv.scores(found)
