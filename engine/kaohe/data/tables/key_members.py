"""Further parts of a key whose members are known: each member needs a row, unless the policy says `some`."""

from __future__ import annotations

from itertools import product

from kaohe.data.raw import UNIT
from kaohe.data.report import TableReport
from kaohe.data.tables.dataset import TableData
from kaohe.diagnostics import few
from kaohe.language.periods import Period
from kaohe.policy.model import Table

_LISTED = 5

Key = tuple[object, ...]


def tell_missing_members(table: Table, data: TableData, report: TableReport) -> frozenset[tuple[str, Period]]:
    """D340 for each unit and period that has rows, and none for some member; returns these units and periods.

    Where a part of the key is open (a text), each of its values there is has to have all members of the others.
    """
    closed = [at for at, id_ in enumerate(table.further_keys, 2) if _is_due(table, id_)]
    if table.records or not closed:
        return frozenset()
    specs = [table.columns[table.further_keys[at - 2]] for at in closed]
    due = list(product(*(spec.choices for spec in specs)))
    there: dict[Key, set[Key]] = {}
    rows: dict[Key, int] = {}
    for row, key in enumerate(data.keys):
        rest = tuple(part for at, part in enumerate(key) if at not in closed)
        rows.setdefault(rest, row)
        there.setdefault(rest, set()).add(tuple(key[at] for at in closed))
    incomplete: set[tuple[str, Period]] = set()
    together: dict[tuple[Key, tuple[Key, ...]], list[Key]] = {}
    for rest, members in there.items():
        missing = tuple(member for member in due if member not in members)
        # A member that could not be read, or a row that came back blank, is told already, and may be the one.
        if missing and not any(None in member for member in members) and rest[:2] not in data.incomplete:
            incomplete.add(rest[:2])  # type: ignore[arg-type]  # a unit and a period
            together.setdefault((rest[1:], missing), []).append(rest)
    for (where, lacking), those in together.items():
        units = [str(rest[0]) for rest in those]
        listed = few(units, _LISTED)
        named = tuple(" ".join(spec.choices[str(id_)] for spec, id_ in zip(specs, m, strict=True)) for m in lacking)
        report.add(
            "D340",
            data.place_of(rows[those[0]], UNIT),
            text=" ".join(map(str, where)),
            units=listed,
            column=tuple(spec.name for spec in specs),
            members=named,
            count=len(lacking) * len(units),
        )
    return frozenset(incomplete)


def _is_due(table: Table, id_: str) -> bool:
    return table.columns[id_].type == "choice" and id_ not in table.some
