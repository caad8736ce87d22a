"""How long whole commands take, against bare Python and two imports: python benchmarks/start_up.py [RUNS]

All commands take turns, so that a slow moment of the machine hits them alike; medians and ratios are printed. Absolute
times are the machine's, ratios are the project's.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
CLI = [sys.executable, str(ROOT / "cli.py")]
CHAINS = ["policies/xiangxiang_chains.yaml", "examples/xiangxiang_chains"]
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    'python -c "import yaml, click"': [sys.executable, "-c", "import yaml, click"],
    "kaohe --help": [*CLI, "--help"],
    "kaohe score (six chains, JSON)": [*CLI, "score", *CHAINS, "--format", "json"],
    "kaohe score (six chains, table)": [*CLI, "score", *CHAINS],
}

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Without bytecode on the disk every process would compile the engine."""


def seconds(command: list[str]) -> float:
    """The time of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main(runs: int) -> None:
    for command in COMMANDS.values():  # once for the compiled files
        seconds(command)
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    medians = {name: statistics.median(each) for name, each in times.items()}
    bare, imports = list(medians.values())[:2]
    print(f"{'whole process':36}{'median ms':>10}{'× bare':>9}{'× imports':>11}")
    for name, median in medians.items():
        print(f"{name:36}{median * 1000:>10.0f}{median / bare:>9.1f}{median / imports:>11.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
