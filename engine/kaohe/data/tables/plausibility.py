"""Figures that are right in form and can hardly be meant: told as warnings, never changed.

What is looked for is a slip of the measure or of the decimal point, which is a factor of a hundred or more (元 for
万元, 12.5 for 0.125): of a whole column against the amounts that the policy compares it with, or of figures against
other periods; and a rate of growth as an index, 108.5 for 8.5. Less than that happens in good years and bad ones, and
units differ as they like: both are passed in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import cast

from kaohe.data.sheets.header_names import is_growth, is_index
from kaohe.data.table_findings import TableReport, cells_in
from kaohe.data.tables.dataset import Numbers, TableData
from kaohe.data.tables.yardsticks import Series, Spread, compared_columns, spread_of, yardsticks
from kaohe.diagnostics import Words
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.model import ColumnSpec, Policy, Table

_SLIP = 100
_FEW = 3
"""Fewer figures than this say nothing about each other."""
_LARGE_YI, _LARGE_PERCENT = 1000, 500
_SMALL = {"亿元": Fraction(1, 1000), "万元": Fraction(1, 10)}
"""All amounts of a column below this, 100,000 and 1,000 yuan, are hardly what anybody is appraised by."""
_MOST = Fraction(4, 5)

Sizes = dict[int, int]
"""The sizes of the figures of a column that are not zero, by row, over the denominator of the column."""


def check_plausibility(policy: Policy, data: Mapping[str, TableData], reports: Mapping[str, TableReport]) -> None:
    """D240 beyond what the policy calls usual, D241 against other periods, D242 against other files, D243 of whole
    columns, D244 against all others, D245 of growth as an index.

    Of one figure only the first of these is told.
    """
    tables, asked, pairs = policy.tables, yardsticks(policy), compared_columns(policy)
    columns = [
        _Column(
            series, spec, values, reports[id_], sorted(asked.get((id_, spec.id), ())), pairs.get((id_, spec.id), set())
        )
        for id_, table in data.items()
        for series in [Series(tables[id_], table)]
        for spec in tables[id_].columns.values()
        if isinstance(values := table.columns.get(spec.id), Numbers) and spec.id not in tables[id_].further_keys
    ]
    for column in columns:
        unusual = _tell_unusual(column) or _tell_indices(column)
        spread = column.spread
        if unusual:
            spread = Spread([size for row, size in column.sizes.items() if row not in unusual])
        if spread.count and (looks := _whole_column(column, spread, columns)) is not None:
            row = next(row for row in column.sizes if row not in unusual)
            told = {"column": column.spec.name, "looks": looks, "text": column.shown(row)}
            column.report.add("D243", column.data.place_of(row, column.spec.id), **told)
        elif _may_have_slips(column, spread):
            known = {row: size for row, size in column.sizes.items() if row not in unusual}
            is_by_key = column.series.is_known_by_key
            _tell_apart(column, (_tell_other_periods if is_by_key else _tell_whole_periods)(column, known))


@dataclass(frozen=True, eq=False)
class _Column:
    series: Series
    spec: ColumnSpec
    values: Numbers
    report: TableReport
    yardsticks: Sequence[Fraction]
    compared: Set[tuple[str, str]]

    @property
    def table(self) -> Table:
        return self.series.table

    @property
    def data(self) -> TableData:
        return self.series.data

    @cached_property
    def sizes(self) -> Sizes:
        """The sizes by row."""
        return {row: abs(n) for row, n in enumerate(self.values.numerators) if n}

    @cached_property
    def spread(self) -> Spread:
        """How they lie, of all rows."""
        return spread_of(self.values)

    @property
    def one(self) -> Fraction:
        """How much 1 of the declared measure is, over the denominator of the column."""
        return self.spec.measure.scale * self.values.denominator

    def figure(self, size: int | Fraction) -> str:
        """A size as it is written, with its measure."""
        return exact_digits(size / self.one) + self.spec.measure.label

    def shown(self, row: int) -> str:
        """The figure of a row as it is written, with its measure."""
        return self.figure(self.values.numerators[row] or 0)

    def tell(self, code: str, rows: Sequence[int], **arguments: object) -> None:
        """A finding about the figures of some rows, at the first."""
        who = " ".join(map(str, self.data.keys[rows[0]][:2]))
        cells = cells_in(rows, lambda row: self.data.place_of(row, self.spec.id))
        told = {"column": self.spec.name, "count": len(rows), "cells": cells, "who": who, "text": self.shown(rows[0])}
        self.report.add(code, self.data.place_of(rows[0], self.spec.id), **told, **arguments)


def _may_have_slips(column: _Column, spread: Spread) -> bool:
    """Whether it is worth while to look at a column row by row: whether any two figures lie a slip apart that meet."""
    if spread.most < _SLIP * spread.least:
        return False
    series = column.series
    if column.spec.measure.kind == "unit" and (spread.may_jump(_SLIP) or not series.is_known_by_key):
        return True
    return series.is_known_by_key and series.has_ratio(column.values, _SLIP)


def _tell_unusual(column: _Column) -> set[int]:
    low, high = column.spec.usual
    if low is None and high is None:
        return set()
    one = column.values.denominator
    least, most = None if low is None else ceil(low * one), None if high is None else floor(high * one)
    rows = [
        row
        for row, n in enumerate(column.values.numerators)
        if n is not None and ((least is not None and n < least) or (most is not None and n > most))
    ]
    if rows:
        scale = column.spec.measure.scale
        bounds = "..".join("" if bound is None else exact_digits(bound / scale) for bound in (low, high))
        column.tell("D240", rows, usual=bounds + column.spec.measure.label)
    return set(rows)


_INDEX, _RATE, _NEAR = (85, 135), 50, 10
"""Where figures in percent of the year before lie, how large rates of growth are beside them, and what alike rates are
apart at most."""
_AS_INDEX = {
    True: Words("在 100 上下，像是发展速度（上年=100）", "are near 100, as figures in percent of the year before"),
    False: Words("远小于 100，像是增长速度", "are far below 100, as rates of growth"),
}
_MADE = {
    True: Words("发展速度减去 100，才是增长速度", "subtract 100, which gives the growth"),
    False: Words("增长速度加上 100，才是发展速度", "add 100, which gives the index"),
}


def _tell_indices(column: _Column) -> set[int]:
    """D245 for growth near 100 in all of a period, or of one unit whose rate it would be; and for an index near 0."""
    growth = is_growth(column.spec)
    if not (growth or is_index(column.spec)) or not column.series.is_known_by_key:
        return set()
    low, high, rate = (each * column.one for each in (*_INDEX, _RATE))
    if column.spread.most < low if growth else column.spread.least >= rate:
        return set()
    figures = {row: n for row, n in enumerate(column.values.numerators) if n is not None}
    odd = {row for row, n in figures.items() if (low <= n <= high if growth else abs(n) < rate)}
    if not odd:
        return odd
    periods = _by_period(column, figures).values()
    rows = {row for those in periods if odd.issuperset(those) for row in those}
    rows = rows if len(rows) >= _FEW else set()
    others: dict[object, list[int]] = {}
    for row in figures.keys() - odd:
        others.setdefault(column.series.keys[row], []).append(figures[row])
    hundred, near = 100 * column.one, _NEAR * column.one
    for row in odd - rows:
        own = others.get(column.series.keys[row], ())
        meant = figures[row] + (-hundred if growth else hundred)
        is_like = any(abs(meant - each) <= near for each in own)
        if is_like and all(abs(each) < rate if growth else low <= each <= high for each in own):
            rows.add(row)
    if rows:
        column.tell("D245", sorted(rows), looks=_AS_INDEX[growth], todo=_MADE[growth])
    return rows


def _whole_column(column: _Column, known: Spread, columns: Iterable[_Column]) -> Words | None:
    """Why all figures of a column seem to be in another measure; None where they do not."""
    spec, one = column.spec, column.one
    states_usual = spec.usual != (None, None)
    if not states_usual and (looks := _against_yardsticks(column, known)) is not None:
        return looks
    if known.count < _FEW:
        return None
    if not states_usual and (looks := _against_others(column, known, columns)) is not None:
        return looks
    for other in columns:
        if other.table is column.table or (other.spec.name, other.spec.measure) != (spec.name, spec.measure):
            continue
        if other.spread.count >= _FEW:
            theirs = other.spread.middle / other.one
            if known.middle / one >= _SLIP * theirs and known.least / one > theirs:
                name = other.table.name
                return Words(f"比“{name}”的同名列大 {_SLIP} 倍以上", f"are more than {_SLIP} times those of {name}")
    is_large = spec.measure.label == "亿元" and known.is_mostly(_LARGE_YI * one)
    if is_large and not any(size % one for size in known.ordered):
        return Words(f"是整数，大多在 {_LARGE_YI} 亿元以上", f"are whole numbers, most of them above {_LARGE_YI} 亿元")
    if is_large and known.is_mostly(10 * _LARGE_YI * one):
        return Words(f"大多在 {10 * _LARGE_YI} 亿元以上", f"are above {10 * _LARGE_YI} 亿元, most of them")
    small = None if states_usual else _SMALL.get(spec.measure.label)
    if small is not None and known.most < small * one:
        shown = exact_digits(small) + spec.measure.label
        return Words(f"不到 {shown}", f"are below {shown}, all of them")
    if spec.measure.kind == "percent" and known.is_mostly(_LARGE_PERCENT * one):
        return Words(f"大多在 {_LARGE_PERCENT}% 以上", f"are above {_LARGE_PERCENT}%, most of them")
    return None


def _against_yardsticks(column: _Column, known: Spread) -> Words | None:
    """Whether all figures are far from every amount that the policy compares them with."""
    if not column.yardsticks:
        return None
    low, high = (amount * column.values.denominator for amount in (column.yardsticks[0], column.yardsticks[-1]))
    least, middle, most, are_few = known.least, known.middle, known.most, known.count < _FEW
    kind = column.spec.measure.kind
    if kind == "percent":
        too_small, too_large = 50 * middle <= low and 10 * most <= low, middle >= 50 * high and least >= 10 * high
        if are_few:
            too_small, too_large = _look_like_fractions(column, known.ordered, low, high), least >= 80 * high
    elif kind == "unit":
        too_small = 1000 * most <= low if are_few else _SLIP * middle <= low and 10 * most <= low
        by = 1 if len(column.yardsticks) > 1 and not are_few else 10  # of one amount alone all may be far above it
        too_large = middle >= by * _SLIP * high and least >= by * 10 * high
    else:  # 万户 where 户 is asked; whole numbers may begin far below what they have to reach
        too_small, too_large = 1000 * most <= low and any(size % column.one for size in known.ordered), False
    if too_small:
        amount = column.figure(low)
        return Words(
            f"比办法里与它比较的 {amount} 小得多", f"are far below {amount}, with which the policy compares them"
        )
    if too_large:
        amount = column.figure(high)
        return Words(
            f"比办法里与它比较的 {amount} 大得多", f"are far above {amount}, with which the policy compares them"
        )
    return None


def _against_others(column: _Column, known: Spread, columns: Iterable[_Column]) -> Words | None:
    """Whether all amounts are far from those of a column that a rule compares them with: 吨 beside 万吨."""
    one = column.values.denominator
    for other in columns:
        if (other.table.id, other.spec.id) not in column.compared or other.spread.count < _FEW:
            continue
        theirs, other_one = other.spread, other.values.denominator
        name, far = other.spec.name, 10 * _SLIP
        if known.least * other_one >= 10 * theirs.most * one and known.middle * other_one >= far * theirs.middle * one:
            return Words(f"比办法里与它比较的“{name}”大 {far} 倍以上", f"are more than {far} times those of “{name}”")
        if theirs.least * one >= 10 * known.most * other_one and theirs.middle * one >= far * known.middle * other_one:
            return Words(f"不到办法里与它比较的“{name}”的 1/{far}", f"are below 1/{far} of those of “{name}”")
    return None


def _look_like_fractions(column: _Column, sizes: Sequence[int], low: Fraction, high: Fraction) -> bool:
    """Whether one figure or two are fractions: 0.359 where 35 is asked; 0.1 may be a rate near zero."""
    fit = all(low <= 300 * size and 100 * size <= 3 * high for size in sizes)
    return fit and any((100 * size) % column.one for size in sizes)


def _middle(ordered: Sequence[int]) -> int:
    return ordered[len(ordered) // 2]


def _tell_whole_periods(column: _Column, known: Sizes) -> Sizes:
    """D241 for amounts of records that nothing names: all of one period far from all others; what is left."""
    periods = {period: rows for period, rows in _by_period(column, known).items() if len(rows) >= _FEW}
    if column.spec.measure.kind != "unit" or len(periods) < 2:
        return known
    for period, rows in reversed(periods.items()):  # of two the later is told
        ours = sorted(known[row] for row in rows)
        theirs = sorted(known[row] for other, rows in periods.items() if other != period for row in rows)
        apart = ours[0] >= 10 * theirs[-1] or theirs[0] >= 10 * ours[-1]
        if apart and _is_slip(_middle(ours), _middle(theirs)):
            column.tell("D241", rows, other=column.figure(_middle(theirs)))
            return {row: size for row, size in known.items() if row not in set(rows)}
    return known


def _tell_other_periods(column: _Column, known: Sizes) -> Sizes:
    """D241; what is left to be compared with other rows."""
    keys, things = column.data.keys, column.series.keys
    series: dict[tuple[object, ...], list[int]] = {}
    for row in sorted(known, key=lambda row: cast(Period, keys[row][1])):
        series.setdefault(things[row], []).append(row)
    wrong: dict[int, int] = {}
    for rows in series.values():
        # Of two the later is told; of more, those that differ from most.
        middle = _middle(sorted(known[row] for row in rows)) if len(rows) > 2 else known[rows[0]]
        wrong |= {row: middle for row in rows if _is_slip(known[row], middle)}
    if column.spec.measure.kind == "percent":  # a rate near zero may grow a hundredfold, up to where others are
        periods = _by_period(column, known).values()
        sound = [rows for rows in periods if 2 * len(wrong.keys() & set(rows)) < len(rows)]
        others = [known[row] for rows in sound for row in rows if row not in wrong]
        wrong = {row: middle for row, middle in wrong.items() if not _has_like(known[row], others)}
    for rows in _by_period(column, wrong).values():
        column.tell("D241", rows, other=column.figure(wrong[rows[0]]))
    return {row: size for row, size in known.items() if row not in wrong}


def _by_period(column: _Column, rows: Iterable[int]) -> dict[object, list[int]]:
    found: dict[object, list[int]] = {}
    for row in sorted(rows):
        found.setdefault(column.data.keys[row][1], []).append(row)
    return found


def _tell_apart(column: _Column, known: Sizes) -> None:
    """D242 where all amounts from some sheets are a hundred times those from all others, D244 whatever is ten thousand,
    or a thousand where it would be like the others in another measure.

    Between two units lies much, but not as much as between 元 and 万元 or 亿元.
    """
    if column.spec.measure.kind != "unit" or len(known) < _FEW:
        return
    ordered = sorted(known, key=known.__getitem__)
    for code, factor in (("D242", _SLIP), ("D244", _SLIP**2), ("D244", 10 * _SLIP)):
        gaps = [at for at in range(1, len(ordered)) if known[ordered[at]] >= factor * known[ordered[at - 1]]]
        if len(gaps) != 1:
            continue
        low, high = ordered[: gaps[0]], ordered[gaps[0] :]
        rows, others = (low, high) if len(low) < len(high) else (high, low)
        if code == "D242":
            is_told = _sheets(column, rows).isdisjoint(_sheets(column, others))
        else:
            is_told = factor == _SLIP**2 or _fit_in_another_measure(column, known, rows, others)
        if is_told:
            least, most = (exact_digits(known[row] / column.one) for row in (others[0], others[-1]))
            told = {"others": f"{least}..{most}{column.spec.measure.label}"} | ({} if code == "D242" else _BY[factor])
            column.tell(code, sorted(rows), **told)
            return


_BY: dict[int, dict[str, object]] = {
    _SLIP**2: {"factor": Words("1 万", "10,000")},
    10 * _SLIP: {"factor": Words("1000", "1,000")},
}


def _fit_in_another_measure(column: _Column, known: Sizes, rows: Sequence[int], others: Sequence[int]) -> bool:
    """Whether large figures would lie among the others if they were so many 千元 or 万元 where 亿元 is asked, or so.

    The others have to be of three units at least, and of like size: not a hundred times apart. Small ones may be small.
    """
    least, most = known[others[0]], known[others[-1]]
    is_sure = most <= _SLIP * least and len({column.data.keys[row][0] for row in others}) >= _FEW
    if not is_sure or known[rows[0]] < least:
        return False
    return any(
        all(least * times <= 2 * known[row] <= 4 * most * times for row in rows) for times in (10 * _SLIP, _SLIP**2)
    )


def _sheets(column: _Column, rows: Iterable[int]) -> set[tuple[str, str | None]]:
    places = (column.data.place_of(row, column.spec.id) for row in rows)
    return {(place.source.name, place.sheet) for place in places}


def _is_slip(size: int, other: int) -> bool:
    return size >= _SLIP * other or other >= _SLIP * size


def _has_like(size: int, others: Iterable[int]) -> bool:
    """Whether a column has figures of the same order, whosever they are."""
    return any(other <= 10 * size and size <= 10 * other for other in others)
