"""Cells of a date column: a day, kept as 2023-01-20. Only what names year, month and day in that order is one."""

from __future__ import annotations

import re
from datetime import date

from kaohe.data.cells.characters import half_width
from kaohe.data.cells.numbers import Refusal

_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.|年([0-9]{1,2})月)([0-9]{1,2})(日?)")


def read_date(text: str) -> str | Refusal:
    """The day that a text writes, or why it writes none (D236)."""
    found = _DAY.fullmatch(half_width(text))
    if found is None or ("年" in text) != bool(found[7]):
        return Refusal("D236", {"text": text})
    year, month, day = int(found[1]), int(next(filter(None, found.groups()[1:5]))), int(found[6])
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # the thirtieth of February
        return Refusal("D236", {"text": text})
