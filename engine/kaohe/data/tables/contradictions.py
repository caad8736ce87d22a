"""Rows that contradict each other, or the words beside them, though each may be right by itself: told, never changed.

Running totals that fall, rows that were copied, columns that were swapped, a year that is mistyped, a deduction that
adds. What may be so, and mostly is, passes in silence: few figures that are equal by chance, a profit that falls.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import cast

from kaohe.data.raw import PERIOD, UNIT
from kaohe.data.table_findings import TableReport, cells_in
from kaohe.data.tables.dataset import Numbers, TableData
from kaohe.data.tables.yardsticks import Series
from kaohe.diagnostics import Words
from kaohe.language.measures import POINTS
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, pattern
from kaohe.policy.model import CHANGE, ColumnSpec, Policy, Table

_MOST_ROWS = 5000
"""Among more rows some are alike by chance, and nobody has typed them."""
_SEVERAL, _DIGITS = 3, 8
"""So many figures with so many digits together are not the same by chance: 12.35, 1.2 and 8.5, but not 12, 5 and 98."""


def check_contradictions(policy: Policy, data: Mapping[str, TableData], reports: Mapping[str, TableReport]) -> None:
    """D252 running totals that fall, D253 and D257 rows with the same figures, D254 signs against words, D256 swapped
    columns, D354 mistyped years.
    """
    for id_, rows in data.items():
        whole = _Rows(policy.tables[id_], rows, reports[id_])
        _tell_falls(whole)
        _tell_signs(whole)
        if len(rows.keys) <= _MOST_ROWS and not whole.table.records and not whole.table.spread:
            _tell_copies(whole)
            _tell_swapped(whole)
        if policy.units[whole.table.unit_type].source_table is not None:
            _tell_years(whole)


@dataclass(frozen=True, eq=False)
class _Rows:
    table: Table
    data: TableData
    report: TableReport

    @property
    def numbers(self) -> Iterator[tuple[ColumnSpec, Numbers]]:
        """The columns of figures, parts of keys apart."""
        for id_, spec in self.table.columns.items():
            values = self.data.columns.get(id_)
            if isinstance(values, Numbers) and id_ not in self.table.further_keys:
                yield spec, values

    def period(self, row: int) -> Period:
        return cast(Period, self.data.keys[row][1])

    def who(self, row: int) -> str:
        return " ".join(map(str, self.data.keys[row][:2]))

    def cells(self, rows: Sequence[int], column: str) -> str:
        return cells_in(rows, lambda row: self.data.place_of(row, column))


def _shown(n: int, spec: ColumnSpec, values: Numbers) -> str:
    return exact_digits(Fraction(n, values.denominator) / spec.measure.scale) + spec.measure.label


_SO_FAR = pattern("累计")
_MAY_FALL = pattern("利润|净|余额|结余|存量|存款|贷款|亏|差额|同比|增减")


def _tell_falls(rows: _Rows) -> None:
    """D252 for amounts that run from January (`so_far`), and for what a column calls 累计; not where some are negative.

    A count of what is not done yet, or of those who are there, may fall in any table.
    """
    table = rows.table
    columns = [
        (spec, values)
        for spec, values in rows.numbers
        if (table.so_far and not table.records and spec.measure.kind == "unit")
        or (_SO_FAR.search(spec.name) and spec.measure.kind in ("unit", "number"))
    ]
    columns = [each for each in columns if not _MAY_FALL.search(each[0].name)]
    series = Series(table, rows.data)
    if not columns or table.period == "year" or not series.is_known_by_key:
        return
    for spec, values in columns:
        numerators = values.numerators
        if any(n is not None and n < 0 for n in numerators):
            continue
        falls: dict[int, int] = {}
        for those in series.several:
            in_order = sorted(those, key=rows.period) if table.records else those
            known = [row for row in in_order if numerators[row] is not None]
            for before, row in pairwise(known):
                is_less = (numerators[row] or 0) < (numerators[before] or 0)
                if is_less and rows.period(before).year == rows.period(row).year:
                    falls[row] = before
        if falls:
            found = sorted(falls)
            shown = [_shown(numerators[row] or 0, spec, values) for row in (found[0], falls[found[0]])]
            told = {"who": rows.who(found[0]), "text": shown[0], "other": shown[1], "count": len(found)}
            place, cells = rows.data.place_of(found[0], spec.id), rows.cells(found, spec.id)
            rows.report.add("D252", place, column=spec.name, cells=cells, **told)


def _tell_copies(rows: _Rows) -> None:
    """D253 for rows with the same figures as those of the unit in another period, D257 as those of another unit.

    Points that are given are the same often. So is what holds for all units of a period, or in all periods of a unit.
    """
    columns = [each for each in rows.numbers if each[0].measure != POINTS]
    if len(columns) < _SEVERAL:
        return
    alike: dict[tuple[object, ...], list[int]] = {}
    for row, figures in enumerate(zip(*(values.numerators for _, values in columns), strict=True)):
        if sum(map(bool, figures)) >= _SEVERAL:
            alike.setdefault((*rows.data.keys[row][2:], *figures), []).append(row)
    units, periods = (Counter(key[part] for key in rows.data.keys) for part in (0, 1))
    copies: dict[tuple[object, object], list[tuple[int, int]]] = {}
    for those in alike.values():
        if len(those) < 2 or not _tell_much(those[0], columns):
            continue
        same_units, same_periods = (Counter(rows.data.keys[row][part] for row in those) for part in (0, 1))
        of_unit: dict[object, int] = {}
        of_period: dict[object, int] = {}
        for row in those:
            unit, period = rows.data.keys[row][:2]
            if unit in of_unit and same_units[unit] < max(units[unit], 3):
                copies.setdefault((period, rows.period(of_unit[unit])), []).append((row, of_unit[unit]))
            elif period in of_period and same_periods[period] < max(periods[period], 3):
                copies.setdefault((period, None), []).append((row, of_period[period]))
            of_unit.setdefault(unit, row)
            of_period.setdefault(period, row)
    for (_, other), pairs in copies.items():
        row, other_row = pairs[0]
        found = [row for row, _ in pairs]
        told = {"count": len(found), "cells": rows.cells(found, UNIT), "who": rows.who(row)}
        rows.report.add("D253" if other else "D257", rows.data.place_of(row, UNIT), other=rows.who(other_row), **told)


def _tell_much(row: int, columns: Sequence[tuple[ColumnSpec, Numbers]]) -> bool:
    """Whether several figures of a row have several digits, zeros at both ends apart; 98 is what many have."""
    digits: list[int] = []
    for spec, values in columns:
        if n := values.numerators[row]:
            whole, point, part = exact_digits(abs(Fraction(n, values.denominator) / spec.measure.scale)).partition(".")
            if point or len(whole) > 2:
                digits.append(len((whole + part).strip("0")))
    telling = [each for each in digits if each > 1]
    return len(telling) >= _SEVERAL and sum(telling) >= _DIGITS


def _tell_swapped(rows: _Rows) -> None:
    """D256 for two columns that are like the period before only the other way round, for each unit."""
    columns = [each for each in rows.numbers if each[0].measure.kind in ("unit", "percent")]
    by_period: dict[Period, dict[object, int]] = {}
    for row, thing in enumerate(Series(rows.table, rows.data).keys):
        by_period.setdefault(rows.period(row), {})[thing] = row
    told: set[str] = set()
    for before, period in pairwise(sorted(by_period)) if len(columns) > 1 else ():
        past = by_period[before]
        pairs = [(past[thing], row) for thing, row in by_period[period].items() if thing in past]
        moved = [each for each in columns if each[0].id not in told and _has_moved(each[1].numerators, pairs)]
        for (one, values), (other, others) in combinations(moved, 2):
            if one.measure == other.measure and told.isdisjoint((one.id, other.id)) and _fit(values, others, pairs):
                told |= {one.id, other.id}
                row = pairs[0][1]
                shown = _shown(values.numerators[row] or 0, one, values)
                named = {"column": one.name, "other": other.name, "text": str(period), "who": rows.who(row)}
                rows.report.add("D256", rows.data.place_of(row, one.id), shown=shown, **named)


Pairs = Sequence[tuple[int, int]]
"""The rows of a thing in the period before and in this one."""


def _has_moved(numerators: Sequence[int | None], pairs: Pairs) -> bool:
    """Whether each figure above zero is more than twice the one before, or less than half."""
    known = 0
    for past, row in pairs:
        one, other = numerators[past] or 0, numerators[row] or 0
        if one > 0 and other > 0:
            if not _are_apart(one, other, 2):
                return False
            known += 1
    return known >= _SEVERAL


def _fit(values: Numbers, others: Numbers, pairs: Pairs) -> bool:
    """Whether the figures of two columns that differ much are each like the other's of the period before."""
    known = 0
    for rows in pairs:
        past, own = (Fraction(values.numerators[row] or 0, values.denominator) for row in rows)
        others_past, others_own = (Fraction(others.numerators[row] or 0, others.denominator) for row in rows)
        if min(past, own, others_past, others_own) > 0:
            if _are_apart(own, others_past, 2) or _are_apart(others_own, past, 2):
                return False
            if not _are_apart(past, others_past, 4):
                return False
            known += 1
    return known >= _SEVERAL


def _are_apart(one: int | Fraction, other: int | Fraction, times: int) -> bool:
    """Whether one of two is more than so many times the other."""
    return one > times * other or other > times * one


_FAR = 5


def _tell_years(rows: _Rows) -> None:
    """D354 for the rows of a year that is far from all others, where the units come from the data: 2042 for 2024.

    A year before them may be one that figures are compared with, if as many rows as usual are of it.
    """
    years = {period.year for period in {cast(Period, key[1]) for key in rows.data.keys}}
    lone = [year for year in years if all(abs(year - other) >= _FAR for other in years - {year})]
    if len(years) < 2 or not lone:
        return
    counts = Counter(rows.period(row).year for row in range(len(rows.data.keys)))
    for year in lone:
        count, others = counts[year], sorted(years - {year})
        away = min(abs(year - other) for other in others)
        gaps = [high - low for low, high in pairwise(others)]
        if gaps and away <= 2 * max(gaps):
            continue
        slips = [other for other in (*others, others[-1] + 1) if _is_slip_of_key(year, other)]
        is_few = 2 * count <= sorted(counts[other] for other in others)[len(others) // 2]
        if slips and (is_few or (gaps and year > others[-1])):
            found = [row for row in range(len(rows.data.keys)) if rows.period(row).year == year]
            told = {"text": str(year), "other": str(slips[-1]), "count": len(found)}
            rows.report.add("D354", rows.data.place_of(found[0], PERIOD), cells=rows.cells(found, PERIOD), **told)


def _is_slip_of_key(year: int, other: int) -> bool:
    """Whether two years differ in a digit, or in the order of two that follow each other."""
    one, two = str(year), str(other)
    apart = [at for at in range(min(len(one), len(two))) if one[at] != two[at]]
    is_turned = len(apart) == 2 and apart[1] == apart[0] + 1 and sorted(one) == sorted(two)
    return len(one) == len(two) and (len(apart) == 1 or is_turned)


_LESS = pattern(r"(?:扣(?:减|除|掉|去)?|倒扣|核减|减(?:去|掉)?)\s*(\d+(?:\.\d+)?)\s*分")
_MORE = pattern(r"(?:加|奖励?|增加|核增)\s*(\d+(?:\.\d+)?)\s*分")
_TAKEN_BACK = pattern("退|撤|返还|更正|冲|取消|恢复|误|不再|免|改为")
_LOWERS = pattern("[扣减退撤冲]|返还|更正|取消|恢复")
_ADDS, _TAKES = pattern("加分|奖分|奖励分"), pattern("扣分|减分")
_BOTH = pattern("加减分|增减分|加扣分|奖扣分|奖惩分|调整")


def _tell_signs(rows: _Rows) -> None:
    """D254 for points whose sign is the opposite of what their column's name says, or a text of their row: 扣5分."""
    texts = {
        spec.name: cast("Sequence[object]", rows.data.columns[spec.id])
        for spec in rows.table.columns.values()
        if spec.type in ("text", "name") and spec.id in rows.data.columns
    }
    for spec, values in rows.numbers:
        is_either = spec.id == CHANGE or _BOTH.search(spec.name)
        if spec.measure.kind != "number" or not (is_either or _ADDS.search(spec.name) or _TAKES.search(spec.name)):
            continue
        adds = None if is_either else _ADDS.search(spec.name) is not None
        is_mixed = any((n or 0) > 0 for n in values.numerators)
        for row, n in enumerate(values.numerators):
            if not n:
                continue
            said = _said_against(row, Fraction(n, values.denominator), adds, texts)
            is_odd = n < 0 and spec.minimum is None and adds is not None and (adds or is_mixed)  # a bound tells itself
            if said is None and is_odd and not _LOWERS.search(_texts_of(row, texts)):
                said = Words(f"列名“{spec.name}”", f"the name of the column, {spec.name}")
            if said is not None:
                told = {"row": rows.who(row), "text": _shown(n, spec, values), "said": said}
                rows.report.add("D254", rows.data.place_of(row, spec.id), column=spec.name, **told)


def _texts_of(row: int, texts: Mapping[str, Sequence[object]]) -> str:
    return " ".join(str(cells[row]) for cells in texts.values() if cells[row])


def _said_against(row: int, points: Fraction, adds: bool | None, texts: Mapping[str, Sequence[object]]) -> Words | None:
    """The text of a row that says of so many points that they are taken where they are added, or the other way round.

    `adds` is None for a column whose points have the sign that they count with.
    """
    whole = _texts_of(row, texts)
    less, more = (_has_size(words, whole, points) for words in (_LESS, _MORE))
    if less == more or _TAKEN_BACK.search(whole):
        return None
    counts_as_more = points > 0 if adds is None else (points > 0) == adds
    if counts_as_more == more:
        return None
    words = _MORE if more else _LESS
    name, text = next((name, cells[row]) for name, cells in texts.items() if words.search(str(cells[row] or "")))
    return Words(f"“{name}”写的“{text}”", f"“{text}” under {name}")


def _has_size(words: re.Pattern[str], text: str, points: Fraction) -> bool:
    return any(Fraction(found) == abs(points) for found in words.findall(text))
