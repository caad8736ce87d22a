"""Scores and targets as tables for a terminal.

Scores: units downwards and scores across, or the other way round. Targets: a row each where all columns stand side by
side, else two figures in one cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kaohe.language.periods import Period
from kaohe.lazy import replace
from kaohe.policy.model import Display
from kaohe.report import adjustments
from kaohe.report.results.blocks import Block, Column, blocks
from kaohe.report.results.targets import (
    COURSE,
    NUMBERS,
    TEXTS,
    TargetYear,
    by_field,
    course_cell,
    course_name,
    course_notes,
    headings_of,
    is_counted,
    line,
    summary,
    used,
)
from kaohe.report.terminal_and_markdown import GAP, WIDTH, Cell, Page, Plan
from kaohe.report.values import ADJUSTED, points, value_of
from kaohe.report.words import word
from kaohe.results import Result, Results, TargetResult
from kaohe.text_width import visible, width
from kaohe.translations import worded


def scores(results: Results, width: int = WIDTH, colour: bool = False) -> str:
    """The whole report."""
    page = Page(width, colour)
    page.head(results)
    for block in blocks(results):
        page.say()
        page.say(visible(block.title), "bold")
        for part, plan in enumerate(score_plans(block, results.policy.display, width)):
            if part:
                page.say()
            page.draw(plan)
    if said := adjustments.legend(results):
        page.say()
        page.say(said)
    return page.close(results)


_NARROWEST, _HEADING = 8, 12  # four Chinese characters; six, which a heading is folded to where that helps


def score_plans(block: Block, display: Display, available: int) -> Iterator[Plan]:
    """The tables for a block in `available` columns of a terminal. Names fold to fit; a number stays in one line."""
    cells = [[_value(result, column, display) for column in block.columns] for result in block.results]
    plan = _units_down(block, cells)
    if sum(plan.widths) + GAP * len(plan.widths) <= available or len(block.columns) <= 2:
        yield _narrowed(plan, available)
    else:
        yield from _scores_down(block, cells, available)


def _units_down(block: Block, cells: list[list[Cell]]) -> Plan:
    """Ranks first, then the unit, its group where the block has several, and its values."""
    ranks = [column for column in block.columns if column.is_rank]
    others = [column for column in block.columns if not column.is_rank]
    language = block.policy.language
    groups = [word(language, "group")] if block.names_groups else []
    headings = [*(c.heading for c in ranks), word(language, "unit"), *groups, *(c.heading for c in others)]
    rows = []
    for result, values in zip(block.results, cells, strict=True):  # ranks stand first among columns
        named = [Cell(visible(result.unit))]
        if groups:
            named.append(Cell(visible(block.group_of(result))))
        rows.append([*values[: len(ranks)], *named, *values[len(ranks) :]])
    texts = len(ranks) + 1 + len(groups)
    for at in range(texts, len(headings)):
        for row, cell in zip(rows, _in_line([row[at] for row in rows]), strict=True):
            row[at] = cell
    widths = [
        max(min(width(heading), _HEADING), *(width(row[i].text) for row in rows)) for i, heading in enumerate(headings)
    ]
    return Plan([visible(heading) for heading in headings], widths, rows, texts)


def _narrowed(plan: Plan, available: int) -> Plan:
    """The plan with its widest names folded until the table fits: what is too wide would hide the values beside it."""
    widths = [min(wide, available) for wide in plan.widths]
    while sum(widths) + GAP * len(widths) > available:
        widest = max(range(plan.texts), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return replace(plan, widths=widths)


def _scores_down(block: Block, known: list[list[Cell]], available: int) -> Iterator[Plan]:
    """A row for each score, indented under the score it is part of; as many units beside each other as fit."""
    labels = ["  " * column.level + visible(column.heading) for column in block.columns]
    printed = [points(column) for column in block.columns]
    units = [visible(result.unit) for result in block.results]
    pairs = [(r, c) for c in block.columns for r in block.results]
    cells = _in_line([row[at] for at in range(len(block.columns)) for row in known])
    values = [cells[at : at + len(units)] for at in range(0, len(cells), len(units))]
    texts = [(cell.text, _folds(r, c)) for cell, (r, c) in zip(cells, pairs, strict=True)]
    narrowest = max([_NARROWEST, *(width(text) for text, folds in texts if not folds)])
    named = [word(block.policy.language, key) for key in ("indicator", "points")]
    worth = max(width(named[1]), *map(width, printed))
    # However long the names of scores are, one unit has its place beside them.
    names = min(max(map(width, labels)), max(available - worth - narrowest - GAP * 3, _HEADING))
    left = [names, worth]
    across = available - sum(left) - GAP * 2
    widest = max([*map(width, units), *(width(text) for text, _ in texts)])
    each = max(across // len(units) - GAP, narrowest)
    size = max(across // (min(each, widest) + GAP), 1)
    # Parts of equal length read better than a full one and a rest.
    parts = -(-len(units) // size)
    size = -(-len(units) // parts)
    each = min(widest, max(across // size - GAP, narrowest))
    for start in range(0, len(units), size):
        part = block.results[start : start + size]
        rows = []
        if block.names_groups:
            groups = [Cell(visible(block.group_of(r))) for r in part]
            rows.append([Cell(word(block.policy.language, "group")), Cell(""), *groups])
        for column, label, full, own in zip(block.columns, labels, printed, values, strict=True):
            rows.append([Cell(label, _strong(column)), Cell(full), *own[start : start + size]])
        headings = [*named, *units[start : start + size]]
        yield Plan(headings, [*left, *[each] * len(part)], rows, 1)


def _value(result: Result, column: Column, display: Display) -> Cell:
    return Cell(value_of(result, column, display), _strong(column))


def _in_line(cells: list[Cell]) -> list[Cell]:
    """Cells that stand right, so that numbers keep their places under each other where some have a mark behind them."""
    if not any(cell.text.endswith(ADJUSTED) for cell in cells):
        return cells
    return [cell if cell.text.endswith(ADJUSTED) else replace(cell, text=f"{cell.text} ") for cell in cells]


def _folds(result: Result, column: Column) -> bool:
    """Whether a value may take several lines: half a number would be another number."""
    return isinstance(result.values.get(column.definition.id), str)


def _strong(column: Column) -> bool:
    return column.is_rank or (column.level == 0 and column.definition.prints_points)


def targets(targets: TargetYear, width: int = WIDTH, colour: bool = False) -> str:
    """The whole report."""
    page = Page(width, colour)
    policy = targets.results.policy
    page.head(targets.results)
    courses = [course for course in targets.courses() if is_counted(course)]
    for unit, members in targets.by_unit().items():
        page.say()
        page.say(worded("{} {}：{}", visible(unit), targets.year.in_words(), summary(members)), "bold")
        for field, plan in target_plans(members, policy.display, width):
            page.say()
            if field is not None:
                page.say(worded("【{}】", visible(field)), "bold")
            page.draw(plan)
        own = [course for course in courses if next(iter(course.values())).unit == unit]
        for number, plan in enumerate(course_plans(own, targets.years, policy.display, width) if own else ()):
            page.say()
            if not number:
                page.say(worded(COURSE), "bold")
                for note in course_notes(members):
                    page.say(note)
            page.draw(plan)
    return page.close(targets.results)


_NAME = 24
"""A name that is folded to fewer columns than these is hard to read."""

_NARROWEST_NAME = 12
"""As narrow as a name gets where the figures would not fit the terminal otherwise: these are never cut."""


Line = Mapping[str, str]


def target_plans(members: list[TargetResult], display: Display, available: int) -> Iterator[tuple[str | None, Plan]]:
    """A table for each field of one unit, all with columns of the same widths."""
    apart = {field: [line(result, display) for result in part] for field, part in by_field(members).items()}
    lines = [cells for part in apart.values() for cells in part]
    texts, numbers = used(headings_of(TEXTS), lines), used(headings_of(NUMBERS), lines)
    headings = [*texts, *numbers]
    if _fits(_widths(headings, lines), headings.index(worded("目标")), available):
        shown = apart
    else:
        texts, headings = (
            [worded("状态"), worded("目标")],
            [worded("状态"), worded("目标"), worded("要求 / 实际"), worded("完成率 / 差距")],
        )
        shown = {field: [_stacked(cells) for cells in part] for field, part in apart.items()}
    widths = _widths(headings, [cells for part in shown.values() for cells in part])
    widths[1] = min(widths[1], max(available - _taken(widths) + widths[1], _NARROWEST_NAME))
    for field, part in shown.items():
        rows = [[Cell(cells[heading], heading == worded("状态")) for heading in headings] for cells in part]
        yield field, Plan(headings, widths, rows, len(texts))


def course_plans(
    courses: Sequence[Mapping[Period, TargetResult]], years: Sequence[Period], display: Display, available: int
) -> Iterator[Plan]:
    """Years beside each other, as many as fit, in parts of equal length."""
    names = [course_name(next(iter(course.values())).target) for course in courses]
    columns = [[year.in_words(), *(course_cell(course.get(year), display) for course in courses)] for year in years]
    widths = [max(map(width, column)) for column in columns]
    longest = max(width(name + measure) for name, measure in names)
    name = min(longest, max(available - sum(widths) - GAP * len(widths), _NAME))
    size = len(years)
    if name + sum(widths) + GAP * len(widths) > available:
        parts = -(-size // max((available - name) // (max(widths) + GAP), 1))
        size = -(-size // parts)
    labels = [Cell(_joined(*label, name)) for label in names]
    for start in range(0, len(years), size):
        part = columns[start : start + size]
        rows = [[label, *(Cell(column[row]) for column in part)] for row, label in enumerate(labels, 1)]
        yield Plan([worded("目标"), *(column[0] for column in part)], [name, *widths[start : start + size]], rows, 1)


def _joined(name: str, measure: str, available: int) -> str:
    """A measure that would be torn apart stands in a line of its own."""
    torn = width(name) % available + width(measure) > available or not width(name) % available
    return f"{name}\n{measure}" if measure and torn else name + measure


def _stacked(cells: Line) -> dict[str, str]:
    """Four columns: under the name where it stands, by when and how firmly; under what is required what there is."""
    pace = cells[worded("每年还需")] and worded("每年还需 {}", cells[worded("每年还需")])
    return {
        worded("状态"): cells[worded("状态")],
        worded("目标"): _lines(
            cells[worded("目标")],
            "  ".join(filter(None, (cells[worded("条款")], cells[worded("期限")], cells[worded("性质")]))),
        ),
        worded("要求 / 实际"): _lines(cells[worded("要求")], cells[worded("实际")]),
        worded("完成率 / 差距"): _lines(cells[worded("完成率")], cells[worded("差距")], pace),
    }


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _widths(headings: Sequence[str], lines: Sequence[Line]) -> list[int]:
    return [
        max(map(width, [heading, *(part for cells in lines for part in cells[heading].split("\n"))]))
        for heading in headings
    ]


def _fits(widths: list[int], name: int, available: int) -> bool:
    """Whether all columns fit beside each other, if need be with names that are folded."""
    return _taken(widths) - max(widths[name] - _NAME, 0) <= available


def _taken(widths: list[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)
