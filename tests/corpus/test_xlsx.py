"""The corpus of bad workbooks: each is scored in a process of its own and comes out as MANIFEST.tsv has decided."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.data_corpus import check_always, codes, decisions, one_of_each, policy_for, run, scores, value_of

FOLDER = Path(__file__).parent / "xlsx"
BASELINE = Path(__file__).parent / "csv" / "ok_baseline.csv"
ROWS = decisions(FOLDER)


Found = dict[str, dict[str, Any]]


def _results(names: list[str], made: Path, **environment: str) -> Found:
    """The files, each as the whole of the data, and the baseline of the CSV files."""
    folder = made / "csv"
    folder.mkdir()
    shutil.copy(BASELINE, folder / "数据.csv")
    policy = str(policy_for(ROWS["ok_baseline.xlsx"], made))
    paths = [str(FOLDER / name) for name in names]
    found = run([["score", policy, path, "--lang", "zh"] for path in [str(folder), *paths]], **environment)
    return dict(zip(["csv", *names], found, strict=True))


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return _results([*ROWS], tmp_path_factory.mktemp("xlsx"))


@pytest.mark.parametrize("name", ROWS)
def test_a_corpus_file_comes_out_as_decided(name: str, results: Found) -> None:
    row, found = ROWS[name], results[name]
    check_always(found)
    assert codes(found) == row["codes"].split()
    must = row["must"]
    assert found["exit"] == (1 if must == "REJECT" else 0)
    if must == "ACCEPT":
        assert found["stderr"] == ""
    if must in ("ACCEPT", "EQUAL"):
        assert scores(found) == scores(results["csv"])
    elif must == "VALUE":
        assert value_of(found, row) == row["value"]
    elif row["kind"] in ("formula", "error-cell", "raw-xml") and "D141" not in codes(found):
        assert "[数据!" in found["stderr"]


def test_every_file_of_the_folder_is_decided_once() -> None:
    assert sorted(ROWS) == sorted(path.name for path in FOLDER.glob("*.xlsx"))
    assert {row["must"] for row in ROWS.values()} == {"ACCEPT", "EQUAL", "VALUE", "WARN", "REJECT"}


def test_the_same_comes_out_under_another_hash_seed_locale_and_time_zone(results: Found, tmp_path: Path) -> None:
    elsewhere = {"PYTHONHASHSEED": "7", "LANG": "C", "LC_ALL": "C", "TZ": "Asia/Shanghai"}
    for name, found in _results([*one_of_each(ROWS)], tmp_path, **elsewhere).items():
        check_always(found)
        assert codes(found) == codes(results[name])
        if found["result"]:
            assert scores(found) == scores(results[name])
