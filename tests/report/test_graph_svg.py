"""The SVG: well-formed, the same bytes each time, legible on a page of A4, and names that stay names."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from kaohe.report.formats import READABLE
from kaohe.report.graph import LONG_SIDE, draw

from tests.report.graphs import HOSTILE, REAL, made, real

SVG = "{http://www.w3.org/2000/svg}"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("policy", "of", "from_"), REAL)
def test_fits_a_page_and_what_is_drawn_by_default_is_legible(policy: str, of: str | None, from_: str | None) -> None:
    drawing = draw(real(policy, of, from_), "计分关系")
    root = ElementTree.fromstring(drawing.svg)
    size = [float(root.attrib[side].removesuffix("pt")) for side in ("width", "height")]
    assert max(size) <= LONG_SIDE and min(size) <= 595
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert width / height == pytest.approx(size[0] / size[1], rel=0.01)
    smallest = min(float(text.attrib["font-size"]) for text in root.iter(f"{SVG}text")) * size[0] / width
    assert smallest == pytest.approx(drawing.letters, rel=0.01)
    assert of == "total" or drawing.letters >= READABLE - 0.05


def test_every_name_points_clause_and_question_is_there() -> None:
    graph = real("xiangxiang_chains")
    texts = [text.text for text in ElementTree.fromstring(draw(graph, "").svg).iter(f"{SVG}text")]
    assert {"总分", "100分", "X11", "三（一）3、附2", "4项数据", "数据表", "待释事项"} <= set(texts)


def test_inputs_that_go_the_same_way_share_a_box() -> None:
    svg = draw(real("xiangtan_county", of="points"), "").svg
    assert "县“百十亿”工程办、" in svg
    assert "未注表名的数据项：乡镇、县直单位" in svg


def test_what_was_asked_about_stands_out() -> None:
    root = ElementTree.fromstring(draw(real("xiangxiang_chains", of="construction_score"), "").svg)
    assert sum("chosen" in rect.attrib.get("class", "") for rect in root.iter(f"{SVG}rect")) == 2  # and the legend's


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_shown_and_obeyed_by_nobody(name: str) -> None:
    svg = draw(made([name, name, "总分"], [(0, 1), (1, 2)]), name).svg
    svg.encode("utf-8")
    root = ElementTree.fromstring(svg)
    assert {element.tag for element in root.iter()} <= {
        SVG + tag for tag in ("svg", "title", "style", "rect", "g", "text", "path")
    }
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e]", svg)


def test_nothing_to_draw_is_said() -> None:
    assert "没有可画的内容" in draw(made([], []), "计分关系").svg


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    script = (
        "from cli import main\n"
        "for each in ('svg', 'mermaid', 'dot'):\n"
        "    assert main(['graph', 'xiangxiang_chains', '--of', 'total', '--format', each]) == 0"
    )
    first, second = (
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "77")
    )
    assert first == second
    assert all(word in first for word in (b"<svg", b"flowchart", b"digraph"))
