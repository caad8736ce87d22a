"""What the data lack: what provisional results wait for (未报清单), and the records of whole months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kaohe.diagnostics import few
from kaohe.evaluate.columns import Calculation, stored
from kaohe.evaluate.looking_back import rests_on
from kaohe.evaluate.provisional import missing_keys
from kaohe.language import tree
from kaohe.language.periods import Part, Period, PeriodLevel, is_finer
from kaohe.lazy import replace
from kaohe.policy.model import Definition, Table
from kaohe.results import PROVISIONAL, MissingInput


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


_LISTED = 6


def tell_empty_parts(run: Calculation, definition: Definition) -> None:
    """E209 where parts of a period are folded for which a table of records has none: nobody says whether they came."""
    own, told = run.policy.units[definition.unit_type].period, set[tuple[str, PeriodLevel]]()
    mine = [table for table in run.policy.tables.values() if table.unit_type == definition.unit_type]
    shorter = {table.id: table for table in mine if is_finer(table.period, own)}
    if not shorter or not all(table.records for table in shorter.values()):
        return
    for node in tree.walk(definition.rule, run.readings):
        if not isinstance(node, tree.OtherPeriod) or not isinstance(node.way, Part):
            continue
        parts = run.frames.periods_of(replace(run.policy.grain_there(node), earlier=0))
        for leaf, _ in rests_on(run.policy, node.of, parts[0]) if parts else ():
            table = shorter.get(leaf.table) if isinstance(leaf, tree.FoldRows) else None
            if table is not None and is_finer(node.way.level, own) and (table.id, node.way.level) not in told:
                told.add((table.id, node.way.level))
                _tell_empty(run, definition, node, table, parts)


def _tell_empty(
    run: Calculation, definition: Definition, node: tree.OtherPeriod, table: Table, parts: Sequence[Period]
) -> None:
    data = run.dataset.tables[table.id]
    there = {when.at(parts[0].level) for _, when in data.named}
    empty = [str(each) for each in parts if each not in there]
    if empty and data.sent:
        named = {"value": definition.name, "when": few(empty, _LISTED), "count": len(empty)}
        run.findings.add("E209", node.place, table=table.name, **named)
