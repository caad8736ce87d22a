"""Results as JSON, one result a line: numbers as numbers, unrounded; a percentage is 85, not 0.85."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction

from engine.diagnostics import Diagnostic
from engine.evaluate.results import Record, Result, Results, Value
from engine.report.visible import code, is_unseen

Plain = str | int | float | bool | None


def render(results: Results) -> str:
    """The whole document; its names are written as they are, except for what cannot be seen."""
    lines = ",\n  ".join(_line(_result(result)) for result in results.results)
    language = results.policy.language
    warned = ",\n  ".join(_line(_warning(warning, language)) for warning in results.warnings)
    return (
        f'{{"policy": {_line(results.policy.id)},\n'
        f' "results": [{f"{chr(10)}  {lines}" if lines else ""}],\n'
        f' "warnings": [{f"{chr(10)}  {warned}" if warned else ""}],\n'
        f' "record": {_line(_record(results.record))}}}\n'
    )


def number(value: Fraction) -> int | float:
    """A whole number as it is; any other as the float next to it, which has 17 significant digits."""
    if value.denominator == 1:
        return value.numerator
    try:
        return float(value)
    except OverflowError:  # beyond 1e308 the decimals are past the digits that count
        return round(value)


def _result(result: Result) -> dict[str, object]:
    return {
        "unit_type": result.unit_type,
        "unit": result.unit,
        "group": result.group,
        "period": str(result.period),
        "values": {name: _plain(value) for name, value in result.values.items()},
    }


def _plain(value: Value) -> Plain:
    return number(value) if isinstance(value, Fraction) else value


def _record(record: Record) -> Mapping[str, object]:
    return {
        "policy_digest": record.policy_digest,
        "data_digest": record.data_digest,
        "engine_version": record.engine_version,
        "readings": dict(record.readings),
        "chosen": sorted(record.chosen),
        "verified": record.verified,
        "time": record.time,
    }


def _warning(warning: Diagnostic, language: str) -> dict[str, object]:
    return {
        "code": warning.code,
        "place": None if warning.place is None else str(warning.place),
        "message": warning.message(language),
        "mend": warning.mend(language),
    }


def _line(value: object) -> str:
    """JSON in one line. What is not seen is escaped too: a terminal obeys C1 and bidirectional characters."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if text.isascii() and text.isprintable():
        return text
    return "".join(code(character) if is_unseen(character) else character for character in text)
