"""Conditions, tiers and cases: nested IFs, of which only the branch that applies has to have a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from kaohe.language import tree
from kaohe.lazy import replace
from kaohe.results import Value
from kaohe.translations import worded
from kaohe.workbook.code import (
    ABSENT,
    NO,
    YES,
    Code,
    Guard,
    absent_if,
    alike,
    condition,
    guarded,
    merged,
    own_text,
    scaled,
    truth,
)
from kaohe.workbook.comparisons import Precision, as_number, precision_of, same_word, settled
from kaohe.workbook.compilation import Compilation, Made
from kaohe.workbook.formula_limits import parts
from kaohe.workbook.groups import bare
from kaohe.workbook.labels import label
from kaohe.workbook.row_checks import faulty_rows_under
from kaohe.workbook.sheet_rows import Cell

CHAIN = 12
"""So many conditions stand in one formula; what is left of a longer list goes into a step of its own."""


def chosen(compiler: Compilation, node: tree.Node, here: Cell, rows: Sequence[tuple[Code, Code]], rest: Code) -> Code:
    """The value of the first condition that holds, else the rest. Conditions may not be lazy; values may."""
    type_ = compiler.policy.types[node]
    scale = type_.measure.scale if type_.kind == "number" else Fraction(1)
    asked = Code("truth", "").at(*(test for test, _ in rows))
    values = [*(value for _, value in rows), rest]
    lazy = any(value.lazy or set(value.soft) - set(asked.soft) for value in values)
    kinds = [value.kind for value in values if value.kind != "nothing"]
    kind = kinds[0] if kinds else "nothing"
    if kind == "number":
        if not lazy:
            numbers = alike([value for value in values if value.kind == "number"])
            scale = numbers[0].scale
        values = [scaled(value, scale) for value in values]
    texts = [_branch(value, asked, lazy) for value in values]
    text = texts[-1]
    for (test, _), branch in reversed(list(zip(rows, texts[:-1], strict=True))):
        text = f"IF({test.text},{branch},{text})"
    hard = merged(asked.hard, *(value.hard for value in values))
    return Code(kind, text, scale if kind == "number" else Fraction(1), hard, asked.soft, lazy=lazy)


def _branch(value: Code, asked: Code, lazy: bool) -> str:
    if lazy:
        return guarded(value, [guard for guard in value.soft if guard not in asked.soft])
    return own_text(value).text if value.kind == "text" else value.text


def decided(
    compiler: Compilation,
    node: tree.Node,
    here: Cell,
    tests: Sequence[Callable[[Cell], Code]],
    branches: Sequence[tree.Node],
    rest: tree.Node | None,
    start: int = 0,
) -> Code:
    """Condition by condition from number `start`; constant ones are decided now."""
    rows: list[tuple[Code, Code]] = []
    for number_ in range(start, len(tests)):
        if len(rows) == CHAIN:
            otherwise = _further(compiler, node, here.within(), tests, branches, rest, number_)
            return chosen(compiler, node, here, rows, otherwise)
        test = tests[number_](here)
        if test.kind == "nothing":
            return chosen(compiler, node, here, rows, ABSENT) if rows else ABSENT
        if test.const is False:
            continue
        value = compiler.code(branches[number_], here.within() if test.const is None else here)
        if test.const is True:
            return chosen(compiler, node, here, rows, value) if rows else value
        rows.append((test, value))
    otherwise = Code("nothing", '""') if rest is None else compiler.code(rest, here.within() if rows else here)
    return chosen(compiler, node, here, rows, otherwise) if rows else otherwise


def _further(
    compiler: Compilation,
    node: tree.Node,
    here: Cell,
    tests: Sequence[Callable[[Cell], Code]],
    branches: Sequence[tree.Node],
    rest: tree.Node | None,
    start: int,
) -> Code:
    type_ = compiler.policy.types[node]
    scale = type_.measure.scale if type_.kind == "number" else Fraction(1)

    def made(aside: Cell) -> Made:
        found = decided(compiler, node, aside, tests, branches, rest, start)
        return scaled(found, scale), compiler.stored(node, aside.grid, scale)

    kind = type_.kind if type_.kind != "nothing" else "number"
    heading = worded("{}（续）", label(compiler.policy, node))
    return compiler.column((node, here.grid, start), here, heading, kind, scale, True, made)


def _if(compiler: Compilation, node: tree.If, here: Cell) -> Code:
    return decided(
        compiler, node, here, [lambda here: compiler.value(node.condition, here)], [node.then], node.otherwise
    )


def _tiers(compiler: Compilation, node: tree.Tiers, here: Cell) -> Code:
    def test(tier: tree.Tier) -> Callable[[Cell], Code]:
        def reached(here: Cell) -> Code:
            of = compiler.atom(node.of, here)
            if of.kind == "nothing":
                return ABSENT
            bound = compiler.value(tier.bound, here)
            if of.kind == "text":
                of, bound = as_number(compiler, node.of, here), as_number(compiler, tier.bound, here)
            if isinstance(of.const, Fraction) and isinstance(bound.const, Fraction):
                return truth(of.const >= bound.const if tier.inclusive else of.const > bound.const)
            of, bound = alike([of, bound])
            precision = precision_of(compiler, (node.of, tier.bound), here, of.scale)
            sides = [settled(code, precision) for code in (of, bound)]
            return condition(f"{sides[0]}{'>=' if tier.inclusive else '>'}{sides[1]}", of, bound)

        return reached

    return decided(
        compiler, node, here, [test(tier) for tier in node.tiers], [tier.value for tier in node.tiers], node.below
    )


def _cases(compiler: Compilation, node: tree.Cases, here: Cell) -> Code:
    def test(word: str | int) -> Callable[[Cell], Code]:
        def equal(here: Cell) -> Code:
            of = compiler.atom(node.of, here)
            if of.kind == "nothing":
                return ABSENT
            if of.const is not None:
                return truth(of.const == (Fraction(word) if isinstance(of.const, Fraction) else word))
            if isinstance(word, str) and of.kind == "text":
                return condition(same_word(of, word), of)
            plain = scaled(of, Fraction(1))
            return condition(f"{settled(plain, Precision())}={word}", plain)

        return equal

    return decided(
        compiler,
        node,
        here,
        [test(word) for word, _ in node.cases],
        [case for _, case in node.cases],
        node.otherwise,
    )


def _decisive(decisive: bool) -> Callable[[Compilation, Any, Cell], Code]:
    """`and` is decided by the first no, `or` by the first yes; a later term is asked for only if none was."""

    def of_terms(compiler: Compilation, node: tree.And | tree.Or, here: Cell) -> Code:
        terms: list[Code] = []
        for term in node.terms:
            found = compiler.value(term, here.within() if terms else here)
            if found.const is (not decisive):
                continue
            terms.append(found)
            if found.const is decisive or found.kind == "nothing":
                break
        if not terms:
            return truth(not decisive)
        if len(terms) == 1:
            return terms[0]
        first, *later = terms
        if any(set(term.soft) - set(first.soft) for term in later):
            return _in_turn(terms, decisive)

        def some_of(some: Sequence[tree.Node], there: Cell) -> Code:
            return joined([compiler.value(term, there) for term in some])

        return joined(parts(compiler, node, terms, here, some_of, value) or terms)

    def value(values: Sequence[Value]) -> Value:
        return decisive if decisive in values else None if None in values else not decisive

    def joined(terms: Sequence[Code]) -> Code:
        return condition(f"{'OR' if decisive else 'AND'}({','.join(term.text for term in terms)})", *terms)

    return of_terms


def _in_turn(terms: Sequence[Code], decisive: bool) -> Code:
    """Each term only where those before left it open, so that one may guard the next."""
    *before, last = terms
    text = guarded(last, last.soft)
    for number_, term in reversed(list(enumerate(before))):
        word = f'"{worded(YES) if decisive else worded(NO)}"'
        branch = f"IF({term.text},{word},{text})" if decisive else f"IF({term.text},{text},{word})"
        absent = absent_if(term.soft)
        text = branch if absent is None or number_ == 0 else f'IF({absent},"",{branch})'
    hard = merged(*(term.hard for term in terms))
    return Code("truth", text, hard=hard, soft=terms[0].soft, lazy=True)


def _not(compiler: Compilation, node: tree.Not, here: Cell) -> Code:
    part = compiler.value(node.operand, here)
    if part.kind == "nothing":
        return part
    return truth(not part.const) if isinstance(part.const, bool) else condition(f"NOT({part.text})", part)


def _present(compiler: Compilation, node: tree.Present, here: Cell) -> Code:
    part = compiler.value(node.operand, here)
    if part.kind == "nothing":
        return truth(False)
    absent = absent_if(part.soft)
    text = "TRUE" if absent is None else f"NOT({absent})"
    hard = merged(part.hard, _needed_by(compiler, node.operand, here), faulty_rows_under(compiler, node.operand, here))
    return Code("truth", text, hard=hard) if hard or part.soft else truth(True)


def _needed_by(compiler: Compilation, node: tree.Node, here: Cell) -> tuple[Guard, ...]:
    """What a named value needs that may be absent by the rules: if it lacks an input, it is not absent but to come."""
    named = bare(compiler, node)
    if not isinstance(named, tree.Ref):
        return ()
    identity = (named.unit_type, named.id)
    if not compiler.policy.value_types[identity].absent:
        return ()
    if compiler.layout.grid(compiler.policy.value_types[identity].grain) is not here.grid:
        return ()
    rule = compiler.policy.definitions[identity].rule
    return merged(compiler.code(rule, here).hard, _needed_by(compiler, rule, here))


def _if_absent(compiler: Compilation, node: tree.IfAbsent, here: Cell) -> Code:
    part = compiler.value(node.operand, here)
    absent = absent_if(part.soft)
    if part.kind == "nothing":
        return compiler.code(node.fallback, here)
    if absent is None:
        return part
    hard = merged(_needed_by(compiler, node.operand, here), faulty_rows_under(compiler, node.operand, here))
    there = Code("truth", f"NOT({absent})", hard=hard)
    return chosen(compiler, node, here, [(there, replace(part, soft=()))], compiler.code(node.fallback, here.within()))


RULES: dict[type[tree.Node], Callable[..., Code]] = {
    tree.If: _if,
    tree.Tiers: _tiers,
    tree.Cases: _cases,
    tree.And: _decisive(False),
    tree.Or: _decisive(True),
    tree.Not: _not,
    tree.Present: _present,
    tree.IfAbsent: _if_absent,
}
