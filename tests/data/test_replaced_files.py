"""Which file stands for which: said for one run, or beside the data."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaohe.data.read_data import ReadOptions, read_data
from kaohe.data.replaced_files import Replacement, newer_first
from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.diagnostics import Diagnostic, Findings

from tests.data.policies import BODY, DISTRICT, HEADER, PROJECT, codes, policy
from tests.data.tables.test_names import LEDGER

HEAD = "单位,期间,项目名称,投资额\n"
OLD = HEAD + "甲区,2022Q1,一号桥,1.5\n乙区,2022Q1,二号桥,1\n"
NEW = HEAD + "甲区,2022Q1,一号桥,1.6\n乙区,2022Q1,二号桥,1\n"
NEWER = HEAD + "甲区,2022Q1,一号桥,1.7\n乙区,2022Q1,二号桥,1\n"
FILES = {"district.csv": HEADER + BODY, "项目.csv": OLD, "项目（更正）.csv": NEW}


def _read(
    folder: Path, files: Mapping[str, str], *replaces: tuple[str, str], ledger: bool = True
) -> tuple[Dataset, list[Diagnostic]]:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    known = policy(DISTRICT, LEDGER if ledger else PROJECT)
    options = ReadOptions(replaces=tuple(Replacement(new, old) for new, old in replaces))
    data = read_data(known, folder, known.tables, findings := Findings(), options)
    return data, [each for each in findings.all if not each.is_note]


def _invested(data: Dataset) -> list[Fraction]:
    column = data.tables["project"].columns["investment"]
    assert isinstance(column, Numbers)
    return [Fraction(each or 0, column.denominator) / 10**8 for each in column.numerators]


def test_a_replaced_file_gives_nothing(tmp_path: Path) -> None:
    data, found = _read(tmp_path, FILES, ("项目（更正）.csv", "项目.csv"))
    assert found == [] and _invested(data) == [Fraction(8, 5), 1]
    assert data.replaced == (Replacement("项目（更正）.csv", "项目.csv"),)
    assert codes(_read(tmp_path, {})[1]) == ["D342"]


@pytest.mark.parametrize("header", ["new,old,reason", "新,旧,原因", "新文件,原,理由", "原因,新,旧"])
def test_a_list_beside_the_data_says_it_with_its_reason(tmp_path: Path, header: str) -> None:
    row = "数据有误,项目（更正）.csv,项目.csv" if header[0] == "原" else "项目（更正）.csv,项目.csv,数据有误"
    data, found = _read(tmp_path, {**FILES, "replaces.csv": f"{header}\n{row}\n"})
    assert found == [] and _invested(data) == [Fraction(8, 5), 1]
    assert data.replaced == (Replacement("项目（更正）.csv", "项目.csv", "数据有误"),)


def test_a_correction_may_be_corrected(tmp_path: Path) -> None:
    chain = [("项目（更正）.csv", "项目.csv"), ("项目（再更正）.csv", "项目（更正）.csv")]
    data, found = _read(tmp_path, {**FILES, "项目（再更正）.csv": NEWER}, *chain)
    assert found == [] and _invested(data) == [Fraction(17, 10), 1]


@pytest.mark.parametrize(
    ("replaces", "code"),
    [
        ([("项目（改）.csv", "项目.csv")], "D170"),
        ([("项目（更正）.csv", "项木.csv")], "D170"),
        ([("项目.csv", "项目.csv")], "D172"),
        ([("项目（更正）.csv", "项目.csv"), ("项目.csv", "项目（更正）.csv")], "D172"),
        ([("项目（更正）.csv", "项目.csv"), ("项目（二稿）.csv", "项目.csv")], "D171"),
    ],
)
def test_what_cannot_be(tmp_path: Path, replaces: list[tuple[str, str]], code: str) -> None:
    files = {**FILES, "项目（二稿）.csv": HEAD + "丙区,2022Q1,三号桥,1\n"}
    assert code in codes(each for each in _read(tmp_path, files, *replaces)[1] if each.is_error)
    rows = "".join(f"{new},{old},\n" for new, old in replaces)
    found = _read(tmp_path, {"replaces.csv": "new,old,reason\n" + rows})[1]
    told = next(each for each in found if each.code == code)
    assert str(told.place).endswith(f"replaces.csv:{len(replaces) + 1}:1")


def test_the_nearest_name_is_told(tmp_path: Path) -> None:
    found = _read(tmp_path, FILES, ("项目更正.csv", "项目.csv"))[1]
    assert [each.arguments["suggestion"] for each in found if each.code == "D170"] == ["项目（更正）.csv"]


def test_a_list_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    found = _read(tmp_path, {**FILES, "replaces.csv": "文件,被替换的\n项目（更正）.csv,项目.csv\n"})[1]
    assert "D173" in codes(found)
    found = _read(tmp_path, {"replaces.csv": "new,old\n项目（更正）.csv,\n"})[1]
    assert [str(each.place).rpartition("replaces.csv")[2] for each in found if each.code == "D173"] == [":2:1"]


def test_what_only_the_old_file_had_is_told(tmp_path: Path) -> None:
    found = _read(tmp_path, {**FILES, "district2.csv": ""}, ("项目（更正）.csv", "district.csv"))[1]
    told = next(each for each in found if each.code == "D175")
    assert "区季报" in told.message("zh") and "项目（更正）.csv" in told.message("zh")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(1, 4), st.integers(1, 99)), max_size=6), st.data())
def test_replacing_is_the_same_as_taking_the_old_file_away(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int, int]], draw: st.DataObject
) -> None:
    once = {(unit, number): figure for unit, number, figure in rows}
    lines = [f"{unit}区,2022Q1,{number}号桥,{figure}\n" for (unit, number), figure in once.items()]
    files = {
        **FILES,
        "项目.csv": HEAD + "".join(lines),
        "项目（更正）.csv": HEAD + "".join(draw.draw(st.permutations(lines))),
    }
    beside, found = _read(tmp_path_factory.mktemp("both"), files, ("项目（更正）.csv", "项目.csv"))
    alone, found_alone = _read(tmp_path_factory.mktemp("alone"), {n: t for n, t in files.items() if n != "项目.csv"})
    assert codes(found) == codes(found_alone) and beside.digest == alone.digest


@pytest.mark.parametrize(
    ("one", "other", "new"),
    [
        ("市发改局（更正）.xlsx", "市发改局.xlsx", "市发改局（更正）.xlsx"),
        ("市发改局.xlsx", "市发改局（更正）.xlsx", "市发改局（更正）.xlsx"),
        ("项目.csv", "项目2.csv", "项目2.csv"),
        ("ledger corrected.csv", "ledger.csv", "ledger corrected.csv"),
    ],
)
def test_which_of_two_files_looks_like_the_correction(one: str, other: str, new: str) -> None:
    assert newer_first(one, other)[0] == new
