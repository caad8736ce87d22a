"""Several policies side by side (办法比较): whom they score and how, what follows from it, what they aim at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaohe.analysis.compare.consequences import Consequence, consequences_of
from kaohe.analysis.compare.points import PointsEntry, Total, points_of, totals_of
from kaohe.analysis.compare.targets import TargetRow, aligned_targets
from kaohe.diagnostics import Diagnostic
from kaohe.policy.model import Policy, UnitType


@dataclass(frozen=True, slots=True)
class Units:
    """A unit type: how many units it has (None where the data says), in which groups, and how many offices mark it.

    `groups` has the number of units of each group by its id.
    """

    type: UnitType
    count: int | None
    groups: Mapping[str, int]
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """What one policy says, as far as it can be laid beside others."""

    policy: Policy
    sides: tuple[str, ...]
    units: tuple[Units, ...]
    totals: tuple[Total, ...]
    points: tuple[PointsEntry, ...]
    consequences: tuple[Consequence, ...]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """What questions of several policies are about: each policy's question by its id, and the reading in force.

    `same` says whether all read it alike; None where one policy alone has it. `about` is None where nothing is said.
    """

    about: str | None
    by_policy: Mapping[str, tuple[str, str]]
    same: bool | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Policies in the order given; targets and questions that several have come first."""

    methods: tuple[Method, ...]
    targets: tuple[TargetRow, ...]
    questions: tuple[QuestionRow, ...]

    @property
    def warnings(self) -> list[Diagnostic]:
        """Nothing is calculated that could be warned of."""
        return []

    @property
    def policies(self) -> tuple[Policy, ...]:
        return tuple(method.policy for method in self.methods)


def compare(policies: Sequence[Policy]) -> Comparison:
    """The policies side by side, under their default readings. Two of one id are refused with a ValueError."""
    ids = [policy.id for policy in policies]
    if len(set(ids)) < len(ids):
        raise ValueError(next(id_ for id_ in ids if ids.count(id_) > 1))
    return Comparison(tuple(map(_method, policies)), aligned_targets(policies), _questions(policies))


def _method(policy: Policy) -> Method:
    sides = (("scores",) if policy.scores else ()) + (("targets",) if policy.targets else ())
    totals = totals_of(policy)
    points = tuple(entry for total in totals for entry in points_of(policy, total))
    return Method(policy, sides, tuple(_units(policy)), totals, points, tuple(consequences_of(policy)))


def _units(policy: Policy) -> list[Units]:
    found = []
    for unit_type in policy.units.values():
        offices = dict.fromkeys(
            office
            for definition in policy.scores
            if definition.unit_type == unit_type.id
            for office in definition.assessor
        )
        members = unit_type.members.values()
        groups = {id_: sum(member.group == id_ for member in members) for id_ in unit_type.groups}
        count = len(members) if unit_type.source_table is None else None
        found.append(Units(unit_type, count, groups, tuple(offices)))
    return found


def _questions(policies: Sequence[Policy]) -> tuple[QuestionRow, ...]:
    """Those about one thing together. Two of one policy are never one row, even where they are about the same."""
    rows: dict[tuple[str, int], dict[str, tuple[str, str]]] = {}
    alone: list[QuestionRow] = []
    for policy in policies:
        seen: dict[str, int] = {}
        for question in policy.questions.values():
            own = (question.id, question.default)
            if question.about is None:
                alone.append(QuestionRow(None, {policy.id: own}, None))
                continue
            number = seen[question.about] = seen.get(question.about, 0) + 1
            rows.setdefault((question.about, number), {})[policy.id] = own
    aligned = [QuestionRow(about, by_policy, _same(by_policy)) for (about, _), by_policy in rows.items()]
    shared = [row for row in aligned if row.same is not None]
    return (*shared, *(row for row in aligned if row.same is None), *alone)


def _same(by_policy: Mapping[str, tuple[str, str]]) -> bool | None:
    if len(by_policy) < 2:
        return None
    return len({reading for _, reading in by_policy.values()}) == 1
