"""Findings about one table: each names the table, and a fault of every row is told once with a count.

What was assumed about cells that were read is said once a column, with the cells, or once for many columns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import cast

from kaohe.data.numbers import Mark, MarkedCell
from kaohe.diagnostics import Findings, Words
from kaohe.language.text import half_width
from kaohe.lazy import dataclass
from kaohe.policy.model import Table
from kaohe.source_places import Place

PROVISIONAL_CODES = frozenset(
    {"D103", "D127", "D133", "D163", "D201", "D310", "D312", "D315", "D316", "D318", "D319", "D340", "D347", "D349"}
)
"""What says that a table, column, row or cell is not there. Where it is there under a wrong name, that is a fault."""

_LISTED = 8
APART = 3
"""So many findings of one kind are told one by one; more are told together."""
_ALWAYS: dict[Mark, str] = {"formula": "D230"}
_OF_KIND: dict[tuple[Mark, str], str] = {
    ("percent", "number"): "D231",
    ("text", "number"): "D232",
    ("noise", "number"): "D233",
    ("unseen", "number"): "D239",
    ("unseen", "truth"): "D239",
    ("covered", "unit"): "D332",
    ("covered", "period"): "D332",
    ("date", "period"): "D334",
}


class TableReport:
    """Collects findings for one table into `findings`. With `provisional` what has not been sent yet is no fault.

    A part of the key is no input: a row without it is none of those that may still come, and nobody could tell two such
    rows apart.
    """

    def __init__(self, findings: Findings, table: Table, provisional: bool = False) -> None:
        self.findings = findings
        self.table = table
        self.provisional = provisional

    def add(self, code: str, place: Place | None, **arguments: object) -> None:
        """Notes a finding about the table; its name is put in as `table`."""
        is_key = arguments.get("id") in self.table.further_keys
        if self.provisional and code in PROVISIONAL_CODES and not is_key and not arguments.get("suggestion"):
            return
        self.findings.add(code, place, table=self.table.name, **arguments)


@dataclass(frozen=True, slots=True)
class Note:
    """One assumption about the cells of one column: how many, where the first few are, and what one of them says."""

    code: str
    column: str
    count: int
    places: list[Place]
    text: str
    detail: str


def notes_on(
    column: str,
    kind: str,
    distinct: Mapping[Hashable, object],
    keys: Sequence[Hashable],
    locate: Callable[[int], Place],
) -> list[Note]:
    """What was assumed of the cells in `distinct`, by key; keys[row] is the key of each row's cell."""
    found: dict[str, set[Hashable]] = {}
    for key, cell in () if _are_plain(distinct.values(), kind) else distinct.items():
        if isinstance(cell, str):
            for code in _codes(cell, kind):
                found.setdefault(code, set()).add(key)
    return [_note(code, column, those, distinct, keys, locate) for code, those in found.items()]


def _note(
    code: str,
    column: str,
    those: set[Hashable],
    distinct: Mapping[Hashable, object],
    keys: Sequence[Hashable],
    locate: Callable[[int], Place],
) -> Note:
    rows = [row for row, key in enumerate(keys) if key in those]
    first = distinct[keys[rows[0]]]
    text = str(first).strip()
    detail = first.detail if isinstance(first, MarkedCell) else text
    if code == "D239" and isinstance(first, MarkedCell):
        detail = first.shown or ""
    return Note(code, column, len(rows), [locate(row) for row in rows[: _LISTED + 1]], text, detail)


def tell_notes(notes: Sequence[Note], report: TableReport) -> None:
    """Notes the assumptions; one about many columns alike is said once for all of them, or a screen shows no other."""
    for code in dict.fromkeys(note.code for note in notes):
        those = [note for note in notes if note.code == code]
        if len(those) <= APART:
            for note in those:
                _tell(note, note.column, note.count, note.places, report)
        else:
            names, number = [note.column for note in those[:APART]], len(those)
            columns = Words(f"{'、'.join(names)}……共 {number} 列", f"{', '.join(names)} … ({number} columns)")
            first = [note.places[0] for note in those]
            _tell(those[0], columns, sum(note.count for note in those), [*first, *those[0].places[1:]], report)


def _tell(note: Note, column: object, count: int, places: Sequence[Place], report: TableReport) -> None:
    cells = listed(places, count)
    report.add(note.code, places[0], column=column, count=count, cells=cells, text=note.text, detail=note.detail)


def listed(places: Sequence[Place], of: int = 0) -> str:
    """Cells by their names, or by line and column; the first few of many."""
    names = [place.cell or f"{place.line}:{place.column}" for place in places]
    return "、".join(names[:_LISTED]) + ("…" if max(len(names), of) > _LISTED else "")


def cells_in(rows: Sequence[int], locate: Callable[[int], Place]) -> str:
    """The same for the cells of a column in some rows; only those that are listed are looked for."""
    return listed([locate(row) for row in rows[:_LISTED]], len(rows))


def and_cells(rows: Sequence[int], locate: Callable[[int], Place]) -> Words:
    """Where the same is to be said of several cells, behind a sentence that names the first; nothing for one."""
    if len(rows) < 2:
        return Words("", "")
    cells = cells_in(rows, locate)
    return Words(f"（{len(rows)} 格：{cells}）", f" ({len(rows)} cells: {cells})")


def told_together(rows: Sequence[int]) -> list[Sequence[int]]:
    """Rows of which the same is to be said: a few one by one, many together, as no screen shows a line for each."""
    return [[row] for row in rows] if len(rows) <= APART else [rows]


def _are_plain(cells: Collection[object], kind: str) -> bool:
    """Whether nothing has to be said of any of many cells, as far as that is seen of all at once."""
    if set(map(type, cells)) != {str}:
        return False
    texts = cast("Collection[str]", cells)
    if kind == "number":
        whole = "".join(texts)
        return whole.isascii() and "," not in whole
    return kind != "unit" or all(map(str.__eq__, texts, map(str.strip, texts)))


def _codes(cell: str, kind: str) -> list[str]:
    codes = []
    if isinstance(cell, MarkedCell):
        codes = [code for mark in cell.marks if (code := _ALWAYS.get(mark) or _OF_KIND.get((mark, kind)))]
    if kind == "number":
        if not cell.isascii() and half_width(cell) != cell:
            codes.append("D234")
        if "," in cell or "，" in cell:
            codes.append("D235")
    elif kind == "unit" and cell != cell.strip():
        codes.append("D330")
    return codes
