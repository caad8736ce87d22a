"""Folds: records to their unit, with the reason of each that does not count; periods to longer ones."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from kaohe.analysis.explain import formulas, inputs
from kaohe.analysis.explain.draft import Draft, Telling, absent_each
from kaohe.analysis.explain.fold_operators import FILLED, SHARES, WORDS, counting, not_counted, weighed
from kaohe.analysis.explain.model import ActKind, Amount, Explained, Phrase
from kaohe.analysis.explain.names import definition_of
from kaohe.analysis.explain.phrases import SIGN, joined, place_of_percentile, title
from kaohe.analysis.explain.values import Point
from kaohe.evaluate.provisional import missing_keys
from kaohe.language import tree
from kaohe.language.entry import EXTREMES, Extreme, total
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, replace
from kaohe.results import Value
from kaohe.translations import worded
from kaohe.words.fold_operators import OPERATORS


@dataclass(frozen=True)
class _Row:
    """A row that `where` lets through: its value and the name that counts once."""

    point: Point
    amount: Amount
    name: Value
    compared: Value


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
    meant: list[_Row] = []
    for row in here:
        at = Point(telling.run, frame, row)
        if node.where is None or at.value(node.where) is True:
            value = at.amount(node.of) if node.of is not None else Amount(True)
            name = None if node.once_per is None else at.value(node.once_per)
            meant.append(_Row(at, value, name, value.value if node.of is None else at.compared(node.of)))
    named = {each.point.row: each for each in (meant if node.once_per is None else _kept(node, meant))}
    kept = _chosen(node, own, [*named.values()])
    for row in here:
        found = next((each for each in meant if each.point.row == row), None)
        draft.parts.append(_row(telling, node, Point(telling.run, frame, row), found, named, kept))
    if telling.run.dataset.provisional and own.row in missing_keys(telling.run, table, own.frame):
        draft.say("absent", worded("因为“{}”还没有报齐", table.name))
        return
    out = worded("，计入 {} 行", len(kept)) if len(kept) < len(here) else ""
    draft.say(
        "rows",
        worded("“{}”有 {} 行{}", table.name, len(here), out)
        if here
        else worded("“{}”里没有本单位本期的行", table.name),
    )
    _fill(telling, node, [each for each in named.values() if each.point.row in kept], point, draft)


def _row(
    telling: Telling,
    node: tree.FoldRows,
    point: Point,
    found: _Row | None,
    named: Mapping[int, _Row],
    kept: Collection[int],
) -> Explained:
    """A row that counts, or why it does not."""
    draft, source = Draft(), inputs.row_source(point, node.table, telling.named_rows)
    if found is None:
        assert node.where is not None
        draft.say("condition", worded("不计入："), *formulas.truth_of(telling, node.where, point, draft, False))
        return replace(_row_step(point, node, Amount(None), draft, False), source=source)
    if node.of is not None:
        telling.rule(_own_rule(telling, node), point, draft)
    elif node.where is not None:
        draft.say("condition", *formulas.truth_of(telling, node.where, point, draft, False))
    if point.row not in named:
        best = next(each for each in named.values() if each.name == found.name)
        other = _label(best.point, node)
        draft.say("rows", worded("不另计：“{}”只计一次，已按“{}”另一行计 ", found.name, other), best.amount)
    elif point.row not in kept:
        draft.say("rows", not_counted(node.options, found.amount))
    if node.weight is not None:
        draft.say("rows", worded("权重 "), *telling.fill(node.weight, point, draft))
    return replace(_row_step(point, node, found.amount, draft, point.row in kept), source=source)


def _chosen(node: tree.FoldRows, own: Point, rows: list[_Row]) -> list[int]:
    """The rows that count once elements are left out, dropped or kept; all of them where too few have a value."""
    weights = None if node.weight is None else [row.point.value(node.weight) for row in rows]
    found = counting(node, own, [row.compared for row in rows], weights)
    return [rows[row].point.row for row in found]


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
        if known is None or _is_better(node, row.compared, known.compared):
            best[row.name] = row
    return [row for row in rows if row in best.values()]


def _is_better(node: tree.FoldRows, value: Value, known: Value) -> bool:
    if isinstance(value, bool) or value is None or known is None:
        return False
    return _IS_BETTER[node.keep](value, known)


_IS_BETTER: dict[Extreme, Callable[[Any, Any], bool]] = total(
    "explain.folds of what is kept", EXTREMES, {"highest": operator.gt, "lowest": operator.lt}
)


def _fill(telling: Telling, node: tree.FoldRows, kept: list[_Row], point: Point, draft: Draft) -> None:
    """What the rows come to."""
    if not kept and point.is_provisional(node) and (node.if_none is None or not point.is_provisional(node.if_none)):
        draft.say("absent", worded("还不知道“{}”的哪些行计入", point.run.policy.tables[node.table].name))
        return
    if not kept and _says_none(telling, node, point, draft, worded("行")):
        return
    terms = [
        (row.amount,) if node.weight is None else weighed((row.amount,), (row.point.amount(node.weight),), node.op)
        for row in kept
    ]
    weights: list[Phrase] | None = None if node.weight is None else [(row.point.amount(node.weight),) for row in kept]
    draft.filled = FILLED[node.op](terms, weights, worded("行"))


def _says_none(telling: Telling, node: tree.FoldRows | tree.FoldList, point: Point, draft: Draft, what: str) -> bool:
    """Says what holds of no elements, if the rule or the operator does."""
    if node.if_none is not None:
        kind: ActKind = "absent" if point.value(node.if_none) is None else "condition"
        draft.say(kind, worded("没有计入的{}，按规定取 ", what), *telling.fill(node.if_none, point, draft))
        return True
    operator = OPERATORS[node.op]
    if operator.gives == "of" or not operator.has_none:
        draft.say("rows" if operator.has_none else "absent", worded("没有计入的{}", what))
        return True
    return False


def _row_step(point: Point, node: tree.FoldRows, value: Amount, draft: Draft, counts: bool) -> Explained:
    """A row as a step: its name, and what its value rests on."""
    return draft.finished(Explained("row", _label(point, node), value, keyword="row", counts=counts))


def _label(point: Point, node: tree.FoldRows) -> str:
    """What a row is called: its further keys, or the first name in it, or its number among the rows of its table."""
    table, data = point.run.policy.tables[node.table], point.run.dataset.tables[node.table]
    texts = [spec.id for spec in table.columns.values() if spec.type in ("name", "text")]
    for column in (*table.further_keys, *texts):
        amount = inputs.cell(point, node.table, column)
        if isinstance(amount.value, str) and amount.value:
            return amount.value
    place = data.place_of(point.row, "unit")
    return worded("第 {} 行", place.line) if place.line else worded("第 {} 行", point.row + 1)


def _words(telling: Telling, node: tree.FoldRows) -> Phrase:
    """“建设项目”中满足 投资额 ≥ 2000 万元 的各行，项目得分 之和."""
    word = worded(WORDS[node.op])
    name = f"“{telling.run.policy.tables[node.table].name}”"
    rows: Phrase = (worded("{}各行", name),)
    if node.where is not None:
        rows = (worded("{}中满足 ", name), *telling.words.of(node.where), worded(" 的行"))
    if node.once_per is not None:
        rows = (*rows, worded("（同一“"), *telling.words.of(node.once_per), worded("”只计一次）"))
    if OPERATORS[node.op].gives == "truth":
        if node.of is not None:
            return (*rows, worded("，"), *telling.words.of(node.of), f" {word}")
        return (word, *rows) if node.where is not None else (worded("{}里{}本单位的行", name, word),)
    if node.of is None:
        return (*rows, word)
    return (*rows, worded("，"), *telling.words.of(node.of), " ", *place_of_percentile(node), word)


def fold_list(telling: Telling, node: tree.FoldList, point: Point, draft: Draft) -> None:
    """The values that are listed, each a part; those that are not meant, are left out or dropped are named."""
    draft.put(telling.words.of(node))
    own = point.at(telling.run.policy.types[node].grain)
    if own is None:
        return
    meant = [each for each in node.elements if each.where is None or own.value(each.where) is True]
    values = [own.value(each.of) for each in meant]
    weights = [own.value(each.weight) for each in meant if each.weight is not None] or None
    kept = counting(node, own, values, weights)
    terms, counts = list[Phrase](), list[Phrase]()
    out: dict[str, list[str]] = {}
    for number, each in enumerate(meant):
        value = telling.fill(each.of, own, draft, SIGN)
        if number not in kept:
            name = each.name or title(telling.words.of(each.of), worded("第 {} 项", number + 1))
            out.setdefault(not_counted(node.options, own.amount(each.of)), []).append(f"“{name}”")
            continue
        if each.weight is not None:
            counts.append(telling.fill(each.weight, own, draft, SIGN))
            value = weighed(value, counts[-1], node.op)
        terms.append(value)
    for why, names in out.items():
        draft.say("rows", f"{worded('、').join(names)}{why}")
    if not terms and _says_none(telling, node, own, draft, worded("项")):
        return
    if own.value(node) is None and node.options.at_least is not None and not own.is_provisional(node):
        draft.say("absent", worded("有值的项不够：{} 项", len([value for value in values if value is not None])))
    elif own.value(node) is None and (missing := _missing_periods(meant, own)):
        draft.say("absent", worded("因为{}", absent_each(missing)))
    draft.filled = FILLED[node.op](terms, counts or None, worded("项"))


def _missing_periods(elements: Sequence[tree.Element], own: Point) -> dict[str, bool]:
    """The parts of a longer period that have no value, and whether each is still to be sent."""
    missing: dict[str, bool] = {}
    for each in elements:
        there = each.of.way.other(own.period) if isinstance(each.of, tree.OtherPeriod) and own.period else None
        if there is not None and own.value(each.of) is None:
            missing[there.in_words()] = own.is_provisional(each.of)
    return missing


def shares(node: tree.FoldList, own: Point) -> list[tuple[tree.Node, Fraction]] | None:
    """The elements that count, each with its share (`SHARES`); None where the operator has none, or no value."""
    shared = SHARES[node.op]
    meant = [each for each in node.elements if each.where is None or own.value(each.where) is True]
    if shared is None or own.number(node) is None:
        return None
    weights = [own.number(each.weight) for each in meant if each.weight is not None] or None
    kept = counting(node, own, [own.value(each.of) for each in meant], weights)  # type: ignore[arg-type]
    counts = [Fraction(1) if weights is None else weights[row] or Fraction(0) for row in kept]
    return [(meant[row].of, share) for row, share in zip(kept, shared.of(counts), strict=True)]


def in_other_period(telling: Telling, node: tree.OtherPeriod, own: Point) -> Point | None:
    """Where the value stands that is meant; None for a period that the data do not have."""
    frame = telling.run.frames.of(telling.run.policy.grain_there(node))
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
    draft.put((*telling.words.of(node.of), worded(" 自 {} 年起逐年连乘", node.first)))
    draft.filled = joined(factors, " × ") if factors else (Amount(None),)
