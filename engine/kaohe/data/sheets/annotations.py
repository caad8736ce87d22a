"""What comments, input messages, text boxes, page headers and conditional formats of a sheet say of its measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kaohe.data.raw import Annotation, AnnotationKind, RawSheet
from kaohe.data.report import TableReport
from kaohe.data.sheets.measure_statements import Inputs, Statement, is_statement, statements_of
from kaohe.diagnostics import Words

_KINDS: dict[AnnotationKind, Words] = {
    "comment": Words("批注", "comment"),
    "input_message": Words("输入提示", "input message"),
    "text_box": Words("文本框", "text box"),
    "page_header": Words("页眉页脚", "page header"),
    "conditional_format": Words("条件格式", "conditional format"),
}


def statements_in_annotations(sheet: RawSheet, header: int, end: int, inputs: Inputs) -> Iterator[Statement]:
    """Those of a column speak of it, all others of the whole table; `header` and `end` are indices of rows.

    A comment on a single figure (比上年多 0.5（亿元）) may name measures by the way.
    """
    for each in sheet.annotations:
        own = each.columns if _is_of_rows(each, sheet, header, end) and _has_input(each, inputs) else None
        is_of_figures = own is not None and not _is_of_rows(each, sheet, header, header + 1)
        text = Words(*(f"{kind}：{each.text}" for kind in _KINDS[each.kind]))
        for found in statements_of(each.text, each.place, columns=own, brackets=not is_of_figures):
            yield replace(found, text=text, is_attached=own is not None)


def check_conditional_formats(sheet: RawSheet, header: int, end: int, inputs: Inputs, report: TableReport) -> None:
    """D183 for each column whose conditional format shows other figures than are stored, and names no measure."""
    for each in sheet.annotations:
        if each.kind != "conditional_format" or is_statement(each.text):
            continue
        if _is_of_rows(each, sheet, header + 1, end):
            for index in sorted(inputs.keys() & set(each.columns or ())):
                report.add("D183", each.place, column=inputs[index].name, text=each.text)


def _is_of_rows(each: Annotation, sheet: RawSheet, first: int, end: int) -> bool:
    """Whether it belongs to cells of the rows from `first` to before `end`."""
    if each.rows is None or first >= end:
        return False
    return each.rows.start <= sheet.numbers[end - 1] and sheet.numbers[first] < each.rows.stop


def _has_input(each: Annotation, inputs: Inputs) -> bool:
    return any(index in inputs for index in each.columns or ())
