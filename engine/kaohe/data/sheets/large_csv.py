"""A large CSV file to a sheet whose cells are found all at once, where nothing in it needs a careful eye.

That is UTF-8 without quotes and control signs, commas between the cells, line ends of one kind, and the same number of
cells in every row but for some at the top and at the bottom. Of any other file the careful reader makes the sheet; what
it would find of this one is found here, too, as the sheet has the same rows. NumPy is imported here, and this module
late.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from kaohe.data.raw import RawSheet, StoredRows, rows_that_hold
from kaohe.data.sheets.cell_bytes import CellBytes, Positions, words_before
from kaohe.language.text import CONTROL_IN_CSV, LOST
from kaohe.places import Place, Source

_MAY_BE_REFUSED = b"\xc2\xe2\xef"
_BEGIN_SO = (b"\xc2", b"\xe2\x80", b"\xef\xbf")
"""How what no CSV file may hold begins in UTF-8, beside other signs."""
_PLAIN = bytes(code for code in range(0x20, 0x100) if code not in b'"\x7f' + _MAY_BE_REFUSED) + b"\r\n"
_DELIMITERS = frozenset(",\t;；，|、")
_LOOKED_AT = 50
_MOST_AROUND = 200
"""More rows than these above and below the table are read with care."""
_LONGEST_LINE = 100_000
_PIECE = 1 << 18
"""Bytes that are looked through at once: they stay near the processor."""

Locate = Callable[[Source, Sequence[int]], Callable[[int, int], Place]]


def clean_sheet(content: bytes, name: str, locate: Locate) -> RawSheet | None:
    """The sheet that the bytes of a CSV file hold; None where it has to be read with care.

    `locate(source, lines)` makes what finds the places of cells, lines[row] being the number of a row's line.
    """
    content = content.removeprefix(codecs.BOM_UTF8)
    odd = content.translate(None, _PLAIN)
    if odd.strip(_MAY_BE_REFUSED) or len(content) < 8:
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if odd and any(each in content for each in _BEGIN_SO) and (LOST in text or CONTROL_IN_CSV.search(text)):
        return None
    heads = text.split("\n", _LOOKED_AT)[:_LOOKED_AT]
    header = next((line for line in heads if not _DELIMITERS.isdisjoint(line)), "")
    if "," not in header or heads[0].strip().lower().startswith("sep="):
        return None
    codes = np.frombuffer(content, np.uint8)
    lines = _Lines.of(content, codes)
    if lines is None:
        return None
    rows, numbers = _rows(content, codes, lines)
    source = Source(name, text)
    return RawSheet(rows, locate(source, numbers), Place(source), numbers)


def _ends_in(codes: NDArray[np.uint8]) -> Positions:
    return np.flatnonzero((codes == ord(",")) | (codes == ord("\n")))


class _Lines:
    """Where the cells of a file end: `ends` of all, `last` the indices of those that end a line."""

    def __init__(self, ends: Positions, last: Positions, has_returns: bool) -> None:
        self.ends, self.last, self.has_returns = ends, last, has_returns
        self.counts = np.diff(last, prepend=-1)
        width = int(self.counts[len(self.counts) // 2])
        odd = np.flatnonzero(self.counts != width)
        middle = int(np.searchsorted(odd, len(self.counts) // 2))
        self.first = int(odd[middle - 1]) + 1 if middle else 0
        self.stop = int(odd[middle]) if middle < len(odd) else len(self.counts)
        self.width = width

    @classmethod
    def of(cls, content: bytes, codes: NDArray[np.uint8]) -> _Lines | None:
        """The lines; None where they end in several ways, are too long, or differ in how many cells they have."""
        ends = np.concatenate([_ends_in(codes[at : at + _PIECE]) + at for at in range(0, len(codes), _PIECE)])
        is_last = codes[ends] == ord("\n")
        returns = content.count(b"\r")
        if returns and not returns == content.count(b"\r\n") == int(is_last.sum()):
            return None
        if not content.endswith(b"\n"):
            ends, is_last = np.append(ends, len(content)), np.append(is_last, True)
        last = np.flatnonzero(is_last)
        if int(np.diff(ends[last], prepend=-1).max()) > _LONGEST_LINE:
            return None
        found = cls(ends, last, bool(returns))
        around = found.first + len(found.counts) - found.stop
        return found if found.width > 1 and around <= _MOST_AROUND and found.stop > found.first else None

    def line(self, content: bytes, number: int) -> str:
        """The text of a line, from 0."""
        start = int(self.ends[self.last[number - 1]]) + 1 if number else 0
        return content[start : int(self.ends[self.last[number]])].decode().removesuffix("\r")


def _rows(content: bytes, codes: NDArray[np.uint8], lines: _Lines) -> tuple[StoredRows, list[int]]:
    """The rows that hold something, and the numbers of their lines."""
    begin = int(lines.last[lines.first - 1]) + 1 if lines.first else 0
    each_row = lines.ends[begin : int(lines.last[lines.stop - 1]) + 1].reshape(-1, lines.width)
    first = np.append(lines.ends[begin - 1] if begin else -1, each_row[:-1, -1]) + 1
    if lines.has_returns:
        each_row = each_row.copy()
        each_row[:, -1] -= codes[each_row[:, -1] - 1] == ord("\r")
    # Row by row the bytes of the file are met in their order; columns are read from what was found there.
    tails = np.ascontiguousarray(words_before(codes, each_row).T)
    ends = np.ascontiguousarray(each_row.T)
    starts = [first, *(ends[:-1] + 1)]
    columns = [CellBytes(content, codes, *each) for each in zip(starts, ends, tails, strict=True)]
    kept = rows_that_hold(columns, len(each_row))
    numbers: Sequence[int] = range(lines.first + 1, lines.stop + 1)
    if len(kept) < len(numbers):
        columns = [column.taken(kept) for column in columns]
        numbers = [numbers[row] for row in kept]
    around = [
        [(number + 1, lines.line(content, number).split(",")) for number in part]
        for part in (range(lines.first), range(lines.stop, len(lines.counts)))
    ]
    above, below = ([each for each in part if any(map(str.strip, each[1]))] for part in around)
    rows = StoredRows([row for _, row in above], columns, [row for _, row in below])
    return rows, [*(number for number, _ in above), *numbers, *(number for number, _ in below)]
