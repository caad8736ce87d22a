"""How data was understood: which sheet is which table, which column which input, who and when is there and missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kaohe.analysis.appraisal import Side, needed
from kaohe.data.raw import TableCells
from kaohe.data.read_data import STRICT, DataRead, ReadOptions, read_all
from kaohe.data.replaced_files import Replacement
from kaohe.data.tables.dataset import TableData
from kaohe.diagnostics import Diagnostic, Findings, Refused
from kaohe.evaluate.scores_and_targets import assess, score
from kaohe.language.periods import Period
from kaohe.policy.model import Policy, Table
from kaohe.results import MissingInput


@dataclass(frozen=True, slots=True)
class TableOverview:
    """One table that the side needs: its sheets, and what of its key is there.

    `missing` are the units without a row in a period that the table has to speak of; a record table has none, and
    `without` the units that have no record at all.
    """

    table: Table
    parts: Sequence[TableCells]
    rows: int
    units: list[str]
    periods: list[Period]
    missing: list[tuple[Period, list[str]]]
    without: list[str]


@dataclass(frozen=True, slots=True)
class DataOverview:
    """All tables of a side, the files and sheets that were not read, everything found, and what is still to come."""

    policy: Policy
    side: Side
    tables: list[TableOverview]
    unread: list[str]
    findings: list[Diagnostic]
    missing: tuple[MissingInput, ...] = ()
    replaced: tuple[Replacement, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether the side can be calculated from the data."""
        return not any(finding.is_error for finding in self.findings)


def overview(policy: Policy, path: Path, side: Side, options: ReadOptions = STRICT) -> DataOverview:
    """Reads the data for a side and, where nothing stands against it, tries the calculation."""
    findings = Findings()
    read = read_all(policy, path, needed(policy, side), findings, options)
    found = findings.all
    missing: tuple[MissingInput, ...] = ()
    if not findings.errors:
        try:
            if side == "scores":
                missing = score(policy, read.dataset, {}, findings)[0].missing
            else:
                missing = assess(policy, read.dataset, {}, findings)[0].missing
        except Refused as refused:
            found = refused.diagnostics
    tables = [_table(policy, table, read) for table in policy.tables.values() if table.id in read.tables]
    return DataOverview(policy, side, tables, read.unread, list(found), missing, read.dataset.replaced)


def _table(policy: Policy, table: Table, read: DataRead) -> TableOverview:
    dataset = read.dataset
    data = dataset.tables.get(table.id)
    pairs = _pairs(data)
    known = dataset.units[table.unit_type]
    units = [unit for unit in known if any(unit == each for each, _ in pairs)]
    periods = sorted({period for _, period in pairs})
    missing: list[tuple[Period, list[str]]] = []
    if not table.is_finer and not table.optional and policy.units[table.unit_type].source_table is None:
        expected = [period for period in dataset.periods[table.unit_type] if period.kind == table.period] or periods
        for period in sorted({*expected, *periods}):
            absent = [unit for unit in known if (unit, period) not in pairs]
            if absent:
                missing.append((period, absent))
    without = [unit for unit in known if unit not in units] if table.is_finer else []
    parts = read.parts.get(table.id, [])
    return TableOverview(table, parts, len(data.keys) if data else 0, units, periods, missing, without)


def _pairs(data: TableData | None) -> set[tuple[str, Period]]:
    return {(key[0], key[1]) for key in data.keys} if data else set()  # type: ignore[misc]  # always unit and period
