"""Scores as a table in Arrow's form, which polars, pandas, DuckDB and others take: a row for each unit and period.

Ranks are whole numbers; any other number is the floating-point one next to it, as in JSON. pyarrow is imported late, as
it is an extra.
"""

from __future__ import annotations

from typing import Any

from kaohe.policy.model import Definition
from kaohe.report.json_text import plain
from kaohe.results import Results, as_named
from kaohe.words.rank_and_ties import written_ranks


def table_of(results: Results) -> Any:
    """A table of pyarrow: unit_type, unit, group, period, then the published values by id."""
    import pyarrow

    found = results.results
    columns = {
        "unit_type": pyarrow.array([each.unit_type for each in found], pyarrow.string()),
        "unit": pyarrow.array([each.unit for each in found], pyarrow.string()),
        "group": pyarrow.array([each.group for each in found], pyarrow.string()),
        "period": pyarrow.array([str(each.period) for each in found], pyarrow.string()),
    }
    published: dict[str, list[Definition]] = {}
    for score in results.policy.scores:
        published.setdefault(score.id, []).append(score)
    for id_, scores in published.items():
        known = {score.unit_type: score for score in scores}
        values = [plain(as_named(known.get(each.unit_type), each.values.get(id_))) for each in found]
        columns[id_] = pyarrow.array(values, _kind(results, scores))
    return pyarrow.table(columns)


def _kind(results: Results, scores: list[Definition]) -> Any:
    """The type of a column, whatever its values are: the same for all data of a policy."""
    import pyarrow

    kinds = {results.policy.value_types[score.owner, score.id].kind for score in scores}
    if kinds == {"number"}:
        are_ranks = all(any(written_ranks(score.rule)) for score in scores)
        return pyarrow.int64() if are_ranks else pyarrow.float64()
    return pyarrow.bool_() if kinds == {"truth"} else pyarrow.string()
