"""What a name in a formula means: columns and values of the same unit type, or of the same row."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe.diagnostics import Findings, nearest
from kaohe.language.tree import Column, Node, Ref
from kaohe.places import Place
from kaohe.policy.adjustments import PARTS
from kaohe.policy.model import Table, row_owner
from kaohe.policy.names import Names


@dataclass(frozen=True)
class Scope:
    """The names known to a rule of `unit_type`; with `row_of`, also those of one row of that table.

    In the body of a policy's own method `parameters` are the only names.
    """

    names: Names
    findings: Findings
    unit_type: str
    row_of: str | None = None
    parameters: dict[str, Node] | None = None

    def name(self, name: str, qualifier: str | None, place: Place) -> Node | None:
        """The node that a name stands for, or None after a finding that says what it may have meant."""
        if self.parameters is not None:
            if qualifier is None and name in self.parameters:
                return self.parameters[name]
            near = nearest(name, self.parameters)
            if near is not None or qualifier is not None or not self.names.unquoted.takes(name, place):
                self.findings.add("K233", place, name=name, suggestion=near)
            return None
        meanings = self._meanings(name, qualifier)
        if len(meanings) == 1:
            owner, is_column = meanings[0]
            if is_column:
                return Column(owner, name, place=place)
            return Ref(owner, name if qualifier is None else f"{qualifier}.{name}", place=place)
        if meanings:
            self.findings.add(
                "K237", place, name=name, first=f"{meanings[0][0]}.{name}", second=f"{meanings[1][0]}.{name}"
            )
        else:
            self._unknown(name, qualifier, place)
        return None

    def _near_tables(self) -> list[Table]:
        """The tables whose columns are known here without a fold: the row's own first."""
        own = [self.names.tables[self.row_of]] if self.row_of else []
        unit = [t for t in self.names.tables.values() if t.unit_type == self.unit_type and not t.is_finer]
        return own + [table for table in unit if table not in own]

    def _meanings(self, name: str, qualifier: str | None) -> list[tuple[str, bool]]:
        """(owner, is a column) of each thing the name can mean; a row's own names hide those of its unit."""
        found: list[tuple[str, bool]] = []
        for table in self._near_tables():
            if qualifier in (None, table.id) and name in table.columns:
                if table.id == self.row_of:
                    return [(table.id, True)]
                found.append((table.id, True))
        if qualifier is None:
            if self.row_of and (row_owner(self.row_of), name) in self.names.drafts:
                return [(row_owner(self.row_of), False)]
            if (self.unit_type, name) in self.names.drafts:
                found.append((self.unit_type, False))
        elif name in PARTS and (self.unit_type, qualifier) in self.names.adjusted:
            found.append((self.unit_type, False))
        return found

    def _unknown(self, name: str, qualifier: str | None, place: Place) -> None:
        """Says why a name means nothing here: rows, another unit type, a Chinese name, or a slip."""
        known: dict[str, str] = {}
        for table in self._near_tables():
            known |= {column.name: column.id for column in table.columns.values()} | {c: c for c in table.columns}
        known |= {id_: id_ for owner, id_ in self.names.drafts if owner == self.unit_type}
        if self.row_of:
            known |= {id_: id_ for owner, id_ in self.names.drafts if owner == row_owner(self.row_of)}
        for table in self.names.tables.values():
            has_it = name in table.columns or (row_owner(table.id), name) in self.names.drafts
            if has_it and table.is_finer and table.id != self.row_of and qualifier in (None, table.id):
                self.findings.add("K235", place, name=name, table=table.name, table_id=table.id)
                return
        others = [owner for owner, id_ in self.names.drafts if id_ == name and owner in self.names.unit_types]
        others += [t.unit_type for t in self.names.tables.values() if name in t.columns and not t.is_finer]
        if others and qualifier is None:
            unit_type = self.names.unit_types[self.unit_type]
            self.findings.add("K236", place, name=name, other=self.names.unit_types[others[0]].name, own=unit_type.name)
            return
        full = f"{qualifier}.{name}" if qualifier else name
        near = known.get(name) or nearest(name, known)
        if near is None and qualifier is None and self.names.unquoted.takes(name, place):
            return
        self.findings.add("K234", place, name=full, suggestion=known.get(near or "", near))
