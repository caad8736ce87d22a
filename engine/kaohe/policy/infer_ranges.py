"""The range of every number of a policy, found before any data is read.

Plain interval arithmetic forgets that two operands are the same value: an efficacy coefficient would come out far wider
than it can be. A word whose borders are known better says so itself (`Entry.range_of`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from fractions import Fraction
from math import ceil, floor
from typing import Any

from kaohe.language import tree
from kaohe.language.entry import COMPARISONS, KEY_PARTS, CompareOp, KeyPart, total
from kaohe.language.ranges import ANY, Range, exactly, union
from kaohe.language.vocabulary import COMPARING
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.grid import KeyValue
from kaohe.policy.infer_fold_ranges import FOLDS, Mentions
from kaohe.policy.model import Policy
from kaohe.words.fold_operators import OPERATORS
from kaohe.words.formula_and_parts import AdjustedRoles

_NOUGHT = Fraction(0)
_NO_OR_YES = Range(Fraction(0), Fraction(1))


class Ranges:
    """The ranges of one policy's nodes, each found once; of adjusted scores with the decisions, or without them.

    With `readings` they are those under these, else under all; with `group` those of the units in that group. `inputs`
    are other bounds for columns, by (table, column); `records` the most records that a unit has of a table; `keys` what
    parts of the keys of the document's tables are, by id. With `members` those of a list with an order are where they
    stand in it, the worst at 0; else they are no numbers.
    """

    def __init__(
        self,
        policy: Policy,
        decided: bool = True,
        readings: Mapping[str, str] | None = None,
        group: str | None = None,
        inputs: Mapping[tuple[str, str], Range] | None = None,
        records: Mapping[str, int] | None = None,
        members: bool = False,
        keys: Mapping[str, KeyValue] | None = None,
    ) -> None:
        self.policy = policy
        self.decided = decided
        self.readings = readings or {}
        self.group = group
        self.inputs = inputs or {}
        self.records = records or {}
        self.members = members
        self.keys = keys or {}
        self._known: dict[tree.Node, Range] = {}
        self._values: dict[Identity, Range] | None = None
        self._around: tuple[Ranges, set[tree.Node]] | None = None
        self._mentions = Mentions()

    def of(self, node: tree.Node) -> Range:
        """The range of a number; absence is no value and widens nothing."""
        if self._around is not None and node not in self._around[1]:
            return self._around[0].of(node)
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = _RULES[type(node)](self, node)
        return known

    def of_value(self, identity: Identity) -> Range:
        """The range of a named value. They are found in their order, so that a long chain of them is no deep recursion.

        Where they rest on each other in a circle (K501) nothing is known of any.
        """
        if self._values is None:
            self._values = {}
            for each in self.policy.order:
                self._values[each] = self.of(self.policy.definitions[each].rule)
        return self._values.get(identity, ANY)

    def where(self, subject: tree.Node, band: Range, branch: tree.Node) -> Range:
        """The range of a branch that is taken only where `subject` lies within a band.

        Where nothing can lie there, that of the branch as it stands: that it is out of reach is another finding.
        """
        inside = self.of(subject).shared(band)
        touched, mentions = self._mentions.under(branch, subject)
        if not mentions or (inside.low is not None and inside.high is not None and inside.low > inside.high):
            return self.of(branch)
        narrowed = copy(self)
        narrowed._around = (self, touched)
        narrowed._known = dict.fromkeys(mentions, inside)
        return narrowed.of(branch)

    def members_of(self, node: tree.Node) -> Sequence[str]:
        """The members of the ordered list that a text is of, from the worst; none where they are not asked for."""
        known = self.policy.types.get(node) if self.members else None
        return () if known is None or known.list is None else self.policy.lists[known.list].rising

    def is_number(self, node: tree.Node) -> bool:
        """Whether a node has been found to be a number."""
        known = self.policy.types.get(node)
        return known is not None and known.kind == "number"

    def is_whole(self, node: tree.Node) -> bool:
        """Whether a number is always whole: a count, a place, a column of whole numbers, and what is made of these."""
        if self.members_of(node):
            return True
        match node:
            case tree.Number():
                return node.value.denominator == 1
            case tree.Column():
                spec = self.policy.tables[node.table].columns[node.column]
                return spec.whole and spec.measure.scale == 1
            case tree.Ref():
                known = self.policy.definitions.get((node.unit_type, node.id))
                return known is not None and self.is_whole(known.rule)
            case tree.Step():
                return node.means is not None and self.is_whole(node.means)
            case tree.Rank() | tree.RankList() | tree.Seats() | tree.Key():
                return True
            case tree.FoldRows() | tree.FoldUnits() | tree.FoldList():
                return OPERATORS[node.op].counts
            case tree.Add() | tree.Min() | tree.Max():
                return all(map(self.is_whole, node.terms))
            case tree.Sub() | tree.Mul():
                return self.is_whole(node.left) and self.is_whole(node.right)
            case _:
                return False

    def of_group(self, node: tree.Node) -> bool:
        """Whether a node is the group, and a group is assumed."""
        while isinstance(node, tree.Step) and node.means is not None:
            node = node.means
        return isinstance(node, tree.Key) and node.is_group and self.group is not None

    def chosen(self, nodes: Iterable[tree.Node]) -> Range:
        """The range of one or another of several nodes."""
        return union(self.of(node) for node in nodes if not isinstance(node, tree.Absent))


def _number(ranges: Ranges, node: tree.Number) -> Range:
    return exactly(node.value)


def _text(ranges: Ranges, node: tree.Text) -> Range:
    """That of a member of an ordered list, or of all that may stand here."""
    rising = ranges.members_of(node)
    if not rising:
        return ANY
    return exactly(Fraction(rising.index(node.value))) if node.among is None else _all_of(rising)


def _all_of(rising: Sequence[str]) -> Range:
    return Range(Fraction(0), Fraction(len(rising) - 1))


def _column(ranges: Ranges, node: tree.Column) -> Range:
    if rising := ranges.members_of(node):
        return _all_of(rising)
    spec = ranges.policy.tables[node.table].columns[node.column]
    written = _NO_OR_YES if spec.type == "truth" else Range(spec.minimum, spec.maximum)
    return ranges.inputs.get((node.table, node.column), written)


def _look_up(ranges: Ranges, node: tree.LookUp) -> Range:
    """That of the cells which the key may come to: what of it is written out or assumed fits, or what else holds."""
    if rising := ranges.members_of(node):
        return _all_of(rising)
    column = ranges.policy.grids[node.table].columns[node.column]
    written: dict[int, KeyValue] = {}
    for at, key in enumerate(node.keys):
        if isinstance(key, tree.Text | tree.Number):
            written[at] = key.value
        elif ranges.of_group(key):
            written[at] = ranges.group or ""
    values = [
        entry.value
        for entry in column.values
        if not entry.key or all(entry.key[at] == value for at, value in written.items() if not column.keys[at].since)
    ]
    known = {at: ranges.keys[key.id] for at, key in enumerate(column.keys) if key.id in ranges.keys} | written
    if ranges.keys and len(known) == len(column.keys):
        found = column.at(tuple(known[at] for at in range(len(known))))
        values = [] if found is None else [found.value]
    return union(exactly(Fraction(value)) for value in values if not isinstance(value, str | None))


def _ref(ranges: Ranges, node: tree.Ref) -> Range:
    return ranges.of_value((node.unit_type, node.id))


def _key(ranges: Ranges, node: tree.Key) -> Range:
    return _KEY_PARTS[node.part]


_KEY_PARTS: dict[KeyPart, Range] = total(
    "policy.infer_ranges of key parts",
    KEY_PARTS,
    {
        **dict.fromkeys(("unit", "group", "year"), ANY),
        "half_year": Range(Fraction(1), Fraction(2)),
        "quarter": Range(Fraction(1), Fraction(4)),
        "month": Range(Fraction(1), Fraction(12)),
        "day": Range(Fraction(1), Fraction(31)),
    },
)


def _truth(ranges: Ranges, node: tree.Node) -> Range:
    return _NO_OR_YES  # as it counts where it is tallied


def _reading(ranges: Ranges, node: tree.Reading) -> Range:
    if node.question in ranges.readings:
        return ranges.chosen([dict(node.cases)[ranges.readings[node.question]]])
    return ranges.chosen(node.branches)


def _step(ranges: Ranges, node: tree.Step) -> Range:
    if isinstance(node.roles, AdjustedRoles) and not ranges.decided:
        return ranges.of(node.roles.calculated)
    own = node.entry.range_of
    return ranges.of(node.body) if own is None else own(node.roles, ranges.of)


def _folded(operation: Callable[[Range, Range], Range]) -> Callable[[Ranges, Any], Range]:
    def of_terms(ranges: Ranges, node: Any) -> Range:
        whole = ranges.of(node.terms[0])
        for term in node.terms[1:]:
            whole = operation(whole, ranges.of(term))
        return whole

    return of_terms


def _sub(ranges: Ranges, node: tree.Sub) -> Range:
    return ranges.of(node.left) - ranges.of(node.right)


def _neg(ranges: Ranges, node: tree.Neg) -> Range:
    return -ranges.of(node.operand)


def _mul(ranges: Ranges, node: tree.Mul) -> Range:
    return ranges.of(node.left) * ranges.of(node.right)


def _div(ranges: Ranges, node: tree.Div) -> Range:
    return ranges.of(node.left) / ranges.of(node.right)


def _mod(ranges: Ranges, node: tree.Mod) -> Range:
    """Between nought and the divisor."""
    return union([exactly(_NOUGHT), ranges.of(node.right)])


def _round(ranges: Ranges, node: tree.Round) -> Range:
    """Rounded outwards, in the measure that the number is shown in; while that is not known, nothing is."""
    known = ranges.policy.types.get(node.operand)
    if known is None:
        return ANY
    inside, step = ranges.of(node.operand), known.measure.scale / 10**node.places
    low = None if inside.low is None else floor(inside.low / step) * step
    return Range(low, None if inside.high is None else ceil(inside.high / step) * step)


def _tally(ranges: Ranges, node: tree.Tally) -> Range:
    return ranges.of(node.operand)


def _abs(ranges: Ranges, node: tree.Abs) -> Range:
    inside = ranges.of(node.operand)
    return inside.greatest(-inside).greatest(exactly(_NOUGHT))


def _if(ranges: Ranges, node: tree.If) -> Range:
    condition = node.condition
    while isinstance(condition, tree.Step) and condition.means is not None:
        condition = condition.means
    asked = condition.right if isinstance(condition, tree.Compare) and ranges.of_group(condition.left) else None
    equal = COMPARING[condition.op].equal if isinstance(condition, tree.Compare) else None
    if isinstance(asked, tree.Text) and equal is not None:
        is_it = asked.value == ranges.group
        return ranges.chosen([node.then if is_it == equal else node.otherwise])
    return union(_compared(ranges, node, condition))


def _compared(ranges: Ranges, node: tree.If, condition: tree.Node) -> Iterator[Range]:
    """The ranges of both branches; where a number is compared with a bound, it lies on either side of that."""
    holds = fails = Range()
    subject = condition
    if isinstance(condition, tree.Compare):
        subject, bound = condition.left, ranges.of(condition.right)
        if bound.low is not None and bound.low == bound.high:
            holds, fails = _BANDS[condition.op](bound.low)
    for branch, band in ((node.then, holds), (node.otherwise, fails)):
        if not isinstance(branch, tree.Absent):
            yield ranges.where(subject, band, branch) if band != Range() else ranges.of(branch)


_BANDS: dict[CompareOp, Callable[[Fraction], tuple[Range, Range]]] = total(
    "policy.infer_ranges of comparisons",
    COMPARISONS,
    {
        **dict.fromkeys(("<", "<="), lambda bound: (Range(None, bound), Range(bound, None))),
        **dict.fromkeys((">", ">="), lambda bound: (Range(bound, None), Range(None, bound))),
        "==": lambda bound: (exactly(bound), Range()),
        "!=": lambda bound: (Range(), exactly(bound)),
    },
)
"""Where a number lies that is compared with a bound, if that holds and if it does not; a border counts to both."""


def _tiers(ranges: Ranges, node: tree.Tiers) -> Range:
    """In each tier, what it asks for lies between its borders."""
    found, above = [], Range()
    for tier in node.tiers:
        if not isinstance(tier.bound, tree.Number):
            return ranges.chosen(node.branches)
        inside, outside = _sides(ranges, node.of, tier)
        if not isinstance(tier.value, tree.Absent):
            found.append(ranges.where(node.of, above.shared(inside), tier.value))
        above = outside
    if not isinstance(node.below, tree.Absent):
        found.append(ranges.where(node.of, above, node.below))
    return union(found)


def _sides(ranges: Ranges, of: tree.Node, tier: tree.Tier) -> tuple[Range, Range]:
    """What has reached the border of a tier, and what has not; of whole numbers the nearest that has, or has not."""
    assert isinstance(tier.bound, tree.Number)
    bound = reached = missed = tier.bound.value
    if ranges.is_whole(of):
        reached = Fraction(ceil(bound) if tier.inclusive else floor(bound) + 1)
        missed = reached - 1
    return Range(reached, None), Range(None, missed)


def _cases(ranges: Ranges, node: tree.Cases) -> Range:
    if ranges.of_group(node.of):
        case = dict(node.cases).get(ranges.group or "", node.otherwise)
        return ANY if case is None else ranges.chosen([case])
    return ranges.chosen(node.branches)


def _if_absent(ranges: Ranges, node: tree.IfAbsent) -> Range:
    return ranges.chosen([node.operand, node.fallback])


def _rank(ranges: Ranges, node: tree.Rank | tree.RankList) -> Range:
    return Range(Fraction(1), None)


def _at(ranges: Ranges, node: tree.At | tree.OtherPeriod) -> Range:
    return ranges.of(node.of)


def _anything(ranges: Ranges, node: tree.Node) -> Range:
    return ANY  # no number, or one of which nothing is known


_RULES: dict[type[tree.Node], Callable[..., Range]] = total(
    "policy.infer_ranges",
    tree.NODES,
    {
        tree.Number: _number,
        tree.Column: _column,
        tree.LookUp: _look_up,
        tree.Ref: _ref,
        tree.Key: _key,
        tree.Reading: _reading,
        tree.Step: _step,
        tree.Add: _folded(lambda left, right: left + right),
        tree.Min: _folded(Range.least),
        tree.Max: _folded(Range.greatest),
        tree.Sub: _sub,
        tree.Neg: _neg,
        tree.Mul: _mul,
        tree.Div: _div,
        tree.Mod: _mod,
        tree.Round: _round,
        tree.Tally: _tally,
        tree.Abs: _abs,
        tree.If: _if,
        tree.Tiers: _tiers,
        tree.Cases: _cases,
        tree.IfAbsent: _if_absent,
        **dict.fromkeys((tree.Rank, tree.RankList), _rank),
        tree.At: _at,
        tree.OtherPeriod: _at,
        **dict.fromkeys((tree.Truth, tree.Compare, tree.And, tree.Or, tree.Not, tree.Present), _truth),
        tree.Text: _text,
        **dict.fromkeys((tree.Absent, tree.Unknown, tree.Tier, tree.Combination), _anything),
        **dict.fromkeys((tree.Power, tree.Root, tree.Ln, tree.Exp, tree.Seats, tree.SinceYear), _anything),
    },
    FOLDS,
)
