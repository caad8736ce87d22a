"""The words of a formula: its own, those of other languages, and what a name may look like.

`RESERVED` are the words that no id of a policy may be, because a formula reads them in another way.
"""

from __future__ import annotations

import keyword
import unicodedata

from kaohe.language.functions import FUNCTIONS
from kaohe.language.measures import known_words

OPERATOR_WORDS = frozenset({"and", "or", "not", "if", "else"})
VALUE_WORDS = frozenset({"yes", "no", "none", "是", "否"})
KEY_WORDS = frozenset({"unit", "group", "year", "quarter"})
MEASURE_WORDS = frozenset(known_words()) - {"%"}

# What is written so in a programming language or a spreadsheet, or said so in Chinese, by what to write here.
SPELLED = {
    **dict.fromkeys(("True", "true", "TRUE", "Yes", "YES"), "yes"),
    **dict.fromkeys(("False", "false", "FALSE", "No", "NO"), "no"),
    **dict.fromkeys(("None", "NONE", "null", "Null", "NULL"), "none"),
    **dict.fromkeys(("And", "AND", "且", "并且"), "and"),
    **dict.fromkeys(("Or", "OR", "或", "或者"), "or"),
    **dict.fromkeys(("Not", "NOT"), "not"),
    **dict.fromkeys(("If", "IF"), "if"),
    **dict.fromkeys(("Else", "ELSE"), "else"),
    "is": "==",
}
FOREIGN = frozenset(keyword.kwlist) - OPERATOR_WORDS - SPELLED.keys()

RESERVED = frozenset(FUNCTIONS) | OPERATOR_WORDS | VALUE_WORDS | KEY_WORDS | MEASURE_WORDS | SPELLED.keys() | FOREIGN

NAME_LENGTH = 80
_SUPERSCRIPTS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ")


def belongs_to_name(character: str) -> bool:
    """Whether a name is read on over this character; marks too, so that a finding shows the whole name."""
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc", "Me", "Pc")


def is_ordinary(name: str) -> bool:
    """Letters of any script, digits and _, in the one spelling that looks so: what NFKC leaves as it is."""
    plain = all(character == "_" or character.isalnum() for character in name)
    return plain and name.isidentifier() and name == unicodedata.normalize("NFKC", name)


def is_power(name: str) -> bool:
    """A name with a raised digit: x² means x * x, and NFKC would make x2 of it."""
    return not _SUPERSCRIPTS.isdisjoint(name)


def ordinary(name: str) -> str | None:
    """The ordinary spelling of a name or of digits; None where there is none."""
    folded = unicodedata.normalize("NFKC", name)
    digits = folded.isascii() and folded.isdigit()
    return folded if digits or is_ordinary(folded) else None


def odd_character(name: str) -> str:
    """The first character that keeps a name from being ordinary; the name's first, if only the whole is at fault."""
    return next((one for one in name if one != "_" and not is_ordinary("a" + one)), name[0])


def code_point(character: str) -> str:
    """U+3000: what tells a character that looks like another, or like nothing."""
    return f"U+{ord(character):04X}"
