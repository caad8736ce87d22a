"""What it takes through roundings inside a method: each claim against scoring every step of every input."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor, trunc
from pathlib import Path
from random import Random

import pytest
from kaohe.analysis.gap.function_of_input import FunctionOfInput, Trail, Undecided, next_step
from kaohe.analysis.gap.gap import gaps
from kaohe.analysis.gap.model import AddedRecord, Move
from kaohe.analysis.named_cells import Cell
from kaohe.analysis.published_values import read_inputs, reader
from kaohe.policy.model import Policy
from kaohe.results import Value
from kaohe.source_places import Source

from tests import inner
from tests.analysis.test_gap import steps_of, tried, written

TEXT = """\
kaohe: 2
policy: rounded
title: 内里取整
units:
  town:
    name: 镇
    period: year
    groups: {all: {name: 全体, members: [甲镇, 乙镇, 丙镇]}}
tables:
  town:
    name: 镇年报
    key: [town, year]
    columns: [{min: 0, max: 1.2, names: {x: 数甲, y: 数乙}}]
  project:
    name: 项目
    records_of: [town, year]
    columns:
      - {type: text, names: {label: 名称}}
      - {min: 0.1, max: 1.2, names: {plan: 计划, done: 完成}}
values:
  - {id: all_done, name: 共完成, for: town, sum: {over: project, of: done}}
  - {id: all_planned, name: 共计划, for: town, sum: {over: project, of: plan}}
scores:
  - {id: rate, name: 完成率, for: town, formula: "round(all_done / all_planned * 100, 1)"}
  - {id: rows, name: 逐项, for: town, mean: {over: project, of: "round(min(done / plan, 1.2) * 10, 1)"}}
  - {id: relative, name: 功效, for: town, efficacy: {of: rate, within: group, base: 60, span: 40, when_equal: 100}}
  - {id: even, name: 奇进偶舍, for: town, formula: x * y * 7, round: {decimals: 1, mode: half_even}}
  - {id: up, name: 进一, for: town, formula: x * 3 - y, round: {decimals: 1, mode: up}}
  - {id: down, name: 去尾, for: town, formula: "even - up * 2", round: {decimals: 0, mode: down}}
  - {id: product, name: 积, for: town, formula: "round(x, 1) * round(x * 9 + y + rate / 100, 1) - mod(x, 0.35)"}
  - {id: quotient, name: 商, for: town, formula: "round(10 - x * 7, 1) / round(y + 1, 1)"}
  - {id: turning, name: 折返, for: town, formula: "9 - abs(round(x * 10, 0) - round(y * 9, 1)) + round(y / 3, 2)"}
  - {id: total, name: 总分, for: town, formula: "round(relative / 10 + rows + product + quotient + down / 9, 1)"}
  - {id: place, name: 名次, for: town, rank: {of: total, within: all, first: highest, ties: competition}}
  - {id: dense, name: 位次, for: town, rank: {of: even + turning, within: group, first: highest, ties: dense}}
  - {id: grade, name: 等次, for: town, tiers: {of: "round(total + up, 0)", at_least: {24: 3, 21: 2, 19: 1}, below: 0}}
"""
TOWNS = "单位,期间,数甲,数乙\n甲镇,2023,0.31,0.52\n乙镇,2023,0.94,0.17\n丙镇,2023,0.58,1.06\n"
PROJECTS = """\
单位,期间,名称,计划,完成
甲镇,2023,甲一,0.83,0.41
甲镇,2023,甲二,0.5,0.62
乙镇,2023,乙一,1.1,0.97
丙镇,2023,丙一,0.64,0.66
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("rounded")
    (made / "town.csv").write_text(TOWNS, encoding="utf-8")
    (made / "project.csv").write_text(PROJECTS, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def policy() -> Policy:
    return inner.load_source(Source("rounded.yaml", TEXT))


Tried = dict[Cell, dict[Fraction, dict[str, Value]]]


@pytest.fixture(scope="module")
def every_step(policy: Policy, folder: Path) -> Tried:
    """All values of 甲镇 with each of its inputs at each of its steps."""
    inputs = read_inputs(policy, folder)
    (gap,) = gaps(policy, reader(folder), "甲镇", to="total=1").found
    found: Tried = {}
    for each in gap.worth:
        steps = steps_of(policy, each.cell.table, each.cell.column)
        found[each.cell] = {at: tried(policy, inputs, each.cell, written(at)) for at in steps if at != each.now}
    return found


@pytest.mark.parametrize(
    "goal",
    ["rate=88.5", "rows=9.3", "relative=90", "down=2", "product=5", "quotient=9", "turning=9.2", "dense=1", "grade=3"]
    + ["place=1", "total=21", "total=99", "relative=999"],
)
def test_every_input_against_all_its_values(
    goal: str, policy: Policy, folder: Path, every_step: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kaohe.analysis.gap.record_search.MOST_RUNS", 0)
    value, reach = goal.split("=")[0], Fraction(goal.split("=")[1])
    is_rank = value in ("place", "dense")
    (gap,) = gaps(policy, reader(folder), "甲镇", to=goal).found
    now = gap.now[value]
    assert gap.goal is not None and not gap.goal.is_reached(now), now
    moves = {each.cell: each for each in gap.moves if isinstance(each, Move)}
    far = {each.cell: each for each in gap.out_of_reach}
    for cell, steps in every_step.items():
        at_now = next(each.now for each in gap.worth if each.cell == cell)
        values = {at: found[value] for at, found in steps.items() if found}
        sign = -1 if is_rank else 1
        reaching = [at for at, each in values.items() if sign * each >= sign * reach]  # type: ignore[operator]
        if reaching:
            move = moves[cell]
            nearest = min(abs(at - at_now) for at in reaching)  # type: ignore[operator]
            assert abs(move.new - at_now) == nearest, (cell, reaching)  # type: ignore[operator]
            assert move.searched is None
        else:
            best = max(sign * each for each in (*values.values(), now))  # type: ignore[operator, type-var]
            assert sign * far[cell].best[value] == best, cell  # type: ignore[operator]
            assert far[cell].searched is None


def test_a_record_of_several_numbers_is_found_and_the_search_says_that_it_ended(
    policy: Policy, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where ends of stretches are too many to try each with each, a smaller record may be left out."""
    monkeypatch.setattr("kaohe.analysis.gap.record_search.MOST_ENDS", 1)
    (gap,) = gaps(policy, reader(folder), "甲镇", to="rate=80").found
    (added,) = [each for each in gap.moves if isinstance(each, AddedRecord)]
    # 1.03 of 1.33 is 77.4; with (1.03 + done) / (1.33 + plan) at least 79.95 % and the least plan, 0.1, done is 0.12.
    assert added.values == {"plan": Fraction(1, 10), "done": Fraction(12, 100)}
    assert added.searched is not None
    (gap,) = gaps(policy, reader(folder), "甲镇", to="rate=999").found
    assert [each.searched is None for each in gap.out_of_reach if each.cell is None] == [False]


def test_a_record_whose_least_numbers_divide_by_nought(tmp_path: Path) -> None:
    """0 / 0 is no value. Two projects at 0.5 and one at 1.25 have a mean of 0.75: 0.02 of 0.01 is the first above."""
    rules = """\
tables:
  project:
    name: 项目
    records_of: [town, year]
    columns: [{min: 0, names: {done: 完成, plan: 计划}}]
scores: [{id: rate, name: 完成率, for: town, mean: {over: project, of: done / plan}}]
"""
    method = inner.load_source(Source("rounded.yaml", TEXT[: TEXT.index("tables:")] + rules))
    rows = "".join(f"{town},2023,1,2\n{town},2023,2,4\n" for town in ("甲镇", "乙镇", "丙镇"))
    (tmp_path / "project.csv").write_text("单位,期间,完成,计划\n" + rows, encoding="utf-8")
    (gap,) = gaps(method, reader(tmp_path), "甲镇", to="rate=0.75").found
    (added,) = [each for each in gap.moves if isinstance(each, AddedRecord)]
    assert added.values == {"done": Fraction(2, 100), "plan": Fraction(1, 100)}


Number = Callable[[Fraction], Fraction]


def made_up(random: Random, depth: int) -> Number:
    """A calculation over one number, with roundings inside."""
    if depth == 0:
        constant, times = Fraction(random.randint(-30, 30), 10), random.randint(-3, 3)
        return lambda x: x * times + constant
    one, other = made_up(random, depth - 1), made_up(random, depth - 1)
    step = Fraction(1, random.choice([1, 2, 10]))
    ways: list[Number | Callable[[Fraction], int]] = [floor, ceil, trunc, round]
    way = random.choice(ways)
    return random.choice(
        [
            lambda x: one(x) + other(x),
            lambda x: one(x) - other(x),
            lambda x: one(x) * other(x),
            lambda x: one(x) / other(x) if other(x) else other(x),
            lambda x: abs(one(x)),
            lambda x: max(one(x), other(x)),
            lambda x: way(one(x) / step) * step,
            lambda x: way(one(x) / step) * step,
            lambda x: way(one(x) / step) * step * other(x),
        ]
    )


def test_a_calculation_that_looks_ahead_holds_for_each_step_that_it_speaks_for() -> None:
    """Whatever it decides, the number itself lies within the slack of its function until the next decision."""
    random, step, seen = Random(7), Fraction(1, 20), 0
    for _ in range(1000):
        number, at, direction = made_up(random, random.randint(2, 4)), random.randint(-60, 60), random.choice([-1, 1])
        trail = Trail(at * step, (at + direction * 300) * step)
        try:
            found = number(FunctionOfInput.input(at * step, trail))
        except (Undecided, ZeroDivisionError):
            continue
        beyond = next_step(trail, at, step, direction)
        for each in range(at, at + direction * 60 if beyond is None else beyond, direction)[:60]:
            exact = number(each * step)
            if isinstance(found, FunctionOfInput):
                seen += bool(found.slack) and each != at
                assert abs(found.value_at(each * step) - exact) <= found.slack
            else:
                assert found == exact
    assert seen > 700
