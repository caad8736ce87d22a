"""Sheets of plain XML are read by patterns: the same cells and the same findings as element by element."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kaohe.data.numbers import MarkedCell
from kaohe.data.xlsx import worksheet
from kaohe.data.xlsx.archive import plain_rows
from kaohe.data.xlsx.workbook import read_workbook
from kaohe.diagnostics import Findings

from tests.data.books import MAIN, write

STRINGS = f'<sst xmlns="{MAIN}"><si><t>甲镇</t></si><si><t> </t></si><si><t>12</t></si><si><t>a&amp;b</t></si></sst>'
TYPES = {
    "xl/sharedStrings.xml": STRINGS,
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/s1.xml"/>'
        '<Relationship Id="rs" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"'
        ' Target="styles.xml"/>'
        '<Relationship Id="rt" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"'
        ' Target="sharedStrings.xml"/></Relationships>'
    ),
}


def read(path: Path, plainly: bool) -> tuple[object, ...]:
    findings = Findings()
    with pytest.MonkeyPatch.context() as patch:
        if not plainly:
            patch.setattr(worksheet, "plain_rows", lambda content: None)
        (sheet,) = read_workbook(path, str(path), findings)
        found = sheet.read()
    told = [(each.code, each.place, dict(each.arguments)) for each in findings.all]
    if found is None:
        return None, told
    rows = [[cell.identity if isinstance(cell, MarkedCell) else cell for cell in row] for row in found.rows]
    columns = [found.is_hidden(column) for column in range(5)]
    return rows, told, found.numbers, found.hidden_rows, columns, found.annotations


def assert_same(folder: Path, xml: str) -> tuple[object, ...]:
    path = write(folder / "book.xlsx", {"甲": xml}, more=TYPES)
    plain = read(path, True)
    assert plain == read(path, False)
    return plain


NUMBERS = [
    "12", "0.5", "-3", "-0", "007", "0.14000000000000001", "1E-3", "1e400", "x", " 12 ", "12.50", "123456789012345.6",
    "12345678901234567", "45000", "0", "99.99", "1\n2", "&#49;", "<!-- 1 -->1", "<![CDATA[5]]>", "]]>", "",
]  # fmt: skip
INSIDE = [
    *(f"<v>{text}</v>" for text in NUMBERS), "", "<f>1+1</f><v>2</v>", "<is><t>甲</t></is>", "<v>1</v><v>2</v>", "x",
]  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn) -> str:
    rows = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        cells = []
        for letter in "ABC":
            type_ = draw(st.sampled_from(["", "", "", ' t="s"', ' t="n"', ' t="str"', ' t="b"', ' t="e"', ' t="d"']))
            style = draw(st.sampled_from(["", "", ' s="0"', ' s="1"', ' s="2"', ' s="3"', ' s="99"', ' s="5"']))
            at = draw(st.sampled_from([letter, letter, letter, letter, "A", "XFE", ""]))
            row = draw(st.sampled_from([number] * 9 + [number + 1]))
            name = f' r="{at}{row}"' if at else ""
            inside = draw(st.sampled_from(INSIDE[:3] * 6 + ["<v>2</v>", "<v>1</v>", "<v>9</v>"] * 2 + INSIDE))
            cells.append(draw(st.sampled_from([f"<c{name}{style}{type_}>{inside}</c>"] * 6 + [f"<c{name}{style}/>"])))
        more = draw(
            st.sampled_from(["", "", "", ' hidden="1"', ' ht="0"', ' spans="1:3"', ' r="1"', ' 1a="x"', ' x="&lt;"'])
        )
        rows.append(f'<row r="{number}"{more}>{draw(st.sampled_from(["", "", chr(10)]))}{"".join(cells)}</row>')
    if draw(st.integers(0, 9)) == 0:
        rows.insert(0, draw(st.sampled_from(['<row r="9"/>', "<!-- -->", "\x01", "<x/>", "</row>", "\ufffe"])))
    head = draw(st.sampled_from(["", "", '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']))
    view = draw(st.sampled_from(["", "", '<sheetViews><sheetView showZeros="0"/></sheetViews>']))
    columns = draw(st.sampled_from(["", '<cols><col min="2" max="2" hidden="1"/></cols>']))
    merged = draw(st.sampled_from(["", '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>', "<x>", "&bad;"]))
    body = f"<sheetData>{''.join(rows)}</sheetData>"
    return f'{head}<worksheet xmlns="{MAIN}">{view}{columns}{body}{merged}</worksheet>'


@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(xml=sheets())
def test_any_sheet_is_read_alike(tmp_path: Path, xml: str) -> None:
    assert_same(tmp_path, xml)


def in_sheet(row: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{row}</sheetData></worksheet>'


@pytest.mark.parametrize("inside", INSIDE)
@pytest.mark.parametrize("kind", ["", ' s="1"', ' t="s"', ' t="str"', ' s="2" t="n"'])
def test_each_content_of_a_cell(tmp_path: Path, inside: str, kind: str) -> None:
    assert_same(tmp_path, in_sheet(f'<row r="1"><c r="A1"><v>7</v></c><c r="B1"{kind}>{inside}</c></row>'))


def test_digits_in_two_lines_are_no_number(tmp_path: Path) -> None:
    xml = in_sheet('<row r="1"><c r="A1"><v>1\n2</v></c><c r="B1"><v>1.5\n</v></c></row>')
    ((first, second),) = assert_same(tmp_path, xml)[0]  # type: ignore[misc]
    assert first == ("1\n2", ("broken",), "", None)
    assert second == ("1.5\n", ("broken",), "", None)


def test_what_is_plain_is_read_by_patterns(tmp_path: Path) -> None:
    row = '<row r="2" spans="1:3"><c r="A2" t="s"><v>0</v></c><c r="C2" s="1"><v>0.125</v></c></row>'
    found = plain_rows(in_sheet(row).encode())
    assert found is not None
    rest, rows = found
    assert rest == in_sheet("").encode()
    ((attributes, cells),) = rows
    assert attributes == {"r": "2", "spans": "1:3"}
    assert cells == [("A", "", "s", "0"), ("C", "1", "", "0.125")]
    assert assert_same(tmp_path, in_sheet(row))[0] == [["甲镇", "", ("12.5%", ("percent",), "0.125", None)]]
    assert plain_rows(in_sheet(row).replace("<sheetData>", "<sheetData >").encode()) is None
