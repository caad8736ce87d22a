"""From bytes to text: a byte order mark, then strict UTF-8, then GB18030; nothing is guessed beyond.

Statistical detectors call a short GBK file Big5, and a lenient decoder turns broken names into other names, so
both are out. A file in which UTF-8 lines stand beside others is refused: GB18030 can often decode UTF-8 bytes,
into characters that nobody wrote.
"""

from __future__ import annotations

import codecs

from kaohe.diagnostics import Findings
from kaohe.places import Place, Source

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
