"""The numeric vectors: exact fractions worked out elsewhere."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from kaohe.language.rounding_and_apportionment import seats
from kaohe.policy.model import Policy
from kaohe.results import Value

from tests.evaluate.small import figures, placed, policy, sales, scored, shops

VECTORS = Path(__file__).parent.parent / "vectors"


def vectors(name: str) -> list[dict[str, Any]]:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


# Quotas: the vectors' other two roundings are not the engine's


@pytest.mark.parametrize("vector", vectors("quota"), ids=lambda v: f"{v['n']} by {':'.join(map(str, v['ratio']))}")
def test_quota(vector: dict[str, Any]) -> None:
    """Equal remainders (lr_tie) go to the better share, here as there."""
    ratio, size = tuple(vector["ratio"]), vector["n"]
    assert list(seats(size, ratio, "largest_remainder")) == vector["largest_remainder"]
    given = list(seats(size, ratio, "half_up"))
    assert sum(given) == size
    if vector["half_up_sums_to_n"]:
        assert given == vector["half_up_each"]
    else:  # the shares are rounded alike, the last takes what is left
        left = size
        for share, each in zip(given[:-1], vector["half_up_each"], strict=False):
            assert share == min(each, left)
            left -= share


def test_quota_vectors_reach_equal_remainders() -> None:
    assert sum(vector["lr_tie"] for vector in vectors("quota")) > 50
    assert sum(not vector["half_up_sums_to_n"] for vector in vectors("quota")) > 20


# Places


@pytest.mark.parametrize("vector", vectors("ranks"), ids=lambda v: " ".join(v["values"]))
def test_places(vector: dict[str, Any]) -> None:
    values = [Fraction(text) for text in vector["values"]]
    competition, dense = placed([values], dense=False), placed([values], dense=True)
    assert [place for place, _ in competition] == vector["competition"]
    assert [place for place, _ in dense] == vector["dense"]
    assert [place + level - 1 for place, level in competition] == vector["modified"]
    assert [2 * place + level - 1 for place, level in competition] == vector["fractional_x2"]
    assert placed([[-value for value in values]], first="lowest", dense=False) == competition


@pytest.mark.parametrize("vector", [v for v in vectors("ranks") if len(v["values"]) <= 4], ids=str)
def test_places_in_a_policy(vector: dict[str, Any]) -> None:
    ranks = """\
        values:
          - {id: has, name: 有数, for: shop, formula: present(x)}
        scores:
          - {id: c, name: 一, for: shop, rank: {of: x, within: all, where: has, first: highest, ties: competition}}
          - {id: d, name: 二, for: shop, rank: {of: x, within: all, where: has, first: highest, ties: dense}}
        """
    texts = vector["values"]  # there are four shops
    rows = figures(x=[*map(Decimal, texts), *[None] * (4 - len(texts))])
    read = policy(ranks)
    for id_, word in (("c", "competition"), ("d", "dense")):
        assert scored(read, rows, id_) == vector[word] + [None] * (4 - len(texts))


# Efficacy coefficients


def _within_range(vector: dict[str, Any]) -> bool:
    low, x, high = (Fraction(vector[name]) for name in ("lo", "x", "hi"))
    return low <= x <= high


def _efficacy() -> Policy:
    return shops('efficacy: {of: x, within: all, where: "if_absent(p, no)", base: 60, span: 40, when_equal: none}')


@pytest.mark.parametrize("vector", [v for v in vectors("efficacy") if _within_range(v)], ids=str)
def test_efficacy_within_a_group(vector: dict[str, Any]) -> None:
    x = [Decimal(vector[name]) for name in ("lo", "x", "hi")]
    found = scored(_efficacy(), figures(x=[*x, Decimal(10**6)], p=[True, True, True, False]))
    wanted = vector["score_exact_fraction"]
    assert found[1] == (None if wanted is None else Fraction(wanted))
    assert found[3] is None
    assert found[0] == (None if wanted is None else 60) and found[2] == (None if wanted is None else 100)


@pytest.mark.parametrize("vector", vectors("efficacy"), ids=str)
def test_efficacy_between_given_ends(vector: dict[str, Any]) -> None:
    """Beyond the ends it goes on; a method of the policy's own says so."""
    read = policy(
        """\
        methods:
          standing:
            name: 功效系数
            parameters: [x, low, high]
            means: {first: [{when: low == high, give: none}, {otherwise: 60 + 40 × (x - low) / (high - low)}]}
        scores:
          - {id: s, name: 得分, for: shop, formula: "standing(x, y, z)"}
        """
    )
    x, low, high = ([Decimal(vector[name])] * 4 for name in ("x", "lo", "hi"))
    found = scored(read, figures(x=x, y=low, z=high))
    wanted = vector["score_exact_fraction"]
    assert found == [None if wanted is None else Fraction(wanted)] * 4


# Weights, thresholds, missing values


@pytest.mark.parametrize("vector", vectors("weights"), ids=lambda v: " + ".join(v["weights"]))
def test_sum_of_weights(vector: dict[str, Any]) -> None:
    listed = vector["weights"]
    rows = sales(*(("甲", str(number), Decimal(text)) for number, text in enumerate(listed)))
    assert scored(shops("sum: {over: sale, of: amount}"), rows)[0] == Fraction(vector["exact_sum"])
    assert scored(shops(f"formula: x + {' + '.join(listed)}"), figures(x=[0, 0, 0, 0]))[0] == Fraction(
        vector["exact_sum"]
    )


@pytest.mark.parametrize("vector", vectors("threshold_float_traps"), ids=lambda v: v["expr"])
def test_threshold_that_floats_miss(vector: dict[str, Any]) -> None:
    found = scored(shops(f"formula: present(x) and {vector['expr']}"), figures(x=[1, 2, 3, 4]))
    assert found == [vector["exact"]] * 4


@pytest.mark.parametrize("vector", vectors("missing"), ids=lambda v: v["case"])
def test_missing_values_in_a_mean(vector: dict[str, Any]) -> None:
    """Absent unless the policy says that they are left out, or that they count as nought."""
    amounts = [None if text is None else Decimal(text) for text in vector["values"]]
    rows = sales(*(("乙", str(number), amount) for number, amount in enumerate(amounts)))

    def mean(rule: str) -> Value:
        return scored(shops(f"mean: {{over: sale, {rule}}}"), rows)[1]

    def wanted(word: str) -> Fraction | None:
        return None if vector[word] is None else Fraction(vector[word])

    skipped = wanted("mean_if_missing_skipped")
    assert mean("of: amount, where: present(amount)") == skipped
    assert mean('of: "if_absent(amount, 0)"') == wanted("mean_if_missing_is_zero")
    assert mean("of: amount") == (None if None in amounts else skipped)
