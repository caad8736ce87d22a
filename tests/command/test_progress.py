"""What a long job tells of itself, and who hears it."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.progress import STAGES, Stage, busy, heard, tracked

from tests import inner

ROOT = Path(__file__).parents[2]
DATA = ROOT / "examples" / "xiangxiang_chains"


def test_it_is_told_to_whoever_listens_and_only_while_they_do() -> None:
    first: list[Stage] = []
    second: list[Stage] = []
    busy("read", "nobody hears this")
    with heard(first.append):
        busy("read", "甲")
        with heard(second.append):
            busy("read", "乙", 1, 2)
        busy("read", "丙")
    busy("read", "nobody hears this")
    assert first == [Stage("read", "甲"), Stage("read", "丙")]
    assert second == [Stage("read", "乙", 1, 2)]


def test_a_listener_is_gone_after_an_error() -> None:
    told: list[Stage] = []
    with pytest.raises(ValueError), heard(told.append):
        raise ValueError
    busy("read")
    assert told == []


def test_items_are_told_of_before_they_are_worked_on() -> None:
    told: list[object] = []
    with heard(told.append):
        for item in tracked("read", ["甲", "乙"], str):
            told.append(item)
    assert told == [Stage("read", "甲", 0, 2), "甲", Stage("read", "乙", 1, 2), "乙"]


def test_a_run_tells_its_tables_and_values_and_has_the_same_results() -> None:
    policy = inner.load(ROOT / "policies" / "xiangxiang_chains.yaml")
    told: list[Stage] = []
    with heard(told.append):
        results = inner.score(policy, DATA, verify=True)
    assert results.results == inner.score(policy, DATA).results
    assert {stage.kind for stage in told} == {"read", "type", "calculate", "verify"}
    assert {stage.kind for stage in told} < STAGES.keys()
    calculated = [stage for stage in told if stage.kind == "calculate"]
    assert [stage.done for stage in calculated] == list(range(len(policy.order)))
    assert {stage.of for stage in calculated} == {len(policy.order)}
    read = [stage.name for stage in told if stage.kind == "read"]
    assert "产业链项目建设" not in read and policy.tables["construction_project"].name in read


def test_targets_tell_what_is_judged() -> None:
    policy = inner.load(ROOT / "policies" / "taojiang.yaml")
    told: list[Stage] = []
    with heard(told.append):
        inner.targets(policy, ROOT / "examples" / "taojiang")
    assert [stage.name for stage in told if stage.kind == "judge"] == [target.name for target in policy.targets]
