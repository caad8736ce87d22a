"""Scores as a table in Arrow's form, which polars, pandas, DuckDB and others take: a row for each unit and period.

Ranks are whole numbers; any other number is the floating-point one next to it, as in JSON. pyarrow is imported late, as
it is an extra. Where a run was over arrays its columns are taken as they are, and no result of a unit is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kaohe.data.tables.frames import Frame
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import shown_values
from kaohe.language.periods import Period
from kaohe.policy.model import Definition, Policy
from kaohe.report.json_text import line, plain, record_entry
from kaohe.results import LateResults, Results, as_named
from kaohe.words.rank_and_ties import written_ranks


def table_of(results: Results, run: Evaluation) -> Any:
    """A table of pyarrow: unit_type, unit, group, period, then the published values by id.

    Its schema keeps as `kaohe` what has to be known to get it again, as JSON without the time.
    """
    import pyarrow

    if isinstance(results.results, LateResults) and run.arrays is not None:
        types = [each for each in run.policy.units if any(score.unit_type == each for score in run.policy.scores)]
        table = pyarrow.concat_tables([_table_of_type(run, each) for each in types])
    else:
        table = _table_of_results(results)
    record = {"policy": results.policy.id, **record_entry(results.record)}
    del record["time"]
    return table.replace_schema_metadata({RECORD: line(record)})


RECORD = "kaohe"


def _table_of_results(results: Results) -> Any:
    import pyarrow

    found = results.results
    columns = {
        "unit_type": pyarrow.array([each.unit_type for each in found], pyarrow.string()),
        "unit": pyarrow.array([each.unit for each in found], pyarrow.string()),
        "group": pyarrow.array([each.group for each in found], pyarrow.string()),
        "period": pyarrow.array([str(each.period) for each in found], pyarrow.string()),
    }
    for id_, scores in _published(results.policy).items():
        known = {score.unit_type: score for score in scores}
        values = [plain(as_named(known.get(each.unit_type), each.values.get(id_))) for each in found]
        columns[id_] = pyarrow.array(values, _kind(results.policy, scores))
    return pyarrow.table(columns)


def schema_of(policy: Policy) -> Any:
    """The schema of the table, which is the same for all data of a policy."""
    import pyarrow

    texts = [(name, pyarrow.string()) for name in KEYS]
    return pyarrow.schema([*texts, *((id_, _kind(policy, scores)) for id_, scores in _published(policy).items())])


KEYS = ("unit_type", "unit", "group", "period")
"""The columns before the values."""


def _published(policy: Policy) -> dict[str, list[Definition]]:
    """The published values by id, those of several unit types together."""
    published: dict[str, list[Definition]] = {}
    for score in policy.scores:
        published.setdefault(score.id, []).append(score)
    return published


def _kind(policy: Policy, scores: list[Definition]) -> Any:
    """The type of a column, whatever its values are: the same for all data of a policy."""
    import pyarrow

    kinds = {policy.value_types[score.owner, score.id].kind for score in scores}
    if kinds == {"number"}:
        are_ranks = all(any(written_ranks(score.rule)) for score in scores)
        return pyarrow.int64() if are_ranks else pyarrow.float64()
    return pyarrow.bool_() if kinds == {"truth"} else pyarrow.string()


def _table_of_type(run: Evaluation, unit_type: str) -> Any:
    """The rows of the units of a type, by unit and then by period."""
    import numpy as np
    import pyarrow

    arrays = run.arrays
    assert arrays is not None
    mine = {score.id: score for score in run.policy.scores if score.unit_type == unit_type}
    frames = {id_: run.frames.of(run.policy.value_types[score.owner, score.id].grain) for id_, score in mine.items()}
    codes = {frame: arrays.key_codes(frame) for frame in frames.values()}
    named = {period for code in codes.values() for period in code.periods if period is not None}
    periods: Sequence[Period] = sorted(named, key=lambda period: period.calendar_order)
    place = {period: number for number, period in enumerate(periods)}
    at: dict[Frame, Any] = {}
    for frame, code in codes.items():
        when = np.array([0 if period is None else place[period] for period in code.periods], np.int64)
        at[frame] = code.units * len(periods) + when[code.period_codes]
    rows = np.unique(np.concatenate([*at.values()]))
    units, whens = np.divmod(rows, max(len(periods), 1))
    names = arrays.unit_names(unit_type)
    groups = run.dataset.groups.get(unit_type, {})

    def text(words: Sequence[str | None], numbers: Any) -> Any:
        return pyarrow.array(words, pyarrow.string()).take(pyarrow.array(numbers))

    columns = {
        "unit_type": text([unit_type], np.zeros(len(rows), np.int64)),
        "unit": text(names, units),
        "group": text([groups.get(name) for name in names], units),
        "period": text([str(period) for period in periods], whens),
    }
    for id_, scores in _published(run.policy).items():
        kind = _kind(run.policy, scores)
        if id_ not in mine:
            columns[id_] = pyarrow.nulls(len(rows), kind)
            continue
        values, own = _values(run, mine[id_], frames[id_], kind), at[frames[id_]]
        there = np.minimum(np.searchsorted(own, rows, sorter=(order := np.argsort(own))), max(len(own) - 1, 0))
        row = order[there] if len(own) else there
        missing = own[row] != rows if len(own) else np.ones(len(rows), np.bool_)
        columns[id_] = values.take(pyarrow.array(row, mask=missing))
    return pyarrow.table(columns)


def _values(run: Evaluation, score: Definition, frame: Frame, kind: Any) -> Any:
    """The values of a score on its own frame."""
    import numpy as np
    import pyarrow

    from kaohe.evaluate.arrays.columns import IntegerArray, RatioArray
    from kaohe.evaluate.arrays.floats import nearest

    assert run.arrays is not None
    found = run.arrays.values.get((score.owner, score.id))
    if kind != pyarrow.float64() or not isinstance(found, IntegerArray | RatioArray):
        return pyarrow.array([plain(as_named(score, value)) for value in shown_values(run, score)], kind)
    scale = run.policy.value_types[score.owner, score.id].measure.scale
    mask = None if found.absent is None else np.broadcast_to(found.absent, (len(frame),))
    return pyarrow.array(nearest(found, scale, len(frame)), kind, mask=mask)
