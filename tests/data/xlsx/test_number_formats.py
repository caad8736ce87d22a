"""Number formats: what Excel shows of a number, and whether it is the number that is stored."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.data.xlsx.number_formats import shown_by, written

from tests.data.books import Cell, Xml, number, sheet, write
from tests.data.policies import codes, column, table
from tests.data.xlsx.test_workbook import places, taken

INVEST = table(
    "t", "表", column("x", "投资额", of="万元"), column("y", "增长率", of="%"), column("n", "企业数", of="家")
)
NAMES = ("甲区", "乙区", "丙区")

USUAL = [
    "General", "G/通用格式", "@", "0", "0.00", "#,##0", "#,##0.00", "0.00_ ", "0.00_);(0.00)", "0_ ;[红色]-0 ",
    "#,##0.00_ ", "#,##0.00;[Red]-#,##0.00", r"#,##0.00_);[Red]\(#,##0.00\)", r"0.00_ ;[Red]\-0.00\ ", "0.00E+00",
    "# ?/?", "# ??/100", "000000", "[$-804]0.00", "[DBNum1][$-804]General", "#,##0.0####", "#", "0.##", "0.00   ",
    '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ',
    '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "¥#,##0.00;¥-#,##0.00", "[$¥-804]#,##0.00", '"￥"#,##0.00',
    r'_("¥"* #,##0.00_);_("¥"* \(#,##0.00\);_("¥"* "-"??_);_(@_)',
    "[蓝色]0.00;[红色]-0.00;0.00;@",
]  # fmt: skip


def read(tmp_path: Path, code: str, value: str, at: str = "x") -> tuple[list[Fraction], list[str]]:
    """What a column is read as whose first cell is stored as `value` and shown by a format, and the codes."""
    rows: list[list[Cell]] = [["单位", "周期", "投资额", "增长率", "企业数"]]
    rows += [[unit, "2024Q1", 5000, 12.5, 7] for unit in NAMES]
    rows[1][{"x": 2, "y": 3, "n": 4}[at]] = number(value, 1)
    escaped = code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    styles = f'<styleSheet><numFmts><numFmt numFmtId="170" formatCode="{escaped}"/></numFmts><cellXfs>'
    styles += '<xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'
    path = write(tmp_path / "b.xlsx", {"表": sheet(rows)}, more={"xl/styles.xml": styles})
    data, found = taken(path, INVEST)
    assert [place for place in places(found) if place != f"表!{ {'x': 'C', 'y': 'D', 'n': 'E'}[at] }2"] == []
    numbers = data.tables["t"].columns[at]
    first = numbers.numerators[0]  # type: ignore[union-attr]
    scale = {"x": 10000, "y": Fraction(1, 100), "n": 1}[at]
    return [Fraction(first or 0, numbers.denominator) / scale], codes(found)  # type: ignore[union-attr]


@pytest.mark.parametrize("code", USUAL)
@pytest.mark.parametrize("value", ["12345.678", "-3.456"])
def test_usual_formats_are_silent(tmp_path: Path, code: str, value: str) -> None:
    assert read(tmp_path, code, value) == ([Fraction(value)], [])


@pytest.mark.parametrize("code", ["10", "9", "14"])
def test_a_cell_that_states_no_style_has_the_first(tmp_path: Path, code: str) -> None:
    """ECMA-376, 18.3.1.4: the attribute s is 0 where it is not written."""
    styles = f'<styleSheet><cellXfs><xf numFmtId="{code}"/></cellXfs></styleSheet>'
    found = []
    for cell in (number("1.05", 0), Xml("><v>1.05</v>")):
        rows: list[list[Cell]] = [["单位", "周期", "投资额", "增长率", "企业数"]]
        rows += [[unit, "2024Q1", number("5000", 0), cell, number("7", 0)] for unit in NAMES]
        data, findings = taken(write(tmp_path / "b.xlsx", {"表": sheet(rows)}, more={"xl/styles.xml": styles}), INVEST)
        found.append((data.tables["t"].columns["y"], codes(findings), places(findings)))
    assert found[0] == found[1]
    assert found[0][1]


@pytest.mark.parametrize("code", [code for code in USUAL if code != "#"])
def test_usual_formats_are_silent_about_zero(tmp_path: Path, code: str) -> None:
    assert read(tmp_path, code, "0") == ([0], [])


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ('0.00"亿元"', "1.2", "1.20亿元"),
        ("0.00亿元", "1.2", "1.20亿元"),
        ('0.00"亿"', "1.2", "1.20亿"),
        ('0.00"元"', "1.2", "1.20元"),
        ('0.00"万美元"', "1.2", "1.20万美元"),
        ("[$$-409]#,##0.00", "1.2", "$1.20"),
        ("[$€-407]0.00", "1.2", "€1.20"),
        ('0.00"%"', "1.2", "1.20%"),
        ('0"亩"', "12", "12亩"),
        ('0"家"', "12", None),  # a count word against money, as in a header
        ('0"."0000"万元"', "12000000", "1200.0000万元"),
        ("0!.0000", "12000", "1.2000"),
        (r"0\.0,", "12345", "1.2"),
        ("0.00,", "12345", "12.35"),
        ("#,##0,,", "12000000", "12"),
        ('0"000"', "1200", "1200000"),
        ('0"0"', "12", "120"),
        ("000-0000", "1231234", "123-1234"),
        ("0.00;0.00", "-3", "3.00"),
        ("0.00;+0.00", "-3", "+3.00"),
        ("-0.00", "3", "-3.00"),
        ("(0.00)", "3", "(3.00)"),
        ('"下降"0.0', "3", "下降3.0"),
        ("↓0.0", "3", "↓3.0"),
        ('"增长"0.0;"增长"0.0', "-3", "增长3.0"),
        ('">"0', "3", ">3"),
        ('"约"0', "3", "约3"),
        ('0"以上"', "3", "3以上"),
        ('[>=10000]0!.0,"万";0', "12345", "1.2万"),
        ("[>=100]0;0.0", "-3", "3.0"),  # as LibreOffice shows it: the second of two parts has no minus
        ('0.00"‰"', "3", "3.00‰"),
    ],
)
def test_what_is_shown_may_not_be_another_number(tmp_path: Path, code: str, value: str, shown: str | None) -> None:
    if shown is not None:
        assert written(Decimal(value), code) == shown
    assert read(tmp_path, code, value)[1] == ["D227"]


@pytest.mark.parametrize(
    ("code", "value", "at"),
    [
        ('0.00"万元"', "1.2", "x"),
        ('0.00"万"', "1.2", "x"),
        ('#,##0.00" 万元"', "12345.678", "x"),
        ('"人民币"0.00"万元"', "1.2", "x"),
        ('0.0000,"千万元"', "12345", "x"),  # 12.3450 千万元 is 12345 万元
        ('0!.0000"亿元"', "12345", "x"),  # 1.2345 亿元 is 12345 万元
        ('0.0"%"', "12.5", "y"),
        ("0.0%", "0.125", "y"),
        ("+0.0%;-0.0%;0.0%", "-0.125", "y"),
        ('"增长"0.0%;"下降"0.0%', "-0.125", "y"),
        ("↑0.0%;↓0.0%", "-0.125", "y"),
        ("▲0.0%;▼0.0%", "0.125", "y"),
        ('0"家"', "7", "n"),
        ('0"户"', "7", "n"),
        ('"共"0"家"', "7", "n"),
    ],
)
def test_a_unit_that_agrees_contradicts_nothing(tmp_path: Path, code: str, value: str, at: str) -> None:
    read_as, found = read(tmp_path, code, value, at)
    assert read_as == [Fraction(value) * (100 if code.replace('"%"', "").count("%") else 1)]
    assert set(found) <= {"D213", "D231", "D239"} and ("D239" in found) == ("共" in code)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        (";;;", "12"), (";;;", "0"), (";;;", "-12"), ('""', "12"), ("0.00;-0.00;;@", "0"), ("#", "0"), ("#,###", "0"),
        ('[=0]"";0', "0"), ('0" (预计)"', "12"), ('"达标"', "12"), ('0;-0;"无"', "0"), ("0.00;[Red]0.00", "-3"),
    ],
)  # fmt: skip
def test_a_number_that_is_not_shown_is_told_and_read(tmp_path: Path, code: str, value: str) -> None:
    assert read(tmp_path, code, value) == ([Fraction(value)], ["D239"])


def test_a_sheet_that_shows_no_zeros_is_told(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["单位", "周期", "投资额", "增长率", "企业数"]]
    rows += [[unit, "2024Q1", 5000, 12.5, 7] for unit in NAMES]
    rows[2][4] = 0
    views = '<sheetViews><sheetView showZeros="0"/></sheetViews>'
    _, found = taken(write(tmp_path / "b.xlsx", {"表": sheet(rows, columns=views)}), INVEST)
    assert codes(found) == ["D239"] and places(found) == ["表!E3"]


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("#,##0.00", "1234567.005", "1,234,567.01"),
        ("0.##", "1.5", "1.5"),
        ("000.0", "-1.25", "-001.3"),
        ("0.00E+00", "123456", "1.23E+5"),
        ('0.0"（预计）"', "3", "3.0（预计）"),
        (r"\x0.0\y", "3", "x3.0y"),
        ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "-1234.56", "¥-1,234.56"),
        ('[<0]"负"0;0', "-1234.56", "负1235"),
        ('0"."0000"万元"', "12345678.95", "1234.5679万元"),
        ('0" "000', "12345678.95", "12345 679"),
        ("[>=100]0;0.0", "99.995", "100.0"),
        ("0.0 [$USD]", "3", "3.0 USD"),
        ("#,##0,", "1234567", "1,235"),
        ("#.0", "0.5", ".5"),
        ('0.00"元"', "1e26", f"1{'0' * 26}.00元"),
        ('0"%"', "1e28", f"1{'0' * 28}%"),
        ("0%", "1e300", f"1{'0' * 302}%"),
    ],
)
def test_what_excel_shows(code: str, value: str, shown: str) -> None:
    assert written(Decimal(value), code) == shown


@pytest.mark.parametrize(
    "code",
    ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[h]:mm", "mm:ss.0", "h:mm AM/PM", "[$-804]yyyy年m月", 'h"时"', "[mm]:ss"],
)
def test_days_and_times(code: str) -> None:
    assert shown_by(code) == "date"


def test_yes_that_is_shown_as_no_is_refused(tmp_path: Path) -> None:
    from tests.data.books import FORMATS

    known = table("t", "表", column("met", "达标", "truth"))
    rows: list[list[Cell]] = [["单位", "周期", "达标"], *([unit, "2024Q1", 1] for unit in NAMES)]
    rows[1][2] = number(1, len(FORMATS))
    for code, expected in (("&quot;否&quot;", ["D239", "D227"]), ("&quot;是&quot;;;&quot;否&quot;", ["D239"])):
        codes_of = "".join(f'<numFmt numFmtId="{170 + at}" formatCode="{at}"/>' for at in range(len(FORMATS)))
        style = f'<numFmt numFmtId="190" formatCode="{code}"/>'
        cells = "".join('<xf numFmtId="0"/>' for _ in FORMATS) + '<xf numFmtId="190"/>'
        styles = f"<styleSheet><numFmts>{codes_of}{style}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>"
        _, found = taken(write(tmp_path / "b.xlsx", {"表": sheet(rows)}, more={"xl/styles.xml": styles}), known)
        assert set(codes(found)) <= set(expected) and codes(found)[-1:] == expected[-1:]


def test_a_column_in_one_format_is_told_once(tmp_path: Path) -> None:
    from tests.data.books import FORMATS

    yuan = FORMATS.index('0.00"元"')
    rows: list[list[Cell]] = [["单位", "周期", "投资额", "增长率", "企业数"]]
    rows += [[unit, f"2024Q{at}", number(100 * at + 1, yuan), 12.5, 7] for at in (1, 2) for unit in NAMES]
    _, found = taken(write(tmp_path / "b.xlsx", {"表": sheet(rows)}), INVEST)
    assert codes(found) == ["D227"] and places(found) == ["表!C2"]
    assert "6 格（C2、C3、C4、C5、C6、C7）" in found[0].message("zh") and "101.00元" in found[0].message("zh")
