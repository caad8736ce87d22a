"""Tables of the document as sheets of their own, and look-ups in them: INDEX of the row that a key is in.

The first row holds what holds for keys that no row has; where nothing does, its cells are blank, and whatever asks for
them is. Rows that hold since a period stand by that, so that the last one that fits is the one in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe.language import tree
from kaohe.lazy import dataclass, replace
from kaohe.policy.grid import Grid, GridColumn, GridEntry, GridKey, KeyValue
from kaohe.results import Value
from kaohe.translations import worded
from kaohe.workbook.book import stored
from kaohe.workbook.code import ABSENT, ONE, Code, literal, own_text, scaled, text_literal
from kaohe.workbook.compilation import Compilation, Made, NoSheetForm, shown_choices
from kaohe.workbook.labels import DOCUMENT_NOTE, OTHERWISE
from kaohe.workbook.lookups_and_periods import input_code
from kaohe.workbook.sheet_rows import Cell
from kaohe.workbook.sheets import FIRST, Entry, Sheet, SheetColumn, Stored


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """The sheet of one table: the keys of its rows from the second on, and where each part and value stands.

    `members` are those that a column has a heading for; its cells stand side by side, behind what holds otherwise.
    """

    grid: Grid
    sheet: Sheet
    rows: list[tuple[KeyValue, ...]]
    parts: list[SheetColumn]
    values: dict[str, SheetColumn]
    members: dict[str, list[KeyValue]]

    def row_of(self, asked: Sequence[Value]) -> int:
        """The number of the row that a key is in, the first being 1: of those that fit the last."""
        found = 1
        for number, row in enumerate(self.rows, 2):
            pairs = zip(self.grid.keys, row, asked, strict=False)
            if all(has <= own if part.since else has == own for part, has, own in pairs):  # type: ignore[operator]
                found = number
        return found


def look_up(compiler: Compilation, node: tree.LookUp, here: Cell) -> Code:
    """The cell that holds what the table has for the key; blank where a part of the key is, or where nothing holds."""
    table: DocumentTable = compiler.remembered(("document", node.table), lambda: _made(compiler, node.table))
    column, first = table.grid.columns[node.column], table.values[node.column]
    keys = [compiler.value(key, here) for key in node.keys]
    if any(key.kind == "nothing" for key in keys):
        return ABSENT

    def made(aside: Cell) -> Made:
        row, member = _row(compiler, node, table, aside).text, compiler.atom(node.keys[-1], aside)
        members = table.members.get(node.column)
        if members is None:
            cell = f"INDEX({table.sheet.whole(first.number, aside.host)},{row})"
        else:
            area = table.sheet.area(first.number, first.number + len(members), FIRST, table.sheet.last, aside.host)
            cell = f"INDEX({area},{row},{_member(column.keys[-1], members, member)})"
        values = compiler.stored(node, aside.grid, column.spec.measure.scale)
        words = shown_choices(column.spec)

        def there(position: int) -> Stored:
            value = values(position)
            return words.get(value, value) if isinstance(value, str) else value

        text = f'IF(ISNUMBER({row}),IF({cell}="","",{cell}),"")'
        return Code("text", text, lazy=True), there

    key = ("look-up", node.table, node.column, *map(_identity, node.keys), here.grid)
    held = compiler.column(key, here, column.spec.name, "text", column.spec.measure.scale, True, made)
    assert held.column is not None
    text = here.grid.steps.cell(held.column[1], here.row, here.host)
    absent = compiler.policy.types[node].absent
    return replace(input_code(column.spec, absent, text, held.column), column=None).at(*keys)


def _identity(node: tree.Node) -> object:
    """What two mentions of the same part of a key have in common."""
    match node:
        case tree.Column():
            return ("column", node.table, node.column)
        case tree.Ref():
            return ("value", node.unit_type, node.id)
        case tree.Key():
            return ("key", node.part)
        case tree.Text() | tree.Number():
            return ("written", node.value)
    return node


def _row(compiler: Compilation, node: tree.LookUp, table: DocumentTable, here: Cell) -> Code:
    """The number of the row in a cell of its own; blank where a part of the key is."""
    keys = node.keys[: len(table.grid.keys)]

    def made(aside: Cell) -> Made:
        codes = [compiler.atom(key, aside) for key in keys]
        fits = [
            _fits(part, table.sheet.whole(column.number, aside.host), code)
            for part, column, code in zip(table.grid.keys, table.parts, codes, strict=True)
        ]
        numbers = f"(ROW({table.sheet.whole(0, aside.host)})-{FIRST})"
        code = Code("number", f"1+SUMPRODUCT(MAX({'*'.join((*fits, numbers))}))").at(*codes)

        def there(position: int) -> Stored:
            asked = [compiler.values.of(key, aside.grid.frame, position) for key in keys]
            return "" if any(part is None for part in asked) else float(table.row_of(asked))

        return code, there

    key = ("row of", node.table, *map(_identity, keys), here.grid)
    return compiler.column(key, here, worded("{}第几行", table.grid.name), "number", ONE, True, made)


def _fits(part: GridKey, cells: str, key: Code) -> str:
    """Which rows have this part of the key."""
    if part.kind == "word":
        return f"EXACT({cells},{_shown(part, key).text})"
    return f"({cells}{'<=' if part.since else '='}{scaled(key, ONE).text})"


def _shown(part: GridKey, key: Code) -> Code:
    """A text as the sheet of the table shows it."""
    if isinstance(key.const, str):
        return replace(key, text=text_literal(part.shown(key.const)))
    shown = key.words or {}
    if shown and all(part.shown(id_) == word for id_, word in shown.items()):
        return key
    if any(id_ != name for id_, name in (part.words or {}).items()):
        raise NoSheetForm(worded("键的词与数据里的写法不同"))
    return own_text(key)


def _member(part: GridKey, members: Sequence[KeyValue], key: Code) -> str:
    """Which column a member stands in, the first being what holds otherwise."""
    if key.const is not None:
        return str(members.index(key.const) + 2) if key.const in members else "1"
    numbers = ",".join(str(number) for number in range(1, len(members) + 1))
    if part.kind == "word":
        listed = ",".join(text_literal(part.shown(member)) for member in members)
        return f"1+SUMPRODUCT(EXACT({_shown(part, key).text},{{{listed}}})*{{{numbers}}})"
    listed = ",".join(literal(member) for member in members if isinstance(member, Fraction))
    return f"1+SUMPRODUCT(({scaled(key, ONE).text}={{{listed}}})*{{{numbers}}})"


def _made(compiler: Compilation, id_: str) -> DocumentTable:
    """The sheet with all that the table has."""
    grid = compiler.policy.grids[id_]
    since = next((at for at, part in enumerate(grid.keys) if part.since), None)
    count = len(grid.keys)
    rows = list(dict.fromkeys(entry.key[:count] for column in grid.columns.values() for entry in column.entries))
    if since is not None:
        rows.sort(key=lambda row: row[since])
    layout = compiler.layout
    numbers = [(worded(OTHERWISE),), *((str(number),) for number in range(1, len(rows) + 1))]
    note = worded("{}。{}", grid.clause, worded(DOCUMENT_NOTE)) if grid.clause else worded(DOCUMENT_NOTE)
    sheet = Sheet(layout.names.claim(grid.name), grid.name, note, (worded("行"),), numbers, is_named=True)
    layout.documents[id_] = sheet
    parts = [_part(sheet, part, [row[at] for row in rows]) for at, part in enumerate(grid.keys)]
    table = DocumentTable(grid, sheet, rows, parts, {}, {})
    for column in grid.columns.values():
        if len(column.keys) == count:
            table.values[column.spec.id] = _values(sheet, column, column.spec.name, rows, ())
            continue
        members = list(dict.fromkeys(entry.key[count] for entry in column.entries))
        table.members[column.spec.id] = members
        table.values[column.spec.id] = _values(
            sheet, column, worded("{}：{}", column.spec.name, worded(OTHERWISE)), [], ()
        )
        for row in range(FIRST, sheet.last + 1):
            table.values[column.spec.id].cells[row] = _entry(column, column.otherwise)
        for member in members:
            _values(sheet, column, worded("{}：{}", column.spec.name, column.keys[-1].shown(member)), rows, (member,))
    return table


def _part(sheet: Sheet, part: GridKey, values: Sequence[KeyValue]) -> SheetColumn:
    """A part of the key; of a period that is no year also as people write it."""
    if part.kind == "period" and part.level != "year":
        label = sheet.add(part.name, role="about")
        label.cells = {row: Entry(part.shown(value)) for row, value in enumerate(values, FIRST + 1)}
    column = sheet.add(worded("{}（起）", part.name) if part.since else part.name, role="about")
    shown = [part.shown(value) if isinstance(value, str) else float(value) for value in values]
    column.cells = {row: Entry(value) for row, value in enumerate(shown, FIRST + 1)}
    return column


def _values(
    sheet: Sheet, column: GridColumn, heading: str, rows: Sequence[tuple[KeyValue, ...]], behind: tuple[KeyValue, ...]
) -> SheetColumn:
    made = sheet.add(heading, above=(column.spec.measure.label, ""), role="about")
    made.cells[FIRST] = _entry(column, column.otherwise)
    entries = {entry.key: entry for entry in column.entries}
    for number, row in enumerate(rows, FIRST + 1):
        made.cells[number] = _entry(column, entries.get((*row, *behind), column.otherwise))
    return made


def _entry(column: GridColumn, entry: GridEntry | None) -> Entry:
    """What a cell holds, in the column's measure; blank where there is no value."""
    value = None if entry is None else entry.value
    if isinstance(value, str):
        return Entry(shown_choices(column.spec).get(value, value))
    return Entry(stored(value, column.spec.measure.scale) if value is not None else None)
