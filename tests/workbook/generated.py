"""Data at random for any policy: values on and beside the borders that its rules name, and many ties."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction

from kaohe.language.tree import Number, walk
from kaohe.policy.model import ColumnSpec, Policy, Table

Rows = dict[str, list[dict[str, object]]]
TEXTS = ("甲", "乙", "a", "A", "a*", "=1+1")


def random_readings(policy: Policy, chance: random.Random) -> dict[str, str]:
    """A reading for every question."""
    return {question.id: chance.choice(list(question.readings)) for question in policy.questions.values()}


def random_rows(policy: Policy, chance: random.Random, periods: Sequence[str], tables: Sequence[str]) -> Rows:
    """Rows for these tables and quarters; yearly tables get the years."""
    borders = _borders(policy)
    few = chance.choice([2, 3, 8, 1000])  # how many different values a column has at most
    rows: Rows = {}
    for table in (policy.tables[name] for name in tables):
        whens = periods if table.period == "quarter" else sorted({period[:4] for period in periods})
        pools = {spec.id: _pool(spec, chance, borders, few) for spec in table.columns.values()}
        rows[table.id] = [
            _row(table, chance, unit, when, number, pools)
            for when in whens
            for unit in _units(policy, table, chance)
            for number in range(_how_many(table, chance))
        ]
    return rows


def _units(policy: Policy, table: Table, chance: random.Random) -> list[str]:
    unit_type = policy.units[table.unit_type]
    if unit_type.source_table is None:
        return list(unit_type.members)
    return [f"{number}号*" for number in range(5) if chance.random() < 0.8] or ["0号*"]


def _how_many(table: Table, chance: random.Random) -> int:
    if not table.is_finer:
        return 1
    return chance.choice([0, 0, 1, 2, 4]) if table.records else 2


def _row(
    table: Table, chance: random.Random, unit: str, when: str, number: int, pools: dict[str, list[object]]
) -> dict[str, object]:
    row: dict[str, object] = {"unit": unit, "period": when}
    for spec in table.columns.values():
        if spec.id in table.further_keys:
            row[spec.id] = f"评委{number}"
        elif spec.id in table.identity:
            row[spec.id] = f"{number}号项目"
        elif not (spec.optional and chance.random() < 0.3):
            row[spec.id] = chance.choice(pools[spec.id])
    return row


def _borders(policy: Policy) -> list[Number]:
    rules = [definition.rule for definition in policy.definitions.values()]
    return [node for rule in rules for node in walk(rule) if isinstance(node, Number)]


def _pool(spec: ColumnSpec, chance: random.Random, borders: list[Number], few: int) -> list[object]:
    if spec.type == "truth":
        return [True, False]
    if spec.type == "choice":
        return list(spec.choices)
    if spec.type in ("text", "name"):
        return list(TEXTS)
    low, high = (None if bound is None else bound / spec.measure.scale for bound in (spec.minimum, spec.maximum))
    if spec.whole:
        top = 3 if high is not None else 9
        return [Fraction(chance.randint(int(low or 0), min(top, int(high or top)))) for _ in range(min(few, 8))]
    pool = list(_numbers(spec, chance, borders, few))
    kept = [value for value in pool if (low is None or value >= low) and (high is None or value <= high)]
    return list(kept) or [low if low is not None else Fraction(0)]


def _numbers(spec: ColumnSpec, chance: random.Random, borders: list[Number], few: int) -> Iterator[Fraction]:
    same = [b.value / b.measure.scale for b in borders if b.measure.label == spec.measure.label and b.measure.label]
    for _ in range(min(few, 30)):
        kind = chance.random()
        if same and kind < 0.4:
            yield chance.choice(same) + chance.choice([Fraction(0), Fraction(0), Fraction(1, 100), Fraction(-1, 100)])
        elif kind < 0.7:
            yield Fraction(chance.randint(-3, 12))
        else:
            yield Fraction(chance.randint(-500, 3500), chance.choice([10, 100, 1000]))
