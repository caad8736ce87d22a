"""The archive that a workbook is: its parts, read piece by piece, never unpacked to disk, never beyond a limit.

The XML of a part comes as events, elements and texts in their order; there is no tree, and no document type at all.
Entities are the way to make a small file huge, or to have it read another one; no workbook has any.

Most sheets are plain: rows of cells that have a reference, a style and a type, and hold a stored value alone. Such rows
are found by patterns. Of a part that is not plain throughout, or not sound, nothing is taken so, and nothing is told:
the parser of XML reads it from the start.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from kaohe.data.folder import COMPOUND, is_encrypted
from kaohe.diagnostics import Words
from kaohe.lazy import pattern


class Trouble(Exception):
    """Raised where reading a workbook cannot go on: a code of the catalogue and what its message is filled with."""

    def __init__(self, code: str, cell: str | None = None, **arguments: object) -> None:
        super().__init__(code)
        self.code = code
        self.cell = cell
        self.arguments = arguments


LARGEST = 96 * 2**20
"""Bytes that the parts of a workbook may have when unpacked, those together that are read."""

_PIECE = 2**16
_MOST_PARTS = 5_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_KINDS = ((COMPOUND, ".xls"), (b"%PDF", "PDF"), (b"Rar!", "RAR"), (b"\x1f\x8b", "gzip"))
_OTHER_PROGRAMS = (
    ("mimetype", "OpenDocument (.ods)"),
    ("index/document.iwa", "Numbers"),
    ("index.zip", "Numbers"),
    ("word/document.xml", "Word (.docx)"),
    ("ppt/presentation.xml", "PowerPoint (.pptx)"),
    ("xl/workbook.bin", "Excel (.xlsb)"),
)
"""A part that no .xlsx has, and whose file has it."""


Attributes = dict[str, str]

MOST_TAGS = 3_000_000
"""More tags than this take longer than anybody waits; such data belongs into CSV."""

_LONGEST_PIECE = 2**18
"""Bytes without the end of a tag; a cell holds 32,767 characters at most."""


class Archive:
    """An open workbook. Raises Trouble: D140 where the file is none, D141 damaged, D143 too large, D180 encrypted."""

    def __init__(self, file: BinaryIO) -> None:
        start = file.read(512)
        if is_encrypted(start + file.read()):
            raise Trouble("D180")
        file.seek(0)
        if not start.startswith(b"PK"):
            raise Trouble("D140", kind=_content(start))
        try:
            self._zip = zipfile.ZipFile(file)
        except _BROKEN as error:
            raise Trouble("D141", reason="zip") from error
        self._left = LARGEST
        self._parts: dict[str, zipfile.ZipInfo] = {}
        entries = self._zip.infolist()
        if len(entries) > _MOST_PARTS:
            raise Trouble("D143", limit=f"{_MOST_PARTS} parts")
        for entry in entries:
            # Part names do not tell upper from lower case; which of two parts a program reads is its own choice.
            # Some programs part folders by backslashes.
            name = entry.filename.replace("\\", "/").lstrip("/").lower()
            if name in self._parts:
                raise Trouble("D141", reason=f"2 × {entry.filename}")
            self._parts[name] = entry
        if any(entry.flag_bits & 1 for entry in entries):
            raise Trouble("D180")
        if other := next((kind for part, kind in _OTHER_PROGRAMS if part in self._parts), None):
            raise Trouble("D140", kind=_content_is(other))
        if "[content_types].xml" not in self._parts:
            raise Trouble("D141", reason="[Content_Types].xml")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, unpacked while they are read; their checksum is verified at the end."""
        entry = self._parts.get(name.lower())
        if entry is None:
            raise Trouble("D141", reason=name)
        if entry.file_size > self._left:
            raise Trouble("D143", limit=f"{LARGEST >> 20} MB")
        self._left -= entry.file_size
        try:
            # Not more than the size it claims is ever unpacked, whatever the part holds.
            with self._zip.open(entry) as part:
                while piece := part.read(_PIECE):
                    yield piece
        except _BROKEN as error:
            raise Trouble("D141", reason=name) from error


def resolved(part: str, target: str) -> str:
    """The name of the part that a relationship of another part points to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target.replace("\\", "/"))).lstrip("/")


def _content(start: bytes) -> Words:
    """What a file holds that is no archive, as far as its first bytes tell."""
    if not start:
        return Words("是空文件，0 字节", "it is empty, 0 bytes")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Words("内容是网页或 XML", "its content is HTML or XML")
    kind = next((kind for mark, kind in _KINDS if start.startswith(mark)), None)
    if kind is None:
        return Words(
            "看不出内容是什么，可能已损坏或加密", "what it holds cannot be told; it may be damaged or encrypted"
        )
    return _content_is(kind)


def _content_is(kind: str) -> Words:
    return Words(f"内容是 {kind}", f"its content is {kind}")


class _LocalNames(dict[str, str]):
    """Names of elements without their prefixes."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


def _nothing(*_: object) -> None:
    """What is done about a text or an end that nobody asked for."""


def parse(
    pieces: Iterable[bytes],
    part: str,
    start: Callable[[str, Attributes], None],
    text: Callable[[str], None] = _nothing,
    end: Callable[[str], None] = _nothing,
) -> None:
    """Calls start, text and end in the order of the part. Names are without prefixes.

    Raises Trouble: D141 where it is no XML, D142 at a document type, D143 where it never ends.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    local = _LocalNames()

    def on_doctype(*_: object) -> None:
        raise Trouble("D142", part=part)

    parser.StartElementHandler = lambda name, attributes: start(local[name], attributes)
    if end is not _nothing:
        parser.EndElementHandler = lambda name: end(local[name])
    if text is not _nothing:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = on_doctype
    tags = since_end = 0
    try:
        for piece in pieces:
            tags += piece.count(b"<")
            since_end = len(piece) - 1 - last if (last := piece.rfind(b">")) >= 0 else since_end + len(piece)
            if tags > MOST_TAGS or since_end > _LONGEST_PIECE:
                raise Trouble("D143", limit=f"{MOST_TAGS:,} tags" if tags > MOST_TAGS else f"{_LONGEST_PIECE >> 10} KB")
            parser.Parse(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeError, ValueError, LookupError) as error:
        raise Trouble("D141", reason=part) from error


def attribute(attributes: Attributes, name: str) -> str | None:
    """An attribute that has a prefix, whichever it is (r:id)."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), None)


def is_true(value: str | None) -> bool:
    """A yes in the words of XML."""
    return value in ("1", "true", "on")


_LEAST_OF_TAG = 5
"""Bytes of a plain cell for each of its tags, or more."""
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_ALLOWED = bytes(code for code in range(256) if code >= 0x20 or code in b"\t\n")
_HEAD = pattern(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?(?: standalone="\w+")? ?\?>)?[^?]*'
)
_ROW = pattern(
    r'[ \t\n]{0,99}+<row r="([0-9]{1,7}+)"((?: [A-Za-z][A-Za-z:0-9]{0,29}+="[^"<&\t\n]{0,200}+")*+)>[ \t\n]{0,99}+'
    r'((?:<c r="[A-Z]{1,3}+\1"(?: s="[0-9]{1,6}+")?+(?: t="[a-z]{1,9}+")?+'
    r"(?:>(?:<v>[^<>&\n]{0,32767}+</v>)?+</c>|/>)[ \t\n]{0,99}+)*+)"
)
"""Each cell is of its row; no entities, sections or comments, and nothing that XML would turn into something else."""
_ATTRIBUTE = pattern(r' ([A-Za-z:0-9]+)="([^"]*)"')
_CELL = pattern(r'<c r="([A-Z]+)[0-9]+"(?: s="([0-9]+)")?(?: t="([a-z]+)")?(?:/>|>(?:<v>([^<]+)</v>)?)')


class PlainRow(NamedTuple):
    """The attributes of a row, and the letters, style, type and value of each cell."""

    attributes: Attributes
    cells: list[tuple[str, str, str, str]]


def plain_rows(content: bytes) -> tuple[bytes, Iterator[PlainRow]] | None:
    """The part without its rows, and these; None where the part is not plain.

    The iterator raises ValueError where a row is not.
    """
    start, end = content.find(_BEGIN), content.rfind(_END)
    if start < 0 or end < start or (len(content) > _LEAST_OF_TAG * MOST_TAGS and content.count(b"<") > MOST_TAGS):
        return None
    head, body, tail = content[: start + len(_BEGIN)], content[start + len(_BEGIN) : end], content[end:]
    if b"<!" in head or b"<!" in tail or b"sheetView" in tail or b"<sheetData" in tail or not _HEAD.fullmatch(head):
        return None
    if b"\xef\xbf" in body or body.translate(None, _ALLOWED):  # two signs that begin so are none of XML's
        return None
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return head + tail, _rows(text)


def _rows(text: str) -> Iterator[PlainRow]:
    *rows, rest = text.split("</row>")
    if rest.strip(" \t\n"):
        raise ValueError
    for each in rows:
        found = _ROW.fullmatch(each)
        if found is None:
            raise ValueError
        named = [("r", found[1]), *_ATTRIBUTE.findall(found[2])]
        attributes = dict(named)
        if len(attributes) < len(named):
            raise ValueError
        yield PlainRow(attributes, _CELL.findall(found[3]))
