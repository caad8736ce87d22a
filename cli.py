"""The command line: each command reads its arguments, calls the engine, and shows what comes back.

No rules live here. What a command needs is imported when it runs, so that --help answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.report.help import ToldCommand, ToldGroup, language_of, told
from engine.report.output import colours, write_file, write_stream

if TYPE_CHECKING:
    from engine.analysis.dependencies import Graph
    from engine.diagnostics import Diagnostic
    from engine.evaluate.results import Results
    from engine.language.periods import Period
    from engine.policy.model import Policy
    from engine.report.target_year import TargetYear

DONE, WRONG, MISUSED, INTERRUPTED = 0, 1, 2, 130


class Misused(Exception):
    """The command line asks for what is not there: the findings that say so."""

    def __init__(self, *findings: Diagnostic) -> None:
        super().__init__(*(finding.code for finding in findings))
        self.findings = findings


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = language_of(given)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what the locale cannot write must not stop a message
            stream.reconfigure(errors="replace")
    try:
        return int(_kaohe(language).main(given, prog_name="kaohe", standalone_mode=False) or DONE)
    except click.UsageError as error:
        if not given:  # the bare command: its help is the message
            write_stream(sys.stderr, error.format_message() + "\n")
            return MISUSED
        from engine.report.usage import misuse

        return _tell([misuse(error)], language, MISUSED)
    except Misused as misused:
        return _tell(misused.findings, language, MISUSED)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("KAOHE_DEBUG"):
            raise
        return _tell([_finding("C191", reason=f"{type(error).__name__}: {error}")], language, WRONG)


def _kaohe(language: str) -> click.Group:
    """The commands, with their help in `language`."""

    def show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
        if wanted:
            from engine.version import __version__

            click.echo(f"kaohe {__version__}")
            context.exit()

    def option(*names: str, text: str, **settings: Any) -> click.Option:
        return click.Option(names, help=told(text, language), **settings)

    # --lang has been read before anything else, because the help needs it; here it is only allowed and checked.
    def lang() -> click.Option:
        return option("--lang", text="lang", type=click.Choice(["zh", "en"]), expose_value=False)

    version = option(
        "--version", text="version", is_flag=True, is_eager=True, expose_value=False, callback=show_version
    )
    formats = click.Choice(["table", "json", "csv", "markdown"])

    # What is calculated from a policy and data, by whichever command.
    def calculation(period: click.Option) -> list[click.Parameter]:
        return [
            click.Argument(["policy"]),
            click.Argument(["data"]),
            period,
            option("--format", "format_", text="format", type=formats),
            option("--interpret", text="interpret", multiple=True, metavar="ID=READING"),
            option("-o", "--output", text="output", metavar="FILE"),
            lang(),
        ]

    score = ToldCommand(
        "score",
        callback=lambda **given: _score(language, **given),
        help=told("score", language),
        params=[
            *calculation(option("--period", text="period", metavar="P")),
            option("--verify", text="verify", is_flag=True),
        ],
    )
    targets = ToldCommand(
        "targets",
        callback=lambda **given: _targets(language, **given),
        help=told("targets", language),
        params=calculation(option("--period", text="year", metavar="YEAR")),
    )
    graph = ToldCommand(
        "graph",
        callback=lambda **given: _graph(language, **given),
        help=told("graph", language),
        params=[
            click.Argument(["policy"]),
            option("--format", "format_", text="graph_format", type=click.Choice(["svg", "mermaid", "dot"])),
            option("--of", text="of", metavar="ID"),
            option("--from", "from_", text="from", metavar="ID"),
            option("--depth", text="depth", type=click.IntRange(min=0), metavar="N"),
            option("-o", "--output", text="output", metavar="FILE"),
            lang(),
        ],
    )
    group = ToldGroup("kaohe", commands=[score, targets, graph], help=told("kaohe", language), params=[version, lang()])
    group.language = score.language = targets.language = graph.language = language
    return group


def _score(language: str, verify: bool, **given: Any) -> int:
    """`kaohe score`."""

    def calculated(policy: Policy, data: str, chosen: dict[str, str], period: Period | None) -> Results:
        import engine

        results = engine.score(policy, data, chosen, verify)
        return results if period is None else _only(results, period)

    agreed = "复算：两次独立计算的结果一致" if language == "zh" else "verified: two independent calculations agree"
    return _calculate(language, calculated, agreed if verify else "", **given)


def _targets(language: str, **given: Any) -> int:
    """`kaohe targets`."""

    def calculated(policy: Policy, data: str, chosen: dict[str, str], period: Period | None) -> TargetYear:
        import engine
        from engine.diagnostics import Refused
        from engine.report.target_year import TargetYear, years_of

        if period is not None and period.quarter:
            raise Misused(_finding("C116", period=period, year=period.year))
        if not policy.targets:
            raise Refused([_finding("C115", policy=policy.id)])
        results = engine.targets(policy, data, chosen)
        years = years_of(results)
        if period is not None and period not in years:
            raise Misused(_finding("C114", period=period, known="、".join(map(str, years))))
        return TargetYear(results, period or years[-1])

    return _calculate(language, calculated, "", **given)


def _calculate(
    language: str,
    calculated: Callable[[Policy, str, dict[str, str], Period | None], Results | TargetYear],
    said: str,
    policy: str,
    data: str,
    period: str | None,
    format_: str | None,
    interpret: tuple[str, ...],
    output: str | None,
) -> int:
    """Calculates and delivers; the command line is checked as far as it goes before anything is calculated."""
    from engine.diagnostics import Refused
    from engine.report.deliver import format_of, rendered

    chosen = _readings(interpret)
    wanted = None if period is None else _period(period)
    file = _policy_file(policy)
    if not Path(data).exists():
        raise Misused(_finding("C103", path=data))
    target = None if output is None or output == "-" else _target(output, file, Path(data))
    try:
        loaded = _load(file)
        _check_readings(loaded, chosen)
        results = calculated(loaded, data, chosen, wanted)
    except Refused as refused:
        return _tell(refused.diagnostics, language, WRONG)
    _tell(results.warnings, language, DONE)
    if said:
        write_stream(sys.stderr, said + "\n")
    return _write(rendered(results, format_ or format_of(target), target), target, language)


def _graph(
    language: str,
    policy: str,
    format_: str | None,
    of: str | None,
    from_: str | None,
    depth: int | None,
    output: str | None,
) -> int:
    """`kaohe graph`."""
    from engine.analysis.dependencies import dependency_graph
    from engine.diagnostics import Refused
    from engine.report.graph import READABLE, format_of, rendered

    file = _policy_file(policy)
    target = None if output is None or output == "-" else _target(output, file)
    try:
        graph = _part(dependency_graph(_load(file)), of, from_, depth)
    except Refused as refused:
        return _tell(refused.diagnostics, language, WRONG)
    text, letters = rendered(graph, format_ or format_of(target), of, from_)
    if letters is not None and letters < READABLE - 0.05:
        _tell([_finding("C133", size=f"{letters:.1f}")], language, DONE)
    return _write(text, target, language)


def _part(graph: Graph, of: str | None, from_: str | None, depth: int | None) -> Graph:
    """The part of a graph that is asked for."""
    from engine.analysis.graph_names import found, suggestion
    from engine.analysis.graph_view import between, overview, reached_from, resting_on

    def known(word: str, questions: bool = False) -> list[str]:
        keys = found(graph, word, questions)
        if not keys:
            raise Misused(_finding("C131", word=word, suggestion=suggestion(graph, word, questions)))
        return keys

    if of is not None and from_ is not None:
        part = between(graph, known(from_, questions=True), known(of), depth)
        if not part.nodes:
            raise Misused(_finding("C132", start=from_, end=of))
        return part
    if of is not None:
        return resting_on(graph, known(of), depth)
    return overview(graph, depth) if from_ is None else reached_from(graph, known(from_, questions=True), depth)


def _write(text: str, target: Path | None, language: str) -> int:
    """Writes a text to a file, or to standard output without one; gives the exit code."""
    try:
        if target is None:
            write_stream(sys.stdout, text)
        else:
            write_file(target, text)
    except BrokenPipeError:
        # Whoever read the results has seen enough. Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return _tell([_finding("C106", path=target or "-", reason=reason)], language, WRONG)
    return DONE


def _readings(interpret: Sequence[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for given in interpret:
        question, _, reading = (part.strip() for part in given.partition("="))
        if not (question and reading):
            raise Misused(_finding("C111", given=given))
        if question in chosen:
            raise Misused(_finding("C112", question=question))
        chosen[question] = reading
    return chosen


def _check_readings(policy: Policy, chosen: dict[str, str]) -> None:
    from engine.diagnostics import Findings
    from engine.evaluate.run import bound_readings

    findings = Findings()
    bound_readings(policy, chosen, findings)
    if findings.errors:
        raise Misused(*findings.all)


def _policy_file(name: str) -> Path | None:
    """The file that POLICY names, None for standard input. A bare id may be that of a policy that ships with kaohe."""
    if name == "-":
        return None
    path = Path(name)
    if path.is_dir():
        raise Misused(_finding("C102", path=name))
    if path.exists():
        return path
    from engine.diagnostics import nearest
    from engine.shipped import shipped_policies

    shipped = shipped_policies()
    if name in shipped:
        return shipped[name]
    raise Misused(_finding("C101", path=name, shipped="、".join(shipped), suggestion=nearest(path.stem, shipped)))


def _load(file: Path | None) -> Policy:
    import engine

    if file is not None:
        return engine.load(file)
    from engine.diagnostics import Findings, Refused
    from engine.language.text import source_of

    findings = Findings()
    source = source_of(sys.stdin.buffer.read(), "-", findings)
    if source is None:
        raise Refused(findings.all)
    return engine.load_source(source)


def _target(name: str, policy: Path | None, data: Path | None = None) -> Path:
    """The file for the results, which may not be one that they come from."""
    target = Path(name)
    if not target.parent.is_dir():
        raise Misused(_finding("C104", path=name))
    if (data and target.parent.samefile(data)) or (policy and target.is_file() and target.samefile(policy)):
        raise Misused(_finding("C105", path=name))
    return target


def _period(text: str) -> Period:
    from engine.language.periods import read_period

    period = read_period(text)
    if period is None:
        raise Misused(_finding("C113", period=text))
    return period


def _only(results: Results, period: Period) -> Results:
    from dataclasses import replace

    chosen = [result for result in results.results if result.period == period]
    if not chosen:
        known = dict.fromkeys(str(result.period) for result in results.results)
        raise Misused(_finding("C114", period=period, known="、".join(known)))
    return replace(results, results=chosen)


def _finding(code: str, **arguments: object) -> Diagnostic:
    from engine.diagnostics import Diagnostic

    return Diagnostic(code, None, arguments)


def _tell(findings: Sequence[Diagnostic], language: str, code: int) -> int:
    """Findings go to standard error; gives the exit code on."""
    from engine.report.findings import render

    write_stream(sys.stderr, render(findings, language, colours(sys.stderr)))
    return code


if __name__ == "__main__":
    sys.exit(main())
