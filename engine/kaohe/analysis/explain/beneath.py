"""Beneath an indicator in which two units differ: how either came about, and the inputs that make the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.model import Beneath, Explained, Pair
from kaohe.analysis.explain.shares import Addend, Made
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language.periods import Period

Key = tuple[str, str, Period | None]


def beneath(run: Evaluation, first: Addend | None, second: Addend | None, units: tuple[str, str]) -> Iterator[Beneath]:
    """Both sides, period by period; one side has several entries where it is added several times."""
    sides = [each.made if each else {} for each in (first, second)]
    found = {period for side in sides for period in side}
    for period in sorted(found, key=lambda each: each.calendar_order if each else (0, 0)):
        pairs = [side.get(period, []) for side in sides]
        for at in range(max(map(len, pairs))):
            made = [entries[at] if at < len(entries) else None for entries in pairs]
            told = [_told(run, each) for each in made]
            weights = (made[0].weight if made[0] else Fraction(1), made[1].weight if made[1] else Fraction(1))
            yield Beneath(period, told[0], told[1], weights, tuple(_pairs(told[0], told[1], units)))


def _told(run: Evaluation, made: Made | None) -> Explained | None:
    """The step as it is explained by itself, from its own key on."""
    if made is None:
        return None
    tell = Explainer(run)
    if isinstance(made.of, Explained):
        return made.of
    if isinstance(made.of, tuple):
        return tell.value(made.of, made.point, made.point)
    return tell.part(made.of, made.point)


def _pairs(first: Explained | None, second: Explained | None, units: tuple[str, str]) -> Iterator[Pair]:
    """The inputs of both that differ, in the order in which they are met; then the records that count."""
    one, two = _inputs(first), _inputs(second)
    root = first or second
    assert root is not None
    for key in dict.fromkeys([*one, *two]):
        left, right = one.get(key), two.get(key)
        if (left is None or right is None) and key[1] in units:
            continue  # the highest or lowest of the group, which is the other unit's own input
        if left is None or right is None or left.value != right.value:
            some = left or right
            assert some is not None
            yield Pair(some.name, key[1] or root.unit, left, right)
    records = [list(_records(step)) for step in (first, second)]
    yield from (Pair(row.name, "", row, None) for row in _without(records[0], records[1]))
    yield from (Pair(row.name, "", None, row) for row in _without(records[1], records[0]))


def _inputs(root: Explained | None) -> Mapping[Key, Explained]:
    """The inputs of a side that stand in no record, each once."""
    return {(step.id, step.unit, step.period): step for step in _outside_records(root) if step.kind == "input"}


def _records(root: Explained | None) -> Iterator[Explained]:
    return (step for step in _outside_records(root) if step.kind == "row" and step.counts)


def _outside_records(root: Explained | None) -> Iterator[Explained]:
    """The steps down to the records, but not what lies below these."""
    waiting = [root] if root else []
    while waiting:
        step = waiting.pop()
        yield step
        if step.kind != "row":
            waiting.extend(reversed(step.parts))


def _without(records: Iterable[Explained], others: Iterable[Explained]) -> Iterator[Explained]:
    """The records but for those that the other unit has the like of."""
    known = [(row.name, row.value) for row in others]
    for row in records:
        if (row.name, row.value) in known:
            known.remove((row.name, row.value))
        else:
            yield row
