"""Goals: a rank, a grade, or a number to reach, and what is better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe.analysis.gap.standing import Standing
from kaohe.data.cells.numbers import Figure, read_figure
from kaohe.evaluate.arithmetic import plain
from kaohe.language import tree
from kaohe.language.node import Meaning, Roles
from kaohe.policy.model import Definition, Policy
from kaohe.results import Value
from kaohe.words.quota import QuotaRoles
from kaohe.words.rank_and_ties import RankRoles


class NoSuchGoal(LookupError):
    """`--to` names no published value, or a value that it cannot have; `known` are those that it could name."""

    def __init__(self, written: str, known: Sequence[str]) -> None:
        super().__init__(written)
        self.written, self.known = written, tuple(known)


@dataclass(frozen=True, slots=True)
class Goal:
    """A published value and what it has to come to: at most a rank, at least a number, a grade or a better one."""

    definition: Definition
    reach: Value
    grades: tuple[str, ...] = ()
    is_rank: bool = False

    def is_reached(self, value: Value) -> bool:
        """Whether a value is as good as the goal. A number that is followed notes the comparison."""
        if value is None:
            return False
        if isinstance(value, Fraction) and isinstance(self.reach, Fraction):
            return value <= self.reach if self.is_rank else value >= self.reach
        if self.grades and isinstance(value, str) and isinstance(self.reach, str):
            return value in self.grades and self.grades.index(value) <= self.grades.index(self.reach)
        return value == self.reach

    def worth(self, value: Value) -> tuple[int, Fraction]:
        """What puts values in order, the better the higher."""
        if isinstance(value, Fraction):
            plain = Fraction(value.numerator, value.denominator)
            return 1, -plain if self.is_rank else plain
        if isinstance(value, str) and value in self.grades:
            return 1, Fraction(-self.grades.index(value))
        if isinstance(value, bool):
            return 1, Fraction(value == self.reach)
        return (1, Fraction(value == self.reach)) if value is not None else (0, Fraction(0))


def goal_of(policy: Policy, readings: Mapping[str, str], unit_type: str, written: str) -> Goal:
    """The goal that `ID=VALUE` names. Raises NoSuchGoal."""
    id_, _, wanted = (part.strip() for part in written.partition("="))
    published = [one for one in policy.scores if one.unit_type == unit_type]
    found = [one for one in published if id_ in (one.id, one.name)]
    if not found or not wanted:
        raise NoSuchGoal(id_, [one.id for one in published])
    definition = found[0]
    grades = grades_of(definition, readings)
    if grades:
        if wanted not in grades:
            raise NoSuchGoal(wanted, grades)
        return Goal(definition, wanted, grades)
    type_ = policy.value_types[definition.owner, definition.id]
    if type_.kind == "truth":
        if wanted not in ("yes", "no", "true", "false", "是", "否"):
            raise NoSuchGoal(wanted, ("yes", "no"))
        return Goal(definition, wanted in ("yes", "true", "是"))
    figure = read_figure(wanted)
    if not isinstance(figure, Figure):
        raise NoSuchGoal(wanted, ())
    return Goal(definition, figure.fraction, is_rank=is_rank(definition, readings))


def next_place(standing: Standing) -> Goal | None:
    """The next better place that a unit of the same group holds; None where there is none."""
    for definition in standing.published():
        roles = word_of(definition, standing.readings)
        if isinstance(roles, RankRoles):
            own = standing.values()[definition.id]
            better = [
                place for place in _places(standing, definition, roles) if isinstance(own, Fraction) and place < own
            ]
            return Goal(definition, max(better), is_rank=True) if better else None
    return None


def _places(standing: Standing, definition: Definition, roles: RankRoles) -> Iterator[Fraction]:
    """The places of the units that the unit is compared with."""
    run, within = standing.run, roles.means.within
    frame = run.frames.of(standing.policy.value_types[definition.owner, definition.id].grain)
    groups = [True] * len(frame) if within is None else plain(run.calculated(within, frame, definition.name))
    own = frame.positions[standing.unit, standing.period, None]
    for row, place in enumerate(plain(run.value((definition.owner, definition.id)))):
        if frame.keys[row][1] == standing.period and groups[row] == groups[own] and place is not None:
            yield place


def word_of(definition: Definition, readings: Mapping[str, str]) -> Roles | None:
    """The roles of the word that a value's rule is, under these readings, seen through cases of readings alone."""
    node = definition.rule
    while True:
        if isinstance(node, tree.Reading):
            node = dict(node.cases)[readings[node.question]]
        elif isinstance(node, tree.Step) and node.entry.kind == "structure" and isinstance(node.roles, Meaning):
            node = node.roles.means
        else:
            return node.roles if isinstance(node, tree.Step) else None


def is_rank(definition: Definition, readings: Mapping[str, str]) -> bool:
    """Whether a value is a place, so that less is better."""
    return isinstance(word_of(definition, readings), RankRoles)


def grades_of(definition: Definition, readings: Mapping[str, str]) -> tuple[str, ...]:
    """The grades that a value is one of, best first, one that stands apart last."""
    roles = word_of(definition, readings)
    if not isinstance(roles, QuotaRoles):
        return ()
    grades = tuple(grade.value for grade in roles.grades)
    return grades if roles.exception is None else (*grades, roles.exception.grade.value)
