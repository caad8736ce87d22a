"""What looks back to a period that the data have, to a value that is not calculated for it.

Such a value is absent, and nobody would know why: the period is in the data. What the data do not have at all is absent
as the language says, and is not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kaohe.data.tables.frames import Frame, Frames
from kaohe.evaluate.columns import Calculation
from kaohe.language import tree
from kaohe.language.periods import Back, Period, listed, years_before
from kaohe.lazy import replace
from kaohe.policy.model import Policy
from kaohe.policy.types import ALL_YEARS


class Lack(NamedTuple):
    """Why a value is not known in an earlier period: a published score, by its name, or a table."""

    code: str
    name: str
    period: Period


def unreached(frames: Frames, policy: Policy, node: tree.OtherPeriod, period: Period) -> list[Lack]:
    """Why what a period looks back to has no value, although some of what it rests on is there; else empty."""
    unit_type, grain = policy.types[node].grain.unit, policy.types[node.of].grain
    other = node.way.other(period)
    if not isinstance(node.way, Back) or unit_type is None or grain.period is None or other is None:
        return []
    known = frames.periods_of(replace(grain, unit=unit_type, earlier=ALL_YEARS))
    if other not in known or other in frames.periods_of(replace(grain, unit=unit_type)):
        return []
    there, lacks = False, dict[Lack, None]()
    for leaf, when in rests_on(policy, node.of, other):
        if isinstance(leaf, tree.Ref):
            definition = policy.definitions[leaf.unit_type, leaf.id]
            own = policy.value_types[leaf.unit_type, leaf.id].grain
            if when not in frames.periods_of(replace(own, unit=leaf.unit_type, period=when.level)):
                lacks[Lack("E207", definition.name, when)] = None
            continue
        table = policy.tables[leaf.table]
        if "unit" in table.spread or "period" in table.spread:
            continue
        whole = replace(table.grain, table=None, period=when.level)
        if when in frames.periods_of(whole):
            there = True
        elif when in frames.periods_of(replace(whole, earlier=ALL_YEARS)):
            lacks[Lack("E208", table.id, when)] = None
    return [*lacks] if there else []


def rests_on(
    policy: Policy, node: tree.Node, period: Period
) -> Iterator[tuple[tree.Ref | tree.Column | tree.FoldRows, Period]]:
    """The published scores and the tables that a value rests on, and the period that each is asked for."""
    waiting, seen = [(node, period)], {(node, period)}
    while waiting:
        part, when = waiting.pop()
        below = [*tree.children(part)]
        if isinstance(part, tree.Column | tree.FoldRows):
            yield part, when
        elif isinstance(part, tree.Ref):
            definition = policy.definitions[part.unit_type, part.id]
            if definition.published:
                yield part, when
            below.append(definition.rule)
        elif isinstance(part, tree.OtherPeriod):
            other = part.way.other(when)
            if other is None:
                continue
            when = other
        found = [(each, when) for each in below if (each, when) not in seen]
        seen.update(found)
        waiting += found


def tell_unreached(run: Calculation, node: tree.OtherPeriod, frame: Frame) -> None:
    """Warns once of each value that the rows asked look back to and that is not known there: E207, E208."""
    own = run.policy.types[node].grain
    if own.unit is None or own.period is None:
        return
    why = {
        period: lacks
        for period in run.frames.periods_of(replace(own, earlier=0))
        if (lacks := unreached(run.frames, run.policy, node, period))
    }
    if not why:
        return
    asked = {key[1].at(own.period) for key in frame.keys if key[1] is not None}
    told: dict[tuple[str, str], tuple[list[Period], list[Period]]] = {}
    for period in sorted(asked.intersection(why)):
        for lack in why[period]:
            missing, whens = told.setdefault((lack.code, lack.name), ([], []))
            missing += [lack.period] if lack.period not in missing else []
            whens += [period] if period not in whens else []
    for (code, name), (missing, whens) in told.items():
        if any(
            (each.code, each.place, each.arguments.get("value")) == (code, node.place, run.subject)
            for each in run.findings.all
        ):
            continue
        when = listed(whens)
        arguments: dict[str, object] = {"value": run.subject, "when": when, "missing": tuple(map(str, missing))}
        if code == "E208":
            table = run.policy.tables[name]
            first = run.frames.periods_of(replace(table.grain, table=None, period=missing[0].level, earlier=0))[0]
            years = next(each for each in range(1, ALL_YEARS) if set(missing) <= {*years_before(first, each)})
            arguments |= {"table": table.name, "id": name, "years": years}
        else:
            arguments["score"] = name
        run.findings.add(code, node.place, **arguments)


def other_rows(node: tree.OtherPeriod, own: Frame, source: Frame) -> list[int | None]:
    """The row of `source` that each key has its value from; None where the data have no such period."""
    others = {period: node.way.other(period) for period in {key[1] for key in own.keys} if period is not None}
    positions = source.positions
    return [None if key[1] is None else positions.get((key[0], others[key[1]], None)) for key in own.keys]
