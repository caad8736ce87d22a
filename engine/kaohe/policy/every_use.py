"""Findings about a text that is used several times: told where they hold of every use.

A method that is called twice, or a rule for two unit types, is written once. What one call of it never needs may be
what another rests on, so that nobody may be told to remove it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kaohe.diagnostics import Findings
from kaohe.places import Place

Found = tuple[str, Mapping[str, object]] | None


class EveryUse:
    """Collects, for each place, what was found of each use of what is written there: a code with arguments, or None."""

    def __init__(self) -> None:
        self._uses: dict[Place, list[Found]] = {}

    def add(self, place: Place, code: str | None = None, **arguments: object) -> None:
        """Notes one use."""
        self._uses.setdefault(place, []).append(None if code is None else (code, arguments))

    def tell(self, findings: Findings) -> None:
        """Adds a finding for each place of which every use has the same; `high` and `low` are those of all uses."""
        for place, uses in self._uses.items():
            found = [use for use in uses if use is not None]
            if len(found) < len(uses) or len({code for code, _ in found}) > 1:
                continue
            arguments = dict(found[0][1])
            for name, furthest in (("high", max), ("low", min)):
                values = [value for _, each in found if isinstance(value := each.get(name), Fraction)]
                if values:
                    arguments[name] = furthest(values)
            findings.add(found[0][0], place, **arguments)
