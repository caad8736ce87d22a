"""The comparison of policies in every format: for a terminal, Markdown, a page, a workbook, and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from kaohe.analysis.comparison import Comparison, Method, QuestionRow, TargetCell, TargetRow, Units, name_of
from kaohe.analysis.composition import PointsEntry, Total
from kaohe.analysis.consequences import Consequence
from kaohe.lazy import dataclass
from kaohe.report.changes_json import listed
from kaohe.report.comparison_tables import ComparisonTable, ComparisonTables, Entry
from kaohe.report.explain.words import phrase
from kaohe.report.json_text import number, plain
from kaohe.report.page.composition import Segment, axis_of, stacked, swatch
from kaohe.report.svg_shapes import PATTERNS
from kaohe.report.terminal_and_markdown import GAP, WIDTH, Cell, Page, Plan, escaped, markdown_table
from kaohe.report.values import trimmed
from kaohe.report.xlsx_book import KEY, Book, cell, head, height, lines, page, put_value
from kaohe.text_width import visible
from kaohe.text_width import width as width_of
from kaohe.workbook.cell_formats import put

_NAME_WIDTH = 20  # on a terminal
_NAME_COLUMN, _COLUMN = 24, 44  # in a sheet
_PAGE = Path(__file__).parent / "page"


def as_table(found: Comparison, width: int = WIDTH, colour: bool = False) -> str:
    """Table by table; columns share the width there is."""
    tables, page = ComparisonTables(found), Page(width, colour)
    page.say(tables.words["title"], "bold")
    for table in tables.all():
        page.say()
        page.say(table.heading, "bold")
        page.say(table.how, "dim")
        page.draw(_plan(table, tables, width))
    return page.text()


def _plan(table: ComparisonTable, tables: ComparisonTables, available: int) -> Plan:
    headings = [tables.words["item"], *table.columns, *([table.remarks] if table.remarks else [])]
    rows = []
    for row in table.rows:
        cells = ["\n".join(_line(entry, tables) for entry in cell) for cell in row.cells]
        rows.append([row.name, *cells, *([row.remark] if table.remarks else [])])
    name = min(max(width_of(row[0]) for row in [headings, *rows]), _NAME_WIDTH)
    left = available - name - GAP * len(headings)
    wanted = [max(width_of(line) for row in rows for line in row[at].split("\n")) for at in range(1, len(headings))]
    widths = [name, *_shared(wanted, left)]
    return Plan(headings, widths, [[Cell(text) for text in row] for row in rows], len(headings))


def _shared(wanted: list[int], available: int) -> list[int]:
    """What each column gets: all it wants where that is little, the rest in equal parts."""
    widths = [0] * len(wanted)
    waiting = sorted(range(len(wanted)), key=wanted.__getitem__)
    for done, at in enumerate(waiting):
        widths[at] = max(8, min(wanted[at], available // (len(wanted) - done)))
        available -= widths[at]
    return widths


def as_markdown(found: Comparison) -> str:
    """A heading and each table."""
    return "\n".join(_lines(ComparisonTables(found))) + "\n"


def _lines(tables: ComparisonTables) -> Iterator[str]:
    yield f"# {escaped(tables.words['title'])}"
    for table in tables.all():
        headings = [tables.words["item"], *table.columns, *([table.remarks] if table.remarks else [])]
        rows = [[escaped(heading).replace("\n", "<br>") for heading in headings]]
        for row in table.rows:
            cells = ["<br>".join(escaped(_line(entry, tables)) for entry in cell) for cell in row.cells]
            rows.append([escaped(row.name), *cells, *([escaped(row.remark)] if table.remarks else [])])
        yield from (
            "",
            f"## {escaped(table.heading)}",
            "",
            escaped(table.how),
            "",
            *markdown_table(rows, len(headings)),
        )


def _line(entry: Entry, tables: ComparisonTables) -> str:
    return entry.text + (tables.words["clause"].format(clause=entry.clause) if entry.clause else "")


@dataclass(frozen=True, slots=True)
class Chart:
    """A legend (sample and name), and a bar for each total: what it is of, its points, its drawing."""

    legend: list[tuple[str, str]]
    bars: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A table, with the chart that belongs to it, if any."""

    table: ComparisonTable
    chart: Chart | None


def as_html(found: Comparison) -> str:
    """The whole page, in one file that needs nothing else."""
    tables = ComparisonTables(found)
    charts = {"themes": _chart(tables, tables.themes(), "theme"), "kinds": _chart(tables, tables.kinds(), "kind")}
    return _template().render(
        language="zh-CN" if tables.language == "zh" else "en",
        words=tables.words,
        title=tables.words["title"],
        titles=tables.titles,
        sections=[Section(table, charts.get(table.id)) for table in tables.all()],
        css=Markup((_PAGE / "page.css").read_text(encoding="utf-8") + (_PAGE / "comparison.css").read_text("utf-8")),
        fillings=Markup((_PAGE / "fillings.svg").read_text(encoding="utf-8")),
    )


def _chart(tables: ComparisonTables, words: list[tuple[str, str]], by: str) -> Chart | None:
    """One bar a total, in shares of it, so that totals of different points stand beside each other."""
    bars = []
    numbers = [str(at + 1) if len(words) > PATTERNS else "" for at in range(len(words))]
    for method, total in tables.scored:
        own = [entry for entry in method.points if entry.total == total]
        segments = []
        for at, (word, name) in enumerate(words):
            share = sum((entry.share for entry in own if _word(entry, by) == word), start=total.points * 0)
            if share:
                segments.append(Segment(at, name, share, f"{trimmed(share, 1)}%", numbers[at]))
        heading = tables.column_of(method, total).replace("\n", " ")
        points = tables.words["points"].format(points=trimmed(total.points))
        drawn = stacked(f"{heading} {points}", segments, axis_of([segments], None), None)
        bars.append((heading, points, drawn))
    legend = [(swatch(at), f"{numbers[at]} {name}".strip()) for at, (_, name) in enumerate(words)]
    return Chart(legend, bars) if bars else None


def _word(entry: PointsEntry, by: str) -> str:
    return (entry.theme or "") if by == "theme" else entry.kind


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    environment.filters["svg"] = Markup
    return environment.get_template("comparison.html.j2")


def as_xlsx(found: Comparison) -> bytes:
    """The workbook."""
    tables = ComparisonTables(found)
    book = Book(tables.words["title"])
    for table in tables.all():
        sheet = book.sheet(table.heading)
        headings = [tables.words["item"], *table.columns, *([table.remarks] if table.remarks else [])]
        widths = [_NAME_COLUMN, *[_COLUMN] * len(table.columns), *([_NAME_COLUMN] if table.remarks else [])]
        for at, (heading, wide) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(at, at, wide)
            put(sheet, 0, at, heading, head(book))
        for line, row in enumerate(table.rows, 1):
            put(sheet, line, 0, row.name, cell(book, text_wrap=True, bg_color=KEY, bold=True))
            most = lines(row.name, _NAME_COLUMN)
            for at, entries in enumerate(row.cells, 1):
                text = "\n".join(_line(entry, tables) for entry in entries)
                most = max(most, lines(text, _COLUMN))
                put(sheet, line, at, text, cell(book, text_wrap=True, valign="top"))
            if table.remarks:
                put(sheet, line, len(headings) - 1, row.remark, cell(book, text_wrap=True))
                most = max(most, lines(row.remark, _NAME_COLUMN))
            sheet.set_row(line, height(most))
        sheet.freeze_panes(1, 1)
        page(sheet, tables.words["title"], widths, keys=1)
    _points_sheet(book, tables)
    return book.close()


def _points_sheet(book: Book, tables: ComparisonTables) -> None:
    """One row for each leaf, with its points and share as numbers."""
    if not tables.scored:
        return
    sheet = book.sheet(tables.words["themes"] + tables.words["share"])
    headings = ["", tables.words["item"], tables.words["by_theme"], tables.words["by_kind"], tables.words["totals"]]
    headings += [tables.words["share"] + " %", ""]
    for at, (heading, wide) in enumerate(zip(headings, (36, 28, 18, 18, 10, 12, 16), strict=True)):
        sheet.set_column(at, at, wide)
        put(sheet, 0, at, heading, head(book))
    themes, kinds = dict(tables.themes()), dict(tables.kinds())
    line = 0
    for method, total in tables.scored:
        for entry in method.points:
            if entry.total == total:
                line += 1
                texts = (tables.column_of(method, total), entry.name, themes[entry.theme or ""], kinds[entry.kind])
                for at, text in enumerate(texts):
                    put(sheet, line, at, text, cell(book, text_wrap=True))
                put_value(book, sheet, line, 4, entry.points, 2)
                put_value(book, sheet, line, 5, entry.share, 2)
                put(sheet, line, 6, entry.clause or "", cell(book, text_wrap=True))
    sheet.freeze_panes(1, 2)


def as_json(found: Comparison) -> str:
    """The whole document."""
    lists = {
        "policies": map(_policy, found.methods),
        "targets": (_target(found, row) for row in found.targets),
        "questions": map(_question, found.questions),
    }
    return listed({}, lists)


def _policy(method: Method) -> dict[str, object]:
    return {
        "id": method.policy.id,
        "title": method.policy.title,
        "sides": list(method.sides),
        "units": list(map(_units, method.units)),
        "totals": list(map(_total, method.totals)),
        "points": list(map(_points, method.points)),
        "consequences": [_consequence(method, one) for one in method.consequences],
    }


def _units(units: Units) -> dict[str, object]:
    return {
        "type": units.type.id,
        "count": units.count,
        "groups": dict(units.groups),
        "period": units.type.period,
        "offices": len(units.offices),
    }


def _total(total: Total) -> dict[str, object]:
    return {
        "unit_type": total.definition.unit_type,
        "score": total.definition.id,
        "points": number(total.points),
        "can_exceed": total.can_exceed,
    }


def _points(entry: PointsEntry) -> dict[str, object]:
    return {
        "unit_type": entry.total.definition.unit_type,
        "theme": entry.theme,
        "kind": entry.kind,
        "points": number(entry.points),
        "share": number(entry.share),
        "of": [entry.of],
        "clauses": [entry.clause] if entry.clause else [],
    }


def _consequence(method: Method, one: Consequence) -> dict[str, object]:
    return {
        "unit_type": one.definition.unit_type,
        "kind": one.kind,
        "score": one.definition.id,
        "clause": one.definition.clause,
        "says": "；".join(phrase(line, method.policy.display) for line in one.says),
    }


def _target(found: Comparison, row: TargetRow) -> dict[str, object]:
    return {
        "concept": row.concept,
        "name": _name(found, row),
        "by_policy": {policy: _cell(cell) for policy, cell in row.by_policy.items()},
        "asks_most": list(row.asks_most),
    }


def _name(found: Comparison, row: TargetRow) -> str:
    if row.concept is None:
        return next(_names(row))
    language = "en" if all(policy.language == "en" for policy in found.policies) else "zh"
    return name_of("concepts", row.concept, language)


def _names(row: TargetRow) -> Iterator[str]:
    yield from (cell.target.name for cell in row.by_policy.values())


def _cell(cell: TargetCell) -> dict[str, object]:
    target = cell.target
    return {
        "id": target.id,
        "value": plain(cell.value),
        "measure": target.measure.label,
        "kind": cell.kind,
        "when": target.time,
        "due": target.due,
        "strength": target.strength,
        "clause": target.clause,
    }


def _question(row: QuestionRow) -> dict[str, object]:
    by_policy = {policy: {"id": id_, "in_force": reading} for policy, (id_, reading) in row.by_policy.items()}
    return {"about": row.about, "by_policy": by_policy, "same": row.same}
