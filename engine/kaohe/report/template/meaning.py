"""What a column means, in words: for the comment on its heading and for the list of all columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kaohe.language.numerals import exact_digits
from kaohe.policy.model import ColumnSpec
from kaohe.report.template.cell_checks import bounds, words
from kaohe.report.template.forms import Field, Form
from kaohe.report.values import yes_no

UNSAID = "办法没有写明"
_NAME = re.compile(r"[^\W\d]\w*")


def comment(field: Field) -> str:
    """All that is to be known of a column, a line each."""
    lines = [
        field.spec.name,
        _line("含义", field.spec.note or ""),
        _line("条款", clauses(field)),
        _line("用于", purposes(field)),
        _line("填法", kind(field.spec)),
        _line("空白", blank(field.spec)),
        _line("由谁填", "、".join(field.use.offices) or UNSAID),
        _line("代号", field.spec.id),
    ]
    return "\n".join(line for line in lines if line)


def kind(spec: ColumnSpec) -> str:
    """亿元，不小于 0; 是 或 否; 文字."""
    if spec.type == "text":
        return "文字"
    if spec.type == "name":
        return "名称，同一个名称每次写法一致"
    if spec.type == "date":
        return "日期，写年、月、日，如 2023-01-20"
    if spec.type != "number":
        return "下拉选择：" + "、".join(words(spec))
    told = ["整数" if spec.whole else "数", f"单位：{spec.measure.label}" if spec.measure.label else "", bounds(spec)]
    if spec.measure.kind == "percent":
        told.append("填 12.5 或 12.5%（一列只用一种），不填 0.125")
    return "，".join(word for word in told if word)


def blank(spec: ColumnSpec) -> str:
    """What an empty cell is taken for."""
    if spec.default is not None:
        return f"可以空，空白按 {_default(spec)} 计"
    return "可以空，空白是暂缺，不是零" if spec.optional else "必填"


def clauses(field: Field) -> str:
    """The clauses of the scores and targets that rest on a column."""
    return "、".join(dict.fromkeys(purpose.clause for purpose in field.use.purposes if purpose.clause))


def purposes(field: Field) -> str:
    """Their names; that of a target is the column's own."""
    names = dict.fromkeys(purpose.name for purpose in field.use.purposes)
    return "、".join(name for name in names if name != field.spec.name)


def conditions(form: Form, texts: Iterable[str]) -> Iterator[str]:
    """What must hold of every row, with the names of the columns instead of their ids.

    A condition of which only a part of the columns stands on the form is left out: nobody could see to it there.
    """
    names = {field.spec.id: field.spec.name for field in form.fields}
    for text in texts:
        asked = set(_NAME.findall(text)) & set(form.table.columns)
        if asked <= set(names):
            yield _NAME.sub(lambda word: names.get(word[0], word[0]), text)


def _default(spec: ColumnSpec) -> str:
    if isinstance(spec.default, bool):
        return yes_no(spec.default)
    if isinstance(spec.default, str):
        return dict(zip(spec.choices, words(spec), strict=True)).get(spec.default, spec.default)
    return exact_digits(spec.default / spec.measure.scale) + spec.measure.label if spec.default is not None else ""


def _line(word: str, text: str) -> str:
    return f"{word}：{text}" if text else ""
