"""The consolidated text says what the amendment says, and is the base's own wherever nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.analysis.consolidated_text import consolidated_text
from kaohe.analysis.diff import diff_policies
from kaohe.diagnostics import Refused
from kaohe.policy.load import load

from tests import inner
from tests.policy.test_amend import BASE, amending

CHANGES = (
    "at: scores.seen, set: {cap: 8}",
    "repeal: scores.crew",
    "add: {id: more, clause: 四, for: shop, formula: staff}, to: scores, after: total",
    "at: tables.shop.columns.visits, set: {max: 100}",
    "repeal: units.shop.members.乙店",
    "repeal: scores.total.points",
    "add: {doubled: {parameters: [x], means: x × 2}}, to: methods",
    "at: scores.total, set: {name: 总分, note: doubled 没有用到}",
    "repeal: examples.2",
)


def consolidated(file: Path) -> str:
    return consolidated_text(load(file), file.parent / "whole.yaml")


def test_it_says_the_same(tmp_path: Path) -> None:
    file = amending(tmp_path, *CHANGES)
    whole = tmp_path / "whole.yaml"
    whole.write_text(consolidated(file), encoding="utf-8")
    again, policy = load(whole), load(file)
    assert diff_policies(policy, again).changed == ()
    assert again.base is None and again.text.files[0].file == "whole.yaml"


def test_what_is_not_changed_stays_to_the_sign(tmp_path: Path) -> None:
    lines = consolidated(amending(tmp_path, *CHANGES)).splitlines()
    assert "  - id: total                       # 总分" in lines
    gone = [line for line in BASE.splitlines() if line not in lines]
    assert [line.split("{")[0].strip() for line in gone] == [
        *("policy: base", "title: 门店办法（虚构）", "units:"),
        *("-", "points: 20", "-", "-", "-"),  # the columns of visits; seen, crew, an example
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blocks_go_with_their_remarks(end: str, tmp_path: Path) -> None:
    base = (
        "# 头\nkaohe: 2\npolicy: base\ntitle: 门店办法（虚构）\n"
        "units: {shop: {name: 门店, period: year, members: [甲店]}}\n"
        "tables:\n  shop:\n    name: 年报\n    key: [shop, year]\n    columns:\n"
        "      - {names: {a: 甲, b: 乙}}\n\n"
        "scores:\n\n"
        "  # 第一\n  - id: x          # 甲\n    for: shop\n    formula: a    # 数\n\n"
        "  # 第二\n  - id: y\n    for: shop\n    formula: b\n"
        "# 尾\n"
    )
    added = (
        "  - clause: 一\n    say: 加\n    add:\n      id: z\n      for: shop      # 门店\n      first:\n"
        "        - {when: a > 1, give: 1}     # 大\n        - {otherwise: 0}\n    to: scores\n    after: x\n"
        "  - {clause: 一, say: 删, repeal: scores.y}\n"
    )
    head = "kaohe: 2\namends: base.yaml\npolicy: new\ntitle: 新的（虚构）\nchanges:\n"
    (tmp_path / "base.yaml").write_bytes(base.replace("\n", end).encode())
    file = tmp_path / "amending.yaml"
    file.write_text(head + added, encoding="utf-8")
    assert consolidated(file).replace(end, "\n") == (
        base.replace("policy: base", "policy: new")
        .replace("门店办法（虚构）", "新的（虚构）")
        .replace("  - id: y\n    for: shop\n    formula: b\n", "")
        .replace(
            "    formula: a    # 数\n",
            "    formula: a    # 数\n  - id: z\n    for: shop      # 门店\n    first:\n"
            "      - {when: a > 1, give: 1}     # 大\n      - {otherwise: 0}\n",
        )
    )


def test_examples_that_fail_are_repealed_first(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        consolidated(amending(tmp_path, "at: scores.seen, set: {per_item: {visits: 1}}"))
    assert [each.code for each in refused.value.diagnostics] == ["K832"]


def test_a_policy_that_amends_none(tmp_path: Path) -> None:
    amending(tmp_path)
    with pytest.raises(Refused) as refused:
        consolidated(tmp_path / "base.yaml")
    assert [each.code for each in refused.value.diagnostics] == ["K841"]


def test_files_that_are_used_are_named_from_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    common = "kaohe: 2\nmethods: {half: {parameters: [x], means: x / 2}}\n"
    (tmp_path / "policies" / "common.yaml").write_text(common, encoding="utf-8")
    (tmp_path / "aside.yaml").write_text(common.replace("half", "third").replace("x / 2", "x / 3"), encoding="utf-8")
    base = BASE + "use: {file: common.yaml, take: {methods: [half]}}\n"
    head = (
        "kaohe: 2\namends: base.yaml\npolicy: amended\ntitle: 门店办法（虚构修订）\nclauses: {一: encoded}\n"
        "use: {file: ../aside.yaml, take: {methods: [third]}}\nchanges:\n"
    )
    file = amending(
        tmp_path / "policies", "at: scores.crew, set: {formula: half(staff) + third(staff)}", base=base, head=head
    )
    whole = tmp_path / "whole.yaml"
    whole.write_text(consolidated_text(load(file), whole), encoding="utf-8")
    assert {each.file for each in load(whole).text.files} == {"whole.yaml", "common.yaml", "aside.yaml"}
    row = {"period": "2023", "sales": 1, "cost": 0, "staff": 6, "visits": 0}
    rows = [{"unit": unit, **row} for unit in ("甲店", "乙店", "丙店")]
    for each in (whole, file):
        assert inner.score_rows(load(each), {"shop": rows}).results[0].values["crew"] == 5
