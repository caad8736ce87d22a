"""What an operator makes of the elements of a fold, exactly, whatever set they are of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, lcm, prod
from typing import Any

from kaohe.data.tables.dataset import Numbers
from kaohe.data.tables.frames import Frame
from kaohe.diagnostics import Words
from kaohe.evaluate.columns import Calculation, Column, exact, fractions, has_absent, merged, taken
from kaohe.evaluate.scalars import as_members, from_figures, in_order, members_in_order, numbers, refuse
from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, FoldOp, total
from kaohe.language.reals import MOST_POWER, Real, power, root
from kaohe.lazy import dataclass
from kaohe.words.fold_operators import OPERATORS

Fold = tree.FoldRows | tree.FoldUnits | tree.FoldList


@dataclass(slots=True)
class Elements:
    """For each key of a frame the values of its elements, in order, and what each counts with (None: all alike).

    Numbers are over `denominator`, and `whole` if they are whole numbers over it.
    """

    values: list[list[Any]]
    weights: list[list[Any]] | None = None
    denominator: int = 1
    whole: bool = False


class _NoFigure(Exception):
    """An operator has no figure of these elements; says why."""


def values_of(run: Calculation, node: Fold, of: tree.Node, frame: Frame) -> tuple[list[Any], int, bool]:
    """The values of `of` on a frame with their denominator, and whether they are whole numbers over it.

    Whole numbers are quicker, and do where the figure of numbers so many times as large is so many times as large.
    """
    column = compared_values(run, node, of, frame)
    weighed = not isinstance(node, tree.FoldList) and node.weight is not None
    if isinstance(column, Numbers) and _FIGURES[node.op].scales and not weighed:
        return column.numerators, column.denominator, True
    return exact(column), 1, False


def compared_values(run: Calculation, node: Fold, of: tree.Node, frame: Frame) -> Column:
    """The values of `of`, as the operator compares them if it does."""
    return in_order(run, of, frame) if OPERATORS[node.op].takes == "in_order" else run.of(of, frame)


def folded(run: Calculation, node: Fold, own: Frame, elements: Elements) -> Column:
    """The figure of each key, aligned with `own.keys`; absent where an element is that is not left out.

    Without elements it is `if_none`, or what the operator has of its own. Raises NoValue (E110).
    """
    figure, options = _FIGURES[node.op], node.options
    best = [None] * len(own) if options.best is None else fractions(numbers(run, options.best, own))
    found: list[Any] = []
    empty: list[int] = []
    for key, values in enumerate(elements.values):
        weights = None if elements.weights is None else elements.weights[key]
        try:
            if options.chooses:
                rows = counted(options, best[key], values, weights)
                if rows is None:
                    found.append(None)
                    continue
                values = [values[row] for row in rows]
                weights = None if weights is None else [weights[row] for row in rows]
            if not values:
                empty.append(key)
                found.append(figure.none)
            elif (has_absent(values) and not OPERATORS[node.op].counts) or (weights and has_absent(weights)):
                found.append(None)
            else:
                found.append(figure.of(values, weights, options))
        except _NoFigure as none:
            refuse(run, "E110", node, own, key, why=none.args[0])
    gives_text = OPERATORS[node.op].gives == "of" and run.policy.types[node].is_text_in_order
    gives_number = OPERATORS[node.op].gives in ("of", "count", "ratio") and not gives_text
    filled: Column = from_figures(found, elements.denominator, elements.whole) if gives_number else found
    if gives_text:
        filled = as_members(found, members_in_order(run, node))
    if node.if_none is None or not empty:
        return filled
    none_of = set(empty)
    full = [row for row in range(len(own)) if row not in none_of]
    default = run.of(node.if_none, own.part(empty))
    if gives_number:
        default = numbers(run, node.if_none, own.part(empty))
    return merged(len(own), [(full, taken(filled, full)), (empty, default)])


def counted(
    options: tree.Options, best: Fraction | None, values: Sequence[Any], weights: Sequence[Any] | None
) -> list[int] | None:
    """Which elements count, in their order; None where too few have a value. Of equal ones the later are higher."""
    rows = [*range(len(values))]
    if options.left_out:
        rows = [row for row in rows if values[row] is not None and (weights is None or weights[row] is not None)]
        due = options.at_least or Fraction(0)
        if len(rows) < (ceil(due * len(values)) if options.is_share else due):
            return None
    elif has_absent(values) or (weights is not None and has_absent(weights)):
        return None
    if options.drop_highest or options.drop_lowest or best is not None:
        rising = sorted(rows, key=values.__getitem__)
        if best is not None:
            if best.denominator != 1 or best < 0:
                raise _NoFigure(_NOT_WHOLE)
            rising = rising[max(len(rising) - int(best), 0) :]
        else:
            rising = rising[options.drop_lowest : max(len(rising) - options.drop_highest, 0)]
        rows = sorted(rising)
    return rows


_NOT_WHOLE = Words("best 要是不小于 0 的整数", "best has to be a whole number that is not below 0")
_NEGATIVE = Words("几何平均只能算不小于 0 的数", "a geometric mean is of numbers that are not below 0")
_NOT_POSITIVE = Words("调和平均只能算大于 0 的数", "a harmonic mean is of numbers above 0")
_WEIGHTS = Words("权重有负数，或合计为 0", "a weight is below 0, or they add up to 0")


def _whole(values: Sequence[Any]) -> tuple[list[int], int] | None:
    """Rationals as whole numbers over one denominator, which are quicker to add; None where there are reals."""
    if any(isinstance(value, Real) for value in values):
        return None
    denominator = lcm(*(value.denominator for value in values))
    return [value.numerator * (denominator // value.denominator) for value in values], denominator


def _sum(values: Sequence[Any], weights: Sequence[Any] | None = None) -> Any:
    if weights is None:
        whole = None if all(type(value) is int for value in values) else _whole(values)
        return sum(values) if whole is None else Fraction(sum(whole[0]), whole[1])
    return sum((value * weight for value, weight in zip(values, weights, strict=True)), Fraction(0))


def _whole_weight(values: Sequence[Any], weights: Sequence[Any] | None) -> Any:
    """What the weights add up to; of all alike how many there are."""
    if weights is None:
        return len(values)
    whole = sum(weights, Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise _NoFigure(_WEIGHTS)
    return whole


def _mean(values: Sequence[Any], weights: Sequence[Any] | None = None) -> Any:
    return _sum(values, weights) * (Fraction(1) / _whole_weight(values, weights))


def _percentile(values: Sequence[Any], at: Fraction) -> Any:
    """Ends included: the place (n − 1) × at in rising order, on a straight line between two."""
    rising = sorted(values)
    place = at * (len(rising) - 1)
    below = int(place)
    if place == below:
        return rising[below]
    return rising[below] + (rising[below + 1] - rising[below]) * (place - below)


def _geometric_mean(values: Sequence[Any], weights: Sequence[Any] | None) -> Any:
    """One root of the product, where that is short, so that equal products have equal means by construction."""
    if any(value < 0 for value in values):
        raise _NoFigure(_NEGATIVE)
    whole = _whole_weight(values, weights)
    counted = [(v, Fraction(w) / whole) for v, w in zip(values, weights or [1] * len(values), strict=True) if w]
    if any(value == 0 for value, _ in counted):
        return Fraction(0)
    degree = lcm(*(share.denominator for _, share in counted))
    if degree <= MOST_POWER and not any(isinstance(value, Real) for value, _ in counted):
        return root(prod((value ** int(share * degree) for value, share in counted), start=Fraction(1)), degree)
    return prod((power(value, share) for value, share in counted), start=Fraction(1))


def _harmonic_mean(values: Sequence[Any], weights: Sequence[Any] | None) -> Any:
    if any(value <= 0 for value in values):
        raise _NoFigure(_NOT_POSITIVE)
    inverse = [Fraction(1) / value for value in values]
    return _whole_weight(values, weights) / _sum(inverse, weights)


def _moment(values: Sequence[Any], degree: int) -> Any:
    """The sum of the differences from the mean, each to this power."""
    if (whole := _whole(values)) is not None:
        times, total = len(values), sum(whole[0])
        return Fraction(sum((times * value - total) ** degree for value in whole[0]), (times * whole[1]) ** degree)
    mean = _mean(values)
    return sum((prod([value - mean] * degree, start=Fraction(1)) for value in values), Fraction(0))


def _deviation(values: Sequence[Any], sample: bool) -> Any:
    count = len(values) - sample
    return root(_moment(values, 2) * Fraction(1, count), 2) if count else None


def _skewness(values: Sequence[Any]) -> Any:
    """As SKEW in a sheet."""
    n = len(values)
    variance = _moment(values, 2) * Fraction(1, n - 1) if n > 2 else Fraction(0)
    if variance == 0:
        return None
    return _moment(values, 3) / power(root(variance, 2), Fraction(3)) * Fraction(n, (n - 1) * (n - 2))


def _kurtosis(values: Sequence[Any]) -> Any:
    """As KURT in a sheet."""
    n = len(values)
    variance = _moment(values, 2) * Fraction(1, n - 1) if n > 3 else Fraction(0)
    if variance == 0:
        return None
    fourth = _moment(values, 4) / (variance * variance) * Fraction(n * (n + 1), (n - 1) * (n - 2) * (n - 3))
    return fourth - Fraction(3 * (n - 1) ** 2, (n - 2) * (n - 3))


def _share(values: Sequence[bool], weights: Sequence[Any] | None) -> Any:
    return _mean([Fraction(holds) for holds in values], weights)


@dataclass(frozen=True, slots=True)
class _Figure:
    """How an operator's figure is worked out from values (some at least, all there), weights and options.

    `none` is the figure of no elements; `scales` where that of doubled numbers is doubled.
    """

    of: Callable[[list[Any], list[Any] | None, tree.Options], Any]
    none: Any = None
    scales: bool = False


_FIGURES: dict[FoldOp, _Figure] = total(
    "evaluate.fold_operators",
    FOLD_OPERATORS,
    {
        "sum": _Figure(lambda values, weights, options: _sum(values, weights), 0, scales=True),
        "count": _Figure(lambda values, weights, options: len(values), 0),
        "any": _Figure(lambda values, weights, options: any(values), False),
        "all": _Figure(lambda values, weights, options: all(values), True),
        "highest": _Figure(lambda values, weights, options: max(values), scales=True),
        "lowest": _Figure(lambda values, weights, options: min(values), scales=True),
        "mean": _Figure(lambda values, weights, options: _mean(values, weights), scales=True),
        "median": _Figure(lambda values, weights, options: _percentile(values, Fraction(1, 2)), scales=True),
        "percentile": _Figure(lambda values, weights, options: _percentile(values, options.at), scales=True),
        "geometric_mean": _Figure(lambda values, weights, options: _geometric_mean(values, weights)),
        "harmonic_mean": _Figure(lambda values, weights, options: _harmonic_mean(values, weights)),
        "product": _Figure(lambda values, weights, options: prod(values, start=Fraction(1))),
        "deviation": _Figure(lambda values, weights, options: _deviation(values, options.sample)),
        "skewness": _Figure(lambda values, weights, options: _skewness(values)),
        "kurtosis": _Figure(lambda values, weights, options: _kurtosis(values)),
        "share": _Figure(lambda values, weights, options: _share(values, weights)),
        "names": _Figure(lambda values, weights, options: options.between.join(values), ""),
    },
)
