"""A formula calculated from its text by simpleeval, over exact values; and which text stands behind a node.

simpleeval reads with Python's own parser and evaluates a formula once, over ways of finding values: what it makes of
them finds the formula's value at any key. Its operators are replaced by exact ones that take nothing but numbers, and
what chooses (and/or, if-else, chains of comparisons) by what chooses at each key, as Python does: what is not asked
for is left out. An absent operand is an exception, so that no operator can take it for a value or for false; `present`
and `if_absent`, which ask for absence, and `round` have their arguments as formulas of their own.

Words take formulas apart (a cap's condition, a method's argument), and ask for a part alone. A part is then
calculated from the stretch of text that it stands for, so that no formula is ever taken from the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, Protocol

from kaohe.language.entry import FOLD_OPERATORS, FoldOp, total
from kaohe.language.folds_and_choices import ALL
from kaohe.language.tree import At, LookUp, Node, Number, OtherPeriod, Round, Step, Text, children
from kaohe.lazy import dataclass, field
from kaohe.results import Value
from kaohe.verify.fold_operators import Nothing, figure
from kaohe.verify.keys import Key, Way
from kaohe.verify.operators import (
    CHOOSING,
    FUNCTIONS_OF_WAYS,
    OPERATORS_OF_WAYS,
    PLAIN_FUNCTIONS,
    REAL_FUNCTIONS,
    absent_as_none,
    there,
)
from kaohe.verify.text import Constant, Piece, pieces
from kaohe.verify.values import ONE, Unanswered, divided, half_up, number
from kaohe.words.formula_and_parts import FUNCTIONS, FormulaRoles, MemberRoles, MethodRoles


class Asked(Protocol):
    """What a formula's text does not hold itself; calls and roundings by their offset in the text (`Answers`)."""

    def name(self, name: str, offset: int) -> Way: ...
    def member(self, offset: int) -> Way | None: ...
    def is_call(self, offset: int) -> bool: ...
    def call(self, offset: int) -> Way: ...
    def scale(self, offset: int) -> Fraction: ...


@dataclass(frozen=True, slots=True)
class _Call:
    """A call whose value simpleeval does not work out."""

    function: str
    start: int
    arguments: tuple[Formula, ...]


def _invalid() -> type[Exception]:
    """What simpleeval raises; it is imported when something is verified, and not before."""
    from simpleeval import InvalidExpression  # type: ignore[import-untyped]

    return InvalidExpression  # type: ignore[no-any-return]


@dataclass(eq=False)
class Formula:
    """The pieces of a formula, or of an argument in one. `python` is what simpleeval reads."""

    pieces: Sequence[Piece]
    python: str = ""
    operands: list[Constant | Piece | _Call] = field(default_factory=list)
    unread: Unanswered | None = None

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

    def way(self, asked: Asked) -> Way:
        """How its value is found, None if it is absent; a formula that cannot be read has none, at any key."""
        try:
            if self.unread is not None:
                raise self.unread
            self._translate()
            if self.python == "v0":
                return self._operand(self.operands[0], asked)  # one name is nothing to calculate
            return absent_as_none(self._calculation(asked))
        except Unanswered as error:
            return _without_value(error)

    def _calculation(self, asked: Asked) -> Way:
        """What simpleeval makes of the formula, each operand of which is a way; raises AbsentError where absent."""
        from simpleeval import SimpleEval

        ways = {f"v{number}": there(self._operand(operand, asked)) for number, operand in enumerate(self.operands)}
        evaluator: SimpleEval = SimpleEval(operators=OPERATORS_OF_WAYS, functions=FUNCTIONS_OF_WAYS, names=ways)
        evaluator.nodes |= {kind: partial(chosen, evaluator) for kind, chosen in CHOOSING.items()}
        try:
            way: Way = evaluator.eval(self.python)
        except (_invalid(), SyntaxError) as error:
            raise Unanswered(str(error)) from error
        return way

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
                if piece.text in FUNCTIONS_OF_WAYS:
                    written.append(piece.text)
                    continue
                arguments, at = self._arguments(at)
                self.operands.append(_Call(piece.text, piece.start, arguments))
            else:
                is_text = piece.constant is not None and isinstance(piece.constant.value, str)
                self.operands.append(piece if is_text else piece.constant or piece)
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

    def _operand(self, operand: Constant | Piece | _Call, asked: Asked) -> Way:
        try:
            if isinstance(operand, Constant):
                return _always(operand.value)
            if isinstance(operand, Piece) and operand.constant is not None:
                return asked.member(operand.start) or _always(operand.constant.value)
            if isinstance(operand, Piece):
                return asked.name(operand.text, operand.start)
            known: _Taken | None = _FUNCTIONS.get(operand.function) or _FOLDS.get(operand.function)  # type: ignore[call-overload]
            if known is None:
                return asked.call(operand.start)  # a method of the policy's own
            return known(operand, asked)
        except Unanswered as error:
            return _without_value(error)  # which matters only where it is asked for


def _always(value: Value) -> Way:
    return lambda key: value


def _without_value(error: Unanswered) -> Way:
    def way(key: Key) -> Value:
        raise error

    return way


def _present(call: _Call, asked: Asked) -> Way:
    of = call.arguments[0].way(asked)
    return lambda key: of(key) is not None


def _if_absent(call: _Call, asked: Asked) -> Way:
    of, fallback = (argument.way(asked) for argument in call.arguments)

    def found(key: Key) -> Value:
        value = of(key)
        return fallback(key) if value is None else value

    return found


def _round(call: _Call, asked: Asked) -> Way:
    of, *further = (argument.way(asked) for argument in call.arguments)
    nought = Fraction(0)
    places, scale = further[0] if further else _always(nought), asked.scale(call.start)
    known: tuple[Value, Fraction] = (nought, scale)  # the places are mostly the same at each key

    def found(key: Key) -> Value:
        nonlocal known
        value, digits = of(key), places(key)
        if value is None:
            return None
        if digits is not known[0]:
            known = digits, scale / 10 ** int(number(digits))
        return half_up(divided(number(value), known[1])) * known[1]

    return found


def _taken(call: _Call, asked: Asked) -> Way:
    return asked.call(call.start)


def _fold(op: FoldOp) -> Callable[[_Call, Asked], Way]:
    """An operator of folds over the arguments; a method of the policy's own that bears its name is that method."""

    def folded(call: _Call, asked: Asked) -> Way:
        if asked.is_call(call.start):
            return asked.call(call.start)
        arguments = [argument.way(asked) for argument in call.arguments]

        def found(key: Key) -> Value:
            made = figure(op, [(argument(key), ONE) for argument in arguments], ALL, None)
            return None if isinstance(made, Nothing) else made

        return found

    return folded


_Taken = Callable[[_Call, Asked], Way]
_FOLDS: dict[FoldOp, _Taken] = {op: _fold(op) for op in FOLD_OPERATORS}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "present": _present,
    "if_absent": _if_absent,
    "round": _round,
    **dict.fromkeys(("previous", "last_year", "years_ago"), _taken),
}
"""Those that have their arguments as formulas of their own; simpleeval works out the others."""
total("verify.formula of functions", FUNCTIONS, PLAIN_FUNCTIONS, REAL_FUNCTIONS, _FUNCTIONS)


@dataclass(eq=False)
class Written:
    """One formula: its text, and what its names, its calls and its roundings are in the tree.

    `words` are its texts, with quotes or without, by their offset: one word may be a member of two lists.
    """

    formula: Formula
    names: dict[str, Node]
    calls: dict[int, Node] = field(default_factory=dict)
    words: dict[int, Node] = field(default_factory=dict)
    roundings: dict[int, Round] = field(default_factory=dict)


class Texts:
    """The formulas behind the nodes that it has learnt of; `shared` are the nodes that several others rest on."""

    def __init__(self) -> None:
        self.shared: set[Node] = set()
        self._stretches: dict[Node, tuple[Written, Formula]] = {}
        self._seen: set[Node] = set()

    def learn(self, root: Node) -> None:
        """Takes note of all formulas under a node; some stand in a role alone, such as the bound of a cap."""
        stack, in_roles = [root], list[Node]()
        while stack:
            node = stack.pop()
            if node in self._seen:
                self.shared.add(node)
            else:
                self._seen.add(node)
                stack.extend(children(node))
                if isinstance(node, Step):
                    in_roles.extend(node.roles.nodes)
                    if isinstance(node.roles, FormulaRoles):
                        self._read(node, node.roles)
            while in_roles and not stack:
                if (alone := in_roles.pop()) not in self._seen:
                    stack.append(alone)

    def of(self, node: Node) -> tuple[Written, Formula] | None:
        """The formula that a node is part of, and the stretch of its text that means the node."""
        return self._stretches.get(node)

    def _read(self, step: Step, roles: FormulaRoles) -> None:
        written = Written(Formula.of(roles.text.value), dict(roles.names))
        self._stretches[step] = (written, written.formula)
        for node in _own_nodes(roles.means, set(roles.names.values())):
            offset = node.place.column - step.place.column
            if isinstance(node, Text):
                written.words[offset] = node
                continue
            stretch = written.formula.part(offset, offset + node.place.width)
            self._stretches.setdefault(node, (written, stretch))
            if isinstance(node, Round):
                written.roundings[offset] = node
            elif isinstance(node, Step | At | LookUp | OtherPeriod):
                written.calls[offset] = node


def _own_nodes(root: Node, named: set[Node]) -> Iterator[Node]:
    """The nodes that stand for signs of the formula itself: not what a name means, nor what a method is made of."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node in named and not (isinstance(node, Text) and node.list is not None):
            continue
        yield node
        if isinstance(node, Step):
            stack.extend(_arguments(node))
        elif isinstance(node, LookUp):  # a part of the key that is known has the place of the whole; a word is itself
            stack.extend(key for key in node.keys if key.place != node.place and not isinstance(key, Text))
        else:
            stack.extend(children(node))


def _arguments(step: Step) -> Iterator[Node]:
    """The formulas in the brackets of a call; a member that is said by a bare word is none."""
    if isinstance(step.roles, MethodRoles):
        yield from step.roles.arguments.values()
    elif isinstance(step.roles, MemberRoles):
        yield from (each for each in step.roles.arguments.values() if not isinstance(each, Text | Number))


class Asking(Protocol):
    """The second calculation, as a formula asks it."""

    def way(self, node: Node) -> Way: ...
    def meaning(self, node: Node) -> Way: ...
    def step_of(self, node: Round) -> Fraction: ...
    def key_part(self, part: str, key: Key) -> Value: ...


class Answers:
    """What a formula's text does not hold itself, answered from the tree."""

    __slots__ = ("run", "written")

    def __init__(self, run: Asking, written: Written) -> None:
        self.run, self.written = run, written

    def name(self, name: str, offset: int) -> Way:
        """The value of a column, a named value, a method's parameter, a member, or a part of the key."""
        node = self.written.words.get(offset) or self.written.names.get(name)
        return partial(self.run.key_part, name) if node is None else self.run.way(node)

    def member(self, offset: int) -> Way | None:
        """The member of a list that the text in quotes here names; None where it is a plain text."""
        node = self.written.words.get(offset)
        return self.run.way(node) if isinstance(node, Text) and node.list is not None else None

    def is_call(self, offset: int) -> bool:
        """Whether a call whose value is taken from the tree starts here."""
        return offset in self.written.calls

    def call(self, offset: int) -> Way:
        """The value of the call that starts here, of an own method, another unit or another period, from the tree."""
        if offset not in self.written.calls:
            raise Unanswered("(")
        return self.run.meaning(self.written.calls[offset])

    def scale(self, offset: int) -> Fraction:
        """One of the measure, in base measure, that the `round` that starts here rounds in."""
        if offset not in self.written.roundings:
            raise Unanswered("round(")
        return self.run.step_of(self.written.roundings[offset])
