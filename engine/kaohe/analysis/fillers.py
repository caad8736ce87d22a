"""What each input is for and which offices fill it in, as the scores and targets that rest on it say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kaohe.policy.model import ColumnSpec, Definition, Policy, Table, Target, Vertex

Purpose = Definition | Target


@dataclass(frozen=True, slots=True)
class InputUse:
    """The nearest published scores and targets that rest on an input, and the offices that fill it in.

    Without `offices` the policy does not say who does.
    """

    purposes: tuple[Purpose, ...] = ()
    offices: tuple[str, ...] = ()


def input_uses(policy: Policy) -> dict[tuple[str, str], InputUse]:
    """Every input by table and column.

    A score's assessor (考评单位) fills in what the score rests on, down to scores that have assessors of their own; a
    target's figure comes from whoever leads it. A column that bears an office's name is that office's alone. A record
    is filled in by one hand, so that all columns of a record table have the offices of the whole table.
    """
    upwards = _Upwards(policy)
    offices = {office for definition in policy.definitions.values() for office in definition.assessor}
    uses = {
        (table.id, column.id): _of_column(upwards, table, column, offices)
        for table in policy.tables.values()
        for column in table.columns.values()
    }
    for table in policy.tables.values():
        if table.records and table.id not in policy.adjustments:
            _share(upwards, table, uses)
    return uses


def _of_column(upwards: _Upwards, table: Table, column: ColumnSpec, offices: set[str]) -> InputUse:
    vertex = Vertex("column", table.id, column.id)
    decided = upwards.policy.adjustments.get(table.id)
    if decided is not None:  # whoever fills in what a score rests on does not decide on the score
        return InputUse(upwards.purposes(vertex), decided.assessor)
    own = (column.name,) if column.name in offices else upwards.offices(vertex)
    return InputUse(upwards.purposes(vertex), own)


def _share(upwards: _Upwards, table: Table, uses: dict[tuple[str, str], InputUse]) -> None:
    mine = [uses[table.id, column] for column in table.columns]
    named = [office for use in mine for office in use.offices]
    whole = Vertex("table", table.id)
    offices = tuple(dict.fromkeys([*named, *upwards.offices(whole)]))
    counted = upwards.purposes(whole)
    for column in table.columns:
        uses[table.id, column] = InputUse(uses[table.id, column].purposes or counted, offices)


class _Upwards:
    """The dependency graph, from inputs to what rests on them."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._named: dict[Vertex, Purpose] = {value.vertex: value for value in policy.definitions.values()}
        self._named |= {target.vertex: target for target in policy.targets}

    def purposes(self, vertex: Vertex) -> tuple[Purpose, ...]:
        """The nearest published scores and targets."""
        return tuple(self._nearest(vertex, lambda one: isinstance(one, Target) or one.published))

    def offices(self, vertex: Vertex) -> tuple[str, ...]:
        """The offices of the nearest scores and targets that name any."""
        found = self._nearest(vertex, lambda one: bool(_offices(one)))
        return tuple(dict.fromkeys(office for one in found for office in _offices(one)))

    def _nearest(self, vertex: Vertex, is_wanted: Callable[[Purpose], bool]) -> list[Purpose]:
        found: list[Purpose] = []
        seen, waiting = {vertex}, [vertex]
        while waiting:
            for above in self.policy.graph.successors(waiting.pop(0)):
                if above in seen or above not in self._named:
                    continue
                seen.add(above)
                if is_wanted(self._named[above]):
                    found.append(self._named[above])
                else:
                    waiting.append(above)
        return found


def _offices(one: Purpose) -> tuple[str, ...]:
    return one.lead if isinstance(one, Target) else one.assessor
