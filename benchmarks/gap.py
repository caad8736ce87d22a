"""How much more than `score` a gap costs: python benchmarks/gap.py [UNITS] [-o FOLDER]

The chains of policies/xiangxiang_chains.yaml become UNITS of them (36), each with the example's figures a little
changed: some 40 inputs each, all in one ranking. Whole processes, in turn. The goals: one unit at most 4 times
`score`, all units at most 60 times. With -o the policy and the data are written to a folder, and nothing is timed.
"""

from __future__ import annotations

import csv
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
POLICY, DATA = ROOT / "policies" / "xiangxiang_chains.yaml", ROOT / "examples" / "xiangxiang_chains"
PERIOD = "2023Q2"


def write(folder: Path, units: int) -> list[str]:
    """Writes policy.yaml and data/; gives the names of the units."""
    lines = POLICY.read_text(encoding="utf-8").split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith("    members:"))
    end = next(at for at in range(start + 1, len(lines)) if not lines[at].startswith("      "))
    names = [f"虚构链{number:02}" for number in range(1, units + 1)]
    text = "\n".join([*lines[:start], f"    members: [{', '.join(names)}]", *lines[end:]])
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    (folder / "data").mkdir(exist_ok=True)
    draw = random.Random(36)
    for file in DATA.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            head, *rows = list(csv.reader(opened))
        if head[0] != "产业链":
            continue
        originals = dict.fromkeys(row[0] for row in csv_rows(DATA / "chain.csv"))
        with (folder / "data" / file.name).open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(head)
            for at, name in enumerate(names):
                like = list(originals)[at % len(originals)]
                for row in rows:
                    if row[0] == like and row[1] == PERIOD:
                        writer.writerow([name, PERIOD, *(changed(cell, draw) for cell in row[2:])])
    return names


def csv_rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))[1:]


def changed(cell: str, draw: random.Random) -> str:
    """A number with decimals a little changed, all else as it is."""
    if "." not in cell:
        return cell
    return f"{float(cell) * draw.uniform(0.8, 1.2):.2f}"


def seconds(*arguments: str) -> float:
    """Processor seconds of one whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, str(ROOT / "cli.py"), *arguments], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(units: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        names = write(folder, units)
        files = (str(folder / "policy.yaml"), str(folder / "data"))
        ratios: dict[str, list[float]] = {"one unit": [], "all units": []}
        for _ in range(3):
            plain = seconds("score", *files)
            ratios["one unit"].append(seconds("gap", *files, "--unit", names[len(names) // 2]) / plain)
            ratios["all units"].append(seconds("gap", *files) / plain)
        for what, found in ratios.items():
            print(f"gap of {what}, {units} units: {median(found):.1f} times score")


if __name__ == "__main__":
    if "-o" in sys.argv:
        to = Path(sys.argv.pop())
        sys.argv.remove("-o")
        to.mkdir(parents=True, exist_ok=True)
        write(to, int(sys.argv[1]) if len(sys.argv) > 1 else 36)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 36)
