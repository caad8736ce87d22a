"""A large CSV file to a sheet whose cells are found all at once, where nothing in it needs a careful eye.

That is UTF-8 without quotes and control signs, commas between the cells, line ends of one kind, and the same number of
cells in every row but for some at the top and at the bottom. Of any other file the careful reader makes the sheet; what
it would find of this one is found here, too, as the sheet has the same rows. Its cells stay in the bytes of the file,
and are read as numbers all at once where they are plain digits. NumPy is imported here, and this module late.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kaohe.data.raw import Decimals, RawSheet, StoredColumn, StoredRows, rows_that_hold
from kaohe.language.text import CONTROL_IN_CSV, LOST
from kaohe.source_places import Place, Source

Positions = NDArray[np.int64]
Words = NDArray[np.uint64]

LIMIT = 2**62
"""Numbers stay below, so that nothing that is calculated with two of them leaves 63 bits."""
_LONGEST = 16
"""Characters of the longest cell that is read here."""
_ALIKE = 3
_BYTE, _ALL = 8, 2**64 - 1


def _each(byte: int) -> np.uint64:
    """Eight times the same byte."""
    return np.uint64(int.from_bytes(bytes([byte]) * 8, "little"))


_NOUGHTS, _POINTS, _ONES, _HIGH = _each(ord("0")), _each(ord(".")), _each(1), _each(0x80)
_KEPT = np.array([_ALL - (_ALL >> _BYTE * length) for length in range(9)], np.uint64)
"""By the length of a cell that ends a word, its bytes: a word is read from the left, its first character lowest."""
_MAY_BE_BLANK = np.isin(np.arange(256), [*b"\t\x0b\x0c \xc2\xe1\xe2\xe3"])
"""How blanks begin in UTF-8, beside other signs."""
_TENS = 10 ** np.arange(19, dtype=np.int64)


def words_before(codes: NDArray[np.uint8], ends: Positions) -> Words:
    """The eight bytes before each position; of one nearer to the beginning, the first eight."""
    every = np.ndarray((len(codes) - 7,), "<u8", codes, 0, (1,))
    return np.asarray(every[np.maximum(ends - _BYTE, 0)], np.uint64)


class CellBytes(StoredColumn):
    """The cells between `starts` and `ends` in the bytes of a file, UTF-8 without quotes; `tails` end with them."""

    def __init__(
        self, content: bytes, codes: NDArray[np.uint8], starts: Positions, ends: Positions, tails: Words
    ) -> None:
        self._content, self._codes = content, codes
        self._starts, self._ends, self._tails = starts, ends, tails

    def __len__(self) -> int:
        return len(self._starts)

    def cell(self, row: int) -> str:
        return self._content[self._starts[row] : self._ends[row]].decode()

    def part(self, first: int, stop: int) -> CellBytes:
        return self._some(slice(first, stop))

    def taken(self, rows: Sequence[int]) -> CellBytes:
        return self._some(list(rows))

    def _some(self, rows: slice | list[int]) -> CellBytes:
        return CellBytes(self._content, self._codes, self._starts[rows], self._ends[rows], self._tails[rows])

    @cached_property
    def texts(self) -> list[str]:
        """The cells as texts."""
        if (alike := self._short_texts()) is not None:
            return alike
        content, spans = self._content, zip(self._starts.tolist(), self._ends.tolist(), strict=True)
        return b"\n".join([content[start:end] for start, end in spans]).decode().split("\n") if len(self) else []

    def _short_texts(self) -> list[str] | None:
        """The texts where all are short and many are alike, as periods and choices are: each is made once."""
        lengths = self._ends - self._starts
        if int(lengths.max(initial=0)) > _BYTE or int(self._ends.min(initial=_BYTE)) < _BYTE:
            return None
        words = self._tails & _KEPT[lengths]
        distinct = np.unique(words)
        if len(distinct) * _ALIKE > len(words):
            return None
        texts = [int(word).to_bytes(_BYTE, "little").lstrip(b"\0").decode() for word in distinct]
        return list(map(texts.__getitem__, np.searchsorted(distinct, words).tolist()))

    def blank_among(self, rows: Sequence[int]) -> list[int]:
        some = np.asarray(rows, np.int64)
        starts, ends = self._starts[some], self._ends[some]
        may_be = (starts == ends) | _MAY_BE_BLANK[self._codes[np.minimum(starts, len(self._codes) - 1)]]
        return [row for row in some[may_be].tolist() if not self.cell(row).strip()]

    def decimals(self) -> Decimals | None:
        """The numbers, where each cell is blank or plain: 12, -0.5, .5; None where one is not."""
        first, ends = self._starts, self._ends
        lengths = ends - first
        longest = int(lengths.max(initial=0))
        if longest > _LONGEST or int(ends.min(initial=_LONGEST)) < _LONGEST:
            return None
        negative = self._codes[np.minimum(first, len(self._codes) - 1)] == ord("-")
        negative &= lengths > 0
        digits = lengths - negative
        if bool((digits[negative] == 0).any()):
            return None
        low, high = _padded(self._tails, np.minimum(digits, _BYTE)), None
        if longest > _BYTE:
            high = _padded(words_before(self._codes, ends - _BYTE), np.maximum(digits - _BYTE, 0))
        points = _first_zero_byte(low ^ _POINTS)
        places = np.zeros(len(lengths), np.int64)
        if bool(points.any()):
            has_point = points != 0
            places = (((points >> np.uint64(7)) * np.uint64(0x0706050403020100)) >> np.uint64(56)).astype(np.int64)
            if bool((has_point & (places == 0)).any()):  # 5.
                return None
            before = np.where(has_point, (points >> np.uint64(7)) - np.uint64(1), np.uint64(0))
            carried = _NOUGHTS >> np.uint64(56) if high is None else high >> np.uint64(56)
            moved = (low & ~(before << np.uint64(8) | np.uint64(0xFF))) | (low & before) << np.uint64(8) | carried
            low = np.where(has_point, moved, low)
            if high is not None:
                high = np.where(has_point, high << np.uint64(8) | _NOUGHTS >> np.uint64(56), high)
        if not _are_digits(low) or (high is not None and not _are_digits(high)):
            return None
        values = _number(low)
        if high is not None:
            values += _number(high) * 10**8
        return Decimals(np.where(negative, -values, values), places, lengths == 0)


def _padded(words: Words, lengths: Positions) -> Words:
    """The last so many characters of each word, with the digit 0 before them."""
    kept = _KEPT[lengths]
    return np.asarray((words & kept) | (_NOUGHTS & ~kept), np.uint64)


def _first_zero_byte(words: Words) -> Words:
    """The highest bit of the first byte that is 0; 0 where none is."""
    found = (words - _ONES) & ~words & _HIGH
    return np.asarray(found & (~found + np.uint64(1)), np.uint64)


def _are_digits(words: Words) -> bool:
    """Whether all bytes are digits."""
    high = _each(0xF0)
    return bool((((words & high) == _NOUGHTS) & (((words + _each(6)) & high) == _NOUGHTS)).all())


def _number(words: Words) -> NDArray[np.int64]:
    """The number that eight digits write, two, four and eight at a time."""
    pairs = ((words & _each(0x0F)) * np.uint64(2561)) >> np.uint64(8)
    fours = ((pairs & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601)) >> np.uint64(16)
    eight = ((fours & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001)) >> np.uint64(32)
    return eight.astype(np.int64)


def scaled(read: Decimals, places: int) -> NDArray[np.int64] | None:
    """The numbers over 10 ** places; None where one would be too long."""
    most = max(int(read.values.max(initial=0)), -int(read.values.min(initial=0)))
    if places > 18 or most * 10**places >= LIMIT:
        return None
    if not places:
        return read.values
    return np.asarray(read.values * _TENS[places - read.places], np.int64)


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
