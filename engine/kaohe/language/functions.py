"""The functions of a formula: how many arguments each takes, and the node that it means.

What needs the policy to be understood (its own methods) is not here: a formula asks its scope for that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kaohe.diagnostics import Findings
from kaohe.language.measures import NUMBER
from kaohe.language.tree import Abs, At, IfAbsent, Max, Min, Mod, Node, Number, Present, Round, Text
from kaohe.places import Place

MOST_DECIMALS = 10


class Function(NamedTuple):
    """`least` to `most` arguments (any number if None), of which `fits`, where given, asks more, with its finding."""

    least: int
    most: int | None
    build: Callable[[list[Node], Place], Node]
    fits: Callable[[list[Node], Findings], bool] | None = None

    @property
    def due(self) -> str:
        """How many arguments, as a message shows it."""
        if self.most is None:
            return f"≥ {self.least}"
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"

    def takes(self, number: int) -> bool:
        """Whether so many arguments are right."""
        return self.least <= number and (self.most is None or number <= self.most)

    def called(self, arguments: list[Node], place: Place, findings: Findings) -> Node | None:
        """What a call means, the number of its arguments being right; None with a finding if they do not fit."""
        if self.fits is not None and not self.fits(arguments, findings):
            return None
        return self.build(arguments, place)


def _decimals_fit(arguments: list[Node], findings: Findings) -> bool:
    """round(x, 2): the decimals are a literal, because a policy says them and no data does."""
    if len(arguments) == 1:
        return True
    decimals = arguments[1]
    if isinstance(decimals, Number) and decimals.measure == NUMBER and decimals.value in range(MOST_DECIMALS + 1):
        return True
    findings.add("K364", decimals.place, most=MOST_DECIMALS)
    return False


def _rounded(arguments: list[Node], place: Place) -> Node:
    decimals = arguments[1].value if len(arguments) > 1 and isinstance(arguments[1], Number) else 0
    return Round(arguments[0], int(decimals), "half_up", place=place)


def _unit_fits(arguments: list[Node], findings: Findings) -> bool:
    """of_unit(x, "unit"): a text, so that the unit can be looked for when the policy is read."""
    if isinstance(arguments[1], Text):
        return True
    findings.add("K365", arguments[1].place)
    return False


def _of_unit(arguments: list[Node], place: Place) -> Node:
    unit = arguments[1]
    assert isinstance(unit, Text), "asked by _unit_fits"
    return At(arguments[0], unit, place=place)


FUNCTIONS: dict[str, Function] = {
    "min": Function(2, None, lambda arguments, place: Min(tuple(arguments), place=place)),
    "max": Function(2, None, lambda arguments, place: Max(tuple(arguments), place=place)),
    "abs": Function(1, 1, lambda arguments, place: Abs(arguments[0], place=place)),
    "round": Function(1, 2, _rounded, _decimals_fit),
    "mod": Function(2, 2, lambda arguments, place: Mod(arguments[0], arguments[1], place=place)),
    "if_absent": Function(2, 2, lambda arguments, place: IfAbsent(arguments[0], arguments[1], place=place)),
    "present": Function(1, 1, lambda arguments, place: Present(arguments[0], place=place)),
    "of_unit": Function(2, 2, _of_unit, _unit_fits),
}
