"""kaohe (考核): official appraisal methods as policies, calculated exactly.

The public face. Heavy parts are imported when they are called, so that `kaohe --help` does not load them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe.version import __version__

if TYPE_CHECKING:
    from kaohe.analysis.explain.model import Explanation
    from kaohe.data.tables.dataset import Dataset
    from kaohe.diagnostics import Diagnostic, Findings
    from kaohe.language.periods import Period
    from kaohe.places import Source
    from kaohe.policy.model import Policy
    from kaohe.results import Results, TargetResults

__all__ = ["__version__", "check", "check_source", "explain", "load", "load_source", "score", "score_rows", "targets"]


def load(path: str | Path) -> Policy:
    """The policy in a file. Raises kaohe.diagnostics.Refused with everything that is wrong with it."""
    from kaohe.policy.load import load as load_policy

    return load_policy(path)


def load_source(source: Source) -> Policy:
    """The policy in a text that is already read. Raises Refused."""
    from kaohe.policy.load import load_source as load_policy

    return load_policy(source)


def check(path: str | Path) -> tuple[Policy | None, list[Diagnostic]]:
    """Everything that can be known without data: the policy (None if it cannot be used) and the findings."""
    from kaohe.diagnostics import Findings
    from kaohe.language.text import read_source

    findings = Findings()
    source = read_source(path, findings)
    return (None, findings.all) if source is None else check_source(source)


def check_source(source: Source) -> tuple[Policy | None, list[Diagnostic]]:
    """The same for a text that is already read."""
    from kaohe.analysis.check import check as check_text

    return check_text(source)


def score(
    policy: Policy,
    data: str | Path,
    readings: Mapping[str, str] | None = None,
    verify: bool = False,
    include_hidden: bool = False,
    provisional: bool = False,
) -> Results:
    """Scores the data in a folder or a workbook; `readings` chooses other readings than the defaults, by question.

    With `verify` everything is calculated a second time, independently. What a workbook hides is refused, unless
    it is to be included. With `provisional` what has not been sent yet is absent with all that rests on it, and
    stands in the results' `missing`. Raises Refused.
    """
    from kaohe.data.read_data import ReadOptions, read_data
    from kaohe.diagnostics import Findings
    from kaohe.evaluate.scores import needed_tables

    findings = Findings()
    dataset = read_data(policy, Path(data), needed_tables(policy), findings, ReadOptions(include_hidden, provisional))
    return _scored(policy, dataset, readings, findings, verify)


def score_rows(
    policy: Policy,
    rows: Mapping[str, Iterable[Mapping[str, object]]],
    readings: Mapping[str, str] | None = None,
    verify: bool = False,
) -> Results:
    """Scores rows given in Python: table id to rows of column id to int, Decimal, Fraction, str, bool or date.

    Numbers are in the column's own measure, as in a file (a percentage is 12.5). Raises Refused.
    """
    from kaohe.data.tables.python_rows import dataset_of_rows
    from kaohe.diagnostics import Findings
    from kaohe.evaluate.scores import needed_tables

    findings = Findings()
    dataset = dataset_of_rows(policy, rows, findings, needed_tables(policy))
    return _scored(policy, dataset, readings, findings, verify)


def targets(
    policy: Policy,
    data: str | Path,
    readings: Mapping[str, str] | None = None,
    include_hidden: bool = False,
    provisional: bool = False,
) -> TargetResults:
    """Judges the policy's targets by the data in a folder or a workbook, in every year of the data. Raises Refused."""
    from kaohe.data.read_data import ReadOptions, read_data
    from kaohe.diagnostics import Findings
    from kaohe.evaluate.targets import assess

    findings = Findings()
    needed = [] if policy.target_table is None else [policy.target_table]
    dataset = read_data(policy, Path(data), needed, findings, ReadOptions(include_hidden, provisional))
    findings.stop_on_errors()
    return assess(policy, dataset, readings or {}, findings)[0]


def explain(
    policy: Policy,
    data: str | Path,
    unit: str | None = None,
    period: Period | None = None,
    of: str | None = None,
    against: str | None = None,
    readings: Mapping[str, str] | None = None,
    include_hidden: bool = False,
    provisional: bool = False,
) -> Explanation:
    """Why a unit has what it has, down to the cells of the data; or why it stands before another.

    `of` is the id or name of a value or a target; all wholes if None, or all targets where there are no scores, in the
    last period that has a value. `unit` may be left out where there is one alone. Raises Refused, and
    kaohe.analysis.explain.units.NotThere where there is no such unit, value or period.
    """
    from kaohe.analysis.explain.explanation import Asked, answer
    from kaohe.data.read_data import ReadOptions

    asked = Asked(unit, period, of, against)
    return answer(policy, Path(data), asked, readings or {}, ReadOptions(include_hidden, provisional))


def _scored(
    policy: Policy, dataset: Dataset, readings: Mapping[str, str] | None, findings: Findings, verify: bool
) -> Results:
    from kaohe.analysis.appraisal import scored

    findings.stop_on_errors()
    return scored(policy, dataset, readings or {}, findings, verify).results
