"""What `check` found, as text, as JSON, and as GitHub's workflow commands; and what a code means, as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kaohe.analysis.check import Checked, Explanation, found_in, repeated
from kaohe.diagnostics import Diagnostic, Fix
from kaohe.lazy import dataclass
from kaohe.messages import CATALOG
from kaohe.policy.model import Policy, Question
from kaohe.report.findings import ordered
from kaohe.report.findings import render as rendered_findings
from kaohe.report.json_text import line
from kaohe.text_width import visible


@dataclass(frozen=True, slots=True)
class Holdings:
    """Counts; `clauses` has encoded, not_computable and open, in this order, and repealed where there are any."""

    scores: int
    questions: int
    targets: int
    clauses: dict[str, int]


FATES = ("encoded", "not_computable", "open", "repealed")


def holdings(policy: Policy) -> Holdings:
    """The counts of a policy."""
    fates: list[str] = [clause.fate for clause in policy.clauses]
    clauses = {fate: fates.count(fate) for fate in FATES if fate != "repealed" or fate in fates}
    return Holdings(len(policy.scores), len(policy.questions), len(policy.targets), clauses)


_WORDS = {
    "zh": {
        "nothing": "没有错误，没有提醒",
        "questions": "待释问题（● 为默认读法）：",
        "notes": "请起草单位明确：",
        "read_as": "暂按：",
        "open": "未定的条款：",
        "repealed": "已经废止、不再有规则的条款：",
    },
    "en": {
        "nothing": "no errors, no warnings",
        "questions": "open questions (● is the default reading):",
        "notes": "notes to the drafters:",
        "read_as": "read as: ",
        "open": "open clauses:",
        "repealed": "repealed clauses, which no rule says any more:",
    },
}


def as_text(checked: Sequence[Checked], language: str, colour: bool = False) -> str:
    """One block a policy: the findings, a line of what it holds, then what it leaves open."""
    return "\n".join("\n".join(_block(one, language, colour)) + "\n" for one in checked)


def _block(checked: Checked, language: str, colour: bool) -> Iterator[str]:
    found = rendered_findings(checked.findings, language, colour)
    yield found.rstrip("\n") if found else f"{visible(checked.name)}: {_WORDS[language]['nothing']}"
    if checked.policy is not None:
        yield visible(f"{checked.policy.id} {checked.policy.title}")
        if checked.policy.base is not None:
            yield visible(f"  {_amended(checked.policy, checked.policy.base, language)}")
        yield f"  {_counts(holdings(checked.policy), language)}"
        yield from _left_open(checked.policy, _WORDS[language])


def _amended(policy: Policy, base: Policy, language: str) -> str:
    count, fates = len(policy.text.amendments), [clause.fate for clause in policy.amending_clauses]
    encoded = fates.count("encoded")
    if language == "zh":
        own = f"修订文件自己的 {len(fates)} 项条款里，{encoded} 项写成了修改"
        return f"修订 {base.id} {base.title}（{base.source.file}）：{count} 项修改；{own}"
    changes = f"{count} change{'' if count == 1 else 's'}"
    own = f"{encoded} of its own {len(fates)} clauses are encoded as changes"
    return f"amends {base.id} {base.title} ({base.source.file}): {changes}; {own}"


def _counts(held: Holdings, language: str) -> str:
    encoded, not_computable, still_open = (held.clauses[fate] for fate in FATES[:3])
    repealed = held.clauses.get("repealed", 0)
    if language == "zh":
        whole = f"{held.scores} 项得分，{held.questions} 个待释问题，{held.targets} 项目标"
        clauses = f"{encoded} 项已写成规则，{not_computable} 项不能计算，{still_open} 项未定"
        clauses += f"，{repealed} 项已废止" if repealed else ""
        return f"{whole}，{sum(held.clauses.values())} 项条款（{clauses}）"
    counts = ((held.scores, "score"), (held.questions, "open question"), (held.targets, "target"))
    whole = ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts)
    clauses = f"{encoded} encoded, {not_computable} not computable, {still_open} open"
    clauses += f", {repealed} repealed" if repealed else ""
    return f"{whole}, {sum(held.clauses.values())} clauses ({clauses})"


def _left_open(policy: Policy, words: dict[str, str]) -> Iterator[str]:
    """Questions with their readings, notes, and open clauses."""
    if policy.questions:
        yield f"  {words['questions']}"
        for question in policy.questions.values():
            yield from _question(question)
    if policy.notes:
        yield f"  {words['notes']}"
        for note in policy.notes:
            read_as = f"（{words['read_as']}{note.read_as}）" if note.read_as else ""
            yield visible(f"    {_clause(note.clause)}{note.ask}{read_as}")
    listed = [clause for clause in policy.clauses if clause.fate == "open"]
    if listed:
        yield f"  {words['open']}"
        yield from (visible(f"    [{clause.id}] {clause.words}") for clause in listed)
    repealed = [clause for clause in policy.clauses if clause.fate == "repealed"]
    if repealed:
        yield f"  {words['repealed']}"
        yield from (visible(f"    [{clause.id}] ← {clause.words}") for clause in repealed)


def _question(question: Question) -> Iterator[str]:
    yield visible(f"    {question.id} {_clause(question.clause)}{question.ask}")
    for reading, meaning in question.readings.items():
        yield visible(f"      {'●' if reading == question.default else '○'} {reading}: {meaning}")


def _clause(clause: str | None) -> str:
    return f"[{clause}] " if clause else ""


def as_json(checked: Sequence[Checked], language: str, colour: bool = False) -> str:
    """The whole document; messages are in `language`, and nothing is ever coloured."""
    policies = ",\n".join(_policy(one, language) for one in checked)
    return f'{{"policies": [{policies}]}}\n'


def _policy(checked: Checked, language: str) -> str:
    policy = checked.policy
    members = {
        "file": line(checked.name),
        "policy": line(None if policy is None else policy.id),
        "title": line(None if policy is None else policy.title),
        "findings": _line_each(_finding(finding, language) for finding in ordered(checked.findings)),
        **({} if policy is None else _contents(policy)),
    }
    return "{" + ",\n ".join(f'"{key}": {value}' for key, value in members.items()) + "}"


def _amends(policy: Policy, base: Policy) -> dict[str, object]:
    """The base, and each change with its clause and what the document says."""
    changes = [{"clause": each.clause, "say": each.say, "line": each.place.line} for each in policy.text.amendments]
    repealed = [clause.id for clause in policy.clauses if clause.fate == "repealed"]
    return {"policy": base.id, "file": base.source.file, "changes": changes, "repealed_clauses": repealed}


def _contents(policy: Policy) -> dict[str, str]:
    """What a policy holds and leaves open; a policy that cannot be used has none of it."""
    held = holdings(policy)
    questions = (
        {"id": each.id, "clause": each.clause, "ask": each.ask, "default": each.default, "readings": each.readings}
        for each in policy.questions.values()
    )
    notes = ({"clause": note.clause, "ask": note.ask, "read_as": note.read_as} for note in policy.notes)
    return {
        "scores": line(held.scores),
        "targets": line(held.targets),
        "clauses": line(held.clauses),
        **({} if policy.base is None else {"amends": line(_amends(policy, policy.base))}),
        "questions": _line_each(questions),
        "notes": _line_each(notes),
    }


def _finding(finding: Diagnostic, language: str) -> dict[str, object]:
    place = finding.place
    in_text = place is not None and place.line > 0
    return {
        "code": finding.code,
        "level": "error" if finding.is_error else "warning",
        "file": None if place is None else place.source.name,
        "line": place.line if in_text and place else None,
        "column": place.column if in_text and place else None,
        "width": place.width if in_text and place else None,
        "message": finding.message(language),
        "mend": finding.mend(language),
        "fix": None if finding.fix is None else _fix(finding.fix),
    }


def _fix(fix: Fix) -> dict[str, object]:
    """Lines and columns from 1; `end` is where the text that is replaced has ended."""
    place = fix.place
    start = {"line": place.line, "column": place.column}
    return {"start": start, "end": {"line": place.line, "column": place.column + place.width}, "text": fix.text}


def _line_each(entries: Iterable[object]) -> str:
    lines = ",\n  ".join(map(line, entries))
    return f"[\n  {lines}]" if lines else "[]"


def as_github(checked: Sequence[Checked], language: str, colour: bool = False) -> str:
    """A line for each finding, and nothing else."""
    found = (finding for one in checked for finding in ordered(one.findings))
    return "".join(f"{_command(finding, language)}\n" for finding in found)


def _command(finding: Diagnostic, language: str) -> str:
    place = finding.place
    known: dict[str, object] = {}
    if place is not None and place.source.name != "-":
        known["file"] = place.source.name
    if place is not None and place.line:
        known |= {"line": place.line, "col": place.column, "endColumn": place.column + max(place.width - 1, 0)}
    known["title"] = finding.code
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in known.items())
    said = "\n".join(filter(None, (finding.message(language), finding.mend(language))))
    return f"::{'error' if finding.is_error else 'warning'} {properties}::{_escaped(said)}"


def _escaped(text: str) -> str:
    """A line break would end the command, and % begins an escape."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(escaped)


def _property(text: str) -> str:
    """In a property, a colon or a comma would end it too."""
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


_FAMILIES = {
    "K1": ("办法文件和 YAML 的写法", "the policy file and its YAML"),
    "K2": ("办法的结构和名称", "shape and names of a policy"),
    "K3": ("公式", "formulas"),
    "K4": ("计量单位、期间和可能没有的值", "grains, measures, and what may be absent"),
    "K5": ("办法作为整体", "the policy as a whole"),
    "K6": ("清单和成员", "lists and their members"),
    "K7": ("办法里的表", "tables of the document"),
    "K8": ("别的文件和修订", "other files, and amendments"),
    "D1": ("数据文件", "data files"),
    "D2": ("数据的单元格", "cells of data"),
    "D3": ("数据里的单位和期间", "units and periods in data"),
    "D4": ("数据之间的关系", "what has to hold of data"),
    "E1": ("计算", "the calculation"),
    "E2": ("计算", "the calculation"),
    "E3": ("复算", "the second calculation"),
    "E5": ("计分底稿", "the workbook of a calculation"),
    "E6": ("分区", "partitions"),
    "E4": ("算例", "examples of a policy"),
    "C1": ("命令行", "the command line"),
    "C2": ("命令行和读法", "the command line and readings"),
    "M1": ("对应文件", "mapping files"),
}


_CODE_WORDS = {
    "zh": {"error": "错误", "warning": "提醒", "note": "说明", "mend": "改法：", "bad": "例如：", "good": "改为："},
    "en": {"error": "error", "warning": "warning", "note": "note"}
    | {"mend": "mend: ", "bad": "for example:", "good": "mended:"},
}


def as_explanation(explanation: Explanation, language: str) -> str:
    """The explanation in one language."""
    return "\n".join(_explained(explanation, language)) + "\n"


def _explained(explanation: Explanation, language: str) -> Iterator[str]:
    words, code = _CODE_WORDS[language], explanation.code
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
