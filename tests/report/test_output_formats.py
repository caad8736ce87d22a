"""The register of formats is whole: every format of every kind of result has its function."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest
from kaohe.analysis import check, comparison, data_overview, diff, graph, readings, whatif
from kaohe.analysis.explain import model
from kaohe.analysis.gap import gap
from kaohe.analysis.stress import stress
from kaohe.report.formats import WRITERS
from kaohe.report.results import targets
from kaohe.results import Results

KINDS = (
    Results,
    targets.TargetYear,
    model.Explanation,
    whatif.WhatIf,
    diff.PolicyDiff,
    diff.DataDiff,
    readings.Readings,
    comparison.Comparison,
    gap.Gaps,
    check.Checked,
    data_overview.DataOverview,
    graph.Graph,
    stress.Stress,
)


def test_every_kind_of_result_is_in_the_register_by_its_class() -> None:
    assert set(WRITERS) == {kind.__name__ for kind in KINDS}


@pytest.mark.parametrize(("kind", "format_"), [(kind, each) for kind in WRITERS for each in WRITERS[kind]])
def test_every_format_has_a_function_that_takes_such_a_result(kind: str, format_: str) -> None:
    module, _, name = WRITERS[kind][format_].rpartition(".")
    function = getattr(import_module(f"kaohe.report.{module}"), name)
    first = next(iter(inspect.signature(function).parameters.values()))
    assert kind in str(first.annotation)
