"""Bytes become text, or a finding that says how to save the file again."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.diagnostics import Findings
from kaohe.language.text import LARGEST, read_source, source_of


def found(data: bytes) -> list[str]:
    findings = Findings()
    source = source_of(data, "p.yaml", findings)
    assert (source is None) == bool(findings.errors)
    for one in findings.all:
        for language in ("zh", "en"):
            assert one.message(language).isprintable() and one.mend(language)
    return [f"{one.code} {one.place}" for one in findings.all]


def test_utf_8_is_read_with_or_without_its_mark() -> None:
    findings = Findings()
    for mark in (b"", b"\xef\xbb\xbf"):
        source = source_of(mark + "标题: 甲\r\n".encode(), "p.yaml", findings)
        assert source is not None
        assert source.text == "标题: 甲\r\n"
        assert source.line(1) == "标题: 甲"
    assert not findings.all


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("标题: 某县考核办法".encode("gbk"), ["K106 p.yaml"]),
        ("标题: 某县".encode("utf-16"), ["K107 p.yaml"]),
        ("title: 某县考核办法".encode("utf-16-le"), ["K107 p.yaml"]),
        ("标题: 某县".encode("utf-32"), ["K107 p.yaml"]),
        (b"PK\x03\x04\x14\x00", ["K108 p.yaml"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", ["K108 p.yaml"]),
        (b"\n <!DOCTYPE html>\n<html>", ["K109 p.yaml"]),
        ("标题: 甲\n# ".encode() + b"\xc3(", ["K105 p.yaml:2:3"]),
        (b"v: \xc0\xaf", ["K105 p.yaml:1:4"]),
        ("甲: \x00".encode(), ["K110 p.yaml:1:4"]),
        (b"a: 1\r\nb: \x1b[2J", ["K110 p.yaml:2:4"]),
        (b"a: 1\rb: \x7f", ["K110 p.yaml:2:4"]),
        ("甲乙: \u202e".encode(), ["K111 p.yaml:1:5"]),
        ("\ufeff\ufeffa: 1".encode(), ["K112 p.yaml:1:1"]),
        ("甲\u200b区: 1".encode(), ["K112 p.yaml:1:2"]),
        ("a: 1\u2028b: 2\x85".encode(), ["K113 p.yaml:1:5", "K113 p.yaml:1:10"]),
        (("甲\u200b" * 5).encode(), ["K112 p.yaml:1:2"]),
        (b"#" * (LARGEST + 1), ["K104 p.yaml"]),
    ],
)
def test_what_is_no_plain_utf_8_is_refused(data: bytes, expected: list[str]) -> None:
    assert found(data) == expected


def test_a_tab_and_every_line_end_are_text() -> None:
    assert found(b"a:\t1\r\nb: 2\rc: 3\n") == []


def test_a_missing_file_is_answered_with_the_one_beside_it(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("kaohe: 2", encoding="utf-8")
    findings = Findings()
    assert read_source(tmp_path / "polcy.yaml", findings) is None
    assert findings.all[0].code == "K101"
    assert findings.all[0].arguments["suggestion"] == str(tmp_path / "policy.yaml")


@pytest.mark.parametrize(
    ("name", "code"), [(".", "K102"), ("a\0b", "K103"), ("none/none.yaml", "K101"), ("x" * 500, "K103")]
)
def test_what_cannot_be_read_is_a_finding(name: str, code: str, tmp_path: Path) -> None:
    findings = Findings()
    assert read_source(str(tmp_path) + "/" + name, findings) is None
    assert [one.code for one in findings.all] == [code]


def test_a_file_is_named_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "办法.yaml").write_text("kaohe: 2", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    source = read_source("办法.yaml", Findings())
    assert source is not None
    assert source.name == "办法.yaml"
