"""One entry of the catalogue of findings."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Message(NamedTuple):
    """What a finding says and how it is mended; `{name}` is filled from the finding's arguments."""

    zh: str
    en: str
    zh_mend: str = ""
    en_mend: str = ""
    level: Literal["error", "warning"] = "error"
