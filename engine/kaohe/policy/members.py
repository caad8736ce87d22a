"""Members of lists where a rule stands: which are known without a fold, and a value or column at one.

At a member stands what a call names, `growth(投资)`, and what the unit knows by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kaohe.diagnostics import Findings, few
from kaohe.language import tree
from kaohe.language.formula_scope import Argument
from kaohe.language.periods import PeriodLevel
from kaohe.language.tree import Absent, At, Cases, Column, LookUp, Node, Number, Step, Text, Unknown
from kaohe.lazy import dataclass, field
from kaohe.policy.grid import Grid, GridKey
from kaohe.policy.grid_look_up import LISTED, Surroundings, bare_node, member_named, placed, sample, spec_of
from kaohe.policy.lists import ClosedList, Members
from kaohe.policy.member_columns import Known
from kaohe.policy.model import Table, UnitType
from kaohe.policy.names import Names
from kaohe.policy.types import ColumnSpec
from kaohe.source_places import Place
from kaohe.words.formula_and_parts import MEMBER, MemberRoles


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


def called_at(
    name: str,
    axes: Sequence[ClosedList],
    unit_type: UnitType | None,
    value: Callable[[Members], Node],
    arguments: Sequence[Argument],
    place: Place,
    around: Surroundings,
    named: Callable[[str, Place], Node | None],
    means: Callable[[str], bool],
) -> Node | None:
    """What `name` is at the members that the arguments say, and at another unit of `unit_type` if one is named.

    `value` gives it at one member of each list. A list that no argument fills has the member that is known here: of
    the entry's `each`, or in the one column of the row or the unit whose cells are members of it. K712 where none is,
    K711 for what is no member, K616 for a unit that is neither named nor what a column of such units says.
    """
    keys = [GridKey(known.id, known.name, "number" if known.is_numeric else "word", known.members) for known in axes]
    of_units = [] if unit_type is None else _unit_key(unit_type, keys, arguments)
    parts = placed([*keys, *of_units], name, arguments, around, named, means)
    if parts is None:
        return None
    unit = parts.get(len(keys))
    if unit is not None and unit_type is not None and not _is_unit(unit, unit_type, around):
        around.findings.add("K616", unit.place, name=name, text=unit.place.text, unit_type=unit_type.id)
        return None
    chosen: list[Node] = []
    missing: list[GridKey] = []
    for at, key in enumerate(keys):
        node = parts.get(at) or around.current_member(key.id, place) or around.member_of_cell(key.id, place)
        if node is None:
            missing.append(key)
        else:
            chosen.append(node)
    if missing:
        call = f"{name}({', '.join(sample(key) for key in missing)})"
        around.findings.add("K712", place, name=name, missing=tuple(key.id for key in missing), write=call)
        return None
    if any(isinstance(node, Unknown) for node in chosen):
        return Unknown(place=place)
    if unit is None or unit_type is None:
        return _at(name, axes, chosen, {}, value, place, around)
    there: Callable[[Members], Node] = lambda members: At(value(members), unit, unit_type.id, place=place)  # noqa: E731
    return _at(name, axes, chosen, {unit_type.id: unit}, there, place, around)


def _is_unit(node: Node, unit_type: UnitType, around: Surroundings) -> bool:
    """Whether a node is the name of a unit, or a column whose cells are units of this type."""
    bare = bare_node(node)
    if isinstance(bare, Column | LookUp):
        return spec_of(bare, around).unit_type == unit_type.id
    return isinstance(bare, Text)


def unit_type_of(argument: Argument, around: Surroundings) -> str | None:
    """The type of the units that an argument of a call says, which a column with `unit` alone does."""
    if argument.word is not None:
        return around.unit_type_in(argument.word)
    bare = None if argument.node is None else bare_node(argument.node)
    return spec_of(bare, around).unit_type if isinstance(bare, Column | LookUp) else None


def _unit_key(unit_type: UnitType, keys: Sequence[GridKey], arguments: Sequence[Argument]) -> list[GridKey]:
    """The unit as a part of the key, where a call may name one.

    Units of data are any texts in quotes, but for those that are members of one of the lists.
    """
    listed = {name: name for name in unit_type.members} if unit_type.source_table is None else None
    texts = [
        bare.value for argument in arguments if argument.node and isinstance(bare := bare_node(argument.node), Text)
    ]
    if (
        listed is None
        and texts
        and all(any(member_named(key, text, True) is not None for key in keys) for text in texts)
    ):
        return []
    return [GridKey(unit_type.id, unit_type.name, "word", listed)]


def _at(
    name: str,
    axes: Sequence[ClosedList],
    chosen: Sequence[Node],
    at_unit: Mapping[str, Node],
    value: Callable[[Members], Node],
    place: Place,
    around: Surroundings,
) -> Node | None:
    """The value at members, some of which are known when the policy is read, and others row by row."""
    fixed: dict[str, str] = {}
    varied: list[tuple[ClosedList, Node]] = []
    for known, node in zip(axes, chosen, strict=True):
        bare = bare_node(node)
        if not isinstance(bare, Text | Number):
            varied.append((known, node))
            continue
        word = bare.value if isinstance(bare, Text) else str(bare.value)
        if word not in known.members:
            near = known.nearest(word)
            around.findings.add("K711", bare.place, word=word, known=few(known.members, LISTED), suggestion=near)
            return None
        fixed[known.id] = word
    body = _by_member(axes, varied, fixed, value, place, around)
    said = {known.id: node for known, node in zip(axes, chosen, strict=True) if node.place != place}
    arguments = {**said, **at_unit}
    return Step(MEMBER, MemberRoles(body, arguments), body, place=place) if arguments else body


def _by_member(
    axes: Sequence[ClosedList],
    varied: Sequence[tuple[ClosedList, Node]],
    fixed: Mapping[str, str],
    value: Callable[[Members], Node],
    place: Place,
    around: Surroundings,
) -> Node:
    if not varied:
        return value(tuple((known.id, fixed[known.id]) for known in axes))
    (known, of), *rest = varied
    cases = tuple(
        (
            int(member) if known.is_numeric else member,
            _by_member(axes, rest, {**fixed, known.id: member}, value, place, around),
        )
        for member in known.members
    )
    bare = bare_node(of)
    is_member = isinstance(bare, Column | LookUp) and spec_of(bare, around).list == known.id
    otherwise = None if is_member and not known.is_numeric else Absent(place=place)
    return Cases(of, cases, otherwise, place=place)
