"""The points of the parts of a score add up to what the whole prints."""

from __future__ import annotations

from fractions import Fraction

from engine.diagnostics import Findings
from engine.policy.model import Definition, Policy


def check_sums(policy: Policy, findings: Findings) -> None:
    """K503 where the points of all parts differ from the points of the whole."""
    parts: dict[tuple[str, str], list[Definition]] = {}
    for definition in policy.scores:
        if definition.parent is not None:
            parts.setdefault((definition.unit_type, definition.parent), []).append(definition)
    for identity, listed in parts.items():
        whole = policy.definitions[identity]
        given = [part.points for part in listed if part.points is not None]
        if whole.points is not None and len(given) == len(listed) and sum(given, Fraction(0)) != whole.points:
            total = sum(given, Fraction(0))
            findings.add("K503", whole.place, id=whole.id, total=total, points=whole.points)
