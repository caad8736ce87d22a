"""Days as rules write them: 2023-01-20, and in no other way, as they are compared as texts."""

from __future__ import annotations

from datetime import date


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written as data is once it is read."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
