"""Whatever a command gives, it gives the same from a policy that was kept: to the screen, and into files."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from kaohe.policy import cache

import cli

ROOT = Path(__file__).parents[2]
CHAINS = f"{ROOT}/policies/xiangxiang_chains.yaml"
CHAINS_DATA = f"{ROOT}/examples/xiangxiang_chains"
TOWNS = f"{ROOT}/examples/leading_group/leading_group.yaml"
TOWNS_DATA = f"{ROOT}/examples/leading_group"
RULE = f"{ROOT}/examples/another_rule/grades_by_quota.yaml"
CITY, CITY_DATA = f"{ROOT}/policies/xiangtan_city.yaml", f"{ROOT}/examples/xiangtan_city"
COUNTY, COUNTY_DATA = f"{ROOT}/policies/xiangtan_county.yaml", f"{ROOT}/examples/xiangtan_county"
PLAN = f"{ROOT}/policies/examples/work_plan_2025.yaml"

COMMANDS = {
    **{f"score {format_}": f"score {CHAINS} {CHAINS_DATA} --format {format_}" for format_ in ("json", "csv", "table")},
    "score markdown": f"score {CHAINS} {CHAINS_DATA} --format markdown --interpret X1=base",
    "score workbook": f"score {CHAINS} {CHAINS_DATA} -o OUT/s.xlsx",
    "score verified": f"score {CHAINS} {CHAINS_DATA} --verify --values",
    "score of a group": f"score {TOWNS} {TOWNS_DATA} --verify",
    "score of a county": f"score {COUNTY} {COUNTY_DATA} --format json --provisional",
    "score refused": f"score {CHAINS} {TOWNS_DATA}",
    "targets": f"targets {CITY} {CITY_DATA}",
    "targets json": f"targets {CITY} {CITY_DATA} --format json",
    "explain": f"explain {CHAINS} {CHAINS_DATA} --unit 电子信息",
    "explain json": f"explain {CHAINS} {CHAINS_DATA} --unit 电子信息 --format json",
    "explain against": f"explain {CHAINS} {CHAINS_DATA} --unit 电子信息 --against 电力电工电器",
    "report": f"report {CHAINS} {CHAINS_DATA} -o OUT/r.html",
    "workbook": f"workbook {CHAINS} {CHAINS_DATA} -o OUT/w.xlsx",
    "template": f"template {CHAINS} -o OUT/t.xlsx",
    "data": f"data {CHAINS} {CHAINS_DATA}",
    "check": f"check {CHAINS} {PLAN} --format json",
    "graph": f"graph {CHAINS} --format svg",
    "graph of": f"graph {CHAINS} --of total --format mermaid",
    "graph from": f"graph {PLAN} --format dot",
    "compare": f"compare {CHAINS} {TOWNS} {PLAN}",
    "compare json": f"compare {CHAINS} {TOWNS} --format json",
    "diff": f"diff {ROOT}/policies/examples/work_plan.yaml {PLAN}",
    "diff of data": f"diff {CHAINS} {CHAINS_DATA} {CHAINS_DATA}",
    "gap": f"gap {CHAINS} {CHAINS_DATA} --unit 电子信息",
    "whatif": f"whatif {CHAINS} {CHAINS_DATA} --set-policy construction_score.cap=20",
    "whatif with": f"whatif {CHAINS} {CHAINS_DATA} --with {RULE}",
    "readings": f"readings {CHAINS} {CHAINS_DATA} --period 2023Q1",
    "stress": f"stress {TOWNS} {TOWNS_DATA} --samples 3",
    "consolidate": f"consolidate {PLAN}",
}
"""A command line by what it stands for; files go into OUT."""


class _NoTime(datetime):
    @classmethod
    def now(cls, tz: object = None) -> datetime:
        return datetime(2026, 1, 2, 3, 4, 5)


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaohe.results.datetime", _NoTime)


def _given(line: str, out: Path, capfd: pytest.CaptureFixture[str]) -> tuple[int, str, str, dict[str, bytes]]:
    """What a command gives: its exit code, what it says on both streams, and the files that it writes."""
    out.mkdir()
    code = cli.main([*line.replace("OUT", str(out)).split(" "), "--lang", "zh"])
    said = capfd.readouterr()
    return code, said.out, said.err, {name: content for file in sorted(out.iterdir()) for name, content in _parts(file)}


def _parts(file: Path) -> Iterator[tuple[str, bytes]]:
    """A file, or the parts of a workbook without the moment at which it was packed."""
    if file.suffix != ".xlsx":
        yield file.name, file.read_bytes()
        return
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name != "docProps/core.xml":
                yield f"{file.name}/{name}", archive.read(name)


def _files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_kept_policy_gives_the_same_bytes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    line = COMMANDS[name]
    monkeypatch.setattr(cache, "cache_folder", lambda: str(tmp_path / "cache"))
    monkeypatch.delenv(cache.SWITCH)
    read = _given(line, tmp_path / "read", capfd)
    keeps = _files(tmp_path / "cache")
    kept = _given(line, tmp_path / "kept", capfd)
    assert kept == read
    assert read[0] == (1 if name == "score refused" else 0), read[2]
    assert keeps == _files(tmp_path / "cache")
    assert bool(keeps) == (not name.startswith("check"))


def test_no_cache_keeps_nothing_and_uses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(cache.SWITCH)
    monkeypatch.setattr(cache, "cache_folder", lambda: str(tmp_path / "cache"))
    line = ["score", CHAINS, CHAINS_DATA, "--format", "csv"]
    assert cli.main([*line, "--no-cache"]) == 0
    assert not (tmp_path / "cache").exists()
    assert cli.main(line) == 0
    monkeypatch.setattr(cache, "_kept", lambda *_: pytest.fail("a kept policy was used"))
    assert cli.main([*line, "--no-cache"]) == 0


def test_a_kept_policy_needs_no_reader(tmp_path: Path) -> None:
    """What makes a start slow is not imported when the policy was kept: seen in a process of its own."""
    asked = (
        "import sys; sys.path.insert(0, 'engine'); from kaohe.command.main import main; "
        f"code = main(['score', {CHAINS!r}, {CHAINS_DATA!r}, '--output', {str(tmp_path / 'r.json')!r}]); "
        "heavy = {'yaml', 'jsonschema', 'networkx', 'rich', 'dataclasses', 'difflib', 'zipfile', 'kaohe.policy.load'}; "
        "sys.exit(','.join(sorted(heavy & sys.modules.keys())) or code)"
    )
    settings = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "HOME": str(tmp_path)}
    del settings[cache.SWITCH]
    run = [sys.executable, "-c", asked]
    first, second = (subprocess.run(run, cwd=ROOT, env=settings, capture_output=True, text=True) for _ in range(2))
    assert "yaml" in first.stderr
    assert (second.returncode, second.stderr) == (0, "")
