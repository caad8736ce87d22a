"""Mermaid and DOT: every node and edge, grouped, and names that cannot leave their quotation marks."""

from __future__ import annotations

import re

import pytest
from kaohe.report import graph as report
from kaohe.report.formats import GRAPH_ENDINGS, format_of, rendered_graph

from tests.report.graphs import HOSTILE, REAL, made, real


@pytest.mark.parametrize(("policy", "of", "from_"), REAL)
def test_all_nodes_and_edges(policy: str, of: str | None, from_: str | None) -> None:
    graph = real(policy, of, from_)
    mermaid, dot = report.mermaid(graph, ""), report.dot(graph, "")
    assert mermaid.count(" --> ") == dot.count(" -> ") == len(graph.edges)
    assert len(re.findall(r"^    n\d+[\[({]", mermaid, re.M)) == len(graph.nodes)
    assert len(re.findall(r"^    n\d+ \[", dot, re.M)) == len(graph.nodes)
    assert mermaid.count("subgraph") == mermaid.count("  end\n") == dot.count("subgraph")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_mermaid_label_holds_no_sign_that_is_obeyed(name: str) -> None:
    text = report.mermaid(made([name, "总分"], [(0, 1)]), "计分关系")
    labels = re.findall(r'^ +[ng]\d+\[?\(?\[?"(.*)"[\])]+$|subgraph g\d+\["(.*)"\]$', text, re.M)
    for label in (first or second for first, second in labels):
        bare = re.sub(r"#\d+;|<br/>", "", label)
        assert not set(bare) & set('"#&<>;\\`*~|{}[]')
        assert not re.match(r"[-+]|\d+[.)]", label)
    assert text.count("\n") == report.mermaid(made(["甲", "总分"], [(0, 1)]), "计分关系").count("\n")
    text.encode("utf-8")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_dot_label_ends_where_it_should(name: str) -> None:
    text = report.dot(made([name, "总分"], [(0, 1)]), name)
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    assert '"' not in outside and "\\" not in outside
    assert re.fullmatch(r"[-\w\s{}\[\]=,>]*", outside)
    assert not re.search(r"&(?!amp;)", text)
    text.encode("utf-8")


def test_a_name_reads_back_from_mermaid() -> None:
    name = 'a"b#c;d<e>`f`'
    escaped = report.escaped(name)
    assert re.sub(r"#(\d+);", lambda match: chr(int(match[1])), escaped) == name
    assert report.escaped("output_growth") == "output_growth"


def test_the_format_by_the_ending() -> None:
    from pathlib import Path

    assert [
        format_of(Path(name), ("svg", "mermaid", "dot"), GRAPH_ENDINGS)
        for name in ("a.gv", "a.DOT", "a.mmd", "a.svg", "a")
    ] == [
        "dot",
        "dot",
        "mermaid",
        "svg",
        "svg",
    ]
    graph = made(["甲", "乙"], [(0, 1)])
    assert rendered_graph(graph, "dot", None, None)[0].startswith("digraph")
    assert rendered_graph(graph, "mermaid", "乙", None)[0].startswith("---\ntitle:")
    assert rendered_graph(graph, "svg", None, "甲")[1]
