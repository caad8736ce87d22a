"""A table of scores fits its terminal: names fold however long they are, and no number is torn or pushed out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kaohe.report import terminal_and_markdown
from kaohe.report.results import table
from kaohe.text_width import width

from tests.report.sample import policy, result, results, score


def drawn(name: str, unit: str, scores: int, units: int, available: int = 100, value: str = "1234567.89") -> str:
    """A table of that many scores and units, all with long or short names and one value."""
    of = policy([score(f"s{number}", name) for number in range(scores)])
    values = {f"s{number}": Fraction(value) for number in range(scores)}
    return table.scores(results(of, [result(f"{unit}{number}", values) for number in range(units)]), available)


@pytest.mark.parametrize("available", [60, 100])
@pytest.mark.parametrize("scores, units", [(1, 3), (2, 3), (3, 1), (9, 3), (3, 30)])
@pytest.mark.parametrize("unit", ["乙", "乙" * 60], ids=["short", "long"])
@pytest.mark.parametrize("name", ["戊", "戊" * 60], ids=["short", "long"])
def test_each_number_stands_whole_in_a_line_that_fits(
    name: str, unit: str, scores: int, units: int, available: int
) -> None:
    text = drawn(name, unit, scores, units, available)
    assert text.count("1234567.89") == scores * units
    table = text[: text.index("待释事项")]
    assert max(map(width, table.splitlines())) <= available
    assert table.count("乙") == units * len(unit)


def test_a_word_that_is_wider_than_all_units_stays_in_one_line() -> None:
    of = policy([score(f"s{number}", "很长的指标名称很长的指标名称") for number in range(9)])
    values: dict[str, object] = {f"s{number}": "甲等以上" for number in range(9)}
    text = table.scores(results(of, [result("乙", values)]), 80)  # type: ignore[arg-type]
    assert text.count("甲等以上") == 9


def test_a_name_far_beyond_the_screen_is_drawn_at_once() -> None:
    text = drawn("戊" * 40_000, "乙", 3, 3)
    assert text.count("戊") == 3 * 40_000
    assert text.count("1234567.89") == 9


@given(st.text("甲乡镇一。（）、a1-Z", min_size=1, max_size=40), st.integers(2, 30))
def test_a_word_is_cut_as_rich_folds_it(word: str, wide: int) -> None:
    assert terminal_and_markdown._wrapped(word, wide) == (
        [word] if width(word) <= wide else terminal_and_markdown._folded_by_rich(word, wide)
    )
