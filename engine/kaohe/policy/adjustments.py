"""`adjustments`: decisions that change a score once it is calculated (领导小组调整), a table of them for each kind.

Each score that may be changed becomes four values: what the rule gives (`total.calculated`), the value that a decision
sets (`total.set`), the sum of all changes (`total.change`), and the score itself, made of these. All of them are
ordinary values of ordinary nodes, so that no reader of the tree has to know of decisions to get them right. The
columns of their tables are the same for every policy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf

from kaohe.diagnostics import Findings, nearest
from kaohe.language.measures import NUMBER, POINTS, Measure, known_words, measure
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence, text_of, texts_of
from kaohe.language.tree import Add, And, Column, Compare, FoldRows, IfAbsent, Number, Present, Ref, Step, Text
from kaohe.language.tree import Node as TreeNode
from kaohe.lazy import replace
from kaohe.policy.model import (
    CHANGE,
    DATE,
    DOCUMENT,
    PARTS,
    REASON,
    SCORE,
    SET,
    Adjustments,
    ColumnSpec,
    ColumnType,
    Definition,
    Table,
    bounds_of,
)
from kaohe.policy.names import Names
from kaohe.policy.tables import TableKey, amount_of, read_key
from kaohe.source_places import Place
from kaohe.words.formula_and_parts import ADJUSTED, DECIDED, AdjustedRoles, DecidedRoles, applying

_COLUMN_NAMES = {
    "zh": {SCORE: "项目", CHANGE: "调整", SET: "调整为", REASON: "理由", DATE: "日期", DOCUMENT: "文号"},
    "en": {SCORE: "score", CHANGE: "change", SET: "set to", REASON: "reason", DATE: "date", DOCUMENT: "document"},
}
_NOTES = {
    "zh": {CHANGE: "加分写正数，扣分写负数；与“调整为”只填一个", SET: "直接定下的得分；与“调整”只填一个"},
    "en": {CHANGE: "points more, or less with a minus; not beside “set to”", SET: "the new value; not beside “change”"},
}
_TYPES: dict[str, ColumnType] = {SCORE: "choice", CHANGE: "number", SET: "number", DATE: "date"}


def adjustment_table(
    id_: Scalar,
    written: Mapping,
    key: TableKey,
    scores: MappingOf[str, str],
    language: str,
    findings: Findings,
) -> Table:
    """The table; `scores` are the ids and names of what may be changed. K246 for an unknown measure."""
    unit = _measure_of(written, language, findings)
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
        for column, name in _COLUMN_NAMES[language].items()
    }
    name, note = text_of(written, "name") or id_.text, text_of(written, "note")
    return Table(id_.text, name, id_.place, key.unit, key.period, True, columns, optional=True, note=note)


def _measure_of(written: Mapping, language: str, findings: Findings) -> Measure:
    word = written.get("measure")
    if not isinstance(word, Scalar):
        return POINTS if language == "zh" else NUMBER  # its label is Chinese
    found = measure(word.text)
    if found is None:
        findings.add("K246", word.place, word=word.text, suggestion=nearest(word.text, known_words()))
    return found or POINTS


def _distinct(scores: MappingOf[str, str]) -> dict[str, str]:
    """The names by id; where two scores bear one name, data has to say which by its id."""
    times = Counter(scores.values())
    return {id_: name if times[name] == 1 else id_ for id_, name in scores.items()}


_ENDINGS = {"zh": ("（调整前）", "：调整为", "：调整"), "en": (" before adjustment", ": set to", ": change")}


def read_adjustments(section: Node | None, names: Names, language: str, findings: Findings) -> None:
    """Adds the tables to the names. K261 for a score that nobody declares, K262 for one that two tables change."""
    for entry in section.entries.values() if isinstance(section, Mapping) else ():
        assert isinstance(entry.value, Mapping)
        if entry.key.text in names.tables:
            taken = names.tables[entry.key.text]
            findings.add("K221", entry.key.place, id=taken.id, line=taken.place.line_from(entry.key.place))
            continue
        _read(entry.key, entry.value, names, language, findings)


def _read(id_: Scalar, written: Mapping, names: Names, language: str, findings: Findings) -> None:
    parts = written.entries["records_of"].value
    assert isinstance(parts, Sequence)
    key = read_key(parts, True, names.unit_types, findings)
    if key is None:
        return
    for further in key.further:
        findings.add("K245", further.place, name=further.text, suggestion=nearest(further.text, names.unit_types))
    scores = dict(_scores(written, key.unit, names, findings))
    named = {each: _name_of(names, key.unit, each) for each in scores}
    names.tables[id_.text] = adjustment_table(id_, written, key, named, language, findings)
    clause, offices = text_of(written, "clause"), texts_of(written, "assessor")
    names.adjustments[id_.text] = Adjustments(id_.text, tuple(scores), id_.place, clause, offices)
    names.adjusted |= {(key.unit, each): (id_.text, place) for each, place in scores.items()}


def _scores(written: Mapping, unit_type: str, names: Names, findings: Findings) -> Iterator[tuple[str, Place]]:
    """The scores that may be changed, and where each is named."""
    listed = written.entries["scores"].value
    known = {id_: draft for (owner, id_), draft in names.drafts.items() if owner == unit_type and draft.published}
    words = {_name_of(names, unit_type, id_): id_ for id_ in known} | {id_: id_ for id_ in known}
    for item in listed.items if isinstance(listed, Sequence) else ():
        assert isinstance(item, Scalar)
        if item.text not in known:
            near = words.get(item.text) or words.get(nearest(item.text, words) or "")
            unit = names.unit_types[unit_type].name
            findings.add("K261", item.place, name=item.text, unit_type=unit, suggestion=near)
        elif (unit_type, item.text) in names.adjusted:
            other, _ = names.adjusted[unit_type, item.text]
            findings.add("K262", item.place, name=item.text, table=names.tables[other].name)
        else:
            yield item.text, item.place


def _name_of(names: Names, unit_type: str, id_: str) -> str:
    written = names.drafts[unit_type, id_].written
    return (text_of(written, "name") if isinstance(written, Mapping) else None) or id_


def with_decisions(
    definitions: MappingOf[tuple[str, str], Definition], names: Names, language: str
) -> dict[tuple[str, str], Definition]:
    """All definitions; each score that may be adjusted after the three values that it is made of."""
    found: dict[tuple[str, str], Definition] = {}
    for identity, definition in definitions.items():
        if identity in names.adjusted:
            table, place = names.adjusted[identity]
            found |= _made(definition, names.adjustments[table], names.tables[table], place, language)
        else:
            found[identity] = definition
    return found


def _made(
    score: Definition, own: Adjustments, table: Table, place: Place, language: str
) -> Iterator[tuple[tuple[str, str], Definition]]:
    behind = _ENDINGS[language]
    shown = [f"{score.name}{words}" for words in behind]
    ids = [f"{score.id}.{part}" for part in PARTS]
    before = replace(score, id=ids[0], name=shown[0], published=False, parent=None)
    values = [before]
    for id_, name, column in zip(ids[1:], shown[1:], (SET, CHANGE), strict=True):
        rule = _decided(own.table, score.id, column, place)
        values.append(Definition(id_, score.unit_type, name, rule, place, False, clause=own.clause or score.clause))
    for value in values:
        yield (value.unit_type, value.id), value
    refs = {part: Ref(score.unit_type, id_, place=place) for part, id_ in zip(PARTS, ids, strict=True)}
    low, high = (None if end is None else Number(end, place=place) for end in bounds_of(table))
    calculated_, set_, change = (refs[part] for part in PARTS)
    decided = IfAbsent(set_, calculated_, place=place)
    base = Step(DECIDED, DecidedRoles(decided, calculated_, set_), decided, own.clause, place=place)
    roles = AdjustedRoles(calculated_, set_, change, low, high)
    step = Step(ADJUSTED, roles, Add((base, change), place=place), own.clause, place=place)
    rule = step if score.where is None else applying(score.where, step)
    yield (score.unit_type, score.id), replace(score, rule=rule, adjusted_by=own.table)


def _decided(table: str, score: str, column: str, place: Place) -> TreeNode:
    """The new value, or the sum of the changes, that the rows of this score hold.

    A decision without its reason or date is none yet: in provisional data the score waits for them.
    """
    value = Column(table, column, place=place)
    of_score = Compare("==", Column(table, SCORE, place=place), Text(score, place=place), place=place)
    needed = [value, *(Column(table, each, place=place) for each in (REASON, DATE))]
    where = And((of_score, *(Present(each, place=place) for each in needed)), place=place)
    return FoldRows("highest" if column == SET else "sum", table, value, where, place=place)
