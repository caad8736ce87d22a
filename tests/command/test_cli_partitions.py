"""`kaohe score --from … --to …`: exit codes, messages and what is left to standard output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from kaohe.command.main import main
from kaohe.partitions.ledger import Ledger

from tests.partitions.towns import places, policy, rows_of, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "towns.yaml").write_text(policy(places()), encoding="utf-8")
    for number, area in enumerate(("山区", "平原", "湖区")):
        write(tmp_path / "in" / f"part-{number}", rows_of({area: [f"{area}{each}镇" for each in "甲乙丙"]}))
    monkeypatch.chdir(tmp_path)
    # What gives memory back after each partition would go over all that the tests of a process hold.
    monkeypatch.setattr("kaohe.partitions.stream.gc", SimpleNamespace(collect=int))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    return tmp_path


SCORE = ["score", "towns.yaml", "--from", "in", "--to", "out"]


def test_results_go_into_files_and_nothing_to_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(SCORE) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", "3 partitions; 18 rows of results, listed in out/record.json\n")
    assert main([*SCORE, "--lang", "zh"]) == 0
    assert capsys.readouterr().err == "3 个分区，其中 3 个以前算过，没有再算；结果 18 行，见 out/record.json\n"
    assert len(json.loads((folder / "out" / "record.json").read_text(encoding="utf-8"))["partitions"]) == 3


def test_verified_results_are_another_way_and_a_pattern_finds_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", "towns.yaml", "--from", "in/*", "--to", "out", "--verify"]) == 0
    assert json.loads((folder / "out" / "record.json").read_text(encoding="utf-8"))["verified"] is True
    assert main(SCORE) == 0
    assert "before" not in capsys.readouterr().err


def test_faults_of_a_partition_end_with_1_and_the_rest_is_done(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "in" / "part-1" / "project.parquet").unlink()
    assert main(SCORE) == 1
    out, err = capsys.readouterr()
    assert out == "" and "D103" in err and "in/part-1" in err
    assert "E609 1 of 3 partitions have no results; out has no record.json yet" in err
    assert sorted(each.parent.name for each in (folder / "out").rglob("*.parquet")) == ["part-0", "part-2"]


def test_all_units_are_compared_in_a_pass_of_its_own_and_not_calculated_a_second_time(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "towns.yaml").write_text(policy(places("all")), encoding="utf-8")
    assert main([*SCORE, "--verify"]) == 1
    assert "E610" in capsys.readouterr().err
    assert not (folder / "out").exists()
    assert main(SCORE) == 0
    record = json.loads((folder / "out" / "record.json").read_text(encoding="utf-8"))
    assert record["passes"] == 2 and all(each["compared_digest"] for each in record["partitions"])


def test_a_fault_in_what_is_compared_is_told_once_and_nobody_has_results(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scores = "  - {id: s, name: 名次, for: town, rank: {of: 1 / (v + 1), within: all, ties: dense}}"
    (folder / "towns.yaml").write_text(policy(scores).replace("v + 1", "v - 2.5"), encoding="utf-8")
    assert main(SCORE) == 1
    err = capsys.readouterr().err
    assert err.count("E101") == 1 and "E609 3 of 3 partitions have no results" in err


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (["towns.yaml"], "C123", 2),
        (["towns.yaml", "--from", "in"], "C181", 2),
        (["towns.yaml", "--to", "out"], "C181", 2),
        (["towns.yaml", "in/part-0", "--from", "in", "--to", "out"], "C182", 2),
        (["towns.yaml", "--from", "in", "--to", "out", "--format", "csv"], "C183", 2),
        (["towns.yaml", "--from", "in", "--to", "out", "--provisional"], "C183", 2),
        (["towns.yaml", "--from", "in", "--to", "out", "--period", "2022"], "C183", 2),
        (["towns.yaml", "--from", "nowhere", "--to", "out"], "C184", 2),
        (["towns.yaml", "--from", "in/*.parquet", "--to", "out"], "C184", 2),
        (["towns.yaml", "--from", ".", "--to", "../out"], "C185", 2),
        (["towns.yaml", "--from", "in", "--to", "other"], "C186", 2),
        (["towns.yaml", "--from", "in", "--to", "towns.yaml"], "C186", 2),
        (["towns.yaml", "--from", "in", "--to", "in"], "C105", 2),
        (["towns.yaml", "--from", "in", "--to", "in/part-0/out"], "C105", 2),
        (["towns.yaml", "--from", "in", "--to", "in/out"], "C105", 2),
        (["towns.yaml", "--from", "in", "--to", "."], "C105", 2),
        (["towns.yaml", "--from", "nosuch://bucket/in", "--to", "out"], "C188", 2),
        (["nothing.yaml", "--from", "in", "--to", "out"], "C101", 2),
    ],
)
def test_what_is_wrong_with_the_command_line(
    words: list[str], code: str, exit_code: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "letter.txt").write_text("mine")
    assert main(["score", *words]) == exit_code
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(code)
    assert not (folder / "out").exists()


def test_a_folder_in_use_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "out").mkdir()
    ledger = Ledger(folder / "out", "another")
    assert main(SCORE) == 2
    assert capsys.readouterr().err.startswith("C187")
    ledger.close()
    assert main(SCORE) == 0


@pytest.mark.skipif(os.name != "posix", reason="a process is killed")
def test_killed_and_started_again_it_has_the_same_results(folder: Path) -> None:
    assert main(SCORE) == 0
    whole = {file.parent.name: file.read_bytes() for file in (folder / "out").rglob("*.parquet")}
    command = [sys.executable, "-c", "import sys; from kaohe.command.main import main; sys.exit(main(sys.argv[1:]))"]
    command += [*SCORE[:-1], "again"]
    with subprocess.Popen(command) as process:
        while not list((folder / "again").glob("*/scores.parquet")) and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert subprocess.run(command).returncode == 0
    assert {file.parent.name: file.read_bytes() for file in (folder / "again").rglob("*.parquet")} == whole
    assert (folder / "again" / "record.json").read_bytes() == (folder / "out" / "record.json").read_bytes()
