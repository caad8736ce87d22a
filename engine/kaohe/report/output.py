"""Where a report goes: whole into a file or not at all, or to a stream, in bytes that no locale changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO


def write_file(path: Path, content: str | bytes) -> None:
    """Writes `path` in one step: a reader sees the old file or the new one, and never half of it. Text is UTF-8.

    What is not a plain file (a pipe, /dev/null) is written to as it stands. Raises OSError.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    import tempfile  # late: it is slow to import, and every message passes here

    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, _mode(target))
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def write_stream(stream: TextIO, text: str) -> None:
    """Writes to a stream: UTF-8 whatever the locale is, save on a terminal, whose encoding has to be kept to."""
    if stream.isatty():
        encoding = stream.encoding or "utf-8"
        data = text.encode(encoding, "replace")
    else:
        data = text.encode("utf-8", "backslashreplace")
    stream.flush()
    binary = getattr(stream, "buffer", None)
    if binary is None:  # a stream that stands in for a real one holds text alone
        stream.write(text)
    else:
        binary.write(data)
    stream.flush()


def colours(stream: TextIO) -> bool:
    """Whether to colour what goes to a stream: only on a terminal that can, and where nobody objects."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _mode(target: Path) -> int:
    """The rights of the file that is replaced, or those that a new file would have."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
