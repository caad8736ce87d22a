"""An exact number in digits."""

from __future__ import annotations

from fractions import Fraction

MOST_DECIMALS = 30


def exactly(value: Fraction) -> str:
    """A number as a reader writes it: a decimal where it has an end within 30 decimals, else a fraction."""
    denominator, places = value.denominator, 0
    while (10**places) % denominator and places < MOST_DECIMALS:
        places += 1
    if (10**places) % denominator:
        return str(value)
    digits = str(abs(value.numerator) * 10**places // denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits
