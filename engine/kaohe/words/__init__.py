"""The scoring methods (计分方法): one file a keyword, each lowering what the writer wrote to the expression tree.

`KEYWORDS` is the whole list. A method reads its arguments through a `Context` and knows no policy.
"""

from __future__ import annotations

from collections.abc import Callable

from kaohe.language.nodes import Mapping
from kaohe.language.ranges import Range
from kaohe.language.tree import Node, Step
from kaohe.words import (
    across,
    by_rank,
    cases,
    deduct,
    efficacy,
    first,
    fold,
    formula,
    full_if,
    last_place,
    parts,
    per_item,
    quarters,
    quota,
    rank,
    tiers,
)
from kaohe.words.context import Context

Lowering = Callable[[Mapping, Context], Node]

# What a keyword knows of its own borders, where plain interval arithmetic over its lowering would forget it.
RANGES: dict[str, Callable[[Step, Callable[[Node], Range]], Range]] = {
    "efficacy": efficacy.range_of,
    "quarters": quarters.range_of,
}

# A keyword's arguments stand under it, but for `by` and `reading`, whose cases stand beside it: every
# lowering gets the whole rule.
KEYWORDS: dict[str, Lowering] = {
    "formula": formula.lower,
    "parts": parts.lower,
    "tiers": tiers.lower,
    "first": first.lower,
    "by": cases.lower_by,
    "reading": cases.lower_reading,
    "sum": fold.lower_sum,
    "count": fold.lower_count,
    "any": fold.lower_any,
    "highest": fold.lower_highest,
    "lowest": fold.lower_lowest,
    "mean": fold.lower_mean,
    "per_item": per_item.lower,
    "full_if": full_if.lower,
    "deduct": deduct.lower,
    "efficacy": efficacy.lower,
    "across": across.lower,
    "rank": rank.lower,
    "last_place": last_place.lower,
    "quota": quota.lower,
    "by_rank": by_rank.lower,
    "quarters": quarters.lower,
}
