"""A formula's text in tokens. What no formula may hold is refused here, with the mend where there is one.

Nothing is dropped and nothing guessed: every character is a blank, part of a token, or part of a finding.
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from typing import Literal, NamedTuple

from kaohe.language.measures import NUMBER, Measure
from kaohe.language.numerals import read_numeral
from kaohe.language.text import (
    NAME_LENGTH,
    belongs_to_name,
    code_point,
    is_ordinary,
    is_power,
    odd_character,
    ordinary,
)
from kaohe.language.vocabulary import (
    FOREIGN,
    MEANT,
    OPERATOR_WORDS,
    READ,
    SIGNS,
    SPELLED,
    TOLD_APART,
    VALUE_WORDS,
    Scan,
    conditional_call,
)

MOST_CHARACTERS = 2000
DIGITS = frozenset("0123456789")  # no others: isdigit() knows some eighty sets of them

TokenKind = Literal["number", "text", "name", "word", "sign", "end"]


class Token(NamedTuple):
    """From offset `start` to `end`. `text`: a sign as half-width, a name's last part, a text without its quotes."""

    kind: TokenKind
    text: str
    start: int
    end: int
    qualifier: str | None = None
    value: Fraction = Fraction(0)
    measure: Measure = NUMBER


def tokens(scan: Scan) -> list[Token]:
    """The tokens of the formula, closed by one of kind "end". They are worth reading only if `scan` has not failed."""
    found: list[Token] = []
    if _is_one_line(scan):
        position = scan.after_blanks(0)
        while position < len(scan.text):
            position = scan.after_blanks(_next(scan, position, found))
    return [*found, Token("end", "", len(scan.text), len(scan.text))]


def _is_one_line(scan: Scan) -> bool:
    """Whether it is a text that can be read at all: one line, neither empty nor endless."""
    text = scan.text
    if not text.strip(" "):
        scan.refuse("K301", 0, len(text))
    elif len(text) > MOST_CHARACTERS:
        scan.refuse("K302", 0, 1, length=len(text), most=MOST_CHARACTERS)
    elif broken := [at for at, one in enumerate(text) if one in "\r\n\x85\u2028\u2029"]:
        scan.refuse("K303", broken[0], broken[0] + 1)
    return not scan.failed


def _next(scan: Scan, start: int, found: list[Token]) -> int:
    """Reads what starts here, and gives the offset after it."""
    text = scan.text
    if text[start] in DIGITS or (text[start] == "." and text[start + 1 : start + 2] in DIGITS):
        numeral = read_numeral(scan, start)
        written = text[start : numeral.end]
        found.append(Token("number", written, start, numeral.end, None, numeral.value, numeral.measure))
        return numeral.end
    if text[start] in "'\"":
        return _text(scan, start, found)
    if belongs_to_name(text[start]):
        return _word(scan, start, found)
    return _sign(scan, start, found)


def _text(scan: Scan, start: int, found: list[Token]) -> int:
    """'…' or "…" without escapes; what cannot be seen may not stand in it."""
    end = scan.text.find(scan.text[start], start + 1)
    if end < 0:
        scan.refuse("K318", start, len(scan.text))
        return len(scan.text)
    for at in range(start + 1, end):
        if scan.text[at] == "\\":
            scan.refuse("K319", at, at + 1)
        elif not scan.text[at].isprintable():
            _refuse_unseen(scan, at)
    found.append(Token("text", scan.text[start + 1 : end], start, end + 1))
    return end + 1


def _word(scan: Scan, start: int, found: list[Token]) -> int:
    """A word of the language, a name, or table.column."""
    end = scan.end_of_name(start)
    word = scan.text[start:end]
    if scan.text[end : end + 1] in ("'", '"') and word not in OPERATOR_WORDS:
        scan.refuse("K320", start, end)
    elif word in ("if", "If", "IF") and (call := conditional_call(scan.text, start, end)) is not None:
        behind, written = call
        scan.refuse("K355", start, behind, instead=written)
        return behind
    elif word in SPELLED:
        scan.refuse("K333", start, end, instead=SPELLED[word])
    elif word in FOREIGN and not scan.is_id(word):
        scan.refuse("K334", start, end)
    elif word in OPERATOR_WORDS or word in VALUE_WORDS:
        found.append(Token("word", word, start, end))
    elif scan.text.startswith(".", end):
        return _column(scan, start, end, found)
    else:
        _check_name(scan, start, end)
        found.append(Token("name", word, start, end))
    return end


def _column(scan: Scan, start: int, dot: int, found: list[Token]) -> int:
    """table.column, with one dot and no blanks around it."""
    end = scan.end_of_name(dot + 1)
    _check_name(scan, start, dot)
    if end == dot + 1 or scan.text[dot + 1] in DIGITS:
        scan.refuse("K335", start, end)
        return end
    _check_name(scan, dot + 1, end)
    while scan.text.startswith(".", end):
        end = scan.end_of_name(end + 1)
        scan.refuse("K335", start, end)
    found.append(Token("name", scan.text[dot + 1 : end], start, end, scan.text[start:dot]))
    return end


def _check_name(scan: Scan, start: int, end: int) -> None:
    name = scan.text[start:end]
    if len(name) > NAME_LENGTH:
        scan.refuse("K332", start, end, most=NAME_LENGTH, length=len(name))
    elif is_power(name):
        scan.refuse("K308", start, end)
    elif not is_ordinary(name):
        odd = code_point(odd_character(name))
        if (instead := ordinary(name)) is not None:
            scan.refuse("K331", start, end, instead=instead, code_point=odd)
        else:
            scan.refuse("K336", start, end, code_point=odd)


def _sign(scan: Scan, start: int, found: list[Token]) -> int:
    """An operator, a bracket, a comma; anything else is refused."""
    sign = next((one for one in SIGNS if scan.folded.startswith(one, start)), None)
    if sign is None:
        _refuse_character(scan, start)
        return start + 1
    end = start + len(sign)
    if sign in READ:
        found.append(Token("sign", READ[sign], start, end))
    elif sign in TOLD_APART:
        scan.refuse(TOLD_APART[sign], start, end)
        if sign == "#":
            return len(scan.text)  # what follows was meant as a remark
    elif sign == "=" and not found:
        scan.refuse("K311", start, end, mended="")
    elif sign == "=" and _names_an_argument(found):
        found.append(Token("sign", sign, start, end))
    else:
        scan.refuse("K306", start, end, instead=MEANT[sign])
    return end


def _names_an_argument(found: list[Token]) -> bool:
    """round(x, digits=1): a name right after the comma or the opening bracket of a call."""
    if len(found) < 3 or found[-1].kind != "name":
        return False
    return found[-2].text == "," or (found[-2].text == "(" and found[-3].kind == "name")


def _refuse_character(scan: Scan, at: int) -> None:
    """A character that begins nothing."""
    character = scan.text[at]
    if scan.folded[at] == "%":
        scan.refuse("K327", at, at + 1)
    elif character == ".":
        scan.refuse("K335", at, at + 1)
    elif not character.isprintable():
        _refuse_unseen(scan, at)
    elif (instead := unicodedata.normalize("NFKC", character)) in (*READ, "."):
        scan.refuse("K306", at, at + 1, instead=instead)
    else:
        scan.refuse("K307", at, at + 1, code_point=code_point(character))


def _refuse_unseen(scan: Scan, at: int) -> None:
    """A blank that is none, or a character that cannot be seen."""
    character = scan.text[at]
    blank = character == "\t" or unicodedata.category(character) == "Zs"
    details = {"code_point": code_point(character)} | ({"mended": " "} if blank else {})
    scan.refuse("K305" if blank else "K304", at, at + 1, **details)
