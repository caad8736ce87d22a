"""What each format shows of the same targets."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from kaohe.diagnostics import Diagnostic
from kaohe.language.tree import Number, Reading
from kaohe.report.results import csv as targets_csv
from kaohe.report.results import json as targets_json
from kaohe.report.results import markdown as targets_markdown
from kaohe.report.results import table
from kaohe.report.results.targets import TargetYear
from kaohe.source_places import Place, Source
from kaohe.text_width import width
from kaohe.words.targets import TargetRules

from tests.report.sample import PLACE
from tests.report.target_sample import Y2023, Y2024, Y2025, judged, stands, target
from tests.report.test_hostile_names import HOSTILE, commands

WARNING = Diagnostic("C103", Place(Source("目标.csv"), 3, 1), {"path": "x"})
MARKET = target("market", "市场主体", lead=("县市监局", "县发改局"))
GROWTH = target("growth", "增加值年均增速", counted="%", time="average", since=2023, strength="strive", field="工业")
CHAINS = target("chains", "产业链", "range", "条", field="工业")
PARK = target("park", "升级为国家级经开区", "achieved", "")
LEADING = target("leading", "居全市前列", "qualitative", "")


def sample(year: int = 2025, **more: object) -> TargetYear:
    results = [
        *(stands(MARKET, y, n, 70000) for y, n in ((Y2023, 34855), (Y2024, 70000), (Y2025, 45526))),
        *(stands(GROWTH, y, n, "8.5") for y, n in ((Y2023, "6.1"), (Y2024, "8.5"), (Y2025, Fraction("8.625")))),
        *(stands(CHAINS, y, n, 3, upper=Fraction(5)) for y, n in ((Y2023, 2), (Y2024, 5), (Y2025, 6))),
        *(stands(PARK, y, n, 1) for y, n in ((Y2023, 0), (Y2024, 0), (Y2025, 1))),
        *(stands(LEADING, y) for y in (Y2023, Y2024, Y2025)),
    ]
    return judged(results, {2023: Y2023, 2025: Y2025}[year], **more)  # type: ignore[arg-type]


def cells(line: str) -> str:
    """A row without the blanks that line its columns up."""
    return " ".join(line.split())


def test_table_begins_with_the_sum_and_has_a_row_for_each_target() -> None:
    lines = table.targets(sample(), width=140).splitlines()
    assert lines[0] == "某县考核办法（某发〔2022〕9号）"
    assert lines[2] == "甲县 2025年：已达到 3 项，未达到 1 项，定性 1 项"
    assert lines[4].split() == ["状态", "目标", "条款", "期限", "性质", "要求", "实际", "完成率", "差距"]
    assert cells(lines[6]) == "× 未达到 市场主体 一 到2025年 必达 ≥ 70000 家 45526 65.04% 差 24474 家"
    assert cells(lines[7]) == "√ 已达到 升级为国家级经开区 一 到2025年 必达 完成 已完成"
    assert cells(lines[8]) == "定性 居全市前列 一 到2025年 必达 定性"
    assert lines[10] == "【工业】"
    assert cells(lines[13]) == "√ 已达到 增加值年均增速 一 2023—2025年均 力争 ≥ 8.5% 8.63 101.47%"
    assert cells(lines[14]) == "√ 已达到 产业链 一 到2025年 必达 3—5 条 6 200.00% 超上限 1 条"


def test_table_shows_what_is_due_later_as_it_stands_with_its_pace() -> None:
    lines = table.targets(sample(2023), width=140).splitlines()
    assert lines[2] == "甲县 2023年：已达到 0 项，未达到 0 项，未到期 4 项，定性 1 项"
    assert lines[6].split()[-5:] == ["差", "35145", "家", "17572.50", "家"]


def test_table_shows_the_course_of_each_target() -> None:
    text = table.targets(sample(), width=140)
    course = text[text.index("历年实际") :].splitlines()
    assert course[1] == (
        "√为达到，○为提前达到（还没有到期），×为到期未达到，▲为逾期未达到，尚未到期又未达到的不带记号。"
    )
    assert course[2] == "年均的，为从起始年到当年的平均。"
    assert course[3].split() == ["目标", "2023年", "2024年", "2025年"]
    assert course[5].split() == ["市场主体（家）", "34855", "70000", "○", "45526", "×"]
    assert course[6].split() == ["增加值年均增速（%）", "6.10", "8.50", "○", "8.63", "√"]
    assert course[8].split() == ["升级为国家级经开区", "未完成", "未完成", "已完成", "√"]
    assert "居全市前列" not in "".join(course)


def test_no_course_of_one_year() -> None:
    assert "历年实际" not in table.targets(judged([stands(MARKET, Y2025, 1, 2)]))
    assert json.loads(targets_json.targets(judged([stands(MARKET, Y2025, 1, 2)])))["course"] == []
    assert "历年实际" not in targets_markdown.targets(judged([stands(MARKET, Y2025, 1, 2)]))


@pytest.mark.parametrize("available", [80, 100])
def test_a_narrow_table_says_the_same_in_two_lines(available: int) -> None:
    long = target("long", "规模工业企业研发经费支出占主营业务收入比重", counted="%", clause="二（一）", since=2022)
    more = stands(replace(long, time="average"), Y2023, 10, 20, pace=Fraction(5))
    lines = table.targets(judged([*sample(2023).now, more], Y2023), width=available).splitlines()
    assert max(map(width, lines)) <= available
    assert lines[4].split() == ["状态", "目标", "要求", "/", "实际", "完成率", "/", "差距"]
    assert lines[6].split() == ["…", "未到期", "市场主体", "≥", "70000", "家", "49.79%"]
    assert lines[7].split() == ["一", "到2025年", "必达", "34855", "差", "35145", "家"]
    assert lines[8].split() == ["每年还需", "17572.50", "家"]


def test_years_that_do_not_fit_stand_in_parts_and_a_measure_is_not_torn() -> None:
    years = [Y2023._replace(year=year) for year in range(2010, 2026)]
    name = target("a", "规模工业企业研发经费支", counted="万元/亩")
    text = table.targets(judged([stands(name, year, 12345, 70000) for year in years]), width=80)
    heads = [line.split()[1:] for line in text.splitlines() if line.startswith("目标")]
    assert [year for head in heads for year in head] == [f"{year.year}年" for year in years]
    assert len({len(head) for head in heads}) <= 2 < len(heads) + 1
    assert "\n（万元/亩）" in text
    assert max(map(width, text.splitlines())) <= 80


def test_units_stand_apart() -> None:
    results = [stands(MARKET, Y2025, 1, 2), replace(stands(MARKET, Y2025, 2, 2), unit="乙县")]
    text = table.targets(judged(results))
    assert "甲县 2025年：已达到 0 项，未达到 1 项" in text
    assert "乙县 2025年：已达到 1 项，未达到 0 项" in text


def test_readings_are_those_that_the_targets_rest_on() -> None:
    one = Number(Fraction(1), place=PLACE)
    asks = Reading("X1", (("full", one), ("base", one)), place=PLACE)
    rules = TargetRules(one, one, asks, one, one)
    known = judged([stands(replace(MARKET, rules=rules), Y2025, 1, 2)], warnings=[WARNING])
    for text in (table.targets(known), targets_markdown.targets(known)):
        assert "都相等时取多少" in text and "并列如何排名" not in text
        assert "目标.csv:3:1：没有这个数据文件夹：x" in text
        assert "办法 aaaaaaaaaaaa" in text
    assert "※ R1 并列如何排名：不占名次" in table.targets(sample(readings={"R1": "dense"}))


def test_json_has_the_contract_and_more() -> None:
    document = json.loads(targets_json.targets(sample(2023, warnings=[WARNING])))
    assert list(document) == ["policy", "results", "targets", "course", "warnings", "record"]
    assert document["results"][0] == {
        "target": "market",
        "unit": "甲县",
        "period": "2023",
        "actual": 34855,
        "required": 70000,
        "attained": False,
        "early": False,
        "attainment": 34855 / 70000,
        "pace": 17572.5,
    }
    assert [result["target"] for result in document["results"]] == ["market", "growth", "chains", "park", "leading"]
    qualitative = document["results"][4]
    assert [qualitative[key] for key in ("actual", "required", "attained", "attainment")] == [None] * 4
    assert qualitative["qualitative"] is True
    assert document["targets"][0]["lead"] == ["县市监局", "县发改局"]
    assert document["targets"][1]["kind"] == "at_least"
    assert document["course"][0]["years"][1] == {"period": "2024", "actual": 70000, "attained": True, "early": True}
    above = json.loads(targets_json.targets(sample()))["results"][2]
    assert above["above"] is True and "pace" not in above


def test_csv_is_wide_with_chinese_headings() -> None:
    rows = list(csv.DictReader(io.StringIO(targets_csv.targets(sample()))))
    assert len(rows) == 5
    first = rows[0]
    assert (first["目标"], first["状态"], first["要求"], first["实际"]) == ("市场主体", "未达到", "≥ 70000 家", "45526")
    assert (first["完成率（%）"], first["差距"], first["每年还需"]) == ("65.0371428571429", "24474", "")
    assert (first["责任单位"], first["2024年实际"], first["2024年是否达到"]) == ("县市监局、县发改局", "70000", "是")
    assert [row["2024年状态"] for row in rows[:1]] == ["提前达到"]
    assert (rows[2]["要求值"], rows[2]["区间上限"], rows[2]["超出上限"]) == ("3", "5", "1")
    assert set(rows[4].values()) >= {"定性", ""}
    assert not any(cell.startswith("'") for row in rows for cell in row.values())


def test_markdown_has_the_tables_and_the_course() -> None:
    text = targets_markdown.targets(sample())
    assert "## 甲县 2025年\n\n已达到 3 项，未达到 1 项，定性 1 项" in text
    assert "| 状态 | 目标 | 条款 | 期限 | 性质 | 要求 | 实际 | 完成率 | 差距 |" in text
    assert "| × 未达到 | 市场主体 | 一 | 到2025年 | 必达 | ≥ 70000 家 | 45526 | 65.04% | 差 24474 家 |" in text
    assert "### 工业" in text
    assert "| 产业链（条） | 2 | 5 ○ | 6 √ |" in text


@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_would_command_something_are_shown_as_names(name: str) -> None:
    hostile = target("x", name, clause=name, field=name, lead=(name,))
    results = [replace(stands(hostile, year, 1, 2), unit=name) for year in (Y2024, Y2025)]
    report = judged(results)
    writers = (table.targets, targets_csv.targets, targets_json.targets, targets_markdown.targets)
    texts = [write(report) for write in writers]
    assert not any(commands(text) for text in texts)
    assert json.loads(texts[2])["results"][0]["unit"] == name
    row = list(csv.reader(io.StringIO(texts[1])))[1]
    assert all(cell.lstrip()[:1] not in set("=+-@＝＋－＠") for cell in row if cell)
    assert not {"<", ">"} & set(texts[3].replace("≥", ""))
