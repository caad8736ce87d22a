"""Long Chinese text over several lines of a terminal: broken where a reader may stop, never inside a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaohe.shown_text import width

_PIECES = re.compile(r"[!-~]+ ?|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。；：、）》”’！？,.;:)% ")
_NEVER_LAST = frozenset("（《“‘(")


def folded(text: str, room: int) -> list[str]:
    """The lines of a text, each no wider than `room` columns, but for a character that alone is wider."""
    lines: list[str] = []
    line, used = "", 0
    for piece in _unbroken(text, room):
        if line and used + width(piece.rstrip()) > room:
            lines.append(line.rstrip())
            line, used = "", 0
        added = piece if line else piece.lstrip(" ")
        line, used = line + added, used + width(added)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _unbroken(text: str, room: int) -> Iterator[str]:
    """Pieces that stay together: a word or number, a sign with what it belongs to."""
    waiting = ""
    for piece in _PIECES.findall(text):
        if waiting and (piece[0] in _NEVER_FIRST or waiting[-1] in _NEVER_LAST) and width(waiting + piece) <= room:
            waiting += piece
            continue
        yield from _cut(waiting, room)
        waiting = piece
    yield from _cut(waiting, room)


def _cut(piece: str, room: int) -> Iterator[str]:
    """A piece that is too wide for a line by itself, in parts that are not."""
    part = ""
    for character in piece:
        if part and width(part + character) > room:
            yield part
            part = ""
        part += character
    if part:
        yield part
