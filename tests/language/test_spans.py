"""Sets of spans: what is shared and what is left agree, number by number, with their bounds."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from kaohe.language.ranges import Range, Span, Spans, of_range, point, shared, without
from kaohe.policy.checks.conditions import compared

EVERYWHERE: Spans = (Span(),)

OPERATIONS = ("<", "<=", ">", ">=", "==", "!=")
SETS = st.builds(compared, st.sampled_from(OPERATIONS), st.integers(0, 4).map(Fraction))
PROBES = [Fraction(half, 2) for half in range(-1, 10)]


def holds(spans: Spans, value: Fraction) -> bool:
    return bool(shared((point(value),), spans))


@given(SETS, SETS, SETS)
def test_shared_and_left(one: Spans, two: Spans, three: Spans) -> None:
    left = without(without(EVERYWHERE, one), two)
    both = shared(shared(one, two), three)
    for value in PROBES:
        assert holds(left, value) == (not holds(one, value) and not holds(two, value))
        assert holds(both, value) == (holds(one, value) and holds(two, value) and holds(three, value))


def test_a_comparison_holds_what_it_says() -> None:
    for value in PROBES:
        found = {operation: holds(compared(operation, Fraction(2)), value) for operation in OPERATIONS}
        assert found == {
            "<": value < 2,
            "<=": value <= 2,
            ">": value > 2,
            ">=": value >= 2,
            "==": value == 2,
            "!=": value != 2,
        }


def test_a_range_has_its_ends() -> None:
    assert [value for value in PROBES if holds(of_range(Range(Fraction(1), Fraction(2))), value)] == PROBES[3:6]
    assert of_range(Range()) == EVERYWHERE
    assert point(Fraction(1)).is_point and not EVERYWHERE[0].is_point
