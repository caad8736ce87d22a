"""What puts others together: `formula` and its functions; `parts` (一级指标、二级指标); a policy's own methods.

So does a score that decisions may change (`adjustments`): its two words stand in no rule, but steps bear them.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as MappingOf
from fractions import Fraction
from functools import partial
from typing import cast

from kaohe.diagnostics import Findings
from kaohe.language.entry import OWN_METHOD, Doc, Entry, FoldOp, Meaning, Roles
from kaohe.language.formula_scope import Function
from kaohe.language.measures import NUMBER
from kaohe.language.nodes import Mapping, Sequence
from kaohe.language.periods import Back
from kaohe.language.ranges import Range, union
from kaohe.language.tree import (
    Abs,
    Absent,
    Add,
    Exp,
    FoldList,
    If,
    IfAbsent,
    Ln,
    Max,
    Min,
    Mod,
    Node,
    Number,
    OtherPeriod,
    Power,
    Present,
    Ref,
    Root,
    Round,
    Step,
    Text,
)
from kaohe.language.vocabulary import OWN_WORDS
from kaohe.lazy import dataclass
from kaohe.source_places import Place
from kaohe.words.fold_operators import OPERATORS
from kaohe.words.folds import element, fold_function
from kaohe.words.lowering import Context, Keyword


@dataclass(frozen=True, slots=True, eq=False)
class FormulaRoles(Meaning):
    """A formula: its text, what each name in it stands for, by the name, and its own tree."""

    text: Text
    names: MappingOf[str, Node]


@dataclass(frozen=True, slots=True, eq=False)
class MethodRoles(Meaning):
    """A call of a policy's own method: its arguments by the names of the parameters, and the method's rule for them."""

    arguments: MappingOf[str, Node]


@dataclass(frozen=True, slots=True, eq=False)
class MemberRoles(Meaning):
    """A value at members of its lists: what of these is written, by the list."""

    arguments: MappingOf[str, Node]


@dataclass(frozen=True, slots=True, eq=False)
class PartsRoles(Meaning):
    """The scores that are put together."""

    parts: tuple[Node, ...]

    @property
    def are_added(self) -> bool:
        """Whether their plain sum is the whole."""
        return isinstance(self.means, Add)


@dataclass(frozen=True, slots=True, eq=False)
class AppliesRoles(Meaning):
    """What exists for those alone for whom the condition holds."""

    where: Node


def lower_formula(rule: Mapping, context: Context) -> Node:
    """The formula, which the context reads and keeps in a step."""
    return context.formula(rule.entries["formula"].value)


def lower_parts(rule: Mapping, context: Context) -> Node:
    """The parts, each a value of its own, put together as `combine` says: their sum, or a fold, with their weights.

    K286 for weights of what is multiplied.
    """
    entry = rule.entries["parts"]
    assert isinstance(entry.value, Sequence)
    parts = tuple(context.part(item) for item in entry.value.items)
    weights = [item.get(WEIGHT) if isinstance(item, Mapping) else None for item in entry.value.items]
    op = cast(FoldOp, context.plain_word(rule.get("combine"), ADDED))
    body: Node = Add(tuple(_left_out(part, context) for part in parts), place=entry.key.place)
    if op != ADDED or any(weight is not None for weight in weights):
        elements = tuple(
            element(part, context, None if weight is None else context.rule(weight))
            for part, weight in zip(parts, weights, strict=True)
        )
        body = FoldList(op, elements, place=entry.key.place)
    for weight in weights if not OPERATORS[op].weighted else ():
        if weight is not None:
            context.find("K286", weight.place, one=WEIGHT, other=f"combine: {op}")
    return Step(PARTS, PartsRoles(body, parts), body, context.clause, place=entry.key.place)


ADDED: FoldOp = "sum"
"""How parts are put together where nothing is said."""
WEIGHT = "weight"
"""What a part counts with, a key of its entry."""


def _left_out(part: Node, context: Context) -> Node:
    """A part, which adds nothing for those to whom it does not apply."""
    where = context.applies(part)
    if where is None:
        return part
    body = If(where, part, Number(Fraction(0), place=part.place), place=part.place)
    return Step(PART, AppliesRoles(part, where), body, place=part.place)


def applying(where: Node, rule: Node) -> Step:
    """The rule of an entry with `where`: for the rest there is no such value."""
    body = If(where, rule, Absent(place=where.place), place=where.place)
    return Step(WHERE, AppliesRoles(rule, where), body, place=where.place)


FORMULA = Keyword(
    "formula",
    "算式",
    "formula",
    FormulaRoles,
    "structure",
    "carried",
    lower=lower_formula,
    doc=Doc(
        zh="算式",
        en="The formula",
        written="formula: F",
        known_zh="办法写明的算式",
        known_en="a formula of the document",
        example="formula: x + 1",
        gives=("3", "5", "9"),
    ),
)
PARTS = Keyword(
    "parts",
    "分项合计",
    "parts",
    PartsRoles,
    "structure",
    "carried",
    lower=lower_parts,
    doc=Doc(
        zh="列在这里的各项得分之和，或按 `combine` 合成",
        en="The sum of the scores that are listed here, or what `combine` makes of them",
        written="parts: [得分, …]",
        more_zh="每项写法与 `scores` 的一条相同，可以有 `weight`；"
        "`combine` 写 `mean` 平均、`geometric_mean` 几何平均、`product` 连乘",
        more_en="Each is a full entry as under `scores` and may have a `weight`; "
        "`combine` is `mean`, `geometric_mean` or `product`",
        formula="Σ; Σ weight × part",
        known_zh="一级指标、二级指标",
        known_en="indicators of first and second level",
        example="parts: [{id: a, formula: x}, {id: b, formula: x × 2}]",
        gives=("6", "12", "24"),
    ),
)
WHERE = Entry(
    "where",
    "适用",
    "applies",
    AppliesRoles,
    "structure",
    "not_applicable",
    doc=Doc(
        zh="这一项只对哪些单位有；对其余的不适用",
        en="For whom the entry exists; to the rest it does not apply",
        written="where: C",
        more_zh="写在一条得分、中间值或分项里，规则旁边，见下",
        more_en="Stands in a score, a value or a part, beside its rule; see below",
        known_zh="山区镇不考核此项",
        known_en="indicators that do not apply to all",
        example="where: met\nformula: x",
        gives=("2", "none", "8"),
    ),
)
PART = Entry("part", "分项", "part", AppliesRoles, "structure", "carried")
METHOD = Entry(OWN_METHOD, "方法", "method", MethodRoles, "structure", "carried", is_own=True)
"""The entry of a policy's own methods; each bears its own name (`METHOD.called`)."""
MEMBER = Entry("member", "指定成员", "at members", MemberRoles, "structure", "carried")
"""A call of a value at members of lists, `month_growth(固定资产投资)`."""


@dataclass(frozen=True, slots=True, eq=False)
class AdjustedRoles(Roles):
    """The value that the rule gives, the one that is set, the sum of the changes, and the bounds that are declared."""

    calculated: Ref
    set: Ref
    change: Ref
    low: Number | None
    high: Number | None

    @property
    def measured(self) -> tuple[Node, ...]:
        return (self.calculated, self.change)


@dataclass(frozen=True, slots=True, eq=False)
class DecidedRoles(Meaning):
    """The value that is set, else what the rule gives: to this the changes are added."""

    calculated: Ref
    set: Ref


def _range(roles: AdjustedRoles, of: Callable[[Node], Range]) -> Range:
    """Where no decision is made the score is what the rule gives; where one is, it lies within the declared bounds."""
    low, high = (None if end is None else end.value for end in (roles.low, roles.high))
    return union([of(roles.calculated), Range(low, high)])


ADJUSTED = Entry("adjusted", "调整后", "adjusted", AdjustedRoles, "structure", "carried", _range)
DECIDED = Entry("decided", "调整为，没有则调整前", "set, else calculated", DecidedRoles, "structure", "carried")


MOST_DECIMALS = 10
MOST_DEGREE = 100
MOST_YEARS = 100


def _decimals_fit(arguments: list[Node], findings: Findings) -> bool:
    """round(x, 2): the decimals are a literal, because a policy says them and no data does."""
    if len(arguments) == 1:
        return True
    decimals = arguments[1]
    if isinstance(decimals, Number) and decimals.measure == NUMBER and decimals.value in range(MOST_DECIMALS + 1):
        return True
    findings.add("K364", decimals.place, most=MOST_DECIMALS)
    return False


def _rounded(arguments: list[Node], place: Place) -> Node:
    decimals = arguments[1].value if len(arguments) > 1 and isinstance(arguments[1], Number) else 0
    return Round(arguments[0], int(decimals), "half_up", place=place)


def _square_root(arguments: list[Node], place: Place) -> Node:
    return Root(arguments[0], Number(Fraction(2), place=place), place=place)


def _degree_fits(arguments: list[Node], findings: Findings) -> bool:
    """root(x, 3): the degree is a literal whole number."""
    degree = arguments[1]
    if isinstance(degree, Number) and degree.measure == NUMBER and degree.value in range(2, MOST_DEGREE + 1):
        return True
    findings.add("K367", degree.place, text=degree.place.text, most=MOST_DEGREE)
    return False


def _years_fit(arguments: list[Node], findings: Findings) -> bool:
    """years_ago(x, 2): the years are a literal whole number."""
    years = arguments[1]
    if isinstance(years, Number) and years.measure == NUMBER and years.value in range(1, MOST_YEARS + 1):
        return True
    findings.add("K368", years.place, text=years.place.text, most=MOST_YEARS)
    return False


def _back(arguments: list[Node], place: Place, years: int | None = None) -> Node:
    if years is None:
        assert isinstance(arguments[1], Number), "asked by _years_fit"
        years = int(arguments[1].value)
    return OtherPeriod(arguments[0], Back(years), place=place)


FUNCTIONS: dict[str, Function] = {
    "min": Function("较小值", Min, 2, None, lambda given, place: Min(tuple(given), place=place), compares=True),
    "max": Function("较大值", Max, 2, None, lambda given, place: Max(tuple(given), place=place), compares=True),
    "abs": Function("绝对值", Abs, 1, 1, lambda arguments, place: Abs(arguments[0], place=place)),
    "round": Function("修约", Round, 1, 2, _rounded, _decimals_fit),
    "mod": Function("余数", Mod, 2, 2, lambda arguments, place: Mod(arguments[0], arguments[1], place=place)),
    "sqrt": Function("平方根", Root, 1, 1, _square_root),
    "root": Function(
        "方根", Root, 2, 2, lambda arguments, place: Root(arguments[0], arguments[1], place=place), _degree_fits
    ),
    "power": Function("乘方", Power, 2, 2, lambda arguments, place: Power(arguments[0], arguments[1], place=place)),
    "ln": Function("自然对数", Ln, 1, 1, lambda arguments, place: Ln(arguments[0], place=place)),
    "exp": Function("e 的乘方", Exp, 1, 1, lambda arguments, place: Exp(arguments[0], place=place)),
    "if_absent": Function(
        "暂缺则取", IfAbsent, 2, 2, lambda given, place: IfAbsent(given[0], given[1], place=place), compares=True
    ),
    "present": Function("有", Present, 1, 1, lambda arguments, place: Present(arguments[0], place=place)),
    "previous": Function("上一期", OtherPeriod, 1, 1, partial(_back, years=0), is_free=True),
    "last_year": Function("上年同期", OtherPeriod, 1, 1, partial(_back, years=1), is_free=True),
    "years_ago": Function("几年前同期", OtherPeriod, 2, 2, _back, _years_fit, is_free=True),
}

FOLD_FUNCTIONS: dict[str, Function] = {
    op: Function(known.called[0], FoldList, 1, None, partial(fold_function, op), is_free=True)
    for op, known in OPERATORS.items()
    if known.alone
}
"""Operators of folds as functions of formulas. Their names are free: an id that a file gives is the id."""

NODE_NAMES: dict[type[Node], str] = {function.node: function.zh for function in FUNCTIONS.values()}
"""What the node that a function builds is called."""

RESERVED = frozenset(name for name, function in FUNCTIONS.items() if not function.is_free) | OWN_WORDS
