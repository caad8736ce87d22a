"""JSON, one entry a line: numbers as numbers, unrounded; what every report says of warnings and its run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe.analysis.data_overview import OwedInput
from kaohe.data.replaced_files import Replacement
from kaohe.diagnostics import Diagnostic
from kaohe.report.footer import owed_by
from kaohe.results import Record, Value
from kaohe.text_width import code, is_unseen

if TYPE_CHECKING:
    from kaohe.report.footer import Report

_ENCODED = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

Plain = str | int | float | bool | None


def document(report: Report, lists: Mapping[str, Iterable[object]]) -> str:
    """The whole document: the policy, lists of entries, warnings and the record."""
    language = report.policy.language
    owed = owed_by(report)
    parts = dict(lists)
    if owed:
        parts["not_sent"] = map(owed_entry, owed)
    parts["warnings"] = (_warning(warning, language) for warning in report.warnings)
    listed = (f'"{key}": [{_lines(entries)}]' for key, entries in parts.items())
    members = (f'"policy": {line(report.policy.id)}', *listed, f'"record": {line(record_entry(report.record))}')
    return "{" + ",\n ".join(members) + "}\n"


def number(value: Fraction) -> int | float:
    """A whole number as it is; any other as the float next to it, which has 17 significant digits."""
    above, below = value.as_integer_ratio()
    if below == 1:
        return above
    try:
        return above / below
    except OverflowError:  # beyond 1e308 the decimals are past the digits that count
        return round(value)


def plain(value: Value) -> Plain:
    """A value as JSON has it; a percentage is 85, not 0.85."""
    return number(value) if isinstance(value, Fraction) else value


def line(value: object) -> str:
    """JSON in one line. What is not seen is escaped too: a terminal obeys C1 and bidirectional characters."""
    text = _ENCODED(value)
    if text.isprintable():
        return text
    return "".join(code(character) if is_unseen(character) else character for character in text)


def _lines(entries: Iterable[object]) -> str:
    lines = ",\n  ".join(map(line, entries))
    return f"\n  {lines}" if lines else ""


def record_entry(record: Record) -> dict[str, object]:
    """What has to be known to get the same results again."""
    files = [{"file": file, "digest": digest} for file, digest in record.policy_files]
    return {
        "policy_digest": record.policy_digest,
        **({"policy_files": files} if files else {}),
        "data_digest": record.data_digest,
        "engine_version": record.engine_version,
        "readings": dict(record.readings),
        "chosen": sorted(record.chosen),
        "replaced": list(map(replaced_entry, record.replaced)),
        "verified": record.verified,
        **({} if record.counts is None else {"over_arrays": record.counts[0], "by_lists": record.counts[1]}),
        "time": record.time,
    }


def replaced_entry(each: Replacement) -> dict[str, object]:
    """A file that gave nothing, and the one that stands for it."""
    return {"new": each.new, "old": each.old, "reason": each.reason}


def owed_entry(each: OwedInput) -> dict[str, object]:
    """What is waited for; `members` of a further key part only where not all of them are missing."""
    entry: dict[str, object] = {
        "from": list(each.offices),
        "table": each.table.id,
        "columns": list(each.columns),
        "periods": list(map(str, each.periods)),
        "units": list(each.units),
    }
    return entry | ({"members": list(each.members)} if each.members else {})


def _warning(warning: Diagnostic, language: str) -> dict[str, object]:
    return {
        "code": warning.code,
        "place": None if warning.place is None else str(warning.place),
        "message": warning.message(language),
        "mend": warning.mend(language),
    }
