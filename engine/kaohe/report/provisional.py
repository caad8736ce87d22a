"""What provisional results wait for (尚待报送), in words: on every report the same lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kaohe.analysis.assessors import OwedInput, owed_inputs
from kaohe.language.periods import Period
from kaohe.policy.model import Policy
from kaohe.results import MissingInput
from kaohe.shown_text import visible

HEADING = "尚待报送"


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


def lines(report: MayBeProvisional) -> list[str]:
    """A line for each: whom, what, when, and for which units."""
    return [line(each) for each in owed_by(report)]


def notice(report: MayBeProvisional) -> str:
    """The line under the title: who still owes what; empty where nothing is waited for."""
    owed = owed_by(report)
    if not owed:
        return ""
    by_office: dict[str, dict[str, None]] = {}
    for each in owed:
        by_office.setdefault(_offices(each), {})[each.table.name] = None
    listed = "；".join(f"{offices}：{'、'.join(tables)}" for offices, tables in list(by_office.items())[:_LISTED])
    more = f"；等{len(by_office)}家" if len(by_office) > _LISTED else ""
    count = f"共 {len(owed)} 项，清单见“{HEADING}”"
    return visible(f"暂定结果，还没有报送的有 {listed}{more}（{count}）。要用到它们的结果都空着")


def line(each: OwedInput) -> str:
    """Whom, what, when, and for which units."""
    said = [_offices(each) + "：" + each.table.name, _when(each.periods), _members(each), _what(each) + _whose(each)]
    return visible(" ".join(filter(None, said)))


def _offices(each: OwedInput) -> str:
    return "、".join(each.offices) or "（办法没有写明由谁报送）"


def _when(periods: Sequence[Period]) -> str:
    """2022年一、二季度、2023年."""
    quarters: dict[int, list[str]] = {}
    for period in periods:
        quarters.setdefault(period.year, []).extend("一二三四"[period.quarter - 1] if period.quarter else "")
    return "、".join(f"{year}年" + ("、".join(of) + "季度" if of else "") for year, of in quarters.items())


def _members(each: OwedInput) -> str:
    """年份 2016、2017."""
    if not each.members:
        return ""
    named = "、".join(each.table.columns[id_].name for id_ in each.table.further_keys)
    more = f" 等{len(each.members)}项" if len(each.members) > _LISTED else ""
    return f"{named} {'、'.join(each.members[:_LISTED])}{more}"


def _what(each: OwedInput) -> str:
    names = [each.table.columns[column].name for column in each.columns]
    if not names:
        return "整张表"
    listed = "、".join(names[:_LISTED])
    return f"{listed} 等{len(names)}项" if len(names) > _LISTED else listed


def _whose(each: OwedInput) -> str:
    if not each.units:
        return "（全部单位）" if each.columns else ""
    more = f" 等{len(each.units)}个单位" if len(each.units) > _LISTED else ""
    return f"（{'、'.join(each.units[:_LISTED])}{more}）"
