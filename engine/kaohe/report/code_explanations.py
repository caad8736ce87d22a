"""What a code means, as text: the message and its mend, an example that has it, and the same mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kaohe.analysis.code_explanations import Explanation, found_in, repeated
from kaohe.diagnostics import Diagnostic
from kaohe.messages import CATALOG
from kaohe.shown_text import visible

_FAMILIES = {
    "K1": ("办法文件和 YAML 的写法", "the policy file and its YAML"),
    "K2": ("办法的结构和名称", "shape and names of a policy"),
    "K3": ("公式", "formulas"),
    "K4": ("计量单位、期间和可能没有的值", "grains, measures, and what may be absent"),
    "K5": ("办法作为整体", "the policy as a whole"),
    "D1": ("数据文件", "data files"),
    "D2": ("数据的单元格", "cells of data"),
    "D3": ("数据里的单位和期间", "units and periods in data"),
    "D4": ("数据之间的关系", "what has to hold of data"),
    "E1": ("计算", "the calculation"),
    "E2": ("计算", "the calculation"),
    "E3": ("复算", "the second calculation"),
    "E5": ("计分底稿", "the workbook of a calculation"),
    "E4": ("算例", "examples of a policy"),
    "C1": ("命令行", "the command line"),
    "C2": ("命令行和读法", "the command line and readings"),
}


_WORDS = {
    "zh": {"error": "错误", "warning": "提醒", "note": "说明", "mend": "改法：", "bad": "例如：", "good": "改为："},
    "en": {"error": "error", "warning": "warning", "note": "note"}
    | {"mend": "mend: ", "bad": "for example:", "good": "mended:"},
}


def render(explanation: Explanation, language: str) -> str:
    """The explanation in one language."""
    return "\n".join(_lines(explanation, language)) + "\n"


def _lines(explanation: Explanation, language: str) -> Iterator[str]:
    words, code = _WORDS[language], explanation.code
    family = _FAMILIES[code[:2]][0 if language == "zh" else 1]
    message, mend = _said(explanation, language)
    yield f"{code}  {words[CATALOG[code].level]}  {family}"
    yield visible(message)
    if mend:
        yield f"{words['mend']}{visible(mend)}"
    if explanation.why is not None:
        yield explanation.why[language]
    for word, example in (("bad", explanation.bad), ("good", explanation.good)):
        yield ""
        yield words[word]
        yield from _example(example)


def _said(explanation: Explanation, language: str) -> tuple[str, str]:
    """What is found in the example; where it cannot be run, the message with … for what differs from case to case."""
    found = next((each for each in found_in(explanation, "bad") if each.code == explanation.code), None)
    if found is None:
        entry = CATALOG[explanation.code]
        names = re.findall(r"\{(\w+)\}", "".join((entry.zh, entry.en, entry.zh_mend, entry.en_mend)))
        found = Diagnostic(explanation.code, None, dict.fromkeys(names, "…"))
    return found.message(language), found.mend(language)


def _example(example: str | Mapping[str, str]) -> Iterator[str]:
    files = example if isinstance(example, Mapping) else {"": example}
    for name, text in files.items():
        yield from [f"  {name}"] if name else []
        indent = "    " if name else "  "
        yield from (f"{indent}{visible(line)}".rstrip() for line in repeated(text, shown=True).rstrip("\n").split("\n"))
