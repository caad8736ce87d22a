"""Folds: records to their unit, with the reason of each that does not count; quarters and years to a year."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from kaohe.analysis.explain import formulas, inputs
from kaohe.analysis.explain.draft import Draft, Telling, absent
from kaohe.analysis.explain.groups import MOST_TERMS
from kaohe.analysis.explain.model import ActKind, Amount, Explained, Phrase
from kaohe.analysis.explain.names import definition_of
from kaohe.analysis.explain.phrases import PRODUCT, joined
from kaohe.analysis.explain.values import Point
from kaohe.evaluate.provisional import missing_keys
from kaohe.language import tree
from kaohe.language.entry import EXTREMES, FOLD_OPERATORS, Extreme, FoldOp, total
from kaohe.language.periods import Period
from kaohe.results import Value
from kaohe.words.folds_and_quarters import OPERATORS


@dataclass(frozen=True)
class _Row:
    """A row that `where` lets through: its value and the name that counts once."""

    point: Point
    amount: Amount
    name: Value


def fold(telling: Telling, node: tree.FoldRows, point: Point, draft: Draft) -> None:
    """All rows of the unit and period: those that count, and why the others do not."""
    policy = telling.run.policy
    table = policy.tables[node.table]
    draft.put(_words(telling, node))
    own = point.at(policy.types[node].grain)
    if own is None:
        return
    frame = telling.run.frames.of(replace(policy.types[node].grain, table=node.table))
    here = [row for row, target in enumerate(frame.gather(own.frame)) if target == own.row]
    counted: list[_Row] = []
    for row in here:
        at = Point(telling.run, frame, row)
        if node.where is None or at.value(node.where) is True:
            value = at.amount(node.of) if node.of is not None else Amount(True)
            counted.append(_Row(at, value, None if node.once_per is None else at.value(node.once_per)))
    kept = {each.point.row: each for each in (counted if node.once_per is None else _kept(node, counted))}
    for row in here:
        found = next((each for each in counted if each.point.row == row), None)
        draft.parts.append(_row(telling, node, Point(telling.run, frame, row), found, kept))
    if telling.run.dataset.provisional and own.row in missing_keys(telling.run, table, own.frame):
        draft.say("absent", f"因为“{table.name}”还没有报齐")
        return
    out = f"，计入 {len(kept)} 行" if len(kept) < len(here) else ""
    draft.say("rows", f"“{table.name}”有 {len(here)} 行{out}" if here else f"“{table.name}”里没有本单位本期的行")
    _fill(telling, node, list(kept.values()), point, draft)


def _row(
    telling: Telling, node: tree.FoldRows, point: Point, found: _Row | None, kept: Mapping[int, _Row]
) -> Explained:
    """A row that counts, or why it does not."""
    draft, source = Draft(), inputs.row_source(point, node.table, telling.named_rows)
    if found is None:
        assert node.where is not None
        draft.say("condition", "不计入：", *formulas.truth_of(telling, node.where, point, draft, False))
        return replace(_row_step(point, node, Amount(None), draft, False), source=source)
    if node.of is not None:
        telling.rule(_own_rule(telling, node), point, draft)
    elif node.where is not None:
        draft.say("condition", *formulas.truth_of(telling, node.where, point, draft, False))
    if point.row not in kept:
        best = next(each for each in kept.values() if each.name == found.name)
        other = _label(best.point, node)
        draft.say("rows", f"不另计：“{found.name}”只计一次，已按“{other}”另一行计 ", best.amount)
    return replace(_row_step(point, node, found.amount, draft, point.row in kept), source=source)


def _own_rule(telling: Telling, node: tree.FoldRows) -> tree.Node:
    """What the value of a row is: of a bare name of a value of the row (`let`), that value's own rule."""
    assert node.of is not None
    named = definition_of(telling.run.policy, node.of)
    return node.of if named is None or named.table != node.table else named.rule


def _kept(node: tree.FoldRows, rows: list[_Row]) -> list[_Row]:
    """One row for each name: the first that has the highest or lowest value, or simply the first."""
    best: dict[Value, _Row] = {}
    for row in rows:
        known = best.get(row.name)
        if known is None or _is_better(node, row.amount.value, known.amount.value):
            best[row.name] = row
    return [row for row in rows if row in best.values()]


def _is_better(node: tree.FoldRows, value: Value, known: Value) -> bool:
    if not isinstance(value, Fraction) or not isinstance(known, Fraction):
        return False
    return _IS_BETTER[node.keep](value, known)


_IS_BETTER: dict[Extreme, Callable[[Fraction, Fraction], bool]] = total(
    "explain.folds of what is kept", EXTREMES, {"highest": operator.gt, "lowest": operator.lt}
)


def _fill(telling: Telling, node: tree.FoldRows, kept: list[_Row], point: Point, draft: Draft) -> None:
    """What the rows come to."""
    if not kept and point.is_provisional(node) and (node.if_none is None or not point.is_provisional(node.if_none)):
        draft.say("absent", f"还不知道“{point.run.policy.tables[node.table].name}”的哪些行计入")
        return
    if not kept and node.if_none is not None:
        kind: ActKind = "absent" if point.value(node.if_none) is None else "condition"
        draft.say(kind, "没有计入的行，按规定取 ", *telling.fill(node.if_none, point, draft))
        return
    if not kept and OPERATORS[node.op].gives == "of":
        draft.say("absent" if OPERATORS[node.op].absence == "without_rows" else "rows", "没有计入的行")
        return
    draft.filled = _FILLED[node.op]([(row.amount,) for row in kept])


def _summed(values: list[Phrase]) -> Phrase:
    return joined(values, " + ") if len(values) <= MOST_TERMS else (f"{len(values)} 行之和",)


def _listed(name: str) -> Callable[[list[Phrase]], Phrase]:
    return lambda values: (f"{name}(", *joined(values[:MOST_TERMS], "，"), ")")


_FILLED: Mapping[FoldOp, Callable[[list[Phrase]], Phrase]] = total(
    "explain.folds of values",
    FOLD_OPERATORS,
    {
        "sum": _summed,
        "count": lambda values: (f"{len(values)} 行",),
        "any": lambda values: ("有" if values else "没有",),
        "highest": _listed("最高"),
        "lowest": _listed("最低"),
        "mean": lambda values: ("(", *_summed(values), ") ÷ ", Amount(Fraction(len(values)))),
    },
)
"""What the rows that count come to, with their values put in."""

_WORDS: Mapping[FoldOp, str] = total(
    "explain.folds of words",
    FOLD_OPERATORS,
    {"sum": "之和", "count": "有几行", "any": "有没有", "highest": "的最高", "lowest": "的最低", "mean": "的平均"},
)


def _row_step(point: Point, node: tree.FoldRows, value: Amount, draft: Draft, counts: bool) -> Explained:
    """A row as a step: its name, and what its value rests on."""
    return draft.finished(Explained("row", _label(point, node), value, keyword="row", counts=counts))


def _label(point: Point, node: tree.FoldRows) -> str:
    """What a row is called: its further keys, or the first text in it, or its number among the rows of its table."""
    table, data = point.run.policy.tables[node.table], point.run.dataset.tables[node.table]
    texts = [spec.id for spec in table.columns.values() if spec.type == "text" and spec.id not in table.further_keys]
    for column in (*table.further_keys, *texts):
        amount = inputs.cell(point, node.table, column)
        if isinstance(amount.value, str) and amount.value:
            return amount.value
    place = data.place_of(point.row, "unit")
    return f"第 {place.line} 行" if place.line else f"第 {point.row + 1} 行"


def _words(telling: Telling, node: tree.FoldRows) -> Phrase:
    """“建设项目”中满足 投资额 ≥ 2000 万元 的各行，项目得分 之和."""
    word = _WORDS[node.op]
    name = f"“{telling.run.policy.tables[node.table].name}”"
    rows: Phrase = (f"{name}各行",)
    if node.where is not None:
        rows = (f"{name}中满足 ", *telling.words.of(node.where), " 的行")
    if node.once_per is not None:
        rows = (*rows, "（同一“", *telling.words.of(node.once_per), "”只计一次）")
    if OPERATORS[node.op].gives == "truth":
        return (word, *rows) if node.where is not None else (f"{name}里{word}本单位的行",)
    if node.of is None:
        return (*rows, word)
    return (*rows, "，", *telling.words.of(node.of), f" {word}")


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
            missing.append(Period(own.period.year, quarter, "quarter").in_words())
        terms.append((*value, " × ", *weight))
    draft.filled = joined(terms, " + ")
    if missing:
        draft.say("absent", f"缺{'、'.join(missing)}，年度{absent(own.is_provisional(node))}")


def quarters_of(telling: Telling, node: tree.FoldPeriods, own: Point) -> list[Point | None]:
    """The four quarters of a year; None for one that the data does not have."""
    frame = telling.run.frames.of(telling.run.policy.types[node.of].grain)
    year = own.period
    assert year is not None
    rows = [frame.positions.get((own.unit, Period(year.year, quarter, "quarter"), None)) for quarter in (1, 2, 3, 4)]
    return [None if row is None else Point(telling.run, frame, row) for row in rows]


def in_other_period(telling: Telling, node: tree.OtherPeriod, own: Point) -> Point | None:
    """Where the value stands that is meant; None for a period that the data do not have."""
    frame = telling.run.frames.of(telling.run.policy.types[node.of].grain)
    assert own.period is not None
    row = frame.positions.get((own.unit, node.way.other(own.period), None))
    return None if row is None else Point(telling.run, frame, row)


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
