"""The same inputs give the same bytes, wherever and whenever they are calculated; the time of the run apart."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.policies.worked import Case

ROOT = Path(__file__).parent.parent.parent
PLACES = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4294967295", "TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"},
    {"PYTHONHASHSEED": "17", "TZ": "America/St_Johns", "LANG": "tr_TR.UTF-8", "LC_ALL": "de_DE.ISO-8859-1"},
]


def _told(case: Case, where: dict[str, str]) -> bytes:
    chosen = [word for reading in case.written["interpret"] for word in ("--interpret", reading)]
    arguments = ["score", f"policies/{case.policy}.yaml", str(case.folder), "--format", "json", *chosen]
    run = subprocess.run(
        [sys.executable, "cli.py", *arguments], cwd=ROOT, env=os.environ | where, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode("utf-8", "replace")
    timeless, found = re.subn(rb'"time": "[^"]*"', b"", run.stdout)
    assert found == 1
    return timeless


@pytest.mark.parametrize("case", [Case("xiangxiang_chains", "other_readings"), Case("xiangtan_county", "unqualified")])
def test_same_bytes_everywhere(case: Case) -> None:
    first, *others = [_told(case, where) for where in PLACES]
    assert len(first) > 1000
    assert all(other == first for other in others)
