"""The dependency graph of a policy, and the parts of it that are asked for."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
from kaohe.analysis.graph import (
    Graph,
    between,
    dependencies_of,
    dependency_graph,
    found,
    overview,
    reached_from,
    suggestion,
)

from tests import inner

POLICIES = Path(__file__).parents[2] / "policies"
IDS = sorted(path.stem for path in POLICIES.glob("*.yaml"))


def graph(policy: str) -> Graph:
    return dependency_graph(inner.load(POLICIES / f"{policy}.yaml"))


@pytest.fixture(scope="module")
def chains() -> Graph:
    return graph("xiangxiang_chains")


@pytest.fixture(scope="module")
def county() -> Graph:
    return graph("xiangtan_county")


@pytest.mark.parametrize("policy", IDS)
def test_every_edge_joins_nodes_and_there_is_no_cycle(policy: str) -> None:
    whole = graph(policy)
    assert {key for edge in whole.edges for key in edge} <= set(whole.nodes)
    assert nx.is_directed_acyclic_graph(whole.directed())
    assert {node.section for node in whole.nodes.values()} <= set(whole.sections)


def test_a_score_rests_on_columns_values_and_values_of_rows(chains: Graph) -> None:
    sources = {source for source, user in chains.edges if user == "chain.construction_score"}
    assert sources == {"construction_project/investment", "construction_project[].project_points"}
    assert ("attracted_project/investment", "chain.task_fulfilled") in chains.edges


def test_a_table_whose_rows_are_counted_is_a_source(county: Graph) -> None:
    assert ("unqualified/", "department.named_unqualified") in county.edges


def test_questions_points_and_clauses_are_kept(chains: Graph) -> None:
    node = chains.nodes["chain.attraction_tier_score"]
    assert set(node.questions) == {"X4", "X11"}
    assert (node.points, node.section) == (15, "chain.effectiveness")
    assert chains.nodes["attracted_project/investment"].section == "chain.effectiveness"
    assert chains.nodes["chain.total"].is_whole and not chains.nodes["chain.effectiveness"].is_whole


def test_the_overview_has_scores_and_tables_alone(chains: Graph) -> None:
    small = overview(chains)
    assert {node.kind for node in small.nodes.values()} == {"score", "table"}
    assert len(small.nodes) < len(chains.nodes) / 2
    tables = [node for node in small.nodes.values() if node.table == "chain"]
    assert [node.columns for node in tables] == [4, 8, 12, 8]


def test_what_is_hidden_leaves_its_edge_and_its_questions(chains: Graph) -> None:
    small = overview(chains)
    assert small.nodes["chain.attraction_tier_score"].questions == ("X3", "X4", "X11")
    assert ("attracted_project/chain.effectiveness", "chain.attraction_task_score") in small.edges


@pytest.mark.parametrize("policy", IDS)
def test_a_contracted_graph_says_neither_more_nor_less(policy: str) -> None:
    whole, small = graph(policy), overview(graph(policy))
    full, contracted = nx.transitive_closure_dag(whole.directed()), nx.transitive_closure_dag(small.directed())
    values = [key for key, node in small.nodes.items() if node.kind != "table"]
    for source in values:
        for user in values:
            assert full.has_edge(source, user) == contracted.has_edge(source, user)


@pytest.mark.parametrize("policy", IDS)
def test_a_depth_shows_more_with_each_step_up_to_everything_used(policy: str) -> None:
    whole = graph(policy)
    sizes = [sum(n.kind != "table" for n in overview(whole, depth).nodes.values()) for depth in range(12)]
    assert sizes == sorted(sizes)


def test_of_goes_down_to_the_columns_and_from_up_to_the_results(chains: Graph) -> None:
    below = dependencies_of(chains, found(chains, "construction_score"))
    assert set(below.nodes) == nx.ancestors(chains.directed(), "chain.construction_score") | {
        "chain.construction_score"
    }
    above = reached_from(chains, found(chains, "attracted_project.investment"))
    assert {"chain.attraction_task_score", "chain.total", "chain.rank"} <= set(above.nodes)
    assert "construction_project/investment" not in above.nodes
    assert set(reached_from(chains, found(chains, "X4", questions=True)).nodes) >= {"chain.attraction_tier_score"}


def test_a_depth_cuts_and_inputs_behind_it_are_their_tables(chains: Graph) -> None:
    near = dependencies_of(chains, found(chains, "construction_score"), 1)
    assert {node.kind for node in near.nodes.values()} == {"table", "column", "row_value", "score"}
    assert len(reached_from(chains, found(chains, "investment_contracts"), 1).nodes) == 2


def test_between_is_what_lies_on_the_way(chains: Graph) -> None:
    way = between(chains, found(chains, "new_listed"), found(chains, "total"))
    assert list(way.nodes) == ["chain/new_listed", "chain.total", "chain.cultivation", "chain.listing_score"]
    assert not between(chains, found(chains, "new_listed"), found(chains, "activities")).nodes


def test_an_id_of_two_unit_types_means_both(county: Graph) -> None:
    assert found(county, "points") == ["township.points", "department.points"]
    assert found(county, "township.points") == ["township.points"]
    assert found(county, "季度得分") == ["township.quarterly_score", "department.quarterly_score"]


def test_columns_of_several_tables_tables_and_values_of_rows(chains: Graph) -> None:
    assert found(chains, "investment") == ["attracted_project/investment", "construction_project/investment"]
    assert found(chains, "platform") == ["platform/", "platform/name", "platform/level"]
    assert found(chains, "platform[].level_points") == found(chains, "platform.level_points")


def test_an_unknown_word_and_what_it_may_have_meant(chains: Graph) -> None:
    assert found(chains, "totl") == []
    assert suggestion(chains, "totl") == "total"
    assert suggestion(chains, "x4", questions=True) == "X4"
    assert found(chains, "X4") == []


def test_targets_of_a_field_are_a_section() -> None:
    small = overview(graph("hengdong"))
    assert {node.kind for node in small.nodes.values()} == {"target", "table"}
    names = [section.name for section in small.sections.values()]
    assert len(names) == len(set(names)) > 2
