"""The slow model of folds: the elements of a set, what becomes of them by the options, and the operators by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Protocol

Element = tuple[Any, Any]
"""A value and what it counts with, both of which may be absent."""


class Asked(Protocol):
    """The slow model, as folds ask it."""

    units: list[str]
    of_unit: Mapping[tuple[str, str], Sequence[Mapping[str, str]]]

    def formula(self, text: str, at: Any) -> Any: ...


def fold(model: Asked, word: str, written: Mapping[str, Any], at: Any) -> Any:
    """The figure of a fold as it is written."""
    elements = _elements(model, word, written, at)
    if elements is None:
        return None
    needs_values = word != "count"
    if written.get("absent") == "left_out":
        kept = [(value, weight) for value, weight in elements if value is not None and weight is not None]
        asked = written.get("at_least", "0")
        due = Fraction(asked[:-1]) * len(elements) / 100 if asked.endswith("%") else Fraction(asked)
        if len(kept) < due:
            return None
    else:
        if any((value is None and needs_values) or weight is None for value, weight in elements):
            return None
        kept = list(elements)
    for _ in range(int(written.get("drop", {}).get("lowest", 0))):
        _without(kept, min, 0)
    for _ in range(int(written.get("drop", {}).get("highest", 0))):
        _without(kept, max, -1)
    while "best" in written and len(kept) > int(written["best"]):
        _without(kept, min, 0)
    if kept:
        return _OPERATORS[word]([value for value, _ in kept], [weight for _, weight in kept], written)
    if "if_none" in written:
        return model.formula(written["if_none"], at)
    return {"sum": Fraction(0), "count": Fraction(0), "any": False, "all": True, "names": ""}.get(word)


def _without(elements: list[Element], end: Callable[[Any], Any], which: int) -> None:
    """Takes an element at an end of the order away, of equal ones the first or the last."""
    if elements:
        value = end(value for value, _ in elements)
        elements.pop([at for at, (each, _) in enumerate(elements) if each == value][which])


def _elements(model: Asked, word: str, written: Mapping[str, Any], at: Any) -> list[Element] | None:
    over = written["over"]
    if isinstance(over, dict):
        return [(model.formula(of, at), model.formula(weight, at)) for of, weight in over.items()]
    if isinstance(over, list):
        weights = written.get("weight", ["1"] * len(over))
        return [(model.formula(of, at), model.formula(w, at)) for of, w in zip(over, weights, strict=True)]
    if over == "unit":
        places = _of_group(model, written.get("within", "all"), at)
        if places is None:
            return None
    else:
        places = [replace(at, row=row) for row in model.of_unit.get((at.unit, at.period), [])]
    if "where" in written:
        places = [each for each in places if model.formula(written["where"], each)]
    of = written.get("of", "unit" if word == "names" else "yes")
    return [(model.formula(of, each), model.formula(written.get("weight", "1"), each)) for each in places]


def _of_group(model: Asked, within: str | list[str], at: Any) -> list[Any] | None:
    several = [within] if isinstance(within, str) else within
    words = {
        unit: [True if each == "all" else model.formula(each, replace(at, unit=unit)) for each in several]
        for unit in model.units
    }
    if None in words[at.unit]:
        return None
    return [replace(at, unit=unit) for unit in model.units if words[unit] == words[at.unit]]


def _weighed(values: list[Any], weights: list[Any], written: Any) -> Fraction:
    return sum((value * weight for value, weight in zip(values, weights, strict=True)), Fraction(0))


def _mean(values: list[Any], weights: list[Any], written: Any) -> Fraction:
    return _weighed(values, weights, written) / sum(weights, Fraction(0))


def _at(values: list[Any], part: Fraction) -> Fraction:
    rising = sorted(values)
    place = part * (len(rising) - 1)
    below = int(place)
    above = min(below + 1, len(rising) - 1)
    return rising[below] * (1 - (place - below)) + rising[above] * (place - below)  # type: ignore[no-any-return]


def _product(values: list[Any], weights: list[Any], written: Any) -> Fraction:
    found = Fraction(1)
    for value in values:
        found *= value
    return found


_OPERATORS: dict[str, Callable[[list[Any], list[Any], Any], Any]] = {
    "sum": _weighed,
    "count": lambda values, weights, written: Fraction(len(values)),
    "any": lambda values, weights, written: any(values),
    "all": lambda values, weights, written: all(values),
    "highest": lambda values, weights, written: max(values),
    "lowest": lambda values, weights, written: min(values),
    "mean": _mean,
    "median": lambda values, weights, written: _at(values, Fraction(1, 2)),
    "percentile": lambda values, weights, written: _at(values, Fraction(written["at"][:-1]) / 100),
    "product": _product,
    "share": lambda values, weights, written: _mean([Fraction(int(holds)) for holds in values], weights, written),
    "names": lambda values, weights, written: written.get("join", "、").join(values),
}
WORDS = tuple(_OPERATORS)
