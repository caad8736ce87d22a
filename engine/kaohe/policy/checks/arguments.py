"""What is written for a word of the language and is hardly meant: shares of nought, scales, signs of points."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from kaohe.diagnostics import EveryUse, Findings
from kaohe.language.tree import Node, Step, walk
from kaohe.policy.model import Policy
from kaohe.policy.ranges import Ranges
from kaohe.words.efficacy_coefficient import EfficacyRoles
from kaohe.words.per_item_and_deduct import DeductRoles, PerItemRoles
from kaohe.words.quota import QuotaRoles

_MOST_OF_SHARES = Fraction(2)  # base and span above this are points, as in 60 and 40, and no shares


def check_arguments(policy: Policy, findings: Findings) -> None:
    """What can be said of each use of a word, and is told where it holds of every use of what is written."""
    ranges, uses = Ranges(policy), EveryUse()
    for definition in policy.definitions.values():
        for node in walk(definition.rule):
            match node.roles if isinstance(node, Step) else None:
                case QuotaRoles() as quota:
                    _check_quota(quota, findings)
                case EfficacyRoles() as efficacy:
                    _check_scale(efficacy, ranges, uses)
                case PerItemRoles() as items:
                    _check_points("K537", items.points, ranges, uses)
                case DeductRoles() as faults:
                    _check_points("K540", faults.points, ranges, uses)
                    _check_counts(faults.counts, ranges, uses)
    uses.tell(findings)


def _check_quota(roles: QuotaRoles, findings: Findings) -> None:
    """K531 for each grade whose share is nought; the last grade takes what is left, and may have none of its own."""
    for grade, share in list(zip(roles.grades, roles.ratio, strict=True))[:-1]:
        if not share:
            findings.add("K531", grade.place, grade=grade.value)


def _check_scale(roles: EfficacyRoles, ranges: Ranges, uses: EveryUse) -> None:
    """K536 where base and span are shares that do not add up to 100%: the best then has another coefficient."""
    whole = ranges.of(roles.base) + ranges.of(roles.span)
    if whole.low is None or whole.low != whole.high or whole.low > _MOST_OF_SHARES:
        return
    uses.add(roles.span.place, None if whole.low == 1 else "K536", total=whole.low * 100)


def _check_points(code: str, points: Iterable[Node], ranges: Ranges, uses: EveryUse) -> None:
    """K537 for what per_item takes away, K540 for what deduct adds."""
    for each in points:
        high = ranges.of(each).high
        uses.add(each.place, code if high is not None and high < 0 else None)


def _check_counts(counts: Iterable[Node], ranges: Ranges, uses: EveryUse) -> None:
    """K538 for each count of faults that may be negative, and would then add points."""
    for count in counts:
        low = ranges.of(count).low
        uses.add(count.place, "K538" if low is None or low < 0 else None, text=count.place.text)
