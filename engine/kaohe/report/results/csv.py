"""Scores and targets as one CSV table each, which opens in a spreadsheet and stays what it is.

Numbers are plain decimals of up to 15 significant digits, which is what a spreadsheet keeps; yes and no are 是 and
否; an absent value is an empty cell. A text that a spreadsheet would run or turn into something else (a formula, a
number, a date) has an apostrophe before it, and so has one that begins with an apostrophe; taking the first
apostrophe off gives the text back.

What is to be known of the run stands in columns behind the values, each of which is there only where it says something:
a line of its own would be one more result to whoever reads the table, and a second file would be left behind.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from kaohe.analysis.data_overview import OwedInput
from kaohe.language.periods import Period
from kaohe.lazy import pattern
from kaohe.policy.model import Policy
from kaohe.report import adjustments, footer
from kaohe.report.results.targets import WORDS, TargetYear, figures, state_of
from kaohe.report.values import to_significant, yes_no
from kaohe.report.words import word
from kaohe.results import Record, Result, Results, Value, as_named
from kaohe.text_width import visible
from kaohe.translations import language as spoken
from kaohe.translations import worded

# What begins a formula, in half and full width, also behind spaces; and what undoes the apostrophe.
_OBEYED = pattern(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n']")


# Digits with only what numbers, dates, times and exponents are written with: 0123, 1E5, 3-1, 12:30, 5月1日, 50%.
_CONVERTED = pattern(r"\s*[\d.,:/\-年月日时分秒%％¥$()\s]*\d[\d.,:/\-年月日时分秒%％eE+()\s]*")


def written(rows: Iterable[Iterable[str]]) -> str:
    """The rows as one text, lines ended as RFC 4180 has it."""
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue()


def cell(value: Value, language: str = "zh") -> str:
    """A value as a cell holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_no(value, language)
    return to_significant(value) if isinstance(value, Fraction) else protected(value)


def protected(text: str) -> str:
    """A text that a spreadsheet takes for nothing but a text; line breaks stay, other control characters do not."""
    guarded = _OBEYED.match(text) or _CONVERTED.fullmatch(text)
    return ("'" if guarded else "") + visible(text, keep="\n")


_KEY = ("unit_type", "unit", "group", "period")


def scores(results: Results) -> str:
    """The table with its heading."""
    return written(_score_rows(results))


def _score_rows(results: Results) -> Iterator[list[str]]:
    columns = _columns(results)
    owed = footer.owed_by(results)
    language = results.policy.language
    keys = [word(language, key) for key in _KEY]
    yield [*keys, *(protected(name) for name in _headings(columns, keys)), *_note_headings(results, owed)]
    scores = {(score.unit_type, score.id): score for score in results.policy.scores}
    by_type = {name: _ids(columns, results.policy, name) for name in results.policy.units}
    for result in results.results:
        unit_type = results.policy.units[result.unit_type]
        key = (unit_type.name, result.unit, results.policy.group_name(unit_type.id, result.group))
        own = {name: as_named(scores.get((unit_type.id, name)), value) for name, value in result.values.items()}
        values = (cell(own.get(name), language) if name else "" for name in by_type[result.unit_type])
        notes = [_owed_for(result, owed)] if owed else []
        notes += [protected(worded("；").join(adjustments.of_result(results, result)))] if results.adjusted else []
        yield [*map(protected, key), str(result.period), *values, *notes, *_replaced(results.record).values()]


def _note_headings(results: Results, owed: list[OwedInput]) -> list[str]:
    """What heads the columns behind the values."""
    headings = [
        *([worded(footer.OWED_HEADING)] if owed else []),
        *([worded(adjustments.HEADING)] if results.adjusted else []),
    ]
    return [*headings, *_replaced(results.record)]


def _replaced(record: Record) -> dict[str, str]:
    """A column with the files of the data that others stand for, the same in every row; none where there are none."""
    replaced = worded("；").join(each.in_words(spoken()) for each in record.replaced)
    return {worded("替换的文件"): protected(replaced)} if replaced else {}


def _owed_for(result: Result, owed: list[OwedInput]) -> str:
    """What has not been sent for the period of a result, if any of its values wait."""
    if not result.provisional:
        return ""
    own = [each for each in owed if each.table.unit_type == result.unit_type and _concerns(each, result.period)]
    return protected(worded("；").join(map(footer.owed_line, own)))


def _concerns(each: OwedInput, period: Period) -> bool:
    """Whether results of a period may wait for this."""
    return not each.periods or any(map(period.meets, each.periods))


def _columns(results: Results) -> list[tuple[str, str]]:
    """(id, heading) of what has a value, in the order of the policy; units of several types share equal ones."""
    used = {(result.unit_type, name) for result in results.results for name in result.values}
    return list(
        dict.fromkeys(
            (score.id, results.policy.heading(score))
            for score in results.policy.scores
            if (score.unit_type, score.id) in used
        )
    )


def _headings(columns: list[tuple[str, str]], keys: Sequence[str]) -> list[str]:
    """The names; two columns of one name, or with a name that heads the key, are told apart by their ids."""
    counts = Counter(name for _, name in columns)
    return [worded("{}（{}）", name, id_) if counts[name] > 1 or name in keys else name for id_, name in columns]


def _ids(columns: list[tuple[str, str]], policy: Policy, unit_type: str) -> list[str | None]:
    """For each column the id it has for a unit type, None where that type has no such value."""
    own = {(score.id, policy.heading(score)) for score in policy.scores if score.unit_type == unit_type}
    return [id_ if (id_, name) in own else None for id_, name in columns]


def targets(targets: TargetYear) -> str:
    """The table with its heading."""
    return written(_target_rows(targets))


def _target_rows(targets: TargetYear) -> Iterator[list[str]]:
    courses = {(r.target.id, r.unit): course for course in targets.courses() for r in course.values()}
    years = targets.years if courses else []
    replaced = _replaced(targets.results.record)
    language = targets.results.policy.language
    past = [
        worded("{}年{}", year, word) for year in years for word in (worded("实际"), worded("是否达到"), worded("状态"))
    ]
    for number, result in enumerate(targets.now):
        cells = {heading: cell(value, language) for heading, value in figures(result).items()}
        if not number:
            yield [*cells, *past, *replaced]
        course = courses.get((result.target.id, result.unit), {})
        known = (course.get(year) for year in years)
        before = (
            (cell(one.actual, language), cell(one.attained, language), worded(WORDS[state_of(one)]))
            if one
            else ("", "", "")
            for one in known
        )
        yield [*cells.values(), *(text for year in before for text in year), *replaced.values()]
