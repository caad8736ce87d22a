"""How formulas write columns, sheets, texts, and exact numbers."""

from __future__ import annotations

from fractions import Fraction

DIGITS = 10
"""Decimals that comparisons keep: beyond them lies what binary arithmetic adds of its own."""


def finite(value: Fraction) -> str | None:
    """The number as a plain decimal, None where it has none of up to 15 digits."""
    denominator, twos, fives = value.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    places = max(twos, fives)
    digits = abs(value.numerator) * 10**places // value.denominator
    if denominator != 1 or len(str(digits)) > 15 or places > 15:
        return None
    text = str(digits).rjust(places + 1, "0")
    text = f"{text[:-places]}.{text[-places:]}" if places else text
    return f"-{text}" if value < 0 else text


def shown(value: Fraction) -> str:
    """A number as a reader writes it; a fraction where it has no decimal of up to 15 digits."""
    return finite(value) or str(value)


def literal(value: Fraction) -> str:
    """A number as a formula writes it, safe beside any operator (a sheet reads -3^2 as 9)."""
    text = finite(value)
    if text is None:
        sign = "-" if value < 0 else ""
        return f"({sign}{abs(value.numerator)}/{value.denominator})"
    return f"({text})" if value < 0 else text


def letters(column: int) -> str:
    """The letters of a column, the first being 0."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def quoted(sheet: str) -> str:
    """A sheet's name before a reference."""
    return "'" + sheet.replace("'", "''") + "'!"


def text_literal(text: str) -> str:
    """A text as a formula writes it; no single literal may have more than 255 characters."""
    parts = [text[start : start + 120] for start in range(0, len(text), 120)] or [""]
    written = ['"' + part.replace('"', '""') + '"' for part in parts]
    return written[0] if len(written) == 1 else f"({'&'.join(written)})"
