"""The corpus of bad YAML: each file comes out as MANIFEST.tsv has decided, in a child process with little memory.

`judged` says by whom: `loader` the file itself by text and YAML; `points`, `clause`, `name` its `v` in that place of
a policy, by the schema too; `policy` its fault written into a policy of this language; `lead` by the whole engine,
whose own tests hold it.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "yaml"
CHILD = Path(__file__).parent / "read_yaml.py"
WALL = 60

POLICY = """\
kaohe: 2
policy: example
title: 测试方案
units: {town: {name: 乡镇, period: year, members: [甲区, 乙区, 丙区]}}
tables: {town: {key: [town, year], columns: [{names: {x: 完成率, n: 扣分}}]}}
scores:
  - id: a
    name: 完成率
    clause: 一
    for: town
    points: 60
    formula: x * 0.6
"""
# The fault of a corpus file, written into a policy of this language.
FAULTS = {
    "key_unknown.yaml": POLICY.replace("points:", "piont:"),
    "indent_shift.yaml": POLICY.replace("    formula:", "formula:"),
    "sem_id_nonident.yaml": POLICY.replace("id: a", "id: 'GDP增速(%)'"),
}


def rows() -> list[dict[str, str]]:
    with (FOLDER / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = {row["file"]: row for row in rows() if row["judged"] != "lead"}


def run(far: str, paths: list[Path], **environment: str) -> list[dict[str, Any]]:
    """What the child says of each file; it may neither fail, nor take long, nor show a traceback."""
    done = subprocess.run(
        [sys.executable, str(CHILD), far, *map(str, paths)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=WALL,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", done.stdout)
    return [json.loads(line) for line in done.stdout.splitlines()]


def written(name: str, folder: Path) -> Path:
    """The file to judge: the corpus file, or a policy with its fault."""
    row = ROWS[name]
    if row["judged"] == "loader":
        return FOLDER / name
    text = (FOLDER / name).read_text(encoding="utf-8")
    if row["judged"] == "policy":
        policy = FAULTS.get(name) or POLICY + text
    else:
        key = row["judged"]
        policy = re.sub(rf"(?m)^    {key}: .*$", lambda _: f"    {key}: {text.removeprefix('v: ').rstrip()}", POLICY)
    path = folder / name
    path.write_text(policy, encoding="utf-8")
    return path


@cache
def _results(far: str) -> dict[str, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        names = [
            name
            for name, row in ROWS.items()
            if row["kind"] not in ("bomb", "cycle") and (row["judged"] == "loader") == (far == "loader")
        ]
        return dict(zip(names, run(far, [written(name, Path(folder)) for name in names]), strict=True))


def result(name: str) -> dict[str, Any]:
    if ROWS[name]["kind"] in ("bomb", "cycle"):
        return run("loader", [FOLDER / name])[0]
    return _results("loader" if ROWS[name]["judged"] == "loader" else "shape")[name]


@pytest.mark.parametrize("name", ROWS)
def test_a_corpus_file_comes_out_as_decided(name: str) -> None:
    row, found = ROWS[name], result(name)
    assert list(dict.fromkeys(found["codes"])) == row["codes"].split()
    must = row["must"]
    assert found["refused"] == (must == "REJECT")
    if must == "EQUAL":
        assert found["texts"] == result("ok_baseline.yaml")["texts"]
    elif must in ("VALUE", "WARN"):
        value = found["texts"]["v"]
        assert (json.dumps(value) if isinstance(value, dict) else value) == row["value"]


def test_every_file_of_the_folder_is_decided_once() -> None:
    names = [row["file"] for row in rows()]
    assert sorted(names) == sorted(path.name for path in FOLDER.glob("*.yaml"))
    assert all("|" not in row["must"] for row in ROWS.values())


def test_the_same_is_found_under_any_hash_seed_locale_and_time_zone() -> None:
    paths = [FOLDER / name for name, row in ROWS.items() if row["judged"] == "loader"]
    first = run("loader", paths, PYTHONHASHSEED="1", LANG="C", TZ="UTC")
    assert first == run("loader", paths, PYTHONHASHSEED="2", LANG="zh_CN.UTF-8", TZ="Asia/Shanghai")


def test_the_unchanged_policy_is_well_shaped(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY, encoding="utf-8")
    assert run("shape", [path])[0]["codes"] == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("a: [" + "x," * 500_000 + "]", id="many items"),
        pytest.param("".join(f"k{i}: 1\n" for i in range(80_000)), id="many keys"),
        pytest.param("a:\n" * 300_000, id="many empty keys"),
        pytest.param("a: " + "{" * 1_000_000, id="open braces"),
        pytest.param("? " * 500_000, id="complex keys"),
        pytest.param("".join(" " * i + "a:\n" for i in range(1_400)), id="deep indentation"),
        pytest.param("a: '" + "''" * 500_000, id="one long quoted text"),
        pytest.param("\u200b" * 300_000, id="invisible characters"),
        pytest.param("#" * 2_000_000, id="too large"),
    ],
)
def test_a_large_file_is_read_or_refused_in_time(data: str, tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text(data, encoding="utf-8")
    (found,) = run("loader", [path])
    assert len(found["codes"]) < 200
