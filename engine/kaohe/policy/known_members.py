"""Which members of lists, and which columns, are known where a rule stands: without a fold and without a call."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe.compiled_late import dataclass, field
from kaohe.diagnostics import Findings
from kaohe.language import tree
from kaohe.language.periods import PeriodLevel
from kaohe.language.tree import Column
from kaohe.places import Place
from kaohe.policy.grid import Grid
from kaohe.policy.member_columns import Known
from kaohe.policy.model import Table
from kaohe.policy.names import Names
from kaohe.policy.types import ColumnSpec


@dataclass(frozen=True)
class KnownMembers:
    """What a rule of `unit_type`, and of a row of the table `row_of`, knows of lists; what look-ups ask (Surroundings).

    `current` has the member of each list of the entry's `each`, `asked` the lists whose members the rule has asked
    for, `read` the columns of the document's tables that say what these know. A rule that is `common` to all units,
    the entry of that id, knows what is the same for all of them.
    """

    names: Names
    findings: Findings
    unit_type: str
    row_of: str | None = None
    current: Mapping[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    read: set[tuple[str, str]] = field(default_factory=set)
    common: str | None = None

    @property
    def known(self) -> Mapping[str, Known]:
        """The members of lists that are known here: those of the entry's `each`, and what these know."""
        return self.names.known_with.of(self.current)

    def agrees(self, list_: str, member: str) -> bool:
        """Whether a member of a list that is folded knows the members that are known here without that list."""
        frame = {of: current for of, current in self.current.items() if of != list_}
        here, there = self.names.known_with.of(frame, list_), self.names.known_with.of({list_: member})
        shared = [of for of in there if of in here]
        for of in shared:
            self.rest_on(here[of], there[of])
        return all(there[of].member == here[of].member is not None for of in shared)

    def current_member(self, list_id: str, place: Place) -> tree.Node | None:
        """The member of a list of the entry's `each`, or that such a member knows; absent where its cell is blank."""
        known = self.known.get(list_id)
        if known is None:
            return None
        self.rest_on(known)
        absent = tree.Absent(place=place)
        return absent if known.member is None else self.names.lists[list_id].node(known.member, place)

    @property
    def own_period(self) -> PeriodLevel:
        """The level of periods that its results are for."""
        return self.names.unit_types[self.unit_type].period

    @property
    def own_unit_type(self) -> str | None:
        """The unit type that the rule is for; None where it is common to all units."""
        return self.unit_type if self.common is None else None

    @property
    def tables(self) -> dict[str, Table]:
        """The tables of data."""
        return self.names.tables

    @property
    def grids(self) -> dict[str, Grid]:
        """The tables of the document."""
        return self.names.grids

    def agreeing(self, place: Place) -> tree.Node | None:
        """That a row has the current members, of each list of which one of its columns alone has cells."""
        conditions = list[tree.Node]()
        for list_ in self.current:
            cell = self.member_of_cell(list_, place, of_row=True)
            member = self.current_member(list_, place) if cell is not None else None
            if cell is not None and member is not None:
                same = tree.Compare("==", cell, member, place=place)
                of_nobody = tree.IfAbsent(same, tree.Truth(False, place=place), place=place)
                conditions.append(same if self._is_certain(cell) else of_nobody)
        return (
            conditions[0] if len(conditions) == 1 else tree.And(tuple(conditions), place=place) if conditions else None
        )

    def _is_certain(self, cell: tree.Node) -> bool:
        """Whether every row has such a member."""
        if isinstance(cell, tree.Cases):
            return cell.otherwise is None and self._is_certain(cell.of)
        return isinstance(cell, Column) and self.names.tables[cell.table].columns[cell.column].is_required

    def member_of_cell(self, list_id: str, place: Place, of_row: bool = False) -> tree.Node | None:
        """The member of a list in the one column of it, or that the member in such a column of another list knows.

        None where there is no such column of the row or the unit (`of_row`: of the row), or where there are several.
        """
        direct = self._columns_of(list_id, of_row)
        if direct:
            return Column(direct[0][0], direct[0][1].id, place=place) if len(direct) == 1 else None
        lists = [other for other in self.names.lists if list_id in self.names.known_with.lists_of(other)]
        found = [(known, each) for known in lists for each in self._columns_of(known, of_row)]
        if len(found) != 1:
            return None
        known, (table, spec) = found[0]
        by_member = self.names.known_with.of
        of = {member: by_member({known: member}).get(list_id) for member in self.names.lists[known].members}
        self.read.update(column for each in of.values() if each is not None for column in each.columns)
        cases = [
            (int(member) if self.names.lists[known].is_numeric else member, self._word(list_id, each.member, place))
            for member, each in of.items()
            if each is not None and each.member is not None
        ]
        rest = tree.Absent(place=place) if len(cases) < len(of) else None
        return tree.Cases(Column(table, spec.id, place=place), tuple(cases), rest, place=place)

    def _columns_of(self, list_id: str, of_row: bool) -> list[tuple[str, ColumnSpec]]:
        known = self.columns_of_list(list_id)
        return [(table, spec) for table, spec in known if not of_row or table == self.row_of]

    def _word(self, list_id: str, member: str, place: Place) -> tree.Node:
        return self.names.lists[list_id].node(member, place)

    def columns_of_list(self, list_id: str) -> list[tuple[str, ColumnSpec]]:
        """The columns whose cells are members of a list: those of the row, else those of its unit."""
        known = [(table, spec) for table in self.near_tables() for spec in table.columns.values()]
        near = [(table, spec) for table, spec in known if spec.list == list_id]
        own = [(table.id, spec) for table, spec in near if table.id == self.row_of]
        return own or [(table.id, spec) for table, spec in near if not spec.members]

    def known_columns(self, name: str) -> list[tuple[str, ColumnSpec]]:
        """The columns of that id that are known here without a fold: the row's own, else those of its unit."""
        near = [(table, table.columns[name]) for table in self.near_tables() if name in table.columns]
        own = [(table.id, spec) for table, spec in near if table.id == self.row_of]
        return own or [(table.id, spec) for table, spec in near]

    def unit_type_in(self, name: str) -> str | None:
        """The type of the units in the cells of a column that is known here, of whatever member; None for any other."""
        near = (spec for table in self.near_tables() for spec in table.columns.values())
        return next((spec.unit_type for spec in near if name in (spec.id, spec.written)), None)

    def near_tables(self) -> list[Table]:
        """The tables whose columns are known here without a fold: the row's own first."""
        own = [self.names.tables[self.row_of]] if self.row_of else []
        unit = [t for t in self.names.tables.values() if t.unit_type == self.unit_type and not t.is_finer]
        if self.common is not None:
            unit = [table for table in unit if "unit" in table.spread]
        return own + [table for table in unit if table not in own]

    def rest_on(self, *known: Known) -> None:
        """Notes that the rule has asked for these members."""
        self.asked.update(each.by for each in known)
        self.read.update(column for each in known for column in each.columns)
