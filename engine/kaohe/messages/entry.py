"""One entry of the catalogue of findings."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Message(NamedTuple):
    """What a finding says and how it is mended; `{name}` is filled from the finding's arguments.

    A warning asks its reader to look; a note only tells what was done, and is shown where the data are looked at.
    """

    zh: str
    en: str
    zh_mend: str = ""
    en_mend: str = ""
    level: Literal["error", "warning", "note"] = "error"
