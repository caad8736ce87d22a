"""What the names in a mapping file may mean: the values, columns, tables, groups and unit types of one policy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kaohe.diagnostics import Findings, Words, few, nearest
from kaohe.language.nodes import Scalar
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import ColumnSpec, Definition, Policy

Column = tuple[str, str]
"""A table and one of its columns, by their ids."""

THEIRS, OURS = Words("另一份办法", "the other policy"), Words("自己的办法", "your policy")
_LISTED = 12


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that a name may mean, by each of its spellings: ids, and names as people call them.

    A value goes by its id, by id@type where several types have it, and by its name; a value of a row by table.id; a
    column by table.column.
    """

    policy: Policy
    whose: Words
    values: Mapping[str, list[Identity]] = field(default_factory=dict)
    columns: Mapping[str, list[Column]] = field(default_factory=dict)
    tables: Mapping[str, list[str]] = field(default_factory=dict)
    unit_types: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, policy: Policy, whose: Words) -> Names:
        """The names of a policy; `whose` is what messages call it."""
        values: dict[str, list[Identity]] = {}
        columns: dict[str, list[Column]] = {}
        for definition in policy.definitions.values():
            for word in _words_of(definition, policy):
                values.setdefault(word, []).append((definition.owner, definition.id))
        for table in policy.tables.values():
            for one in dict.fromkeys((table.id, table.name)):
                for spec in table.columns.values():
                    for other in dict.fromkeys((spec.id, spec.name)):
                        columns.setdefault(f"{one}.{other}", []).append((table.id, spec.id))
        tables, unit_types = (_by_id_and_name(section) for section in (policy.tables, policy.units))
        return cls(policy, whose, values, columns, tables, unit_types)

    def definition(self, identity: Identity) -> Definition:
        """The value with that identity."""
        return self.policy.definitions[identity]

    def spec(self, column: Column) -> ColumnSpec:
        """The column with that table and id."""
        return self.policy.tables[column[0]].columns[column[1]]

    def path(self, identity: Identity, among: Collection[str] | None = None) -> str:
        """How a value is written so that it can mean nothing else; `among` are the unit types that may be meant."""
        definition = self.definition(identity)
        if definition.table is not None:
            return f"{definition.table}.{definition.id}"
        known = self.policy.units if among is None else among
        same = [each for each in self.policy.definitions.values() if each.id == definition.id and each.owner in known]
        return definition.id if len(same) == 1 else f"{definition.id}@{definition.unit_type}"


def _words_of(definition: Definition, policy: Policy) -> Iterator[str]:
    for word in dict.fromkeys((definition.id, definition.name)):
        if definition.table is None:
            yield from (word, f"{word}@{definition.unit_type}")
        else:
            yield from dict.fromkeys(
                f"{each}.{word}" for each in (definition.table, policy.tables[definition.table].name)
            )


def _by_id_and_name(section: Mapping[str, object]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id_, each in section.items():
        for word in dict.fromkeys((id_, str(getattr(each, "name", id_)))):
            found.setdefault(word, []).append(id_)
    return found


def tell_unknown(code: str, word: Scalar, whose: Words, known: Iterable[str], findings: Findings) -> None:
    """A name that means nothing, with the nearest and what there is."""
    names = list(dict.fromkeys(known))
    near = nearest(word.text, names)
    listed = few(sorted(names, key=lambda name: name != near), _LISTED)
    findings.add(code, word.place, name=word.text, whose=whose, known=listed, suggestion=near)
