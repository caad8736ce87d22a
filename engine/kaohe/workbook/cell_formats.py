"""How cells look: inputs in blue, results plain, steps in grey, differences in green or red; and what inputs take."""

from __future__ import annotations

from typing import Any

from kaohe.policy.model import ColumnSpec
from kaohe.text_width import width
from kaohe.translations import worded
from kaohe.workbook.code import NO, YES
from kaohe.workbook.compilation import shown_choices
from kaohe.workbook.labels import TYPES
from kaohe.workbook.sheets import FIRST, SheetColumn, cell_text


def _font() -> dict[str, Any]:
    return {"font_name": worded("宋体"), "font_size": 10, "valign": "vcenter"}


_BOX = {"border": 1, "border_color": "#B7B7B7"}
_PAGE = 150
"""Columns of text, beside those of the keys, that can be read on one page."""


def page(worksheet: Any, columns: int = 0) -> None:
    """A4, lying where there are `columns`, which may take several pages if they would be too small on one."""
    worksheet.set_paper(9)
    if columns:
        worksheet.set_landscape()
    worksheet.fit_to_pages(max(1, -(-columns // _PAGE)), 0)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    worksheet.set_footer(worded("&L&A&R第 &P 页，共 &N 页"))


def width_of(text: str) -> int:
    """Columns a text takes, Chinese signs two each; of several lines the widest."""
    return max((width(line) for line in text.split("\n")), default=0)


class Looks:
    """The formats of one workbook."""

    def __init__(self, workbook: Any) -> None:
        def look(**settings: object) -> Any:
            return workbook.add_format({**_font(), **settings})

        self.title = look(bold=True, font_size=14)
        self.note = look(font_color="#666666")
        self.label = look(bold=True, valign="top")
        self.plain = look(text_wrap=True, valign="top", align="left")
        self.count = look(bold=True, align="center", **_BOX)
        self.heading = look(bold=True, text_wrap=True, align="center", bg_color="#DDE6F0", **_BOX)
        self._step_heading = look(text_wrap=True, align="center", bg_color="#EEEEEE", **_BOX)
        self.above = look(text_wrap=True, align="center", font_size=8, font_color="#666666", **_BOX)
        self.boxed = look(text_wrap=True, valign="top", **_BOX)
        self.chosen = look(text_wrap=True, valign="top", bg_color="#FFF2CC", **_BOX)
        self.key = look(**_BOX)
        self.input_text = look(font_color="#0000C0", **_BOX)
        self._input_number = look(font_color="#0000C0", align="right", **_BOX)
        self._input_choice = look(font_color="#0000C0", align="center", **_BOX)
        self._centred = look(align="center", **_BOX)
        self._engine = look(font_color="#7F3F00", bg_color="#FFD9A0", **_BOX)
        self._step = look(font_color="#555555", **_BOX)
        self._decimals = {n: look(num_format="0." + "0" * n if n else "0", **_BOX) for n in range(11)}
        self.good = workbook.add_format({"font_color": "#1E7B34"})
        self.bad = workbook.add_format({"font_color": "#9C0006", "bg_color": "#FFC7CE"})
        self.not_sent = look(font_color="#9C0006", bg_color="#FFC7CE", bold=True, align="center", **_BOX)
        self.blank = workbook.add_format({"bg_color": "#FCE4D6"})

    def heading_of(self, column: SheetColumn) -> Any:
        """The format of a heading."""
        return self._step_heading if column.role == "step" else self.heading

    def of(self, column: SheetColumn) -> Any:
        """The format of a column's figures."""
        if column.role == "input":
            type_ = column.spec.type if column.spec is not None else "text"
            if type_ in ("text", "name"):
                return self.input_text
            return self._input_number if type_ == "number" else self._input_choice
        if column.role == "engine":
            return self._engine
        if column.decimals is not None:
            return self._decimals[column.decimals]
        return self._step if column.role == "step" else self._centred


def flag(worksheet: Any, looks: Looks, row: int, column: int, last_row: int = -1, last_column: int = -1) -> None:
    """Green where a cell is 0, red where it is not."""
    place = (row, column, max(row, last_row), max(column, last_column))
    for criteria, style in (("==", looks.good), ("!=", looks.bad)):
        worksheet.conditional_format(*place, {"type": "cell", "criteria": criteria, "value": 0, "format": style})


def put(sheet: Any, row: int, column: int, text: str, format_: Any = None) -> None:
    """Writes a text that stays a text, whatever it looks like."""
    if text:
        sheet.write_string(row, column, cell_text(text), format_)
    else:
        sheet.write_blank(row, column, None, format_)


_LIST = 255
"""Characters that a list of choices may have in a cell's validation."""


def add_comments(worksheet: Any, number: int, column: SheetColumn) -> None:
    """What the column is, on its heading."""
    spec = column.spec
    assert spec is not None
    parts = [worded("{}（{}）", spec.name, spec.id), worded("类型：{}", worded(TYPES[spec.type]))]
    if spec.measure.label:
        parts.append(worded("计量单位：{}", spec.measure.label))
    if spec.type == "choice":
        parts.append(worded("可填：{}", worded("、").join(shown_choices(spec).values())))
    if column.uses:
        parts.append(worded("用于：{}", worded("；").join(column.uses[:6])))
    if spec.note:
        parts.append(spec.note)
    worksheet.write_comment(4, number, cell_text("\n".join(parts)), {"x_scale": 2, "y_scale": 1.6})


def add_validation(worksheet: Any, number: int, last: int, spec: ColumnSpec) -> None:
    """Bounds and choices; a blank is let through, it counts as absent."""
    place = (FIRST - 1, number, last - 1, number)
    choices = [worded(YES), worded(NO)] if spec.type == "truth" else list(shown_choices(spec).values())
    if choices and spec.type in ("truth", "choice"):
        if len(",".join(choices)) <= _LIST and not any("," in choice for choice in choices):
            worksheet.data_validation(*place, {"validate": "list", "source": choices})
        return
    if spec.type != "number":
        return
    low, high = (None if bound is None else float(bound / spec.measure.scale) for bound in (spec.minimum, spec.maximum))
    kind = "integer" if spec.whole else "decimal"
    if low is not None and high is not None:
        worksheet.data_validation(*place, {"validate": kind, "criteria": "between", "minimum": low, "maximum": high})
    elif low is not None or high is not None:
        criteria, bound = (">=", low) if low is not None else ("<=", high)
        worksheet.data_validation(*place, {"validate": kind, "criteria": criteria, "value": bound})
    else:
        worksheet.data_validation(
            *place, {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
        )
