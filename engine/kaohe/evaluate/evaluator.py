"""The exact evaluator: each node of the tree once over all rows of its frame.

Walking the tree once for each unit is several times slower, and a group's figures would be calculated for each
of its units. A node that changes the grain is calculated on the whole of its own frame, then taken to wherever
it is asked for. A row that has no value (a division by zero) is refused where something asks for it: a condition
shields what it leaves out, also by way of a named value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.data.tables.frames import Frame, Frames
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.evaluate import folds, groups, scalars
from kaohe.evaluate.columns import Column, Given, Known, NoValue, constant, exact, merged, taken, with_default
from kaohe.evaluate.provisional import ProvisionalRows
from kaohe.language import tree
from kaohe.language.entry import KEY_PARTS, KeyPart, total
from kaohe.language.periods import Period
from kaohe.language.reals import Real, Undecided
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Definition, Policy

if TYPE_CHECKING:
    from kaohe.evaluate.arrays.evaluation import Arrays

ARRAYS_FROM = 6000
"""From so many rows of a table or units on arrays are quicker than lists, NumPy's import included."""


def _arrays_of(run: Evaluation) -> Arrays | None:
    """The array side of a run over many units, if NumPy is there; of provisional data there is none."""
    dataset = run.dataset
    longest = max((len(data.keys) for data in dataset.tables.values()), default=0)
    if not run.over_arrays or dataset.provisional or longest < ARRAYS_FROM or find_spec("numpy") is None:
        return None
    from kaohe.evaluate.arrays.evaluation import Arrays, Counts
    from kaohe.evaluate.arrays.keys import DataArrays

    if not dataset.arrays:
        dataset.arrays.append(DataArrays(dataset))
    return Arrays(run, dataset.arrays[0], {}, Counts())


class Evaluation:
    """One run: a policy over a data set under certain readings.

    `readings` has a reading for every question. `findings` gets what only the calculation can show (E1xx); a value
    is asked for with `value`, whole columns at its own grain. `subject` names what is being calculated. What is `given`
    is not calculated. A run that takes some values from elsewhere in a way of its own is not `over_arrays`.
    """

    over_arrays = True

    def __init__(
        self,
        policy: Policy,
        dataset: Dataset,
        readings: Mapping[str, str],
        findings: Findings,
        given: Given | None = None,
    ) -> None:
        self.policy = policy
        self.dataset = dataset
        self.readings = readings
        self.findings = findings
        self.given = given or {}
        self.frames = Frames(policy, dataset)
        self.provisional = ProvisionalRows(self)
        self._values: dict[Identity, Column] = {}
        self._faults: dict[Identity, dict[int, NoValue]] = {}
        self._known: dict[Frame, Known] = {}
        self.subject = ""
        self._rows: dict[str, list[int | None] | None] = {}
        self.arrays = _arrays_of(self)

    def apart(self) -> Evaluation:
        """The same run with findings of its own: what is asked of it later is no fault of the results.

        Named values that are known stay so; columns inside rules are all kept.
        """
        found = copy(self)
        found.findings, found._known = Findings(), {}
        found.provisional = self.provisional.of_run(found)
        found.arrays = None if self.arrays is None else self.arrays.of_run(found)
        return found

    @property
    def counts(self) -> tuple[int, int] | None:
        """How many values operations gave over arrays, and how many by lists; None where there are no arrays."""
        return None if self.arrays is None else self.arrays.counts.both

    def calculate(self, identity: Identity) -> None:
        """Calculates a named value, without making a list of one that is an array."""
        if self.arrays is None:
            self.value(identity)
        else:
            self._calculate(identity)

    def value(self, identity: Identity) -> Column:
        """A named value on the frame of its grain; None in a row that has no value, and that nothing has asked for."""
        if identity not in self._values:
            self._calculate(identity)
        if identity not in self._values:
            assert self.arrays is not None
            self._values[identity] = self.arrays.value_as_list(identity, self._frame_of(identity))
        return self._values[identity]

    def _frame_of(self, identity: Identity) -> Frame:
        return self.frames.of(self.policy.value_types[identity].grain)

    def _calculate(self, identity: Identity) -> None:
        """A named value, as a list or as an array, and its faults, if that is not known yet."""
        if identity in self._faults:
            return
        definition, frame = self.policy.definitions[identity], self._frame_of(identity)
        with self._calculating(definition.name):
            try:
                faults: dict[int, NoValue] = {}
                if self.arrays is None or not self.arrays.calculate(definition, frame):
                    self._values[identity] = self._of_all(definition, frame)
            except NoValue:
                self._values[identity], faults = self.where_there_is_one(definition.rule, frame)
            self._faults[identity] = faults
            self.provisional.learn(identity, definition.rule, frame, faults)

    def _of_all(self, definition: Definition, frame: Frame) -> Column:
        """A rule's values; one that is common to all units is calculated for one of them in each period."""
        if not definition.is_common:
            return self.of(definition.rule, frame)
        first: dict[Period | None, int] = {}
        for row, (_, period, _) in enumerate(frame.keys):
            first.setdefault(period, row)
        place = {period: number for number, period in enumerate(first)}
        found = self.of(definition.rule, frame.part([*first.values()]))
        return taken(found, [place[period] for _, period, _ in frame.keys])

    def asked(self, identity: Identity, rows: Iterable[int | None] | None = None) -> Column:
        """A named value for these rows of its frame (all if None), which have to have one. Raises NoValue."""
        value = self.value(identity)
        if faults := self.faults(identity):
            for row in sorted(faults) if rows is None else rows:
                if row is not None and row in faults:
                    raise faults[row]
        return value

    def faults(self, identity: Identity) -> Mapping[int, NoValue]:
        """The rows of a named value that have no value, and why."""
        self.value(identity)
        return self._faults.get(identity, {})

    def has_faults(self, identity: Identity) -> bool | None:
        """Whether some row of a named value has no value; None as long as it has not been calculated."""
        return bool(self._faults[identity]) if identity in self._faults else None

    def where_there_is_one(self, rule: tree.Node, frame: Frame) -> tuple[Column, dict[int, NoValue]]:
        """A rule's values in the rows that have one, and the fault of each of the others, found by halving."""
        parts: list[tuple[Sequence[int], Column]] = []
        faults: dict[int, NoValue] = {}
        to_calculate: list[Sequence[int]] = [range(len(frame))]
        while to_calculate:
            rows = to_calculate.pop()
            try:
                parts.append((rows, self.of(rule, frame.part(rows))))
            except NoValue as fault:
                if len(rows) == 1:
                    faults[rows[0]] = fault
                else:
                    to_calculate += [rows[: len(rows) // 2], rows[len(rows) // 2 :]]
        return merged(len(frame), parts), faults

    def calculated(self, rule: tree.Node, frame: Frame, subject: str) -> Column:
        """A whole rule on a frame. `subject` is what findings call it."""
        with self._calculating(subject):
            return self.of(rule, frame)

    def broken_rows(self, rule: tree.Node, frame: Frame, subject: str) -> list[int]:
        """The rows of a whole frame where a condition does not hold; not those where it is open."""
        with self._calculating(subject):
            if self.arrays is not None and (rows := self.arrays.broken_rows(rule, frame)) is not None:
                return rows
            return [row for row, truth in enumerate(cast("list[bool | None]", self.of(rule, frame))) if truth is False]

    @contextmanager
    def _calculating(self, subject: str) -> Iterator[None]:
        """Columns inside a rule are kept only while it is calculated: there are many, and they are long."""
        outer, known = self.subject, self._known
        inside = None if self.arrays is None else self.arrays.forget()
        self.subject, self._known = subject, {}
        try:
            yield
        finally:
            self.subject, self._known = outer, known
            if self.arrays is not None and inside is not None:
                self.arrays.remember(inside)

    def of(self, node: tree.Node, frame: Frame) -> Column:
        """A node on a frame at its own grain or a finer one. Raises NoValue.

        Each is calculated once for a frame and for all parts of it: methods that ask twice for what they are given
        would otherwise double the work with each call inside a call.
        """
        known = self._known_of(frame)
        if node not in known:
            found = self._of_whole(node, frame)
            if found is None and self.arrays is not None and self.arrays.takes(frame, ARRAYS_FROM):
                try:
                    found = self.arrays.listed(node, frame)
                except NoValue as fault:
                    known[node] = fault
                    raise
            if found is None:
                return self.by_lists(node, frame)
            known[node] = found
        return _there(known[node])

    def by_lists(self, node: tree.Node, frame: Frame) -> Column:
        """The same by its list form."""
        known = self._known_of(frame)
        if node not in known:
            if self.arrays is not None:
                self.arrays.count(node, len(frame), over_arrays=False)
            try:
                known[node] = _OPERATIONS[type(node)](self, node, frame)
            except NoValue as fault:
                known[node] = fault
            except Undecided as fault:
                known[node] = self._undecided(node, fault)
        return _there(known[node])

    def known_by_lists(self, node: tree.Node, frame: Frame) -> Column | None:
        """The same if it is known already."""
        found = self._known_of(frame).get(node)
        return None if isinstance(found, NoValue) else found

    def _undecided(self, node: tree.Node, fault: Undecided) -> NoValue:
        """E105: two reals that nothing tells apart."""
        details = {"value": self.subject, "left": fault.left, "right": fault.right}
        return NoValue([*self.findings.all, Diagnostic("E105", node.place, details)])

    def _known_of(self, frame: Frame) -> Known:
        if frame.whole is not None:
            return frame.known
        return self._known.setdefault(frame, dict(self.given.get(frame.grain, {})))

    def _of_whole(self, node: tree.Node, frame: Frame) -> Column | None:
        """What is known already of the frame that this is a part of."""
        parts: list[Frame] = []
        while frame.whole is not None:
            parts.append(frame)
            frame = frame.whole
            found = self._known_of(frame).get(node)
            if isinstance(found, NoValue):
                return None
            if found is not None:
                return taken(found, _in_whole(parts))
        return None if self.arrays is None or not parts else self.arrays.known_rows(node, frame, _in_whole(parts))

    def at_own_grain(self, node: tree.Node, frame: Frame, calculate: Callable[[Frame], Column]) -> Column:
        """What `calculate` gives on the frame of the node's own grain, taken to `frame`."""
        own = self.frames.of(self.policy.types[node].grain)
        if own is frame:
            return calculate(own)
        return taken(self.of(node, own), frame.gather(own))

    def table_rows(self, table: str, own: Frame) -> list[int | None] | None:
        """The table's row for each key of its frame, which an optional table need not all have; None if row by row."""
        if table not in self._rows:
            positions = {(key[0], key[1]): row for row, key in enumerate(self.dataset.tables[table].keys)}
            rows = [positions.get((unit, period)) for unit, period, _ in own.keys]
            self._rows[table] = None if rows == list(range(len(positions))) else rows
        return self._rows[table]

    def partition(self, frame: Frame, node: tree.FoldUnits | tree.Rank) -> list[list[int]]:
        """The rows of each comparison group, in each period by itself; a unit in no group is compared with none.

        Rows of a table are compared whatever their unit and period, but for those that its file does not tell apart:
        there each has the same rows once more.
        """
        spread = ("period",) if node.rows is None else self.policy.tables[node.rows].spread
        group_of = [True] * len(frame) if node.within is None else exact(self.of(node.within, frame))
        parts: dict[Any, list[int]] = {}
        reals: list[Real] = []
        for row, ((unit, period, _), group) in enumerate(zip(frame.keys, group_of, strict=True)):
            if group is not None:
                apart = (unit if "unit" in spread else None, period if "period" in spread else None)
                parts.setdefault((*apart, groups.hashable(group, reals)), []).append(row)
        return list(parts.values())


def _there(found: Column | NoValue) -> Column:
    """A column; raises why there is none."""
    if isinstance(found, NoValue):
        raise found
    return found


def _in_whole(parts: Sequence[Frame]) -> Sequence[int]:
    """The rows of the first of these parts, each a part of the next, in the frame that the last is a part of."""
    rows = parts[0].rows
    for part in parts[1:]:
        rows = [part.rows[row] for row in rows]
    return rows


def _number(run: Evaluation, node: tree.Number, frame: Frame) -> Column:
    return constant(node.value, len(frame))


def _word(run: Evaluation, node: tree.Text | tree.Truth, frame: Frame) -> Column:
    return [node.value] * len(frame)


def _absent(run: Evaluation, node: tree.Absent, frame: Frame) -> Column:
    return [None] * len(frame)


def _column(run: Evaluation, node: tree.Column, frame: Frame) -> Column:
    table = run.policy.tables[node.table]
    own = run.frames.of(run.policy.types[node].grain)
    column: Column = run.dataset.tables[node.table].columns[node.column]
    if not table.is_finer and (rows := run.table_rows(node.table, own)) is not None:
        column = with_default(run, node, own, taken(column, rows))
    return column if own is frame else taken(column, frame.gather(own))


def _ref(run: Evaluation, node: tree.Ref, frame: Frame) -> Column:
    identity = (node.unit_type, node.id)
    own = run.frames.of(run.policy.value_types[identity].grain)
    if own is frame:
        return run.asked(identity)
    rows = frame.gather(own)
    return taken(run.asked(identity, rows), rows)


def _key(run: Evaluation, node: tree.Key, frame: Frame) -> Column:
    return _KEY_PARTS[node.part](run, node, frame)


def _groups(run: Evaluation, node: tree.Key, frame: Frame) -> Column:
    groups_of = run.dataset.groups[run.policy.types[node].grain.unit or ""]
    return [groups_of.get(key[0] or "") for key in frame.keys]


def _of_period(number: Callable[[Period], int]) -> Callable[[Evaluation, tree.Key, Frame], Column]:
    def column(run: Evaluation, node: tree.Key, frame: Frame) -> Column:
        return Numbers([None if key[1] is None else number(key[1]) for key in frame.keys])

    return column


_KEY_PARTS: dict[KeyPart, Callable[[Evaluation, tree.Key, Frame], Column]] = total(
    "evaluate.evaluator.KEY_PARTS",
    KEY_PARTS,
    {
        "unit": lambda run, node, frame: [key[0] for key in frame.keys],
        "group": _groups,
        "year": _of_period(lambda period: period.year),
        "half_year": _of_period(lambda period: period.at("half_year").number),
        "quarter": _of_period(lambda period: period.at("quarter").number),
        "month": _of_period(lambda period: period.at("month").number),
        "day": _of_period(lambda period: period.number % 100),
    },
)


def _reading(run: Evaluation, node: tree.Reading, frame: Frame) -> Column:
    return run.of(dict(node.cases)[run.readings[node.question]], frame)


def _step(run: Evaluation, node: tree.Step, frame: Frame) -> Column:
    return run.of(node.body, frame)


_OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = total(
    "evaluate.evaluator",
    tree.CALCULATED,
    {
        tree.Number: _number,
        tree.Text: _word,
        tree.Truth: _word,
        tree.Absent: _absent,
        tree.Column: _column,
        tree.Ref: _ref,
        tree.Key: _key,
        tree.Reading: _reading,
        tree.Step: _step,
    },
    scalars.ARITHMETIC,
    scalars.OPERATIONS,
    folds.OPERATIONS,
    groups.OPERATIONS,
)
