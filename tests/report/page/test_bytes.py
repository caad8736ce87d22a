"""The same inputs give the same page, whatever the hash seed, the time zone and the locale are, the time apart."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from kaohe.command.main import main

from tests.report.page.pages import ROOT


def bare(target: Path) -> str:
    """A page without the time of its run."""
    text = target.read_bytes().decode("utf-8")
    found, times = re.subn(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", "", text)
    assert times == 1
    return found


@pytest.mark.parametrize("name", ["xiangxiang_chains", "xiangtan_county"])
def test_the_bytes_are_the_same(name: str, tmp_path: Path) -> None:
    asked = ["report", name, str(ROOT / "examples" / name), "-o"]
    assert main([*asked, str(tmp_path / "a.html")]) == 0
    elsewhere = {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"}
    command = [sys.executable, str(ROOT / "cli.py"), *asked, str(tmp_path / "b.html")]
    subprocess.run(command, check=True, env={**os.environ, **elsewhere}, timeout=60)
    first = bare(tmp_path / "a.html")
    assert first == bare(tmp_path / "b.html")
    assert first.startswith("<!DOCTYPE html>\n") and str(tmp_path) not in first
