"""Whatever rests on the values of other units is known to be a comparison, in every policy of the conformance cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kaohe.diagnostics import Refused
from kaohe.language import tree
from kaohe.partitions.compared import looks_beyond
from kaohe.policy.model import Policy

from tests.conformance.run_case import policy_of
from tests.conformance.test_conformance import all_cases


def overlooked(policy: Policy) -> set[tree.Node]:
    """What rests on other units, and is not known to; a unit that a column names is asked for by the reader of data."""
    readings = {question.id: question.default for question in policy.questions.values()}
    known = {each.node for each in looks_beyond(policy, readings)}
    needed = [each for each in policy.definitions.values() if each.vertex in policy.dependencies.of_scores]
    roots = [root for each in needed for root in (each.rule, each.where) if root is not None]
    across = {node for root in roots for node in tree.walk(root, readings) if tree.is_across_units(node)}
    named = {node for node in across if isinstance(node, tree.At) and isinstance(node.unit, tree.Column)}
    return across - named - known


@pytest.mark.parametrize("case", list(all_cases()))
def test_no_look_beyond_a_unit_is_overlooked(case: dict[str, Any], tmp_path: Path) -> None:
    try:
        policy = policy_of(case, tmp_path)
    except Refused:
        policy = None
    assert policy is None or not overlooked(policy)
