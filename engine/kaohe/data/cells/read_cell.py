"""One cell, by the type of its column: what it holds, BLANK, or why it is refused.

Cells are texts from files, or values of the Python interface; a binary float is refused there, as it is not
the decimal that somebody meant.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kaohe.data.cells.numbers import Figure, Refusal, read_figure
from kaohe.data.cells.periods import read_date
from kaohe.data.cells.shown_numbers import MarkedCell, contradicts, refusal_of
from kaohe.diagnostics import nearest
from kaohe.language.text import UNSEEN_IN_CELLS, code_point, half_width
from kaohe.policy.model import ColumnSpec


class Blank:
    """The type of BLANK, an empty cell."""


BLANK: Final = Blank()
_YES = ("1", "true", "yes", "y", "是", "对", "√", "✓", "✔", "☑")
_NO = ("0", "false", "no", "n", "否", "错", "×", "✕", "✗", "✘", "╳")
_TRUTH = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)

Read = Figure | str | bool | Blank | Refusal


def read_cell(cell: object, spec: ColumnSpec) -> Read:
    """What the cell holds: numbers in the column's own measure, choices as ids, days as 2023-01-20, texts stripped."""
    if cell is None:
        return BLANK
    if isinstance(cell, str):
        if refusal := refusal_of(cell, spec.type):
            return refusal
        text = cell.strip()
        read = _of_text(text, spec) if text else BLANK
        return _not_as_shown(cell, read, spec) or read
    return _of_value(cell, spec)


def _of_text(text: str, spec: ColumnSpec) -> Read:
    if spec.type == "number":
        figure = read_figure(text)
        if isinstance(figure, Figure) and figure.percent and spec.measure.kind != "percent":
            return Refusal("D212", {"text": text, "measure": spec.measure.label or "—"})
        return figure
    if found := UNSEEN_IN_CELLS.search(text):
        return Refusal("D208", {"text": text, "character": code_point(found[0])})
    if spec.type == "truth":
        truth = _TRUTH.get(half_width(text).casefold())
        return Refusal("D220", {"text": text}) if truth is None else truth
    if spec.type == "date":
        return read_date(text)
    return _choice(text, spec) if spec.type == "choice" else text


def _not_as_shown(cell: str, read: Read, spec: ColumnSpec) -> Refusal | None:
    """D227 where what a cell shows is another number, or another answer, than what it holds."""
    if not isinstance(cell, MarkedCell) or cell.shown is None:
        return None
    if isinstance(read, Figure):
        differs = contradicts(cell.shown, read.fraction, spec.measure)
    else:
        differs = isinstance(read, bool) and _TRUTH.get(half_width(cell.shown).casefold(), read) is not read
    return Refusal("D227", {"text": str(cell).strip(), "shown": cell.shown}) if differs else None


def _choice(text: str, spec: ColumnSpec) -> str | Refusal:
    if text in spec.choices:
        return text
    for id_, name in spec.choices.items():
        if name == text:
            return id_
    words = [*spec.choices.values(), *spec.choices]
    known = tuple(f"{name} ({id_})" for id_, name in spec.choices.items())
    return Refusal("D221", {"text": text, "choices": known, "suggestion": nearest(text, words)})


def _of_value(cell: object, spec: ColumnSpec) -> Read:
    """A value that is no text; exact types only, so that a subclass or another library's number is never misread."""
    if spec.type == "truth" and (type(cell) is bool or (type(cell) is int and cell in (0, 1))):
        return bool(cell)
    if spec.type == "date" and type(cell) is date:
        return cell.isoformat()
    if spec.type == "number":
        if type(cell) is int:
            return Figure(cell)
        if type(cell) is Fraction:
            return Figure(cell.numerator, cell.denominator)
        if type(cell) is Decimal and cell.is_finite():
            # str() rather than as_integer_ratio(): the same limits hold as for the text of a file.
            return read_figure(str(cell))
        if type(cell) is float:
            return Refusal("D214", {"text": repr(cell)})
    return Refusal("D215", {"text": repr(cell), "kind": type(cell).__name__})
