"""Which rows of a sheet belong to a unit and period, as part of a formula."""

from __future__ import annotations

from kaohe.workbook.sheets import Sheet


def mask(sheet: Sheet, host: Sheet, unit: str, period: str | None) -> str:
    """1 for the rows of `sheet` that are of this unit and period, else 0."""
    units = f"EXACT({sheet.whole(0, host)},{unit})"
    if period is None or "期间" not in sheet.keys:
        return f"{units}*1"
    return f"{units}*EXACT({sheet.whole(1, host)},{period})"
