"""A mapping file to what it says: names looked up in both policies, what is given for what, and what is compared."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from collections.abc import Mapping as Dict
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from kaohe.analysis.mapping.model import (
    NOTHING,
    OURS,
    THEIRS,
    Column,
    Compared,
    Names,
    RuleMapping,
    Substitute,
    UnitPair,
    tell_unknown,
)
from kaohe.analysis.mapping.needs import Needs, Role, roles_of
from kaohe.analysis.mapping.substitutes import SubstituteReader, UnitReader
from kaohe.diagnostics import Findings, Refused, nearest
from kaohe.language.composer import compose
from kaohe.language.nodes import Entry, Mapping, Scalar, text_of
from kaohe.language.schema import to_be_read
from kaohe.language.text import read_source
from kaohe.lazy import replace
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.load import load
from kaohe.policy.model import Definition, Policy
from kaohe.shipped_files import shipped_folder, shipped_policies
from kaohe.source_places import Source

K = TypeVar("K")


def read_mapping(path: Path, ours: Policy) -> RuleMapping:
    """The mapping in a file. Raises Refused with everything that is wrong with it, or with the policy it names."""
    findings = Findings()
    source = read_source(path, findings)
    if source is None:
        raise Refused(findings.all)
    return mapping_of(source, ours, findings)


def mapping_of(source: Source, ours: Policy, findings: Findings, other: Policy | None = None) -> RuleMapping:
    """The mapping in a text; `other` is the policy that it names, which is loaded if None. Raises Refused."""
    root = compose(source, findings)
    root = None if root is None else to_be_read(root, findings, _schema())
    if root is None:
        raise Refused(findings.all)
    if other is None:
        other = _other(root, source, findings)
    found = _Reader(root, source, ours, other, findings).read()
    findings.stop_on_errors()
    return replace(found, warnings=tuple(findings.warnings))


@cache
def _schema() -> dict[str, Any]:
    text = (shipped_folder("schemas") / "mapping.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return schema


def _other(root: Mapping, source: Source, findings: Findings) -> Policy:
    """The policy that the file names: a path from its own folder, or the id of one that ships (M101)."""
    word = root.entries["policy"].value
    assert isinstance(word, Scalar)
    path = Path(os.path.normpath(Path(source.name).parent / word.text))
    if os.path.isfile(path):
        return load(path)
    shipped = shipped_policies()
    if word.text in shipped:
        return load(shipped[word.text])
    near = nearest(Path(word.text).stem, shipped)
    findings.add("M101", word.place, path=word.text, shipped=tuple(shipped), suggestion=near)
    raise Refused(findings.all)


class _Reader:
    """Reads the sections one after another; what is wrong goes to findings, and reading goes on."""

    def __init__(self, root: Mapping, source: Source, ours: Policy, other: Policy, findings: Findings) -> None:
        self.root, self.source, self.findings = root, source, findings
        self.ours, self.theirs = Names.of(ours, OURS), Names.of(other, THEIRS)
        self.pairs: dict[str, UnitPair] = {}
        self.values: dict[Identity, Substitute] = {}
        self.columns: dict[Column, Substitute] = {}
        self.rows_of: dict[str, tuple[str, int | None]] = {}
        self.empty: dict[str, Substitute] = {}

    def read(self) -> RuleMapping:
        """The whole file; worth nothing where findings has errors."""
        UnitReader(self.theirs, self.ours, self.pairs, self.findings).read(self._entries("units"))
        readings = self._readings()
        substitutes = SubstituteReader(self.theirs, self.ours, self.pairs, self.findings)
        for entry in self._entries("scores"):
            if (identity := substitutes.their_value(entry.key)) is None:
                continue
            if (found := substitutes.for_value(identity, entry)) and self._is_first(entry, identity, self.values):
                self.values[identity] = found
        for entry in self._entries("inputs"):
            self._read_input(entry, substitutes)
        self._check_rows()
        sound = not self.findings.errors
        left_out, compared = self._read_compared(substitutes)
        whole = next(self.root.entries[key] for key in ("inputs", "scores", "units") if key in self.root.entries)
        needs = Needs(
            self.theirs, self.ours.policy, self.pairs, readings, self.values, self.columns, self.empty, self.findings
        )
        wanted = needs.wanted(left_out, whole.key, sound, compared)
        pairs = () if self.findings.errors else self._compared(wanted, compared, substitutes)
        rest = [each for each in self.theirs.policy.scores if each.unit_type in self.pairs and each not in wanted]
        return RuleMapping(
            self.source,
            self.theirs.policy,
            text_of(self.root, "title") or "",
            readings,
            tuple(self.pairs.values()),
            self.values,
            self.columns,
            self.rows_of,
            self.empty,
            tuple(pairs),
            tuple(rest),
            needs.questions(wanted),
        )

    def _entries(self, section: str) -> Iterator[Entry]:
        written = self.root.get(section)
        if isinstance(written, Mapping):
            yield from written.entries.values()

    def _is_first(self, entry: Entry, what: K, known: Dict[K, Substitute] | Dict[K, Scalar]) -> bool:
        """Whether this is not said already, by another spelling of the name (M113)."""
        if what not in known:
            return True
        self.findings.add("M113", entry.key.place, name=entry.key.text, first=known[what].place.in_file)
        return False

    # readings, inputs

    def _readings(self) -> dict[str, str]:
        """A reading for each of their questions (M151, M152)."""
        questions = self.theirs.policy.questions
        bound = {id_: question.default for id_, question in questions.items()}
        for entry in self._entries("readings"):
            word = entry.value
            assert isinstance(word, Scalar)
            if entry.key.text not in questions:
                tell_unknown("M151", entry.key, THEIRS, questions, self.findings)
            elif word.text not in questions[entry.key.text].readings:
                known = questions[entry.key.text].readings
                arguments = {"question": entry.key.text, "reading": word.text, "known": tuple(known)}
                self.findings.add("M152", word.place, **arguments, suggestion=nearest(word.text, known))
            else:
                bound[entry.key.text] = word.text
        return bound

    def _read_input(self, entry: Entry, substitutes: SubstituteReader) -> None:
        """A column, or a whole table that has no rows."""
        tables = self.theirs.tables.get(entry.key.text, [])
        if len(tables) == 1:
            found = substitutes.for_table(tables[0], entry)
            if found is not None and self._is_first(entry, tables[0], self.empty):
                self.empty[tables[0]] = found
            return
        column = substitutes.their_column(entry.key)
        if column is None:
            return
        found = substitutes.for_column(column, entry)
        if found is None or not self._is_first(entry, column, self.columns):
            return
        own = substitutes.rows_behind(found)
        if self.theirs.policy.tables[column[0]].is_finer and own is not None:
            first = self.rows_of.setdefault(column[0], (own, found.quarter))
            if first != (own, found.quarter):
                named = dict(
                    zip(
                        ("first", "second"),
                        (_rows_said(self.ours, *each) for each in (first, (own, found.quarter))),
                        strict=True,
                    )
                )
                table = self.theirs.policy.tables[column[0]].name
                self.findings.add("M126", found.place, table=table, name=entry.key.text, **named)
                return
        self.columns[column] = found

    def _check_rows(self) -> None:
        """M153 nobody says how many records there are; M154 parts of the key that are none of ours."""
        for id_ in dict.fromkeys(table for table, _ in self.columns):
            table = self.theirs.policy.tables[id_]
            columns = {column: each for (owner, column), each in self.columns.items() if owner == id_}
            place = next(iter(columns.values())).place
            if table.is_finer and id_ not in self.rows_of:
                self.findings.add("M153", place, table=table.name, id=id_)
            elif table.further_keys:
                own = self.ours.policy.tables[self.rows_of[id_][0]]
                parts = [columns[part].column for part in table.further_keys if part in columns]
                if len(parts) == len(table.further_keys) and {(own.id, part) for part in own.further_keys} != set(
                    parts
                ):
                    keys = {"keys": table.further_keys, "own": own.further_keys}
                    self.findings.add("M154", place, table=table.name, **keys)

    # values

    def _read_compared(self, substitutes: SubstituteReader) -> tuple[set[Identity], dict[Identity, Compared]]:
        """What `values` leaves out, and what it compares with what."""
        seen: dict[Identity, Scalar] = {}
        left_out: set[Identity] = set()
        asked: dict[Identity, Compared] = {}
        used: dict[Identity, str] = {}
        for entry in self._entries("values"):
            identity = substitutes.their_value(entry.key)
            if identity is None or not self._is_first(entry, identity, seen):
                continue
            seen[identity] = entry.key
            theirs = self.theirs.definition(identity)
            if not theirs.published:
                self.findings.add("M135", entry.key.place, name=entry.key.text, whose=THEIRS)
            elif isinstance(entry.value, Scalar) and entry.value.text == NOTHING:
                left_out.add(identity)
            elif (compared := substitutes.compared(theirs, entry)) is not None and compared.ours is not None:
                mine = (compared.ours.owner, compared.ours.id)
                if (first := used.setdefault(mine, theirs.id)) != theirs.id:
                    self.findings.add("M138", entry.key.place, name=theirs.id, first=first, ours=mine[1])
                asked[identity] = compared
        return left_out, asked

    def _compared(
        self, wanted: list[Definition], asked: dict[Identity, Compared], substitutes: SubstituteReader
    ) -> Iterator[Compared]:
        """Every value that is calculated with ours: as the file says, of the same id, or of the same role."""
        used = {(each.ours.owner, each.ours.id): each.theirs.id for each in asked.values() if each.ours is not None}
        names: dict[tuple[str, str], str] = {}
        for theirs in wanted:
            if (theirs.owner, theirs.id) in asked:
                found = asked[theirs.owner, theirs.id]
            else:
                found = self._counterpart(theirs, substitutes, used, wanted)
            if found.ours is not None:
                used[found.ours.owner, found.ours.id] = theirs.id
            first = names.setdefault((theirs.unit_type, found.name), theirs.id)
            if first != theirs.id or (found.ours is None and self._is_ours(theirs, substitutes)):
                self.findings.add("M142", self.pairs[theirs.unit_type].place, name=theirs.id, first=first)
            yield found

    def _is_ours(self, theirs: Definition, substitutes: SubstituteReader) -> bool:
        """Whether we publish something else under the same id, for the same kind of period."""
        mine = (self.pairs[theirs.unit_type].ours, theirs.id)
        own = self.ours.policy.definitions.get(mine)
        if own is None or not own.published:
            return False
        period = substitutes.described((theirs.owner, theirs.id)).grain.period
        return period == self.ours.policy.value_types[mine].grain.period

    def _counterpart(
        self, theirs: Definition, substitutes: SubstituteReader, used: Dict[Identity, str], wanted: list[Definition]
    ) -> Compared:
        """What it is taken from, else ours of the same id, else the only one of the same role.

        Nothing where kinds or periods do not meet; a quarter stands for the year where all that is given says so.
        """
        source = self.values.get((theirs.owner, theirs.id))
        if source is not None and source.value is not None and source.factor == 1:
            mine = self.ours.definition(source.value)
            return Compared(theirs, mine, source.quarter) if mine.published else Compared(theirs)
        own = [each for each in self.ours.policy.scores if each.unit_type == self.pairs[theirs.unit_type].ours]
        fitting = [each for each in own if each.id == theirs.id] or self._of_same_role(theirs, own, wanted)
        if len(fitting) != 1 or (fitting[0].owner, fitting[0].id) in used:
            return Compared(theirs)
        quarters = {each.quarter for each in (*self.values.values(), *self.columns.values()) if not each.is_constant}
        return substitutes.counterpart(theirs, fitting[0], next(iter(quarters)) if len(quarters) == 1 else None)

    @cached_property
    def _roles(self) -> tuple[Dict[Identity, Role], Dict[Identity, Role]]:
        return roles_of(self.theirs.policy), roles_of(self.ours.policy)

    def _of_same_role(self, theirs: Definition, own: list[Definition], wanted: list[Definition]) -> list[Definition]:
        """Ours that are, as it is, the place or the total; none where several of theirs are."""
        roles, mine = self._roles
        role = roles.get((theirs.owner, theirs.id))
        rivals = [each for each in wanted if each.unit_type == theirs.unit_type]
        if role is None or sum(roles.get((each.owner, each.id)) == role for each in rivals) != 1:
            return []
        return [each for each in own if mine.get((each.owner, each.id)) == role]


def _rows_said(names: Names, table: str, quarter: int | None) -> str:
    return names.policy.tables[table].name + ("" if quarter is None else f" Q{quarter}")
