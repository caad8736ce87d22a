"""A policy as its YAML says it: what is taken from other files, the changes of an amendment, lists, tables, entries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import yaml

from tests.model.amounts import BARE, Measure, Measures
from tests.model.periods import LEVELS

Member = str | Fraction
PERIODS = LEVELS


def members_of(written: Any) -> dict[str, str]:
    """`{id: name}` or a list of words; of units too, whose names are ids."""
    if isinstance(written, dict):
        return {id_: each["name"] if isinstance(each, dict) else each for id_, each in written.items()}
    return {
        each["name"] if isinstance(each, dict) else each: each["name"] if isinstance(each, dict) else each
        for each in written
    }


@dataclass(frozen=True, eq=False)
class Domain:
    """Known words, "id: name", or numbers, in their order; "best_first" or "worst_first" if they have a rank."""

    id: str
    names: Mapping[Member, str]
    order: str | None = None

    def find(self, word: Any) -> Member | None:
        """The id of a word, by id or name, or of a number; None of another."""
        if word in self.names:
            return word  # type: ignore[no-any-return]
        if isinstance(word, str):
            if any(isinstance(each, Fraction) for each in self.names) and re.fullmatch(r"-?\d+", word):
                return self.find(Fraction(word))
            return next((id_ for id_, name in self.names.items() if name == word), None)
        return None

    def position(self, member: Member) -> int:
        """1 is the best of an ordered list, else the first."""
        place = list(self.names).index(member)
        return len(self.names) - place if self.order == "worst_first" else place + 1


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table, with the lists that its value is known by besides the rest of the key."""

    id: str
    name: str
    table: str
    written: Mapping[str, Any]
    measure: Measure = BARE
    domain: Domain | None = None

    @property
    def type(self) -> str:
        return self.written.get("type", "number")  # type: ignore[no-any-return]

    @property
    def lists(self) -> list[str]:
        each = self.written.get("each", [])
        return [each] if isinstance(each, str) else each


@dataclass(frozen=True, eq=False)
class Table:
    """`parts` are the rest of the key: ids of lists or columns. `is_rows` says that it is folded."""

    id: str
    name: str
    written: Mapping[str, Any]
    unit_type: str | None
    level: str | None
    parts: list[str]
    columns: dict[str, Column]
    is_rows: bool
    lets: dict[str, Any]

    def entry(self, let: str) -> Entry:
        """A value of the one row that a unit has, as an entry of the unit."""
        written = self.lets[let] if isinstance(self.lets[let], dict) else {"formula": self.lets[let]}
        each = written.get("each", [])
        types = () if self.unit_type is None else (self.unit_type,)
        return Entry(let, written, types, (each,) if isinstance(each, str) else tuple(each), None, False)

    def lists_of(self, column: Column) -> list[str]:
        """The lists that a value of the column is known by."""
        key = [] if self.is_rows else [self.columns[p].domain.id if p in self.columns else p for p in self.parts]  # type: ignore
        return [*key, *column.lists]


@dataclass(frozen=True, eq=False)
class Entry:
    """A score, a value or a part."""

    id: str
    written: Mapping[str, Any]
    types: tuple[str, ...]
    each: tuple[str, ...]
    per: str | None
    published: bool


@dataclass
class Policy:
    """What a policy has, by ids."""

    written: dict[str, Any]
    readings: dict[str, str]
    measures: Measures = field(init=False)

    def __post_init__(self) -> None:
        self.measures = Measures(self.written.get("measures", {}))
        self.types: dict[str, Any] = self.written["units"]
        tables = self.written.get("tables", {})
        self.lists: dict[str, Domain] = {}
        for id_, each in self.written.get("lists", {}).items():
            self.lists[id_] = _list(id_, each, tables)
        self.tables: dict[str, Table] = {}
        for id_, each in tables.items():
            self.tables[id_] = self._table(id_, each)
        self.methods: dict[str, Any] = self.written.get("methods", {})
        self.entries: dict[str, list[Entry]] = {}
        for section in ("values", "scores"):
            for each in self.written.get(section, []):
                self._add(each, None, section == "scores")
        self.lets = {(t.id, let): t.entry(let) for t in self.tables.values() for let in t.lets if not t.is_rows}
        for let in self.lets.values():
            self.entries.setdefault(let.id, []).append(let)

    def _add(self, written: Any, whole: Entry | None, published: bool) -> None:
        types, each = written.get("for", []), written.get("each", [])
        entry = Entry(
            written["id"],
            written,
            whole.types if whole else (types,) if isinstance(types, str) else tuple(types),
            whole.each if whole and not each else (each,) if isinstance(each, str) else tuple(each),
            written.get("per", whole.per if whole else None),
            published,
        )
        self.entries.setdefault(entry.id, []).append(entry)
        for part in written.get("parts", []):
            self._add(part, entry, published)

    def _table(self, id_: str, written: Any) -> Table:
        key = written.get("key", written.get("records_of", []))
        parts = list(key.values()) if isinstance(key, dict) else list(key)
        columns = {}
        for each in written.get("columns", []):
            for column, name in each["names"].items():
                columns[column] = Column(
                    column, name, id_, each, self.measures.of(each.get("measure", "")), self.domain_of(each, column)
                )
        rest = [part for part in parts if part not in self.types and part not in PERIODS]
        opened = [
            part for part in rest if not (part in self.lists or (part in columns and "list" in columns[part].written))
        ]
        return Table(
            id_,
            written.get("name", id_),
            written,
            next((part for part in parts if part in self.types), None),
            next((part for part in parts if part in PERIODS), None),
            rest,
            columns,
            "records_of" in written or bool(opened),
            written.get("let", {}),
        )

    def domain_of(self, column: Any, id_: str) -> Domain | None:
        if "unit" in column:
            listed = self.listed(column["unit"])
            return None if listed is None else Domain(id_, {each: each for each in listed})
        if "choices" in column:
            return Domain(id_, members_of(column["choices"]))
        return self.lists[column["list"]] if "list" in column else None

    def groups(self, type_: str) -> Domain | None:
        """The groups of a unit type, where they are listed."""
        groups = self.types[type_].get("groups")
        return Domain("group", {id_: group["name"] for id_, group in groups.items()}) if groups else None

    def listed(self, type_: str) -> dict[str, list[str]] | None:
        """The units that the policy lists, with their other names."""
        written = self.types[type_]
        if "from" in written:
            return None
        groups = written.get("groups")
        members = [each for group in groups.values() for each in group["members"]] if groups else written["members"]
        return {
            each if isinstance(each, str) else each["name"]: [] if isinstance(each, str) else each.get("alias", [])
            for each in members
        }

    def reading(self, question: str) -> str:
        return self.readings.get(question) or next(iter(self.written["questions"][question]["readings"]))

    def entry(self, id_: str, type_: str | None) -> Entry | None:
        """The entry of the id for a unit type, else the one for all."""
        found = self.entries.get(id_, [])
        return next((each for each in found if type_ in each.types), None) or next(
            (each for each in found if not each.types), None
        )

    def column(self, id_: str, type_: str | None) -> Column | None:
        """The column that a unit has by this id; of a table of the document last."""
        own = [
            table
            for table in self.tables.values()
            if id_ in table.columns
            and "grid" not in table.written
            and not table.is_rows
            and table.unit_type in (type_, None)
        ]
        grids = [table for table in self.tables.values() if id_ in table.columns and "grid" in table.written]
        found = [*own, *grids]
        return found[0].columns[id_] if found else None


def _list(id_: str, written: Any, tables: Any) -> Domain:
    if "numbers" in written:
        numbers = written["numbers"]
        if isinstance(numbers, dict):
            numbers = [str(each) for each in range(int(numbers["from"]), int(numbers["to"]) + 1)]
        return Domain(id_, {Fraction(each): each for each in numbers})
    if "from" in written:
        heads, *rows = tables[written["from"]]["grid"]
        (key,) = tables[written["from"]]["key"]
        names = {name: id_ for each in tables[written["from"]]["columns"] for id_, name in each["names"].items()}
        heads = [names.get(head, head) for head in heads]
        at, named = next(n for n, head in enumerate(heads) if head in (key, id_, written.get("name"))), "name" in heads
        return Domain(
            id_, {row[at]: row[heads.index("name")] if named else row[at] for row in rows}, written.get("order")
        )
    return Domain(id_, members_of(written["members"]), written.get("order"))


def spelling(text: str) -> str:
    """What all spellings of a name have in common."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = (
        re.sub(r"""[\s"'“”‘’「」]""", "", text)
        .translate(str.maketrans("〔［【[{｛〈《", "(((((((("))
        .translate(str.maketrans("〕］】]}｝〉》", "))))))))"))
    )
    text = re.sub("[—–―－~～]", "-", text).replace("#", "号")
    return text.translate(str.maketrans("〇零一二三四五六七八九", "00123456789"))


# Other files


def load(files: Mapping[str, str], readings: Mapping[str, str]) -> Policy:
    """The policy of `policy.yaml` among these files."""
    written = _with_used(yaml.load(files["policy.yaml"], yaml.CBaseLoader), files)
    if "amends" in written:
        written = _amended(_with_used(yaml.load(files[written["amends"]], yaml.CBaseLoader), files), written)
    return Policy(written, dict(readings))


def _with_used(written: Any, files: Mapping[str, str]) -> Any:
    used = written.pop("use", [])
    for each in [used] if isinstance(used, dict) else used:
        other = yaml.load(files[each["file"]], yaml.CBaseLoader)
        for section, ids in each["take"].items():
            written.setdefault(section, {})
            written[section] = {**{id_: other[section][id_] for id_ in ids}, **written[section]}
    return written


def _amended(base: Any, written: Any) -> Any:
    keywords = _keywords()
    for change in written["changes"]:
        if "set" in change:
            at = _at(base, change["at"])[2]
            if keywords & set(change["set"]):
                for word in keywords & set(at):
                    del at[word]
            at.update(change["set"])
        elif "repeal" in change:
            gone = change["repeal"]
            for path in [gone] if isinstance(gone, str) else gone:
                holder, key, _ = _at(base, path)
                del holder[key]
        elif "add" in change:
            _, _, section = _at(base, change["to"])
            if isinstance(section, dict):
                section.update({change["add"]["id"]: {k: v for k, v in change["add"].items() if k != "id"}})
            else:
                after = [n for n, each in enumerate(section, 1) if _named(each, change.get("after", ""))]
                section.insert(after[0] if after else len(section), change["add"])
        else:
            for question, reading in change["settle"].items():
                asked = base["questions"][question]
                asked["readings"] = {reading: asked["readings"][reading]}
    return base


def _keywords() -> set[str]:
    from tests.model.rules import WORDS

    return set(WORDS)


def _named(each: Any, key: str) -> bool:
    return each == key or (isinstance(each, dict) and key in (each.get("id"), each.get("name")))


def _at(node: Any, path: str) -> tuple[Any, Any, Any]:
    """Where a path leads: what holds it, under which key, and itself."""
    found = (None, None, node)
    for key in path.split("."):
        inside = found[2]
        found = next(iter(_children(inside, key)), None) or next(iter(_deep(inside, key)))
    return found


def _children(node: Any, key: str) -> Iterator[tuple[Any, Any, Any]]:
    if isinstance(node, dict) and key in node:
        yield node, key, node[key]
    if isinstance(node, list):
        for number, each in enumerate(node):
            if isinstance(each, dict) and key in each.get("names", {}):
                yield each["names"], key, each
            if _named(each, key) or (key.isdigit() and number + 1 == int(key)):
                yield node, number, each


def _deep(node: Any, key: str) -> Iterator[tuple[Any, Any, Any]]:
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _children(each, key)
        yield from _deep(each, key)
