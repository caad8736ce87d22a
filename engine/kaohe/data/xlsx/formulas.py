"""Formulas whose stored value nobody can answer for: it comes from elsewhere, or is another one each time."""

from __future__ import annotations

import re

_TEXT = re.compile(r'"(?:[^"]|"")*"')
# Links are stored as [1]Sheet!A1; other programs write the file's name. Table columns (表1[完成率]) are no links.
_LINK = re.compile(
    r"\[\d+\][^\[\]\"(),;]*!|\[[^\[\]]*\.(?:xl\w+|csv|ods|et)\]|'?(?:file|https?|ftp):|\\\\", re.IGNORECASE
)
_PROGRAM = re.compile(r"[\w.]+\|")
_CHANGING = re.compile(
    r"(?<![\w.])(?:_xlfn\.)*(RAND|RANDBETWEEN|RANDARRAY|NOW|TODAY|OFFSET|INDIRECT|INFO|CELL|WEBSERVICE|RTD|IMAGE"
    r"|CALL|REGISTER\.ID|STOCKHISTORY|CUBE\w+)\s*\(",
    re.IGNORECASE,
)


def is_unreliable(formula: str) -> bool:
    """Whether it takes its value from another file, program or network, or changes without its inputs."""
    plain = _TEXT.sub('""', formula)
    return bool(_LINK.search(plain) or _PROGRAM.search(plain) or _CHANGING.search(plain))
