"""A slow model of the language: plain fractions, one value at a time, from the YAML text and nothing of the engine.

It is written from docs/language alone. A value is an Amount, a truth, a Word, or None where it is absent; what does not
apply is NOT_APPLICABLE until somebody names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from tests.model import evaluation, grids, rules
from tests.model.amounts import Amount, Exact, Measure, NoValue, calculated
from tests.model.data_files import TO_COME, Data, Row, Value, Waiting, Word, word
from tests.model.formulas import Node, NoFormula, parse
from tests.model.periods import LEVELS, Period
from tests.model.policy_text import Column, Domain, Entry, Member, Policy, Table, load


class _NotApplicable:
    """There is no such value here."""


NOT_APPLICABLE = _NotApplicable()


class Unknown(LookupError):
    """A word that names nothing here: a text, where one is due."""


@dataclass(frozen=True)
class At:
    """Where a rule is asked: a unit in a period, at members of lists, in a row, with the arguments of a method.

    `shown` is the measure that the result is shown in, `results` the list that it has to be of.
    """

    type: str | None
    unit: str | None
    period: Period | None
    members: Mapping[str, Member] = field(default_factory=dict)
    row: Row | None = None
    given: Mapping[str, tuple[Node, At]] = field(default_factory=dict)
    entry: Entry | None = None
    shown: Measure | None = None
    results: Domain | None = None


PARTS = ("year", "half_year", "quarter", "month", "day")
PUBLISHED = "published"  # stands among the levels of what rests on a published score


class Model:
    """A policy's files and its data's, as texts."""

    def __init__(
        self,
        files: Mapping[str, str],
        data: Mapping[str, str],
        readings: Mapping[str, str] | None = None,
        is_provisional: bool = False,
    ) -> None:
        self.policy: Policy = load(files, readings or {})
        self.data = Data(self.policy, data, is_provisional)
        self.known: dict[Any, Any] = {}

    # What is asked from outside

    def shown(self, type_: str, unit: str, period: Period | None, id_: str) -> Exact | bool | str | None:
        """A value by its id, with members in brackets if it is of some, in the measure that its entry says."""
        name, _, members = id_.rstrip("]").partition("[")
        entry = self.policy.entry(name, type_)
        assert entry is not None, id_
        chosen = {}
        for list_, text in zip(entry.each, members.split(",") if members else [], strict=True):
            member = self.policy.lists[list_].find(text)
            assert member is not None, id_
            chosen[list_] = member
        value = self.value(entry, At(type_, unit, period, chosen))
        if value is NOT_APPLICABLE or value is None:
            return None
        return value.shown() if isinstance(value, Amount) else value if isinstance(value, bool) else str(value)

    # Values

    def value(self, entry: Entry, at: At) -> Any:
        """The value of an entry where a rule is: its members those of the rule, its period the one around."""
        period = at.period
        if entry.per and period:
            period = self.up(period, entry.per)
            if period is None:
                return None
        members = {each: self.member(each, at) for each in entry.each}
        if None in members.values():
            return None
        type_, unit = (at.type, at.unit) if entry.types else (None, None)
        key = (id(entry), type_, unit, period, tuple(members.items()))
        if key not in self.known:
            here = At(type_, unit, period, members, entry=entry)  # type: ignore[arg-type]
            self.known[key] = self.decided(entry, here, self.calculated(entry, here))
        return self.known[key]

    def calculated(self, entry: Entry, at: At) -> Any:
        written = entry.written
        measure = self.policy.measures.of(written["measure"]) if "measure" in written else None
        results = self.policy.lists[written["list"]] if "list" in written else None
        found = rules.entry(self, written, replace(at, shown=measure, results=results))
        if isinstance(found, Amount) and measure is not None:
            return found.in_measure(measure)
        return found

    def decided(self, entry: Entry, at: At, value: Any) -> Any:
        """With what was decided on it."""
        for decision in self._decisions(entry, at):
            text, is_set = decision["set"] or decision["change"], bool(decision["set"])
            scale = self.policy.measures.of(self.policy.written["adjustments"][decision["table"]].get("measure", ""))
            amount = Amount(Fraction(text) * scale.scale, scale)
            if is_set:
                value = amount
            elif isinstance(value, Amount):
                value = calculated(value, "+", amount)
        return value

    def _decisions(self, entry: Entry, at: At) -> Iterator[dict[str, str]]:
        from tests.model.periods import read

        heads = {"单位": "unit", "期间": "period", "周期": "period", "项目": "score", "调整": "change", "调整为": "set"}
        for written in self.data.decisions:
            row = {heads.get(head, head): text for head, text in written.items()}
            if row["score"] not in (entry.id, entry.written.get("name")):
                continue
            if row["unit"] == at.unit and read(row["period"]) == at.period:
                yield row

    def up(self, period: Period, level: str) -> Period | None:
        terms = tuple(p for each in self.policy.types.values() for p in map(_period, each.get("terms", [])))
        return period.up(level, terms)

    # Names

    def name(self, id_: str, at: At) -> Any:
        """What a name is here. Raises Unknown."""
        if "." in id_:
            return self._owned(*id_.split("."), at)
        if id_ in at.given:
            node, caller = at.given[id_]
            return evaluation.evaluate(self, node, replace(at, given=caller.given, row=caller.row))
        if id_ == "full_points":
            points = at.entry.written["points"] if at.entry else None
            return rules.rule(self, points, replace(at, shown=None, results=None))
        if at.row is not None:
            table = at.row.table
            if id_ in table.lets:
                return rules.entry(self, table.lets[id_], replace(at, shown=None, results=None, given={}))
            if id_ in table.columns:
                return self.row_cell(table.columns[id_], at)
        if id_ in at.members:
            return self.of_member(id_, at.members[id_])
        if entry := self.policy.entry(id_, at.type):
            return self.value(entry, at)
        column = self.policy.column(id_, at.type)
        if column and "grid" not in self.policy.tables[column.table].written:
            return self.cell(column, at)
        if id_ in ("unit", at.type) and at.unit is not None:
            return word(at.unit)
        if id_ == "group" and at.type:
            return self.group(at)
        if id_ in PARTS and at.period is not None:
            return Amount(Fraction(at.period.number(id_)))
        if id_ in ("yes", "no", "none", "是", "否"):
            return {"yes": True, "no": False, "是": True, "否": False, "none": None}[id_]
        if column:
            return grids.known_here(self, column, at)
        raise Unknown(id_)

    def _owned(self, owner: str, id_: str, at: At) -> Any:
        if owner in self.policy.tables:
            table = self.policy.tables[owner]
            if at.row is not None and at.row.table is table:
                if id_ in table.lets:
                    return rules.entry(self, table.lets[id_], replace(at, shown=None, results=None, given={}))
                return self.row_cell(table.columns[id_], at)
            if id_ in table.lets:
                return self.value(self.policy.lets[owner, id_], at)
            column = table.columns[id_]
            return grids.known_here(self, column, at) if "grid" in table.written else self.cell(column, at)
        entry = self.policy.entry(owner, at.type)
        assert entry is not None, owner
        here = At(
            at.type,
            at.unit,
            self.up(at.period, entry.per) if entry.per and at.period else at.period,
            at.members,
            entry=entry,
        )
        if id_ == "calculated":
            return self.calculated(entry, here)
        decisions = [row for row in self._decisions(entry, here) if row[id_]]
        if not decisions:
            return None if id_ == "set" else Amount(Fraction(0))
        return Amount(sum((Fraction(row[id_]) for row in decisions), Fraction(0)))

    def is_name(self, id_: str, at: At) -> bool:
        """Whether a word names something here."""
        if id_ in at.given or "." in id_ or id_ in ("full_points", "yes", "no", "none", "是", "否", "unit", "group"):
            return True
        if at.row is not None and id_ in {**at.row.table.lets, **at.row.table.columns}:
            return True
        if id_ in at.members or id_ == at.type or self.policy.entry(id_, at.type) or self.policy.column(id_, at.type):
            return True
        return id_ in PARTS and at.period is not None

    def of_member(self, list_: str, member: Member) -> Value:
        return Amount(member) if isinstance(member, Fraction) else word(member, self.policy.lists[list_])

    def member(self, list_: str, at: At) -> Member | None:
        """The current member of a list, or that of the one column with the list that the row, or the unit, has."""
        if list_ in at.members:
            return at.members[list_]
        of_row = [c for c in at.row.table.columns.values() if c.written.get("list") == list_] if at.row else []
        own = [
            column
            for table in self.policy.tables.values()
            for column in table.columns.values()
            if column.written.get("list") == list_ and not table.is_rows and table.unit_type == at.type
            if "grid" not in table.written and column.id not in table.parts
        ]
        for columns in (of_row, own):
            if len(columns) == 1:
                value = self.row_cell(columns[0], at) if columns is of_row else self.cell(columns[0], at)
                return value.n if isinstance(value, Amount) else value  # type: ignore[return-value]
        raise Unknown(list_)

    def row_cell(self, column: Column, at: At) -> Any:
        assert at.row is not None
        members = frozenset((each, self.member(each, at)) for each in column.lists)
        return _sent(at.row.cells.get((column.id, members)))  # type: ignore[arg-type]

    def cell(self, column: Column, at: At) -> Any:
        """What the unit has in a column, in the period around, at the members that the column is of."""
        table = self.policy.tables[column.table]
        members = {each: self.member(each, at) for each in table.lists_of(column)}
        if None in members.values():
            return None
        key = frozenset(members.items())
        for row in self.rows(table, at):
            if (column.id, key) in row.cells:  # type: ignore[comparison-overlap]
                return _sent(row.cells[column.id, key])  # type: ignore[index]
        return _sent(self.data.without_row(column) if "some" in table.written else self.data.cell(column, ""))

    def rows(self, table: Table, at: At) -> Iterator[Row]:
        """The rows of the same unit whose period is the one around, or lies in the one asked for."""
        for row in self.data.rows[table.id]:
            if table.unit_type and row.unit != at.unit:
                continue
            if row.period and at.period and not _meet(row.period, at.period):
                continue
            yield row

    def group(self, at: At) -> Value:
        written = self.policy.types[at.type or ""]
        if "from" in written:
            column = self.policy.tables[written["from"]].columns[written["group"]]
            return self.cell(column, at)  # type: ignore[no-any-return]
        domain = self.policy.groups(at.type or "")
        for id_, each in written["groups"].items():
            if at.unit in {m if isinstance(m, str) else m["name"] for m in each["members"]}:
                return word(id_, domain)
        raise AssertionError(at.unit)

    def units(self, at: At) -> list[At]:
        """All units of the type, those that their table has in the period if they come from one."""
        listed = self.policy.listed(at.type or "")
        if listed is None:
            table = self.policy.tables[self.policy.types[at.type or ""]["from"]]
            there = (
                row
                for row in self.data.rows[table.id]
                if not (row.period and at.period) or _meet(row.period, at.period)
            )
            listed = {row.unit: [] for row in there if row.unit is not None}
        return [replace(at, unit=unit) for unit in listed]

    # Formulas

    def formula(self, text: Any, at: At) -> Any:
        """The value of a formula; what does not apply is absent."""
        found = self.raw(text, at)
        return None if found is NOT_APPLICABLE else found

    def raw(self, text: Any, at: At) -> Any:
        return evaluation.raw(self, self.parsed(text), replace(at, shown=None, results=None))

    def parsed(self, text: Any) -> Node:
        return parse(text, self.policy.measures.known)

    def weighed(self, text: Any, at: At) -> Any:
        """A text of a list or a mapping: a formula, or a rule."""
        return self.formula(text, at) if isinstance(text, str) else rules.rule(self, text, at)

    # Which periods the data have

    def rests_on(self, node: Any, at: At) -> tuple[set[str], set[str]]:
        """The tables and the levels of the periods that a formula rests on, by way of values too."""
        tables: set[str] = set()
        levels: set[str] = set()
        seen: set[str] = set()

        def visit(written: Any) -> None:
            if isinstance(written, dict):
                for key, each in written.items():
                    visit(key)
                    visit(each)
            elif isinstance(written, list | tuple):
                for each in written:
                    visit(each)
            elif isinstance(written, str):
                for each in re.findall(r"[^\W\d]\w*", written):
                    if each not in seen:
                        seen.add(each)
                        self._rests(each, at, tables, levels, visit)

        visit(node)
        return tables, levels

    def _rests(self, id_: str, at: At, tables: set[str], levels: set[str], visit: Any) -> None:
        if id_ in at.given:
            visit(at.given[id_][0])
        elif entry := self.policy.entry(id_, at.type):
            visit({key: each for key, each in entry.written.items() if key not in ("id", "name", "clause", "for")})
            levels.update({entry.per or "", PUBLISHED if entry.published else ""} - {""})
        elif id_ in self.policy.methods:
            visit(self.policy.methods[id_]["means"])
        elif id_ in self.policy.tables:
            tables.add(id_)
            visit(self.policy.tables[id_].lets)
            levels.update({self.policy.tables[id_].level or ""} - {""})
        elif column := self.policy.column(id_, at.type):
            tables.add(column.table)
            levels.update({self.policy.tables[column.table].level or ""} - {""})
        elif id_ in PARTS:
            levels.add(id_)
        elif id_ in ("unit", at.type) and "from" in self.policy.types[at.type or ""]:
            tables.add(self.policy.types[at.type or ""]["from"])

    def has(self, node: Any, period: Period, at: At) -> bool:
        """Whether the data speak of a period, as far as the formula rests on them; scores have no earlier years."""
        tables, levels = self.rests_on(node, at)
        if PUBLISHED in levels and period.begin.year < self.first_year(at):
            return False
        if not tables and at.type is not None:
            return self._is_appraised(period, at.type)
        return all(self._has(self.policy.tables[each], period, at) for each in tables)

    def _is_appraised(self, period: Period, type_: str) -> bool:
        """Whether the tables of a type that say which periods there are know a period."""
        own = LEVELS.index(self.policy.types[type_]["period"])
        tables = [each for each in self.policy.tables.values() if each.unit_type == type_ and each.level]
        fine = [each for each in tables if LEVELS.index(each.level or "") <= own]
        keyed = [each for each in fine if "records_of" not in each.written]
        rows = (row for each in keyed or fine or tables for row in self.data.rows[each.id])
        return any(row.period is not None and _meet(row.period, period) for row in rows)

    def _has(self, table: Table, period: Period, at: At) -> bool:
        if table.level is None or "grid" in table.written:
            return True
        level = table.level
        if "records_of" not in table.written:
            return any(
                row.period == period.up(level) or period.contains(row.period) for row in self.data.rows[table.id]
            )  # type: ignore
        others = [each for each in self.policy.tables.values() if each.unit_type == table.unit_type]
        own = self.policy.types[table.unit_type or ""]["period"]
        kept = [each for each in others if "records_of" not in each.written and "grid" not in each.written]
        if LEVELS.index(level) < LEVELS.index(own) and not any(each.level == level for each in kept):
            level = own  # no records of a part are none
        spoken = {row.period.up(level) for each in others for row in self.data.rows[each.id] if row.period}
        around = period.up(level)
        if around not in spoken and not any(period.contains(each) for each in spoken if each):
            return False
        return period.begin.year >= self.first_year(at) - int(table.written.get("earlier", 0))

    def first_year(self, at: At) -> int:
        """The first that is appraised: of tables that have no earlier years; else the first behind those of each."""
        years = {
            table.id: min((row.period.begin.year for row in self.data.rows[table.id] if row.period), default=None)
            for table in self.policy.tables.values()
        }
        earlier = {table.id: int(table.written.get("earlier", 0)) for table in self.policy.tables.values()}
        without = [year for id_, year in years.items() if year is not None and not earlier[id_]]
        behind = [year + earlier[id_] for id_, year in years.items() if year is not None]
        return min(without or behind, default=0)

    def level(self, node: Any, at: At) -> str:
        """The shortest level of the periods that a formula rests on; that of a value with `per` is its own."""
        _, levels = self._levels(node, at)
        return min(levels - {PUBLISHED} or {at.period.level if at.period else "year"}, key=LEVELS.index)

    def _levels(self, node: Any, at: At) -> tuple[None, set[str]]:
        found: set[str] = set()
        for each in re.findall(r"[^\W\d]\w*", repr(node)):
            entry = self.policy.entry(each, at.type)
            if each in at.given:
                found |= self._levels(at.given[each][0], at)[1]
            elif entry and entry.per:
                found.add(entry.per)
            elif entry:
                found |= self.rests_on(entry.written.get("formula", entry.written), at)[1]
            else:
                found |= self.rests_on(each, at)[1]
        return None, found


def _meet(one: Period, other: Period) -> bool:
    return one.contains(other) or other.contains(one)


def _sent(value: Any) -> Any:
    """Raises Waiting for what is still to come."""
    if value is TO_COME:
        raise Waiting
    return value


def _period(text: str) -> Period:
    from tests.model.periods import read

    found = read(text)
    assert found is not None, text
    return found


__all__ = ["NOT_APPLICABLE", "At", "Model", "NoFormula", "NoValue", "Sequence", "Unknown", "Word"]
