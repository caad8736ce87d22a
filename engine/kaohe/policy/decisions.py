"""What tables of decisions (领导小组调整), and the scores that they change, look like in every policy."""

from __future__ import annotations

from fractions import Fraction

from kaohe.policy.model import Definition, Policy, Table

SCORE, CHANGE, SET, REASON, DATE, DOCUMENT = "score", "change", "set", "reason", "date", "document"
"""The columns by id: which score, how many points more or less, or which value instead; why, when, and by what."""

CALCULATED = "calculated"
PARTS = (CALCULATED, "set", "change")
"""What may stand behind the dot after the id of a score that can be adjusted."""


def bounds_of(table: Table) -> tuple[Fraction | None, Fraction | None]:
    """Between what an adjusted score has to lie."""
    return table.columns[SET].minimum, table.columns[SET].maximum


def calculated(policy: Policy, definition: Definition) -> Definition:
    """The value before any decision: of a score that cannot be adjusted itself."""
    if definition.adjusted_by is None:
        return definition
    return policy.definitions[definition.unit_type, f"{definition.id}.{CALCULATED}"]
