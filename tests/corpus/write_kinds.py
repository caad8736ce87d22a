"""Run as a child process of the corpus of hostile names: writes every kind of output of each case, in forks of its own.

A line of standard input names the folder of a case and its command lines. One line of JSON comes out for each but the
first. A fork has 1 GB, each of its commands 5 seconds of work (so that a busy machine makes no difference), and what a
command says is caught. The clock stands still, so that nothing but what the environment changes makes two runs differ.
"""

from __future__ import annotations

import fcntl
import functools
import json
import os
import resource
import signal
import struct
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from threading import Thread
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "engine"))

from kaohe import results
from kaohe.command import main as cli
from kaohe.policy import cache

WORK, HANGS, MEMORY = 5, 60, 1 << 30
ROWS, COLUMNS = 50, 100
STREAMS = ("stdin", "stdout", "stderr")


class StandingClock(datetime):
    """A clock that always says the same."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return cls(2023, 5, 1, tzinfo=UTC)

    def astimezone(self, tz: tzinfo | None = None) -> datetime:
        return self


@contextmanager
def caught(number: int, told: list[str], terminal: bool) -> Iterator[None]:
    """What is written to a stream (1, 2) goes to `told`, and through a terminal where one is asked for."""
    reading, writing = os.openpty() if terminal else os.pipe()
    if terminal:
        tty.setraw(writing)
        fcntl.ioctl(writing, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    pieces: list[bytes] = []
    reader = Thread(target=lambda: pieces.extend(iter(lambda: _read(reading), b"")))
    before, stream = os.dup(number), getattr(sys, STREAMS[number])
    os.dup2(writing, number)
    os.close(writing)
    reader.start()
    try:
        with open(number, "w", closefd=False) as fresh:  # a stream remembers what it was opened on
            setattr(sys, STREAMS[number], fresh)
            yield
    finally:
        setattr(sys, STREAMS[number], stream)
        os.dup2(before, number)
        os.close(before)
        reader.join()
        os.close(reading)
        told[number - 1] = b"".join(pieces).decode("utf-8", "surrogateescape")


def _read(end: int) -> bytes:
    try:
        return os.read(end, 1 << 16)
    except OSError:  # a terminal whose other end is closed is no end of a file
        return b""


def run(root: Path, command: dict[str, Any]) -> tuple[int, str, str]:
    """What one command line says: its exit code and streams."""
    os.chdir(root / command["folder"])
    os.environ["COLUMNS"] = str(command["columns"] or "")
    told = ["", ""]
    signal.alarm(HANGS)
    signal.setitimer(signal.ITIMER_PROF, WORK)
    with caught(1, told, 1 in command["terminals"]), caught(2, told, 2 in command["terminals"]):
        word, *rest = command["line"]
        code = cli.main([word, "--lang", "zh", *rest])
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.alarm(0)
    return code, *told


def run_case(root: Path, commands: list[dict[str, Any]]) -> tuple[int, list[tuple[int, str, str]]]:
    """How the fork of a case ended, and what all its commands say."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        told = [run(root, command) for command in commands]
        with os.fdopen(writing, "w", encoding="ascii") as pipe:
            json.dump(told, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(text or "[]")


results.datetime = StandingClock  # type: ignore[misc]
cache._read = functools.cache(cache._read)  # dozens of commands ask for the same policy
for number, line in enumerate(sys.stdin):
    folder, *commands = json.loads(line)
    if not number:  # once for nothing, so that the forks find everything imported
        for each in commands:
            run(Path(folder), each)
        continue
    print(json.dumps(run_case(Path(folder), commands)), flush=True)
