"""Decisions (领导小组调整) as a run applied them: what the score was, what was decided, and what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal, cast

from kaohe.data.tables.dataset import Numbers, TableData
from kaohe.evaluate import columns
from kaohe.evaluate.columns import Ratios
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language.periods import Period
from kaohe.language.reals import near
from kaohe.policy.model import CHANGE, DATE, DOCUMENT, REASON, SCORE, SET, Definition, bounds_of, calculated
from kaohe.results import Adjusted, Decision


def adjusted_scores(run: Evaluation) -> Iterator[Adjusted]:
    """Every score that some decision is about, in the order of the policy's scores, then of periods and units."""
    for score in run.policy.scores:
        if score.adjusted_by in run.dataset.tables:
            yield from _of_score(run, score, run.dataset.tables[score.adjusted_by])


def decisions_on(run: Evaluation, score: Definition, unit: str, period: Period) -> tuple[Decision, ...]:
    """The decisions about one score."""
    data = run.dataset.tables.get(score.adjusted_by or "")
    rows = () if data is None else _rows(data, score).get((unit, period), ())
    return () if data is None else tuple(_decision(run, data, row) for row in rows)


def check_adjusted(run: Evaluation, found: Sequence[Adjusted]) -> None:
    """D402 for each score that lies outside of its bounds once it is adjusted, D403 for one that does not apply."""
    for each in found:
        if not _applies(run, each):
            told = {"unit": each.unit, "period": str(each.period), "name": each.score.name}
            run.findings.add("D403", each.decisions[-1].place, **told)
        table = run.policy.tables[each.score.adjusted_by or ""]
        scale = table.columns[SET].measure.scale
        low, high = (None if bound is None else bound / scale for bound in bounds_of(table))
        outside = each.result is not None and (
            (low is not None and each.result < low) or (high is not None and each.result > high)
        )
        if outside:
            run.findings.add(
                "D402",
                each.decisions[-1].place,
                table=table.name,
                unit=each.unit,
                period=str(each.period),
                name=each.score.name,
                value=each.result,
                low="−∞" if low is None else low,
                high="+∞" if high is None else high,
            )


def _of_score(run: Evaluation, score: Definition, data: TableData) -> Iterator[Adjusted]:
    before = calculated(run.policy, score)
    rows = _rows(data, score)
    frame = run.frames.of(run.policy.value_types[score.owner, score.id].grain)
    for unit, period, _ in frame.keys:
        assert unit is not None and period is not None
        if (unit, period) in rows:
            decisions = tuple(_decision(run, data, row) for row in rows[unit, period])
            was, now = (_value(run, each, unit, period) for each in (before, score))
            are_provisional = (_is_provisional(run, each, unit, period) for each in (before, score))
            yield Adjusted(score, unit, period, was, now, decisions, *are_provisional)


def _rows(data: TableData, score: Definition) -> dict[tuple[str, Period], list[int]]:
    found: dict[tuple[str, Period], list[int]] = {}
    scores = cast("list[str | None]", data.columns[SCORE])
    for row, (unit, period, *_) in enumerate(data.keys):
        if scores[row] == score.id:
            found.setdefault((cast(str, unit), cast(Period, period)), []).append(row)
    return found


def _decision(run: Evaluation, data: TableData, row: int) -> Decision:
    texts = {column: cast("list[str | None]", data.columns[column])[row] for column in (REASON, DATE, DOCUMENT)}
    amounts = {column: _amount(run, data, column, row) for column in (CHANGE, SET)}
    kind: Literal["change", "set"] = "change" if amounts[CHANGE] is not None else "set"
    amount = amounts[kind]
    assert amount is not None, "the data has been checked"
    place = data.place_of(row, kind)
    return Decision(kind, amount, texts[REASON] or "", texts[DATE] or "", texts[DOCUMENT], place)


def _amount(run: Evaluation, data: TableData, column: str, row: int) -> Fraction | None:
    values = data.columns[column]
    assert isinstance(values, Numbers)
    numerator = values.numerators[row]
    scale = run.policy.tables[data.table].columns[column].measure.scale
    return None if numerator is None else Fraction(numerator, values.denominator) / scale


def _value(run: Evaluation, definition: Definition, unit: str, period: Period) -> Fraction | None:
    """A value at the key of the decision."""
    type_ = run.policy.value_types[definition.owner, definition.id]
    row = _row_of(run, definition, unit, period)
    column = run.value((definition.owner, definition.id))
    if row is None or not isinstance(column, Numbers | Ratios):
        return None
    value = columns.fractions(columns.taken(column, [row]))[0]  # type: ignore[arg-type]
    return None if value is None else near(value / type_.measure.scale)


def _applies(run: Evaluation, found: Adjusted) -> bool:
    """Whether there is such a score for this unit at all (`where` of its entry)."""
    row = _row_of(run, found.score, found.unit, found.period)
    if found.score.where is None or row is None:
        return True
    frame = run.frames.of(run.policy.value_types[found.score.owner, found.score.id].grain)
    (holds,) = cast("list[bool | None]", run.calculated(found.score.where, frame.single(row), found.score.name))
    return holds is not False


def _is_provisional(run: Evaluation, definition: Definition, unit: str, period: Period) -> bool:
    """Whether a value is absent because of what has not been sent yet."""
    return _row_of(run, definition, unit, period) in run.provisional.value((definition.owner, definition.id))


def _row_of(run: Evaluation, definition: Definition, unit: str, period: Period) -> int | None:
    """The row of a key, which may be finer than that of the value."""
    grain = run.policy.value_types[definition.owner, definition.id].grain
    return run.frames.of(grain).positions.get((unit, period if grain.period else None, None))
