"""Operators of folds in a sheet, over each set: the cells of a list, the units of a group, the rows of records."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, Extreme, FoldOp, total
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Policy
from kaohe.translations import worded
from kaohe.words.fold_operators import OPERATORS
from kaohe.workbook.code import Code, Guard, guarded, in_cell, merged, scaled
from kaohe.workbook.compilation import Compilation, NoForm, NoSheetForm
from kaohe.workbook.sheet_rows import Cell


@dataclass(frozen=True, slots=True)
class RowForm:
    """An operator over records: its formula from the sum over the rows that count and from how many these are.

    `picks` says which single row counts.
    """

    text: Callable[[str, str], str] = lambda sum_, count: sum_
    picks: Extreme | None = None
    is_truth: bool = False


@dataclass(frozen=True, slots=True)
class UnitForm:
    """An operator over a group: its function over a whole block, and of those of the block that weigh 1 (of so many).

    It `is_one_of_them` where it is one of the values as it stands, and need not be rounded to be compared with them.
    """

    function: str
    weighted: Callable[[str, str, str], str]
    is_array: bool = False
    is_one_of_them: bool = False


@dataclass(frozen=True, slots=True)
class ListForm:
    """An operator over cells that are listed, and over such cells with a weight for each, by whose sum it
    `is_divided`."""

    text: Callable[[Sequence[str]], str]
    weighted: Callable[[Sequence[str], Sequence[str]], str] | None = None
    is_ratio: bool = False
    is_divided: bool = False


@dataclass(frozen=True, slots=True)
class Forms:
    """An operator over each set; over one that is None a sheet cannot calculate it. A group may have its `size`."""

    rows: RowForm | None = None
    units: UnitForm | None = None
    listed: ListForm | None = None
    is_size: bool = False


def _called(function: str) -> Callable[[Sequence[str]], str]:
    return lambda texts: f"{function}({','.join(texts)})"


def _picked(function: str, is_one_of_them: bool = True) -> UnitForm:
    return UnitForm(function, lambda weight, span, size: f'{function}(IF({weight},{span},""))', True, is_one_of_them)


def _products(values: Sequence[str], weights: Sequence[str]) -> str:
    return "+".join(f"{value}*{weight}" for value, weight in zip(values, weights, strict=True))


def _geometric(texts: Sequence[str]) -> str:
    """GEOMEAN has no value where one of them is 0; the mean is 0 then."""
    listed = ",".join(texts)
    return f"IF(MIN({listed})=0,0,GEOMEAN({listed}))"


_FORMS: dict[FoldOp, Forms | NoForm] = total(
    "workbook.fold_operators",
    FOLD_OPERATORS,
    {
        "sum": Forms(
            RowForm(),
            UnitForm("SUM", lambda weight, span, size: f"SUMPRODUCT({weight}*1,{span})"),
            ListForm(_called("SUM"), lambda values, weights: f"({_products(values, weights)})"),
        ),
        "count": Forms(RowForm(), is_size=True),
        "any": Forms(RowForm(lambda sum_, count: f"{sum_}>0", is_truth=True)),
        "all": NoForm("各项是否都成立没有写成公式"),
        "highest": Forms(RowForm(picks="highest"), _picked("MAX"), ListForm(_called("MAX"))),
        "lowest": Forms(RowForm(picks="lowest"), _picked("MIN"), ListForm(_called("MIN"))),
        "mean": Forms(
            RowForm(lambda sum_, count: f"{sum_}/MAX(1,{count})"),
            UnitForm("AVERAGE", lambda weight, span, size: f"SUMPRODUCT({weight}*1,{span})/{size}"),
            ListForm(
                _called("AVERAGE"),
                lambda values, weights: f"(({_products(values, weights)})/({'+'.join(weights)}))",
                is_divided=True,
            ),
        ),
        "median": Forms(None, _picked("MEDIAN", False), ListForm(_called("MEDIAN"))),
        "percentile": NoForm("百分位数没有写成公式"),
        "geometric_mean": Forms(listed=ListForm(_geometric)),
        "harmonic_mean": Forms(listed=ListForm(_called("HARMEAN"))),
        "product": Forms(listed=ListForm(_called("PRODUCT"), is_ratio=True)),
        "deviation": NoForm("标准差没有写成公式"),
        "skewness": NoForm("偏度没有写成公式"),
        "kurtosis": NoForm("峰度没有写成公式"),
        "share": NoForm("占比没有写成公式"),
        "names": NoForm("名单没有写成公式"),
    },
)


def forms_of(node: tree.FoldRows | tree.FoldUnits | tree.FoldList, policy: Policy) -> Forms:
    """The forms of a fold's operator. Raises NoSheetForm, also of texts, or where elements are left out or dropped."""
    found = _FORMS[node.op]
    if isinstance(found, NoForm):
        raise NoSheetForm(worded(found.why))
    if policy.types[node].is_text_in_order:
        raise NoSheetForm(worded("等次或日期的最高、最低没有写成公式"))
    if node.options.chooses:
        raise NoSheetForm(worded("不计的、去掉的项没有写成公式"))
    return found


def no_form() -> NoSheetForm:
    """That an operator has no form over a set."""
    return NoSheetForm(worded("这些项的这个数没有写成公式"))


def is_other_of_none(node: tree.FoldRows | tree.FoldUnits) -> bool:
    """Whether it matters that nothing counts: of none there is another figure than the formula has, or no figure."""
    return node.if_none is not None or not OPERATORS[node.op].has_none


def or_of_none(
    compiler: Compilation, node: tree.FoldRows | tree.FoldUnits, here: Cell, figure: Code, count: str
) -> Code:
    """The figure where `count` of them may be 0: then what the rule says of none, or else what the operator does."""
    if not is_other_of_none(node):
        return figure
    if node.if_none is None:
        return replace(figure, soft=merged((Guard("condition", f"{count}=0"),), figure.soft))
    inside = here.within()
    # Within an array formula a range would be taken apart.
    other = compiler.atom(node.if_none, inside) if figure.array else compiler.code(node.if_none, inside)
    text = guarded(scaled(other, figure.scale), other.soft)
    hard = merged(figure.hard, other.hard)
    shown = f"IF({count}=0,{text},{in_cell(figure)})"
    return replace(figure, text=shown, hard=hard, plain=False, lazy=bool(other.soft))
