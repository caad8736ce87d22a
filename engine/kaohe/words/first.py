"""`first`: a list of conditions, of which the first that holds decides (hit policy “first”)."""

from __future__ import annotations

from kaohe.language.nodes import Mapping, Sequence
from kaohe.language.tree import If, Node, Step, Unknown
from kaohe.words.context import Context


def lower(rule: Mapping, context: Context) -> Node:
    """Nested conditions. The last row says `otherwise`; without it there is a gap (K253)."""
    entry = rule.entries["first"]
    assert isinstance(entry.value, Sequence)
    rows = [item for item in entry.value.items if isinstance(item, Mapping)]
    body: Node | None = None
    for number, row in reversed(list(enumerate(rows))):
        if "otherwise" in row.entries:
            if number != len(rows) - 1:
                context.find("K254", row.place)
            body = context.rule(row.entries["otherwise"].value)
            continue
        if body is None:
            if not any("otherwise" in other.entries for other in rows):
                context.find("K253", entry.key.place)
            body = Unknown(place=row.place)
        condition = context.formula(row.entries["when"].value)
        body = If(condition, context.rule(row.entries["give"].value), body, place=row.place)
    assert body is not None
    return Step("first", (), body, context.clause, place=entry.key.place)
