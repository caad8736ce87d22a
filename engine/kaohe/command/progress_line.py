"""One line on a terminal that says what a long job is busy with, and is wiped when the job is over."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import TracebackType
from typing import TextIO

from kaohe.progress import STAGES, Stage, heard
from kaohe.report.formats import write_stream
from kaohe.text_width import character_width, visible

DELAY = 1.0
"""Seconds that a job takes before anything is said of it: a line that only flashes up is no help."""


_AGAIN = 0.1


_LONGEST = 200


class ProgressLine:
    """The line. It is drawn from a thread of its own, because one value of many units may take long by itself.

    It uses nothing but carriage returns and blanks, which every terminal obeys, and no colours.
    """

    def __init__(self, stream: TextIO, language: str) -> None:
        self._stream = stream
        self._language = language
        self._stage: Stage | None = None
        self._start = 0.0
        self._drawn = 0
        self._done = Event()
        self._thread = Thread(target=self._draw_on, daemon=True)

    def __enter__(self) -> ProgressLine:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()
        if self._drawn:
            self._write("\r" + " " * self._drawn + "\r")

    def hear(self, stage: Stage) -> None:
        """What is begun now. Time counts from the first stage: before it nobody works, but somebody may be typing."""
        if self._stage is None:
            self._start = time.monotonic()
        self._stage = stage

    def _draw_on(self) -> None:
        while not self._done.wait(_AGAIN):
            stage = self._stage
            seconds = time.monotonic() - self._start
            if stage is not None and seconds >= DELAY:
                text = line(stage, int(seconds), self._language, _columns(self._stream) - 1)
                self._write("\r" + " " * self._drawn + "\r" + text + "\r")
                self._drawn = _columns_of(text)

    def _write(self, text: str) -> None:
        try:
            write_stream(self._stream, text)
        except OSError:  # the terminal is gone, and with it whoever looked at it
            self._done.set()


def line(stage: Stage, seconds: int, language: str, columns: int) -> str:
    """计算 12/40 产业链得分 8 秒, cut to so many columns."""
    count = f"{stage.done + 1}/{stage.of}" if stage.of > 1 else ""
    time_ = (f"{seconds} 秒" if language == "zh" else f"{seconds} s") if seconds else ""
    words = STAGES[stage.kind][0 if language == "zh" else 1]
    text = "  ".join(filter(None, (f"{words} {visible(stage.name[:_LONGEST])}".strip(), count, time_)))
    while _columns_of(text) > columns:
        text = text[:-1]
    return text


def _columns_of(text: str) -> int:
    """No less than what a terminal needs: one set to Chinese may take two columns for “…” and its like."""
    return sum(1 if character.isascii() else max(2, character_width(character)) for character in text)


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


@contextmanager
def shown_progress(language: str) -> Iterator[None]:
    """Inside, a line tells what a long job is doing. Findings and results are written outside, when it is wiped.

    There is none where standard error is no terminal, or one that cannot go back to the start of a line.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    with ProgressLine(sys.stderr, language) as line, heard(line.hear):
        yield
