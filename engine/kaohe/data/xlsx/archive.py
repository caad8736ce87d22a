"""The archive that a workbook is: its parts, read piece by piece, never unpacked to disk, never beyond a limit."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from kaohe.data.xlsx.trouble import Trouble
from kaohe.diagnostics import Words

LARGEST = 96 * 2**20
"""Bytes that the parts of a workbook may have when unpacked, those together that are read."""

_PIECE = 2**16
_MOST_PARTS = 5_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_KINDS = ((b"\xd0\xcf\x11\xe0", ".xls"), (b"%PDF", "PDF"), (b"Rar!", "RAR"), (b"\x1f\x8b", "gzip"))


class Archive:
    """An open workbook. Raises Trouble: D140 where the file is none, D141 damaged, D143 too large."""

    def __init__(self, file: BinaryIO) -> None:
        start = file.read(512)
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
            name = entry.filename.lstrip("/").lower()
            if name in self._parts:
                raise Trouble("D141", reason=f"2 × {entry.filename}")
            self._parts[name] = entry
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
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


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
    return Words(f"内容是 {kind}", f"its content is {kind}")
