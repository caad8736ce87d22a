"""Whom provisional results wait for: what has not been sent yet, by the office that fills it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kaohe.analysis.fillers import input_uses
from kaohe.language.periods import Period
from kaohe.policy.model import Policy, Table
from kaohe.results import MissingInput


@dataclass(frozen=True, slots=True)
class Awaited:
    """What some offices have to send yet; without `offices` the policy does not say who fills it in.

    `columns` are ids; a whole table of records that is to come has none, and no `periods`. `units` are none where
    they are all that the table speaks of.
    """

    offices: tuple[str, ...]
    table: Table
    columns: tuple[str, ...]
    periods: tuple[Period, ...]
    units: tuple[str, ...]


def awaited(policy: Policy, missing: Sequence[MissingInput]) -> list[Awaited]:
    """The missing inputs by office, in the order in which they are met; the same in several periods stands once."""
    if not missing:
        return []
    found: dict[object, Awaited] = {}
    for each in _by_office(policy, missing):
        key = (each.offices, each.table.id, each.columns, each.units)
        known = found.get(key)
        found[key] = replace(known, periods=(*known.periods, *each.periods)) if known else each
    order = {offices: number for number, offices in enumerate(dict.fromkeys(each.offices for each in found.values()))}
    return sorted(found.values(), key=lambda each: order[each.offices])


def _by_office(policy: Policy, missing: Sequence[MissingInput]) -> Iterator[Awaited]:
    uses = input_uses(policy)
    for each in missing:
        table = policy.tables[each.table]
        together: dict[tuple[str, ...], list[str]] = {}
        for column in each.columns or table.columns:
            together.setdefault(uses[table.id, column].offices, []).append(column)
        periods = () if each.period is None else (each.period,)
        for offices, columns in together.items():
            yield Awaited(offices, table, tuple(columns) if each.columns else (), periods, each.units)
