"""Rows amid a table that hold nothing: left out, and said. A serial number alone is nothing, it was there before."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from kaohe.data.cells.characters import half_width
from kaohe.data.raw import RawSheet
from kaohe.data.report import TableReport

_SERIAL = frozenset({"序号", "序", "行号", "no", "no.", "№", "#"})
_NUMBER = re.compile(r"[(（]?(?:[0-9]+|[一二三四五六七八九十]+)[)）]?[.．、]?")


def serial_columns(headers: Sequence[str]) -> set[int]:
    """The columns that number the rows."""
    return {index for index, header in enumerate(headers) if "".join(header.split()).casefold() in _SERIAL}


def is_blank_row(cells: Sequence[str], serials: Collection[int]) -> bool:
    """Whether a row that is not wholly blank holds nothing but its serial number."""
    return bool(serials) and all(
        index in serials and _NUMBER.fullmatch(half_width(cell.strip()))
        for index, cell in enumerate(cells)
        if cell.strip()
    )


def tell_blank_rows(sheet: RawSheet, first: int, last: int, blank: Collection[int], report: TableReport) -> None:
    """D138 for the blank rows between the rows `first` and `last`, those of `blank` among them."""
    numbers = sheet.numbers
    passed = [numbers[row] for row in blank if row < last]
    if numbers[last] - numbers[first] == last - first and not passed:
        return
    there = set(numbers[first : last + 1]).difference(passed)
    rows = [number for number in range(numbers[first], numbers[last]) if number not in there]
    report.add("D138", sheet.locate(first, 0), count=len(rows), rows=_runs(rows))


def _runs(numbers: Sequence[int]) -> tuple[str, ...]:
    """3, 5–7 for 3, 5, 6, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return tuple(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
