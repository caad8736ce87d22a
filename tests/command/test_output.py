"""Where results go: the format that a file's ending asks for, and streams that break off or write little."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from kaohe.command import main as cli
from kaohe.command.main import COMMANDS

ROOT = Path(__file__).parent.parent.parent
SAMPLE = (str(ROOT / "policies" / "xiangxiang_chains.yaml"), str(ROOT / "examples" / "xiangxiang_chains"))


@pytest.mark.parametrize("ending", [".xls", ".docx", ".pdf", ".表"])
@pytest.mark.parametrize("command", ["score", "targets", "explain", "data", "report", "graph"])
def test_no_other_file_gets_a_text(
    command: str, ending: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    given = SAMPLE[:1] if command == "graph" else SAMPLE
    assert cli.main([command, *given, "-o", str(tmp_path / f"结果{ending}"), "--lang", "zh"]) == 2
    out, err = capfd.readouterr()
    assert out == "" and err.startswith("C117 ")
    mend = {"report": ".html、.htm", "graph": ".svg、.mmd、.mermaid、.dot、.gv"}
    assert mend.get(command, ".json") in err
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_an_ending_gets_the_first_format(tmp_path: Path) -> None:
    assert cli.main(["data", *SAMPLE, "-o", str(tmp_path / "数据"), "--lang", "zh"]) == 0
    assert "产业链季报" in (tmp_path / "数据").read_text(encoding="utf-8")


def test_the_list_of_commands_is_by_users(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help", "--lang", "zh"]) == 0
    lines = capfd.readouterr().out.splitlines()
    heads = [lines.index(head) for head in ("写办法的人：", "算分的人：", "比办法的人：")]
    for start, end, commands in zip(heads, [*heads[1:], len(lines)], COMMANDS.values(), strict=True):
        names = [line.split()[0] for line in lines[start + 1 : end] if line]
        assert names == [*commands]


def test_no_command_at_all_is_told_as_such(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--lang", "zh"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("C128 没有写命令\n") and "check、graph、" in err


class Gone(io.RawIOBase):
    """The end of a pipe whose reader has gone, and what the system says of it."""

    def __init__(self, code: int) -> None:
        self.code, self.file, self.is_over = code, os.open(os.devnull, os.O_WRONLY), False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.file

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if self.is_over:
            return len(data)
        raise OSError(self.code, os.strerror(self.code))


@pytest.mark.parametrize("code", [errno.EPIPE, errno.EINVAL], ids=["others", "Windows"])
@pytest.mark.parametrize(("stream", "expected"), [("stdout", 0), ("stderr", 1)])
def test_a_closed_pipe_stops_nothing(
    stream: str, expected: int, code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    end = Gone(code)
    monkeypatch.setattr(sys, stream, io.TextIOWrapper(io.BufferedWriter(end), encoding="utf-8"))
    # Standard error is written to where there is something to tell: here that there are no data.
    data = SAMPLE[1] if stream == "stdout" else str(tmp_path)
    assert cli.main(["score", SAMPLE[0], data, "--lang", "zh"]) == expected
    end.is_over = True
    os.close(end.file)


def test_a_console_of_windows_shows_help_and_messages() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp936:strict", "PYTHONUTF8": "0", "LC_ALL": "zh_CN.GBK"}
    for arguments, code in ((["--help"], 0), (["score", "--help"], 0), (["scor"], 2), (["--lang", "zh"], 2)):
        command = [sys.executable, str(ROOT / "cli.py"), *arguments]
        done = subprocess.run(command, capture_output=True, env=environment, timeout=60)
        assert done.returncode == code
        assert b"Traceback" not in done.stderr
        encoding = "cp936" if code == 0 else "utf-8"  # click writes as the console has it, messages go through as UTF-8
        assert (done.stdout or done.stderr).decode(encoding)
