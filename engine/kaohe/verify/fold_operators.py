"""The second opinion on what an operator makes of elements, written from docs/language and not from the evaluator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from kaohe.language.entry import EXTREMES, FOLD_OPERATORS, Extreme, FoldOp, total
from kaohe.language.tree import Options
from kaohe.results import Value
from kaohe.verify.operators import comparable, standing
from kaohe.verify.values import Unanswered, added, cut, divided, number, raised, root, snapped, times

Weighed = list[tuple[Any, Fraction]]
"""Values with what each counts with."""


def order_of(values: Sequence[Fraction]) -> list[int]:
    """Where the values stand, ascending. Fractions are slow to compare: each is by what it is over one denominator.

    Numbers that are more than a fraction (`gap` follows them along an input) compare themselves.
    """
    places = range(len(values))
    if any(type(value) is not Fraction for value in values):
        return sorted(places, key=values.__getitem__)
    whole = lcm(*[value.denominator for value in values])
    return sorted(places, key=[value.numerator * (whole // value.denominator) for value in values].__getitem__)


def _in_order(values: Iterable[Fraction]) -> list[Fraction]:
    known = list(values)
    return [known[place] for place in order_of(known)]


def _ends(values: Iterable[Fraction]) -> list[Fraction]:
    """The lowest and the highest; numbers that are followed apart, so that they are compared with these alone."""
    known = list(values)
    plain = _in_order(value for value in known if type(value) is Fraction)
    return [*plain[:1], *plain[-1:], *(value for value in known if type(value) is not Fraction)]


def _end(pick: Callable[..., Any]) -> Callable[[Iterable[Any]], Any]:
    """The first or the last of numbers, days, or members of one list."""

    def found(values: Iterable[Any]) -> Any:
        known = list(values)
        if all([type(value) is Fraction for value in known]):
            return pick(_ends(known))
        known = comparable(known)
        return pick(known, key=standing) if isinstance(known[0], str) else pick(_ends(known))

    return found


EXTREME: dict[Extreme, Callable[[Iterable[Any]], Any]] = total(
    "verify.fold_operators of extremes", EXTREMES, {"highest": _end(max), "lowest": _end(min)}
)


def is_of_values(op: FoldOp) -> bool:
    """Whether the values decide the figure, and not alone how many there are."""
    return _WAYS[op].of_values


def has_roots(op: FoldOp) -> bool:
    """Whether a figure of rationals may be none."""
    return _WAYS[op].has_roots


def joins_texts(op: FoldOp) -> bool:
    """Whether the figure is made of texts as they stand."""
    return _WAYS[op].takes is str


class Nothing:
    """Stands for the figure of no elements, which the rule may say."""


NOTHING = Nothing()


def of_none(op: FoldOp) -> Value:
    """What an operator makes of no elements where the rule says nothing of them."""
    return _WAYS[op].none


def figure(op: FoldOp, elements: Sequence[tuple[Value, Value]], options: Options, best: Value) -> Value | Nothing:
    """The figure of elements with their weights; NOTHING of none that count, None where one of them has no value."""
    way = _WAYS[op]
    lacking = [(value is None and way.of_values) or weight is None for value, weight in elements]
    left = [element for element, lacks in zip(elements, lacking, strict=True) if not lacks]
    if options.left_out:
        left = [(value, weight) for value, weight in elements if value is not None and weight is not None]
        due = options.at_least or Fraction(0)
        if len(left) < (due * len(elements) if options.is_share else due):
            return None
    elif any(lacking):
        return None
    if way.of_values and not all(isinstance(value, way.takes) for value, _ in left):
        raise Unanswered(f"{op} ?")
    counted = _kept([(value, number(weight)) for value, weight in left], options, best)
    found = way.of(counted, options) if counted else NOTHING
    return snapped(found) if isinstance(found, Fraction) else found


def _kept(elements: Weighed, options: Options, best: Value) -> Weighed:
    """What is left once the ends are dropped, or the best alone are kept: taken away one by one."""
    left = list(elements)
    if options.best is not None and best is not None:
        most = number(best)
        if most.denominator != 1 or most < 0:
            raise Unanswered(f"{most} ?")
        while len(left) > most:
            _take(left, EXTREME["lowest"], last=False)
        return left
    for _ in range(min(options.drop_lowest, len(left))):
        _take(left, EXTREME["lowest"], last=False)
    for _ in range(min(options.drop_highest, len(left))):
        _take(left, EXTREME["highest"], last=True)
    return left


def _take(left: Weighed, end: Callable[[Iterable[Fraction]], Fraction], last: bool) -> None:
    """Takes the element at an end of the order away; of equal lowest ones the first, of equal highest ones the last."""
    value = end(cut(value) for value, _ in left)
    at = [position for position, (each, _) in enumerate(left) if cut(each) == value]
    left.pop(at[-1 if last else 0])


def _sum(elements: Weighed, options: Options) -> Fraction:
    return added([times(value, weight) for value, weight in elements])


def _weight(elements: Weighed) -> Fraction:
    """What they count with in all. Raises Unanswered where that is no weight."""
    if any(weight < 0 for _, weight in elements):
        raise Unanswered("weight < 0")
    return added([weight for _, weight in elements])


def _mean(elements: Weighed, options: Options) -> Fraction:
    return divided(_sum(elements, options), _weight(elements))


def _percentile(elements: Weighed, at: Fraction) -> Fraction:
    """The values stand at 0, 1/(n − 1), … 1; between two of them it is as near to either as `at` is."""
    rising = _in_order(value for value, _ in elements)
    steps = len(rising) - 1
    for place in range(steps):
        if at * steps <= place + 1:
            part = at * steps - place
            return rising[place] * (1 - part) + rising[place + 1] * part
    return rising[-1]


def _median(elements: Weighed, options: Options) -> Fraction:
    ordered = _in_order(value for value, _ in elements)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _product(elements: Weighed, options: Options) -> Fraction:
    found = Fraction(1)
    for value, _ in elements:
        found *= value
    return found


_MOST_DEGREE = 1000


def _geometric_mean(elements: Weighed, options: Options) -> Fraction:
    if any(value < 0 for value, _ in elements):
        raise Unanswered("geometric mean < 0")
    whole = _weight(elements)
    shares = [(value, divided(weight, whole)) for value, weight in elements if weight]
    if any(not value for value, _ in shares):
        return Fraction(0)
    degree = lcm(*(share.denominator for _, share in shares))
    found = Fraction(1)
    for value, share in shares:
        found *= raised(value, share * degree if degree <= _MOST_DEGREE else share)
    return root(found, Fraction(degree)) if degree <= _MOST_DEGREE else found


def _harmonic_mean(elements: Weighed, options: Options) -> Fraction:
    if any(value <= 0 for value, _ in elements):
        raise Unanswered("harmonic mean <= 0")
    return divided(_weight(elements), sum((weight / value for value, weight in elements), Fraction(0)))


def _squares(values: Sequence[Fraction]) -> Fraction:
    """Σ (x − mean)² as Σ x² − (Σ x)² ÷ n."""
    whole = sum(values, Fraction(0))
    return sum((value * value for value in values), Fraction(0)) - whole * whole / len(values)


def _deviation(elements: Weighed, options: Options) -> Fraction | None:
    count = len(elements) - (1 if options.sample else 0)
    return root(snapped(_squares([value for value, _ in elements]) / count), Fraction(2)) if count else None


def _about_mean(elements: Weighed, power: int) -> Fraction:
    values = [value for value, _ in elements]
    mean = sum(values, Fraction(0)) / len(values)
    return sum(
        (raised(value - mean, Fraction(power)) if value != mean else Fraction(0) for value in values), Fraction(0)
    )


def _skewness(elements: Weighed, options: Options) -> Fraction | None:
    n = len(elements)
    squares = snapped(_squares([value for value, _ in elements]))
    if n < 3 or not squares:
        return None
    spread = root(squares / (n - 1), Fraction(2))
    return Fraction(n, (n - 1) * (n - 2)) * _about_mean(elements, 3) / (spread * spread * spread)


def _kurtosis(elements: Weighed, options: Options) -> Fraction | None:
    n = len(elements)
    squares = snapped(_squares([value for value, _ in elements]))
    if n < 4 or not squares:
        return None
    fourth: Fraction = _about_mean(elements, 4) * (n - 1) * (n - 1) / (squares * squares)
    first = Fraction(n * (n + 1), (n - 1) * (n - 2) * (n - 3)) * fourth
    return first - Fraction(3 * (n - 1) * (n - 1), (n - 2) * (n - 3))


def _share(elements: Weighed, options: Options) -> Fraction:
    return divided(sum((weight for holds, weight in elements if holds), Fraction(0)), _weight(elements))


class _Way(NamedTuple):
    """How a figure is worked out of some elements, what it is of none, whether the values decide it, whether roots are
    taken on the way, and which kind of values it takes."""

    of: Callable[[Weighed, Options], Value]
    none: Value = None
    of_values: bool = True
    has_roots: bool = False
    takes: type | tuple[type, ...] = Fraction


_WAYS: dict[FoldOp, _Way] = total(
    "verify.fold_operators",
    FOLD_OPERATORS,
    {
        "sum": _Way(_sum, Fraction(0)),
        "count": _Way(lambda elements, options: Fraction(len(elements)), Fraction(0), of_values=False),
        "any": _Way(lambda elements, options: True in [holds for holds, _ in elements], False, takes=bool),
        "all": _Way(lambda elements, options: False not in [holds for holds, _ in elements], True, takes=bool),
        "highest": _Way(
            lambda elements, options: EXTREME["highest"](value for value, _ in elements), takes=(Fraction, str)
        ),
        "lowest": _Way(
            lambda elements, options: EXTREME["lowest"](value for value, _ in elements), takes=(Fraction, str)
        ),
        "mean": _Way(_mean),
        "median": _Way(_median),
        "percentile": _Way(lambda elements, options: _percentile(elements, options.at)),
        "geometric_mean": _Way(_geometric_mean, has_roots=True),
        "harmonic_mean": _Way(_harmonic_mean),
        "product": _Way(_product),
        "deviation": _Way(_deviation, has_roots=True),
        "skewness": _Way(_skewness, has_roots=True),
        "kurtosis": _Way(_kurtosis),
        "share": _Way(_share, takes=bool),
        "names": _Way(lambda elements, options: options.between.join(text for text, _ in elements), "", takes=str),
    },
)
