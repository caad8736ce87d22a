"""The table of one kind of decisions: its columns are the same for every policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as MappingOf
from fractions import Fraction
from typing import cast

from kaohe.diagnostics import Findings, nearest
from kaohe.language.measures import NUMBER, POINTS, Measure, known_words, measure
from kaohe.language.nodes import Mapping, Scalar
from kaohe.policy.model import ColumnSpec, ColumnType, PeriodKind, Table
from kaohe.policy.read import text_of
from kaohe.policy.tables import amount_of

SCORE, CHANGE, SET, REASON, DATE, DOCUMENT = "score", "change", "set", "reason", "date", "document"
"""The columns by id: which score, how many points more or less, or which value instead; why, when, and by what."""

_NAMES = {
    "zh": {SCORE: "项目", CHANGE: "调整", SET: "调整为", REASON: "理由", DATE: "日期", DOCUMENT: "文号"},
    "en": {SCORE: "score", CHANGE: "change", SET: "set to", REASON: "reason", DATE: "date", DOCUMENT: "document"},
}
_NOTES = {
    "zh": {CHANGE: "加分写正数，扣分写负数；与“调整为”只填一个", SET: "直接定下的得分；与“调整”只填一个"},
    "en": {CHANGE: "points more, or less with a minus; not beside “set to”", SET: "the new value; not beside “change”"},
}
_TYPES: dict[str, ColumnType] = {SCORE: "choice", CHANGE: "number", SET: "number", DATE: "date"}


def adjustment_table(
    id_: Scalar, written: Mapping, unit_type: str, scores: MappingOf[str, str], language: str, findings: Findings
) -> Table:
    """The table; `scores` are the ids and names of what may be changed. K246 for an unknown measure."""
    key = written.entries["records_of"].value
    assert isinstance(key, Mapping)
    unit = _measure_of(written, findings)
    low, high = (amount_of(written, word, unit, findings) for word in ("min", "max"))
    bounds = next((written.entries[word].key.place for word in ("min", "max") if word in written.entries), id_.place)
    columns = {
        column: ColumnSpec(
            column,
            name,
            _TYPES.get(column, "text"),
            bounds if column == SET else id_.place,
            unit if column in (CHANGE, SET) else NUMBER,
            minimum=low if column == SET else None,
            maximum=high if column == SET else None,
            choices=_distinct(scores) if column == SCORE else {},
            optional=column in (CHANGE, SET, DOCUMENT),
            note=_NOTES[language].get(column),
        )
        for column, name in _NAMES[language].items()
    }
    period = cast(PeriodKind, text_of(key, "period"))
    name, note = text_of(written, "name") or id_.text, text_of(written, "note")
    return Table(id_.text, name, id_.place, unit_type, period, True, columns, optional=True, note=note)


def bounds_of(table: Table) -> tuple[Fraction | None, Fraction | None]:
    """Between what an adjusted score has to lie."""
    return table.columns[SET].minimum, table.columns[SET].maximum


def _measure_of(written: Mapping, findings: Findings) -> Measure:
    word = written.get("measure")
    if not isinstance(word, Scalar):
        return POINTS
    found = measure(word.text)
    if found is None:
        findings.add("K246", word.place, word=word.text, suggestion=nearest(word.text, known_words()))
    return found or POINTS


def _distinct(scores: MappingOf[str, str]) -> dict[str, str]:
    """The names by id; where two scores bear one name, data has to say which by its id."""
    times = Counter(scores.values())
    return {id_: name if times[name] == 1 else id_ for id_, name in scores.items()}
