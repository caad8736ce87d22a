"""Which text stands behind a node of the tree: every formula's nodes, each with its own stretch of the text.

Methods take formulas apart (a cap's condition, a method's argument), and ask for a part alone. A part is then
calculated from the stretch of text that it stands for, so that no formula is ever taken from the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from kaohe.language.tree import FORMULA_TEXT, At, Node, Round, Step, Text, children
from kaohe.verify.formula import Formula
from kaohe.verify.operators import Value
from kaohe.verify.text import Unanswered


@dataclass(eq=False)
class Written:
    """One formula: its text, and what its names, its calls and its roundings are in the tree."""

    formula: Formula
    names: dict[str, Node]
    calls: dict[int, Node] = field(default_factory=dict)
    roundings: dict[int, Round] = field(default_factory=dict)


class Texts:
    """The formulas behind the nodes that it has learnt of."""

    def __init__(self) -> None:
        self._stretches: dict[Node, tuple[Written, Formula]] = {}
        self._seen: set[Node] = set()

    def learn(self, root: Node) -> None:
        """Takes note of all formulas under a node; a cap or floor keeps its own only among its arguments."""
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node in self._seen:
                continue
            self._seen.add(node)
            waiting.extend(children(node))
            if isinstance(node, Step):
                waiting.extend(argument for _, argument in node.arguments)
                if node.keyword == "formula":
                    self._read(node)

    def of(self, node: Node) -> tuple[Written, Formula] | None:
        """The formula that a node is part of, and the stretch of its text that means the node."""
        return self._stretches.get(node)

    def _read(self, step: Step) -> None:
        names = dict(step.arguments)
        text = names.pop(FORMULA_TEXT)
        assert isinstance(text, Text)
        written = Written(Formula.of(text.value), names)
        self._stretches[step] = (written, written.formula)
        for node in _own_nodes(step.body, set(names.values())):
            offset = node.place.column - step.place.column
            stretch = written.formula.part(offset, offset + node.place.width)
            self._stretches.setdefault(node, (written, stretch))
            if isinstance(node, Round):
                written.roundings[offset] = node
            elif isinstance(node, Step | At):
                written.calls[offset] = node


def _own_nodes(root: Node, named: set[Node]) -> Iterator[Node]:
    """The nodes that stand for signs of the formula itself: not what a name means, nor what a method is made of."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node in named:
            continue
        yield node
        if isinstance(node, Step):
            waiting.extend(argument for _, argument in node.arguments)
        else:
            waiting.extend(children(node))


@dataclass(frozen=True, slots=True)
class Asking:
    """What a formula asks for, answered from the tree at one key."""

    written: Written
    value_of: Callable[[Node], Value]
    value_of_call: Callable[[Node], Value]
    scale_of: Callable[[Node], Fraction]
    key_part: Callable[[str], Value]

    def name(self, name: str) -> Value:
        """A column, a value, a method's parameter, or a part of the key."""
        if name in self.written.names:
            return self.value_of(self.written.names[name])
        return self.key_part(name)

    def call(self, offset: int) -> Value:
        """A call of a policy's own method or of `of_unit`: the method itself, not its text over again."""
        if offset not in self.written.calls:
            raise Unanswered("(")
        return self.value_of_call(self.written.calls[offset])

    def scale(self, offset: int) -> Fraction:
        """The measure that was inferred for the rounding at this place."""
        if offset not in self.written.roundings:
            raise Unanswered("round(")
        return self.scale_of(self.written.roundings[offset])
