"""Inputs: the cell that a value comes from, and what was written there."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe.analysis.explain.draft import NOT_SENT
from kaohe.analysis.explain.model import Amount, Explained, Phrase, Source
from kaohe.analysis.explain.values import Point, amount
from kaohe.data.numbers import Mark, MarkedCell
from kaohe.data.tables.dataset import Numbers
from kaohe.evaluate.columns import fractions
from kaohe.language import tree
from kaohe.lazy import replace
from kaohe.source_places import Place
from kaohe.translations import worded

_SHORT = 60


_STORED: Mapping[Mark, str] = {
    "formula": "公式 {} 的结果",
    "percent": "按百分数显示",
    "text": "存为文本",
    "covered": "合并单元格 {}",
}
"""What is said of a mark; `{}` is the cell's detail, which is its number where nothing else is to be said."""


Row = tuple[str, int]
"""A row of a table, by the table's id."""


def explained_input(node: tree.Column, point: Point, named: set[Row]) -> Explained:
    """An input as a leaf of the explanation; `named` are the rows of which it was said how they name their unit."""
    table = point.run.policy.tables[node.table]
    spec = table.columns[node.column]
    own = point.at(point.run.policy.types[node].grain)
    row = None if own is None else _table_row(node.table, own)
    value = Amount(None) if own is None or row is None else cell(own, node.table, node.column, row)
    if own is not None and value.value is None:
        value = replace(value, is_provisional=own.is_provisional(node))
    source = None if own is None or row is None else _source(own, node, row, named)
    if source is not None and value.is_provisional:
        source = replace(source, filled=worded(NOT_SENT))
    return Explained("input", spec.name, value, id=f"{node.table}.{node.column}", source=source)


def explained_look_up(node: tree.LookUp, point: Point) -> tuple[Explained, Phrase]:
    """What stands in a table of the document, where it stands, and for which key; nothing of a key that is absent."""
    grid = point.run.policy.grids[node.table]
    column = grid.columns[node.column]
    asked = [point.value(key) for key in node.keys]
    step = Explained(
        "step", column.spec.name, point.amount(node), id=f"{grid.id}.{node.column}", clause=grid.clause or ""
    )
    if any(part is None for part in asked):
        return step, ()
    entry = column.at(tuple(asked))  # type: ignore[arg-type]
    key = [part.shown(value) for part, value in zip(column.keys, asked, strict=True)]  # type: ignore[arg-type]
    if entry is None:
        return step, (worded("{}没有“{}”这一行", grid.name, worded("，").join(key)),)
    since = column.since_at
    if since is not None and entry.key:
        key[since] = worded("{} 起", column.keys[since].shown(entry.key[since]))
    otherwise = "" if entry.key else worded("，表里没有这一行，按其他")
    value = column.spec.choices.get(str(entry.value)) if isinstance(entry.value, str) else None
    step = replace(step, source=Source(entry.place, column.spec.name, _written(entry.place)))
    if value is not None:
        step = replace(step, value=Amount(value))
    return step, (worded("{}：{}{}", grid.name, worded("，").join(key), otherwise),)


def cell(point: Point, table: str, column: str, row: int | None = None) -> Amount:
    """What stands in a column, as it is shown: the word of a choice, a number in its own measure."""
    spec = point.run.policy.tables[table].columns[column]
    values = point.run.dataset.tables[table].columns[column]
    found = _at(values, point.row if row is None else row)
    if isinstance(found, str):
        return Amount(spec.choices.get(found, found))
    return amount(found, spec.measure)


def row_source(point: Point, table: str, named: set[Row]) -> Source | None:
    """Where a row stands."""
    data = point.run.dataset.tables[table]
    if len(data.places) <= point.row:
        return None
    return Source(data.place_of(point.row, "unit"), unit=_unit_of(point, table, point.row, named))


def _at(values: object, row: int) -> object:
    if isinstance(values, Numbers):
        return fractions(Numbers([values.numerators[row]], values.denominator))[0]
    assert isinstance(values, list)
    return values[row]


def _table_row(table: str, point: Point) -> int | None:
    """The row of the table itself; None where an optional table has none for this key."""
    if point.run.policy.tables[table].is_finer:
        return point.row
    rows = point.run.table_rows(table, point.frame)
    return point.row if rows is None else rows[point.row]


def _unit_of(point: Point, table: str, row: int, named: set[Row]) -> str:
    """How the row names its unit, where that is another name; said once for each row."""
    data = point.run.dataset.tables[table]
    if (table, row) in named or not len(data.places) > row or "unit" in point.run.policy.tables[table].spread:
        return ""
    named.add((table, row))
    written = _written(data.place_of(row, "unit"))
    return "" if written in (None, "", point.unit) else str(written)


def _source(point: Point, node: tree.Column, row: int, named: set[Row]) -> Source | None:
    data = point.run.dataset.tables[node.table]
    spec = point.run.policy.tables[node.table].columns[node.column]
    header = data.fields.get(node.column, "")
    if not header:
        why = worded("文件里没有这一列，") + (worded("按默认值") if spec.default is not None else worded("作为空白"))
        return Source(data.places[row], filled=why) if len(data.places) > row else None
    place = data.place_of(row, node.column)
    written = _written(place)
    filled = "" if written != "" else worded("空白，按默认值") if spec.default is not None else worded("空白")
    unit = _unit_of(point, node.table, row, named)
    return Source(place, header, written, filled, _stored(place), unit)


def _written(place: Place) -> str | None:
    """The text of the cell itself; None where rows came from Python."""
    if place.written is not None:
        return _short(place.written.strip())
    line = place.source.line(place.line) if place.line and place.source.text else None
    if line is None:
        return None
    text = line[place.column - 1 : place.column - 1 + place.width].strip()
    if text == ",":  # a blank cell has no width: its place is where the next one begins
        return ""
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('""', '"').strip()
    return _short(text)


def _stored(place: Place) -> str:
    """What a workbook has behind the text that it shows: a formula, the number under a percentage."""
    cell = place.written
    if not isinstance(cell, MarkedCell):
        return ""
    said = [worded(words) for mark, words in _STORED.items() if mark in cell.marks]
    if said == [worded(_STORED["percent"])]:
        said.insert(0, worded("存的是 {}"))
    return worded("，").join(said).format(_short(cell.detail))


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
