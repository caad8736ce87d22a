"""What stands under the title and the tables of a report, the same in every format.

Whether results are provisional (尚待报送) and what they wait for, the warnings, the readings that were used, and the
record of the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from kaohe.analysis.data_overview import OwedInput, owed_inputs
from kaohe.diagnostics import Diagnostic
from kaohe.language.periods import LEVELS, Period, PeriodLevel
from kaohe.lazy import dataclass
from kaohe.policy.dependency_graph import questions_of
from kaohe.policy.model import Policy, Question
from kaohe.report.findings import folded, others
from kaohe.report.words import word
from kaohe.results import MissingInput, Record, Results, TargetResults
from kaohe.text_width import visible
from kaohe.translations import language, worded

if TYPE_CHECKING:
    from kaohe.analysis.explain.model import Explanation

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
    """The title with the number of its document: 考核办法（某县发〔2022〕1号）."""
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
    if isinstance(report, TargetResults):
        named = questions_of(report.policy.dependencies, (target.vertex for target in report.policy.targets))
        asked = named | report.record.chosen
    elif not isinstance(report, Results):
        asked = set(report.against.questions if report.against else report.questions) | report.record.chosen
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


OWED_HEADING = "尚待报送"


_LISTED = 8


class MayBeProvisional(Protocol):
    """A report that may be provisional."""

    @property
    def policy(self) -> Policy: ...
    @property
    def missing(self) -> Sequence[MissingInput]: ...


def owed_by(report: MayBeProvisional) -> list[OwedInput]:
    """What a report waits for; nothing, unless its results are provisional."""
    return owed_inputs(report.policy, report.missing)


def owed_lines(report: MayBeProvisional) -> list[str]:
    """A line for each: whom, what, when, and for which units."""
    return [owed_line(each) for each in owed_by(report)]


def provisional_notice(report: MayBeProvisional) -> str:
    """The line under the title: who still owes what; empty where nothing is waited for."""
    owed = owed_by(report)
    if not owed:
        return ""
    by_office: dict[str, dict[str, None]] = {}
    for each in owed:
        by_office.setdefault(_offices(each), {})[each.table.name] = None
    listed = worded("；").join(
        worded("{}：{}", offices, worded("、").join(tables)) for offices, tables in list(by_office.items())[:_LISTED]
    )
    more = worded("；等{}家", len(by_office)) if len(by_office) > _LISTED else ""
    count = worded("共 {} 项，清单见“{}”", len(owed), worded(OWED_HEADING))
    return visible(worded("暂定结果，还没有报送的有 {}{}（{}）。要用到它们的结果都空着", listed, more, count))


def owed_line(each: OwedInput) -> str:
    """Whom, what, when, and for which units."""
    said = [
        _offices(each) + worded("：") + each.table.name,
        _when(each.periods),
        _members(each),
        _what(each) + _whose(each),
    ]
    return visible(" ".join(filter(None, said)))


def _offices(each: OwedInput) -> str:
    return worded("、").join(each.offices) or worded("（办法没有写明由谁报送）")


def _when(periods: Sequence[Period]) -> str:
    """2022年一、二季度、2023年; in English 2022Q1, 2022Q2, 2023."""
    if language() != "zh":
        return ", ".join(map(str, periods))
    parts: dict[tuple[int, PeriodLevel], list[str]] = {}
    for period in periods:
        counted = LEVELS[period.level].counted
        parts.setdefault((period.year, period.level), []).append(period.in_words_of_year.removesuffix(counted))
    return "、".join(f"{year}年{'、'.join(of)}{LEVELS[level].counted}" for (year, level), of in parts.items())


def _members(each: OwedInput) -> str:
    """年份 2016、2017."""
    if not each.members:
        return ""
    named = worded("、").join(each.table.columns[id_].name for id_ in each.table.further_keys)
    more = worded(" 等{}项", len(each.members)) if len(each.members) > _LISTED else ""
    return f"{named} {worded('、').join(each.members[:_LISTED])}{more}"


def _what(each: OwedInput) -> str:
    names = [each.table.columns[column].name for column in each.columns]
    if not names:
        return worded("整张表")
    listed = worded("、").join(names[:_LISTED])
    return worded("{} 等{}项", listed, len(names)) if len(names) > _LISTED else listed


def _whose(each: OwedInput) -> str:
    if not each.units:
        return worded("（全部单位）") if each.columns else ""
    more = worded(" 等{}个单位", len(each.units)) if len(each.units) > _LISTED else ""
    return worded("（{}{}）", worded("、").join(each.units[:_LISTED]), more)
