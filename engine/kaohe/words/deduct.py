"""`deduct` (扣分制): a base less so many points for each fault; `floor` is 扣完为止."""

from __future__ import annotations

from kaohe.language.nodes import Mapping
from kaohe.language.tree import Add, Max, Node, Step, Sub
from kaohe.words.context import Context
from kaohe.words.limits import bounded
from kaohe.words.per_item import each


def lower(rule: Mapping, context: Context) -> Node:
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
