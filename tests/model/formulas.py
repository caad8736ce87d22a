"""Formulas read by descent: a text becomes nested tuples, the first of each its sort."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any

Node = tuple[Any, ...]
"""("number", text of digits, measure), ("text", word), ("name", word), ("call", name, ((axis, Node), …)),
("if", condition, then, otherwise), ("and", …), ("or", …), ("not", a), ("compare", a, (sign, b), …), ("-", a),
(sign, a, b) of + - * / ^, ("group", a) of brackets."""

_FULL_WIDTH = str.maketrans("（）＋－＝，＜＞％×÷", "()+-=,<>%*/")
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)?)
    |(?P<sign><=|>=|==|!=|[-+*/^<>(),=%‰]))""",
    re.VERBOSE,
)
_WORDS = ("if", "else", "and", "or", "not")
_COMPARED = ("<", "<=", ">", ">=", "==", "!=")


class NoFormula(ValueError):
    """The text is no formula: a label, a title."""


def parse(text: str, is_measure: Any) -> Node:
    """`is_measure` tells the words that may stand behind a stroke. Raises NoFormula."""
    return _parse(text, is_measure)


@lru_cache(100_000)
def _parse(text: str, is_measure: Any) -> Node:
    reader = _Reader(_tokens(text), is_measure)
    found = reader.choice()
    if reader.at < len(reader.tokens):
        raise NoFormula(text)
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    parts = re.split(r"""("[^"]*"|'[^']*')""", text)
    plain = [each if n % 2 else each.translate(_FULL_WIDTH) for n, each in enumerate(parts)]
    text = "".join(plain).replace("≤", "<=").replace("≥", ">=").replace("≠", "!=")
    found, at = [], 0
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        if not token:
            raise NoFormula(text)
        found.append((str(token.lastgroup), str(token[token.lastgroup or 0])))
        at = token.end()
    return found


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], is_measure: Any) -> None:
        self.tokens, self.at, self.is_measure = tokens, 0, is_measure

    def next(self, *words: str) -> str:
        """The next token if it is one of these (any if none are named), else ""."""
        if self.at >= len(self.tokens):
            return ""
        sort, word = self.tokens[self.at]
        if sort == "text" or (words and word not in words):
            return ""
        self.at += 1
        return word

    def must(self, word: str) -> None:
        if not self.next(word):
            raise NoFormula(f"{word} is missing")

    def choice(self) -> Node:
        then = self.either()
        if not self.next("if"):
            return then
        condition = self.either()
        self.must("else")
        return ("if", condition, then, self.choice())

    def either(self) -> Node:
        terms = [self.both()]
        while self.next("or"):
            terms.append(self.both())
        return ("or", *terms) if len(terms) > 1 else terms[0]

    def both(self) -> Node:
        terms = [self.negated()]
        while self.next("and"):
            terms.append(self.negated())
        return ("and", *terms) if len(terms) > 1 else terms[0]

    def negated(self) -> Node:
        return ("not", self.negated()) if self.next("not") else self.comparison()

    def comparison(self) -> Node:
        left, rest = self.sum(), []
        while sign := self.next(*_COMPARED):
            rest.append((sign, self.sum()))
        return ("compare", left, *rest) if rest else left

    def sum(self) -> Node:
        left = self.product()
        while sign := self.next("+", "-"):
            left = (sign, left, self.product())
        return left

    def product(self) -> Node:
        left = self.signed()
        while sign := self.next("*", "/"):
            left = (sign, left, self.signed())
        return left

    def signed(self) -> Node:
        if self.next("-"):
            return ("-", self.signed())
        return self.signed() if self.next("+") else self.power()

    def power(self) -> Node:
        base = self.atom()
        return ("^", base, self.signed()) if self.next("^") else base

    def atom(self) -> Node:
        if self.at >= len(self.tokens):
            raise NoFormula("something is missing")
        sort, word = self.tokens[self.at]
        self.at += 1
        if sort == "text":
            return ("text", word[1:-1])
        if sort == "number":
            return ("number", Fraction(word), self.measure())
        if word == "(":
            found = self.choice()
            self.must(")")
            return ("group", found)
        if sort != "word" or word in _WORDS:
            raise NoFormula(word)
        if not self.next("("):
            return ("name", word)
        arguments: list[tuple[str | None, Node]] = []
        while not self.next(")"):
            if arguments:
                self.must(",")
            arguments.append((self.axis(), self.choice()))
        return ("call", word, tuple(arguments))

    def axis(self) -> str | None:
        """The part that an argument names, `x(month = m)`."""
        if [token[0] for token in self.tokens[self.at : self.at + 1]] == ["word"] and self.tokens[
            self.at + 1 : self.at + 2
        ] == [("sign", "=")]:
            self.at += 2
            return self.tokens[self.at - 2][1]
        return None

    def measure(self) -> str:
        """What stands behind a number."""
        if sign := self.next("%", "‰"):
            return sign
        if self.at >= len(self.tokens) or self.tokens[self.at][0] != "word" or self.tokens[self.at][1] in _WORDS:
            return ""
        word = self.next()
        below = self.tokens[self.at : self.at + 2]
        if len(below) == 2 and below[0][1] == "/" and below[1][0] == "word" and self.is_measure(below[1][1]):
            self.at += 2
            return f"{word}/{below[1][1]}"
        return word
