"""What is said of one target: required, by when, attained, how far, at which pace."""

from __future__ import annotations

from fractions import Fraction

import pytest
from kaohe.language.periods import Period
from kaohe.policy.model import Display
from kaohe.report.results import targets
from kaohe.report.results.targets import marked, state_of, summary
from kaohe.report.values import to_places_distinct_from, trimmed

from tests.report.target_sample import Y2023, Y2025, stands, target

SHOWN = Display()

Y2026 = Period(2026)


@pytest.mark.parametrize(
    ("kind", "counted", "required", "upper", "said"),
    [
        ("at_least", "家", "70000", None, "≥ 70000 家"),
        ("more_than", "亿元", "4000", None, "> 4000 亿元"),
        ("at_least", "%", "8.5", None, "≥ 8.5%"),
        ("at_least", "", "100", None, "≥ 100"),
        ("range", "家", "3", Fraction(5), "3—5 家"),
        ("about", "%", "5", None, "5% 左右"),
        ("achieved", "", "1", None, "完成"),
    ],
)
def test_what_is_required(kind: str, counted: str, required: str, upper: Fraction | None, said: str) -> None:
    assert targets.requirement(stands(target("x", "目标", kind, counted), Y2025, 0, required, upper=upper)) == said


def test_what_is_required_follows_the_reading_in_force() -> None:
    gap = target("gap", "亩均税收差", "more_than", "万元/亩")
    assert targets.requirement(stands(gap, Y2025, 0, 0, kind="at_least")) == "≥ 0 万元/亩"


def test_a_qualitative_target_requires_no_number() -> None:
    result = stands(target("q", "居前列", "qualitative", ""), Y2025)
    assert targets.requirement(result) == "定性"
    assert (
        targets.actual(result, SHOWN),
        targets.attainment(result, SHOWN),
        targets.gap(result, SHOWN),
    ) == ("", "", "")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "到2025年"),
        ({"time": "each_year"}, "每年"),
        ({"time": "average", "since": 2022}, "2022—2025年均"),
        ({"time": "cumulative"}, "到2025年累计"),
        ({"time": "cumulative", "since": 2021}, "2021年起累计到2025年"),
    ],
)
def test_by_when(more: dict[str, object], said: str) -> None:
    assert targets.deadline(target("x", "目标", **more)) == said  # type: ignore[arg-type]


def test_a_figure_is_never_rounded_onto_what_is_required() -> None:
    growth = target("g", "增速", counted="%")
    near = stands(growth, Y2025, "8.4999", "8.5")
    assert targets.actual(near, SHOWN) == "8.4999"
    assert targets.attainment(near, SHOWN) == "99.999%"
    assert targets.gap(near, SHOWN) == "差 0.0001 个百分点"
    assert targets.actual(stands(growth, Y2025, "8.125", "8.5"), SHOWN) == "8.13"
    assert targets.actual(stands(growth, Y2025, "8.5", "8.5"), SHOWN) == "8.50"
    assert targets.actual(stands(growth, Y2025, "85", "8.5"), SHOWN) == "85"


def test_numbers_beside_bounds() -> None:
    third = Fraction(1, 3)
    assert to_places_distinct_from(third, [third], 2, "half_up") == "0.33"
    assert to_places_distinct_from(Fraction("39.996"), [Fraction(30), Fraction(40)], 2, "half_up") == "39.996"
    assert to_places_distinct_from(Fraction("-0.001"), [Fraction(0)], 2, "half_up") == "-0.001"
    assert trimmed(Fraction(70000)) == "70000"
    assert trimmed(Fraction("0.750")) == "0.75"


@pytest.mark.parametrize(
    ("kind", "actual", "required", "share"),
    [("at_least", 0, 0, ""), ("at_least", -6, -3, ""), ("achieved", 1, 1, ""), ("at_least", 84, 80, "105.00%")],
)
def test_a_share_is_shown_only_where_it_says_something(kind: str, actual: int, required: int, share: str) -> None:
    assert targets.attainment(stands(target("x", "目标", kind), Y2025, actual, required), SHOWN) == share


def test_how_far() -> None:
    assert targets.gap(stands(target("x", "目标"), Y2025, 45526, 70000), SHOWN) == "差 24474 家"
    assert targets.gap(stands(target("x", "目标", "more_than", "亿元"), Y2025, 50, 50), SHOWN) == "尚未超过"
    ranged = target("x", "目标", "range", "个")
    assert targets.gap(stands(ranged, Y2025, 7, 3, upper=Fraction(5)), SHOWN) == "超上限 2 个"
    outside = stands(ranged, Y2025, 7, 3, upper=Fraction(5), attained=False)
    assert targets.gap(outside, SHOWN) == "超上限 2 个"
    assert state_of(outside) == "missed"
    assert targets.gap(stands(target("x", "目标"), Y2025, 80, 80), SHOWN) == ""


def test_pace() -> None:
    assert targets.pace(stands(target("x", "目标"), Y2023, 10, 20), SHOWN) == "5 家"
    assert targets.pace(stands(target("x", "目标", counted="%"), Y2023, "30.5", "35"), SHOWN) == "2.25 个百分点"
    assert targets.pace(stands(target("x", "目标", "more_than"), Y2023, 20, 20), SHOWN) == ""


def test_states_and_their_sum() -> None:
    results = [
        stands(target("a", "达到"), Y2025, 2, 1),
        stands(target("b", "未达到"), Y2025, 1, 2),
        stands(target("c", "每年的", time="each_year"), Y2023, 1, 2),
        stands(target("d", "未到期"), Y2023, 1, 2),
        stands(target("e", "提前"), Y2023, 2, 1),
        stands(target("f", "定性", "qualitative"), Y2023),
        stands(target("g", "尚未起算", time="average", since=2024), Y2023),
        stands(target("h", "逾期"), Y2026, 1, 2),
        stands(target("i", "到期以后"), Y2026, 2, 1),
        stands(target("j", "没有报"), Y2025, provisional=True),
    ]
    said = ["√ 已达到", "× 未达到", "× 未达到", "… 未到期", "○ 提前达到", "  定性", "— 尚无结果"]
    said += ["▲ 逾期未达到", "√ 已达到", "— 待报"]
    assert [marked(result) for result in results] == said
    assert summary(results) == (
        "已达到 2 项，提前达到 1 项，未达到 2 项，逾期未达到 1 项，未到期 1 项，定性 1 项，待报 1 项，尚无结果 1 项"
    )
    assert summary(results[:1]) == "已达到 1 项，未达到 0 项"
