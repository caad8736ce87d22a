"""What is wrong with one row of records, as the reader of data would refuse it: a condition and words for each fault.

A blank that provisional data came with is let pass, as the engine lets it: what needs the cell is empty anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kaohe.policy.model import ColumnSpec, Table
from kaohe.workbook.code import NO, YES
from kaohe.workbook.layout import shown_choices
from kaohe.workbook.lookups import mask
from kaohe.workbook.notation import literal, text_literal
from kaohe.workbook.sheets import Sheet

LONGEST = 6000
"""Characters that the words of a choice may take in a formula."""

Fault = tuple[str, str]
"""When a row is wrong, as a formula, and what is said of it then."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, and by column id where its inputs stand, and the days of its dates as numbers."""

    table: Table
    sheet: Sheet
    number: int
    inputs: Mapping[str, int]
    days: Mapping[str, int]

    def cell(self, column: str) -> str:
        """An input."""
        return self.sheet.cell(self.inputs[column], self.number, self.sheet)

    def is_filled(self, column: str) -> str:
        """That an input holds more than spaces, full-width ones among them."""
        return f'{trimmed(self.cell(column))}<>""'

    @property
    def of_its_key(self) -> str:
        """1 for the rows of the same unit and period."""
        return mask(self.sheet, self.sheet, f"$A{self.number}", f"$B{self.number}")

    def same(self, column: str) -> str:
        """1 for the rows that hold the same in a column, spaces around it apart.

        TRIM makes a text of a number too: LibreOffice finds no two numbers of a range EXACT.
        """
        if column in self.days:
            own = self.days[column]
            return f"({self.sheet.whole(own, self.sheet)}={self.sheet.cell(own, self.number, self.sheet)})"
        spelled = _as_name if self.table.columns[column].type == "name" else "TRIM({})".format
        return f"EXACT({spelled(self.sheet.whole(self.inputs[column], self.sheet))},{spelled(self.cell(column))})"


def trimmed(text: str) -> str:
    """A text without the spaces around it; a sheet's TRIM leaves full-width ones."""
    return f'TRIM(SUBSTITUTE({text},"\u3000"," "))'


def faults_of_cells(row: Row, let_pass: frozenset[str]) -> Iterator[Fault]:
    """Cells that are empty or of another kind than their column; blanks of the columns in `let_pass` are none."""
    for spec in row.table.columns.values():
        cell = row.cell(spec.id)
        fits = _fits(row, spec, cell)
        if spec.is_required and spec.id not in let_pass:
            yield f'{trimmed(cell)}=""' if fits is None else f"NOT({fits})", f"“{spec.name}”没有填或填得不对"
        elif fits is not None:
            yield f"AND({row.is_filled(spec.id)},NOT({fits}))", f"“{spec.name}”填得不对"
        yield from _out_of_bounds(spec, cell)


def _fits(row: Row, spec: ColumnSpec, cell: str) -> str | None:
    """That a cell holds what its column takes; None where any text will do, or there are more choices than fit in.

    Cells of choices take the shown words, as formulas compare them with nothing else.
    """
    if spec.type == "number":
        return f"ISNUMBER({cell})"
    if spec.type == "date":
        return f"ISNUMBER({row.sheet.cell(row.days[spec.id], row.number, row.sheet)})"
    words = [YES, NO] if spec.type == "truth" else list(shown_choices(spec).values()) if spec.type == "choice" else []
    equal = [f"EXACT({cell},{text_literal(word)})" for word in words]
    if sum(map(len, equal)) > LONGEST:
        return None
    parts = [f"OR({','.join(equal[start : start + 200])})" for start in range(0, len(equal), 200)]
    return f"OR({','.join(parts)})" if len(parts) > 1 else parts[0] if parts else None


def _out_of_bounds(spec: ColumnSpec, cell: str) -> Iterator[Fault]:
    if spec.type != "number":
        return
    low, high = (
        None if bound is None else literal(bound / spec.measure.scale) for bound in (spec.minimum, spec.maximum)
    )
    outside = [f"{cell}{sign}{bound}" for sign, bound in (("<", low), (">", high)) if bound is not None]
    if outside:
        yield f"AND(ISNUMBER({cell}),OR({','.join(outside)}))", f"“{spec.name}”超出范围"
    if spec.whole:
        yield f"IF(ISNUMBER({cell}),INT({cell})<>{cell},FALSE)", f"“{spec.name}”应当是整数"


def faults_of_keys(row: Row) -> Iterator[Fault]:
    """A second row of a key with its further parts, or of a record's identity; records without one may be alike."""
    if not row.table.records or row.table.identity:
        parts = row.table.identity if row.table.records else row.table.further_keys
        same = "*".join((row.of_its_key, *(row.same(column) for column in parts)))
        known = [row.is_filled(column) for column in parts]  # a name that is still to come is nobody's twice
        yield f"AND({','.join([*known, f'SUMPRODUCT({same})>1'])})", "与另一行重复"


def _as_name(text: str) -> str:
    """A name without what its spellings may differ in: blanks, and brackets of either width."""
    for sign, other in (("（", "("), ("）", ")"), ("\u3000", ""), (" ", "")):
        text = f'SUBSTITUTE({text},"{sign}","{other}")'
    return text
