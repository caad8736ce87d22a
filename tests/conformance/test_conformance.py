"""Every conformance case, against values worked out by hand or codes of findings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conformance.run_case import run_case

CASES = Path(__file__).parent / "cases"


def all_cases() -> Iterator[Any]:
    """Each case of each file, under its name."""
    for file in sorted(CASES.glob("*.yaml")):
        for number, case in enumerate(yaml.load_all(file.read_text(encoding="utf-8"), yaml.CBaseLoader), 1):
            yield pytest.param(case, id=f"{file.stem}-{number}: {case['case']}")


@pytest.mark.parametrize("case", list(all_cases()))
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    run_case(case, tmp_path)
    assert case["expect"]
