"""Files and sheets that are called after a table, with the bureau's name behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.data.folder import TableNames

from tests.data.books import sheet, write
from tests.data.policies import BODY, CUT, DISTRICT, HEADER, codes, policy, read, table
from tests.data.xlsx.test_workbook import HEAD, ROWS, taken


@pytest.mark.parametrize(
    "name",
    ["区季报_县商务局", "区季报（县商务局）", "区季报-县商务局", "district 县商务局", "区季报(2)", "区季报【新】"],
)
def test_a_file_whose_name_begins_with_the_table_is_a_part_of_it(tmp_path: Path, name: str) -> None:
    data, found = read(tmp_path, {f"{name}.csv": HEADER + BODY})
    assert codes(found) == ["D164"] and found[0].is_note and name in found[0].message("zh")
    assert len(data.tables["district"].keys) == 3


@pytest.mark.parametrize("name", ["区季报打分", "县商务局_区季报", "区_季报", "districts", "区季报2"])
def test_without_a_sign_behind_it_a_name_is_another(tmp_path: Path, name: str) -> None:
    assert sorted(codes(read(tmp_path, {f"{name}.csv": HEADER + BODY})[1])) == ["D103", "D105"]


def test_parts_and_the_whole_are_one_table(tmp_path: Path) -> None:
    files = {
        "区季报.csv": "单位,期间,完成率\n" + BODY.replace(",1\n", "\n").replace(",0\n", "\n").replace(",2\n", "\n")
    }
    files["区季报_督查室.csv"] = "单位,期间,扣分\n甲区,2022Q1,1\n乙区,2022Q1,0\n丙区,2022Q1,2\n"
    data, found = read(tmp_path, files)
    assert codes(found) == ["D164"] and data.tables["district"].columns["cut"].numerators == [1, 0, 2]  # type: ignore[union-attr]


def test_the_longest_word_has_it() -> None:
    longer = table("district_cut", "区季报-扣分", CUT)
    names = TableNames(policy(DISTRICT, longer).tables)
    assert names.find_part("区季报-扣分-县商务局") == "district_cut" == names.find_part("district_cut 县商务局")
    assert names.find_part("区季报-县商务局") == "district"
    assert names.find("区季报-扣分") == "district_cut" and names.find_part("别的_区季报") is None


def test_a_sheet_is_a_part_where_it_is_made_like_the_table(tmp_path: Path) -> None:
    path = write(
        tmp_path / "b.xlsx", {"区季报_商务局": sheet([HEAD, *ROWS]), "区季报（说明）": sheet([["请如实填写"]])}
    )
    data, found = taken(path)
    assert codes(found) == ["D164", "D144"] and "区季报（说明）" in found[1].message("zh")
    assert len(data.tables["district"].keys) == 3


def test_a_sheet_that_lacks_the_periods_alone_is_told_so(tmp_path: Path) -> None:
    rows = [[row[0], *row[2:]] for row in [HEAD, *ROWS]]
    sheets = {"区季报": sheet([HEAD, *ROWS]), "区季报_2022Q2": sheet(rows)}
    _, found = taken(write(tmp_path / "b.xlsx", sheets))
    assert codes(found) == ["D190"] and "期间" in (found[0].mend("zh") or "")


def test_a_hidden_sheet_is_none(tmp_path: Path) -> None:
    sheets = {"区季报": sheet([HEAD, *ROWS]), "区季报_选项": sheet([["新建"], ["续建"]])}
    assert taken(write(tmp_path / "b.xlsx", sheets, hidden=["区季报_选项"]))[1] == []


@pytest.mark.parametrize(
    "name", ["区季报（旧）", "区季报-副本", "区季报_作废", "区季报（样表）", "区季报_old", "区季报 copy"]
)
def test_a_part_that_calls_itself_old_or_a_copy_is_warned_of(tmp_path: Path, name: str) -> None:
    _, found = read(tmp_path, {f"{name}.csv": HEADER + BODY})
    assert (
        codes(found) == ["D185"] and not found[0].is_error and not found[0].is_note and name in found[0].message("zh")
    )
