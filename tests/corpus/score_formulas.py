"""Puts corpus formulas into a real policy and scores them: python score_formulas.py FILE …, a line of JSON for each.

Each in a fork of its own, which finds everything imported, with 1 GB of memory and 5 seconds of work (so that a busy
machine makes no difference). The text goes into the policy's nodes, not through
YAML, so that quoting is not tested twice.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Findings, Refused
from kaohe.evaluate.run import needed_tables, score
from kaohe.language.composer import compose
from kaohe.language.nodes import Mapping, Scalar, Sequence
from kaohe.policy.load import policy_of
from kaohe.policy.use_and_amends import WholeText
from kaohe.source_places import Source

MEMORY, WORK, HANGS = 1 << 30, 5, 60

POLICY = """\
kaohe: 2
policy: one_formula
title: 一个公式
units:
  area: {name: 区, period: year, members: [甲区]}
tables:
  figures:
    name: 数据
    key: [area, year]
    columns:
      - {names: {x: 甲数, y: 乙数, n: 丙数, zero: 零, d: 丁数, A: 戊数, 完成率: 完成比率, 扣分: 扣去分}}
      - {type: text, names: {s: 文字}}
      - {type: yes/no, names: {flag: 是否}}
scores:
  - {id: result, name: 结果, for: area, formula: x}
"""
ROW = {"x": 10, "y": 3, "n": 2, "zero": 0, "d": Fraction(1, 10), "A": 1, "完成率": Fraction("95.5"), "扣分": 1}


def outcome(text: str) -> dict[str, Any]:
    """What becomes of a formula: refused with these codes, or its value."""
    source, findings = Source("policy.yaml", POLICY), Findings()
    root = compose(source, findings)
    assert root is not None
    scores = root.entries["scores"].value
    assert isinstance(scores, Sequence)
    entry = scores.items[0]
    assert isinstance(entry, Mapping)
    written = entry.entries["formula"]
    assert isinstance(written.value, Scalar)
    place = replace(written.value.place, width=len(text))
    instead = replace(written.value, text=text, place=place)
    entry.entries["formula"] = replace(written, value=instead)
    stage = "load"
    try:
        policy = policy_of(WholeText(root, (source,)), findings)
        stage = "score"
        row = {"unit": "甲区", "period": "2023", **ROW, "s": "88", "flag": True}
        needed = needed_tables(policy) or ["figures"]
        dataset = dataset_of_rows(policy, {"figures": [row]}, findings, needed)
        findings.stop_on_errors()
        results, _ = score(policy, dataset, {}, findings)
    except Refused as refused:
        return {"refused": stage, "codes": [found.code for found in refused.diagnostics if found.is_error]}
    value = results.results[0].values["result"]
    return {"value": str(value) if isinstance(value, Fraction) else value}


def main(files: list[str]) -> None:
    outcome("x")  # what is made when it is first used is made before the forks, which find it
    for file in files:
        text = Path(file).read_bytes().decode("utf-8", "surrogateescape")
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            signal.setitimer(signal.ITIMER_PROF, WORK)
            signal.alarm(HANGS)
            os.write(write, json.dumps(outcome(text)).encode())
            os._exit(0)
        os.close(write)
        told = b"".join(iter(lambda end=read: os.read(end, 65536), b""))
        os.close(read)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"file": Path(file).name, "exit": status, **json.loads(told or b"{}")}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
