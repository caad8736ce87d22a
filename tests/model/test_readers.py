"""Each reader on a few generated pairs of a policy and its data; `python -m tests.model.readers` asks for many."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.readers import READERS, ask, made


@pytest.mark.parametrize("reader", READERS)
def test_what_check_passes_is_read(reader: str, tmp_path: Path) -> None:
    seed = 100 + list(READERS).index(reader)
    assert made(seed, tmp_path)
    assert ask(reader, tmp_path) in ("read", "no value")
