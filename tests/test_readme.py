"""README's two commands are the ones that are run: the second by .ci/run, the first here, without its set-up."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def _commands(readme: str) -> list[str]:
    lines = (ROOT / readme).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("python3 -m venv")]


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_the_test_command_is_what_ci_calls(readme: str) -> None:
    _, tests = _commands(readme)
    assert tests in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_the_main_command_ranks_the_six_chains(readme: str) -> None:
    main, _ = _commands(readme)
    words = shlex.split(main.split("&&")[-1])
    assert words[0] == ".venv/bin/kaohe"
    wide = {**os.environ, "COLUMNS": "100"}
    done = subprocess.run([sys.executable, "cli.py", *words[1:]], cwd=ROOT, env=wide, capture_output=True, check=True)
    shown = done.stdout.decode()
    assert [number in shown for number in "123456"] == [True] * 6
    assert "排名" in shown
    assert "产业链成效" in shown
    assert "两图两库两池" in shown
    excerpt = (ROOT / readme).read_text(encoding="utf-8").split("```\n湘乡市", 1)[1].split("\n…\n", 1)[0]
    assert f"湘乡市{excerpt}" in shown.replace("\r\n", "\n")
