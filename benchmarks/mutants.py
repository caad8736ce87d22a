"""Mutation testing: small faults put into the engine, one at a time; does a test fail?

    pip install cosmic-ray
    python benchmarks/mutants.py tests FOLDER                     # which test runs which line, once
    nice -n 19 python benchmarks/mutants.py run FOLDER 500 --seed 1
    python benchmarks/mutants.py again FOLDER                     # the survivors once more, by the tests of today

FOLDER holds a copy of the checkout, in which alone anything is changed, and `mutants.jsonl`, a line for each mutant.
A mutant is put to the tests that run its line, the quickest first; `--seconds` says how much of them it is put to.
docs/design/mutation.md has the figures, and says what they leave out.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import importlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MUTATED = ("engine/kaohe/words/*.py", "engine/kaohe/policy/infer*.py", "engine/kaohe/evaluate/*.py")
TESTS = ("conformance", "words", "evaluate", "policy", "verify")
COPIES = ("tests/words/test_new_word.py", "tests/words/test_registers.py", "tests/conformance/test_matrix.py")
"""These copy the project or read texts: they say nothing of what is calculated."""
NO_FAULT = re.compile("BitOr|RemoveDecorator|VariableReplacer|VariableInserter")
"""`|` joins types, and without a decorator nothing can be imported; replaced variables need settings of their own."""
FIRST = "tests/conformance/test_conformance.py::test_case"
"""The conformance cases, which need no pytest."""
IMPORTED = ("pytest", "hypothesis", "yaml", "jsonschema", "networkx", "flint", "simpleeval", "coverage", "xlsxwriter")


def copy(folder: Path) -> Path:
    """The checkout as it is now, in the folder."""
    tree = folder / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    return tree


def _asked(tree: Path) -> list[str]:
    return [f"tests/{name}" for name in TESTS] + [f"--ignore={tree / name}" for name in COPIES]


QUIET = ["-q", "-n", "0", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=no"]


def measure(folder: Path) -> None:
    """Runs the tests once, and keeps the lines of each and how long it took."""
    tree = copy(folder)
    if _forked(lambda: _measured(folder, tree), 3600, folder / "tests.log") != "survived":
        sys.exit(f"some test fails: {folder / 'tests.log'}")


def _measured(folder: Path, tree: Path) -> int:
    import coverage
    import pytest

    lines = coverage.Coverage(data_file=str(folder / "lines"), source=[str(tree / "engine/kaohe")], config_file=False)
    seconds: Counter[str] = Counter()

    class Watched:
        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
            lines.switch_context(item.nodeid)
            yield
            lines.switch_context("")

        def pytest_runtest_logreport(self, report: Any) -> None:
            seconds[report.nodeid] += report.duration

    _in_tree(tree)
    lines.start()
    code = int(pytest.main([*QUIET, "-p", "no:pytest_cov", *_asked(tree)], plugins=[Watched()]))
    lines.stop()
    lines.save()
    (folder / "seconds.json").write_text(json.dumps(seconds), encoding="utf-8")
    return code


class Tests:
    """Which tests run a line, and how long each takes."""

    def __init__(self, folder: Path) -> None:
        from coverage import CoverageData

        self.tree = folder / "tree"
        self.data = CoverageData(str(folder / "lines"))
        self.data.read()
        self.seconds: dict[str, float] = json.loads((folder / "seconds.json").read_text(encoding="utf-8"))
        self.lines: dict[str, dict[int, list[str]]] = {}

    def of(self, file: str, line: int, most: float) -> list[str]:
        """The quickest tests that run the line, conformance first; of a line that is run by import alone, all."""
        if file not in self.lines:
            self.lines[file] = self.data.contexts_by_lineno(str(self.tree / file))
        found = set(self.lines[file].get(line, ())) - {""}
        chosen, spent = [], 0.0
        for test in sorted(found or self.seconds, key=lambda test: (not test.startswith(FIRST), self.seconds[test])):
            spent += self.seconds[test]
            if spent > most:
                break
            chosen.append(test)
        return chosen


def mutants(tree: Path, number: int, seed: int) -> list[dict[str, Any]]:
    """So many, by a place that is drawn and then what is done to it; the same for the same seed and text."""
    from cosmic_ray import plugins
    from cosmic_ray.ast import ast_nodes, get_ast_from_path

    places: dict[tuple[str, Any], list[dict[str, Any]]] = {}
    for file in sorted(file for pattern in MUTATED for file in tree.glob(pattern)):
        name = file.relative_to(tree).as_posix()
        read = get_ast_from_path(file)
        for operator in sorted(plugins.operator_names()):
            if NO_FAULT.search(operator):
                continue
            made = plugins.get_operator(operator)()
            found = (place for node in ast_nodes(read) for place in made.mutation_positions(node))
            for occurrence, (start, _) in enumerate(found):
                mutant = {"file": name, "operator": operator, "occurrence": occurrence, "line": start[0]}
                places.setdefault((name, start), []).append(mutant)
    drawn = random.Random(seed)
    order = list(places)
    drawn.shuffle(order)
    chosen: list[dict[str, Any]] = []
    for place in order:
        mutant = drawn.choice(places[place])
        if len(chosen) < number and _means_another(tree, mutant):
            chosen.append(mutant)
    return chosen


def mutated(tree: Path, mutant: dict[str, Any]) -> str:
    """The text of the file with the fault in it."""
    from cosmic_ray import plugins
    from cosmic_ray.mutating import mutate_code

    text = (tree / mutant["file"]).read_text(encoding="utf-8")
    found = mutate_code(text, plugins.get_operator(mutant["operator"])(), mutant["occurrence"])
    assert found is not None, mutant
    return str(found)


def _means_another(tree: Path, mutant: dict[str, Any]) -> bool:
    """Whether it is Python at all, and more than annotations differ, which nobody evaluates."""
    text = (tree / mutant["file"]).read_text(encoding="utf-8")
    try:
        return _meaning(text) != _meaning(mutated(tree, mutant))
    except SyntaxError:
        return False


def _meaning(text: str) -> str:
    read = ast.parse(text)
    for node in ast.walk(read):
        for name in ("annotation", "returns"):
            if getattr(node, name, None) is not None:
                setattr(node, name, ast.Constant(0))
    return ast.dump(read)


def survives(tree: Path, mutant: dict[str, Any], tests: list[str], cases: dict[str, Any], limit: float) -> str:
    """ "survived", "killed", or "too slow" after `limit` seconds, which is a kill as well."""
    file = tree / mutant["file"]
    text = file.read_text(encoding="utf-8")
    for old in file.parent.glob(f"__pycache__/{file.stem}.*"):
        old.unlink()
    file.write_text(mutated(tree, mutant), encoding="utf-8")
    try:
        return _forked(lambda: _run(tree, tests, cases), limit)
    finally:
        file.write_text(text, encoding="utf-8")


def _in_tree(tree: Path) -> None:
    """This process works in the copy, and with its engine."""
    os.chdir(tree)
    sys.dont_write_bytecode = True
    sys.path[:] = [
        str(tree / "engine"),
        str(tree),
        *(path for path in sys.path if not path.startswith(f"{ROOT}/engine")),
    ]


def _run(tree: Path, tests: list[str], cases: dict[str, Any]) -> int:
    """The conformance cases among the tests one after the other, and what is left by pytest."""
    import pytest

    _in_tree(tree)
    run_case = importlib.import_module("tests.conformance.run_case").run_case
    rest = []
    for test in tests:
        if not test.startswith(FIRST):
            rest.append(test)
            continue
        with tempfile.TemporaryDirectory() as folder:
            run_case(cases[test.partition("[")[2].partition(":")[0]], Path(folder))

    class Chosen:
        def pytest_collection_modifyitems(self, items: list[Any]) -> None:
            order = {test: number for number, test in enumerate(rest)}
            items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])

    files = sorted({test.partition("::")[0] for test in rest})
    return int(pytest.main([*QUIET, *files], plugins=[Chosen()])) if files else 0


def cases_of(tree: Path) -> dict[str, Any]:
    """The conformance cases by their numbers."""
    import yaml

    return {
        f"{file.stem}-{number}": case
        for file in (tree / "tests/conformance/cases").glob("*.yaml")
        for number, case in enumerate(yaml.load_all(file.read_text(encoding="utf-8"), yaml.CBaseLoader), 1)
    }


def _forked(work: Callable[[], int], limit: float, log: Path = Path(os.devnull)) -> str:
    """In a process that has all libraries, and nothing of the engine."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for end in (1, 2):
            os.dup2(told, end)
        code = 3
        try:
            code = work()
        finally:
            os._exit(code)
    ends = time.monotonic() + limit
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "too slow"


def _difference(tree: Path, mutant: dict[str, Any]) -> list[str]:
    """The lines that differ, each with the number of the original."""
    old = (tree / mutant["file"]).read_text(encoding="utf-8").splitlines()
    pairs = enumerate(zip(old, mutated(tree, mutant).splitlines(), strict=False), 1)
    return [f"{number}: {a.strip()}  →  {b.strip()}" for number, (a, b) in pairs if a != b][:2]


def run(folder: Path, number: int, seed: int, seconds: float, limit: float) -> None:
    """Puts mutants to the tests, those that are in the log already left out."""
    tree, tests, log = folder / "tree", Tests(folder), folder / "mutants.jsonl"
    cases = cases_of(tree)
    compileall.compile_dir(str(tree), quiet=2)
    done = {_key(each) for each in read(log)}
    for mutant in mutants(tree, number, seed):
        if _key(mutant) in done:
            continue
        chosen = tests.of(mutant["file"], mutant["line"], seconds)
        outcome = survives(tree, mutant, chosen, cases, limit)
        told = {**mutant, "tests": len(chosen), "outcome": outcome, "change": _difference(tree, mutant)}
        with log.open("a", encoding="utf-8") as end:
            end.write(json.dumps(told, ensure_ascii=False) + "\n")
    show(read(log))


def again(folder: Path, seconds: float, limit: float) -> None:
    """The survivors by the tests of the checkout as it is now: its tests are copied, the engine stays."""
    tree = folder / "tree"
    shutil.rmtree(tree / "tests")
    shutil.copytree(ROOT / "tests", tree / "tests")
    measured, found, cases = Tests(folder), read(folder / "mutants.jsonl"), cases_of(tree)
    compileall.compile_dir(str(tree), quiet=2)
    for mutant in found:
        if mutant["outcome"] == "survived":
            old = measured.of(mutant["file"], mutant["line"], seconds)
            new = [test for test in _collected(tree) if test not in measured.seconds]
            mutant["again"] = survives(tree, mutant, [*new, *old], cases, limit)
    (folder / "again.jsonl").write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in found))
    show([{**each, "outcome": each.get("again", each["outcome"])} for each in found])


def _collected(tree: Path) -> list[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "--co", *_asked(tree)]
    told = subprocess.run(command, cwd=tree, capture_output=True, env={**os.environ, "PYTHONPATH": "engine:."})
    return [line for line in told.stdout.decode().splitlines() if "::" in line]


def read(log: Path) -> list[dict[str, Any]]:
    """The log; nothing if there is none yet."""
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []


def _key(mutant: dict[str, Any]) -> tuple[Any, ...]:
    return mutant["file"], mutant["operator"], mutant["occurrence"]


def show(found: list[dict[str, Any]]) -> None:
    """How many of each outcome, and the survivors."""
    print(dict(Counter(each["outcome"] for each in found)))
    for line in _survivors(found):
        print(line)


def _survivors(found: list[dict[str, Any]]) -> Iterator[str]:
    for each in found:
        if each["outcome"] == "survived":
            yield f"{each['file']} {each['operator']}#{each['occurrence']} ({each['tests']} tests)"
            yield from (f"    {line}" for line in each["change"])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("work", choices=("tests", "run", "again", "show"))
    asked.add_argument("folder", type=Path)
    asked.add_argument("number", type=int, nargs="?", default=500)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--seconds", type=float, default=20, help="how many seconds of tests a mutant is put to")
    asked.add_argument("--limit", type=float, default=120, help="after how many seconds they are ended")
    given = asked.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    if given.work == "tests":
        measure(given.folder.resolve())
        return
    for name in IMPORTED:
        importlib.import_module(name)
    if given.work == "run":
        run(given.folder.resolve(), given.number, given.seed, given.seconds, given.limit)
    elif given.work == "again":
        again(given.folder.resolve(), given.seconds, given.limit)
    else:
        show(read(given.folder / "mutants.jsonl"))


if __name__ == "__main__":
    main()
