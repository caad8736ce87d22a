"""One CSV file to a sheet of raw cells, strictly.

From bytes to text: a byte order mark, then strict UTF-8, then GB18030; nothing is guessed beyond. Statistical detectors
call a short GBK file Big5, and a lenient decoder turns broken names into other names, so both are out. A file in which
UTF-8 lines stand beside others is refused: GB18030 can often decode UTF-8 bytes, into characters that nobody wrote.

A cell never spans lines: a quote that is not closed in its line would swallow the rows below it, so reading
stops there with a finding. Python's own `csv` splits the lines; it is never given a text with line ends in it.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from kaohe.data.folder import NO_FILE, is_encrypted, reason_of
from kaohe.data.raw import ListedRows, RawSheet
from kaohe.diagnostics import Findings, Words
from kaohe.language.text import CONTROL_IN_CSV, LOST, code_point
from kaohe.source_places import Place, Source

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SHOWN = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "gb18030": "GB18030 (GBK)"}


def decode(data: bytes, name: str, findings: Findings) -> str | None:
    """The text of a file, without its mark; None where it cannot be read, with the finding that says so."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, name, findings)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first_bad = data.count(b"\n", 0, error.start) + 1
    if _has_utf8_line(data):
        findings.add("D110", Place(Source(name), first_bad, 1), line=first_bad)
        return None
    return _strictly(data, "gb18030", name, findings)


def _strictly(data: bytes, encoding: str, name: str, findings: Findings) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "replace").count("\n") + 1
        findings.add("D109", Place(Source(name), line, 1), line=line, encoding=_SHOWN[encoding])
        return None
    if encoding != "utf-8":
        findings.add("D108", Place(Source(name)), encoding=_SHOWN[encoding])
    return text


def _has_utf8_line(data: bytes) -> bool:
    """Whether any line was surely written as UTF-8.

    Few lines of GBK happen to be valid UTF-8, and those consist of GB2312 characters; Chinese in UTF-8 that is
    read as GBK does not.
    """
    return any(_surely_utf8(line) for line in data.split(b"\n") if not line.isascii())


def _surely_utf8(line: bytes) -> bool:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if max(text) < "\u0800":
        return False
    try:
        line.decode("gb2312")
    except UnicodeDecodeError:
        return True
    return False


_KINDS = (
    (b"PK\x03\x04", "Excel (.xlsx)"),
    (b"\xd0\xcf\x11\xe0", "Excel (.xls)"),
    (b"%PDF", "PDF"),
    (b"\x7fELF", "ELF"),
    (b"\x1f\x8b", "gzip"),
)
_LINES_OF_CELL = 6
"""A cell with more lines than this is a quote that was forgotten."""
_LONGEST_CELL = 100_000
"""Characters; Python's own `csv` ends at 131,072, and says so in a way that looks like a wrong quote."""
LARGE = 1 << 18
"""Bytes; of smaller files the rows are read in less time than NumPy is imported."""
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")


def read_csv(path: Path, name: str, findings: Findings) -> RawSheet | None:
    """The rows of a file; `name` is how the user named it. None where it cannot be read at all."""
    if not path.is_file():  # a pipe would be waited for without end
        findings.add("D102", Place(Source(name)), reason=NO_FILE)
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        findings.add("D102", Place(Source(name)), reason=reason_of(error))
        return None
    return sheet_of_bytes(data, name, findings)


def sheet_of_bytes(data: bytes, name: str, findings: Findings) -> RawSheet | None:
    """The rows that the bytes of a CSV file hold."""
    if is_encrypted(data):
        findings.add("D180", Place(Source(name)))
        return None
    kind = next((kind for start, kind in _KINDS if data.startswith(start)), None)
    if kind is None and data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        kind = "HTML/XML"
    if kind is not None:
        findings.add("D107", Place(Source(name)), kind=kind)
        return None
    if len(data) >= LARGE and find_spec("numpy") is not None:
        from kaohe.data.sheets.large_csv import clean_sheet  # late: most files are small, and it imports NumPy

        if sheet := clean_sheet(data, name, _locate):
            return sheet
    text = decode(data, name, findings)
    return None if text is None else _sheet_of_text(text, name, findings)


def _sheet_of_text(text: str, name: str, findings: Findings) -> RawSheet | None:
    stripped = text.rstrip("\r\n\t ")
    if stripped.endswith("\x1a"):
        findings.add("D112", Place(Source(name)))
        text = stripped.rstrip("\x1a")
    source = Source(name, text)
    if not text.strip():
        findings.add("D118", Place(source))
        return None
    if not _characters_are_sound(source, findings):
        return None
    first = 0
    delimiter = None
    if source.lines[0].strip().lower().startswith("sep="):
        first, delimiter = 1, source.lines[0].strip()[4:] or "\t"
        findings.add("D115", Place(source, 1, 1), text=source.lines[0])
    delimiter = _delimiter(source, first, delimiter, findings)
    return None if delimiter is None else _rows(source, first, delimiter, findings)


def _characters_are_sound(source: Source, findings: Findings) -> bool:
    if CONTROL_IN_CSV.search(source.text) is None and LOST not in source.text:
        return True
    for number, line in enumerate(source.lines, 1):
        if found := CONTROL_IN_CSV.search(line):
            findings.add("D111", Place(source, number, found.start() + 1), character=code_point(found[0]), line=number)
            return False
        if LOST in line:
            findings.add("D119", Place(source, number, line.index(LOST) + 1), line=number, text=line)
            return False
    return True


def _delimiter(source: Source, first: int, said: str | None, findings: Findings) -> str | None:
    """Comma, or tab where the header has tabs and no comma. Anything else is refused, never guessed."""
    number, header = next(
        ((n, line) for n, line in enumerate(source.lines[first:], first + 1) if any(c in line for c in ",\t;；，|、")),
        (first + 1, ""),
    )
    if said in (None, ",") and ("," in header or not header):
        return ","
    if said in (None, "\t") and "," not in header and "\t" in header:
        findings.add("D114", Place(source, number, 1))
        return "\t"
    found = said if said not in (None, ",", "\t") else next((c for c in ";；，|、" if c in header), said)
    if found is None or found in ",\t":
        return ","
    findings.add("D113", Place(source, number, 1), found=found, text=header)
    return None


def _rows(source: Source, first: int, delimiter: str, findings: Findings) -> RawSheet:
    rows = ListedRows()
    lines: list[int] = []
    last = first
    readable = _before_a_long_cell(source, first, delimiter, findings)
    complete = readable == len(source.lines)
    reader = csv.reader(source.lines[first:readable], delimiter=delimiter, strict=True)
    try:
        for row in reader:
            number = reader.line_num + first
            if number != last + 1:
                raise csv.Error
            last = number
            if row and any(map(str.strip, row)):
                rows.append(row)
                lines.append(number)
    except csv.Error:
        complete = False
        line = source.lines[last]
        cells, closed = spans(line, delimiter)
        column, width = cells[-1]
        place = Place(source, last + 1, column, width)
        code = "D117" if closed else "D116"
        todo = _mend_of_quote(source.lines[last:], column, delimiter)
        findings.add(code, place, line=last + 1, text=line[column - 1 :][:40], todo=todo)

    return RawSheet(rows, _locate(source, lines, delimiter), Place(source), lines, complete)


def _locate(source: Source, lines: Sequence[int], delimiter: str = ",") -> Callable[[int, int], Place]:
    """What finds the place of a cell; lines[row] is the number of a row's line."""

    def locate(row: int, column: int) -> Place:
        number = lines[row]
        cells, _ = spans(source.line(number) or "", delimiter)
        return Place(source, number, *(cells[column] if column < len(cells) else (1, 1)))

    return locate


def _before_a_long_cell(source: Source, first: int, delimiter: str, findings: Findings) -> int:
    """How many lines stand before the first one with a cell longer than any (D139); all where there is none."""
    for number, line in enumerate(source.lines[first:], first):
        if len(line) > _LONGEST_CELL:
            cells, closed = spans(line, delimiter)
            for column, width in cells if closed else ():
                if width > _LONGEST_CELL:
                    findings.add("D139", Place(source, number + 1, column), count=width, most=_LONGEST_CELL)
                    return number
    return len(source.lines)


def _mend_of_quote(lines: Sequence[str], column: int, delimiter: str) -> Words:
    """What to do about the quote that opens in the first line at `column` and is not closed there."""
    text = lines[0][column - 1 :]
    for line in lines[1:_LINES_OF_CELL]:
        text += line
        end = _closing(text, 1)
        if end >= 0 and text[end : end + 1] in ("", delimiter):
            cell = text[1 : end - 1]
            return Words(
                f"删去这一格里的换行，写在一行里：{cell}", f"write the cell in one line, without its line break: {cell}"
            )
        if end >= 0:
            break
    return Words(
        "在这一格的末尾补上引号，或删去开头的引号",
        "close the quote at the end of the cell, or delete it at its beginning",
    )


@lru_cache(maxsize=64)
def spans(line: str, delimiter: str) -> tuple[tuple[tuple[int, int], ...], bool]:
    """(column from 1, width) of each cell with its quotes, and whether every quote is closed.

    The lines of late are kept: the places of all cells of a line are mostly asked for one after the other.
    Where a closing quote is followed by something else, the cell with that fault is the last one given.
    """
    found: list[tuple[int, int]] = []
    start = 0
    while True:
        end = start
        if line.startswith('"', start):
            end = _closing(line, start + 1)
            if end < 0:
                return (*found, (start + 1, len(line) - start)), False
            if end < len(line) and line[end] != delimiter:
                return (*found, (start + 1, end - start)), True
        else:
            stop = line.find(delimiter, start)
            end = len(line) if stop < 0 else stop
        found.append((start + 1, max(end - start, 1)))
        if end >= len(line):
            return tuple(found), True
        start = end + 1


def _closing(line: str, at: int) -> int:
    """The index after the quote that closes a cell whose text begins at `at`; -1 where none does."""
    while (quote := line.find('"', at)) >= 0:
        if not line.startswith('""', quote):
            return quote + 1
        at = quote + 2
    return -1
