"""`per_item`: so many points for each (每个计 0.5 分). `deduct` (扣分制): a base less so many points for each fault."""

from __future__ import annotations

from kaohe.language.nodes import Mapping
from kaohe.language.tree import Add, Max, Mul, Node, Step, Sub, Tally
from kaohe.words.cap_floor_round import bounded
from kaohe.words.context import Context


def each(written: Mapping, context: Context) -> tuple[Node, ...]:
    """The products of count and points, one for each line; a yes counts once."""
    return tuple(
        Mul(
            Tally(context.formula(entry.key), place=entry.key.place),
            context.formula(entry.value),
            place=entry.key.place,
        )
        for entry in written.entries.values()
    )


def lower_per_item(rule: Mapping, context: Context) -> Node:
    """The sum over all counts of count × points."""
    entry = rule.entries["per_item"]
    assert isinstance(entry.value, Mapping)
    body = Add(each(entry.value, context), place=entry.key.place)
    return Step("per_item", (), body, context.clause, place=entry.key.place)


def lower_deduct(rule: Mapping, context: Context) -> Node:
    """from − Σ count × points, not below `floor`."""
    entry = rule.entries["deduct"]
    written = entry.value
    assert isinstance(written, Mapping)
    faults = written.entries["each"].value
    assert isinstance(faults, Mapping)
    deducted = Add(each(faults, context), place=written.entries["each"].key.place)
    body: Node = Sub(context.formula(written.entries["from"].value), deducted, place=entry.key.place)
    floor = written.entries.get("floor")
    if floor is not None:
        bound = context.formula(floor.value)
        body = Step("floor", (("floor", bound),), bounded(body, bound, Max), place=floor.key.place)
    return Step("deduct", (), body, context.clause, place=entry.key.place)
