"""A worksheet of XlsxWriter whose rows of figures are written straight into the file's form.

XlsxWriter takes each cell through three checks, a tuple and a dozen searches for signs; of half a million formulas
these are most of the cost. Headings and all that is not a row of figures goes its own way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xlsxwriter.worksheet import Worksheet

from kaohe.workbook.code import letters
from kaohe.workbook.sheets import Entry, cell_text


class FigureSheet(Worksheet):
    """Rows of figures come column by column, from the left, and no row of them has a cell written in any other way."""

    def __init__(self) -> None:
        super().__init__()
        self._figures: dict[int, list[str]] = {}
        self.str_table: Any
        self.fh: Any

    def write_figures(self, column: int, entries: Iterable[tuple[int, Entry]], style: Any) -> None:
        """Cells of one column by row, the first being 1."""
        letter, index, last = letters(column), style._get_xf_index(), 0
        for row, entry in entries:
            cell = f'<c r="{letter}{row}" s="{index}"'
            self._figures.setdefault(row, []).append(self._figure(cell, f"{letter}{row}", entry))
            last = max(last, row)
        if last:
            self._check_dimensions(last - 1, column)

    def _figure(self, cell: str, place: str, entry: Entry) -> str:
        value, formula = entry.value, entry.formula
        if formula is not None:
            text = escaped(formula[1:])
            if entry.array:
                kind = "" if isinstance(value, float) else ' t="str"'
                return f'{cell}{kind}><f t="array" ref="{place}">{text}</f><v>{_stored(value)}</v></c>'
            if isinstance(value, str) and value:
                return f'{cell} t="str"><f>{text}</f><v>{escaped(value)}</v></c>'
            return f"{cell}><f>{text}</f><v>{_stored(value)}</v></c>"
        if isinstance(value, str) and value:
            index = self.str_table._get_shared_string_index(cell_text(value))
            return f'{cell} t="s"><v>{index}</v></c>'
        if value is None or value == "":
            return f"{cell}/>"
        return f"{cell}><v>{value:.16G}</v></c>"

    def _write_rows(self) -> None:
        super()._write_rows()
        for row, cells in sorted(self._figures.items()):
            self.fh.write(f'<row r="{row}">{"".join(cells)}</row>')

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Formulas as they are. XlsxWriter looks in each for thirty newer functions, and finds them in texts too."""
        return formula[2:-1] if formula.startswith("{=") else formula.removeprefix("=")


def _stored(value: object) -> str:
    return "" if value is None else escaped(str(value))


def escaped(text: str) -> str:
    """A text as XML holds it."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text
