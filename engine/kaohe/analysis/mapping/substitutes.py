"""What of ours takes the place of what is theirs: the unit types, values and columns that a mapping file pairs.

To each unit type of theirs is one of ours, with its groups, and the units that their rules name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Dict
from collections.abc import Sequence as List
from fractions import Fraction

from kaohe.analysis.mapping.conversion import Described, Fits, describe_column, describe_value
from kaohe.analysis.mapping.model import (
    EVERYONE,
    NOTHING,
    OURS,
    THEIRS,
    Column,
    Compared,
    Names,
    Substitute,
    UnitPair,
    tell_unknown,
)
from kaohe.data.raw import PERIOD, UNIT, TableCells
from kaohe.data.table_findings import TableReport
from kaohe.data.tables.columns import typed_column
from kaohe.data.tables.dataset import Numbers
from kaohe.diagnostics import Findings
from kaohe.language.measures import agreed
from kaohe.language.nodes import Entry, Mapping, Scalar, Sequence, number_of, text_of
from kaohe.lazy import replace
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Definition, Table
from kaohe.results import Value
from kaohe.source_places import Place


class UnitReader:
    """Reads the pairs of unit types. What is wrong goes to findings (M102, M103, M105–M107, M109, M110, M112)."""

    def __init__(self, theirs: Names, ours: Names, pairs: dict[str, UnitPair], findings: Findings) -> None:
        self.theirs, self.ours, self.pairs, self.findings = theirs, ours, pairs, findings

    def read(self, entries: Iterable[Entry]) -> None:
        """Adds a pair for each entry to `pairs`."""
        taken: dict[str, str] = {}
        for entry in entries:
            written = entry.value
            word = (
                written
                if isinstance(written, Scalar)
                else written.get("unit")
                if isinstance(written, Mapping)
                else None
            )
            assert isinstance(word, Scalar)
            theirs, ours = (self._unit_type(name, word) for name, word in ((self.theirs, entry.key), (self.ours, word)))
            if theirs is None or ours is None:
                continue
            if ours in taken or theirs in self.pairs:
                first = taken.get(ours) or self.pairs[theirs].ours
                self.findings.add("M103", entry.key.place, name=entry.key.text, ours=word.text, first=first)
                continue
            taken[ours] = theirs
            self.pairs[theirs] = UnitPair(theirs, ours, entry.key.place)
            if isinstance(written, Mapping):
                groups, everyone = self._groups(written, theirs, ours)
                members = self._members(written, theirs, ours)
                per_year = written.get("per") is not None
                self.pairs[theirs] = UnitPair(theirs, ours, entry.key.place, groups, everyone, members, per_year)

    def _unit_type(self, names: Names, word: Scalar) -> str | None:
        fitting = names.unit_types.get(word.text, [])
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            self.findings.add("M112", word.place, name=word.text, fitting=tuple(fitting))
        else:
            tell_unknown("M102", word, names.whose, names.policy.units, self.findings)
        return None

    def _groups(self, written: Mapping, theirs: str, ours: str) -> tuple[dict[str, str], str | None]:
        """Our groups to theirs, and their group of all our units (M105, M106, M107)."""
        section = written.get("groups")
        found: dict[str, str] = {}
        everyone: str | None = None
        known, own = (_groups_of(names, id_) for names, id_ in ((self.theirs, theirs), (self.ours, ours)))
        for entry in section.entries.values() if isinstance(section, Mapping) else ():
            group = self._group(entry.key, known, self.theirs)
            items = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
            for word in items:
                assert isinstance(word, Scalar)
                if word.text == EVERYONE:
                    if everyone is not None or found:
                        self.findings.add(
                            "M106", word.place, name=word.text, first=everyone or ", ".join(found.values())
                        )
                    everyone = group
                elif (mine := self._group(word, own, self.ours)) is not None and group is not None:
                    if mine in found or everyone is not None:
                        first = found.get(mine) or everyone
                        self.findings.add("M106", word.place, name=word.text, first=first)
                    found[mine] = group
        missing = [group for group in own if group not in found]
        if section is not None and everyone is None and missing and not self.findings.errors:
            assert isinstance(section, Mapping)
            self.findings.add("M107", section.place, names=tuple(missing), known=tuple(known))
        return found, everyone

    def _group(self, word: Scalar, known: dict[str, str], names: Names) -> str | None:
        for id_, name in known.items():
            if word.text in (id_, name):
                return id_
        tell_unknown("M105", word, names.whose, [*known, EVERYONE] if names is self.ours else known, self.findings)
        return None

    def _members(self, written: Mapping, theirs: str, ours: str) -> dict[str, str | None]:
        """Units that their rules name to those of ours that stand for them; None for nobody (M109, M110)."""
        section = written.get("members")
        known, own = (names.policy.units[id_].members for names, id_ in ((self.theirs, theirs), (self.ours, ours)))
        found: dict[str, str | None] = {}
        taken: dict[str, str] = {}
        for entry in section.entries.values() if isinstance(section, Mapping) else ():
            word = entry.value
            assert isinstance(word, Scalar)
            if known and entry.key.text not in known:
                tell_unknown("M109", entry.key, THEIRS, known, self.findings)
            elif word.text == NOTHING:
                found[entry.key.text] = None
            elif own and word.text not in own:
                tell_unknown("M109", word, OURS, [*own, NOTHING], self.findings)
            elif word.text in taken:
                self.findings.add("M110", word.place, name=word.text, first=taken[word.text])
            else:
                taken[word.text] = entry.key.text
                found[entry.key.text] = word.text
        return found


def _groups_of(names: Names, unit_type: str) -> dict[str, str]:
    """The groups of a unit type, id to name; of groups that are texts of the data nothing is known."""
    own = names.policy.units[unit_type]
    if own.source_table is not None and own.group_column is not None:
        return dict(names.policy.tables[own.source_table].columns[own.group_column].choices)
    return {group.id: group.name for group in own.groups.values()}


class SubstituteReader:
    """Reads what stands to the right of a name of theirs. What is wrong goes to findings."""

    def __init__(self, theirs: Names, ours: Names, pairs: Dict[str, UnitPair], findings: Findings) -> None:
        self.theirs, self.ours, self.pairs, self.findings = theirs, ours, pairs, findings
        self._fits = Fits(theirs.policy, ours.policy, findings)

    # names of theirs

    def their_value(self, word: Scalar) -> Identity | None:
        """The value of a unit that a name of theirs means (M111, M112, M114)."""
        fitting = [each for each in self.theirs.values.get(word.text, ()) if each[0] in self.theirs.policy.units]
        mapped = [each for each in fitting if each[0] in self.pairs]
        if len(mapped) == 1:
            return mapped[0]
        if mapped:
            self.findings.add("M112", word.place, name=word.text, fitting=tuple(map(self.theirs.path, mapped)))
        elif fitting:
            self._tell_unmapped(word, fitting[0][0])
        else:
            of_pairs = (each for each in self.theirs.policy.definitions.values() if each.owner in self.pairs)
            known = [self.theirs.path((each.owner, each.id), self.pairs) for each in of_pairs]
            tell_unknown("M111", word, THEIRS, known, self.findings)
        return None

    def their_column(self, word: Scalar) -> Column | None:
        """The column that a name of theirs means (M111, M112, M114)."""
        tables = self.theirs.policy.tables
        fitting = self.theirs.columns.get(word.text, [])
        mapped = [each for each in fitting if tables[each[0]].unit_type in self.pairs]
        if len(mapped) == 1:
            return mapped[0]
        if mapped:
            self.findings.add("M112", word.place, name=word.text, fitting=tuple(map(".".join, mapped)))
        elif fitting:
            self._tell_unmapped(word, tables[fitting[0][0]].unit_type)
        else:
            known = [f"{table.id}.{id_}" for table in self._mapped_tables() for id_ in table.columns]
            tell_unknown("M111", word, THEIRS, [*known, *(table.id for table in self._mapped_tables())], self.findings)
        return None

    def _mapped_tables(self) -> List[Table]:
        return [table for table in self.theirs.policy.tables.values() if table.unit_type in self.pairs]

    def _tell_unmapped(self, word: Scalar, unit_type: str) -> None:
        name = self.theirs.policy.units[unit_type].name
        self.findings.add("M114", word.place, name=word.text, unit_type=unit_type, type_name=name)

    def described(self, identity: Identity) -> Described:
        """A value of theirs as it is known on our data."""
        return self._applied(describe_value(self.theirs.policy, identity), identity[0])

    def _applied(self, theirs: Described, unit_type: str) -> Described:
        period = self.pairs[unit_type].period_of(theirs.grain.period)
        return replace(theirs, grain=replace(theirs.grain, period=period))

    # what stands for them

    def for_value(self, identity: Identity, entry: Entry) -> Substitute | None:
        """What stands for a value of a unit."""
        want = self.described(identity)
        if want.grain.unit is None or want.grain.period is None:
            self.findings.add("M136", entry.key.place, name=entry.key.text)
            return None
        return self._substitute(want, identity[0], entry, required=False)

    def for_column(self, column: Column, entry: Entry) -> Substitute | None:
        """What stands for an input."""
        table = self.theirs.policy.tables[column[0]]
        want = self._applied(describe_column(self.theirs.policy, column), table.unit_type)
        return self._substitute(want, table.unit_type, entry, required=want.spec.is_due)

    def for_table(self, id_: str, entry: Entry) -> Substitute | None:
        """That a table has no rows: it may be one of records, or be left out (M114, M127, M128)."""
        table, written = self.theirs.policy.tables[id_], entry.value
        if table.unit_type not in self.pairs:
            self._tell_unmapped(entry.key, table.unit_type)
            return None
        value = written.get("value") if isinstance(written, Mapping) else None
        if not isinstance(value, Scalar) or value.text != NOTHING:
            example = next(iter(table.columns), "")
            self.findings.add("M129", entry.key.place, name=entry.key.text, column=f"{entry.key.text}.{example}")
            return None
        if not table.records and not table.optional:
            self.findings.add("M127", value.place, name=entry.key.text)
            return None
        assert isinstance(written, Mapping)
        return Substitute(NOTHING, value.place, note=text_of(written, "note") or "")

    def rows_behind(self, substitute: Substitute) -> str | None:
        """The table of ours whose rows take the place of theirs; None for what is known by unit."""
        if substitute.column is not None:
            return substitute.column[0]
        return None if substitute.value is None else self.ours.definition(substitute.value).table

    def _substitute(self, want: Described, unit_type: str, entry: Entry, required: bool) -> Substitute | None:
        written = entry.value
        if isinstance(written, Mapping):
            value = written.get("value")
            if isinstance(value, Scalar):
                return self._constant(want, unit_type, entry, value, text_of(written, "note") or "", required)
            word = written.entries["of"].value
        else:
            word = written
        assert isinstance(word, Scalar)
        if word.text == NOTHING or (word.style == "plain" and not isinstance(word.value, str)):
            self.findings.add("M128", word.place, text=word.text)
            return None
        found = self._ours(word, self.pairs[unit_type].ours, want.grain.table is not None)
        if found is None:
            return None
        have, identity, column = found
        keys = written if isinstance(written, Mapping) else Mapping(word.place)
        fits = [
            self._fits.kinds_meet(want, have, word),
            self._fits.rows_meet(want, have, word),
            self._fits.periods_meet(want, have, word, keys, self.pairs[unit_type]),
        ]
        factor, choices = self._fits.factor(want, have, word, keys), self._fits.choices(want, have, word, keys)
        if not all(fits) or factor is None or choices is None:
            return None
        if want.so_far != have.so_far and column is not None and want.grain.period == "quarter":
            runs, alone = (want, have) if want.so_far else (have, want)
            self.findings.add("M133", word.place, name=runs.name, other=alone.name)
        quarter = _quarter(keys)
        if quarter is not None and column is not None and want.kind == "number" and not have.so_far:
            self.findings.add("M149", word.place, name=want.name, written=word.text, quarter=quarter)
        return Substitute(word.text, word.place, identity, column, quarter=quarter, factor=factor, choices=choices)

    def _ours(
        self, word: Scalar, unit_type: str, of_rows: bool
    ) -> tuple[Described, Identity | None, Column | None] | None:
        """A value or a column of ours, of this unit type, by one of its names (M111, M112, M115)."""
        policy = self.ours.policy
        values: list[tuple[Described, Identity | None, Column | None]] = [
            (describe_value(policy, each), each, None) for each in self.ours.values.get(word.text, ())
        ]
        columns = [(describe_column(policy, each), None, each) for each in self.ours.columns.get(word.text, ())]
        fitting = [*values, *columns]
        mine = [each for each in fitting if self._unit_type(each) == unit_type]
        of_kind = [each for each in mine if (each[0].grain.table is not None) == of_rows] or mine
        if len(of_kind) == 1:
            return of_kind[0]
        if of_kind:
            ways = [self.ours.path(value) if value else ".".join(column or ()) for _, value, column in of_kind]
            self.findings.add("M112", word.place, name=word.text, fitting=tuple(ways))
        elif fitting:
            types = (self.ours.policy.units[id_].name for id_ in (self._unit_type(fitting[0]), unit_type))
            self.findings.add("M115", word.place, name=word.text, **dict(zip(("own", "asked"), types, strict=True)))
        else:
            tell_unknown("M111", word, OURS, self._known(unit_type, of_rows), self.findings)
        return None

    def _unit_type(self, found: tuple[Described, Identity | None, Column | None]) -> str:
        _, value, column = found
        if value is not None:
            return self.ours.definition(value).unit_type
        assert column is not None
        return self.ours.policy.tables[column[0]].unit_type

    def _known(self, unit_type: str, of_rows: bool) -> list[str]:
        policy = self.ours.policy
        values = [each for each in policy.definitions.values() if each.unit_type == unit_type]
        tables = [table for table in policy.tables.values() if table.unit_type == unit_type]
        return [
            *(self.ours.path((each.owner, each.id)) for each in values if (each.table is not None) == of_rows),
            *(f"{table.id}.{column}" for table in tables if table.is_finer == of_rows for column in table.columns),
        ]

    def _constant(
        self, want: Described, unit_type: str, entry: Entry, value: Scalar, note: str, required: bool
    ) -> Substitute | None:
        """A constant, read as a cell of data is (D2xx); M127 where there has to be one."""
        if value.text == NOTHING and value.style == "plain":
            if required:
                self.findings.add("M127", value.place, name=entry.key.text)
                return None
            return Substitute(NOTHING, value.place, note=note)
        named = want.name.removesuffix(f".{want.spec.name}")  # of a column the name of its table
        table = Table("", named, value.place, unit_type, "year", True, {want.spec.id: want.spec})
        own = Findings()
        cells = TableCells(table, {UNIT: [""], PERIOD: [""], want.spec.id: [value.text]}, _at(value), value.place)
        read = typed_column(cells, want.spec, TableReport(own, table), [])
        self.findings.all += own.errors
        if own.errors:
            return None
        (number,) = read.numerators if isinstance(read, Numbers) else (None,)
        constant: Value = None if number is None else Fraction(number, read.denominator)  # type: ignore[union-attr]
        if not isinstance(read, Numbers):
            (constant,) = read
        return Substitute(value.text, value.place, constant=constant, note=note)

    # what is compared

    def compared(self, theirs: Definition, entry: Entry) -> Compared | None:
        """A published value of theirs with one of ours that the file names (M111, M112, M116–M120, M135)."""
        written = entry.value
        word = written if isinstance(written, Scalar) else written.entries["of"].value  # type: ignore[union-attr]
        assert isinstance(word, Scalar)
        own = self.pairs[theirs.unit_type].ours
        fitting = [each for each in self.ours.values.get(word.text, ()) if each[0] == own]
        if len(fitting) != 1:
            published = [self.ours.path((d.owner, d.id)) for d in self.ours.policy.scores if d.unit_type == own]
            if fitting:
                self.findings.add("M112", word.place, name=word.text, fitting=tuple(map(self.ours.path, fitting)))
            else:
                tell_unknown("M111", word, OURS, [NOTHING, *published], self.findings)
            return None
        mine = self.ours.definition(fitting[0])
        if not mine.published:
            self.findings.add("M135", word.place, name=word.text, whose=OURS)
            return None
        want = self.described((theirs.owner, theirs.id))
        have = describe_value(self.ours.policy, fitting[0])
        keys = written if isinstance(written, Mapping) else Mapping(word.place)
        fits = [
            self._fits.kinds_meet(want, have, word),
            self._fits.periods_meet(want, have, word, keys, self.pairs[theirs.unit_type]),
        ]
        return Compared(theirs, mine, _quarter(keys)) if all(fits) else None

    def counterpart(self, theirs: Definition, ours: Definition, quarter: int | None) -> Compared:
        """The two compared, where kinds and periods meet, else nothing; `quarter` may stand for the year."""
        want = self.described((theirs.owner, theirs.id))
        have = describe_value(self.ours.policy, (ours.owner, ours.id))
        if want.kind != have.kind or (want.kind == "number" and agreed(want.measure, have.measure) is None):
            return Compared(theirs)
        if want.grain.period == have.grain.period:
            return Compared(theirs, ours)
        if want.grain.period == "year" and quarter is not None:
            return Compared(theirs, ours, quarter)
        return Compared(theirs)


def _quarter(keys: Mapping) -> int | None:
    number = number_of(keys, "quarter")
    return None if number is None else int(number)


def _at(word: Scalar) -> Callable[[int, str], Place]:
    return lambda row, column: word.place
