"""What a value is the sum of: its indicators, each with what it adds, so that they add up to the value exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from kaohe.analysis.explain import folds, formulas, limits_and_adjustments
from kaohe.analysis.explain.draft import Draft, absent
from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.fold_operators import factors_by_logarithm, is_added
from kaohe.analysis.explain.model import Act, Amount, Explained
from kaohe.analysis.explain.names import plain_node
from kaohe.analysis.explain.phrases import title
from kaohe.analysis.explain.values import Point, amount
from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, total
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, field, replace
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Definition, calculated
from kaohe.translations import worded
from kaohe.words import WORDS
from kaohe.words.cap_floor_round import LimitRoles, RoundRoles
from kaohe.words.formula_and_parts import AdjustedRoles, AppliesRoles

DECIDED = "decided"
"""The first part of the key of what decisions add to a score."""

NEXT_TO = Fraction(1, 10**20)
"""No difference of a real and the fraction next to it comes to this."""


@dataclass(frozen=True)
class Made:
    """What was added: a named value or a node at a key, with the weight that it counts with; or what a limit did."""

    of: Identity | tree.Node | Explained
    point: Point
    weight: Fraction
    adds: Fraction


@dataclass
class Addend:
    """One indicator: what it adds in each period that is counted, and what that is made from.

    `weight` is how many times it counts in all: 0.85, or 1 where the weights of four quarters come to that.
    """

    name: str
    id: str
    clause: str
    points: Fraction | None
    adds: dict[Period | None, Fraction] = field(default_factory=dict)
    made: dict[Period | None, list[Made]] = field(default_factory=dict)
    weight: Fraction = Fraction(0)

    @property
    def total(self) -> Fraction:
        """What it adds in all."""
        return sum(self.adds.values(), Fraction(0))


class Split:
    """One value of one unit, split. `addends` are keyed by what they are; `missing` names what is absent.

    `beside` gives the key on the other side of the comparison, if the same rule holds there; `multiplied` names what
    was shared out by logarithms.
    """

    def __init__(
        self,
        explainer: Explainer,
        definition: Definition,
        point: Point,
        beside: Callable[[Point], Point | None] | None = None,
    ) -> None:
        self.addends: dict[object, Addend] = {}
        self.missing: list[str] = []
        self._tell = explainer
        self._beside = beside
        self.multiplied: dict[str, None] = {}
        policy = explainer.run.policy
        self._wholes = {each.parent for each in policy.definitions.values() if each.unit_type == definition.unit_type}
        self._scale = policy.value_types[definition.owner, definition.id].measure.scale
        self._weight = Fraction(0)
        self._into(definition.rule, point, Fraction(1), definition)
        total = point.named((definition.owner, definition.id)).value
        if not self.missing and isinstance(total, Fraction):
            self._settle(total)

    def _settle(self, total: Fraction) -> None:
        """Lets the addends come to the value exactly.

        A root or a power is handed on as the fraction next to it, so the sum of two is not quite that of their sum. The
        greatest addend takes what is left, which is less than any place that is shown.
        """
        left = total - sum((addend.total for addend in self.addends.values()), Fraction(0))
        if left:
            assert abs(left) < NEXT_TO, "only what is no rational is not exact"
            greatest = max(self.addends.values(), key=lambda addend: abs(addend.total))
            greatest.adds[max(greatest.adds, key=lambda period: abs(greatest.adds[period]))] += left

    def _into(self, node: tree.Node, point: Point, weight: Fraction, inside: Definition) -> None:
        """Goes through a value that counts so many times. A factor that its own rule has is none of its weight."""
        outer, self._weight = self._weight, weight
        self._go(node, point, weight, inside)
        self._weight = outer

    def _called(self, definition: Definition) -> str:
        return self._tell.words.called(definition)

    def _go(self, node: tree.Node, point: Point, factor: Fraction, inside: Definition) -> None:
        """Goes down as long as there are sums; what is none is one addend of the value that it is the rule of."""
        _NODES[type(node)](self, node, point, factor, inside)

    def _step(self, step: tree.Step, point: Point, factor: Fraction, inside: Definition) -> None:
        _STEPS[step.entry.word](self, step, point, factor, inside)

    def _meaning(self, step: tree.Step, point: Point, factor: Fraction, inside: Definition) -> None:
        assert step.means is not None, "the register says so"
        self._go(step.means, point, factor, inside)

    def _part(self, step: tree.Step, point: Point, factor: Fraction, inside: Definition) -> None:
        """A part that does not apply adds nothing."""
        assert isinstance(step.roles, AppliesRoles)
        if point.value(step.roles.where) is not False:
            self._go(step.roles.means, point, factor, inside)

    def _applying(self, step: tree.Step, point: Point, factor: Fraction, inside: Definition) -> None:
        assert isinstance(step.roles, AppliesRoles)
        if point.value(step.roles.where) is False:
            self.missing.append(self._called(inside))
        else:
            self._go(step.roles.means, point, factor, inside)

    def _reading(self, node: tree.Reading, point: Point, factor: Fraction, inside: Definition) -> None:
        self._go(self._tell.chosen(node, Draft()), point, factor, inside)

    def _terms(self, node: tree.Add, point: Point, factor: Fraction, inside: Definition) -> None:
        for term in node.terms:
            self._go(term, point, factor, inside)

    def _difference(self, node: tree.Sub, point: Point, factor: Fraction, inside: Definition) -> None:
        self._go(node.left, point, factor, inside)
        self._go(node.right, point, -factor, inside)

    def _negative(self, node: tree.Neg, point: Point, factor: Fraction, inside: Definition) -> None:
        self._go(node.operand, point, -factor, inside)

    def _product(self, node: tree.Mul, point: Point, factor: Fraction, inside: Definition) -> None:
        """A product with a fixed number is a weight."""
        for of, weight in ((node.left, node.right), (node.right, node.left)):
            if isinstance(weight, tree.Number):
                self._go(of, point, factor * weight.value, inside)
                return
        self._add(node, point, factor, inside)

    def _case(self, node: tree.Cases, point: Point, factor: Fraction, inside: Definition) -> None:
        case = formulas.taken_branch(self._tell, node, point, Draft())
        if case is None:
            self.missing.append(self._called(inside))
        else:
            self._go(case, point, factor, inside)

    def _limited(self, step: tree.Step, point: Point, factor: Fraction, inside: Definition) -> None:
        """The sum before a limit, and what the limit took away or added as an addend of its own."""
        assert isinstance(step.roles, LimitRoles | RoundRoles)
        before, after = point.number(step.roles.of), point.number(step)
        self._go(step.roles.of, point, factor, inside)
        if before is not None and after is not None and before != after:
            name = worded(
                "{}的{}",
                self._called(inside),
                worded("取整") if isinstance(step.roles, RoundRoles) else worded("上下限"),
            )
            measure = self._tell.run.policy.types[step].measure
            taken = amount(after - before, measure)
            explained = Explained("step", name, taken, acts=limits_and_adjustments.acted(self._tell, step, point))
            self._note(("limit", inside.id), name, inside, Made(explained, point, factor, factor * (after - before)))

    def _adjusted(self, step: tree.Step, point: Point, factor: Fraction, inside: Definition) -> None:
        """What the rule gives, and what was decided as an addend of its own: all of it, where the rule gave nothing."""
        assert isinstance(step.roles, AdjustedRoles)
        before = calculated(self._tell.run.policy, inside)
        was, now = point.number(step.roles.calculated), point.number(step)
        if was is not None or now is None:
            if inside.parent is None or inside.id in self._wholes:
                self._go(before.rule, point, factor, inside)
            else:
                identity = (inside.owner, inside.id)
                self._note(
                    identity, self._called(inside), inside, _made((*identity[:1], before.id), point, factor, was)
                )
        decisions = tuple(limits_and_adjustments.decision_rows(self._tell, inside, point)) if now is not None else ()
        if now is not None and decisions:
            name = worded("{}：{}", self._called(inside), self._tell.run.policy.tables[inside.adjusted_by or ""].name)
            added = now - (was or Fraction(0))
            lacks = "" if was is not None else absent(point.is_provisional(step.roles.calculated))
            acts = (
                (Act("adjusted", (worded("“{}”按规则{}，得分是定下的", self._called(inside), lacks),)),)
                if lacks
                else ()
            )
            explained = Explained("step", name, Amount(added / self._scale), acts=acts, parts=decisions)
            cited = replace(inside, clause=step.clause or inside.clause)
            self._note((DECIDED, inside.id), name, cited, Made(explained, point, Fraction(1), factor * added))

    def _fold(self, step: tree.Step, point: Point, factor: Fraction, inside: Definition) -> None:
        """A fold of what is listed goes by its elements; of rows and units it is one addend."""
        if isinstance(step.means, tree.FoldList):
            self._list(step.means, point, factor, inside, step)
        else:
            self._add(step, point, factor, inside)

    def _list(
        self, node: tree.FoldList, point: Point, factor: Fraction, inside: Definition, whole: tree.Node | None = None
    ) -> None:
        """What is listed, each element with its share; a figure that has no shares is one addend, `whole` if given."""
        own = point.at(self._tell.run.policy.types[node].grain)
        shares = None if own is None else folds.shares(node, own)
        if own is None or not shares:
            self._add(whole or node, point, factor, inside)
        elif is_added(node.op):
            for of, share in shares:
                self._into(of, own, factor * share, inside)
        else:
            self._multiplied(node, own, factor, inside, shares, whole or node)

    def _multiplied(
        self,
        node: tree.FoldList,
        own: Point,
        factor: Fraction,
        inside: Definition,
        shares: list[tuple[tree.Node, Fraction]],
        whole: tree.Node,
    ) -> None:
        """A product, whose difference from the other side's is shared out by the differences of logarithms.

        What the two have in common then is an addend of its own, the same on both sides. It is one addend where there
        is no other side, where other elements count there, or a value is not above nought.
        """
        there = None if self._beside is None else self._beside(own)
        nodes = [node, *(of for of, _ in shares)]
        values = [(own.number(each), None if there is None else there.number(each)) for each in nodes]
        sides = [(one, other) for one, other in values if one is not None and other is not None]
        if there is None or folds.shares(node, there) != shares or len(sides) < len(nodes) or min(map(min, sides)) <= 0:
            self._add(whole, own, factor, inside)
            return
        factors = factors_by_logarithm(sides[0], sides[1:], [share for _, share in shares])
        for (of, _), each in zip(shares, factors, strict=True):
            self._go(of, own, factor * each, inside)
        common = sides[0][0] - sum((side[0] * each for side, each in zip(sides[1:], factors, strict=True)), Fraction(0))
        self.multiplied[self._called(inside)] = None
        name = worded("{}里两边共有的部分", self._called(inside))
        explained = Explained("step", name, amount(common, self._tell.run.policy.types[node].measure))
        self._note(("common", inside.id, node), name, inside, Made(explained, own, Fraction(1), factor * common))

    def _other_period(self, node: tree.OtherPeriod, point: Point, factor: Fraction, inside: Definition) -> None:
        """What is there in the other period; each addend is told with its own."""
        own = point.at(self._tell.run.policy.types[node].grain)
        there = None if own is None else folds.in_other_period(self._tell, node, own)
        if there is None:
            self.missing.append(self._called(inside))
        else:
            self._into(node.of, there, factor, inside)

    def _named(self, node: tree.Ref, point: Point, factor: Fraction, inside: Definition) -> None:
        """A named value: split further where it is a sum of parts itself, or no indicator that somebody published."""
        definition = self._tell.run.policy.definitions[node.unit_type, node.id]
        at = point.at(self._tell.run.policy.value_types[node.unit_type, node.id].grain)
        if at is None:
            self.missing.append(self._called(definition))
        elif definition.parent is None or definition.id in self._wholes or definition.adjusted_by is not None:
            self._into(definition.rule, at, factor, definition)
        else:
            identity = (node.unit_type, node.id)
            self._note(identity, self._called(definition), definition, _made(identity, at, factor, at.number(node)))

    def _add(self, node: tree.Node, point: Point, factor: Fraction, inside: Definition) -> None:
        """What is no sum: an input under its own name, else the value whose rule it stands in."""
        policy, key, name = self._tell.run.policy, (inside.owner, inside.id), self._called(inside)
        of: Identity | tree.Node = node
        known: object = key
        if isinstance(node, tree.Column):
            known, name = ("column", node.table, node.column), policy.tables[node.table].columns[node.column].name
        elif isinstance(node, tree.At):
            words = title(self._tell.words.of(node.of), worded("值"))
            unit = str(point.value(node.unit))
            known, name = ("at", unit, words), worded("{}的{}", unit, words)
        elif isinstance(node, tree.Number):
            known, name = ("fixed", inside.id), worded("{}的固定分", self._called(inside))
        elif isinstance(node, tree.Step) and node is not plain_node(inside.rule):
            known, name = ("step", inside.id, node), title(self._tell.words.of(node), self._called(inside))
        else:
            of = key
        made = _made(of, point, factor, point.number(node))
        if made is not None and of == key:  # the whole value tells it, which counts once however many terms it has
            made, self._weight = replace(made, weight=self._weight), Fraction(0)
        self._note(known, name, inside, made)

    def _note(self, key: object, name: str, inside: Definition, made: Made | None) -> None:
        if made is None:
            self.missing.append(name)
            return
        id_ = key[1] if isinstance(key, tuple) and key[0] == inside.owner else ""
        points = inside.points if id_ else None
        addend = self.addends.setdefault(key, Addend(name, str(id_), inside.clause or "", points))
        period = made.point.period
        addend.adds[period] = addend.adds.get(period, Fraction(0)) + made.adds / self._scale
        addend.weight += made.weight
        entries = addend.made.setdefault(period, [])
        for number, each in enumerate(entries):
            if each.of == made.of:  # it is told once, with all of its weight
                entries[number] = replace(each, weight=each.weight + made.weight)
                return
        entries.append(made)


def _made(of: Identity | tree.Node, point: Point, weight: Fraction, value: Fraction | None) -> Made | None:
    return None if value is None else Made(of, point, weight, weight * value)


_NODES: Mapping[type[tree.Node], Callable[..., None]] = total(
    "explain.addends of nodes",
    tree.CALCULATED,
    {
        tree.Step: Split._step,
        tree.Reading: Split._reading,
        tree.Cases: Split._case,
        tree.Add: Split._terms,
        tree.Sub: Split._difference,
        tree.Neg: Split._negative,
        tree.Mul: Split._product,
        tree.FoldList: Split._list,
        tree.OtherPeriod: Split._other_period,
        tree.Ref: Split._named,
        **dict.fromkeys((tree.Number, tree.Text, tree.Truth, tree.Absent, tree.Column, tree.LookUp), Split._add),
        **dict.fromkeys(
            (tree.Div, tree.Mod, tree.Min, tree.Max, tree.Power, tree.Root, tree.Ln, tree.Exp, tree.Abs), Split._add
        ),
        **dict.fromkeys((tree.Round, tree.Compare, tree.And, tree.Or, tree.Not, tree.If, tree.Tiers), Split._add),
        **dict.fromkeys(
            (tree.Present, tree.Tally, tree.IfAbsent, tree.Seats, tree.FoldRows, tree.FoldUnits), Split._add
        ),
        **dict.fromkeys((tree.Key, tree.Rank, tree.RankList, tree.At, tree.SinceYear, tree.Combination), Split._add),
    },
)
_STEPS: Mapping[str, Callable[..., None]] = total(
    "explain.addends of words",
    WORDS,
    {
        **dict.fromkeys(("formula", "parts", "by", "since"), Split._meaning),
        "member": Split._meaning,
        "part": Split._part,
        "where": Split._applying,
        **dict.fromkeys(("cap", "floor", "round"), Split._limited),
        "adjusted": Split._adjusted,
        **dict.fromkeys(("method", "tiers", "first", "full_if", "per_item", "deduct", "decided"), Split._add),
        **dict.fromkeys(("pro_rata", "steps", "interpolate"), Split._add),
        **dict.fromkeys(FOLD_OPERATORS, Split._fold),
        **dict.fromkeys(("efficacy", "rank", "last_place", "quota", "by_rank"), Split._add),
    },
)
