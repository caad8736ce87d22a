"""The signs of a formula: which are read, and what is meant by those that are not.

A sign from another language or from a word processor is never guessed at: it is refused with the sign to write.
"""

from __future__ import annotations

# Full-width punctuation and the school signs × ÷, one character for one, so that places stay true. A full-width
# letter, digit or underline is not folded: two spellings of one name would look alike and be strangers.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if not chr(code).isalnum() and code != 0xFF3F}
HALF_WIDTH |= {ord("×"): ord("*"), ord("÷"): ord("/")}

# The signs that are read, by the one that stands in the token.
READ = {sign: sign for sign in ("<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "(", ")", ",")}
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
    "^": "K308",
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
