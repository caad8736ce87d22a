"""The command line: exit codes, where output goes, both languages, and what never happens in any locale."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import kaohe
import pytest
from kaohe.command import main as cli
from kaohe.command.help import SHORT, in_short

ROOT = Path(__file__).parents[2]
POLICY = str(ROOT / "policies" / "xiangxiang_chains.yaml")
DATA = str(ROOT / "examples" / "xiangxiang_chains")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "COLUMNS", "NO_COLOR", "KAOHE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


def run(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    command = [sys.executable, str(ROOT / "cli.py"), *arguments]
    return subprocess.run(command, input=given, capture_output=True, env={**os.environ, **environment}, timeout=60)


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Runs the command here; gives exit code, standard output and standard error."""

    def tell(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        out, err = capfd.readouterr()
        return code, out, err

    return tell


def test_scores_the_example_in_every_format(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, err = told("score", POLICY, DATA)
    assert (code, err) == (0, "")
    assert "排名" in out and "\x1b" not in out
    code, out, _ = told("score", POLICY, DATA, "--format", "json", "--period", "2023Q1")
    assert code == 0
    assert {result["period"] for result in json.loads(out)["results"]} == {"2023Q1"}
    assert told("score", POLICY, DATA, "--format", "csv")[1].startswith("对象类别,")
    assert told("score", POLICY, DATA, "--format", "markdown")[1].startswith("# ")


def test_a_shipped_policy_goes_by_its_id(told) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = told("score", "xiangxiang_chains", DATA, "--format", "json")
    assert code == 0
    assert json.loads(out)["policy"] == "xiangxiang_chains"


def test_output_file_by_its_ending_with_a_mark_for_excel(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "结果.csv"
    assert told("score", POLICY, DATA, "-o", str(target)) == (0, "", "")
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert told("score", POLICY, DATA, "-o", str(tmp_path / "x.json"))[0] == 0
    json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert told("score", POLICY, DATA, "-o", "-", "--format", "csv")[1].startswith("对象类别")


def test_another_reading_and_the_second_calculation(told) -> None:  # type: ignore[no-untyped-def]
    code, out, err = told("score", POLICY, DATA, "--interpret", "X4=capped", "--verify")
    assert code == 0
    assert "※ X4" in out
    assert "two independent calculations agree" in err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["score", "nowhere.yaml", DATA], "C101", "no such file"),
        (["score", "xiangxiang_chain", DATA], "C101", "did you mean xiangxiang_chains?"),
        (["score", DATA, POLICY], "C102", "is a folder"),
        (["score", POLICY, "nowhere"], "C103", "no such data folder"),
        (["score", POLICY, DATA, "-o", "nowhere/x.csv"], "C104", "does not exist"),
        (["score", POLICY, DATA, "-o", POLICY], "C105", "lies in its data folder"),
        (["score", POLICY, DATA, "-o", DATA + "/chain.csv"], "C105", "lies in its data folder"),
        (["score", POLICY, DATA, "--interpret", "X4"], "C111", "QUESTION=READING"),
        (["score", POLICY, DATA, "--interpret", "X4=capped", "--interpret", "X4=uncapped"], "C112", "more than once"),
        (["score", POLICY, DATA, "--interpret", "x4=capped"], "C201", "did you mean X4?"),
        (["score", POLICY, DATA, "--interpret", "X4=caped"], "C202", "did you mean capped?"),
        (["score", POLICY, DATA, "--period", "spring"], "C113", "not a period"),
        (["score", POLICY, DATA, "--period", "1999"], "C114", "2023Q1"),
        (["score", POLICY, DATA, "--period", "2023Q1", "--period", "2023Q2"], "C216", "--period is said twice"),
        (["score", POLICY, DATA, "--perod", "2023"], "C121", "did you mean --period?"),
        (["scor", POLICY], "C122", "did you mean score?"),
        (["score", POLICY], "C123", "DATA is missing"),
        (["score", POLICY, DATA, "--format", "jsn"], "C124", "did you mean json?"),
        (["score", POLICY, DATA, "--period"], "C125", "lacks its value"),
        (["score", POLICY, DATA, "--verify=yes"], "C125", "takes none"),
        (["score", POLICY, DATA, "more", "and more"], "C126", "more and more"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong(told, arguments, code, words) -> None:  # type: ignore[no-untyped-def]
    exit_code, out, err = told(*arguments)
    assert (exit_code, out) == (2, "")
    assert code in err and words in err
    assert "Traceback" not in err
    assert any("一" <= character <= "鿿" for character in told("--lang", "zh", *arguments)[2])


def test_a_wrong_policy_is_exit_1(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "broken.yaml"
    broken.write_text("kaohe: [1\n", "utf-8")
    code, out, err = told("score", str(broken), DATA)
    assert (code, out) == (1, "")
    assert f"{broken}:" in err and err.endswith(("1 error\n", "errors\n"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_of_commands_has_whole_phrases(told, monkeypatch, language: str) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COLUMNS", "80")
    out = told("--lang", language, "--help")[1]
    users = out.split("\n\n")[-3:]  # one list for each kind of user
    lines = dict(line.strip().split("  ", 1) for user in users for line in user.splitlines()[1:])
    assert {name: said.strip() for name, said in lines.items()} == {name: in_short(name, language) for name in SHORT}
    assert not any("..." in said for said in lines.values())


def test_nothing_is_written_where_something_is_wrong(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "data").mkdir()
    assert told("score", POLICY, str(tmp_path / "data"), "-o", str(tmp_path / "x.csv"))[0] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_h_is_help_of_every_command(told) -> None:  # type: ignore[no-untyped-def]
    for command in SHORT:
        code, out, err = told(command, "-h")
        assert (code, err) == (0, "") and "-h, --help" in out
        assert out == told(command, "--help")[1]


def test_help_and_version_in_both_languages(told) -> None:  # type: ignore[no-untyped-def]
    assert told("--help")[1].startswith("Usage: kaohe")
    assert told("--lang", "zh", "--help")[1].startswith("用法：")
    assert "期间" in told("score", "--help", "--lang=zh")[1]
    assert told("-h") == told("--help")
    assert told("--version") == (0, f"kaohe {kaohe.__version__}\n", "")
    code, out, err = told()
    assert (code, out) == (2, "")
    assert err.startswith("Usage:")


def test_the_locale_chooses_the_language(told, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("LANG", "zh_CN.GBK")
    assert "没有这个文件" in told("score", "nowhere.yaml", DATA)[2]
    monkeypatch.setenv("LC_ALL", "C")
    assert "no such file" in told("score", "nowhere.yaml", DATA)[2]


def test_policy_from_standard_input() -> None:
    done = run("score", "-", DATA, "--format", "json", given=Path(POLICY).read_bytes())
    assert done.returncode == 0
    assert json.loads(done.stdout)["policy"] == "xiangxiang_chains"
    assert run("score", "-", DATA, given=b"\xff\xfe").returncode == 1


def test_the_same_bytes_in_any_locale() -> None:
    settings = [
        {"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai"},
        {"LANG": "zh_CN.GBK", "PYTHONIOENCODING": "gbk", "PYTHONHASHSEED": "2"},
        {"LANG": "C", "PYTHONIOENCODING": "ascii"},
    ]
    for format_ in ("csv", "table"):
        outputs = [run("score", POLICY, DATA, "--format", format_, **setting) for setting in settings]
        assert [done.returncode for done in outputs] == [0, 0, 0]
        texts = {"\n".join(done.stdout.decode().splitlines()[:-2]) for done in outputs}
        assert len(texts) == 1


def test_help_survives_a_locale_without_chinese() -> None:
    done = run("--lang", "zh", "--help", LANG="C", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} {ROOT / 'cli.py'} score {POLICY} {DATA} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told(told) -> None:  # type: ignore[no-untyped-def]
    code, _, err = told("score", POLICY, DATA, "-o", "/dev/full")
    assert code == 1
    assert "C106" in err and "No space left" in err


def test_a_bug_is_one_line_unless_somebody_looks_for_it(told, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def fails(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("kaohe.analysis.scores_and_targets.scored_files", fails)
    code, out, err = told("score", POLICY, DATA)
    assert (code, out) == (1, "")
    assert err.startswith("C191 this is a bug of kaohe: ZeroDivisionError: oh")
    monkeypatch.setenv("KAOHE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main(["score", POLICY, DATA])


def test_an_interrupt_is_130(told, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kaohe.analysis.scores_and_targets.scored_files", interrupted)
    assert told("score", POLICY, DATA)[0] == 130


class Screen(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


def test_a_terminal_gets_colours_and_its_own_width(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    screen = Screen(raw, encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((60, 20)))
    monkeypatch.setenv("TERM", "xterm")
    assert cli.main(["score", POLICY, DATA]) == 0
    assert b"\x1b[1m" in raw.getvalue()
    monkeypatch.setenv("COLUMNS", "200")
    assert cli.main(["score", POLICY, DATA, "--format", "table"]) == 0
