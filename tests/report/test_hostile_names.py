"""Names that would command a terminal, a spreadsheet, a page or a parser are shown as names in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata

import pytest
from kaohe.report.results import csv as score_csv
from kaohe.report.results import json as score_json
from kaohe.report.results import markdown as score_markdown
from kaohe.report.results import table
from kaohe.text_width import visible, width

from tests.report.sample import named

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "＝SUM(1,1)",
    "＋1+1",
    "－1+1",
    "＠甲",
    " =1+1",
    "\r=1+1",
    "\t=1+1",
    "- 甲区",
    '甲",="=1+1',
    "|calc",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "[x](javascript:alert(1))|**甲**`区`",
    "[red]甲[/red][link=file:///etc/passwd]区[/link]",
    "[/]甲区[",
    "%s%n%(x)s{0}{x}",
    "\x1b[31m甲区\x1b[0m",
    "\x1b]0;pwned\x07甲区",
    "\x9b31m甲区",
    "\u202e区甲",
    "\u2066甲\u2069区\u2067",
    "甲\x01\x0b\x0c区",
    "甲\x00区",
    "甲区\n甲区",
    "𠮷区",
    "0123",
    "1E5",
    "3-1",
    "'甲区'",
    "  甲区  ",
    "甲" * 300,
]
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.fixture(params=HOSTILE)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def commands(text: str) -> set[str]:
    """The characters of a text that a terminal obeys."""
    return {character for character in text if unicodedata.category(character) in UNSEEN} - {"\n", "\r"}


def test_a_table_shows_it_letter_by_letter(name: str) -> None:
    text = table.scores(named(name), width=700)
    assert visible(name).rstrip() in text
    assert not commands(text)


def test_the_columns_of_a_table_stay_straight(name: str) -> None:
    lines = table.scores(named(name), width=700, colour=False).splitlines()
    ends = {width(line) for line in lines if line.endswith(("95.00", "-2.50", "总分"))}
    assert len(ends) == 1


def test_csv_runs_nothing_and_reads_back(name: str) -> None:
    text = score_csv.scores(named(name))
    cell = list(csv.reader(io.StringIO(text)))[1][1]
    assert not commands(text)
    assert cell.lstrip()[0] not in "=+-@＝＋－＠"
    assert cell.removeprefix("'") == visible(name, keep="\n")


def test_csv_keeps_numbers_numbers(name: str) -> None:
    rows = list(csv.reader(io.StringIO(score_csv.scores(named(name)))))
    assert rows[1][3:] == ["2023Q1", "95", "1"]
    assert rows[2][3:] == ["2023Q1", "-2.5", "2"]


def test_json_gives_the_name_back(name: str) -> None:
    text = score_json.scores(named(name))
    assert json.loads(text)["results"][0]["unit"] == name
    assert not commands(text)


def test_markdown_holds_it_in_one_cell(name: str) -> None:
    text = score_markdown.scores(named(name))
    assert not commands(text)
    assert not {"<", ">"} & set(text)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows[:4]} == {4}
    assert not re.search(r"(?<!\\)\]\(", text)


def test_a_lone_surrogate_becomes_its_code() -> None:
    text = score_json.scores(named("甲\udcff"))
    text.encode("utf-8")
    assert visible("甲\udcff") == "甲\\udcff"
    assert visible("\U000e0001") == "\\udb40\\udc01"


@pytest.mark.parametrize("text", ["12:30", "2022", "5月1日", "50%", "1,000", "(5)", "-3", "2022-04-06"])
def test_csv_protects_what_a_spreadsheet_turns_into_something_else(text: str) -> None:
    assert score_csv.protected(text) == f"'{text}"


@pytest.mark.parametrize("text", ["甲区", "优秀", "Q1", "3号楼", "电子信息", ""])
def test_csv_leaves_plain_texts(text: str) -> None:
    assert score_csv.protected(text) == text
