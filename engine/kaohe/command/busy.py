"""Shows on a terminal what a command is busy with."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def shown_busy(language: str) -> Iterator[None]:
    """Inside, a line tells what a long job is doing. Findings and results are written outside, when it is wiped.

    There is none where standard error is no terminal, or one that cannot go back to the start of a line.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    from kaohe.command.busy_line import BusyLine
    from kaohe.progress import heard

    with BusyLine(sys.stderr, language) as line, heard(line.hear):
        yield
