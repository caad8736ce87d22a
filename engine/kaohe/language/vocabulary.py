"""The words and signs of a formula: its own, and what is meant by those of other languages.

`OWN_WORDS` are those that a formula reads in a way of its own, wherever they stand. A word or sign from another
language or from a word processor is never guessed at: it is refused with what to write instead.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable
from typing import NamedTuple

from kaohe.diagnostics import Findings, Fix
from kaohe.language.entry import COMPARISONS, KEY_PARTS, CompareOp, total
from kaohe.language.measures import reserved_words
from kaohe.language.text import belongs_to_name
from kaohe.source_places import Place

OPERATOR_WORDS = frozenset({"and", "or", "not", "if", "else"})
VALUE_WORDS = frozenset({"yes", "no", "none", "是", "否"})
UNIT = "unit"
"""One's own unit; as a set, the units of its type."""
ADDED_KEY_WORDS = frozenset({"half_year", "month", "day"})
"""Parts of the key that came later: an id of a file hides them."""
KEY_WORDS = frozenset(KEY_PARTS) - ADDED_KEY_WORDS
FULL_POINTS = "full_points"
"""What the entry prints, as a name in its formulas."""
MEASURE_WORDS = frozenset(reserved_words()) - {"%"}

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
"""Words of programs, which are refused in formulas; but for `in`, an id of a file hides them: `class`."""

OWN_WORDS = OPERATOR_WORDS | VALUE_WORDS | KEY_WORDS | {FULL_POINTS} | MEASURE_WORDS | SPELLED.keys() | {"in"}

# Full-width punctuation and the school signs × ÷, one character for one, so that places stay true. A full-width
# letter, digit or underline is not folded: two spellings of one name would look alike and be strangers.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if not chr(code).isalnum() and code != 0xFF3F}
HALF_WIDTH |= {ord("×"): ord("*"), ord("÷"): ord("/")}

# The signs that are read, by the one that stands in the token.
READ = {sign: sign for sign in ("<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ",")}
READ |= {"≥": ">=", "≤": "<=", "≠": "!="}

# What a sign stands for elsewhere, by the way it is written here.
MEANT = {
    "===": "==",
    "=>": ">=",
    "=<": "<=",
    "<>": "!=",
    "&&": "and",
    "||": "or",
    "=": "==",
    "&": "and",
    "|": "or",
    "!": "not",
    "~": "not",
    "?": "A if C else B",
    **dict.fromkeys("≧⩾", ">="),
    **dict.fromkeys("≦⩽", "<="),
    **dict.fromkeys("‐‑‒–—―−﹣", "-"),
    **dict.fromkeys("·•∙⋅✕✖∗", "*"),
    **dict.fromkeys("∕⁄", "/"),
    **dict.fromkeys("“”„«»「」『』", '"'),
    **dict.fromkeys("‘’‚`´", "'"),
    **dict.fromkeys("【〔〖", "("),
    **dict.fromkeys("】〕〗", ")"),
    "、": ",",
    "。": ".",
    "∧": "and",
    "∨": "or",
    "¬": "not",
}

# Signs whose mend takes a sentence of its own, by code.
TOLD_APART = {
    "**": "K308",
    "//": "K309",
    ":=": "K310",
    "+=": "K310",
    "-=": "K310",
    "*=": "K310",
    "/=": "K310",
    "[": "K313",
    "]": "K313",
    "{": "K313",
    "}": "K313",
    ";": "K314",
    "#": "K315",
}

# Every sign that is known, the longest first: <= is not < followed by =.
SIGNS = sorted({*READ, *MEANT, *TOLD_APART}, key=lambda sign: (-len(sign), sign))


_COMMAS, _OPENING, _CLOSING = ",，", "(（", ")）"


def conditional_call(text: str, start: int, end: int) -> tuple[int, str] | None:
    """Where a call that begins at `start`, its word ending at `end`, has ended, and what is written instead.

    None where it is no call of three arguments.
    """
    at = end
    while text.startswith(" ", at):
        at += 1
    if text[at : at + 1] not in ("(", "（"):
        return None
    arguments, depth, quote, begun = list[str](), 0, "", at + 1
    for behind in range(at, len(text)):
        sign = text[behind]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        if not quote and ((depth == 1 and sign in _COMMAS) or depth == 0):
            arguments.append(text[begun:behind].strip())
            begun = behind + 1
        if depth == 0:
            whole = (start, behind + 1) == (0, len(text.rstrip()))
            return _written(arguments, behind + 1, whole)
    return None


def _written(arguments: list[str], behind: int, whole: bool) -> tuple[int, str] | None:
    if len(arguments) != 3 or not all(arguments):
        return None
    condition, then, otherwise = arguments
    written = f"{then} if {condition} else {otherwise}"
    return behind, written if whole else f"({written})"


class Comparing(NamedTuple):
    """A comparison: the same one with its sides turned, and what it says of equal sides, where it asks for no order."""

    turned: CompareOp
    equal: bool | None = None


COMPARING: dict[CompareOp, Comparing] = total(
    "language.vocabulary of comparisons",
    COMPARISONS,
    {
        "<": Comparing(">"),
        "<=": Comparing(">="),
        ">": Comparing("<"),
        ">=": Comparing("<="),
        "==": Comparing("==", True),
        "!=": Comparing("!=", False),
    },
)


class Scan:
    """The text of one formula, which stands in one line from `place` on.

    `folded` is the same text with full-width signs as half-width ones, character for character: signs are looked
    up there, while names and texts are taken from `text`. `is_id` says whether the file has an id of that word.
    """

    def __init__(
        self, text: str, place: Place, findings: Findings, is_id: Callable[[str], bool] = lambda word: False
    ) -> None:
        self.is_id = is_id
        self.text = text
        self.folded = text.translate(HALF_WIDTH)
        self.findings = findings
        self.failed = False
        self._place = place
        self._told: set[str] = set()

    def span(self, start: int, end: int) -> Place:
        return self._place.moved(start, max(end - start, 1))

    def refuse(self, code: str, start: int, end: int, **arguments: object) -> None:
        """Notes what is wrong between two offsets. Each kind of fault is told once a formula: one is the lesson.

        What is to be written `instead`, or `mended` where the message does not name it, is a fix, where the place of
        a piece of the formula can be told.
        """
        self.failed = True
        if code not in self._told:
            self._told.add(code)
            place, text = self.span(start, end), self.text[start:end]
            mended = arguments.pop("mended", arguments.get("instead"))
            if mended is not None and place.text == text:
                arguments["fix"] = Fix(place, str(mended))
            self.findings.add(code, place, text=text, **arguments)

    def after_blanks(self, position: int) -> int:
        while self.text.startswith(" ", position):
            position += 1
        return position

    def end_of_name(self, position: int) -> int:
        """Where the name that starts here ends; `position` itself if none does."""
        while position < len(self.text) and belongs_to_name(self.text[position]):
            position += 1
        return position
