"""The second opinion (复核): every published value calculated a second time, in another way, and compared.

Formulas are calculated from their written text, all else from the tree, value by value over fractions. It shares
with the first calculation what is known of the policy and the data, and no arithmetic.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Findings, Refused
from kaohe.garbage_collection import collector_held
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.policy.model import Definition, Policy
from kaohe.progress import each_told
from kaohe.results import Results, Value
from kaohe.verify.keys import Key
from kaohe.verify.naive import Naive
from kaohe.verify.reals import NEAR
from kaohe.verify.values import Unanswered

Asked = tuple[str, str, Period]
DEEPEST = 20_000  # a sum of a thousand terms is a thousand levels deep to Python's parser


def confirmed(results: Results, dataset: Dataset) -> Results:
    """The results as verified; Refused with an E301 for every value that is another the second time."""
    policy, findings = results.policy, Findings()
    second = recalculated(policy, dataset, results.record.readings)
    first: dict[Asked, dict[str, Value]] = {}
    for result in results.results:
        first.setdefault((result.unit_type, result.unit, result.period), {}).update(result.values)
    definitions = {(score.unit_type, score.id): score for score in policy.scores}
    reals = _resting_on_reals(policy)
    differs = False
    provisional = {(each.unit_type, each.unit, each.period): each.provisional for each in results.results}
    for asked in dict.fromkeys([*first, *second]):
        one, other = first.get(asked, {}), second.get(asked, {})
        for id_ in dict.fromkeys([*one, *other]):
            if id_ in provisional.get(asked, ()) or (
                id_ in one and id_ in other and _same(one[id_], other[id_], (asked[0], id_) in reals)
            ):
                continue  # what waits has no value yet, and the second calculation knows nothing of what is to come
            differs = True
            _tell(findings, definitions.get((asked[0], id_)), id_, asked, one.get(id_), other.get(id_))
    if differs:
        raise Refused([*results.warnings, *findings.all])
    return replace(results, record=replace(results.record, verified=True))


@collector_held()
def recalculated(
    policy: Policy, dataset: Dataset, readings: Mapping[str, str]
) -> dict[Asked, dict[str, Value | Unanswered]]:
    """Every published value by unit and period, in the measure it is shown in."""
    found: dict[Asked, dict[str, Value | Unanswered]] = {}
    naive = Naive(policy, dataset, readings)
    with _deep():
        for score in each_told("verify", policy.scores, lambda score: score.name):
            parts, _ = naive.types.defined((score.owner, score.id))
            for key in naive.keys.all(score.unit_type, parts):
                assert key.unit is not None and key.period is not None
                values = found.setdefault((score.unit_type, key.unit, key.period), {})
                values[score.id] = _shown(score, naive, key)
    return found


@contextmanager
def _deep() -> Iterator[None]:
    """Room for values that rest on values that rest on values."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _shown(score: Definition, naive: Naive, key: Key) -> Value | Unanswered:
    identity = (score.owner, score.id)
    try:
        value = naive.value(identity, key)
    except Unanswered as error:
        return error
    unit = naive.types.defined(identity)[1]
    return value / unit.scale if isinstance(value, Fraction) and unit is not None and unit.scale != 1 else value


def _resting_on_reals(policy: Policy) -> set[tuple[str, str]]:
    """The published values with a root, a power, a logarithm or an exponential somewhere below them."""
    found: set[tuple[str, str]] = set()
    for identity in policy.order:  # each after those it rests on
        nodes = list(tree.walk(policy.definitions[identity].rule))
        named = {(node.unit_type, node.id) for node in nodes if isinstance(node, tree.Ref)}
        if named & found or any(isinstance(node, tree.Power | tree.Root | tree.Ln | tree.Exp) for node in nodes):
            found.add(identity)
    return found


def _same(one: Value, other: Value | Unanswered, is_real: bool) -> bool:
    """Whether both are the same value of the same kind: True is not 1. A real is cut off by both."""
    if is_real and type(one) is Fraction and type(other) is Fraction:
        return abs(one - other) <= max(NEAR, NEAR * abs(one))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _tell(
    findings: Findings, score: Definition | None, id_: str, asked: Asked, one: Value, other: Value | Unanswered | None
) -> None:
    findings.add(
        "E301",
        score.place if score else None,
        value=score.name if score else id_,
        unit=asked[1],
        period=asked[2],
        first=_text(one),
        second=_text(other),
    )


def _text(value: Value | Unanswered) -> str:
    """Exactly, because two numbers that differ may look alike when they are cut."""
    return "—" if value is None else str(value)
