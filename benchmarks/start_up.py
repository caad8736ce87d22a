"""What whole commands cost beside a bare Python: python benchmarks/start_up.py [RUNS]

Time is the processor's, of whole processes. All commands take turns, so that a slow moment of the machine hits them
alike; medians and ratios are printed. Absolute times are the machine's, ratios are the project's. A policy that is
`kept` lies in the cache, one that is `read` does not: `--no-cache`. Bytecode is there in any case. Then policies of
more and more indicators are loaded, and the exponent of their number in the time beyond a bare Python is fitted.
"""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from straight_line import Size, policy_of

ROOT = Path(__file__).parent.parent
CLI = [sys.executable, str(ROOT / "cli.py")]
CHAINS = ["score", "policies/xiangxiang_chains.yaml", "examples/xiangxiang_chains"]
JSON = ["--format", "json"]
PASS = "python -c pass"
COMMANDS = {
    PASS: [sys.executable, "-c", "pass"],
    "python -c 'import click'": [sys.executable, "-c", "import click"],
    "python -c 'import networkx'": [sys.executable, "-c", "import networkx"],
    "kaohe --help": [*CLI, "--help"],
    "kaohe score, six chains, JSON, kept": [*CLI, *CHAINS, *JSON],
    "kaohe score, six chains, table, kept": [*CLI, *CHAINS],
    "kaohe score, six chains, JSON, read": [*CLI, *CHAINS, *JSON, "--no-cache"],
    "kaohe check, six chains": [*CLI, "check", CHAINS[1]],
}
SIZES = (250, 500, 1000, 2000)
LOAD = (
    f"import sys; sys.path.insert(0, {str(ROOT / 'engine')!r}); from pathlib import Path; "
    "from kaohe.command.arguments import loaded; from kaohe.progress import one_thing; "
    "one_thing()(loaded)(Path(sys.argv[1]))"
)


def seconds(command: list[str], settings: dict[str, str]) -> float:
    """The processor time of one whole process."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, env=settings, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        without = ("PYTHONDONTWRITEBYTECODE", "KAOHE_NO_CACHE")
        settings = {name: value for name, value in os.environ.items() if name not in without}
        settings |= dict.fromkeys(("XDG_CACHE_HOME", "LOCALAPPDATA"), folder)
        commands = {name: (command, settings) for name, command in COMMANDS.items()}
        for size in SIZES:
            file = Path(folder, f"{size}.yaml")
            file.write_text(policy_of(Size(units=6, indicators=size)), encoding="utf-8")
            load = [sys.executable, "-c", LOAD, str(file)]
            commands[f"a policy of {size} indicators, kept"] = (load, settings)
            commands[f"a policy of {size} indicators, read"] = (load, {**settings, "KAOHE_NO_CACHE": "1"})
        for command in commands.values():  # once for the bytecode and the cache
            seconds(*command)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                times[name].append(seconds(*command))
    medians = {name: statistics.median(each) for name, each in times.items()}
    print(f"{'processor time of a whole process':42}{'median ms':>10}{'× pass':>9}")
    for name, median in medians.items():
        print(f"{name:42}{median * 1000:>10.0f}{median / medians[PASS]:>9.1f}")
    for how in ("kept", "read"):
        grown = [medians[f"a policy of {size} indicators, {how}"] - medians[PASS] for size in SIZES]
        print(f"exponent of indicators in the time, {how}: {_exponent(grown):.2f}")


def _exponent(grown: list[float]) -> float:
    """The slope of the logarithms, by least squares."""
    along, up = [math.log(size) for size in SIZES], [math.log(max(each, 1e-6)) for each in grown]
    x, y = statistics.mean(along), statistics.mean(up)
    return sum((a - x) * (b - y) for a, b in zip(along, up, strict=True)) / sum((a - x) ** 2 for a in along)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
