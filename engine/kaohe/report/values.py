"""One value as a reader sees it: rounded once from the exact value, yes and no in words, absent as a dash."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from kaohe.language.entry import RoundingMode
from kaohe.language.rounding_and_apportionment import rounded, rounded_whole
from kaohe.policy.model import Display
from kaohe.report.labels import word
from kaohe.report.results.blocks import Column
from kaohe.results import Result, Value, as_named
from kaohe.text_width import visible
from kaohe.translations import language

SIGNIFICANT = 15
"""As many digits as a spreadsheet keeps."""


def to_places(value: Fraction, places: int, mode: RoundingMode) -> str:
    """`value` rounded once, with exactly `places` decimals; zero has no sign."""
    return _written(rounded_whole(value, places, mode), places)


def to_places_distinct_from(value: Fraction, bounds: Iterable[Fraction], places: int, mode: RoundingMode) -> str:
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


ABSENT = "—"


PROVISIONAL, NOT_APPLICABLE = "待报", "不适用"
"""What stands for a value that rests on something that has not been sent yet."""


ADJUSTED = "*"
"""What stands behind a score that decisions changed; ※ is a reading that is not the default."""


def shown(value: Value, column: Column, display: Display) -> str:
    """The text of a value; ranks and counts have no decimals."""
    if isinstance(value, Fraction):
        return to_places(value, 0 if column.whole else display.decimals, display.rounding)
    if isinstance(value, bool):
        return yes_no(value, column.language)
    return ABSENT if value is None else visible(str(as_named(column.definition, value)))


def value_of(result: Result, column: Column, display: Display) -> str:
    """The text of a result's value, which may still be waited for, with its mark."""
    name = column.definition.id
    value = result.values.get(name)
    if value is None:
        return absent(result, name, column.language)
    return shown(value, column, display) + mark(result, name)


def number_of(result: Result, name: str, display: Display) -> str:
    """The text of a result's value that is a score, with its mark."""
    value = result.values.get(name)
    if not isinstance(value, Fraction):
        return absent(result, name, language())
    return to_places(value, display.decimals, display.rounding) + mark(result, name)


def absent(result: Result, name: str, language: str) -> str:
    """What stands for a value that is not there; nothing for one that is."""
    if result.values.get(name) is not None:
        return ""
    if name in result.not_applicable:
        return word(language, "not_applicable")
    return word(language, "provisional") if name in result.provisional else ABSENT


def mark(result: Result, name: str) -> str:
    """The mark of a score that decisions changed."""
    return ADJUSTED if name in result.adjusted and result.values.get(name) is not None else ""


def yes_no(value: bool, language: str) -> str:
    """是 or 否."""
    return word(language, "yes" if value else "no")


def points(column: Column) -> str:
    """The points that the document prints for a score, as it prints them: 5, 0.75, 40/30 where groups differ."""
    return "/".join(map(trimmed, column.definition.printed))
