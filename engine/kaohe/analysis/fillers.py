"""What each input is for and which offices fill it in, as the scores and targets that rest on it say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kaohe.analysis.dependencies import column_key, dependency_graph, key_of, table_key, target_key
from kaohe.policy.model import ColumnSpec, Definition, Policy, Table, Target

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
    key = column_key(table.id, column.id)
    decided = upwards.policy.adjustments.get(table.id)
    if decided is not None:  # whoever fills in what a score rests on does not decide on the score
        return InputUse(upwards.purposes(key), decided.assessor)
    own = (column.name,) if column.name in offices else upwards.offices(key)
    return InputUse(upwards.purposes(key), own)


def _share(upwards: _Upwards, table: Table, uses: dict[tuple[str, str], InputUse]) -> None:
    mine = [uses[table.id, column] for column in table.columns]
    named = [office for use in mine for office in use.offices]
    offices = tuple(dict.fromkeys([*named, *upwards.offices(table_key(table.id))]))
    counted = upwards.purposes(table_key(table.id))
    for column in table.columns:
        uses[table.id, column] = InputUse(uses[table.id, column].purposes or counted, offices)


class _Upwards:
    """The dependency graph, from inputs to what rests on them."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._above: dict[str, list[str]] = {}
        for source, above in dependency_graph(policy).edges:
            self._above.setdefault(source, []).append(above)
        values: Mapping[str, Purpose] = {key_of(definition): definition for definition in policy.definitions.values()}
        self._named = {**values, **{target_key(target): target for target in policy.targets}}

    def purposes(self, key: str) -> tuple[Purpose, ...]:
        """The nearest published scores and targets."""
        return tuple(self._nearest(key, lambda one: isinstance(one, Target) or one.published))

    def offices(self, key: str) -> tuple[str, ...]:
        """The offices of the nearest scores and targets that name any."""
        found = self._nearest(key, lambda one: bool(_offices(one)))
        return tuple(dict.fromkeys(office for one in found for office in _offices(one)))

    def _nearest(self, key: str, is_wanted: Callable[[Purpose], bool]) -> list[Purpose]:
        found: list[Purpose] = []
        seen, waiting = {key}, [key]
        while waiting:
            for above in self._above.get(waiting.pop(0), ()):
                if above in seen:
                    continue
                seen.add(above)
                if is_wanted(self._named[above]):
                    found.append(self._named[above])
                else:
                    waiting.append(above)
        return found


def _offices(one: Purpose) -> tuple[str, ...]:
    return one.lead if isinstance(one, Target) else one.assessor
