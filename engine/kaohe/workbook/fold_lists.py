"""Folds over values that are listed: the sheet's own functions over the cells of these."""

from __future__ import annotations

from collections.abc import Callable

from kaohe.language import tree
from kaohe.workbook.arithmetic import numbers
from kaohe.workbook.code import ATOM, ONE, PRODUCT, Code, Guard, bracketed, scaled
from kaohe.workbook.compilation import Compilation
from kaohe.workbook.fold_operators import forms_of, no_form
from kaohe.workbook.grid import Cell

MOST = 200
"""As many values are handed to one function; a sheet ends at 255."""


def _fold_list(compiler: Compilation, node: tree.FoldList, here: Cell) -> Code:
    """Raises NoSheetForm where elements are chosen by their values, or the operator has no form."""
    form = forms_of(node).listed
    elements = [each for each in node.elements if _is_meant(compiler, each, here)]
    weights = [each.weight for each in elements if each.weight is not None]
    if form is None or not 0 < len(elements) <= MOST or (weights and form.weighted is None):
        raise no_form()
    values = numbers(compiler, [each.of for each in elements], here)
    if form.is_ratio:
        values = [scaled(value, ONE) for value in values]
    scale = values[0].scale
    if not weights or form.weighted is None:
        return Code("number", form.text([value.text for value in values]), scale, binds=ATOM).at(*values)
    shares = [scaled(compiler.value(weight, here), ONE) for weight in weights]
    text = form.weighted([bracketed(each, PRODUCT) for each in values], [bracketed(each, ATOM) for each in shares])
    found = Code("number", text, scale, binds=ATOM).at(*values, *shares)
    if not form.is_divided:
        return found
    whole = "+".join(bracketed(each, ATOM) for each in shares)
    none = Guard("condition", f"IFERROR({whole}<=0,TRUE)")  # what is not known is no number, and added up an error
    return found.at(Code("number", "", soft=(none,)))


def _is_meant(compiler: Compilation, each: tree.Element, here: Cell) -> bool:
    """Whether an element is one in these rows, where their key alone says so: up to which month. NoSheetForm else."""
    if each.where is None:
        return True
    test = compiler.value(each.where, here)
    if not isinstance(test.const, bool):
        raise no_form()
    return test.const


RULES: dict[type[tree.Node], Callable[..., Code]] = {tree.FoldList: _fold_list}
