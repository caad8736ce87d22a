"""Workbooks as programs other than Excel write them, and files that only bear a workbook's name."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.data.books import Cell, Xml, sheet, write
from tests.data.policies import codes, column, table
from tests.data.xlsx.test_workbook import HEAD, ROWS, places, rates, taken

PLAIN = sheet([HEAD, *ROWS])
SENT = table("sent", "报送", column("day", "报送日期", "date"), column("note", "备注", "text"))


def rewritten(path: Path, name: Callable[[str], str] = str, text: Callable[[str], str] = str) -> Path:
    """The same workbook with other names or other contents of its parts."""
    with zipfile.ZipFile(path) as archive:
        parts = [(each, archive.read(each).decode()) for each in archive.namelist()]
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts:
            archive.writestr(name(part), text(content))
    return path


@pytest.mark.parametrize(
    "path",
    [
        lambda made: rewritten(made, name=lambda part: part.replace("/", "\\")),
        lambda made: rewritten(made, text=lambda xml: xml.replace('="worksheets/', '="worksheets\\')),
        lambda made: rewritten(made, text=lambda xml: re.sub(r' r="[A-Z]+\d+"', lambda found: found[0].lower(), xml)),
    ],
    ids=["folders by backslashes", "targets by backslashes", "cells in small letters"],
)
def test_a_sound_workbook_is_read_as_other_programs_read_it(tmp_path: Path, path: Callable[[Path], Path]) -> None:
    data, found = taken(path(write(tmp_path / "b.xlsx", {"区季报": PLAIN})))
    assert codes(found) == [] and list(map(str, rates(data))) == ["191/2", "88", "409/4"]


def test_two_parts_that_differ_by_slashes_alone_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "b.xlsx", {"区季报": PLAIN})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl\\worksheets\\s1.xml", PLAIN)
    _, found = taken(path)
    assert codes(found) == ["D141"]


def sent(tmp_path: Path, period: str, day: str, note: str = "无") -> tuple[list[object], list[str]]:
    """The days that are read, and the codes, of a sheet whose first row has the period, the day and the note."""
    rows: list[list[Cell]] = [["单位", "周期", "报送日期", "备注"]]
    rows += [
        ["甲区", Xml(period), Xml(day), note],
        *([unit, "2024Q1", "2024-04-02", "无"] for unit in ("乙区", "丙区")),
    ]
    data, found = taken(write(tmp_path / "b.xlsx", {"报送": sheet(rows)}), SENT)
    columns = data.tables["sent"].columns
    return [*columns["day"], columns["note"]], codes(found)  # type: ignore[misc]


@pytest.mark.parametrize("midnight", ["", "T00:00", "T00:00:00", "T00:00:00.000", "T00:00:00Z"])
def test_midnight_of_a_date_cell_is_the_day(tmp_path: Path, midnight: str) -> None:
    values, found = sent(tmp_path, f' t="d"><v>2024-03-31{midnight}</v>', f' t="d"><v>2024-04-03{midnight}</v>')
    assert values[:3] == ["2024-04-03", "2024-04-02", "2024-04-02"] and found == ["D334"]


def test_another_time_of_a_date_cell_is_not_dropped(tmp_path: Path) -> None:
    _, found = sent(tmp_path, ' t="d"><v>2024-03-31</v>', ' t="d"><v>2024-04-03T09:30:00</v>')
    assert found == ["D334", "D236"]


def test_a_period_with_a_time_of_day_is_no_last_day(tmp_path: Path) -> None:
    _, found = sent(tmp_path, ' t="d"><v>2024-03-31T12:00:00</v>', ' t="d"><v>2024-04-03</v>')
    assert found == ["D335"]


@pytest.mark.parametrize(
    ("stored", "read"),
    [("_xD842__xDFB7_村", "𠮷村"), ("甲_x0041_", "甲A"), ("_x005F_xD842_", "_xD842_"), ("a_xyz_", "a_xyz_")],
)
def test_escaped_characters_are_the_characters(tmp_path: Path, stored: str, read: str) -> None:
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{stored}</t></si></sst>'
    rows: list[list[Cell]] = [["单位", "周期", "报送日期", "备注"]]
    rows += [[unit, "2024Q1", "2024-04-02", Xml(' t="s"><v>0</v>')] for unit in ("甲区", "乙区", "丙区")]
    path = write(tmp_path / "b.xlsx", {"报送": sheet(rows)}, more={"xl/sharedStrings.xml": shared})
    path = rewritten(path, text=lambda xml: xml.replace("</Relationships>", STRINGS, 1) if "rs" in xml else xml)
    data, found = taken(path, SENT)
    assert codes(found) == [] and data.tables["sent"].columns["note"] == [read] * 3


STRINGS = (
    '<Relationship Id="rt" Target="sharedStrings.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
)


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "b.xlsx", {"报送": sheet([["单位", "周期", "报送日期", "备注"]])})
    rows: list[list[Cell]] = [["单位", "周期", "报送日期", "备注"], ["甲区", "2024Q1", "2024-04-02", "_xD842_"]]
    rows += [[unit, "2024Q1", "2024-04-02", "无"] for unit in ("乙区", "丙区")]
    _, found = taken(write(path, {"报送": sheet(rows)}), SENT)
    assert codes(found) == ["D208"] and places(found) == ["报送!D2"]


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (COMPOUND + "EncryptedPackage".encode("utf-16-le") + bytes(100), "D180", "密码"),
        (COMPOUND + bytes(100), "D140", ".xls"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, "D140", ".ods"),
        ({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}, "D140", ".docx"),
        ({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "x"}, "D140", ".xlsb"),
        ({"Index/Document.iwa": "x"}, "D140", "Numbers"),
    ],
)
def test_what_a_file_is_that_is_only_called_a_workbook(
    tmp_path: Path, content: bytes | dict[str, str], code: str, said: str
) -> None:
    path = tmp_path / "区季报.xlsx"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in content.items():
                archive.writestr(name, text)
    _, found = taken(tmp_path)
    assert codes(found) == [code]
    assert said in found[0].message("zh") + found[0].mend("zh")


def test_a_workbook_whose_parts_have_a_password(tmp_path: Path) -> None:
    path = write(tmp_path / "区季报.xlsx", {"区季报": PLAIN})
    content = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the bit that says so, of each entry
        start = content.find(mark)
        while start >= 0:
            content[start + at] |= 1
            start = content.find(mark, start + 4)
    path.write_bytes(content)
    _, found = taken(tmp_path)
    assert codes(found) == ["D180"]


def test_an_encrypted_workbook_that_is_called_a_text_file(tmp_path: Path) -> None:
    content = COMPOUND + "EncryptedPackage".encode("utf-16-le") + bytes(100)
    (tmp_path / "区季报.csv").write_bytes(content)
    _, found = taken(tmp_path)
    assert codes(found) == ["D180"]
