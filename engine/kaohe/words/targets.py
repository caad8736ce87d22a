"""What a target asks for (`at_least`, `range` …), when (`each_year`, `average` …), and what it is judged by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from kaohe.language.entry import TARGET_KINDS, TARGET_TIMES, CompareOp, Node, TargetKind, TargetTime, total
from kaohe.lazy import dataclass, field


class AsksFor(NamedTuple):
    """A kind of target: its names, what its table holds of it, and the comparison of one that asks for a minimum."""

    zh: str
    en: str
    figure: Literal["number", "yes_no", "none"] = "number"
    minimum: CompareOp | None = None


KINDS: dict[TargetKind, AsksFor] = total(
    "words.targets of kinds",
    TARGET_KINDS,
    {
        "at_least": AsksFor("不低于", "at least", minimum=">="),
        "more_than": AsksFor("超过", "more than", minimum=">"),
        "range": AsksFor("区间", "range"),
        "about": AsksFor("左右", "about"),
        "achieved": AsksFor("完成", "achieved", "yes_no"),
        "qualitative": AsksFor("定性", "qualitative", "none"),
    },
)


class JudgedAt(NamedTuple):
    """A time: its names; whether the word is a plain yes, whether there is one year that the target is due in, and
    whether what is still missing can be shared out over the years until then."""

    zh: str
    en: str
    is_flag: bool
    is_due_once: bool
    is_paced: bool


TIMES: dict[TargetTime, JudgedAt] = total(
    "words.targets of times",
    TARGET_TIMES,
    {
        "due": JudgedAt("到期", "when due", is_flag=False, is_due_once=True, is_paced=True),
        "each_year": JudgedAt("每年", "each year", is_flag=True, is_due_once=False, is_paced=False),
        "average": JudgedAt("年均", "yearly average", is_flag=False, is_due_once=True, is_paced=False),
        "cumulative": JudgedAt("累计", "cumulative", is_flag=True, is_due_once=True, is_paced=True),
    },
)


@dataclass(frozen=True, slots=True)
class Growth:
    """An average growth, judged without a root: the yearly `rate` (an input) from `first` to `last`, and 1 + what is
    required (`base`), whose power of the years is what the product of the years has to reach."""

    rate: Node
    first: int
    last: int
    base: Node


@dataclass(frozen=True, slots=True)
class Judgement:
    """The one comparison that a target is judged by: the figure (`of`; of a growth the product of its years), and the
    bound (the power of what is required)."""

    of: Node
    op: CompareOp
    bound: Node
    growth: Growth | None = None


@dataclass(frozen=True, slots=True)
class TargetRules:
    """How a target is judged, as trees; `upper` is the upper end of a range, `kind` the word for what it asks for.

    `amounts` are all that the figure is compared with, as written, by every reading; `judgements` what is judged by,
    by the node that judges so.
    """

    actual: Node
    required: Node
    attained: Node
    attainment: Node
    kind: Node
    upper: Node | None = None
    amounts: tuple[Node, ...] = ()
    judgements: Mapping[Node, Judgement] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Node]:
        """Every rule there is."""
        rules = (self.actual, self.required, self.attained, self.attainment, self.kind, self.upper)
        yield from (rule for rule in rules if rule is not None)
