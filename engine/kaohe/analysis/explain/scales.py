"""Steps with their values put in: how many there are on the side where the value lies, and what they come to."""

from __future__ import annotations

from kaohe.analysis.explain.draft import Draft, Telling
from kaohe.analysis.explain.key_values import Point
from kaohe.analysis.explain.model import Amount, Phrase
from kaohe.analysis.explain.phrases import PRODUCT, SUM, joined
from kaohe.language import tree
from kaohe.language.entry import Meaning
from kaohe.words.pro_rata_and_steps import SlopeRoles, StepsRoles


def in_own_words(telling: Telling, step: tree.Step, roles: Meaning, point: Point, draft: Draft) -> None:
    """A word that says more than what it is calculated by, which is told with its values."""
    draft.put(telling.words.of(step))
    draft.filled = telling.fill(roles.means, point, draft)


def steps(telling: Telling, step: tree.Step, roles: StepsRoles, point: Point, draft: Draft) -> None:
    """25 + 15 步 × 0.2 = 28; a side on which nothing lies is left out."""
    if point.value(roles.means) is None:
        in_own_words(telling, step, roles, point, draft)
        return
    draft.put(telling.words.of(step))
    for node in (roles.of, roles.origin):
        telling.fill(node, point, draft)
    filled: list[str | Amount] = [*telling.fill(roles.start, point, draft, SUM)]
    for slopes, most in ((roles.above, roles.most_above), (roles.below, roles.most_below)):
        counted = [slope for slope in slopes if point.value(slope.steps)]
        if not counted:
            continue
        if most is None:
            for slope in counted:
                filled += [" − " if slope.takes else " + ", *_line(telling, slope, point, draft)]
        else:  # all lines of a side with a limit add, or all take
            side = joined([_line(telling, slope, point, draft) for slope in counted], " + ")
            limited = ("较小值(", *side, "，", *telling.fill(most, point, draft), ")")
            filled += [" − " if counted[0].takes else " + ", *limited]
    draft.filled = tuple(filled)


def _line(telling: Telling, slope: SlopeRoles, point: Point, draft: Draft) -> Phrase:
    count = Amount(point.amount(slope.steps).value, "步")
    return (count, " × ", *telling.fill(slope.points, point, draft, PRODUCT))
