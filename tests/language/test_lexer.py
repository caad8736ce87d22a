"""Tokens of a formula, and what no formula may hold: each with its code, its exact place and its exact mend."""

from __future__ import annotations

from fractions import Fraction

import pytest
from kaohe.diagnostics import Findings
from kaohe.language.lexer import MOST_CHARACTERS, Token, tokens
from kaohe.language.vocabulary import Scan
from kaohe.source_places import Place, Source


def lexed(text: str) -> tuple[list[Token], Findings]:
    findings = Findings()
    return tokens(Scan(text, Place(Source("p.yaml", text), 3, 10), findings)), findings


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("0", 0, ""),
        ("12", 12, ""),
        ("0.75", Fraction(3, 4), ""),
        ("1.50", Fraction(3, 2), ""),
        ("15%", Fraction(3, 20), "%"),
        ("15 %", Fraction(3, 20), "%"),
        ("12.5％", Fraction(1, 8), "%"),
        ("2 亿元", 200_000_000, "亿元"),
        ("2亿元", 200_000_000, "亿元"),
        ("500 万元", 5_000_000, "万元"),
        ("3 家", 3, "家"),
        ("5 个百分点", Fraction(1, 20), "%"),
        ("25 万元/亩", 375, "万元/亩"),
        ("25万元／亩", 375, "万元/亩"),
        ("9" * 30, int("9" * 30), ""),
    ],
)
def test_numbers(text: str, value: Fraction | int, label: str) -> None:
    found, findings = lexed(text)
    assert not findings.all
    assert [token.kind for token in found] == ["number", "end"]
    assert (found[0].value, found[0].measure.label, found[0].text) == (value, label, text)


def test_a_measure_word_ends_where_it_ends() -> None:
    found, findings = lexed("2亿元/x + 3 家*y")
    assert not findings.all
    assert [token.text for token in found] == ["2亿元", "/", "x", "+", "3 家", "*", "y", ""]


def test_full_width_signs_are_half_width_ones() -> None:
    found, findings = lexed("max（x，1）＋2－3＊4／5×6÷7＜8＞9≥1≤2≠3＝＝4！＝5＜＝6＞＝7")
    assert not findings.all
    signs = " ".join(token.text for token in found if token.kind == "sign")
    assert signs == "( , ) + - * / * / < > >= <= != == != <= >="


def test_texts_keep_what_is_between_the_quotes() -> None:
    found, _ = lexed("unit == '甲（1）' or unit == \"x＋y 'z'\"")
    assert [token.text for token in found if token.kind == "text"] == ["甲（1）", "x＋y 'z'"]


def test_offsets_count_characters() -> None:
    found, _ = lexed("完成率 - 扣分")
    assert [(token.start, token.end) for token in found] == [(0, 3), (4, 5), (6, 8), (8, 8)]


def test_a_column_with_its_table() -> None:
    found, findings = lexed("项目.投资 * 2")
    assert not findings.all
    assert (found[0].qualifier, found[0].text, found[0].start, found[0].end) == ("项目", "投资", 0, 5)


def test_words_and_names() -> None:
    found, _ = lexed("yes and 是 or 否 if x_1 else none")
    assert [token.kind for token in found] == ["word"] * 6 + ["name", "word", "word", "end"]


@pytest.mark.parametrize(
    ("text", "code", "offset", "width", "instead"),
    [
        (".5", "K321", 0, 2, "0.5"),
        ("5.", "K321", 0, 2, "5"),
        ("010", "K321", 0, 3, "10"),
        ("00.5", "K321", 0, 4, "0.5"),
        ("1_000", "K321", 0, 5, "1000"),
        ("1e5", "K321", 0, 3, "100000"),
        ("1.5E-3", "K321", 0, 6, "0.0015"),
        ("1e400", "K322", 0, 5, None),
        ("0x10", "K322", 0, 4, None),
        ("0b11", "K322", 0, 4, None),
        ("1.2.3", "K322", 0, 5, None),
        ("9" * 31, "K323", 0, 31, None),
        ("1j", "K325", 1, 1, None),
        ("1if x", "K324", 0, 3, None),
        ("2 亿", "K325", 2, 1, None),
        ("max(1,234)", "K326", 4, 5, None),
        ("max(1，234)", "K326", 4, 5, None),
        ("x % 3", "K327", 2, 1, None),
        ("(x)％", "K327", 3, 1, None),
        ("10 % y", "K327", 3, 1, None),
        ("10%(y)", "K327", 2, 1, None),
        ("10%%", "K327", 3, 1, None),
        ("x = 1", "K306", 2, 1, "=="),
        ("x ＝ 1", "K306", 2, 1, "=="),
        ("x === 1", "K306", 2, 3, "=="),
        ("x => 1", "K306", 2, 2, ">="),
        ("x =< 1", "K306", 2, 2, "<="),
        ("x <> 1", "K306", 2, 2, "!="),
        ("x && y", "K306", 2, 2, "and"),
        ("x & y", "K306", 2, 1, "and"),
        ("x || y", "K306", 2, 2, "or"),
        ("!x", "K306", 0, 1, "not"),
        ("~x", "K306", 0, 1, "not"),
        ("x ? 1", "K306", 2, 1, "A if C else B"),
        ("x – 1", "K306", 2, 1, "-"),
        ("x − 1", "K306", 2, 1, "-"),
        ("x · 2", "K306", 2, 1, "*"),
        ("x == “甲”", "K306", 5, 1, '"'),
        ("x == ‘甲’", "K306", 5, 1, "'"),
        ("max(x、y)", "K306", 5, 1, ","),
        ("x：y", "K307", 1, 1, None),
        ("x @ y", "K307", 2, 1, None),
        ("🙂", "K307", 0, 1, None),
        ("x ** 2", "K308", 2, 2, None),
        ("x²", "K308", 0, 2, None),
        ("x // 2", "K309", 2, 2, None),
        ("x := 2", "K310", 2, 2, None),
        ("x += 2", "K310", 2, 2, None),
        ("=x", "K311", 0, 1, None),
        ("x[1", "K313", 1, 1, None),
        ("{x", "K313", 0, 1, None),
        ("x；y", "K314", 1, 1, None),
        ("x # y ; z", "K315", 2, 1, None),
        ("'甲", "K318", 0, 2, None),
        (r"'a\n'", "K319", 2, 1, None),
        ("f'x'", "K320", 0, 1, None),
        ("x\t+ 1", "K305", 1, 1, None),
        ("x\u00a0+ 1", "K305", 1, 1, None),
        ("x\u3000+ 1", "K305", 1, 1, None),
        ("x\u200b", "K304", 1, 1, None),
        ("'x\u202e'", "K304", 2, 1, None),
        ("x\udcff", "K304", 1, 1, None),
        ("x\n+ 1", "K303", 1, 1, None),
        ("x\r\n+ 1", "K303", 1, 1, None),
        ("  ", "K301", 0, 2, None),
        ("", "K301", 0, 1, None),
        ("x" * (MOST_CHARACTERS + 1), "K302", 0, 1, None),
        ("x" * 81, "K332", 0, 81, None),
        ("２", "K331", 0, 1, "2"),
        ("ｘ", "K331", 0, 1, "x"),
        ("完成\uf961", "K331", 0, 3, "完成率"),
        ("\ufb01n", "K331", 0, 2, "fin"),
        ("e\u0301", "K331", 0, 2, "é"),
        ("µ", "K331", 0, 1, "μ"),
        ("𝐢𝐟", "K331", 0, 2, "if"),
        ("٣", "K336", 0, 1, None),
        ("True", "K333", 0, 4, "yes"),
        ("None", "K333", 0, 4, "none"),
        ("x AND y", "K333", 2, 3, "and"),
        ("x 或 y", "K333", 2, 1, "or"),
        ("x is y", "K333", 2, 2, "=="),
        ("lambda", "K334", 0, 6, None),
        ("a.b.c", "K335", 0, 5, None),
        ("(1).real", "K335", 3, 1, None),
        ("x . y", "K335", 2, 1, None),
        ("x.5", "K335", 0, 3, None),
        ("表．列", "K306", 1, 1, "."),
        ("0or x", "K324", 0, 3, None),
    ],
)
def test_refused_with_its_place_and_mend(text: str, code: str, offset: int, width: int, instead: str | None) -> None:
    _, findings = lexed(text)
    assert findings.all
    first = findings.all[0]
    assert first.code == code
    assert first.place is not None
    assert (first.place.line, first.place.column, first.place.width) == (3, 10 + offset, width)
    assert first.arguments.get("instead") == instead


def test_each_kind_of_fault_is_told_once() -> None:
    _, findings = lexed("１ + ２ ＝ ３ = ４")
    assert [one.code for one in findings.all] == ["K331", "K306"]


def test_the_nearest_measure_is_suggested() -> None:
    _, findings = lexed("2 亿")
    assert findings.all[0].arguments["suggestion"] == "亿元"


def test_unseen_characters_are_shown_escaped() -> None:
    _, findings = lexed("x\u202e")
    for language in ("zh", "en"):
        assert "U+202E" in findings.all[0].message(language)
        assert "\u202e" not in findings.all[0].message(language) + findings.all[0].mend(language)
