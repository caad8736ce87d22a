"""Units that the data name in some periods only, such as a town that was abolished, and what counts them all the same.

A value of each period leaves such a unit out where it has no row. What rests on nothing of a period, as a count of all
units does, has every unit that the data name in any: that may be meant or not, so it is told.
"""

from __future__ import annotations

from collections.abc import Iterable

from kaohe.diagnostics import Words, few
from kaohe.evaluate.columns import NoValue, exact, stored
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.scalars import truths
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Definition, Table, UnitType
from kaohe.words.fold_operators import OPERATORS

Lacking = dict[Period, set[str]]
"""The units without a row, by period."""
_NAMED = 5


def tell_counted(run: Evaluation, identities: Iterable[Identity]) -> None:
    """E209 for each of these values that counts, over all periods, units that the data do not name in each."""
    if run.dataset.provisional:
        return
    sources = {id_: table for id_, each in run.policy.units.items() if (table := _source(run, each)) is not None}
    lacking = {id_: found for id_, table in sources.items() if (found := _lacking(run, id_, table))}
    for definition in (run.policy.definitions[identity] for identity in identities if lacking):
        for node in tree.walk(definition.rule, run.readings):
            if isinstance(node, tree.FoldUnits) and node.rows is None:
                grain = run.policy.types[node].grain
                if grain.period is None and grain.unit in lacking:
                    _tell(run, definition, node, sources[grain.unit], lacking[grain.unit])


def _source(run: Evaluation, unit_type: UnitType) -> Table | None:
    """The table that names the units of each period, if one does."""
    table = run.policy.tables.get(unit_type.source_table or "")
    return None if table is None or table.records or table.further_keys or table.spread else table


def _lacking(run: Evaluation, unit_type: str, table: Table) -> Lacking:
    keys, units = run.dataset.tables[table.id].keys, run.dataset.units[unit_type]
    periods = run.frames.periods_of(table.grain)
    if len(keys) >= len(units) * len(periods):
        return {}
    there = {key[:2] for key in keys}
    found = {period: {unit for unit in units if (unit, period) not in there} for period in periods}
    return {period: absent for period, absent in found.items() if absent}


def _tell(run: Evaluation, definition: Definition, node: tree.FoldUnits, table: Table, lacking: Lacking) -> None:
    try:
        counted = _counted(run.apart(), node, set().union(*lacking.values()))
    except NoValue:
        return
    whens = [period for period, units in lacking.items() if counted & units]
    if whens:
        units = [unit for unit in run.dataset.units[table.unit_type] if unit in counted]
        when = Words("、".join(each.in_words() for each in whens), ", ".join(map(str, whens)))
        told = {"value": definition.name, "units": few(units, _NAMED), "count": len(units), "when": when}
        run.findings.add("E209", node.place, table=table.name, **told)


def _counted(run: Evaluation, node: tree.FoldUnits, units: set[str]) -> set[str]:
    """Those of some units that a figure counts. Raises NoValue."""
    own = run.frames.of(run.policy.types[node].grain)
    rows = [row for row, key in enumerate(own.keys) if key[0] in units]
    if node.where is not None:
        rows = [row for row, truth in zip(rows, truths(run, node.where, own.part(rows)), strict=True) if truth]
    if node.within is not None and rows:
        groups = exact(run.of(node.within, own.part(rows)))
        rows = [row for row, group in zip(rows, groups, strict=True) if group is not None]
    if not OPERATORS[node.op].counts and rows:
        values = stored(run.of(node.of, own.part(rows)))
        rows = [row for row, value in zip(rows, values, strict=True) if value is not None]
    return {unit for row in rows if (unit := own.keys[row][0]) is not None}
