"""`sum`, `count`, `any`, `highest`, `lowest`, `mean`: from the rows of a table up to their unit and period."""

from __future__ import annotations

from kaohe.language.nodes import Mapping
from kaohe.language.tree import Fold, FoldOp, Node, Step, Unknown
from kaohe.words.context import Context


def lower_sum(rule: Mapping, context: Context) -> Node:
    """The sum of `of`; 0 without rows."""
    return _lower("sum", rule, context)


def lower_count(rule: Mapping, context: Context) -> Node:
    """How many rows there are."""
    return _lower("count", rule, context)


def lower_any(rule: Mapping, context: Context) -> Node:
    """Whether there is any row."""
    return _lower("any", rule, context)


def lower_highest(rule: Mapping, context: Context) -> Node:
    """The highest `of`; `if_none` without rows."""
    return _lower("highest", rule, context)


def lower_lowest(rule: Mapping, context: Context) -> Node:
    """The lowest `of`; `if_none` without rows."""
    return _lower("lowest", rule, context)


def lower_mean(rule: Mapping, context: Context) -> Node:
    """The arithmetic mean of `of`; `if_none` without rows."""
    return _lower("mean", rule, context)


def _lower(op: FoldOp, rule: Mapping, context: Context) -> Node:
    entry = rule.entries[op]
    written = entry.value
    assert isinstance(written, Mapping)
    rows = context.rows(written.entries["over"].value)
    if rows is None:
        return Unknown(place=entry.key.place)
    table, row = rows
    of, where, once_per = (
        row.formula(argument) if (argument := written.get(word)) is not None else None
        for word in ("of", "where", "once_per")
    )
    if of is None and op not in ("count", "any"):
        context.find("K255", entry.key.place, keyword=op)
    keep = context.plain_word(written.get("keep"), "") or None
    if once_per is not None and of is not None and keep is None:
        context.find("K256", written.entries["once_per"].key.place)
    if_none = written.get("if_none")
    body = Fold(
        op,
        table,
        of,
        where,
        once_per,
        "lowest" if keep == "lowest" else "highest" if keep else None,
        None if if_none is None else context.formula(if_none),
        place=entry.key.place,
    )
    return Step(op, (), body, context.clause, place=entry.key.place)
