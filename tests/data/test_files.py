"""Files: encodings, separators, quotes, and which file is which table."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kaohe.data.sheets.csv_reader import sheet_of_bytes, spans
from kaohe.diagnostics import Findings

from tests.data.policies import BODY, DISTRICT, HEADER, PROJECT, codes, policy, read, table

TEXT = HEADER + BODY


def test_a_plain_file_has_no_finding_and_exact_values(tmp_path: Path) -> None:
    data, found = read(tmp_path, {"district.csv": TEXT})
    assert found == []
    rate = data.tables["district"].columns["rate"]
    assert rate.numerators == [9550, 8800, 10225] and rate.denominator == 10000  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TEXT.encode("utf-8-sig"), []),
        (TEXT.encode("gb18030"), ["D108"]),
        (TEXT.encode("utf-16"), ["D108"]),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), ["D108"]),
        (TEXT.replace(",", "\t").encode("utf-16"), ["D108", "D114"]),
        (TEXT.replace("\n", "\r\n").encode(), []),
        (TEXT.replace("\n", "\r").encode(), []),
        (TEXT.encode() + b"\x1a", ["D112"]),
        (b"sep=,\r\n" + TEXT.encode(), ["D115"]),
        (TEXT.replace("\n", "\n\n,,,\n").encode(), ["D138"]),
        (TEXT.replace("\n", ",\n").encode(), []),
    ],
)
def test_the_way_a_file_is_written_moves_no_digit(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    for name in ("plain", "other"):
        (tmp_path / name).mkdir()
    plain, _ = read(tmp_path / "plain", {"district.csv": TEXT})
    data, found = read(tmp_path / "other", {"district.csv": content})
    assert codes(found) == expected
    assert data.digest == plain.digest


@pytest.mark.parametrize(
    ("content", "code", "at"),
    [
        (TEXT.encode() + "丁区,2022Q1,1,1\n".encode("gbk"), "D110", "5:1"),
        (TEXT.encode("gbk") + b"\xff\xff,2022Q1,1,1\n", "D109", "5:1"),
        (TEXT.replace("乙", "\x07乙").encode(), "D111", "3:1"),
        (TEXT.replace("乙区", "乙\u2028区").encode(), "D111", "3:2"),
        (TEXT.replace("乙区", "\x00").encode(), "D111", "3:1"),
        (TEXT.replace("乙区", "乙\ufffd").encode(), "D119", "3:2"),
        (TEXT.replace(",", ";").encode(), "D113", "1:1"),
        (TEXT.replace(",", "，").encode(), "D113", "1:1"),
        (TEXT.replace("乙区,", '"乙区,').encode(), "D116", "3:1"),
        (TEXT.replace("乙区", '"乙\n区"').encode(), "D116", "3:1"),
        (TEXT.replace(",88", ',"8"8').encode(), "D117", "3:12"),
        # longer than any cell, where Python's own reader would and would not go on
        (TEXT.replace("乙区", "乙" * 100_001).encode(), "D139", "3:1"),
        (TEXT.replace("乙区", f'"{"乙" * 200_000}"').encode(), "D139", "3:1"),
        (TEXT.replace("乙区", f'"{"乙" * 200_000}').encode(), "D116", "3:1"),
    ],
)
def test_a_damaged_file_is_refused_at_its_place(tmp_path: Path, content: bytes, code: str, at: str) -> None:
    _, found = read(tmp_path, {"district.csv": content})
    errors = [diagnostic for diagnostic in found if diagnostic.is_error]
    assert codes(errors) == [code]
    assert str(errors[0].place) == f"{tmp_path}/district.csv:{at}"


@pytest.mark.parametrize(
    "start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<html><table>", b"\xef\xbb\xbf<?xml?>", b"%PDF"]
)
def test_other_formats_under_a_csv_name_are_named(tmp_path: Path, start: bytes) -> None:
    _, found = read(tmp_path, {"district.csv": start + b"x,y\n"})
    assert codes(found) == ["D107"]


def test_an_empty_file_is_no_table(tmp_path: Path) -> None:
    assert codes(read(tmp_path, {"district.csv": b" \n"})[1]) == ["D118"]


def test_a_gbk_file_is_not_taken_for_mixed_where_its_bytes_happen_to_be_utf8() -> None:
    findings = Findings()
    sheet = sheet_of_bytes("单位,周期\n联通,一些\n".encode("gbk"), "x.csv", findings)
    assert sheet is not None and sheet.rows[1] == ["联通", "一些"]


def test_either_name_of_a_table_will_do_and_both_have_to_agree(tmp_path: Path) -> None:
    data, found = read(tmp_path, {"区季报.CSV": TEXT})
    assert found == [] and len(data.tables["district"].keys) == 3
    again, found = read(tmp_path, {"district.csv": TEXT})
    assert found == [] and again.digest == data.digest
    _, found = read(tmp_path, {"district.csv": TEXT.replace("88", "18")})
    assert codes(found) == ["D153"]
    assert str(found[0].place).endswith("区季报.CSV:3:12") and "district.csv:3:12" in found[0].message("zh")


def test_a_missing_table_is_named_with_the_file_that_may_be_it(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"区季報.csv": TEXT, "data.xls": "", "expected.json": ""})
    assert sorted(codes(found)) == ["D103", "D105", "D106", "D162"]
    missing = next(diagnostic for diagnostic in found if diagnostic.code == "D103")
    assert "区季報.csv" in missing.mend("zh") and "district.csv" in missing.mend("en")


def test_an_optional_table_may_be_missing(tmp_path: Path) -> None:
    late = table("late", "迟报", *DISTRICT.columns.values(), optional=True)
    data, found = read(tmp_path, {"district.csv": TEXT}, DISTRICT, late)
    assert codes(found) == ["D160"] and "按没有计" in found[0].message("zh") and not found[0].is_error
    assert data.tables["late"].keys == [] and set(data.tables["late"].columns) == {"rate", "cut"}


def test_tables_that_are_not_needed_are_not_opened(tmp_path: Path) -> None:
    from kaohe.data.read_data import read_data

    (tmp_path / "district.csv").write_text(TEXT)
    (tmp_path / "project.csv").write_bytes(b"\xff\xfe\x00")
    findings = Findings()
    data = read_data(policy(DISTRICT, PROJECT), tmp_path, ["district"], findings)
    assert findings.all == [] and list(data.tables) == ["district"]


@pytest.mark.parametrize("name", ["nowhere", "a_file"])
def test_a_folder_that_cannot_be_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / "a_file").write_text("x")
    assert codes(read(tmp_path / name, {})[1]) == ["D101"]


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "district.csv").mkdir()
    assert codes(read(tmp_path, {})[1]) == ["D102"]


@pytest.mark.parametrize(
    ("line", "expected", "closed"),
    [
        ("a,b", [(1, 1), (3, 1)], True),
        ('"a,b",c', [(1, 5), (7, 1)], True),
        ('"a""b",c', [(1, 6), (8, 1)], True),
        (",x,", [(1, 1), (2, 1), (4, 1)], True),
        ('a,"b', [(1, 1), (3, 2)], False),
        ('"a"b,c', [(1, 3)], True),
    ],
)
def test_where_the_cells_of_a_line_stand(line: str, expected: list[tuple[int, int]], closed: bool) -> None:
    assert spans(line, ",") == (tuple(expected), closed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(alphabet='单位期间,甲区"\n\r\t;0123456789.%２Q-\x1a\ufeff\u200b', max_size=120).map(str.encode)
    | st.text(alphabet='甲乙丙区,2022Q1年季度"\n.%５', max_size=120).map(lambda text: (HEADER + text).encode("gb18030"))
)
def test_reading_never_raises_and_every_finding_can_be_shown(tmp_path: Path, content: bytes) -> None:
    _, found = read(tmp_path, {"district.csv": content})
    for diagnostic in found:
        for language in ("zh", "en"):
            shown = f"{diagnostic.place} {diagnostic.message(language)} {diagnostic.mend(language)}"
            assert shown.isprintable() or "\u3000" in shown or "\xa0" in shown


@pytest.mark.parametrize(
    ("name", "todo"),
    [
        ("季报.xlsm", "用 Excel 或 WPS 打开 季报.xlsm，另存为“Excel 工作簿（.xlsx）”"),
        ("季报.xls", "另存为“Excel 工作簿（.xlsx）”"),
        ("季报.ods", "另存为“Excel 工作簿（.xlsx）”"),
        ("季报.csv", "给出 季报.csv 所在的文件夹"),
        ("季报.zip", "检查路径"),
    ],
)
def test_a_file_that_is_no_data_by_itself_is_told_what_to_do_with_it(tmp_path: Path, name: str, todo: str) -> None:
    (tmp_path / name).write_text("x")
    _, found = read(tmp_path / name, {})
    assert codes(found) == ["D101"] and todo in found[0].mend("zh")


@pytest.mark.parametrize(
    ("text", "todo"),
    [
        ('单位,周期,"完成率\n（%）",扣分\n' + BODY, "写在一行里：完成率（%）"),
        ('单位,周期,"完成率\n（累计）\n（%）",扣分\n' + BODY, "写在一行里：完成率（累计）（%）"),
        (HEADER + '"甲区,2022-Q1,95.5,1\n乙区,2022-Q1,88,0\n', "补上引号"),
    ],
)
def test_a_quote_that_is_not_closed_in_its_line_says_how_it_is_mended(tmp_path: Path, text: str, todo: str) -> None:
    _, found = read(tmp_path, {"district.csv": text})
    assert next(each.code for each in found if each.is_error) == "D116" and todo in found[0].mend("zh")


def test_the_mend_of_a_line_break_in_a_header_is_right_to_the_letter(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"district.csv": "单位,周期,完成率（%）,扣分\n" + BODY})
    assert found == []
