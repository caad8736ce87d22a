"""The working paper (计分底稿) of an appraisal: the words and values that its compiler is handed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath

from kaohe.analysis.scores_and_targets import Appraisal, Judged
from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.frames import Frame, Frames
from kaohe.diagnostics import Refused
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.scalars import plain
from kaohe.language.tree import Node
from kaohe.lazy import replace
from kaohe.policy.model import Policy
from kaohe.progress import collector_held
from kaohe.report import footer
from kaohe.report.data_overview import where
from kaohe.report.results.targets import WORDS, figures, state_of
from kaohe.results import Results, TargetResult, TargetResults, Value
from kaohe.translations import in_its_language, worded
from kaohe.translations import language as spoken
from kaohe.workbook import book, working_paper
from kaohe.workbook.published_results import ATTAINED


@in_its_language
@collector_held()
def workbook(found: Appraisal) -> bytes:
    """The workbook as the bytes of an .xlsx file. Raises Refused (E504) for what no sheet takes.

    E503 says that the policy has nothing to calculate.
    """
    return working_paper.workbook(paper_of(found))


@in_its_language
def paper_of(found: Appraisal) -> book.Paper:
    """All that the paper is made of."""
    scored = None if found.scored is None else book.Scored(found.scored.results, EngineRun(found.scored.run))
    judged = None if found.judged is None else _judged(found.judged)
    created = datetime.fromisoformat(_reports(found)[0].record.time).replace(tzinfo=None)
    front = book.Front(tuple(_lines(found)), _paragraphs(found), tuple(_sources(found)), tuple(_readings(found)))
    return book.Paper(found.policy, created, scored, judged, front)


class EngineRun:
    """A run of the evaluator as the working paper asks it. What only a branch asks for may have no value elsewhere.

    It keeps every column that it calculates: the paper asks for nearly all, and for what each is made of.
    """

    def __init__(self, run: Evaluation) -> None:
        self.policy: Policy = run.policy
        self.dataset: Dataset = run.dataset
        self.readings: Mapping[str, str] = run.readings
        self.frames: Frames = run.frames
        self._run = run.apart()
        self._named = {definition.rule: identity for identity, definition in run.policy.definitions.items()}

    def table_rows(self, table: str, own: Frame) -> list[int | None] | None:
        """The table's row for each key of its frame; None if row by row."""
        return self._run.table_rows(table, own)

    def values(self, node: Node, frame: Frame) -> Sequence[Value]:
        """A node's exact values, aligned with frame.keys."""
        named = self._named.get(node)
        if named is not None and frame is self.frames.of(self.policy.value_types[named].grain):
            return plain(self._run.value(named))  # which the run has calculated already
        try:
            return plain(self._run.of(node, frame))
        except Refused:
            return [value for row in range(len(frame)) for value in self._value(node, frame, row)]

    def _value(self, node: Node, frame: Frame, row: int) -> Sequence[Value]:
        try:
            return plain(self._run.of(node, frame.part([row])))
        except Refused:
            return [None]


def _judged(judged: Judged) -> book.Judged:
    results = sorted(judged.results.results, key=lambda result: result.period)
    return book.Judged([_target_row(result) for result in results], EngineRun(judged.run))


def _target_row(result: TargetResult) -> book.TargetRow:
    """A quotient is shown wherever there is one."""
    known = {**figures(result), worded(ATTAINED): result.attained}
    words = {verdict: worded(WORDS[state_of(replace(result, attained=verdict))]) for verdict in (True, False, None)}
    return book.TargetRow(result.target, result.unit, result.period, known, words)


def _reports(found: Appraisal) -> list[Results | TargetResults]:
    """The results of both sides, as far as there are any; the first speaks for the paper."""
    return [side.results for side in (found.scored, found.judged) if side is not None]


def _lines(found: Appraisal) -> Iterator[tuple[str, str]]:
    """Label and text of what stands at the head of the first page."""
    policy, record = found.policy, _reports(found)[0].record
    yield worded("办法"), policy.title
    for key, name in (("number", worded("文号")), ("issued", worded("印发")), ("part", worded("部分"))):
        if policy.document.get(key):
            yield name, policy.document[key]
    yield worded("状态"), worded("草案") if policy.status == "draft" else worded("施行中")
    yield worded("办法文件摘要"), record.policy_digest
    yield from record.policy_files
    yield worded("数据摘要"), record.data_digest
    if found.judged is not None and found.scored is not None:
        yield worded("目标数据摘要"), found.judged.results.record.data_digest
    yield worded("引擎版本"), f"kaohe {record.engine_version}"
    yield worded("计算时间"), record.time
    for each in dict.fromkeys(each for report in _reports(found) for each in report.record.replaced):
        yield worded("替换的文件"), each.in_words(spoken())
    if found.left_out:
        yield worded("没有列入"), worded("目标：数据里没有“{}”", found.left_out)
    if notice := next(filter(None, map(footer.provisional_notice, _reports(found))), ""):
        yield worded("结果"), notice


def _paragraphs(found: Appraisal) -> Sequence[tuple[str, Sequence[str]]]:
    """What has not been sent yet, of either side."""
    told = list(dict.fromkeys(line for report in _reports(found) for line in footer.owed_lines(report)))
    return [(worded(footer.OWED_HEADING), told)] if told else []


def _sources(found: Appraisal) -> Iterator[tuple[str, str, int]]:
    """Each table that was asked for, the files (and sheets) it was read from, and how many rows it has."""
    for read in found.reads:
        for id_ in read.tables:
            files = [_file(where(part)) for part in read.parts.get(id_, [])]
            data = read.dataset.tables.get(id_)
            yield (
                found.policy.tables[id_].name,
                worded("；").join(files) or worded("没有"),
                len(data.keys) if data else 0,
            )


def _file(place: str) -> str:
    """Without the folder, which nobody else has."""
    file, bracket, sheet = place.partition("[")
    return PurePath(file).name + bracket + sheet


def _readings(found: Appraisal) -> Iterator[tuple[tuple[str, str, str, str, str], bool]]:
    for line in footer.readings(_reports(found)[0]):
        chosen = worded("默认") if line.is_default else worded("本次选用")
        yield (line.question, line.clause, line.ask, line.reading, chosen), line.is_default
