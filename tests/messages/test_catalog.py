"""The files of messages: no code twice, each in the file of its hundred and in order, and words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from kaohe.messages import CATALOG, FOLDER

FILES = sorted(FOLDER.glob("*.yaml"))


def written(text: str) -> list[str]:
    """The keys at the left margin, as they stand: YAML itself would keep the last of two in silence."""
    return re.findall(r"^([^\s#][^:]*):", text, re.MULTILINE)


def test_a_code_that_stands_twice_is_seen() -> None:
    assert written("# K1: x\nK101:\n  zh: 甲\nK101:\n  zh: 乙\n") == ["K101", "K101"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_code_stands_once_in_the_file_of_its_hundred_and_in_order(file: Path) -> None:
    codes = written(file.read_text(encoding="utf-8"))
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(rf"{file.stem[:2]}\d\d", code) for code in codes)


def test_all_files_are_read() -> None:
    codes = [code for file in FILES for code in written(file.read_text(encoding="utf-8"))]
    assert list(CATALOG) == codes and len(CATALOG) == len(codes)
    assert "K203" in CATALOG and "K200" not in CATALOG and "../K2" not in CATALOG


@pytest.mark.parametrize("code", CATALOG)
def test_a_message_says_the_same_in_both_languages(code: str) -> None:
    """A mend that is only a suggestion is asked for elsewhere; what it names differs by language in `_zh` and `_en`."""
    message = CATALOG[code]
    assert message.zh and message.en
    assert message.level in ("error", "warning", "note")
    assert bool(message.zh_mend) == bool(message.en_mend)
    if code.startswith("K1"):
        assert message.zh_mend
