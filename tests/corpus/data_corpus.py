"""What the corpora of bad data files share: their decisions, the policy they are scored by, and what holds for all."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

CHILD = Path(__file__).parent / "score_data.py"

POLICY = """\
kaohe: 2
policy: corpus
title: 测试办法
in_force: {from: 2022Q1}
units: {district: {name: 区, period: quarter, members: MEMBERS}}
tables:
  data:
    name: 数据
    key: [district, quarter]
    columns:
      - {names: {rate: 完成率}, measure: "%", min: 0%, max: 2000%}
      - {names: {cut: 扣分}, min: 0}
scores:
  - {id: rate_read, name: 完成情况, for: district, formula: rate}
  - {id: total, name: 总分, for: district, formula: rate / 100% * 100 - cut}
  - {id: place, name: 排名, for: district, rank: {of: total, within: all, first: highest, ties: competition}}
"""
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def decisions(folder: Path) -> dict[str, dict[str, str]]:
    """The rows of a folder's MANIFEST.tsv by file."""
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


def one_of_each(rows: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """A file of each kind of fault and of each outcome, which go the ways that all others go."""
    of = {(row["kind"], row["must"], row["codes"]): file for file, row in reversed(rows.items())}
    return {file: row for file, row in rows.items() if file in of.values()}


def policy_for(row: dict[str, str], folder: Path) -> Path:
    """The policy to score a file by: its units are those that the file is about."""
    members = ["甲区", "乙区", "丙区"]
    if row["value"].startswith("units "):
        members = row["value"].removeprefix("units ").split(",")
    path = folder / f"{row['file']}.yaml"
    path.write_text(POLICY.replace("MEMBERS", json.dumps(members, ensure_ascii=False)), encoding="utf-8")
    return path


def run(lines: list[list[str]], **environment: str) -> list[dict[str, Any]]:
    """What the child says of each command line."""
    done = subprocess.run(
        [sys.executable, str(CHILD)],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_always(found: dict[str, Any]) -> None:
    """What holds whatever a file is: an exit code, no traceback, nothing written but results, nothing unseen."""
    assert found["exit"] in (0, 1), found["stderr"]
    assert "Traceback" not in found["stderr"] and "C191" not in found["stderr"]
    assert not UNSEEN.search(found["stdout"] + found["stderr"])
    assert (found["stdout"], found["stray"]) == ("", [])
    assert (found["result"] is None) == (found["exit"] == 1)
    for value in values(found) if found["result"] else ():
        assert type(value) in (int, float)


def codes(found: dict[str, Any]) -> list[str]:
    """The codes of the findings, each once, in the order they are shown."""
    return list(dict.fromkeys(re.findall(r"(?m)^.*?: ([A-Z]\d{3}) ", found["stderr"])))


def scores(found: dict[str, Any]) -> str:
    """All that is calculated, and the fingerprint of the data; not when, nor what was said about it."""
    document = json.loads(found["result"])
    return json.dumps([document["results"], document["record"]["data_digest"]], ensure_ascii=False)


def values(found: dict[str, Any]) -> list[object]:
    """Every value of every result."""
    return [value for result in json.loads(found["result"])["results"] for value in result["values"].values()]


def value_of(found: dict[str, Any], row: dict[str, str]) -> str:
    """What the file is about, as the manifest writes it: the units in their order, or the rate of 乙区."""
    results = json.loads(found["result"])["results"]
    if row["value"].startswith("units "):
        return "units " + ",".join(result["unit"] for result in results)
    (rate,) = (result["values"]["rate_read"] for result in results if result["unit"] == "乙区")
    return str(rate)
