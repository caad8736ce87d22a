"""Reports on a terminal: one blank line between what stands apart, never two."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.command import main as cli

ROOT = Path(__file__).parent.parent.parent
LEADING_GROUP = [
    str(ROOT / "examples" / "leading_group" / "leading_group.yaml"),
    str(ROOT / "examples" / "leading_group"),
]


@pytest.fixture
def provisional(tmp_path: Path) -> list[str]:
    """A policy with data of which a table and some cells have not been sent."""
    for file in (ROOT / "examples" / "xiangtan_county").glob("*.csv"):
        if file.stem != "department":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    text = (tmp_path / "township.csv").read_text(encoding="utf-8")
    (tmp_path / "township.csv").write_text(text.replace(",33.6,18.9,", ",33.6,,"), encoding="utf-8")
    return ["xiangtan_county", str(tmp_path), "--provisional"]


def _blanks(capfd: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """The screen of a command, and that its blank lines stand alone and none at its ends."""
    assert cli.main(list(words)) == 0
    lines = capfd.readouterr().out.removesuffix("\n").split("\n")
    assert lines[0] and lines[-1]
    assert not [at for at, line in enumerate(lines) if not line and not lines[at - 1]]
    return lines


@pytest.mark.parametrize("command", [["score"], ["explain", "--unit", "东河镇"]])
def test_decisions(capfd: pytest.CaptureFixture[str], command: list[str]) -> None:
    assert _blanks(capfd, command[0], *LEADING_GROUP, *command[1:])


@pytest.mark.parametrize(
    "command",
    [
        ["score"],
        ["score", "--period", "2022"],
        ["targets"],
        ["explain", "--unit", "易俗河镇"],
        ["explain", "--unit", "易俗河镇", "--against", "杨嘉桥镇"],
    ],
)
def test_what_has_not_been_sent(capfd: pytest.CaptureFixture[str], provisional: list[str], command: list[str]) -> None:
    lines = _blanks(capfd, command[0], *provisional, *command[1:])
    assert command[0] == "targets" or lines[lines.index("尚待报送") - 1] == ""


def test_lists_are_folded_where_the_screen_is_narrow(
    capfd: pytest.CaptureFixture[str], provisional: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = _blanks(capfd, "score", *provisional, "--period", "2022")
    listed = lines[lines.index("尚待报送") + 1 :]
    assert all(line.startswith("  ") for line in listed[: listed.index("")])
