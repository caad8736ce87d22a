"""What if (假如): one run with some inputs, records and words of the policy overridden, against the plain run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from kaohe.analysis.explain.against import movement, place_of
from kaohe.analysis.explain.model import Against
from kaohe.analysis.mapping.compared import OtherRule, other_rule
from kaohe.analysis.named_cells import Cell, NamedCells, NamesNothing
from kaohe.analysis.published_values import (
    Change,
    Inputs,
    PublishedValues,
    Reader,
    changes_between,
    in_period,
    published_values_of,
)
from kaohe.data.replaced_files import Replacement
from kaohe.data.tables.edits import check_edited, with_cell, with_record
from kaohe.diagnostics import Diagnostic, Findings, Refused
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.edits import Edit, node_of, text_at, way_of
from kaohe.policy.load import policy_with
from kaohe.policy.model import Policy
from kaohe.policy.paths import DEFAULT, Paths, UnknownPath, Way, joined
from kaohe.results import Value
from kaohe.source_places import Place, Source
from kaohe.translations import in_its_language

T = TypeVar("T")

IN_FULL = 3
"""Of so many units it is told how each indicator came about, where no unit's own data were changed."""

READ_AGAIN = ("units", "tables", "targets", "adjustments")
"""Sections that say how data is read."""


@dataclass(frozen=True, slots=True)
class CellSet:
    """A cell that holds another value; values in the column's own measure."""

    cell: Cell
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class RecordAdded:
    """A record that was added; values by column id."""

    table: str
    unit: str
    period: Period
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class WordSet:
    """A word of the policy that is another one; `line` is the old value's own, None where there was none.

    `file` is its file where that is not the policy's own.
    """

    path: str
    old: str | None
    new: str | None
    line: int | None
    file: str = ""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What was overridden, and every published value that moved.

    `explained` has of these each number that is no part of another and no place, with what adds up to its difference.
    """

    policy: Policy
    cells: tuple[CellSet, ...]
    records: tuple[RecordAdded, ...]
    words: tuple[WordSet, ...]
    before: PublishedValues
    after: PublishedValues
    changes: tuple[Change, ...]
    other: OtherRule | None = None
    explained: tuple[tuple[Change, Against], ...] = ()

    @property
    def warnings(self) -> list[Diagnostic]:
        """The warnings of both runs."""
        return list({str(each): each for each in (*self.before.warnings, *self.after.warnings)}.values())

    @property
    def replaced(self) -> tuple[Replacement, ...]:
        """The files of the data that gave nothing, as others stand for them."""
        return self.before.replaced


class SaidTwice(ValueError):
    """Two options name the same cell or path."""


class Unreadable(ValueError):
    """An option that is not of its form: `NAME=VALUE`, or `TABLE.UNIT.PERIOD: column=value, …`."""


@in_its_language
def what_if(
    policy: Policy,
    read: Reader,
    cells: Sequence[str] = (),
    records: Sequence[str] = (),
    words: Sequence[str] = (),
    readings: Mapping[str, str] | None = None,
    period: Period | None = None,
    mapping: Path | None = None,
) -> WhatIf:
    """The run with all overrides together against the plain one; with a mapping file, under another policy's rule.

    Raises NamesNothing, NamesSeveral, UnknownPath, AmbiguousPath, SaidTwice, Unreadable for what is asked for, and
    Refused for what policy or data do not allow.
    """
    readings = readings or {}
    inputs = read(policy)
    before = published_values_of(policy, inputs, readings, period)
    edits, set_words = _edits(policy, words)
    changed, changed_inputs = policy, inputs
    if edits:
        changed = _changed(policy, edits)
        if any(way[0] in READ_AGAIN for way, _ in edits):
            changed_inputs = read(changed)
    changed_inputs, set_cells, added = _overridden(changed, changed_inputs, cells, records)
    if mapping is not None:
        other = other_rule(mapping, changed, changed_inputs, readings, before, period)
        return WhatIf(changed, set_cells, added, set_words, before, other.published, other.moved, other)
    before, after = in_period(period, before, published_values_of(changed, changed_inputs, readings, period))
    changes = tuple(changes_between(before, after))
    own = {each.cell.unit for each in set_cells if each.cell.unit is not None} | {each.unit for each in added}
    explained = tuple(_explained(before, after, changes, own))
    return WhatIf(changed, set_cells, added, set_words, before, after, changes, explained=explained)


def _explained(
    before: PublishedValues, after: PublishedValues, changes: Sequence[Change], own: Set[str]
) -> Iterator[tuple[Change, Against]]:
    """Why the wholes moved: in full for the units that were changed, or the first ones where words were."""
    if before.run is None or after.run is None:
        return
    in_full = own or {*list(dict.fromkeys(change.of.unit for change in changes))[:IN_FULL]}
    for change in changes:
        definition = after.run.policy.definitions.get((change.of.unit_type, change.of.value))
        is_number = isinstance(change.old, Fraction) and isinstance(change.new, Fraction)
        if definition is not None and definition.parent is None and is_number and place_of(definition) is None:
            found = movement(before.run, after.run, change.of, change.of.unit in in_full)
            if found is not None and found.shares:
                yield change, found


def _changed(policy: Policy, edits: list[Edit]) -> Policy:
    """The policy with its edits. A key that may not stand there is a path that there is not."""
    try:
        return policy_with(policy, edits)
    except Refused as refused:
        for found in refused.diagnostics:
            if found.code == "K201" and found.place is not None and found.place.source.name.startswith("--set-policy "):
                path = found.place.source.name.removeprefix("--set-policy ")
                if not path.endswith(f".{found.arguments['key']}"):
                    continue  # a key of what was given
                head, allowed = path.rpartition(".")[0], cast("tuple[str, ...]", found.arguments["allowed"])
                known = (*Paths(policy.text.root).near(path), *(f"{head}.{name}" for name in allowed))
                raise UnknownPath(path, known) from None
        raise


def _edits(policy: Policy, words: Sequence[str]) -> tuple[list[Edit], tuple[WordSet, ...]]:
    if not words:
        return [], ()
    paths = Paths(policy.text.root)
    edits: dict[Way, Edit] = {}
    told: list[WordSet] = []
    for word in words:
        path, written = _path_and_word(paths, word)
        given = node_of(written, f"--set-policy {path}")
        way = way_of(paths, path, given, edits)
        same = any(way[: len(other)] == other or other[: len(way)] == way for other in edits)
        if same or path in [one.path for one in told]:
            raise SaidTwice(path)
        if way[-1:] == (DEFAULT,) and not written:
            raise Unreadable(word)
        old = text_at(paths, way)
        edits[way] = (way, given)
        own = joined(*paths.word(way)[:2]) if old is not None else path
        if old is None:
            told.append(WordSet(own, None, written or None, None))
        else:
            file = "" if old.place.source == policy.source else old.place.source.file
            told.append(WordSet(own, old.text, written or None, old.place.line, file))
    return list(edits.values()), tuple(told)


def _path_and_word(paths: Paths, word: str) -> tuple[str, str]:
    """`PATH=VALUE` in two. A key may hold the sign itself, so the first path that there is counts; else the first."""
    splits = _splits(word, "=")
    if not splits or not splits[0][0]:
        raise Unreadable(word)
    for split in splits:
        try:
            paths.find(split[0])
        except UnknownPath:
            continue
        return split
    return splits[0]


def _overridden(
    policy: Policy, inputs: Inputs, cells: Sequence[str], records: Sequence[str]
) -> tuple[Inputs, tuple[CellSet, ...], tuple[RecordAdded, ...]]:
    findings = Findings()
    named = NamedCells(policy, inputs)
    set_cells: dict[tuple[str, int, str], tuple[Cell, str, str]] = {}
    for word in cells:
        (name, written), cell = _first_that_names(named.cell, _splits(word, "="), word)
        if (cell.table, cell.row, cell.column) in set_cells:
            raise SaidTwice(name)
        set_cells[cell.table, cell.row, cell.column] = (cell, written, word)
    places: dict[str, Place] = {}
    for cell, written, word in set_cells.values():
        place = places[cell.table] = Place(Source(f"--set {word}"))
        at = (cell.table, cell.row, cell.column)
        change = partial(with_cell, policy, at=at, written=written, place=place, findings=findings)
        inputs = inputs.changed(cell.table, change)
    added: list[tuple[str, str, Period]] = []
    for word in records:
        (table, unit, period), values = _record(named, word)
        place = places[table] = Place(Source(f"--add {word}"))
        change = partial(
            with_record, policy, table=table, key=(unit, period), written=values, place=place, findings=findings
        )
        inputs = inputs.changed(table, change)
        added.append((table, unit, period))
    findings.stop_on_errors()
    for dataset in inputs.sides:
        check_edited(policy, dataset, places, findings)
    findings.stop_on_errors()
    now = NamedCells(policy, inputs)
    told = tuple(CellSet(cell, named.value(cell), now.value(cell)) for cell, _, _ in set_cells.values())
    return inputs, told, tuple(_records(policy, named, now, added))


def _record(named: NamedCells, word: str) -> tuple[tuple[str, str, Period], dict[str, str]]:
    """Where `TABLE.UNIT.PERIOD: column=value, …` adds a record, and its values by column id."""
    (_, rest), (table, unit, period) = _first_that_names(named.record_place, _splits(word, ":："), word)
    values: dict[str, str] = {}
    for part in rest.replace("，", ",").split(","):
        if not part.strip():
            continue
        column, equals, value = part.partition("=")
        if not equals:
            raise Unreadable(word)
        id_ = named.column(table, column.strip())
        if id_ in values:
            raise SaidTwice(column.strip())
        values[id_] = value.strip()
    return (table.id, unit, period), values


def _splits(word: str, signs: str) -> list[tuple[str, str]]:
    """The parts before and behind each of the signs: a name may hold one itself."""
    return [(word[:at].strip(), word[at + 1 :].strip()) for at, sign in enumerate(word) if sign in signs]


def _first_that_names(
    find: Callable[[str], T], splits: Sequence[tuple[str, str]], word: str
) -> tuple[tuple[str, str], T]:
    """The first split whose beginning names something, and what it names. Raises as `find` for the first of them."""
    wrong: NamesNothing | None = None
    for split in splits:
        try:
            return split, find(split[0])
        except NamesNothing as nothing:
            wrong = wrong or nothing
    raise wrong or Unreadable(word)


def _records(
    policy: Policy, before: NamedCells, now: NamedCells, added: Sequence[tuple[str, str, Period]]
) -> list[RecordAdded]:
    """The added records as they were read; they stand after those of the data, in their own order."""
    found = []
    rows = {table: len(before.tables[table].keys) for table, _, _ in added}
    for table, unit, period in added:
        columns = policy.tables[table].columns
        values = {id_: now.value(Cell(table, unit, period, rows[table], None, (), id_)) for id_ in columns}
        rows[table] += 1
        found.append(RecordAdded(table, unit, period, values))
    return found
