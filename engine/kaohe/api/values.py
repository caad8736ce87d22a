"""Values and periods as others write them: plain numbers, and the texts of periods."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from kaohe.diagnostics import NotThere
from kaohe.language.periods import Period, read_period
from kaohe.results import Value

Number = Callable[[int | Fraction], Any]
"""What turns an exact number into one of another kind: float, Decimal …"""


def plain(value: Value, number: Number | None = None) -> Any:
    """A value of a row: a number is an int, or a Fraction where it is not whole; or what `number` makes of it."""
    if not isinstance(value, Fraction):
        return value
    exact = value.numerator if value.denominator == 1 else value
    return exact if number is None else number(exact)


def period_among(text: int | str, known: Iterable[Period]) -> Period:
    """The period that a text names. Raises NotThere if it is none (C113), or none of those that there are (C114)."""
    period = read_period(str(text))
    if period is None:
        raise NotThere("C113", period=text)
    there = list(dict.fromkeys(known))
    if period not in there:
        raise NotThere("C114", period=period, known=tuple(there))
    return period
