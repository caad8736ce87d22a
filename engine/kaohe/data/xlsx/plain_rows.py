"""The rows of a sheet whose XML is as plain as that of most: found by patterns, and not element by element.

Plain are rows of cells that have a reference, a style and a type, and hold a stored value alone. Nothing is told here:
of a part that is not plain throughout, or not sound, nothing is taken, and the parser of XML reads it from the start.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kaohe.compiled_late import pattern
from kaohe.data.xlsx.archive import MOST_TAGS, Attributes

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
