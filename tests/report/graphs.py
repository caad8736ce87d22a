"""Graphs made by hand, for what draws them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kaohe.analysis.graph import (
    Graph,
    GraphNode,
    Kind,
    Section,
    dependencies_of,
    dependency_graph,
    found,
    overview,
    reached_from,
)
from kaohe.policy.model import Table

from tests import inner
from tests.report.sample import PLACE, policy, unit_type

POLICIES = Path(__file__).parents[2] / "policies"


def made(names: Sequence[str], edges: Sequence[tuple[int, int]], sections: int = 1, units: int = 1) -> Graph:
    """A graph of nodes with these names, numbered from 0, of kinds and sections in turn."""
    known = {f"u{at}": unit_type(f"u{at}", f"类别{at}") for at in range(units)}
    table = Table("t", "数据", PLACE, "u0", "quarter", False, {})
    of = policy([], list(known.values()))
    object.__setattr__(of, "tables", {"t": table})
    groups = [Section(f"s{at}", f"u{at % units}", f"部分{at}", f"s{at}" if at else None) for at in range(sections)]
    groups.sort(key=lambda section: (section.unit_type, section.score is None))
    targets = {user for _, user in edges}
    kinds: tuple[Kind, ...] = ("score", "value", "row_value")
    nodes = {}
    for at, name in enumerate(names):
        kind: Kind = kinds[at % 3] if at in targets else "column" if at % 2 else "table"
        section = groups[at % sections].id
        asked = ("X1", "R1")[: at % 3]
        nodes[str(at)] = GraphNode(str(at), f"n{at}", name, kind, section, "t", None, name[:9], asked)
    return Graph(of, nodes, tuple((str(a), str(b)) for a, b in edges), {group.id: group for group in groups})


def real(name: str, of: str | None = None, from_: str | None = None) -> Graph:
    """A part of the graph of a policy that ships."""
    graph = dependency_graph(inner.load(POLICIES / f"{name}.yaml"))
    if of:
        return dependencies_of(graph, found(graph, of))
    return reached_from(graph, found(graph, from_)) if from_ else overview(graph)


REAL: list[tuple[str, str | None, str | None]] = [
    ("hengdong", None, None),
    ("taojiang", None, None),
    ("xiangtan_city", None, None),
    ("xiangtan_county", None, None),
    ("xiangtan_county", "points", None),
    ("xiangtan_county", None, "project_office"),
    ("xiangxiang_chains", None, None),
    ("xiangxiang_chains", "total", None),
    ("xiangxiang_chains", "construction_score", None),
    ("xiangxiang_chains", None, "investment"),
]

HOSTILE = [
    '"]; end; n1["',
    "</text><script>alert(1)</script>",
    "]]>&amp;&lt;<!--",
    "a\\nb\\",
    '\\"',
    "#quot;#35;",
    "`**粗**` __x__",
    "%%{init: {}}%%",
    "1. 一",
    "- 一",
    "甲\x00\x1b[31m\u202e乙\ufffe",
    "甲\n乙\r\n---\n丙",
    "甲\udcff",
    "\\N\\G\\l",
    "&nbsp;",
    "甲" * 90,
    "W" * 90,
    "",
]
