"""The points of the parts of a score add up to what the whole prints."""

from __future__ import annotations

from fractions import Fraction

from kaohe.diagnostics import Findings
from kaohe.language.tree import Add, Node, Ref, Round, Step
from kaohe.policy.adjustments import calculated
from kaohe.policy.model import Definition, Policy
from kaohe.words.cap_floor_round import LimitRoles, RoundRoles


def check_sums(policy: Policy, findings: Findings) -> None:
    """K503 where the points of all parts differ from the points of the whole, or those of some pass them already."""
    for definition in policy.scores:
        parts = _parts(policy, calculated(policy, definition).rule)
        given = [part.points for part in parts if part.points is not None]
        if definition.points is None or not given:
            continue
        total = sum(given, Fraction(0))
        if total != definition.points if len(given) == len(parts) else total > definition.points:
            findings.add("K503", definition.place, id=definition.id, total=total, points=definition.points)


def _parts(policy: Policy, rule: Node) -> list[Definition]:
    """The scores that a rule adds up, whether as `parts` or in a formula; none for any other rule."""
    body = unwrapped(rule)
    if not isinstance(body, Add):
        return []
    terms = [term for term in map(unwrapped, body.terms) if isinstance(term, Ref)]
    parts = [policy.definitions.get((term.unit_type, term.id)) for term in terms]
    listed = [part for part in parts if part is not None and part.published]
    return listed if len(listed) == len(body.terms) else []


def unwrapped(node: Node) -> Node:
    """What stands under formulas, limits and rounding."""
    while True:
        if isinstance(node, Step) and isinstance(node.roles, LimitRoles | RoundRoles):
            node = node.roles.of
        elif isinstance(node, Step) and node.means is not None:
            node = node.means
        elif isinstance(node, Round):
            node = node.operand
        else:
            return node
