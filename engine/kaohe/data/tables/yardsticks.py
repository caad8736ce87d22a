"""What tells whether figures are plausible: how their sizes lie as a whole, and what the policy compares them with.

Both say of what order figures are, without anybody having to state what is usual.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING

from kaohe.data.tables.dataset import Numbers, TableData, WholeArray, cells_of
from kaohe.language import tree
from kaohe.policy.model import Policy, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


Yardsticks = dict[tuple[str, str], frozenset[Fraction]]
"""For columns, by table and id, the amounts above zero that they are compared with, in base measure."""


def yardsticks(policy: Policy) -> Yardsticks:
    """The amounts that a column is compared with. Only a column by itself is, no sum and no quotient."""
    found: dict[tuple[str, str], set[Fraction]] = {}
    for of, amount in _compared(policy):
        column, size = _column(policy, of), _size(amount)
        if column is not None and size:
            found.setdefault((column.table, column.column), set()).add(size)
    return {column: frozenset(sizes) for column, sizes in found.items()}


def compared_columns(policy: Policy) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """For columns of amounts, by table and id, those that a rule compares them with, each pair once: 消费量 with 限额.

    What is added to the other one, or taken from it, counts for nothing.
    """
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for of, amount in _compared(policy):
        one, other = _column(policy, of), _column(policy, _without_constants(amount))
        if one is None or other is None or (one.table, one.column) == (other.table, other.column):
            continue
        keys = (one.table, one.column), (other.table, other.column)
        kinds = {policy.tables[table].columns[id_].measure.kind for table, id_ in keys}
        if kinds == {"unit"} and keys[0] not in found.get(keys[1], ()):
            found.setdefault(keys[0], set()).add(keys[1])
    return found


def _without_constants(node: tree.Node) -> tree.Node:
    """Of a sum or a difference the one part that is no number."""
    while isinstance(node, tree.Step) and len(node.roles.measured) == 1:
        (node,) = node.roles.measured
    parts = node.terms if isinstance(node, tree.Add) else (node.left, node.right) if isinstance(node, tree.Sub) else ()
    others = [part for part in parts if _size(part) is None]
    return others[0] if len(others) == 1 else node


def _compared(policy: Policy) -> Iterator[tuple[tree.Node, tree.Node]]:
    """What is compared with what, on all paths of all rules."""
    rules = [definition.rule for definition in policy.definitions.values()]
    rules += [condition.rule for condition in policy.conditions]
    for target in policy.targets:
        if target.rules is not None:
            yield from ((target.rules.actual, amount) for amount in target.rules.amounts)
    for node in _walk(rules):
        match node:
            case tree.Compare():
                yield from ((node.left, node.right), (node.right, node.left))
            case tree.Tiers():
                yield from ((node.of, tier.bound) for tier in node.tiers)
            case tree.Min() | tree.Max():
                yield from ((of, amount) for of in node.terms for amount in node.terms if of is not amount)


def _walk(rules: Iterable[tree.Node]) -> Iterator[tree.Node]:
    seen: set[int] = set()
    for rule in rules:
        for node in tree.walk(rule):
            if id(node) not in seen:
                seen.add(id(node))
                yield node


def _column(policy: Policy, node: tree.Node) -> tree.Column | None:
    """The column that a node is, by whatever names and roundings."""
    passed = 0
    while passed < len(policy.definitions) + 100:
        passed += 1
        match node:
            case tree.Column():
                return node
            case tree.Round() | tree.Abs() | tree.Neg() | tree.Tally():
                node = node.operand
            case tree.Step() if len(node.roles.measured) == 1:
                (node,) = node.roles.measured
            case tree.Ref() if (node.unit_type, node.id) in policy.definitions:
                node = policy.definitions[node.unit_type, node.id].rule
            case _:
                return None
    return None


def _size(node: tree.Node) -> Fraction | None:
    match node:
        case tree.Number():
            return abs(node.value)
        case tree.Neg():
            return _size(node.operand)
        case _:
            return None


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


class _ArraySpread(Spread):
    """The same of sizes in an array, which are put in order, and listed, where somebody asks for them."""

    def __init__(self, sizes: NDArray[np.int64]) -> None:
        self._array = sizes
        self.count = len(sizes)
        self.least, self.most = (int(sizes.min()), int(sizes.max())) if self.count else (0, 0)

    @cached_property
    def ordered(self) -> list[int]:
        return sorted(self._array.tolist())

    @cached_property
    def lengths(self) -> list[int]:
        import numpy as np  # late: it is loaded where there is an array

        lengths = np.frexp(self._array.astype(np.float64))[1]
        return [int(length) for length in np.flatnonzero(np.bincount(lengths))]

    def reaching(self, least: int) -> int:
        return int((self._array >= least).sum())


def spread_of(values: Numbers) -> Spread:
    """How the sizes of the numbers of a column lie that are not zero."""
    if values.array is None:
        return Spread([abs(n) for n in values.numerators if n])
    numbers = values.array.values
    return _ArraySpread(abs(numbers[numbers != 0]))


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
        if len(set(map(itemgetter(0), self.data.keys))) == len(self.data.keys):  # told apart by their units alone
            return []
        if len(set(self.keys)) == len(self.keys):
            return []
        rows: dict[tuple[object, ...], list[int]] = {}
        for row, key in enumerate(self.keys):
            rows.setdefault(key, []).append(row)
        return [those for those in rows.values() if len(those) > 1]

    @cached_property
    def _joined(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The same rows one after the other, and where those of each thing begin."""
        import numpy as np  # late: it is loaded where there is an array

        lengths = np.array(list(map(len, self.several)), np.int64)
        return np.array([row for rows in self.several for row in rows], np.int64), np.cumsum(lengths) - lengths

    def has_ratio(self, values: Numbers, factor: int) -> bool:
        """Whether of some thing one figure is so many times the size of another, zeros apart."""
        if values.array is not None and self.several:
            return self._has_ratio_in_array(values.array, factor)
        for rows in self.several:
            sizes = [abs(n) for row in rows if (n := values.numerators[row])]
            if sizes and max(sizes) >= factor * min(sizes):
                return True
        return False

    def _has_ratio_in_array(self, numbers: WholeArray, factor: int) -> bool:
        import numpy as np

        rows, starts = self._joined
        sizes = np.abs(numbers.values[rows])
        most = np.maximum.reduceat(sizes, starts)
        least = np.minimum.reduceat(np.where(sizes == 0, np.iinfo(np.int64).max, sizes), starts)
        return bool((most // factor >= least).any())
