"""Reads `grid:`, the rows of a table of the document, as data is read; what is wrong is told at its cell."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Literal, NamedTuple

from kaohe.diagnostics import Findings, few, nearest
from kaohe.language.nodes import Mapping, Node, Scalar, scalars_of, text_of
from kaohe.language.nodes import Sequence as Listed
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import LEVELS, finest, read_period
from kaohe.lazy import dataclass, field, replace
from kaohe.policy.grid import Grid, GridColumn, GridEntry, GridKey, KeyValue
from kaohe.policy.grid_cells import Cells, several
from kaohe.policy.lists import ClosedList
from kaohe.policy.model import ColumnSpec, Table, UnitType
from kaohe.policy.tables import columns_of
from kaohe.source_places import Place

SINCE = "since"
_SHOWN, _MOST = 6, 30


class _Group(NamedTuple):
    """An entry of `columns` with what it says of the columns that it describes together."""

    written: Mapping
    each: GridKey | None


class _Heading(NamedTuple):
    """What stands under a heading: a part of the key, or a column (of one member of its list)."""

    key: int | None = None
    column: str | None = None
    member: KeyValue | None = None


def read_grids(
    section: Node | None,
    unit_types: MappingOf[str, UnitType],
    tables: MappingOf[str, Table],
    lists: MappingOf[str, ClosedList],
    language: str,
    findings: Findings,
) -> dict[str, Grid]:
    """The tables of the document by id."""
    domains = known_domains(unit_types, tables, language) | {
        known.id: GridKey(known.id, known.name, "number" if known.is_numeric else "word", known.members)
        for known in lists.values()
    }
    grids: dict[str, Grid] = {}
    for name, entry in section.entries.items() if isinstance(section, Mapping) else ():
        if isinstance(entry.value, Mapping) and entry.value.get("grid") is not None:
            grids[name] = _Reader(entry.key, entry.value, domains, lists, unit_types, findings).grid()
    return grids


def known_domains(
    unit_types: MappingOf[str, UnitType], tables: MappingOf[str, Table], language: str
) -> dict[str, GridKey]:
    """What a part of a key may be without being described: a period, the group, a unit type, a column of data."""
    found: dict[str, GridKey] = {}
    for column in (column for table in tables.values() for column in table.columns.values()):
        key = _of_column(column)
        if key is not None:
            known = found.get(column.id)
            if known is not None and known.words is not None and key.words is not None:
                key = replace(key, words={**known.words, **key.words})
            found[column.id] = key
    for unit_type in unit_types.values():
        members = {member: member for member in unit_type.members} if unit_type.source_table is None else None
        found[unit_type.id] = GridKey(unit_type.id, unit_type.name, "word", members)
    groups = {group.id: group.name for unit_type in unit_types.values() for group in unit_type.groups.values()}
    for unit_type in unit_types.values():
        if unit_type.source_table is not None and unit_type.group_column is not None:
            groups |= tables[unit_type.source_table].columns[unit_type.group_column].choices
    found["group"] = GridKey("group", "组别" if language == "zh" else "Group", "word", groups or None)
    for level, known_level in LEVELS.items():
        name = known_level.zh if language == "zh" else known_level.en
        found[level] = GridKey(level, name, "period", level=level)
    return found


def _of_column(column: ColumnSpec) -> GridKey | None:
    """A column as a part of a key; None for yes/no and what has a measure."""
    if column.type == "number":
        return GridKey(column.id, column.name, "number") if column.measure.kind == "number" else None
    if column.type == "truth":
        return None
    return GridKey(column.id, column.name, "word", column.choices if column.type == "choice" else None)


@dataclass
class _Reader:
    """One grid in the reading; what each heading means is known only where the lists of all its columns are."""

    id: Scalar
    written: Mapping
    domains: MappingOf[str, GridKey]
    lists: MappingOf[str, ClosedList]
    unit_types: MappingOf[str, UnitType]
    findings: Findings
    specs: dict[str, ColumnSpec] = field(default_factory=dict)
    groups: dict[str, _Group] = field(default_factory=dict)
    fault: Literal["", "rows"] = ""
    knows_columns: bool = True

    @property
    def name(self) -> str:
        """What people call it."""
        return text_of(self.written, "name") or self.id.text

    @property
    def cells(self) -> Cells:
        """What reads its cells."""
        return Cells(self.name, self.findings)

    def grid(self) -> Grid:
        """The grid; its columns alone where its key or its headings cannot be read."""
        described = self._columns()
        keys = self._keys(described)
        rows = self.written.get("grid")
        lines = [row for row in rows.items if isinstance(row, Listed)] if isinstance(rows, Listed) else []
        headings = self._headings(keys, lines[0]) if lines and keys is not None and self.knows_columns else None
        clause, note = text_of(self.written, "clause"), text_of(self.written, "note")
        if keys is None or headings is None:
            columns = {id_: GridColumn(spec, (), ()) for id_, spec in self.specs.items()}
            return Grid(self.id.text, self.name, self.id.place, (), columns, clause, note, "whole")
        keys = self._since(keys, lines[0])
        keys = tuple(self._as_written(key, at, headings, lines[1:]) for at, key in enumerate(keys))
        columns = self._read(keys, headings, lines[1:])
        return Grid(self.id.text, self.name, self.id.place, keys, columns, clause, note, self.fault)

    # What it has: columns, parts of the key, headings

    def _columns(self) -> dict[str, GridKey]:
        """Notes the columns; gives what those among them that are parts of the key say of themselves."""
        listed = self.written.get("columns")
        asked = {word.text for word in scalars_of(self.written, "key")}
        described: dict[str, GridKey] = {}
        for group in listed.items if isinstance(listed, Listed) else ():
            assert isinstance(group, Mapping)
            each = self._each(group)
            for column in columns_of(group, self.lists, self.unit_types, self.findings):
                taken = self.specs.get(column.id)
                if taken is not None:
                    self.findings.add("K221", column.place, id=column.id, line=taken.place.line_from(column.place))
                if column.id in self.lists and column.id not in asked and column.list != column.id:
                    self.findings.add("K614", column.place, id=column.id, line=self.lists[column.id].place.line)
                if column.unit_type is not None and not column.is_closed:
                    self.findings.add("K630", group.entries["unit"].value.place, unit_type=column.unit_type)
                self.specs[column.id] = column
                self.groups[column.id] = _Group(group, each)
                key = _of_column(column) if column.id in asked else None
                if key is not None:
                    described[column.id] = key
        return described

    def _each(self, group: Mapping) -> GridKey | None:
        """The list that a column has a heading for each member of; K701 where nobody says what its members are."""
        written = group.get("each")
        if not isinstance(written, Scalar):
            return None
        if written.text not in self.domains or self.domains[written.text].is_period:
            self._unknown(written)
            self.knows_columns = False
            return None
        return self.domains[written.text]

    def _unknown(self, word: Scalar) -> None:
        near = nearest(word.text, self.domains)
        self.findings.add("K701", word.place, table=self.name, name=word.text, suggestion=near)

    def _keys(self, described: MappingOf[str, GridKey]) -> tuple[GridKey, ...] | None:
        """The parts of the key; K701 for one of which nobody says what it may be."""
        found = []
        words = scalars_of(self.written, "key")
        for word in words:
            key = described.get(word.text) or self.domains.get(word.text)
            if key is None:
                self._unknown(word)
            else:
                found.append(key)
        if not words:
            self.findings.add("K244", self.id.place, name=self.id.text)
        return tuple(found) if words and len(found) == len(words) else None

    def _headings(self, keys: Sequence[GridKey], line: Listed) -> list[_Heading] | None:
        """What each heading means; K702 for an unknown one, K703 for what has none, K704 for one that stands twice."""
        known = self._known_headings(keys)
        numbered = [id_ for id_, group in self.groups.items() if group.each is not None and group.each.kind == "number"]
        seen: dict[_Heading, Scalar] = {}
        failed = False
        for word in line.items:
            heading = known.get(word.text) if isinstance(word, Scalar) else None
            if heading is None and isinstance(word, Scalar) and numbered and not isinstance(word.value, str | bool):
                heading = _Heading(None, numbered[0], Fraction(word.value))
            if heading is None or not isinstance(word, Scalar):
                text = word.text if isinstance(word, Scalar) else ""
                told = {"table": self.name, "name": text, "known": few(known, _MOST)}
                self.findings.add("K702", word.place, suggestion=nearest(text, known), **told)
                failed = True
            elif heading in seen:
                self.findings.add("K704", word.place, table=self.name, name=word.text, first=seen[heading].text)
                failed = True
            else:
                seen[heading] = word
        if failed:
            return None
        missing = [key.id for at, key in enumerate(keys) if _Heading(at) not in seen]
        for id_, each in self._values(keys):
            there = {heading.member for heading in seen if heading.column == id_}
            due = [None] if each is None else each.members
            if not there or (self._needs_all(id_) and not there.issuperset(due)):
                missing += [id_ if one is None else str(one) for one in due if one not in there] or [id_]
        if missing:
            self.findings.add("K703", line.place, table=self.name, missing=tuple(missing))
        return None if missing else [*seen]

    def _values(self, keys: Sequence[GridKey]) -> list[tuple[str, GridKey | None]]:
        """The columns that are no part of the key, with the list of each."""
        ids = {key.id for key in keys}
        return [(id_, group.each) for id_, group in self.groups.items() if id_ not in ids]

    def _known_headings(self, keys: Sequence[GridKey]) -> dict[str, _Heading]:
        """What each heading may be: an id, else a name; a member alone where one column alone has a list."""
        ids: dict[str, _Heading] = {}
        names: dict[str, _Heading] = {}
        for at, key in enumerate(keys):
            ids |= {word: _Heading(at) for word in (key.id, *([SINCE] if key.is_period else []))}
            names.setdefault(key.name, _Heading(at))
        values = self._values(keys)
        is_one = sum(each is not None for _, each in values) == 1
        for id_, each in values:
            name = self.specs[id_].name
            if each is None:
                ids[id_] = _Heading(None, id_)
                names.setdefault(name, _Heading(None, id_))
                continue
            for word, called in (each.words or {}).items():
                heading = _Heading(None, id_, each.member(word))
                ids |= {f"{id_} {word}": heading, **({word: heading} if is_one else {})}
                spelled = (f"{name} {word}", f"{id_} {called}", f"{name} {called}", *([called] if is_one else []))
                for each_ in spelled:
                    names.setdefault(each_, heading)
        return names | ids

    def _needs_all(self, id_: str) -> bool:
        """Whether a column has a value for every key: no default, nothing that holds otherwise, and no blanks."""
        return self.specs[id_].is_required and self.groups[id_].written.get("otherwise") is None

    @staticmethod
    def _since(keys: tuple[GridKey, ...], line: Listed) -> tuple[GridKey, ...]:
        """The keys, the period of which holds from then on where its heading is `since`."""
        is_since = any(isinstance(word, Scalar) and word.text == SINCE for word in line.items)
        return tuple(replace(key, since=True) if is_since and key.is_period else key for key in keys)

    @staticmethod
    def _as_written(key: GridKey, at: int, headings: Sequence[_Heading], lines: Sequence[Listed]) -> GridKey:
        """A period as its cells write it: as a part of any year, by its number, or as a period of the finest level."""
        if not key.is_period:
            return key
        column = headings.index(_Heading(at))
        cells = [line.items[column] for line in lines if column < len(line.items)]
        texts = [one.text for cell in cells for one in several(cell) if isinstance(one, Scalar)]
        most = 31 if key.level == "day" else 12 // LEVELS[key.level].months
        parts = {str(number) for number in range(1, most + 1)}
        if key.level != "year" and texts and parts.issuperset(texts):
            return replace(key, kind="part")
        periods = [period for text in texts if (period := read_period(text)) is not None]
        return replace(key, level=finest([key.level, *(period.level for period in periods)]) or key.level)

    # What stands in its rows

    def _read(
        self, keys: tuple[GridKey, ...], headings: Sequence[_Heading], lines: Sequence[Listed]
    ) -> dict[str, GridColumn]:
        entries: dict[str, list[GridEntry]] = {heading.column: [] for heading in headings if heading.column}
        otherwise = {id_: self.cells.otherwise(self.specs[id_], self.groups[id_].written) for id_ in entries}
        rows: dict[tuple[KeyValue, ...], Place] = {}
        for line in lines:
            if len(line.items) > len(headings):
                extra = line.items[len(headings)]
                self.findings.add("K706", extra.place, table=self.name, most=len(headings), given=len(line.items))
            found = self._keys_of(keys, headings, line)
            if found is None:
                self.fault = "rows"
                continue
            told = False
            for key in found:
                if key in rows and not told:
                    told = True
                    words = "、".join(part.shown(value) for part, value in zip(keys, key, strict=True))
                    self.findings.add("K707", line.place, table=self.name, key=words, line=rows[key].line)
                rows.setdefault(key, line.place)
            for at, heading in enumerate(headings):
                if heading.column is None:
                    continue
                cell = line.items[at] if at < len(line.items) else None
                value, place = self.cells.value(self.specs[heading.column], otherwise[heading.column], cell, line)
                behind = () if heading.member is None else (heading.member,)
                entries[heading.column] += [GridEntry((*key, *behind), value, place) for key in found]
        if any(otherwise[id_] is None for id_ in entries) and not self.fault:
            self._check_missing(keys, list(rows))
        some = bool(scalars_of(self.written, "some"))
        made = {}
        for id_, of_column in entries.items():
            each = self.groups[id_].each
            column_keys = keys if each is None else (*keys, each)
            self._check_sums(id_, keys, of_column)
            made[id_] = GridColumn(self.specs[id_], column_keys, tuple(of_column), otherwise[id_], some)
        return made

    def _keys_of(
        self, keys: Sequence[GridKey], headings: Sequence[_Heading], line: Listed
    ) -> list[tuple[KeyValue, ...]] | None:
        """The keys of a row, several where a cell lists members; None where one is wrong."""
        parts: dict[int, list[KeyValue] | None] = {}
        for at, heading in enumerate(headings):
            if heading.key is not None:
                cell = line.items[at] if at < len(line.items) else None
                parts[heading.key] = self.cells.key_values(keys[heading.key], cell, line)
        found = [part for at in range(len(keys)) if (part := parts[at]) is not None]
        return list(product(*found)) if len(found) == len(keys) else None

    def _check_missing(self, keys: Sequence[GridKey], rows: Sequence[tuple[KeyValue, ...]]) -> None:
        """K708: members without a row, for every combination of the other parts of the key that occurs."""
        excepted = {word.text for word in scalars_of(self.written, "some")}
        for word in scalars_of(self.written, "some"):
            if word.text not in {key.id for key in keys}:
                near = nearest(word.text, [key.id for key in keys])
                self.findings.add("K264", word.place, name=word.text, suggestion=near)
        closed = [at for at, key in enumerate(keys) if key.words is not None and key.id not in excepted]
        since = [at for at, key in enumerate(keys) if key.since]
        open_ = [at for at in range(len(keys)) if at not in closed and at not in since]
        there = {(tuple(row[at] for at in open_), tuple(row[at] for at in closed)) for row in rows}
        due = list(product(*(keys[at].members for at in closed))) if closed else []
        missing = []
        for others in dict.fromkeys(tuple(row[at] for at in open_) for row in rows):
            for members in due:
                if (others, members) not in there:
                    value = dict(zip((*open_, *closed), (*others, *members), strict=True))
                    missing.append(" ".join(keys[at].shown(value[at]) for at in sorted(value)))
        if missing:
            self.fault = "rows"
            self.findings.add("K708", self.id.place, table=self.name, missing=few(missing, _SHOWN), count=len(missing))

    def _check_sums(self, id_: str, keys: Sequence[GridKey], entries: Sequence[GridEntry]) -> None:
        """K710: a row whose members do not add up to what the policy says they do."""
        due = self.cells.sum_due(self.specs[id_], self.groups[id_].written)
        if due is None or self.groups[id_].each is None:
            return
        sums: dict[tuple[KeyValue, ...], list[GridEntry]] = {}
        for entry in entries:
            sums.setdefault(entry.key[: len(keys)], []).append(entry)
        spec = self.specs[id_]
        scale = spec.measure.scale if spec.measure.kind in ("percent", "unit") else Fraction(1)
        for row in sums.values():
            total = sum((entry.value for entry in row if isinstance(entry.value, Fraction)), Fraction(0))
            if total != due:
                arguments = {"sum": exact_digits(total / scale), "due": exact_digits(due / scale)}
                self.findings.add("K710", row[0].place, column=spec.name, **arguments)
