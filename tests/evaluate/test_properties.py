"""What holds of any policy's numbers."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st
from kaohe.language.rounding_and_apportionment import rounded, seats
from kaohe.results import Value

from tests.evaluate.small import figures, placed, policy, sales, scored, shops

SOME = settings(max_examples=15, deadline=None)
FIGURE = st.decimals(-1000, 1000, places=2)
SALE = st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("ab"), FIGURE)
FOUR = st.lists(FIGURE, min_size=4, max_size=4)
WEIGHTS = st.lists(st.integers(1, 99), min_size=3, max_size=3)

WEIGHTED = """\
values:
  - {{id: t, name: 合计, for: shop, formula: x × {0} + y × {1} + z × {2}}}
scores:
  - {{id: s, name: 得分, for: shop, formula: t}}
  - {{id: r, name: 名次, for: shop, rank: {{of: t, within: all, first: highest, ties: competition}}}}
"""


def weighted(*weights: int, order: tuple[int, ...] = (0, 1, 2)) -> str:
    terms = " + ".join(f"{'xyz'[number]} × {weights[number]}" for number in order)
    return WEIGHTED.replace("x × {0} + y × {1} + z × {2}", terms).format()


@SOME
@given(FOUR, FOUR, FOUR, WEIGHTS, st.integers(2, 50), st.permutations([0, 1, 2]))
def test_scaling_all_weights_changes_no_rank_and_their_order_nothing(
    x: list[Decimal], y: list[Decimal], z: list[Decimal], weights: list[int], scale: int, order: list[int]
) -> None:
    rows = figures(x=x, y=y, z=z)
    plain = policy(weighted(*weights))
    scaled = policy(weighted(*(weight * scale for weight in weights)))
    turned = policy(weighted(*weights, order=tuple(order)))
    assert scored(scaled, rows, "r") == scored(plain, rows, "r") == scored(turned, rows, "r")
    assert scored(scaled, rows) == [value * scale for value in scored(plain, rows)]  # type: ignore[operator]
    assert scored(turned, rows) == scored(plain, rows)


@SOME
@given(FOUR, FOUR, FOUR, WEIGHTS)
def test_zero_weight_is_as_if_absent(x: list[Decimal], y: list[Decimal], z: list[Decimal], weights: list[int]) -> None:
    nought = policy(weighted(weights[0], 0, weights[2]))
    without = policy(WEIGHTED.replace(" + y × {1}", "").format(weights[0], None, weights[2]))
    rows = figures(x=x, y=y, z=z)
    for id_ in ("s", "r"):
        assert scored(nought, rows, id_) == scored(without, rows, id_)


@example(size=2, shares=[1, 1, 1, 1, 0])  # four halves, rounded up, are more than there is
@given(st.integers(0, 400), st.lists(st.integers(0, 99), min_size=1, max_size=6).filter(sum))
def test_seats(size: int, shares: list[int]) -> None:
    """They add up and are never negative; by the largest remainder each is less than one from its exact share."""
    ratio = tuple(shares)
    for rounding in ("largest_remainder", "half_up", "floor"):
        given_ = seats(size, ratio, rounding)
        assert sum(given_) == size
        assert min(given_) >= 0
    exact = [Fraction(size * share, sum(shares)) for share in shares]
    hamilton = seats(size, ratio, "largest_remainder")
    assert all(abs(each - share) < 1 for each, share in zip(hamilton, exact, strict=True))
    if all(share.denominator == 1 for share in exact):
        assert list(hamilton) == exact
    for one, first in enumerate(shares):  # who has the larger share of the same group never has fewer seats
        assert first or hamilton[one] == 0
        assert all(hamilton[one] >= hamilton[other] for other, second in enumerate(shares) if first > second)
    floors = [share.numerator // share.denominator for share in exact]
    assert list(seats(size, ratio, "floor"))[:-1] == floors[:-1]


@given(st.lists(st.integers(0, 6)), st.booleans())
def test_places_of_any_values(values: list[int], dense: bool) -> None:
    found = placed([values], dense)
    for value, (place, level) in zip(values, found, strict=True):
        higher = [other for other in values if other > value]
        assert place == 1 + len(set(higher) if dense else higher)
        assert level == values.count(value)


@given(st.lists(st.tuples(st.integers(0, 2), *[st.sampled_from([0, 1, None])] * 2), max_size=6), st.booleans())
def test_further_keys_decide_between_those_still_level(units: list[tuple[int | None, ...]], dense: bool) -> None:
    """Pair by pair: the first key that differs decides; where one is absent before that, nobody has a place."""

    def ahead(one: tuple[int | None, ...], other: tuple[int | None, ...]) -> bool | None:
        for mine, its in zip(one, other, strict=True):
            if mine is None or its is None:
                return None
            if mine != its:
                return its > mine
        return False

    against = [[ahead(one, other) for at, other in enumerate(units) if at != own] for own, one in enumerate(units)]
    found = placed([list(key) for key in zip(*units, strict=True)], dense)
    if any(None in each for each in against):
        assert found == []
        return
    better = [{other for other in units if ahead(one, other)} for one in units]
    for one, others, (place, level) in zip(units, better, found, strict=True):
        assert place == 1 + (len(others) if dense else sum(units.count(other) for other in others))
        assert level == units.count(one)


@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_to_a_neighbour_and_symmetric(value: Fraction, decimals: int) -> None:
    step = Fraction(1, 10**decimals)
    found = {mode: rounded(value, decimals, mode) for mode in ("half_up", "half_even", "down", "up")}  # type: ignore[arg-type]
    for mode, result in found.items():
        assert result / step == int(result / step)
        assert rounded(-value, decimals, mode) == -result  # type: ignore[arg-type]
        assert rounded(result, decimals, mode) == result  # type: ignore[arg-type]
    assert abs(found["down"]) <= abs(value) <= abs(found["up"])
    assert abs(found["down"]) > abs(value) - step and abs(found["up"]) < abs(value) + step
    assert abs(found["half_up"] - value) <= step / 2 and abs(found["half_even"] - value) <= step / 2
    assert (found["half_up"] != found["half_even"]) <= (abs(found["half_up"] - value) == step / 2)


def test_ties_by_different_ways_are_ties() -> None:
    rules = """\
        values:
          - {id: t, name: 合计, for: shop, formula: x / 3 + y / z}
        scores:
          - {id: s, name: 得分, for: shop, formula: t}
          - {id: c, name: 一, for: shop, rank: {of: t, within: all, first: highest, ties: competition}}
          - {id: d, name: 二, for: shop, rank: {of: t, within: all, first: highest, ties: dense}}
          - {id: last, name: 最后, for: shop, last_place: {of: t, within: all}}
        """
    rows = figures(x=[1, 2, Decimal("0.3"), 3], y=[2, 1, Decimal("6.3"), Decimal("-0.01")], z=[3, 3, 7, 10])
    read = policy(rules)
    assert scored(read, rows) == [1, 1, 1, Fraction("0.999")]
    assert scored(read, rows, "c") == [1, 1, 1, 4]
    assert scored(read, rows, "d") == [1, 1, 1, 2]
    assert scored(read, rows, "last") == [False, False, False, True]


def test_tenths_are_tenths() -> None:
    read = policy(weighted(1, 1, 1))
    tenths = [Decimal("0.1"), Decimal("0.3"), Decimal("0.2"), Decimal("0.15")]
    rows = figures(x=tenths, y=[Decimal("0.2"), 0, Decimal("0.1"), Decimal("0.15")], z=[0, 0, 0, 0])
    assert scored(read, rows) == [Fraction(3, 10)] * 4
    assert scored(read, rows, "r") == [1, 1, 1, 1]


@SOME
@given(FOUR, st.integers(1, 50), FIGURE)
def test_min_max_score_does_not_change_under_a_positive_line(x: list[Decimal], slope: int, offset: Decimal) -> None:
    read = shops("efficacy: {of: x, within: all, base: 60%, span: 40%, when_equal: 100%}")
    plain = scored(read, figures(x=x))
    assert plain == scored(read, figures(x=[slope * value + offset for value in x]))
    assert max(plain) == 100 and (min(plain) == 60 or len(set(x)) == 1)  # type: ignore[type-var]


@SOME
@given(st.lists(SALE, min_size=1, max_size=9), st.integers())
def test_order_of_records_does_not_matter(listed: list[tuple[str, str, Decimal]], seed: int) -> None:
    moved = random.Random(seed).sample(listed, len(listed))
    for rule in (
        "sum: {over: sale, of: amount}",
        "sum: {over: sale, of: amount, once_per: name, keep: lowest}",
        "mean: {over: sale, of: amount, if_none: 0}",
        "count: {over: sale, once_per: name}",
    ):
        assert scored(shops(rule), sales(*listed)) == scored(shops(rule), sales(*moved))


@SOME
@given(st.integers(0, 20), st.integers(0, 20))
def test_deduction_is_exactly_its_amount(late: int, missed: int) -> None:
    read = shops("deduct: {from: 3, each: {x: 0.5, p: 2}, floor: 0}")
    found = scored(read, figures(x=[late, missed, late, missed], p=[False, False, True, True]))

    def left(times: int, flagged: int) -> Value:
        return max(Fraction(0), Fraction(3) - Fraction(times, 2) - 2 * flagged)

    assert found == [left(late, 0), left(missed, 0), left(late, 1), left(missed, 1)]
