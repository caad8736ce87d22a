"""How a command ends: its exit code, its findings on standard error, its result in a file or on standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe.report.output import colours, write_file, write_stream

if TYPE_CHECKING:
    from kaohe.diagnostics import Diagnostic

DONE, WRONG, MISUSED, INTERRUPTED = 0, 1, 2, 130


class Misused(Exception):
    """The command line asks for what is not there: the findings that say so."""

    def __init__(self, *findings: Diagnostic) -> None:
        super().__init__(*(finding.code for finding in findings))
        self.findings = findings


def finding(code: str, **arguments: object) -> Diagnostic:
    """A finding about the command line itself, which has no place."""
    from kaohe.diagnostics import Diagnostic

    return Diagnostic(code, None, arguments)


def tell(findings: Sequence[Diagnostic], language: str, code: int) -> int:
    """Findings go to standard error; gives the exit code on."""
    from kaohe.report.findings import render

    write_stream(sys.stderr, render(findings, language, colours(sys.stderr)))
    return code


def write(content: str | bytes, target: Path | None, language: str) -> int:
    """Writes to a file, or a text to standard output without one; gives the exit code."""
    try:
        if target is not None:
            write_file(target, content)
        elif isinstance(content, str):
            write_stream(sys.stdout, content)
    except BrokenPipeError:
        # Whoever read the results has seen enough. Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return tell([finding("C106", path=target or "-", reason=reason)], language, WRONG)
    return DONE
