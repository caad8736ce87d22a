"""Results as JSON, one result a line; names are written as they are, except for what cannot be seen."""

from __future__ import annotations

from engine.evaluate.results import Result, Results
from engine.report.json_text import document, plain


def render(results: Results) -> str:
    """The whole document."""
    return document(results, {"results": map(_result, results.results)})


def _result(result: Result) -> dict[str, object]:
    return {
        "unit_type": result.unit_type,
        "unit": result.unit,
        "group": result.group,
        "period": str(result.period),
        "values": {name: plain(value) for name, value in result.values.items()},
    }
