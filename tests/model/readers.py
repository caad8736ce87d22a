"""Every command on generated policies and data: what `check` passes is never refused but for want of a value.

`python -m tests.model.readers 300 [--first 0]` asks many, outside of the suite, and prints each command that fails;
`python -m tests.model.readers --cases` asks with each conformance case that has values.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from kaohe.command.main import main as kaohe
from kaohe.diagnostics import Refused

from tests import inner
from tests.conformance.test_conformance import all_cases
from tests.conformance.test_provisional import without_something
from tests.model.pairs import pair

_ON = ("policy.yaml", "data")
_OF = ("--unit", "{unit}", "--period", "{period}")
_PART = ("policy.yaml", "less", "--provisional")
READERS: dict[str, tuple[str, ...]] = {
    "check": ("check", "policy.yaml"),
    **{f"score {each}": ("score", *_ON, "--format", each) for each in ("table", "csv", "markdown")},
    "score and verify": ("score", *_ON, "--verify", "--values", "--format", "json"),
    "score in a workbook": ("score", *_ON, "-o", "score.xlsx"),
    **{f"explain {each}": ("explain", *_ON, *_OF, "--format", each) for each in ("markdown", "json", "html")},
    "explain the year": ("explain", *_ON, "--unit", "{other}"),
    **{
        f"against {each}": ("explain", *_ON, *_OF, "--against", "{other}", "--format", each)
        for each in ("markdown", "json", "html")
    },
    "working paper": ("workbook", *_ON, "-o", "paper.xlsx"),
    "report": ("report", *_ON, "-o", "report.html"),
    **{f"graph {each}": ("graph", "policy.yaml", "--format", each) for each in ("svg", "mermaid", "dot")},
    **{f"compare {each}": ("compare", "policy.yaml", "same.yaml", "--format", each) for each in ("json", "markdown")},
    "diff": ("diff", "policy.yaml", "same.yaml", "--format", "json"),
    "template": ("template", "policy.yaml", "-o", "template.xlsx", "--year", "{year}"),
    **{f"data {each}": ("data", *_ON, "--format", each) for each in ("table", "json")},
    "readings": ("readings", *_ON, "--format", "json"),
    "what if": ("whatif", *_ON, "--set", "{cell}", "--format", "json"),
    "gap": ("gap", *_ON, *_OF, "--format", "json"),
    "stress": ("stress", *_ON, "--samples", "5", "--format", "json"),
    "provisional": ("score", *_PART, "--verify", "--format", "json"),
    "provisional explained": ("explain", *_PART, *_OF, "--format", "markdown"),
    "provisional working paper": ("workbook", *_PART, "-o", "less.xlsx"),
    "provisional report": ("report", *_PART, "-o", "less.html"),
}
"""Command lines, by what reads."""
ABOUT = {"unit": "甲镇", "other": "丁镇", "period": "2022Q1", "year": "2022", "cell": "甲镇.2022Q1.x=11"}
"""What is asked about in generated data."""
ASKED_AMISS = {"C174"}
"""Of units that differ by no number there is nothing to tell."""


def made(seed: int, folder: Path) -> bool:
    """Writes the policy of a seed, the same under another id, its data, and the data with some cells not sent yet.

    False where `check` refuses the policy.
    """
    text, files = pair(seed)
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    (folder / "same.yaml").write_text(text.replace("policy: towns", "policy: other"), encoding="utf-8")
    random = Random(seed)
    for name in ("data", "less"):
        (folder / name).mkdir(exist_ok=True)
    for name, rows in files.items():
        (folder / "data" / name).write_text(rows, encoding="utf-8")
        head, *lines = rows.splitlines()
        less = [_less(line, random) if random.random() < 0.1 else line for line in lines]
        (folder / "less" / name).write_text("\n".join([head, *less]) + "\n", encoding="utf-8")
    try:
        inner.load(folder / "policy.yaml")
    except Refused:
        return False
    return True


def _less(line: str, random: Random) -> str:
    """A row without one of its figures, which stand last; the parts of its key stand first."""
    cells = line.split(",")
    cells[random.randint(max(min(3, len(cells) - 1), len(cells) - 3), len(cells) - 1)] = ""
    return ",".join(cells)


def written(case: dict[str, Any], folder: Path) -> dict[str, str]:
    """Writes a conformance case; what to ask about in it."""
    files = {"policy.yaml": case["policy"], **case.get("files", {})}
    same = re.sub(r"(?m)^policy: .*", "policy: another", case["policy"])
    for name, text in {**files, "same.yaml": same}.items():
        (folder / name).write_text(text, encoding="utf-8")
    less = next((data for _, data in without_something(inner.load(folder / "policy.yaml"), case["data"])), case["data"])
    for name, data in (("data", case["data"]), ("less", less)):
        (folder / name).mkdir()
        for file, rows in data.items():
            (folder / name / file).write_text(rows, encoding="utf-8")
    values = case["expect"]["values"]
    about = [row for row in values if row[0] == values[0][0] and row[2] == values[0][2]]
    return {"unit": about[0][1], "other": about[-1][1], "period": about[0][2], "year": about[0][2][:4]}


def ask(reader: str, folder: Path, about: dict[str, str] = ABOUT) -> str:
    """ "read", or "no value" where the data have none (E1xx). Raises AssertionError for any other finding, and what the
    command raises that is no finding."""
    out, err = io.StringIO(), io.StringIO()
    before = os.getcwd()
    os.environ["KAOHE_DEBUG"] = "1"
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = kaohe([word.format(**about) for word in READERS[reader]])
    finally:
        os.chdir(before)
        del os.environ["KAOHE_DEBUG"]
    if code == 0:
        return "read"
    codes = set(re.findall(r"\b[A-Z]\d{3}\b", err.getvalue()))
    if code == 2 and codes <= ASKED_AMISS:
        return "nothing to tell"
    assert code == 1 and any(each.startswith("E1") for each in codes), (reader, code, err.getvalue()[-1500:])
    return "no value"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("number", type=int, nargs="?", default=100)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--cases", action="store_true")
    given = asked.parse_args()
    if given.cases:
        _ask_with_cases()
        return
    outcomes: Counter[str] = Counter()
    for seed in range(given.first, given.first + given.number):
        with tempfile.TemporaryDirectory() as name:
            if not made(seed, Path(name)):
                outcomes["refused by check"] += 1
                continue
            for reader in READERS:
                try:
                    outcomes[ask(reader, Path(name))] += 1
                except Exception as fault:
                    outcomes["FAILS"] += 1
                    print(f"seed {seed}, {reader}: {type(fault).__name__} {str(fault)[-900:]}", flush=True)
    print(dict(outcomes))


def _ask_with_cases() -> None:
    outcomes: Counter[str] = Counter()
    for each in all_cases():
        case = each.values[0]
        if "values" not in case["expect"]:
            continue
        with tempfile.TemporaryDirectory() as name:
            about = written(case, Path(name))
            for reader, line in READERS.items():
                if "{cell}" in line or ("--against" in line and about["unit"] == about["other"]):
                    continue
                try:
                    outcomes[ask(reader, Path(name), about)] += 1
                except Exception as fault:
                    outcomes["FAILS"] += 1
                    print(f"{each.id[:60]}, {reader}: {type(fault).__name__} {str(fault)[-900:]}", flush=True)
    print(dict(outcomes))


if __name__ == "__main__":
    main()
