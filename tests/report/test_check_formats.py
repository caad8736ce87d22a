"""What was found about policies, in its three formats."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from kaohe.analysis.check import Checked
from kaohe.diagnostics import Diagnostic, Fix
from kaohe.policy.model import Clause, Note, Policy
from kaohe.report.formats import rendered_check as rendered
from kaohe.source_places import Place, Source

from tests.report import sample

SOURCE = Source("办法,a:b.yaml", "kaohe: 2\nscores: [s]\n")
PLACE = Place(SOURCE, 2, 10, 3)
ERROR = Diagnostic("K204", PLACE, {"key": "clause", "value": "3%\r\n\x1b"})
WARNING = Diagnostic("K505", Place(SOURCE, 1, 1), {"total": 95})
WHOLE = Diagnostic("K524", Place(SOURCE), {})


def policy() -> Policy:
    clauses = (
        Clause("一", "encoded", PLACE),
        Clause("二", "not_computable", PLACE, "原则"),
        Clause("三", "open", PLACE, "另行制定"),
        Clause("四", "encoded", PLACE),
    )
    notes = (Note("是否计两次", PLACE, "三（二）1", "计两次"), Note("起止年", PLACE))
    return replace(sample.policy([sample.score("total", "总分")]), clauses=clauses, notes=notes)


def test_text_has_findings_then_what_is_held_then_what_is_open() -> None:
    lines = rendered([Checked("p.yaml", policy(), [ERROR, WARNING])], "text", "zh", False).splitlines()
    assert lines[0].startswith("办法,a:b.yaml:1:1: K505 提醒：")  # in the order of their places
    assert "共 1 处错误、1 处提醒" in lines
    held = lines[lines.index("共 1 处错误、1 处提醒") + 1 :]
    assert held == [
        "sample 某县考核办法",
        "  1 项得分，2 个待释问题，0 项目标，4 项条款（2 项已写成规则，1 项不能计算，1 项未定）",
        "  待释问题（● 为默认读法）：",
        "    X1 [三（一）1] 都相等时取多少",
        "      ● full: 取100%",
        "      ○ base: 取60%",
        "    R1 并列如何排名",
        "      ● competition: 占名次",
        "      ○ dense: 不占名次",
        "  请起草单位明确：",
        "    [三（二）1] 是否计两次（暂按：计两次）",
        "    起止年",
        "  未定的条款：",
        "    [三] 另行制定",
    ]


def test_text_in_english_and_of_a_policy_without_findings() -> None:
    lines = rendered([Checked("p.yaml", policy(), [])], "text", "en", False).splitlines()
    assert lines[0] == "p.yaml: no errors, no warnings"
    assert lines[2] == "  1 score, 2 open questions, 0 targets, 4 clauses (2 encoded, 1 not computable, 1 open)"


def test_a_policy_that_cannot_be_used_has_its_findings_alone() -> None:
    text = rendered([Checked("p.yaml", None, [ERROR]), Checked("q.yaml", policy(), [])], "text", "zh", True)
    first, second = text.split("\n\n")
    assert first.endswith("共 1 处错误") and "\x1b[1;31mK204" in first
    assert second.startswith("q.yaml: 没有错误，没有提醒")


def test_json_has_a_stable_form() -> None:
    checked = [Checked("p.yaml", policy(), [ERROR, WARNING, WHOLE]), Checked("q.yaml", None, [])]
    text = rendered(checked, "json", "en", True)
    assert "\x1b" not in text
    used, unused = json.loads(text)["policies"]
    assert list(used) == ["file", "policy", "title", "findings", "scores", "targets", "clauses", "questions", "notes"]
    assert (used["file"], used["policy"], used["scores"], used["targets"]) == ("p.yaml", "sample", 1, 0)
    assert used["clauses"] == {"encoded": 2, "not_computable": 1, "open": 1}
    assert used["notes"][0] == {"clause": "三（二）1", "ask": "是否计两次", "read_as": "计两次"}
    assert used["questions"][0] == {
        "id": "X1",
        "clause": "三（一）1",
        "ask": "都相等时取多少",
        "default": "full",
        "readings": {"full": "取100%", "base": "取60%"},
    }
    whole, warning, error = used["findings"]
    assert [whole[key] for key in ("code", "line", "column", "width")] == ["K524", None, None, None]
    assert (warning["level"], warning["line"], warning["column"], warning["width"]) == ("warning", 1, 1, 1)
    assert (error["level"], error["file"], error["line"], error["column"]) == ("error", SOURCE.name, 2, 10)
    assert error["fix"] is None
    assert error["message"] == ERROR.message("en") and error["mend"] == ERROR.mend("en")
    assert unused == {"file": "q.yaml", "policy": None, "title": None, "findings": []}


def test_github_has_a_line_a_finding_and_nothing_that_ends_it_early() -> None:
    lines = rendered([Checked("p.yaml", policy(), [ERROR, WARNING, WHOLE])], "github", "en", True).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("::warning file=办法%2Ca%3Ab.yaml,title=K524::")
    assert lines[1].startswith("::warning file=办法%2Ca%3Ab.yaml,line=1,col=1,endColumn=1,title=K505::the weights")
    assert "95%25, not 100%25%0A" in lines[1]
    assert lines[2].startswith("::error file=办法%2Ca%3Ab.yaml,line=2,col=10,endColumn=12,title=K204::")
    assert "3%25" in lines[2] and "\x1b" not in lines[2] and "\r" not in lines[2]


def test_github_names_no_file_for_standard_input() -> None:
    place = Place(Source("-", "a\n"), 1, 1)
    text = rendered([Checked("-", None, [Diagnostic("K126", place, {})])], "github", "zh", False)
    assert text.startswith("::error line=1,col=1,endColumn=1,title=K126::文件是空的%0A")


@pytest.mark.parametrize("format_", ["json", "github"])
def test_nothing_found(format_: str) -> None:
    text = rendered([Checked("p.yaml", policy(), [])], format_, "zh", False)
    assert text == "" if format_ == "github" else json.loads(text)["policies"][0]["findings"] == []


def test_a_mend_that_is_a_text_has_where_it_starts_and_ends() -> None:
    fixed = Diagnostic("K505", PLACE, {"total": 95}, Fix(PLACE, "100%"))
    document = json.loads(rendered([Checked("p.yaml", None, [fixed])], "json", "en", False))
    (found,) = document["policies"][0]["findings"]
    assert found["fix"] == {"start": {"line": 2, "column": 10}, "end": {"line": 2, "column": 13}, "text": "100%"}
