"""`tiers` (分档计分): the value of the highest tier that is reached.

`at_least` includes the border (1.5 亿（含）—2 亿 is [1.5, 2)), `more_than` excludes it; both may stand together.
"""

from __future__ import annotations

import itertools
from fractions import Fraction

from kaohe.language.nodes import Mapping, Scalar
from kaohe.language.tree import Node, Number, Step, Tier, Tiers
from kaohe.words.context import Context


def lower(rule: Mapping, context: Context) -> Node:
    """A tier table from high to low; a bound that is not a number, or out of order, is a finding (K251, K252)."""
    entry = rule.entries["tiers"]
    written = entry.value
    assert isinstance(written, Mapping)
    of = context.formula(written.entries["of"].value)
    tiers = _tiers(written, "at_least", True, context) + _tiers(written, "more_than", False, context)
    # At one bound, “more than” is the higher tier.
    tiers.sort(key=lambda tier: (_bound(tier), not tier.inclusive), reverse=True)
    for higher, lower_ in itertools.pairwise(tiers):
        known = isinstance(higher.bound, Number) and isinstance(lower_.bound, Number)
        if known and (_bound(higher), higher.inclusive) == (_bound(lower_), lower_.inclusive):
            context.find("K252", lower_.place, bound=_bound(lower_))
    below = context.rule(written.entries["below"].value)
    body = Tiers(of, tuple(tiers), below, place=entry.key.place)
    return Step("tiers", (("of", of),), body, context.clause, place=entry.key.place)


def _bound(tier: Tier) -> Fraction:
    return tier.bound.value if isinstance(tier.bound, Number) else Fraction(0)


def _tiers(written: Mapping, word: str, inclusive: bool, context: Context) -> list[Tier]:
    found = []
    table = written.get(word)
    for row in table.entries.values() if isinstance(table, Mapping) else ():
        key: Scalar = row.key
        bound = context.formula(key)
        if not isinstance(bound, Number):
            context.find("K251", key.place, bound=key.text)
        found.append(Tier(bound, inclusive, context.rule(row.value), place=key.place))
    return found
