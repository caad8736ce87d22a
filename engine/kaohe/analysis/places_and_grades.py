"""Which published values are places, and which are grades and in what order: what a goal or a span has to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kaohe.language import tree
from kaohe.policy.model import Policy
from kaohe.words.quota import QuotaRoles
from kaohe.words.rank_and_ties import RankRoles

Readings = Mapping[str, str] | None
"""Readings in force; None for any of them."""


def rank_of(policy: Policy, rule: tree.Node, readings: Readings) -> RankRoles | None:
    """The rank that a rule gives on some branch, so that less is better; None where it gives none."""
    ends = _ends(policy, rule, readings)
    return next((end.roles for end in ends if isinstance(end, tree.Step) and isinstance(end.roles, RankRoles)), None)


def grades_of(policy: Policy, rule: tree.Node, readings: Readings) -> tuple[str, ...]:
    """The grades that a rule gives, best first: those of a quota or of tiers, then those that stand apart.

    The highest tier is best; where the tiers are those of a place, the lowest. Of conditions alone nothing says which
    is better, so they give none.
    """
    ends = list(_ends(policy, rule, readings))
    ordered: dict[str, None] = {}
    for end in ends:
        if isinstance(end, tree.Step) and isinstance(end.roles, QuotaRoles):
            ordered |= dict.fromkeys(grade.value for grade in end.roles.grades)
        elif isinstance(end, tree.Tiers):
            ordered |= dict.fromkeys(_of_tiers(policy, end, readings))
    apart = [end.value for end in ends if isinstance(end, tree.Text)]
    for end in ends:
        if isinstance(end, tree.Step) and isinstance(end.roles, QuotaRoles) and end.roles.exception is not None:
            apart.append(end.roles.exception.grade.value)
    return tuple(ordered | dict.fromkeys(apart)) if ordered else ()


def _of_tiers(policy: Policy, tiers: tree.Tiers, readings: Readings) -> list[str]:
    texts = [
        end.value for branch in tiers.branches for end in _ends(policy, branch, readings) if isinstance(end, tree.Text)
    ]
    return texts if rank_of(policy, tiers.of, readings) is None else texts[::-1]


def _ends(policy: Policy, node: tree.Node, readings: Readings) -> Iterator[tree.Node]:
    """What a rule may come to, seen through names, choices and formulas; a rank, a quota and tiers stay whole."""
    match node:
        case tree.Step(roles=RankRoles() | QuotaRoles()) | tree.Tiers():
            yield node
        case tree.Step() if node.means is not None:
            yield from _ends(policy, node.means, readings)
        case tree.Ref():
            yield from _ends(policy, policy.definitions[node.unit_type, node.id].rule, readings)
        case tree.Reading() if readings is not None:
            yield from _ends(policy, dict(node.cases)[readings[node.question]], readings)
        case tree.Choice():
            for branch in node.branches:
                yield from _ends(policy, branch, readings)
        case tree.IfAbsent():
            yield from _ends(policy, node.operand, readings)
            yield from _ends(policy, node.fallback, readings)
        case _:
            yield node
