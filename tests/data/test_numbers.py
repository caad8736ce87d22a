"""One number as a cell writes it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kaohe.data.numbers import LONGEST, Figure, Refusal, read_figure
from kaohe.language.numerals import exact_digits


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"), ("-0", "0"), ("-0.0", "0"), ("+88", "88"), ("088", "88"), (".5", "0.5"), ("8.8E+01", "88"),
        ("1,234", "1234"), ("1,234,567.89", "1234567.89"), ("１２．５", "12.5"), ("－5", "-5"), ("−5", "-5"),
        ("１，２３４", "1234"), ("88.12345678901234567890", "88.1234567890123456789"), ("5e-3", "0.005"),
        ("9007199254740993", "9007199254740993"),
    ],
)  # fmt: skip
def test_a_plain_number_is_read_exactly(text: str, value: str) -> None:
    figure = read_figure(text)
    assert isinstance(figure, Figure)
    assert figure.fraction == Fraction(value)
    assert not figure.percent


@pytest.mark.parametrize("text", ["12.5%", "１２．５％", "12.5 %"])
def test_a_percent_sign_is_told_and_changes_no_digit(text: str) -> None:
    figure = read_figure(text)
    assert isinstance(figure, Figure)
    assert (figure.fraction, figure.percent) == (Fraction(25, 2), True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("—", "D202"), ("——", "D202"), ("/", "D202"), ("无", "D202"), ("N/A", "D202"), ("nan", "D202"),
        ("待定", "D202"), ("…", "D202"), ("NULL", "D202"), ("#DIV/0!", "D203"), ("#N/A", "D203"), ("=1+1", "D204"),
        ("88分", "D205"), ("3亿元", "D205"), ("2.3个百分点", "D205"), ("125‰", "D205"), ("8O", "D205"),
        ("≥88", "D206"), ("88*", "D206"), ("约88", "D206"), ("2022-03-01", "D207"), ("Mar-12", "D207"),
        ("3月12日", "D207"), ("2022/3/1", "D207"), ("12:30", "D207"), ("88\u200b", "D208"), ("\ufeff88", "D208"),
        ("\u202e88", "D208"), ("9" * 26, "D209"), ("9" * 5000, "D209"), ("1e308", "D209"), ("1e-308", "D209"),
        ("12,34", "D210"), ("1 234", "D210"), ("1,2345", "D210"), ("inf", "D211"), ("0x58", "D211"),
        ("1_000", "D211"), ("٨٨", "D211"), ("1/2", "D211"), ("'88", "D211"), ("5-", "D211"), ("1.2.3", "D211"),
        ("80-90", "D206"), ("80~90", "D206"), ("80%-90%", "D206"), ("80至90", "D206"), ("1.5-2", "D206"),
        ("25-31", "D206"), ("12-25", "D207"), ("2024-3", "D207"), ("####", "D203"), ("33,6", "D210"),
        ("--5", "D211"), ("5.", "D211"), (".", "D202"), ("+", "D211"), ("%", "D211"),
    ],
)  # fmt: skip
def test_what_is_not_surely_a_number_is_refused_by_kind(text: str, code: str) -> None:
    refusal = read_figure(text)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert refusal.arguments["text"] == text


@pytest.mark.parametrize(
    ("text", "todo"), [("########", "拉宽"), ("#", "拉宽"), ("#N/A", "改正公式"), ("#DIV/0!", "改正公式")]
)
def test_a_column_too_narrow_is_no_wrong_formula(text: str, todo: str) -> None:
    refusal = read_figure(text)
    assert isinstance(refusal, Refusal) and todo in str(refusal.arguments["todo"])


@pytest.mark.parametrize(("text", "point", "whole"), [("33,6", "33.6", "336"), ("1,23,4", "123.4", "1234")])
def test_a_decimal_comma_is_not_told_to_be_dropped_alone(text: str, point: str, whole: str) -> None:
    refusal = read_figure(text)
    assert isinstance(refusal, Refusal)
    assert (refusal.arguments["point"], refusal.arguments["whole"]) == (point, whole)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_reading_a_decimal_gives_it_back(value: Decimal) -> None:
    for text in (f"{value:f}", f"{value:,f}", f"{value:E}"):
        figure = read_figure(text)
        assert isinstance(figure, Figure)
        assert figure.fraction == Fraction(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-(10**9), max_value=10**9))
def test_a_number_is_shown_so_that_it_reads_back(value: Decimal) -> None:
    assert Fraction(exact_digits(Fraction(value))) == Fraction(value)


@given(st.text(max_size=60))
def test_reading_never_raises_and_never_exceeds_its_digits(text: str) -> None:
    figure = read_figure(text)
    if isinstance(figure, Figure):
        assert abs(figure.numerator) < 10**LONGEST
        assert figure.denominator <= 10**LONGEST


def test_a_fraction_without_end_is_shown_as_one() -> None:
    assert exact_digits(Fraction(1, 3)) == "1/3"
    assert exact_digits(Fraction(-5, 2)) == "-2.5"


@pytest.mark.parametrize("text", ["0,125", "00,125", "-0,500", "01,234"])
def test_a_group_of_thousands_begins_with_no_zero(text: str) -> None:
    """0,125 is 0.125 as others write it, or a slip; never 125."""
    refused = read_figure(text)
    assert isinstance(refused, Refusal) and refused.code in ("D210", "D211")
