"""`efficacy` (功效系数法): where a value stands between the lowest and the highest of its group.

coefficient = base + span × (x − lowest) / (highest − lowest), so from base to base + span. Where all values are
equal the quotient is 0/0: the policy says what holds then (`when_equal`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kaohe.language.entry import Doc, Roles
from kaohe.language.nodes import Mapping
from kaohe.language.ranges import Range, union
from kaohe.language.tree import Add, Compare, Div, If, Mul, Node, Over, Step, Sub
from kaohe.words.comparison_group import comparison_group
from kaohe.words.lowering import Context, Keyword


@dataclass(frozen=True, slots=True, eq=False)
class EfficacyRoles(Roles):
    """Whose value is compared and who takes part (all if None), the figures of the group, and the scale."""

    of: Node
    among: Node | None
    lowest: Over
    highest: Over
    base: Node
    span: Node
    when_equal: Node

    @property
    def measured(self) -> tuple[Node, ...]:
        return (self.when_equal, self.base, self.span)


def _range(roles: EfficacyRoles, of: Callable[[Node], Range]) -> Range:
    """base to base + span, and what holds where all are equal."""
    base, span = of(roles.base), of(roles.span)
    return union([base, base + span, of(roles.when_equal)])


def lower_efficacy(rule: Mapping, context: Context) -> Node:
    """The efficacy coefficient of `of` within its comparison group."""
    entry = rule.entries["efficacy"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    group = comparison_group(written, context)
    base, span = context.formula(written.entries["base"].value), context.formula(written.entries["span"].value)
    lowest, highest = group.figure("lowest", place), group.figure("highest", place)
    standing = Div(Sub(group.of, lowest, place=place), Sub(highest, lowest, place=place), place=place)
    when_equal = context.rule(written.entries["when_equal"].value)
    body = If(
        Compare("==", highest, lowest, place=place),
        when_equal,
        Add((base, Mul(span, standing, place=place)), place=place),
        place=place,
    )
    roles = EfficacyRoles(group.of, group.among, lowest, highest, base, span, when_equal)
    return Step(EFFICACY, roles, group.for_participants(body, place), context.clause, place=place)


EFFICACY = Keyword(
    "efficacy",
    "功效系数",
    "efficacy coefficient",
    EfficacyRoles,
    "relative",
    "whole_group",
    _range,
    lower=lower_efficacy,
    doc=Doc(
        zh="功效系数法：base + span ×（本单位 − 最低）÷（最高 − 最低）",
        en="Efficacy coefficient: base + span × (x − lowest) / (highest − lowest)",
        written="efficacy: {of: F, within: all, base: 60%, span: 40%, when_equal: R}",
        more_zh="最高等于最低时用 `when_equal`。`among` 可写",
        more_en="`when_equal` where highest and lowest are equal. `among` may stand here",
        formula="base + span × (of − min) ÷ (max − min)",
        known_zh="功效系数法；OECD、JRC《复合指标编制手册》（2008）的 min–max 标准化",
        known_en="功效系数法; min–max in the OECD/JRC Handbook on Constructing Composite Indicators (2008)",
        example="efficacy: {of: x, within: all, base: 60%, span: 30%, when_equal: 100%}",
        gives=("60%", "70%", "90%"),
    ),
)
