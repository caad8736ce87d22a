"""Inputs: the cell that a value comes from, and what was written there."""

from __future__ import annotations

from engine.analysis.explain.model import Amount, Explained, Source
from engine.analysis.explain.point import Point, amount
from engine.data.tables import Numbers
from engine.evaluate.columns import fractions
from engine.language import tree
from engine.places import Place

_SHORT = 60


def given(node: tree.Column, point: Point) -> Explained:
    """An input as a leaf of the explanation."""
    table = point.run.policy.tables[node.table]
    spec = table.columns[node.column]
    own = point.at(point.run.policy.types[node].grain)
    row = None if own is None else _table_row(node.table, own)
    value = Amount(None) if own is None or row is None else cell(own, node.table, node.column, row)
    source = None if own is None or row is None else _source(own, node, row)
    return Explained("input", spec.name, value, id=f"{node.table}.{node.column}", source=source)


def cell(point: Point, table: str, column: str, row: int | None = None) -> Amount:
    """What stands in a column, as it is shown: the word of a choice, a number in its own measure."""
    spec = point.run.policy.tables[table].columns[column]
    values = point.run.dataset.tables[table].columns[column]
    found = _at(values, point.row if row is None else row)
    if isinstance(found, str):
        return Amount(spec.choices.get(found, found))
    return amount(found, spec.measure)


def row_source(point: Point, table: str) -> Source | None:
    """Where a row stands."""
    data = point.run.dataset.tables[table]
    return Source(data.place_of(point.row, "unit"), "") if len(data.places) > point.row else None


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


def _source(point: Point, node: tree.Column, row: int) -> Source | None:
    data = point.run.dataset.tables[node.table]
    spec = point.run.policy.tables[node.table].columns[node.column]
    header = data.fields.get(node.column, "")
    if not header:
        why = "文件里没有这一列，" + ("按默认值" if spec.default is not None else "作为空白")
        return Source(data.places[row], filled=why) if len(data.places) > row else None
    place = data.place_of(row, node.column)
    written = _written(place)
    blank = written is not None and not written.strip()
    return Source(place, header, written, ("空白，按默认值" if spec.default is not None else "空白") if blank else "")


def _written(place: Place) -> str | None:
    """The text of the cell itself, where the file was a text."""
    line = place.source.line(place.line) if place.line and place.source.text else None
    if line is None:
        return None
    text = line[place.column - 1 : place.column - 1 + place.width].strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('""', '"')
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
