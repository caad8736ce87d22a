"""What the data lack: cells still to be sent (未报清单), and units without a row in some periods that are counted.

Provisional results wait for the former. The latter, such as a town that was abolished: a value of each period leaves
such a unit out where it has no row. What rests on nothing of a period, as a count of all units does, or on what holds
for a whole year, has every unit that the data name in any: that may be meant or not, so it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kaohe.diagnostics import few
from kaohe.evaluate.columns import Calculation, NoValue, exact, stored
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.provisional import missing_keys
from kaohe.evaluate.scalars import truths
from kaohe.language import tree
from kaohe.language.periods import Period, is_finer, listed
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Definition, Table, UnitType
from kaohe.results import PROVISIONAL, MissingInput
from kaohe.words.fold_operators import OPERATORS


def missing_inputs(run: Calculation) -> tuple[MissingInput, ...]:
    """The missing inputs (未报清单), in the order of the policy's tables, then by period; E204 if there are any."""
    found = tuple(_missing(run)) if run.dataset.provisional else ()
    if found:
        run.findings.add(PROVISIONAL, None)
    return found


def _missing(run: Calculation) -> Iterator[MissingInput]:
    for id_, data in run.dataset.tables.items():
        if data.sent or not run.policy.tables[id_].records:
            yield from _cells(run, run.policy.tables[id_])
        else:
            yield MissingInput(id_, (), None)


def _cells(run: Calculation, table: Table) -> Iterator[MissingInput]:
    """Cells that have to be filled in, in rows that are there or not; columns that lack the same stand together."""
    data = run.dataset.tables[table.id]
    own = run.frames.of(table.grain.above_rows)
    keys = (own.keys[row][:2] for row in sorted(missing_keys(run, table, own)))
    missing = [(key, tuple(data.missing_members.get(key, ()))) for key in keys]  # type: ignore[arg-type]
    inputs = [id_ for id_ in table.columns if id_ not in table.further_keys]  # a key is no input
    required = [id_ for id_ in inputs if table.columns[id_].is_required]
    together: dict[tuple[Period, tuple[str, ...], frozenset[str]], list[str]] = {}
    for column in required or inputs or table.columns:
        values = stored(data.columns[column]) if required else ()
        blank = [data.keys[row] for row, value in enumerate(values) if value is None]
        if (no_row := data.lacking.get(column)) is not None:
            blank = [key for key in blank if key[:2] not in no_row]
        units_of: dict[tuple[Period, tuple[str, ...]], set[str]] = {}
        for (unit, period), members in (*missing, *_members_of(table, blank)):
            assert isinstance(unit, str) and isinstance(period, Period)
            units_of.setdefault((period, members), set()).add(unit)
        for (period, members), units in units_of.items():
            together.setdefault((period, members, frozenset(units)), []).append(column)
    everyone = run.dataset.units[table.unit_type]
    for (period, members, waiting), lacking in sorted(together.items(), key=lambda each: each[0][0]):
        named = () if waiting.issuperset(everyone) else tuple(unit for unit in everyone if unit in waiting)
        yield MissingInput(table.id, tuple(lacking), period, named, members)


def _members_of(
    table: Table, keys: Iterable[tuple[object, ...]]
) -> Iterator[tuple[tuple[object, ...], tuple[str, ...]]]:
    """Each unit and period, with the names of its members where the key has further parts."""
    specs = [table.columns[id_] for id_ in table.further_keys]
    found: dict[tuple[object, ...], list[str]] = {}
    for key in keys:
        members = [spec.choices.get(str(part), str(part)) for spec, part in zip(specs, key[2:], strict=False)]
        found.setdefault(key[:2], []).extend([" ".join(members)] if specs else [])
    yield from ((key, tuple(members)) for key, members in found.items())


Lacking = dict[Period, set[str]]
"""The units without a row, by period."""
_NAMED = 5


def tell_counted(run: Evaluation, identities: Iterable[Identity]) -> None:
    """E209 for each of these values that counts units in periods for which the data do not name them.

    What it compares or adds up is then of all periods, or of longer ones than the value itself.
    """
    if run.dataset.provisional:
        return
    sources = {id_: table for id_, each in run.policy.units.items() if (table := _source(run, each)) is not None}
    lacking = {id_: found for id_, table in sources.items() if (found := _lacking(run, id_, table))}
    for identity in identities if lacking else ():
        definition, level = run.policy.definitions[identity], run.policy.value_types[identity].grain.period
        for node in tree.walk(definition.rule, run.readings):
            if isinstance(node, tree.FoldUnits | tree.Rank) and node.rows is None:
                grain = run.policy.types[node].grain
                is_coarser = grain.period is None or (level is not None and is_finer(level, grain.period))
                if is_coarser and grain.unit in lacking:
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


def _tell(
    run: Evaluation, definition: Definition, node: tree.FoldUnits | tree.Rank, table: Table, lacking: Lacking
) -> None:
    own = run.frames.of(run.policy.types[node].grain)
    without = {
        row: whens
        for row, (unit, period, _) in enumerate(own.keys)
        if (whens := [each for each, units in lacking.items() if unit in units and _lies_in(each, period)])
    }
    try:
        rows = _counted(run.apart(), node, [*without])
    except NoValue:
        return
    if rows:
        named = {own.keys[row][0] for row in rows}
        units = [unit for unit in run.dataset.units[table.unit_type] if unit in named]
        found = {each for row in rows for each in without[row]}
        whens = [each for each in lacking if each in found]
        when = listed(whens)
        told = {"value": definition.name, "units": few(units, _NAMED), "count": len(units), "when": when}
        run.findings.add("E209", node.place, table=table.name, **told)


def _lies_in(period: Period, other: Period | None) -> bool:
    return other is None or other.covers(period)


def _counted(run: Evaluation, node: tree.FoldUnits | tree.Rank, rows: list[int]) -> list[int]:
    """Those of some rows that a figure or a place counts. Raises NoValue."""
    own = run.frames.of(run.policy.types[node].grain)
    if node.where is not None:
        rows = [row for row, truth in zip(rows, truths(run, node.where, own.part(rows)), strict=True) if truth]
    if node.within is not None and rows:
        groups = exact(run.of(node.within, own.part(rows)))
        rows = [row for row, group in zip(rows, groups, strict=True) if group is not None]
    if rows and not (isinstance(node, tree.FoldUnits) and OPERATORS[node.op].counts):
        values = stored(run.of(node.of, own.part(rows)))
        rows = [row for row, value in zip(rows, values, strict=True) if value is not None]
    return rows
