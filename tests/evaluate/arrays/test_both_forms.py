"""Every conformance case and generated policies over arrays: the same values, findings and order as over lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kaohe.diagnostics import Refused
from kaohe.evaluate import evaluator
from kaohe.source_places import Source

from tests import inner
from tests.conformance.run_case import policy_of
from tests.conformance.test_conformance import all_cases
from tests.evaluate.arrays.both_forms import same
from tests.evaluate.small import figures, scored, shops
from tests.model.pairs import pair

pytest.importorskip("numpy")


@pytest.mark.parametrize("case", list(all_cases()))
def test_a_conformance_case_is_the_same_over_arrays(case: dict[str, Any], tmp_path: Path) -> None:
    try:
        policy = policy_of(case, tmp_path)
    except Refused:
        policy = None
    data = tmp_path / "data"
    data.mkdir()
    for name, text in case.get("data", {}).items():
        (data / name).write_text(text, encoding="utf-8")
    assert policy is None or same(policy, data, case.get("readings", {}))


@pytest.mark.parametrize("first", range(0, 30, 10))
def test_generated_policies_are_the_same_over_arrays(first: int, tmp_path: Path) -> None:
    over_arrays = 0
    for seed in range(first, first + 10):
        text, files = pair(seed)
        try:
            policy = inner.load_source(Source("towns.yaml", text))
        except Refused:
            continue
        for name, rows in files.items():
            (tmp_path / name).write_text(rows, encoding="utf-8")
        over_arrays += same(policy, tmp_path, {})[0]
    assert over_arrays > 0


def test_without_numpy_lists_do_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluator, "ARRAYS_FROM", 0)
    policy, rows = shops("formula: x / y"), figures(x=[1, 2, 3, 4], y=[3, 3, 3, 3])
    over_arrays = scored(policy, rows)
    monkeypatch.setattr(evaluator, "find_spec", lambda name: None)
    assert scored(policy, rows) == over_arrays
