"""Findings as text: order, carets under wide characters, cut lines, counts, both languages."""

from __future__ import annotations

from kaohe.diagnostics import Diagnostic, Findings
from kaohe.messages import CATALOG
from kaohe.report.findings import quoted, render
from kaohe.source_places import Place, Source
from kaohe.text_width import width

SOURCE = Source("办法.yaml", "kaohe: 2\ntitle: 某县考核办法\n\tformula: 产值 + x\n" + "长" * 200 + "\n\n")


def finding(place: Place | None, path: str = "a") -> Diagnostic:
    return Diagnostic("C103", place, {"path": path})


def test_place_code_message_line_caret_and_mend() -> None:
    text = render([finding(Place(SOURCE, 2, 8, 6))], "zh")
    assert text.splitlines() == [
        "办法.yaml:2:8: C103 没有这个数据文件夹：a",
        "  title: 某县考核办法",
        "         ^^^^^^^^^^^^",
        "  改法：写出存放各张数据表的文件夹",
        "共 1 处错误",
    ]


def test_in_english() -> None:
    lines = render([finding(Place(SOURCE, 1, 1, 5)), finding(None)], "en").splitlines()
    assert lines[:4] == [
        "办法.yaml:1:1: C103 no such data folder: a",
        "  kaohe: 2",
        "  ^^^^^",
        "  mend: give the folder that holds the data tables",
    ]
    assert lines[4].startswith("C103 no such data folder")
    assert lines[-1] == "2 errors"


def test_nothing_found_says_nothing() -> None:
    assert render([], "zh") == ""


def test_order_is_by_file_line_and_column_and_cells_by_their_numbers() -> None:
    book = Source("a.xlsx")
    places = [
        None,
        Place(SOURCE, 3, 2),
        Place(SOURCE, 2, 9),
        Place(SOURCE, 2, 1),
        Place(book, sheet="季报", cell="AA9"),
        Place(book, sheet="季报", cell="B10"),
        Place(book, sheet="季报", cell="B9"),
        Place(book),
    ]
    heads = [line.split(": ")[0] for line in render([finding(place) for place in places], "en").splitlines()]
    found = [head for head in heads if head.startswith(("a.xlsx", "办法"))]
    assert found == [
        "a.xlsx",
        "a.xlsx[季报!B9]",
        "a.xlsx[季报!AA9]",
        "a.xlsx[季报!B10]",
        "办法.yaml:2:1",
        "办法.yaml:2:9",
        "办法.yaml:3:2",
    ]


def test_warnings_are_named_and_counted_apart() -> None:
    code = next((code for code, entry in CATALOG.items() if entry.level == "warning"), None)
    assert code is not None
    arguments = {word: "x" for word in "abcdefghijklmnopqrstuvwxyz"}
    warning = Diagnostic(code, Place(SOURCE, 1, 1), _Anything(arguments))
    assert f"{code} 提醒：" in render([warning], "zh")
    assert render([warning, finding(None)], "zh").splitlines()[-1] == "共 1 处错误、1 处提醒"
    assert render([warning, finding(None)], "en").splitlines()[-1] == "1 error, 1 warning"
    assert "\x1b[1;33m" in render([warning], "en", colour=True)


def test_a_note_is_shown_where_notes_are_asked_for() -> None:
    findings = Findings()
    findings.add("D138", Place(SOURCE, 1, 1), table="x", count=1, rows=("3",))
    findings.add("C103", None, path="a")
    assert findings.warnings == [] and findings.all[0].is_note
    assert "D138" not in render(findings.all, "zh") and render(findings.all[:1], "zh") == ""
    lines = render(findings.all, "zh", notes=True).splitlines()
    assert "D138 说明：" in lines[0] and lines[-1] == "共 1 处错误、1 处说明"
    assert render(findings.all, "en", notes=True).splitlines()[-1] == "1 error, 1 note"


def test_a_list_of_names_may_be_longer_than_a_text_and_has_an_end() -> None:
    arguments = {"table": "x", "count": 1, "rows": tuple(f"第{number}镇" for number in range(500))}
    message = Diagnostic("D138", None, arguments).message("zh")
    assert "第0镇、第1镇" in message and 300 < len(message) < 500 and "…" in message
    assert "第0镇, 第1镇" in Diagnostic("D138", None, arguments).message("en")


class _Anything(dict[str, object]):
    """Arguments that fill whatever a message asks for."""

    def items(self):  # type: ignore[no-untyped-def]
        import re

        texts = "".join(str(field) for entry in CATALOG.values() for field in entry)
        return dict.fromkeys(re.findall(r"\{(\w+)\}", texts), "x").items()


def test_tabs_are_four_columns() -> None:
    line, caret = quoted(Place(SOURCE, 3, 11, 2))
    assert line == "    formula: 产值 + x"
    assert caret == " " * 13 + "^^^^"


def test_a_long_line_is_cut_around_the_caret() -> None:
    for column in (1, 100, 200):
        line, caret = quoted(Place(SOURCE, 4, column, 3), limit=40)
        assert width(line) <= 40
        at = len(caret) - len(caret.lstrip())
        assert 0 <= at < 40
        assert ("…" in line[:1]) == (column > 1)
        assert ("…" in line[-1:]) == (column < 200)


def test_a_place_behind_the_end_of_the_line_has_a_caret_too() -> None:
    assert quoted(Place(SOURCE, 1, 99)) == ["kaohe: 2", " " * 8 + "^"]


def test_no_line_for_a_blank_one_or_a_whole_file() -> None:
    assert quoted(Place(SOURCE, 5, 1)) == []
    assert quoted(Place(SOURCE)) == []


def test_control_characters_never_reach_the_terminal() -> None:
    source = Source("a\x1b[2J.yaml", "x: \x1b[31m\u202e甲\n")
    text = render([finding(Place(source, 1, 5), path="\x9b31m\u2066")], "zh")
    assert "\\u001b[31m\\u202e甲" in text
    assert not {"\x1b", "\x9b", "\u202e", "\u2066"} & set(text)


def test_colour_marks_the_code_alone() -> None:
    assert "\x1b[1;31mC103\x1b[0m no such" in render([finding(None)], "en", colour=True)


def test_errors_stand_last_where_a_screen_ends() -> None:
    warning = Diagnostic("K502", Place(SOURCE, 3, 1), {"id": "x"})
    lines = render([finding(Place(SOURCE, 1, 1)), warning], "zh").splitlines()
    codes = [line.split(": ")[1].split()[0] for line in lines if line.startswith("办法.yaml:")]
    assert codes == ["K502", "C103"]


def test_a_long_list_of_like_findings_folds_to_the_first_ones_and_the_places_of_all_others() -> None:
    source = Source("办法.yaml", "行\n" * 40)
    few = [finding(Place(source, line, 1)) for line in range(1, 21)]
    assert render(few, "zh").count("没有这个数据文件夹") == 20
    text = render([*few, finding(Place(source, 21, 1)), finding(Place(source, 22, 1))], "zh")
    assert text.count("没有这个数据文件夹") == 8
    places = "、".join(f"{line}:1" for line in range(9, 23))
    assert text.splitlines()[-2:] == [f"C103 还有 14 处，与上面几处同类：办法.yaml {places}", "共 22 处错误"]


def test_ten_thousand_like_findings_are_a_few_lines_of_text() -> None:
    source = Source("甲/季报.csv", "行\n" * 10_001)
    found = Findings()
    for line in range(1, 10_001):
        found.add("C103", Place(source, line, 1), path="a")
    text = render(found.all, "zh")
    assert text.count("没有这个数据文件夹") == 8 and len(text) < 2_000
    folded, count = text.splitlines()[-2:]
    assert folded.startswith("C103 还有 9992 处，与上面几处同类：甲/季报.csv 9:1、10:1、") and folded.endswith("48:1…")
    assert count == "共 10000 处错误"


def test_the_cells_of_a_workbook_fold_under_its_name() -> None:
    book = Source("季报.xlsx")
    text = render([finding(Place(book, sheet="季报", cell=f"B{row}")) for row in range(1, 22)], "zh")
    cells = "、".join(f"[季报!B{row}]" for row in range(9, 22))
    assert text.splitlines()[-2] == f"C103 还有 13 处，与上面几处同类：季报.xlsx {cells}"
