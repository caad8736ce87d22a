"""Small policies for the checks of a policy as a whole: what stands around the lines of a case."""

from __future__ import annotations

import re
from textwrap import indent

from kaohe.analysis.check import check
from kaohe.diagnostics import Diagnostic
from kaohe.source_places import Source

UNITS = """\
units:
  town:
    name: 乡镇
    period: quarter
    groups:
      plain: {name: 平原组, members: [甲镇, 乙镇]}
      hill: {name: 山区组, members: [丙镇, 丁镇, 戊镇]}
"""
TABLES = """\
tables:
  town:
    name: 乡镇季报
    key: [town, quarter]
    columns:
      - {measure: 分, min: 0, max: 10, names: {x: 质量分}}
      - {measure: 分, names: {free: 无界}}
      - {measure: "%", min: 0%, max: 100%, names: {rate: 完成率}}
      - {measure: 家, whole: yes, min: 0, max: 3, names: {n: 家数}}
      - {type: yes/no, names: {p: 是否}}
  project:
    name: 项目
    records_of: [town, quarter]
    columns:
      - {type: text, names: {project: 名称}}
      - {measure: 亿元, min: 0, max: 5 亿元, names: {money: 投资额}}
"""
QUESTION = "questions: {Q: {ask: 何, readings: {a: 一, b: 二}}}\n"
AROUND = "kaohe: 2\npolicy: small\ntitle: 小办法\n"


def found(text: str, *families: str) -> list[str]:
    """The codes about a policy of these sections, in the order of their places; only those asked for, if any are.

    Units and tables are those above where the text has none.
    """
    return [finding.code for finding in findings(text, *families)]


def findings(text: str, *families: str) -> list[Diagnostic]:
    """The findings themselves."""
    sections = {line.partition(":")[0] for line in text.splitlines()}
    around = AROUND + "".join(each for each in (UNITS, TABLES) if each.partition(":")[0] not in sections)
    told = check(Source("small.yaml", around + text))[1]
    ordered = sorted(told, key=lambda finding: (finding.place.line, finding.place.column) if finding.place else (0, 0))
    for finding in told:  # a gap in the words of either language raises
        assert all(finding.message(language) + finding.mend(language) for language in ("zh", "en"))
    return [finding for finding in ordered if not families or finding.code in families]


def score(rule: str, *more: str) -> str:
    """One score `s` of this rule, written as the keys of its entry; then further sections."""
    lines = indent(re.sub(r"; (?=\w+:)", "\n", rule), "    ")
    return f"scores:\n  - id: s\n    for: town\n{lines}\n" + "".join(more)
