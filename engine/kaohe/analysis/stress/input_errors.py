"""Inputs that are off by what nobody can know: by the rounding of what was written, or by a stated share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor, lcm
from random import Random
from typing import cast

from kaohe.analysis.stress.indicators import Whole
from kaohe.analysis.stress.proofs import with_columns
from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.data.tables.rows import origins
from kaohe.diagnostics import Findings
from kaohe.evaluate.evaluator import Evaluation
from kaohe.lazy import dataclass, replace
from kaohe.policy.dependency_graph import needed_by
from kaohe.policy.model import ColumnSpec, Condition, Vertex

_PARTS = 100
"""An error is drawn from a hundred steps to each side, all as likely."""

_MOST_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A column whose figures may be off: by a hundred times `step` to each side, or by a `share` of each figure.

    `figures` and `step` are whole numbers over `denominator`, in base measure. `origins` is aligned with `figures`: a
    row is off as the first one is that stands for the same row of a file.
    """

    table: str
    spec: ColumnSpec
    figures: tuple[int | None, ...]
    denominator: int
    step: int = 0
    share: Fraction | None = None
    origins: tuple[int, ...] = ()

    def drawn(self, draw: Random) -> list[int | None]:
        """Figures off by an error each, within what the column allows."""
        low = None if self.spec.minimum is None else ceil(self.spec.minimum * self.denominator)
        high = None if self.spec.maximum is None else floor(self.spec.maximum * self.denominator)
        one = int(self.spec.measure.scale * self.denominator)
        found: list[int | None] = []
        for row, figure in enumerate(self.figures):
            if figure is None or self.origins[row] < row:
                found.append(None if figure is None else found[self.origins[row]])
                continue
            parts = draw.randint(-_PARTS, _PARTS)
            value = figure + (self.step * parts if self.share is None else _part(figure, self.share * parts))
            if self.spec.whole:
                value = (2 * value + one) // (2 * one) * one
            value = value if low is None else max(value, low)
            found.append(value if high is None else min(value, high))
        return found


def _part(figure: int, parts: Fraction) -> int:
    """So many hundredths of a figure, which is a whole number of them."""
    return figure * parts.numerator // (parts.denominator * _PARTS)


class Errors:
    """The inputs of one whole that may be off. `share` of each figure, else by the rounding of what was written."""

    def __init__(self, run: Evaluation, whole: Whole, share: Fraction | None) -> None:
        self.run = run
        below = needed_by(run.policy.graph, [(whole.rank or whole.definition).vertex])
        self.columns = tuple(self._uncertain(below, share))
        tables = {each.table for each in self.columns}
        self._conditions = [each for each in run.policy.conditions if each.table in tables]

    @property
    def sources(self) -> list[Vertex]:
        """The columns that may be off."""
        return [Vertex("column", each.table, each.spec.id) for each in self.columns]

    def _uncertain(self, below: set[Vertex], share: Fraction | None) -> Iterator[Uncertain]:
        for id_, data in self.run.dataset.tables.items():
            first = tuple(origins(self.run.policy.tables[id_], data.keys))
            for spec in self.run.policy.tables[id_].columns.values():
                values = data.columns[spec.id]
                if Vertex("column", id_, spec.id) not in below or not isinstance(values, Numbers):
                    continue
                if share is not None and share:
                    # Each figure times a hundred steps of the share, in whole numbers.
                    finer = _PARTS * share.denominator
                    yield Uncertain(
                        id_, spec, _times(values, finer), values.denominator * finer, share=share, origins=first
                    )
                elif share is None and not spec.whole and (step := _last_digit(values, spec)) is not None:
                    finest = step / (2 * _PARTS)
                    denominator = lcm(values.denominator, finest.denominator)
                    figures = _times(values, denominator // values.denominator)
                    yield Uncertain(id_, spec, figures, denominator, int(finest * denominator), origins=first)

    def drawn(self, draw: Random) -> Dataset:
        """The data with every such figure off; a row that would break what must hold stays as it is."""
        changed: dict[str, dict[str, Numbers]] = {}
        for each in self.columns:
            changed.setdefault(each.table, {})[each.spec.id] = Numbers(each.drawn(draw), each.denominator)
        dataset = self._with(changed)
        for condition in self._conditions:
            for row in self._broken(dataset, condition):
                for id_, column in changed[condition.table].items():
                    own = next(each for each in self.columns if (each.table, each.spec.id) == (condition.table, id_))
                    for at, first in enumerate(own.origins):
                        if first == own.origins[row]:
                            column.numerators[at] = own.figures[at]
        return dataset

    def _with(self, changed: Mapping[str, Mapping[str, Numbers]]) -> Dataset:
        tables = dict(self.run.dataset.tables)
        for id_, columns in changed.items():
            tables[id_] = with_columns(tables[id_], columns)
        return replace(self.run.dataset, tables=tables)

    def _broken(self, dataset: Dataset, condition: Condition) -> list[int]:
        frame = self.run.frames.of(self.run.policy.tables[condition.table].grain)
        run = Evaluation(self.run.policy, dataset, self.run.readings, Findings())
        truths = cast("list[bool | None]", run.calculated(condition.rule, frame, condition.text))
        return [row for row, truth in enumerate(truths) if truth is False]


def _times(values: Numbers, factor: int) -> tuple[int | None, ...]:
    return tuple(None if n is None else n * factor for n in values.numerators)


def _last_digit(values: Numbers, spec: ColumnSpec) -> Fraction | None:
    """One of the last decimal place that the column's figures have, in base measure; None for no decimals at all."""
    scale = spec.measure.scale
    figures = {Fraction(n, values.denominator) / scale for n in values.numerators if n is not None}
    for places in range(_MOST_DECIMALS + 1):
        if all((10**places) % figure.denominator == 0 for figure in figures):
            return scale / Fraction(10**places)
    return None
