"""The scoring methods (计分方法): one file a keyword, each lowering what the writer wrote to the expression tree.

`KEYWORDS` is the whole list. A method reads its arguments through a `Context` and knows no policy.
"""

from __future__ import annotations

from collections.abc import Callable

from kaohe.language.nodes import Mapping
from kaohe.language.ranges import Range
from kaohe.language.tree import Node, Step
from kaohe.words import efficacy_coefficient, quarters, quota
from kaohe.words.comparison_group import lower_across
from kaohe.words.context import Context
from kaohe.words.folds import lower_any, lower_count, lower_highest, lower_lowest, lower_mean, lower_sum
from kaohe.words.formula_and_parts import lower_formula, lower_parts
from kaohe.words.per_item_and_deduct import lower_deduct, lower_per_item
from kaohe.words.rank_and_ties import lower_by_rank, lower_last_place, lower_rank
from kaohe.words.tiers_and_cases import lower_by, lower_first, lower_full_if, lower_reading, lower_tiers

Lowering = Callable[[Mapping, Context], Node]

# What a keyword knows of its own borders, where plain interval arithmetic over its lowering would forget it.
RANGES: dict[str, Callable[[Step, Callable[[Node], Range]], Range]] = {
    "efficacy": efficacy_coefficient.efficacy_range,
    "quarters": quarters.range_of,
}

# A keyword's arguments stand under it, but for `by` and `reading`, whose cases stand beside it: every
# lowering gets the whole rule.
KEYWORDS: dict[str, Lowering] = {
    "formula": lower_formula,
    "parts": lower_parts,
    "tiers": lower_tiers,
    "first": lower_first,
    "by": lower_by,
    "reading": lower_reading,
    "sum": lower_sum,
    "count": lower_count,
    "any": lower_any,
    "highest": lower_highest,
    "lowest": lower_lowest,
    "mean": lower_mean,
    "per_item": lower_per_item,
    "full_if": lower_full_if,
    "deduct": lower_deduct,
    "efficacy": efficacy_coefficient.lower_efficacy,
    "across": lower_across,
    "rank": lower_rank,
    "last_place": lower_last_place,
    "quota": quota.lower,
    "by_rank": lower_by_rank,
    "quarters": quarters.lower,
}
