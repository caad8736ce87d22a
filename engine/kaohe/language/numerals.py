"""Numbers in digits: literals are read (12, 0.75, 15%, 2 亿元, 25 万元/亩), and exact values written.

A literal has one spelling; the others are refused with it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from kaohe.diagnostics import nearest
from kaohe.language.measures import NUMBER, PER_MILLE, PERCENT, Measure, known_words, measure
from kaohe.language.text import belongs_to_name, is_ordinary
from kaohe.language.vocabulary import FOREIGN, OPERATOR_WORDS, SPELLED, Scan
from kaohe.lazy import pattern

MOST_DIGITS = 30

_NUMBER = pattern(r"[0-9]+(?:\.[0-9]+)?")
_THOUSANDS = pattern(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")
_DOTTED = pattern(r"[0-9]*\.[0-9.]*")
_UNDERLINED = pattern(r"[0-9._]+")
_EXPONENT = pattern(r"[0-9.]+[eE]([+-]?[0-9]+)")
_OTHER_BASE = pattern(r"0(?:[xX][0-9a-fA-F]|[oO][0-7]|[bB][01])\w*")


class Numeral(NamedTuple):
    """A literal in base measure, and the offset where it ends."""

    value: Fraction
    measure: Measure
    end: int


def read_numeral(scan: Scan, start: int) -> Numeral:
    """The number that starts here with its suffix. Whatever is wrong is noted, and passed over whole."""
    end = _odd_spelling(scan, start)
    if end is not None:
        return Numeral(Fraction(0), NUMBER, end)
    digits = _NUMBER.match(scan.text, start)
    assert digits is not None, "a numeral starts with a digit"
    if len(digits[0]) - digits[0].count(".") > MOST_DIGITS:
        scan.refuse("K323", start, digits.end(), most=MOST_DIGITS)
        return Numeral(Fraction(0), NUMBER, digits.end())
    return _with_suffix(scan, Fraction(digits[0]), start, digits.end())


def _odd_spelling(scan: Scan, start: int) -> int | None:
    """Refuses a number that is written as elsewhere; the offset after it, or None if it is written well."""
    text = scan.text
    if found := _OTHER_BASE.match(text, start):
        scan.refuse("K322", start, found.end())
    elif found := _THOUSANDS.match(scan.folded, start):
        scan.refuse("K326", start, found.end(), whole=found[0].replace(",", ""), apart=found[0].replace(",", ", "))
    elif found := _EXPONENT.match(text, start):
        _refuse_exponent(scan, start, found)
    elif (found := _UNDERLINED.match(text, start)) and "_" in found[0]:
        _refuse_form(scan, start, found.end(), found[0].replace("_", ""))
    elif (found := _DOTTED.match(text, start)) and not _NUMBER.fullmatch(found[0]):
        _refuse_form(scan, start, found.end(), f"0{found[0]}" if found[0].startswith(".") else found[0].rstrip("."))
    elif (found := _NUMBER.match(text, start)) and re.match("0[0-9]", found[0]):
        _refuse_form(scan, start, found.end(), found[0].lstrip("0") or "0")
    else:
        return None
    return found.end()


def _refuse_form(scan: Scan, start: int, end: int, instead: str) -> None:
    """With the spelling to write where that is one: 1.2.3 has none."""
    instead = f"0{instead}" if instead.startswith(".") else instead
    if _NUMBER.fullmatch(instead):
        scan.refuse("K321", start, end, instead=instead)
    else:
        scan.refuse("K322", start, end)


def _refuse_exponent(scan: Scan, start: int, found: re.Match[str]) -> None:
    """1e5: written out where that is short."""
    base = found[0].lower().partition("e")[0]
    exponent = int(found[1]) if len(found[1]) <= 3 else MOST_DIGITS
    if _NUMBER.fullmatch(base) and len(base) + abs(exponent) <= MOST_DIGITS // 2:
        scan.refuse("K321", start, found.end(), instead=f"{Decimal(base).scaleb(exponent):f}")
    else:
        scan.refuse("K322", start, found.end())


def _with_suffix(scan: Scan, value: Fraction, start: int, end: int) -> Numeral:
    """The number with its % or measure word, which may stand after a blank."""
    at = scan.after_blanks(end)
    if scan.folded.startswith("%", at):
        _refuse_operand_after_percent(scan, at)
        return Numeral(value * PERCENT.scale, PERCENT, at + 1)
    if scan.folded.startswith("‰", at):
        return Numeral(value * PER_MILLE.scale, PER_MILLE, at + 1)
    if at == len(scan.text) or not belongs_to_name(scan.text[at]):
        return Numeral(value, NUMBER, end)
    word_end = scan.end_of_name(at)
    word = scan.text[at:word_end]
    if word in OPERATOR_WORDS or word in SPELLED or word in FOREIGN:
        if at == end:
            number = scan.text[start:end]
            scan.refuse("K324", start, word_end, number=number, word=word, mended=f"{number} {word}")
        return Numeral(value, NUMBER, end)
    if not is_ordinary(word):
        return Numeral(value, NUMBER, end)  # the word itself is refused when it is read
    return _measured(scan, value, scan.text[start:end], at, word_end)


def _measured(scan: Scan, value: Fraction, number: str, start: int, end: int) -> Numeral:
    """The longest measure that is written from `start` on; a quotient is written without blanks."""
    if scan.folded.startswith("/", end) and (below_end := scan.end_of_name(end + 1)) > end + 1:
        quotient = measure(scan.folded[start:below_end])
        if quotient is not None:
            return Numeral(value * quotient.scale, quotient, below_end)
    word = scan.text[start:end]
    found = measure(word)
    if found is None:
        scan.refuse("K325", start, end, number=number, suggestion=nearest(word, known_words()))
        return Numeral(value, NUMBER, end)
    return Numeral(value * found.scale, found, end)


def _refuse_operand_after_percent(scan: Scan, percent: int) -> None:
    """10 % y is a remainder elsewhere; here it would be a percentage and a stray y."""
    at = scan.after_blanks(percent + 1)
    following = scan.folded[at : at + 1]
    word = scan.text[at : scan.end_of_name(at)]
    if following and (following in "('\"." or (word and word not in OPERATOR_WORDS)):
        scan.refuse("K327", percent, percent + 1)


MOST_DECIMALS = 30


def exact_digits(value: Fraction) -> str:
    """A number as a reader writes it: a decimal where it has an end within 30 decimals, else a fraction."""
    denominator, places = value.denominator, 0
    while (10**places) % denominator and places < MOST_DECIMALS:
        places += 1
    if (10**places) % denominator:
        return str(value)
    digits = str(abs(value.numerator) * 10**places // denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits
