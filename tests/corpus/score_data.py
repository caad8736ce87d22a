"""Run as a child process of the corpus tests: scores what each line of standard input names, each in a fork of its own.

A fork finds everything imported; it has 1 GB and 5 seconds of work (so that a busy machine makes no difference), and
what it writes is caught. One line of JSON comes out for each line that goes in.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "engine"))

import kaohe.analysis.scores_and_targets
import kaohe.policy.load
import kaohe.report.findings
import kaohe.report.formats
import kaohe.report.results.json  # noqa: F401
from kaohe.command import main as cli

WORK, HANGS, MEMORY = 5, 60, 1 << 30


def run(arguments: list[str], folder: Path) -> dict[str, object]:
    """What came of one command line, run in an empty folder that gets its results in a folder beside."""
    streams = [folder / "stdout", folder / "stderr"]
    empty, results = folder / "empty", folder / "results"
    empty.mkdir()
    results.mkdir()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.setitimer(signal.ITIMER_PROF, WORK)
        signal.alarm(HANGS)
        os.chdir(empty)
        for number, stream in enumerate(streams, 1):
            os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT), number)
        try:
            code = cli.main([*arguments, "-o", str(results / "result.json")])
            sys.stdout.flush()
            sys.stderr.flush()
        except BaseException as error:
            os.write(2, f"Traceback: {error!r}".encode())
            code = 99
        os._exit(code)
    _, status = os.waitpid(child, 0)
    written = results / "result.json"
    return {
        "exit": os.waitstatus_to_exitcode(status),
        "stdout": streams[0].read_text("utf-8", "surrogateescape"),
        "stderr": streams[1].read_text("utf-8", "surrogateescape"),
        "result": written.read_text("utf-8") if written.exists() else None,
        "stray": sorted(path.name for path in (*empty.iterdir(), *results.iterdir()) if path != written),
    }


def warm_up(arguments: list[str]) -> None:
    """Does the work once for nothing, so that the forks find everything imported."""
    answers = os.dup(1), os.dup(2)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    cli.main(arguments)
    os.dup2(answers[0], 1)
    os.dup2(answers[1], 2)


for number, line in enumerate(sys.stdin):
    arguments = json.loads(line)
    if not number:
        warm_up([*arguments, "--format", "json"])
    with tempfile.TemporaryDirectory() as made:
        print(json.dumps(run(arguments, Path(made))), flush=True)
