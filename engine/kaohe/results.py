"""Results (考核结果): what every back end and every report knows of them, and nothing of how they were calculated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Literal, overload

from kaohe.data.replaced_files import Replacement
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic
from kaohe.language.entry import TargetKind
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, field, replace
from kaohe.policy.model import Definition, Policy, Target
from kaohe.shipped_files import __version__
from kaohe.source_places import Place

Value = Fraction | str | bool | None
PROVISIONAL = "E204"
"""The warning that results are provisional."""


def as_named(definition: Definition | None, value: Value) -> Value:
    """A value of an entry as people know it: a member of a list by its name."""
    known = None if definition is None else definition.list
    return known.members.get(value, value) if known is not None and isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Result:
    """The values of one unit in one period, by id; numbers in the measure they are shown in (a percentage is 85).

    `provisional` are the ids of values that are absent because an input has not been sent yet, `adjusted` those of
    scores that decisions changed, `not_applicable` those of values that do not apply to the unit. `steps` are values
    that are not published, where they were asked for.
    """

    unit_type: str
    unit: str
    group: str | None
    period: Period
    values: Mapping[str, Value]
    provisional: frozenset[str] = frozenset()
    adjusted: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()
    steps: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """What has to be known to get the same results again; only `time` differs from run to run.

    `policy_files` has the digest of each file that the policy was put together from, where they are several. `counts`
    is how many values operations gave over arrays, and how many by lists, where there were arrays.
    """

    policy_digest: str
    data_digest: str
    engine_version: str
    readings: Mapping[str, str]
    chosen: frozenset[str]
    time: str
    verified: bool = False
    replaced: tuple[Replacement, ...] = ()
    policy_files: tuple[tuple[str, str], ...] = ()
    counts: tuple[int, int] | None = None

    @classmethod
    def of(
        cls,
        policy: Policy,
        dataset: Dataset,
        readings: Mapping[str, str],
        chosen: Mapping[str, str],
        counts: tuple[int, int] | None = None,
    ) -> Record:
        """The record of a run that ends now; `readings` has one for each question, `chosen` those asked for."""
        return cls(
            policy_digest=policy.text.digest,
            data_digest=dataset.digest,
            engine_version=__version__,
            readings=readings,
            chosen=frozenset(chosen),
            time=datetime.now().astimezone().isoformat(timespec="seconds"),
            replaced=dataset.replaced,
            policy_files=policy.text.digests if len(policy.text.files) > 1 else (),
            counts=counts,
        )


@dataclass(frozen=True, slots=True)
class MissingInput:
    """An input that has not been sent yet (未报): columns of a table for units (none: for all) in a period.

    `members` are the names of those of a further key part whose rows are missing, none where all are. A table of
    records that is still to come has neither columns nor a period.
    """

    table: str
    columns: tuple[str, ...]
    period: Period | None
    units: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    def concerns(self, period: Period) -> bool:
        """Whether results of a period may wait for it."""
        return self.period is None or self.period.meets(period)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about one score (领导小组调整): points more or less (`change`), or the value instead (`set`).

    `amount` is in the measure that the score is shown in.
    """

    kind: Literal["change", "set"]
    amount: Fraction
    reason: str
    date: str
    document: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A score that decisions changed: what the rules gave and what it is, in the measure it is shown in.

    The last two say whether what the rules gave, and the result, are absent because an input has not been sent yet.
    """

    score: Definition
    unit: str
    period: Period
    calculated: Fraction | None
    result: Fraction | None
    decisions: tuple[Decision, ...]
    calculated_is_provisional: bool
    result_is_provisional: bool


class LateResults(Sequence[Result]):
    """Results that are made when somebody asks for one: of many units that takes longer than to calculate them."""

    def __init__(self, make: Callable[[], list[Result]]) -> None:
        self._make = make
        self._made: list[Result] | None = None

    @property
    def made(self) -> list[Result]:
        """All of them."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def __len__(self) -> int:
        return len(self.made)

    @overload
    def __getitem__(self, at: int) -> Result: ...
    @overload
    def __getitem__(self, at: slice) -> list[Result]: ...
    def __getitem__(self, at: int | slice) -> Result | list[Result]:
        return self.made[at]

    def __iter__(self) -> Iterator[Result]:
        return iter(self.made)

    def __eq__(self, other: object) -> bool:
        return self.made == (other.made if isinstance(other, LateResults) else other)

    __hash__ = None  # type: ignore[assignment]  # as a list


@dataclass(frozen=True, slots=True)
class Results:
    """Scores, in the policy's order of unit types and units, then by period.

    They are provisional (暂定) where there are `missing` inputs. `adjusted` are the scores that decisions changed.
    """

    policy: Policy
    results: Sequence[Result]
    record: Record
    warnings: list[Diagnostic] = field(default_factory=list)
    missing: tuple[MissingInput, ...] = ()
    adjusted: tuple[Adjusted, ...] = ()

    def of(self, period: Period) -> Results:
        """The results of one period alone, with the missing inputs and the adjustments that concern them."""
        missing = tuple(each for each in self.missing if each.concerns(period))
        return replace(
            self,
            results=[result for result in self.results if result.period == period],
            warnings=[each for each in self.warnings if missing or each.code != PROVISIONAL],
            missing=missing,
            adjusted=tuple(each for each in self.adjusted if period.meets(each.period)),
        )


@dataclass(frozen=True, slots=True)
class TargetResult:
    """One target in one year; figures in the target's own measure (a percentage is 85).

    `attainment` is actual / required, absent where nothing is required. `above` says that a range is passed at its
    upper end. `pace` is what still has to be added each year until it is due. All are absent for a qualitative target.
    `kind` is what is asked for under the readings in force (`target.kind` is what the default reading asks for).
    `provisional` says that nothing is known because an input has not been sent yet.
    """

    target: Target
    unit: str
    period: Period
    actual: Fraction | None = None
    required: Fraction | None = None
    attained: bool | None = None
    attainment: Fraction | None = None
    above: bool | None = None
    upper: Fraction | None = None
    pace: Fraction | None = None
    kind: TargetKind | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class TargetResults:
    """Every target in every year of the data, in the order of the policy, then by year.

    They are provisional where there are `missing` inputs.
    """

    policy: Policy
    results: list[TargetResult]
    record: Record
    warnings: list[Diagnostic] = field(default_factory=list)
    missing: tuple[MissingInput, ...] = ()
