"""Comparisons of units that lie in several partitions: what each partition brings, compared at once, handed back.

A word that compares all units is cut out of the policy. Each partition brings what it rests on, the columns of its
arguments. The evaluator calculates the word over these columns, those of all partitions behind each other, and each
partition is given its own rows of what that comes to: so the figure is by construction the one of the whole data,
whichever word it is, and what is in memory is the columns of one word, a value for each unit. What rests on another
comparison, as a place by a sum of points for places, waits for it: there are as many levels as comparisons rest on each
other, and a pass for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

from kaohe.data.tables.dataset import Dataset, TableData
from kaohe.data.tables.frames import Frame, Frames
from kaohe.diagnostics import Findings
from kaohe.evaluate.columns import Column, Known, NoValue, merged, taken
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.partitions.compared import compare_all
from kaohe.partitions.ledger import Brought, packed, packed_keys, unpacked, unpacked_keys
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Policy
from kaohe.policy.types import Grain


@dataclass(frozen=True, slots=True)
class Cut:
    """A word that compares all units: its number among those of the policy, what it is the rule of, and its arguments.

    Those that are the same whatever the data, as the rule for ties, are not among them.
    """

    number: int
    node: tree.Node
    value: str
    arguments: tuple[tree.Node, ...]
    grain: Grain

    @property
    def keys(self) -> str:
        """The name of the piece that has the keys of its frame."""
        return f"keys {self.grain.unit} {self.grain.period} {self.grain.table} {self.grain.earlier}"

    @property
    def given(self) -> str:
        """The name of the piece that has what it comes to."""
        return f"given {self.number}"

    def piece(self, argument: int) -> str:
        """The name of the piece that has an argument."""
        return f"argument {self.number} {argument}"


class Passes:
    """The cuts of a policy under certain readings, by level: those of the first rest on no other comparison."""

    def __init__(self, policy: Policy, readings: Mapping[str, str]) -> None:
        self.policy, self.readings = policy, readings
        beyond = compare_all(policy, readings)
        self._nodes = {each.node for each in beyond}
        self._below: dict[Identity, frozenset[tree.Node]] = {}
        self.levels: list[list[Cut]] = []
        for identity in policy.order if beyond else ():
            definition = policy.definitions[identity]
            self._below[identity] = frozenset(self._cut_in(definition.rule, definition.where))
        cuts = [
            Cut(number, each.node, each.value, tuple(self._arguments(each.node)), policy.types[each.node].grain)
            for number, each in enumerate(beyond)
        ]
        assert all(cut.grain.unit is not None for cut in cuts), "what is of no unit would count once for each partition"
        waiting = {cut.node: self._cut_in(*cut.arguments) for cut in cuts}
        while waiting:
            ready = {node for node, below in waiting.items() if below.isdisjoint(waiting)}
            self.levels.append([cut for cut in cuts if cut.node in ready])
            waiting = {node: below for node, below in waiting.items() if node not in ready}

    def _arguments(self, node: tree.Node) -> Iterator[tree.Node]:
        for child in tree.children(node):
            if not all(isinstance(each, _CONSTANT) for each in tree.walk(child, self.readings)):
                yield child

    def _inside(self, *roots: tree.Node | None) -> Iterator[tree.Node]:
        """The nodes of rules, and nothing below those that are cut out."""
        seen: set[tree.Node] = set()
        stack = [root for root in roots if root is not None]
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            yield node
            if isinstance(node, tree.Reading):
                stack.append(dict(node.cases)[self.readings[node.question]])
            elif node not in self._nodes:
                stack.extend(tree.children(node))

    def _cut_in(self, *roots: tree.Node | None) -> set[tree.Node]:
        """What is cut out of rules, and of the values that they name, right away."""
        found: set[tree.Node] = set()
        for node in self._inside(*roots):
            if node in self._nodes:
                found.add(node)
            elif isinstance(node, tree.Ref):
                found |= self._below[node.unit_type, node.id]
        return found

    def named_by(self, cuts: Iterable[Cut]) -> list[Identity]:
        """The values that the arguments of these rest on, in the order to calculate them in."""
        found: set[Identity] = set()
        stack: list[tree.Node | None] = [argument for cut in cuts for argument in cut.arguments]
        while stack:
            for node in self._inside(stack.pop()):
                if isinstance(node, tree.Ref) and (identity := (node.unit_type, node.id)) not in found:
                    found.add(identity)
                    definition = self.policy.definitions[identity]
                    stack += [definition.rule, definition.where]
        return [identity for identity in self.policy.order if identity in found]


_CONSTANT = (tree.Number, tree.Text, tree.Truth, tree.Absent, tree.Reading, tree.Step)


def brought(run: Evaluation, passes: Passes, cuts: Sequence[Cut]) -> dict[str, bytes]:
    """What a partition brings to these cuts: pieces by their names."""
    found: dict[str, bytes] = {}
    for identity in passes.named_by(cuts):  # each after those it rests on
        run.calculate(identity)
    for cut in cuts:
        own = run.frames.of(cut.grain)
        if cut.keys not in found:
            found[cut.keys] = packed_keys(own.keys)
        for number, argument in enumerate(cut.arguments):
            column, faults = run.where_there_is_one(argument, own)
            found[cut.piece(number)] = packed(Brought(column, sorted(faults)))
    return found


class Lacking(NoValue):
    """An argument of a comparison has no value where it is asked for: which, in which partition and row."""

    def __init__(self, argument: int, partition: int, row: int) -> None:
        super().__init__([])
        self.argument, self.partition, self.row = argument, partition, row


class _OneFrame(Frames):
    """The frames of a run that knows one: the keys of all partitions."""

    def __init__(self, policy: Policy, dataset: Dataset, frame: Frame) -> None:
        super().__init__(policy, dataset)
        self._frames[frame.grain] = frame


class _Together(Evaluation):
    """A run over the units of all partitions, that knows nothing of them but the arguments of a comparison."""

    over_arrays = False
    lacking: Mapping[tree.Node, Mapping[int, Lacking]]

    def of(self, node: tree.Node, frame: Frame) -> Column:
        """A node on a frame. Raises Lacking for a row that is asked and has no value."""
        if faults := self.lacking.get(node):
            rows, part = [*range(len(frame))], frame
            while part.whole is not None:
                rows, part = [part.rows[row] for row in rows], part.whole
            for row in rows:
                if row in faults:
                    raise faults[row]
        return super().of(node, frame)


def together(passes: Passes, cut: Cut, pieces: Callable[[str], Iterator[bytes]]) -> Iterator[bytes]:
    """What a comparison of the units of all partitions comes to, a piece for each partition.

    `pieces` gives those of a name, of one partition after the other. Raises NoValue, Lacking among them.
    """
    parts = [unpacked_keys(piece) for piece in pieces(cut.keys)]
    keys = [key for part in parts for key in part]
    # As in a table of all: in the order of periods, and in each in that of the partitions.
    order = sorted(range(len(keys)), key=lambda row: keys[row][1] or _NO_PERIOD)
    place = [0] * len(order)
    for to, row in enumerate(order):
        place[row] = to
    rows_of = [place[start:end] for start, end in pairwise(accumulate(map(len, parts), initial=0))]
    columns: Known = {}
    lacking: dict[tree.Node, dict[int, Lacking]] = {}
    for number, argument in enumerate(cut.arguments):
        found = [unpacked(piece) for piece in pieces(cut.piece(number))]
        columns[argument] = merged(len(order), [(rows_of[at], each.column) for at, each in enumerate(found)])
        lacking[argument] = {
            rows_of[at][row]: Lacking(number, at, row) for at, each in enumerate(found) for row in each.faults
        }
    table = cut.grain.table
    dataset = Dataset({} if table is None else {table: TableData(table, [], {})}, {}, {}, {})
    run = _Together(passes.policy, dataset, passes.readings, Findings(), {cut.grain: columns})
    run.frames = _OneFrame(passes.policy, dataset, Frame(cut.grain, lambda: [keys[row] for row in order]))
    run.lacking = lacking
    figures = run.calculated(cut.node, run.frames.of(cut.grain), cut.value)
    for rows in rows_of:
        yield packed(Brought(taken(figures, rows)))


_NO_PERIOD = Period(0)
