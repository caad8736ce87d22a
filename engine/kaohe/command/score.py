"""`kaohe score`: the results of a policy on data, or on partitions of data, each into a file of its own."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe.command.arguments import Options, check_readings, loaded, policy_file, readings_of, replaces_of
from kaohe.command.exit import DONE, WRONG, Misused, finding, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import calculate
from kaohe.command.progress_line import shown_progress
from kaohe.report.formats import write_stream

if TYPE_CHECKING:
    from kaohe.diagnostics import Diagnostic
    from kaohe.language.periods import Period
    from kaohe.partitions.partition import Partition
    from kaohe.partitions.stream import Outcome, Stream
    from kaohe.policy.model import Policy
    from kaohe.results import Results


FORMATS = ("table", "json", "csv", "markdown", "xlsx")


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    verify = options.option("--verify", text="verify", is_flag=True)
    values = options.option("--values", text="values", is_flag=True)
    data = [options.include_hidden(), options.provisional(), options.replaces()]
    asked = [
        options.period(),
        options.format(FORMATS),
        options.by(),
        options.interpret(),
        options.output(),
        verify,
        values,
    ]
    stream = [
        options.option("--from", "from_", text="score_from", metavar="PARTITIONS"),
        options.option("--to", text="score_to", metavar="FOLDER"),
    ]
    return options.command("score", run, [options.policy(), options.data(required=False), *asked, *data, *stream])


def run(language: str, from_: str | None, to: str | None, data: str | None, **options: Any) -> int:
    """Scores data, or partitions of data.

    C123 without either, C182 with both, C181 where one of --from and --to lacks the other.
    """
    if from_ is None and to is None:
        if data is None:
            raise Misused(finding("C123", argument="DATA"))
        return _score(language, data=data, **options)
    if from_ is None or to is None:
        raise Misused(finding("C181"))
    if data is not None:
        raise Misused(finding("C182", data=data))
    policy, interpret, verify = options.pop("policy"), options.pop("interpret"), options.pop("verify")
    for name, given in options.items():
        if given:
            raise Misused(finding("C183", option=f"--{name.strip('_').replace('_', '-')}"))
    return _score_partitions(language, policy, from_, to, interpret, verify)


def _score(
    language: str,
    verify: bool,
    values: bool,
    include_hidden: bool,
    provisional: bool,
    replaces: tuple[str, ...],
    by: str | None = None,
    **options: Any,
) -> int:
    """Scores, of one period alone where one is asked for, in tables sorted by the value that is asked for.

    With `values` also what is not published, which JSON alone has room for (C180).
    """

    def calculated(policy: Policy, data: Path, chosen: dict[str, str], period: Period | None) -> Results:
        from kaohe.analysis.scores_and_targets import scored_files
        from kaohe.data.read_data import ReadOptions
        from kaohe.diagnostics import Refused
        from kaohe.evaluate.run import with_steps

        if policy.targets and not policy.scores:
            raise Refused([finding("C119", policy=policy.id)])
        if by is not None:
            _check_by(policy, by)
        options = ReadOptions(include_hidden, provisional, replaces_of(replaces, data))
        scored = scored_files(policy, data, chosen, options, verify)
        results = with_steps(scored.results, scored.run) if values else scored.results
        return results if period is None else _only(results, period)

    agreed = "复算：两次独立计算的结果一致" if language == "zh" else "verified: two independent calculations agree"
    if provisional:
        agreed += "（还没有报齐的除外）" if language == "zh" else ", save for what is still to come"
    formats: tuple[str, ...] = FORMATS
    if values:
        if options["format_"] not in (None, "json"):
            raise Misused(finding("C180", format=options["format_"]))
        formats, options["format_"] = ("json",), "json"
    return calculate(language, calculated, formats, said=agreed if verify else "", by=by, **options)


def _check_by(policy: Policy, by: str) -> None:
    """C172 for what is no published value of any unit type."""
    from kaohe.diagnostics import nearest

    known = {score.id: score.name for score in policy.scores}
    if by not in known:
        listed = tuple(f"{id_}（{name}）" for id_, name in known.items())
        raise Misused(finding("C172", id=by, known=listed, suggestion=nearest(by, known)))


def _only(results: Results, period: Period) -> Results:
    """The results of that period (C114 if there are none)."""
    chosen = results.of(period)
    if not chosen.results:
        known = dict.fromkeys(str(result.period) for result in results.results)
        raise Misused(finding("C114", period=period, known=tuple(known)))
    return chosen


_TOLD = 3
"""A warning is told of so many partitions; the record has it of each."""
_FAULTY = 20
"""Of so many partitions each fault is told; of more how many there are."""


def _score_partitions(language: str, policy: str, where: str, to: str, interpret: Sequence[str], verify: bool) -> int:
    """Scores what has not been scored yet, and gives the exit code: 1 where a partition is at fault."""
    from kaohe.diagnostics import Refused
    from kaohe.partitions.ledger import InUse, NoLedger
    from kaohe.partitions.stream import Stream

    chosen, file = readings_of(interpret), policy_file(policy)
    partitions, folder = _partitions(where), Path(to)
    _check_folder(folder, where, partitions)
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
    from kaohe.partitions.partition import partitions_at

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


def _check_folder(folder: Path, where: str, partitions: Sequence[Partition]) -> None:
    """C105 where results would lie among the data, or data among the results, and be read there the next time."""
    target = os.path.realpath(folder)
    if os.path.exists(target) and not os.path.isdir(target):
        raise Misused(finding("C186", path=folder))
    if os.path.isdir(where) and target.startswith(os.path.join(os.path.realpath(where), "")):
        raise Misused(finding("C105", path=folder))
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
