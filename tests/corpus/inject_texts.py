"""How texts that hold a hostile name are compared with those that hold a plain one."""

from __future__ import annotations

import re
import unicodedata

from tests.corpus.inject_policies import PLAIN

_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_OWN = re.compile(r"\x1b\[(?:[0-2]|3[36]|1;3[13])m")
_DIGEST = re.compile(r"[0-9a-f]{64}|[0-9a-f]{12}")


def unseen(text: str) -> set[str]:
    """What steers the program that shows a text, instead of being seen in it."""
    return {character for character in set(text) if unicodedata.category(character) in _UNSEEN} - {"\n"}


def uncoloured(text: str) -> str:
    """What a terminal is told, without the colours that are the program's own."""
    return _OWN.sub("", text)


def undigested(text: str) -> str:
    """A text without the digests of policy and data, which are others for every name."""
    return _DIGEST.sub("#", text)


def renamed(value: object, name: str) -> object:
    """A value with the name in place of the plain one; without the record and how far into a line a cell stands."""
    if isinstance(value, str):
        return undigested(value).replace(PLAIN, name)
    if isinstance(value, list):
        return [renamed(each, name) for each in value]
    if isinstance(value, dict):
        other = {"record"} | ({"column"} if isinstance(value.get("column"), int) else set())
        return {key: renamed(each, name) for key, each in value.items() if key not in other}
    return value
