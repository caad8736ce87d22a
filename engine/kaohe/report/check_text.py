"""How much a policy holds: scores, open questions, targets, and clauses by what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaohe.analysis.check import Checked
from kaohe.policy.model import Policy, Question
from kaohe.report.findings import render as rendered_findings
from kaohe.shown_text import visible


@dataclass(frozen=True, slots=True)
class Holdings:
    """Counts; `clauses` has encoded, not_computable and open, in this order."""

    scores: int
    questions: int
    targets: int
    clauses: dict[str, int]


def holdings(policy: Policy) -> Holdings:
    """The counts of a policy."""
    fates = [clause.fate for clause in policy.clauses]
    clauses = {fate: sum(each == fate for each in fates) for fate in ("encoded", "not_computable", "open")}
    return Holdings(len(policy.scores), len(policy.questions), len(policy.targets), clauses)


_WORDS = {
    "zh": {
        "nothing": "没有错误，没有提醒",
        "questions": "待释问题（● 为默认读法）：",
        "notes": "请起草单位明确：",
        "read_as": "暂按：",
        "open": "未定的条款：",
    },
    "en": {
        "nothing": "no errors, no warnings",
        "questions": "open questions (● is the default reading):",
        "notes": "notes to the drafters:",
        "read_as": "read as: ",
        "open": "open clauses:",
    },
}


def render(checked: Sequence[Checked], language: str, colour: bool = False) -> str:
    """One block a policy: the findings, a line of what it holds, then what it leaves open."""
    return "\n".join("\n".join(_block(one, language, colour)) + "\n" for one in checked)


def _block(checked: Checked, language: str, colour: bool) -> Iterator[str]:
    found = rendered_findings(checked.findings, language, colour)
    yield found.rstrip("\n") if found else f"{visible(checked.name)}: {_WORDS[language]['nothing']}"
    if checked.policy is not None:
        yield visible(f"{checked.policy.id} {checked.policy.title}")
        yield f"  {_counts(holdings(checked.policy), language)}"
        yield from _left_open(checked.policy, _WORDS[language])


def _counts(held: Holdings, language: str) -> str:
    encoded, not_computable, still_open = held.clauses.values()
    if language == "zh":
        whole = f"{held.scores} 项得分，{held.questions} 个待释问题，{held.targets} 项目标"
        clauses = f"{encoded} 项已写成规则，{not_computable} 项不能计算，{still_open} 项未定"
        return f"{whole}，{sum(held.clauses.values())} 项条款（{clauses}）"
    counts = ((held.scores, "score"), (held.questions, "open question"), (held.targets, "target"))
    whole = ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts)
    clauses = f"{encoded} encoded, {not_computable} not computable, {still_open} open"
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


def _question(question: Question) -> Iterator[str]:
    yield visible(f"    {question.id} {_clause(question.clause)}{question.ask}")
    for reading, meaning in question.readings.items():
        yield visible(f"      {'●' if reading == question.default else '○'} {reading}: {meaning}")


def _clause(clause: str | None) -> str:
    return f"[{clause}] " if clause else ""
