"""The `units` of a mapping file: which unit type of theirs is which of ours, its groups, and the units they name."""

from __future__ import annotations

from collections.abc import Iterable

from kaohe.analysis.mapping.model import EVERYONE, NOTHING, OURS, THEIRS, Names, UnitPair, tell_unknown
from kaohe.diagnostics import Findings
from kaohe.language.nodes import Entry, Mapping, Scalar, Sequence


class UnitReader:
    """Reads the pairs of unit types. What is wrong goes to findings (M102, M103, M105–M107, M109, M110, M112)."""

    def __init__(self, theirs: Names, ours: Names, pairs: dict[str, UnitPair], findings: Findings) -> None:
        self.theirs, self.ours, self.pairs, self.findings = theirs, ours, pairs, findings

    def read(self, entries: Iterable[Entry]) -> None:
        """Adds a pair for each entry to `pairs`."""
        taken: dict[str, str] = {}
        for entry in entries:
            written = entry.value
            word = (
                written
                if isinstance(written, Scalar)
                else written.get("unit")
                if isinstance(written, Mapping)
                else None
            )
            assert isinstance(word, Scalar)
            theirs, ours = (self._unit_type(name, word) for name, word in ((self.theirs, entry.key), (self.ours, word)))
            if theirs is None or ours is None:
                continue
            if ours in taken or theirs in self.pairs:
                first = taken.get(ours) or self.pairs[theirs].ours
                self.findings.add("M103", entry.key.place, name=entry.key.text, ours=word.text, first=first)
                continue
            taken[ours] = theirs
            self.pairs[theirs] = UnitPair(theirs, ours, entry.key.place)
            if isinstance(written, Mapping):
                groups, everyone = self._groups(written, theirs, ours)
                members = self._members(written, theirs, ours)
                per_year = written.get("per") is not None
                self.pairs[theirs] = UnitPair(theirs, ours, entry.key.place, groups, everyone, members, per_year)

    def _unit_type(self, names: Names, word: Scalar) -> str | None:
        fitting = names.unit_types.get(word.text, [])
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            self.findings.add("M112", word.place, name=word.text, fitting=tuple(fitting))
        else:
            tell_unknown("M102", word, names.whose, names.policy.units, self.findings)
        return None

    def _groups(self, written: Mapping, theirs: str, ours: str) -> tuple[dict[str, str], str | None]:
        """Our groups to theirs, and their group of all our units (M105, M106, M107)."""
        section = written.get("groups")
        found: dict[str, str] = {}
        everyone: str | None = None
        known, own = (_groups_of(names, id_) for names, id_ in ((self.theirs, theirs), (self.ours, ours)))
        for entry in section.entries.values() if isinstance(section, Mapping) else ():
            group = self._group(entry.key, known, self.theirs)
            items = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
            for word in items:
                assert isinstance(word, Scalar)
                if word.text == EVERYONE:
                    if everyone is not None or found:
                        self.findings.add(
                            "M106", word.place, name=word.text, first=everyone or ", ".join(found.values())
                        )
                    everyone = group
                elif (mine := self._group(word, own, self.ours)) is not None and group is not None:
                    if mine in found or everyone is not None:
                        first = found.get(mine) or everyone
                        self.findings.add("M106", word.place, name=word.text, first=first)
                    found[mine] = group
        missing = [group for group in own if group not in found]
        if section is not None and everyone is None and missing and not self.findings.errors:
            assert isinstance(section, Mapping)
            self.findings.add("M107", section.place, names=tuple(missing), known=tuple(known))
        return found, everyone

    def _group(self, word: Scalar, known: dict[str, str], names: Names) -> str | None:
        for id_, name in known.items():
            if word.text in (id_, name):
                return id_
        tell_unknown("M105", word, names.whose, [*known, EVERYONE] if names is self.ours else known, self.findings)
        return None

    def _members(self, written: Mapping, theirs: str, ours: str) -> dict[str, str | None]:
        """Units that their rules name to those of ours that stand for them; None for nobody (M109, M110)."""
        section = written.get("members")
        known, own = (names.policy.units[id_].members for names, id_ in ((self.theirs, theirs), (self.ours, ours)))
        found: dict[str, str | None] = {}
        taken: dict[str, str] = {}
        for entry in section.entries.values() if isinstance(section, Mapping) else ():
            word = entry.value
            assert isinstance(word, Scalar)
            if known and entry.key.text not in known:
                tell_unknown("M109", entry.key, THEIRS, known, self.findings)
            elif word.text == NOTHING:
                found[entry.key.text] = None
            elif own and word.text not in own:
                tell_unknown("M109", word, OURS, [*own, NOTHING], self.findings)
            elif word.text in taken:
                self.findings.add("M110", word.place, name=word.text, first=taken[word.text])
            else:
                taken[word.text] = entry.key.text
                found[entry.key.text] = word.text
        return found


def _groups_of(names: Names, unit_type: str) -> dict[str, str]:
    """The groups of a unit type, id to name; of groups that are texts of the data nothing is known."""
    own = names.policy.units[unit_type]
    if own.source_table is not None and own.group_column is not None:
        return dict(names.policy.tables[own.source_table].columns[own.group_column].choices)
    return {group.id: group.name for group in own.groups.values()}
