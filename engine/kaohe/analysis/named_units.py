"""Which unit is asked for, by its name or an alias; and what there is, where a word names nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kaohe.diagnostics import NotThere, nearest
from kaohe.evaluate.evaluator import Evaluation
from kaohe.policy.model import UnitType
from kaohe.wording import worded

_LISTED = 12


class Units:
    """The units of a run that are of some unit types."""

    def __init__(self, run: Evaluation, types: Collection[str]) -> None:
        self._run = run
        self._of = {type_: units for type_, units in run.dataset.units.items() if type_ in types}

    def named(self, word: str | None) -> tuple[str, str]:
        """The unit type and name of a unit, by its name, an alias, or a part that fits it alone.

        C171 where none fits, C179 where several do. Without a word it is the only unit, C177 if there are others.
        """
        known: dict[str, tuple[str, str]] = {}
        for type_, units in self._of.items():
            known |= {unit: (type_, unit) for unit in units}
            others = aliases(self._run.policy.units[type_])
            known |= {alias: (type_, name) for alias, name in others.items() if name in units}
        names = [name for name, (_, own) in known.items() if name == own]
        if word is None and len(names) == 1:
            return known[names[0]]
        if word is None:
            raise NotThere("C177", known=listed(names))
        part = word.strip()
        if part in known:
            return known[part]
        fitting = list(dict.fromkeys(found for name, found in known.items() if part and part in name))
        if len(fitting) > 1:
            raise NotThere("C179", unit=word, fitting=listed([name for _, name in fitting]))
        if not fitting:
            raise NotThere("C171", unit=word, known=listed(names), suggestion=near(word, list(known)))
        return fitting[0]

    def all(self) -> list[tuple[str, str]]:
        """Every unit with its unit type."""
        return [(type_, unit) for type_, units in self._of.items() for unit in units]

    def compared_with(self, name: str, type_: str, word: str) -> str:
        """The unit to compare with: another (C175) of the same type (C176)."""
        other_type, other = self.named(word)
        types = self._run.policy.units
        others = [unit for unit in self._of[type_] if unit != name]
        if other_type != type_:
            kinds = {"type": types[type_].name, "other_type": types[other_type].name}
            raise NotThere("C176", unit=name, other=other, known=listed(others), **kinds)
        if other == name:
            raise NotThere("C175", unit=name, known=listed(others))
        return other

    def group(self, type_: str, unit: str) -> str:
        """The name of the unit's group, if it is in one."""
        group = self._run.dataset.groups.get(type_, {}).get(unit)
        return self._run.policy.group_name(type_, group)


def aliases(unit_type: UnitType) -> Mapping[str, str]:
    """The other names of the listed units, to the name."""
    return {alias: member.name for member in unit_type.members.values() for alias in member.aliases}


def listed(names: Sequence[str]) -> str:
    """The first names of those that there are."""
    return worded("、").join(names[:_LISTED]) + ("…" if len(names) > _LISTED else "")


def near(word: str, known: Sequence[str]) -> str | None:
    """The name that may have been meant: one much like the word, or the only one that holds it."""
    inside = [name for name in known if word and word in name]
    return nearest(word, known) or (inside[0] if len(inside) == 1 else None)
