"""A column of cells to typed values, percentages written in one way.

Each distinct cell is read once: real columns repeat themselves, and only where one is refused are the rows gone through
for its places. Columns of numbers that were read all at once, as arrays, stay such where nothing is to be said of any
cell; whoever finds anything in one leaves it to the careful way, which tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, cast

from kaohe.data.numbers import Figure, MarkedCell, Refusal, has_no_row
from kaohe.data.raw import PERIOD, UNIT, Decimals, StoredColumn, TableCells
from kaohe.data.read_cell import BLANK, Blank, Read, read_cell
from kaohe.data.sheets.totals_and_notes import is_beside_the_rows, may_be_remarks, names_no_record
from kaohe.data.table_findings import Note, TableReport, and_cells, cells_in, notes_on, told_together
from kaohe.data.tables.dataset import Numbers, Values, WholeArray
from kaohe.diagnostics import Words, few
from kaohe.language.measures import PERCENT
from kaohe.language.numerals import exact_digits
from kaohe.language.text import UNSEEN_IN_CELLS, without_blanks
from kaohe.policy.model import ColumnSpec
from kaohe.source_places import Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

_NAMED = 6
_NEVER: dict[str, Words] = {
    "number": Words("；是零的要写 0，空白不当作零", "; a zero is written 0, a blank is never taken for one"),
    "truth": Words("；空白不当作“否”", "; a blank is never taken for no"),
}
"""What a blank is not taken for."""
_TOLD_ONCE = frozenset({"D227", "D248"})
"""What is told of a whole column at once, whatever its cells hold."""
_NUMERIC = frozenset({int, str, type(None)})


def typed_column(
    table: TableCells,
    spec: ColumnSpec,
    report: TableReport,
    notes: list[Note],
    is_named: Callable[[str], bool] = lambda text: False,
) -> Values:
    """The column's values, in base measure; cells that are refused are reported and None in the result.

    What was assumed about the others goes to `notes`. A text that the policy itself names (`is_named`) is a name, even
    that of a total.
    """
    cells = table.cells.get(spec.id)
    if cells is None:
        cells = [None] * table.count
        if spec.is_required:  # told once already, as a missing column
            nothing: list[str | None] = [None] * table.count
            return Numbers([None] * table.count) if spec.type == "number" else nothing
    if spec.type == "number" and isinstance(cells, StoredColumn):
        numbers = _numbers_read_at_once(cells.decimals(), spec)
        if numbers is not None:
            return numbers
    names_rows = spec.id in table.table.naming
    is_name = names_rows and (spec.type == "name" or "名" in spec.name)  # 原因：见附件 says enough
    sound = _sound_texts(cells) if spec.type == "text" else None
    if sound is not None and not (names_rows and any(_is_no_name(text, is_name) for text in may_be_remarks(sound))):
        return cast("list[str | None]", sound)
    keys = distinguishable(cells)
    distinct = dict(zip(keys, cells, strict=True))
    read = {key: read_cell(cell, spec) for key, cell in distinct.items()}
    problems: dict[Hashable, Refusal] = {key: value for key, value in read.items() if isinstance(value, Refusal)}
    for key, value in read.items():
        if isinstance(value, Blank) and spec.is_required and not has_no_row(distinct[key]):
            problems[key] = Refusal("D201", {})
        elif isinstance(value, Figure) and (refusal := _out_of_bounds(value, spec)):
            problems[key] = refusal
        elif names_rows and isinstance(value, str) and (code := _is_no_name(value, is_name)) and not is_named(value):
            problems[key] = Refusal(code, {"text": value})
    if problems:
        _tell(problems, keys, table, spec, report)
    taken = {key: cell for key, cell in distinct.items() if key not in problems}
    _tell_aliases(spec, keys, taken, table, report)
    notes += notes_on(spec.name, spec.type, taken, keys, lambda row: table.locate(row, spec.id))
    if spec.type != "number":
        filled = {key: _filled(value, spec.default) for key, value in read.items()}
        return cast("list[str | None] | list[bool | None]", [filled[key] for key in keys])
    if spec.measure == PERCENT:
        check_scale(keys, read, table, spec, report)
    return _numbers(keys, read, spec)


def _is_no_name(text: str, is_name: bool) -> str | None:
    """The code by which a text is refused that stands where one says what a row is, and says it not."""
    if is_beside_the_rows(text):
        return "D249"
    return "D255" if is_name and names_no_record(text) else None


def _tell_aliases(
    spec: ColumnSpec, keys: Sequence[Hashable], cells: Mapping[Hashable, object], table: TableCells, report: TableReport
) -> None:
    """D331 for the units that go by another name in a column of units."""
    aliases = {key: text for key, cell in cells.items() if (text := str(cell).strip()) in spec.aliases}
    rows = [row for row, key in enumerate(keys) if key in aliases] if aliases else []
    if rows:
        said = [f"“{name}”→“{spec.aliases[name]}”" for name in dict.fromkeys(aliases[keys[row]] for row in rows)]
        report.add("D331", table.locate(rows[0], spec.id), names=few(said, _NAMED), count=len(said))


def _sound_texts(cells: Sequence[object]) -> list[str] | None:
    """The texts, where all are and nothing is to be said of any: the names of a million records at once."""
    if set(map(type, cells)) != {str}:
        return None
    texts = list(map(without_blanks, cast("Sequence[str]", cells)))
    return None if "" in texts or UNSEEN_IN_CELLS.search("".join(texts)) else texts


def distinguishable(cells: Sequence[object]) -> Sequence[Hashable]:
    """The cells as keys that tell 1, True, 1.0 and Decimal(1) apart, and hash whatever they hold."""
    kinds = set(map(type, cells))
    if kinds <= _NUMERIC:
        return cells
    return [(type(cell), _key(cell)) for cell in cells]


def _key(cell: object) -> Hashable:
    if isinstance(cell, MarkedCell):
        return cell.identity
    try:
        hash(cell)
    except (TypeError, ValueError):  # a list, or a signalling Decimal
        return id(cell)
    return cell


def who(table: TableCells, row: int) -> str:
    """The unit and the period of a row as they were written, for messages."""
    return f"{str(table.cells[UNIT][row]).strip()} {str(table.cells[PERIOD][row]).strip()}"


def _filled(value: Read, default: object) -> object:
    if isinstance(value, Blank):
        return default
    return None if isinstance(value, Refusal) else value


def _tell(
    problems: dict[Hashable, Refusal],
    keys: Sequence[Hashable],
    table: TableCells,
    spec: ColumnSpec,
    report: TableReport,
) -> None:
    blank: dict[str, list[int]] = {}
    refused: dict[Hashable, list[int]] = {}
    for row, key in enumerate(keys):
        if key not in problems:
            continue
        if problems[key].code == "D201":  # a bureau that sent nothing left a whole column blank: one finding a period
            blank.setdefault(str(table.cells[PERIOD][row]).strip(), []).append(row)
        else:  # of a format in which a whole column stands each cell shows something else
            code = problems[key].code
            refused.setdefault(code if code in _TOLD_ONCE else key, []).append(row)
    for those in refused.values():
        for rows in told_together(those):
            key = keys[rows[0]]
            # `text`, `suggestion` and the rest come from the refusal; whose cell it is is the row's.
            arguments = {"column": spec.name, "id": spec.id, "measure": _words(spec), **problems[key].arguments}
            report.add(
                problems[key].code, table.locate(rows[0], spec.id), row=whose_cells(table, rows, spec), **arguments
            )
    for alike in blank.values():
        for rows in told_together(alike):
            cells = and_cells(rows, lambda row: table.locate(row, spec.id))
            place = table.locate(rows[0], spec.id)
            never = _NEVER.get(spec.type, Words("", ""))
            report.add("D201", place, row=_units(table, rows), column=spec.name, id=spec.id, cells=cells, never=never)


def whose_cells(table: TableCells, rows: Sequence[int], spec: ColumnSpec) -> str | Words:
    """The row, or the first of several and the cells of all, for messages."""
    if len(rows) == 1:
        return who(table, rows[0])
    first, number, cells = who(table, rows[0]), len(rows), cells_in(rows, lambda row: table.locate(row, spec.id))
    return Words(f"{first} 等 {number} 格（{cells}）", f"{first} and others, {number} cells ({cells})")


def _units(table: TableCells, rows: Sequence[int]) -> str | Words:
    """The units of rows of one period, for messages."""
    units = list(dict.fromkeys(str(table.cells[UNIT][row]).strip() for row in rows))
    if len(units) == 1:
        return who(table, rows[0])
    period, number = str(table.cells[PERIOD][rows[0]]).strip(), len(units)
    named = "、".join(units[:_NAMED])
    more = Words(f"……共 {number} 个单位", f" … ({number} units)") if number > _NAMED else Words("", "")
    return Words(f"{period} {named}{more.zh}", f"{period} {named}{more.en}")


def _words(spec: ColumnSpec) -> str:
    return spec.measure.label or "—"


def _out_of_bounds(figure: Figure, spec: ColumnSpec) -> Refusal | None:
    if spec.whole and figure.numerator % figure.denominator:
        return Refusal("D216", {"text": exact_digits(figure.fraction)})
    if spec.numbers and figure.fraction not in spec.numbers:
        return Refusal("D250", {"text": exact_digits(figure.fraction), "choices": few(spec.choices, _NAMED)})
    if spec.minimum is None and spec.maximum is None:
        return None
    value = figure.fraction * spec.measure.scale
    for bound, code, outside in (
        (spec.minimum, "D217", spec.minimum is not None and value < spec.minimum),
        (spec.maximum, "D218", spec.maximum is not None and value > spec.maximum),
    ):
        if outside and bound is not None:
            limit = exact_digits(bound / spec.measure.scale) + spec.measure.label
            return Refusal(code, {"text": exact_digits(figure.fraction), "limit": limit})
    return None


def _numbers(keys: Sequence[Hashable], read: dict[Hashable, Read], spec: ColumnSpec) -> Numbers:
    """All figures over one denominator, times the measure's scale."""
    figures = {key: value for key, value in read.items() if isinstance(value, Figure)}
    if isinstance(spec.default, Fraction):
        own = spec.default / spec.measure.scale
        default = Figure(own.numerator, own.denominator)
        figures.update((key, default) for key, value in read.items() if value is BLANK)
    shared = lcm(*{figure.denominator for figure in figures.values()})
    factor = spec.measure.scale / shared
    times: Callable[[Figure], int] = lambda f: f.numerator * (shared // f.denominator) * factor.numerator  # noqa: E731
    numerators = {key: times(figure) for key, figure in figures.items()}
    if len(numerators) == len(read):
        return Numbers(list(map(numerators.__getitem__, keys)), factor.denominator)
    return Numbers([numerators.get(key) for key in keys], factor.denominator)


_LARGE = 20
_FEW, _BEYOND = 3, 3


def check_scale(
    keys: Sequence[Hashable], read: Mapping[Hashable, object], table: TableCells, spec: ColumnSpec, report: TableReport
) -> None:
    """Whether a percent column is written in one way: 12.5 and 12.5% are, 0.125 beside them is another.

    What certainly mixes two ways is refused: D213 where some figures have a percent sign. A figure that only looks like
    it is warned of, as 0.125% may be what was meant: D219 where most may be fractions, D238 where a few may.
    """
    figures = {key: value for key, value in read.items() if isinstance(value, Figure) and value.numerator}
    signed = {key for key, value in figures.items() if value.percent}

    def rows(those: Iterable[Hashable]) -> list[int]:
        among = set(those)
        return [row for row, key in enumerate(keys) if key in among]

    def place(row: int) -> Place:
        return table.locate(row, spec.id)

    def text(row: int) -> str:
        return str(table.cells[spec.id][row]).strip()

    if signed and len(signed) < len(figures):
        with_sign, without = rows(signed), rows(figures.keys() - signed)
        fewer = min(without, with_sign, key=len)  # most likely the ones that were written differently
        counts = {"signed": len(with_sign), "unsigned": len(without)}
        cells = {"with_sign": cells_in(with_sign, place), "without_sign": cells_in(without, place)}
        report.add("D213", place(fewer[0]), column=spec.name, text=text(without[0]), **counts, **cells)
    elif not signed and _most_look_like_fractions([figures[key] for key in keys if key in figures]):
        first = rows(figures)[0]
        report.add("D219", place(first), column=spec.name, text=text(first))
    elif not signed and (small := _some_look_like_fractions(figures)):
        found = rows(small)
        details = {"count": len(found), "cells": cells_in(found, place)}
        report.add("D238", place(found[0]), column=spec.name, text=text(found[0]), **details)


def _most_look_like_fractions(figures: list[Figure]) -> bool:
    """Whether all figures lie between -1 and 1, or most of them, with two digits or more, and none far beyond."""
    small = [figure for figure in figures if abs(figure.numerator) <= figure.denominator]
    if len(figures) < _FEW or not any(abs(f.numerator) < f.denominator for f in small):
        return False
    if len(small) == len(figures):
        return True
    fine = sum(_decimals(figure) > 1 for figure in small)
    none_beyond = all(abs(figure.numerator) <= _BEYOND * figure.denominator for figure in figures)
    return none_beyond and 3 * len(small) >= 2 * len(figures) and 2 * fine >= len(small)


def _some_look_like_fractions(figures: Mapping[Hashable, Figure]) -> set[Hashable]:
    """The few figures that would fit among the others if they were a hundred times as large, and do not as they are."""
    if not any(2 * abs(figure.numerator) <= 3 * figure.denominator for figure in figures.values()):
        return set()
    sizes = {key: abs(figure.fraction) for key, figure in figures.items()}
    others = [key for key, size in sizes.items() if size > Fraction(3, 2)]
    if len(others) < 2:
        return set()
    least, most = min(sizes[key] for key in others), max(sizes[key] for key in others)
    digits = max(_decimals(figures[key]) for key in others)
    return {
        key
        for key in sizes.keys() - set(others)
        if least / 2 <= 100 * sizes[key] <= most * 3 / 2
        and 10 * sizes[key] < least
        and (least >= _LARGE or _decimals(figures[key]) > digits)
    }


def _decimals(figure: Figure) -> int:
    """The digits behind the point, as it was written."""
    return len(str(figure.denominator)) - 1


def _numbers_read_at_once(read: Decimals | None, spec: ColumnSpec) -> Numbers | None:
    """The numbers of a column in base measure; None where a cell has to be looked at."""
    if read is None:
        return None
    from kaohe.data.sheets.large_csv import LIMIT, scaled  # late: it imports NumPy

    absent = read.blank if bool(read.blank.any()) else None
    if absent is not None and (spec.is_required or spec.default is not None):
        return None
    places = int(read.places.max(initial=0))
    values = scaled(read, places)
    one = 10**places
    if values is None or spec.numbers or not _is_within(values, absent, one, spec):
        return None
    if spec.measure == PERCENT and _may_mix_scales(values, read.places, one):
        return None
    factor = spec.measure.scale / one
    if factor.numerator > 1:
        if not _is_below(values, LIMIT // factor.numerator):
            return None
        values = values * factor.numerator
    return Numbers(WholeArray(values, absent), factor.denominator)


def _is_below(values: Whole, limit: int) -> bool:
    return int(values.max(initial=0)) < limit and int(values.min(initial=0)) > -limit


def _is_within(values: Whole, absent: NDArray[np.bool_] | None, one: int, spec: ColumnSpec) -> bool:
    """Whether all numbers are whole and within bounds where they have to be."""
    if spec.whole and one > 1 and bool((values % one).any()):
        return False
    there = values if absent is None else values[~absent]
    if not len(there):
        return True
    low, high = (None if bound is None else bound / spec.measure.scale * one for bound in (spec.minimum, spec.maximum))
    return (low is None or int(there.min()) >= low) and (high is None or int(there.max()) <= high)


def _may_mix_scales(values: Whole, places: NDArray[np.int64], one: int) -> bool:
    """Whether some figures of a column of percentages may be fractions: what `check_scale` looks for."""
    from kaohe.data.sheets.large_csv import LIMIT

    sizes, places = abs(values[values != 0]), places[values != 0]
    if not len(sizes):
        return False
    if not _is_below(sizes, LIMIT // 300):
        return True
    is_small = sizes <= one
    if bool((sizes < one).any()) and len(sizes) >= _FEW:
        small, fine = int(is_small.sum()), int((places[is_small] > 1).sum())
        none_beyond = int(sizes.max()) <= _BEYOND * one
        if small == len(sizes) or (none_beyond and 3 * small >= 2 * len(sizes) and 2 * fine >= small):
            return True
    is_other = 2 * sizes > 3 * one
    others, rest = sizes[is_other], sizes[~is_other]
    if len(others) < 2 or not len(rest):
        return False
    least, most, digits = int(others.min()), int(others.max()), int(places[is_other].max())
    fits = (200 * rest >= least) & (200 * rest <= 3 * most) & (10 * rest < least)
    return bool((fits & ((least >= _LARGE * one) | (places[~is_other] > digits))).any())
