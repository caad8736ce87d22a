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

from engine.report.data_options import options as data_options
from engine.report.explain_options import options as explain_options
from engine.report.help import ToldCommand, ToldGroup, language_of, told
from engine.report.output import colours, write_file, write_stream
from engine.report.template.options import options as template_options
from engine.report.workbook.options import options as workbook_options

if TYPE_CHECKING:
    from engine.analysis.data_overview import Side
    from engine.analysis.dependencies import Graph
    from engine.analysis.explain.model import Explanation
    from engine.diagnostics import Diagnostic, Findings
    from engine.evaluate.results import Results
    from engine.language.periods import Period
    from engine.places import Source
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
    formats = click.Choice(["table", "json", "csv", "markdown", "xlsx"])

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
            option("--include-hidden", text="include_hidden", is_flag=True),
        ],
    )
    targets = ToldCommand(
        "targets",
        callback=lambda **given: _targets(language, **given),
        help=told("targets", language),
        params=[
            *calculation(option("--period", text="year", metavar="YEAR")),
            option("--include-hidden", text="include_hidden", is_flag=True),
        ],
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
    check = ToldCommand(
        "check",
        callback=lambda **given: _check(language, **given),
        help=told("check", language),
        params=[
            click.Argument(["policies"], nargs=-1, metavar="POLICY..."),
            option("--format", "format_", text="check_format", type=click.Choice(["text", "json", "github"])),
            option("--strict", text="strict", is_flag=True),
            option("--explain", text="explain", metavar="CODE"),
            lang(),
        ],
    )
    template = ToldCommand(
        "template",
        callback=lambda **given: _template(language, **given),
        help=told("template", language),
        params=[*template_options(language), lang()],
    )
    explain = ToldCommand(
        "explain",
        callback=lambda **given: _why(language, **given),
        help=told("explain_command", language),
        params=[*explain_options(language), lang()],
    )
    workbook = ToldCommand(
        "workbook",
        callback=lambda **given: _workbook(language, **given),
        help=told("workbook", language),
        params=[*workbook_options(language), lang()],
    )
    data = ToldCommand(
        "data",
        callback=lambda **given: _data(language, **given),
        help=told("data", language),
        params=[*data_options(language), lang()],
    )
    commands = [score, targets, data, explain, graph, check, template, workbook]
    group = ToldGroup("kaohe", commands=commands, help=told("kaohe", language), params=[version, lang()])
    for each in (group, *commands):
        each.language = language
    return group


def _score(language: str, verify: bool, include_hidden: bool, **given: Any) -> int:
    """`kaohe score`."""

    def calculated(policy: Policy, data: str, chosen: dict[str, str], period: Period | None) -> Results:
        import engine

        results = engine.score(policy, data, chosen, verify, include_hidden)
        return results if period is None else _only(results, period)

    agreed = "复算：两次独立计算的结果一致" if language == "zh" else "verified: two independent calculations agree"
    return _calculate(language, calculated, agreed if verify else "", **given)


def _targets(language: str, include_hidden: bool, **given: Any) -> int:
    """`kaohe targets`."""

    def calculated(policy: Policy, data: str, chosen: dict[str, str], period: Period | None) -> TargetYear:
        import engine
        from engine.diagnostics import Refused
        from engine.report.target_year import TargetYear, years_of

        if period is not None and period.quarter:
            raise Misused(_finding("C116", period=period, year=period.year))
        if not policy.targets:
            raise Refused([_finding("C115", policy=policy.id)])
        results = engine.targets(policy, data, chosen, include_hidden)
        years = years_of(results)
        if period is not None and period not in years:
            raise Misused(_finding("C114", period=period, known="、".join(map(str, years))))
        return TargetYear(results, period or years[-1])

    return _calculate(language, calculated, "", **given)


def _why(language: str, unit: str, of: str | None, against: str | None, **given: Any) -> int:
    """`kaohe explain`."""

    def calculated(policy: Policy, data: str, chosen: dict[str, str], period: Period | None) -> Explanation:
        import engine
        from engine.analysis.explain.ask import NotThere

        try:
            return engine.explain(policy, data, unit, period, of, against, chosen)
        except NotThere as error:
            raise Misused(error.finding) from None

    return _calculate(language, calculated, "", **given)


def _calculate(
    language: str,
    calculated: Callable[[Policy, str, dict[str, str], Period | None], Results | TargetYear | Explanation],
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
    format_ = format_ or format_of(target)
    if format_ == "xlsx" and target is None:
        raise Misused(_finding("C161"))
    try:
        loaded = _load(file)
        _check_readings(loaded, chosen)
        results = calculated(loaded, data, chosen, wanted)
    except Refused as refused:
        return _tell(refused.diagnostics, language, WRONG)
    _tell(results.warnings, language, DONE)
    if said:
        write_stream(sys.stderr, said + "\n")
    return _write(rendered(results, format_, target), target, language)


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


def _check(language: str, policies: tuple[str, ...], format_: str | None, strict: bool, explain: str | None) -> int:
    """`kaohe check`: its findings are its result, and go to standard output."""
    if explain is not None:
        if policies:
            raise Misused(_finding("C126", given=" ".join(policies)))
        return _explain(explain, language)
    if not policies:
        raise Misused(_finding("C123", argument="POLICY"))
    from engine.analysis.check import Checked
    from engine.report.check import rendered

    files = {name: _policy_file(name) for name in policies}
    checked = [Checked(str(file or name), *_source_checked(file)) for name, file in files.items()]
    code = _write(rendered(checked, format_ or "text", language, colours(sys.stdout)), None, language)
    return WRONG if any(strict or found.is_error for one in checked for found in one.findings) else code


def _source_checked(file: Path | None) -> tuple[Policy | None, list[Diagnostic]]:
    import engine
    from engine.diagnostics import Findings

    source = _source(file, findings := Findings())
    return (None, findings.all) if source is None else engine.check_source(source)


def _explain(code: str, language: str) -> int:
    from engine.analysis.explanations import explanation, nearest_code
    from engine.report.check_explain import render

    found = explanation(code)
    if found is None:
        raise Misused(_finding("C141", given=code, suggestion=nearest_code(code)))
    return _write(render(found, language), None, language)


def _template(language: str, policy: str, output: str, **asked: Any) -> int:
    """`kaohe template`."""
    from engine.diagnostics import Findings, Refused
    from engine.report.template.forms import forms
    from engine.report.template.render import render
    from engine.report.template.request import Request

    file = _policy_file(policy)
    target = _target(output, file)
    if target.suffix.lower() != ".xlsx":
        raise Misused(_finding("C162", path=output))
    try:
        loaded = _load(file)
    except Refused as refused:
        return _tell(refused.diagnostics, language, WRONG)
    findings = Findings()
    request = Request(**asked)
    made = forms(loaded, request, findings)
    if findings.errors:
        raise Misused(*findings.all)
    _tell(findings.warnings, language, DONE)
    return _write(render(loaded, made, request.assessor), target, language)


def _workbook(
    language: str, policy: str, data: str, interpret: tuple[str, ...], include_hidden: bool, output: str
) -> int:
    """`kaohe workbook`."""
    from engine.diagnostics import Refused
    from engine.report.workbook.run import working_paper

    chosen = _readings(interpret)
    file = _policy_file(policy)
    if not Path(data).exists():
        raise Misused(_finding("C103", path=data))
    target = _target(output, file, Path(data))
    if target.suffix.lower() != ".xlsx":
        raise Misused(_finding("C162", path=output))
    try:
        loaded = _load(file)
        _check_readings(loaded, chosen)
        content, warnings = working_paper(loaded, Path(data), chosen, include_hidden)
    except Refused as refused:
        return _tell(refused.diagnostics, language, WRONG)
    _tell(warnings, language, DONE)
    return _write(content, target, language)


def _data(
    language: str,
    policy: str,
    data: str,
    side: Side | None,
    include_hidden: bool,
    format_: str | None,
    output: str | None,
) -> int:
    """`kaohe data`: its findings are part of its result, and go where that goes."""
    from importlib import import_module

    from engine.analysis.data_overview import overview
    from engine.diagnostics import Refused

    file = _policy_file(policy)
    if not Path(data).exists():
        raise Misused(_finding("C103", path=data))
    target = None if output is None or output == "-" else _target(output, file, Path(data))
    format_ = format_ or ("json" if target and target.suffix.lower() == ".json" else "table")
    try:
        loaded = _load(file)
    except Refused as refused:
        return _tell(refused.diagnostics, language, WRONG)
    seen = overview(loaded, Path(data), side or ("scores" if loaded.scores else "targets"), include_hidden)
    report = import_module(f"engine.report.data_{format_}")
    code = _write(report.render(seen, language, target is None and colours(sys.stdout)), target, language)
    return code if seen.is_usable else WRONG


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


def _write(content: str | bytes, target: Path | None, language: str) -> int:
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
    from engine.diagnostics import Findings, Refused

    source = _source(file, findings := Findings())
    if source is None:
        raise Refused(findings.all)
    return engine.load_source(source)


def _source(file: Path | None, findings: Findings) -> Source | None:
    """The text of a policy: of a file, or of standard input."""
    from engine.language.text import read_source, source_of

    return source_of(sys.stdin.buffer.read(), "-", findings) if file is None else read_source(file, findings)


def _target(name: str, policy: Path | None, data: Path | None = None) -> Path:
    """The file for the results, which may not be one that they come from."""
    target = Path(name)
    if not target.parent.is_dir():
        raise Misused(_finding("C104", path=name))
    read = [path for path in (policy, data) if path is not None]
    if (data and target.parent.samefile(data)) or (target.is_file() and any(map(target.samefile, read))):
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
