"""What a policy declares, collected before any formula is read, so that formulas may name what stands below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kaohe.diagnostics import Findings, nearest
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence
from kaohe.places import Place
from kaohe.policy.model import Adjustments, Question, Table, UnitType, row_owner
from kaohe.policy.unquoted_words import UnquotedWords
from kaohe.words.functions import RESERVED


@dataclass(frozen=True)
class Draft:
    """A value before its rule is read. `row_of` names the table for a value of one row."""

    id: Scalar
    unit_type: str
    written: Mapping | Scalar
    published: bool
    row_of: str | None = None
    parent: str | None = None

    @property
    def identity(self) -> tuple[str, str]:
        return (self.unit_type if self.row_of is None else row_owner(self.row_of), self.id.text)


@dataclass(frozen=True)
class OwnMethod:
    """A method that the policy defines itself (`methods`)."""

    id: Scalar
    name: str
    parameters: tuple[Scalar, ...]
    means: Node
    clause: str | None


@dataclass
class Names:
    """All that a formula or rule may refer to; `called` are the own methods that rules have called so far.

    `adjusted` has each score that decisions may change, with the table of these and where it names the score.
    """

    unit_types: dict[str, UnitType]
    tables: dict[str, Table]
    questions: dict[str, Question]
    methods: dict[str, OwnMethod]
    unquoted: UnquotedWords
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    adjustments: dict[str, Adjustments] = field(default_factory=dict)
    adjusted: dict[tuple[str, str], tuple[str, Place]] = field(default_factory=dict)

    def add(self, draft: Draft, findings: Findings) -> None:
        """Notes a draft; an id that is reserved (K220) or taken (K221) is a finding."""
        if draft.id.text in RESERVED:
            findings.add("K220", draft.id.place, id=draft.id.text)
        taken = self.drafts.get(draft.identity)
        column = self._column_named(draft)
        if taken is not None:
            findings.add("K221", draft.id.place, id=draft.id.text, line=taken.id.place.line)
        elif column is not None:
            findings.add("K221", draft.id.place, id=draft.id.text, line=column)
        else:
            self.drafts[draft.identity] = draft

    def _column_named(self, draft: Draft) -> int | None:
        """The line of a column that a formula would mean by the same id; None if there is none."""
        for table in self.tables.values():
            near = (
                table.id == draft.row_of if draft.row_of else table.unit_type == draft.unit_type and not table.is_finer
            )
            if near and draft.id.text in table.columns:
                return table.columns[draft.id.text].place.line
        return None


def drafts_of(section: Node | None, published: bool, names: Names, findings: Findings) -> Iterator[Draft]:
    """The values of `values` or `scores`, those listed as parts of others included."""
    for item in section.items if isinstance(section, Sequence) else ():
        if isinstance(item, Mapping):
            yield from _drafts(item, published, (), None, names, findings)


def _drafts(
    item: Mapping, published: bool, inherited: tuple[str, ...], parent: str | None, names: Names, findings: Findings
) -> Iterator[Draft]:
    id_ = item.entries["id"].value
    assert isinstance(id_, Scalar)
    unit_types = _unit_types(item, inherited, names, findings)
    for unit_type in unit_types:
        yield Draft(id_, unit_type, item, published, parent=parent)
    parts = item.get("parts")
    for part in parts.items if isinstance(parts, Sequence) else ():
        if isinstance(part, Mapping):
            yield from _drafts(part, published, unit_types, id_.text, names, findings)


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
