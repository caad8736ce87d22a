"""Results as one CSV table: a row for each unit and period, Chinese headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kaohe.analysis.awaited import Awaited
from kaohe.language.periods import Period
from kaohe.policy.model import Policy
from kaohe.report import adjusted, awaited
from kaohe.report.blocks import group_name, heading
from kaohe.report.csv_text import cell, protected, written
from kaohe.results import Result, Results

_KEY = ("对象类别", "单位", "组别", "期间")


def render(results: Results) -> str:
    """The table with its heading."""
    return written(_rows(results))


def _rows(results: Results) -> Iterator[list[str]]:
    columns = _columns(results)
    waited = awaited.awaited_by(results)
    yield [*_KEY, *(protected(name) for name in _headings(columns)), *_beside(results, waited)]
    by_type = {name: _ids(columns, results.policy, name) for name in results.policy.units}
    for result in results.results:
        unit_type = results.policy.units[result.unit_type]
        key = (unit_type.name, result.unit, group_name(unit_type, result.group))
        values = (cell(result.values.get(name)) if name else "" for name in by_type[result.unit_type])
        wait = [_waits_for(result, waited)] if waited else []
        wait += [protected("；".join(adjusted.of_result(results, result)))] if results.adjusted else []
        yield [*map(protected, key), str(result.period), *values, *wait]


def _beside(results: Results, waited: list[Awaited]) -> list[str]:
    """What heads the columns behind the values."""
    return [*([awaited.HEADING] if waited else []), *([adjusted.HEADING] if results.adjusted else [])]


def _waits_for(result: Result, waited: list[Awaited]) -> str:
    """What has not been sent for the period of a result, if any of its values wait."""
    if not result.provisional:
        return ""
    told = [each for each in waited if each.table.unit_type == result.unit_type and _concerns(each, result.period)]
    return protected("；".join(map(awaited.line, told)))


def _concerns(each: Awaited, period: Period) -> bool:
    """Whether results of a period may wait for this."""
    return not each.periods or any(map(period.meets, each.periods))


def _columns(results: Results) -> list[tuple[str, str]]:
    """(id, heading) of what has a value, in the order of the policy; units of several types share equal ones."""
    used = {(result.unit_type, name) for result in results.results for name in result.values}
    return list(
        dict.fromkeys(
            (score.id, heading(results.policy, score))
            for score in results.policy.scores
            if (score.unit_type, score.id) in used
        )
    )


def _headings(columns: list[tuple[str, str]]) -> list[str]:
    """The names; two columns of one name, or with a name that heads the key, are told apart by their ids."""
    counts = Counter(name for _, name in columns)
    return [f"{name}（{id_}）" if counts[name] > 1 or name in _KEY else name for id_, name in columns]


def _ids(columns: list[tuple[str, str]], policy: Policy, unit_type: str) -> list[str | None]:
    """For each column the id it has for a unit type, None where that type has no such value."""
    own = {(score.id, heading(policy, score)) for score in policy.scores if score.unit_type == unit_type}
    return [id_ if (id_, name) in own else None for id_, name in columns]
