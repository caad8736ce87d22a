"""Conditions that can never hold, and lists of conditions with rows out of reach, overlaps and gaps."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kaohe.diagnostics import EveryUse, Findings
from kaohe.language.entry import COMPARISONS, CompareOp, total
from kaohe.language.ranges import Cut, Span, Spans, has_gap, holds_any, of_range, overlap, point, shared, without
from kaohe.language.tree import Absent, And, Column, Compare, Node, Not, Or, Ref, Step, children, walk
from kaohe.language.vocabulary import COMPARING
from kaohe.lazy import dataclass
from kaohe.policy.infer_ranges import Ranges
from kaohe.policy.model import Policy
from kaohe.words.formula_and_parts import FormulaRoles
from kaohe.words.tiers_and_cases import FirstRoles

Subject = tuple[str, str]
_REACHED: dict[CompareOp, Callable[[Cut, Cut], Spans]] = total(
    "policy.checks.conditions",
    COMPARISONS,
    {
        "<": lambda below, above: (Span(None, below),),
        "<=": lambda below, above: (Span(None, above),),
        ">": lambda below, above: (Span(above, None),),
        ">=": lambda below, above: (Span(below, None),),
        "==": lambda below, above: (Span(below, above),),
        "!=": lambda below, above: (Span(None, below), Span(above, None)),
    },
)


def check_members(policy: Policy, findings: Findings) -> None:
    """K612 for a value of an entry with `list` that can be anything else than a member."""
    for identity, definition in policy.definitions.items():
        found, known = policy.value_types.get(identity), definition.list
        if known is None or found is None or found.kind == "nothing":
            continue
        others = sorted((found.words or frozenset()) - known.members.keys())
        is_member = found.kind == ("number" if known.is_numeric else "text")
        if not is_member or others or (found.words is None and not known.is_numeric):
            word = others[0] if others else definition.written
            findings.add("K612", definition.place, word=word, list=known.name, suggestion=known.nearest(word))


def compared(op: CompareOp, bound: Fraction) -> Spans:
    """The numbers for which `x op bound` holds."""
    return _REACHED[op]((bound, 0), (bound, 1))


_NO, _YES = (point(Fraction(0)),), (point(Fraction(1)),)


@dataclass(frozen=True)
class Meaning:
    """What a condition asks of each input or value; `is_whole` if it asks for nothing else."""

    asks: dict[Subject, Spans]
    is_whole: bool = True


def check_conditions(policy: Policy, findings: Findings) -> None:
    """K528 a condition that never holds; in `first` K513 one out of reach, K529 a gap, K530 an overlap."""
    reader, conditions, rows = _Reader(policy), EveryUse(), EveryUse()
    for definition in policy.definitions.values():
        inside: set[Node] = set()
        for node in walk(definition.rule):
            if isinstance(node, Step) and isinstance(node.roles, FirstRoles):
                _Rows(reader, rows).check(node.roles)
            if isinstance(node, And | Compare) and node not in inside:
                conditions.add(node.place, "K528" if reader.never(reader.meaning(node)) else None)
            if isinstance(node, And):
                inside.update(child for term in children(node) for child in walk(term))
    conditions.tell(findings)
    rows.tell(findings)


class _Reader:
    """Reads conditions as what they ask of inputs and values."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.ranges = Ranges(policy, members=True)
        self.domains: dict[Subject, Spans] = {}
        self.whole: set[Subject] = set()

    def meaning(self, node: Node) -> Meaning:
        """What is not understood asks for nothing that is known here."""
        if isinstance(node, Step) and isinstance(node.roles, FormulaRoles):
            return self.meaning(node.roles.means)
        if isinstance(node, Compare):
            return self._compared(node)
        if isinstance(node, And):
            return self._all(list(map(self.meaning, node.terms)))
        if isinstance(node, Or):
            return self._any(list(map(self.meaning, node.terms)))
        if isinstance(node, Not):
            return self._not(self.meaning(node.operand))
        subject = self._subject(node)
        return Meaning({}, False) if subject is None or not self._is_truth(node) else Meaning({subject: _YES})

    def never(self, meaning: Meaning) -> bool:
        """Whether it asks for what cannot be."""
        return any(
            not holds_any(shared(asked, self.domains[subject]), subject in self.whole)
            for subject, asked in meaning.asks.items()
        )

    def _compared(self, node: Compare) -> Meaning:
        for one, other, op in ((node.left, node.right, node.op), (node.right, node.left, COMPARING[node.op].turned)):
            subject = self._subject(one)
            bound = self.ranges.of(other)
            if subject is not None and bound.low is not None and bound.low == bound.high:
                return Meaning({subject: compared(op, bound.low)})
        return Meaning({}, False)

    def _all(self, terms: list[Meaning]) -> Meaning:
        asks: dict[Subject, Spans] = {}
        for term in terms:
            for subject, asked in term.asks.items():
                asks[subject] = shared(asks.get(subject, self.domains[subject]), asked)
        return Meaning(asks, all(term.is_whole for term in terms))

    def _any(self, terms: list[Meaning]) -> Meaning:
        """Known where every term asks for one subject, the same."""
        subjects = {subject for term in terms for subject in term.asks}
        if len(subjects) != 1 or not all(term.is_whole and term.asks for term in terms):
            return Meaning({}, False)
        (subject,) = subjects
        left = self.domains[subject]
        for term in terms:
            left = without(left, term.asks[subject])
        return Meaning({subject: without(self.domains[subject], left)})

    def _not(self, operand: Meaning) -> Meaning:
        if not operand.is_whole or len(operand.asks) != 1:
            return Meaning({}, False)
        return Meaning({subject: without(self.domains[subject], asked) for subject, asked in operand.asks.items()})

    def _subject(self, node: Node) -> Subject | None:
        """What a condition is about, if it is one input or value; notes where that may lie."""
        if isinstance(node, Step) and isinstance(node.roles, FormulaRoles):
            return self._subject(node.roles.means)
        if not isinstance(node, Column | Ref):
            return None
        subject = (node.table, node.column) if isinstance(node, Column) else (node.unit_type, node.id)
        if isinstance(node, Column):
            subject = (f"{node.table}[]", node.column)  # a table and a unit type may bear one id
        if self.ranges.is_whole(node):
            self.whole.add(subject)
        self.domains[subject] = (*_NO, *_YES) if self._is_truth(node) else of_range(self.ranges.of(node))
        return subject

    def _is_truth(self, node: Node) -> bool:
        known = self.policy.types.get(node)
        return known is not None and known.kind == "truth"


@dataclass
class _Rows:
    """The rows of one `first`: what each subject has left for those that follow."""

    reader: _Reader
    uses: EveryUse

    def check(self, roles: FirstRoles) -> None:
        """Every row against those before it, then what is left for `otherwise`."""
        rest: dict[Subject, Spans] = {}
        earlier: list[Meaning] = []
        for condition, _ in roles.rows:
            meaning = self.reader.meaning(condition)
            for subject in meaning.asks:
                rest.setdefault(subject, self.reader.domains[subject])
            self.uses.add(condition.place, self._fault(meaning, rest, earlier))
            if meaning.is_whole and len(meaning.asks) == 1:
                ((subject, asked),) = meaning.asks.items()
                left = without(rest[subject], asked)
                rest[subject] = tuple(each for each in left if holds_any((each,), subject in self.reader.whole))
                earlier.append(meaning)
        self.uses.add(roles.otherwise.place, self._fault_of_rest(roles.otherwise, rest, earlier))

    def _fault(self, meaning: Meaning, rest: dict[Subject, Spans], earlier: list[Meaning]) -> str | None:
        if self.reader.never(meaning):
            return None  # it is said of the condition itself
        if any(not shared(asked, rest[subject]) for subject, asked in meaning.asks.items()):
            return "K513"
        return "K530" if self._overlaps(meaning, earlier) else None

    def _fault_of_rest(self, otherwise: Node, rest: dict[Subject, Spans], earlier: list[Meaning]) -> str | None:
        for subject, left in rest.items():
            if not left and not isinstance(otherwise, Absent):
                return "K513"
            if has_gap(left, [meaning.asks[subject] for meaning in earlier if subject in meaning.asks]):
                return "K529"
        return None

    def _overlaps(self, meaning: Meaning, earlier: list[Meaning]) -> bool:
        if not meaning.is_whole or len(meaning.asks) != 1:
            return False
        ((subject, asked),) = meaning.asks.items()
        return any(overlap(asked, one.asks[subject]) for one in earlier if subject in one.asks)
