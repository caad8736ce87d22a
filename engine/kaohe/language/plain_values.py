"""What an unquoted scalar of YAML means: YAML 1.2's core, less what a policy has no use for.

A number is what a person reads as one number: 60, -1.5, +5, .5. A leading zero (010), an exponent, 0x1F, 1_000,
.inf, a date, 3:6:1 and 12:30 stay the text they are; so do yes, no, on and off. Numbers are exact.
"""

from __future__ import annotations

import re
from decimal import Decimal

WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
FIXED = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+)")
MOST_DIGITS = 60

_BEGINS_NUMBER = frozenset("+-.0123456789")
_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))


def value_of(text: str) -> int | Decimal | bool | str:
    """The value of an unquoted scalar. More digits than `MOST_DIGITS` stay text: no figure has so many."""
    if text == "true":
        return True
    if text == "false":
        return False
    if text[:1] not in _BEGINS_NUMBER or len(text) > MOST_DIGITS:
        return text
    if WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if FIXED.fullmatch(text) else text


def is_empty(text: str) -> bool:
    """Whether an unquoted scalar says nothing: no text, ~ or null."""
    return text in _EMPTY


def is_long_number(text: str) -> bool:
    """Whether an unquoted scalar is a number with more digits than any figure has."""
    return len(text) > MOST_DIGITS and bool(WHOLE.fullmatch(text) or FIXED.fullmatch(text))
