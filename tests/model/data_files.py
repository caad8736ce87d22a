"""Data as it is written in CSV files, read into rows by the columns of a policy."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.model import periods
from tests.model.amounts import Amount, Measures, literal
from tests.model.periods import Period
from tests.model.policy_text import Column, Domain, Member, Policy, Table, spelling

Members = frozenset[tuple[str, Member]]


class Word(str):
    """A text of known words (`domain`), of a name (all spellings are one), or as it is; or a unit of a type."""

    domain: Domain | None = None
    unit_type: str | None = None
    is_name = False


def word(text: str, domain: Domain | None = None, is_name: bool = False) -> Word:
    made = Word(text)
    made.domain, made.is_name = domain, is_name
    return made


Value = Amount | bool | Word | None


class Waiting(Exception):
    """What rests on something that has not been sent yet."""


class _ToCome:
    """What stands in a cell that has not been sent yet."""


TO_COME: Any = _ToCome()


@dataclass
class Row:
    """A row, or all that a key's rows say together: each cell by its column and the members it is of."""

    table: Table
    unit: str | None
    period: Period | None
    cells: dict[tuple[str, Members], Value] = field(default_factory=dict)
    blank: set[tuple[str, Members]] = field(default_factory=set)


class Data:
    """The rows of each table in their order."""

    def __init__(self, policy: Policy, files: Mapping[str, str], is_provisional: bool = False) -> None:
        self.policy, self.is_provisional = policy, is_provisional
        self.spellings: dict[str, str] = {}
        self.rows: dict[str, list[Row]] = {id_: [] for id_ in policy.tables}
        self.decisions: list[dict[str, str]] = []
        for name, text in files.items():
            stem = Path(name).stem
            lines = list(csv.reader(io.StringIO(text)))
            for table in policy.tables.values():
                if stem in (table.id, table.name) or re.match(
                    rf"({re.escape(table.id)}|{re.escape(table.name)})[_\-（(]", stem
                ):
                    self._table(table, lines)
                    break
            for id_, each in policy.written.get("adjustments", {}).items():
                if stem in (id_, each.get("name")):
                    self.decisions += [dict(zip(lines[0], line, strict=True)) | {"table": id_} for line in lines[1:]]

    def _table(self, table: Table, lines: list[list[str]]) -> None:
        heads, *rows = lines
        measures = {each.written.get("measure", "") for each in table.columns.values()} - {""}
        heads = [
            re.sub(rf"[（(]({'|'.join(map(re.escape, measures))})[)）]$", "", head.strip()) if measures else head
            for head in heads
        ]
        found = self._heads(table, heads)
        is_long = any(isinstance(what, tuple) and what[0] == "list" for what in found)
        kept: dict[Any, Row] = {}
        for line in rows:
            unit = period = None
            inside: dict[str, Member] = {}
            for what, text in zip(found, line, strict=True):
                if what == "unit":
                    unit = self._unit(table.unit_type, text.strip())
                elif what == "period":
                    period = periods.read(text)
                elif what and what[0] == "list":
                    member = self.policy.lists[what[1]].find(text.strip())
                    assert member is not None, text
                    inside[what[1]] = member
            key: tuple[Any, ...] = (unit, period)
            if table.is_rows:
                part_at = [
                    at for at, what in enumerate(found) if what and what[0] == "cell" and what[1].id in table.parts
                ]
                key = (unit, period, *(line[at].strip() for at in part_at)) if is_long else (object(),)
            row = kept.setdefault(key, Row(table, unit, period))
            for what, text in zip(found, line, strict=True):
                if isinstance(what, tuple) and what[0] == "cell":
                    of = {each: member for each, member in inside.items() if each in table.lists_of(what[1])}
                    members = frozenset({**of, **what[2]}.items())
                    if text.strip() or (what[1].id, members) not in row.cells:  # blank in some rows is fine
                        row.cells[what[1].id, members] = self.cell(what[1], text.strip())
                        row.blank.add((what[1].id, members))
                    if text.strip():
                        row.blank.discard((what[1].id, members))
            self._without_rows(table, row, inside)
            for column in table.columns.values():
                if not any(id_ == column.id for id_, _ in row.cells) and table.is_rows:
                    row.cells[column.id, frozenset()] = self.cell(column, "")
        self.rows[table.id] += kept.values()

    def _heads(self, table: Table, heads: list[str]) -> list[Any]:
        """What stands in each column of a file: "unit", "period", ("list", id), ("cell", column, members), or None."""
        lists = self.policy.lists
        type_name = self.policy.types[table.unit_type]["name"] if table.unit_type else ""
        found: list[Any] = [None] * len(heads)
        in_rows: set[str] = set()
        for number, head in enumerate(heads):
            if table.unit_type and head in ("unit", "单位", type_name, table.unit_type):
                found[number] = "unit"
            elif table.level and (head in ("period", "期间", "周期") or self._is_period(table, head)):
                found[number] = "period"
            else:
                for part in {*table.parts, *(each for column in table.columns.values() for each in column.lists)}:
                    column = table.columns.get(part)
                    id_ = column.domain.id if column and column.domain and "list" in column.written else part
                    names = (column.id, column.name) if column else (part, lists[part].id if part in lists else part)
                    named = {*names, part, *(() if part not in lists else (self._list_name(part),))}
                    is_each = any(id_ in each.lists for each in table.columns.values())
                    if head in named and id_ in lists and (not table.is_rows or (is_each and "key" in table.written)):
                        found[number] = ("list", id_)
                        in_rows.add(id_)
        for column in table.columns.values():
            axes = [each for each in table.lists_of(column) if each not in in_rows]
            if not table.is_rows and column.id in table.parts:
                continue
            for members in itertools.product(*(lists[each].names for each in axes)):
                spread = dict(zip(axes, members, strict=True))
                words = {""} if not axes else self._words(spread)
                for number, head in enumerate(heads):
                    if found[number] is None and self._is_headed(column, words, head, bool(axes)):
                        found[number] = ("cell", column, spread)
                        break
        return found

    @staticmethod
    def _is_period(table: Table, head: str) -> bool:
        """Whether a heading is that of the periods, and of no column."""
        named = {name for column in table.columns.values() for name in (column.id, column.name)}
        return head in _HEADS.get(table.level or "", ()) and head not in named

    def _list_name(self, id_: str) -> str:
        return self.policy.written["lists"][id_].get("name", id_)  # type: ignore[no-any-return]

    def _words(self, spread: Mapping[str, Member]) -> set[str]:
        ids = [str(member) for member in spread.values()]
        names = [str(self.policy.lists[id_].names[member]) for id_, member in spread.items()]
        if len(spread) == 1:
            return {*ids, *names}
        return {between.join(words) for words in (ids, names) for between in (" ", ",", "，")}

    @staticmethod
    def _is_headed(column: Column, words: set[str], head: str, is_spread: bool) -> bool:
        if not is_spread:
            return head in (column.id, column.name)
        if heads := column.written.get("heads"):
            return head in {heads.replace("{member}", each) for each in words}
        named = {f"{column.name}{between}{each}" for each in words for between in ("", " ")}
        return head in words | named | {f"{column.name}{a}{each}{b}" for each in words for a, b in ("（）", "()")}

    def _unit(self, type_: str | None, text: str) -> str:
        for unit, aliases in (self.policy.listed(type_) or {}).items() if type_ else ():
            if text in (unit, *aliases):
                return unit
        assert type_ is None or self.policy.listed(type_) is None, text
        return text

    def _without_rows(self, table: Table, row: Row, in_rows: Mapping[str, Member]) -> None:
        """In columns by member, the members of `some` of which every cell is blank: they have no row."""
        if table.is_rows:
            return
        some = [table.columns[p].domain.id if p in table.columns else p for p in table.written.get("some", ())]  # type: ignore
        some = [each for each in some if each in {*table.lists_of(next(iter(table.columns.values())))}]
        if not some or any(each in in_rows for each in some):
            return
        there = {_of(members, some) for id_, members in row.cells if (id_, members) not in row.blank}
        for id_, members in row.cells:
            if _of(members, some) not in there:
                row.cells[id_, members] = self.without_row(table.columns[id_])

    def without_row(self, column: Column) -> Value:
        """What stands for a cell whose row may be missing, and is: the default, or nothing."""
        text = column.written.get("default", "")
        return self.typed(column, text) if text else None

    def cell(self, column: Column, text: str) -> Value:
        """What a cell says; of a blank one the default, or that it is still to come."""
        text = text or column.written.get("default", "")
        if not text and self.is_provisional and "optional" not in column.written:
            return TO_COME
        return self.typed(column, text) if text else None

    def typed(self, column: Column, text: str) -> Value:
        if type_ := column.written.get("unit"):
            made = word(self._unit(type_, text), column.domain)
            made.unit_type = type_
            return made
        if column.domain:
            member = column.domain.find(text)
            assert member is not None, (column.id, text)
            return Amount(member) if isinstance(member, Fraction) else word(member, column.domain)
        return _typed(column, text, self.policy.measures, self.spellings)


def _of(members: Members, lists: list[str]) -> Members:
    return frozenset((list_, member) for list_, member in members if list_ in lists)


_HEADS = {
    "day": ("日期", "日", "Date", "day"),
    "month": ("月份", "月", "Month", "month"),
    "quarter": ("季度", "Quarter", "quarter"),
    "year": ("年度", "年份", "Year", "year"),
}
"""What heads the periods of a level besides."""


def _typed(column: Column, text: str, measures: Measures, spellings: dict[str, str]) -> Value:
    if column.type == "yes/no":
        return text in ("是", "√", "对", "Y", "1", "yes", "true")
    if column.type == "name":
        return word(spellings.setdefault(spelling(text), text), is_name=True)
    if column.type == "date":
        text = text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
        found = periods.read(text)
        return word(str(found)) if found else word(text)
    if column.type in ("text", "choice"):
        return word(text)
    made = literal(text, measures)
    assert made is not None, (column.id, text)
    if made.measure.percent or made.measure.dims or made.measure.scale != 1:
        return made.in_measure(column.measure)
    return Amount(made.n * column.measure.scale, column.measure)
