"""A policy as plain data and back: texts, numbers and lists alone, which no reader can be made to run.

Each object is an entry of one table, after those that it holds, and is named by its number, so that what is shared
stays shared. A row says which kind of object it is: a tuple, list, set or dict, a fraction, a word of the language, or
a record of one of the modules below, whose fields are put in place without any call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any

from kaohe.language.entry import OWN_METHOD, Entry
from kaohe.language.measures import Measure
from kaohe.policy.model import Policy, Vertex
from kaohe.policy.types import Grain, Type
from kaohe.policy.use_and_amends import WholeText
from kaohe.progress import collector_held
from kaohe.words import KEYWORDS, WORDS

MODULES = frozenset(
    [
        "kaohe.diagnostics",
        "kaohe.source_places",
        *(f"kaohe.language.{name}" for name in ("entry", "folds_and_choices", "measures", "nodes", "periods", "tree")),
        *(f"kaohe.policy.{name}" for name in ("dependencies", "grid", "lists", "model", "types", "use_and_amends")),
        *{each.roles.__module__ for each in WORDS.values()},
        "kaohe.words.targets",
    ]
)
"""Where the records of a policy are defined."""

_TUPLE, _LIST, _SET, _DICT, _FRACTION, _KEYWORD, _WORD, _OWN, _RECORDS = range(9)
_PLAIN = frozenset((str, int, bool, type(None)))
_BY_VALUE = frozenset((Fraction, Grain, Measure, Type, Vertex))
"""Of these, equal ones are one object."""
_NODES = ("root", "own", "later")
"""The fields of a whole text that are left out: the nodes are read again where they are asked for."""


class Unknown(Exception):
    """An object that is none of a policy's, or a text that is no policy."""


def encoded(policy: Policy, sources: Sequence[object]) -> str:
    """A policy as a line of JSON, without the nodes of its text; `sources` are the files that it was read from.

    Raises Unknown.
    """
    writer = _Writer(sources)
    try:
        writer.number(policy)
    except RecursionError as error:
        raise Unknown("a rule that is too deep") from error
    return writer.text()


class _Writer:
    """The table of all that was written."""

    def __init__(self, sources: Sequence[object]) -> None:
        self._held = [*sources]
        self._numbers: dict[object, int] = {id(each): number for number, each in enumerate(self._held)}
        self._rows: list[object] = []
        self._classes: dict[type, int] = {}

    def text(self) -> str:
        """The table as one line."""
        names = [f"{each.__module__}:{each.__qualname__}" for each in self._classes]
        return json.dumps([names, self._rows], separators=(",", ":"))

    def number(self, value: object) -> int:
        """The number of an object, which is written if it is new."""
        kind = type(value)
        is_plain = kind in _PLAIN
        key = (kind, value) if is_plain or kind in _BY_VALUE else id(value)
        known = self._numbers.get(key)
        if known is None:
            self._numbers[key] = -1
            row = value if is_plain else self._row(value, kind)
            self._numbers[key] = known = len(self._held)
            self._held.append(value)  # so that no other object gets its identity
            self._rows.append(row)
        if known < 0:
            raise Unknown("an object that holds itself")
        return known

    def _row(self, value: Any, kind: type) -> list[object]:
        if kind in (tuple, list):
            return [_TUPLE if kind is tuple else _LIST, *map(self.number, value)]
        if kind is frozenset:
            return [_SET, *map(self.number, sorted(value, key=repr))]
        if kind is dict:
            return [_DICT, *(self.number(part) for item in value.items() for part in item)]
        if kind is Fraction:
            return [_FRACTION, value.numerator, value.denominator]
        if isinstance(value, Entry):
            return self._word(value)
        if kind.__module__ not in MODULES:
            raise Unknown(kind.__qualname__)
        numbers = [self.number(getattr(value, name)) for name in _fields(kind)]
        return [self._classes.setdefault(kind, len(self._classes)) + _RECORDS, *numbers]

    def _word(self, word: Entry) -> list[object]:
        if KEYWORDS.get(word.id) is word:
            return [_KEYWORD, self.number(word.id)]
        if WORDS.get(word.word) is word:
            return [_WORD, self.number(word.word)]
        if word.is_own and WORDS[OWN_METHOD].called(word.id, word.zh) == word:
            return [_OWN, self.number(word.id), self.number(word.zh)]
        raise Unknown(word.id)


@collector_held()
def decoded(text: str, sources: Sequence[object], read_again: Callable[[], Policy]) -> Policy:
    """The policy that was encoded; `read_again` reads it from its files. Raises Unknown for any other text."""
    try:
        policy = _last_object(text, sources)
    except (ArithmeticError, AttributeError, ImportError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise Unknown(str(error)) from error
    if not isinstance(policy, Policy):
        raise Unknown("no policy")
    object.__setattr__(policy.text, "later", lambda: read_again().text)
    if policy.base is not None:
        object.__setattr__(policy.base.text, "later", lambda: _base(read_again()).text)
    return policy


def _base(policy: Policy) -> Policy:
    assert policy.base is not None
    return policy.base


def _last_object(text: str, sources: Sequence[object]) -> Any:
    names, rows = json.loads(text)
    makers = [_maker(name) for name in names]
    known: list[Any] = [*sources]
    for row in rows:
        known.append(_made(row, known, makers) if type(row) is list else row)
    return known[-1]


def _made(row: list[int], known: list[Any], makers: list[Callable[[list[Any]], Any]]) -> Any:
    code = row[0]
    if code == _FRACTION:
        return Fraction(row[1], row[2])
    values = [known[number] for number in row[1:]]
    if code >= _RECORDS:
        return makers[code - _RECORDS](values)
    if code == _TUPLE:
        return tuple(values)
    if code == _DICT:
        return dict(zip(values[::2], values[1::2], strict=True))
    if code == _SET:
        return frozenset(values)
    if code == _LIST:
        return values
    if code == _KEYWORD:
        return KEYWORDS[values[0]]
    return WORDS[values[0]] if code == _WORD else WORDS[OWN_METHOD].called(*values)


def _maker(name: str) -> Callable[[list[Any]], Any]:
    """What makes records of a class from the values of their fields, without a call of its own."""
    module, _, class_ = name.partition(":")
    if module not in MODULES:
        raise Unknown(name)
    kind = getattr(import_module(module), class_)
    names = _fields(kind)
    if issubclass(kind, tuple):
        return lambda values: tuple.__new__(kind, values)
    new, put = object.__new__, object.__setattr__

    def made(values: list[Any]) -> Any:
        record = new(kind)
        for name, value in zip(names, values, strict=True):
            put(record, name, value)
        return record

    return made


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    """The fields of a record or named tuple; Unknown for any other class."""
    known = vars(kind) if isinstance(kind, type) else {}
    if "__record_fields__" in known and not issubclass(kind, Entry):
        return tuple(name for name in known["__record_fields__"] if kind is not WholeText or name not in _NODES)
    if "_fields" in known and issubclass(kind, tuple):
        return tuple(known["_fields"])
    raise Unknown(str(kind))
