"""Files that a policy uses: where they may be, what is wrong with them, and what records and places say of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.analysis.check import check
from kaohe.diagnostics import Findings
from kaohe.language import tree
from kaohe.language.text import read_source
from kaohe.source_places import Source

from tests import inner

COMMON = "kaohe: 2\nmethods:\n  half: {parameters: [x], means: x / 2}\n"
POLICY = """\
kaohe: 2
policy: shops
title: 门店（虚构）
use: {file: FILE, take: {methods: [half]}}
units: {shop: {name: 门店, clause: 一, period: year, members: [甲店]}}
tables: {shop: {name: 门店年报, key: [shop, year], columns: [{names: {sales: 销售}}]}}
scores: [{id: a, clause: 一, for: shop, formula: half(sales)}]
clauses: {一: encoded}
"""


def told(file: Path) -> list[str]:
    source = read_source(file, findings := Findings())
    found = findings.all if source is None else check(source)[1]
    return sorted(f"{each.code} {each.place.in_file if each.place else ''}" for each in found)


@pytest.mark.parametrize(
    "named, codes",
    [
        ("common.yaml", []),
        ("./inside/common.yaml", []),
        ("inside\\common.yaml", []),
        ("../above.yaml", []),
        ("windows.yaml", []),
        ("comon.yaml", ["K802 policy.yaml:4:13"]),
        ("inside", ["K802 policy.yaml:4:13"]),
        ("a" * 400 + ".yaml", ["K802 policy.yaml:4:13"]),
        ("../../outside/common.yaml", ["K801 policy.yaml:4:13"]),
        ("/etc/hosts.yaml", ["K801 policy.yaml:4:13"]),
        ("'\\\\server\\common.yaml'", ["K801 policy.yaml:4:13"]),
        ("policy.yaml", ["K809 policy.yaml:4:13"]),
        ("round.yaml", ["K803 policy.yaml:4:13"]),
        ("gbk.yaml", ["K106 gbk.yaml"]),
        ("anchored.yaml", ["K122 anchored.yaml:3:9"]),
        ("misspelt.yaml", ["K201 misspelt.yaml:3:27"]),
        ("wrong.yaml", ["K233 wrong.yaml:3:34"]),
        ("others.yaml", []),
    ],
)
def test_where_a_file_may_be_and_what_it_may_hold(named: str, codes: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "county" / "policies"
    (folder / "inside").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    texts = {
        "common.yaml": COMMON,
        "inside/common.yaml": COMMON,
        "../above.yaml": COMMON,
        "../../outside/common.yaml": COMMON,
        "windows.yaml": "\ufeff" + COMMON.replace("\n", "\r\n"),
        "round.yaml": "use: {file: policy.yaml, take: {methods: [half]}}\n" + COMMON,
        "anchored.yaml": COMMON.replace("half: {", "half: &a {"),
        "misspelt.yaml": COMMON.replace("means", "mean"),
        "wrong.yaml": COMMON.replace("x / 2", "y / 2"),
        "others.yaml": COMMON + "  wrong: {parameters: [x], means: y}\n",  # what is not taken is not read
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    (folder / "gbk.yaml").write_text(COMMON + "# 注释里的汉字不是 UTF-8 编码的文件\n", encoding="gb18030")
    file = folder / "policy.yaml"
    file.write_text(POLICY.replace("FILE", named), encoding="utf-8")
    assert told(file) == codes


def test_places_and_digest_are_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "common.yaml").write_text(COMMON, encoding="utf-8")
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY.replace("FILE", "common.yaml"), encoding="utf-8")
    policy = inner.load(file)
    rule = policy.definitions["shop", "a"].rule
    two = next(node for node in tree.walk(rule) if isinstance(node, tree.Number))
    assert (two.place.in_file, two.place.text) == ("common.yaml:3:38", "2")
    before = policy.text.digest
    (tmp_path / "common.yaml").write_text(COMMON.replace("/ 2", "/ 4"), encoding="utf-8")
    assert inner.load(file).text.digest != before
    row = {"unit": "甲店", "period": "2023", "sales": 6}
    for read, value in ((policy, 3), (inner.load(file), 1.5)):
        assert inner.score_rows(read, {"shop": [row]}, verify=True).results[0].values["a"] == value


LEVELS = 15


def test_calls_of_calls_are_read_once(tmp_path: Path) -> None:
    # 4 to the 15th calls, if they were not: none of these would end.
    methods = "".join(
        f"  g{n}: {{parameters: [x], means: g{n - 1}(x) / 2 + g{n - 1}(x) / 2}}\n" for n in range(1, LEVELS)
    )
    nested = "half(" * LEVELS + "sales" + ")" * LEVELS
    text = POLICY.replace("use: {file: FILE, take: {methods: [half]}}\n", "")
    text = text.replace("half(sales)}]", f"g{LEVELS - 1}(sales) + {nested}}}]")
    text += "methods:\n  half: {parameters: [x], means: (x + x + x - x) / 2}\n  g0: {parameters: [x], means: x + 1}\n"
    text += methods
    policy, found = check(Source("policy.yaml", text))
    assert found == [] and policy is not None
    (tmp_path / "门店年报.csv").write_text("单位,期间,销售\n甲店,2023,6\n", encoding="utf-8")
    assert inner.score(policy, tmp_path, verify=True).results[0].values["a"] == 13  # (6 + 1) + 6
    assert inner.explain(policy, tmp_path, unit="甲店").steps[0].value.value == 13
