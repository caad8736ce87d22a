"""What a value is the sum of: its indicators, each with what it adds, so that they add up to the value exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from engine.analysis.explain import choices, limits, years
from engine.analysis.explain.draft import Draft
from engine.analysis.explain.explainer import Explainer
from engine.analysis.explain.names import definition_of, plain_node
from engine.analysis.explain.phrases import title
from engine.analysis.explain.point import Point
from engine.language import tree
from engine.language.periods import Period
from engine.policy.model import Definition


@dataclass
class Addend:
    """One indicator: what it adds in each period that is counted."""

    name: str
    id: str
    clause: str
    points: Fraction | None
    adds: dict[Period | None, Fraction] = field(default_factory=dict)

    @property
    def total(self) -> Fraction:
        """What it adds in all."""
        return sum(self.adds.values(), Fraction(0))


class Split:
    """One value of one unit, split. `addends` are keyed by what they are; `missing` names what is absent."""

    def __init__(self, explainer: Explainer, definition: Definition, point: Point) -> None:
        self.addends: dict[object, Addend] = {}
        self.missing: list[str] = []
        self._tell = explainer
        policy = explainer.run.policy
        self._wholes = {each.parent for each in policy.definitions.values() if each.unit_type == definition.unit_type}
        self._scale = policy.value_types[definition.unit_type, definition.id].measure.scale
        self._go(definition.rule, point, Fraction(1), definition)
        total = point.named((definition.unit_type, definition.id)).value
        if not self.missing and total is not None:
            assert sum((addend.total for addend in self.addends.values()), Fraction(0)) == total

    def _go(self, node: tree.Node, point: Point, factor: Fraction, inside: Definition) -> None:
        """Goes down as long as there are sums; what is none is one addend of the value that it is the rule of."""
        match node:
            case tree.Step() if node.keyword in ("cap", "floor"):
                inner, _ = limits.unlimited(self._tell, node, point, Draft())
                self._limited(node, inner, point, factor, inside)
            case tree.Step() if node.keyword == "round" and isinstance(node.body, tree.Round):
                self._limited(node, node.body.operand, point, factor, inside)
            case tree.Step() if node.keyword in ("formula", "by", "quarters"):
                self._go(node.body, point, factor, inside)
            case tree.Reading():
                self._go(self._tell.chosen(node, Draft()), point, factor, inside)
            case tree.Cases():
                self._case(node, point, factor, inside)
            case tree.Add():
                for term in node.terms:
                    self._go(term, point, factor, inside)
            case tree.Sub():
                self._go(node.left, point, factor, inside)
                self._go(node.right, point, -factor, inside)
            case tree.Neg():
                self._go(node.operand, point, -factor, inside)
            case tree.Mul() if isinstance(node.right, tree.Number):
                self._go(node.left, point, factor * node.right.value, inside)
            case tree.Mul() if isinstance(node.left, tree.Number):
                self._go(node.right, point, factor * node.left.value, inside)
            case tree.FoldPeriods():
                self._year(node, point, factor, inside)
            case tree.Ref():
                self._named(node, point, factor, inside)
            case _:
                self._add(node, point, factor, inside)

    def _case(self, node: tree.Cases, point: Point, factor: Fraction, inside: Definition) -> None:
        case = choices.branch(self._tell, node, point, Draft())
        if case is None:
            self.missing.append(inside.name)
        else:
            self._go(case, point, factor, inside)

    def _limited(self, step: tree.Step, inner: tree.Node, point: Point, factor: Fraction, inside: Definition) -> None:
        """The sum before a limit, and what the limit took away or added as an addend of its own."""
        before, after = point.number(inner), point.number(step)
        self._go(inner, point, factor, inside)
        if before is not None and after is not None and before != after:
            name = f"{inside.name}的{'取整' if step.keyword == 'round' else '上下限'}"
            self._note(("limit", inside.id), name, inside, point, factor * (after - before))

    def _year(self, node: tree.FoldPeriods, point: Point, factor: Fraction, inside: Definition) -> None:
        own = point.at(self._tell.run.policy.types[node].grain)
        assert own is not None
        for weight, at in zip(node.weights, years.quarters_of(self._tell, node, own), strict=True):
            share = own.number(weight)
            if at is None or share is None:
                self.missing.append(inside.name)
            else:
                self._go(node.of, at, factor * share, inside)

    def _named(self, node: tree.Ref, point: Point, factor: Fraction, inside: Definition) -> None:
        """A named value: split further where it is a sum of parts itself, or no indicator that somebody published."""
        definition = self._tell.run.policy.definitions[node.unit_type, node.id]
        at = point.at(self._tell.run.policy.value_types[node.unit_type, node.id].grain)
        if at is None:
            self.missing.append(definition.name)
        elif definition.parent is None or definition.id in self._wholes:
            self._go(definition.rule, at, factor, definition)
        else:
            self._note((node.unit_type, node.id), definition.name, definition, point, _times(factor, at.number(node)))

    def _add(self, node: tree.Node, point: Point, factor: Fraction, inside: Definition) -> None:
        """What is no sum: an input under its own name, else the value whose rule it stands in."""
        policy, key, name = self._tell.run.policy, (inside.unit_type, inside.id), inside.name
        value = _times(factor, point.number(node))
        known: object = key
        if isinstance(node, tree.Column):
            known, name = ("column", node.table, node.column), policy.tables[node.table].columns[node.column].name
        elif isinstance(node, tree.At):
            of = definition_of(policy, node.of)
            unit = str(point.value(node.unit))
            known, name = ("at", unit, of.id if of else ""), f"{unit}的{of.name if of else '值'}"
        elif isinstance(node, tree.Number):
            known, name = ("fixed", inside.id), f"{inside.name}的固定分"
        elif isinstance(node, tree.Step) and node is not plain_node(inside.rule):
            known, name = ("step", inside.id, node), title(self._tell.words.of(node), inside.name)
        self._note(known, name, inside, point, value)

    def _note(self, key: object, name: str, inside: Definition, point: Point, value: Fraction | None) -> None:
        if value is None:
            self.missing.append(name)
            return
        id_ = key[1] if isinstance(key, tuple) and key[0] == inside.unit_type else ""
        points = inside.points if id_ else None
        addend = self.addends.setdefault(key, Addend(name, str(id_), inside.clause or "", points))
        addend.adds[point.period] = addend.adds.get(point.period, Fraction(0)) + value / self._scale


def _times(factor: Fraction, value: Fraction | None) -> Fraction | None:
    return None if value is None else factor * value
