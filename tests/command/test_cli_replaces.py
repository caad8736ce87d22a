"""`--replaces` on every command that reads data: what it takes, and that every output tells it."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import kaohe
import pytest
from kaohe.command import main as cli

ROOT = Path(__file__).resolve().parents[2]
POLICY = str(ROOT / "policies" / "xiangxiang_chains.yaml")
OLD, NEW = "construction_project.csv", "construction_project（更正）.csv"
SAID = f"{NEW} 替换 {OLD}"


@pytest.fixture
def data(tmp_path: Path) -> str:
    """The example of the chains with the ledger of projects sent again."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "examples" / "xiangxiang_chains", folder)
    shutil.copy(folder / OLD, folder / NEW)
    return str(folder)


def _run(*arguments: str, replaces: str = f"{NEW}={OLD}") -> int:
    return cli.main(["--lang", "zh", *arguments, *(["--replaces", replaces] if replaces else [])])


def test_twice_is_refused_with_the_option_that_mends_it(data: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert _run("score", POLICY, data, replaces="") == 1
    told = capfd.readouterr().err
    assert "D342" in told and f'--replaces "{NEW}={OLD}"' in told


_COMPARING = [
    ["readings", "--period", "2023Q1"],
    ["whatif", "--set", "电子信息.2023Q1.new_listed=2"],
    ["gap", "--unit", "电子信息"],
]


@pytest.mark.parametrize(
    "arguments", [["score"], ["targets"], ["explain", "--unit", "电子信息"], ["data"], *_COMPARING]
)
def test_texts_tell_it(data: str, capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    command, *more = arguments
    assert _run(command, POLICY, data, *more) == 0
    assert "".join(SAID.split()) in "".join(capfd.readouterr().out.split())


@pytest.mark.parametrize(
    "arguments", [["score"], ["targets"], ["explain", "--unit", "电子信息"], ["data"], *_COMPARING]
)
def test_json_tells_it(data: str, capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    command, *more = arguments
    assert _run(command, POLICY, data, *more, "--format", "json") == 0
    told = json.loads(capfd.readouterr().out)
    assert told.get("record", told)["replaced"] == [{"new": NEW, "old": OLD, "reason": ""}]


@pytest.mark.parametrize("command", ["score", "targets"])
def test_csv_tells_it_in_a_column_of_every_row(data: str, capfd: pytest.CaptureFixture[str], command: str) -> None:
    assert _run(command, POLICY, data, "--format", "csv") == 0
    rows = list(csv.reader(capfd.readouterr().out.splitlines()))
    assert len({len(row) for row in rows}) == 1 and rows[0][-1] == "替换的文件"
    assert {row[-1] for row in rows[1:]} == {SAID}
    (Path(data) / OLD).unlink()
    assert _run(command, POLICY, data, "--format", "csv", replaces="") == 0
    assert "替换" not in capfd.readouterr().out


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("score", "s.xlsx"),
        ("score", "s.md"),
        ("targets", "t.xlsx"),
        ("targets", "t.md"),
        ("explain", "e.html"),
        ("explain", "e.md"),
        ("readings", "d.html"),
        ("report", "r.html"),
        ("workbook", "w.xlsx"),
    ],
)
def test_files_tell_it(data: str, tmp_path: Path, command: str, name: str) -> None:
    more = ["--unit", "电子信息"] if command == "explain" else []
    more += ["--period", "2023Q1"] if command == "readings" else []
    assert _run(command, POLICY, data, *more, "-o", str(tmp_path / name)) == 0
    if not name.endswith("xlsx"):
        assert SAID in (tmp_path / name).read_text("utf-8").replace("\\", "")
        return
    with ZipFile(tmp_path / name) as book:
        assert SAID in "".join(book.read(part).decode() for part in book.namelist() if part.endswith(".xml"))


def test_the_list_beside_the_data_tells_its_reason(data: str, capfd: pytest.CaptureFixture[str]) -> None:
    (Path(data) / "replaces.csv").write_text(f"新,旧,原因\n{NEW},{OLD},投资额有误\n", "utf-8")
    assert _run("data", POLICY, data, replaces="") == 0
    assert f"{SAID}（投资额有误）" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("replaces", "code"),
    [(NEW, "C118"), (f"={OLD}", "C118"), (f"没有.csv={OLD}", "D170"), (f"{OLD}={OLD}", "D172")],
)
@pytest.mark.parametrize("command", ["score", "targets", "explain", "data", "report", "workbook", "readings"])
def test_a_wrong_name_is_the_command_lines_fault(
    data: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], command: str, replaces: str, code: str
) -> None:
    more = ["--unit", "电子信息"] if command == "explain" else []
    if command in ("report", "workbook"):
        more = ["-o", str(tmp_path / ("x.html" if command == "report" else "x.xlsx"))]
    assert _run(command, POLICY, data, *more, replaces=replaces) == 2
    out, told = capfd.readouterr()
    assert out == "" and code in told


def test_a_wrong_name_in_the_list_is_the_datas_fault(data: str, capfd: pytest.CaptureFixture[str]) -> None:
    (Path(data) / "replaces.csv").write_text(f"新,旧\n{NEW},construction_projekt.csv\n", "utf-8")
    assert _run("score", POLICY, data, replaces="") == 1
    told = capfd.readouterr().err
    assert "replaces.csv:2:1: D170" in told and "construction_project.csv" in told


def test_the_public_face_takes_it_too(data: str) -> None:
    policy = kaohe.load(POLICY)
    with pytest.raises(kaohe.Refused):
        policy.score(policy.read(data))
    both = policy.score(policy.read(data, replaces=[(NEW, OLD)])).rows()
    (Path(data) / OLD).unlink()
    assert both == policy.score(policy.read(data)).rows()


def test_a_file_is_replaced_in_the_data_that_have_both(
    data: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = str(ROOT / "examples" / "xiangxiang_chains")
    assert _run("diff", POLICY, before, data) == 0  # the ledger sent again is the old one
    assert SAID in capfd.readouterr().out
    assert _run("diff", POLICY, before, data, "--format", "json") == 0
    assert json.loads(capfd.readouterr().out)["replaced"] == [{"new": NEW, "old": OLD, "reason": ""}]
    assert _run("diff", POLICY, before, data, replaces="") == 1
    assert _run("diff", POLICY, before, data, replaces=f"没有.csv={OLD}") == 2
    assert "D170" in capfd.readouterr().err
