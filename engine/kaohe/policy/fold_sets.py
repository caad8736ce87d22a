"""The sets that a rule may fold or compare: rows of a table, units, periods, lists."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Self

from kaohe.diagnostics import Findings, Words, nearest
from kaohe.language import nodes
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import PERIOD_LEVELS
from kaohe.language.tree import Column, LookUp, Node, Number, Ref, Step, Unknown, walk
from kaohe.language.vocabulary import UNIT
from kaohe.lazy import dataclass, replace
from kaohe.policy.grid import GridColumn, GridEntry
from kaohe.policy.grid_look_up import direction, is_blank_cell, rows_of_members
from kaohe.policy.model import row_owner
from kaohe.policy.names import Names
from kaohe.policy.scope import Scope
from kaohe.source_places import Place


def _meant(node: Node) -> Node:
    """What a formula of one name or call means."""
    while isinstance(node, Step) and node.means is not None:
        node = node.means
    return node


_WAYS: dict[bool | None, Words] = {
    None: Words("一直升或者一直降", "rise throughout, or fall throughout"),
    True: Words("像前面各行那样一直升", "rise throughout, as those of the rows before"),
    False: Words("像前面各行那样一直降", "fall throughout, as those of the rows before"),
}


@dataclass(frozen=True)
class FoldSets:
    """The sets where `scope` holds, each with the reader for which an element is current."""

    names: Names
    findings: Findings
    scope: Scope

    def is_list(self, set_: nodes.Scalar) -> bool:
        """Whether a set is a closed list."""
        return set_.text in self.names.lists

    def near_list(self, set_: nodes.Scalar) -> str | None:
        """The list that is most like a word which is none."""
        return None if self.is_list(set_) else nearest(set_.text, self.names.lists)

    def is_blank(self, node: Node) -> bool | None:
        """Whether a number or a cell of the document's has no value; None for what is seen in the data alone."""
        node = _meant(node)
        if isinstance(node, LookUp):
            return is_blank_cell(self.names.grids[node.table].columns[node.column], node)
        return False if isinstance(node, Number | Unknown) else None

    def rising(self, borders: Sequence[Node], written: nodes.Node) -> bool | None:
        """Whether borders of members rise in the order of the list (or fall), as a table of the document has them.

        None after K729, what is written is no column with a cell for each member; K730, some row of it is in no order,
        or in another one than the rows before.
        """
        asked = [_meant(border) for border in borders]
        looked_up = [node for node in asked if isinstance(node, LookUp)]
        if any(isinstance(node, Unknown) for node in asked):
            return None
        same = {(node.table, node.column) for node in looked_up}
        column = self.names.grids[looked_up[0].table].columns[looked_up[0].column] if len(same) == 1 else None
        rows = list(rows_of_members(column, looked_up)) if column is not None and len(looked_up) == len(asked) else []
        if column is None or not rows:
            text = written.text if isinstance(written, nodes.Scalar) else ""
            self.findings.add("K729", written.place, text=text)
            return None
        way: bool | None = None
        for key, entries in rows:
            there = [entry for entry in entries if entry is not None and entry.value is not None]
            sizes = [size for entry in there if (size := self._order(column, entry)) is not None]
            found = direction(sizes)
            if len(sizes) > 1 and (found is None or found is not (found if way is None else way)):
                self._tell_of_borders(column, looked_up[0], key, there, way)
                return None
            way = found if len(sizes) > 1 else way
        return way is not False

    def _order(self, column: GridColumn, entry: GridEntry) -> Fraction | None:
        """What a border goes by: its number, or the place of the member from the worst of its list."""
        if isinstance(entry.value, Fraction):
            return entry.value
        known = self.names.lists.get(column.spec.list or "")
        rising = () if known is None else known.rising
        return Fraction(rising.index(str(entry.value))) if entry.value in rising else None

    def _tell_of_borders(
        self, column: GridColumn, node: LookUp, key: str, there: Sequence[GridEntry], way: bool | None
    ) -> None:
        measure = column.spec.measure
        scale = measure.scale if measure.kind in ("percent", "unit") else Fraction(1)
        shown = tuple(
            exact_digits(entry.value / scale) + measure.label
            if isinstance(entry.value, Fraction)
            else column.spec.choices.get(str(entry.value), str(entry.value))
            for entry in there
        )
        table = self.names.grids[node.table].name
        row = Words(f"“{table}”的“{key}”这一行", f"“{key}” in “{table}”") if key else Words(f"“{table}”", f"“{table}”")
        self.findings.add("K730", there[0].place, row=row, borders=shown, way=_WAYS[way])

    def agreeing(self, place: Place) -> Node | None:
        """That a row has the current members of the lists that it knows."""
        return self.scope.agreeing(place)

    def rows(self, table: nodes.Node) -> tuple[str, Self] | None:
        """The table to fold and its rows' context.

        K223 unknown, K401 of another unit type, K402 nothing to fold, K727 one of the document.
        """
        text = table.text if isinstance(table, nodes.Scalar) else ""
        known = self.names.tables.get(text)
        if known is None and text in self.names.grids:
            self.findings.add("K727", table.place, name=text, columns=tuple(self.names.grids[text].columns))
        elif known is None:
            sets = [*self.names.tables, *self.names.lists, UNIT, *PERIOD_LEVELS]
            near = UNIT if text == self.scope.unit_type else nearest(text, sets)
            self.findings.add("K223", table.place, name=text, suggestion=near)
        elif self.scope.common is not None:
            replace(self.scope, unit_type=known.unit_type).tell_of_one(text, table.place)
        elif known.unit_type != self.scope.unit_type:
            self.findings.add(
                "K401", table.place, table=known.name, unit_type=self.names.unit_types[self.scope.unit_type].name
            )
        elif not known.is_finer:
            self.findings.add("K402", table.place, table=known.name)
        else:
            return text, replace(self, scope=replace(self.scope, row_of=text, is_folded=True))
        return None

    def own_rows(self, table: nodes.Node) -> str | None:
        """The table whose rows a rule of one row compares; K293 for any other."""
        text = table.text if isinstance(table, nodes.Scalar) else ""
        own = self.names.tables.get(self.scope.row_of or "")
        if own is None or text != own.id or not own.is_finer:
            known = [*self.names.lists, *([] if own is None else [own.id])]
            self.findings.add("K293", table.place, name=text, suggestion=nearest(text, known))
        return None if own is None or not own.is_finer else own.id

    def rows_named(self, named: Sequence[Node]) -> str | None:
        """The table in whose `let` the rule stands, where some of these rest on its rows."""
        table = None if self.scope.is_folded else self.names.tables.get(self.scope.row_of or "")
        if table is None or not table.is_finer:
            return None
        owner = row_owner(table.id)
        nodes_ = (node for each in named for node in walk(each))
        return (
            table.id
            if any(
                (isinstance(node, Column) and node.table == table.id)
                or (isinstance(node, Ref) and node.unit_type == owner)
                for node in nodes_
            )
            else None
        )

    def is_periods(self, set_: nodes.Scalar) -> bool:
        """Whether a set is the periods of a level, where no table bears that id."""
        return set_.text in PERIOD_LEVELS and set_.text not in self.names.tables

    def is_units(self, set_: nodes.Scalar) -> bool:
        """Whether a set is the units of one's own type, or of any where the rule is common to all."""
        if set_.text == UNIT or self.scope.common is None:
            return set_.text == UNIT
        return set_.text in self.names.unit_types

    def units(self, set_: nodes.Scalar) -> Self | None:
        """The context of one of the units that are folded; None, after K617, where it is not said of which type."""
        if self.scope.common is None:
            return self
        if set_.text == UNIT:
            self.scope.tell_of_one(UNIT, set_.place)
            return None
        return replace(self, scope=replace(self.scope, unit_type=set_.text, common=None))
