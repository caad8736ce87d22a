"""`kaohe report` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.command import main as cli

from tests import inner
from tests.report.page.pages import ROOT, of_class, parsed, words

DATA = str(ROOT / "examples" / "xiangxiang_chains")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "KAOHE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


def test_it_writes_one_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "report.html"
    assert cli.main(["report", "xiangxiang_chains", DATA, "--period", "2023Q1", "-o", str(target)]) == 0
    assert capfd.readouterr() == ("", "")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    root = parsed(target.read_text("utf-8"))
    assert words(of_class(root, "periods")[0]).endswith("2023年一季度；目标 2023年")


def test_its_record_is_that_of_the_other_commands(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report", "xiangxiang_chains", DATA]) == 0
    record = words(of_class(parsed(capfd.readouterr().out), "record")[0])
    policy = inner.load(ROOT / "policies" / "xiangxiang_chains.yaml")
    scores, targets = inner.score(policy, DATA).record, inner.targets(policy, DATA).record
    for digest in (scores.policy_digest, scores.data_digest, targets.data_digest):
        assert digest in record


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--period", "2019"], "C114"),
        (["--period", "soon"], "C113"),
        (["--interpret", "X4=other"], "C202"),
        (["-o", "/nowhere/at/all.html"], "C104"),
        (["-o", f"{DATA}/report.html"], "C105"),
    ],
)
def test_what_is_asked_wrongly_is_told(arguments: list[str], code: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report", "xiangxiang_chains", DATA, *arguments]) == 2
    assert code in capfd.readouterr().err
    assert not (Path(DATA) / "report.html").exists()
