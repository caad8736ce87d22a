"""The array form of each node, or the reason why it has none; and of those that are known without calculation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from kaohe.data.tables.frames import Frame
from kaohe.evaluate.arrays import folds_and_groups, rank_and_ties, scalars
from kaohe.evaluate.arrays.columns import (
    NOTHING,
    ArrayColumn,
    Flags,
    IntegerArray,
    NotHeld,
    TextArray,
    TruthArray,
    Whole,
    constant,
    either,
    from_list,
    gathered,
    is_nothing,
    rows_of,
)
from kaohe.evaluate.arrays.fold_operators import NoForm
from kaohe.evaluate.arrays.keys import codes_of, groups_of
from kaohe.evaluate.arrays.views import ArrayRun, View
from kaohe.language import tree
from kaohe.language.entry import KEY_PARTS, KeyPart, total
from kaohe.language.periods import Period


class Form(NamedTuple):
    """The array form of a node, or why there is none; and whether it is quiet when all below it is."""

    of: Callable[..., ArrayColumn] | NoForm
    is_quiet: Callable[[ArrayRun, Any], bool] = lambda arrays, node: True


def _never(arrays: ArrayRun, node: tree.Node) -> bool:
    return False


def _number(arrays: ArrayRun, node: tree.Number, view: View) -> ArrayColumn:
    return constant(node.value)


def _text(arrays: ArrayRun, node: tree.Text, view: View) -> ArrayColumn:
    return TextArray(np.asarray(0), (node.value,))


def _truth(arrays: ArrayRun, node: tree.Truth, view: View) -> ArrayColumn:
    return TruthArray(np.asarray(node.value))


def _absent(arrays: ArrayRun, node: tree.Absent, view: View) -> ArrayColumn:
    return NOTHING


def _column(arrays: ArrayRun, node: tree.Column, view: View) -> ArrayColumn:
    table = arrays.run.policy.tables[node.table]
    own = arrays.run.frames.of(arrays.run.policy.types[node].grain)
    column = arrays.column(node.table, node.column)
    if not table.is_finer and (found := arrays.table_rows(node.table, own)) is not None:
        spec = table.columns[node.column]
        if spec.may_lack == () and spec.default is not None:
            raise NotHeld  # lists have the default of the rows that are missing
        column = gathered(column, *found)
    return arrays.taken(column, own, view.frame)


def _ref(arrays: ArrayRun, node: tree.Ref, view: View) -> ArrayColumn:
    identity = (node.unit_type, node.id)
    own = arrays.run.frames.of(arrays.run.policy.value_types[identity].grain)
    return arrays.taken(arrays.value(identity), own, view.frame)


def _is_sound(arrays: ArrayRun, node: tree.Ref) -> bool:
    """Whether a named value is known already, in every row."""
    return arrays.is_sound((node.unit_type, node.id))


def _key(arrays: ArrayRun, node: tree.Key, view: View) -> ArrayColumn:
    return _KEY_PARTS[node.part](arrays, node, view.frame)


def _unit(arrays: ArrayRun, node: tree.Key, frame: Frame) -> ArrayColumn:
    if frame.grain.unit is None:
        raise NotHeld
    return TextArray(arrays.key_codes(frame).units, arrays.unit_names(frame.grain.unit))


def _group(arrays: ArrayRun, node: tree.Key, frame: Frame) -> ArrayColumn:
    unit_type = arrays.run.policy.types[node].grain.unit
    if unit_type is None or frame.grain.unit != unit_type:
        raise NotHeld
    return arrays.groups(frame, unit_type)


def _of_period(number: Callable[[Period], int]) -> Callable[[ArrayRun, tree.Key, Frame], ArrayColumn]:
    def column(arrays: ArrayRun, node: tree.Key, frame: Frame) -> ArrayColumn:
        codes = arrays.key_codes(frame)
        if None in codes.periods or not codes.periods:
            raise NotHeld
        numbers = np.array([number(period) for period in codes.periods if period is not None], np.int64)
        return IntegerArray(numbers[codes.period_codes], NOTHING.unit, int(numbers.min()), int(numbers.max()))

    return column


_KEY_PARTS: dict[KeyPart, Callable[[ArrayRun, tree.Key, Frame], ArrayColumn]] = total(
    "evaluate.arrays.evaluation of key parts",
    KEY_PARTS,
    {
        "unit": _unit,
        "group": _group,
        "year": _of_period(lambda period: period.year),
        "half_year": _of_period(lambda period: period.at("half_year").number),
        "quarter": _of_period(lambda period: period.at("quarter").number),
        "month": _of_period(lambda period: period.at("month").number),
        "day": _of_period(lambda period: period.number % 100),
    },
)


def _reading(arrays: ArrayRun, node: tree.Reading, view: View) -> ArrayColumn:
    return arrays.of(arrays.in_force(node), view)


def _step(arrays: ArrayRun, node: tree.Step, view: View) -> ArrayColumn:
    return arrays.of(node.body, view)


def _by_distinct(arrays: ArrayRun, node: tree.LookUp | tree.Seats, view: View) -> ArrayColumn:
    """What the list form gives for the first row of each combination of what the node rests on, for all such rows."""
    absent: Flags | None = None
    parts: list[tuple[Whole, int]] = []
    for child in tree.children(node):
        column = arrays.of(child, view)
        if is_nothing(column):
            return NOTHING
        parts.append(codes_of(column, len(view)))
        absent = either(absent, column.absent)
    there = view if absent is None else view.of(np.asarray(~absent))
    rows = there.rows
    if not len(rows) or not parts:
        raise NotHeld
    alike = groups_of([(codes[rows], count) for codes, count in parts], None)
    first = np.full(alike.many, len(view), np.int64)
    np.minimum.at(first, alike.ids, rows)
    if alike.many > _MOST_DISTINCT:
        raise NotHeld
    order = np.argsort(first)  # what is refused is refused of the first row
    found = from_list(arrays.run.of(node, view.frame.part(first[order].tolist())))
    number = np.zeros(alike.many, np.int64)
    number[order] = np.arange(alike.many)
    places = np.zeros(len(view), np.int64)
    places[rows] = number[alike.ids]
    return rows_of(found, places, absent)


_MOST_DISTINCT = 10_000


def _covers_all(arrays: ArrayRun, node: tree.Cases) -> bool:
    """Whether there is a case for every word, so that none is refused."""
    return node.otherwise is not None


def _by_number(arrays: ArrayRun, node: tree.Div | tree.Mod) -> bool:
    """Whether it divides by a number that is written, and not nought."""
    return isinstance(node.right, tree.Number) and node.right.value != 0


_REALS = NoForm("it leaves the rationals")

FORMS: dict[type[tree.Node], Form] = total(
    "evaluate.arrays",
    tree.CALCULATED,
    {
        tree.Number: Form(_number),
        tree.Text: Form(_text),
        tree.Truth: Form(_truth),
        tree.Absent: Form(_absent),
        tree.Column: Form(_column),
        tree.Ref: Form(_ref, _is_sound),
        tree.Key: Form(_key),
        tree.Reading: Form(_reading),
        tree.Step: Form(_step),
        tree.Add: Form(scalars.add),
        tree.Min: Form(scalars.extreme),
        tree.Max: Form(scalars.extreme),
        tree.Sub: Form(scalars.subtract),
        tree.Neg: Form(scalars.negate),
        tree.Abs: Form(scalars.size),
        tree.Mul: Form(scalars.multiply),
        tree.Div: Form(scalars.divide, _by_number),
        tree.Mod: Form(scalars.remainder, _by_number),
        tree.Round: Form(scalars.round_off),
        tree.Tally: Form(scalars.tally),
        tree.Seats: Form(_by_distinct, _never),
        tree.Power: Form(_REALS, _never),
        tree.Root: Form(_REALS, _never),
        tree.Ln: Form(_REALS, _never),
        tree.Exp: Form(_REALS, _never),
        tree.Compare: Form(scalars.compare),
        tree.And: Form(scalars.decided_by(False)),
        tree.Or: Form(scalars.decided_by(True)),
        tree.Not: Form(scalars.negation),
        tree.If: Form(scalars.choice),
        tree.Tiers: Form(scalars.tiers),
        tree.Cases: Form(scalars.cases, _covers_all),
        tree.LookUp: Form(_by_distinct, _never),
        tree.Present: Form(scalars.present),
        tree.IfAbsent: Form(scalars.if_absent),
        tree.FoldRows: Form(folds_and_groups.fold_rows, folds_and_groups.is_plain),
        tree.FoldList: Form(folds_and_groups.fold_list, folds_and_groups.is_plain),
        tree.OtherPeriod: Form(folds_and_groups.other_period, _never),
        tree.SinceYear: Form(NoForm("the numbers of a product of years pass 63 bits soon"), _never),
        tree.FoldUnits: Form(folds_and_groups.fold_units, folds_and_groups.is_plain),
        tree.Rank: Form(rank_and_ties.rank, _never),
        tree.RankList: Form(NoForm("those that are ranked stand beside each other in one row"), _never),
        tree.Combination: Form(NoForm("it only tells groups, which read its parts"), _never),
        tree.At: Form(folds_and_groups.at, _never),
    },
)
