"""What a policy gives, as others use it: scores, targets, explanations, comparisons, what moves and how far it is.

Rows are of exact numbers, and each has every format of the command line.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from kaohe.analysis import comparison
from kaohe.analysis.diff import DataDiff, PolicyDiff
from kaohe.analysis.explain import model
from kaohe.analysis.explain.explanation import explain, explain_targets
from kaohe.analysis.gap.model import Gaps
from kaohe.analysis.published_values import Change
from kaohe.analysis.readings import Readings
from kaohe.analysis.scores_and_targets import Appraisal, Judged, Scored
from kaohe.analysis.stress import stress
from kaohe.analysis.whatif import WhatIf
from kaohe.diagnostics import Diagnostic, NotThere
from kaohe.language.periods import Period, read_period
from kaohe.lazy import replace
from kaohe.report.formats import text_of, workbook_of, write_file
from kaohe.report.json_text import record_entry
from kaohe.report.results.targets import TargetYear, years_of
from kaohe.results import Value


class Explanation:
    """An explanation down to the cells of the data. `Results.explain` and `Targets.explain` make it."""

    def __init__(self, explanation: model.Explanation) -> None:
        self._inner = explanation

    def __repr__(self) -> str:
        inner = self._inner
        against = f" against {inner.against.other}" if inner.against is not None else ""
        return f"<kaohe.Explanation {inner.policy.id}: {inner.unit} {inner.period}{against}>"

    def text(self, *, width: int | None = None) -> str:
        """As `kaohe explain` shows it, in so many columns (100 if none are asked for)."""
        return text_of(self._inner, "table", width)

    def markdown(self) -> str:
        """A page of Markdown."""
        return text_of(self._inner, "markdown")

    def json(self) -> str:
        """The document that `kaohe explain --format json` writes."""
        return text_of(self._inner, "json")

    def html(self) -> str:
        """A page by itself."""
        return text_of(self._inner, "html")


Number = Callable[[int | Fraction], Any]
"""What turns an exact number into one of another kind: float, Decimal …"""


def plain(value: Value, number: Number | None = None) -> Any:
    """A value of a row: a number is an int, or a Fraction where it is not whole; or what `number` makes of it."""
    if not isinstance(value, Fraction):
        return value
    exact = value.numerator if value.denominator == 1 else value
    return exact if number is None else number(exact)


def period_among(text: int | str, known: Iterable[Period]) -> Period:
    """The period that a text names. Raises NotThere if it is none (C113), or none of those that there are (C114)."""
    period = read_period(str(text))
    if period is None:
        raise NotThere("C113", period=text)
    there = list(dict.fromkeys(known))
    if period not in there:
        raise NotThere("C114", period=period, known=tuple(there))
    return period


class Results:
    """The scores of a policy on data. `Policy.score` makes them."""

    def __init__(self, scored: Scored) -> None:
        self._inner = scored

    def __repr__(self) -> str:
        results = self._inner.results
        periods = dict.fromkeys(str(result.period) for result in results.results)
        return f"<kaohe.Results {results.policy.id}: {len(results.results)} rows, {', '.join(periods)}>"

    @property
    def warnings(self) -> list[Diagnostic]:
        """What is noteworthy in policy and data, though there are results."""
        return list(self._inner.results.warnings)

    @property
    def record(self) -> dict[str, object]:
        """What has to be known to get the same results again; `time` alone differs from run to run."""
        return record_entry(self._inner.results.record)

    def of(self, period: str) -> Results:
        """The results of one period alone. Raises NotThere (C113, C114)."""
        results = self._inner.results
        chosen = period_among(period, (result.period for result in results.results))
        return Results(replace(self._inner, results=results.of(chosen)))

    def rows(self, *, number: Number | None = None) -> list[dict[str, Any]]:
        """One dict a unit and period: unit_type, unit, group, period, then the values by id.

        They stand in the policy's order of units, then by period. Numbers are exact, int or Fraction, in the measure
        they are shown in (85 for 85%); `number=float` turns them into floats. What is absent is None.
        """
        return [
            {
                "unit_type": result.unit_type,
                "unit": result.unit,
                "group": result.group,
                "period": str(result.period),
                **{id_: plain(value, number) for id_, value in result.values.items()},
            }
            for result in self._inner.results.results
        ]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows in Arrow's form: `polars.DataFrame(results)`, `pyarrow.table(results)`. Needs the extra `arrow`.

        Ranks are whole numbers; any other number is the floating-point one next to it.
        """
        from kaohe.report.results.arrow import table_of

        return table_of(self._inner.results, self._inner.run).__arrow_c_stream__(requested_schema)

    def explain(
        self, unit: str | None = None, *, of: str | None = None, against: str | None = None, period: str | None = None
    ) -> Explanation:
        """Why a unit has its score, down to the cells of the data; or why it stands before or behind another.

        `of` is the id or name of a value; all totals if None, in the last period that has them. `unit` may be left out
        where there is one alone. Raises NotThere where there is no such unit, value or period.
        """
        results = self._inner.results
        chosen = None if period is None else period_among(period, (result.period for result in results.results))
        return Explanation(explain(results, self._inner.run, unit, chosen, of, against))

    def text(self, *, width: int | None = None) -> str:
        """A table of so many columns (100 if none are asked for), as `kaohe score` shows it."""
        return text_of(self._inner.results, "table", width)

    def markdown(self) -> str:
        """A page of Markdown."""
        return text_of(self._inner.results, "markdown")

    def csv(self) -> str:
        """A table of comma-separated values."""
        return text_of(self._inner.results, "csv")

    def json(self) -> str:
        """The document that `kaohe score --format json` writes."""
        return text_of(self._inner.results, "json")

    def html(self, *, period: str | None = None) -> str:
        """A page for leaders and for print, about a period; the last one if none is asked for. Raises NotThere."""
        from kaohe.report.page.page import render

        found = Appraisal(self._inner.results.policy, self._inner)
        return render(found, None if period is None else period_among(period, found.periods))

    def xlsx(self, path: str | os.PathLike[str]) -> None:
        """Writes a workbook with the results. Raises OSError."""
        write_file(Path(path), workbook_of(self._inner.results))


class Targets:
    """How far a policy's targets are attained in the year looked at. `Policy.targets` makes them."""

    def __init__(self, judged: Judged, year: int | str | None = None) -> None:
        years = years_of(judged.results)
        self._inner = judged
        self._year = TargetYear(judged.results, years[-1] if year is None else period_among(year, years))

    def __repr__(self) -> str:
        return f"<kaohe.Targets {self._inner.results.policy.id}: {len(self._year.now)} rows, {self._year.year}>"

    @property
    def years(self) -> list[int]:
        """The years of the data."""
        return [year.year for year in self._year.years]

    @property
    def warnings(self) -> list[Diagnostic]:
        """What is noteworthy in policy and data, though there are results."""
        return list(self._inner.results.warnings)

    @property
    def record(self) -> dict[str, object]:
        """What has to be known to get the same results again; `time` alone differs from run to run."""
        return record_entry(self._inner.results.record)

    def of(self, year: int | str) -> Targets:
        """The same in another year. Raises NotThere (C113, C114)."""
        return Targets(self._inner, year)

    def rows(self, *, number: Number | None = None) -> list[dict[str, Any]]:
        """One dict a target and unit: target, unit, period, actual, required, attained, attainment.

        They stand in the policy's order. Numbers are exact, int or Fraction, in the target's own measure (85 for 85%);
        `number=float` turns them into floats. All but the first three are None for a target that is not measured.
        """
        return [
            {
                "target": result.target.id,
                "unit": result.unit,
                "period": str(result.period),
                "actual": plain(result.actual, number),
                "required": plain(result.required, number),
                "attained": result.attained,
                "attainment": plain(result.attainment, number),
            }
            for result in self._year.now
        ]

    def explain(self, unit: str | None = None, *, of: str | None = None) -> Explanation:
        """Why each target stands as it does, down to the cells of the data.

        `of` is the id or name of a target; all if None. `unit` may be left out where there is one alone. Raises
        NotThere where there is no such unit or target.
        """
        period: Period = self._year.year
        return Explanation(explain_targets(self._inner.results, self._inner.run, unit, period, of))

    def text(self, *, width: int | None = None) -> str:
        """A table of so many columns (100 if none are asked for), as `kaohe targets` shows it."""
        return text_of(self._year, "table", width)

    def markdown(self) -> str:
        """A page of Markdown."""
        return text_of(self._year, "markdown")

    def csv(self) -> str:
        """A table of comma-separated values."""
        return text_of(self._year, "csv")

    def json(self) -> str:
        """The document that `kaohe targets --format json` writes."""
        return text_of(self._year, "json")

    def html(self) -> str:
        """A page for leaders and for print."""
        from kaohe.report.page.page import render

        return render(Appraisal(self._inner.results.policy, judged=self._inner), self._year.year)

    def xlsx(self, path: str | os.PathLike[str]) -> None:
        """Writes a workbook with the results. Raises OSError."""
        write_file(Path(path), workbook_of(self._year))


class Comparison:
    """Methods side by side. `kaohe.compare` makes it."""

    def __init__(self, found: comparison.Comparison) -> None:
        self._inner = found

    def __repr__(self) -> str:
        return f"<kaohe.Comparison {', '.join(policy.id for policy in self._inner.policies)}>"

    def text(self, *, width: int | None = None) -> str:
        """As `kaohe compare` shows it, in so many columns (100 if none are asked for)."""
        return text_of(self._inner, "table", width)

    def markdown(self) -> str:
        """A page of Markdown."""
        return text_of(self._inner, "markdown")

    def json(self) -> str:
        """The document that `kaohe compare --format json` writes."""
        return text_of(self._inner, "json")

    def html(self) -> str:
        """A page by itself, with stacked bars."""
        return text_of(self._inner, "html")

    def xlsx(self, path: str | os.PathLike[str]) -> None:
        """Writes a workbook, a sheet for each question. Raises OSError."""
        write_file(Path(path), workbook_of(self._inner))


class Changes:
    """What moves: `Policy.diff`, `.readings`, `.whatif` and `.gap` make it. Its JSON is that of the command."""

    def __init__(self, found: PolicyDiff | DataDiff | Readings | WhatIf | Gaps, changes: Sequence[Change]) -> None:
        self._inner = found
        self._changes = tuple(changes)

    def __repr__(self) -> str:
        return f"<kaohe.Changes {type(self._inner).__name__}: {len(self._changes)} values>"

    def rows(self, *, number: Number | None = None) -> list[dict[str, Any]]:
        """One dict for each published value that moves: unit_type, unit, group, period, value, old, new.

        Numbers are exact, in the measure they are shown in; `number=float` turns them into floats.
        """
        return [
            {
                "unit_type": change.of.unit_type,
                "unit": change.of.unit,
                "group": change.group,
                "period": str(change.of.period),
                "value": change.of.value,
                "old": plain(change.old, number),
                "new": plain(change.new, number),
            }
            for change in self._changes
        ]

    def text(self, *, width: int | None = None) -> str:
        """As the command shows it, in so many columns (100 if none are asked for)."""
        return text_of(self._inner, "table", width)

    def json(self) -> str:
        """The document that the command writes with `--format json`."""
        return text_of(self._inner, "json")


class Stress:
    """What a method rewards by mistake, its effective weights, how firm its places are. `Policy.stress` makes it."""

    def __init__(self, found: stress.Stress) -> None:
        self._inner = found

    def __repr__(self) -> str:
        return f"<kaohe.Stress {self._inner.policy.id}: {len(self._inner.claims)} claims>"

    def text(self, *, width: int | None = None) -> str:
        """As `kaohe stress` shows it, in so many columns (100 if none are asked for)."""
        return text_of(self._inner, "table", width)

    def markdown(self) -> str:
        """A page of Markdown."""
        return text_of(self._inner, "markdown")

    def json(self) -> str:
        """The document that `kaohe stress --format json` writes."""
        return text_of(self._inner, "json")

    def html(self) -> str:
        """A page by itself, with pictures of places and weights."""
        return text_of(self._inner, "html")
