"""The names of a policy: what it declares.

All is collected before any formula is read, so that order does not matter. Texts of rules that are written without
quotes (`give: 优秀`, `kind == new`) are read as names of nothing: a writer who leaves out the quotes leaves them out
everywhere, so it is one slip, and told once.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from typing import cast

from kaohe.diagnostics import Findings, Fix, nearest
from kaohe.language import tree
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence, text_of
from kaohe.language.periods import PeriodLevel
from kaohe.lazy import dataclass, field, pattern, replace
from kaohe.policy.grid import Grid
from kaohe.policy.lists import ClosedList, Members, combinations, each_of, member_id
from kaohe.policy.member_columns import KnownWith
from kaohe.policy.model import Adjustments, Question, Table, UnitType, row_owner
from kaohe.source_places import Place
from kaohe.words.formula_and_parts import RESERVED


@dataclass(frozen=True)
class Draft:
    """A value before its rule is read. `row_of` names the table for a value of one row.

    One with `each` is a draft for each member: `id` is what is written, `full_id` has the members. It is not sound
    where its lists were found wrong, as its rule would mean nothing. One without `for` is common to all units.
    """

    id: Scalar
    unit_type: str
    written: Mapping | Scalar
    published: bool
    row_of: str | None = None
    parent: str | None = None
    members: Members = ()
    is_sound: bool = True
    per: PeriodLevel | None = None
    is_common: bool = False

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
    `lowered` has the bodies of own methods that were read already, by what they depend on, each with its scope.
    `elements` is over how many members of lists rules are folded so far.
    `common` has the unit type in whose periods each value without `for` is known, `lacking` those that need one after
    all. `applying` has for each value that was asked for it under which condition it exists, and the lists that this
    names.
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
    lowered: dict[tuple[object, ...], tuple[tree.Node, object]] = field(default_factory=dict)
    applying: dict[tuple[str, str], tuple[tree.Node | None, frozenset[str]]] = field(default_factory=dict)
    elements: int = 0
    common: dict[str, str] = field(default_factory=dict)
    lacking: set[str] = field(default_factory=set)
    _column_axes: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    _known_with: list[KnownWith] = field(default_factory=list)

    @property
    def known_with(self) -> KnownWith:
        """What the members of its lists know."""
        if not self._known_with:
            self._known_with.append(KnownWith(self.lists, self.grids))
        return self._known_with[0]

    def add(self, draft: Draft, findings: Findings) -> None:
        """Notes a draft; an id that is reserved (K220) or taken (K221) is a finding.

        That of a list may be one of an entry that comes to its members (K614).
        """
        if draft.id.text in RESERVED:
            findings.add("K220", draft.id.place, id=draft.id.text)
        known = (draft.owner, draft.id.text)
        taken = self.written.get(known)
        column = self._column_named(draft)
        if taken is not None and (taken is not draft.id or draft.identity in self.drafts):
            findings.add("K221", draft.id.place, id=draft.id.text, line=taken.place.line_from(draft.id.place))
        elif column is not None:
            findings.add("K221", draft.id.place, id=draft.id.text, line=column.line_from(draft.id.place))
        elif draft.id.text in self.lists and not _comes_to(draft, draft.id.text):
            line = self.lists[draft.id.text].place.line_from(draft.id.place)
            findings.add("K614", draft.id.place, id=draft.id.text, line=line)
        elif (other := self._also_common(draft)) is not None:
            findings.add("K221", draft.id.place, id=draft.id.text, line=other.line_from(draft.id.place))
        else:
            self.drafts[draft.identity], self.written[known] = draft, draft.id
            if draft.members:
                self.axes[known] = tuple(list_ for list_, _ in draft.members)

    def _also_common(self, draft: Draft) -> Place | None:
        """The place of what else bears the id of a value that all units know; None for nothing."""
        if draft.id.text not in self.common or draft.row_of is not None:
            return None
        others = (self.written.get((unit_type, draft.id.text)) for unit_type in self.unit_types)
        columns = (
            t.columns[draft.id.text] for t in self.tables.values() if not t.is_finer and draft.id.text in t.columns
        )
        return next((other.place for other in (*others, *columns) if other is not None and other is not draft.id), None)

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

    def _column_named(self, draft: Draft) -> Place | None:
        """The place of a column that a formula would mean by the same id; None if there is none."""
        for table in self.tables.values():
            near = (
                table.id == draft.row_of if draft.row_of else table.unit_type == draft.unit_type and not table.is_finer
            )
            if near and self.has_column(table, draft.id.text):
                return next(c for c in table.columns.values() if draft.id.text in (c.id, c.written)).place
        return None


def _comes_to(draft: Draft, list_: str) -> bool:
    """Whether an entry says that its results are members of a list."""
    return isinstance(draft.written, Mapping) and text_of(draft.written, "list") == list_


def drafts_of(section: Node | None, published: bool, names: Names, findings: Findings) -> Iterator[Draft]:
    """The values of `values` or `scores`, those listed as parts of others included."""
    items = [item for item in section.items if isinstance(item, Mapping)] if isinstance(section, Sequence) else []
    homes = {} if published else _homes([item for item in items if "for" not in item.entries], names.unit_types)
    names.common |= homes
    for item in items:
        home = homes.get(text_of(item, "id") or "") if "for" not in item.entries else None
        drafts = _drafts(item, published, () if home is None else (home,), None, (), None, names, findings)
        yield from drafts if home is None else (replace(draft, is_common=True) for draft in drafts)


def _homes(items: list[Mapping], unit_types: MappingOf[str, UnitType]) -> dict[str, str]:
    """The unit type in whose periods each value without `for` is known, by its id.

    It is the first one whose units it folds, or that such a value lives with which it names; else the first of all.
    """
    first = next(iter(unit_types), "")
    words = {text_of(item, "id") or "": [*_words_under(item)] for item in items}
    homes = {id_: over for id_, found in words.items() if (over := next(filter(unit_types.get, found), None))}
    waiting = [*homes]
    while waiting:
        known = waiting.pop()
        for id_, found in words.items():
            if id_ not in homes and known in found:
                homes[id_] = homes[known]
                waiting.append(id_)
    return {id_: homes.get(id_, first) for id_ in words}


def _words_under(written: Node) -> Iterator[str]:
    """The words of all texts under a node, in the order of the file."""
    if isinstance(written, Scalar):
        yield from _WORD.findall(written.text)
    nodes = [entry.value for entry in written.entries.values()] if isinstance(written, Mapping) else []
    for node in written.items if isinstance(written, Sequence) else nodes:
        yield from _words_under(node)


def _drafts(
    item: Mapping,
    published: bool,
    inherited: tuple[str, ...],
    parent: str | None,
    each: tuple[ClosedList, ...] | None,
    per: PeriodLevel | None,
    names: Names,
    findings: Findings,
) -> Iterator[Draft]:
    """The value for each unit type, then its parts, which are `per` what it is; with `each` those of a member."""
    id_ = item.entries["id"].value
    assert isinstance(id_, Scalar)
    unit_types = _unit_types(item, inherited, names, findings)
    per = cast("PeriodLevel | None", text_of(item, "per")) or per
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
            per=per,
        )
        for unit_type in unit_types
        for members in combinations(each or ())
    ]
    listed = item.get("parts")
    parts: dict[tuple[str, Members], list[Draft]] = {}
    for part in listed.items if isinstance(listed, Sequence) else ():
        if isinstance(part, Mapping):
            for draft in _drafts(part, published, unit_types, id_.text, each, per, names, findings):
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


_WORD = pattern(r"\w+")
_BEGINS, _ENDS = pattern(r"(?:[:\[,{]|^ *-) *$"), pattern(r" *(?:$|[,}\]]| #)")


@dataclass
class UnquotedWords:
    """The words that a policy knows as texts, by what rules write for each; and those found without quotes.

    `results` are the places where one is a text all the same, as all results of a choice are; `asked` are words that
    are names besides.
    """

    known: dict[str, str]
    found: list[tuple[str, Place]] = field(default_factory=list)
    results: set[Place] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

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
