"""What nobody sees: hidden by a mark, by a size of nothing, by a filter; and what is not hidden."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.data.books import Cell, sheet, write
from tests.data.policies import codes
from tests.data.xlsx.test_workbook import HEAD, ROWS, places, taken

PLAIN = sheet([HEAD, *ROWS])


def column(attributes: str) -> str:
    return sheet([HEAD, *ROWS], columns=f'<cols><col min="2" max="3" {attributes}/></cols>')


def row(attributes: str) -> str:
    return PLAIN.replace('<row r="3">', f'<row r="3" {attributes}>')


@pytest.mark.parametrize("attributes", ['hidden="1"', 'hidden="true"', 'ht="0"', 'ht="0.0" customHeight="1"'])
def test_a_hidden_row_is_refused(tmp_path: Path, attributes: str) -> None:
    path = write(tmp_path / "b.xlsx", {"区季报": row(attributes)})
    _, found = taken(path)
    assert codes(found) == ["D148"] and places(found) == ["区季报!A3"]
    assert codes(taken(path, include_hidden=True)[1]) == ["D149"]


@pytest.mark.parametrize("attributes", ['hidden="1"', 'width="0"', 'width="0.00"', 'width="12" hidden="true"'])
def test_a_hidden_column_is_refused(tmp_path: Path, attributes: str) -> None:
    path = write(tmp_path / "b.xlsx", {"区季报": column(attributes)})
    _, found = taken(path)
    assert codes(found) == ["D150", "D150"] and places(found) == ["区季报!B1", "区季报!C1"]
    assert codes(taken(path, include_hidden=True)[1]) == ["D151", "D151"]


@pytest.mark.parametrize("text", [column('width="0.8"'), column('width="x"'), row('ht="12"'), row('hidden="0"')])
def test_what_is_small_or_said_to_be_seen_is_read(tmp_path: Path, text: str) -> None:
    assert taken(write(tmp_path / "b.xlsx", {"区季报": text}))[1] == []


def test_rows_that_are_hidden_unless_they_are_written_are_the_empty_ones(tmp_path: Path) -> None:
    """zeroHeight hides the rows that have no element; spreadsheets show the others, unless they say that they hide."""
    text = PLAIN.replace("<sheetData>", '<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/><sheetData>')
    assert taken(write(tmp_path / "b.xlsx", {"区季报": text}))[1] == []
    hidden = text.replace('<row r="3">', '<row r="3" hidden="1">')
    assert codes(taken(write(tmp_path / "b.xlsx", {"区季报": hidden}))[1]) == ["D148"]
    with xlsxwriter.Workbook(tmp_path / "c.xlsx") as book:
        page = book.add_worksheet("区季报")
        page.set_default_row(hide_unused_rows=True)
        for number, cells in enumerate([HEAD, *ROWS]):
            page.write_row(number, 0, cells)
    assert taken(tmp_path / "c.xlsx")[1] == []


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_that_holds_data_is_refused_whatever_it_is_called(tmp_path: Path, state: str) -> None:
    path = write(tmp_path / "b.xlsx", {"区季报": PLAIN, "旧": PLAIN, "选项": sheet([["是"], ["否"]])}, ["旧", "选项"])
    with zipfile.ZipFile(path) as archive:
        main = archive.read("xl/workbook.xml").decode().replace('state="hidden"', f'state="{state}"')
    path = write(
        tmp_path / "b.xlsx",
        {"区季报": PLAIN, "旧": PLAIN, "选项": sheet([["是"], ["否"]])},
        more={"xl/workbook.xml": main},
    )
    _, found = taken(path)
    assert codes(found) == ["D156"] and places(found) == ["旧!A1"] and "隐藏" in found[0].message("zh")
    main = main.replace('name="区季报"', 'name="说明"').replace('name="旧"', 'name="区季报"')
    path = write(
        tmp_path / "b.xlsx", {"1": sheet([["说明"]]), "2": PLAIN, "3": sheet([])}, more={"xl/workbook.xml": main}
    )
    assert codes(taken(path)[1]) == ["D145"]
    assert codes(taken(path, include_hidden=True)[1]) == ["D155"]


def test_hidden_totals_notes_and_helper_columns_hide_nothing_that_is_read(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [[*HEAD, "辅助"], *([*row, 1] for row in ROWS), ["合计", None, 285.75, 3], ["注：快报数"]]
    text = sheet(rows, hidden_rows=[5, 6], columns='<cols><col min="5" max="5" hidden="1"/></cols>')
    assert codes(taken(write(tmp_path / "b.xlsx", {"区季报": text}))[1]) == ["D152", "D157"]
