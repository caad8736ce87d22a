"""What helps whoever changes an input: a comment on its heading, and what its cells take."""

from __future__ import annotations

from typing import Any

from kaohe.policy.model import ColumnSpec
from kaohe.workbook.code import NO, YES
from kaohe.workbook.labels import TYPES
from kaohe.workbook.layout import shown_choices
from kaohe.workbook.sheet_limits import cell_text
from kaohe.workbook.sheets import FIRST, SheetColumn

_LIST = 255
"""Characters that a list of choices may have in a cell's validation."""


def add_comments(worksheet: Any, number: int, column: SheetColumn) -> None:
    """What the column is, on its heading."""
    spec = column.spec
    assert spec is not None
    parts = [f"{spec.name}（{spec.id}）", f"类型：{TYPES[spec.type]}"]
    if spec.measure.label:
        parts.append(f"计量单位：{spec.measure.label}")
    if spec.type == "choice":
        parts.append(f"可填：{'、'.join(shown_choices(spec).values())}")
    if column.uses:
        parts.append(f"用于：{'；'.join(column.uses[:6])}")
    if spec.note:
        parts.append(spec.note)
    worksheet.write_comment(4, number, cell_text("\n".join(parts)), {"x_scale": 2, "y_scale": 1.6})


def add_validation(worksheet: Any, number: int, last: int, spec: ColumnSpec) -> None:
    """Bounds and choices; a blank is let through, it counts as absent."""
    place = (FIRST - 1, number, last - 1, number)
    choices = [YES, NO] if spec.type == "truth" else list(shown_choices(spec).values())
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
