"""Folds: the elements of a set, what becomes of them by the options, and the operators by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from tests.model import amounts, comparisons, evaluation, periods
from tests.model.amounts import Amount, NoValue, calculated, number
from tests.model.data_files import Word, word
from tests.model.policy_text import spelling

ONE = Amount(Fraction(1))
Element = tuple[Any, Any]
"""A value and what it counts with, both of which may be absent."""


def fold(model: Any, operator: str, written: Mapping[str, Any], at: Any) -> Any:
    """The figure of a fold as it is written."""
    at = replace(at, shown=None, results=None)
    found = _elements(model, operator, written, at)
    if found is None:
        return None
    if written.get("absent") == "left_out":
        kept = [each for each in found if None not in each]
        asked = written.get("at_least", "0")
        due = Fraction(asked[:-1]) * len(found) / 100 if asked.endswith("%") else Fraction(asked)
        if len(kept) < due:
            return None
    else:
        if any((value is None and operator != "count") or weight is None for value, weight in found):
            return None
        kept = list(found)
    for end, sign in (("lowest", -1), ("highest", 1)):
        for _ in range(int(written.get("drop", {}).get(end, 0))):
            _without(kept, sign)
    if "best" in written:
        best = model.weighed(written["best"], at)
        if best is not None and (best.n < 0 or best.n != int(best.n)):
            raise NoValue("so many of the best")
        while best is not None and len(kept) > best.n:
            _without(kept, -1)
    if kept:
        return figure(operator, kept, written)
    if "if_none" in written:
        found_else = model.weighed(written["if_none"], at)
        column = _folded_column(model, written)
        if column and "list" in column.written and isinstance(found_else, Word):
            domain = model.policy.lists[column.written["list"]]
            return word(domain.find(str(found_else)), domain)
        return found_else.in_measure(column.measure) if column and isinstance(found_else, Amount) else found_else
    nothing = {"sum": Amount(Fraction(0)), "count": Amount(Fraction(0)), "any": False, "all": True, "names": word("")}
    return nothing.get(operator)


def _folded_column(model: Any, written: Mapping[str, Any]) -> Any:
    """The column that is folded, whose measure the figure has without any element too."""
    table = model.policy.tables.get(written["over"]) if isinstance(written["over"], str) else None
    return table.columns.get(written.get("of")) if table else None


def figure(operator: str, elements: Sequence[Element], written: Mapping[str, Any]) -> Any:
    """Of some elements that are all there. Raises NoValue."""
    return OPERATORS[operator]([value for value, _ in elements], [weight for _, weight in elements], written)


def _without(elements: list[Element], sign: int) -> None:
    """Takes the lowest away (-1), of equal ones the first, or the highest (1), of equal ones the last."""
    if not elements:
        return
    at = 0
    for place, (value, _) in enumerate(elements):
        size = evaluation.order(value, elements[at][0]) * sign
        if size > 0 or (size == 0 and sign > 0):
            at = place
    elements.pop(at)


# Sets


def _elements(model: Any, operator: str, written: Mapping[str, Any], at: Any) -> list[Element] | None:
    from tests.model.slow_model import NOT_APPLICABLE

    over = written["over"]
    if isinstance(over, dict):
        pairs = [(model.raw(of, at), model.weighed(weight, at)) for of, weight in over.items()]
    elif isinstance(over, list):
        weights = _weights(model, written.get("weight", ["1"] * len(over)), at) or [None] * len(over)
        pairs = [
            (model.raw(of, at), None if w is None else model.weighed(w, at))
            for of, w in zip(over, weights, strict=True)
        ]
    elif over in periods.MONTHS or over == "day":
        return _of_periods(model, operator, written, at)
    else:
        places = _places(model, over, written, at)
        if places is None:
            return None
        places = [each for each in places if "where" not in written or model.formula(written["where"], each)]
        pairs = [(_of(model, operator, written, each), _weight(model, written, each, at)) for each in places]
        if "once_per" in written:
            applying = [each for each in zip(places, pairs, strict=True) if each[1][0] is not NOT_APPLICABLE]
            pairs = _once(model, written, applying)
    return [each for each in pairs if each[0] is not NOT_APPLICABLE]


def _weights(model: Any, written: Any, at: Any) -> Any:
    from tests.model import rules

    is_choice = isinstance(written, dict) and ("by" in written or "reading" in written)
    return rules.chosen(model, written, at) if is_choice else written


def _places(model: Any, over: str, written: Mapping[str, Any], at: Any) -> list[Any] | None:
    if over in model.policy.lists and over not in model.policy.tables:
        return [replace(at, members={**at.members, over: each}) for each in model.policy.lists[over].names]
    if over == "unit" or (over in model.policy.types and over not in model.policy.tables):
        of_type = at if over in ("unit", at.type) else replace(at, type=over)  # in an entry for nobody of any type
        return comparisons.elements(
            model, {"of": "yes", "within": written.get("within", "all")}, of_type, is_comparison=False
        )
    table = model.policy.tables[over]
    rows = [comparisons.of_row(at, row) for row in model.rows(table, replace(at, row=None))]
    for list_, member in at.members.items():
        columns = [each for each in table.columns.values() if each.written.get("list") == list_]
        if len(columns) == 1:
            rows = [each for each in rows if _plain(model.row_cell(columns[0], each)) == member]
    return rows


def _plain(value: Any) -> Any:
    return value.n if isinstance(value, Amount) else value


def _of(model: Any, operator: str, written: Mapping[str, Any], at: Any) -> Any:
    if "of" in written:
        return model.raw(written["of"], at)
    if operator != "names":
        return True
    if written["over"] in model.policy.lists:
        return word(model.policy.lists[written["over"]].names[at.members[written["over"]]])
    return word(at.unit)


def _weight(model: Any, written: Mapping[str, Any], each: Any, at: Any) -> Any:
    weights = _weights(model, written.get("weight", "1"), at)
    if isinstance(weights, str) or weights is None:
        return None if weights is None else model.formula(weights, each)
    domain = model.policy.lists[written["over"]]
    member = each.members[written["over"]]
    if isinstance(weights, list):
        return model.weighed(weights[list(domain.names).index(member)], each)
    return model.weighed(next(w for label, w in weights.items() if domain.find(label) == member), each)


def _once(model: Any, written: Mapping[str, Any], found: list[Any]) -> list[Element]:
    """One of each name: the highest or lowest, absent if the value of one is."""
    groups: dict[Any, list[Element]] = {}
    for each, pair in found:
        value = model.formula(written["once_per"], each)
        groups.setdefault(spelling(value) if getattr(value, "is_name", False) else _plain(value), []).append(pair)
    kept = []
    for group in groups.values():
        best = group[0]
        for pair in group[1:]:
            if best[0] is None or pair[0] is None:
                best = (None, ONE)
            elif (
                "keep" in written
                and evaluation.order(pair[0], best[0]) * (1 if written["keep"] == "highest" else -1) > 0
            ):
                best = pair
        kept.append(best)
    return kept


def _of_periods(model: Any, operator: str, written: Mapping[str, Any], at: Any) -> list[Element] | None:
    """Absent while a period is missing, unless what is absent is left out."""
    from tests.model.slow_model import NOT_APPLICABLE

    level, period = written["over"], at.period
    whole = period
    if "so_far" in written:
        whole = period.up(written["so_far"])
    if "years" in written:
        first, last = (int(written["years"][each]) for each in ("from", "to"))
        parts = [periods.in_year(period, year) for year in range(first, min(last, period.begin.year) + 1)]
    else:
        parts = [each for each in whole.parts(level) if each.end() <= period.end()]
    weights = _weights(model, written.get("weight", ["1"] * len(parts)), at)
    found: list[Element] = []
    asked = [written[key] for key in ("of", "where") if key in written]
    for number_, part in enumerate(parts):
        here = replace(at, period=part)
        if part is None or not model.has(asked, part, here) or not _is_there(model, here):
            found.append((None, ONE))
            if operator == "count" and written.get("absent") != "left_out":
                return None
            continue
        if "where" in written and not model.formula(written["where"], here):
            continue
        value = model.raw(written["of"], here) if "of" in written else True
        if value is NOT_APPLICABLE:
            continue
        weight = model.formula(weights, here) if isinstance(weights, str) else model.weighed(weights[number_], here)
        found.append((value, weight))
    return found


def _is_there(model: Any, at: Any) -> bool:
    return at.unit is None or any(each.unit == at.unit for each in model.units(at))


# Operators


def _amount(values: list[Any], n: Any) -> Amount:
    measures = [value.measure for value in values if value.n != 0] or [values[0].measure]
    return Amount(n, measures[0])


def _sum(values: list[Any], weights: list[Any], written: Any) -> Amount:
    found = Amount(Fraction(0))
    for value, weight in zip(values, weights, strict=True):
        found = calculated(found, "+", _times(value, weight))
    return found


def _times(value: Amount, weight: Amount) -> Amount:
    return value if weight.n == 1 else Amount(number(value.n, "*", weight.n), value.measure)


def _whole(weights: list[Any]) -> Any:
    total: Any = Fraction(0)
    for weight in weights:
        if weight.n < 0:
            raise NoValue("a weight below nought")
        total = number(total, "+", weight.n)
    if total == 0:
        raise NoValue("weights of nothing in all")
    return total


def _mean(values: list[Any], weights: list[Any], written: Any) -> Amount:
    total = _whole(weights)
    return _amount(values, number(_sum(values, weights, written).n, "/", total))


def _end(sign: int) -> Callable[[list[Any], list[Any], Any], Any]:
    def end(values: list[Any], weights: list[Any], written: Any) -> Any:
        best = values[0]
        for value in values[1:]:
            if evaluation.order(value, best) * sign > 0:
                best = value
        return best

    return end


def _at(part: Fraction, values: list[Any]) -> Amount:
    rising: list[Any] = []
    for value in values:
        place = 0
        while place < len(rising) and evaluation.order(rising[place], value) < 0:
            place += 1
        rising.insert(place, value)
    place_ = part * (len(rising) - 1)
    below = int(place_)
    above = min(below + 1, len(rising) - 1)
    low = number(rising[below].n, "*", 1 - (place_ - below))
    return _amount(values, number(low, "+", number(rising[above].n, "*", place_ - below)))


def _product(values: list[Any], weights: list[Any], written: Any) -> Amount:
    found = ONE
    for value in values:
        found = calculated(found, "*", Amount(value.n))
    return found


def _geometric(values: list[Any], weights: list[Any], written: Any) -> Amount:
    total = _whole(weights)
    if any(value.n < 0 for value in values):
        raise NoValue("a geometric mean of what is below nought")
    counted = [(value, weight) for value, weight in zip(values, weights, strict=True) if weight.n != 0]
    if any(value.n == 0 for value, _ in counted):
        return Amount(Fraction(0))
    if all(isinstance(value.n, Fraction) for value, _ in counted):
        shares = [Fraction(weight.n) / Fraction(total) for _, weight in counted]
        degree = 1
        for share in shares:
            degree = degree * share.denominator // _common(degree, share.denominator)
        inside = Fraction(1)
        for (value, _), share in zip(counted, shares, strict=True):
            inside *= value.n ** int(share * degree)
        return _amount(values, amounts.root(inside, degree))
    logs: Any = Fraction(0)
    for value, weight in counted:
        logs = number(logs, "+", number(amounts.logarithm(value.n), "*", weight.n))
    return _amount(values, amounts.exponential(number(logs, "/", total)))


def _common(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def _harmonic(values: list[Any], weights: list[Any], written: Any) -> Amount:
    total = _whole(weights)
    below: Any = Fraction(0)
    for value, weight in zip(values, weights, strict=True):
        if value.n <= 0:
            raise NoValue("a harmonic mean of what is not above nought")
        below = number(below, "+", number(weight.n, "/", value.n))
    return _amount(values, number(total, "/", below))


def _moments(values: list[Any]) -> tuple[int, Any, list[Any]]:
    n = len(values)
    middle = number(_sum(values, [ONE] * n, {}).n, "/", Fraction(n))
    return n, middle, [number(value.n, "-", middle) for value in values]


def _powers(away: list[Any], exponent: int) -> Any:
    total: Any = Fraction(0)
    for each in away:
        found: Any = Fraction(1)
        for _ in range(exponent):
            found = number(found, "*", each)
        total = number(total, "+", found)
    return total


def _deviation(values: list[Any], weights: list[Any], written: Any) -> Amount | None:
    n, _, away = _moments(values)
    divisor = n - 1 if written["kind"] == "sample" else n
    return None if not divisor else _amount(values, amounts.root(number(_powers(away, 2), "/", Fraction(divisor)), 2))


def _standard(away: list[Any], n: int) -> Any:
    return number(_powers(away, 2), "/", Fraction(n - 1))


def _skewness(values: list[Any], weights: list[Any], written: Any) -> Amount | None:
    n, _, away = _moments(values)
    if n < 3 or amounts.is_close(_powers(away, 2), Fraction(0)):
        return None
    cubed = amounts.power(_standard(away, n), Fraction(3, 2))
    return Amount(number(number(Fraction(n, (n - 1) * (n - 2)), "*", _powers(away, 3)), "/", cubed))


def _kurtosis(values: list[Any], weights: list[Any], written: Any) -> Amount | None:
    n, _, away = _moments(values)
    if n < 4 or amounts.is_close(_powers(away, 2), Fraction(0)):
        return None
    square = number(_standard(away, n), "*", _standard(away, n))
    main = number(number(Fraction(n * (n + 1), (n - 1) * (n - 2) * (n - 3)), "*", _powers(away, 4)), "/", square)
    return Amount(number(main, "-", Fraction(3 * (n - 1) ** 2, (n - 2) * (n - 3))))


def _share(values: list[Any], weights: list[Any], written: Any) -> Amount:
    counted = [Amount(weight.n if holds else Fraction(0)) for holds, weight in zip(values, weights, strict=True)]
    return Amount(number(_sum(counted, [ONE] * len(counted), {}).n, "/", _whole(weights)))


OPERATORS: dict[str, Callable[[list[Any], list[Any], Any], Any]] = {
    "sum": _sum,
    "count": lambda values, weights, written: Amount(Fraction(len(values))),
    "any": lambda values, weights, written: any(values),
    "all": lambda values, weights, written: all(values),
    "highest": _end(1),
    "lowest": _end(-1),
    "mean": _mean,
    "median": lambda values, weights, written: _at(Fraction(1, 2), values),
    "percentile": lambda values, weights, written: _at(Fraction(written["at"][:-1]) / 100, values),
    "geometric_mean": _geometric,
    "harmonic_mean": _harmonic,
    "product": _product,
    "deviation": _deviation,
    "skewness": _skewness,
    "kurtosis": _kurtosis,
    "share": _share,
    "names": lambda values, weights, written: word(written.get("join", "、").join(values)),
}
