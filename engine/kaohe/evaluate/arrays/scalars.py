"""Over arrays what is calculated on each row by itself: arithmetic, comparisons, choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise

import numpy as np

from kaohe.evaluate.arrays import arithmetic
from kaohe.evaluate.arrays.columns import (
    NOTHING,
    ArrayColumn,
    Flags,
    IntegerArray,
    NotHeld,
    NumberArray,
    RatioArray,
    TextArray,
    TruthArray,
    Whole,
    common_words,
    constant,
    either,
    from_list,
    is_nothing,
    is_one,
    recoded,
)
from kaohe.evaluate.arrays.views import (
    ArrayRun,
    View,
    as_texts,
    as_truths,
    holding,
    in_order,
    numbers,
    truths,
)
from kaohe.evaluate.scalars import from_fractions
from kaohe.language import tree
from kaohe.language.entry import CompareOp
from kaohe.language.vocabulary import COMPARING


def add(arrays: ArrayRun, node: tree.Add, view: View) -> ArrayColumn:
    return arithmetic.summed([numbers(arrays, term, view) for term in node.terms])


def extreme(arrays: ArrayRun, node: tree.Min | tree.Max, view: View) -> ArrayColumn:
    """Of texts in order there is no array form."""
    terms = [numbers(arrays, term, view) for term in node.terms]
    smaller = isinstance(node, tree.Min)
    return reduce(lambda left, right: arithmetic.extreme(smaller, left, right), terms)


def subtract(arrays: ArrayRun, node: tree.Sub, view: View) -> ArrayColumn:
    left, right = numbers(arrays, node.left, view), numbers(arrays, node.right, view)
    return arithmetic.added(left, arithmetic.negated(right))


def negate(arrays: ArrayRun, node: tree.Neg, view: View) -> ArrayColumn:
    return arithmetic.negated(numbers(arrays, node.operand, view))


def size(arrays: ArrayRun, node: tree.Abs, view: View) -> ArrayColumn:
    return arithmetic.absolute(numbers(arrays, node.operand, view))


def multiply(arrays: ArrayRun, node: tree.Mul, view: View) -> ArrayColumn:
    return arithmetic.multiplied(numbers(arrays, node.left, view), numbers(arrays, node.right, view))


def divide(arrays: ArrayRun, node: tree.Div, view: View) -> ArrayColumn:
    left, right = _with_divisor(arrays, node, view)
    return arithmetic.divided(left, right)


def remainder(arrays: ArrayRun, node: tree.Mod, view: View) -> ArrayColumn:
    return arithmetic.remainder(*_with_divisor(arrays, node, view))


def _with_divisor(arrays: ArrayRun, node: tree.Div | tree.Mod, view: View) -> tuple[NumberArray, NumberArray]:
    """Both sides; where a row that is asked divides by nought the list form has to say so."""
    left, right = numbers(arrays, node.left, view), numbers(arrays, node.right, view)
    zero = arithmetic.zero_rows(right)
    if view.asks(zero if right.absent is None else np.asarray(zero & ~right.absent)):
        raise NotHeld
    return left, right


def round_off(arrays: ArrayRun, node: tree.Round, view: View) -> ArrayColumn:
    step = arrays.run.policy.types[node].measure.scale / 10**node.places
    return arithmetic.rounded(numbers(arrays, node.operand, view), Fraction(step), node.mode)


def tally(arrays: ArrayRun, node: tree.Tally, view: View) -> ArrayColumn:
    column = arrays.of(node.operand, view)
    if isinstance(column, TruthArray):
        return IntegerArray(column.values.astype(np.int64), Fraction(1), 0, 1, column.absent)
    return numbers(arrays, node.operand, view)


def compare(arrays: ArrayRun, node: tree.Compare, view: View) -> ArrayColumn:
    if COMPARING[node.op].equal is None:
        return _compared(node.op, in_order(arrays, node.left, view), in_order(arrays, node.right, view))
    return _compared(node.op, arrays.of(node.left, view), arrays.of(node.right, view))


def _compared(op: CompareOp, left: ArrayColumn, right: ArrayColumn) -> TruthArray:
    if is_nothing(left) or is_nothing(right):
        return as_truths(NOTHING)
    if isinstance(left, IntegerArray | RatioArray) and isinstance(right, IntegerArray | RatioArray):
        return arithmetic.compared(op, left, right)
    if isinstance(left, TruthArray) and isinstance(right, TruthArray) and COMPARING[op].equal is not None:
        same = np.asarray(left.values == right.values)
        return TruthArray(same if COMPARING[op].equal else np.asarray(~same), either(left.absent, right.absent))
    left, right = _in_common(as_texts(left), as_texts(right), ordered=COMPARING[op].equal is None)
    return arithmetic.compared(op, _as_numbers(left), _as_numbers(right))


def _in_common(left: TextArray, right: TextArray, ordered: bool) -> tuple[TextArray, TextArray]:
    """Texts by the same numbers, which rise as the texts do where that is asked."""
    if not ordered:
        return common_words(left, right)
    words = {word: code for code, word in enumerate(sorted({*left.words, *right.words}))}
    return recoded(left, words), recoded(right, words)


def _as_numbers(column: TextArray) -> IntegerArray:
    return IntegerArray(column.codes, Fraction(1), 0, len(column.words), column.absent)


def decided_by(decisive: bool) -> Callable[[ArrayRun, tree.And | tree.Or, View], ArrayColumn]:
    def of_terms(arrays: ArrayRun, node: tree.And | tree.Or, view: View) -> ArrayColumn:
        """Term by term, each only for rows that those before it left undecided, so that one may guard the next."""
        found = truths(arrays, node.terms[0], view)
        for term in node.terms[1:]:
            undecided = np.asarray(~found.values) if decisive else found.values
            if found.absent is not None:
                undecided = np.asarray(undecided & ~found.absent)
            if not view.asks(undecided):
                break
            next_ = truths(arrays, term, view.of(undecided))
            if found.absent is None:  # true and x is x, and so is false or x; what is decided stays
                values = found.values | next_.values if decisive else found.values & next_.values
                absent = None if next_.absent is None else np.asarray(next_.absent & undecided)
                found = TruthArray(np.asarray(values), absent)
            else:
                found = as_truths(select(undecided, next_, found))
        return found

    return of_terms


def negation(arrays: ArrayRun, node: tree.Not, view: View) -> ArrayColumn:
    found = truths(arrays, node.operand, view)
    return TruthArray(np.asarray(~found.values), found.absent)


def select(chosen: Flags, left: ArrayColumn, right: ArrayColumn) -> ArrayColumn:
    """The left value in the rows that are chosen, the right one in the others. Raises NotHeld."""
    if isinstance(left, IntegerArray | RatioArray) and isinstance(right, IntegerArray | RatioArray):
        return arithmetic.selected(chosen, left, right)
    absent = arithmetic.absent_of_selected(chosen, left.absent, right.absent)
    if isinstance(left, TruthArray) or isinstance(right, TruthArray):
        yes, no = as_truths(left), as_truths(right)
        return TruthArray(np.asarray(np.where(chosen, yes.values, no.values)), absent)
    one, other = common_words(as_texts(left), as_texts(right))
    return TextArray(np.asarray(np.where(chosen, one.codes, other.codes)), one.words, absent)


def choose(
    arrays: ArrayRun, view: View, choices: Sequence[tuple[Flags, tree.Node]], is_open: Flags | None
) -> ArrayColumn:
    """For each row the branch whose flag it has (one at most), calculated for the rows that take it.

    Branches are asked in the order in which rows take them first, as the list form does, so that what is told stays in
    order. Where it `is_open` which branch a row takes it has no value.
    """
    taken: list[tuple[int, Flags, tree.Node]] = []
    for flags, branch in choices:
        asked = flags if view.mask is None else np.asarray(flags & view.mask)
        if asked.any() and len(view):
            taken.append((0 if is_one(asked) else int(asked.argmax()), flags, branch))
    taken.sort(key=lambda one: one[0])
    found: ArrayColumn = NOTHING
    for number, (_, flags, branch) in enumerate(taken):
        column = arrays.of(branch, view.of(flags))
        found = column if number == 0 else select(flags, column, found)
    if is_open is None or is_nothing(found):
        return found
    absent = is_open if found.absent is None else np.asarray(found.absent | is_open)
    return found._replace(absent=absent)


def choice(arrays: ArrayRun, node: tree.If, view: View) -> ArrayColumn:
    found = truths(arrays, node.condition, view)
    yes = holding(found)
    no = np.asarray(~found.values) if found.absent is None else np.asarray(~found.values & ~found.absent)
    return choose(arrays, view, ((yes, node.then), (no, node.otherwise)), found.absent)


def tiers(arrays: ArrayRun, node: tree.Tiers, view: View) -> ArrayColumn:
    sizes = _sizes(arrays, node.of, view)
    if (found := _of_constants(node, sizes)) is not None:
        return found
    left = np.ones(len(view), np.bool_) if sizes.absent is None else np.asarray(~sizes.absent)
    is_open = sizes.absent
    choices: list[tuple[Flags, tree.Node]] = []
    for tier in node.tiers:
        if not view.asks(left):
            break
        part = view.of(left)
        reached = arithmetic.compared(
            ">=" if tier.inclusive else ">", _sizes(arrays, node.of, part), _sizes(arrays, tier.bound, part)
        )
        choices.append((np.asarray(left & holding(reached)), tier.value))
        undecided = np.asarray(left & ~reached.values)
        if reached.absent is not None:
            is_open = either(is_open, np.asarray(left & reached.absent))
            undecided = np.asarray(undecided & ~reached.absent)
        left = undecided
    choices.append((left, node.below))
    return choose(arrays, view, choices, is_open)


def _sizes(arrays: ArrayRun, node: tree.Node, view: View) -> NumberArray:
    column = in_order(arrays, node, view)
    if not isinstance(column, IntegerArray | RatioArray):
        raise NotHeld
    return column


def _of_constants(node: tree.Tiers, sizes: NumberArray) -> ArrayColumn | None:
    """Tiers whose bounds and values are all written numbers: how many bounds a row does not reach says which is its."""
    bounds, values = [tier.bound for tier in node.tiers], [*(tier.value for tier in node.tiers), node.below]
    if not isinstance(sizes, IntegerArray) or is_one(sizes.values) or len(bounds) > 100:
        return None
    if not all(isinstance(each, tree.Number) for each in (*bounds, *values)):
        return None
    written = [each.value for each in bounds if isinstance(each, tree.Number)]
    if any(high < low for high, low in pairwise(written)):
        return None
    missed: Whole = np.zeros(len(sizes.values), np.int8)
    for tier, bound in zip(node.tiers, written, strict=True):
        missed = missed + arithmetic.compared("<" if tier.inclusive else "<=", sizes, constant(bound)).values
    return _looked_up([each.value for each in values if isinstance(each, tree.Number)], missed, sizes.absent)


def _looked_up(values: Sequence[Fraction], codes: Whole, absent: Flags | None) -> IntegerArray:
    """For each row the number of its code. Raises NotHeld."""
    known = from_list(from_fractions(values))
    if not isinstance(known, IntegerArray):
        raise NotHeld
    return known._replace(values=known.values[codes], absent=absent)


def cases(arrays: ArrayRun, node: tree.Cases, view: View) -> ArrayColumn:
    """By the words of texts; a word that is no case where there has to be one is for the list form to refuse."""
    words = arrays.of(node.of, view)
    numbered = node.numbered
    branches = [case for _, case in node.cases]
    flags: list[Flags] = []
    if is_nothing(words):
        return NOTHING
    if isinstance(words, TextArray):
        places = [numbered.get(word, len(branches)) for word in words.words]
        number_of = np.array(places, np.int64)[words.codes]
        flags = [np.asarray(number_of == number) for number in range(len(branches) + 1)]
    elif isinstance(words, IntegerArray | RatioArray):
        flags = [np.zeros(len(view), np.bool_) for _ in branches]
        rest: Flags = np.ones(len(view), np.bool_)
        for word, number in numbered.items():
            if isinstance(word, int):
                same = arithmetic.compared("==", words, constant(Fraction(word))).values
                flags[number] = np.asarray(flags[number] | same)
                rest = np.asarray(rest & ~same)
        flags.append(rest)
    else:
        raise NotHeld
    if words.absent is not None:
        flags = [np.asarray(each & ~words.absent) for each in flags]
    if node.otherwise is not None:
        branches.append(node.otherwise)
    elif view.asks(flags[-1]):
        raise NotHeld
    return choose(arrays, view, tuple(zip(flags, branches, strict=False)), words.absent)


def present(arrays: ArrayRun, node: tree.Present, view: View) -> ArrayColumn:
    absent = arrays.of(node.operand, view).absent
    return TruthArray(np.asarray(True) if absent is None else np.asarray(~absent))


def if_absent(arrays: ArrayRun, node: tree.IfAbsent, view: View) -> ArrayColumn:
    found = arrays.of(node.operand, view)
    if found.absent is None or not view.asks(found.absent):
        return found
    there = np.asarray(~found.absent)
    if not view.asks(there):
        return arrays.of(node.fallback, view)
    return select(there, found, arrays.of(node.fallback, view.of(found.absent)))
