"""Grids (办法里的表): tables of the document that stand in the policy, looked up by key and never asked of data.

Standards by industry and band, points by year and place, weights by group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from kaohe.language.periods import LEVELS, Period, PeriodLevel
from kaohe.lazy import dataclass, field
from kaohe.policy.types import ColumnSpec
from kaohe.source_places import Place
from kaohe.words.periods import running_number

KeyValue = str | Fraction
"""One part of a key: a text or a member's id; a number, a year, or the running number of a quarter."""
KeyKind = Literal["word", "number", "period", "part"]
"""A text or member; a number; a period, by its running number; a part of any year, counted from 1."""


@dataclass(frozen=True, slots=True)
class GridKey:
    """One part of a grid's key. `words` are its members, id to name; None where any text or number may stand.

    A period is one of its `level`. Under `since` a row holds from then until the next one with otherwise the same key.
    """

    id: str
    name: str
    kind: KeyKind
    words: Mapping[str, str] | None = None
    since: bool = False
    level: PeriodLevel = "year"

    @property
    def is_period(self) -> bool:
        """Whether it is a period, which a rule knows from its own frame."""
        return self.kind in ("period", "part")

    def running(self, period: Period) -> Fraction:
        """The running number of a period; of a coarser one that of the first in it."""
        return Fraction(running_number(period, self.level))

    def member(self, word: str) -> KeyValue | None:
        """The member that a word names, by its id or its name; None for a word that is none."""
        words = self.words or {}
        found = word if word in words else {name: id_ for id_, name in words.items()}.get(word)
        return found if found is None or self.kind == "word" else Fraction(found)

    @property
    def members(self) -> list[KeyValue]:
        """Its members, in order; none where they are not known."""
        return [word if self.kind == "word" else Fraction(word) for word in self.words or ()]

    def shown(self, value: KeyValue) -> str:
        """A value of it as people write it."""
        if self.kind == "period" and self.level != "year" and isinstance(value, Fraction):
            if self.level == "day":
                year, number = divmod(int(value), 10_000)
                return str(Period(year, number, "day"))
            months = LEVELS[self.level].months
            year, behind = divmod(int(value) - months, 12)
            return str(Period(year, behind // months + 1, self.level))
        return (self.words or {}).get(str(value), str(value))


@dataclass(frozen=True, slots=True)
class GridEntry:
    """A value (None: absent) for a key, and where it stands: its cell, or its row where the cell is left out."""

    key: tuple[KeyValue, ...]
    value: Fraction | bool | str | None
    place: Place


@dataclass(frozen=True, slots=True)
class GridColumn:
    """What stands in one column, key by key, in the order of the rows.

    `keys` are the parts of the key: those of the grid, and the list that it has a heading for each member of.
    `otherwise` holds for keys that no row has; without it such a key is refused, or has no value with `some`.
    """

    spec: ColumnSpec
    keys: tuple[GridKey, ...]
    entries: tuple[GridEntry, ...]
    otherwise: GridEntry | None = None
    some: bool = False
    _found: dict[tuple[KeyValue, ...], list[GridEntry]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def since_at(self) -> int | None:
        """Which part of the key is the period from which a row holds."""
        return next((at for at, key in enumerate(self.keys) if key.since), None)

    @property
    def values(self) -> Iterable[GridEntry]:
        """Every entry that a look-up can come to."""
        yield from self.entries
        if self.otherwise is not None:
            yield self.otherwise

    def at(self, key: tuple[KeyValue, ...]) -> GridEntry | None:
        """The entry for a key: that of its row, or what holds otherwise; None where there is neither."""
        since = self.since_at
        if not self._found:
            for entry in sorted(self.entries, key=lambda entry: 0 if since is None else entry.key[since], reverse=True):
                self._found.setdefault(_without(entry.key, since), []).append(entry)
        for entry in self._found.get(_without(key, since), ()):
            if since is None or entry.key[since] <= key[since]:  # type: ignore[operator]
                return entry
        return self.otherwise


def _without(key: tuple[KeyValue, ...], at: int | None) -> tuple[KeyValue, ...]:
    return key if at is None else (*key[:at], *key[at + 1 :])


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the document: its columns by id. `keys` are the parts of the key that its rows have.

    Where something in it was found wrong, some rows are missing, or nothing at all could be read of it.
    """

    id: str
    name: str
    place: Place
    keys: tuple[GridKey, ...]
    columns: Mapping[str, GridColumn]
    clause: str | None = None
    note: str | None = None
    fault: Literal["", "rows", "whole"] = ""
