"""The line that says what a long job is busy with, as a terminal shows it."""

from __future__ import annotations

import os
import pty
import time
from contextlib import suppress

import pytest
from kaohe.command import progress_line
from kaohe.command.progress_line import ProgressLine, line
from kaohe.progress import STAGES, Stage
from kaohe.text_width import character_width, width


class Screen:
    """One line of a terminal: carriage returns go back, everything else stands over what stood there."""

    def __init__(self) -> None:
        self.cells = [" "] * 300
        self.seen: list[str] = []

    def write(self, text: str) -> None:
        at = 0
        for character in text:
            if character == "\r":
                self.seen.append("".join(self.cells).strip())
                at = 0
                continue
            assert character.isprintable()
            wide = character_width(character)
            self.cells[at : at + wide] = [character, *[""] * (wide - 1)]
            at += wide
        self.seen.append("".join(self.cells).strip())


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_line, "DELAY", 0.0)
    monkeypatch.setattr(progress_line, "_AGAIN", 0.01)


def shown(*stages: Stage, pause: float = 0.15) -> str:
    """What is written to a terminal while the stages are told, a while each."""
    ours, theirs = pty.openpty()
    try:
        with os.fdopen(theirs, "w", encoding="utf-8") as terminal, ProgressLine(terminal, "zh") as busy:
            for stage in stages:
                busy.hear(stage)
                time.sleep(pause)
        return b"".join(iter(lambda: _piece(ours), b"")).decode("utf-8")
    finally:
        os.close(ours)


def _piece(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # what Linux says when the other end is closed
        return b""


@pytest.mark.usefixtures("at_once")
def test_the_line_is_drawn_and_wiped() -> None:
    screen = Screen()
    screen.write(shown(Stage("calculate", "一个很长的名称的得分", 0, 12), Stage("calculate", "总分", 11, 12)))
    assert "计算 一个很长的名称的得分  1/12" in screen.seen
    assert "计算 总分  12/12" in screen.seen
    assert screen.seen[-1] == ""


def test_a_short_job_shows_nothing() -> None:
    assert shown(Stage("calculate", "总分")) == ""


@pytest.mark.usefixtures("at_once")
def test_nothing_is_shown_before_anybody_works() -> None:
    with open(os.devnull, "w", encoding="utf-8") as stream, ProgressLine(stream, "zh") as busy:
        time.sleep(0.1)
        assert not busy._drawn


@pytest.mark.usefixtures("at_once")
def test_a_terminal_that_is_gone_stops_nothing() -> None:
    ours, theirs = pty.openpty()
    terminal = os.fdopen(theirs, "w", encoding="utf-8")
    with ProgressLine(terminal, "zh") as busy:
        os.close(ours)
        busy.hear(Stage("read"))
        time.sleep(0.1)
        assert not busy._thread.is_alive()
    with suppress(OSError):  # what could not be written is still waiting to be
        terminal.close()


def test_it_is_in_the_language_of_messages_and_tells_the_seconds() -> None:
    assert line(Stage("read", "县直单位", 1, 3), 4, "zh", 80) == "读取数据 县直单位  2/3  4 秒"
    assert line(Stage("read", "county", 1, 3), 4, "en", 80) == "reading data county  2/3  4 s"
    assert line(Stage("page"), 0, "en", 80) == STAGES["page"][1]


@pytest.mark.parametrize("available", [0, 1, 10, 40])
def test_it_fits_the_terminal(available: int) -> None:
    assert width(line(Stage("read", "甲" * 500, 1, 3), 4, "zh", available)) <= available


def test_what_steers_a_terminal_is_written_out() -> None:
    assert "\x1b" not in line(Stage("read", "\x1b[2J"), 0, "zh", 80)
