"""How the sizes of figures lie as a whole, of a column and of each thing in it: most are plausible by that alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from kaohe.data.tables.dataset import Numbers, TableData, cells_of
from kaohe.policy.model import Table

if TYPE_CHECKING:
    from kaohe.data.tables.array_columns import Groups

_MOST = Fraction(4, 5)


class Spread:
    """How such sizes lie as a whole: most columns are known to be plausible by their ends, without an order of rows."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self.count = len(sizes)
        self.least, self.most = min(sizes, default=0), max(sizes, default=0)

    @cached_property
    def ordered(self) -> list[int]:
        """The sizes, ascending."""
        return sorted(self.sizes)

    @property
    def middle(self) -> int:
        """The one that stands in the middle of them."""
        return self.ordered[self.count // 2]

    @cached_property
    def lengths(self) -> list[int]:
        """How many binary digits there are, each once, ascending; one too many is possible."""
        return sorted(set(map(int.bit_length, self.sizes)))

    def may_jump(self, factor: int) -> bool:
        """Whether some size may be so many times the next smaller one, or more."""
        return any(high - low >= factor.bit_length() - 2 for low, high in pairwise(self.lengths))

    def reaching(self, least: int) -> int:
        """How many sizes are at least so large."""
        return self.count - bisect_left(self.ordered, least)

    def is_mostly(self, least: Fraction) -> bool:
        """Whether most sizes are at least so large."""
        return self.most >= least and self.reaching(ceil(least)) >= _MOST * self.count


class Series:
    """The rows of a table that are of one thing in several periods."""

    def __init__(self, table: Table, data: TableData) -> None:
        self.table = table
        self.data = data
        self.is_known_by_key = bool(not table.records or table.further_keys or table.identity)

    @cached_property
    def keys(self) -> list[tuple[object, ...]]:
        """What each row is of. A record has its number in its key, and is known elsewhere by its name."""
        names = [cells_of(self.data.columns[id_]) for id_ in self.table.identity]
        if names:
            return list(zip((key[0] for key in self.data.keys), *names, strict=True))
        return [(key[0], *key[2:]) for key in self.data.keys]

    @cached_property
    def several(self) -> list[list[int]]:
        """The rows of each thing that has more than one."""
        if len(set(self.keys)) == len(self.keys):
            return []
        rows: dict[tuple[object, ...], list[int]] = {}
        for row, key in enumerate(self.keys):
            rows.setdefault(key, []).append(row)
        return [those for those in rows.values() if len(those) > 1]

    @cached_property
    def _groups(self) -> Groups:
        """The same, for numbers in arrays."""
        from kaohe.data.tables.array_columns import Groups  # late: it imports NumPy

        return Groups(self.several)

    def has_ratio(self, values: Numbers, factor: int) -> bool:
        """Whether of some thing one figure is so many times the size of another, zeros apart."""
        if values.array is not None:
            return self._groups.has_ratio(values.array, factor)
        for rows in self.several:
            sizes = [abs(n) for row in rows if (n := values.numerators[row])]
            if sizes and max(sizes) >= factor * min(sizes):
                return True
        return False
