"""Exact numbers as text: to so many decimals, or to so many significant digits; no float on the way."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from kaohe.language.entry import RoundingMode
from kaohe.language.rounding import rounded, rounded_whole

SIGNIFICANT = 15
"""As many digits as a spreadsheet keeps."""


def to_places(value: Fraction, places: int, mode: RoundingMode) -> str:
    """`value` rounded once, with exactly `places` decimals; zero has no sign."""
    return _written(rounded_whole(value, places, mode), places)


def to_places_beside(value: Fraction, bounds: Iterable[Fraction], places: int, mode: RoundingMode) -> str:
    """Like `to_places`, with the further decimals that keep it on its side of every bound: 79.997 is not yet 80.

    A value that no decimals tell apart from a bound is shown with `places`.
    """
    near = list(bounds)
    for further in range(places, places + SIGNIFICANT):
        shown = rounded(value, further, mode)
        if all((shown > bound) == (value > bound) and (shown < bound) == (value < bound) for bound in near):
            return _digits(shown, further)
    return to_places(value, places, mode)


def trimmed(value: Fraction, places: int = 6) -> str:
    """A number that somebody wrote, as it was written: 5, 0.75."""
    text = to_places(value, places, "half_even")
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_significant(value: Fraction, digits: int = SIGNIFICANT) -> str:
    """`value` as a plain decimal, never with an exponent.

    Exact where so many significant digits hold it, else rounded to them; a whole number keeps all its digits.
    """
    if value.denominator == 1:
        return str(value.numerator)
    places = max(digits - _digits_before_point(value), 0)
    text = _digits(rounded(value, places, "half_even"), places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _digits_before_point(value: Fraction) -> int:
    """How many digits stand before the point; for 0.00123 it is -2, the zeros right after it."""
    whole = abs(value.numerator) // value.denominator
    if whole:
        return len(str(whole))
    zeros = 0
    rest = abs(value) * 10
    while rest and rest < 1:
        rest *= 10
        zeros += 1
    return -zeros


def _digits(value: Fraction, places: int) -> str:
    """A number that has no more than `places` decimals, written out."""
    return _written(value.numerator * 10**places // value.denominator, places)


def _written(number: int, places: int) -> str:
    """So many units of the last place: 725 with two decimals is 7.25."""
    whole, decimals = divmod(abs(number), 10**places)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{decimals:0{places}d}" if places else f"{sign}{whole}"
