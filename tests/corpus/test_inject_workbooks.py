"""Workbooks that hold a hostile name: a text everywhere, and no cell or formula is another than with a plain name."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from kaohe.report.template_forms import FIRST_COLUMN
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter

from tests.corpus.inject_corpus import ROWS, TAKEN, THOROUGH, case
from tests.corpus.inject_policies import PLAIN
from tests.corpus.inject_texts import undigested
from tests.workbook.recalculated import calculate, errors

PATHS = ("score.xlsx", "targets.xlsx", "workbook.xlsx", "template.xlsx")
WRITTEN = [
    (path, file)
    for path in PATHS
    for file in TAKEN
    if (path != "targets.xlsx" or file in THOROUGH) and not (path == "template.xlsx" and ROWS[file]["template"])
]
"""The workbooks that are written of each name; a name that is too long is refused for a form."""

CUT = re.compile(r"……（共\d+字，单元格放不下）$")
OPENED = ["dde", "hyperlink", "minus", "fw_at", "quote_break", "script", "sheet_bad", "number_like", "long_40k"]

Cells = dict[tuple[str, str], tuple[str, object, str]]
"""Sheet and cell to kind, value and comment."""


def written(file: str, path: str) -> bytes:
    """A workbook of a name."""
    return case(file).files[path]


def cells(data: bytes) -> tuple[list[str], Cells]:
    """The sheets in their order, and every cell that holds anything."""
    book = load_workbook(io.BytesIO(data))
    found = {}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert isinstance(cell, Cell) or cell.value is None
                assert cell.hyperlink is None
                if cell.value is not None:
                    comment = cell.comment.text if cell.comment else ""
                    found[sheet.title, cell.coordinate] = (cell.data_type, cell.value, comment)
    return book.sheetnames, found


def fits(found: object, expected: object, name: str) -> bool:
    """Whether a cell holds what it holds with a plain name, but for the name; a text may be cut, and then says so."""
    if not isinstance(expected, str):
        return found == expected
    wanted, text = undigested(expected).replace(PLAIN, name), undigested(str(found))
    cut = CUT.search(text)
    return text == wanted if cut is None else len(str(found)) <= 32_767 and wanted.startswith(text[: cut.start()])


@pytest.mark.parametrize(("path", "file"), WRITTEN)
def test_every_cell_is_what_it_is_with_a_plain_name(path: str, file: str) -> None:
    data, plain, name = written(file, path), written("plain", path), case(file).name
    (sheets, found), (plain_sheets, expected) = cells(data), cells(plain)
    assert sheets == plain_sheets
    assert len({sheet.casefold() for sheet in sheets}) == len(sheets)
    assert all(len(sheet) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", sheet) for sheet in sheets)
    if path == "template.xlsx":  # names that no list of a check can hold stand beside the instructions
        columns = [get_column_letter(column + 1) for column in range(FIRST_COLUMN, FIRST_COLUMN + 3)]
        beside = [key for key in found if key[0] == sheets[0] and key[1].rstrip("0123456789") in columns]
        assert all(found.pop(key)[0] == "s" for key in beside)
    assert found.keys() == expected.keys()
    for key, (kind, value, comment) in found.items():
        wanted_kind, wanted, wanted_comment = expected[key]
        assert kind == wanted_kind and kind in ("s", "n", "f"), key
        assert fits(value, wanted, name) and fits(comment, wanted_comment, name), key
    assert any(value == name or CUT.search(str(value)) for _, value, _ in found.values())


@pytest.mark.parametrize(("path", "file"), WRITTEN)
def test_a_workbook_needs_nothing_from_elsewhere(path: str, file: str) -> None:
    parts = zipfile.ZipFile(io.BytesIO(written(file, path))).namelist()
    assert not [part for part in parts if re.search(r"externalLink|connections|vbaProject|embeddings|activeX", part)]


@pytest.mark.office
def test_libreoffice_opens_them_and_runs_nothing(tmp_path: Path) -> None:
    files = []
    for path, file in WRITTEN:
        stem = file.removesuffix(".csv")
        if stem in OPENED:
            files.append(tmp_path / f"{OPENED.index(stem)}-{path}")
            files[-1].write_bytes(written(file, path))
    for file, found in zip(files, calculate(files, tmp_path), strict=True):
        number, _, path = file.name.partition("-")
        name = case(f"{OPENED[int(number)]}.csv").name
        assert list(found) == cells(file.read_bytes())[0]
        assert not list(errors(found))
        texts = {cell for rows in found.values() for row in rows for cell in row if isinstance(cell, str)}
        assert any(fits(text, PLAIN, name) for text in texts), file.name
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith("rules_pwned")]
