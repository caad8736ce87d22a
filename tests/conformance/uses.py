"""Which words the entries of a case's policy are written with, over which sets, and what rests on them.

It looks at the YAML and the formulas as they are written, and not at what an engine makes of them: a tag of a case is
true or not whatever the engine does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from kaohe.language.entry import (
    BORDERS,
    COMPARISONS,
    FOLD_OPERATORS,
    KEY_PARTS,
    ROUNDING_MODES,
    SEAT_ROUNDINGS,
    TARGET_KINDS,
    TARGET_TIMES,
)
from kaohe.language.entry import TIE_RULES as TIES
from kaohe.language.periods import PERIOD_LEVELS
from kaohe.words import KEYWORDS, LIMITS
from kaohe.words.formula_and_parts import FOLD_FUNCTIONS, FUNCTIONS

Use = tuple[str, str]
"""A word and the set that it stands over, "" where it has none."""

SETS = ("rows", "units", "list", "listed", "periods")
"""Rows of a table, units of a type, members of a list, values listed one by one, periods of a longer one."""
COMPARED = ("rank", "last_place", "efficacy", "quota")
CALLS = (*FUNCTIONS, *FOLD_FUNCTIONS)
OPTIONS = {"mode": ROUNDING_MODES, "ties": TIES, "rounding": SEAT_ROUNDINGS, "border": BORDERS}
"""Words that an argument chooses between, by the argument."""
# fmt: off
FOLD_OPTIONS = (
    "where", "within", "once_per", "keep", "weight", "absent", "at_least", "drop", "best", "if_none", "at", "kind",
    "join", "so_far", "years",
)
# fmt: on
"""What may stand beside `over` and `of` of a fold, whatever the operator; each is a word of the matrix, `fold drop`."""
NAME = re.compile(r"[^\W\d]\w*")
SIGNS = {"≥": ">=", "≤": "<=", "≠": "!="}


@dataclass
class Entry:
    """A score, value, part, method or `let` of a row: its lines, the words in it, and the names that it mentions."""

    id: str
    lines: range
    uses: set[Use] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def call(word: str) -> str:
    """A function as a word of the matrix; `mean` is the fold, `mean()` the function."""
    return f"{word}()"


def option(argument: str, word: str) -> str:
    """A word of an argument as a word of the matrix."""
    return f"{argument} {word}"


class Uses:
    """The entries of one policy text."""

    def __init__(self, text: str) -> None:
        self.root = yaml.compose(text, yaml.CSafeLoader)
        self.lists = set(_below(self.root, "lists"))
        self.units = set(_below(self.root, "units"))
        self.methods = set(_below(self.root, "methods"))
        self.adjusted = {
            name.value
            for table in _below(self.root, "adjustments").values()
            for name in getattr(_below(table).get("scores"), "value", ())
        }
        self.entries: dict[str, list[Entry]] = {}
        for name, node in _below(self.root, "adjustments").items():
            self._entry(name, node, "")
            self.entries[name][-1].uses |= {("adjusted", ""), ("decided", "")}
        for section in ("values", "scores"):
            for node in getattr(_below(self.root).get(section), "value", ()):
                self._entry(_text(_below(node).get("id")), node, "")
        for node in getattr(_below(self.root, "targets").get("list"), "value", ()):
            written = _below(node)
            self._entry(_text(written.get("id")), node, "")
            times = [each for each in TARGET_TIMES if each in written] or ["due"]
            asked = [*(each for each in TARGET_KINDS if each in written), *times]
            self.entries[_text(written.get("id"))][-1].uses |= {(option("target", each), "") for each in asked}
        for name, node in _below(self.root, "methods").items():
            self._entry(name, node, "")
        for table in _below(self.root, "tables").values():
            for name, node in _below(table, "let").items():
                self._entry(name, node, "let")

    def of(self, id_: str) -> set[Use]:
        """What a result of this id rests on, by way of every value that is named."""
        found: set[Use] = set()
        seen: set[str] = set()
        asked = [re.sub(r"\[.*|\..*", "", id_)]
        while asked:
            name = asked.pop()
            if name not in seen:
                seen.add(name)
                for entry in self.entries.get(name, ()):
                    found |= entry.uses
                    asked.extend(entry.names)
        return found

    def at(self, line: int) -> set[Use]:
        """What stands in the entries of a line."""
        return {use for each in self.entries.values() for entry in each if line in entry.lines for use in entry.uses}

    def _entry(self, id_: str, node: Any, where: str) -> None:
        entry = Entry(id_, range(node.start_mark.line + 1, node.end_mark.line + 2))
        self.entries.setdefault(id_, []).append(entry)
        if id_ in self.adjusted:
            entry.uses |= {("adjusted", ""), ("decided", "")}
        if isinstance(node, yaml.MappingNode) and where != "let" and "where" in _below(node):
            entry.uses |= {("where", "")} | ({("part", "")} if where == "part" else set())
        self._walk(node, entry, where)

    def _walk(self, node: Any, entry: Entry, where: str) -> None:
        if isinstance(node, yaml.ScalarNode):
            self._formula(node.value, entry)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self._walk(item, entry, where)
        else:
            for key, value in node.value:
                self._keyword(key.value, value, entry, where)
                if key.value == "parts" and isinstance(value, yaml.SequenceNode):
                    for part in value.value:
                        name = _text(_below(part).get("id"))
                        entry.names.add(name)
                        self._entry(name, part, "part")
                elif key.value not in ("id", "name", "clause", "for", "measure"):
                    self._walk(value, entry, where)
                    self._formula(key.value, entry)

    def _keyword(self, word: str, value: Any, entry: Entry, where: str) -> None:
        inside = _below(value)
        if word in FOLD_OPERATORS:
            if "over" in inside:
                entry.uses.add((word, self._set(inside["over"])))
                entry.uses |= {(option("fold", each), "") for each in FOLD_OPTIONS if each in inside}
        elif word in COMPARED:
            if "of" in inside:
                of_members = "over" in inside and bool(set(_scalars(inside["over"])) & set(self.lists))
                entry.uses.add((word, "list" if of_members else "rows" if where == "let" else "units"))
        elif word == "first":
            if isinstance(value, yaml.SequenceNode):
                entry.uses.add((word, ""))
        elif word in KEYWORDS or word in LIMITS:
            entry.uses.add((word, ""))
        if word == "round" and "mode" not in inside:
            entry.uses.add((option("mode", "half_up"), ""))
        for text in _scalars(value) if word in OPTIONS else ():
            if text in OPTIONS[word]:
                entry.uses.add((option(word, text), ""))

    def _set(self, over: Any) -> str:
        if not isinstance(over, yaml.ScalarNode):
            return "listed"
        if over.value in self.lists:
            return "list"
        if over.value == "unit" or over.value in self.units:
            return "units"
        return "periods" if over.value in PERIOD_LEVELS else "rows"

    def _formula(self, text: str, entry: Entry) -> None:
        for sign, read in SIGNS.items():
            text = text.replace(sign, read)
        unquoted = re.sub(r"\"[^\"]*\"|'[^']*'", '""', text)
        entry.names |= set(NAME.findall(unquoted))
        entry.uses |= {(word, "") for word in KEY_PARTS if word in entry.names}
        signs = set(re.findall(r"<=|>=|==|!=|<|>", unquoted))
        entry.uses |= {(sign, "") for sign in COMPARISONS if sign in signs}
        for name in re.findall(r"([^\W\d]\w*)\s*[(（]", unquoted):
            if name in self.methods:
                entry.uses.add(("method", ""))
            elif name in CALLS:
                entry.uses.add((call(name), ""))
            elif self.lists:
                entry.uses.add(("member", ""))


def _below(node: Any, key: str | None = None) -> dict[str, Any]:
    """The nodes of a mapping by their keys; nothing if it is none."""
    if key is not None:
        return _below(_below(node).get(key))
    return {each.value: value for each, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _text(node: Any) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else ""


def _scalars(node: Any) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield node.value
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    else:
        for _, value in node.value:
            yield from _scalars(value)
