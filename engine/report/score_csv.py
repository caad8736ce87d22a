"""Results as one CSV table that opens in a spreadsheet: a row for each unit and period, Chinese headings.

Numbers are plain decimals of up to 15 significant digits, which is what a spreadsheet keeps; yes and no are 是 and
否; an absent value is an empty cell. A text that a spreadsheet would run or turn into something else (a formula, a
number, a date) has an apostrophe before it, and so has one that begins with an apostrophe; taking the first
apostrophe off gives the text back.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from fractions import Fraction

from engine.evaluate.results import Results, Value
from engine.policy.model import Policy
from engine.report.blocks import group_name, heading
from engine.report.cells import yes_no
from engine.report.numbers import to_significant
from engine.report.visible import visible

_KEY = ("对象类别", "单位", "组别", "期间")

# What begins a formula, in half and full width, also behind spaces; and what undoes the apostrophe.
_OBEYED = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n']")
# Digits with only what numbers, dates, times and exponents are written with: 0123, 1E5, 3-1, 12:30, 5月1日, 50%.
_CONVERTED = re.compile(r"\s*[\d.,:/\-年月日时分秒%％¥$()\s]*\d[\d.,:/\-年月日时分秒%％eE+()\s]*")


def render(results: Results) -> str:
    """The table with its heading, lines ended as RFC 4180 has it."""
    columns = _columns(results)
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow([*_KEY, *(protected(name) for name in _headings(columns))])
    by_type = {name: _ids(columns, results.policy, name) for name in results.policy.units}
    for result in results.results:
        unit_type = results.policy.units[result.unit_type]
        key = (unit_type.name, result.unit, group_name(unit_type, result.group))
        values = (cell(result.values.get(name)) if name else "" for name in by_type[result.unit_type])
        writer.writerow([*map(protected, key), str(result.period), *values])
    return lines.getvalue()


def cell(value: Value) -> str:
    """A value as a cell holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    return to_significant(value) if isinstance(value, Fraction) else protected(value)


def protected(text: str) -> str:
    """A text that a spreadsheet takes for nothing but a text; line breaks stay, other control characters do not."""
    guarded = _OBEYED.match(text) or _CONVERTED.fullmatch(text)
    return ("'" if guarded else "") + visible(text, keep="\n")


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
