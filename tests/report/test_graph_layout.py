"""A drawing in which nothing lies over anything else, whatever the graph is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kaohe.analysis.graph import Graph
from kaohe.report.graph_boxes import boxes
from kaohe.report.graph_layout import Layout, layers_of, layout
from kaohe.report.svg_shapes import ems, shortened, wrapped
from kaohe.text_width import width

from tests.report.graphs import REAL, made, real

NEAR = 0.01


def check(drawn: Layout) -> None:
    for at, one in enumerate(drawn.boxes):
        assert one.x >= 0 and one.y >= -NEAR
        assert one.x + one.width <= drawn.width and one.y + one.box.height <= drawn.height + NEAR
        for other in drawn.boxes[at + 1 :]:
            beside = one.x + one.width < other.x or other.x + other.width < one.x
            apart = one.y + one.box.height < other.y + NEAR or other.y + other.box.height < one.y + NEAR
            assert beside or apart
    for placed in drawn.boxes:
        lines = sorted(placed.box.pieces, key=lambda piece: (piece.y, piece.x))
        for piece in lines:
            assert piece.x + width(piece.text) * piece.size / 2 <= placed.width - 2
            assert piece.x + piece.width <= placed.width
            assert piece.y - piece.size * 0.9 > 0 and piece.y + piece.size * 0.2 <= placed.box.height
        for left, right in pairwise(lines):
            assert right.y - left.y > left.size or left.x + left.width <= right.x
    starts = {(round(p.x + p.width, 6), round(p.y + p.box.height / 2, 6)) for p in drawn.boxes}
    ends = {(round(p.x, 6), round(p.y + p.box.height / 2, 6)) for p in drawn.boxes}
    for line in drawn.lines:
        assert (round(line[0][0], 6), round(line[0][1], 6)) in starts
        assert (round(line[-1][0], 6), round(line[-1][1], 6)) in ends
        _meets_no_box(line, drawn)
    for one in drawn.grounds:
        for other in drawn.grounds:
            if one is not other and one.band.frame == other.band.frame:
                assert one.band.bottom <= other.band.top or other.band.bottom <= one.band.top


def _meets_no_box(line: list[tuple[float, float]], drawn: Layout) -> None:
    """Level stretches keep clear of boxes; curves run from one layer to the next, where there are none."""
    for at, ((x, y), (to_x, to_y)) in enumerate(pairwise(line)):
        assert x < to_x
        for placed in drawn.boxes:
            if at % 2:
                assert y == to_y
                above, below = placed.y, placed.y + placed.box.height
                assert to_x <= placed.x + NEAR or placed.x + placed.width <= x + NEAR or not above < y < below
            else:
                assert to_x <= placed.x + NEAR or placed.x + placed.width <= x + NEAR


@pytest.mark.parametrize(("policy", "of", "from_"), REAL)
@pytest.mark.parametrize("limit", [6.0, 9.0, 13.0])
def test_policies(policy: str, of: str | None, from_: str | None, limit: float) -> None:
    graph = real(policy, of, from_)
    check(layout(graph, *boxes(graph, limit)))


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    names = draw(st.lists(st.text(max_size=40), min_size=1, max_size=18))
    pair = st.tuples(st.integers(0, len(names) - 1), st.integers(0, len(names) - 1))
    edges = sorted({(a, b) for a, b in draw(st.lists(pair, max_size=40)) if a < b})
    sections = draw(st.integers(1, 5))
    return made(names, edges, sections, draw(st.integers(1, sections)))


@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from([5.0, 8.0, 13.0]))
def test_any_graph(graph: Graph, limit: float) -> None:
    check(layout(graph, *boxes(graph, limit)))


@given(graphs())
@settings(max_examples=50, deadline=None)
def test_every_source_is_left_of_what_rests_on_it(graph: Graph) -> None:
    edges = [(int(source), int(user)) for source, user in graph.edges]
    layer = layers_of(len(graph.nodes), edges)
    assert all(layer[source] < layer[user] for source, user in edges)
    assert min(layer) == 0 or not edges


@given(st.text(), st.floats(3, 20))
@example("0000@0", 3.0)
def test_a_text_is_folded_to_its_room_or_cut_with_a_mark(text: str, limit: float) -> None:
    lines, cut = wrapped(text, limit)
    assert len(lines) <= 2 and all(ems(line) <= limit + NEAR for line in lines)
    kept = "".join(lines).replace(" ", "")
    assert kept.endswith("…") if cut else kept == "".join(text.split())
    assert ems(shortened(text, limit)) <= limit


def test_a_text_that_is_far_too_long_is_cut_at_once() -> None:
    lines, cut = wrapped("甲" * 1_000_000, 13)
    assert cut and lines == ["甲" * 13, "甲" * 12 + "…"]
    assert shortened("甲" * 1_000_000, 13) == "甲" * 12 + "…"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("“两办”工作完成情况", ["“两办”", "工作完成情况"]),
        ("full_plan_points", ["full_plan_", "points"]),
        ("新增高新技术企业", ["新增高新", "技术企业"]),
        ("上市（挂牌）企业", ["上市（挂牌）", "企业"]),
    ],
)
def test_a_fold_is_where_a_reader_expects_it(text: str, lines: list[str]) -> None:
    assert wrapped(text, 7)[0] == lines
