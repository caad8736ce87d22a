"""Texts of a workbook: its shared ones, and what of a text is the text itself."""

from __future__ import annotations

import re

from kaohe.data.xlsx.archive import Archive
from kaohe.data.xlsx.xml_parts import Attributes, parse

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """A text with the characters that XML cannot hold, which workbooks write as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def shared_strings(archive: Archive, part: str | None) -> list[str]:
    """The texts that cells refer to by number: runs of rich text joined, readings (拼音) left out."""
    strings: list[str] = []
    if part is None:
        return strings
    pieces: list[str] = []
    inside = reading = False

    def start(name: str, _: Attributes) -> None:
        nonlocal inside, reading
        if name == "t":
            inside = not reading
        elif name == "rPh":
            reading = True
        elif name == "si":
            pieces.clear()

    def text(piece: str) -> None:
        if inside:
            pieces.append(piece)

    def end(name: str) -> None:
        nonlocal inside, reading
        if name == "t":
            inside = False
        elif name == "rPh":
            reading = False
        elif name == "si":
            strings.append(unescaped("".join(pieces)))

    parse(archive.pieces(part), part, start, text, end)
    return strings
