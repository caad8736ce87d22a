"""What it takes: each move against scoring every step, and each claim that there is none against all steps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from kaohe.analysis.gap.function_of_input import Trail
from kaohe.analysis.gap.gap import gaps
from kaohe.analysis.gap.model import AddedRecord, Gap, Move, Threshold
from kaohe.analysis.gap.run_over_input import RunOverInput
from kaohe.analysis.gap.standing import NoSuchGoal
from kaohe.analysis.named_cells import Cell
from kaohe.analysis.published_values import Inputs, published_values_of, read_inputs, reader
from kaohe.data.tables.edits import with_cell, with_record
from kaohe.diagnostics import Findings, Refused
from kaohe.language.periods import Period
from kaohe.policy.model import Policy
from kaohe.report.gap import as_json, as_table
from kaohe.results import Value
from kaohe.source_places import NOWHERE, Source

from tests import inner
from tests.analysis.comparable import SCHOOLS

ROOT = Path(__file__).parents[2]

TEXT = """\
kaohe: 2
policy: ladder
title: 小办法
units:
  town: {name: 镇, period: year, members: [甲镇, 乙镇, 丙镇, 丁镇]}
tables:
  town:
    name: 镇年报
    key: [town, year]
    columns:
      - {measure: 家, whole: yes, min: 0, max: 12, names: {firms: 新增企业}}
      - {measure: 件, whole: yes, min: 0, max: 6, names: {faults: 差错}}
      - {measure: "%", min: -1%, max: 2.5%, names: {growth: 增速}}
      - {measure: 亿元, min: 0, max: 3 亿元, names: {output: 产值}}
      - {type: yes/no, names: {task: 完成任务}}
      - {type: choice, choices: {good: 好, plain: 一般}, names: {kind: 类别}}
    must_hold: [firms + faults <= 14]
  project:
    name: 项目
    records_of: [town, year]
    columns:
      - {type: text, names: {name: 项目名称}}
      - {measure: 亿元, min: 0, max: 3 亿元, names: {investment: 投资额}}
      - {type: yes/no, names: {reported: 已备案}}
scores:
  - id: total
    name: 总分
    for: town
    points: 100
    parts:
      - {id: firms_score, name: 企业, points: 10, per_item: {firms: 1.5}, cap: 10}
      - {id: faults_score, name: 差错, points: 3, deduct: {from: 3, each: {faults: 0.7}, floor: 0}}
      - id: growth_score
        name: 增速
        points: 5
        efficacy: {of: growth, within: all, base: 3, span: 2, when_equal: 5}
      - id: output_score
        name: 产值
        points: 6
        tiers: {of: output, at_least: {2.8 亿元: 6, 2 亿元: 3, 0.75 亿元: 1}, below: 0}
      - {id: task_score, name: 任务, points: 2, full_if: task}
      - {id: kind_score, name: 类别, points: 1, by: kind, cases: {good: 1, plain: 0.5}}
      - id: project_score
        name: 项目
        points: 8
        sum: {over: project, where: reported, of: investment / 1 亿元 × 2}
        cap: 8
      - {id: squared, name: 平方, points: 20, formula: "round((output / 1 亿元 - 1) × (output / 1 亿元 - 1), 1)"}
  - {id: rank, name: 名次, for: town, rank: {of: total, within: all, first: highest, ties: competition}}
  - id: grade
    name: 等次
    for: town
    quota:
      of: total
      within: all
      grades: [优秀, 良好, 合格]
      ratio: "1:2:1"
      rounding: floor
      border: first
      ties: competition
"""

TOWNS = """\
单位,期间,新增企业,差错,增速,产值,完成任务,类别
甲镇,2023,3,1,1.2,0.5,是,一般
乙镇,2023,5,0,0.4,2.5,否,好
丙镇,2023,6,2,2.1,1.1,是,好
丁镇,2023,1,4,-0.5,0.2,否,一般
"""
PROJECTS = "单位,期间,项目名称,投资额,已备案\n甲镇,2023,甲一,0.6,是\n乙镇,2023,乙一,1.2,否\n丙镇,2023,丙一,0.3,是\n"
YEAR = Period(2023)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("ladder")
    (made / "town.csv").write_text(TOWNS, encoding="utf-8")
    (made / "project.csv").write_text(PROJECTS, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def policy() -> Policy:
    return inner.load_source(Source("ladder.yaml", TEXT))


def values(policy: Policy, inputs: Inputs, unit: str) -> dict[str, Value]:
    found = published_values_of(policy, inputs, {}).values
    return {key.value: value for key, value in found.items() if key.unit == unit}


def tried(policy: Policy, inputs: Inputs, cell: Cell, text: str) -> dict[str, Value]:
    """Every value of the unit with another cell; nothing where that is refused."""
    assert inputs.scores is not None
    findings = Findings()
    changed = with_cell(policy, inputs.scores, (cell.table, cell.row, cell.column), text, NOWHERE, findings)
    if findings.errors:
        return {}
    try:
        return values(policy, Inputs(changed, None), cell.unit)
    except Refused:
        return {}


def reached(goal: str, found: dict[str, Value]) -> bool:
    name, wanted = goal.split("=")
    value = found.get(name)
    if value is None:
        return False
    if name == "grade":
        return ["优秀", "良好", "合格"].index(str(value)) <= ["优秀", "良好", "合格"].index(wanted)
    assert isinstance(value, Fraction)
    return value <= Fraction(wanted) if name == "rank" else value >= Fraction(wanted)


def steps_of(policy: Policy, table: str, column: str) -> list[Fraction]:
    """Every value that a column may have, in its own measure."""
    spec = policy.tables[table].columns[column]
    step = Fraction(1) if spec.whole else Fraction(1, 100)
    assert spec.minimum is not None and spec.maximum is not None
    low, high = spec.minimum / spec.measure.scale, spec.maximum / spec.measure.scale
    return [low + step * number for number in range(int((high - low) / step) + 1)]


def written(value: Fraction) -> str:
    return f"{float(value):.2f}"


@pytest.mark.parametrize(
    ("unit", "goal"),
    [
        ("甲镇", "rank=2"),
        ("丁镇", "rank=3"),
        ("丙镇", "rank=1"),
        ("甲镇", "grade=优秀"),
        ("丁镇", "total=14"),
        ("乙镇", "total=25"),
    ],
)
def test_every_input_against_all_its_values(policy: Policy, folder: Path, unit: str, goal: str) -> None:
    inputs = read_inputs(policy, folder)
    (gap,) = gaps(policy, reader(folder), unit, to=goal).found
    if reached(goal, values(policy, inputs, unit)):
        assert gap.moves == () and gap.out_of_reach == ()
        return
    moves = {move.cell: move for move in gap.moves if isinstance(move, Move)}
    far = {each.cell: each for each in gap.out_of_reach if each.cell is not None}
    assert not moves.keys() & far.keys()
    numbers = [cell for cell in (*moves, *far) if policy.tables[cell.table].columns[cell.column].type == "number"]
    assert len(numbers) == 4 + sum(row.startswith(unit) for row in PROJECTS.splitlines())
    for cell in numbers:
        now = next(each.now for each in gap.worth if each.cell == cell)
        assert isinstance(now, Fraction)
        every = steps_of(policy, cell.table, cell.column)
        if cell in moves and isinstance(new := moves[cell].new, Fraction):  # what is farther is not asked
            every = [at for at in every if abs(at - now) <= abs(new - now)]
        seen = {at: tried(policy, inputs, cell, written(at)) for at in every if at != now}
        reaching = [at for at, found in seen.items() if reached(goal, found)]
        if not reaching:
            assert cell in far, (cell, goal)
            name = goal.split("=")[0]
            if name == "total":
                best = max(found["total"] for found in (*seen.values(), gap.now) if found)  # type: ignore[type-var]
                assert far[cell].best["total"] == best
            continue
        nearest = min(abs(at - now) for at in reaching)
        move = moves[cell]
        assert isinstance(move.new, Fraction)
        assert abs(move.new - now) == nearest, (cell, goal, move.new, sorted(reaching)[:3])
        assert dict(move.reaches) == seen[move.new]


def test_yes_no_and_choices(policy: Policy, folder: Path) -> None:
    (gap,) = gaps(policy, reader(folder), "乙镇", to="total=60").found
    inputs = read_inputs(policy, folder)
    now = values(policy, inputs, "乙镇")
    assert now["total"] == gap.now["total"]
    task = next(each for each in gap.worth if each.cell.column == "task")
    assert (task.now, task.one_more, task.changes["total"]) == (False, True, 2)
    columns = [each.cell.column for each in gap.out_of_reach if each.cell is not None]
    assert columns == ["firms", "faults", "growth", "output", "task", "kind", "investment", "reported"]
    assert gap.moves == ()


def test_worth_is_what_score_says_of_one_more(policy: Policy, folder: Path) -> None:
    inputs = read_inputs(policy, folder)
    for gap in gaps(policy, reader(folder)).found:
        for each in gap.worth:
            cell = each.cell
            more = each.one_more
            if more is None:
                assert isinstance(each.now, Fraction)
                assert tried(policy, inputs, cell, written(each.now + 1)) == {}
                continue
            text = written(more) if isinstance(more, Fraction) else "是" if more else "否"
            then = tried(policy, inputs, cell, text)
            changes = {
                id_: new - gap.now[id_] if isinstance(new, Fraction) else new  # type: ignore[operator]
                for id_, new in then.items()
                if new != gap.now[id_]
            }
            assert dict(each.changes) == changes


def records(
    policy: Policy, inputs: Inputs, unit: str, most: Fraction
) -> Iterator[tuple[Fraction, bool, dict[str, Value]]]:
    assert inputs.scores is not None
    for reported in (False, True):
        for number in range(int(most * 100) + 1):
            values_of = {
                "name": "新",
                "investment": written(Fraction(number, 100)),
                "reported": "是" if reported else "否",
            }
            dataset = with_record(policy, inputs.scores, "project", (unit, YEAR), values_of, NOWHERE, Findings())
            yield Fraction(number, 100), reported, values(policy, Inputs(dataset, None), unit)


@pytest.mark.parametrize(("unit", "goal"), [("甲镇", "rank=2"), ("丁镇", "total=9"), ("丁镇", "rank=1")])
def test_the_smallest_record_against_all_records(policy: Policy, folder: Path, unit: str, goal: str) -> None:
    inputs = read_inputs(policy, folder)
    (gap,) = gaps(policy, reader(folder), unit, to=goal).found
    added = [move for move in gap.moves if isinstance(move, AddedRecord)]
    most = max((move.values["investment"] for move in added), default=Fraction(3))  # what is larger is not asked
    assert isinstance(most, Fraction)
    every = records(policy, inputs, unit, most)
    reaching = [(number, reported) for number, reported, found in every if reached(goal, found)]
    if not reaching:
        assert added == []
        assert [each for each in gap.out_of_reach if each.cell is None]
        return
    (only,) = added
    assert only.values["investment"] == min(number for number, _ in reaching)
    assert set(only.values) == {"investment", "reported"}


def test_the_next_place_is_the_goal_and_the_first_has_none(policy: Policy, folder: Path) -> None:
    found: dict[str, Gap] = {gap.standing.unit: gap for gap in gaps(policy, reader(folder)).found}
    ranks = {unit: gap.now["rank"] for unit, gap in found.items()}
    for unit, gap in found.items():
        better = [rank for rank in ranks.values() if rank < ranks[unit]]  # type: ignore[operator]
        assert (gap.goal.reach if gap.goal else None) == (max(better) if better else None)  # type: ignore[type-var]


def test_no_such_goal(policy: Policy, folder: Path) -> None:
    with pytest.raises(NoSuchGoal):
        gaps(policy, reader(folder), "甲镇", to="rang=2")
    with pytest.raises(NoSuchGoal):
        gaps(policy, reader(folder), "甲镇", to="grade=优")


@pytest.mark.parametrize("figure", ["highest", "lowest", "mean", "median"])
def test_no_rank_and_no_figure_of_a_group_is_walked_step_by_step(
    figure: str, policy: Policy, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number that decides by its digits has to be tried at each step: one of 60 inputs then takes half a minute."""
    trails: list[Trail] = []
    begin = RunOverInput.begin

    def noted(run: RunOverInput, value: Fraction, ahead: Fraction | None = None) -> Trail:
        trails.append(begin(run, value, ahead))
        return trails[-1]

    monkeypatch.setattr(RunOverInput, "begin", noted)
    cut = TEXT.index("      - {id: squared")
    parts = f"      - {{id: compared, name: 比较, points: 5, {figure}: {{over: unit, of: growth / 1%}}}}\n"
    compared = inner.load_source(Source("ladder.yaml", TEXT[:cut] + parts + TEXT[TEXT.index("  - {id: rank") :]))
    for unit in ("甲镇", "丁镇"):
        gaps(compared, reader(folder), unit, to="rank=1")
    assert trails and not any(trail.opaque for trail in trails)


def test_moves_of_the_chains_reach_their_goal_and_a_step_less_does_not() -> None:
    method, data = inner.load(ROOT / "policies" / "xiangxiang_chains.yaml"), ROOT / "examples" / "xiangxiang_chains"
    inputs = read_inputs(method, data)
    period = Period(2023, 2, "quarter")
    (gap,) = gaps(method, reader(data), "新能源新材料", period, "rank=3").found
    moves = [move for move in gap.moves if isinstance(move, Move) and isinstance(move.new, Fraction)]
    assert moves
    for move in moves:
        cell, step = (
            move.cell,
            Fraction(1) if method.tables[move.cell.table].columns[move.cell.column].whole else Fraction(1, 100),
        )
        assert isinstance(move.new, Fraction) and isinstance(move.old, Fraction)
        less = move.new - step if move.new > move.old else move.new + step
        for value, wanted in ((move.new, True), (less, False)):
            assert inputs.scores is not None
            changed = with_cell(
                method, inputs.scores, (cell.table, cell.row, cell.column), written(value), NOWHERE, Findings()
            )
            found = published_values_of(method, Inputs(changed, None), {}).values
            rank = next(
                v for key, v in found.items() if (key.unit, key.period, key.value) == ("新能源新材料", period, "rank")
            )
            assert isinstance(rank, Fraction)
            assert (rank <= 3) is wanted


def test_a_group_is_no_move_where_another_period_says_otherwise(tmp_path: Path) -> None:
    method = inner.load_source(Source("schools.yaml", SCHOOLS))
    file = tmp_path / "list.csv"
    head, rows = "学校,期间,学段,分\n", "甲校,2023,小学,2\n乙校,2023,小学,1\n"
    file.write_text(head + rows, encoding="utf-8")  # alone in the other group, 乙校 is first
    (gap,) = gaps(method, reader(tmp_path), "乙校", to="place=1").found
    assert [(move.cell.column, move.new) for move in gap.moves if isinstance(move, Move)] == [
        ("stage", "high"),
        ("marks", 2),
    ]
    for year in (2022, 2024):  # read before and after
        file.write_text(head + rows + rows.replace("2023", str(year)), encoding="utf-8")
        (gap,) = gaps(method, reader(tmp_path), "乙校", Period(2023), "place=1").found
        assert [move.cell.column for move in gap.moves if isinstance(move, Move)] == ["marks"]


GRADED = """\
kaohe: 2
policy: graded
title: 分档评等
units: {town: {name: 镇, period: year, members: [甲镇, 乙镇, 丙镇]}}
tables: {town: {name: 镇报, key: [town, year], columns: [{min: 0, max: 100, names: {marks: 分}}]}}
scores:
  - {id: total, name: 总, for: town, formula: marks}
  - {id: grade, name: 等次, for: town, tiers: {of: total, at_least: {90: "'优秀'", 80: "'良好'"}, below: "'合格'"}}
  - {id: place, name: 名次, for: town, rank: {of: total, within: all, ties: dense}}
  - {id: prize, name: 奖, for: town, tiers: {of: place, at_least: {3: "'无'", 2: "'二等'"}, below: "'一等'"}}
"""


@pytest.mark.parametrize(
    ("goal", "marks"),
    [("grade=优秀", 90), ("grade=良好", 80), ("grade=合格", None), ("prize=二等", 75), ("prize=一等", 85)],
)
def test_grades_of_tiers_stand_from_the_highest_and_of_places_from_the_first(
    goal: str, marks: int | None, tmp_path: Path
) -> None:
    """丙镇 has 70 and is third behind 85 and 75; with as many as another it shares a place."""
    (tmp_path / "town.csv").write_text("单位,期间,分\n甲镇,2023,85\n乙镇,2023,75\n丙镇,2023,70\n", encoding="utf-8")
    method = inner.load_source(Source("graded.yaml", GRADED))
    (gap,) = gaps(method, reader(tmp_path), "丙镇", to=goal).found
    assert [move.new for move in gap.moves if isinstance(move, Move)] == ([] if marks is None else [marks])


@pytest.mark.parametrize("goal", ["grade=良", "grade=", "total=", "total=90%", "total=九十"])
def test_a_goal_that_cannot_be_is_refused(goal: str, tmp_path: Path) -> None:
    (tmp_path / "town.csv").write_text("单位,期间,分\n甲镇,2023,85\n乙镇,2023,75\n丙镇,2023,70\n", encoding="utf-8")
    with pytest.raises(NoSuchGoal):
        gaps(inner.load_source(Source("graded.yaml", GRADED)), reader(tmp_path), "丙镇", to=goal)


def thresholds(gap: Gap) -> dict[str, tuple[tuple[Fraction, bool] | None, tuple[Fraction, bool] | None]]:
    """Column to (value, nothing more beyond) downwards and upwards."""

    def short(each: Threshold | None) -> tuple[Fraction, bool] | None:
        return None if each is None else (each.at, each.is_flat)

    return {each.cell.column: (short(each.down), short(each.up)) for each in gap.thresholds}


def test_thresholds_by_hand(policy: Policy, folder: Path) -> None:
    (gap,) = gaps(policy, reader(folder), "甲镇", to="rank=1").found
    found = thresholds(gap)
    # 3 firms at 1.5 each, 10 at most: 7 are the first that give 10. None below 0.
    assert found["firms"] == (None, (Fraction(7), True))
    # 3 - 0.7 each, not below 0: 5 faults are the first that give 0.
    assert found["faults"] == (None, (Fraction(5), True))
    # Growth of the others: -0.5, 0.4, 2.1: the lowest and the highest of the group.
    assert found["growth"] == ((Fraction(-1, 2), False), (Fraction(21, 10), False))
    # 项目 0.6 亿 × 2, 8 at most: only above 3 亿, which is not allowed.
    assert found["investment"] == (None, None)
    by_column = {each.cell.column: each for each in gap.thresholds}
    # Tiers at 0.75, 2 and 2.8 亿元 lie above 0.5: one is no end. (The square of it is rounded: a threshold of its own.)
    output = by_column["output"].up
    assert output is not None and not output.is_flat
    up = by_column["firms"].up
    assert up is not None and up.indicators == ("firms_score",)
    assert up.changes["total"] == Fraction(11, 2)  # 10 - 4.5


def test_thresholds_say_what_scoring_says_and_a_step_before_there_is_none(policy: Policy, folder: Path) -> None:
    inputs = read_inputs(policy, folder)
    seen = 0
    for unit in ("甲镇", "乙镇", "丙镇", "丁镇"):
        (gap,) = gaps(policy, reader(folder), unit, to="rank=1").found
        for each in gap.thresholds:
            step = Fraction(1) if policy.tables[each.cell.table].columns[each.cell.column].whole else Fraction(1, 100)
            for direction, near in ((-1, each.down), (1, each.up)):
                if near is None:
                    continue
                seen += 1
                then = tried(policy, inputs, each.cell, written(near.at))
                changes = {
                    id_: new - gap.now[id_] if isinstance(new, Fraction) else new  # type: ignore[operator]
                    for id_, new in then.items()
                    if new != gap.now[id_]
                }
                assert dict(near.changes) == changes
                if each.cell.column == "growth" or near.indicators == ("squared",):
                    continue  # no straight line on the way
                # what one step does is the same all the way to it, and another beyond, or at it
                assert isinstance(each.now, Fraction)
                way = [
                    each.now + direction * step * number for number in range(int(abs(near.at - each.now) / step) + 2)
                ]
                for id_ in near.indicators:
                    values_ = [tried(policy, inputs, each.cell, written(at)).get(id_) for at in way]
                    moves = [b - a for a, b in pairwise(values_) if a is not None and b is not None]  # type: ignore[operator]
                    assert len(set(moves[:-2])) <= 1, (each.cell, id_, moves)
                    assert len(set(moves)) > 1 or len(moves) == 1, (each.cell, id_, moves)
    assert seen > 12


def test_what_is_lost_against_the_maximum(policy: Policy, folder: Path) -> None:
    (gap,) = gaps(policy, reader(folder), "甲镇", to="rank=1").found
    lost = {each.definition.id: each.lost for each in gap.losses}
    assert "total" not in lost and "rank" not in lost
    # firms 4.5 of 10, faults 2.3 of 3, output 0 of 6, task and kind 2 of 2 and 0.5 of 1, project 1.2 of 8
    assert lost["firms_score"] == Fraction(11, 2)
    assert lost["faults_score"] == Fraction(7, 10)
    assert (lost["output_score"], lost["task_score"], lost["kind_score"]) == (6, 0, Fraction(1, 2))
    assert lost["project_score"] == Fraction(34, 5)


def test_a_search_that_ends_says_so_and_claims_nothing(
    policy: Policy, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kaohe.analysis.gap.search.MOST_STRETCHES", 3)
    (gap,) = gaps(policy, reader(folder), "甲镇", to="total=90").found
    far = {each.cell.column: each.searched for each in gap.out_of_reach if each.cell is not None}
    assert far["task"] is None  # both words were tried
    output = far["output"]  # rounded to tenths: many stretches between 0 and 3 亿元
    assert output is not None and output.high is not None and output.high < 3
    text = as_table(gaps(policy, reader(folder), "甲镇", to="total=90"))
    assert "不能断定" in text and "只改一处都做不到" not in text
    entries = json.loads(as_json(gaps(policy, reader(folder), "甲镇", to="total=90")))["out_of_reach"]
    assert {each["column"] for each in entries if "searched" in each} >= {"output"}
    monkeypatch.setattr("kaohe.analysis.gap.search.MOST_STRETCHES", 5_000)
    (whole,) = gaps(policy, reader(folder), "甲镇", to="total=90").found
    assert all(each.searched is None for each in whole.out_of_reach)


def test_all_units_have_losses_but_no_thresholds(policy: Policy, folder: Path) -> None:
    found = gaps(policy, reader(folder)).found
    assert len(found) == 4
    assert all(each.losses and not each.thresholds for each in found)


@pytest.mark.parametrize(
    ("rule", "goal", "marks"),
    [
        ("{id: place, name: 名次, for: town, formula: rk}", "place=2", 75),
        ("{id: place, name: 名次, for: town, formula: rk if marks > 0 else none}", None, 75),
        ("{id: place, name: 名次, for: town, first: [{when: marks < 10, give: none}, {otherwise: rk}]}", "place=1", 85),
        ("{id: award, name: 等次, for: town, formula: gr}", "award=乙等", 75),
        (
            "{id: award, name: 等次, for: town, first: [{when: marks < 10, give: \"'除外'\"}, {otherwise: gr}]}",
            "award=丙等",
            None,
        ),
    ],
)
def test_a_place_or_grade_is_one_by_whatever_name_or_choice(
    rule: str, goal: str | None, marks: int | None, tmp_path: Path
) -> None:
    """丙镇 has 70 and is third behind 85 and 75, one grade each; whom conditions except stands behind all grades."""
    values = (
        "values:\n"
        "  - {id: rk, name: 序, for: town, rank: {of: marks, within: all, ties: competition}}\n"
        "  - {id: gr, name: 评, for: town, quota: {of: marks, within: all, grades: [甲等, 乙等, 丙等], ratio: '1:1:1', "
        "rounding: floor, border: first, ties: competition}}\n"
        "scores:\n"
    )
    (tmp_path / "town.csv").write_text("单位,期间,分\n甲镇,2023,85\n乙镇,2023,75\n丙镇,2023,70\n", encoding="utf-8")
    method = inner.load_source(Source("graded.yaml", GRADED.split("scores:\n")[0] + values + f"  - {rule}\n"))
    (gap,) = gaps(method, reader(tmp_path), "丙镇", to=goal).found
    assert [move.new for move in gap.moves if isinstance(move, Move)] == ([] if marks is None else [marks])
    assert gap.out_of_reach == ()


def test_no_formula_is_walked_step_by_step(policy: Policy, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every operator and function that a formula may have asks a followed number for nothing but its signs."""
    trails: list[Trail] = []
    begin = RunOverInput.begin

    def noted(run: RunOverInput, value: Fraction, ahead: Fraction | None = None) -> Trail:
        trails.append(begin(run, value, ahead))
        return trails[-1]

    monkeypatch.setattr(RunOverInput, "begin", noted)
    gaps(policy, reader(folder), "甲镇", to="total=90")  # `squared` has +, -, ×, / and a rounding
    assert trails and not any(trail.opaque for trail in trails)


TIERED = """\
kaohe: 2
policy: tiered
title: 分档
units: {town: {name: 镇, period: year, members: [甲镇]}}
tables:
  town:
    name: 镇报
    key: [town, year]
    columns: [{measure: 家, whole: yes, min: 0, names: {firms: 企业}}]
scores:
  - {id: score, name: 得分, for: town, points: 6, tiers: {of: firms, at_least: {9: 6, 5: 3, 2: 1}, below: 0}}
"""


@pytest.mark.parametrize(
    ("firms", "down", "up"),
    [
        (0, None, (Fraction(2), False)),
        (3, (Fraction(1), True), (Fraction(5), False)),
        (6, (Fraction(4), False), (Fraction(9), True)),
        (12, (Fraction(8), False), None),
    ],
)
def test_only_the_last_tier_is_an_end(
    firms: int, down: tuple[Fraction, bool] | None, up: tuple[Fraction, bool] | None, tmp_path: Path
) -> None:
    (tmp_path / "town.csv").write_text(f"单位,期间,企业\n甲镇,2023,{firms}\n", encoding="utf-8")
    (gap,) = gaps(inner.load_source(Source("tiered.yaml", TIERED)), reader(tmp_path), "甲镇", to="score=6").found
    assert thresholds(gap)["firms"] == (down, up)


@pytest.mark.parametrize(
    ("formula", "up"),
    [
        ("marks * marks", (Fraction(80), True)),
        ("power(marks, 2)", (Fraction(80), True)),
        ("sqrt(marks)", None),
        ("power(marks, 0.3)", None),
        ("ln(marks + 1)", None),
    ],
)
def test_a_square_is_followed_and_a_root_has_no_threshold_at_each_digit(
    formula: str, up: tuple[Fraction, bool] | None, tmp_path: Path
) -> None:
    """80 × 80 is 6,400, where the cap begins; beyond it nothing more comes."""
    (tmp_path / "town.csv").write_text("单位,期间,分\n甲镇,2023,70\n乙镇,2023,75\n丙镇,2023,85\n", encoding="utf-8")
    text = GRADED.replace("formula: marks}", f'formula: "{formula}", cap: 6400}}')
    (gap,) = gaps(inner.load_source(Source("graded.yaml", text)), reader(tmp_path), "甲镇", to="place=2").found
    assert thresholds(gap) == {"marks": (None, up)}


SHARES = """\
kaohe: 2
policy: shares
title: 份额
units: {town: {name: 镇, period: year, members: [甲镇, 乙镇]}}
tables:
  town: {name: 镇报, key: [town, year], columns: [{whole: yes, min: 1, max: 99, names: {goal: 目标}}]}
  project:
    name: 项目
    records_of: [town, year]
    columns: [{type: name, names: {label: 名称}}, {whole: yes, min: 1, max: 30, names: {done: 完成}}]
    let: {share: done / all_done, rate: done / goal, both: share + rate}
scores:
  - {id: small, name: 小项目, for: town, count: {over: project, where: share < 0.2}}
  - {id: met, name: 达标, for: town, count: {over: project, where: rate >= 0.5}}
  - {id: high, name: 突出, for: town, count: {over: project, where: both >= 0.8}}
values: [{id: all_done, name: 共完成, for: town, sum: {over: project, of: done}}]
"""


@pytest.mark.parametrize(
    ("goal", "moves"),
    # 10, 5, 5 of a goal of 40. 5 of 26 is less than a fifth, of 25 it is not; 16 is the first of 10 to make it 26.
    # 0.5 and 0.25 of the first are 0.8 with 10 / 33 of the goal, with 12 / 22 and 12 / 40, or with 10 / 18 of less.
    [
        ("small=2", [("done", 0, 16)]),
        ("met=1", [("goal", 0, 20), ("done", 0, 20), ("done", 1, 20), ("done", 2, 20)]),
        ("high=1", [("goal", 0, 33), ("done", 0, 12), ("done", 1, 3), ("done", 2, 3)]),
    ],
)
def test_a_value_of_a_row_may_rest_on_its_whole_unit(
    goal: str, moves: list[tuple[str, int, int]], tmp_path: Path
) -> None:
    (tmp_path / "town.csv").write_text("单位,期间,目标\n甲镇,2023,40\n乙镇,2023,9\n", encoding="utf-8")
    rows = "甲镇,2023,a,10\n甲镇,2023,b,5\n甲镇,2023,c,5\n乙镇,2023,d,5\n"
    (tmp_path / "project.csv").write_text("单位,期间,名称,完成\n" + rows, encoding="utf-8")
    (gap,) = gaps(inner.load_source(Source("shares.yaml", SHARES)), reader(tmp_path), "甲镇", to=goal).found
    assert [(each.cell.column, each.cell.row, each.new) for each in gap.moves if isinstance(each, Move)] == moves
