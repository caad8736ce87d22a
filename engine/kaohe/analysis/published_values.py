"""All that a policy publishes on one set of data, flat: places, grades, and what differs between two sets of values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kaohe.analysis.scores_and_targets import needed, sides_of
from kaohe.data.read_data import STRICT, ReadOptions, read_data
from kaohe.data.replaced_files import Replacement
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings, NotThere
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import assess, score
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, field, replace
from kaohe.policy.model import Policy
from kaohe.results import Results, TargetResults, Value, as_named
from kaohe.words.quota import QuotaRoles
from kaohe.words.rank_and_ties import MemberRankRoles, RankRoles


class Published(NamedTuple):
    """What has a value: a published score by its id, or a target as TARGET.attained."""

    unit_type: str
    unit: str
    period: Period
    value: str


class Change(NamedTuple):
    """A published value that is another one after something changed; None is absent, on either side."""

    of: Published
    group: str | None
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Inputs:
    """The typed data of each side of a policy; None where a side is not there."""

    scores: Dataset | None
    targets: Dataset | None
    warnings: tuple[Diagnostic, ...] = ()

    def changed(self, table: str, change: Callable[[Dataset], Dataset]) -> Inputs:
        """The inputs with every data set that has the table changed."""
        scores, targets = (
            change(each) if each is not None and table in each.tables else each for each in (self.scores, self.targets)
        )
        return Inputs(scores, targets, self.warnings)

    @property
    def sides(self) -> Iterator[Dataset]:
        yield from (each for each in (self.scores, self.targets) if each is not None)

    @property
    def replaced(self) -> tuple[Replacement, ...]:
        """The files that gave nothing, as others stand for them."""
        return tuple(dict.fromkeys(each for side in self.sides for each in side.replaced))


@dataclass(frozen=True, slots=True)
class PublishedValues:
    """`values` in the order of the policy's units, periods and values; numbers in the measure that is shown, members of
    lists by their names.

    `periods` has those of all results, also of targets in years that were not looked at. `run` is the calculation of
    the scores, None where there are none.
    """

    values: Mapping[Published, Value]
    groups: Mapping[tuple[str, str], str | None]
    periods: frozenset[Period]
    warnings: list[Diagnostic] = field(default_factory=list)
    replaced: tuple[Replacement, ...] = ()
    run: Evaluation | None = None

    def of(self, period: Period | None) -> PublishedValues:
        """The values of one period alone, all without one."""
        return self if period is None else self.only(lambda key: key.period == period)

    def only(self, is_kept: Callable[[Published], bool]) -> PublishedValues:
        """Some of the values alone."""
        return replace(self, values={key: value for key, value in self.values.items() if is_kept(key)})


def in_period(period: Period | None, *published: PublishedValues) -> tuple[PublishedValues, ...]:
    """The values in one period alone. Raises NotThere (C114) where nobody has it: nothing would be compared."""
    known = frozenset[Period]().union(*(each.periods for each in published))
    if period is not None and period not in known:
        there = sorted(known, key=lambda each: each.calendar_order)
        raise NotThere("C114", period=period, known=tuple(there))
    return tuple(each.of(period) for each in published)


Reader = Callable[[Policy], Inputs]
"""Reads one set of data by a policy: changed policies may read it otherwise. Raises Refused."""


def reader(data: Path, options: ReadOptions = STRICT) -> Reader:
    """Reads a folder or a workbook."""
    return partial(read_inputs, data=data, options=options)


def read_inputs(policy: Policy, data: Path, options: ReadOptions = STRICT) -> Inputs:
    """The data of both sides; the targets' table may be missing where there are scores. Raises Refused."""
    scores: Dataset | None = None
    targets: Dataset | None = None
    warnings: list[Diagnostic] = []
    if "scores" in sides_of(policy):
        findings = Findings()
        scores = read_data(policy, data, needed(policy, "scores"), findings, options)
        findings.stop_on_errors()
        warnings += findings.warnings
    if policy.target_table is not None:
        findings = Findings()
        read = read_data(policy, data, needed(policy, "targets"), findings, options)
        if scores is None or not is_left_out(policy.target_table, read, findings):
            findings.stop_on_errors()
            targets = read
            warnings += findings.warnings
    return Inputs(scores, targets, tuple(warnings))


def is_left_out(table: str, read: Dataset, findings: Findings) -> bool:
    """Whether all that is wrong is that the table is not there, as that of the targets need not be beside scores."""
    is_there = not any(found.code in ("D103", "D135") for found in findings.errors) and read.tables[table].sent
    return not is_there and len(findings.errors) <= 1


def published_values_of_results(
    results: Results | None, judged: TargetResults | None, year: Period | None
) -> PublishedValues:
    """What has been scored and judged, flat. Targets are looked at in `year`, or in the last year that they have."""
    values: dict[Published, Value] = {}
    groups: dict[tuple[str, str], str | None] = {}
    if results is not None:
        _add_scores(results, values, groups)
    if judged is not None:
        _add_targets(judged, year, values, groups)
    known = [result.period for each in (results, judged) if each is not None for result in each.results]
    return PublishedValues(values, groups, frozenset(known))


def published_values_of(
    policy: Policy, inputs: Inputs, readings: Mapping[str, str], year: Period | None = None
) -> PublishedValues:
    """Scores and judges. Targets are looked at in `year`, or in the last year of the data. Raises Refused."""
    warnings: list[Diagnostic] = [*inputs.warnings]
    results: Results | None = None
    judged: TargetResults | None = None
    run: Evaluation | None = None
    if inputs.scores is not None:
        results, run = score(policy, inputs.scores, readings, Findings())
        warnings += results.warnings
    if inputs.targets is not None:
        judged, _ = assess(policy, inputs.targets, readings, Findings())
        warnings += [each for each in judged.warnings if each not in warnings]
    found = published_values_of_results(results, judged, year)
    return replace(found, warnings=warnings, replaced=inputs.replaced, run=run)


def _add_scores(results: Results, values: dict[Published, Value], groups: dict[tuple[str, str], str | None]) -> None:
    for result in results.results:
        groups[result.unit_type, result.unit] = result.group
        for id_, value in result.values.items():
            definition = results.policy.definitions.get((result.unit_type, id_))
            values[Published(result.unit_type, result.unit, result.period, id_)] = as_named(definition, value)


def _add_targets(
    judged: TargetResults,
    year: Period | None,
    values: dict[Published, Value],
    groups: dict[tuple[str, str], str | None],
) -> None:
    years = sorted({result.period for result in judged.results})
    looked_at = year if year in years else years[-1] if years else None
    for result in judged.results:
        if result.period == looked_at:
            unit_type = result.target.unit_type
            groups.setdefault((unit_type, result.unit), None)
            values[Published(unit_type, result.unit, result.period, f"{result.target.id}.attained")] = result.attained


def changes_between(before: PublishedValues, after: PublishedValues) -> list[Change]:
    """What differs, in the order of `before`; then what only `after` has."""
    keys = dict.fromkeys((*before.values, *after.values))
    found = []
    for key in keys:
        old, new = before.values.get(key), after.values.get(key)
        if old != new or type(old) is not type(new):
            at = (key.unit_type, key.unit)
            found.append(Change(key, after.groups.get(at, before.groups.get(at)), old, new))
    return found


Readings = Mapping[str, str] | None
"""Readings in force; None for any of them."""


def is_place(policy: Policy, rule: tree.Node, readings: Readings) -> bool:
    """Whether a rule gives a place on some branch, of a unit or of a member of a list, so that less is better."""
    ends = _ends(policy, rule, readings)
    return any(isinstance(end, tree.Step) and isinstance(end.roles, RankRoles | MemberRankRoles) for end in ends)


def rank_of(policy: Policy, rule: tree.Node, readings: Readings) -> RankRoles | None:
    """The rank among units that a rule gives on some branch; None where it gives none."""
    ends = _ends(policy, rule, readings)
    return next((end.roles for end in ends if isinstance(end, tree.Step) and isinstance(end.roles, RankRoles)), None)


def grades_of(policy: Policy, rule: tree.Node, readings: Readings) -> tuple[str, ...]:
    """The grades that a rule gives, best first: those of a quota or of tiers, then those that stand apart.

    The highest tier is best; where the tiers are those of a place, the lowest. Of conditions alone nothing says which
    is better, so they give none.
    """
    ends = list(_ends(policy, rule, readings))
    ordered: dict[str, None] = {}
    for end in ends:
        if isinstance(end, tree.Step) and isinstance(end.roles, QuotaRoles):
            ordered |= dict.fromkeys(grade.value for grade in end.roles.grades)
        elif isinstance(end, tree.Tiers):
            ordered |= dict.fromkeys(_of_tiers(policy, end, readings))
    apart = [end.value for end in ends if isinstance(end, tree.Text)]
    for end in ends:
        if isinstance(end, tree.Step) and isinstance(end.roles, QuotaRoles) and end.roles.exception is not None:
            apart.append(end.roles.exception.grade.value)
    return tuple(ordered | dict.fromkeys(apart)) if ordered else ()


def _of_tiers(policy: Policy, tiers: tree.Tiers, readings: Readings) -> list[str]:
    texts = [
        end.value for branch in tiers.branches for end in _ends(policy, branch, readings) if isinstance(end, tree.Text)
    ]
    return texts[::-1] if is_place(policy, tiers.of, readings) else texts


def _ends(policy: Policy, node: tree.Node, readings: Readings) -> Iterator[tree.Node]:
    """What a rule may come to, seen through names, choices and formulas; a rank, a quota and tiers stay whole."""
    match node:
        case tree.Step(roles=RankRoles() | MemberRankRoles() | QuotaRoles()) | tree.Tiers():
            yield node
        case tree.Step() if node.means is not None:
            yield from _ends(policy, node.means, readings)
        case tree.Ref():
            yield from _ends(policy, policy.definitions[node.unit_type, node.id].rule, readings)
        case tree.Reading() if readings is not None:
            yield from _ends(policy, dict(node.cases)[readings[node.question]], readings)
        case tree.Choice():
            for branch in node.branches:
                yield from _ends(policy, branch, readings)
        case tree.IfAbsent():
            yield from _ends(policy, node.operand, readings)
            yield from _ends(policy, node.fallback, readings)
        case _:
            yield node
