"""Writes the words of rules into the reference and the schema: `python docs/reference.py`.

What a word is and does stands with the word in engine/kaohe/words alone. This puts it between the marks of
docs/language.zh.md and docs/language.en.md, and into the descriptions of schemas/policy.schema.json.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "engine"))

from kaohe.language.entry import Doc  # noqa: E402
from kaohe.words import DOCS  # noqa: E402

PAGES = {"zh": ROOT / "docs/language.zh.md", "en": ROOT / "docs/language.en.md"}
SCHEMA = ROOT / "schemas/policy.schema.json"
BEGIN, END = "<!-- words: python docs/reference.py -->", "<!-- end of words -->"
UNITS = ("甲", "乙", "丙")

SAMPLE = """\
kaohe: 2
policy: reference
title: 词的算例（虚构）
units: {town: {name: 镇, period: quarter, members: [甲, 乙, 丙]}}
tables:
  yearly:
    name: 年报
    key: [town, year]
    columns:
      - {names: {x: 数}}
      - {type: choice, choices: {big: 大, small: 小}, names: {size: 类}}
      - {type: yes/no, names: {met: 完成}}
  quarterly: {name: 季报, key: [town, quarter], columns: [{names: {q: 季度数}}]}
  records: {name: 台账, records_of: [town, year], columns: [{names: {v: 值}}]}
questions: {Q: {ask: 怎样读, readings: {strict: 从严, mild: 从宽}}}
values: [{id: place, for: town, rank: {of: x, within: all, ties: competition}}]
scores:
"""
"""What every example is calculated with; its scores are the examples."""

YEARLY = {"x": (2, 4, 8), "size": ("big", "small", "small"), "met": (True, False, True)}
QUARTERLY = ((1, 2, 3, 4), (4, 4, 4, 4), (8, 0, 8, 0))
RECORDS = ((), (5, 3), (1,))

_WORDS = {"yes": ("是", "yes"), "no": ("否", "no")}
_ENGLISH = {"得分": "score", "表": "TABLE", "读法": "reading", "列": "column", "分值": "points", "词": "word"}
_HEADINGS = {
    "zh": ("| 关键字 | 意思 | 公式 | 原文的说法、出处 |", "| 算例 | 甲 | 乙 | 丙 |"),
    "en": ("| keyword | what it means | formula | known as, source |", "| example | 甲 | 乙 | 丙 |"),
}
_LEADS = {
    "zh": (
        "算例用的数（虚构）：`x` 甲 2、乙 4、丙 8；`size` 甲 `big`，乙、丙 `small`；`met` 甲、丙是，乙否；"
        "`records` 里 `v` 乙有 5、3 两条，丙有 1 一条，甲没有；四个季度的 `q` 甲 1、2、3、4，乙 4、4、4、4，"
        "丙 8、0、8、0；`place` 是 `x` 的名次；`Q` 在用的读法是 `strict`。"
    ),
    "en": (
        "The examples use (made up): `x`, 甲 2, 乙 4, 丙 8; `size`, 甲 `big`, 乙 and 丙 `small`; `met`, yes "
        "for 甲 and 丙; in `records` the `v` of 乙 are 5 and 3, of 丙 1, and 甲 has none; `q` of the four "
        "quarters, 甲 1, 2, 3, 4, 乙 4, 4, 4, 4, 丙 8, 0, 8, 0; `place` is the rank of `x`; the reading "
        "of `Q` in force is `strict`."
    ),
}


def section(language: str) -> str:
    """What stands between the marks of a page."""
    at = ("zh", "en").index(language)
    heading, examples = _HEADINGS[language]
    rows = [heading, "| --- | --- | --- | --- |"]
    rows += [_row(_in_full(doc, language), doc.formula, (doc.known_zh, doc.known_en)[at]) for doc in DOCS.values()]
    rows += ["", _LEADS[language], "", examples, "| --- | --- | --- | --- |"]
    for doc in DOCS.values():
        code = " ".join(f"`{line}`" for line in doc.example.splitlines())
        rows.append(_row(code, *(_WORDS.get(value, (value, value))[at] for value in doc.gives)))
    return "\n".join(rows)


def _in_full(doc: Doc, language: str) -> str:
    """The form as it is written, what it gives, and what more there is to know."""
    zh = language == "zh"
    written, or_ = doc.written, " 或 " if zh else " or "
    for word, english in () if zh else _ENGLISH.items():
        written = written.replace(word, english)
    stop, more = ("。", doc.more_zh) if zh else (". ", doc.more_en)
    said = stop.join(filter(None, (doc.zh if zh else doc.en, more)))
    return f"`{written}` | {said}".replace(" 或 ", or_)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def page(text: str, language: str) -> str:
    """A page with the section renewed."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{section(language)}\n{END}{after}"


def schema(text: str) -> str:
    """The schema with the descriptions of its keywords renewed; the examples of their arguments stay."""
    known = json.loads(text)["$defs"]
    for id_, doc in DOCS.items():
        part = known.get(f"{id_}_keyword", known.get(id_))
        if part is not None:
            old = part["description"]
            _, mark, examples = old.partition("。例 e.g. ")
            plain = f"{doc.zh} / {doc.en}".replace("`", "")  # editors show it as it stands
            new = f"{plain}{mark}{examples}"
            text = text.replace(json.dumps(old, ensure_ascii=False), json.dumps(new, ensure_ascii=False))
    return text


if __name__ == "__main__":
    for language, file in PAGES.items():
        file.write_text(page(file.read_text(encoding="utf-8"), language), encoding="utf-8", newline="\n")
    SCHEMA.write_text(schema(SCHEMA.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
