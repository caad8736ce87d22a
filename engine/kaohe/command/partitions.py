"""`kaohe score --from … --to …`: partitions one after another, each into a file of its own."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe.command.arguments import check_readings, loaded, policy_file, readings_of
from kaohe.command.exit import DONE, WRONG, Misused, finding, tell
from kaohe.command.progress_line import shown_progress
from kaohe.report.formats import write_stream

if TYPE_CHECKING:
    from kaohe.diagnostics import Diagnostic
    from kaohe.partitions.stream import Outcome, Partition, Stream

_TOLD = 3
"""A warning is told of so many partitions; the record has it of each."""
_FAULTY = 20
"""Of so many partitions each fault is told; of more how many there are."""


def score_partitions(language: str, policy: str, where: str, to: str, interpret: Sequence[str], verify: bool) -> int:
    """Scores what has not been scored yet, and gives the exit code: 1 where a partition is at fault."""
    from kaohe.diagnostics import Refused
    from kaohe.partitions.ledger import InUse, NoLedger
    from kaohe.partitions.stream import Stream

    chosen, file = readings_of(interpret), policy_file(policy)
    partitions, folder = _partitions(where), Path(to)
    _check_folder(folder, partitions)
    try:
        method = loaded(file)
        check_readings(method, chosen)
        if not method.scores:
            raise Refused([finding("C119", policy=method.id)])
        stream = Stream(method, partitions, folder, chosen, verify)
        stream.open()
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    except InUse:
        raise Misused(finding("C187", path=to)) from None
    except NoLedger:
        raise Misused(finding("C186", path=to)) from None
    except OSError as error:
        return _tell_unwritten(to, error, language)
    tell(method.warnings, language, DONE)
    try:
        return _told(stream, language)
    except OSError as error:
        return _tell_unwritten(to, error, language)
    finally:
        stream.close()


def _partitions(where: str) -> list[Partition]:
    """C184 where there are none, C185 where something else lies among them, C188 where nobody can look there."""
    from kaohe.partitions.stream import partitions_at

    try:
        partitions, others = partitions_at(where)
    except OSError as error:
        raise Misused(finding("C188", path=where, reason=error.strerror or str(error))) from None
    except ImportError as error:
        raise Misused(finding("C188", path=where, reason=str(error))) from None
    if others:
        from kaohe.diagnostics import few

        raise Misused(finding("C185", path=where, files=few(others, 5), count=len(others)))
    if not partitions:
        raise Misused(finding("C184", path=where))
    return partitions


def _check_folder(folder: Path, partitions: Sequence[Partition]) -> None:
    """C105 where results would lie among the data, or data among the results."""
    target = os.path.realpath(folder)
    if os.path.exists(target) and not os.path.isdir(target):
        raise Misused(finding("C186", path=folder))
    for partition in (each for each in partitions if each.system is None):
        own = os.path.realpath(partition.path)
        if os.path.commonpath([own, target]) in (own, target) or os.path.dirname(own) == target:
            raise Misused(finding("C105", path=folder))


def _tell_unwritten(to: str, error: OSError, language: str) -> int:
    reason = error.strerror or type(error).__name__
    return tell([finding("C106", path=error.filename or to, reason=reason)], language, WRONG)


def _told(stream: Stream, language: str) -> int:
    """Scores, and tells what is found when a partition is done, so that nothing is kept of it."""
    warned: Counter[str] = Counter()
    faulty = kept = rows = 0
    outcomes = iter(stream)
    while True:
        with shown_progress(language):
            outcome = next(outcomes, None)
        if outcome is None:
            break
        if outcome.done is None:
            faulty += 1
            if faulty <= _FAULTY:
                tell(outcome.findings, language, DONE)
            continue
        tell(_to_tell(outcome, warned), language, DONE)
        kept, rows = kept + outcome.was_done, rows + outcome.done.rows
    count = len(stream.partitions)
    if faulty:
        return tell([finding("E609", count=faulty, of=count, path=stream.folder)], language, WRONG)
    record = stream.complete()
    if language == "zh":
        again = f"，其中 {kept} 个以前算过，没有再算" if kept else ""
        write_stream(sys.stderr, f"{count} 个分区{again}；结果 {rows} 行，见 {record}\n")
    else:
        again = f", {kept} of which had been scored before" if kept else ""
        write_stream(sys.stderr, f"{count} partitions{again}; {rows} rows of results, listed in {record}\n")
    return DONE


def _to_tell(outcome: Outcome, warned: Counter[str]) -> list[Diagnostic]:
    """The warnings of a partition that have not been told of many others."""
    codes = {each.code for each in outcome.findings}
    warned.update(codes)
    return [each for each in outcome.findings if warned[each.code] <= _TOLD]
