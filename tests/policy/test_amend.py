"""Amendments: what a change touches, what is told where, and that no change is lost or made twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.analysis.check import check
from kaohe.analysis.diff import diff_policies
from kaohe.diagnostics import Diagnostic, Findings, Refused
from kaohe.language.text import read_source
from kaohe.policy.differences import flow
from kaohe.policy.model import Policy

from tests import inner

BASE = """\
kaohe: 2
policy: base
title: 门店办法（虚构）
units: {shop: {name: 门店, clause: 一, period: year, members: [甲店, 乙店, {name: 丙店, alias: [三店]}]}}
tables:
  shop:
    name: 门店年报
    key: [shop, year]
    columns:
      - {measure: 万元, names: {sales: 销售, cost: 成本}}
      - {measure: 人, min: 0, names: {staff: 员工, visits: 客流}}
scores:
  - id: total                       # 总分
    clause: 二
    for: shop
    points: 20
    parts:
      - {id: sold, clause: 二（一）, points: 10, tiers: {of: sales-cost, at_least: {99 万元: 10, 50 万元: 5}, below: 0}}
      - {id: seen, clause: 二（二）, points: 10, per_item: {visits: 0.5}, cap: 10}
  - {id: place, clause: 三, for: shop, rank: {of: total, within: all, ties: competition}}
  - {id: crew, clause: 四, for: shop, formula: staff}
clauses: {一: encoded, 二: encoded, 二（一）: encoded, 二（二）: encoded, 三: encoded, 四: encoded}
examples:
  - {given: {shop: [{sales: 60, cost: 0, visits: 4}]}, expect: {sold: 5, seen: 2}}
  - {given: {shop: [{sales: 160, cost: 0, visits: 40}]}, expect: {sold: 10, seen: 10}}
  - {given: {shop: [{sales: 10, cost: 0, visits: 1}]}, expect: {sold: 0}}
"""


def at(line: int, word: str) -> str:
    """Where a word stands in a line of the base."""
    return f"base.yaml:{line}:{BASE.splitlines()[line - 1].index(word) + 1}"


HEAD = "kaohe: 2\namends: base.yaml\npolicy: amended\ntitle: 门店办法（虚构修订）\nclauses: {一: encoded}\nchanges:\n"


def amending(folder: Path, *changes: str, base: str = BASE, head: str = HEAD) -> Path:
    """An amending file with these changes, each without its clause and words, beside its base."""
    (folder / "base.yaml").write_text(base, encoding="utf-8")
    lines = "".join(f"  - {{clause: 一, say: 第{number}项, {each}}}\n" for number, each in enumerate(changes, 1))
    file = folder / "amending.yaml"
    file.write_text(head + lines, encoding="utf-8")
    return file


def found(file: Path) -> list[Diagnostic]:
    source = read_source(file, findings := Findings())
    return findings.all if source is None else check(source)[1]


def told(file: Path) -> list[str]:
    """Codes with their places, errors and warnings."""
    return sorted(f"{each.code} {each.place.in_file if each.place else ''}" for each in found(file))


def policy(file: Path) -> Policy:
    return inner.load(file)


@pytest.mark.parametrize(
    "change, codes",
    [
        ("at: scores.slod, set: {cap: 3}", ["K821 amending.yaml:7:31"]),
        ("at: scores.sold, set: {capp: 3}", ["K201 amending.yaml:7:50"]),
        ("at: scores.sold, set: {cap: salse}", ["K234 amending.yaml:7:55"]),
        ("at: scores.sold.tiers, set: {below: 0.0}", ["K833 amending.yaml:7:56"]),
        ("at: scores.seen.cap, set: {cap: 8}", ["K824 amending.yaml:7:31"]),
        ("at: scores, set: {cap: 8}", ["K824 amending.yaml:7:31"]),
        ("at: title, set: {cap: 8}", ["K829 amending.yaml:7:31"]),
        ("at: shop, set: {name: 店}", ["K822 amending.yaml:7:31"]),
        ("repeal: [scores.sold, scores.seen]", ["K210 amending.yaml:7:5"]),
        ("repeal: place.rank.ties", ["K202 amending.yaml:7:5"]),
        ("repeal: units.shop", ["K202 amending.yaml:7:5"]),
        ("repeal: scores.total", ["K830 amending.yaml:7:5", f"K831 {at(20, 'total')}"]),
        ("repeal: tables.shop.columns.cost", ["K830 amending.yaml:7:5", f"K831 {at(18, 'cost')}"]),
        ("at: scores.seen, set: {points: 15}", ["K503 amending.yaml:7:5", "K509 amending.yaml:7:5"]),
        ("add: {id: seen, formula: 5}, to: scores.total.parts", ["K826 amending.yaml:7:37"]),
        (
            "add: {id: more, formula: sales / cost, points: 1}, to: total.parts, after: sod",
            ["K828 amending.yaml:7:102"],
        ),
        ("add: {cap: 5}, to: scores.sold", ["K827 amending.yaml:7:46"]),
        ("settle: {Q: a}", ["K224 amending.yaml:7:36"]),
        ("at: scores.sold", ["K215 amending.yaml:7:27"]),
        ("at: scores.sold, set: 5", ["K203 amending.yaml:7:49"]),
    ],
)
def test_what_is_wrong_is_told_at_the_change(change: str, codes: list[str], tmp_path: Path) -> None:
    assert told(amending(tmp_path, change)) == codes


def test_clauses_are_missed_in_the_file_that_does_not_list_them(tmp_path: Path) -> None:
    change, bare = "at: scores.place, set: {name: 名次}", HEAD.replace("clauses: {一: encoded}\n", "")
    base = "".join(line for line in BASE.splitlines(keepends=True) if not line.startswith("clauses"))
    assert told(amending(tmp_path, change, base=base)) == ["K524 base.yaml"]
    assert told(amending(tmp_path, change, head=bare)) == ["K524 amending.yaml"]
    assert told(amending(tmp_path, change, base=base, head=bare)) == ["K524 amending.yaml", "K524 base.yaml"]


def test_no_change_undoes_another(tmp_path: Path) -> None:
    changes = (
        "at: scores.sold.tiers, set: {below: 1}",
        "at: scores.sold, set: {tiers: {of: sales, at_least: {100 万元: 10}, below: 0}}",
        "repeal: sold",
        "repeal: tables.shop.columns.visits",
        "repeal: visits",
        "at: scores.seen, set: {per_item: {staff: 1}}",
    )
    assert told(amending(tmp_path, *changes)) == [
        "K823 amending.yaml:11:35",
        "K823 amending.yaml:8:50",
        "K823 amending.yaml:9:35",
    ]


def test_numbers_are_those_of_the_base_whatever_went_before(tmp_path: Path) -> None:
    file = amending(tmp_path, "repeal: examples.1", "repeal: examples.3")
    (left,) = policy(file).examples
    assert left.place.line == 25


def test_members_and_columns_by_their_names(tmp_path: Path) -> None:
    read = policy(
        amending(
            tmp_path,
            "repeal: units.shop.members.乙店",
            "add: 丁店, to: units.shop.members, after: 甲店",
            "at: units.shop.members.丙店, set: {alias: [老三店]}",
            "at: tables.shop.columns.visits, set: {measure: 次, max: 100}",
            "add: {measure: 个, names: {complaints: 投诉}}, to: tables.shop.columns, after: sales",
        )
    )
    assert list(read.units["shop"].members) == ["甲店", "丁店", "丙店"]
    assert read.units["shop"].members["丙店"].aliases == ("老三店",)
    assert list(read.tables["shop"].columns) == ["sales", "complaints", "cost", "staff", "visits"]
    visits, staff = (read.tables["shop"].columns[name] for name in ("visits", "staff"))
    assert (visits.maximum, staff.maximum) == (100, None)


def test_an_example_of_the_base_that_moves_is_told_with_the_change(tmp_path: Path) -> None:
    file = amending(tmp_path, "at: scores.crew, set: {cap: 9}", "at: scores.seen, set: {per_item: {visits: 1}}")
    (moved,) = [each for each in found(file) if each.code == "K832"]
    assert moved.place is not None and moved.place.in_file == "base.yaml:24:5"
    assert moved.arguments["changes"] == ("一（amending.yaml:8:5）",) and moved.arguments["number"] == 1
    assert "4" in moved.message("zh")  # what it comes to


def test_a_clause_that_nothing_cites_any_more_is_repealed(tmp_path: Path) -> None:
    read = policy(
        amending(tmp_path, "repeal: scores.crew", "add: {id: more, clause: 五, for: shop, formula: staff}, to: scores")
    )
    fates = {clause.id: (clause.fate, clause.words) for clause in read.clauses}
    assert fates["四"] == ("repealed", "一 第1项")
    assert fates["五"] == ("encoded", "") and fates["二（二）"] == ("encoded", "")
    assert [clause.id for clause in read.amending_clauses] == ["一"]


def test_a_section_that_the_base_has_not(tmp_path: Path) -> None:
    read = policy(
        amending(
            tmp_path,
            "add: {Q1: {ask: 是否封顶, readings: {yes_: 封顶, no_: 不封顶}}}, to: questions",
            "add: {doubled: {parameters: [x], means: x × 2}}, to: methods",
            "add: {id: twice, for: shop, formula: doubled(staff)}, to: values",
            "at: scores.crew, set: {formula: twice, cap: {reading: Q1, cases: {yes_: 10, no_: none}}}",
        )
    )
    rows = [
        {"unit": unit, "period": "2023", "sales": 1, "cost": 0, "staff": 8, "visits": 0}
        for unit in ("甲店", "乙店", "丙店")
    ]
    for readings, value in (({}, 10), ({"Q1": "no_"}, 16)):
        assert inner.score_rows(read, {"shop": rows}, readings, verify=True).results[0].values["crew"] == value


def test_diff_says_which_change_made_what(tmp_path: Path) -> None:
    file = amending(
        tmp_path,
        "at: scores.seen, set: {cap: 8}",
        "repeal: scores.crew",
        "at: tables.shop.columns.visits, set: {max: 100}",
    )
    compared = diff_policies(policy(tmp_path / "base.yaml"), policy(file))
    by = {None if change is None else change.say: each for change, each in compared.by_amendment()}
    assert [(one.path, flow(one.old), flow(one.new)) for one in by["第1项"]] == [("seen.cap", "10", "8")]
    assert [one.path for one in by["第2项"]] == ["crew"]
    assert {one.what.rpartition(".")[2] for one in by["第3项"]} == {"visits"}
    assert {one.path for one in by[None]} == {"policy", "title", "clauses.四"}


def test_explain_says_which_clause_changed_a_rule(tmp_path: Path) -> None:
    read = policy(amending(tmp_path, "at: scores.seen, set: {cap: 8}"))
    (tmp_path / "门店年报.csv").write_text(
        "单位,期间,销售,成本,员工,客流\n甲店,2023,60,0,1,30\n乙店,2023,0,0,1,0\n丙店,2023,0,0,1,0\n", encoding="utf-8"
    )
    (tmp_path / "amending.yaml").unlink()
    (total,) = [each for each in inner.explain(read, tmp_path, unit="甲店", of="total").steps]
    steps = {step.id: step for step in total.walk()}
    said = {
        id_: ["".join(map(str, act.said)) for act in steps[id_].acts if act.kind == "amended"]
        for id_ in ("seen", "sold")
    }
    assert said == {"seen": ["修订一：第1项（amending.yaml:7:5）"], "sold": []}
    assert steps["seen"].value.value == 8


def test_the_digest_is_of_all_files(tmp_path: Path) -> None:
    file = amending(tmp_path, "at: scores.seen, set: {cap: 8}")
    one = policy(file).text
    assert [each.file for each in one.files] == ["amending.yaml", "base.yaml"]
    amending(tmp_path, "at: scores.seen, set: {cap: 8}", base=BASE + "# \n")
    assert policy(file).text.digest != one.digest
    rows = [
        {"unit": u, "period": "2023", "sales": 1, "cost": 0, "staff": 1, "visits": 0} for u in ("甲店", "乙店", "丙店")
    ]
    record = inner.score_rows(policy(file), {"shop": rows}, verify=True).record
    assert record.policy_digest == policy(file).text.digest
    assert [name for name, _ in record.policy_files] == ["amending.yaml", "base.yaml"]
    alone = policy(tmp_path / "base.yaml").text
    assert alone.digest != one.digest and len(alone.digest) == 64


@pytest.mark.parametrize("count", [1, 200])
def test_any_number_of_changes(count: int, tmp_path: Path) -> None:
    changes = [
        f"add: {{id: s{number}, clause: 四, for: shop, formula: staff + {number}}}, to: scores"
        for number in range(count)
    ]
    read = policy(amending(tmp_path, *changes))
    assert len(read.text.amendments) == count and len(read.scores) == 5 + count


@pytest.mark.parametrize(
    "text, codes",
    [
        ("amends: amending.yaml", ["K809 amending.yaml:2:9"]),
        ("amends: other.yaml", ["K820 amending.yaml:2:9"]),
        ("amends: bsae.yaml", ["K802 amending.yaml:2:9"]),
        ("amends: ../../../etc/hosts.yaml", ["K801 amending.yaml:2:9"]),
        ("amends: 'C:\\base.yaml'", ["K801 amending.yaml:2:9"]),
        ("amends: .", ["K802 amending.yaml:2:9"]),
        ("amends: gbk.yaml", ["K106 gbk.yaml"]),
        ("amends: anchored.yaml", ["K122 anchored.yaml:4:60"]),
        ("amends: wrong.yaml", [at(21, "staff").replace("base", "K234 wrong")]),
        ("amends: windows.yaml", ["K509 amending.yaml:7:5"]),
        ("amends: ..\\policies\\windows.yaml", ["K509 amending.yaml:7:5"]),
    ],
)
def test_hostile_bases(text: str, codes: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "other.yaml").write_text(
        HEAD.replace("base.yaml", "amending.yaml") + "  - {clause: 一, say: 改, repeal: crew}\n", "utf-8"
    )
    (folder / "gbk.yaml").write_text(BASE, encoding="gb18030")
    (folder / "windows.yaml").write_bytes(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode())
    (folder / "anchored.yaml").write_text(BASE.replace("members: [", "members: &all ["), encoding="utf-8")
    (folder / "wrong.yaml").write_text(BASE.replace("formula: staff", "formula: stuff"), encoding="utf-8")
    file = amending(folder, "at: scores.seen, set: {cap: 8}", head=HEAD.replace("amends: base.yaml", text))
    assert [each for each in told(file) if each[:4] != "K832"] == codes


def test_a_base_that_ships_with_kaohe_goes_by_its_id(tmp_path: Path) -> None:
    head = HEAD.replace("base.yaml", "xiangxiang_chains")
    read = policy(amending(tmp_path, "settle: {X4: capped}", head=head))
    assert read.base is not None and read.base.id == "xiangxiang_chains"
    assert list(read.questions["X4"].readings) == ["capped"]


def test_a_policy_from_nowhere_amends_what_is_beside_it(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        inner.load_source(read_source(amending(tmp_path, "repeal: none"), Findings()) or pytest.fail())
    assert [each.code for each in refused.value.diagnostics] == ["K821"]


def test_another_kind_of_target_replaces_the_old_one(tmp_path: Path) -> None:
    head = HEAD.replace("base.yaml", "hengdong")
    read = policy(amending(tmp_path, "at: targets.industries_over_10bn, set: {more_than: 5}", head=head))
    (changed,) = [target for target in read.targets if target.id == "industries_over_10bn"]
    assert (changed.kind, changed.time) == ("more_than", "cumulative")


def test_the_section_in_front_of_a_path(tmp_path: Path) -> None:
    # `shop` is a unit type, a table and, here, a column: what stands at the top of the file comes first.
    base = BASE.replace("names: {sales: 销售, cost: 成本}", "names: {sales: 销售, cost: 成本, shop: 店数}")
    read = policy(
        amending(
            tmp_path,
            "at: tables.shop, set: {name: 年报}",
            "at: units.shop, set: {name: 商店}",
            "at: tables.sales, set: {min: 0 万元}",
            "at: scores.seen, set: {name: 客流}",
            base=base,
        )
    )
    assert (read.tables["shop"].name, read.units["shop"].name) == ("年报", "商店")
    assert read.tables["shop"].columns["sales"].minimum == 0
    assert read.definitions["shop", "seen"].name == "客流"


KINDS = """\
kaohe: 2
policy: base
title: 门店办法（虚构）
lists: {band: {name: 档次, members: [优秀, 良好]}}
units: {shop: {name: 门店, clause: 一, period: year, members: [甲店, 乙店]}}
tables:
  shop:
    name: 门店年报
    key: [shop, year]
    columns: [{names: {sales: 销售}}, {type: choice, choices: {low: 甲, high: 乙}, names: {kind: 类}}]
  std: {name: 标准, key: [band], columns: [{names: {least: 下限}}], grid: [[band, least], [优秀, 90], [良好, 75]]}
  order:
    name: 订单
    records_of: [shop, year]
    columns: [{type: name, names: {item: 品名}}, {names: {amount: 金额}}]
    let: {twice: amount × 2}
questions: {Q: {ask: 问, readings: {y: 甲, z: 乙}}}
methods: {half: {parameters: [x], means: x / 2}}
scores:
  - {id: low, clause: 二, for: shop, formula: half(sales), cap: {reading: Q, cases: {y: 5, z: none}}}
  - {id: b, clause: 二, for: shop, each: band, formula: sales - least}
  - {id: c, clause: 二, for: shop, sum: {over: order, of: twice, once_per: item, keep: highest}}
  - {id: d, clause: 二, for: shop, rank: {of: low, within: kind, ties: competition}}
clauses: {一: encoded, 二: encoded}
"""


@pytest.mark.parametrize(
    "path",
    [
        *("methods.half", "questions.Q", "questions.Q.readings.z", "lists.band", "lists.band.members.良好"),
        *("tables.std", "tables.order", "order.let.twice", "tables.order.columns.item", "tables.shop.columns.kind"),
        *("scores.low", "tables.shop.columns.sales", "tables.order.columns.amount"),
    ],
)
def test_whatever_is_repealed_and_still_named_is_told_at_both_places(path: str, tmp_path: Path) -> None:
    errors = [each for each in found(amending(tmp_path, f"repeal: {path}", base=KINDS)) if each.is_error]
    at = {
        each.code: {one.place.source.file for one in errors if one.place and one.code == each.code} for each in errors
    }
    assert at == {"K830": {"amending.yaml"}, "K831": {"base.yaml"}}
