"""Tables in Arrow's form to sheets of raw cells: Parquet and Arrow files, and what other libraries hand over.

The names of the columns are the header, by the same rules as in a file of text. A floating-point number is the shortest
decimal that is stored as that number, as in a workbook; what is no number, text, day or truth is refused. pyarrow is
imported late, as it is an extra.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from kaohe.data.folder import NO_FILE, reason_of
from kaohe.data.numbers import MarkedCell
from kaohe.data.raw import Annotation, Decimals, RawSheet, StoredColumn, StoredRows, rows_that_hold
from kaohe.diagnostics import Findings, Words
from kaohe.language.text import without_blanks
from kaohe.source_places import Place, Source

SUFFIXES = (".parquet", ".arrow", ".feather")
_DAMAGED = Words("不是 {} 文件，或已损坏", "it is no {} file, or it is damaged")
_MEASURE_KEYS = frozenset({"unit", "units", "measure", "uom", "单位", "计量单位"})
_MOST_PLACES = 10
_SURE = 10**15
"""A floating-point number tells decimals of fifteen digits apart."""


def is_arrow(value: object) -> bool:
    """Whether a value of Python gives its rows as Arrow does: a table of pyarrow, polars, pandas, DuckDB."""
    return hasattr(value, "__arrow_c_stream__")


def read_arrow(path: Path, name: str, findings: Findings) -> RawSheet | None:
    """The rows of a file; `name` is how the user named it. D102, and D189 where pyarrow is not installed."""
    if not path.is_file():
        findings.add("D102", Place(Source(name)), reason=NO_FILE)
        return None
    if find_spec("pyarrow") is None:
        findings.add("D189", Place(Source(name)), file=path.name)
        return None
    import pyarrow
    from pyarrow import feather, parquet

    is_parquet = path.suffix.lower() == ".parquet"
    try:
        # pyarrow opens no path that is not in Unicode, and its read_table takes no two columns of one name
        with path.open("rb") as file:
            table = parquet.ParquetFile(file).read() if is_parquet else feather.read_table(file)
    except pyarrow.ArrowException:
        kind = "Parquet" if is_parquet else "Arrow"
        findings.add("D102", Place(Source(name)), reason=Words(*(words.format(kind) for words in _DAMAGED)))
        return None
    except OSError as error:
        findings.add("D102", Place(Source(name)), reason=reason_of(error))
        return None
    return sheet_of_table(table, name, path.stem)


def sheet_of_rows(rows: object, name: str) -> RawSheet:
    """The rows that another library hands over."""
    import pyarrow

    return sheet_of_table(pyarrow.table(rows), name, name)


def sheet_of_table(table: Any, name: str, title: str) -> RawSheet:
    """The rows of a table of pyarrow, those that hold nothing left out; a cell's place is its row and its column."""
    heads = [str(head) for head in table.column_names]
    columns: list[StoredColumn] = [ArrowColumn(_in_one_piece(column)) for column in table.columns]
    kept = rows_that_hold(columns, table.num_rows)
    if len(kept) < table.num_rows:
        columns = [column.taken(kept) for column in columns]
    source = Source(name)

    def locate(row: int, column: int) -> Place:
        head = heads[column] if column < len(heads) else str(column + 1)
        return Place(source, sheet=title, cell=f"{kept[row - 1] + 1}.{head}" if row else head)

    rows = StoredRows([heads], columns, []) if heads else StoredRows([], [], [])
    numbers = [0, *(row + 1 for row in kept)]
    said = [*_measures_said(table.schema.metadata, Place(source))]
    for index, each in enumerate(table.schema):
        said += _measures_said(each.metadata, locate(0, index), range(1), range(index, index + 1))
    return RawSheet(rows, locate, Place(source), numbers, is_grid=not heads, annotations=said)


def _measures_said(
    metadata: Mapping[bytes, bytes] | None, place: Place, rows: range | None = None, columns: range | None = None
) -> Iterator[Annotation]:
    """What the metadata of a field, or of the whole table, say of the measure of figures."""
    for key, value in (metadata or {}).items():
        if key.decode("utf-8", "replace").casefold() in _MEASURE_KEYS:
            yield Annotation("metadata", value.decode("utf-8", "replace"), place, rows, columns)


def _in_one_piece(column: Any) -> Any:
    import pyarrow

    whole = column.combine_chunks()
    if isinstance(whole, pyarrow.ChunkedArray):  # of several, or of none
        whole = pyarrow.concat_arrays(whole.chunks) if whole.num_chunks else pyarrow.array([], whole.type)
    if pyarrow.types.is_dictionary(whole.type):
        whole = whole.dictionary_decode()
    if pyarrow.types.is_string_view(whole.type):  # of which older versions know no other use
        return pyarrow.array(whole.to_pylist(), pyarrow.large_string())
    return whole


class ArrowColumn(StoredColumn):
    """The cells of a column of Arrow."""

    def __init__(self, values: Any) -> None:
        self._values = values

    def __len__(self) -> int:
        return len(self._values)

    @cached_property
    def texts(self) -> list[str]:
        """The cells as texts."""
        return _texts(self._values)

    def cell(self, row: int) -> str:
        return _texts(self._values.slice(row, 1))[0]

    def taken(self, rows: Sequence[int]) -> ArrowColumn:
        import pyarrow

        return ArrowColumn(self._values.take(pyarrow.array(rows, pyarrow.int64())))

    def part(self, first: int, stop: int) -> ArrowColumn:
        return ArrowColumn(self._values.slice(first, stop - first))

    def blank_among(self, rows: Sequence[int]) -> Sequence[int]:
        import pyarrow

        if pyarrow.types.is_string(self._values.type) or pyarrow.types.is_large_string(self._values.type):
            return [row for row in rows if not without_blanks(self.texts[row])]
        if not self._values.null_count:
            return []
        absent = self._values.is_null().to_pylist()
        return [row for row in rows if absent[row]]

    def decimals(self) -> Decimals | None:
        """The numbers of whole, decimal and floating-point columns, if all are short."""
        import numpy as np
        import pyarrow
        from pyarrow import types

        values, blank = self._values, self._values.is_null().to_numpy(zero_copy_only=False)
        nothing = np.zeros(len(values), np.int64)
        if types.is_null(values.type):
            return Decimals(nothing, nothing, blank)
        if types.is_integer(values.type) and not types.is_uint64(values.type):
            return Decimals(values.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64), nothing, blank)
        if types.is_decimal128(values.type) and 0 <= values.type.scale <= _MOST_PLACES:
            halves = np.frombuffer(values.buffers()[1], "<i8").reshape(-1, 2)[values.offset :][: len(values)]
            low = np.where(blank, 0, halves[:, 0])
            if not bool((np.where(blank, 0, halves[:, 1]) == low >> 63).all()):
                return None
            return Decimals(low, np.where(blank, 0, values.type.scale), blank)
        if types.is_float64(values.type):
            return _shortest(values.fill_null(pyarrow.scalar(0.0)).to_numpy(zero_copy_only=False), blank)
        return None


def _shortest(values: Any, blank: Any) -> Decimals | None:
    """The shortest decimals of floating-point numbers, where that is certain.

    A decimal of up to fifteen digits that is stored as a number is the only one so short, and a quotient of two whole
    numbers that are stored exactly is the number that is nearest to it.
    """
    import numpy as np

    if not bool(np.isfinite(values).all()):
        return None
    digits, places = np.zeros(len(values), np.int64), np.full(len(values), -1, np.int64)
    for count in range(_MOST_PLACES + 1):
        scaled = np.rint(values * 10.0**count)
        fits = (places < 0) & (np.abs(scaled) < _SURE) & (scaled / 10.0**count == values)
        digits[fits], places[fits] = scaled[fits].astype(np.int64), count
        if bool((places >= 0).all()):
            return Decimals(digits, places, blank)
    return None


def _texts(values: Any) -> list[str]:
    """The cells of a column as texts: numbers in their digits, days and truths marked as a workbook's are."""
    from pyarrow import types

    kind = values.type
    if types.is_string(kind) or types.is_large_string(kind):
        return ["" if value is None else value for value in _values(values)]
    if types.is_float32(kind) or types.is_float16(kind):  # in Python they would have the digits of a longer number
        numbers = zip(values.to_numpy(zero_copy_only=False), values.is_null().to_pylist(), strict=True)
        return ["" if absent else _float(str(number)) for number, absent in numbers]
    written = _written_as(kind)
    return [_text(value, written) for value in _values(values)]


def _text(value: Any, written: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, MarkedCell) else cast("str", written(value))


def _values(values: Any) -> list[Any]:
    """The values of a column; one that Python does not have (a day after 9999, bytes that are no UTF-8) is marked."""
    try:
        return cast("list[Any]", values.to_pylist())
    except (OverflowError, ValueError):
        return [_value(each) for each in values]


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        return MarkedCell(str(scalar.type), "broken")


def _written_as(kind: Any) -> Any:
    from pyarrow import types

    if types.is_integer(kind):
        return str
    if types.is_decimal(kind):
        return lambda value: format(value, "f")
    if types.is_floating(kind):
        return lambda value: _float(repr(value))
    if types.is_boolean(kind):
        return {truth: MarkedCell(str(truth).upper(), "truth") for truth in (True, False)}.__getitem__
    if types.is_date(kind):
        return lambda value: MarkedCell(value.isoformat(), "date")
    if types.is_timestamp(kind):
        return lambda value: MarkedCell(str(value.date() if value.time() == time() else value), "date")
    return lambda value: MarkedCell(str(value), "broken")


def _float(text: str) -> str:
    """A floating-point number by the digits that Python writes; what is no number stays a text."""
    from kaohe.data.xlsx.cell_values import number_cell  # late: what reads workbooks is not asked for at every start
    from kaohe.data.xlsx.number_formats import GENERAL

    return number_cell(text, GENERAL, False) if text.lstrip("-")[:1].isdecimal() else text
