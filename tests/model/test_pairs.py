"""A few generated pairs of a policy and its data; `python -m tests.model.pairs` runs as many as are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.pairs import run


@pytest.mark.parametrize("first", range(0, 20, 10))
def test_engine_second_opinion_and_slow_model_agree(first: int, tmp_path: Path) -> None:
    found = [run(seed, tmp_path) for seed in range(first, first + 5)]
    assert found.count("agree") >= 2, found
