"""Loading and calculating with the engine's inner objects, which tests look into; users have `import kaohe`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from kaohe.analysis.explain.explanation import Asked, answer
from kaohe.analysis.explain.model import Explanation
from kaohe.analysis.scores_and_targets import judged_files, needed, scored, scored_files
from kaohe.data.read_data import ReadOptions
from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Findings
from kaohe.language.periods import Period
from kaohe.policy import load as loading
from kaohe.policy.load import load_source
from kaohe.policy.model import Policy
from kaohe.results import Results, TargetResults

__all__ = ["explain", "load", "load_source", "score", "score_rows", "targets"]

CHECKOUT = Path(__file__).parents[1]


def load(path: str | Path) -> Policy:
    """The policy of a file; that of a file of the checkout, which no test changes, is read once. Raises Refused."""
    return _of_checkout(path) if CHECKOUT in Path(path).resolve().parents else loading.load(path)


_of_checkout = cache(loading.load)


def score(
    policy: Policy,
    data: str | Path,
    readings: Mapping[str, str] | None = None,
    verify: bool = False,
    include_hidden: bool = False,
    provisional: bool = False,
) -> Results:
    """The scores of files. Raises Refused."""
    options = ReadOptions(include_hidden, provisional)
    return scored_files(policy, Path(data), readings or {}, options, verify).results


def score_rows(
    policy: Policy,
    rows: Mapping[str, Iterable[Mapping[str, object]]],
    readings: Mapping[str, str] | None = None,
    verify: bool = False,
) -> Results:
    """The scores of rows given in Python. Raises Refused."""
    findings = Findings()
    dataset = dataset_of_rows(policy, rows, findings, needed(policy, "scores"))
    findings.stop_on_errors()
    return scored(policy, dataset, findings, readings or {}, verify).results


def targets(
    policy: Policy,
    data: str | Path,
    readings: Mapping[str, str] | None = None,
    include_hidden: bool = False,
    provisional: bool = False,
) -> TargetResults:
    """The targets judged by files, in every year of the data. Raises Refused."""
    return judged_files(policy, Path(data), readings or {}, ReadOptions(include_hidden, provisional)).results


def explain(
    policy: Policy,
    data: str | Path,
    unit: str | None = None,
    period: Period | None = None,
    of: str | None = None,
    against: str | None = None,
    readings: Mapping[str, str] | None = None,
) -> Explanation:
    """The explanation of files. Raises Refused, and NotThere."""
    return answer(policy, Path(data), Asked(unit, period, of, against), readings or {})
