"""`kaohe check`: exit codes, several policies at once, formats, and --explain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kaohe.shipped_files import shipped_policies

from tests.command.test_cli import ROOT, plain, run, told  # noqa: F401

POLICIES = sorted(id_ for id_, path in shipped_policies().items() if path.parent.name == "policies")
GOOD = """\
kaohe: 2
policy: small
title: 小办法
units: {town: {name: 乡镇, period: year, members: [甲镇]}}
tables: {town: {key: [town, year], columns: [{measure: 分, names: {x: 数}}]}}
scores: [{id: s, for: town, clause: 一, formula: x}]
clauses: {一: encoded}
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A policy with nothing to say of it, one with a warning, one with an error."""
    texts = {
        "good": GOOD,
        "warned": GOOD.replace("clauses: {一: encoded}\n", ""),
        "wrong": GOOD.replace(": x}]", ": y}]"),
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return {name: str(tmp_path / f"{name}.yaml") for name in texts}


def test_the_shipped_policies_pass(told) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    code, out, err = told("check", *POLICIES, "--lang", "zh")
    assert (code, err) == (0, "")
    assert out.count("项条款（") == len(POLICIES)
    code, out, _ = told("check", *POLICIES, "--format", "json")
    found = json.loads(out)["policies"]
    assert code == 0
    assert [each["policy"] for each in found] == POLICIES
    assert not [finding for each in found for finding in each["findings"] if finding["level"] == "error"]
    assert all(question["clause"] for each in found for question in each["questions"])
    assert all(each["clauses"]["encoded"] for each in found)


@pytest.mark.parametrize(
    ("names", "options", "expected"),
    [
        (["good"], [], 0),
        (["good"], ["--strict"], 0),
        (["warned"], [], 0),
        (["warned"], ["--strict"], 1),
        (["wrong"], [], 1),
        (["good", "wrong", "warned"], [], 1),
        (["good", "warned"], ["--strict", "--format", "github"], 1),
        (["good", "warned"], ["--format", "json"], 0),
    ],
)
def test_exit_codes(told, files, names, options, expected) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    code, out, err = told("check", *(files[name] for name in names), *options)
    assert (code, err) == (expected, "")
    assert ("K524" in out) == ("warned" in names)
    assert ("K234" in out) == ("wrong" in names)


def test_from_standard_input() -> None:
    done = run("check", "-", given=GOOD.replace(": x}]", ": y}]").encode(), LANG="C")
    assert done.returncode == 1 and done.stderr == b""
    assert done.stdout.decode().startswith("-:6:")
    assert run("check", "-", given=GOOD.encode()).returncode == 0
    assert b"K126" in run("check", "-", "--format", "github").stdout


def test_a_file_that_is_no_policy(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    (tmp_path / "a.yaml").write_bytes("标题: 某县考核办法".encode("gbk"))
    code, out, _ = told("check", str(tmp_path / "a.yaml"))
    assert code == 1 and "K106" in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["check"], "C123", "POLICY is missing"),
        (["check", "nowhere.yaml"], "C101", "no such file"),
        (["check", "hengdon"], "C101", "did you mean hengdong?"),
        (["check", "."], "C102", "is a folder"),
        (["check", "hengdong", "--format", "xml"], "C124", "choose one of"),
        (["check", "--explain", "K2003"], "C141", "did you mean K203?"),
        (["check", "hengdong", "--explain", "K203"], "C126", "hengdong"),
    ],
)
def test_a_wrong_command_line(told, arguments, code, words) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    exit_code, out, err = told(*arguments)
    assert (exit_code, out) == (2, "")
    assert code in err and words in err


def test_explain(told) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    code, out, err = told("check", "--explain", "k505")
    assert (code, err) == (0, "")
    assert out.splitlines()[:3] == [
        "K505  warning  the policy as a whole",
        "the weights add up to 95%, not 100%",
        "mend: check each of the weights.",
    ]
    assert "[15%, 25%, 25%, 30%]" in out and "[15%, 25%, 25%, 35%]" in out
    assert "权重合计 95%，不是 100%" in told("check", "--explain", "K505", "--lang", "zh")[1]


def test_the_github_form_of_a_shipped_policy() -> None:
    done = run("check", str(ROOT / "policies" / "xiangxiang_chains.yaml"), "--format", "github", LANG="zh_CN.UTF-8")
    (line,) = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert line.startswith("::warning file=") and ",title=K508::" in line
