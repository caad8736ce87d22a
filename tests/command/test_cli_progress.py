"""Long jobs on a terminal say what they do; in a pipe nobody sees it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from kaohe.command import main as cli
from kaohe.command import progress_line

ROOT = Path(__file__).parents[2]
EXAMPLE = ["xiangxiang_chains", str(ROOT / "examples" / "xiangxiang_chains")]

SLOW = """
import sys, time
from kaohe.command import main as cli
from kaohe.command import progress_line
import kaohe.progress as progress
progress_line.DELAY, progress_line._AGAIN = 0.0, 0.005
said = set()
tell = progress._LISTENER.get
class Slow:
    def get(self):
        listener = tell()
        def hear(stage):
            listener(stage)
            if stage.kind not in said:
                said.add(stage.kind)
                time.sleep(0.06)
        return listener and hear
    set, reset = progress._LISTENER.set, progress._LISTENER.reset
progress._LISTENER = Slow()
sys.exit(cli.main(sys.argv[1:]))
"""
"""The command with a pause at the first of each kind of work, and no patience before it says so."""


def run(arguments: list[str], **environment: str) -> tuple[int, str, str]:
    """The exit code, standard output, and standard error, which is a terminal."""
    env = {**os.environ, "LANG": "zh_CN.UTF-8", "TERM": "xterm", "PYTHONIOENCODING": "utf-8", **environment}
    for name in ("LC_ALL", "LC_MESSAGES"):
        env.pop(name, None)
    command = [sys.executable, "-c", SLOW, *arguments]
    ours, theirs = pty.openpty()
    with TemporaryFile() as out, subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=theirs) as process:
        os.close(theirs)
        seen = b"".join(iter(lambda: _piece(ours), b""))
        os.close(ours)
        code = process.wait(60)
        out.seek(0)
        return code, out.read().decode(), seen.decode()


def _piece(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # what Linux says when the other end is closed
        return b""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["score", *EXAMPLE, "--verify", "--format", "csv"], ["读取办法", "读取数据", "核对数据", "计算", "复算"]),
        (["targets", *EXAMPLE, "--format", "csv"], ["读取数据", "对照目标"]),
        (["explain", *EXAMPLE, "--unit", "电子信息"], ["计算", "解释 电子信息"]),
        (["data", *EXAMPLE], ["读取数据"]),
        (["check", "xiangxiang_chains", "taojiang"], ["检查 xiangxiang_chains"]),
        (["report", *EXAMPLE], ["生成得分卡"]),
        (["workbook", *EXAMPLE, "-o", "/dev/null/paper.xlsx"], []),
    ],
)
def test_a_terminal_sees_it_and_nothing_is_left(
    arguments: list[str], told: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, error = run(arguments, NO_COLOR="1")
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(progress_line, "DELAY", 0.0)
    monkeypatch.setattr(progress_line, "_AGAIN", 0.005)
    piped_code = cli.main(["--lang", "zh", *arguments])
    piped_out, piped_error = capfd.readouterr()
    assert (code, timeless(out)) == (piped_code, timeless(piped_out))
    for words in told:
        assert words in error
    assert "\r" not in piped_error
    assert last_line(error) == last_line(piped_error)


def timeless(out: str) -> str:
    """A result without the time of its run."""
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:]+", "", out)


def last_line(error: str) -> str:
    """What stands on the screen at the end."""
    return error.replace("\r\n", "\n").rpartition("\r")[2]


@pytest.mark.parametrize("file", ["paper.xlsx", "form.xlsx"])
def test_files_are_told_of_too(file: str, tmp_path: Path) -> None:
    target = str(tmp_path / file)
    arguments = ["workbook", *EXAMPLE, "-o", target] if file == "paper.xlsx" else ["template", EXAMPLE[0], "-o", target]
    code, out, error = run(arguments)
    assert (code, out) == (0, "")
    assert "写工作表" in error
    assert ("写公式" in error) == (file == "paper.xlsx")


def test_a_terminal_that_cannot_go_back_sees_nothing() -> None:
    assert run(["data", *EXAMPLE], TERM="dumb")[2] == ""


def test_there_are_no_colours() -> None:
    assert "\x1b" not in run(["data", *EXAMPLE], NO_COLOR="1")[2]


def test_without_a_terminal_nothing_runs_for_it() -> None:
    script = (
        "import sys, threading; threading.Thread.start = None\n"
        "from kaohe.command import main as cli; sys.exit(cli.main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", script, "data", *EXAMPLE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
