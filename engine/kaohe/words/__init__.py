"""The words of the language, one home each: what each is called, its arguments by their roles, and what it means.

`KEYWORDS` are those that a rule is written with (计分方法), `WORDS` all that a step of the tree can bear. Readers keep
registers over these, which are total: a word that one of them forgets is an error with its name at import.
"""

from __future__ import annotations

from kaohe.language.entry import Doc, Entry, total
from kaohe.words.cap_floor_round import LIMITS
from kaohe.words.efficacy_coefficient_and_interpolation import EFFICACY, INTERPOLATE
from kaohe.words.folds import FOLDS
from kaohe.words.formula_and_parts import ADJUSTED, DECIDED, FORMULA, MEMBER, METHOD, PART, PARTS, WHERE
from kaohe.words.lowering import Keyword
from kaohe.words.per_item_and_deduct import DEDUCT, PER_ITEM
from kaohe.words.periods import SINCE
from kaohe.words.pro_rata_and_steps import PRO_RATA, STEPS
from kaohe.words.quota import BY_RANK, QUOTA
from kaohe.words.rank_and_ties import LAST_PLACE, RANK
from kaohe.words.tiers_and_cases import BY, FIRST, FULL_IF, READING, TIERS

KEYWORDS: dict[str, Keyword] = {
    each.id: each
    for each in (
        *(FORMULA, PARTS, TIERS, FIRST, BY, READING, SINCE),
        *FOLDS.values(),
        *(
            PER_ITEM,
            FULL_IF,
            PRO_RATA,
            STEPS,
            INTERPOLATE,
            DEDUCT,
            EFFICACY,
            RANK,
            LAST_PLACE,
            QUOTA,
            BY_RANK,
        ),
    )
}

DOCS: dict[str, Doc] = total(
    "words.docs",
    [*KEYWORDS, *LIMITS, WHERE.id],
    {each.id: each.doc for each in (*KEYWORDS.values(), *LIMITS.values(), WHERE) if each.doc is not None},
)
"""What people read of each word that a policy is written with."""

WORDS: dict[str, Entry] = {
    each.word: each
    for each in (*KEYWORDS.values(), *LIMITS.values(), WHERE, PART, METHOD, MEMBER, ADJUSTED, DECIDED)
    if each is not READING
}
