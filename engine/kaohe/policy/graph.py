"""The dependency graph of a policy's values: what each rests on, and the order to calculate them in.

The order and the cycles come from the standard library's graphlib; networkx, which takes longer to load than
all the rest of a run, is left to those who draw or search the graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from kaohe.diagnostics import Findings
from kaohe.language.tree import Ref, walk
from kaohe.policy.model import Definition

Identity = tuple[str, str]


def dependencies(definition: Definition) -> list[Identity]:
    """The values that a definition's rule names, in the order of the rule, each once."""
    found = ((node.unit_type, node.id) for node in walk(definition.rule) if isinstance(node, Ref))
    return list(dict.fromkeys(found))


def calculation_order(definitions: Mapping[Identity, Definition], findings: Findings) -> list[Identity]:
    """Every value after those it rests on; a cycle is a finding with its path (K501), and the order is empty."""
    sorter: TopologicalSorter[Identity] = TopologicalSorter()
    for identity, definition in definitions.items():
        sorter.add(identity, *(d for d in dependencies(definition) if d in definitions))
    try:
        return list(sorter.static_order())
    except CycleError as error:
        # graphlib names the path from each value to the one that needs it; the reader wants it the other way.
        path: list[Identity] = list(reversed(error.args[1]))
        findings.add("K501", definitions[path[0]].place, path=" → ".join(id_ for _, id_ in path))
        return []
