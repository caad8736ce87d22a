"""The operators of folds (汇总), one entry each: what it makes of the elements of a set, whichever set that is."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Literal

from kaohe.language.entry import FOLD_OPERATORS, Absence, Doc, FoldOp, Kind, total
from kaohe.language.ranges import ANY, Range
from kaohe.lazy import dataclass
from kaohe.translations import either

Gives = Literal["of", "count", "ratio", "truth", "text"]
"""What an operator gives: a number of the measure of `of`, how many there are, a ratio, a yes or no, a text."""


@dataclass(frozen=True, slots=True)
class FoldOperator:
    """What an operator makes of the elements.

    It is `called` so in Chinese, in English, and in Chinese as a figure of several values; its `nature` is what it
    gives, its kind, and when it is absent. `takes` is the kind of value that it is made of (any, as how many there are
    does not rest on it). `range_of` is its range from that of the values, and `joined` from those of values that are
    listed one by one, where it is another. With `weighted` elements may count by a weight; `has_none` says that it is
    known without any element, and `sums` that weights make it a sum of products, and not a mean; `of_ratios` that the
    values have no measure; `alone` that it is a function of formulas too, because it needs no option. `requires` are
    the options that have to be there; it `needs_of` where it is made of values, and not of elements alone.
    """

    called: tuple[str, str, str]
    nature: tuple[Gives, Kind, Absence]
    range_of: Callable[[Range], Range]
    doc: Doc
    takes: Literal["number", "in_order", "truth", "text", "any"] = "number"
    weighted: bool = False
    sums: bool = False
    has_none: bool = False
    of_ratios: bool = False
    alone: bool = False
    joined: Callable[[Range, Range], Range] | None = None
    requires: tuple[str, ...] = ()
    needs_of: bool = True

    @property
    def figure(self) -> str:
        """The figure of several values, in the language of results."""
        return either(self.called[2], self.called[1])

    @property
    def gives(self) -> Gives:
        """What it gives."""
        return self.nature[0]

    @property
    def kind(self) -> Kind:
        """How it scores."""
        return self.nature[1]

    @property
    def absence(self) -> Absence:
        """When it gives no value."""
        return self.nature[2]

    @property
    def counts(self) -> bool:
        """Whether it is a count."""
        return self.gives == "count"


def _same(of: Range) -> Range:
    return of


def _not_negative(of: Range) -> Range:
    return Range(Fraction(0), None)


def _no_or_yes(of: Range) -> Range:
    return Range(Fraction(0), Fraction(1))


def _any(of: Range) -> Range:
    return ANY


def _doc(
    zh: str,
    en: str,
    written: str,
    known: tuple[str, str],
    example: str,
    gives: tuple[str, str, str],
    formula: str = "",
    more: tuple[str, str] = ("写法同 `mean`", "As `mean`"),
) -> Doc:
    return Doc(zh, en, written, *known, example, gives, formula, *more)


_AS_SUM = ("写法同 `sum`", "As `sum`")

OPERATORS: dict[FoldOp, FoldOperator] = total(
    "words.fold_operators.OPERATORS",
    FOLD_OPERATORS,
    {
        "sum": FoldOperator(
            ("合计", "sum", "合计"),
            ("of", "count", "carried"),
            Range.times,
            _doc(
                "各项之和；一项也没有为 0",
                "The sum; 0 without any element",
                "sum: {over: 表, where: C, of: F, once_per: 列, keep: highest}",
                ("各项目得分相加", "the points of all records"),
                "sum: {over: records, of: v}",
                ("0", "8", "1"),
                "Σ of",
                ("见下", "See below"),
            ),
            weighted=True,
            sums=True,
            has_none=True,
            # Not a function: values are added with +.
            joined=Range.__add__,
        ),
        "count": FoldOperator(
            ("行数", "number of rows", "家数"),
            ("count", "count", "never"),
            _not_negative,
            _doc(
                "有几项",
                "How many there are",
                "count: {over: 表, where: C}",
                ("每有一项", "for each of them"),
                "count: {over: records, where: v >= 3}",
                ("0", "2", "0"),
                more=_AS_SUM,
            ),
            takes="any",
            has_none=True,
            needs_of=False,
        ),
        "any": FoldOperator(
            ("有没有", "any", "有没有"),
            ("truth", "scale", "never"),
            _no_or_yes,
            _doc(
                "有没有（是或否）；有 `of` 的，有没有一项成立",
                "Whether there is any; with `of`, whether it holds of any",
                "any: {over: 表, where: C}",
                ("有……的", "where there is one"),
                "any: {over: records, where: v >= 3}",
                ("no", "yes", "no"),
                more=_AS_SUM,
            ),
            takes="truth",
            has_none=True,
            needs_of=False,
            alone=True,
        ),
        "all": FoldOperator(
            ("是否全部", "all", "是否全部"),
            ("truth", "scale", "carried"),
            _no_or_yes,
            _doc(
                "是否每一项都成立；一项也没有为是",
                "Whether it holds of each; yes without any",
                "all: {over: 表, where: C, of: C}",
                ("全部达标的", "where all of them do"),
                "all: {over: records, of: v >= 3}",
                ("yes", "yes", "no"),
                more=_AS_SUM,
            ),
            takes="truth",
            has_none=True,
            alone=True,
        ),
        "highest": FoldOperator(
            ("最高", "highest", "最高值"),
            ("of", "scale", "without_rows"),
            _same,
            _doc(
                "各项中最高的",
                "The highest",
                "highest: {over: 表, of: F, if_none: F}",
                ("取最高", "the best one counts"),
                "highest: {over: records, of: v, if_none: 0}",
                ("0", "5", "1"),
                "max of",
                ("写法同 `sum`，一项也没有时取 `if_none`", "As `sum`; `if_none` holds without any"),
            ),
            takes="in_order",
        ),
        "lowest": FoldOperator(
            ("最低", "lowest", "最低值"),
            ("of", "scale", "without_rows"),
            _same,
            _doc(
                "各项中最低的",
                "The lowest",
                "lowest: {over: 表, of: F, if_none: F}",
                ("取最低", "the worst one counts"),
                "lowest: {over: records, of: v, if_none: 0}",
                ("0", "3", "1"),
                "min of",
                ("写法同 `highest`", "As `highest`"),
            ),
            takes="in_order",
        ),
        "mean": FoldOperator(
            ("平均", "mean", "平均值"),
            ("of", "scale", "without_rows"),
            _same,
            _doc(
                "各项的平均；有 `weight` 的，加权平均",
                "The mean; the weighted one with `weight`",
                "mean: {over: 表, of: F, weight: F, if_none: F}",
                ("取平均、加权平均", "the arithmetic mean, the weighted mean"),
                "mean: {over: records, of: v, if_none: 0}",
                ("0", "4", "1"),
                "Σ of ÷ n; Σ weight × of ÷ Σ weight",
                ("写法同 `highest`", "As `highest`"),
            ),
            weighted=True,
            alone=True,
        ),
        "median": FoldOperator(
            ("中位数", "median", "中位数"),
            ("of", "scale", "without_rows"),
            _same,
            _doc(
                "中位数；项数为双数时取中间两项的平均",
                "The median; the mean of the two in the middle of an even number",
                "median: {over: 表, of: F, if_none: F}",
                ("中位数", "the median"),
                "median: {over: records, of: v, if_none: 0}",
                ("0", "4", "1"),
            ),
            alone=True,
        ),
        "percentile": FoldOperator(
            ("百分位数", "percentile", "百分位数"),
            ("of", "scale", "without_rows"),
            _same,
            _doc(
                "百分位数（含端点，两项之间按直线取）",
                "The percentile, ends included, on a straight line between two",
                "percentile: {over: 表, of: F, at: 25%, if_none: F}",
                ("四分位数、百分位数；表格软件的 PERCENTILE.INC", "quartiles; PERCENTILE.INC of a sheet"),
                "percentile: {over: records, of: v, at: 25%, if_none: 0}",
                ("0", "3.5", "1"),
                "position (n − 1) × at",
            ),
            requires=("at",),
        ),
        "geometric_mean": FoldOperator(
            ("几何平均", "geometric mean", "几何平均"),
            ("of", "scale", "without_rows"),
            _same,
            _doc(
                "几何平均，各项不小于 0",
                "The geometric mean, of numbers that are not below 0",
                "geometric_mean: {over: [F, F], weight: [F, F]}",
                ("人类发展指数的合成", "how the HDI puts its indices together"),
                "geometric_mean: {over: [x × 2, x ÷ 2]}",
                ("2", "4", "8"),
                "(Π of)^(1/n); (Π of^weight)^(1/Σ weight)",
            ),
            weighted=True,
            of_ratios=True,
            alone=True,
        ),
        "harmonic_mean": FoldOperator(
            ("调和平均", "harmonic mean", "调和平均"),
            ("of", "scale", "without_rows"),
            _same,
            _doc(
                "调和平均，各项大于 0",
                "The harmonic mean, of numbers above 0",
                "harmonic_mean: {over: 表, of: F, if_none: F}",
                ("平均速度、平均价格", "mean rates and prices"),
                "harmonic_mean: {over: records, of: v, if_none: 0}",
                ("0", "3.75", "1"),
                "n ÷ Σ (1 ÷ of); Σ weight ÷ Σ (weight ÷ of)",
            ),
            weighted=True,
            alone=True,
        ),
        "product": FoldOperator(
            ("连乘", "product", "连乘积"),
            ("of", "scale", "without_rows"),
            _any,
            _doc(
                "各项连乘",
                "The product",
                "product: {over: [F, F]}",
                ("连乘、系数相乘", "factors multiplied"),
                "product: {over: records, of: v, if_none: 1}",
                ("1", "15", "1"),
                "Π of",
            ),
            of_ratios=True,
            alone=True,
            joined=Range.__mul__,
        ),
        "deviation": FoldOperator(
            ("标准差", "standard deviation", "标准差"),
            ("of", "scale", "without_spread"),
            _not_negative,
            _doc(
                "标准差：`kind: sample` 样本（除以 n − 1，不到两项没有值），`population` 总体（除以 n）",
                "The standard deviation: `kind: sample` divides by n − 1 (absent of one), `population` by n",
                "deviation: {over: 表, of: F, kind: sample}",
                ("标准差、离散程度", "standard deviation"),
                "deviation: {over: records, of: v, kind: population, if_none: 0}",
                ("0", "1", "0"),
                "√(Σ (of − mean)² ÷ (n − 1))",
            ),
            requires=("kind",),
        ),
        "skewness": FoldOperator(
            ("偏度", "skewness", "偏度"),
            ("ratio", "scale", "without_spread"),
            _any,
            _doc(
                "样本偏度；不到三项或全都相同的没有值",
                "The skewness of a sample; absent of fewer than three, or where all are equal",
                "skewness: {over: 表, of: F}",
                ("表格软件的 SKEW", "SKEW of a sheet"),
                "skewness: {over: [x, x × 2, x × 3]}",
                ("0", "0", "0"),
                "n ÷ ((n − 1)(n − 2)) × Σ ((of − mean) ÷ s)³",
            ),
        ),
        "kurtosis": FoldOperator(
            ("峰度", "kurtosis", "峰度"),
            ("ratio", "scale", "without_spread"),
            _any,
            _doc(
                "样本峰度（正态为 0）；不到四项或全都相同的没有值",
                "The excess kurtosis of a sample; absent of fewer than four, or where all are equal",
                "kurtosis: {over: 表, of: F}",
                ("表格软件的 KURT", "KURT of a sheet"),
                "kurtosis: {over: [x, 0, 0, 0, 0, 0, 0, 0, 0]}",
                ("9", "9", "9"),
                "n(n + 1) ÷ ((n − 1)(n − 2)(n − 3)) × Σ ((of − mean) ÷ s)⁴ − 3(n − 1)² ÷ ((n − 2)(n − 3))",
            ),
        ),
        "share": FoldOperator(
            ("占比", "share", "占比"),
            ("ratio", "scale", "without_rows"),
            _no_or_yes,
            _doc(
                "成立的项占几成",
                "Of how many of them it holds, as a ratio",
                "share: {over: 表, of: C, if_none: F}",
                ("优良天数比例、达标率", "the share of those that comply"),
                "share: {over: records, of: v > 3, if_none: 0}",
                ("0", "0.5", "0"),
                "n(of) ÷ n; Σ weight(of) ÷ Σ weight",
            ),
            takes="truth",
            weighted=True,
        ),
        "names": FoldOperator(
            ("名单", "names", "名单"),
            ("text", "structure", "carried"),
            _any,
            _doc(
                "各项的文字连成一行，按次序，用 `join` 隔开（不写用顿号）",
                "The texts in one line, in their order, with `join` between them",
                "names: {over: 表, of: F, join: 、}",
                ("名单", "a list of names"),
                "names: {over: unit, where: met}",
                ("甲、丙", "甲、丙", "甲、丙"),
                more=_AS_SUM,
            ),
            takes="text",
            has_none=True,
        ),
    },
)
