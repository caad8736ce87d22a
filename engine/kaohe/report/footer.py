"""What stands under the tables of a report: warnings, the readings that were used, and the record of the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaohe.analysis.explain.model import Explanation
from kaohe.diagnostics import Diagnostic
from kaohe.policy.dependency_graph import questions_of
from kaohe.policy.model import Policy, Question
from kaohe.report.findings import folded, others
from kaohe.report.wording import word
from kaohe.results import Record, Results, TargetResults
from kaohe.shown_text import visible

Report = Results | TargetResults | Explanation
"""What a report is made from: a policy, the record of the run, its warnings."""


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """An open question and how it was read in this run."""

    question: str
    clause: str
    ask: str
    reading: str
    is_default: bool


def title(policy: Policy) -> str:
    """The title with the number of its document: 考核办法（潭县发〔2022〕9号）."""
    number = policy.document.get("number") or policy.document.get("part")
    named = word(policy.language, "draft", policy.title) if policy.status == "draft" else policy.title
    return visible(word(policy.language, "numbered", named, number) if number else named)


def readings(report: Report) -> list[ReadingLine]:
    """The open questions with the reading in force, in the order of the policy."""
    lines = []
    for question in _questions(report):
        reading = report.record.readings.get(question.id, question.default)
        words = visible(question.readings.get(reading, reading))
        is_default = reading == question.default
        lines.append(
            ReadingLine(visible(question.id), visible(question.clause or ""), visible(question.ask), words, is_default)
        )
    return lines


def _questions(report: Report) -> Iterator[Question]:
    """Every question; under targets and explanations only those that they rest on, and what was chosen for this run."""
    asked = set(report.policy.questions)
    if isinstance(report, Explanation):
        asked = set(report.against.questions if report.against else report.questions) | report.record.chosen
    if isinstance(report, TargetResults):
        named = questions_of(report.policy.graph, (target.vertex for target in report.policy.targets))
        asked = named | report.record.chosen
    yield from (question for question in report.policy.questions.values() if question.id in asked)


def warnings(report: Report) -> list[str]:
    """The warnings of the run, a line each, in the policy's language; a long list of one kind is folded.

    Files are named without their folders: a report goes where these say nothing.
    """
    return [_warning(each, report.policy.language) for each in folded(report.warnings)]


def _warning(each: Diagnostic | Sequence[Diagnostic], language: str) -> str:
    if not isinstance(each, Diagnostic):
        return others(each, language, in_file=True)
    text = each.message(language)
    return visible(word(language, "located", each.place.in_file, text) if each.place else text)


def record_line(record: Record, language: str = "zh") -> str:
    """What the run rests on, in one line, the digests by their beginning."""
    return " · ".join(_record(record, language))


def _record(record: Record, language: str) -> Iterator[str]:
    yield word(language, "policy", _short(record.policy_digest))
    yield word(language, "data", _short(record.data_digest))
    yield f"kaohe {record.engine_version}"
    yield record.time
    for each in record.replaced:
        yield visible(each.in_words(language))
    if record.verified:
        yield word(language, "verified")


def _short(digest: str) -> str:
    return digest.rpartition(":")[2][:12]
