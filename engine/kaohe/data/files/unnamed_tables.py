"""Files and sheets that are named after no table: read where the header leaves no doubt, and told in any case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kaohe.data.files.file_names import normal
from kaohe.data.files.table_finder import TableFinder, Unnamed
from kaohe.data.raw import PERIOD, UNIT, RawSheet
from kaohe.data.sheets.header import headed, is_headed
from kaohe.diagnostics import Words
from kaohe.policy.model import Table


def settle(finder: TableFinder) -> list[str]:
    """What is named after no table is read (D174) where its header fits one alone that lacks just its columns.

    Else it is told: D156 for a sheet that is made like a table, which may be a quarter that would be lost; D105,
    D144 for others. Returns the names of what was not read.
    """
    unread: list[str] = []
    for each in finder.unnamed:
        fitting = [table for table in finder.policy.tables.values() if each.rows and finder.is_like(each.rows, table)]
        wanted = [table for table in fitting if table.id in finder.wanted]
        if each.rows and len(fitting) == len(wanted) == 1 and _is_export(finder, each, wanted[0], each.rows):
            finder.findings.all += each.findings.all
            finder.findings.add("D174", each.place, text=each.name, table=wanted[0].name)
            finder.take(wanted[0].id, each.place.source.name, lambda rows=each.rows: rows)  # type: ignore[misc]
            continue
        if not each.hidden:
            unread.append(each.listed)
        if each.is_file:
            like = f"{wanted[0].name}_{Path(each.name).stem}.csv" if len(wanted) == 1 else each.near
            finder.findings.add("D105", each.place, file=each.name, suggestion=like)
        elif wanted:
            hidden = Words("（隐藏）", ", which is hidden,") if each.hidden else ""
            finder.findings.add("D156", each.place, text=each.name, table=_nearest(finder, each, wanted), hidden=hidden)
        elif not each.hidden and (each.near or not each.among_tables):
            finder.findings.add("D144", each.place, text=each.name, suggestion=each.near)
    return unread


def _nearest(finder: TableFinder, each: Unnamed, tables: Sequence[Table]) -> str:
    """The name of the table that has the most of the header: a table of projects is like each other one in part."""
    rows = each.rows
    assert rows is not None
    return max(tables, key=lambda table: len(headed(rows, finder.names_of(table)))).name


def _is_export(finder: TableFinder, each: Unnamed, table: Table, rows: RawSheet) -> bool:
    """Whether all that heads the rows is of the table, and none of its inputs stands in another sheet yet.

    A name that has a table's in it, or nearly has, may be a slip of the pen or another form: nobody guesses.
    """
    names, others = finder.names_of(table), finder.sheets[table.id]
    is_called = each.near is not None or any(word in normal(each.name) for word in finder.names.words)
    if each.hidden or is_called or not is_headed(rows, names, alone=True):
        return False
    if table.records and not table.further_keys:
        return not others
    known = [read() for read in others]
    finder.sheets[table.id] = [lambda sheet=sheet: sheet for sheet in known]  # type: ignore[misc]  # read once
    elsewhere = {id_ for sheet in known if sheet is not None and sheet.rows for id_ in headed(sheet, names)}
    return elsewhere.isdisjoint(headed(rows, names) - {UNIT, PERIOD, *table.further_keys})
