"""A formula in words: names instead of ids, the signs that people write, brackets only where they are needed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kaohe.analysis.explain.key_values import amount
from kaohe.analysis.explain.model import Phrase
from kaohe.analysis.explain.names import FIGURES, PARTS, called, definition_of, goes_by_formula, step_name, word_of
from kaohe.language import tree
from kaohe.policy.model import Definition, Policy

CHOICE, OR, AND, NOT, COMPARED, SUM, PRODUCT, SIGN, ATOM = range(9)
"""How firmly an operation binds; what binds less firmly than its surroundings stands in brackets."""

COMPARISONS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
MOST_CASES = 8


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


def quoted(text: str) -> str:
    """A word that is one value among others."""
    return f"“{text}”"


def branches(node: tree.Node) -> list[tree.Node]:
    """What a choice is between."""
    match node:
        case tree.If():
            return [node.then, node.otherwise]
        case tree.Tiers():
            return [*(tier.value for tier in node.tiers), node.below]
        case tree.Cases():
            return [*(case for _, case in node.cases), *([node.otherwise] if node.otherwise else ())]
        case _:
            return []


class Words:
    """Formulas of one policy in words; `readings` are those in force, which alone are told."""

    def __init__(self, policy: Policy, readings: Mapping[str, str]) -> None:
        self.policy = policy
        self.readings = readings

    def of(self, node: tree.Node, least: int = CHOICE) -> Phrase:
        """A node in words, in brackets where it binds less firmly than `least`."""
        phrase, binds = self._binding(node)
        return bracketed(phrase, binds, least)

    def called(self, definition: Definition) -> str:
        """The name of a value, or what stands for one."""
        return called(self, definition)

    def _binding(self, node: tree.Node) -> tuple[Phrase, int]:
        match node:
            case tree.Ref() if goes_by_formula(self, node):
                return self._binding(self.policy.definitions[node.unit_type, node.id].rule)
            case tree.Add():
                return joined([self.of(term, SUM) for term in node.terms], " + "), SUM
            case tree.Sub():
                return (*self.of(node.left, SUM), " − ", *self.of(node.right, PRODUCT)), SUM
            case tree.Mul():
                return (*self.of(node.left, PRODUCT), " × ", *self.of(node.right, SIGN)), PRODUCT
            case tree.Div():
                return (*self.of(node.left, PRODUCT), " ÷ ", *self.of(node.right, SIGN)), PRODUCT
            case tree.Neg():
                return ("−", *self.of(node.operand, SIGN)), SIGN
            case tree.Compare():
                return self._compared(node), COMPARED
            case tree.And():
                return joined([self.of(term, NOT) for term in node.terms], " 且 "), AND
            case tree.Or():
                return joined([self.of(term, AND) for term in node.terms], " 或 "), OR
            case tree.Not():
                return ("非 ", *self.of(node.operand, ATOM)), NOT
            case tree.If():
                return self._choice(node), CHOICE
            case tree.Step() if node.keyword in ("cap", "floor"):
                return self._binding(self._unlimited(node))
            case tree.Step() if node.keyword == "round" and isinstance(node.body, tree.Round):
                return self._binding(node.body.operand)
            case tree.Step() if node.keyword == "formula":
                return self._binding(node.body)
            case tree.Reading():
                return self._binding(dict(node.cases)[self.readings[node.question]])
            case tree.Tally() | tree.Present() | tree.Round():
                return self._wrapped(node)
            case tree.Tiers():
                return self.tiers(node), CHOICE
            case tree.Cases():
                return self.cases(node), CHOICE
            case _:
                return self._atom(node), ATOM

    def _unlimited(self, step: tree.Step) -> tree.Node:
        """What a cap or floor limits, which is the same whatever chooses the bound; the limit is told by itself."""
        bound, body = step.arguments[0][1], step.body
        while True:
            match bound:
                case tree.Absent():
                    return body
                case tree.Step():
                    bound = bound.body
                case tree.Reading():
                    reading = self.readings[bound.question]
                    bound, body = dict(bound.cases)[reading], dict(body.cases)[reading]  # type: ignore[attr-defined]
                case tree.If() | tree.Tiers() | tree.Cases():
                    bound, body = branches(bound)[0], branches(body)[0]
                case _:
                    assert isinstance(body, tree.Min | tree.Max)
                    return body.terms[0]

    def _compared(self, node: tree.Compare) -> Phrase:
        left, right = (self.of(side, SUM) for side in (node.left, node.right))
        if isinstance(node.right, tree.Text):
            right = (quoted(word_of(self.policy, node.left, node.right.value)),)
        elif isinstance(node.left, tree.Text):
            left = (quoted(word_of(self.policy, node.right, node.left.value)),)
        return (*left, f" {COMPARISONS[node.op]} ", *right)

    def _choice(self, node: tree.If) -> Phrase:
        then = ("若 ", *self.of(node.condition), "，则 ", *self.of(node.then, OR))
        rest = node.otherwise
        return (*then, "；", *self.of(rest)) if isinstance(rest, tree.If) else (*then, "；否则 ", *self.of(rest))

    def _wrapped(self, node: tree.Tally | tree.Present | tree.Round) -> tuple[Phrase, int]:
        if isinstance(node, tree.Tally):
            return self._binding(node.operand)
        if isinstance(node, tree.Present):
            return ("有 ", *self.of(node.operand, ATOM)), NOT
        return ("修约(", *self.of(node.operand), f"，{node.places} 位小数)"), ATOM

    def _atom(self, node: tree.Node) -> Phrase:
        match node:
            case tree.Number():
                return (amount(node.value, node.measure),)
            case tree.Text():
                return (quoted(node.value),)
            case tree.Truth():
                return ("是" if node.value else "否",)
            case tree.Absent():
                return ("无此值",)
            case tree.Column():
                return (self.policy.tables[node.table].columns[node.column].name,)
            case tree.Key():
                return (PARTS[node.part],)
            case tree.Ref():
                found = definition_of(self.policy, node)
                return (self.called(found) if found else node.id,)
            case tree.At():
                return (*self.of(node.unit), " 的 ", *self.of(node.of, ATOM))
            case tree.Over():
                return (f"{FIGURES[node.op]}(", *self.of(node.of), ")")
            case tree.Rank():
                return ("名次(", *self.of(node.of), ")")
            case tree.Step():
                return self._call(node)
            case _:
                return self._function(node)

    def _call(self, step: tree.Step) -> Phrase:
        """A step inside a formula: a method with what it is given."""
        own = step.keyword in self.policy.methods
        given = [self.of(argument) for word, argument in step.arguments if own or word == "of"]
        name = step_name(self.policy, step)
        return (f"{name}(", *joined(given, "，"), ")") if given else (name,)

    def _function(self, node: tree.Node) -> Phrase:
        """The rest are written like functions."""
        names = {
            tree.Min: "较小值",
            tree.Max: "较大值",
            tree.Abs: "绝对值",
            tree.Mod: "余数",
            tree.Power: "乘方",
            tree.Root: "方根",
            tree.IfAbsent: "暂缺则取",
            tree.Fold: "汇总",
            tree.FoldPeriods: "各季度加权合计",
            tree.SinceYear: "逐年连乘",
            tree.Seats: "名额",
        }
        if isinstance(node, tree.Fold):
            return (f"{self.policy.tables[node.table].name}汇总",)
        given = [self.of(child) for child in tree.children(node)][: 2 if isinstance(node, tree.Seats) else None]
        return (f"{names.get(type(node), type(node).__name__)}(", *joined(given, "，"), ")")

    def tiers(self, node: tree.Tiers) -> Phrase:
        """按 投资额 分档：2 亿元（含）以上 6；1 亿元（含）以上 2；其余 0."""
        rows: list[Phrase] = [(*self.bound(tier), " ", *self.of(tier.value, OR)) for tier in node.tiers]
        rows.append(("其余 ", *self.of(node.below, OR)))
        return ("按 ", *self.of(node.of), " 分档：", *joined(rows, "；"))

    def bound(self, tier: tree.Tier) -> Phrase:
        """2 亿元（含）以上, or 超过 2 亿元."""
        return (*self.of(tier.bound), "（含）以上") if tier.inclusive else ("超过 ", *self.of(tier.bound))

    def cases(self, node: tree.Cases) -> Phrase:
        """按 级别：国家级 5；省级 3."""
        if len(node.cases) > MOST_CASES:
            return ("按 ", *self.of(node.of), " 取值")
        rows: list[Phrase] = [(self.case(node, word), " ", *self.of(case, OR)) for word, case in node.cases]
        if node.otherwise is not None:
            rows.append(("其他 ", *self.of(node.otherwise, OR)))
        return ("按 ", *self.of(node.of), "：", *joined(rows, "；"))

    def case(self, node: tree.Cases, word: object) -> str:
        """One of the words, or 第 2 名."""
        return f"第 {word} 名" if isinstance(word, int | Fraction) else word_of(self.policy, node.of, word)
