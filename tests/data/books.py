"""Workbooks for tests, written part by part, so that a test can say what is in the XML."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMATS = ("General", "0.0%", "yyyy-mm-dd", '0.00"元"', "#,##0.0,", "h:mm:ss")
"""The number formats that a cell's style refers to: `number(0.125, 1)` is shown as 12.5%."""

Cell = str | int | float | None


class Xml(str):
    """The inside of a cell: its attributes, and all between its tags, as `t="b">` and so on."""


def number(value: float | str, style: int = 0) -> Xml:
    return Xml(f' s="{style}"><v>{value}</v>')


def formula(text: str, value: float | str | None = None, type_: str = "n") -> Xml:
    stored = "" if value is None else f"<v>{value}</v>"
    return Xml(f' t="{type_}"><f>{escape(text)}</f>{stored}')


def _cell(cell: Cell, name: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Xml):
        return f'<c r="{name}"{cell}</c>'
    if isinstance(cell, str):
        return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f'<c r="{name}"><v>{cell}</v></c>'


def sheet(
    rows: Iterable[Sequence[Cell]], merged: Sequence[str] = (), hidden_rows: Iterable[int] = (), columns: str = ""
) -> str:
    """The XML of a sheet; rows are numbered from 1."""
    lines = []
    for number_, cells in enumerate(rows, 1):
        hidden = ' hidden="1"' if number_ in hidden_rows else ""
        inside = "".join(_cell(cell, f"{chr(65 + at)}{number_}") for at, cell in enumerate(cells))
        lines.append(f'<row r="{number_}"{hidden}>{inside}</row>')
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    merges = f"<mergeCells>{areas}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{MAIN}">{columns}<sheetData>{"".join(lines)}</sheetData>{merges}</worksheet>'


def write(
    path: Path, sheets: Mapping[str, str], hidden: Iterable[str] = (), more: Mapping[str, str] | None = None
) -> Path:
    """A workbook of sheets by name; `more` are further parts, or others in place of those written here."""
    listed, relations = [], []
    for number_, name in enumerate(sheets, 1):
        state = ' state="hidden"' if name in hidden else ""
        listed.append(f'<sheet name="{escape(name)}" sheetId="{number_}"{state} r:id="r{number_}"/>')
        relations.append(
            f'<Relationship Id="r{number_}" Type="{OFFICE}/worksheet" Target="worksheets/s{number_}.xml"/>'
        )
    relations.append(f'<Relationship Id="rs" Type="{OFFICE}/styles" Target="styles.xml"/>')
    quoted = (escape(code, {'"': "&quot;"}) for code in FORMATS)
    codes = "".join(f'<numFmt numFmtId="{170 + at}" formatCode="{code}"/>' for at, code in enumerate(quoted))
    styles = "".join(f'<xf numFmtId="{170 + at}"/>' for at in range(len(FORMATS)))
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{"".join(listed)}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{"".join(relations)}</Relationships>',
        "xl/styles.xml": f"<styleSheet><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>",
        **{f"xl/worksheets/s{at}.xml": text for at, text in enumerate(sheets.values(), 1)},
        **(more or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path
