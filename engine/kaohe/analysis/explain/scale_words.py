"""Scales of the document in words: `pro_rata`, `steps`, `interpolate`, and tiers that are written from below."""

from __future__ import annotations

from typing import Protocol

from kaohe.analysis.explain.model import Amount, Phrase
from kaohe.language import tree
from kaohe.language.entry import total
from kaohe.words.efficacy_coefficient_and_interpolation import InterpolateRoles
from kaohe.words.pro_rata_and_steps import PART_STEPS, PartStep, ProRataRoles, SlopeRoles, StepsRoles

_PART_STEPS: dict[PartStep, str] = total(
    "explain.scales",
    PART_STEPS,
    {"ignored": "不足一步不计", "counted": "不足一步按比例", "rounded_up": "不足一步按一步"},
)


class Wording(Protocol):
    """What puts formulas in words (`kaohe.analysis.explain.phrases.Words`)."""

    def of(self, node: tree.Node) -> Phrase:
        """A node in words."""


def pro_rata(words: Wording, roles: ProRataRoles) -> Phrase:
    """按 完成率 的比例得 5 分，100% 得满分，不到 60% 不得分."""
    gate: Phrase = ("，不到 ", *words.of(roles.zero_below), " 不得分") if roles.zero_below else ()
    full = ("，", *words.of(roles.full_at), " 得满分")
    return ("按 ", *words.of(roles.of), " 的比例得 ", *words.of(roles.points), " 分", *full, *gate)


def steps(words: Wording, roles: StepsRoles) -> Phrase:
    """完成率 从 100% 起算：25，每高 1% 加 0.2，最多 5；每低 1% 减 0.5；不足一步不计."""
    sides: list[str | Amount] = [
        *words.of(roles.of),
        " 从 ",
        *words.of(roles.origin),
        " 起算：",
        *words.of(roles.start),
    ]
    for slopes, most, way in ((roles.above, roles.most_above, "高"), (roles.below, roles.most_below, "低")):
        for number, slope in enumerate(slopes):
            sides += ["；" if number == 0 else "，再", *_line(words, slope, way)]
        if most is not None:
            sides += ["，这一侧最多 ", *words.of(most)]
    return (*sides, f"；{_PART_STEPS[roles.part_step]}")


def _line(words: Wording, slope: SlopeRoles, way: str) -> Phrase:
    until: Phrase = ("（到 ", *words.of(slope.until), " 为止）") if slope.until is not None else ()
    gives = " 减 " if slope.takes else " 加 "
    return (f"每{way} ", *words.of(slope.each), gives, *words.of(slope.points), *until)


def interpolate(words: Wording, roles: InterpolateRoles) -> Phrase:
    """按 完成率 插值：60% 为 0，100% 为 10；以下 0，以上 10."""
    points: list[str | Amount] = []
    for bound, value in roles.points:
        points += ["，" if points else "", *words.of(bound), " 为 ", *words.of(value)]
    ends = ("；更低 ", *words.of(roles.below), "，更高 ", *words.of(roles.above))
    return ("按 ", *words.of(roles.of), " 插值：", *points, *ends)


def up_to(words: Wording, tier: tree.Tier) -> Phrase:
    """The border of a row that was written from below: 20 天（含）以下, or 不到 20 天."""
    return ("不到 ", *words.of(tier.bound)) if tier.inclusive else (*words.of(tier.bound), "（含）以下")


def rising_rows(node: tree.Tiers) -> list[tuple[tree.Tier, tree.Node]]:
    """The rows as they were written, from the lowest border up: the border, and what holds up to it."""
    rising = node.tiers[::-1]
    return list(zip(rising, (node.below, *(tier.value for tier in rising[:-1])), strict=True))
