"""Results as JSON, one result a line; names are written as they are, except for what cannot be seen."""

from __future__ import annotations

from collections.abc import Iterable

from kaohe.report import adjusted
from kaohe.report.json_text import document, plain
from kaohe.results import Result, Results


def render(results: Results) -> str:
    """The whole document."""
    lists: dict[str, Iterable[object]] = {"results": map(_result, results.results)}
    if results.adjusted:
        lists["adjustments"] = map(adjusted.entry, results.adjusted)
    return document(results, lists)


def _result(result: Result) -> dict[str, object]:
    found: dict[str, object] = {
        "unit_type": result.unit_type,
        "unit": result.unit,
        "group": result.group,
        "period": str(result.period),
        "values": {name: plain(value) for name, value in result.values.items()},
    }
    if result.provisional:
        found["waiting"] = [name for name in result.values if name in result.provisional]
    return found
