"""The same inputs give the same page, whatever the hash seed, the time zone and the locale are, the time apart."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.report.page.pages import ROOT


def page(name: str, target: Path, **environment: str) -> str:
    command = [sys.executable, str(ROOT / "cli.py"), "report", name, str(ROOT / "examples" / name), "-o", str(target)]
    subprocess.run(command, check=True, env={**os.environ, **environment}, timeout=60)
    text = target.read_bytes().decode("utf-8")
    bare, times = re.subn(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", "", text)
    assert times == 1
    return bare


@pytest.mark.parametrize("name", ["xiangxiang_chains", "xiangtan_county"])
def test_the_bytes_are_the_same(name: str, tmp_path: Path) -> None:
    first = page(name, tmp_path / "a.html", PYTHONHASHSEED="1", TZ="UTC", LANG="C")
    again = page(name, tmp_path / "b.html", PYTHONHASHSEED="2", TZ="Asia/Shanghai", LANG="zh_CN.UTF-8")
    assert first == again
    assert first.startswith("<!DOCTYPE html>\n") and str(tmp_path) not in first
