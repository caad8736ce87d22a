"""Which period is looked back to, or put together, each calculation finds by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from kaohe.data.tables.build import dataset_of_rows
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Findings, Refused
from kaohe.evaluate.run import needed_tables, score
from kaohe.language.periods import Back, Part
from kaohe.policy.model import Policy
from kaohe.source_places import Source
from kaohe.verify.second_opinion import confirmed

from tests import inner

TEXT = """\
kaohe: 2
policy: shops
title: 试行办法（虚构）
units: {shop: {name: 店, period: month, members: [甲店]}}
tables:
  shop: {name: 月报, key: [shop, month], columns: [{names: {x: 数}}]}
scores:
  - {id: more, name: 环比, for: shop, formula: x - previous(x)}
  - {id: yearly, name: 同比, for: shop, formula: "x - years_ago(x, 1)"}
  - {id: whole, name: 季, for: shop, per: quarter, sum: {over: month, of: x}}
"""
PERIODS = ["2022M12", "2023M10", "2023M11", "2023M12"]


@pytest.fixture
def policy() -> Policy:
    return inner.load_source(Source("shops.yaml", TEXT))


def _data(policy: Policy) -> Dataset:
    rows = [{"unit": "甲店", "period": period, "x": at**2} for at, period in enumerate(PERIODS, 1)]
    findings = Findings()
    dataset = dataset_of_rows(policy, {"shop": rows}, findings, needed_tables(policy))
    findings.stop_on_errors()
    return dataset


def _confirmed(policy: Policy, dataset: Dataset) -> dict[tuple[str, str], object]:
    results, run = score(policy, dataset, {}, Findings())
    found = confirmed(results, run.dataset)
    return {(str(each.period), id_): value for each in found.results for id_, value in each.values.items()}


def test_by_hand(policy: Policy) -> None:
    found = _confirmed(policy, _data(policy))
    assert (found["2023M11", "more"], found["2023M12", "more"], found["2023M10", "more"]) == (5, 7, None)
    assert (found["2023M12", "yearly"], found["2022M12", "yearly"]) == (15, None)
    assert (found["2023Q4", "whole"], found["2022Q4", "whole"]) == (29, None)  # 4 + 9 + 16


@pytest.mark.parametrize("way", [Back, Part])
def test_a_wrong_period_is_found(policy: Policy, monkeypatch: pytest.MonkeyPatch, way: type) -> None:
    monkeypatch.setattr(way, "other", lambda self, period: period if way is Back else period.parts("month")[0])
    with pytest.raises(Refused) as refused:
        _confirmed(policy, _data(policy))
    assert {each.code for each in refused.value.diagnostics if each.is_error} == {"E301"}


def _without(dataset: Dataset, period: str) -> Iterator[str]:
    for of in dataset.periods.values():
        of[:] = [each for each in of if str(each) != period]
        yield from map(str, of)


def test_a_period_that_nobody_lists_is_found_by_its_row(policy: Policy) -> None:
    dataset = _data(policy)
    assert "2023M11" not in list(_without(dataset, "2023M11"))
    with pytest.raises(Refused) as refused:
        _confirmed(policy, dataset)
    told = [each for each in refused.value.diagnostics if each.is_error]
    assert [(each.code, str(each.arguments["period"]), each.arguments["second"]) for each in told] == [
        ("E301", "2023M12", "7"),
        ("E301", "2023Q4", "29"),
    ]
