"""What lies beside the data and is not read is named, and nothing that is no data is."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.data.read_data import read_all
from kaohe.diagnostics import Diagnostic, Findings

from tests.data.policies import BODY, DISTRICT, HEADER, codes, policy, read


def _seen(folder: Path) -> tuple[list[str], list[Diagnostic]]:
    """What was not read, and what was found."""
    (folder / "district.csv").write_text(HEADER + BODY, "utf-8")
    findings, known = Findings(), policy(DISTRICT)
    return read_all(known, folder, known.tables, findings).unread, findings.all


def test_files_that_are_no_tables_are_named_together(tmp_path: Path) -> None:
    names = ["乡镇.docx", "乡镇.pdf", "扫描.jpg", "报送.zip", "报送.rar", "乡镇.wps", "页.html", "数.json", "没有后缀"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    unread, found = _seen(tmp_path)
    assert codes(found) == ["D162"] and not found[0].is_error
    assert sorted(unread) == sorted(names) and all(name in found[0].message("zh") for name in names)


@pytest.mark.parametrize("name", ["办法.yaml", "办法.yml", "说明.md", ".hidden.pdf", "~$乡镇.xlsx", "Thumbs.db"])
def test_what_belongs_there_is_not_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert _seen(tmp_path) == ([], [])


@pytest.mark.parametrize("inside", ["区季报.csv", "深/一层/区季报.XLSX", "旧.xls"])
def test_a_folder_that_holds_tables_is_named(tmp_path: Path, inside: str) -> None:
    file = tmp_path / "领导小组" / inside
    file.parent.mkdir(parents=True)
    file.write_text(HEADER + BODY, "utf-8")
    unread, found = _seen(tmp_path)
    assert unread == ["领导小组/"] and codes(found) == ["D161"]
    assert str(found[0].place).endswith("领导小组") and file.name in found[0].message("zh")


@pytest.mark.parametrize("inside", ["图/a.jpg", ".cache/a.csv", "空/.a.csv", "空/~$a.xlsx"])
def test_a_folder_without_tables_is_not_named(tmp_path: Path, inside: str) -> None:
    (tmp_path / inside).parent.mkdir()
    (tmp_path / inside).write_text("x", "utf-8")
    assert _seen(tmp_path) == ([], [])


def test_a_folder_that_is_called_like_a_table_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "district.csv").mkdir()
    _, found = read(tmp_path, {})
    assert codes(found) == ["D102"] and "不是普通文件" in found[0].message("zh")


def test_a_workbook_of_which_nothing_can_be_told_says_so_in_both_languages(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"区季报.xlsx": b"\x01\x02\x03 what is this"})
    assert codes(found) == ["D140"] and "看不出内容是什么" in found[0].message("zh")
    assert "cannot be told" in found[0].message("en") and "?" not in found[0].message("zh")
