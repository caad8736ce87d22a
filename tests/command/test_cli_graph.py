"""kaohe graph: formats, parts, where it is written, and what is said of a wrong word."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.command import main as cli

POLICIES = Path(__file__).parents[2] / "policies"
CHAINS = str(POLICIES / "xiangxiang_chains.yaml")


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    for name in ("LC_ALL", "LC_MESSAGES", "KAOHE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def tell(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["graph", *arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return tell


@pytest.mark.parametrize(("format_", "start"), [("svg", "<svg "), ("mermaid", "---\ntitle:"), ("dot", "digraph ")])
def test_each_format(told, format_: str, start: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, err = told(CHAINS, "--format", format_)
    assert (code, err) == (0, "")
    assert out.startswith(start)
    ending = {"mermaid": "mmd"}.get(format_, format_)
    target = tmp_path / f"图.{ending}"
    assert told(CHAINS, "-o", str(target)) == (0, "", "")
    assert target.read_text("utf-8") == out


@pytest.mark.parametrize("policy", sorted(path.stem for path in POLICIES.glob("*.yaml")))
def test_every_policy_is_legible_by_default(told, policy: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = told(policy)
    assert (code, err) == (0, "")
    assert out.startswith("<svg ")


def test_a_part(told) -> None:  # type: ignore[no-untyped-def]
    assert "“投资额”影响什么" in told(CHAINS, "--from", "attracted_project.investment")[1]
    assert "“产业链项目建设”依据什么" in told(CHAINS, "--of", "construction_score", "--depth", "1")[1]
    assert "从“X4”到“total”" in told(CHAINS, "--from", "X4", "--of", "total")[1]


def test_a_graph_too_large_for_a_page_is_drawn_and_said_to_be(told) -> None:  # type: ignore[no-untyped-def]
    code, out, err = told(CHAINS, "--of", "total")
    assert code == 0 and out.startswith("<svg ")
    assert err.startswith("C133 warning")
    assert told(CHAINS, "--of", "total", "--format", "dot")[2] == ""


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--of", "totl"], "C131", "did you mean total?"),
        (["--of", "X4"], "C131", "X4"),
        (["--from", "attracted_project.investmen"], "C131", "did you mean attracted_project.investment?"),
        (["--from", "new_listed", "--of", "activities"], "C132", "does not rest on"),
        (["--format", "svgg"], "C124", "did you mean svg?"),
        (["--depth", "-1"], "C127", "--depth"),
        (["-o", CHAINS], "C105", "lies in its data folder"),
    ],
)
def test_a_wrong_word(told, arguments: list[str], code: str, words: str) -> None:  # type: ignore[no-untyped-def]
    exit_code, out, err = told(CHAINS, *arguments)
    assert (exit_code, out) == (2, "")
    assert err.startswith(code) and words in err


def test_a_wrong_policy_is_exit_1(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "broken.yaml"
    broken.write_text("kaohe: [1\n", "utf-8")
    assert told(str(broken))[:2] == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told(told) -> None:  # type: ignore[no-untyped-def]
    code, _, err = told(CHAINS, "-o", "/dev/full")
    assert code == 1 and "C106" in err
