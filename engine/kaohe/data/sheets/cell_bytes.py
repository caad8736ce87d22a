"""Cells of a column that still lie in the bytes of their file: read as numbers all at once where they are plain digits.

NumPy is imported here, and so this module is imported late: for files that are large enough for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kaohe.data.raw import Decimals, StoredColumn

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
