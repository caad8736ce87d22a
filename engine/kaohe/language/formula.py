"""Formulas: one line of text to a piece of the expression tree.

The parser is written by hand (precedence climbing), because its messages are for people who write no programs, and
because no part of a formula may be dropped: an evaluator over symbols reads `a and b` as `b`. Chains are loops and
nesting is limited, so that neither this reader nor any that walks the tree runs out of stack.
"""

from __future__ import annotations

from typing import NoReturn

from kaohe.diagnostics import Findings, nearest
from kaohe.language.entry import COMPARISONS, KEY_PARTS, CompareOp, KeyPart
from kaohe.language.formula_scope import MOST_LEVELS, Argument, Scope, is_too_deep
from kaohe.language.lexer import Token, tokens
from kaohe.language.tree import (
    Absent,
    Add,
    And,
    Compare,
    Div,
    If,
    Key,
    Mul,
    Neg,
    Node,
    Not,
    Number,
    Or,
    Power,
    Sub,
    Text,
    Truth,
)
from kaohe.language.vocabulary import KEY_WORDS, MEASURE_WORDS, Scan
from kaohe.source_places import Place


def read_formula(text: str, place: Place, scope: Scope, findings: Findings) -> Node | None:
    """The tree that a formula means, or None with at least one finding. `place` is that of its first character."""
    scan = Scan(text, place, findings, scope.is_id)
    read = tokens(scan)
    if scan.failed:
        return None
    try:
        return Parser(scan, read, scope).formula()
    except Stop:
        return None


# How tightly an operator holds its operands, from loosest to tightest.
CHOICE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, POWER = range(8)
_LEVELS = {"if": CHOICE, "or": OR, "and": AND, "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}
_COMPARISONS: dict[str, CompareOp] = {op: op for op in COMPARISONS}
_LEVELS |= dict.fromkeys(_COMPARISONS, COMPARISON)
_KEYS: dict[str, KeyPart] = {part: part for part in KEY_PARTS}


_GOES_ON = frozenset("(+-*/^")
"""What stands behind a name that is no whole side of a comparison."""


class Stop(Exception):
    """The formula cannot be read on: what was wrong is noted."""


class Parser:
    """One formula's tokens, and how far they are read. What is unknown is noted and read over, so all is told."""

    def __init__(self, scan: Scan, read: list[Token], scope: Scope) -> None:
        self._scan = scan
        self._tokens = read
        self._scope = scope
        self._functions = scope.functions()
        self._position = 0
        self._depth = 0
        self._faults = 0

    def formula(self) -> Node | None:
        """The whole formula, or None if a fault was noted on the way; Stop where it cannot be read on."""
        root = self._operation(CHOICE)
        if self._next.kind != "end":
            self._stop_at_rest()
        may_be_deep = 2 * len(self._tokens) > MOST_LEVELS  # no token adds more than two levels
        if may_be_deep and is_too_deep(root, self._scan.span(0, len(self._scan.text))):
            self._refuse("K353", 0, self._end, most=MOST_LEVELS)
            return None
        return None if self._faults else root

    # Where the reading stands

    @property
    def _next(self) -> Token:
        return self._tokens[self._position]

    @property
    def _end(self) -> int:
        """Where the last token that was taken ends."""
        return self._tokens[self._position - 1].end if self._position else 0

    def _sees(self, *texts: str) -> bool:
        return self._next.kind in ("sign", "word") and self._next.text in texts

    def _take(self) -> Token:
        self._position += 1
        return self._tokens[self._position - 1]

    def _since(self, start: int) -> Place:
        return self._scan.span(start, self._end)

    # Operators

    def _operation(self, least: int) -> Node:
        """An expression whose operators hold at least as tightly as `least`. All nesting passes through here."""
        self._depth += 1
        if self._depth > MOST_LEVELS + 1:
            self._stop("K353", self._next, most=MOST_LEVELS)
        start = self._next.start
        node = self._leading_word(start) if least <= COMPARISON else None
        node = node or self._operand(least)
        while self._next.kind in ("sign", "word") and (level := _LEVELS.get(self._next.text, -1)) >= least:
            node = self._joined(node, level, start)
        self._depth -= 1
        return node

    def _joined(self, left: Node, level: int, start: int) -> Node:
        if level == CHOICE:
            return self._choice(left, start)
        if level == COMPARISON:
            return self._comparison(left, start)
        if self._sees("or", "and", "+"):
            return self._series(left, level, start)
        kind = {"-": Sub, "*": Mul, "/": Div, "^": Power}[self._take().text]
        right = self._operation(level + 1)
        if level == POWER:
            self._refuse_open_power(start)
        return kind(left, right, place=self._since(start))

    def _choice(self, then: Node, start: int) -> Node:
        """A if C else B, read on to the right: a ladder of them needs no brackets."""
        word = self._take()
        condition = self._operation(OR)
        if not self._sees("else"):
            self._stop("K351", word)
        self._take()
        otherwise = self._operation(CHOICE)
        return If(condition, then, otherwise, place=self._since(start))

    def _series(self, first: Node, level: int, start: int) -> Node:
        """a + b + c is one sum of three, and so for `and` and `or`."""
        joint = self._next.text
        terms = [first]
        while self._sees(joint):
            self._take()
            terms.append(self._operation(level + 1))
        kind = {"+": Add, "and": And, "or": Or}[joint]
        return kind(tuple(terms), place=self._since(start))

    def _leading_word(self, start: int) -> Node | None:
        """A comparison whose first side is a word without quotes, and no name: a member, as the other side is one."""
        if not self._is_free(*_COMPARISONS):
            return None
        word = self._take()
        return self._comparison(Text(word.text, place=self._place_of(word)), start, word)

    def _comparison(self, left: Node, start: int, word: Token | None = None) -> Node:
        """x < y, or a chain: 0 < x <= 5 is both comparisons, and x is one node in them. `word` is a bare first side."""
        whole, pairs = start, list[Node]()
        while self._sees(*_COMPARISONS):
            operator = _COMPARISONS[self._take().text]
            next_start = self._next.start
            right = self._bare_word(left) or self._operation(SUM)
            if word is not None:
                found = self._scope.word_beside(right, word.text, left.place)
                is_member = isinstance(found, Text) and found.list is not None
                left, word = found if found and is_member else self._named(word, left.place), None
            if isinstance(right, Text):
                right = self._scope.text_beside(left, right)
            elif isinstance(left, Text):
                left = self._scope.text_beside(right, left)
            pairs.append(Compare(operator, left, right, place=self._since(start)))
            left, start = right, next_start
        return pairs[0] if len(pairs) == 1 else And(tuple(pairs), place=self._since(whole))

    def _bare_word(self, other: Node) -> Node | None:
        """A word without quotes in a comparison, where it stands alone and means one of the other side's texts."""
        token = self._next
        if token.kind != "name" or self._tokens[self._position + 1].text in _GOES_ON:
            return None
        word = self._scope.word_beside(other, token.text, self._place_of(token))
        if word is not None:
            self._take()
        return word

    def _operand(self, least: int) -> Node:
        """A value, with the `not` or the one minus that may stand before it here."""
        token = self._next
        if self._sees("not"):
            if least > NOT:
                self._stop("K346", token)
            self._take()
            return Not(self._operation(NOT), place=self._since(token.start))
        if self._sees("-") and least != PRODUCT:  # x * -1 can only be read in one way; x - -1 may be a slip
            self._take()
            if not self._sees("-", "+"):
                negative = Neg(self._value(), place=self._since(token.start))
                self._refuse_open_power(token.start)
                return negative
        if self._sees("-", "+"):
            doubled = self._position > 0 and self._tokens[self._position - 1].text in ("+", "-")
            self._stop("K344" if doubled else "K345", self._next)
        return self._value()

    def _refuse_open_power(self, start: int) -> None:
        """K369: -a ^ b and a ^ b ^ c are read in one way by some, and in another by others."""
        if self._sees("^"):
            left = self._scan.text[start : self._end]
            self._stop("K369", self._next, left=left)

    # Values

    def _value(self) -> Node:
        token = self._take()
        place = self._since(token.start)
        if token.kind == "number":
            return Number(token.value, token.measure, place=place)
        if token.kind == "text":
            return Text(token.text, place=place)
        if token.kind == "name":
            return self._call(token) if self._sees("(") else self._named(token, place)
        if token.kind == "word" and token.text in ("yes", "no", "是", "否"):
            return Truth(token.text in ("yes", "是"), place=place)
        if token.kind == "word" and token.text == "none":
            return Absent(place=place)
        if token.text == "(":
            return self._bracket(token)
        return self._stop_without_value(token)

    def _bracket(self, opening: Token) -> Node:
        if self._sees(")"):
            self._refuse("K349", opening.start, self._next.end)
            raise Stop
        inner = self._operation(CHOICE)
        self._close(opening)
        return inner

    def _close(self, opening: Token) -> None:
        if self._next.kind == "end":
            self._stop("K347", opening)
        if not self._sees(")"):
            self._stop_at_rest()
        self._take()

    def _named(self, token: Token, place: Place) -> Node:
        if token.qualifier is None:
            if token.text in KEY_WORDS:
                return Key(_KEYS[token.text], place=place)
            function = self._functions.get(token.text)
            if (function is not None and not function.is_free) or token.text in self._scope.methods():
                return self._unknown("K363", token)
            if token.text in MEASURE_WORDS:
                return self._unknown("K328", token)
        return self._scope.name(token.text, token.qualifier, place) or self._fault(place)

    def _call(self, token: Token) -> Node:
        faults = self._faults
        own = self._scope.methods()
        is_function = token.qualifier is None and (token.text in self._functions or token.text in own)
        is_empty = self._tokens[self._position + 1].text == ")"
        if not is_function and not is_empty and self._scope.has_members(token.text, token.qualifier):
            members = self._members(self._take())
            place = self._since(token.start)
            if self._faults > faults:
                return self._fault(place)
            return self._scope.called(token.text, token.qualifier, members, place) or self._fault(place)
        if not is_function and token.qualifier is None:
            near = nearest(token.text, [*self._functions, *own, *self._scope.names_with_members()])
            if near is not None and self._scope.has_members(near, None):
                self._members(self._take())  # it is a slip of that name, whose words are no names
                return self._unknown("K361", token, known=", ".join([*self._functions, *own]), suggestion=near)
        compares = is_function and token.text not in own and self._functions[token.text].compares
        arguments = self._compared(self._take()) if compares else self._arguments(self._take())
        place = self._since(token.start)
        if token.qualifier is not None:
            return self._unknown("K366", token)
        if token.text not in self._functions and token.text not in own:
            known = [*self._functions, *own]
            return self._unknown("K361", token, known=", ".join(known), suggestion=nearest(token.text, known))
        function = None if token.text in own else self._functions.get(token.text)
        if not (function.takes(len(arguments)) if function else own[token.text] == len(arguments)):
            due = function.due if function else str(own[token.text])
            return self._unknown("K362", token, due=due, given=len(arguments))
        if self._faults > faults:
            return self._fault(place)
        if function:
            return function.called(arguments, place, self._scan.findings) or self._fault(place)
        return self._scope.method(token.text, arguments, place) or self._fault(place)

    def _arguments(self, opening: Token) -> list[Node]:
        arguments = list[Node]()
        if not self._sees(")"):
            arguments.append(self._argument())
            while self._sees(","):
                self._take()
                arguments.append(self._argument())
        self._close(opening)
        return arguments

    def _compared(self, opening: Token) -> list[Node]:
        """Arguments one of which is given: a word or a text that stands alone may be a member, as another one is."""
        read = list[Node | Token]()
        while not (self._sees(")") and not read) and (not read or self._sees(",")):
            if read:
                self._take()
            read.append(self._take() if self._is_free(",", ")") else self._argument())
        self._close(opening)
        return [self._as_member(each, [other for other in read if not isinstance(other, Token)]) for each in read]

    def _as_member(self, read: Node | Token, others: list[Node]) -> Node:
        for other in others:
            if isinstance(read, Token) and (word := self._scope.word_beside(other, read.text, self._place_of(read))):
                return word
            if isinstance(read, Text) and (text := self._scope.text_beside(other, read)) is not read:
                return text
        return self._named(read, self._place_of(read)) if isinstance(read, Token) else read

    def _is_free(self, *followed_by: str) -> bool:
        """Whether the next token is a word that means nothing by itself, and one of these signs follows it."""
        token = self._next
        if token.kind != "name" or token.qualifier or self._tokens[self._position + 1].text not in followed_by:
            return False
        is_own = token.text in KEY_WORDS or token.text in self._functions
        return not is_own and not self._scope.is_name(token.text, self._place_of(token))

    def _place_of(self, token: Token) -> Place:
        return self._scan.span(token.start, token.end)

    def _argument(self) -> Node:
        """An argument of a function, which bears no name."""
        if self._names_argument():
            self._stop("K312", self._tokens[self._position + 1], name=self._next.text)
        return self._operation(CHOICE)

    def _names_argument(self) -> bool:
        return self._next.kind == "name" and self._tokens[self._position + 1].text == "="

    def _members(self, opening: Token) -> list[Argument]:
        """The arguments of a call of a value at members; a word that stands alone is not looked for as a name."""
        arguments = list[Argument]()
        while not arguments or self._sees(","):
            if arguments:
                self._take()
            name = self._take().text if self._names_argument() else None
            if name is not None:
                self._take()
            token = self._next
            if token.kind == "name" and not token.qualifier and self._tokens[self._position + 1].text in (",", ")"):
                self._take()
                arguments.append(Argument(name, token.text, None, self._since(token.start)))
            else:
                node = self._operation(CHOICE)
                arguments.append(Argument(name, None, node, self._since(token.start)))
        self._close(opening)
        return arguments

    # What is wrong

    def _refuse(self, code: str, start: int, end: int, **arguments: object) -> None:
        text = self._scan.text[start:end]
        self._scan.findings.add(code, self._scan.span(start, end), text=text, **arguments)

    def _fault(self, place: Place) -> Node:
        """What stands for a part that was refused, until all is read; such a tree is never given out."""
        self._faults += 1
        return Absent(place=place)

    def _unknown(self, code: str, token: Token, **arguments: object) -> Node:
        self._refuse(code, token.start, token.end, **arguments)
        return self._fault(self._place_of(token))

    def _stop(self, code: str, token: Token, **arguments: object) -> NoReturn:
        self._refuse(code, token.start, token.end, **arguments)
        raise Stop

    def _stop_without_value(self, token: Token) -> NoReturn:
        """Where a value is due stands something else."""
        if token.kind == "end":
            last = self._tokens[self._position - 2]
            self._stop("K341", last)
        self._stop({"if": "K354", "not": "K346"}.get(token.text, "K342"), token)

    def _stop_at_rest(self) -> NoReturn:
        """A value is read, and what follows neither joins it to another nor ends it."""
        token = self._next
        if self._sees(")", ",", "else"):
            self._stop({")": "K348", ",": "K350", "else": "K352"}[token.text], token)
        left = self._scan.text[self._tokens[self._position - 1].start : self._end]
        self._stop("K343", token, left=left)
