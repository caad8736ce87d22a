"""What a terminal shows of a hostile name: every letter of it, in tables whose columns stand straight."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from kaohe.text_width import width

from tests.corpus.inject_commands import WIDE
from tests.corpus.inject_corpus import TAKEN, THOROUGH, case
from tests.corpus.inject_policies import PLAIN
from tests.corpus.inject_texts import renamed, uncoloured, undigested

SUBJECTS = ("score", "targets", "explain", "against", "data", "goals")
TABLES = ("score", "targets", "against")
NARROW = 100
LONG = "long_40k.csv"
"""A name that is wider than any terminal."""


def shown(subjects: tuple[str, ...]) -> list[tuple[str, str]]:
    """What is shown of each name: its scores, and of some names all subjects."""
    return [(subject, file) for subject in subjects for file in TAKEN if subject == "score" or file in THOROUGH]


def lines(file: str, kind: str) -> list[str]:
    return uncoloured(case(file).told[kind].stdout).split("\n")


def tables(text: list[str]) -> Iterator[tuple[int, int, int]]:
    """Where each table has the first line of its heading, the rule below it, and its end."""
    for rule, line in enumerate(text):
        if line.startswith("───"):
            start = max(at for at in range(rule) if not text[at])
            yield start + 1, rule, text.index("", rule)


def told(text: list[str]) -> list[str]:
    """The lines without the headings of tables, which fold, and without what only straightens columns."""
    heads = {at for start, rule, _ in tables(text) for at in range(start, rule + 1)}
    return [re.sub(" +", " ", undigested(line)).strip() for at, line in enumerate(text) if at not in heads and line]


@pytest.mark.parametrize(("subject", "file"), shown(SUBJECTS))
def test_every_line_is_that_of_a_plain_name_but_for_the_name(subject: str, file: str) -> None:
    name = case(file).name
    found, plain = lines(file, f"{subject} terminal"), lines("plain", f"{subject} terminal")
    if file == LONG:
        assert "".join(told(found)).replace(" ", "").count(name[0]) >= len(name)
    else:
        expected = [re.sub(" +", " ", line).strip() for line in told([str(renamed(line, name)) for line in plain])]
        assert told(found) == expected
        assert name in "\n".join(found)


@pytest.mark.parametrize(("subject", "file"), shown(TABLES))
@pytest.mark.parametrize("kind, available", [("piped", NARROW), ("terminal", WIDE)])
def test_columns_stand_straight_in_the_width_there_is(kind: str, available: int, subject: str, file: str) -> None:
    text = lines(file, f"{subject} {kind}")
    found = list(tables(text))
    assert found
    for start, rule, end in found:
        assert max(map(width, text[start:end])) <= available
        ends = {width(line) for line in text[rule + 1 : end] if re.search(r" [-+]?\d[\d.]*%?$", line)}
        assert len(ends) == 1


@pytest.mark.parametrize("file", TAKEN)
@pytest.mark.parametrize("kind", ["piped", "terminal"])
def test_no_value_is_torn_or_pushed_out(kind: str, file: str) -> None:
    found = "\n".join(lines(file, f"score {kind}"))
    for value in ("100.25", "102.25", "94.50", "95.50"):
        assert len(re.findall(rf"(?<![\d.-]){re.escape(value)}(?![\d.])", found)) == 1
    assert len(re.findall(r"(?<![\d.-])88\.00(?![\d.])", found)) == 2


@pytest.mark.parametrize("file", [file for file in TAKEN if file in THOROUGH])
def test_a_policy_is_checked_and_a_name_on_the_command_line_told(file: str) -> None:
    name = case(file).name
    said = uncoloured(case(file).told["given graph"].stderr)
    assert said.startswith(f"C131 办法里没有 {name}？" if file != LONG else f"C131 办法里没有 {name[:117]}…")
    assert PLAIN not in said or PLAIN in name
