"""The same inputs give the same bytes, wherever and whenever they are calculated; the time of the run apart."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.policies.worked import Case

ROOT = Path(__file__).parent.parent.parent
PLACES = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "17", "TZ": "America/St_Johns", "LANG": "tr_TR.UTF-8", "LC_ALL": "de_DE.ISO-8859-1"},
]


def _told(case: Case, where: dict[str, str]) -> bytes:
    chosen = [word for reading in case.written["interpret"] for word in ("--interpret", reading)]
    return _scored([f"policies/{case.policy}.yaml", str(case.folder), *chosen], where)


def _scored(asked: list[str], where: dict[str, str]) -> bytes:
    arguments = ["score", *asked, "--format", "json"]
    run = subprocess.run(
        [sys.executable, "cli.py", *arguments], cwd=ROOT, env=os.environ | where, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode("utf-8", "replace")
    timeless, found = re.subn(rb'"time": "[^"]*"', b"", run.stdout)
    assert found == 1
    return timeless


@pytest.mark.parametrize("case", [Case("xiangxiang_chains", "other_readings"), Case("xiangtan_county", "unqualified")])
def test_same_bytes_everywhere(case: Case) -> None:
    first, other = (_told(case, where) for where in PLACES)
    assert len(first) > 1000
    assert other == first


def test_an_amended_policy_too_and_its_record_names_each_file(tmp_path: Path) -> None:
    (tmp_path / "bureau.csv").write_text(
        "部门,期间,完成投资,年度计划,生产安全事故,督办事项完成率,群众满意度\n"
        "甲局,2025,1.03,1,1,90,83\n乙局,2025,1,1,0,100,95\n丙局,2025,0.9,1,0,100,80\n",
        encoding="utf-8",
    )
    asked = ["policies/examples/work_plan_2025.yaml", str(tmp_path), "--verify"]
    first, other = (_scored(asked, where) for where in PLACES)
    assert other == first
    record = json.loads(first[: first.rindex(b",")] + b"}}")["record"]
    each = {path.name: sha256(path.read_bytes()) for path in (ROOT / "policies" / "examples").glob("work_plan*.yaml")}
    assert record["policy_files"] == [
        {"file": name, "digest": each[name].hexdigest()} for name in ("work_plan_2025.yaml", "work_plan.yaml")
    ]
    both = "\n".join(one["digest"] for one in record["policy_files"])
    assert record["policy_digest"] == sha256(both.encode()).hexdigest()
