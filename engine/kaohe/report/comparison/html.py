"""The comparison as a page: stacked bars of where the points are and how they are given, then every grid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from kaohe.analysis.comparison import Comparison
from kaohe.analysis.composition import PointsEntry
from kaohe.report.comparison.grids import Grid, Grids
from kaohe.report.page.stacked_bars import Segment, axis_of, stacked, swatch
from kaohe.report.svg_shapes import PATTERNS
from kaohe.report.values import trimmed
from kaohe.shown_text import visible

_HERE = Path(__file__).parent
_PAGE = _HERE.parent / "page"


@dataclass(frozen=True, slots=True)
class Chart:
    """A legend (sample and name), and a bar for each total: what it is of, its points, its drawing."""

    legend: list[tuple[str, str]]
    bars: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A grid, with the chart that belongs to it, if any."""

    grid: Grid
    chart: Chart | None


def render(found: Comparison) -> str:
    """The whole page, in one file that needs nothing else."""
    grids = Grids(found)
    charts = {"themes": _chart(grids, grids.themes(), "theme"), "kinds": _chart(grids, grids.kinds(), "kind")}
    return _template().render(
        language="zh-CN" if grids.language == "zh" else "en",
        words=grids.words,
        title=grids.words["title"],
        titles=grids.titles,
        sections=[Section(grid, charts.get(grid.id)) for grid in grids.all()],
        css=Markup((_PAGE / "page.css").read_text(encoding="utf-8") + (_HERE / "comparison.css").read_text("utf-8")),
        fillings=Markup((_PAGE / "fillings.svg").read_text(encoding="utf-8")),
    )


def _chart(grids: Grids, words: list[tuple[str, str]], by: str) -> Chart | None:
    """One bar a total, in shares of it, so that totals of different points stand beside each other."""
    bars = []
    numbers = [str(at + 1) if len(words) > PATTERNS else "" for at in range(len(words))]
    for method, total in grids.scored:
        own = [entry for entry in method.points if entry.total == total]
        segments = []
        for at, (word, name) in enumerate(words):
            share = sum((entry.share for entry in own if _word(entry, by) == word), start=total.points * 0)
            if share:
                segments.append(Segment(at, name, share, f"{trimmed(share, 1)}%", numbers[at]))
        heading = grids.column_of(method, total).replace("\n", " ")
        points = grids.words["points"].format(points=trimmed(total.points))
        drawn = stacked(f"{heading} {points}", segments, axis_of([segments], None), None)
        bars.append((heading, points, drawn))
    legend = [(swatch(at), f"{numbers[at]} {name}".strip()) for at, (_, name) in enumerate(words)]
    return Chart(legend, bars) if bars else None


def _word(entry: PointsEntry, by: str) -> str:
    return (entry.theme or "") if by == "theme" else entry.kind


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader([_HERE, _PAGE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    environment.filters["svg"] = Markup
    return environment.get_template("comparison.html.j2")
