"""From the quarters to their year: each quarter's value and weight, and the quarters that are not there yet."""

from __future__ import annotations

from kaohe.analysis.explain.draft import Draft, Telling
from kaohe.analysis.explain.lacking import absent
from kaohe.analysis.explain.model import Amount, Phrase
from kaohe.analysis.explain.phrases import PRODUCT, joined
from kaohe.analysis.explain.point import Point
from kaohe.language import tree
from kaohe.language.periods import Period


def quarters(telling: Telling, node: tree.FoldPeriods, point: Point, draft: Draft) -> None:
    """The weighted sum, quarter by quarter."""
    own = point.at(telling.run.policy.types[node].grain)
    assert own is not None and own.period is not None
    draft.put((*telling.words.of(node.of), " 按各季度权重合计"))
    terms: list[Phrase] = []
    missing: list[str] = []
    for quarter, at in enumerate(quarters_of(telling, node, own), 1):
        weight = telling.fill(node.weights[quarter - 1], own, draft, PRODUCT)
        value: Phrase = (Amount(None),)
        if at is not None:
            telling.add_part(node.of, at, draft, above=own)
            value = (at.amount(node.of),)
        if at is None or at.amount(node.of).value is None:
            missing.append(Period(own.period.year, quarter).in_words())
        terms.append((*value, " × ", *weight))
    draft.filled = joined(terms, " + ")
    if missing:
        draft.say("absent", f"缺{'、'.join(missing)}，年度{absent(own.waits(node))}")


def quarters_of(telling: Telling, node: tree.FoldPeriods, own: Point) -> list[Point | None]:
    """The four quarters of a year; None for one that the data does not have."""
    frame = telling.run.frames.of(telling.run.policy.types[node.of].grain)
    year = own.period
    assert year is not None
    rows = [frame.positions.get((own.unit, Period(year.year, quarter), None)) for quarter in (1, 2, 3, 4)]
    return [None if row is None else Point(telling.run, frame, row) for row in rows]


def since_year(telling: Telling, node: tree.SinceYear, point: Point, draft: Draft) -> None:
    """The product of the years."""
    own = point.at(telling.run.policy.types[node].grain)
    assert own is not None and own.period is not None
    factors: list[Phrase] = []
    for year in range(node.first, min(own.period.year, node.last) + 1):
        row = own.frame.positions.get((own.unit, Period(year), None))
        if row is None:
            factors.append((Amount(None),))
            continue
        telling.add_part(node.of, own.moved(row), draft, above=own)
        factors.append((own.moved(row).amount(node.of),))
    draft.put((*telling.words.of(node.of), f" 自 {node.first} 年起逐年连乘"))
    draft.filled = joined(factors, " × ") if factors else (Amount(None),)
