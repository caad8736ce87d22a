"""A policy in version 1 of the language: every command ends with 1 and one finding, whose mend makes it version 2."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from kaohe.command import main as cli
from kaohe.command.main import COMMANDS

OLD = """\
kaohe: 1
policy: old
title: 旧办法
units: {town: {name: 镇, period: year, members: [甲, 乙]}}
tables: {t: {name: 年报, key: {unit: town, period: year}, columns: [{names: {x: 数}}]}}
scores: [{id: s, name: 与平均之差, for: town, formula: x - average}]   # 说明
values: [{id: average, name: 平均, for: town, across: {take: mean, of: x, within: all}}]
"""
ARGUMENTS = {
    "check": "OLD",
    "score": "OLD DATA",
    "targets": "OLD DATA",
    "explain": "OLD DATA --unit 甲",
    "report": "OLD DATA -o out.html",
    "workbook": "OLD DATA -o out.xlsx",
    "template": "OLD -o out.xlsx",
    "data": "OLD DATA",
    "graph": "OLD",
    "compare": "OLD xiangxiang_chains",
    "gap": "OLD DATA --unit 甲",
    "diff": "OLD xiangxiang_chains",
    "readings": "OLD DATA",
    "stress": "OLD DATA",
    "whatif": "OLD DATA",
    "consolidate": "OLD -o out.yaml",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "旧 办法.yaml").write_text(OLD, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "年报.csv").write_text("单位,年度,数\n甲,2023,1\n乙,2023,4\n", encoding="utf-8")
    return tmp_path


def _told(capfd: pytest.CaptureFixture[str]) -> str:
    """Findings, which are the results of `check` and go to standard output there."""
    return "".join(capfd.readouterr())


def test_every_command_is_here() -> None:
    known = {command for commands in COMMANDS.values() for command in commands}
    assert ARGUMENTS.keys() | {"migrate"} == known


@pytest.mark.parametrize("command", ARGUMENTS)
def test_it_is_refused_with_one_finding(command: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["旧 办法.yaml" if each == "OLD" else each for each in ARGUMENTS[command].replace("DATA", "data").split()]
    assert cli.main(["--lang", "en", command, *words]) == 1
    told = _told(capfd)
    assert re.findall(r"\b[A-Z]\d{3}\b", told) == ["K177"]
    assert told.startswith("旧 办法.yaml:1:8: K177 ")
    assert not list(folder.glob("out.*"))


def test_its_mend_followed_to_the_letter_is_the_way_to_the_result(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    cli.main(["--lang", "en", "check", "旧 办法.yaml"])
    found = re.search(r"kaohe (migrate .*?),", _told(capfd))
    assert found is not None
    command = shlex.split(found[1])
    assert cli.main(command) == 0
    assert cli.main(["score", command[-1], "data", "--format", "csv"]) == 0
    assert "-1.5" in capfd.readouterr().out


def test_a_used_or_amended_file_is_refused_at_its_own_place(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    amending = "kaohe: 2\npolicy: new\ntitle: 新办法\namends: 旧 办法.yaml\n"
    change = "changes: [{clause: 一, say: 改, repeal: scores.s}]\n"
    (folder / "new.yaml").write_text(amending + change, encoding="utf-8")
    assert cli.main(["check", "new.yaml"]) == 1
    assert re.findall(r"旧 办法.yaml:1:8: (K\d+)", _told(capfd)) == ["K177"]
