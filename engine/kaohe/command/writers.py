"""The commands of those who write policies: `check`, `graph`, `consolidate`, `migrate`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.command.arguments import Options, loaded, policy_file, source_in
from kaohe.command.exit import DONE, WRONG, Misused, finding, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import format_for, target_file, write
from kaohe.command.progress_line import shown_progress
from kaohe.report.formats import colours

if TYPE_CHECKING:
    from kaohe.analysis.graph import Graph
    from kaohe.diagnostics import Diagnostic
    from kaohe.policy.model import Policy


def check(options: Options) -> LocalizedCommand:
    """`kaohe check`: what can be known of policies without data, and what a code means."""
    asked = [
        options.format(("text", "json", "github"), "check_format"),
        options.option("--strict", text="strict", is_flag=True),
        options.option("--explain", text="explain", metavar="CODE"),
    ]
    return options.command("check", _check, [click.Argument(["policies"], nargs=-1, metavar="POLICY..."), *asked])


def _check(language: str, policies: tuple[str, ...], format_: str | None, strict: bool, explain: str | None) -> int:
    """Checks; the findings are the result, and go to standard output."""
    if explain is not None:
        if policies:
            raise Misused(finding("C126", given=" ".join(policies)))
        return _explain(explain, language)
    if not policies:
        raise Misused(finding("C123", argument="POLICY"))
    from kaohe.analysis.check import Checked
    from kaohe.progress import tracked
    from kaohe.report.formats import rendered_check

    files = {name: policy_file(name) for name in policies}
    with shown_progress(language):
        each = tracked("check", files.items(), lambda file: file[0])
        checked = [Checked(str(file or name), *_source_checked(file)) for name, file in each]
    code = write(rendered_check(checked, format_ or "text", language, colours(sys.stdout)), None, language)
    return WRONG if any(strict or found.is_error for one in checked for found in one.findings) else code


def _source_checked(file: Path | None) -> tuple[Policy | None, list[Diagnostic]]:
    from kaohe.analysis.check import check
    from kaohe.diagnostics import Findings

    source = source_in(file, findings := Findings())
    return (None, findings.all) if source is None else check(source)


def _explain(code: str, language: str) -> int:
    """What a code means; C141 if there is no such code."""
    from kaohe.analysis.check import explanation, nearest_code
    from kaohe.report.check import as_explanation

    found = explanation(code)
    if found is None:
        raise Misused(finding("C141", given=code, suggestion=nearest_code(code)))
    return write(as_explanation(found, language), None, language)


_GRAPH_FORMATS = ("svg", "mermaid", "dot")


def graph(options: Options) -> LocalizedCommand:
    """`kaohe graph`: what rests on what in a policy, as a picture or for a drawing program."""
    asked = [
        options.format(_GRAPH_FORMATS, "graph_format"),
        options.option("--of", text="of", metavar="ID"),
        options.option("--from", "from_", text="from", metavar="ID"),
        options.option("--depth", text="depth", type=click.IntRange(min=0), metavar="N"),
        options.output(),
    ]
    return options.command("graph", _graph, [options.policy(), *asked])


def _graph(
    language: str,
    policy: str,
    format_: str | None,
    of: str | None,
    from_: str | None,
    depth: int | None,
    output: str | None,
) -> int:
    """Draws the part that is asked for; C133 says where its letters are too small for a page."""
    from kaohe.analysis.graph import dependency_graph
    from kaohe.diagnostics import Refused
    from kaohe.report.formats import GRAPH_ENDINGS, READABLE, rendered_graph

    file = policy_file(policy)
    target = target_file(output, file)
    format_ = format_for(format_, target, _GRAPH_FORMATS, GRAPH_ENDINGS)
    try:
        graph = _part(dependency_graph(loaded(file)), of, from_, depth)
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    text, letters = rendered_graph(graph, format_, of, from_)
    if letters is not None and letters < READABLE - 0.05:
        tell([finding("C133", size=f"{letters:.1f}")], language, DONE)
    return write(text, target, language)


def _part(graph: Graph, of: str | None, from_: str | None, depth: int | None) -> Graph:
    """The part of a graph that is asked for."""
    from kaohe.analysis.graph import between, dependencies_of, found, overview, reached_from, suggestion

    def known(word: str, questions: bool = False) -> list[str]:
        keys = found(graph, word, questions)
        if not keys:
            raise Misused(finding("C131", word=word, suggestion=suggestion(graph, word, questions)))
        return keys

    if of is not None and from_ is not None:
        part = between(graph, known(from_, questions=True), known(of), depth)
        if not part.nodes:
            raise Misused(finding("C132", start=from_, end=of))
        return part
    if of is not None:
        return dependencies_of(graph, known(of), depth)
    return overview(graph, depth) if from_ is None else reached_from(graph, known(from_, questions=True), depth)


def consolidate(options: Options) -> LocalizedCommand:
    """`kaohe consolidate`: the whole text of a policy that amends another, as one file."""
    return options.command("consolidate", _consolidate, [click.Argument(["policy"]), options.output()])


def _consolidate(language: str, policy: str, output: str | None) -> int:
    """Writes the text; never over a file that takes part (C105)."""
    from pathlib import Path

    from kaohe.analysis.consolidated_text import consolidated_text
    from kaohe.diagnostics import Refused

    file = policy_file(policy)
    target = target_file(output, file)
    try:
        with shown_progress(language):
            read = loaded(file)
            for each in read.text.files if target is not None and target.is_file() else ():
                if Path(each.name).is_file() and target is not None and target.samefile(each.name):
                    raise Misused(finding("C105", path=output or ""))
            content = consolidated_text(read, target or Path(read.source.name))
    except Refused as refused:
        return tell(refused.diagnostics, language, WRONG)
    return write(content, target, language)


def migrate(options: Options) -> LocalizedCommand:
    """`kaohe migrate`: a policy of version 1 of the language, rewritten in version 2."""
    output = options.option("-o", "--output", text="migrate_output", metavar="NEW", required=True)
    return options.command("migrate", _migrate, [click.Argument(["old"]), output])


def _migrate(language: str, old: str, output: str) -> int:
    """Writes the text, never over the old one (C105); 1 where something could not be carried over."""
    from kaohe.diagnostics import Findings
    from kaohe.migrate import migrated

    file = policy_file(old)
    target = target_file(output, file)
    source = source_in(file, findings := Findings())
    text = None if source is None else migrated(source, findings)
    code = tell(findings.all, language, WRONG if findings.errors else DONE)
    return code if text is None else write(text, target, language) or code
