"""Comparisons of texts, and of numbers as far as a sheet can tell these apart: it calculates with 15 to 16 digits."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor, log10
from typing import Any, NamedTuple

from kaohe.data.tables.dataset import Numbers
from kaohe.data.tables.frames import Frame
from kaohe.language import tree
from kaohe.language.entry import COMPARISONS, CompareOp, total
from kaohe.language.rounding_and_apportionment import rounded
from kaohe.language.vocabulary import COMPARING
from kaohe.lazy import dataclass, replace
from kaohe.translations import worded
from kaohe.workbook.code import ABSENT, DIGITS, Code, alike, condition, number, own_text, text_literal, truth
from kaohe.workbook.compilation import Compilation, NoSheetForm
from kaohe.workbook.sheet_rows import Cell

LARGE = 10**4
"""From here on a number keeps as many decimals as its own size leaves."""

_KEPT = 13
"""A large number keeps one significant digit more than this: 14, of which the last is still sure after a few steps."""


@dataclass(frozen=True, slots=True)
class Precision:
    """At most so many `decimals`; of values that are `large` each keeps as many as its size leaves."""

    decimals: int = DIGITS
    large: bool = False

    def settled(self, text: str) -> str:
        """A calculated number without what binary arithmetic adds far behind its last digit."""
        if not self.large:
            return f"ROUND({text},{self.decimals})"
        return f"ROUND({text},MAX(0,MIN({self.decimals},{_KEPT}-INT(LOG10(MAX(1,ABS({text})))))))"

    def of(self, value: Fraction) -> Fraction:
        """The same of an exact number."""
        size = floor(log10(max(1.0, abs(float(value))))) if self.large else 0
        return rounded(value, max(0, min(self.decimals, _KEPT - size)), "half_up")


def precision_of(compiler: Compilation, nodes: Sequence[tree.Node], here: Cell, scale: Fraction) -> Precision:
    """That of nodes in all rows of a grid, by how large their values are in this data, and what these are made of.

    A difference of large numbers is small and has no more decimals than they have.
    """

    def made() -> Precision:
        largest = max(_largest(compiler, node, here.grid.frame, scale) for node in nodes)
        terms = max((_largest_term(compiler, node) for node in nodes), default=0)
        decimals = DIGITS if terms < 1 else min(DIGITS, max(0, 15 - ceil(log10(terms))))
        return Precision(decimals, largest >= LARGE)

    return compiler.remembered(("precision", *nodes, here.grid.frame, scale), made)


def settled(code: Code, precision: Precision) -> str:
    """A number as it is compared; an input or a literal is what it is."""
    return code.text if code.plain else precision.settled(code.text)


def _largest(compiler: Compilation, node: tree.Node, frame: Frame, scale: Fraction) -> float:
    """How large the node's values get, in the measure of `scale`."""
    values = compiler.values.stored(node, frame, scale)
    return max((abs(value) for value in values if isinstance(value, float)), default=0)


def _largest_term(compiler: Compilation, root: tree.Node) -> float:
    """The largest number that is added or taken away on the way to a node's value; 0 where no input is large."""
    if not compiler.remembered("large inputs", lambda: _has_large_inputs(compiler)):
        return 0
    waiting, seen, largest = [root], set[int](), 0.0
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, tree.Ref):
            waiting.append(compiler.policy.definitions[node.unit_type, node.id].rule)
        elif isinstance(node, tree.Reading):
            waiting.append(dict(node.cases)[compiler.run.readings[node.question]])
        else:
            waiting += tree.children(node)
        if isinstance(node, tree.Add | tree.Sub):
            terms = node.terms if isinstance(node, tree.Add) else (node.left, node.right)
            largest = max(largest, *(compiler.remembered(("size", term), _sizes(compiler, term)) for term in terms))
    return largest


def _sizes(compiler: Compilation, term: tree.Node) -> Callable[[], float]:
    def made() -> float:
        type_ = compiler.policy.types[term]
        if type_.grain.unit is None or type_.kind != "number":
            return 0
        return _largest(compiler, term, compiler.layout.grid(type_.grain).frame, type_.measure.scale)

    return made


def _has_large_inputs(compiler: Compilation) -> bool:
    for id_, table in compiler.run.dataset.tables.items():
        for spec in compiler.policy.tables[id_].columns.values():
            values = table.columns[spec.id]
            if isinstance(values, Numbers):
                bound = ceil(LARGE * values.denominator * spec.measure.scale)
                if any(number is not None and abs(number) >= bound for number in values.numerators):
                    return True
    return False


class _Sign(NamedTuple):
    """A comparison in a sheet, and what it says of two numbers that are written out."""

    text: str
    holds: Callable[[Any, Any], bool]


_SIGNS: dict[CompareOp, _Sign] = total(
    "workbook.comparisons",
    COMPARISONS,
    {
        "<": _Sign("<", operator.lt),
        "<=": _Sign("<=", operator.le),
        ">": _Sign(">", operator.gt),
        ">=": _Sign(">=", operator.ge),
        "==": _Sign("=", operator.eq),
        "!=": _Sign("<>", operator.ne),
    },
)


def compared(compiler: Compilation, op: CompareOp, left: tree.Node, right: tree.Node, here: Cell) -> Code:
    """Two numbers or texts compared; numbers that were calculated are rounded first, as exact ones need not be."""
    one, other = compiler.value(left, here), compiler.value(right, here)
    if one.kind == "nothing" or other.kind == "nothing":
        return ABSENT
    if "text" in (one.kind, other.kind):
        equal = COMPARING[op].equal
        if equal is not None:
            return _same_text(one, other, equal)
        one, other = as_number(compiler, left, here), as_number(compiler, right, here)
    sign = _SIGNS[op]
    if isinstance(one.const, Fraction) and isinstance(other.const, Fraction):
        return truth(sign.holds(one.const, other.const))
    one, other = alike([one, other])
    if one.plain and other.plain:
        return replace(condition(f"{one.text}{sign.text}{other.text}", one, other), binds=0)
    precision = precision_of(compiler, (left, right), here, one.scale)
    if precision.large:
        one, other = alike([compiler.atom(left, here), compiler.atom(right, here)])
    sides = [code.text if code.const is not None else precision.settled(code.text) for code in (one, other)]
    return replace(condition(f"{sides[0]}{sign.text}{sides[1]}", one, other), binds=0)


MOST_MEMBERS = 40
"""Of a list of so many members at most a formula says the places: each is a condition inside of the one before."""


def as_number(compiler: Compilation, node: tree.Node, here: Cell) -> Code:
    """What a text comes before others by: the place of a member, that of the worst being 1; of 2023-01-20 20230120.

    Whoever fills a cell in may write 2023/01/20 there, or a day as sheets have it.
    """
    code, rising = compiler.atom(node, here), rising_members(compiler, node)
    if isinstance(code.const, str):
        return number(Fraction(rising.index(code.const) + 1 if rising else int(code.const.replace("-", ""))))
    text = "NA()"
    if not rising:
        day = code.text
        text = f"IF(LEN({day})=10,VALUE(LEFT({day},4)&MID({day},6,2)&RIGHT({day},2)),{text})"
        text = f"IF(ISNUMBER({day}),YEAR({day})*10000+MONTH({day})*100+DAY({day}),{text})"
    for place, word in reversed(list(enumerate(rising, 1))):
        text = f"IF({same_word(code, word)},{place},{text})"
    return replace(code, kind="number", text=text, plain=True, words=None, column=None)


def rising_members(compiler: Compilation, node: tree.Node) -> Sequence[str]:
    """The members of the ordered list that a text is of, from the worst to the best; none where it is of none."""
    list_ = compiler.policy.types[node].list
    rising = () if list_ is None else compiler.policy.lists[list_].rising
    if len(rising) > MOST_MEMBERS:
        raise NoSheetForm(worded("清单成员太多，先后没有写成公式"))
    return rising


def same_word(code: Code, word: str) -> str:
    """The condition that a text is a word; capitals count, and no sign is a pattern."""
    shown = word if code.words is None else code.words.get(word, word)
    return f"EXACT({code.text},{text_literal(shown)})"


def _same_text(one: Code, other: Code, same: bool) -> Code:
    if isinstance(one.const, str) and isinstance(other.const, str):
        return truth((one.const == other.const) == same)
    if isinstance(one.const, str):
        one, other = other, one
    if isinstance(other.const, str):
        text = same_word(one, other.const)
    else:
        text = f"EXACT({own_text(one).text},{own_text(other).text})"
    return condition(text if same else f"NOT({text})", one, other)


def _compare(compiler: Compilation, node: tree.Compare, here: Cell) -> Code:
    return compared(compiler, node.op, node.left, node.right, here)


RULES: dict[type[tree.Node], Callable[..., Code]] = {tree.Compare: _compare}
