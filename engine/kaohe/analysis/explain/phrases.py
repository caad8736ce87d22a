"""A formula in words: names instead of ids, the signs that people write, brackets only where they are needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kaohe.analysis.explain.model import Amount, Phrase
from kaohe.analysis.explain.names import (
    PARTS,
    called,
    definition_of,
    goes_by_formula,
    is_place,
    met,
    quoted,
    rising_rows,
    up_to,
    word_of,
)
from kaohe.analysis.explain.values import amount
from kaohe.language import tree
from kaohe.language.entry import COMPARISONS as COMPARE_OPERATORS
from kaohe.language.entry import FOLD_OPERATORS, Meaning, Roles, RoundingMode, total
from kaohe.policy.model import Definition, Policy
from kaohe.translations import check_english, either, worded
from kaohe.words import WORDS
from kaohe.words.cap_floor_round import MODES
from kaohe.words.efficacy_coefficient_and_interpolation import InterpolateRoles
from kaohe.words.fold_operators import OPERATORS
from kaohe.words.formula_and_parts import NODE_NAMES
from kaohe.words.periods import SinceRoles, periods_of
from kaohe.words.pro_rata_and_steps import PART_STEPS, PartStep, ProRataRoles, SlopeRoles, StepsRoles
from kaohe.words.tiers_and_cases import TiersRoles

CHOICE, OR, AND, NOT, COMPARED, SUM, PRODUCT, SIGN, POWER, ATOM = range(10)
"""How firmly an operation binds; what binds less firmly than its surroundings stands in brackets."""

COMPARISONS = total(
    "explain.phrases of comparisons",
    COMPARE_OPERATORS,
    {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"},
)
ROUNDED: dict[RoundingMode, str] = {**MODES, "half_up": "修约"}
MOST_CASES = 8
FUNCTION_NODES = (tree.Min, tree.Max, tree.Abs, tree.Mod, tree.Root, tree.Ln, tree.Exp)
"""What is written as a function with its values put in."""


def bracketed(phrase: Phrase, binds: int, least: int) -> Phrase:
    """The phrase in brackets where it binds less firmly than `least`."""
    return phrase if binds >= least else ("(", *phrase, ")")


def joined(phrases: list[Phrase], between: str) -> Phrase:
    """Phrases one after the other."""
    found: list[object] = []
    for phrase in phrases:
        found += [between, *phrase] if found else phrase
    return tuple(found)  # type: ignore[arg-type]


def title(phrase: Phrase, otherwise: str) -> str:
    """A phrase as a name; one that has numbers in it is no name."""
    return otherwise if any(not isinstance(piece, str) for piece in phrase) else "".join(map(str, phrase))


class Words:
    """Formulas of one policy in words; `readings` are those in force, which alone are told."""

    def __init__(self, policy: Policy, readings: Mapping[str, str]) -> None:
        self.policy = policy
        self.readings = readings

    def of(self, node: tree.Node, least: int = CHOICE) -> Phrase:
        """A node in words, in brackets where it binds less firmly than `least`."""
        phrase, binds = self.binding(node)
        return bracketed(phrase, binds, least)

    def called(self, definition: Definition) -> str:
        """The name of a value, or what stands for one."""
        return called(self, definition)

    def binding(self, node: tree.Node) -> tuple[Phrase, int]:
        """A node in words, and how firmly that binds."""
        found: tuple[Phrase, int] = _NODES[type(node)](self, node)
        return found

    def tiers(self, node: tree.Tiers) -> Phrase:
        """按 投资额 分档：2 亿元（含）以上 6；1 亿元（含）以上 2；其余 0."""
        if node.rising:
            written = [(up_to(self, tier), value) for tier, value in rising_rows(node)]
            rest = node.tiers[0].value
        else:
            written, rest = [(self.bound(tier), tier.value) for tier in node.tiers], node.below
        rows: list[Phrase] = [(*border, " ", *self.of(value, OR)) for border, value in written]
        rows.append((worded("其余 "), *self.of(rest, OR)))
        return (worded("按 "), *self.of(node.of), worded(" 分档："), *joined(rows, worded("；")))

    def bound(self, tier: tree.Tier) -> Phrase:
        """2 亿元（含）以上, or 超过 2 亿元."""
        return met("at_least" if tier.inclusive else "more_than", self.of(tier.bound))

    def cases(self, node: tree.Cases) -> Phrase:
        """按 级别：国家级 5；省级 3."""
        if len(node.cases) > MOST_CASES:
            return (worded("按 "), *self.of(node.of), worded(" 取值"))
        rows: list[Phrase] = [(self.case(node, word), " ", *self.of(case, OR)) for word, case in node.cases]
        if node.otherwise is not None:
            rows.append((worded("其他 "), *self.of(node.otherwise, OR)))
        return (worded("按 "), *self.of(node.of), worded("："), *joined(rows, worded("；")))

    def case(self, node: tree.Cases, word: object) -> str:
        """One of the words, a number, or 第 2 名."""
        by_place = all(isinstance(each, int) for each, _ in node.cases) or is_place(self.policy, node.of)
        return worded("第 {} 名", word) if by_place else word_of(self.policy, node.of, word)


Binding = tuple[Phrase, int]


def _series(between: Callable[[], str], binds: int, least: int) -> Callable[[Words, Any], Binding]:
    def of_terms(words: Words, node: Any) -> Binding:
        return joined([words.of(term, least) for term in node.terms], between()), binds

    return of_terms


def _pair(between: str, binds: int, left: int, right: int) -> Callable[[Words, Any], Binding]:
    def of_sides(words: Words, node: Any) -> Binding:
        return (*words.of(node.left, left), between, *words.of(node.right, right)), binds

    return of_sides


def _function(name: str, shown: int | None = None) -> Callable[[Words, tree.Node], Binding]:
    """What is written like a function, with so many of its operands."""

    def call(words: Words, node: tree.Node) -> Binding:
        operands = [words.of(child) for child in tree.children(node)][:shown]
        return (f"{worded(name)}(", *joined(operands, worded("，")), ")"), ATOM

    return call


def _compared(words: Words, node: tree.Compare) -> Binding:
    left, right = (words.of(side, SUM) for side in (node.left, node.right))
    if isinstance(node.right, tree.Text):
        right = (quoted(word_of(words.policy, node.left, node.right.value)),)
    elif isinstance(node.left, tree.Text):
        left = (quoted(word_of(words.policy, node.right, node.left.value)),)
    return (*left, f" {COMPARISONS[node.op]} ", *right), COMPARED


def _choice(words: Words, node: tree.If) -> Binding:
    then = (worded("若 "), *words.of(node.condition), worded("，则 "), *words.of(node.then, OR))
    rest = node.otherwise
    last = (worded("；"), *words.of(rest)) if isinstance(rest, tree.If) else (worded("；否则 "), *words.of(rest))
    return (*then, *last), CHOICE


def _ref(words: Words, node: tree.Ref) -> Binding:
    found = definition_of(words.policy, node)
    if found is not None and goes_by_formula(words, node):
        return words.binding(found.rule)
    return (words.called(found) if found else node.id,), ATOM


def _rounded(words: Words, node: tree.Round) -> Binding:
    return (f"{worded(ROUNDED[node.mode])}(", *words.of(node.operand), worded("，{} 位小数)", node.places)), ATOM


def _column(words: Words, node: tree.Column) -> Binding:
    return (words.policy.tables[node.table].columns[node.column].name,), ATOM


def _look_up(words: Words, node: tree.LookUp) -> Binding:
    """标准值(行业，优秀): what of the key is written; all of it goes without saying where it is known anyway."""
    column = words.policy.grids[node.table].columns[node.column]
    said: list[Phrase] = []
    for key, part in zip(column.keys, node.keys, strict=True):
        if part.place != node.place or isinstance(part, tree.Text | tree.Number):
            said.append((key.shown(part.value),) if isinstance(part, tree.Text) else words.of(part))
    return ((f"{column.spec.name}(", *joined(said, worded("，")), ")") if said else (column.spec.name,)), ATOM


def _fold(words: Words, node: tree.FoldRows) -> Binding:
    return (worded("{}汇总", words.policy.tables[node.table].name),), ATOM


def _operator(node: tree.FoldUnits | tree.FoldList, name: str) -> Phrase:
    """最高值, 25% 百分位数."""
    return (*place_of_percentile(node), either(name, OPERATORS[node.op].called[1]))


def place_of_percentile(node: tree.FoldRows | tree.FoldUnits | tree.FoldList) -> Phrase:
    """Which percentile is meant; nothing for another operator."""
    return (Amount(node.options.at * 100, "%"), " ") if "at" in OPERATORS[node.op].requires else ()


def _fold_list(words: Words, node: tree.FoldList) -> Binding:
    """平均(德，能，勤), or with weights 平均(德 × 30%，能 × 70%); of periods 平均(各月的销售额)."""
    if (found := periods_of(node)) is not None:
        weights = [words.of(each.weight, ATOM) for each in node.elements if each.weight is not None]
        weighed: Phrase = (worded("，权重 "), *joined(weights, worded("、"))) if weights else ()
        operator = _operator(node, OPERATORS[node.op].called[0])
        return (*operator, f"({worded('{}的', found[0])}", *words.of(found[1], ATOM), *weighed, ")"), ATOM
    terms = [
        words.of(each.of) if each.weight is None else (*words.of(each.of, ATOM), " × ", *words.of(each.weight, ATOM))
        for each in node.elements
    ]
    return (*_operator(node, OPERATORS[node.op].called[0]), "(", *joined(terms, worded("，")), ")"), ATOM


def _reading(words: Words, node: tree.Reading) -> Binding:
    return words.binding(dict(node.cases)[words.readings[node.question]])


def _step(words: Words, step: tree.Step) -> Binding:
    found: Binding = _STEPS[step.entry.word](words, step, step.roles)
    return found


_NODES: Mapping[type[tree.Node], Callable[..., Binding]] = total(
    "explain.phrases of nodes",
    tree.CALCULATED,
    {
        tree.Number: lambda words, node: ((amount(node.value, node.measure),), ATOM),
        tree.Text: lambda words, node: ((quoted(word_of(words.policy, node, node.value)),), ATOM),
        tree.Truth: lambda words, node: ((worded("是") if node.value else worded("否"),), ATOM),
        tree.Absent: lambda words, node: ((worded("无此值"),), ATOM),
        tree.Column: _column,
        tree.LookUp: _look_up,
        tree.Ref: _ref,
        tree.Key: lambda words, node: ((worded(PARTS[node.part]),), ATOM),
        tree.Reading: _reading,
        tree.Step: _step,
        tree.Add: _series(lambda: " + ", SUM, SUM),
        tree.Sub: _pair(" − ", SUM, SUM, PRODUCT),
        tree.Neg: lambda words, node: (("−", *words.of(node.operand, SIGN)), SIGN),
        tree.Mul: _pair(" × ", PRODUCT, PRODUCT, SIGN),
        tree.Div: _pair(" ÷ ", PRODUCT, PRODUCT, SIGN),
        tree.Power: lambda words, node: ((*words.of(node.base, ATOM), " ^ ", *words.of(node.exponent, ATOM)), POWER),
        tree.Compare: _compared,
        tree.And: _series(lambda: worded(" 且 "), AND, NOT),
        tree.Or: _series(lambda: worded(" 或 "), OR, AND),
        tree.Not: lambda words, node: ((worded("非 "), *words.of(node.operand, ATOM)), NOT),
        tree.If: _choice,
        tree.Tiers: lambda words, node: (words.tiers(node), CHOICE),
        tree.Cases: lambda words, node: (words.cases(node), CHOICE),
        tree.Tally: lambda words, node: words.binding(node.operand),
        tree.Present: lambda words, node: ((worded("有 "), *words.of(node.operand, ATOM)), NOT),
        tree.Round: _rounded,
        tree.At: lambda words, node: ((*words.of(node.unit), worded(" 的 "), *words.of(node.of, ATOM)), ATOM),
        tree.OtherPeriod: lambda words, node: ((worded("{}的", node.way.in_words()), *words.of(node.of, ATOM)), ATOM),
        tree.FoldUnits: lambda words, node: (
            (*_operator(node, OPERATORS[node.op].figure), "(", *words.of(node.of), ")"),
            ATOM,
        ),
        tree.FoldList: _fold_list,
        tree.Rank: lambda words, node: ((worded("名次("), *words.of(node.of), ")"), ATOM),
        tree.RankList: lambda words, node: ((worded("名次("), *words.of(node.of), ")"), ATOM),
        tree.Combination: lambda words, node: (
            joined([words.of(part, ATOM) for part in node.parts], worded("、")),
            ATOM,
        ),
        tree.FoldRows: _fold,
        **{each: _function(NODE_NAMES[each]) for each in (*FUNCTION_NODES, tree.IfAbsent)},
        tree.SinceYear: _function("逐年连乘"),
        tree.Seats: _function("名额", 2),
    },
)


def _called(arguments: Callable[[Any], Sequence[tree.Node]]) -> Callable[..., Binding]:
    """A step inside a formula: a word or a method with its arguments."""

    def call(words: Words, step: tree.Step, roles: Roles) -> Binding:
        texts = [words.of(node) for node in arguments(roles)]
        name = either(step.entry.zh, step.entry.en)
        return ((f"{name}(", *joined(texts, worded("，")), ")") if texts else (name,)), ATOM

    return call


def _meaning(words: Words, step: tree.Step, roles: Meaning) -> Binding:
    return words.binding(roles.means)


def _in_own_words(tell: Callable[[Words, Any], Phrase]) -> Callable[..., Binding]:
    """A scale of the document, in words of its own."""
    return lambda words, step, roles: (tell(words, roles), CHOICE)


def _of(words: Words, step: tree.Step, roles: Any) -> Binding:
    """What is limited; the limit is told by itself."""
    return words.binding(roles.of)


_PART_STEPS: dict[PartStep, str] = total(
    "explain.phrases of part steps",
    PART_STEPS,
    {"ignored": "不足一步不计", "counted": "不足一步按比例", "rounded_up": "不足一步按一步"},
)

check_english((*PARTS.values(), *ROUNDED.values(), *NODE_NAMES.values(), *_PART_STEPS.values()))


def pro_rata(words: Words, roles: ProRataRoles) -> Phrase:
    """按 完成率 的比例得 5 分，100% 得满分，不到 60% 不得分."""
    gate: Phrase = (worded("，不到 "), *words.of(roles.zero_below), worded(" 不得分")) if roles.zero_below else ()
    full = (worded("，"), *words.of(roles.full_at), worded(" 得满分"))
    return (
        worded("按 "),
        *words.of(roles.of),
        worded(" 的比例得 "),
        *words.of(roles.points),
        worded(" 分"),
        *full,
        *gate,
    )


def steps(words: Words, roles: StepsRoles) -> Phrase:
    """完成率 从 100% 起算：25，每高 1% 加 0.2，最多 5；每低 1% 减 0.5；不足一步不计."""
    sides: list[str | Amount] = [
        *words.of(roles.of),
        worded(" 从 "),
        *words.of(roles.origin),
        worded(" 起算："),
        *words.of(roles.start),
    ]
    for slopes, most, way in (
        (roles.above, roles.most_above, worded("高")),
        (roles.below, roles.most_below, worded("低")),
    ):
        for number, slope in enumerate(slopes):
            sides += [worded("；") if number == 0 else worded("，再"), *_line(words, slope, way)]
        if most is not None:
            sides += [worded("，这一侧最多 "), *words.of(most)]
    return (*sides, worded("；{}", worded(_PART_STEPS[roles.part_step])))


def _line(words: Words, slope: SlopeRoles, way: str) -> Phrase:
    until: Phrase = (worded("（到 "), *words.of(slope.until), worded(" 为止）")) if slope.until is not None else ()
    gives = worded(" 减 ") if slope.takes else worded(" 加 ")
    return (worded("每{} ", way), *words.of(slope.each), gives, *words.of(slope.points), *until)


def interpolate(words: Words, roles: InterpolateRoles) -> Phrase:
    """按 完成率 插值：60% 为 0，100% 为 10；以下 0，以上 10."""
    points: list[str | Amount] = []
    for bound, value in roles.points:
        points += [worded("，") if points else "", *words.of(bound), worded(" 为 "), *words.of(value)]
    sides = (
        (worded("；第一点以外 "), worded("，最后一点以外 "))
        if roles.of_members
        else (worded("；更低 "), worded("，更高 "))
    )
    end: Phrase = (worded("取那一点的值"),)
    beyond = [end if side is None else words.of(side) for side in (roles.below, roles.above)]
    ends = (sides[0], *beyond[0], sides[1], *beyond[1])
    return (worded("按 "), *words.of(roles.of), worded(" 插值："), *points, *ends)


def since(words: Words, roles: SinceRoles) -> Phrase:
    """2022 起 5；2024 起 6."""
    return joined([(worded("{} 起 ", period), *words.of(rule, OR)) for period, rule in roles.rules], worded("；"))


def tiers_of_members(words: Words, roles: TiersRoles) -> Phrase:
    """按 投资额 分档：界线(一档)（含）以上 6；界线(二档)（含）以上 2；其余 0."""
    rows = [(*met(roles.by, words.of(row.border)), " ", *words.of(row.value, OR)) for row in roles.members]
    rows += [] if roles.rest is None else [(worded("其余 "), *words.of(roles.rest, OR))]
    return (worded("按 "), *words.of(roles.of), worded(" 分档："), *joined(rows, worded("；")))


_STEPS: Mapping[str, Callable[..., Binding]] = total(
    "explain.phrases of words",
    WORDS,
    {
        **dict.fromkeys(("formula", "parts", "part", "where"), _meaning),
        "member": _meaning,
        **dict.fromkeys(("cap", "floor", "round"), _of),
        "method": _called(lambda roles: [*roles.arguments.values()]),
        **dict.fromkeys(("efficacy", "last_place", "quota"), _called(lambda roles: [roles.of])),
        "rank": _called(lambda roles: [roles.means.of]),
        "tiers": _called(lambda roles: [roles.of]),
        **dict.fromkeys((*FOLD_OPERATORS, "per_item"), _called(lambda roles: [])),
        **dict.fromkeys(("first", "by", "full_if", "deduct", "by_rank"), _called(lambda roles: [])),
        "pro_rata": _in_own_words(pro_rata),
        "steps": _in_own_words(steps),
        "interpolate": _in_own_words(interpolate),
        "since": _in_own_words(since),
        **dict.fromkeys(("adjusted", "decided"), _called(lambda roles: [])),
    },
)
