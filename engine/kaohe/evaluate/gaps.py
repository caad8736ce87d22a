"""The list of what has not been sent yet (未报清单): what provisional results wait for, and for whom it speaks."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.evaluate.calculation import Calculation
from kaohe.evaluate.columns import stored
from kaohe.evaluate.provisional_grains import keys_to_come
from kaohe.language.periods import Period
from kaohe.policy.model import Table
from kaohe.results import PROVISIONAL, Gap


def gaps_told(run: Calculation) -> tuple[Gap, ...]:
    """The gaps of all tables, in the order of the policy, by period; a warning says that there are any."""
    found = tuple(_gaps(run)) if run.dataset.provisional else ()
    if found:
        run.findings.add(PROVISIONAL, None)
    return found


def _gaps(run: Calculation) -> Iterator[Gap]:
    for id_, data in run.dataset.tables.items():
        if data.sent or not run.policy.tables[id_].records:
            yield from _cells(run, run.policy.tables[id_])
        else:
            yield Gap(id_, (), None)


def _cells(run: Calculation, table: Table) -> Iterator[Gap]:
    """Cells that have to be filled in, in rows that are there or not; columns that lack the same stand together."""
    data = run.dataset.tables[table.id]
    own = run.frames.of(table.grain.above_rows)
    missing = [own.keys[row][:2] for row in sorted(keys_to_come(run, table, own))]
    required = [column.id for column in table.columns.values() if column.is_required]
    together: dict[tuple[Period, frozenset[str]], list[str]] = {}
    for column in required or table.columns:
        values = stored(data.columns[column]) if required else ()
        blank = (data.keys[row][:2] for row, value in enumerate(values) if value is None)
        units_of: dict[Period, set[str]] = {}
        for unit, period in (*missing, *blank):
            assert isinstance(unit, str) and isinstance(period, Period)
            units_of.setdefault(period, set()).add(unit)
        for period, units in units_of.items():
            together.setdefault((period, frozenset(units)), []).append(column)
    everyone = run.dataset.units[table.unit_type]
    for (period, lacking), columns in sorted(together.items(), key=lambda each: each[0][0]):
        named = () if lacking.issuperset(everyone) else tuple(unit for unit in everyone if unit in lacking)
        yield Gap(table.id, tuple(columns), period, named)
