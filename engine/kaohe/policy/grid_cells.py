"""Cells of a table of the document: read as a cell of data is, strictly and once; what is wrong is told at the cell."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from fractions import Fraction

from kaohe.diagnostics import Findings, Words, few, nearest
from kaohe.language.measures import NUMBER, Measure, agreed
from kaohe.language.nodes import Mapping, Node, Scalar
from kaohe.language.nodes import Sequence as Listed
from kaohe.language.periods import is_day, read_period
from kaohe.lazy import dataclass, pattern
from kaohe.policy.grid import GridEntry, GridKey, KeyKind, KeyValue
from kaohe.policy.infer_shared import compare_labels, shown
from kaohe.policy.tables import plain_amount
from kaohe.policy.types import ColumnSpec, ColumnType
from kaohe.source_places import Place

_TRUTHS = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
_SHOWN = 6
_BEGINS_NUMBER = pattern(r"[-−－]?\s*[.0-9]")

Value = Fraction | bool | str | None


@dataclass(frozen=True, slots=True)
class Cells:
    """Reads the cells of one table of the document; `table` is its name."""

    table: str
    findings: Findings

    def key_values(self, key: GridKey, cell: Node | None, line: Listed) -> list[KeyValue] | None:
        """What a cell says of a part of the key, several where it lists members; None where one is wrong (K705)."""
        found: list[KeyValue] = []
        failed = False
        for one in several(cell):
            value = _key_value(key, one)
            if value is None:
                failed = True
                due = _DUE_IN_KEYS[key.kind] if key.words is None else _DUE["choice"]
                self._wrong(line.place if one is None else one.place, one, key.name, due, key.words)
            else:
                found.append(value)
        return None if failed or not found else found

    def value(
        self, spec: ColumnSpec, otherwise: GridEntry | None, cell: Node | None, line: Listed
    ) -> tuple[Value, Place]:
        """What a cell holds, by the column's rules (K705), and where; K709 where it is blank and may not be."""
        place = line.place if cell is None else cell.place
        if cell is not None and not (isinstance(cell, Scalar) and cell.text in ("none", "")):
            return self._filled(spec, cell), place
        if spec.default is not None:
            return spec.default, place
        if otherwise is not None:
            return otherwise.value, otherwise.place
        if not spec.optional:
            self.findings.add("K709", place, table=self.table, column=spec.name)
        return None, place

    def otherwise(self, spec: ColumnSpec, group: Mapping) -> GridEntry | None:
        """What a column holds for keys that no row has, and in blank cells; None where nothing is said of that."""
        written = group.get("otherwise")
        if written is None:
            return None
        is_none = isinstance(written, Scalar) and written.text == "none"
        return GridEntry((), None if is_none else self._filled(spec, written), written.place)

    def sum_due(self, spec: ColumnSpec, group: Mapping) -> Fraction | None:
        """What the members of a row have to add up to; None where nothing is said of that."""
        written = group.get("adds_up_to")
        found = self._number(spec, written) if isinstance(written, Scalar) else None
        return found

    def _filled(self, spec: ColumnSpec, cell: Node) -> Value:
        """The value of a cell that is filled in; None after a finding."""
        text = cell.text if isinstance(cell, Scalar) else ""
        found: Value = None
        if isinstance(cell, Scalar) and spec.type == "number":
            return self._number(spec, cell)
        if spec.type == "truth":
            found = _TRUTHS.get(text)
        elif spec.type == "choice":
            found = member(spec.choices, text) or spec.aliases.get(text)
        elif isinstance(cell, Scalar):
            found = text if spec.type != "date" or is_day(text) else None
        if found is None:
            self._wrong(cell.place, cell, spec.name, _DUE[spec.type], spec.choices or None)
        return found

    def _number(self, spec: ColumnSpec, cell: Scalar) -> Fraction | None:
        """An amount, of the column's measure where it has none of its own."""
        number = plain_amount(cell) if _BEGINS_NUMBER.match(cell.text) else None  # (5) may mean less than nought
        if number is None:
            self._wrong(cell.place, cell, spec.name, _DUE["number"], None)
            return None
        value = number.value
        if number.measure == NUMBER and spec.measure.kind in ("percent", "unit"):
            value *= spec.measure.scale
        elif value and agreed(spec.measure, number.measure) is None:
            self._wrong(cell.place, cell, spec.name, _in_measure(spec.measure), None)
            return None
        else:
            compare_labels(number, spec.measure, self.findings)
        if spec.whole and (value / spec.measure.scale).denominator != 1:
            self._wrong(cell.place, cell, spec.name, Words("整数", "a whole number"), None)
        elif (spec.minimum is not None and value < spec.minimum) or (spec.maximum is not None and value > spec.maximum):
            due = Words("min 与 max 之间的数", "a number between min and max")
            self._wrong(cell.place, cell, spec.name, due, None)
        return value

    def _wrong(
        self, place: Place, cell: Node | None, column: str, due: Words, words: MappingOf[str, str] | None
    ) -> None:
        """K705: a cell that holds something else than is due there."""
        text = cell.text if isinstance(cell, Scalar) else ""
        if words is not None:
            both = [f"{id_}（{name}）" if name != id_ else id_ for id_, name in words.items()]
            listed = "、".join(map(str, few(both, _SHOWN)))
            due = Words(f"{due.zh}：{listed}", f"{due.en}: {listed}")
        near = nearest(text, [*(words or {}), *(words or {}).values()])
        self.findings.add("K705", place, table=self.table, text=text, column=column, due=due, suggestion=near)


def several(cell: Node | None) -> Iterator[Node | None]:
    """The members that a key cell names: those of a list, or the one that stands there."""
    yield from cell.items if isinstance(cell, Listed) else (cell,)


def member(words: MappingOf[str, str], text: str) -> str | None:
    """The id of the member that a text names, by its id or its name."""
    return text if text in words else {name: id_ for id_, name in words.items()}.get(text)


def _key_value(key: GridKey, cell: Node | None) -> KeyValue | None:
    if not isinstance(cell, Scalar) or cell.text in ("", "none"):
        return None
    if key.words is not None:
        return key.member(cell.text)
    if key.kind == "word":
        return cell.text
    if key.kind in ("number", "part"):
        return None if isinstance(cell.value, str | bool) else Fraction(cell.value)
    period = read_period(cell.text)
    return None if period is None or (period.level != key.level and not key.since) else key.running(period)


_DUE: dict[ColumnType, Words] = {
    "number": Words("数", "a number"),
    "truth": Words("是或否", "yes or no"),
    "choice": Words("这些词之一", "one of these words"),
    "text": Words("文字", "a text"),
    "name": Words("名称", "a name"),
    "date": Words("日期，例如 2023-01-20", "a date such as 2023-01-20"),
}
_DUE_IN_KEYS: dict[KeyKind, Words] = {
    "number": Words("数", "a number"),
    "part": Words("一年里的第几个", "its number within a year"),
    "period": Words("期间，例如 2024、2024Q1", "a period such as 2024 or 2024Q1"),
    "word": Words("文字", "a text"),
}


def _in_measure(measure: Measure) -> Words:
    found = shown(measure)
    zh, en = (found, found) if isinstance(found, str) else found
    return Words(f"以{zh}计的数", f"a number in {en}")
