"""Results into a file or to standard output in the format asked for, and what all commands with results do."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe.command.arguments import check_readings, data_path, loaded, period_of, policy_file, readings_of
from kaohe.command.exit import DONE, WRONG, Misused, finding, tell
from kaohe.command.progress_line import shown_progress
from kaohe.report.formats import write_file, write_stream

if TYPE_CHECKING:
    from kaohe.language.periods import Period
    from kaohe.policy.model import Policy
    from kaohe.report.formats import Rendered

_CLOSED_PIPE = (errno.EPIPE, errno.EINVAL)
"""What systems say of a pipe that nobody reads any more; Windows says the second."""

Calculated = Callable[["Policy", Path, dict[str, str], "Period | None"], "Rendered"]


def calculate(
    language: str,
    calculated: Calculated,
    formats: tuple[str, ...],
    policy: str,
    data: str,
    period: str | None,
    format_: str | None,
    interpret: tuple[str, ...],
    output: str | None,
    said: str = "",
    by: str | None = None,
) -> int:
    """Calculates and delivers; the command line is checked as far as it goes before anything is calculated."""
    from kaohe.diagnostics import Refused
    from kaohe.report.formats import rendered

    chosen, wanted = readings_of(interpret), period_of(period)
    file, folder = policy_file(policy), data_path(data)
    target = target_file(output, file, folder)
    format_ = format_for(format_, target, formats)
    try:
        with shown_progress(language):
            method = loaded(file)
            check_readings(method, chosen)
            results = calculated(method, folder, chosen, wanted)
            content = rendered(results, format_, target, by)
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    tell(results.warnings, language, DONE)
    if said:
        write_stream(sys.stderr, said + "\n")
    return write(content, target, language)


def format_for(
    asked: str | None, target: Path | None, formats: Sequence[str], endings: Mapping[str, str] | None = None
) -> str:
    """The format that --format asks for, or else the ending of the file.

    C117 for an ending that stands for none of them: a text called .xls is worse than none. C161 for a workbook without
    a file.
    """
    from kaohe.report.formats import ENDINGS, format_of

    found = asked or format_of(target, formats, endings or ENDINGS)
    if found is None:
        known = [ending for ending, format_ in (endings or ENDINGS).items() if format_ in formats]
        raise Misused(finding("C117", path=target, endings=tuple(known)))
    if found == "xlsx" and target is None:
        raise Misused(finding("C161"))
    return found


def target_file(name: str | None, policy: Path | None, data: Path | None = None) -> Path | None:
    """The file for the results, None for standard output; it may not be, or lie beside, what they come from (C105)."""
    if name is None or name == "-":
        return None
    target = Path(name)
    if not os.path.isdir(target.parent):
        raise Misused(finding("C104", path=name))
    if any(_would_hit(target, path) for path in (policy, data) if path is not None):
        raise Misused(finding("C105", path=name))
    return target


def _would_hit(target: Path, read: Path) -> bool:
    """Whether writing would change what is read: the file itself, or a file of a folder, also by links."""
    if not read.is_dir():
        return os.path.isfile(target) and target.samefile(read)
    if target.parent.samefile(read) or Path(os.path.realpath(target)).parent.samefile(read):
        return True
    return os.path.isfile(target) and any(file.is_file() and target.samefile(file) for file in read.iterdir())


def workbook_file(name: str, policy: Path | None, data: Path | None = None) -> Path:
    """The .xlsx file for a result that is nothing else (C162)."""
    target = target_file(name, policy, data)
    if target is None or target.suffix.lower() != ".xlsx":
        raise Misused(finding("C162", path=name))
    return target


def write(content: str | bytes, target: Path | None, language: str) -> int:
    """Writes to a file, or a text to standard output without one; gives the exit code."""
    try:
        if target is not None:
            write_file(target, content)
        elif isinstance(content, str):
            write_stream(sys.stdout, content)
    except OSError as error:
        if target is None and error.errno in _CLOSED_PIPE:
            # Whoever read the results has seen enough. Python would complain once more when it closes the stream.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return DONE
        reason = error.strerror or type(error).__name__
        return tell([finding("C106", path=target or "-", reason=reason)], language, WRONG)
    return DONE
