"""What explanations say of the operators of folds: in words, with values put in, and what each element adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from kaohe.analysis.explain.model import Amount, Phrase
from kaohe.analysis.explain.phrases import joined
from kaohe.analysis.explain.values import Point
from kaohe.evaluate.fold_operators import counted
from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, FoldOp, total
from kaohe.language.reals import ln, near
from kaohe.lazy import dataclass
from kaohe.results import Value
from kaohe.translations import check_english, worded

MOST_TERMS = 12
"""As many values are written out in one sum."""


def weighed(value: Phrase, weight: Phrase, op: FoldOp) -> Phrase:
    """80 × 30%, where values are added; elsewhere 80（权重 30%）."""
    return (*value, " × ", *weight) if is_added(op) else (*value, worded("（权重 "), *weight, worded("）"))


def summed(values: list[Phrase], what: str) -> Phrase:
    return joined(values, " + ") if len(values) <= MOST_TERMS else (worded("{} {}之和", len(values), what),)


def _mean(values: list[Phrase], weights: list[Phrase] | None, what: str) -> Phrase:
    of: Phrase = (Amount(Fraction(len(values))),)
    if weights is not None:
        of = ("(", *summed(weights, what), ")")
    return ("(", *summed(values, what), ") ÷ ", *of)


def _any(values: list[Phrase]) -> Phrase:
    """Whether there is any, or, where they may not hold, what each is."""
    if not values or all(value == (Amount(True),) for value in values):
        return (worded("有") if values else worded("没有"),)
    return _listed(worded("有没有"))(values, None, "")


def _listed(name: str) -> Callable[[list[Phrase], list[Phrase] | None, str], Phrase]:
    check_english([name])
    return lambda values, weights, what: (f"{worded(name)}(", *joined(values[:MOST_TERMS], worded("，")), ")")


FILLED: Mapping[FoldOp, Callable[[list[Phrase], list[Phrase] | None, str], Phrase]] = total(
    "explain.fold_operators of values",
    FOLD_OPERATORS,
    {
        "sum": lambda values, weights, what: summed(values, what),
        "count": lambda values, weights, what: (f"{len(values)} {what}",),
        "any": lambda values, weights, what: _any(values),
        "all": _listed("全部"),
        "highest": _listed("最高"),
        "lowest": _listed("最低"),
        "mean": _mean,
        "median": _listed("中位数"),
        "percentile": _listed("百分位数"),
        "geometric_mean": _listed("几何平均"),
        "harmonic_mean": _listed("调和平均"),
        "product": lambda values, weights, what: joined(values, " × "),
        "deviation": _listed("标准差"),
        "skewness": _listed("偏度"),
        "kurtosis": _listed("峰度"),
        "share": _listed("占比"),
        "names": lambda values, weights, what: joined(values, worded("、")),
    },
)
"""What the elements that count come to, with their values put in."""

WORDS: Mapping[FoldOp, str] = total(
    "explain.fold_operators of words",
    FOLD_OPERATORS,
    {
        **{
            "sum": "之和",
            "count": "有几行",
            "any": "有没有",
            "highest": "的最高",
            "lowest": "的最低",
            "mean": "的平均",
        },
        **{"all": "是否全部成立", "median": "的中位数", "percentile": "的百分位数", "product": "连乘"},
        **{"geometric_mean": "的几何平均", "harmonic_mean": "的调和平均", "deviation": "的标准差", "names": "的名单"},
        **{"skewness": "的偏度", "kurtosis": "的峰度", "share": "成立的占比"},
    },
)
check_english(WORDS.values())


@dataclass(frozen=True, slots=True)
class Shares:
    """What each element has of a figure, from what they count with.

    Of a sum or a mean it is the factor of its value; of what is multiplied, where it is shared out `by_logarithm`, its
    exponent.
    """

    of: Callable[[list[Fraction]], list[Fraction]]
    by_logarithm: bool = False


def _of_whole(weights: list[Fraction]) -> list[Fraction]:
    return [weight / sum(weights) for weight in weights]


SHARES: Mapping[FoldOp, Shares | None] = total(
    "explain.fold_operators of shares",
    FOLD_OPERATORS,
    {
        "sum": Shares(lambda weights: weights),
        "mean": Shares(_of_whole),
        "geometric_mean": Shares(_of_whole, by_logarithm=True),
        "product": Shares(lambda weights: [Fraction(1)] * len(weights), by_logarithm=True),
        **dict.fromkeys(("count", "any", "all", "highest", "lowest", "median", "percentile")),
        **dict.fromkeys(("harmonic_mean", "deviation", "skewness", "kurtosis", "share", "names")),
    },
)
"""How the elements share a figure; None where it is a whole that no element has a share of."""


def is_added(op: FoldOp) -> bool:
    """Whether a figure is its elements times their shares, added up."""
    shares = SHARES[op]
    return shares is not None and not shares.by_logarithm


Sides = tuple[Fraction, Fraction]
"""What a value is on either side of a comparison."""


def factors_by_logarithm(whole: Sides, elements: list[Sides], exponents: list[Fraction]) -> list[Fraction]:
    """The factor of each element by which their differences, times these, add up to that of the whole, exactly.

    Where the whole is the product of the elements, each to its exponent, the difference of its logarithms is the sum of
    theirs; each has that part of the difference. All are above nought. Logarithmic means (Ang's LMDI, 2004).
    """
    mean = _logarithmic_mean(whole)
    found = [each * mean / _logarithmic_mean(sides) for sides, each in zip(elements, exponents, strict=True)]
    apart = [one - other for one, other in elements]
    most = max(range(len(apart)), key=lambda number: abs(apart[number]))
    if apart[most]:  # logarithms are cut off: the greatest difference takes what is left, far below any place
        rest = sum((each * by for number, (each, by) in enumerate(zip(found, apart, strict=True)) if number != most))
        found[most] = (whole[0] - whole[1] - rest) / apart[most]
    return found


def _logarithmic_mean(sides: Sides) -> Fraction:
    low, high = min(sides), max(sides)  # in one order, so that either side of a comparison finds the same
    return low if low == high else (high - low) / Fraction(near(ln(high / low)))


def counting(
    node: tree.FoldRows | tree.FoldUnits | tree.FoldList, own: Point, values: list[Value], weights: list[Value] | None
) -> list[int]:
    """Which elements count, by their numbers; all of them where too few have a value, or that is not known yet."""
    best = None if node.options.best is None else own.number(node.options.best)
    if not node.options.chooses or own.is_provisional(node):
        return [*range(len(values))]
    found = counted(node.options, best, values, weights)
    return [*range(len(values))] if found is None else found


def not_counted(options: tree.Options, found: Amount) -> str:
    """Why an element counts for nothing."""
    if found.value is None:
        return worded("没有值，不计在内")
    return worded("不在最高的几项里，不计") if options.best is not None else worded("按规定去掉最高、最低的，不计")
