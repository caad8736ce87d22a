"""Texts of rules that are written without quotes (`give: 优秀`, `kind == new`), and are read as names of nothing.

A writer who leaves out the quotes leaves them out everywhere: it is one slip, and told once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kaohe.diagnostics import Findings, Fix
from kaohe.places import Place
from kaohe.policy.model import Table, UnitType

_BEGINS, _ENDS = re.compile(r"(?:[:\[,{]|^ *-) *$"), re.compile(r" *(?:$|[,}\]]| #)")


@dataclass
class UnquotedWords:
    """The words that a policy knows as texts, by what rules write for each; and those found without quotes."""

    known: dict[str, str]
    found: list[tuple[str, Place]] = field(default_factory=list)

    @classmethod
    def of(cls, unit_types: dict[str, UnitType], tables: dict[str, Table]) -> UnquotedWords:
        """Choices and groups, which rules know by their ids, and units."""
        known: dict[str, str] = {}
        for unit_type in unit_types.values():
            known |= {name: name for name in unit_type.members}
            known |= {group.name: group.id for group in unit_type.groups.values()}
            known |= {group: group for group in unit_type.groups}
        for column in (column for table in tables.values() for column in table.columns.values()):
            known |= {word: id_ for id_, word in column.choices.items()} | {id_: id_ for id_ in column.choices}
        return cls(known)

    def takes(self, name: str, place: Place) -> bool:
        """Whether a name that means nothing else is such a text: one that is known, or Chinese and all of its value."""
        is_text = name in self.known or (not name.isascii() and _around(place) is not None)
        if is_text:
            self.found.append((name, place))
        return is_text

    def tell(self, findings: Findings) -> None:
        """K238, once, at the first of them."""
        if self.found:
            name, place = min(self.found, key=lambda each: (each[1].line, each[1].column))
            fix = self._quoted(name, place)
            words = tuple(dict.fromkeys(word for word, _ in self.found))
            findings.add("K238", place, words=words, count=len(self.found), write=fix.text, fix=fix)

    def _quoted(self, name: str, place: Place) -> Fix:
        """The word in quotes that the formula keeps: where it is all of a value, YAML takes one pair away."""
        text = self.known.get(name, name)
        whole = _around(place)
        if whole is not None:
            return Fix(whole, f"'\"{text}\"'")
        line = place.source.line(place.line) or ""
        quote = "'" if line[: place.column - 1].count('"') % 2 else '"'
        return Fix(place, f"{quote}{text}{quote}")


def _around(place: Place) -> Place | None:
    """The place of the value whose only content stands at `place`, with its quotes; None where there is more in it."""
    line = place.source.line(place.line) or ""
    before, after = line[: place.column - 1], line[place.column - 1 + place.width :]
    quoted = before[-1:] in ("'", '"') and before[-1:] == after[:1]
    if quoted:
        before, after, place = (
            before[:-1],
            after[1:],
            Place(place.source, place.line, place.column - 1, place.width + 2),
        )
    return place if _BEGINS.search(before) and _ENDS.match(after) else None
