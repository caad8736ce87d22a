"""A formula calculated from its text by simpleeval, over exact values.

simpleeval reads with Python's own parser and evaluates as Python does: and/or and if-else leave out what is not
asked for, chains compare every pair. Only its operators are replaced, by exact ones that take nothing but numbers.
An absent operand is an exception, so that no operator can take it for a value or for false; `present` and
`if_absent`, which ask for absence, and `round` have their arguments as formulas of their own.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

from kaohe.verify.operators import FUNCTIONS, OPERATORS, Value, half_up, number
from kaohe.verify.text import Constant, Piece, Unanswered, pieces


class Asked(Protocol):
    """What a formula's text does not hold itself; each at its offset in the text."""

    def name(self, name: str) -> Value:
        """The value of a name or `table.column`."""

    def call(self, offset: int) -> Value:
        """The value of the call that starts here, of one of the policy's own methods or of `of_unit`."""

    def scale(self, offset: int) -> Fraction:
        """How much one is, in base measure, of the measure that the `round` that starts here rounds in."""


class _AbsentError(Exception):
    """An operand has no value."""


@dataclass(frozen=True, slots=True)
class _Call:
    """A call whose value simpleeval does not work out."""

    function: str
    start: int
    arguments: tuple[Formula, ...]


_PLAIN_FUNCTIONS = ("min", "max", "abs", "mod")
_LAZY_FUNCTIONS = ("present", "if_absent", "round")


@dataclass(eq=False)
class Formula:
    """The pieces of a formula, or of an argument in one. `python` is what simpleeval reads."""

    pieces: Sequence[Piece]
    python: str = ""
    operands: list[Constant | Piece | _Call] = field(default_factory=list)
    unread: Unanswered | None = None
    _parsed: Any = None

    @classmethod
    def of(cls, text: str) -> Formula:
        """The whole of a text; one that cannot be read says so when its value is asked for."""
        try:
            return cls(pieces(text))
        except Unanswered as error:
            return cls((), unread=error)

    def part(self, start: int, end: int) -> Formula:
        """What stands between two offsets."""
        inside = [piece for piece in self.pieces if start <= piece.start and piece.end <= end]
        return Formula(inside, unread=self.unread)

    def value(self, asked: Asked) -> Value:
        """The formula's value, None if it is absent; Unanswered if it has none."""
        from simpleeval import InvalidExpression, SimpleEval  # type: ignore[import-untyped]

        def named(node: ast.Name) -> Value:
            value = self._operand(self.operands[int(node.id[1:])], asked)
            if value is None:
                raise _AbsentError
            return value

        if self.unread is not None:
            raise self.unread
        evaluator = SimpleEval(operators=OPERATORS, functions=FUNCTIONS, names=named)
        try:
            if self._parsed is None:
                self._translate()
                self._parsed = evaluator.parse(self.python)
            value: Value = evaluator.eval(self.python, self._parsed)
        except _AbsentError:
            return None
        except (InvalidExpression, SyntaxError) as error:
            raise Unanswered(str(error)) from error
        return value

    def _translate(self) -> None:
        written: list[str] = []
        self.operands = []
        at = 0
        while at < len(self.pieces):
            piece = self.pieces[at]
            at += 1
            if piece.kind == "sign":
                written.append(piece.text)
                continue
            if piece.kind == "name" and self._opens_bracket(at):
                if piece.text in _PLAIN_FUNCTIONS:
                    written.append(piece.text)
                    continue
                arguments, at = self._arguments(at)
                self.operands.append(_Call(piece.text, piece.start, arguments))
            else:
                self.operands.append(piece.constant or piece)
            written.append(f"v{len(self.operands) - 1}")
        self.python = " ".join(written)

    def _opens_bracket(self, at: int) -> bool:
        return at < len(self.pieces) and self.pieces[at].text == "(" and self.pieces[at].kind == "sign"

    def _arguments(self, opening: int) -> tuple[tuple[Formula, ...], int]:
        """The arguments between this bracket and the one that closes it, and where it goes on after that."""
        depth, start, found = 0, opening + 1, []
        for at in range(opening, len(self.pieces)):
            sign = self.pieces[at].text if self.pieces[at].kind == "sign" else ""
            depth += (sign == "(") - (sign == ")")
            if depth == 0 or (depth == 1 and sign == ","):
                found.append(Formula(self.pieces[start:at]))
                start = at + 1
            if depth == 0:
                return tuple(found), at + 1
        raise Unanswered("(")

    def _operand(self, operand: Constant | Piece | _Call, asked: Asked) -> Value:
        if isinstance(operand, Constant):
            return operand.value
        if isinstance(operand, Piece):
            return asked.name(operand.text)
        if operand.function not in _LAZY_FUNCTIONS:
            return asked.call(operand.start)
        value = operand.arguments[0].value(asked)
        if operand.function == "present":
            return value is not None
        if operand.function == "if_absent":
            return operand.arguments[1].value(asked) if value is None else value
        places = operand.arguments[1].value(asked) if len(operand.arguments) > 1 else Fraction(0)
        if value is None:
            return None
        step: Fraction = asked.scale(operand.start) / 10 ** int(number(places))
        return half_up(number(value) / step) * step
