"""How scores become consequences: weights of the quarters, points by rank, grades by quota, awards, duties of the last.

What each says is its rule in words, the same words as explanations use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

from kaohe.analysis.explain.model import Phrase
from kaohe.analysis.explain.phrases import Words, joined
from kaohe.language import tree
from kaohe.language.entry import EXTREMES, FOLD_OPERATORS, Extreme, Meaning, total
from kaohe.lazy import dataclass
from kaohe.policy.dependency_graph import needed_by
from kaohe.policy.model import Definition, Policy
from kaohe.translations import either, worded
from kaohe.words import WORDS
from kaohe.words.periods import period_weights
from kaohe.words.quota import ByRankRoles, QuotaRoles
from kaohe.words.rank_and_ties import LastPlaceRoles, RankRoles

ConsequenceKind = Literal[
    "period_weights", "blend", "rank", "rank_to_points", "quota", "grade_to_points", "award", "last_place"
]
CONSEQUENCE_KINDS: tuple[ConsequenceKind, ...] = get_args(ConsequenceKind)

CONSEQUENCE_NAMES: dict[ConsequenceKind, tuple[str, str]] = total(
    "analysis.consequences of kinds",
    CONSEQUENCE_KINDS,
    {
        "period_weights": ("各季度的权重", "weights of the quarters"),
        "blend": ("折算别的单位的得分", "blended with another unit's score"),
        "rank": ("排名", "rank"),
        "rank_to_points": ("按名次得分", "points by rank"),
        "quota": ("按比例评等次", "grades by quota"),
        "grade_to_points": ("按等次得分", "points by grade"),
        "award": ("奖励", "award"),
        "last_place": ("末位的责任", "duty of the last"),
    },
)
"""What each kind is called, Chinese and English."""

_BY_WORD: dict[str, ConsequenceKind | None] = total(
    "compare.consequences of words",
    WORDS,
    {
        "rank": "rank",
        "by_rank": "rank_to_points",
        "quota": "quota",
        "last_place": "last_place",
        **dict.fromkeys(("formula", "method", "parts", "tiers", "first", "by", "full_if", "per_item", "deduct")),
        **dict.fromkeys(("pro_rata", "steps", "interpolate", "since")),
        **dict.fromkeys((*FOLD_OPERATORS, "efficacy")),
        **dict.fromkeys(("cap", "floor", "round", "where", "part", "adjusted", "decided")),
        "member": None,
    },
)
"""What kind of consequence a word is by itself; None where it is none."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """A published value that follows from scores, and its rule in words, each line a phrase."""

    definition: Definition
    kind: ConsequenceKind
    says: tuple[Phrase, ...]


def consequences_of(policy: Policy) -> Iterator[Consequence]:
    """In the order of the policy, under its default readings."""
    readings = {question.id: question.default for question in policy.questions.values()}
    say = _Sayings(policy, readings)
    kinds = {one.vertex: _kind_by_word(one, readings) for one in policy.scores}
    graded = {vertex for vertex, kind in kinds.items() if kind == "quota"}
    placed = {vertex for vertex, kind in kinds.items() if kind in ("quota", "rank")}
    for definition in policy.scores:
        if definition.parent is not None:
            continue
        kind = kinds[definition.vertex]
        below = needed_by(policy.graph, [definition.vertex]) - {definition.vertex}
        if kind is None and any(isinstance(node, tree.At) for node in tree.walk(definition.rule, readings)):
            kind = "blend"
        elif kind is None and definition.points and graded & below:
            kind = "grade_to_points"
        elif kind is None and not definition.points and placed & below:
            kind = "award"
        if kind is not None:
            yield Consequence(definition, kind, tuple(say.of(definition, kind)))


def _kind_by_word(definition: Definition, readings: Mapping[str, str]) -> ConsequenceKind | None:
    """The first word of the rule that is a consequence by itself."""
    for node in tree.walk(definition.rule, readings):
        if period_weights(node):
            return "period_weights"
        if isinstance(node, tree.Step) and (kind := _BY_WORD[node.entry.word]) is not None:
            return kind
    return None


_FIRST: dict[Extreme, str] = total("compare.consequences", EXTREMES, {"highest": "高的在前", "lowest": "低的在前"})


class _Sayings:
    """Rules in short sentences."""

    def __init__(self, policy: Policy, readings: Mapping[str, str]) -> None:
        self.policy, self.readings = policy, readings
        self.words = Words(policy, readings)

    def of(self, definition: Definition, kind: ConsequenceKind) -> Iterator[Phrase]:
        """One line or more."""
        for node in tree.walk(definition.rule, self.readings):
            if weights := period_weights(node):
                yield from self._weights(weights)
                return
            match node:
                case tree.Step(roles=RankRoles() as roles):
                    first = worded(_FIRST[roles.means.first])
                    then = [
                        (worded("，再按 "), *self.words.of(key.of), worded("，{}", worded(_FIRST[key.first])))
                        for key in roles.means.then
                    ]
                    by = (worded("按 "), *self.words.of(roles.means.of), worded(" 排，"), first, *joined(then, ""))
                    yield (*by, *self._within(roles.means.within))
                    return
                case tree.Step(roles=ByRankRoles() as roles):
                    yield from self._shares(roles.shares, ())
                    return
                case tree.Step(roles=QuotaRoles() as roles):
                    grades = worded("、").join(grade.value for grade in roles.grades)
                    ratio = worded("、").join(
                        either("：", ":").join(map(str, each)) for each in roles.ratios
                    ) or worded("名额")
                    yield (
                        worded("按 "),
                        *self.words.of(roles.of),
                        worded(" {} 评{}", ratio, grades),
                        *self._within(roles.within),
                    )
                    if roles.exception is not None:
                        when = self.words.of(roles.exception.when)
                        yield (*when, worded(" 的评{}，不限比例", roles.exception.grade.value))
                    return
                case tree.Step(roles=LastPlaceRoles() as roles):
                    yield (*self.words.of(roles.of), worded(" 最低的"), *self._within(roles.within))
                    return
        yield from self._choices(definition.rule)

    def _within(self, within: tree.Node | None) -> Phrase:
        if within is None:
            return (worded("，在全体里比"),)
        return (worded("，在各组里比"),)

    def _weights(self, weights: Sequence[tree.Node]) -> Iterator[Phrase]:
        """One line for each list of weights that holds together."""
        chosen = [each for each in weights if isinstance(each, tree.Cases)]
        if len(chosen) < len(weights):
            head = worded("四个季度 ") if len(weights) == 4 else worded("各期 ")
            yield (head, *joined([self.words.of(weight) for weight in weights], worded("、")))
            return
        lists = [[case for _, case in each.cases] for each in chosen]
        for (word, _), own in zip(chosen[0].cases, zip(*lists, strict=True), strict=True):
            yield (
                worded("{}：", self.words.case(chosen[0], word)),
                *joined([self.words.of(weight) for weight in own], worded("、")),
            )
        others = [each.otherwise for each in chosen if each.otherwise]
        if others:
            yield (worded("其他："), *joined([self.words.of(weight) for weight in others], worded("、")))

    def _shares(self, node: tree.Node, above: Phrase) -> Iterator[Phrase]:
        """One line for each list of shares, best place first."""
        if isinstance(node, tree.Reading):
            yield from self._shares(dict(node.cases)[self.readings[node.question]], above)
        elif isinstance(node, tree.Cases) and all(isinstance(word, int) for word, _ in node.cases):
            yield (
                *above,
                worded("第 1 名起 "),
                *joined([self.words.of(share) for _, share in node.cases], worded("、")),
            )
        elif isinstance(node, tree.Cases):
            for word, case in node.cases:
                yield from self._shares(case, (worded("{}：", self.words.case(node, word)),))
            if node.otherwise is not None:
                yield from self._shares(node.otherwise, (worded("其他："),))

    def _choices(self, node: tree.Node) -> Iterator[Phrase]:
        """A rule that is no word of its own: what it chooses between, a line each."""
        while True:
            if isinstance(node, tree.Reading):
                node = dict(node.cases)[self.readings[node.question]]
            elif isinstance(node, tree.Step) and isinstance(node.roles, Meaning):
                node = node.roles.means
            else:
                break
        if not isinstance(node, tree.Cases):
            yield self.words.of(node)
            return
        for word, case in node.cases:
            yield (worded("{}：", self.words.case(node, word)), *self.words.of(case))
        if node.otherwise is not None:
            yield (worded("其他："), *self.words.of(node.otherwise))
