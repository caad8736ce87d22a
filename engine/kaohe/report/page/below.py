"""What stands at the end of the page: open questions, notes for the drafters, warnings, and the record of the run."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe.analysis.appraisal import Appraisal
from kaohe.policy.model import Note
from kaohe.report import adjusted, awaited, footer
from kaohe.report.footer import ReadingLine


@dataclass(frozen=True, slots=True)
class Below:
    """Readings in force, the drafters' notes, what is waited for, what was adjusted, warnings, the run's record.

    `notice` and `changed` say among the points that there is something to wait for, and that something was adjusted.
    """

    readings: list[ReadingLine]
    notes: tuple[Note, ...]
    notice: str
    awaited: list[str]
    changed: str
    adjusted: list[str]
    warnings: list[str]
    record: list[tuple[str, str]]


def below(found: Appraisal, untold: list[str]) -> Below:
    """Scores and targets together; what both say stands once. `untold` is what the page leaves out."""
    reports: list[footer.Report] = [each for each in (found.results, found.targets) if each is not None]
    readings = {line.question: line for report in reports for line in footer.readings(report)}
    warnings = dict.fromkeys(line for report in reports for line in footer.warnings(report))
    if found.untold:
        untold = [*untold, f"数据里没有目标表“{found.untold}”，本报告不含目标"]
    return Below(
        [readings[id_] for id_ in found.policy.questions if id_ in readings],
        found.policy.notes,
        "" if found.results is None else awaited.notice(found.results),
        [] if found.results is None else awaited.lines(found.results),
        "" if found.results is None else adjusted.notice(found.results),
        [] if found.results is None else adjusted.lines(found.results),
        [*warnings, *untold],
        _record(found),
    )


def _record(found: Appraisal) -> list[tuple[str, str]]:
    records = [each.record for each in (found.results, found.targets) if each is not None]
    record = records[0]
    lines = [("办法文件（SHA-256）", record.policy_digest)]
    if found.results is not None:
        lines.append(("计分数据（SHA-256）", found.results.record.data_digest))
    if found.targets is not None:
        lines.append(("目标数据（SHA-256）", found.targets.record.data_digest))
    chosen = "、".join(f"{id_}={record.readings[id_]}" for id_ in sorted(record.chosen))
    lines.append(("非默认读法", chosen or "没有另选，全部按默认读法"))
    lines.append(("计算程序", f"kaohe {record.engine_version}"))
    lines.append(("计算时间", record.time))
    return lines
