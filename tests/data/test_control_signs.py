"""Control signs at the edge of a cell, which Python takes for blanks: they are told in every kind of file."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.language.text import CONTROL_IN_CSV, without_blanks

from tests.data.books import sheet, write
from tests.data.policies import CUT, codes, column, of_rows, read, table

SIGNS = [sign for sign in map(chr, range(0x3001)) if sign.isspace() and CONTROL_IN_CSV.search(sign)]
HEAD = ["单位", "期间", "完成率", "扣分"]


def test_which_signs_these_are() -> None:
    assert list("\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029") == SIGNS
    assert without_blanks(" \t\r\n\xa0\u3000 5 \u2003") == "5"


def _rows(at: tuple[int, int], sign: str, before: bool) -> list[list[str]]:
    rows = [HEAD, *([unit, "2022Q1", "90", "1"] for unit in ("甲区", "乙区", "丙区"))]
    row, index = at
    cell = rows[row][index]
    rows[row] = [*rows[row][:index], sign + cell if before else cell + sign, *rows[row][index + 1 :]]
    return rows


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(
    ("at", "code"), [((1, 2), "D208"), ((1, 0), "D306"), ((1, 1), "D208"), ((0, 2), "D124"), ((0, 0), "D124")]
)
def test_in_csv_and_parquet(at: tuple[int, int], code: str, sign: str, before: bool, tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    rows = _rows(at, sign, before)
    _, found = read(tmp_path, {"district.csv": "".join(",".join(row) + "\n" for row in rows)})
    assert codes(found)[:1] == ["D111"]
    (tmp_path / "district.csv").unlink()
    named = {head: [row[index] for row in rows[1:]] for index, head in enumerate(rows[0])}
    parquet.write_table(arrow.table(named), tmp_path / "district.parquet")
    _, found = read(tmp_path, {})
    assert code in codes(found)


@pytest.mark.parametrize("sign", ["_x001C_", "_x000B_", "\u2028", "\x85"])
@pytest.mark.parametrize(("at", "code"), [((1, 2), "D208"), ((1, 0), "D306"), ((1, 1), "D208"), ((0, 2), "D124")])
def test_in_workbooks(at: tuple[int, int], code: str, sign: str, tmp_path: Path) -> None:
    write(tmp_path / "x.xlsx", {"区季报": sheet(_rows(at, sign, True))})
    _, found = read(tmp_path, {})
    assert code in codes(found)


def test_a_cell_that_holds_nothing_else_is_not_blank() -> None:
    optional = table("t", "表", CUT, column("x", "某项", optional=True), column("y", "某名", "text", optional=True))
    rows = [{"unit": f"{unit}区", "period": "2022Q1", "cut": 1, "x": "\x1c", "y": "\x1f"} for unit in "甲乙丙"]
    assert codes(of_rows({"t": rows}, optional)[1]) == ["D208"] * 6
