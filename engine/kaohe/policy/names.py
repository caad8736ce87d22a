"""The names of a policy: what it declares, and what a name in a formula means.

All is collected before any formula is read, so that order does not matter. A name means a column or value of the same
unit type, or of the same row. Texts of rules that are written without quotes (`give: 优秀`, `kind == new`) are read as
names of nothing: a writer who leaves out the quotes leaves them out everywhere, so it is one slip, and told once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

from kaohe.diagnostics import Findings, Fix, nearest
from kaohe.language import tree
from kaohe.language.entry import KEY_PARTS, KeyPart
from kaohe.language.formula import Argument
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence
from kaohe.language.tree import Column, Ref
from kaohe.language.vocabulary import ADDED_KEY_WORDS
from kaohe.places import Place
from kaohe.policy.grid import Grid
from kaohe.policy.inputs import ColumnSpec
from kaohe.policy.lists import ClosedList, Members, combinations, each_of, member_id
from kaohe.policy.look_up import called, column_named, looked_up
from kaohe.policy.model import Adjustments, Question, Table, UnitType, row_owner
from kaohe.words.formula_and_parts import RESERVED

_ADDED_KEYS: dict[str, KeyPart] = {part: part for part in KEY_PARTS if part in ADDED_KEY_WORDS}
CALCULATED = "calculated"
PARTS = (CALCULATED, "set", "change")
"""What may stand behind the dot after the id of a score that can be adjusted."""


@dataclass(frozen=True)
class Draft:
    """A value before its rule is read. `row_of` names the table for a value of one row.

    One with `each` is a draft for each member: `id` is what is written, `full_id` has the members. It is not sound
    where its lists were found wrong, as its rule would mean nothing.
    """

    id: Scalar
    unit_type: str
    written: Mapping | Scalar
    published: bool
    row_of: str | None = None
    parent: str | None = None
    members: Members = ()
    is_sound: bool = True

    @property
    def owner(self) -> str:
        return self.unit_type if self.row_of is None else row_owner(self.row_of)

    @property
    def full_id(self) -> str:
        return member_id(self.id.text, self.members)

    @property
    def identity(self) -> tuple[str, str]:
        return (self.owner, self.full_id)


@dataclass(frozen=True)
class OwnMethod:
    """A method that the policy defines itself (`methods`), with `unit_type` for units of that type alone."""

    id: Scalar
    name: str
    parameters: tuple[Scalar, ...]
    means: Node
    clause: str | None
    unit_type: Scalar | None = None


@dataclass
class Names:
    """All that a formula or rule may refer to; `called` are the own methods that rules have called so far.

    `adjusted` has each score that decisions may change, with the table of these and where it names the score.
    `written` has what the file says of each value, by owner and written id, and `axes` the lists of its `each`.
    `lowered` has the bodies of own methods that were read already, by what they depend on.
    `applying` has for each value that was asked for it under which condition it exists, and the lists that this names.
    """

    unit_types: dict[str, UnitType]
    tables: dict[str, Table]
    questions: dict[str, Question]
    methods: dict[str, OwnMethod]
    unquoted: UnquotedWords
    grids: dict[str, Grid] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    adjustments: dict[str, Adjustments] = field(default_factory=dict)
    adjusted: dict[tuple[str, str], tuple[str, Place]] = field(default_factory=dict)
    lists: dict[str, ClosedList] = field(default_factory=dict)
    written: dict[tuple[str, str], Scalar] = field(default_factory=dict)
    axes: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    lowered: dict[tuple[object, ...], tuple[tree.Node, Scope]] = field(default_factory=dict)
    applying: dict[tuple[str, str], tuple[tree.Node | None, frozenset[str]]] = field(default_factory=dict)
    _column_axes: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def add(self, draft: Draft, findings: Findings) -> None:
        """Notes a draft; an id that is reserved (K220) or taken (K221) is a finding."""
        if draft.id.text in RESERVED:
            findings.add("K220", draft.id.place, id=draft.id.text)
        known = (draft.owner, draft.id.text)
        taken = self.written.get(known)
        column = self._column_named(draft)
        if taken is not None and (taken is not draft.id or draft.identity in self.drafts):
            findings.add("K221", draft.id.place, id=draft.id.text, line=taken.place.line)
        elif column is not None:
            findings.add("K221", draft.id.place, id=draft.id.text, line=column)
        elif draft.id.text in self.lists:
            findings.add("K221", draft.id.place, id=draft.id.text, line=self.lists[draft.id.text].place.line)
        else:
            self.drafts[draft.identity], self.written[known] = draft, draft.id
            if draft.members:
                self.axes[known] = tuple(list_ for list_, _ in draft.members)

    def column_axes(self, table: Table) -> MappingOf[str, tuple[str, ...]]:
        """The lists of each column of a table that is one for each member, by its id in the file."""
        if table.id not in self._column_axes:
            each = (column for column in table.columns.values() if column.members)
            found = {column.written: tuple(list_ for list_, _ in column.members) for column in each}
            self._column_axes[table.id] = found
        return self._column_axes[table.id]

    def has_column(self, table: Table, id_: str) -> bool:
        """Whether the file calls a column of the table so."""
        return id_ in table.columns or id_ in self.column_axes(table)

    def _column_named(self, draft: Draft) -> int | None:
        """The line of a column that a formula would mean by the same id; None if there is none."""
        for table in self.tables.values():
            near = (
                table.id == draft.row_of if draft.row_of else table.unit_type == draft.unit_type and not table.is_finer
            )
            if near and self.has_column(table, draft.id.text):
                return next(c for c in table.columns.values() if draft.id.text in (c.id, c.written)).place.line
        return None


def drafts_of(section: Node | None, published: bool, names: Names, findings: Findings) -> Iterator[Draft]:
    """The values of `values` or `scores`, those listed as parts of others included."""
    for item in section.items if isinstance(section, Sequence) else ():
        if isinstance(item, Mapping):
            yield from _drafts(item, published, (), None, (), names, findings)


def _drafts(
    item: Mapping,
    published: bool,
    inherited: tuple[str, ...],
    parent: str | None,
    each: tuple[ClosedList, ...] | None,
    names: Names,
    findings: Findings,
) -> Iterator[Draft]:
    """The value for each unit type, then its parts; with `each` those of a member stand below it."""
    id_ = item.entries["id"].value
    assert isinstance(id_, Scalar)
    unit_types = _unit_types(item, inherited, names, findings)
    if parent is None:
        each = each_of(item, names.lists, findings)
    elif "each" in item.entries:
        findings.add("K605", item.entries["each"].key.place, id=id_.text, parent=parent)
    wholes = [
        Draft(
            id_,
            unit_type,
            item,
            published,
            parent=None if parent is None else member_id(parent, members),
            members=members,
            is_sound=each is not None,
        )
        for unit_type in unit_types
        for members in combinations(each or ())
    ]
    listed = item.get("parts")
    parts: dict[tuple[str, Members], list[Draft]] = {}
    for part in listed.items if isinstance(listed, Sequence) else ():
        if isinstance(part, Mapping):
            for draft in _drafts(part, published, unit_types, id_.text, each, names, findings):
                parts.setdefault((draft.unit_type, draft.members) if each else ("", ()), []).append(draft)
    for whole in wholes:
        yield whole
        yield from parts.pop((whole.unit_type, whole.members), ())
    for left in parts.values():  # for some of the units alone, or without `each`
        yield from left


def _unit_types(item: Mapping, inherited: tuple[str, ...], names: Names, findings: Findings) -> tuple[str, ...]:
    """The unit types that `for` names; a part without `for` is for those of the whole (K240: nobody says)."""
    written = item.get("for")
    if written is None:
        if not inherited:
            findings.add("K240", item.entries["id"].key.place)
        return inherited
    found = []
    for word in written.items if isinstance(written, Sequence) else (written,):
        assert isinstance(word, Scalar)
        if word.text in names.unit_types:
            found.append(word.text)
        else:
            findings.add("K222", word.place, name=word.text, suggestion=_near(word.text, names.unit_types))
    return tuple(found)


def _near(word: str, known: dict[str, UnitType]) -> str | None:
    for unit_type in known.values():
        if unit_type.name == word:
            return unit_type.id
    return nearest(word, known)


_BEGINS, _ENDS = re.compile(r"(?:[:\[,{]|^ *-) *$"), re.compile(r" *(?:$|[,}\]]| #)")


@dataclass
class UnquotedWords:
    """The words that a policy knows as texts, by what rules write for each; and those found without quotes."""

    known: dict[str, str]
    found: list[tuple[str, Place]] = field(default_factory=list)

    @classmethod
    def of(cls, unit_types: dict[str, UnitType], tables: dict[str, Table], grids: dict[str, Grid]) -> UnquotedWords:
        """Choices and groups, which rules know by their ids, units, and the words of the document's tables."""
        known: dict[str, str] = {}
        for unit_type in unit_types.values():
            known |= {name: name for name in unit_type.members}
            known |= {group.name: group.id for group in unit_type.groups.values()}
            known |= {group: group for group in unit_type.groups}
        for column in (column for table in tables.values() for column in table.columns.values()):
            known |= {word: id_ for id_, word in column.choices.items()} | {id_: id_ for id_ in column.choices}
        for key in (key for grid in grids.values() for column in grid.columns.values() for key in column.keys):
            known |= {name: id_ for id_, name in (key.words or {}).items()} | {id_: id_ for id_ in key.words or ()}
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


@dataclass(frozen=True)
class Scope:
    """The names known to a rule of `unit_type`; with `row_of`, also those of one row of that table.

    In the body of a policy's own method its `parameters` come first, and are the only names where it is `closed`: for
    no unit type of its own. `current` has the member of each list of the entry's `each`, `asked` the lists whose
    members the rule has asked for.
    """

    names: Names
    findings: Findings
    unit_type: str
    row_of: str | None = None
    parameters: dict[str, tree.Node] | None = None
    closed: bool = False
    current: MappingOf[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def name(self, name: str, qualifier: str | None, place: Place) -> tree.Node | None:
        """The node that a name stands for, or None after a finding that says what it may have meant."""
        if self.parameters is not None and qualifier is None and name in self.parameters:
            return self.parameters[name]
        if self.parameters is not None and self.closed:
            if qualifier is None and name in _ADDED_KEYS:
                return tree.Key(_ADDED_KEYS[name], place=place)
            if of_grids := column_named(self.names.grids, name, qualifier):
                return self._of_document(of_grids, name, place)
            near = nearest(name, self.parameters)
            if near is not None or qualifier is not None or not self.names.unquoted.takes(name, place):
                self.findings.add("K233", place, name=name, suggestion=near)
            return None
        meanings = self._meanings(name, qualifier)
        if len(meanings) == 1:
            owner, is_column = meanings[0]
            axes = self.axes(name, owner, is_column)
            missing = [axis for axis in axes if axis not in self.current]
            if missing:
                self._tell_members(name, missing, place)
                return None
            id_ = member_id(name, self._members(axes))
            if is_column:
                return Column(owner, id_, place=place)
            return Ref(owner, id_ if qualifier is None else f"{qualifier}.{id_}", place=place)
        if not meanings and qualifier is None and (member := self.current_member(name, place)) is not None:
            return member
        if not meanings and qualifier is None and name in _ADDED_KEYS:
            return tree.Key(_ADDED_KEYS[name], place=place)
        if meanings:
            self.findings.add(
                "K237", place, name=name, first=f"{meanings[0][0]}.{name}", second=f"{meanings[1][0]}.{name}"
            )
        elif of_grids := column_named(self.names.grids, name, qualifier):
            return self._of_document(of_grids, name, place)
        else:
            self._unknown(name, qualifier, place)
        return None

    def axes(self, name: str, owner: str, is_column: bool) -> tuple[str, ...]:
        """The lists by whose members a name is told apart; `owner` is its table, or the owner of a value."""
        return (
            self.names.column_axes(self.names.tables[owner]).get(name, ())
            if is_column
            else self.names.axes.get((owner, name), ())
        )

    def current_list(self, written: Node) -> ClosedList | None:
        """The list whose current member a word means; None for any other formula."""
        if not isinstance(written, Scalar) or written.text not in self.current or self.closed:
            return None
        if self._meanings(written.text, None):
            return None
        self.asked.add(written.text)
        return self.names.lists[written.text]

    def at_members(self, id_: str, owner: str) -> str:
        """The full id of a value that is told apart by lists of which the member is known here."""
        return member_id(id_, self._members(self.axes(id_, owner, is_column=False)))

    def _members(self, axes: tuple[str, ...]) -> Members:
        """The current members of some lists."""
        self.asked.update(axes)
        return tuple((axis, self.current[axis]) for axis in axes)

    def _tell_members(self, name: str, missing: list[str], place: Place) -> None:
        """K606 for a name of which each member has a value of its own, where no member is known."""
        known = self.names.lists[missing[0]]
        example = next(iter(known.members), "")
        self.findings.add("K606", place, name=name, list=known.name, id=known.id, member=example)

    def _of_document(self, found: list[tuple[str, str]], name: str, place: Place) -> tree.Node | None:
        """A column of a table of the document, for the key that is known here; K237 where two tables have it."""
        if len(found) > 1:
            self.findings.add("K237", place, name=name, first=f"{found[0][0]}.{name}", second=f"{found[1][0]}.{name}")
            return None
        return looked_up(self.names.grids[found[0][0]], name, place, self)

    def has_members(self, name: str, qualifier: str | None) -> bool:
        """Whether a name means a column of a table of the document, and nothing that is nearer."""
        if self.parameters is not None and qualifier is None and name in self.parameters:
            return False
        return (self.closed or not self._meanings(name, qualifier)) and bool(
            column_named(self.names.grids, name, qualifier)
        )

    def called(
        self,
        name: str,
        qualifier: str | None,
        arguments: list[Argument],
        place: Place,
        named: Callable[[str, Place], tree.Node | None],
    ) -> tree.Node | None:
        """A column of a table of the document at the members of a call; `named` is what a word stands for."""
        found = column_named(self.names.grids, name, qualifier)
        if len(found) > 1:
            self.findings.add("K237", place, name=name, first=f"{found[0][0]}.{name}", second=f"{found[1][0]}.{name}")
            return None
        return called(self.names.grids[found[0][0]], name, arguments, place, self, named, self._means)

    def _means(self, word: str) -> bool:
        """Whether a word is a name here."""
        if self.parameters is not None and (self.closed or word in self.parameters):
            return word in self.parameters
        return bool(word in self.current or self._meanings(word, None) or column_named(self.names.grids, word, None))

    # What look-ups ask (kaohe.policy.look_up.Surroundings)

    def current_member(self, list_id: str, place: Place) -> tree.Node | None:
        """The member of a list of the entry's `each`."""
        if list_id not in self.current:
            return None
        self.asked.add(list_id)
        return self.names.lists[list_id].node(self.current[list_id], place)

    @property
    def own_unit_type(self) -> str:
        """The unit type that the rule is for."""
        return self.unit_type

    @property
    def tables(self) -> dict[str, Table]:
        """The tables of data."""
        return self.names.tables

    def known_columns(self, name: str) -> list[tuple[str, ColumnSpec]]:
        """The columns of that id that are known here without a fold: the row's own, else those of its unit."""
        near = [(table, table.columns[name]) for table in self._near_tables() if name in table.columns]
        own = [(table.id, spec) for table, spec in near if table.id == self.row_of]
        return own or [(table.id, spec) for table, spec in near]

    def _near_tables(self) -> list[Table]:
        """The tables whose columns are known here without a fold: the row's own first."""
        own = [self.names.tables[self.row_of]] if self.row_of else []
        unit = [t for t in self.names.tables.values() if t.unit_type == self.unit_type and not t.is_finer]
        return own + [table for table in unit if table not in own]

    def _meanings(self, name: str, qualifier: str | None) -> list[tuple[str, bool]]:
        """(owner, is a column) of each thing the name can mean; a row's own names hide those of its unit."""
        found: list[tuple[str, bool]] = []
        for table in self._near_tables():
            if qualifier in (None, table.id) and self.names.has_column(table, name):
                if table.id == self.row_of:
                    return [(table.id, True)]
                found.append((table.id, True))
        if qualifier is None:
            if self.row_of and (row_owner(self.row_of), name) in self.names.written:
                return [(row_owner(self.row_of), False)]
            if (self.unit_type, name) in self.names.written:
                found.append((self.unit_type, False))
        elif name in PARTS and (self.unit_type, qualifier) in self.names.adjusted:
            found.append((self.unit_type, False))
        return found

    def place_of(self, name: str) -> Place | None:
        """The place of what a name means for this unit type, rows of its tables included; None for nothing."""
        for table in self.names.tables.values():
            if table.unit_type == self.unit_type:
                own = self.names.written.get((row_owner(table.id), name))
                if own is not None or name in table.columns:
                    return table.columns[name].place if own is None else own.place
        written = self.names.written.get((self.unit_type, name))
        return None if written is None else written.place

    def _unknown(self, name: str, qualifier: str | None, place: Place) -> None:
        """Says why a name means nothing here: rows, another unit type, a Chinese name, or a slip."""
        known: dict[str, str] = {}
        for table in self._near_tables():
            known |= {column.name: column.id for column in table.columns.values()} | {c: c for c in table.columns}
        known |= {id_: id_ for owner, id_ in self.names.written if owner == self.unit_type}
        known |= {list_: list_ for list_ in self.current}
        if self.row_of:
            known |= {id_: id_ for owner, id_ in self.names.written if owner == row_owner(self.row_of)}
        for table in self.names.tables.values():
            has_it = self.names.has_column(table, name) or (row_owner(table.id), name) in self.names.written
            if has_it and table.is_finer and table.id != self.row_of and qualifier in (None, table.id):
                self.findings.add("K235", place, name=name, table=table.name, table_id=table.id)
                return
        others = [owner for owner, id_ in self.names.written if id_ == name and owner in self.names.unit_types]
        others += [t.unit_type for t in self.names.tables.values() if self.names.has_column(t, name) and not t.is_finer]
        if others and qualifier is None:
            unit_type = self.names.unit_types[self.unit_type]
            self.findings.add("K236", place, name=name, other=self.names.unit_types[others[0]].name, own=unit_type.name)
            return
        for grid in self.names.grids.values():
            known |= {column.spec.name: id_ for id_, column in grid.columns.items()} | {
                id_: id_ for id_ in grid.columns
            }
        full = f"{qualifier}.{name}" if qualifier else name
        near = known.get(name) or nearest(name, known)
        if near is None and qualifier is None and self.names.unquoted.takes(name, place):
            return
        self.findings.add("K234", place, name=full, suggestion=known.get(near or "", near))
