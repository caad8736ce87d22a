"""The way of a policy: bytes, text, YAML nodes, shape, names and rules, order, types."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kaohe.diagnostics import Findings, Refused
from kaohe.language.composer import compose
from kaohe.language.nodes import Mapping
from kaohe.language.schema import check_shape
from kaohe.language.text import read_source
from kaohe.places import Source
from kaohe.policy.build import build
from kaohe.policy.checks import check_whole
from kaohe.policy.dependency_graph import calculation_order, dependency_graph
from kaohe.policy.infer import infer
from kaohe.policy.model import Policy


def load(path: str | Path) -> Policy:
    """The policy in a file. Raises Refused with all findings if any is an error."""
    findings = Findings()
    source = read_source(path, findings)
    if source is None:
        raise Refused(findings.all)
    return load_source(source, findings)


def load_source(source: Source, findings: Findings | None = None) -> Policy:
    """The policy in a text.

    A policy whose shape is wrong is read no further, because its rules would mean nothing; but a key too many does no
    harm to the rest, and what else is wrong is told with it.
    """
    findings = Findings() if findings is None else findings
    root = compose(source, findings)
    if root is None or (not check_shape(root, findings) and any(d.code != "K201" for d in findings.errors)):
        raise Refused(findings.all)
    return policy_of(root, source, findings)


def policy_of(root: Mapping, source: Source, findings: Findings) -> Policy:
    """The policy that a well-shaped file describes. Raises Refused."""
    policy = build(root, source, findings)
    graph = dependency_graph(policy)
    policy = replace(policy, graph=graph, order=calculation_order(graph, policy, findings))
    inference = infer(policy, findings)
    policy = replace(policy, types=inference.nodes, value_types=inference.definitions)
    check_whole(policy, findings)
    findings.stop_on_errors()
    return replace(policy, warnings=tuple(findings.warnings))
