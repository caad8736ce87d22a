"""`kaohe template` and results as workbooks on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.command import main as cli
from openpyxl import load_workbook

ROOT = Path(__file__).parents[2]
POLICY = str(ROOT / "policies" / "xiangxiang_chains.yaml")
DATA = str(ROOT / "examples" / "xiangxiang_chains")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "KAOHE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Runs the command here; gives exit code, standard output and standard error."""

    def tell(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([*map(str, arguments)])
        out, err = capfd.readouterr()
        return code, out, err

    return tell


def test_a_template_for_one_office(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "填报表.xlsx"
    asked = ("--side", "scores", "--assessor", "市税务局", "--period", "2023Q1", "--period", "2023年二季度")
    assert told("template", POLICY, *asked, "-o", target) == (0, "", "")
    book = load_workbook(target)
    assert book.sheetnames == ["填表说明", "产业链季报"]
    assert {row[0].value for row in book["产业链季报"].iter_rows(min_row=2, min_col=2)} == {"2023Q1", "2023Q2"}


def test_periods_that_nobody_asked_for_are_said(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "x.xlsx"
    code, out, err = told("template", "xiangtan_county", "-o", target)
    assert (code, out) == (0, "")
    assert "C165" in err and "2022Q1" in err and "2025Q4" in err
    assert load_workbook(target)["乡镇"].max_row == 1 + 17 * 16
    code, _, err = told("template", "xiangtan_county", "--year", "2030", "-o", target)
    assert code == 0 and "C166" in err
    assert load_workbook(target)["乡镇"].max_row == 1 + 17 * 4


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--assessor", "市税局", "--year", "2023"], "C163", "did you mean 市税务局?"),
        (["--assessor", "市税务局", "--side", "targets", "--year", "2023"], "C163", "nothing for 市税务局"),
        (["--period", "spring"], "C113", "not a period"),
        (["--year", "2023Q1"], "C168", "takes a year"),
        (["--side", "both"], "C124", "scores"),
    ],
)
def test_what_cannot_be_asked_for(told, arguments, code, words, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "x.xlsx"
    exit_code, out, err = told("template", POLICY, *arguments, "-o", target)
    assert (exit_code, out) == (2, "")
    assert code in err and words in err
    assert not target.exists()


def test_where_a_template_goes(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert "C123" in told("template", POLICY, "--year", "2023")[2]
    for name in ("x.csv", "-", "x"):
        code, out, err = told("template", POLICY, "--year", "2023", "-o", tmp_path / name if name != "-" else "-")
        assert (code, out) == (2, "") and "C162" in err
    assert "C104" in told("template", POLICY, "--year", "2023", "-o", tmp_path / "no" / "x.xlsx")[2]
    assert not list(tmp_path.iterdir())


def test_a_policy_without_periods_or_tables(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    example = ROOT / "examples" / "class_ranking" / "class_ranking.yaml"
    target = tmp_path / "x.xlsx"
    code, _, err = told("template", example, "-o", target)
    assert code == 2 and "C164" in err
    code, _, err = told("template", example, "--side", "targets", "--year", "2024", "-o", target)
    assert code == 2 and "C167" in err
    assert told("template", example, "--year", "2024", "-o", target) == (0, "", "")
    assert told("template", POLICY, "--help")[0] == 0


def test_a_template_whose_policy_is_wrong(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "broken.yaml"
    broken.write_text("kaohe: [1\n", "utf-8")
    assert told("template", broken, "--year", "2023", "-o", tmp_path / "x.xlsx")[0] == 1


@pytest.mark.parametrize(("command", "sheet"), [("score", "产业链季度"), ("targets", "目标")])
def test_results_as_a_workbook(told, command: str, sheet: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "结果.xlsx"
    assert told(command, POLICY, DATA, "-o", target) == (0, "", "")
    assert load_workbook(target).sheetnames[0] == sheet
    assert [path.name for path in tmp_path.iterdir()] == ["结果.xlsx"]
    named_otherwise = tmp_path / "结果"
    assert told(command, POLICY, DATA, "--format", "xlsx", "-o", named_otherwise)[0] == 0
    assert named_otherwise.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("command", ["score", "targets"])
def test_a_workbook_does_not_go_to_the_screen(told, command: str) -> None:  # type: ignore[no-untyped-def]
    for more in ((), ("-o", "-")):
        code, out, err = told(command, POLICY, DATA, "--format", "xlsx", *more)
        assert (code, out) == (2, "") and "C161" in err


def test_a_file_for_each_office_has_all_columns_and_each_says_who_signs(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    county = str(ROOT / "policies" / "xiangtan_county.yaml")
    folder = tmp_path / "发下去"
    asked = ("--side", "scores", "--period", "2023Q1")
    assert told("template", county, *asked, "--each-assessor", "-o", folder) == (0, "", "")
    assert told("template", county, *asked, "-o", tmp_path / "全部.xlsx") == (0, "", "")
    whole, parts = load_workbook(tmp_path / "全部.xlsx"), [load_workbook(file) for file in folder.glob("*.xlsx")]
    assert len(parts) == 9 and "xiangtan_county_县科工局.xlsx" in {file.name for file in folder.iterdir()}

    def columns(book) -> set[tuple[str, str]]:  # type: ignore[no-untyped-def]
        return {(name, cell.value) for name in book.sheetnames[1:] for cell in book[name][1]}

    assert set().union(*map(columns, parts)) == columns(whole)
    for book in parts:
        rows = book.worksheets[0].iter_rows(max_row=4, max_col=7)
        values = [cell.value for row in rows for cell in row if cell.value]
        assert values[-3:] == ["填报人", "审核人", "填报日期"]
    assert told("data", county, folder, "--provisional")[0] == 0


def test_one_office_and_each_office_are_not_both_asked_for(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, _, err = told("template", POLICY, "--each-assessor", "--assessor", "市税务局", "-o", tmp_path / "x")
    assert code == 2 and "C126" in err
    assert "C104" in told("template", POLICY, "--each-assessor", "-o", tmp_path / "no" / "x")[2]
