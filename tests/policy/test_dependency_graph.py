"""The dependency graph: order of calculation, circles, and what rests on what under a reading."""

from __future__ import annotations

import pytest
from kaohe.analysis.check import check
from kaohe.diagnostics import Findings
from kaohe.policy.dependency_graph import dependency_graph, needed_by, reached_from, tables_of
from kaohe.policy.load import load_source
from kaohe.policy.model import Policy, Vertex
from kaohe.source_places import Source

from tests import inner
from tests.policy.closely import AROUND, QUESTION, TABLES, UNITS


def load(text: str) -> Policy:
    return load_source(Source("small.yaml", AROUND + UNITS + TABLES + text), Findings())


def value(id_: str) -> Vertex:
    return Vertex("value", "town", id_)


def test_the_order_is_by_need_and_otherwise_that_of_the_file() -> None:
    entries = ("d: x", "c: a + b", "b: x", "a: b * 2", "e: x")
    lines = "".join(
        f"  - {{id: {id_}, for: town, formula: '{rule}'}}\n" for id_, rule in (each.split(": ") for each in entries)
    )
    order = [id_ for _, id_ in load(f"scores:\n{lines}").order]
    assert order == ["d", "b", "a", "c", "e"]


def test_every_circle_is_told_at_its_first_value_and_what_is_wrong_elsewhere_too() -> None:
    text = (
        "values:\n"
        "  - {id: u, for: town, formula: q + x}\n"
        "  - {id: q, for: town, formula: r}\n"
        "  - {id: r, for: town, formula: u + q}\n"
        "  - {id: alone, for: town, formula: alone * 2}\n"
        "  - {id: above, for: town, formula: r + alone}\n"
        "  - {id: apart, for: town, formula: rate + 1}\n"
    )
    _, found = check(Source("small.yaml", AROUND + UNITS + TABLES + text))
    first = (AROUND + UNITS + TABLES).count("\n")
    told = [(each.code, each.place.line - first, each.arguments.get("path")) for each in found if each.place]
    assert sorted(told) == [("K410", 7, None), ("K501", 2, "u → q → r → u"), ("K501", 5, "alone → alone")]


def test_a_condition_on_a_value_in_a_circle_says_no_more_than_the_circle() -> None:
    tables = TABLES + "    must_hold: [money <= s]\n"
    text = "values:\n  - {id: s, for: town, formula: s + x}\n"
    assert [each.code for each in check(Source("small.yaml", AROUND + UNITS + tables + text))[1]] == ["K501"]


def test_a_reading_in_force_leaves_out_what_the_other_asks_for() -> None:
    text = QUESTION + (
        "values:\n  - {id: v, for: town, sum: {over: project, of: money}}\n"
        "scores:\n  - {id: s, for: town, reading: Q, cases: {a: x, b: 'v / 1 亿元'}}\n"
    )
    policy = load(text)
    assert tables_of(needed_by(policy.graph, [value("s")])) == {"town", "project"}
    assert tables_of(needed_by(dependency_graph(policy, {"Q": "a"}), [value("s")])) == {"town"}
    assert value("s") in reached_from(policy.graph, [Vertex("column", "project", "money")])


def test_a_table_whose_rows_are_folded_by_what_it_does_not_hold_is_needed() -> None:
    policy = load("values:\n  - {id: v, for: town, sum: {over: project, of: x}}\n")
    assert tables_of(needed_by(policy.graph, [value("v")])) == {"town", "project"}


@pytest.mark.parametrize("name", ["xiangxiang_chains", "xiangtan_county", "hengdong", "taojiang", "xiangtan_city"])
def test_every_value_follows_all_that_it_rests_on(name: str) -> None:
    policy = inner.load(f"policies/{name}.yaml")
    position = {identity: number for number, identity in enumerate(policy.order)}
    assert set(position) == set(policy.definitions)
    for source, user in policy.graph.edges:
        if source.kind == user.kind == "value":
            assert position[source.identity] < position[user.identity]
