"""Explanations in every format: whole, safe whatever names hold, and no wider than the terminal."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from kaohe.analysis.explain.model import Explanation
from kaohe.language.periods import Period
from kaohe.report.explain import html as explain_html
from kaohe.report.explain import json as explain_json
from kaohe.report.explain import text as explain_text
from kaohe.report.explain.html import STYLE
from kaohe.report.terminal_and_markdown import folded
from kaohe.results import Record
from kaohe.source_places import Place, Source
from kaohe.text_width import visible, width
from kaohe.translations import speaking

from tests import inner
from tests.analysis.explain.asked import asked, run_folder, run_rows
from tests.evaluate.small import figures
from tests.evaluate.small import policy as small
from tests.policies.worked import policy
from tests.report.test_hostile_names import HOSTILE, commands

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
SMALL = """\
kaohe: 2
policy: small
title: 小办法
units:
  shop: {name: 门店, period: year, from: figures}
tables:
  figures:
    name: 数据
    key: [shop, year]
    columns: [{names: {x: 某数}}, {type: text, names: {word: 文字}}]
  sale:
    name: 销售
    records_of: [shop, year]
    columns: [{type: text, names: {name: 名称}}, {names: {amount: 数额}}]
scores:
  - id: s
    name: 得分
    for: shop
    parts:
      - {id: a, name: 甲项, by: word, cases: {好: x}, otherwise: x}
      - {id: b, name: 乙项, sum: {over: sale, of: amount, once_per: name, keep: highest}}
  - {id: r, name: 名次, for: shop, rank: {of: s, within: all, ties: competition}}
"""


def hostile(name: str, other: str | None = None) -> Explanation:
    """The explanation of a unit that is called 甲区, with another name everywhere; data would refuse some of them."""
    read = inner.load_source(Source("small.yaml", SMALL))
    rows = [{"unit": unit, "period": "2023", "x": at, "word": "甲区"} for at, unit in enumerate(("甲区", "乙区"))]
    sold = [{"unit": unit, "period": "2023", "name": "甲区", "amount": n} for unit in ("甲区", "乙区") for n in (1, 2)]
    found = asked(run_rows(read, {"figures": rows, "sale": sold}), "甲区", None, None, other)
    renamed = {each.name: renaming(getattr(found, each.name), name) for each in fields(found) if each.name != "policy"}
    return replace(found, **renamed)


def renaming(value: Any, name: str) -> Any:
    """The same data with another name for 甲区."""
    if isinstance(value, str):
        return value.replace("甲区", name)
    if isinstance(value, tuple) and not isinstance(value, Period):
        return tuple(renaming(each, name) for each in value)
    if is_dataclass(value) and not isinstance(value, type | Record | Place):
        return replace(value, **{each.name: renaming(getattr(value, each.name), name) for each in fields(value)})
    return value


class Tags(HTMLParser):
    """What a browser would take for markup."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("other", [None, "乙区"])
def test_hostile_names(name: str, other: str | None) -> None:
    found = hostile(name, other)
    shown = visible(name)
    table = explain_text.as_table(found, 80)
    assert not commands(table)
    markdown = explain_text.as_markdown(found)
    assert not commands(markdown) and not {"<", ">"} & set(markdown)
    data = explain_json.render(found)
    assert not commands(data)
    (answer,) = json.loads(data)["against" if other else "explained"][:1]
    assert answer["unit"] == name
    page = explain_html.render(found)
    assert not commands(page)
    tags = Tags()
    tags.feed(page)
    assert not tags.open
    assert not {"script", "img", "a", "link"} & tags.tags
    assert tags.attributes <= {"class", "open", "lang", "charset", "name", "content"}
    assert shown in tags.text


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", ["xiangtan_county", "xiangxiang_chains"])
def test_no_line_is_wider_than_the_terminal(name: str, columns: int) -> None:
    run = run_folder(policy(name), EXAMPLES / name)
    units = next(iter(run[1].dataset.units.values()))
    for other in (None, units[1]):
        text = explain_text.as_table(asked(run, units[0], None, None, other), columns)
        assert max(map(width, text.splitlines())) <= columns


def test_the_page_needs_nothing_from_elsewhere() -> None:
    run = run_folder(policy("xiangxiang_chains"), EXAMPLES / "xiangxiang_chains")
    found = asked(run, "电子信息")
    page, piece = explain_html.render(found), explain_html.fragment(found)
    assert piece in page
    assert "http" not in page and "url(" not in page and "<script" not in page
    assert "60% + 40% × (" in piece and "chain.csv 第 " in piece


def test_json_has_exact_values_and_cells() -> None:
    run = run_folder(policy("xiangxiang_chains"), EXAMPLES / "xiangxiang_chains")
    (total,) = json.loads(explain_json.render(asked(run, "电子信息", "output_growth_score")))["explained"]
    (coefficient,) = total["parts"]
    source = coefficient["parts"][0]["source"]
    assert source["file"].endswith("chain.csv") and source["line"] > 1 and source["header"] == "产值增长率"
    assert {"unit", "period", "id", "value", "formula", "filled", "clause", "points"} <= set(total)


def test_lines_are_folded_where_a_reader_may_stop() -> None:
    assert folded("甲乙丙，丁戊 1234.5678 亿元", 10) == ["甲乙丙，丁", "戊", "1234.5678", "亿元"]
    assert folded("（甲乙）", 6) == ["（甲", "乙）"]
    assert folded("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]
    assert folded("", 10) == [""]


def test_each_class_of_the_html_begins_with_why() -> None:
    """So that nothing of a page around it hits an explanation by accident, nor the other way round."""
    run = run_folder(policy("xiangtan_county"), EXAMPLES / "xiangtan_county")
    for other in (None, "县科工局"):
        piece = explain_html.fragment(asked(run, "县工商联" if other is None else "县发改局", None, None, other))
        classes = {name for listed in re.findall('class="([^"]*)"', piece) for name in listed.split()}
        assert classes and all(name == "why" or name.startswith("why-") for name in classes)
    selectors = re.sub(r"\{[^{}]*\}|@media[^{]*\{|\}", " ", STYLE)
    assert all(each.strip().startswith(".why") for each in re.split(r"[,\n]", selectors) if each.strip())


def test_a_comparison_stands_in_every_format() -> None:
    run = run_folder(policy("xiangxiang_chains"), EXAMPLES / "xiangxiang_chains")
    found = asked(run, "电力电工电器", None, None, "电子信息")
    total = "核对：按未四舍五入的数，各项相差之和正好等于“总分”之差 -17.2528。"
    inputs = "新增高新技术企业：电力电工电器 4 家（chain.csv 第 9 行），电子信息 8 家（chain.csv 第 10 行）"
    for text in (explain_text.as_table(found, 120), explain_html.render(found)):
        assert total in text and inputs in text
    marks = str.maketrans("", "", "\\")
    markdown = explain_text.as_markdown(found).translate(marks)
    assert total in markdown and f"- {inputs}" in markdown
    (answer,) = json.loads(explain_json.render(found))["against"]
    share = next(share for share in answer["shares"] if share["name"] == "规模企业培育")
    (beneath,) = share["beneath"]
    assert beneath["first"]["filled"] == "3 家 × 0.5 + 4 家 × 0.5"
    (pair,) = beneath["inputs"]
    assert (pair["first"]["value"], pair["second"]["value"], pair["second"]["source"]["line"]) == (4, 8, 10)


def test_a_value_without_a_name_is_called_by_what_it_is() -> None:
    rules = """\
scores:
  - {id: s, name: 得分, for: shop, formula: t * v * 2 + w}
values:
  - {id: v, for: shop, formula: x + 1}
  - {id: t, for: shop, tiers: {of: x, at_least: {5: 2}, below: 1}}
  - {id: w, for: shop, note: 另加的分, formula: x}
"""
    found = asked(run_rows(small(rules), figures(x=[9, 1, 1, 1])), "甲")
    text = explain_text.as_table(found)
    assert "算法 按某数分档 × (某数 + 1) × 2 + 另加的分" in text and "代入 2 × 10 × 2 + 9 = 49" in text
    assert [part.name for part in found.steps[0].parts] == ["按某数分档", "某数 + 1", "另加的分"]


def test_a_negative_number_behind_a_sign_stands_in_brackets() -> None:
    rules = "scores:\n  - {id: s, name: 得分, for: shop, formula: -x * 2 - x}\n"
    text = explain_text.as_table(asked(run_rows(small(rules), figures(x=["-2.5", 1, 1, 1])), "甲"))
    assert "−(−2.5) × 2 − (−2.5) = 7.5" in text


def test_a_value_whose_name_is_its_id_goes_by_it() -> None:
    rules = "scores:\n  - {id: s, name: 得分, for: shop, formula: 基数 * 2 + 基数}\n"
    rules += "values:\n  - {id: 基数, for: shop, formula: x + 1}\n"
    text = explain_text.as_table(asked(run_rows(small(rules), figures(x=[1, 1, 1, 1])), "甲"))
    assert "基数 × 2 + 基数" in text and "中间值" not in text


def test_a_long_chain_of_values_without_names() -> None:
    links = "".join(f"  - {{id: v{at}, for: shop, formula: v{at - 1} + v{at - 1}}}\n" for at in range(1, 300))
    score = "scores:\n  - {id: s, name: 得分, for: shop, formula: v299}\n"
    rules = f"{score}values:\n  - {{id: v0, for: shop, formula: x}}\n{links}"
    text = explain_text.as_table(asked(run_rows(small(rules), figures(x=[1, 1, 1, 1])), "甲"))
    assert "中间值" not in text and "v298" in text and "层次太深" in text


def test_two_units_are_compared_where_nothing_cites_a_clause() -> None:
    """The column of clauses is empty then, and so is its heading."""
    text = SMALL[: SMALL.index("units:")] + (
        "language: en\n"
        "units: {shop: {name: Shop, period: year, members: [North, South]}}\n"
        "tables: {figures: {name: Report, key: [shop, year], columns: [{names: {x: Sales}}]}}\n"
        "scores: [{id: total, name: Total, for: shop, formula: x + 1}]\n"
    )
    rows = [{"unit": unit, "period": "2023", "x": x} for unit, x in (("North", 1), ("South", 3))]
    found = asked(run_rows(inner.load_source(Source("small.yaml", text)), {"figures": rows}), "North", other="South")
    with speaking("en"):
        lines = explain_text.as_table(found).splitlines()
    assert any(re.fullmatch(r"Indicator +North +South +Difference", line) for line in lines)
