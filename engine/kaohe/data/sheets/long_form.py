"""Tables by member in long and in wide form: a row, or a column, for each member of a list.

The policy's table is wide: a column for each member. A file may have rows for the members of some lists instead; it is
read by a face of the table, which has a column for each such list, and turned into the wide form before it is typed.
What is no member's stands in each of those rows again, or is blank in some.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from kaohe.data.numbers import LACKING, MarkedCell, Refusal, has_no_row
from kaohe.data.raw import PERIOD, UNIT, RawSheet, StoredColumn, TableCells
from kaohe.data.read_cell import read_period_cell
from kaohe.data.sheets.header_names import Names, folded, key_words
from kaohe.data.table_findings import Note, TableReport, tell_notes
from kaohe.data.tables.columns import typed_column
from kaohe.data.tables.dataset import Numbers
from kaohe.data.tables.names import UnitNames
from kaohe.data.tables.row_alignment import value_of
from kaohe.data.tables.rows import is_blank
from kaohe.diagnostics import few
from kaohe.lazy import replace
from kaohe.policy.lists import Members, member_id, named_members
from kaohe.policy.member_columns import row_lists
from kaohe.policy.model import ColumnSpec, Policy, Table, UnitType
from kaohe.source_places import Place

NO_MEMBER_ROW = MarkedCell("", "no_row")
"""The cell of a member of which a file has no row; what no sheet has a row for is another cell."""
_MOST_TITLES = 20
_LISTED = 5


def face_of(table: Table, lists: Collection[str]) -> Table:
    """The table with rows for the members of these lists, and columns for those of the others.

    Words that may head a column for a member: 浓度PM2.5, 浓度 PM2.5, 浓度（PM2.5）, c[pm25]; where one kind of column
    alone is told apart by a single list, the member by itself; and what `heads` says.
    """
    heading = {list_: column for list_, column in row_lists(table).items() if list_ in lists}
    columns: dict[str, ColumnSpec] = {column.id: column for column in heading.values()}
    alone: dict[tuple[str, ...], set[str]] = {}
    by_each_alone = all(column.list in lists for column in table.long)
    found: dict[str, ColumnSpec] = {}
    for spec in table.columns.values():
        rest = tuple((list_, member) for list_, member in spec.members if list_ not in lists)
        id_ = member_id(spec.written or spec.id, rest)
        if id_ in found:
            continue
        alone.setdefault(tuple(list_ for list_, _ in rest), set()).add(spec.written)
        name = named_members(spec.written_name, rest, table.lists, "zh") if rest != spec.members else spec.name
        row = None if spec.may_lack is None else tuple(each for each in spec.may_lack if each[0] not in lists)
        heads = spec.heads if by_each_alone else ()
        found[id_] = replace(spec, id=id_, name=name, members=rest, heads=heads, may_lack=row)
    for id_, spec in found.items():
        is_alone = len(alone[tuple(list_ for list_, _ in spec.members)]) == 1
        columns[id_] = replace(spec, heads=_heads(spec, table, is_alone) if spec.members else ())
    keys = (*(column.id for column in heading.values()), *table.further_keys)
    return replace(table, columns=columns, further_keys=keys, long=())


def _heads(spec: ColumnSpec, table: Table, is_alone: bool) -> tuple[str, ...]:
    ids = [member for _, member in spec.members]
    names = [table.lists[list_].members[member] for list_, member in spec.members]
    found = list(spec.heads)
    for words in (ids, names):
        for joint in ("", " "):
            found.append(spec.written_name + joint + joint.join(words))
        found += [f"{spec.written_name}（{'，'.join(words)}）", f"{spec.written_name}({','.join(words)})"]
        found += words if is_alone and len(words) == 1 else []
    return tuple(dict.fromkeys(found))


def face_of_sheet(sheet: RawSheet, table: Table, unit_type: UnitType) -> Table:
    """The face that a sheet has: with rows for the lists that head a column beside the unit's."""
    known = row_lists(table)
    taken = {folded(word) for spec in table.columns.values() for word in (spec.id, spec.name)}
    words = {folded(word): list_ for list_, column in known.items() for word in (column.id, column.name, list_)}
    due = [folded(word) for word in key_words(table, unit_type)]
    for row in sheet.rows[:_MOST_TITLES] if known else ():
        cells = {folded(cell) for cell in row}
        if not cells.isdisjoint(due) and (found := {words[cell] for cell in cells - taken if cell in words}):
            return face_of(table, found)
    return face_of(table, ()) if any(spec.members for spec in table.columns.values()) else table


def tell_mixed_forms(
    unused: Mapping[str, Place], face: Table, table: Table, unit_type: UnitType, report: TableReport
) -> None:
    """D187 for a header of one member, of which the rows of the sheet speak already."""
    lists = [
        column.list for id_ in face.further_keys if (column := face.columns[id_]).list and id_ not in table.columns
    ]
    wider = [face_of(table, some) for count in range(len(lists)) for some in combinations(filter(None, lists), count)]
    known = [Names(each, unit_type) for each in wider]
    for word, place in unused.items() if lists else ():
        ids = ((names.table, id_) for names in known if (id_ := names.find_any(word)))
        found = next((own for wide, id_ in ids if (own := wide.columns.get(id_)) and own.members), None)
        if found is not None:
            more = next(list_ for list_, _ in found.members if list_ in lists)
            report.add("D187", place, text=word, column=row_lists(table)[more].name, value=found.written_name)


def face_of_rows(rows: Iterable[Mapping[str, object]], table: Table) -> Table:
    """The face that rows of Python have, by the lists' columns that any of them names."""
    known = row_lists(table)
    there = {list_ for row in rows for list_, column in known.items() if column.id in row} if known else set[str]()
    return face_of(table, there) if there else table


def by_member(rows: Sequence[Mapping[str, object]], face: Table) -> Sequence[Mapping[str, object]]:
    """Rows of Python in which a value may stand for each member, `{"c": {"pm25": 5}}`, by the ids of the face."""
    axes = {spec.written: [list_ for list_, _ in spec.members] for spec in face.columns.values() if spec.members}
    if not axes or not any(isinstance(value, Mapping) for row in rows for value in row.values()):
        return rows
    return [dict(each for id_, value in row.items() for each in _cells_of(value, id_, axes, face)) for row in rows]


def _cells_of(value: object, id_: str, axes: Mapping[str, Sequence[str]], face: Table) -> Iterator[tuple[str, object]]:
    if not isinstance(value, Mapping) or id_ not in axes:
        yield id_, value
        return
    found: list[tuple[tuple[str, ...], object]] = [((), value)]
    for list_ in axes[id_]:
        known = face.lists[list_]
        found = [
            ((*path, known.find(str(word)) or str(word)), below)
            for path, inside in found
            if isinstance(inside, Mapping)
            for word, below in inside.items()
        ]
    for path, cell in found:
        yield f"{id_}[{','.join(path)}]", cell


def in_wide_form(cells: TableCells, table: Table, policy: Policy, report: TableReport) -> TableCells:
    """The cells with a column for each member; one of which there is no row has a cell that says so.

    D311 for a member that stands twice for one key; its first row counts. D348 where what is no member's differs.
    """
    face = cells.table
    if face is table:
        return cells
    lists = [face.columns[id_] for id_ in face.further_keys if id_ not in table.columns]
    if not lists:
        wide: dict[str, Sequence[object]] = {id_: cells.cells[id_] for id_ in cells.cells}
        return replace(cells, table=table, cells=wide, face=face)
    notes: list[Note] = []
    named = [typed_column(cells, spec, report, notes) for spec in lists]
    tell_notes(notes, report)
    rows = _rows_by_member(lists, [_members(values, spec) for values, spec in zip(named, lists, strict=True)])
    names = UnitNames(policy, policy.units[table.unit_type])
    groups: dict[tuple[object, ...], dict[Members, int]] = {}
    for row, members in rows:
        unit, period = cells.cells[UNIT][row], cells.cells[PERIOD][row]
        further = [_part(cells, id_, row) for id_ in table.further_keys]
        key = (_known(names.read(unit), unit), _known(read_period_cell(period, table), period), *further)
        own = groups.setdefault(key, {})
        if members in own:
            words = [lists[at].choices[member] for at, (_, member) in enumerate(members)]
            first = cells.locate(own[members], UNIT)
            report.add("D311", cells.locate(row, UNIT), row=" ".join(map(str, (*key, *words))), first=first)
        else:
            own[members] = row
    complete = cells.complete and len(rows) == cells.count
    return replace(_turned(cells, table, [*groups.values()], report), complete=complete, face=face)


def _members(values: object, spec: ColumnSpec) -> list[str | None]:
    """The member of each row; None where it could not be read."""
    if isinstance(values, Numbers):
        found = [None if n is None else str(Fraction(n, values.denominator)) for n in values.numerators]
    else:
        assert isinstance(values, list)
        found = values
    return [member if member in spec.choices else None for member in found]


def _rows_by_member(specs: list[ColumnSpec], columns: list[list[str | None]]) -> list[tuple[int, Members]]:
    """Each row with its members, but for those of which one could not be read."""
    found: list[tuple[int, Members]] = []
    for row, members in enumerate(zip(*columns, strict=True)):
        known = tuple((spec.list or "", each) for spec, each in zip(specs, members, strict=True) if each is not None)
        if len(known) == len(specs):
            found.append((row, known))
    return found


def _known(read: object, cell: object) -> object:
    """What a cell was read as; its text where it could not be, which typing will tell."""
    return _text(cell) if isinstance(read, Refusal) else read


def _part(cells: TableCells, id_: str, row: int) -> object:
    """A further part of the key as it was read, or as it stands; one that the file lacks is told for itself."""
    cell = cells.cells[id_][row] if id_ in cells.cells else None
    return _said(cell, cells.table.columns[id_])


def _turned(
    cells: TableCells, table: Table, groups: Sequence[Mapping[Members, int]], report: TableReport
) -> TableCells:
    """A row for each group, its rows by their members."""
    lists = [cells.table.columns[id_].list or "" for id_ in cells.table.further_keys if id_ not in table.columns]
    source: dict[str, tuple[str, Members]] = {}
    for spec in table.columns.values():
        rest = tuple(each for each in spec.members if each[0] not in lists)
        inside = dict(spec.members)
        here = tuple((list_, inside[list_]) for list_ in lists if list_ in inside)
        source[spec.id] = (member_id(spec.written or spec.id, rest), here)
    first = [next(iter(group.values())) for group in groups]
    found: dict[str, Sequence[object]] = {id_: [cells.cells[id_][row] for row in first] for id_ in (UNIT, PERIOD)}
    rows: dict[str, list[int | None]] = {}
    for id_, (column, members) in source.items():
        if column in cells.cells:
            values = cells.cells[column]
            if len(members) == len(lists):
                rows[id_] = [group.get(members) for group in groups]
            else:
                rows[id_] = [_row_of(cells, column, members, group, report) for group in groups]
            found[id_] = [NO_MEMBER_ROW if row is None else values[row] for row in rows[id_]]

    def locate(row: int, column: str) -> Place:
        at = rows[column][row] if column in rows else None
        return cells.locate(first[row] if at is None else at, source.get(column, (column, ()))[0])

    fields = {id_: cells.fields[column] for id_, (column, _) in source.items() if column in cells.fields}
    fields |= {id_: cells.fields[id_] for id_ in (UNIT, PERIOD, *cells.table.further_keys) if id_ in cells.fields}
    return replace(cells, table=table, cells=found, locate=locate, fields=fields)


def _row_of(
    cells: TableCells, column: str, members: Members, group: Mapping[Members, int], report: TableReport
) -> int | None:
    """The row that says what is told apart by these lists alone: the first that is not blank, of those of the members.

    D348 for one that says something else.
    """
    values, spec = cells.cells[column], cells.table.columns[column]
    those = [row for each, row in group.items() if set(members) <= set(each)]
    filled = [row for row in those if _text(values[row])]
    for row in filled[1:]:
        first = filled[0]
        if _said(values[row], spec) != _said(values[first], spec):
            report.add(
                "D348",
                cells.locate(row, column),
                row=" ".join(_text(cells.cells[id_][row]) for id_ in (UNIT, PERIOD)),
                column=spec.name,
                text=_text(values[row]),
                other=_text(values[first]),
                first=cells.locate(first, column),
            )
    return next(iter(filled or those), None)


def _said(cell: object, spec: ColumnSpec) -> object:
    """What a cell says; its text where it cannot be read, which typing will tell."""
    read = value_of(cell, spec)
    return _text(cell) if read is None else read


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def with_missing_rows(cells: TableCells, report: TableReport) -> TableCells:
    """The cells, once all sheets are joined, in which those of rows that may be missing (`some`) and are say so.

    Of the other rows that are missing for some members the units are told for each period: D340 where the list is a
    part of the key, D349 where columns have `each`.
    """
    cells = replace(cells, cells={**cells.cells, **_lacking(cells)})
    _tell_missing_rows(cells, report)
    return cells


def _lacking(cells: TableCells) -> dict[str, list[object]]:
    """The columns of which some rows may be missing and are.

    Where the file has a column for each member, a row is not there if all its cells are blank.
    """
    found: dict[str, list[object]] = {}
    for members, columns in cells.table.rows_in_columns.items():
        in_rows = {list_ for list_, _ in members} <= {*cells.row_lists}
        rows: Sequence[int] = range(cells.count)
        for column in (cells.cells[id_] for id_ in columns if id_ in cells.cells):
            if isinstance(column, StoredColumn):
                rows = () if in_rows else column.blank_among(rows)
            else:
                rows = [row for row in rows if has_no_row(cell := column[row]) or (not in_rows and is_blank(cell))]
        those = columns if len(rows) == cells.count else [id_ for id_ in columns if id_ in cells.cells]
        for id_ in those if len(rows) else ():
            found[id_] = [*cells.cells.get(id_, [None] * cells.count)]
            for row in rows:
                found[id_][row] = LACKING
    return found


def _tell_missing_rows(cells: TableCells, report: TableReport) -> None:
    table, lists = cells.table, cells.row_lists
    asked = [spec for spec in table.columns.values() if spec.is_required and spec.id in cells.cells]
    together: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for row in range(cells.count) if lists and cells.complete else ():
        gone: dict[str, None] = {}
        for spec in asked:
            if cells.cells[spec.id][row] is NO_MEMBER_ROW:
                words = [table.lists[list_].members[member] for list_, member in spec.members if list_ in lists]
                gone.setdefault(" ".join(words))
        if gone:
            key = (PERIOD, *(id_ for id_ in table.further_keys if id_ in cells.cells))
            text = " ".join(_text(cells.cells[id_][row]) for id_ in key)
            together.setdefault((text, tuple(gone)), []).append(row)
    in_key = {column.list for column in table.long}
    for (text, members), rows in together.items():
        report.add(
            "D340" if in_key.issuperset(lists) else "D349",
            cells.locate(rows[0], UNIT),
            text=text,
            units=few((_text(cells.cells[UNIT][row]) for row in rows), _LISTED),
            column=tuple(row_lists(table)[list_].name for list_ in lists),
            members=members,
            count=len(rows) * len(members),
        )
