"""`kaohe graph`: what rests on what in a policy, as a picture or for a drawing program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kaohe.command.arguments import Options, loaded, policy_file
from kaohe.command.exit import DONE, WRONG, Misused, finding, tell
from kaohe.command.help import LocalizedCommand
from kaohe.command.output import format_for, target_file, write

if TYPE_CHECKING:
    from kaohe.analysis.graph import Graph

_FORMATS = ("svg", "mermaid", "dot")


def command(options: Options) -> LocalizedCommand:
    """The command with its options."""
    asked = [
        options.format(_FORMATS, "graph_format"),
        options.option("--of", text="of", metavar="ID"),
        options.option("--from", "from_", text="from", metavar="ID"),
        options.option("--depth", text="depth", type=click.IntRange(min=0), metavar="N"),
        options.output(),
    ]
    return options.command("graph", run, [options.policy(), *asked])


def run(
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
    format_ = format_for(format_, target, _FORMATS, GRAPH_ENDINGS)
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
