"""Blocks: what stands together in a report, that is the units of one type in one period, in the order of the results.

Where ranks are given within comparison groups (or there are none), every group is a block of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kaohe.language.periods import Period
from kaohe.language.tree import Rank
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Definition, Group, Policy, UnitType
from kaohe.report.words import period_words
from kaohe.results import Result, Results
from kaohe.words.rank_and_ties import written_ranks


@dataclass(frozen=True, slots=True)
class Column:
    """One published value of a block: `level` is how many scores enclose it; `whole` if it has no decimals."""

    definition: Definition
    heading: str
    level: int
    is_rank: bool
    whole: bool
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Block:
    """The results that one table shows, in the order they are shown in. `group` is set if all are of one group."""

    policy: Policy
    unit_type: UnitType
    period: Period
    group: Group | None
    columns: list[Column]
    results: list[Result]

    @property
    def title(self) -> str:
        """乡镇 2022年一季度 园区类."""
        period = period_words(self.period, self.policy.language)
        words = [self.unit_type.name, period, self.group.name if self.group else ""]
        return " ".join(word for word in words if word)

    @property
    def names_groups(self) -> bool:
        """Whether rows have to say which group they are of."""
        return self.group is None and any(result.group for result in self.results)

    def group_of(self, result: Result) -> str:
        """The name of a result's group."""
        return self.policy.group_name(self.unit_type.id, result.group)


def blocks(results: Results) -> Iterator[Block]:
    """The blocks in the order of the policy's unit types, then by period, then by the policy's groups.

    The results of a block stand in the order that they are given in.
    """
    apart: dict[tuple[str, Period], list[Result]] = {}
    for result in results.results:
        apart.setdefault((result.unit_type, result.period), []).append(result)
    for type_id, unit_type in results.policy.units.items():
        periods = (period for owner, period in apart if owner == type_id)
        for period in sorted(periods, key=lambda each: each.calendar_order):
            members = apart[type_id, period]
            definitions = _published(results.policy, type_id, members)
            rank = next(filter(_rank, definitions), None)
            known = _columns(results.policy, definitions)
            for group, part in _parts(results.policy, unit_type, members, rank):
                columns = [replace(column, whole=_is_whole(column.definition, part)) for column in known]
                yield Block(results.policy, unit_type, period, group, columns, part)


def ordered_by(results: Results, by: str) -> Results:
    """The results, those of each unit type and period by a value: a rank from the first, others from the highest.

    What has no such value keeps its order, and stands last.
    """
    ranks = {(score.unit_type, score.id) for score in results.policy.scores if score.id == by and _rank(score)}

    def place(result: Result) -> tuple[bool, Fraction]:
        value = result.values.get(by)
        number = Fraction(value) if isinstance(value, bool | Fraction) else None
        if number is None:
            return True, Fraction(0)
        return False, number if (result.unit_type, by) in ranks else -number

    apart: dict[tuple[str, Period], list[Result]] = {}
    for result in results.results:
        apart.setdefault((result.unit_type, result.period), []).append(result)
    return replace(results, results=[result for members in apart.values() for result in sorted(members, key=place)])


def best_first(block: Block) -> Block:
    """A block by its rank; the order of the policy among equals, and those without a rank last."""
    rank = next((column.definition.id for column in block.columns if column.is_rank), None)

    def place(result: Result) -> tuple[bool, Fraction]:
        value = result.values.get(rank or "")
        return (False, value) if isinstance(value, Fraction) else (True, Fraction(0))

    return block if rank is None else replace(block, results=sorted(block.results, key=place))


def _published(policy: Policy, unit_type: str, members: list[Result]) -> list[Definition]:
    known = {name for result in members for name in result.values}
    return [score for score in policy.scores if score.unit_type == unit_type and score.id in known]


def _columns(policy: Policy, definitions: list[Definition]) -> list[Column]:
    """Ranks first, then the order of the policy, which puts a total before its parts; whether whole is not said yet."""
    parents = {definition.id: definition.parent for definition in definitions}
    columns = [
        Column(
            definition,
            policy.heading(definition),
            _level(definition.id, parents),
            _rank(definition) is not None,
            False,
            policy.language,
        )
        for definition in definitions
    ]
    return sorted(columns, key=lambda column: not column.is_rank)


def _level(name: str, parents: dict[str, str | None]) -> int:
    above = parents.get(name)
    return 0 if above is None else 1 + _level(above, parents)


def _is_whole(definition: Definition, members: list[Result]) -> bool:
    values = (result.values.get(definition.id) for result in members)
    return not definition.prints_points and all(
        value.denominator == 1 for value in values if isinstance(value, Fraction)
    )


def _rank(definition: Definition) -> Rank | None:
    """The rank that the writer wrote with its keyword, not one that a grade rests on."""
    return next(written_ranks(definition.rule), None)


def _parts(
    policy: Policy, unit_type: UnitType, members: list[Result], rank: Definition | None
) -> Iterator[tuple[Group | None, list[Result]]]:
    ranking = _rank(rank) if rank else None
    if not any(member.group for member in members) or (ranking and ranking.within is None):
        yield None, members
        return
    apart: dict[str | None, list[Result]] = {name: [] for name in unit_type.groups}
    for member in members:
        apart.setdefault(member.group, []).append(member)
    for name, part in apart.items():
        if part:
            known = unit_type.groups.get(name) if name else None
            yield (Group(name, policy.group_name(unit_type.id, name)) if name and not known else known), part
