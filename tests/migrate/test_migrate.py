"""A policy of version 1 becomes one of version 2 in which nothing else has changed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.command.main import main
from kaohe.diagnostics import Findings
from kaohe.migrate import migrated
from kaohe.source_places import Source

from tests import inner

OLD = """\
# 考核办法
kaohe: 1   # 第一版
policy: shops
title: 门店

units:
  shop:
    name: 门店
    period: quarter
    groups:
      north: {name: 北区, members: [甲店, 乙店]}
      south: {name: 南区, members: [丙店]}

tables:
  figures:
    name: 数据
    key: {unit: shop, period: quarter}                # 一季一行
    columns: [{names: {sales: 销售额}}, {type: yes/no, names: {is_new: 新店}}]
  mark:
    name: 评分
    key:
      unit: shop
      period: quarter       # 每季
      judge: who
    some: [judge]
    columns: [{type: choice, choices: {a: 甲评, b: 乙评}, names: {who: 评委}}, {names: {mark: 分}}]

values:
  - {id: all_sales, name: 合计, for: shop, across: {take: total, of: sales, within: all, among: not is_new}}
  - id: best
    name: 最高
    for: shop
    across:
      take: highest
      of: sales
      within: all    # 全部门店
  - {id: marks, name: 评分, for: shop, sum: {over: mark, of: mark}}

scores:
  - {id: beside, name: 与甲店之差, for: shop, formula: 'sales - of_unit(sales, "甲店") + of_unit( marks , "丙店" )'}
  - id: annual
    name: 年度
    for: shop
    first:
      - {when: group == "south", give: 0}
      - otherwise:
          quarters:
            of: sales
            weights: [10%, 20%, 30%, 40%]   # 后重
            incomplete: none

  - {id: place, name: 名次, for: shop, rank: {of: annual, within: group, among: group == "north", ties: dense}}
"""

NEW = """\
# 考核办法
kaohe: 2   # 第一版
policy: shops
title: 门店

units:
  shop:
    name: 门店
    period: quarter
    groups:
      north: {name: 北区, members: [甲店, 乙店]}
      south: {name: 南区, members: [丙店]}

tables:
  figures:
    name: 数据
    key: [shop, quarter]                # 一季一行
    columns: [{names: {sales: 销售额}}, {type: yes/no, names: {is_new: 新店}}]
  mark:
    name: 评分
    key:
      - shop
      - quarter       # 每季
      - who
    some: [who]
    columns: [{type: choice, choices: {a: 甲评, b: 乙评}, names: {who: 评委}}, {names: {mark: 分}}]

values:
  - {id: all_sales, name: 合计, for: shop, sum: {over: unit, of: sales, where: not is_new, if_none: none}}
  - id: best
    name: 最高
    for: shop
    highest:
      over: unit
      of: sales
      # 全部门店
  - {id: marks, name: 评分, for: shop, sum: {over: mark, of: mark}}

scores:
  - {id: beside, name: 与甲店之差, for: shop, formula: 'sales - sales("甲店") + marks("丙店")'}
  - id: annual
    name: 年度
    for: shop
    per: year
    first:
      - {when: group == "south", give: 0}
      - otherwise:
          sum:
            over: quarter
            of: sales
            weight: [10%, 20%, 30%, 40%]   # 后重

  - {id: place, name: 名次, for: shop, rank: {of: annual, within: group, where: group == "north", ties: dense}}
"""


def written(old: str) -> tuple[str | None, list[str]]:
    findings = Findings()
    text = migrated(Source("old.yaml", old), findings)
    return text, [f"{each.code} {each.place.line if each.place else 0}" for each in findings.all]


def test_old_forms_alone_are_written_anew() -> None:
    text, found = written(OLD)
    assert text is not None
    assert text.splitlines() == NEW.splitlines()
    assert not found


def test_lines_that_end_as_on_windows_stay_so() -> None:
    text, _ = written(OLD.replace("\n", "\r\n"))
    assert text is not None
    assert text.replace("\r\n", "\n").splitlines() == NEW.splitlines()


def test_the_new_text_gives_what_the_old_one_says(tmp_path: Path) -> None:
    rows = ["单位,期间,销售额,新店"]
    marks = ["单位,期间,评委,分"]
    for quarter in range(1, 5):
        rows += [f"甲店,2023Q{quarter},{quarter},是", f"乙店,2023Q{quarter},10,是", f"丙店,2023Q{quarter},5,是"]
        marks += [f"{shop},2023Q{quarter},甲评,{mark}" for shop, mark in (("甲店", 1), ("乙店", 2), ("丙店", 3))]
    (tmp_path / "数据.csv").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "评分.csv").write_text("\n".join(marks), encoding="utf-8")
    text = NEW.replace("scores:\n", "scores:\n  - {id: known, name: 有合计, for: shop, formula: present(all_sales)}\n")
    results = inner.score(inner.load_source(Source("new.yaml", text)), tmp_path, verify=True).results
    values = {(each.unit, str(each.period)): each.values for each in results}
    assert values["乙店", "2023Q2"]["beside"] == 10 - 2 + 3
    assert values["甲店", "2023"]["annual"] == Fraction(3)  # 0.1 + 0.4 + 0.9 + 1.6
    assert (values["甲店", "2023"]["place"], values["乙店", "2023"]["place"]) == (2, 1)
    assert values["丙店", "2023"]["place"] is None
    assert values["甲店", "2023Q1"]["known"] is False  # all are new: of nobody a total has no value


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("policy: p\n", "kaohe: 2\npolicy: p\n"),
        ("{kaohe: 1, policy: p}", "{kaohe: 2, policy: p}"),
        ("{policy: p}", "{kaohe: 2, policy: p}"),
        (
            "kaohe: 1\nscores:\n- {id: s, across: {within: all, of: x, take: count}}\n",
            "kaohe: 2\nscores:\n- {id: s, count: {of: x, over: unit}}\n",
        ),
        (
            "kaohe: 1\nscores:\n- {id: s, across: {take: total, of: x, within: district}}\n",
            "kaohe: 2\nscores:\n- {id: s, sum: {over: unit, of: x, within: district}}\n",
        ),
        *(
            (
                f"kaohe: 1\nscores:\n- {{id: s, formula: '{old}'}}\n",
                f"kaohe: 2\nscores:\n- {{id: s, formula: '{new}'}}\n",
            )
            for old, new in (
                ('of_unit(x / y, "乙") - 1', '(x("乙") / y("乙")) - 1'),
                ('2 * of_unit(max(x, 3 万元), "乙")', '2 * max(x("乙"), 3 万元)'),
                ('of_unit(rate("投资") + year, "乙")', '(rate("投资", "乙") + year)'),
                ('of_unit（report.x，"乙"）', 'report.x("乙")'),
                ('of_unit(x if present(x) else 0, "乙")', '(x("乙") if present(x("乙")) else 0)'),
                ('of_unit((x), "乙")', '(x("乙"))'),
            )
        ),
        (
            "kaohe: 1\nadjustments: {decision: {records_of: {unit: town, period: year}, scores: [total]}}\n",
            "kaohe: 2\nadjustments: {decision: {records_of: [town, year], scores: [total]}}\n",
        ),
        (
            "kaohe: 1\nmethods: {m: {parameters: [x], means: {quarters: {of: x, weights: [1, 1, 1, 1]}}}}\n"
            "scores:\n- id: s\n  formula: m(y) × 2\n- {id: t, formula: s}\n",
            "kaohe: 2\nmethods: {m: {parameters: [x], means: {sum: {over: quarter, of: x, weight: [1, 1, 1, 1]}}}}\n"
            "scores:\n- id: s\n  per: year\n  formula: m(y) × 2\n- {id: t, formula: s}\n",
        ),
        (
            "kaohe: 1\namends: base.yaml\nchanges:\n- {at: s, set: {across: {take: total, of: x, within: all}}}\n"
            "- {at: place.rank, set: {among: ok}}\n",
            "kaohe: 2\namends: base.yaml\nchanges:\n- {at: s, set: {sum: {over: unit, if_none: none, of: x}}}\n"
            "- {at: place.rank, set: {where: ok}}\n",
        ),
    ],
)
def test_forms(old: str, new: str) -> None:
    assert written(old) == (new, [])


@pytest.mark.parametrize(
    ("old", "code"),
    [
        ("kaohe: 1\ntables:\n  t:\n    key: {unit: town, period: year, month: month}\n", "K173 4"),
        (
            "kaohe: 1\nscores:\n- id: s\n  formula: of_unit(f(x), '甲镇')\nmethods: {f: {parameters: [x], means: x}}\n",
            "K174 4",
        ),
        ("kaohe: 1\nscores:\n- id: s\n  formula: of_unit(group, '甲镇')\n", "K174 4"),
        ("kaohe: 1\nchanges:\n- at: total.quarters\n  set: {weights: [1, 0, 0, 0]}\n", "K175 3"),
        (
            "kaohe: 1\nmethods:\n  m: {parameters: [x], means: {quarters: {of: x, weights: [1, 1, 1, 1]}}}\n",
            "K176 3",
        ),
    ],
)
def test_what_cannot_be_carried_over_stays_and_is_told(old: str, code: str) -> None:
    text, found = written(old)
    assert found == [code]
    if code != "K176 3":
        assert text == old.replace("kaohe: 1", "kaohe: 2")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(OLD, encoding="utf-8")
    assert main(["migrate", str(old), "-o", str(new), "--lang", "en"]) == 0
    assert new.read_text(encoding="utf-8").splitlines() == NEW.splitlines()
    assert main(["migrate", str(old), "-o", str(old), "--lang", "en"]) == 2  # never over what is read
    assert old.read_text(encoding="utf-8") == OLD
    assert main(["migrate", str(old), "--lang", "en"]) == 2
    capsys.readouterr()
    assert main(["migrate", str(new), "-o", "-", "--lang", "en"]) == 0
    shown = capsys.readouterr()
    assert shown.out == new.read_text(encoding="utf-8") and "K172" in shown.err
    old.write_text("kaohe: 1\nscores: [{id: s, formula: 'of_unit(unit, \"甲\")'}]\n", encoding="utf-8")
    assert main(["migrate", str(old), "-o", str(new), "--lang", "en"]) == 1
    assert "kaohe: 2" in new.read_text(encoding="utf-8")
    new.unlink()
    old.write_text("kaohe: 1\nscores: [\n", encoding="utf-8")
    assert main(["migrate", str(old), "-o", str(new), "--lang", "en"]) == 1
    assert not new.exists()
