"""The corpus of hostile names: each is refused when the policy loads, or written safely by every command."""

from __future__ import annotations

import json
import re

import pytest

from tests.corpus.inject_commands import commands
from tests.corpus.inject_corpus import ELSEWHERE, FOLDER, ROWS, TAKEN, Told, case, runs
from tests.corpus.inject_policies import HEAD, TAIL, name_in
from tests.corpus.inject_texts import uncoloured, unseen

REFUSED = [file for file in ROWS if file not in TAKEN]
RESULTS = {
    "score.xlsx",
    "score.csv",
    "targets.xlsx",
    "workbook.xlsx",
    "template.xlsx",
    "report.html",
    "goals.html",
}


def codes(told: Told) -> list[str]:
    """The codes of what was found, each once."""
    text = uncoloured(told.stderr or told.stdout)
    return list(dict.fromkeys(re.findall(r"(?m)^(?:\S*: )?([A-Z]\d{3}) ", text)))


@pytest.mark.parametrize("file", ROWS)
def test_whatever_a_name_is_no_command_breaks_and_nothing_is_obeyed(file: str) -> None:
    found = case(file)
    assert found.exit == 0, "neither killed for its time nor for its memory"
    for kind, told in found.told.items():
        assert told.exit in (0, 1, 2), kind
        assert "Traceback" not in told.stderr and "C191" not in told.stderr, kind
        for stream in (told.stdout, told.stderr):
            text = uncoloured(stream) if commands(found.name, True)[kind].terminals else stream
            assert not unseen(text.replace("\r\n", "\n") if kind.endswith(" csv") else text), kind
    for path, data in found.files.items():
        if not path.endswith(".xlsx"):
            assert not unseen(data.decode("utf-8-sig").replace("\r\n", "\n")), path


@pytest.mark.parametrize("file", REFUSED)
def test_a_name_that_no_policy_may_hold_is_refused_by_every_command(file: str) -> None:
    found, row = case(file), ROWS[file]
    for kind, told in found.told.items():
        if kind != "unlisted" and not kind.startswith("given"):
            assert (told.exit, codes(told)) == (1, [row["codes"]]), kind
            assert told.stdout == "" or kind == "check"
    assert found.files == {}


@pytest.mark.parametrize("file", TAKEN)
def test_any_other_name_is_written_by_every_command(file: str) -> None:
    found, row = case(file), ROWS[file]
    for kind, told in found.told.items():
        if kind == "template.xlsx" and row["template"]:
            assert (told.exit, codes(told)) == (2, [row["template"]])
        elif kind != "unlisted" and not kind.startswith("given"):
            assert (told.exit, told.stderr) == (0, ""), kind
    expected = {kind for kind in found.told if kind in RESULTS} - ({"template.xlsx"} if row["template"] else set())
    assert len(expected) >= 3
    assert found.files.keys() - {f"{found.name}.json"} == expected


@pytest.mark.parametrize("file", ROWS)
def test_a_name_in_data_alone_comes_out_as_decided(file: str) -> None:
    told, decided = case(file).told["unlisted"], ROWS[file]["unlisted"]
    assert codes(told) == decided.removeprefix("WARN ").split()
    assert told.exit == (1 if decided and not decided.startswith("WARN ") else 0)
    if not told.exit:
        unit = json.loads(told.stdout)["results"][0]["unit"]
        assert unit == name_in((FOLDER / file).read_bytes()).strip()


@pytest.mark.parametrize("file", [file for file in ROWS if "\0" not in name_in((FOLDER / file).read_bytes())])
def test_a_name_on_the_command_line_is_no_command(file: str) -> None:
    found = case(file)
    for kind, told in found.told.items():
        if kind.startswith("given ") and kind != "given output":
            assert told.exit in (1, 2) and codes(told) and told.stdout == "", kind
    written = found.files.get(f"{found.name}.json")
    output = found.told["given output"]
    assert (output.exit == 0) == (written is not None) == (not codes(output))
    if written is not None:
        assert written.decode() == found.told["score json"].stdout
    elif file in TAKEN:  # there is no such folder, or no file has so long a name
        assert codes(output) == (["C104"] if "/" in found.name else ["C106"])


def test_nothing_is_written_anywhere_else() -> None:
    assert [run.stray for run in runs()] == [[], []]


@pytest.mark.parametrize("file", ELSEWHERE)
def test_the_same_is_written_under_another_hash_seed_locale_and_time_zone(file: str) -> None:
    first, second = (run.cases[file] for run in runs())
    assert second.told and all(first.told[kind] == told for kind, told in second.told.items())
    assert first.files.keys() - {f"{first.name}.json"} == second.files.keys()
    assert [path for path, data in second.files.items() if first.files[path] != data] == []


def test_every_file_of_the_folder_is_decided_once() -> None:
    assert sorted(ROWS) == sorted(path.name for path in FOLDER.glob("*.csv"))
    assert {row["must"] for row in ROWS.values()} == {"ESCAPE", "REJECT"}
    assert all(row["codes"] for row in ROWS.values() if row["must"] == "REJECT")
    names = [name_in((FOLDER / file).read_bytes()) for file in ROWS]
    assert len(set(names)) == len(ROWS)
    for file in ROWS:
        text = (FOLDER / file).read_bytes().decode("utf-8")
        assert text.startswith(HEAD) and text.endswith(TAIL)
