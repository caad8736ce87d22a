"""The schema in an editor: what the YAML language server completes, shows and finds, asked over its own protocol."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.editor.lsp import ROOT, Client, find_server, why_not

pytestmark = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))

MODELINE = "# yaml-language-server: $schema=../schemas/policy.schema.json\n"
HEAD = MODELINE + (
    "kaohe: 2\npolicy: p\ntitle: 办法\nunits: {town: {name: 乡镇, period: year, members: [甲镇, 乙镇]}}\n"
)
AMENDING = MODELINE + "kaohe: 2\namends: base.yaml\npolicy: p\ntitle: 修订\nchanges:\n  - clause: 一\n    say: 改\n"
SCORE = HEAD + "scores:\n  - id: s\n    for: town\n"
# The texts are those of files that do not exist: an editor has a text before it is saved.
UNSAVED = (ROOT / "policies" / f"unsaved_{number}.yaml" for number in count())


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client(str(find_server()))
    yield client
    client.stop()


@pytest.fixture
def editor(client: Client) -> Iterator[Editor]:
    editor = Editor(client)
    yield editor
    client.close(editor.file)


class Editor:
    """One text in an editor; `|` in it is where the cursor stands."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.file = next(UNSAVED)

    def _open(self, text: str) -> tuple[int, int]:
        before, _, after = text.partition("|")
        self._client.open(self.file, before + after)
        return before.count("\n"), len(before.rpartition("\n")[2])

    def completion(self, text: str) -> dict[str, dict[str, Any]]:
        """What is offered, by its label."""
        return {item["label"]: item for item in self._client.completion(self.file, *self._open(text))}

    def hover(self, text: str) -> str:
        return self._client.hover(self.file, *self._open(text))

    def errors(self, text: str) -> list[tuple[int, str]]:
        """Lines and messages."""
        return [(line, message) for line, _, message in self.places(text)]

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """Lines and columns, counted from 1, and messages."""
        found = [(each["range"]["start"], each["message"]) for each in self._client.open(self.file, text)]
        return [(start["line"] + 1, start["character"] + 1, message) for start, message in found]


@pytest.mark.parametrize("path", sorted((ROOT / "policies").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_policies_have_the_modeline_and_no_error(client: Client, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(MODELINE)
    assert client.open(path, text) == []
    client.close(path)


def test_an_amending_policy_owes_no_units(editor: Editor) -> None:
    whole = AMENDING + "    at: scores.total\n    set: {cap: 20}\n"
    assert editor.errors(whole) == []
    ((line, message),) = editor.errors(whole + "scores: []\n")
    assert line == 11 and "与这里别的键不能同时用" in message
    assert [line for line, _ in editor.errors(AMENDING + "    at: scores.total\n")] == [7]  # without `set`
    assert {"at", "set", "repeal", "add", "to", "settle", "set 改"} <= editor.completion(AMENDING + "    |").keys()


def test_a_file_for_others_to_use_owes_no_policy(editor: Editor) -> None:
    assert editor.errors(MODELINE + "kaohe: 2\nmethods: {half: {parameters: [x], means: x / 2}}\n") == []
    assert {"file", "take"} <= editor.completion(HEAD + "use:\n  |").keys()
    assert {"methods", "questions", "lists", "tables"} <= editor.completion(HEAD + "use:\n  take:\n    |").keys()


def test_the_keywords_are_completed_in_a_score(editor: Editor) -> None:
    offered = editor.completion(SCORE + "    |")
    assert {"name", "clause", "points", "tiers", "efficacy", "quota", "sum", "parts"} <= offered.keys()
    assert "id" not in offered, "what stands there is not offered again"
    assert offered["tiers"]["documentation"].startswith("分档计分")
    assert " / Tiers" in offered["tiers"]["documentation"]
    assert "at_least:" in offered["tiers 分档计分"]["insertText"], "a form to fill in"


def test_a_keyword_is_completed_after_its_first_letters(editor: Editor) -> None:
    assert editor.completion(SCORE + "    ti|")["tiers"]["textEdit"]["range"]["start"]["character"] == 4


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("efficacy:\n      |", {"of", "within", "where", "base", "span", "when_equal"}),
        ("tiers:\n      of: x\n      |", {"at_least", "more_than", "below"}),
        ("tiers:\n      of: x\n      below:\n        |", {"formula", "efficacy"}),
        ("rank:\n      first: |", {"highest", "lowest"}),
        ("rank:\n      ties: |", {"competition", "dense"}),
        ("rank:\n      within: |", {"all", "group"}),
        ("quota:\n      rounding: |", {"largest_remainder", "half_up", "floor"}),
        ("round:\n      mode: |", {"half_up", "half_even", "down", "up"}),
        ("measure: |", {"亿元", "家", "分"}),
        ("parts:\n      - id: t\n        |", {"name", "tiers"}),
    ],
)
def test_keys_and_words_are_completed_inside_a_rule(editor: Editor, rule: str, expected: set[str]) -> None:
    assert expected <= editor.completion(f"{SCORE}    {rule}").keys()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("|", {"tables", "questions", "scores", "targets", "clauses", "assert"}),
        ("status: |", {"in_force", "draft"}),
        ("targets:\n  |", {"unit", "table", "due", "list"}),
        ("targets:\n  list:\n    - id: a\n      |", {"at_least", "range", "strength", "lead"}),
        ("targets:\n  list:\n    - id: a\n      strength: |", {"firm", "strive"}),
        ("clauses:\n  一: |", {"encoded", "not_computable", "open"}),
        ("assert:\n  - |", {"clause", "say", "that"}),
    ],
)
def test_keys_and_words_are_completed_outside_of_rules(editor: Editor, text: str, expected: set[str]) -> None:
    assert expected <= editor.completion(HEAD + text).keys()


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (SCORE + "    ti|ers: {of: x, at_least: {1: 2}, below: 0}", "分档计分", "Tiers"),
        (SCORE + "    tiers: {of: x, at_|least: {1: 2}, below: 0}", "不低于", "At least"),
        (SCORE + "    tiers: {of: x, at_least: {1: 2}, be|low: 0}", "各档以下的值", "The value below all tiers"),
        (SCORE.replace("for:", "f|or:"), "哪一类单位", "The unit type"),
        (SCORE + "    rank: {of: x, within: all, ti|es: dense}", "并列", "How level ones are placed"),
        (SCORE + "    rank: {of: x, within: all, ties: den|se}", "1、1、2", "no place is left out"),
        (SCORE + "    ca|p: 5", "最高不超过", "Not more than this"),
        (HEAD + "targets: {unit: town, table: t, du|e: 2023, list: [{id: a, name: 甲}]}", "哪一年达到", "The year"),
        (HEAD + "clauses: {一: enc|oded}", "已写成规则", "encoded where rules say it"),
        (HEAD + "assert: [{say: 合计, th|at: a == b}]", "条件", "The condition"),
    ],
)
def test_a_key_is_explained_in_chinese_and_english(editor: Editor, text: str, zh: str, en: str) -> None:
    shown = editor.hover(text)
    assert zh in shown and en in shown


def test_examples_are_shown(editor: Editor) -> None:
    assert "3:6:1" in editor.hover(SCORE + "    quota: {of: x, rat|io: 1:1}")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (SCORE + "    points: 5\n    teirs: {of: x}\n", 10, "teirs"),
        (SCORE + "    formula: a\n    round: {decimals: 2, mdoe: up}\n", 10, "mdoe"),
        (SCORE + "    rank:\n      of: x\n      within: all\n      ties: dence\n", 12, '"competition", "dense"'),
        (SCORE + "    clause: 3\n    formula: a\n", 9, "加引号"),
        (SCORE + "    rank: {of: x, within: all}\n", 9, "ties"),
        (SCORE.replace("id: s", "id: s t"), 7, "标识用字母或汉字开头"),
        (HEAD + "status: drafted\n", 6, '"in_force", "draft"'),
        (HEAD + "clauses:\n  一: encoded\n  二: ecnoded\n", 8, '"encoded"'),
        (HEAD + "tables:\n  t:\n    columns:\n      - {type: text, min: 1, names: {a: 甲}}\n", 9, "同时用"),
        (HEAD + "assert:\n  - {clause: 一, say: 合计}\n", 7, "that"),
    ],
)
def test_an_error_is_shown_at_its_line(editor: Editor, text: str, line: int, says: str) -> None:
    ((found, message),) = editor.errors(text)
    assert found == line
    assert says in message


def test_the_settings_name_the_schema_for_files_without_the_modeline() -> None:
    schema = (ROOT / "schemas" / "policy.schema.json").as_uri()
    client = Client(str(find_server()), {schema: ["/policies/*.yaml"]})
    assert "分档计分" in Editor(client).hover(SCORE.removeprefix(MODELINE) + "    ti|ers: {of: x}")
    ((line, message),) = Editor(client).errors(HEAD.removeprefix(MODELINE) + "staus: draft\n")
    client.stop()
    assert (line, "staus" in message) == (5, True)


def test_the_page_shows_what_the_server_says(editor: Editor) -> None:
    page = (ROOT / "docs" / "editor.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    policy = next(text for kind, text in blocks if kind == "yaml" and "piont" in text)
    recorded = next(text for kind, text in blocks if "Property piont" in text and kind == "text")
    shown = next(text for kind, text in blocks if "Allowed Values" in text)
    assert [f"{line}:{column} {message}" for line, column, message in editor.places(policy)] == recorded.splitlines()
    right = policy.replace("ties: dence", "ties: dense").replace("clause: 3", "clause: 三").replace("piont", "points")
    assert editor.places(right) == []
    assert editor.hover(right.replace("ties:", "ti|es:")).startswith(shown)
