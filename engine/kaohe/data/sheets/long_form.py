"""Tables by member in long and in wide form: a row, or a column, for each member of a list.

The policy's table is wide: a column for each member. A file may have rows for the members of some lists instead; it is
read by a face of the table, which has a column for each such list, and turned into the wide form before it is typed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from kaohe.data.numbers import MarkedCell, Refusal, has_no_row
from kaohe.data.raw import PERIOD, UNIT, RawSheet, TableCells
from kaohe.data.read_cell import read_period_cell
from kaohe.data.report import Note, TableReport, tell_notes
from kaohe.data.sheets.header_names import folded, unit_words
from kaohe.data.tables.columns import typed_column
from kaohe.data.tables.dataset import Numbers
from kaohe.data.tables.names import UnitNames
from kaohe.diagnostics import few
from kaohe.language.measures import NUMBER
from kaohe.places import Place
from kaohe.policy.lists import ClosedList, Members, member_id, named_members
from kaohe.policy.model import ColumnSpec, ColumnType, Policy, Table, UnitType
from kaohe.records import replace

NO_ROW = MarkedCell("", "no_row")
_MOST_TITLES = 20
_LISTED = 5


def row_lists(table: Table) -> dict[str, ColumnSpec]:
    """The columns that a file in long form may have instead of a column for each member, by their lists."""
    found = {column.list: column for column in table.long if column.list is not None}
    shared = [frozenset(list_ for list_, _ in column.members) for column in table.columns.values()]
    for list_ in frozenset.intersection(*shared) - found.keys() if shared else ():
        found[list_] = _list_column(table, table.lists[list_])
    return found


def _list_column(table: Table, known: ClosedList) -> ColumnSpec:
    numbers = frozenset(map(int, known.members)) if known.is_numeric else frozenset[int]()
    names = dict(known.members)
    kind: ColumnType = "number" if known.is_numeric else "choice"
    return ColumnSpec(
        known.id, known.name, kind, table.place, NUMBER, known.is_numeric, choices=names, list=known.id, numbers=numbers
    )


def declared_face(table: Table) -> Table:
    """The table as its key is written: with a row for each member of the lists in it."""
    return face_of(table, [column.list for column in table.long if column.list is not None])


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
        found[id_] = replace(spec, id=id_, name=name, members=rest, heads=spec.heads if by_each_alone else ())
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
    units = {folded(word) for word in unit_words(unit_type)}
    for row in sheet.rows[:_MOST_TITLES] if known else ():
        cells = {folded(cell) for cell in row}
        if cells & units and (found := {words[cell] for cell in cells - taken if cell in words}):
            return face_of(table, found)
    return face_of(table, ()) if any(spec.members for spec in table.columns.values()) else table


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

    D311 for a member that stands twice for one unit and period; its first row counts.
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
    rows = _rows_by_member(cells, [_members(values, spec) for values, spec in zip(named, lists, strict=True)])
    names = UnitNames(policy, policy.units[table.unit_type])
    groups: dict[tuple[object, object], dict[Members, int]] = {}
    for row, members in rows:
        unit, period = cells.cells[UNIT][row], cells.cells[PERIOD][row]
        key = (_known(names.read(unit), unit), _known(read_period_cell(period, table), period))
        own = groups.setdefault(key, {})
        if members in own:
            words = [lists[at].choices[member] for at, (_, member) in enumerate(members)]
            first = cells.locate(own[members], UNIT)
            report.add("D311", cells.locate(row, UNIT), row=" ".join(map(str, (*key, *words))), first=first)
        else:
            own[members] = row
    complete = cells.complete and len(rows) == cells.count
    return replace(_turned(cells, table, [*groups.values()]), complete=complete, face=face)


def _members(values: object, spec: ColumnSpec) -> list[str | None]:
    """The member of each row; None where it could not be read."""
    if isinstance(values, Numbers):
        found = [None if n is None else str(Fraction(n, values.denominator)) for n in values.numerators]
    else:
        assert isinstance(values, list)
        found = values
    return [member if member in spec.choices else None for member in found]


def _rows_by_member(cells: TableCells, columns: list[list[str | None]]) -> list[tuple[int, Members]]:
    """Each row with its members, but for those of which one could not be read."""
    lists = [cells.table.columns[id_].list or id_ for id_ in cells.table.further_keys]
    found: list[tuple[int, Members]] = []
    for row, members in enumerate(zip(*columns, strict=True)):
        known = tuple((list_, member) for list_, member in zip(lists, members, strict=True) if member is not None)
        if len(known) == len(lists):
            found.append((row, known))
    return found


def _known(read: object, cell: object) -> object:
    """What a cell was read as; its text where it could not be, which typing will tell."""
    return str(cell).strip() if isinstance(read, Refusal) else read


def _turned(cells: TableCells, table: Table, groups: Sequence[Mapping[Members, int]]) -> TableCells:
    """A row for each group, its rows by their members."""
    lists = [cells.table.columns[id_].list or id_ for id_ in cells.table.further_keys]
    source: dict[str, tuple[str, Members]] = {}
    for spec in table.columns.values():
        rest = tuple(each for each in spec.members if each[0] not in lists)
        inside = dict(spec.members)
        here = tuple((list_, inside[list_]) for list_ in lists)
        source[spec.id] = (member_id(spec.written, rest), here)
    first = [next(iter(group.values())) for group in groups]
    found: dict[str, Sequence[object]] = {id_: [cells.cells[id_][row] for row in first] for id_ in (UNIT, PERIOD)}
    for id_, (column, members) in source.items():
        if column in cells.cells:
            values = cells.cells[column]
            found[id_] = [values[group[members]] if members in group else NO_ROW for group in groups]

    def locate(row: int, column: str) -> Place:
        written, members = source.get(column, (column, ()))
        return cells.locate(groups[row].get(members, first[row]), written)

    fields = {id_: cells.fields[column] for id_, (column, _) in source.items() if column in cells.fields}
    fields |= {id_: cells.fields[id_] for id_ in (UNIT, PERIOD) if id_ in cells.fields}
    return replace(cells, table=table, cells=found, locate=locate, fields=fields)


def tell_missing_member_rows(cells: TableCells, report: TableReport) -> None:
    """D340 for each unit and period of which rows are missing for some members, once all sheets are joined."""
    table, lists = cells.table, cells.row_lists
    asked = [spec for spec in table.columns.values() if spec.is_required and spec.id in cells.cells]
    together: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for row in range(cells.count) if lists and cells.complete else ():
        gone: dict[str, None] = {}
        for spec in asked:
            if has_no_row(cells.cells[spec.id][row]):
                words = [table.lists[list_].members[member] for list_, member in spec.members if list_ in lists]
                gone.setdefault(" ".join(words))
        if gone:
            together.setdefault((str(cells.cells[PERIOD][row]).strip(), tuple(gone)), []).append(row)
    for (period, members), rows in together.items():
        report.add(
            "D340",
            cells.locate(rows[0], UNIT),
            text=period,
            units=few((str(cells.cells[UNIT][row]).strip() for row in rows), _LISTED),
            column=tuple(row_lists(table)[list_].name for list_ in lists),
            members=members,
            count=len(rows) * len(members),
        )
