"""What a name in a formula means where it stands: a column or value of the unit, the row, or a member of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from kaohe.diagnostics import Findings, nearest
from kaohe.language import tree
from kaohe.language.entry import KEY_PARTS, KeyPart
from kaohe.language.formula_scope import Argument
from kaohe.language.nodes import Node, Scalar
from kaohe.language.tree import Column, Ref
from kaohe.language.vocabulary import ADDED_KEY_WORDS, FULL_POINTS, OWN_WORDS
from kaohe.lazy import dataclass, replace
from kaohe.policy.bare_words import MEMBER_FUNCTIONS, list_of, member_function, member_words, words_of
from kaohe.policy.grid_look_up import called, column_named, looked_up
from kaohe.policy.lists import ClosedList, Members, member_id
from kaohe.policy.members import KnownMembers, called_at, unit_type_of
from kaohe.policy.model import PARTS, Table, row_owner, row_table
from kaohe.policy.names import Draft, Names, UnquotedWords
from kaohe.policy.types import UNKNOWN
from kaohe.source_places import Place

_ADDED_KEYS: dict[str, KeyPart] = {part: part for part in KEY_PARTS if part in ADDED_KEY_WORDS}


@dataclass(frozen=True)
class Scope(KnownMembers):
    """The names known to a rule of `unit_type`; with `row_of`, also those of one row of that table.

    The row is one of those that a fold goes through (`is_folded`), or the rule's own, in the `let` of its table.
    In the body of a policy's own method its `parameters` come first, and are the only names where it is `closed`: for
    no unit type of its own. `current` has the member of each list of the entry's `each`, `asked` the lists whose
    members the rule has asked for, `read` the columns of the document's tables that say what these know; `results` is
    the list that what the rule comes to is a member of. A rule that is `common` to all units, the entry of that id,
    knows what is the same for all of them.
    """

    parameters: dict[str, tree.Node] | None = None
    closed: bool = False
    results: ClosedList | None = None
    is_folded: bool = False

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
        if meanings and qualifier is None and name in self.current and not self._is_of_row(meanings[0][0]):
            self.findings.add("K615", place, name=name)
            return None
        if len(meanings) == 1:
            owner, is_column = meanings[0]
            axes = self.axes(name, owner, is_column)
            missing = [axis for axis in axes if axis not in self.known]
            if missing and all(self.member_of_cell(axis, place) is not None for axis in missing):
                return self._at_members(name, meanings[0], [], place, lambda word, at: None)
            if missing:
                self._tell_members(name, missing, place)
                return None
            members = self._members(axes)
            if members is None:
                return tree.Absent(place=place)
            return self._value_at(name, meanings[0], qualifier, members, place)
        if not meanings and qualifier is None and (member := self.current_member(name, place)) is not None:
            return member
        if not meanings and qualifier is None and name in _ADDED_KEYS:
            return tree.Key(_ADDED_KEYS[name], place=place)
        if meanings:
            self._tell_both(name, meanings, place)
        elif of_grids := column_named(self.names.grids, name, qualifier):
            return self._of_document(of_grids, name, place)
        else:
            self._unknown(name, qualifier, place)
        return None

    def is_id(self, word: str) -> bool:
        """Whether the file gives a word as an id to anything that a formula may name, or as a member of a list."""
        names = self.names
        return (
            word in names.lists
            or word in names.methods
            or word in (self.parameters or {})
            or any(id_ == word for _, id_ in names.written)
            or any(names.has_column(table, word) for table in names.tables.values())
            or any(word in grid.columns for grid in names.grids.values())
            or word in names.unquoted.known
            or any(known.find(word) for known in names.lists.values())
        )

    def standing(self, name: str, place: Place) -> Literal["name", "near", "free"]:
        """Whether a word is a name here, is nearly one (or one that stands elsewhere), or means nothing."""
        quiet = replace(
            self, findings=Findings(), names=replace(self.names, unquoted=UnquotedWords({})), asked=set(), read=set()
        )
        if name == FULL_POINTS or quiet.name(name, None, place) is not None:
            return "name"
        is_near = nearest(name, (FULL_POINTS,)) is not None or any(
            each.code != "K234" or each.arguments.get("suggestion") for each in quiet.findings.all
        )
        return "near" if is_near else "free"

    def word_beside(self, other: tree.Node, name: str, place: Place) -> tree.Node | None:
        """The text that a bare word is beside a member, choice, group or unit, if no name; K715 if it may be both."""
        members = member_words(other, self.names)
        known, standing = members or words_of(other, self.names, self.unit_type), self.standing(name, place)
        if name in members and standing == "name":
            self.findings.add("K715", place, word=name, quoted=f'"{members[name]}"', named=f"({name})")
            return tree.Unknown(place=place)
        is_meant = name in known or standing == "free" or nearest(name, members) is not None
        if not known or standing == "name" or not is_meant or (name in KEY_PARTS and name not in known):
            return None
        return self.text_beside(other, tree.Text(known.get(name, name), place=place))

    def text_beside(self, other: tree.Node, text: tree.Text) -> tree.Text:
        """A text beside a member of a list, as the member that it names by its id or its name."""
        known = list_of(other, self.names)
        member = None if known is None else known.find(text.value)
        return text if known is None or member is None else known.word(member, text.place)

    def _value_at(
        self, name: str, meaning: tuple[str, bool], qualifier: str | None, members: Members, place: Place
    ) -> tree.Node:
        """The node of a column or value at the members of its lists."""
        owner, is_column = meaning
        id_ = member_id(name, members)
        if is_column:
            return Column(owner, id_, place=place)
        is_part = qualifier is not None and row_table(owner) is None
        return Ref(owner, f"{qualifier}.{id_}" if is_part else id_, place=place)

    def _at_members(
        self,
        name: str,
        meaning: tuple[str, bool],
        arguments: list[Argument],
        place: Place,
        named: Callable[[str, Place], tree.Node | None],
        of_type: str | None = None,
    ) -> tree.Node | None:
        """A column or value at the members and the unit of a call, or at the members that the row or the unit has.

        With `of_type` it is of a unit of that type.
        """
        axes = [self.names.lists[axis] for axis in self.axes(name, *meaning)]
        value: Callable[[Members], tree.Node] = lambda at: self._value_at(name, meaning, None, at, place)  # noqa: E731
        row = self._row_of_many(meaning[0])
        if row is not None and not axes:
            told = {"name": name, "table": row.name, "table_id": row.id, "unit_type": self.unit_type}
            self.findings.add("K619", place, **told)
            return None
        unit_type = None if row is not None else self.names.unit_types[of_type or self.unit_type]
        return called_at(name, axes, unit_type, value, arguments, place, self, named, self._means)

    def axes(self, name: str, owner: str, is_column: bool) -> tuple[str, ...]:
        """The lists by whose members a name is told apart; `owner` is its table, or the owner of a value."""
        return (
            self.names.column_axes(self.names.tables[owner]).get(name, ())
            if is_column
            else self.names.axes.get((owner, name), ())
        )

    def current_list(self, written: Node) -> ClosedList | None:
        """The list whose current member a word means; None for any other formula."""
        if not isinstance(written, Scalar) or written.text not in self.known or self.closed:
            return None
        if self._meanings(written.text, None):
            return None  # the row's own, or told where the name is read
        self.rest_on(self.known[written.text])
        return self.names.lists[written.text]

    def result_member(self, written: Scalar) -> tree.Node | None:
        """The member that a word is where the rule comes to one; None for a formula.

        K612 for a word that is none, K715 for one that is a name as well.
        """
        known, word = self.results, written.text
        if known is None or written.style == "block":
            return None
        member, is_name = known.find(word), self._means(word)
        if member is not None and is_name:
            self.findings.add("K715", written.place, word=word, quoted=f"'\"{word}\"'", named=f"({word})")
        elif member is not None:
            return known.node(member, written.place)
        elif word.isidentifier() and not is_name and word not in OWN_WORDS:
            self.findings.add("K612", written.place, word=word, list=known.name, suggestion=known.nearest(word))
        else:
            return None
        return tree.Unknown(place=written.place)

    def at_members(self, id_: str, owner: str) -> str:
        """The full id of a value that is told apart by lists of which the member is known here."""
        return member_id(id_, self._members(self.axes(id_, owner, is_column=False)) or ())

    def _members(self, axes: tuple[str, ...]) -> Members | None:
        """The current members of some lists; None where a blank cell says that there is none."""
        known = self.known
        self.rest_on(*(known[axis] for axis in axes))
        found = [(axis, known[axis].member) for axis in axes]
        members = tuple((axis, member) for axis, member in found if member is not None)
        return members if len(members) == len(axes) else None

    def _tell_members(self, name: str, missing: list[str], place: Place) -> None:
        """K606 for a name of which each member has a value of its own, where no member is known."""
        known = self.names.lists[missing[0]]
        example = next(iter(known.members), "")
        self.findings.add("K606", place, name=name, list=known.name, id=known.id, member=example)

    def _tell_both(self, name: str, meanings: Sequence[tuple[str, object]], place: Place) -> None:
        """K237 for a name of two owners."""
        first, second = (f"{row_table(owner) or owner}.{name}" for owner, _ in meanings[:2])
        self.findings.add("K237", place, name=name, first=first, second=second)

    def _of_document(self, found: list[tuple[str, str]], name: str, place: Place) -> tree.Node | None:
        """A column of a table of the document, for the key that is known here; K237 where two tables have it."""
        if len(found) > 1:
            self._tell_both(name, found, place)
            return None
        return looked_up(self.names.grids[found[0][0]], name, place, self)

    def has_members(self, name: str, qualifier: str | None) -> bool:
        """Whether a name means a value for each member, or a column of a table of the document."""
        if self.parameters is not None and qualifier is None and name in self.parameters:
            return False
        meanings = [] if self.parameters is not None and self.closed else self._meanings(name, qualifier)
        if meanings:
            return True
        if any(self._of_unit_type(of)._meanings(name, qualifier) for of in self._unit_types_known()):
            return True
        if qualifier is None and name in MEMBER_FUNCTIONS and self.names.lists:
            return True
        return bool(column_named(self.names.grids, name, qualifier) or self._rows_with(name, qualifier))

    def names_with_members(self) -> list[str]:
        """Values for each member, and columns of tables of the document."""
        values = [id_ for (owner, id_) in self.names.axes if owner == self.unit_type]
        return [*values, *(id_ for grid in self.names.grids.values() for id_ in grid.columns)]

    def called(
        self,
        name: str,
        qualifier: str | None,
        arguments: list[Argument],
        place: Place,
        named: Callable[[str, Place], tree.Node | None],
    ) -> tree.Node | None:
        """A value, or a column of a table of the document, at the members of a call; `named` is what a word means."""
        others = {of: None for each in arguments if (of := unit_type_of(each, self)) not in (None, self.unit_type)}
        if UNKNOWN in others:  # a slip in `unit` of a column, which has been told (K222)
            return tree.Unknown(place=place)
        of_type = next(iter(others), None)
        there = self if of_type is None else self._of_unit_type(of_type)
        if not there._meanings(name, qualifier):  # then the unit's type is what is wrong
            there, of_type = self, None
        meanings = [] if self.parameters is not None and self.closed else there._meanings(name, qualifier)
        if len(meanings) > 1:
            self._tell_both(name, meanings, place)
            return None
        if meanings:
            return self._at_members(name, meanings[0], arguments, place, named, of_type)
        found = column_named(self.names.grids, name, qualifier)
        if not found and name not in MEMBER_FUNCTIONS:
            self._unknown(name, qualifier, place)
            return None
        if not found:
            return member_function(name, arguments, place, self.names, named, self.findings)
        if len(found) > 1:
            self._tell_both(name, found, place)
            return None
        return called(self.names.grids[found[0][0]], name, arguments, place, self, named, self._means)

    def _of_unit_type(self, of_type: str) -> Scope:
        """What names mean to units of another type."""
        return replace(self, unit_type=of_type, row_of=None, common=None)

    def _unit_types_known(self) -> set[str]:
        """The other types of which a column that is known here says a unit."""
        columns = (spec for table in self.near_tables() for spec in table.columns.values())
        return {spec.unit_type for spec in columns if spec.unit_type not in (None, self.unit_type)}

    def _means(self, word: str) -> bool:
        """Whether a word is a name here."""
        if self.parameters is not None and (self.closed or word in self.parameters):
            return word in self.parameters
        return bool(word in self.known or self._meanings(word, None) or column_named(self.names.grids, word, None))

    def _meanings(self, name: str, qualifier: str | None) -> list[tuple[str, bool]]:
        """(owner, is a column) of each thing the name can mean; a row's own names hide those of its unit.

        The values of the one row that the unit has in a table come last (`let`).
        """
        found: list[tuple[str, bool]] = []
        for table in self.near_tables():
            if qualifier in (None, table.id) and self.names.has_column(table, name):
                if table.id == self.row_of:
                    return [(table.id, True)]
                found.append((table.id, True))
        if qualifier is None:
            if self.row_of and (row_owner(self.row_of), name) in self.names.written:
                return [(row_owner(self.row_of), False)]
            is_known = self.common is None or name in self.names.common
            if is_known and (self.unit_type, name) in self.names.written:
                found.append((self.unit_type, False))
            elif name in self.names.common and not found:
                found.append((self.names.common[name], False))
        elif name in PARTS and (self.unit_type, qualifier) in self.names.adjusted:
            found.append((self.unit_type, False))
        return found or [
            (row_owner(table.id), False)
            for table in (self.near_tables() if self.common is None else ())
            if qualifier in (None, table.id) and (row_owner(table.id), name) in self.names.written
        ]

    def _is_of_row(self, owner: str) -> bool:
        """Whether an owner of names is the row that the rule is of: what it has hides a member of the entry's lists."""
        return self.row_of is not None and owner in (self.row_of, row_owner(self.row_of))

    def _row_of_many(self, owner: str) -> Table | None:
        """The table that an owner of names is the row of, where a unit has many such rows."""
        table = self.names.tables[self.row_of] if self.row_of and self._is_of_row(owner) else None
        return table if table is not None and table.is_finer else None

    def _rows_with(self, name: str, qualifier: str | None) -> Table | None:
        """The table, each row of which has a value of that name, where the rule is of no such row."""
        for table in self.names.tables.values():
            has_it = self.names.has_column(table, name) or (row_owner(table.id), name) in self.names.written
            if has_it and table.is_finer and table.id != self.row_of and qualifier in (None, table.id):
                return table
        return None

    def place_of(self, name: str) -> Place | None:
        """The place of what a name means for this unit type, rows of its tables included; None for nothing."""
        for table in self.names.tables.values():
            if table.unit_type == self.unit_type:
                own = self.names.written.get((row_owner(table.id), name))
                if own is not None or name in table.columns:
                    return table.columns[name].place if own is None else own.place
        written = self.names.written.get((self.unit_type, name))
        return None if written is None else written.place

    def tell_of_one(self, word: str, place: Place) -> None:
        """K617, once for the entry: what each unit has of its own, in a rule that is common to all."""
        if self.common is not None and self.common not in self.names.lacking:
            self.names.lacking.add(self.common)
            unit_type = self.names.unit_types[self.unit_type]
            told = {"name": word, "id": self.common, "unit_type": unit_type.name, "unit": unit_type.id}
            self.findings.add("K617", place, **told)

    def _unknown(self, name: str, qualifier: str | None, place: Place) -> None:
        """Says why a name means nothing here: rows, another unit type, a Chinese name, or a slip."""
        if self.common is not None:
            for of in (self.unit_type, *self.names.unit_types):
                one = replace(self, unit_type=of, common=None)
                if one._meanings(name, qualifier):
                    replace(one, common=self.common).tell_of_one(name, place)
                    return
        known: dict[str, str] = {}
        for table in self.near_tables():
            for column in table.columns.values():
                written = column.written or column.id
                known |= dict.fromkeys((column.written_name or column.name, written), written)
        owners = {self.unit_type, *(row_owner(table.id) for table in self.near_tables())}
        known |= {id_: id_ for owner, id_ in self.names.written if owner in owners}
        known |= {list_: list_ for list_ in self.known}
        if (rows := self._rows_with(name, qualifier)) is not None:
            self.findings.add("K235", place, name=name, table=rows.name, table_id=rows.id)
            return
        others = [owner for owner, id_ in self.names.written if id_ == name and owner in self.names.unit_types]
        others += [t.unit_type for t in self.names.tables.values() if self.names.has_column(t, name) and not t.is_finer]
        if others and qualifier is None:
            unit_type = self.names.unit_types[self.unit_type]
            other = self.names.unit_types[others[0]]
            self.findings.add("K236", place, name=name, other=other.name, own=unit_type.name, unit=other.id)
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


def scope_of(draft: Draft, names: Names, findings: Findings) -> Scope:
    """The names known to the rule of a value."""
    common = draft.id.text if draft.is_common else None
    return Scope(names, findings, draft.unit_type, draft.row_of, current=dict(draft.members), common=common)
