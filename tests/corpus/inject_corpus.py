"""The corpus of hostile names: the policy and data that each name stands in, and all that is written of it, twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.corpus.data_corpus import decisions
from tests.corpus.inject_commands import Command, commands, for_programs
from tests.corpus.inject_policies import HEAD, PLAIN, RESULTS, TAIL, name_in, prepare

FOLDER = Path(__file__).parent / "inject"
CHILD = Path(__file__).parent / "write_kinds.py"
ROWS = decisions(FOLDER)
TAKEN = [file for file, row in ROWS.items() if row["must"] == "ESCAPE"]
"""The files whose names a policy may hold; all others are refused when it loads."""

THOROUGH = [
    f"{stem}.csv"
    for stem in ("dde", "quote_break", "script", "markdown", "rich", "path_win", "long_40k", "newline", "ansi_color")
]
"""One of each kind of sign that some reader obeys: these names are given to every command, the others to every
writer once."""

ELSEWHERE = ["dde.csv", "markdown.csv", "newline.csv"]
"""Those of them that are written in another environment too: two names that are taken, and one that is not."""

ENVIRONMENTS = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"},
    {"PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "LANG": "C", "LC_ALL": "C"},
)


class Told(NamedTuple):
    """What a command line says."""

    exit: int
    stdout: str
    stderr: str


@dataclass
class Case:
    """What came of a name: how its process ended, what each command says, and the files of its folders of results."""

    name: str
    exit: int
    told: dict[str, Told]
    files: dict[str, bytes]


class Run(NamedTuple):
    """Every case by its file, and the files that were written or changed anywhere else."""

    cases: dict[str, Case]
    stray: list[str]


@cache
def runs() -> list[Run]:
    """What was written of every file of the corpus and of the plain name; of a few once more in another environment."""
    plain = {"plain": PLAIN}
    names = {file: name_in((FOLDER / file).read_bytes()) for file in ROWS}
    first = {file: commands(name, file not in ROWS or file in THOROUGH) for file, name in (plain | names).items()}
    second = {file: for_programs(name) for file, name in (plain | {file: names[file] for file in ELSEWHERE}).items()}
    with ThreadPoolExecutor() as pool:
        return list(pool.map(_run, ENVIRONMENTS, (first, second), (plain | names, plain | names)))


def case(file: str) -> Case:
    """What was written of a file's name; "plain" is of a name that nothing obeys."""
    return runs()[0].cases[file]


def _run(environment: dict[str, str], wanted: dict[str, dict[str, Command]], named: dict[str, str]) -> Run:
    names = {file: named[file] for file in wanted}
    lines = {file: {kind: asdict(command) for kind, command in each.items()} for file, each in wanted.items()}
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        for file, name in names.items():
            prepare(root / file, name, (FOLDER / file).read_bytes() if file in ROWS else f"{HEAD}{name}{TAIL}".encode())
        before = written(root)
        kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
        done = subprocess.run(
            [sys.executable, str(CHILD)],
            input="".join(json.dumps([str(root / file), *lines[file].values()]) + "\n" for file in ["plain", *names]),
            stdout=subprocess.PIPE,
            text=True,
            env={**kept, "TERM": "xterm", **environment},
            check=True,
        )
        files = {path: data for path, data in written(root).items() if before.get(path) != data}
    cases = {}
    for (file, name), line in zip(names.items(), done.stdout.splitlines(), strict=True):
        exit_, told = json.loads(line)
        own = {path.name: files.pop(path) for path in list(files) if path.parts[0] == file and path.parts[1] in RESULTS}
        said = zip(lines[file], (Told(*each) for each in told), strict=exit_ == 0)
        cases[file] = Case(name, exit_, dict(said), own)
    return Run(cases, sorted(map(str, files)))


def written(root: Path) -> dict[Path, bytes]:
    """Every file below a folder."""
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
