"""A conformance case as data in two partitions: units that its policy lists come from a table then."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import kaohe.report.results.arrow as arrow
import pytest
import yaml
from kaohe.diagnostics import Refused
from kaohe.partitions.partition import partitions_at
from kaohe.partitions.stream import Stream
from kaohe.policy.model import Policy
from kaohe.results import Results

from tests import inner

Values = dict[tuple[str, str, str, str], Any]
PERIODS = ("期间", "period", "年度", "季度", "月份", "周期")


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def text_of(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _entry(node: Any, key: str) -> Any:
    return next((value for name, value in node.value if name.value == key), None)


def _members(unit: Any) -> list[tuple[str, str]]:
    """The members that a unit type lists, each with its group."""

    def names(node: Any) -> list[str]:
        if isinstance(node, yaml.MappingNode):
            return [name.value for name, _ in node.value]
        return [each.value if isinstance(each, yaml.ScalarNode) else each.value[0][0].value for each in node.value]

    found: list[tuple[str, str]] = []
    for group, body in [] if (groups := _entry(unit, "groups")) is None else groups.value:
        listed = _entry(body, "members") if isinstance(body, yaml.MappingNode) else body
        found += [(name, group.value) for name in ([] if listed is None else names(listed))]
    listed = _entry(unit, "members")
    return found + [(name, "") for name in ([] if listed is None else names(listed))]


def from_tables(case: dict[str, Any]) -> dict[str, Any]:
    """The case with a table for each unit type that its policy lists, which has its members in every period."""
    data = dict(case.get("data", {}))
    tree = yaml.compose(case["policy"], yaml.BaseLoader)
    units = None if "amends" in case["policy"] else _entry(tree, "units")
    for key, unit in () if units is None else units.value:
        if not isinstance(unit, yaml.MappingNode) or _entry(unit, "from") is not None or len(_members(unit)) < 2:
            continue
        level = "year" if (period := _entry(unit, "period")) is None else period.value
        periods = dict.fromkeys(
            row[at][:4] if level == "year" else row[at]
            for head, *rows in map(rows_of, data.values())
            for at, name in enumerate(head)
            for row in rows
            if name in PERIODS and len(row) > at
        )
        table = f"roster_{key.value}"
        members = _members(unit)
        data[f"{table}.csv"] = text_of(
            [["单位", "期间", "片区"], *([name, when, group] for when in periods for name, group in members)]
        )
        told = f"{{from: {table}{', group: area' if any(group for _, group in members) else ''}}}"
        columns = "[{type: text, optional: yes, names: {area: 片区}}]"
        entry = f"{{{table}: {{name: 名册{key.value}, key: [{key.value}, {level}], columns: {columns}}}}}"
        unit.value = [each for each in unit.value if each[0].value not in ("members", "groups")]
        unit.value += yaml.compose(told, yaml.BaseLoader).value
        if (tables := _entry(tree, "tables")) is None:
            tree.value.append(
                (yaml.ScalarNode("tag:yaml.org,2002:str", "tables"), yaml.compose(entry, yaml.BaseLoader))
            )
        else:
            tables.value += yaml.compose(entry, yaml.BaseLoader).value
    written = yaml.serialize(tree, Dumper=yaml.BaseDumper, allow_unicode=True, width=100_000)  # type: ignore[arg-type]
    return {**case, "policy": written, "data": data}


def in_halves(policy: Policy, data: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows of the first half of all units, and those of the others; what is of no unit twice."""
    heads = {"unit", "单位", *policy.units, *(each.name for each in policy.units.values())}
    listed = {name for unit_type in policy.units.values() for name in unit_type.members}
    column = {
        file: next((at for at, head in enumerate(rows_of(text)[0]) if head in heads), None)
        for file, text in data.items()
    }
    names = dict.fromkeys(
        row[at]
        for file, at in column.items()
        for row in rows_of(data[file])[1:]
        if at is not None and len(row) > at and row[at] not in listed
    )
    second = set([*names][(len(names) + 1) // 2 :])
    halves = []
    for is_second in (False, True):
        half = {}
        for file, at in column.items():
            head, *rows = rows_of(data[file])
            mine = [row for row in rows if at is None or row[at] not in names or (row[at] in second) == is_second]
            half[file] = text_of([head, *mine])
        halves.append(half)
    return halves


def divided(case: Mapping[str, Any], policy: Policy, folder: Path) -> tuple[Values | None, Values | None, set[str]]:
    """What a case gives whole, and in two partitions: None where it is refused; and why these are, by codes."""
    whole: Values | None = None
    (folder / "whole").mkdir()
    for file, text in case["data"].items():
        (folder / "whole" / file).write_text(text, encoding="utf-8")
    with suppress(Refused):
        whole = _values(inner.score(policy, folder / "whole", case.get("readings", {})))
    for number, half in enumerate(in_halves(policy, case["data"])):
        (folder / "in" / str(number)).mkdir(parents=True)
        for file, text in half.items():
            (folder / "in" / str(number) / file).write_text(text, encoding="utf-8")
    found: Values = {}
    plain = arrow.table_of
    stream = Stream(policy, partitions_at(str(folder / "in"))[0], folder / "out", case.get("readings", {}), False)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(arrow, "table_of", lambda results, run: found.update(_values(results)) or plain(results, run))
        try:
            stream.open()
            outcomes = list(stream)
            refused = [each.code for outcome in outcomes for each in outcome.findings if each.is_error]
            is_done = all(each.done is not None for each in outcomes)
        except Refused as fault:
            is_done, refused = False, [each.code for each in fault.diagnostics if each.is_error]
        finally:
            stream.close()
    return whole, found if is_done else None, set(refused)


def _values(results: Results) -> Values:
    """Exactly, as they are shown nowhere."""
    return {
        (each.unit_type, each.unit, str(each.period), id_): value
        for each in results.results
        for id_, value in each.values.items()
    }
