"""Nodes keep text and places; everything that a policy has no use for is refused where it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.language.composer import DEEPEST, compose
from kaohe.language.nodes import Mapping, Scalar, Sequence
from kaohe.language.yaml_checks import LONGEST_KEY
from kaohe.source_places import Place, Source

# Scalars that are a number, a date or a truth value to some reader of YAML, and a text here.
KEPT = """
010 1_000 1,000 1.2.3 0x1F 0b11 0o17 1e3 1.0e+400 .inf -.inf .nan . +. -- 3:6:1 12:30 2022-01-01 2022Q1 30% ６０
on off no yes Yes NO True FALSE y =
"""


def read(text: str) -> tuple[Mapping | None, list[Diagnostic]]:
    findings = Findings()
    root = compose(Source("p", text), findings)
    assert (root is None) == bool(findings.errors)
    for one in findings.all:
        for language in ("zh", "en"):
            assert one.message(language) and one.mend(language)
    return root, findings.all


def found(text: str) -> list[str]:
    return [f"{one.code} {one.place.line}:{one.place.column}" for one in read(text)[1] if one.place]


def scalar(written: str) -> Scalar:
    root, _ = read(f"v: {written}\n")
    assert root is not None
    value = root.get("v")
    assert isinstance(value, Scalar)
    return value


def test_the_tree_keeps_order_and_places_in_characters() -> None:
    root, findings = read("甲乙: {丙: 1, 丁: [戊, '己']}\n庚:\n  - 辛: 壬\n    癸: 2\n")
    assert root is not None and not findings
    assert list(root.entries) == ["甲乙", "庚"]
    inner = root.get("甲乙")
    assert isinstance(inner, Mapping)
    assert str(inner.place) == "p:1:5"
    assert str(inner.entries["丁"].key.place) == "p:1:12"
    items = inner.get("丁")
    assert isinstance(items, Sequence)
    assert [(str(item.place), item.place.width) for item in items.items] == [("p:1:16", 1), ("p:1:19", 3)]
    block = root.get("庚")
    assert isinstance(block, Sequence)
    assert str(block.items[0].place) == "p:3:5"
    assert root.get("none") is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("60", 60),
        ("-5", -5),
        ("+5", 5),
        ("0", 0),
        ("0.7", Decimal("0.7")),
        (".5", Decimal("0.5")),
        ("5.", Decimal(5)),
        ("1.10", Decimal("1.10")),
        ("true", True),
        ("false", False),
        *[(text, text) for text in KEPT.split()],
        ("'60'", "60"),
        ('"true"', "true"),
    ],
)
def test_an_unquoted_scalar_is_a_number_only_if_everybody_reads_it_so(written: str, value: object) -> None:
    node = scalar(written)
    assert node.value == value
    assert type(node.value) is type(value)
    assert node.text == written.strip("'\"")


@pytest.mark.parametrize(
    ("written", "locatable"),
    [
        ("a + b", True),
        ("'a + b'", True),
        ('"a + b"', True),
        ("'it''s'", False),
        (r'"a\u0062"', False),
        (r'"a\\b"', False),
        ("a\n  + b", False),
        ("'a\n  + b'", False),
        ("|\n  a + b", False),
        (">\n  a\n  + b", False),
        (">\n  a\n    + b", False),
    ],
)
def test_places_inside_a_scalar_are_known_where_nothing_is_folded_or_escaped(written: str, locatable: bool) -> None:
    assert scalar(written).is_locatable is locatable


def test_a_place_inside_a_scalar() -> None:
    assert scalar("a + b").at(4, 1) == Place(scalar("a + b").place.source, 1, 8, 1)
    assert str(scalar("'甲 + b'").at(4)) == "p:1:9"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what YAML allows and a policy does not
        ("a: !!str no\n", ["K120 1:4"]),
        ("a: !x [1]\n", ["K120 1:4"]),
        ("a: ! 1\n", ["K120 1:4"]),
        ("a: &x 1\nb: *x\n", ["K122 1:4", "K121 2:4"]),
        ("<<: {a: 1}\n", ["K123 1:1"]),
        ("'<<': {a: 1}\n", ["K123 1:1"]),
        ("a: 1\n---\nb: 1\n", ["K124 2:1"]),
        ("{a: 1}\n{b: 2}\n", ["K124 2:1"]),
        ("%YAML 1.2\n---\na: 1\n", ["K125 1:1"]),
        ("%YAML 2.0\n---\na: 1\n", ["K125 1:1"]),
        ("", ["K126 0:0"]),
        ("---\n", ["K126 0:0"]),
        ("# nothing\n", ["K126 0:0"]),
        ("~\n", ["K126 0:0"]),
        ("- a\n", ["K127 1:1"]),
        ("hello\n", ["K128 1:1"]),
        ("'a: 1'\n", ["K128 1:1"]),
        ("a: 1\nb: 2\na: 3\n", ["K131 3:1"]),
        ("a: 1\n'a': 3\n", ["K131 2:1"]),
        ("Ａ: 1\nA: 3\n", ["K132 2:1"]),
        ("1: a\n1.0: b\n", ["K132 2:1"]),
        ("? [a, b]\n: 1\n", ["K133 1:3"]),
        ("a: {{ w }}\n", ["K133 1:5"]),
        ("'  ': 1\n", ["K134 1:1"]),
        (": 1\n", ["K134 1:1"]),
        ("a\u3000b: 1\n", ["K135 1:2"]),
        ("a:\n  b:\nc: 1\n", ["K136 2:5"]),
        ("a: ~\nb: null\nc: [1, ~]\n", ["K136 1:4", "K136 2:4", "K136 3:8"]),
        ("a: " + "9" * 5000 + "\n", ["K137 1:4"]),
        ('a: "x\\0"\n', ["K138 1:4"]),
        ('"\\e[31m": 1\n', ["K138 1:1"]),
        ("k" * 1100 + ": 1\n", ["K157 1:1"]),
        # where YAML stops
        ("a: 1\nb:\n\tc: 2\n", ["K141 3:1"]),
        ("a:\n  b: 1\n\tc: 2\n", ["K141 3:1"]),
        ("a: 1\n   \tb: 2\n", ["K141 2:4"]),
        ("a: %x\n", ["K142 1:4"]),
        ("a: @x\n", ["K142 1:4"]),
        ("a: `x\n", ["K142 1:4"]),
        ("a: [1, 2\nb: 3\n", ["K143 1:4"]),
        ("a: {x: 1, y: 2\nb: 3\nc: d\n", ["K143 1:4"]),
        ("a: {b: [1, 2}\nc: 1\n", ["K143 1:8"]),
        ('甲: "abc\nb: 1\n', ["K144 1:4"]),
        ("a: b: c\n", ["K145 1:5"]),
        ("a:\n  b: 1\n c: 2\n", ["K146 3:2"]),
        ("a:\n  - x\n  y: 1\n", ["K146 3:3"]),
        ("a: 1\n  b: 2\n", ["K146 2:3"]),
        ("a: {f: min(x, y), g: 1}\n", ["K147 1:8"]),
        ("a: [min(x, y), 3]\n", ["K147 1:5"]),
        ("a: {f: x if y: z}\n", ["K147 1:14"]),
        ("a: x\nb\nc: 1\n", ["K148 2:1"]),
        ("a: > 80%\n", ["K151 1:4"]),
        ("a: * 2\n", ["K151 1:4"]),
        ("a: & b\n", ["K151 1:4"]),
        ('a: "\\q"\n', ["K152 1:5"]),
        ('a: "x" == y\n', ["K153 1:8"]),
        ("a: 'it's'\n", ["K153 1:8"]),
        ("a: - b\n", ["K154 1:4"]),
        ("a: 1\n]\n", ["K158 2:1"]),
        # slips of the hand
        ("标题：某县\n权重：60\n", ["K149 1:3"]),
        ("a: 1\n标题：某县\nb: 1\n", ["K149 2:3"]),
        ("a: b\n c：d\n", ["K149 2:3"]),
        ("a: {x: 1，y: 2}\n", ["K149 1:9"]),
        ("a: ｛x: 1｝\n", ["K149 1:4"]),
        ("a: ［甲, 乙］\n", ["K149 1:4"]),
        ("a: [甲，乙]\n", ["K149 1:6"]),
        ("a: {名：甲}\n", ["K149 1:6"]),
        ("a:1\nb:60\n", ["K150 1:2"]),
        ("a: {b:1, c: 2}\n", ["K150 1:6"]),
        ("a: {b:[1], c: 2}\n", ["K150 1:6"]),
        ("a: {b:, c: 2}\n", ["K136 1:6"]),
        ("a: {c: 2, b 1}\n", ["K148 1:11"]),
        ("a: [{take 1, c: 2}]\n", ["K148 1:6"]),
        ("a: {take: , c: 2}\n", ["K136 1:11"]),
        ("a: {b: !0%, c: 2}\n", ["K151 1:8"]),
        ('a: {"b: 1}\nc: {d: "e", f: 1}\n', ["K144 1:5"]),
        ('a: "b\nc: 1\nd: "e"\n', ["K144 1:4"]),  # closed by the next quote of the file, lines below
        ("a: 'b\nc: [1, 'e']\n", ["K144 1:4"]),
        ('a: "b c"\nd: "e" f\n', ["K153 2:8"]),
        ("a:\u3000b\nc: 1\n", ["K155 1:3"]),
        ("a:\n\u3000\u3000b: 1\n", ["K156 2:1"]),
        ("a:\n\xa0\xa0b: 1\n", ["K156 2:1"]),
    ],
)
def test_what_is_refused_is_told_once_at_its_place(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: x * 2 #+ b\n", ["K160 1:10"]),
        ("a: x + y #z\n", ["K160 1:10"]),
        ("a: x + y # 两项之和\n", []),
        ("a: 说明 #注\n", []),
        ("a: 'x + y' #z\n", []),
        ("a: [甲、乙]\n", ["K161 1:6"]),
        ("a: [甲（乙、丙）, '丁、戊']\n", []),
        ("a: {note: 甲，乙、丙}\n", []),
    ],
)
def test_what_reads_in_another_way_than_it_looks_is_a_warning(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_all_refusals_are_told_at_once() -> None:
    assert found("a: !x 1\nb: ~\na: 2\n") == ["K120 1:4", "K136 2:4", "K131 3:1"]


def test_nesting_ends_somewhere() -> None:
    assert found("a: " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1) + "\n") == []
    assert found("a: " + "[" * 100_000 + "\n") == [f"K129 1:{3 + DEEPEST}"]


LIBYAML_DEEPEST = 1000  # MAX_NESTING_LEVEL; no limit in versions before it
LIBYAML_LONGEST_KEY = 1024  # characters from the key's first one to its colon, as YAML's own rules have it


def test_our_limits_are_below_those_of_libyaml() -> None:
    assert DEEPEST < LIBYAML_DEEPEST
    assert LONGEST_KEY + len("'':") < LIBYAML_LONGEST_KEY


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: " + "[" * 500, "1:63"),
        ("a: " + "[" * 5_000, "1:63"),
        ("a: " + "[" * 980 + "]" * 980 + "\n", "1:63"),
        ("a: " + "{b: " * 5_000, f"1:{3 + 4 * (DEEPEST - 1) + 1}"),
        ("- " * 5_000 + "a\n", f"1:{2 * DEEPEST + 1}"),
        ("? " * 5_000 + "a\n", f"1:{2 * DEEPEST + 1}"),
        ("".join(" " * level + "a:\n" for level in range(1_200)), f"{DEEPEST + 1}:{DEEPEST + 1}"),
        ("b: 1\na: " + "[" * 70 + "@", "2:63"),
    ],
)
def test_our_depth_is_met_first_whatever_stands_behind_it(text: str, place: str) -> None:
    """libyaml reads 1,024 characters ahead, so that its own limit, or a wrong sign, is met before ours is asked."""
    assert [one for one in found(text) if not one.startswith("K133")] == [f"K129 {place}"]


@pytest.mark.parametrize("length", [LONGEST_KEY + 1, LIBYAML_LONGEST_KEY - 1, LIBYAML_LONGEST_KEY, 5_000])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{key}: 1\n", "1:1"),
        ("'{key}': 1\n", "1:1"),
        ("b: 1\n{key}: 1\n", "2:1"),
        ("a:\n  {key}: 1\n", "2:3"),
        ("a:\n- {key}: 1\n", "2:3"),
        ("a: {{{key}: 1}}\n", "1:5"),
        ("a: {{b: 1, {key}: 1}}\n", "1:11"),
    ],
)
def test_our_longest_key_is_met_first(text: str, place: str, length: int) -> None:
    assert found(text.format(key="k" * length)) == [f"K157 {place}"]


def test_a_key_of_our_longest_is_read_quoted_or_not() -> None:
    for key in ("k" * LONGEST_KEY, "'" + "k" * LONGEST_KEY + "'"):
        assert found(f"{key}: 1\na: {{b: 1, {key}: 2}}\n") == []


def test_without_libyaml_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML's own reader takes `{b:[1]}` for a mapping of a list; libyaml refuses it."""
    monkeypatch.setattr("kaohe.language.composer._LOADER", None)
    assert [one.code for one in read("a: 1\n")[1]] == ["K162"]


def test_line_ends_do_not_move_places() -> None:
    assert found("a: 1\r\nb: ~\r\n") == ["K136 2:4"]
    assert found("a: 1\rb: ~\r") == ["K136 2:4"]
