"""The XML of a part as events: elements and texts as they come, no tree, and no document type at all.

Entities are the way to make a small file huge, or to have it read another one; no workbook has any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from kaohe.data.xlsx.trouble import Trouble

Attributes = dict[str, str]

MOST_TAGS = 3_000_000
"""More tags than this take longer than anybody waits; such data belongs into CSV."""

_LONGEST_PIECE = 2**18
"""Bytes without the end of a tag; a cell holds 32,767 characters at most."""


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
