"""The weights of a year's quarters add up to the whole."""

from __future__ import annotations

from engine.diagnostics import Findings
from engine.language.tree import FoldPeriods, walk
from engine.methods.quarters import weight_lists
from engine.policy.model import Policy
from engine.policy.ranges import Ranges


def check_weights(policy: Policy, findings: Findings) -> None:
    """K505 for each list of weights whose sum is not 100%."""
    ranges = Ranges(policy)
    for definition in policy.definitions.values():
        for node in walk(definition.rule):
            for weights in weight_lists(node.weights) if isinstance(node, FoldPeriods) else ():
                known = [ranges.of(weight) for weight in weights]
                if all(each.low is not None and each.low == each.high for each in known):
                    total = sum(each.low for each in known if each.low is not None)
                    if total != 1:
                        findings.add("K505", weights[0].place, total=total * 100)
