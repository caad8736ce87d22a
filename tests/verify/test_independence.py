"""What the first inference annotates reaches the first calculation alone: corrupted, it is found and not confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import kaohe
import pytest
from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Findings, Refused
from kaohe.evaluate.run import needed_tables, score
from kaohe.language import measures, tree
from kaohe.language.measures import NUMBER, PERCENT, known_words, measure
from kaohe.language.periods import PeriodLevel
from kaohe.policy.model import Policy
from kaohe.policy.types import Grain, Type
from kaohe.source_places import Source
from kaohe.verify.second_opinion import confirmed
from kaohe.verify.values import read_unit

from tests import inner

TEXT = """\
kaohe: 2
policy: shops
title: 试行办法
units: {shop: {name: 店, period: quarter, members: [甲店, 乙店, 丙店]}}
tables:
  shop:
    name: 季报
    key: [shop, quarter]
    columns:
      - {measure: "%", names: {growth: 增速}}
      - {measure: 亿元, names: {invested: 投资}}
  year:
    name: 年报
    key: [shop, year]
    columns: [{measure: 万元, names: {tax: 税收}}, {measure: "%", names: {rate: 完成率}}]
values:
  - {id: whole, name: 整数增速, for: shop, formula: round(growth)}
  - {id: share, name: 税收占比, for: shop, formula: "round(tax / invested, 1)", measure: "%"}
  - {id: tax_rank, name: 税收名次, for: shop, rank: {of: tax, within: all, first: highest, ties: dense}}
scores:
  - {id: tier, name: 内联, for: shop, tiers: {of: round(growth), at_least: {10%: 1}, below: 0}}
  - {id: named, name: 另列, for: shop, tiers: {of: whole, at_least: {10%: 1}, below: 0}}
  - {id: money, name: 投资分, for: shop, tiers: {of: round(invested), at_least: {2 亿元: 1}, below: 0}}
  - {id: shown, name: 占比, for: shop, formula: share, measure: "%"}
  - {id: growth_shown, name: 增速, for: shop, formula: growth * 1, measure: "%"}
  - {id: place, name: 名次, for: shop, formula: tax_rank}
  - {id: best, name: 最高, for: shop, highest: {over: unit, of: invested}}
  - {id: mean, name: 年均, for: shop, per: year, sum: {over: quarter, of: invested, weight: [25%, 25%, 25%, 25%]}}
"""
QUARTERS = [f"2022Q{number}" for number in (1, 2, 3, 4)]


def rows() -> dict[str, list[dict[str, object]]]:
    """Growth 29 %, 9.6 %, 80 %; invested 1.6, 1.4, 2 亿元 in every quarter; tax 500, 300, 100 万元 a year."""
    given = zip(("甲店", "乙店", "丙店"), (29, F(96, 10), 80), (F(16, 10), F(14, 10), 2), (500, 300, 100), strict=True)
    found: dict[str, list[dict[str, object]]] = {"shop": [], "year": []}
    for unit, growth, invested, tax in given:
        for quarter in QUARTERS:
            found["shop"].append({"unit": unit, "period": quarter, "growth": growth, "invested": invested})
        found["year"].append({"unit": unit, "period": "2022", "tax": tax, "rate": 50})
    return found


@pytest.fixture(scope="module")
def policy() -> Policy:
    return inner.load_source(Source("shops.yaml", TEXT))


def verified(policy: Policy) -> dict[tuple[str, str, str], object]:
    """Every value by unit, period and id, once both calculations agree."""
    findings = Findings()
    dataset = dataset_of_rows(policy, rows(), findings, needed_tables(policy))
    findings.stop_on_errors()
    results, run = score(policy, dataset, {}, findings)
    found = confirmed(results, run.dataset)
    assert found.record.verified
    return {(each.unit, str(each.period), id_): value for each in found.results for id_, value in each.values.items()}


def test_by_hand(policy: Policy) -> None:
    found = verified(policy)
    for id_, expected in {
        "tier": [1, 1, 1],  # 29 %, 10 %, 80 %
        "named": [1, 1, 1],
        "money": [1, 0, 1],  # 2, 1 and 2 亿元
        "shown": [F("3.1"), F("2.1"), F("0.5")],  # 500 of 16000 is 3.125 %, 300 of 14000 is 2.14 %, 100 of 20000 0.5 %
        "growth_shown": [29, F("9.6"), 80],
        "best": [2, 2, 2],
    }.items():
        assert [found[unit, "2022Q1", id_] for unit in ("甲店", "乙店", "丙店")] == expected, id_
    assert [found[unit, "2022", "place"] for unit in ("甲店", "乙店", "丙店")] == [1, 2, 3]
    assert found["甲店", "2022", "mean"] == F("1.6")


Corrupted = Callable[[tree.Node, Type], Type]


def _measure(kind: type[tree.Node]) -> Corrupted:
    """The measure of every node of a type, taken for another."""

    def corrupted(node: tree.Node, found: Type) -> Type:
        other = NUMBER if found.measure.scale != 1 else PERCENT
        return replace(found, measure=other) if isinstance(node, kind) else found

    return corrupted


def _grain(kind: type[tree.Node], period: PeriodLevel | None = None) -> Corrupted:
    """The grain of every node of a type, taken for one of another period, or without any."""

    def corrupted(node: tree.Node, found: Type) -> Type:
        return replace(found, grain=Grain(found.grain.unit, period)) if isinstance(node, kind) else found

    return corrupted


@pytest.mark.parametrize(
    "corrupted",
    [
        _measure(tree.Round),
        _grain(tree.Column),
        _grain(tree.FoldUnits),
        _grain(tree.Rank),
        _grain(tree.OtherPeriod, "quarter"),
    ],
    ids=["measure of a rounding", "grain of an input", "grain of a figure", "grain of a rank", "grain of a year"],
)
def test_a_wrong_annotation_of_a_node_is_found(policy: Policy, corrupted: Corrupted) -> None:
    types = {node: corrupted(node, found) for node, found in policy.types.items()}
    assert types != dict(policy.types)
    _found(replace(policy, types=types))


@pytest.mark.parametrize(
    ("part", "id_"),
    [  # what a value in between is shown in reaches no result
        *(("measure", id_) for id_ in ("shown", "growth_shown", "best")),
        *(("grain", id_) for id_ in ("shown", "share", "whole", "growth_shown", "best")),
    ],
)
def test_a_wrong_annotation_of_a_value_is_found(policy: Policy, part: str, id_: str) -> None:
    own = policy.value_types["shop", id_]
    if part == "measure":
        wrong = replace(own, measure=NUMBER)
    else:
        wrong = replace(own, grain=Grain("shop", "year" if own.grain.period == "quarter" else "quarter"))
    _found(replace(policy, value_types={**policy.value_types, ("shop", id_): wrong}))


def _found(policy: Policy) -> None:
    """Told as a difference."""
    with pytest.raises(Refused) as raised:
        verified(policy)
    assert {each.code for each in raised.value.diagnostics} == {"E301"}


ORDERED = """\
kaohe: 2
policy: shops
title: 试行办法
units: {shop: {name: 店, period: year, members: [甲店, 乙店]}}
lists:
  grade: {name: 等次, members: [优秀, 良好], order: best_first}
  turned: {name: 倒写, members: [优秀, 良好], order: worst_first}
tables:
  shop:
    name: 年报
    key: [shop, year]
    columns: [{list: grade, names: {mark: 评定, second: 复评}}, {list: turned, names: {other: 另评}}]
scores:
  - {id: above, name: 高于, for: shop, formula: mark > second or other == 优秀 and other == 良好}
  - {id: better, name: 取好, for: shop, list: grade, formula: "(max(mark, second))"}
  - {id: best, name: 最好, for: shop, list: grade, highest: {over: unit, of: mark}}
  - {id: place, name: 名次, for: shop, rank: {of: mark, within: all, ties: dense}}
  - {id: points, name: 得分, for: shop, tiers: {of: mark, at_least: {优秀: 2}, below: 1}}
"""


@pytest.mark.parametrize("id_", ["above", "better", "best", "place", "points"])
def test_another_list_of_the_same_words_is_found(id_: str) -> None:
    lines = [line for line in ORDERED.splitlines() if "- {id:" not in line or f"id: {id_}," in line]
    policy = inner.load_source(Source("shops.yaml", "\n".join(lines)))
    given = [("甲店", "优秀", "良好"), ("乙店", "良好", "良好")]
    data = [
        {"unit": unit, "period": "2023", "mark": mark, "second": second, "other": "优秀"}
        for unit, mark, second in given
    ]

    def told(policy: Policy) -> set[str]:
        findings = Findings()
        dataset = dataset_of_rows(policy, {"shop": data}, findings, needed_tables(policy))
        results, run = score(policy, dataset, {}, findings)
        try:
            confirmed(results, run.dataset)
        except Refused as refused:
            return {each.code for each in refused.diagnostics}
        return set()

    assert told(policy) == set()
    wrong = {
        node: replace(found, list="turned") if found.list == "grade" else found for node, found in policy.types.items()
    }
    assert told(replace(policy, types=wrong)) == {"E301"}


@pytest.mark.parametrize("wrong", [{"kind": "text"}, {"absent": True}, {"words": frozenset()}])
def test_other_annotations_reach_neither_calculation(policy: Policy, wrong: dict[str, object]) -> None:
    types = {node: replace(found, **wrong) for node, found in policy.types.items()}  # type: ignore[arg-type]
    values = {id_: replace(found, **wrong) for id_, found in policy.value_types.items()}  # type: ignore[arg-type]
    assert verified(replace(policy, types=types, value_types=values)) == verified(policy)


def test_a_literal_is_read_again(policy: Policy) -> None:
    """A tier's border that the first reader got wrong."""
    definition = policy.definitions["shop", "money"]
    (tiers,) = [node for node in tree.walk(definition.rule) if isinstance(node, tree.Tiers)]
    (tier,) = tiers.tiers
    bound = tier.bound
    assert isinstance(bound, tree.Number) and bound.value == 2 * 10**8
    object.__setattr__(bound, "value", F(10**8))
    try:
        _found(policy)
    finally:
        object.__setattr__(bound, "value", F(2 * 10**8))


# What the first reader calls a dimension, the second calls by a measure of it.
DIMENSIONS = {
    "mass": "吨",
    "volume": "立方米",
    "length": "米",
    "electricity": "千瓦时",
    "power": "千瓦",
    "coal equivalent": "标准煤",
    "time": "天",
}


@pytest.mark.parametrize("word", [*known_words(), "万元/亩", "亿元/平方公里", "元/人", "家/次", "%/年", "亩/人", "倍"])
def test_words_of_measures_are_read_alike_by_two_readers(word: str) -> None:
    first, second = measure(word), read_unit(word)
    assert first is not None
    dimension = tuple(sorted((DIMENSIONS.get(name, name), power) for name, power in first.dimension))
    assert (first.scale, dimension) == (second.scale, tuple(sorted(second.powers))), word
    kinds = {"number": "count", "ratio": "ratio", "percent": "percent", "unit": "amount"}
    assert kinds[first.kind] == second.kind


@pytest.mark.parametrize(
    ("operation", "left", "right", "scale"),
    [
        ("*", "%", "亿元", 10**8),
        ("*", "%", "%", F(1, 100)),
        ("*", "家", "%", 1),
        ("/", "%", "家", F(1, 100)),
        ("/", "%", "%", 1),
        ("/", "亿元", "万元", 1),
        ("/", "亿元", "亩", 1),
        ("/", "亿元", "家", 10**8),
        ("*", "家", "万元/亩", F(15)),
    ],
)
def test_the_measure_of_a_product_and_a_quotient(operation: str, left: str, right: str, scale: F) -> None:
    """By hand, for both: 亿元 by 亩 is shown in 元 by 平方米, which no word names; 万元/亩 is 15 元 by 平方米."""
    one, other = measure(left), measure(right)
    assert one is not None and other is not None
    first = measures.multiplied(one, other) if operation == "*" else measures.divided(one, other)
    from kaohe.verify.values import product, quotient

    second = (product if operation == "*" else quotient)(read_unit(left), read_unit(right))
    assert first.scale == second.scale == scale


def test_nothing_of_the_inference_is_read_by_the_second_opinion() -> None:
    """Its files name neither the inference nor what it annotates."""
    folder = Path(kaohe.__file__).parent / "verify"
    for file in folder.glob("*.py"):
        code = file.read_text("utf-8").split('"""', 2)[2]
        for word in ("policy.types", "value_types", "policy.infer", "kaohe.evaluate", "measure.scale"):
            assert word not in code, f"{file.name}: {word}"
